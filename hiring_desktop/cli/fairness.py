"""``fairness``: audits any table of decisions, nothing stored."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from textwrap import fill
from typing import Annotated, Final

import typer

from hiring_desktop import bootstrap
from hiring_desktop.cli import tables
from hiring_desktop.core.errors import InvalidInput
from hiring_desktop.ml.fairness.advice import TITLES, verb
from hiring_desktop.ml.fairness.audit import audit_table
from hiring_desktop.ml.fairness.report import LABEL, ReportFacts, p_value, percent, ratio, report_csv
from hiring_desktop.ml.fairness.report_html import report_html
from hiring_desktop.ml.fairness.result import DimensionResult, FairnessAudit
from hiring_desktop.ml.fairness.table import read_csv

_WIDEST: Final = 110


class FairnessFormat(StrEnum):
    """How ``fairness`` prints."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    HTML = "html"
    PDF = "pdf"


def fairness(
    table: Annotated[Path, typer.Argument(metavar="TABLE.csv", help="A row for each candidate.", show_default=False)],
    group: Annotated[list[str], typer.Option(metavar="COL", help="A column of groups; once for each dimension.")],
    selected: Annotated[
        str | None, typer.Option(metavar="COL", help="Who was selected: 0, 1, true, false, yes, no.")
    ] = None,
    score: Annotated[
        str | None,
        typer.Option(metavar="COL", help="Scores; audited where there is no --selected, and they order the ranking."),
    ] = None,
    truth: Annotated[
        str | None, typer.Option(metavar="COL", help="Who is known to be suited, like --selected; empty: not known.")
    ] = None,
    rank: Annotated[
        str | None, typer.Option(metavar="COL", help="Ranks, 1 is best; empty: not in the ranked list.")
    ] = None,
    form: Annotated[FairnessFormat, typer.Option("--format")] = FairnessFormat.TABLE,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to a file.")] = None,
) -> None:
    """Audit a table of decisions: rates, impact ratios, tests, intersections, verdicts.

    Example: hiring-desktop fairness outcomes.csv --selected hired --group sex --group race
    """
    rows = read_csv(_read(table), numbers=[name for name in (score, rank) if name is not None])
    audit = audit_table(rows, group, selected=selected, score=score, truth=truth, rank=rank)
    named = {"groups": ", ".join(group), "decisions": selected, "scores": score, "ground truth": truth, "ranks": rank}
    columns = "; ".join(f"{what} in {name}" for what, name in named.items() if name is not None)
    today = bootstrap.SystemClock().now().strftime("%Y-%m-%d")
    _write(_shown(audit, ReportFacts(f"{table.name} ({columns})", today), form), output)


def _shown(audit: FairnessAudit, facts: ReportFacts, form: FairnessFormat) -> str | bytes:
    match form:
        case FairnessFormat.JSON:
            return json.dumps(audit.to_json(), ensure_ascii=False, allow_nan=False, indent=2) + "\n"
        case FairnessFormat.CSV:
            return report_csv(audit, facts)
        case FairnessFormat.HTML:
            return report_html(audit, facts)
        case FairnessFormat.PDF:
            # reportlab costs more than the rest of the command; only this format needs it.
            from hiring_desktop.ml.fairness.report_pdf import report_pdf

            return report_pdf(audit, facts)
        case FairnessFormat.TABLE:
            return "\n".join(_lines(audit)) + "\n"


def _lines(audit: FairnessAudit) -> Iterator[str]:
    """The audit for a terminal."""
    yield f"{audit.rows} rows. {LABEL}."
    for dimension in audit.dimensions:
        yield ""
        yield _plain(f"{dimension.name}: {TITLES[dimension.verdict]}")
        yield tables.items(
            [_row(dimension, index) for index in range(len(dimension.groups))],
            "group", "n", verb(dimension.metric), "rate", "impact_ratio", "p", "adjusted_p", "verdict",
        ).rstrip("\n")  # fmt: skip
        if dimension.unknown:
            yield f"{dimension.unknown} of unknown group, not compared."
        width = min(shutil.get_terminal_size((_WIDEST, 40)).columns, _WIDEST)
        for sentence in dimension.recommendations:
            yield fill(_plain(sentence), width, initial_indent="- ", subsequent_indent="  ")
    for name, result in (audit.ranking or {}).items():
        yield ""
        seen = ", ".join(f"{group} {exposure:.3f}" for group, exposure in result.exposure.items())
        divergence = "not defined" if result.ndkl is None else f"{result.ndkl:.3f}"
        yield _plain(f"Ranking by {name}: NDKL {divergence}; exposure {seen or 'of nobody'}")


def _row(dimension: DimensionResult, index: int) -> dict[str, str]:
    group = dimension.groups[index]
    return {
        "group": group.group, "n": str(group.n), verb(dimension.metric): str(group.selected),
        "rate": percent(group.rate), "impact_ratio": "under 2%" if group.excluded else ratio(group.impact_ratio),
        "p": p_value(group.fisher_p), "adjusted_p": p_value(group.fisher_p_adjusted),
        "verdict": _verdict(dimension, index),
    }  # fmt: skip


def _verdict(dimension: DimensionResult, index: int) -> str:
    group = dimension.groups[index]
    if group.excluded:
        return "Not compared"
    return "Reference" if group.group == dimension.verdict_reference else TITLES[group.verdict]


def _plain(text: str) -> str:
    """Without control characters, which would move a terminal's cursor."""
    return "".join(character if character.isprintable() else " " for character in text)


def _read(table: Path) -> bytes:
    try:
        return table.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{table} cannot be read ({error.strerror}). Check its path and permissions.") from error


def _write(shown: str | bytes, output: Path | None) -> None:
    data = shown.encode("utf-8") if isinstance(shown, str) else shown
    if output is not None:
        try:
            output.write_bytes(data)
        except OSError as error:
            raise InvalidInput(f"{output} cannot be written ({error.strerror}). Choose another place.") from error
    elif isinstance(shown, str):
        sys.stdout.write(shown)
    elif sys.stdout.isatty():
        raise InvalidInput("A PDF file is nothing for a terminal. Name a file with -o.")
    else:
        sys.stdout.buffer.write(data)
