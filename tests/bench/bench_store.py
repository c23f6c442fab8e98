"""The embedded store beside bare ``sqlcipher3`` doing the same work: encoding, one encrypted file, the same indexes.

python tests/bench/bench_store.py
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

import bson
import sqlcipher3

from hiring_desktop.core.model import Json
from hiring_desktop.core.ports import Store
from hiring_desktop.core.storage.sqlite_engine import SqliteStore

DOCUMENTS: Final = 20_000
PAGE: Final = 50
ROUNDS: Final = 300
KEY: Final = bytes(range(32))

Row = tuple[str, float, str] | tuple[str, float, str, float]
"""Figure, value, unit, and the same work on bare ``sqlcipher3``."""


def documents(count: int = DOCUMENTS) -> Iterator[Json]:
    """Applications of 2 KB, always the same."""
    choose = random.Random(1)  # always the same documents
    words = ["python", "ledger", "nursing", "welding", "contract", "survey", "design", "sales", "audit", "kitchen"]
    for n in range(count):
        yield {
            "_id": f"{choose.getrandbits(128):032x}", "job_id": f"job{n % 2}", "candidate_id": f"{n:032x}",
            "status": "processed", "stage": "new", "ml_score": round(choose.uniform(0, 100), 3),
            "content_hash": f"{choose.getrandbits(256):064x}", "score_revision": 1,
            "score_breakdown": {name: choose.uniform(0, 100) for name in ("skills_match", "experience", "education")},
            "matched_skills": choose.sample(words, 5), "text": " ".join(choose.choices(words, k=220)),
        }  # fmt: skip


class Bare:
    """What a program without our store would do: the least code over the same library."""

    def __init__(self, path: Path) -> None:
        self.connection: Any = sqlcipher3.connect(str(path), isolation_level=None)
        self.connection.executescript(
            f"""
            PRAGMA key = "x'{KEY.hex()}'";
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA secure_delete = ON;
            CREATE TABLE a (row INTEGER PRIMARY KEY, _id TEXT NOT NULL UNIQUE, candidate_id, job_id, ml_score, status,
                            score_revision, content_hash, body BLOB NOT NULL);
            CREATE INDEX a1 ON a (candidate_id, job_id);
            CREATE INDEX a2 ON a (job_id, ml_score DESC, _id);
            CREATE INDEX a3 ON a (job_id, status, ml_score DESC, _id);
            CREATE INDEX a4 ON a (job_id, status, score_revision);
            CREATE UNIQUE INDEX a5 ON a (job_id, content_hash);
            CREATE INDEX a6 ON a (content_hash);
            """
        )

    def insert(self, items: list[Json]) -> None:
        fields = ("_id", "candidate_id", "job_id", "ml_score", "status", "score_revision", "content_hash")
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany(
            "INSERT INTO a VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((*(item[field] for field in fields), bson.encode(item)) for item in items),
        )
        self.connection.execute("COMMIT")

    def by_content(self, content_hash: str) -> Json:
        found = self.connection.execute("SELECT body FROM a WHERE content_hash = ?", (content_hash,)).fetchone()
        return bson.decode(found[0])

    def by_id(self, key: str) -> Json:
        return bson.decode(self.connection.execute("SELECT body FROM a WHERE _id = ?", (key,)).fetchone()[0])

    def page(self, skip: int) -> list[Json]:
        rows = self.connection.execute(
            "SELECT body FROM a WHERE job_id = 'job1' AND status = 'processed' "
            "ORDER BY ml_score DESC, _id LIMIT ? OFFSET ?",
            (PAGE, skip),
        )
        return [bson.decode(body) for (body,) in rows]


def run(count: int = DOCUMENTS) -> list[Row]:
    """Measure: name, value, unit with what it means, and the baseline."""
    items = list(documents(count))
    size = sum(len(bson.encode(item)) for item in items[:100]) // 100
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        began = perf_counter()
        created = SqliteStore.create(folder / "store.db", KEY)
        rows: list[Row] = [("store create", (perf_counter() - began) * 1000, "ms, an empty store with all tables")]
        created.close()
        rows.append(("store open", _median(lambda: SqliteStore.open(folder / "store.db", KEY).close(), 20), "ms"))
        store, bare = SqliteStore.open(folder / "store.db", KEY), Bare(folder / "bare.db")
        rows += _pair("bulk insert", lambda: store["applications"].insert_many(items), lambda: bare.insert(items), 1,
                      f"ms for {count:,} documents of {size:,} bytes, one transaction, 6 indexes")  # fmt: skip
        rows += _reads(store, bare, items)
        rows += _writes(store, items)
        store.close()
        bare.connection.close()
    return rows


def _reads(store: Store, bare: Bare, items: list[Json]) -> list[Row]:
    applications = store["applications"]
    picks = random.Random(2).sample(items, min(ROUNDS, len(items)))
    ids, hashes = iter([p["_id"] for p in picks] * 2), iter([p["content_hash"] for p in picks] * 2)
    pages = [n % 20 * PAGE for n in range(ROUNDS)]
    skips = iter(pages + pages)
    query, order = {"job_id": "job1", "status": "processed"}, [("ml_score", -1), ("_id", 1)]
    rounds = len(picks)
    rows = _pair("lookup by id", lambda: applications.find_one({"_id": next(ids)}), lambda: bare.by_id(next(ids)),
                 rounds, "ms")  # fmt: skip
    rows += _pair("lookup by indexed field", lambda: applications.find_one({"content_hash": next(hashes)}),
                  lambda: bare.by_content(next(hashes)), rounds, "ms")  # fmt: skip
    rows += _pair("ranked page of 50", lambda: applications.find(query, sort=order, skip=next(skips), limit=PAGE),
                  lambda: bare.page(next(skips)), ROUNDS, "ms, pages 1 to 20 in turn")  # fmt: skip
    rows.append(("ranked top 20", _median(lambda: applications.find(query, sort=order, limit=20), 100), "ms"))
    rows.append(
        ("ids of a ranking", _median(lambda: applications.ids(query, sort=order), 10), f"ms for {len(items) // 2:,}")
    )
    rows.append(
        ("count by status", _median(lambda: applications.count_documents(query), 10), f"ms for {len(items) // 2:,}")
    )
    return rows


def _writes(store: Store, items: list[Json]) -> list[Row]:
    applications = store["applications"]
    turns = iter(items)
    one = _median(lambda: applications.update_one({"_id": next(turns)["_id"]}, {"$inc": {"ml_score": 0.5}}), 50)
    rows: list[Row] = [("update of one document", one, "ms, durable (fsync) before it returns")]
    with store.transaction():
        many = _median(lambda: applications.update_one({"_id": next(turns)["_id"]}, {"$inc": {"ml_score": 0.5}}), 500)
    rows.append(("update inside a transaction", many, "ms each"))
    began = perf_counter()
    problems = store.verify()
    rows.append(
        ("verify", (perf_counter() - began) * 1000, f"ms for {len(items):,} documents, {len(problems)} problems")
    )
    return rows


def _median(work: Callable[[], object], rounds: int) -> float:
    """Milliseconds."""
    times = []
    for _ in range(rounds):
        began = perf_counter()
        work()
        times.append(perf_counter() - began)
    return median(times) * 1000


def _pair(name: str, ours: Callable[[], object], theirs: Callable[[], object], rounds: int, unit: str) -> list[Row]:
    return [(name, _median(ours, rounds), unit, _median(theirs, rounds))]


if __name__ == "__main__":
    for label, value, meaning, *bare in run():
        beside = f"{bare[0]:10.3f} {value / bare[0]:6.2f}x" if bare else " " * 18
        sys.stdout.write(f"{label:30} {value:10.3f} {beside} {meaning}\n")
