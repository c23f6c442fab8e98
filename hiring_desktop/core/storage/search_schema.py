"""What search adds to a store: its tables, and the triggers by which it follows the documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hiring_desktop.core.ports import TEXT_FIELDS

INDEX: Final = "search_index"
"""The FTS5 table; its columns are ``TEXT_FIELDS``."""
ROWS: Final = "search_rows"
"""``row`` (as in the index) and ``years`` of every candidate: small, so that all of it stays in memory."""
CANDIDATES: Final = "search_candidates"
"""The id of every candidate, and a digest of what is indexed."""
LABELS: Final = "search_labels"
"""Which jobs and companies a candidate belongs to."""
STALE: Final = "search_stale"
"""Candidates whose documents were written and whose entry has to be looked at again."""

FILL: Final = f"INSERT OR IGNORE INTO {STALE} SELECT row FROM candidates"
"""Marks everybody as stale."""


def search_statements() -> dict[str, str]:
    """Name to statement of what search adds to a store. They refer to the tables of the collections."""
    columns = ", ".join(TEXT_FIELDS)
    # The words are given folded and apart from one another: all that is left to do is to split at blanks.
    options = "content='', contentless_delete=1, tokenize=\"ascii tokenchars '+#.'\""
    return {
        INDEX: f"CREATE VIRTUAL TABLE {INDEX} USING fts5({columns}, {options})",
        ROWS: f"CREATE TABLE {ROWS} (row INTEGER PRIMARY KEY, years REAL)",
        CANDIDATES: f"CREATE TABLE {CANDIDATES} (row INTEGER PRIMARY KEY, candidate_id TEXT NOT NULL, digest BLOB)",
        LABELS: f"CREATE TABLE {LABELS} (label TEXT, row INTEGER, PRIMARY KEY (label, row)) WITHOUT ROWID",
        f"{LABELS}_by_row": f"CREATE INDEX {LABELS}_by_row ON {LABELS} (row)",
        STALE: f"CREATE TABLE {STALE} (row INTEGER PRIMARY KEY)",
        **dict(_triggers()),
    }


_OF_CANDIDATE: Final = "SELECT row FROM candidates WHERE _id = {side}.candidate_id"
_CONCERNED: Final = {
    "candidates": ("", "SELECT {side}.row"),
    "resumes": ("", _OF_CANDIDATE),
    "resume_texts": (
        "", "SELECT c.row FROM resumes JOIN candidates c ON c._id = resumes.candidate_id WHERE resumes._id = {side}._id"
    ),
    "notes": ("", _OF_CANDIDATE),
    "applications": (" OF candidate_id, job_id", _OF_CANDIDATE),
    "jobs": (
        " OF company_id",
        "SELECT c.row FROM applications a JOIN candidates c ON c._id = a.candidate_id WHERE a.job_id = {side}._id",
    ),
}  # fmt: skip
"""Collection to the columns whose change matters (none: all of the document), and to whom a row of it is about."""


def _triggers() -> Iterator[tuple[str, str]]:
    for table, (columns, whom) in _CONCERNED.items():
        for event, sides in (("insert", ["new"]), ("update", ["old", "new"]), ("delete", ["old"])):
            name = f"search_{table}_{event}"
            when = f"{event.upper()}{columns if event == 'update' else ''}"
            stale = " ".join(f"INSERT OR IGNORE INTO {STALE} {whom.format(side=side)};" for side in sides)
            yield name, f"CREATE TRIGGER {name} AFTER {when} ON {table} BEGIN {stale} END"
