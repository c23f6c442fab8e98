"""Rows as tables for people, as CSV and as an HTML page. What comes from a resume is data in all of them."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from hiring_desktop.core.hiring.batch import ReadFile
from hiring_desktop.core.model import COMPONENTS, Json

_PIPE_WIDTH: Final = 140
_ALL_COLUMNS: Final = 120
"""A narrower terminal gets the ranked list without the five components."""
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_HEADINGS: Final = ("Skills", "Experience", "Education", "Text", "Career")

_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 15px/1.45 system-ui, sans-serif; color: #1c2430; margin: 2rem auto; max-width: 75rem; padding: 0 1rem }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; padding: .45rem .6rem; vertical-align: top }}
th {{ border-bottom: 2px solid #1c2430 }} td {{ border-bottom: 1px solid #d8dde5 }} .n {{ text-align: right }}
</style></head><body><h1>{title}</h1>
<table><thead><tr>{head}</tr></thead><tbody>
{body}
</tbody></table>
{others}</body></html>
"""


def parsed(files: Iterable[ReadFile]) -> str:
    """What was read from each file, in a few columns."""
    table = _table("File", "Status", "Name", "E-mail", "Years", "Degree", "Skills", "Notes")
    for file in files:
        resume = file.outcome.parsed
        if resume is None:
            table.add_row(_text(file.file), file.outcome.status, "", "", "", "", "", _text(file.outcome.message))
            continue
        basics = resume.resume.get("basics") or {}
        table.add_row(
            _text(file.file), "parsed", _text(basics.get("name")), _text(basics.get("email")),
            _number(resume.total_experience_years), resume.highest_degree or "", str(len(resume.skill_names())),
            ", ".join(resume.warnings),
        )  # fmt: skip
    return _rendered(table)


def ranking(rows: Sequence[Json], others: Sequence[Json], title: str) -> str:
    """The ranked list, then the files that could not be ranked."""
    wide = _width() >= _ALL_COLUMNS
    headings = _HEADINGS if wide else ()
    table = _table("#", "Score", "Candidate", *headings, "Found", "Missing", "Sure", title=title)
    for row in rows:
        parts = [_component(row, name) for name in COMPONENTS] if wide else []
        table.add_row(
            str(row["rank"]), f"{row['overall_score']:.1f}", _text(row["candidate_name"] or row["file"]), *parts,
            _matched(row), _text(_some(row["missing_skills"])), row["confidence"],
        )  # fmt: skip
    text = _rendered(table)
    if wide and any(row["imputed"] for row in rows):
        text += "* not known from the resume; counted as the middle of the reference pool\n\n"
    if others:
        left = _table("File", "Status", "Why", title="Not ranked")
        for other in others:
            left.add_row(_text(other["file"]), other["status"], _text(other["message"]))
        text += _rendered(left)
    return text


def items(rows: Sequence[Json], *columns: str) -> str:
    """Any rows, in the columns named."""
    table = _table(*(column.replace("_", " ").capitalize() for column in columns))
    for row in rows:
        table.add_row(*(_text(_cell(row[column])) for column in columns))
    return _rendered(table)


def ranking_csv(rows: Sequence[Json], others: Sequence[Json]) -> str:
    """The ranked list for a spreadsheet; cells that would be taken for formulas are made harmless."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["rank", "file", "candidate_name", "overall_score", "percentile", *COMPONENTS, "imputed", "matched_skills",
         "missing_skills", "near_skills", "confidence", "recommendation", "status", "message"]
    )  # fmt: skip
    for row in rows:
        lists = [" | ".join(row[name]) for name in ("imputed", "matched_skills", "missing_skills", "near_skills")]
        numbers = [row["overall_score"], row["percentile"], *(row["score_breakdown"][name] for name in COMPONENTS)]
        cells = [row["rank"], row["file"], row["candidate_name"] or "", *numbers, *lists, row["confidence"]]
        writer.writerow([_harmless(cell) for cell in (*cells, row["recommendation"], "parsed", "")])
    for other in others:
        blank = [""] * (len(COMPONENTS) + 9)
        writer.writerow([_harmless(c) for c in ("", other["file"], *blank, other["status"], other["message"] or "")])
    return out.getvalue()


def ranking_html(rows: Sequence[Json], others: Sequence[Json], title: str) -> str:
    """The ranked list as a page of its own."""
    head = "".join(f"<th>{h}</th>" for h in ("#", "Score", "Candidate", *_HEADINGS, "Matched", "Missing", "Advice"))
    body = "\n".join(_html_row(row) for row in rows)
    left = "".join(
        f"<li>{escape(other['file'])}: {escape(other['message'] or other['status'])}</li>" for other in others
    )
    more = f"<h2>Not ranked</h2><ul>{left}</ul>" if others else ""
    return _PAGE.format(title=escape(title), head=head, body=body, others=more)


def _html_row(row: Json) -> str:
    numbers = "".join(f'<td class="n">{_component(row, name)}</td>' for name in COMPONENTS)
    texts = (", ".join(row["matched_skills"]), ", ".join(row["missing_skills"]), row["recommendation"])
    cells = "".join(f"<td>{escape(text)}</td>" for text in texts)
    who = escape(row["candidate_name"] or row["file"])
    return f'<tr><td>{row["rank"]}</td><td class="n">{row["overall_score"]:.1f}</td><td>{who}</td>{numbers}{cells}</tr>'


def _component(row: Json, name: str) -> str:
    return f"{row['score_breakdown'][name]:.0f}{'*' if name in row['imputed'] else ''}"


def _matched(row: Json) -> str:
    """How many of the skills asked for were found."""
    found = len(row["matched_skills"])
    return f"{found} of {found + len(row['missing_skills'])}"


def _some(names: Sequence[str], most: int = 2) -> str:
    more = f" +{len(names) - most}" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _text(value: str | None) -> Text:
    """Plain text: no markup, no control characters that would move a terminal's cursor."""
    return Text("".join(c if c.isprintable() else " " for c in value or ""))


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def _table(*columns: str, title: str | None = None) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title=_text(title) if title else None, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold", justify="right" if column in {"#", "Score", "Years"} else "left")
    return table


def _width() -> int:
    return shutil.get_terminal_size((_PIPE_WIDTH, 40)).columns


def _rendered(table: Table) -> str:
    out = io.StringIO()
    Console(file=out, width=_width(), no_color=True, highlight=False).print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"
