"""What the store deletes is gone from its files, wherever the engine had moved it before."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from hiring_desktop.core.errors import UnsupportedOperation
from hiring_desktop.core.storage.sqlite_engine import SqliteStore


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.mark.soak
def test_after_many_moves_nothing_deleted_is_left_in_any_page(tmp_path: Path, scale: Callable[[int, int], int]) -> None:
    draw = random.Random(3)
    people = [f"Quill{number:05d}Marker" for number in range(scale(400, 5000))]
    store = SqliteStore.create(tmp_path / "store.db", None)
    for name in people:
        store["candidates"].insert_one({"_id": name.lower(), "name": name, "note": name * draw.randint(1, 30)})
        store["resume_texts"].insert_one({"_id": name.lower(), "text": f"{name} " * draw.randint(5, 500)})
    for name in draw.sample(people, len(people) // 2):
        store["candidates"].update_one({"_id": name.lower()}, {"$set": {"note": name * draw.randint(1, 60)}})
    gone = draw.sample(people, len(people) // 2)
    found = bytes_of(tmp_path)
    assert all(name.encode() in found for name in gone)
    for name in gone:
        store["candidates"].delete_one({"_id": name.lower()})
        store["resume_texts"].delete_one({"_id": name.lower()})
    store.scrub()
    found = bytes_of(tmp_path)
    assert [name for name in gone if name.encode() in found or name.lower().encode() in found] == []
    assert all(name.encode() in found for name in set(people) - set(gone))
    assert store.verify() == []
    store.close()


def test_an_encrypted_store_is_scrubbed_and_stays_as_it_was(tmp_path: Path) -> None:
    store = SqliteStore.create(tmp_path / "store.db", b"k" * 32)
    store["jobs"].insert_many([{"_id": f"{n:03d}", "title": f"Job {n}"} for n in range(300)])
    store["jobs"].delete_many({"_id": {"$lt": "100"}})
    store.scrub()
    assert store["jobs"].ids({}) == [f"{n:03d}" for n in range(100, 300)]
    assert store.verify() == []
    store.close()


def test_a_store_is_not_scrubbed_in_the_middle_of_a_change(tmp_path: Path) -> None:
    store = SqliteStore.create(tmp_path / "store.db", None)
    with pytest.raises(UnsupportedOperation), store.transaction():
        store.scrub()
    store.scrub()
    store.close()
