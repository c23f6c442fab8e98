"""The search index of the embedded store keeps no text, forgets whom it must, and comes back when it is not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlcipher3

from hiring_desktop.core.errors import UnsupportedOperation
from hiring_desktop.core.ports import Match, Range
from hiring_desktop.core.storage.sqlite_engine import SqliteStore

NAME, WORD = "Xylophilia Quartermaine", "zygomorphism"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def plain(path: Path) -> Iterator[SqliteStore]:
    """A store without encryption, so that its bytes can be looked for."""
    store = SqliteStore.create(path, None)
    yield store
    store.close()


def put(store: SqliteStore, key: str, name: str, text: str) -> None:
    with store.transaction():
        store["candidates"].insert_one({"_id": key, "name": name, "resume_id": key, "total_experience_yrs": 3})
        store["resumes"].insert_one({"_id": key, "candidate_id": key, "resume": {}})
        store["resume_texts"].insert_one({"_id": key, "text": text})


def files(path: Path) -> bytes:
    """All bytes of the store, folded as the index folds words."""
    return b"".join(file.read_bytes() for file in path.parent.iterdir()).lower()


def test_nothing_of_a_deleted_candidate_is_left_after_scrubbing(plain: SqliteStore, path: Path) -> None:
    for number in range(300):
        put(plain, f"c{number}", "Ada Quill", f"python ledger {number} " * 30)
    put(plain, "gone", NAME, f"{WORD} and python")
    for number in range(300, 600):
        put(plain, f"c{number}", "Bo Marsh", f"nursing {number} " * 30)
    words = [*NAME.lower().encode().split(), WORD.encode()]
    assert [word in files(path) for word in words] == [True] * 3
    for collection in ("candidates", "resumes", "resume_texts"):
        plain[collection].delete_one({"_id": "gone"})
    plain.scrub()
    assert [word in files(path) for word in words] == [False] * 3
    assert plain.search.find(Match("python"), limit=1).total == 300
    assert plain.verify() == []


def test_what_a_text_said_before_it_was_changed_is_gone_too(plain: SqliteStore, path: Path) -> None:
    put(plain, "c0", "Ada Quill", f"{WORD} and python")
    plain["resume_texts"].update_one({"_id": "c0"}, {"$set": {"text": "python"}})
    assert plain.search.find(Match(WORD), limit=1).total == 0
    plain.scrub()
    assert WORD.encode() not in files(path)


def test_scrubbing_does_not_happen_in_the_middle_of_a_change(plain: SqliteStore) -> None:
    with pytest.raises(UnsupportedOperation), plain.transaction():
        plain.scrub()


def test_a_text_is_stored_once(plain: SqliteStore, path: Path) -> None:
    put(plain, "c0", "Ada Quill", "uncommon words in an uncommon order")
    assert files(path).count(b"in an uncommon order") == 1


def test_a_store_from_before_there_was_search_is_indexed_when_it_is_opened(path: Path) -> None:
    store = SqliteStore.create(path, None)
    for number in range(450):
        put(store, f"c{number}", "Ada Quill", "python")
    store.close()
    with closing(sqlcipher3.connect(str(path), isolation_level=None)) as connection:
        made = connection.execute("SELECT type, name FROM sqlite_schema WHERE name GLOB 'search_*'").fetchall()
        for kind in ("trigger", "table"):
            for name in (name for type_, name in made if type_ == kind and not name.startswith("search_index_")):
                connection.execute(f"DROP {kind} {name}")
        connection.execute("PRAGMA user_version = 6")
    store = SqliteStore.open(path, None)
    assert store.search.find(Match("python"), limit=1).total == 450
    assert store.search.find(Range("years", "=", 3), limit=1).total == 450
    assert store.verify() == []
    store.close()


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM search_rows WHERE row = 1",
        "DELETE FROM search_candidates WHERE row = 1",
        "UPDATE search_candidates SET digest = x'00' WHERE row = 1",
        "DELETE FROM search_index WHERE rowid = 1",
        "INSERT INTO search_candidates VALUES (77, 'c77', NULL)",
        "DROP TRIGGER search_resumes_update",
    ],
)
def test_an_index_that_does_not_say_what_the_documents_do_is_found(path: Path, damage: str) -> None:
    store = SqliteStore.create(path, None)
    put(store, "c0", "Ada Quill", "python")
    assert store.verify() == []
    with closing(sqlcipher3.connect(str(path), isolation_level=None)) as connection:
        connection.execute(damage)
    assert any("search" in problem.lower() for problem in store.verify())
    store.close()
