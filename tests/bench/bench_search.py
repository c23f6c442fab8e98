"""Search beside bare FTS5 doing the same work: counting what matches, and the best 50 with a snippet of each.

python tests/bench/bench_search.py [CANDIDATES]

The candidates are made up, always the same: 6 KB of text each, words as frequent as in any text (Zipf). The mix of
searches is fixed. Bare FTS5 is one table in an encrypted file, as a program without our store would have it: its own
tokenizer, text and index together, ``ORDER BY rank``, ``snippet()``.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path
from statistics import mean, median, quantiles
from time import perf_counter
from typing import Any, Final

import sqlcipher3

from hiring_desktop.core.model import Json
from hiring_desktop.core.storage.attachments import EncryptedAttachments
from hiring_desktop.core.storage.sqlite_engine import SqliteStore
from hiring_desktop.core.trust.keys import ephemeral_keys
from hiring_desktop.core.workspace import Identity, Workspace

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from fake_ports import CountingRanker, FixedClock, LineReader

KEY: Final = bytes(range(32))
PAGE: Final = 50
ROUNDS: Final = 5
BATCH: Final = 1000

MIX: Final = {
    "rare": ["xr17", "xr101", "xr333"],
    "less common": ["w900", "w2500", "w6000"],
    "common": ["w40", "w90", "w200"],
    "in nearly all": ["w3"],
    "AND": ["w40 AND w300", "w200 AND w901 AND w55", "xr17 AND w3"],
    "OR": ["w900 OR w2500", "xr17 OR xr101 OR w6000"],
    "phrase": ['"w12 w4"', '"w40 w7"', '"w300 w2"'],
    "NOT": ["w200 NOT w40", "w2500 NOT w3", "w90 NOT xr17"],
    "prefix": ["xr1*", "w77*", "w250*"],
}
"""Words are ``w0`` (the most frequent one) to ``w19999``; ``xr0`` to ``xr999`` stand in about 100 of 100,000 texts."""

Row = tuple[str, float, str] | tuple[str, float, str, float]
"""Figure, value, unit, and the same work on bare FTS5."""


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up candidate."""

    id: str
    name: str
    title: str
    skills: list[str]
    years: float
    text: str


def people(count: int) -> Iterator[Person]:
    """Always the same candidates."""
    choose = random.Random(1)  # always the same
    words = [f"w{number}" for number in range(20_000)]
    weights = list(accumulate(1 / (rank + 1) for rank in range(len(words))))
    lines = [" ".join(choose.choices(words, cum_weights=weights, k=15)) for _ in range(20_000)]
    for number in range(count):
        text = choose.choices(lines, k=90)
        if choose.random() < 0.5:
            text[choose.randrange(90)] += f" xr{choose.randrange(1000)} xr{choose.randrange(1000)}"
        skills = [f"w{choose.randrange(300, 3000)}" for _ in range(15)]
        name = f"n{choose.randrange(5000)} n{choose.randrange(30_000)}"
        yield Person(
            f"{number:032x}", name, f"w{choose.randrange(100, 900)} w{choose.randrange(100, 900)}", skills,
            round(choose.uniform(0, 30), 2), "\n".join(text),
        )  # fmt: skip


def documents(person: Person) -> dict[str, Json]:
    """What an import makes of somebody, as far as search looks at it."""
    work = [{"position": person.title}]
    return {
        "candidates": {
            "_id": person.id, "name": person.name, "label": person.title, "resume_id": person.id,
            "skills": person.skills, "experience": work, "total_experience_yrs": person.years,
        },
        "resumes": {
            "_id": person.id, "candidate_id": person.id, "content_hash": person.id,
            "resume": {"work": work, "skills": [{"name": "", "keywords": person.skills}]},
        },
        "resume_texts": {"_id": person.id, "text": person.text},
    }  # fmt: skip


class Bare:
    """What a program without our store would do."""

    def __init__(self, path: Path) -> None:
        self.connection: Any = sqlcipher3.connect(str(path), isolation_level=None)
        self.connection.executescript(
            f"""
            PRAGMA key = "x'{KEY.hex()}'";
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA secure_delete = ON;
            PRAGMA temp_store = MEMORY;
            CREATE VIRTUAL TABLE s USING fts5 (id UNINDEXED, years UNINDEXED, name, title, skill, text);
            INSERT INTO s (s, rank) VALUES ('rank', 'bm25(0, 0, 10.0, 5.0, 5.0, 1.0)');
            """
        )

    def insert(self, batch: list[Person]) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany(
            "INSERT INTO s VALUES (?, ?, ?, ?, ?, ?)",
            ((p.id, p.years, p.name, p.title, "\n".join(p.skills), p.text) for p in batch),
        )
        self.connection.execute("COMMIT")

    def search(self, query: str) -> list[Any]:
        found: list[Any] = self.connection.execute("SELECT count(*) FROM s WHERE s MATCH ?", (query,)).fetchall()
        found += self.connection.execute(
            "SELECT id, name, title, years, snippet(s, 5, '[', ']', '', 24) FROM s WHERE s MATCH ? "
            f"ORDER BY rank LIMIT {PAGE}",
            (query,),
        )
        return found


def run(size: int = 20_000) -> list[Row]:
    """Measure: name, value, unit with what it means, and the baseline."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store, bare = SqliteStore.create(folder / "store.db", KEY), Bare(folder / "bare.db")
        rows = _inserting(store, bare, size)
        workspace = _workspace(folder, store)
        try:
            rows += _searching(workspace, bare)
        finally:
            workspace.close()
            bare.connection.close()
    return rows


def _workspace(folder: Path, store: SqliteStore) -> Workspace:
    keys = ephemeral_keys()
    attachments = EncryptedAttachments(folder / "attachments", KEY, KEY)
    identity = Identity(keys.workspace_id, keys.name, folder, 1)
    return Workspace(identity, store, attachments, LineReader(), CountingRanker(), FixedClock(), keys)


def _inserting(store: SqliteStore, bare: Bare, size: int) -> list[Row]:
    ours = theirs = 0.0
    made = people(size)
    while batch := list(islice(made, BATCH)):
        written = [documents(person) for person in batch]
        began = perf_counter()
        with store.transaction():
            for collection in written[0]:
                store[collection].insert_many(one[collection] for one in written)
        ours += perf_counter() - began
        began = perf_counter()
        bare.insert(batch)
        theirs += perf_counter() - began
    unit = f"ms a candidate with 6 KB of text, {BATCH:,} in a transaction"
    return [("insert with index", ours * 1000 / size, unit, theirs * 1000 / size)]


def _searching(workspace: Workspace, bare: Bare) -> list[Row]:
    def ours(query: str) -> int:
        return workspace.search.find(workspace.owner, query, limit=PAGE).total

    rows: list[Row] = []
    all_ours: list[float] = []
    all_theirs: list[float] = []
    for kind, queries in MIX.items():
        for query in queries:
            if ours(query) != bare.search(query)[0][0]:
                raise ValueError(f"{query} does not find what bare FTS5 does")
        mine, its = [_times(ours, query) for query in queries], [_times(bare.search, query) for query in queries]
        all_ours += [time for times in mine for time in times]
        all_theirs += [time for times in its for time in times]
        rows.append((f"search, {kind}", _typical(mine), f"ms, {len(queries)} searches", _typical(its)))
    # What FTS5 alone cannot say.
    ranges = ["years>5 w40", "w2500 years<2", "years>29", "NOT w3", "w900 OR years>=29.9"]
    count = sum(map(len, MIX.values()))
    return [
        *rows,
        ("search, the mix", mean(all_ours), f"ms on average, {count} searches", mean(all_theirs)),
        ("search, the mix, p95", quantiles(all_ours, n=20)[-1], "ms", quantiles(all_theirs, n=20)[-1]),
        ("search, with ranges", _typical([_times(ours, query) for query in ranges]), f"ms, {len(ranges)} searches"),
    ]


def _times(search: Callable[[str], object], query: str) -> list[float]:
    """Milliseconds of each round."""
    times = []
    for _ in range(ROUNDS):
        began = perf_counter()
        search(query)
        times.append((perf_counter() - began) * 1000)
    return times


def _typical(times: list[list[float]]) -> float:
    """The mean of the medians."""
    return mean(median(one) for one in times)


if __name__ == "__main__":
    for label, value, meaning, *other in run(*map(int, sys.argv[1:])):
        beside = f"{other[0]:10.3f} {value / other[0]:6.2f}x" if other else " " * 18
        sys.stdout.write(f"{label:30} {value:10.3f} {beside} {meaning}\n")
