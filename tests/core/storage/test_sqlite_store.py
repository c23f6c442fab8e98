"""The embedded store's own promises: its key, its file, its schema versions, and what of a filter SQL answers."""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import bson
import psutil
import pytest
import sqlcipher3

from hiring_desktop.core.errors import Conflict, Damaged, HiringError, InvalidInput, Locked, NotFound, StorageFailure
from hiring_desktop.core.storage import sqlite_session
from hiring_desktop.core.storage.matching import parse_filter
from hiring_desktop.core.storage.schema import (
    COLLECTIONS,
    SCHEMA_VERSION,
    CollectionSchema,
    Index,
    check_schema,
    collection_schema,
)
from hiring_desktop.core.storage.shaping import parse_sort
from hiring_desktop.core.storage.sqlite_columns import order_by, where
from hiring_desktop.core.storage.sqlite_engine import SqliteStore

KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "workspace" / "store.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore.create(path, KEY)
    yield made
    made.close()


def filled(path: Path, key: bytes | None = KEY) -> None:
    """A closed store with documents in several collections, several pages long."""
    store = SqliteStore.create(path, key)
    store["jobs"].insert_many([{"_id": f"j{n}", "status": "open", "description": "welding " * 100} for n in range(40)])
    store["applications"].insert_many([{"_id": f"a{n}", "job_id": "j1", "ml_score": n / 7} for n in range(40)])
    store.close()


def files(path: Path) -> list[str]:
    """What stands in the folder of a store."""
    return sorted(file.name for file in path.parent.iterdir())


def raw(path: Path, key: bytes = KEY) -> Any:
    """The file as somebody with the key and another program would open it."""
    connection = sqlcipher3.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return closing(connection)


# ------------------------------------------------------------------ key and file
def test_a_wrong_key_is_told_from_damage(path: Path) -> None:
    filled(path)
    with pytest.raises(Locked):
        SqliteStore.open(path, os.urandom(32))
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    with pytest.raises(Damaged):
        SqliteStore.open(path, KEY)


def test_what_is_no_store_is_refused(path: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        SqliteStore.open(path, KEY)
    with pytest.raises(InvalidInput):
        SqliteStore.create(path, b"short")
    path.parent.mkdir()
    for content in (b"", b"short", b"SQLite format 3\0" + bytes(5000), os.urandom(5000)):
        path.write_bytes(content)
        with pytest.raises(HiringError) as raised:
            SqliteStore.open(path, KEY)
        assert isinstance(raised.value, Damaged | Locked)
        assert path.read_bytes() == content
    path.unlink()
    with closing(sqlcipher3.connect(str(path))) as connection:
        connection.execute("CREATE TABLE jobs (a)")
    with pytest.raises(Damaged, match="not a store"):
        SqliteStore.open(path, None)
    with pytest.raises(StorageFailure):
        SqliteStore.create(path / "below a file" / "store.db", KEY)


def test_a_creation_that_was_cut_off_is_begun_anew(path: Path) -> None:
    path.parent.mkdir()
    path.with_name("store.db.new").write_bytes(b"half a store")
    SqliteStore.create(path, KEY).close()
    assert files(path) == ["store.db", "store.db.head"]
    with pytest.raises(Conflict):
        SqliteStore.create(path, KEY)


def test_every_flipped_bit_is_found(path: Path) -> None:
    filled(path)
    sound = path.read_bytes()
    places = random.Random(5).sample(range(len(sound)), 60)
    for place in [0, 15, 16, len(sound) - 1, *places]:
        content = bytearray(sound)
        content[place] ^= 1 << (place % 8)
        path.write_bytes(content)
        assert _problems(path) != []
    path.write_bytes(sound)
    assert _problems(path) == []


@pytest.mark.parametrize("cut", [1, 16, 4095, 4096, 3 * 4096, 3 * 4096 + 7])
def test_a_truncated_file_is_found(path: Path, cut: int) -> None:
    filled(path)
    sound = path.read_bytes()
    for kept in (len(sound) - cut, cut):
        path.write_bytes(sound[:kept])
        assert _problems(path) != []


def _problems(path: Path) -> list[str]:
    """What opening or verifying says; each speaks to a person and names no secret."""
    try:
        store = SqliteStore.open(path, KEY)
    except HiringError as error:
        return [error.message]
    try:
        return store.verify()
    finally:
        store.close()


def test_damage_while_in_use_is_a_clear_error(path: Path) -> None:
    filled(path)
    store = SqliteStore.open(path, KEY)
    content = bytearray(path.read_bytes())
    for page in range(2, len(content) // 4096):
        content[page * 4096 + 50] ^= 1
    path.write_bytes(content)
    with pytest.raises(Damaged):
        store["jobs"].find({"description": "x"})
    assert store.verify() != []
    store.close()


# ------------------------------------------------------------------ verify
@pytest.mark.parametrize(
    ("sabotage", "words"),
    [
        ("UPDATE jobs SET status = 'closed' WHERE _id = 'j7'", ["jobs", "j7", "index"]),
        ("UPDATE jobs SET body = x'00' WHERE _id = 'j7'", ["jobs", "j7", "read"]),
        ("UPDATE jobs SET _id = 'other' WHERE _id = 'j7'", ["jobs", "other"]),
        ("UPDATE applications SET ml_score = NULL WHERE _id = 'a7'", ["applications", "a7"]),
        ("DROP INDEX jobs_by_status", ["jobs_by_status", "missing"]),
        ("DROP TABLE resumes", ["resumes", "missing"]),
        ("PRAGMA user_version = 1", ["version"]),
    ],
)
def test_verify_names_what_does_not_fit(path: Path, sabotage: str, words: list[str]) -> None:
    filled(path)
    store = SqliteStore.open(path, KEY)
    assert store.verify() == []
    with raw(path) as connection:
        connection.execute(sabotage)
    problems = store.verify()
    assert any(all(word in problem for word in words) for problem in problems)
    store.close()


def test_a_document_that_cannot_be_decoded_is_a_clear_error(path: Path) -> None:
    filled(path)
    with raw(path) as connection:
        connection.execute("UPDATE jobs SET body = x'0500' WHERE _id = 'j7'")
    store = SqliteStore.open(path, KEY)
    with pytest.raises(Damaged):
        store["jobs"].find({})
    assert store["jobs"].count_documents({"status": "open"}) == 40
    store.close()


# ------------------------------------------------------------------ schema versions
VERSION_1 = Path(__file__).with_name("store_version_1.sql")


def version_1(path: Path, documents: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True)
    connection = sqlcipher3.connect(str(path), isolation_level=None)
    salt = sqlite_session.new_salt(KEY)
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}{salt.hex()}'\"")
    connection.executescript(VERSION_1.read_text())
    connection.execute("INSERT INTO counters VALUES ('changes', 41)")
    connection.executemany(
        "INSERT INTO candidates (_id, user_id, body) VALUES (?, ?, ?)",
        [(document["_id"], document.get("user_id"), bson.encode(document)) for document in documents],
    )
    connection.execute("DELETE FROM candidates WHERE _id = 'gap'")
    connection.close()


def test_a_store_of_version_1_becomes_one_of_today(path: Path) -> None:
    documents = [{"_id": key, "name": name} for key, name in (("c", "Zed"), ("gap", "X"), ("a", "Ada"), ("b", "Bo"))]
    documents[0]["user_id"] = "u"
    version_1(path, documents)
    del documents[1]
    for _ in range(2):
        store = SqliteStore.open(path, KEY)
        assert store.verify() == []
        assert store["candidates"].find({}) == documents
        assert store["candidates"].ids({"name": {"$gt": "B"}}, sort=[("name", 1)]) == ["b", "c"]
        with pytest.raises(Conflict):
            store["candidates"].insert_one({"user_id": "u"})
        store.close()
    store = SqliteStore.open(path, KEY)
    with store.transaction():
        assert store.next_seq("changes") == 42
    store["references"].insert_one({"job_id": "j"})
    store["candidates"].insert_one({"_id": "new", "name": "Cy"})
    assert store["candidates"].ids({}) == ["c", "a", "b", "new"]
    store.close()


def test_a_migration_that_fails_leaves_the_old_version(path: Path) -> None:
    version_1(path, [{"_id": "a", "name": "Ada"}])
    with raw(path) as connection:
        connection.execute("UPDATE candidates SET body = x'00'")
    for _ in range(2):
        with pytest.raises(Damaged):
            SqliteStore.open(path, KEY)
        with raw(path) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (1,)
            assert connection.execute("SELECT count(*) FROM candidates").fetchone() == (1,)


def test_a_newer_store_is_refused_and_left_alone(path: Path) -> None:
    filled(path)
    with raw(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(StorageFailure, match="newer version") as raised:
        SqliteStore.open(path, KEY)
    assert "Update the application" in raised.value.message
    with raw(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    assert _problems(path) == []


@pytest.mark.parametrize("name", ["row", "body", "Mixed", 'x"; DROP TABLE jobs --', "1st", ""])
def test_a_name_that_must_not_stand_in_sql_cannot_be_in_a_schema(name: str) -> None:
    for schema in (CollectionSchema(name), CollectionSchema("fine", (Index((name,)),))):
        if schema.name in {"row", "body"} or schema.columns:
            with pytest.raises(ValueError, match="cannot be the name"):
                check_schema({"x": schema})


# ------------------------------------------------------------------ other processes
def test_a_writer_that_never_ends_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_session, "_BUSY_SECONDS", 0.05)
    store = SqliteStore.create(path, KEY)
    with raw(path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Locked, match="Another program"):
            store["jobs"].insert_one({})
        assert store["jobs"].find({}) == []
        other.execute("ROLLBACK")
    store["jobs"].insert_one({})
    store.close()


def test_the_store_brings_no_database_driver_along() -> None:
    """The window paints before a driver for a server that most people do not have is imported."""
    code = "import sys, hiring_desktop.core.storage.sqlite_engine; print('pymongo' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    output = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert output.stdout.strip() == "False"


def test_connections_go_with_their_threads(path: Path) -> None:
    store = SqliteStore.create(path, KEY)
    for _ in range(30):
        with ThreadPoolExecutor(1) as pool:
            pool.submit(store["jobs"].insert_one, {}).result()
    gc.collect()
    assert sum(Path(file.path).name == path.name for file in psutil.Process().open_files()) <= 2
    store.close()
    assert files(path) == ["store.db", "store.db.head"]


# ------------------------------------------------------------------ what SQL answers
RANKING = [("ml_score", -1), ("_id", 1)]
PLANNED: list[tuple[str, dict[str, Any], list[tuple[str, int]] | None, str]] = [
    ("applications", {"job_id": "j"}, RANKING, "applications_by_job_id_ml_score_desc__id"),
    (
        "applications",
        {"job_id": "j", "status": "processed"},
        RANKING,
        "applications_by_job_id_status_ml_score_desc__id",
    ),
    ("applications", {"job_id": "j", "content_hash": "h"}, None, "applications_by_job_id_content_hash"),
    ("applications", {"candidate_id": "c"}, None, "applications_by_candidate_id_job_id"),
    ("candidates", {}, [("name", 1)], "candidates_by_name__id"),
    ("candidates", {"name": {"$gte": "A", "$lt": "B"}}, [("name", 1)], "candidates_by_name__id"),
    ("import_items", {"status": "queued"}, [("position", 1)], "import_items_by_status_position__id"),
    ("import_items", {"job_id": "j"}, [("position", -1)], "import_items_by_job_id_position__id"),
    ("import_items", {"job_id": "j", "status": "queued"}, None, "import_items_by_job_id_status"),
    ("jobs", {}, [("created_at", -1)], "jobs_by_created_at__id"),
    ("changes", {"seq": {"$gt": 7}}, [("seq", 1)], "changes_by_seq"),
    ("resumes", {"_id": {"$in": ["a", "b"]}}, None, "sqlite_autoindex_resumes_1"),
]


@pytest.mark.parametrize(("collection", "query", "sort", "index"), PLANNED, ids=lambda value: str(value)[:60])
def test_the_products_queries_run_on_an_index(
    path: Path, store: SqliteStore, collection: str, query: dict[str, Any], sort: Any, index: str
) -> None:
    schema = collection_schema(collection)
    selected = where(parse_filter(query), schema)
    order = order_by(parse_sort(sort), schema) if sort else "row"
    assert selected.exact
    sql = f"EXPLAIN QUERY PLAN SELECT row FROM {collection} WHERE {selected.sql} ORDER BY {order} LIMIT 20"
    with raw(path) as connection:
        plan = [row[3] for row in connection.execute(sql, selected.parameters)]
    assert index in plan[0]
    sorts_itself = [step for step in plan if step == "USE TEMP B-TREE FOR ORDER BY"]
    assert sorts_itself == [] or sort is None


def test_every_collection_has_its_table(path: Path, store: SqliteStore) -> None:
    for name in COLLECTIONS:
        key = store[name].insert_one({})
        assert store[name].find({}) == [{"_id": key}]
    assert store.verify() == []


# ------------------------------------------------------------------ deleted means gone
def test_without_encryption_a_deleted_document_leaves_no_bytes(path: Path) -> None:
    """The store without a key exists for this test: with one, there would be nothing to see before either."""
    store = SqliteStore.create(path, None)
    secret = "Quillfeather of Nowhere"
    store["resume_texts"].insert_many([{"_id": f"{n}", "text": secret * 300} for n in range(20)])
    store["candidates"].insert_one({"_id": "c", "name": secret})
    store.close()
    assert secret.encode() in path.read_bytes()
    store = SqliteStore.open(path, None)
    store["resume_texts"].delete_many({})
    store["candidates"].update_one({"_id": "c"}, {"$set": {"name": "erased"}})
    store.close()
    assert files(path) == ["store.db", "store.db.head"]
    assert secret.encode() not in path.read_bytes()
