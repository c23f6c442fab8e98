"""Plain text files."""

from __future__ import annotations

import pytest

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.ml.documents.read import read_document


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    assert read_document("André Müller – Résumé".encode(encoding), "cv.txt").text == "André Müller – Résumé"


def test_lines_rules_bullets_and_cells() -> None:
    rows = ["Jane Roe", "", "EXPERIENCE", "----------", "Engineer, Acme     2019 - 2021", "  * Built a compiler"]
    rows += ["\t- Tore it down", "## Skills", "Go\tSQL"]
    document = read_document("\r\n".join(rows).encode(), "cv.txt")
    assert [line.text for line in document.lines] == [
        "Jane Roe", "EXPERIENCE", "Engineer, Acme 2019 - 2021", "Built a compiler", "Tore it down", "Skills", "Go SQL",
    ]  # fmt: skip
    assert [line.heading for line in document.lines] == [0, 2, 0, 0, 0, 2, 0]
    assert [line.bullet for line in document.lines] == [False, False, False, True, True, False, False]
    assert [len(line.cells) for line in document.lines] == [0, 0, 1, 0, 0, 0, 1]
    assert document.lines[0].block != document.lines[1].block


def test_a_file_without_any_text_is_refused() -> None:
    with pytest.raises(DocumentRejected) as caught:
        read_document(b"\r\n \t \r\n", "cv.txt")
    assert caught.value.code == "empty"
