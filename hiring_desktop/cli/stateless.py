"""``parse`` and ``rank``: files in, rows out, nothing stored."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hiring_desktop import bootstrap
from hiring_desktop.cli import tables
from hiring_desktop.cli.session import SOME_FAILED, Session, check_target, emit, write
from hiring_desktop.core.errors import InvalidInput
from hiring_desktop.core.hiring.batch import RankedFile, ReadFile, rank_files, read_files
from hiring_desktop.core.hiring.files import read_file, walk
from hiring_desktop.core.model import COMPONENTS, PRESETS, Weights, check_month, month_of
from hiring_desktop.core.wire import parse_row, ranked_file_row, unranked_file_row


class ParseFormat(StrEnum):
    """How ``parse`` prints."""

    JSONL = "jsonl"
    TABLE = "table"


class RankFormat(StrEnum):
    """How ``rank`` prints."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    HTML = "html"


Paths = Annotated[list[Path], typer.Argument(help="Files, folders or ZIP files.", show_default=False)]
AsOf = Annotated[
    str | None, typer.Option(metavar="YYYY-MM", help="The month at which a present job ends. [default: this month]")
]


def parse(
    context: typer.Context,
    paths: Paths,
    form: Annotated[ParseFormat, typer.Option("--format", help="Lines of JSON, or a table.")] = ParseFormat.JSONL,
    as_of: AsOf = None,
    ocr: Annotated[bool, typer.Option("--ocr", help="Recognise pictures of pages (needs tesseract).")] = False,
) -> None:
    """Read resumes and print what was found, a row per file, in the order given.

    Example: hiring-desktop parse resumes/ --format table
    """
    session: Session = context.obj
    month = _month(as_of)
    _check_any(paths)
    with bootstrap.workers() as workers:
        read = read_files(workers.reader, paths, as_of=month, ocr=ocr)
        if form is ParseFormat.JSONL:
            kept: list[str] = []
            emit(parse_row(_note(file, kept)) for file in read)
            failed = "rejected" in kept
        else:
            files = list(read)
            write(tables.parsed(files))
            failed = any(file.outcome.status == "rejected" for file in files)
    if failed:
        session.say("Some files were rejected; each row says why.")
        raise typer.Exit(SOME_FAILED)


def rank(
    context: typer.Context,
    paths: Paths,
    job: Annotated[Path, typer.Option("--job", help="The job ad: text, Markdown, PDF, DOCX or JSON.")],
    preset: Annotated[str, typer.Option(help="balanced or seed.")] = "balanced",
    weights: Annotated[
        str | None,
        typer.Option(metavar="NAME=N,...", help=f"Weights of {', '.join(COMPONENTS)}; those not named are 0."),
    ] = None,
    top: Annotated[int | None, typer.Option(min=1, help="Print the best N only.")] = None,
    as_of: AsOf = None,
    form: Annotated[RankFormat, typer.Option("--format")] = RankFormat.TABLE,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to a file.")] = None,
) -> None:
    """Rank resumes against a job ad.

    Example: hiring-desktop rank --job ad.md resumes/ --top 10
    """
    session: Session = context.obj
    chosen = read_weights(preset, weights)
    check_target(output)
    month = _month(as_of)
    _check_any(paths)
    with bootstrap.workers() as workers:
        ad = workers.reader.read_ad_file(read_file(job, job.name), job.name).result()
        files = list(read_files(workers.reader, paths, as_of=month))
        ranked = rank_files(workers.ranker, ad, chosen, files)
    left = [file for file in files if file.outcome.status != "parsed"]
    _print_ranked(ranked[:top], left, ad.title, form, output)
    if any(file.outcome.status == "rejected" for file in left):
        session.say("Some files could not be ranked; each row says why.")
        raise typer.Exit(SOME_FAILED)


def read_weights(preset: str, weights: str | None) -> Weights:
    """The weights that the options name.

    Raises:
        InvalidInput: An unknown preset or component, or a weight that is no number from 0 to 100.
    """
    if preset not in PRESETS:
        raise InvalidInput(f"There is no preset {preset!r}. Choose one of {', '.join(PRESETS)}.")
    if weights is None:
        return PRESETS[preset]
    values = dict.fromkeys(COMPONENTS, 0.0)
    for part in weights.split(","):
        name, _, number = part.partition("=")
        if name.strip() not in values:
            raise InvalidInput(f"There is no component {name.strip()!r}. Name some of {', '.join(COMPONENTS)}.")
        try:
            values[name.strip()] = float(number)
        except ValueError as error:
            raise InvalidInput(f"The weight of {name.strip()} is not a number: {number!r}. Write 40, say.") from error
    if not all(0 <= value <= 100 for value in values.values()) or not any(values.values()):
        raise InvalidInput("Weights lie between 0 and 100, and at least one is above 0.")
    return Weights(**values, preset="seed" if preset == "seed" else "custom")


def _print_ranked(
    ranked: Sequence[RankedFile], left: Sequence[ReadFile], title: str, form: RankFormat, output: Path | None
) -> None:
    rows = [ranked_file_row(file) for file in ranked]
    others = [unranked_file_row(file) for file in left]
    if form is RankFormat.JSONL:
        emit([*rows, *others], output)
    elif form is RankFormat.CSV:
        write(tables.ranking_csv(rows, others), output)
    elif form is RankFormat.HTML:
        write(tables.ranking_html(rows, others, title), output)
    else:
        write(tables.ranking(rows, others, title), output)


def _check_any(paths: Sequence[Path]) -> None:
    if next(walk(paths), None) is None:
        raise InvalidInput("There are no files in what was given. Name a folder with resumes in it.")


def _month(as_of: str | None) -> str:
    if as_of is None:
        return month_of(bootstrap.SystemClock().now())
    try:
        return check_month(as_of)
    except ValueError as error:
        raise InvalidInput(f"{error}. Write --as-of 2026-03, say.") from error


def _note(file: ReadFile, statuses: list[str]) -> ReadFile:
    statuses.append(file.outcome.status)
    return file
