"""XML from strangers."""

from __future__ import annotations

import pytest

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.ml.documents.safe_xml import MAX_DEPTH, parse

DTD = '<!DOCTYPE a [<!ENTITY e "x">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "iso-8859-1", "cp037"])
@pytest.mark.parametrize("dtd", [DTD, "<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/a.dtd'>", DTD.replace("&", "&#38;")])
def test_no_encoding_hides_a_dtd(encoding: str, dtd: str) -> None:
    named = encoding.removesuffix("-sig").removesuffix("-le")
    data = f"<?xml version='1.0' encoding='{named}'?>{dtd}<a>&e;</a>".encode(encoding)
    with pytest.raises(DocumentRejected) as caught:
        parse(data)
    assert caught.value.code in ("unsafe_xml", "corrupt")
    assert encoding == "cp037" or caught.value.code == "unsafe_xml"


@pytest.mark.parametrize(
    "data",
    [
        b"<a>x</a>",
        b"\xef\xbb\xbf<?xml version='1.0'?>\n<a>x</a>",
        "<?xml version='1.0' encoding='utf-16'?><a>x</a>".encode("utf-16"),
        b"<?xml version='1.0' encoding='iso-8859-1'?><a>x</a>",
        b"<a><!-- <!DOCTYPE --><![CDATA[x]]></a>",
    ],
)
def test_harmless_xml_is_read(data: bytes) -> None:
    assert parse(data).text == "x"


def test_depth_and_form() -> None:
    assert parse(b"<a>" * MAX_DEPTH + b"</a>" * MAX_DEPTH).tag == "a"
    for data, code in (
        (b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1), "resource_limit"),
        (b"<a><b></a>", "corrupt"),
        (b"", "corrupt"),
        (b"<a>&undefined;</a>", "corrupt"),
        (b"<?xml version='1.0' encoding='no-such-code'?><a/>", "corrupt"),
    ):
        with pytest.raises(DocumentRejected) as caught:
            parse(data)
        assert caught.value.code == code
