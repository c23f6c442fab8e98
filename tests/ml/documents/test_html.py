"""Web pages."""

from __future__ import annotations

import pytest

from hiring_desktop.ml.documents.model import Document
from hiring_desktop.ml.documents.read import read_document


def read(body: str, head: str = "") -> Document:
    return read_document(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(), "cv.html")


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def test_blocks_headings_lists_and_unclosed_elements() -> None:
    document = read("<h1>Jane Roe</h1><p>One<p>Two<br>Three<ul><li>Item one<li>Item <b>two</b></ul>Tail")
    assert texts(document) == ["Jane Roe", "One", "Two", "Three", "Item one", "Item two", "Tail"]
    assert document.lines[0].heading == 1
    assert [line.bullet for line in document.lines] == [False] * 4 + [True] * 2 + [False]


def test_tables_and_layout_tables() -> None:
    data = "<table><tr><td>Go<td>basic<tr><td>SQL<td>good</table>"
    side = "".join(f"<p>{text}</p>" for text in ("Contact", "jane@example.org"))
    layout = f"<table><tr><td>{side}</td><td><p>Experience</p><p>Engineer</p></td></tr></table>"
    document = read(data + layout)
    assert texts(document) == ["Go basic", "SQL good", "Contact", "jane@example.org", "Experience", "Engineer"]
    assert [bool(line.cells) for line in document.lines] == [True, True, False, False, False, False]


def test_things_apart_on_one_line_are_cells() -> None:
    style = "<style>.row{display:flex} .when{float:right}</style>"
    document = read(
        "<div class=row><div>Engineer</div><div>2019</div></div><div>Acme <span class=when>Berlin</span></div>", style
    )
    assert texts(document) == ["Engineer 2019", "Acme Berlin"]
    assert all(line.cells for line in document.lines)


@pytest.mark.parametrize(
    "style",
    [
        "display:none", "visibility:hidden", "font-size:0", "font-size:1px", "color:#fff", "color: rgb(255, 255, 255)",
        "opacity:0", "position:absolute;left:-9999px", "text-indent:-9999px",
    ],
)  # fmt: skip
def test_hidden_text_is_kept_apart(style: str) -> None:
    for body, head in (
        (f'<p>Visible <span style="{style}">kubernetes</span></p>', ""),
        ("<p class=a>Visible <span class=b>kubernetes</span></p>", f"<style>.a .b {{ {style} }}</style>"),
    ):
        document = read(body, head)
        assert document.text == "Visible"
        assert document.hidden == ("kubernetes",)


def test_white_text_on_a_dark_ground_is_visible() -> None:
    document = read('<div style="background:#123456"><h1 style="color:white">Jane Roe</h1></div>')
    assert document.text == "Jane Roe"
    assert document.warnings == ()


def test_scripts_and_styles_are_no_text_and_links_keep_their_targets() -> None:
    document = read(
        '<script>x="<p>no</p>"</script><a href="https://example.org/?a=1&amp;b=2">my page</a>', "<title>T</title>"
    )
    assert document.text == "my page"
    assert [(link.target, document.text[link.span.start :]) for link in document.links if link.span] == [
        ("https://example.org/?a=1&b=2", "my page")
    ]


def test_a_later_rule_of_equal_weight_wins_and_ids_win_over_classes() -> None:
    head = "<style>#x{color:#000} .y{color:#fff} p{font-weight:400} p{font-weight:bold}</style>"
    head += "<style>@media print{.y{display:none}}</style>"
    document = read("<p id=x class=y>Visible</p>", head)
    assert document.text == "Visible"
    assert document.lines[0].bold


def test_depth_without_end_is_no_matter() -> None:
    assert read("<div>" * 50_000 + "Jane Roe" + "</div>" * 50_000).text == "Jane Roe"
