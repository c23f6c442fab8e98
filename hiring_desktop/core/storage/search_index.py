"""Full-text search inside the embedded store, in the same file and the same transactions as the documents.

FTS5 keeps no text, only where words occur. Triggers on the collections (``search_schema``) note whom a write concerns,
whichever way it is made. Before a
transaction commits, and before a search inside of it, those are looked at again (``refresh``). So the index is right
after every commit, and nobody has to remember it.

Words of deleted entries stay in FTS5's files, without anything that they could be found by, until it merges them;
``purge`` does that at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from hiring_desktop.core.model import Json
from hiring_desktop.core.ports import TEXT_FIELDS, Found, Query
from hiring_desktop.core.storage.bson_documents import decode
from hiring_desktop.core.storage.search_entries import SearchEntry, entry_of
from hiring_desktop.core.storage.search_schema import CANDIDATES, INDEX, LABELS, ROWS, STALE
from hiring_desktop.core.storage.search_sql import Plan, label_condition, plan
from hiring_desktop.core.storage.search_words import GAP, in_words
from hiring_desktop.core.storage.sqlite_collection import SqliteCollection
from hiring_desktop.core.storage.sqlite_session import Connection, Sessions

_BATCH: Final = 200
"""Candidates that are looked at together."""

_WEIGHTS: Final = {"name": 10.0, "title": 5.0, "skill": 5.0, "note": 2.0, "text": 1.0}
"""What a word in each field counts for, by the formula BM25 of Robertson and others as FTS5 has it."""
_SCORE: Final = f"bm25({INDEX}, {', '.join(str(_WEIGHTS[field]) for field in TEXT_FIELDS)})"


class SqliteSearch:
    """See ``hiring_desktop.core.ports.CandidateSearch``. Made by ``SqliteStore`` only."""

    def __init__(self, sessions: Sessions, collections: Mapping[str, SqliteCollection]) -> None:
        self._sessions = sessions
        self._collections = collections

    # -------------------------------------------------------------- searching
    def find(self, query: Query, *, limit: int, offset: int = 0, within: Sequence[str] | None = None) -> Found:
        """See ``CandidateSearch``."""
        matches, parameters = _matches(plan(query), within)
        sql = f"""
            {matches}
            SELECT (SELECT count(*) FROM matches), c.candidate_id
            FROM (SELECT row, score FROM matches ORDER BY score, row DESC LIMIT ? OFFSET ?) page
            JOIN {CANDIDATES} c ON c.row = page.row
            ORDER BY page.score, page.row DESC
        """
        with self._sessions.reading() as connection:
            if self._sessions.in_transaction:
                self.refresh(connection)
            found = connection.execute(sql, (*parameters, limit, offset)).fetchall()
            if found:
                return Found(found[0][0], tuple(key for _, key in found))
            total: int = connection.execute(f"{matches} SELECT count(*) FROM matches", parameters).fetchone()[0]
        return Found(total, ())

    # -------------------------------------------------------------- keeping up
    def refresh(self, connection: Connection) -> None:
        """Bring the entries of all stale candidates up to date, inside the transaction under way."""
        while stale := [row for (row,) in connection.execute(f"SELECT row FROM {STALE} LIMIT {_BATCH}")]:
            marks = ", ".join("?" * len(stale))
            digests = dict(connection.execute(f"SELECT row, digest FROM {CANDIDATES} WHERE row IN ({marks})", stale))
            entries = dict(self._entries(connection, f"row IN ({marks})", stale))
            for row in stale:
                self._renew(connection, row, digests.get(row), entries.get(row))
            connection.execute(f"DELETE FROM {STALE} WHERE row IN ({marks})", stale)

    def _renew(
        self, connection: Connection, row: int, known: bytes | None, fresh: tuple[str, SearchEntry] | None
    ) -> None:
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

    def _entries(
        self, connection: Connection, where: str, parameters: Sequence[Any]
    ) -> Iterator[tuple[int, tuple[str, SearchEntry]]]:
        """The entries of candidates, as their documents are now: row number, id and entry."""
        sql = f"SELECT row, body FROM candidates WHERE {where}"
        candidates = {row: decode(body) for row, body in connection.execute(sql, parameters).fetchall()}
        ids = [candidate["_id"] for candidate in candidates.values()]
        of_these = {"candidate_id": {"$in": ids}}
        resumes = _by_candidate(self._collections["resumes"].find(of_these, ("candidate_id", "resume")))
        notes = _by_candidate(self._collections["notes"].find(of_these, ("candidate_id", "text"), sort=[("_id", 1)]))
        applications = _by_candidate(self._collections["applications"].find(of_these, ("candidate_id", "job_id")))
        resume_ids = [resume["_id"] for some in resumes.values() for resume in some]
        read = self._collections["resume_texts"].find({"_id": {"$in": resume_ids}}, ("text",))
        texts = {text["_id"]: text["text"] for text in read}
        job_ids = sorted({one["job_id"] for some in applications.values() for one in some})
        jobs = self._collections["jobs"].find({"_id": {"$in": job_ids}}, ("company_id",))
        companies = {job["_id"]: job.get("company_id") for job in jobs}
        for row, candidate in candidates.items():
            key = candidate["_id"]
            applied = {one["job_id"]: companies.get(one["job_id"]) for one in applications.get(key, ())}
            said = [note["text"] for note in notes.get(key, ()) if isinstance(note.get("text"), str)]
            yield row, (key, entry_of(candidate, resumes.get(key, []), texts, said, applied))

    # -------------------------------------------------------------- keeping in order
    def purge(self) -> None:
        """Take the words of deleted entries out of the files, as far as SQLite lets go of pages (``Store.scrub``)."""
        with self._sessions.transaction() as connection:
            connection.execute(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('optimize')")

    def catch_up(self) -> None:
        """Index what was left stale: after a migration brought the index, nothing is in it yet."""
        with self._sessions.reading(one_statement=True) as connection:
            left = connection.execute(f"SELECT EXISTS (SELECT 1 FROM {STALE})").fetchone()[0]
        if left:
            with self._sessions.transaction() as connection:
                self.refresh(connection)

    def problems(self) -> list[str]:
        """What is wrong with the index, one sentence each."""
        with self._sessions.reading() as connection:
            return list(self._problems(connection))

    def _problems(self, connection: Connection) -> Iterator[str]:
        rows = dict(connection.execute(f"SELECT row, digest FROM {CANDIDATES}"))
        others = (f"SELECT id FROM {INDEX}_docsize", f"SELECT row FROM {ROWS}")
        if any({row for (row,) in connection.execute(other)} != rows.keys() for other in others):
            yield "Search: the index has other candidates than its list of them. Restore the last backup."
        last = -1
        while batch := dict(self._entries(connection, f"row > ? ORDER BY row LIMIT {_BATCH}", (last,))):
            last = max(batch)
            for row, (key, entry) in batch.items():
                if rows.pop(row, None) != entry.digest(key):
                    yield f"Search: the index does not say of candidate {key} what the documents do."
        if rows:
            yield f"Search: {len(rows)} candidate(s) of the index are not in the store."


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


def _by_candidate(documents: Sequence[Json]) -> dict[str, list[Json]]:
    grouped: dict[str, list[Json]] = {}
    for document in documents:
        grouped.setdefault(document["candidate_id"], []).append(document)
    return grouped
