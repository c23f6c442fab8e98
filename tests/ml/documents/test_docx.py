"""Word documents: no part that holds text is lost, and what a reader cannot see is kept apart."""

from __future__ import annotations

import pytest
from packages import docx, paragraph, run, table, zipped

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.ml.documents.model import Document
from hiring_desktop.ml.documents.read import read_document


def read(
    body: str, parts: dict[str, str] | None = None, relations: dict[str, tuple[str, str]] | None = None
) -> Document:
    return read_document(docx(body, parts, relations), "cv.docx")


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def test_text_of_every_part_is_read_in_order() -> None:
    document = read(
        paragraph("Body") + table((paragraph("Cell one"), paragraph("Cell two"))) + paragraph("After"),
        {
            "word/header1.xml": f"<w:hdr>{paragraph('jane@example.org')}</w:hdr>",
            "word/footer1.xml": f"<w:ftr>{paragraph('+1 202 555 0100')}</w:ftr>",
            "word/footnotes.xml": f"<w:footnotes><w:footnote>{paragraph('A note')}</w:footnote></w:footnotes>",
        },
        {"h": ("header", "header1.xml"), "f": ("footer", "footer1.xml"), "n": ("footnotes", "footnotes.xml")},
    )
    assert texts(document) == ["jane@example.org", "Body", "Cell one Cell two", "After", "+1 202 555 0100", "A note"]
    assert [line.kind for line in document.lines] == ["header", "body", "table", "body", "footer", "body"]


def test_a_header_that_repeats_is_read_once() -> None:
    header = f"<w:hdr>{paragraph('Jane Roe')}</w:hdr>"
    document = read(
        paragraph("Body"),
        {"word/header1.xml": header, "word/header2.xml": header},
        {"a": ("header", "header1.xml"), "b": ("header", "header2.xml")},
    )
    assert texts(document) == ["Jane Roe", "Body"]


def test_a_text_box_is_read_once_and_not_its_copy_for_old_programs() -> None:
    box = f"<w:txbxContent>{paragraph('In a box')}</w:txbxContent>"
    shape = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(read(paragraph("Before", shape) + paragraph("After"))) == ["Before", "In a box", "After"]


def test_tabs_and_data_rows_divide_cells() -> None:
    document = read(
        paragraph("Engineer, Acme", "<w:r><w:tab/></w:r>", "2019 – 2021")
        + table((paragraph("Python"), paragraph("expert")), (paragraph("Go"), paragraph("basic")))
    )
    assert texts(document) == ["Engineer, Acme 2019 – 2021", "Python expert", "Go basic"]
    assert [document.text[cell:].split()[0] for line in document.lines for cell in line.cells] == [
        "2019",
        "expert",
        "basic",
    ]


def test_a_table_that_arranges_the_page_is_read_cell_by_cell() -> None:
    side = "".join(paragraph(text) for text in ("Contact", "jane@example.org", "Skills", "Python", "Go", "SQL"))
    main = "".join(paragraph(text) for text in ("Experience", "Engineer at Acme", "Built a compiler"))
    document = read(table((side, main), widths=(3000, 7000)))
    assert texts(document) == [
        "Contact", "jane@example.org", "Skills", "Python", "Go", "SQL", "Experience", "Engineer at Acme",
        "Built a compiler",
    ]  # fmt: skip
    assert {line.kind for line in document.lines[:6]} == {"side"}
    assert {line.column for line in document.lines[6:]} == {1}


@pytest.mark.parametrize("dates_first", [True, False])
def test_dates_beside_an_entry_join_its_first_line(dates_first: bool) -> None:
    entry = paragraph("Engineer, Acme") + paragraph("Built a compiler") + paragraph("Tore it down")
    dates = paragraph("2019 – 2021")
    document = read(table((dates, entry) if dates_first else (entry, dates)))
    first = "2019 – 2021 Engineer, Acme" if dates_first else "Engineer, Acme 2019 – 2021"
    assert texts(document) == [first, "Built a compiler", "Tore it down"]


def test_looks_come_from_styles_and_runs() -> None:
    styles = (
        "<w:styles><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val='22'/></w:rPr></w:rPrDefault></w:docDefaults>"
        "<w:style w:type='paragraph' w:styleId='Base'><w:name w:val='base'/>"
        "<w:rPr><w:b/><w:sz w:val='32'/></w:rPr></w:style>"
        "<w:style w:type='paragraph' w:styleId='H1'><w:name w:val='heading 1'/><w:basedOn w:val='Base'/></w:style>"
        "<w:style w:type='paragraph' w:styleId='Item'><w:name w:val='List Bullet'/></w:style></w:styles>"
    )
    document = read(
        paragraph("Experience", properties="<w:pStyle w:val='H1'/>")
        + paragraph("An item", properties="<w:pStyle w:val='Item'/>")
        + paragraph(run("Engineer", "<w:b/>"), ", Acme", run(" and more of it", "<w:color w:val='808080'/>")),
        {"word/styles.xml": styles},
    )
    heading, item, mixed = document.lines
    assert (heading.heading, heading.bold, heading.size) == (1, True, 16.0)
    assert (item.bullet, item.bold, item.size) == (True, False, 11.0)
    assert not mixed.bold
    assert [document.text[at:].split()[0] for at in mixed.breaks] == [",", "and"]


@pytest.mark.parametrize(
    "properties",
    ["<w:vanish/>", "<w:color w:val='FFFFFF'/>", "<w:sz w:val='2'/>"],
    ids=["vanish", "white", "tiny"],
)
def test_hidden_text_is_kept_apart(properties: str) -> None:
    document = read(paragraph("Visible", run(" kubernetes terraform", properties)))
    assert document.text == "Visible"
    assert document.hidden == ("kubernetes terraform",)
    assert document.warnings == ("hidden_text",)


def test_white_text_on_a_dark_cell_is_visible() -> None:
    name = paragraph(run("Jane Roe", "<w:color w:val='FFFFFF'/>"))
    shade = "<w:tcPr><w:shd w:val='clear' w:fill='1F3864'/></w:tcPr>"
    document = read(f"<w:tbl><w:tr><w:tc>{shade}{name}</w:tc></w:tr></w:tbl>")
    assert document.text == "Jane Roe"
    assert document.warnings == ()


def test_hyperlinks_keep_their_targets() -> None:
    link = f"<w:hyperlink r:id='x'>{run('my profile')}</w:hyperlink>"
    field = (
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r>"
        '<w:r><w:instrText> HYPERLINK "mailto:jane@example.org" </w:instrText></w:r>'
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>write to me</w:t></w:r>"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )
    document = read(paragraph("See ", link) + paragraph(field), None, {"x": ("hyperlink", "https://example.org/jane")})
    assert texts(document) == ["See my profile", "write to me"]
    found = {link.target: document.text[link.span.start : link.span.end] for link in document.links if link.span}
    assert found == {"https://example.org/jane": "my profile", "mailto:jane@example.org": "write to me"}


def test_page_numbers_and_deleted_text_are_left_out() -> None:
    number = "<w:fldSimple w:instr=' PAGE '><w:r><w:t>1</w:t></w:r></w:fldSimple>"
    deleted = "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
    inserted = f"<w:ins>{run('kept')}</w:ins>"
    assert texts(read(paragraph("Page ", number) + paragraph(deleted, inserted))) == ["Page", "kept"]


def test_lines_broken_by_hand_are_lines() -> None:
    document = read(paragraph("Jane Roe", "<w:r><w:br/></w:r>", "Springfield"))
    assert texts(document) == ["Jane Roe", "Springfield"]
    assert len({line.block for line in document.lines}) == 1


def test_words_divided_between_runs_stay_whole() -> None:
    assert read(paragraph("Java", run("Script", "<w:i/>"), " and more")).text == "JavaScript and more"


def test_a_package_without_a_document_is_refused() -> None:
    with pytest.raises(DocumentRejected) as caught:
        read_document(zipped({"[Content_Types].xml": "<a/>", "readme.txt": "hello"}), "cv.docx")
    assert caught.value.code == "wrong_type"
