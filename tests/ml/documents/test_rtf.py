"""Rich Text Format."""

from __future__ import annotations

from hiring_desktop.ml.documents.model import Document
from hiring_desktop.ml.documents.read import read_document

HEAD = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset2 Symbol;}}"
HEAD += r"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;}{\stylesheet{\s0 Normal;}{\s3 heading 2;}}"


def read(body: str) -> Document:
    return read_document((HEAD + body + "}").encode("latin-1"), "cv.rtf")


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def test_text_with_unicode_and_code_pages() -> None:
    body = r"\pard Andr\'e9 \u321\'3fukasz \uc0\u8211 \uc1 {\f1 \'cf\'f0\'e8\'e2\'e5\'f2}\par \{x\} 50\~%\par"
    assert texts(read(body)) == ["André Łukasz –Привет", "{x} 50 %"]


def test_looks_headings_and_bullets() -> None:
    document = read(
        r"\pard\s3\b\fs32 Experience\par\pard\plain\fs20 Plain {\b bold}\par"
        r"\pard{\listtext\pard\plain \f2\'b7\tab}\ls1 Built a compiler\par"
    )
    assert texts(document) == ["Experience", "Plain bold", "Built a compiler"]
    heading, plain, item = document.lines
    assert (heading.heading, heading.bold, heading.size) == (2, True, 16.0)
    assert (plain.bold, plain.size, item.bullet) == (False, 10.0, True)
    assert [document.text[at:][:4] for at in plain.breaks] == ["bold"]


def test_tables_tabs_and_layout_cells() -> None:
    row = r"\trowd\cellx3000\cellx9000\pard\intbl Go\cell basic\cell\row"
    layout = r"\trowd\cellx3000\cellx9000\pard\intbl Contact\par jane@example.org\cell Experience\par Engineer\cell\row"
    document = read(r"\pard Engineer\tab 2019\par" + row + r"\pard between\par" + layout + r"\pard after\par")
    assert texts(document) == [
        "Engineer 2019", "Go basic", "between", "Contact", "jane@example.org", "Experience", "Engineer", "after",
    ]  # fmt: skip
    assert document.lines[0].cells
    assert document.lines[1].kind == "table"


def test_links_hidden_text_and_what_is_no_text() -> None:
    document = read(
        r"{\info{\author Somebody}}{\*\generator Word}{\pict\wmetafile8 0102030405}"
        r'{\field{\*\fldinst{HYPERLINK "https://example.org"}}{\fldrslt my page}} stays\par '
        r"Visible{\v  vanished}{\cf2  white}\par{\header\pard jane@example.org\par}"
        r"{\shp{\*\shpinst{\sp x}{\shptxt\pard boxed\par}}}"
    )
    assert texts(document) == ["jane@example.org", "my page stays", "Visible", "boxed"]
    assert [link.target for link in document.links] == ["https://example.org"]
    assert document.hidden == ("vanished white",)


def test_binary_data_is_skipped_whole() -> None:
    assert texts(read("\\pard Before{\\pict\\bin5 }}}}}} after\\par")) == ["Before after"]
