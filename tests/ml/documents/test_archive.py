"""Archives of resumes."""

from __future__ import annotations

import io
import zipfile

import pytest
from packages import docx, paragraph, zipped

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.ml.documents import archive

PDF = b"%PDF-1.4 and so on"


def outcome(data: bytes) -> dict[str, str]:
    """Name to ``ok`` or the code of the refusal."""
    return {
        name: found.code if isinstance(found, DocumentRejected) else "ok"
        for name, found in archive.resumes_in(data, "cvs.zip")
    }


def test_members_come_sorted_and_without_junk() -> None:
    data = zipped({
        "b/two.pdf": PDF, "a.pdf": PDF, "__MACOSX/a.pdf": b"x", "b/.DS_Store": b"x", "~$cv.docx": b"x",
        "Thumbs.db": b"x",
        "b/": b"",
    })  # fmt: skip
    assert [name for name, _ in archive.resumes_in(data, "cvs.zip")] == ["cvs.zip/a.pdf", "cvs.zip/b/two.pdf"]


def test_names_cannot_lead_out_or_deceive() -> None:
    data = zipped({"../../etc/passwd": PDF, "/root.pdf": PDF, "..\\..\\windows.pdf": PDF, "cv\u202efdp.exe": PDF})
    assert set(outcome(data)) == {
        "cvs.zip/etc/passwd", "cvs.zip/root.pdf", "cvs.zip/windows.pdf", "cvs.zip/cvfdp.exe",
    }  # fmt: skip


def test_each_member_earns_its_own_refusal() -> None:
    data = zipped({
        "ok.pdf": PDF, "word.docx": docx(paragraph("x")), "nested.zip": zipped({"a.pdf": PDF}), "empty.pdf": b"",
        "tool.exe": b"MZ\x90\x00" + bytes(500), "big.pdf": PDF + bytes(17 << 20),
    })  # fmt: skip
    assert outcome(data) == {
        "cvs.zip/ok.pdf": "ok", "cvs.zip/word.docx": "ok", "cvs.zip/nested.zip": "wrong_type",
        "cvs.zip/empty.pdf": "empty",
        "cvs.zip/tool.exe": "wrong_type", "cvs.zip/big.pdf": "too_large",
    }  # fmt: skip


def test_what_a_member_says_of_its_size_is_not_believed() -> None:
    data = bytearray(zipped({"bomb.pdf": PDF + bytes(40 << 20)}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(signature) + offset
        data[at : at + 4] = (1000).to_bytes(4, "little")
    assert outcome(bytes(data)) == {"cvs.zip/bomb.pdf": "corrupt"}


def test_all_together_must_not_be_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 100)
    data = zipped({f"{n}.txt": b"x" * 60 for n in range(4)})
    assert list(outcome(data).values()) == ["ok", "resource_limit", "resource_limit", "resource_limit"]


def test_too_many_members_are_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_RESUMES", 3)
    with pytest.raises(DocumentRejected) as caught:
        archive.resumes_in(zipped({f"{n}.txt": b"x" for n in range(4)}), "cvs.zip")
    assert caught.value.code == "resource_limit"


def test_an_encrypted_member_is_told() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("cv.pdf", PDF)
    data = bytearray(buffer.getvalue())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    data[data.index(b"PK\x03\x04") + 6] |= 1
    assert outcome(bytes(data)) == {"cvs.zip/cv.pdf": "encrypted"}


@pytest.mark.parametrize("data", [b"PK\x03\x04 no archive", zipped({"a.pdf": PDF})[:-30]])
def test_a_broken_archive_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentRejected) as caught:
        archive.resumes_in(data, "cvs.zip")
    assert caught.value.code == "corrupt"
