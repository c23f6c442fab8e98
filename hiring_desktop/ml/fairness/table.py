"""A table of decisions as a CSV file: UTF-8, separated by commas, semicolons or tabs, with a line of headings."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
from typing import Final

from hiring_desktop.core.errors import InvalidInput

_DELIMITERS: Final = (",", ";", "\t")
_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d+,\d+\s*")
_SAVE_AS: Final = "Save the table as CSV in UTF-8 and try again."


def read_csv(data: bytes, *, numbers: Collection[str] = ()) -> list[dict[str, str]]:
    """The rows of a CSV file, each a mapping of its headings to its cells.

    The separator is what splits the line of headings into most columns. Empty lines are skipped.

    Args:
        data: The file.
        numbers: Columns of numbers. Where the separator is no comma, a decimal comma in them (as spreadsheets of many
            languages write it) becomes a point.

    Raises:
        InvalidInput: The bytes are no table that can be read, or one without rows; the message says what to do.
    """
    text = _decoded(data)
    delimiter = max(_DELIMITERS, key=lambda mark: len(_heading(text, mark)))
    records = _records(text, delimiter)
    heading = [name.strip() for name in next(records, [])]
    _check_heading(heading)
    rows = []
    for number, record in enumerate(records, start=1):
        while len(record) > len(heading) and not record[-1].strip():
            record.pop()
        if len(record) != len(heading):
            raise InvalidInput(
                f"Row {number} has {len(record)} cells where the headings have {len(heading)}. Correct the table; a "
                "cell that holds the separator stands in quotes."
            )
        row = dict(zip(heading, record, strict=True))
        if delimiter != ",":
            row.update((name, _with_point(row[name])) for name in numbers if name in row)
        rows.append(row)
    if not rows:
        raise InvalidInput("The table has headings but no rows. Give one with a row for each candidate.")
    return rows


def _decoded(data: bytes) -> str:
    if not data.strip():
        raise InvalidInput("The table is empty. Give one with headings and a row for each candidate.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InvalidInput(f"The table is in UTF-16. {_SAVE_AS}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"The table is not in UTF-8, or no text at all. {_SAVE_AS}") from error
    if "\0" in text:
        raise InvalidInput(f"The file is no text. {_SAVE_AS}")
    return text


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """The records that hold anything."""
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if any(cell.strip() for cell in record):
                yield record
    except csv.Error as error:
        raise InvalidInput(
            f"The table cannot be read as CSV: a quote is not closed, or a cell too long. {_SAVE_AS}"
        ) from error


def _heading(text: str, delimiter: str) -> list[str]:
    try:
        return next(_records(text, delimiter), [])
    except InvalidInput:
        return []  # not with this separator; the one that is taken is read again and may raise


def _check_heading(heading: list[str]) -> None:
    twice = sorted({name for name in heading if name and heading.count(name) > 1})
    if twice:
        raise InvalidInput(f"Two columns are called {twice[0]!r}. Give each a name of its own.")


def _with_point(cell: str) -> str:
    return cell.replace(",", ".") if _DECIMAL_COMMA.fullmatch(cell) else cell
