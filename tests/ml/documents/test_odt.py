"""OpenDocument texts."""

from __future__ import annotations

import pytest
from packages import odt

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.ml.documents.model import Document
from hiring_desktop.ml.documents.read import read_document


def read(body: str, automatic: str = "", styles: str = "") -> Document:
    return read_document(odt(body, automatic, styles), "cv.odt")


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def test_paragraphs_lists_tables_and_boxes() -> None:
    document = read(
        "<text:h text:outline-level='2'>Experience</text:h>"
        "<text:p>Engineer<text:tab/>2019<text:line-break/>at<text:s text:c='3'/>Acme</text:p>"
        "<text:list><text:list-item><text:p>Built a compiler</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Go</text:p></table:table-cell>"
        "<table:table-cell><text:p>basic</text:p></table:table-cell></table:table-row></table:table>"
        "<text:p>Anchor<draw:frame><draw:text-box><text:p>In a box</text:p></draw:text-box></draw:frame></text:p>"
    )
    assert texts(document) == [
        "Experience",
        "Engineer 2019",
        "at Acme",
        "Built a compiler",
        "Go basic",
        "Anchor",
        "In a box",
    ]
    assert document.lines[0].heading == 2
    assert document.lines[3].bullet
    assert document.lines[1].cells
    assert document.lines[4].kind == "table"


def test_looks_links_and_hidden_text() -> None:
    automatic = (
        "<style:style style:name='B' style:family='text'>"
        "<style:text-properties fo:font-weight='bold' fo:font-size='14pt'/></style:style>"
        "<style:style style:name='W' style:family='text'><style:text-properties fo:color='#ffffff'/></style:style>"
    )
    document = read(
        "<text:p><text:span text:style-name='B'>Jane Roe</text:span></text:p>"
        "<text:p>See <text:a xlink:href='https://example.org'>my page</text:a>"
        "<text:span text:style-name='W'>kubernetes</text:span></text:p>",
        automatic,
    )
    assert texts(document) == ["Jane Roe", "See my page"]
    assert (document.lines[0].bold, document.lines[0].size) == (True, 14.0)
    assert [link.target for link in document.links] == ["https://example.org"]
    assert document.hidden == ("kubernetes",)


def test_headers_and_footers_of_page_styles() -> None:
    styles = (
        "<office:master-styles><style:master-page style:name='S'>"
        "<style:header><text:p>jane@example.org</text:p></style:header><style:footer><text:p>last</text:p></style:footer></style:master-page></office:master-styles>"
    )
    document = read("<text:p>Body</text:p>", styles=styles)
    assert [(line.text, line.kind) for line in document.lines] == [
        ("jane@example.org", "header"), ("Body", "body"), ("last", "footer"),
    ]  # fmt: skip


def test_an_encrypted_document_is_refused() -> None:
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry><m:encryption-data/>'
        "</m:file-entry></m:manifest>"
    )
    with pytest.raises(DocumentRejected) as caught:
        read_document(odt("<text:p>x</text:p>", parts={"META-INF/manifest.xml": manifest}), "cv.odt")
    assert caught.value.code == "encrypted"
