"""Committed changes that vanish with a damaged log, or under an older copy, are missed."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hiring_desktop.core.errors import Conflict, Damaged, HiringError
from hiring_desktop.core.storage.sqlite_engine import SqliteStore

KEY = bytes(range(32))
COMMITS = 40


@pytest.fixture
def crashed(tmp_path: Path) -> Path:
    """What a killed process leaves: a store whose last commits are in the log beside it."""
    store = SqliteStore.create(tmp_path / "running" / "store.db", KEY)
    for number in range(COMMITS):
        store["jobs"].insert_one({"_id": f"{number:02}", "description": "welding " * 20})
    shutil.copytree(tmp_path / "running", tmp_path / "crashed")
    store.close()
    return tmp_path / "crashed" / "store.db"


def opened(path: Path) -> SqliteStore:
    return SqliteStore.open(path, KEY)


def count(path: Path) -> int:
    store = opened(path)
    try:
        return store["jobs"].count_documents({})
    finally:
        store.close()


def problems(path: Path) -> list[str]:
    store = opened(path)
    try:
        return store.verify()
    finally:
        store.close()


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1 << (place % 8)
    path.write_bytes(content)


def test_after_a_crash_everything_is_there(crashed: Path) -> None:
    assert crashed.with_name("store.db-wal").stat().st_size > 0
    assert count(crashed) == COMMITS
    assert problems(crashed) == []


def test_no_flipped_bit_of_the_log_loses_a_commit_in_silence(crashed: Path, tmp_path: Path) -> None:
    size = crashed.with_name("store.db-wal").stat().st_size
    silent = []
    for place in [0, 31, 32, size - 1, *random.Random(3).sample(range(size), 60)]:
        copy = Path(shutil.copytree(crashed.parent, tmp_path / f"copy{place}")) / "store.db"
        flip(copy.with_name("store.db-wal"), place)
        try:
            if count(copy) < COMMITS:
                silent.append(place)
        except HiringError as error:
            assert isinstance(error, Damaged)  # noqa: PT017 - which of the two happens hangs on the place
        shutil.rmtree(copy.parent)
    assert silent == []


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])


@pytest.mark.parametrize("damage", [cut, Path.unlink])
def test_a_log_that_was_cut_off_or_removed_is_named_until_it_is_accepted(
    crashed: Path, damage: Callable[[Path], None]
) -> None:
    damage(crashed.with_name("store.db-wal"))
    with pytest.raises(Damaged, match=r"The last \d+ change\(s\) are gone"):
        opened(crashed)
    store = opened(crashed)
    left = store["jobs"].count_documents({})
    assert left < COMMITS
    assert f"The last {COMMITS - left} change(s) are gone" in " ".join(store.verify())
    store["jobs"].insert_one({"_id": "later"})
    store.close()
    assert len(problems(crashed)) == 1
    store = opened(crashed)
    store.accept_losses()
    store.close()
    assert problems(crashed) == []
    assert count(crashed) == left + 1


def empty(path: Path) -> None:
    path.write_bytes(b"")


def turn(path: Path) -> None:
    flip(path, 19)


@pytest.mark.parametrize("damage", [turn, empty, Path.unlink])
def test_a_head_that_was_changed_or_removed_is_named(crashed: Path, damage: Callable[[Path], None]) -> None:
    damage(crashed.with_name("store.db.head"))
    with pytest.raises(Damaged, match="nobody knows"):
        opened(crashed)
    assert count(crashed) == COMMITS
    assert "nobody knows" in " ".join(problems(crashed))
    store = opened(crashed)
    store.accept_losses()
    damage(crashed.with_name("store.db.head"))
    assert "nobody knows" in " ".join(store.verify())  # also while it is open
    store.accept_losses()
    store["jobs"].insert_one({"_id": "later"})
    store.close()
    assert problems(crashed) == []


def test_an_older_copy_in_place_of_the_store_is_named(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    SqliteStore.create(path, KEY).close()
    shutil.copy(path, tmp_path / "older.db")
    store = opened(path)
    store["jobs"].insert_one({"_id": "a"})
    store.close()
    shutil.copy(tmp_path / "older.db", path)
    with pytest.raises(Damaged, match="The last 1 change"):
        opened(path)


def test_what_writes_nothing_counts_nothing(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store = SqliteStore.create(path, KEY)
    before = path.with_name("store.db.head").read_bytes()
    with store.transaction():
        store["jobs"].find({})
    with pytest.raises(Conflict), store.transaction():
        store["jobs"].insert_many([{"_id": "twice"}, {"_id": "twice"}])
    assert path.with_name("store.db.head").read_bytes() == before
    store["jobs"].insert_one({})
    assert path.with_name("store.db.head").read_bytes() != before
    store.close()
    assert problems(path) == []
