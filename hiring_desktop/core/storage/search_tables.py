"""The search tables of one SQLite file, whichever engine's documents they speak of: asking them, and changing them.

The tables are those of ``search_schema``. A row is one candidate, under a number that grows with the order in which
candidates were stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from hiring_desktop.core.ports import TEXT_FIELDS, Found, Query
from hiring_desktop.core.storage.search_entries import SearchEntry
from hiring_desktop.core.storage.search_schema import CANDIDATES, INDEX, LABELS, ROWS
from hiring_desktop.core.storage.search_sql import Plan, label_condition, plan
from hiring_desktop.core.storage.search_words import GAP, in_words
from hiring_desktop.core.storage.sqlite_session import Connection

_WEIGHTS: Final = {"name": 10.0, "title": 5.0, "skill": 5.0, "note": 2.0, "text": 1.0}
"""What a word in each field counts for, by the formula BM25 of Robertson and others as FTS5 has it."""
_SCORE: Final = f"bm25({INDEX}, {', '.join(str(_WEIGHTS[field]) for field in TEXT_FIELDS)})"


def found_in(connection: Connection, query: Query, *, limit: int, offset: int, within: Sequence[str] | None) -> Found:
    """See ``CandidateSearch.find``; all of it in the one state that the connection is reading."""
    matches, parameters = _matches(plan(query), within)
    sql = f"""
        {matches}
        SELECT (SELECT count(*) FROM matches), c.candidate_id
        FROM (SELECT row, score FROM matches ORDER BY score, row DESC LIMIT ? OFFSET ?) page
        JOIN {CANDIDATES} c ON c.row = page.row
        ORDER BY page.score, page.row DESC
    """
    found = connection.execute(sql, (*parameters, limit, offset)).fetchall()
    if found:
        return Found(found[0][0], tuple(key for _, key in found))
    total: int = connection.execute(f"{matches} SELECT count(*) FROM matches", parameters).fetchone()[0]
    return Found(total, ())


def _matches(answer: Plan, within: Sequence[str] | None) -> tuple[str, tuple[Any, ...]]:
    """The head of a statement that knows ``matches`` (``row``; ``score``, of which less is better), with parameters.

    It is looked at twice, to count and to sort. What is slow to find is found once and kept; the rest is quicker found
    again than kept.
    """
    conditions, parameters = list(answer.conditions), answer.parameters
    if within is not None:
        condition, labels = label_condition(within)
        conditions.append(condition)
        parameters += labels
    kept = "MATERIALIZED" if answer.slow else "NOT MATERIALIZED"
    scored = f"SELECT {INDEX}.rowid AS row, {_SCORE} AS score FROM {INDEX}"
    if answer.match is not None:
        rows = f" CROSS JOIN {ROWS} r ON r.row = {INDEX}.rowid" if conditions else ""
        where = " AND ".join([f"{INDEX} MATCH ?", *conditions])
        return f"WITH matches AS {kept} ({scored}{rows} WHERE {where})", (answer.match, *parameters)
    where = " AND ".join(conditions)
    if answer.ranking is None:
        return f"WITH matches AS {kept} (SELECT r.row, 0 AS score FROM {ROWS} r WHERE {where})", parameters
    head = (
        f"WITH ranked AS MATERIALIZED ({scored} WHERE {INDEX} MATCH ?), matches AS {kept} (SELECT r.row, "
        f"ifnull(ranked.score, 0) AS score FROM {ROWS} r LEFT JOIN ranked ON ranked.row = r.row WHERE {where})"
    )
    return head, (answer.ranking, *parameters)


def renew(connection: Connection, row: int, known: bytes | None, fresh: tuple[str, SearchEntry] | None) -> None:
    """Make a row say what is known of its candidate now.

    Args:
        connection: Inside a transaction.
        row: Its number.
        known: The digest of what the row says; None if there is no such row.
        fresh: Id and entry of the candidate; None if there is none any more.
    """
    digest = fresh[1].digest(fresh[0]) if fresh else None
    if digest == known:
        return
    if known is not None:
        connection.execute(f"DELETE FROM {INDEX} WHERE rowid = ?", (row,))
        for table in (ROWS, CANDIDATES, LABELS):
            connection.execute(f"DELETE FROM {table} WHERE row = ?", (row,))
    if fresh is not None:
        key, entry = fresh
        texts = [f" {GAP} ".join(map(in_words, entry.parts(field))) for field in TEXT_FIELDS]
        marks = ", ".join("?" * (1 + len(texts)))
        connection.execute(f"INSERT INTO {INDEX} (rowid, {', '.join(TEXT_FIELDS)}) VALUES ({marks})", (row, *texts))
        connection.execute(f"INSERT INTO {ROWS} VALUES (?, ?)", (row, entry.years))
        connection.execute(f"INSERT INTO {CANDIDATES} VALUES (?, ?, ?)", (row, key, digest))
        labels = [(label, row) for label in entry.labels]
        connection.executemany(f"INSERT INTO {LABELS} VALUES (?, ?)", labels)


def known_rows(connection: Connection) -> dict[int, bytes]:
    """All rows, each with the digest of what it says."""
    return dict(connection.execute(f"SELECT row, digest FROM {CANDIDATES}"))


def is_whole(connection: Connection) -> bool:
    """Whether the index, its rows and its list of candidates are about the same rows."""
    rows = known_rows(connection).keys()
    others = (f"SELECT id FROM {INDEX}_docsize", f"SELECT row FROM {ROWS}")
    return all({row for (row,) in connection.execute(other)} == rows for other in others)


def merge(connection: Connection) -> None:
    """Take the words of deleted rows out of FTS5's own pages; SQLite then still has to let go of those."""
    connection.execute(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('optimize')")
