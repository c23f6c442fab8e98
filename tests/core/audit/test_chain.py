"""Whatever is done to the stored trail, ``verify`` finds it and names the first bad entry."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fake_ports import FixedClock
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.core.changes.event import Event
from hiring_desktop.core.model import Actor, Json
from hiring_desktop.core.storage.sqlite_engine import SqliteStore
from hiring_desktop.core.trust.audit.heads import FileHeads
from hiring_desktop.core.trust.audit.trail import AuditTrail

KEY = b"k" * 32
ACTORS = [Actor("owner", "admin"), Actor("u2", "recruiter", "cli")]
ACTIONS = [("jobs.edit", False), ("candidates.read", True), ("privacy.erase", False)]
STREAMS = ["hiring", "access", "security"]
SIZES = {"hiring": 14, "access": 9, "security": 11}


class Trails:
    """A trail of 34 entries over four days, to be tampered with and put back."""

    def __init__(self, folder: Path) -> None:
        self.store = SqliteStore.create(folder / "store.db", None)
        clock = FixedClock()
        self.file = FileHeads(folder, lambda: KEY)
        self.trail = AuditTrail(self.store, lambda: KEY, clock, [self.file])
        self.trail.begin()
        kinds = [kind for stream, kind in zip(STREAMS, ACTIONS, strict=True) for _ in range(SIZES[stream])]
        random.Random(5).shuffle(kinds)
        for number, (action, reading) in enumerate(kinds):
            if number % 9 == 8:
                clock.moment += timedelta(days=1)
            event = Event(ACTORS[number % 2], action, "jobs", f"{number:032x}", reading=reading, detail={"n": number})
            with self.store.transaction():
                committed = self.trail.append(event)
            committed()
        self.entries = self.store["audit_logs"].find({})

    def restore(self) -> None:
        self.store["audit_logs"].delete_many({})
        self.store["audit_logs"].insert_many(self.entries)

    def at(self, stream: str, number: int) -> Json:
        return next(e for e in self.entries if e["stream"] == stream and e["number"] == number)

    def first_break(self) -> tuple[str, int]:
        report = self.trail.verify()
        assert not report.sound
        [broken] = report.breaks
        return broken.stream, broken.number


@pytest.fixture(scope="module")
def trails() -> Iterator[Trails]:
    with tempfile.TemporaryDirectory() as folder:
        made = Trails(Path(folder))
        yield made
        made.store.close()


def places() -> st.SearchStrategy[tuple[str, int]]:
    return st.sampled_from([(stream, number) for stream in STREAMS for number in range(1, SIZES[stream] + 1)])


def test_an_untouched_trail_is_sound(trails: Trails) -> None:
    trails.restore()
    report = trails.trail.verify()
    assert report.sound
    assert report.entries == 34
    assert {head.stream: head.number for head in report.heads} == SIZES
    assert len({head.segment for head in report.heads}) == 4


EDITS: dict[str, Any] = {
    "user_id": "somebody", "role": "auditor", "source": "api", "action": "jobs.read", "resource_type": "users",
    "resource_id": "e" * 32, "outcome": "denied", "seq": 7, "segment": "2020-01-01", "detail": {"n": -1},
    "mac": "0" * 64, "note": "put in", "_gone": "role",
}  # fmt: skip


@given(place=places(), field=st.sampled_from(sorted(EDITS)))
def test_an_edited_entry_is_named(trails: Trails, place: tuple[str, int], field: str) -> None:
    trails.restore()
    change: Json = {"$unset": {"role": ""}} if field == "_gone" else {"$set": {field: EDITS[field]}}
    trails.store["audit_logs"].update_one({"stream": place[0], "number": place[1]}, change)
    assert trails.first_break() == place


@given(place=places(), milliseconds=st.integers(-5000, 5000).filter(bool))
def test_a_moved_time_is_named(trails: Trails, place: tuple[str, int], milliseconds: int) -> None:
    trails.restore()
    moved = trails.at(*place)["timestamp"] + timedelta(milliseconds=milliseconds)
    trails.store["audit_logs"].update_one({"stream": place[0], "number": place[1]}, {"$set": {"timestamp": moved}})
    assert trails.first_break() == place


@given(place=places(), count=st.integers(1, 20))
def test_removed_entries_are_named(trails: Trails, place: tuple[str, int], count: int) -> None:
    trails.restore()
    stream, first = place
    trails.store["audit_logs"].delete_many({"stream": stream, "number": {"$gte": first, "$lt": first + count}})
    assert trails.first_break() == place


@given(stream=st.sampled_from(STREAMS), pair=st.sets(st.integers(1, 9), min_size=2, max_size=2))
def test_exchanged_entries_are_named(trails: Trails, stream: str, pair: set[int]) -> None:
    trails.restore()
    one, other = sorted(pair)
    entries = trails.store["audit_logs"]
    first, second = trails.at(stream, one), trails.at(stream, other)
    entries.delete_many({"stream": stream, "number": {"$in": [one, other]}})
    entries.insert_many([{**first, "number": other}, {**second, "number": one}])
    assert trails.first_break() == (stream, one)


@given(place=places(), number=st.sampled_from([0.5, "copy", "text", None, -1, 0, True]))
def test_an_entry_put_in_is_named(trails: Trails, place: tuple[str, int], number: Any) -> None:
    trails.restore()
    stream, at = place
    forged = {**trails.at(stream, at), "_id": "f" * 32}
    match number:
        case 0.5:
            expected, forged["number"] = at + 1, at + 0.5
        case "copy":
            expected = forged["number"] = SIZES[stream] + 1
        case None:
            expected = 1
            del forged["number"]
        case _:
            expected, forged["number"] = 1, number
    trails.store["audit_logs"].insert_one(forged)
    assert trails.first_break() == (stream, expected)


def test_an_entry_of_no_chain_is_found(trails: Trails) -> None:
    trails.restore()
    trails.store["audit_logs"].insert_one({**trails.at("hiring", 3), "_id": "f" * 32, "stream": "other"})
    assert trails.first_break() == ("other", 0)


@given(cut=st.dictionaries(st.sampled_from(STREAMS), st.integers(0, 8), min_size=1))
def test_ends_that_are_cut_off_are_found_by_the_heads_outside(trails: Trails, cut: dict[str, int]) -> None:
    trails.restore()
    for stream, kept in cut.items():
        trails.store["audit_logs"].delete_many({"stream": stream, "number": {"$gt": kept}})
    report = trails.trail.verify()
    assert {broken.stream: broken.number for broken in report.breaks} == {s: kept + 1 for s, kept in cut.items()}
    assert all("cut off" in broken.what for broken in report.breaks)


def test_a_chain_forged_without_the_key_is_found(trails: Trails) -> None:
    trails.restore()
    forger = AuditTrail(trails.store, lambda: b"x" * 32, FixedClock(), [])
    with trails.store.transaction():
        forger.append(Event(ACTORS[0], "jobs.edit", "jobs"))
    assert trails.first_break() == ("hiring", SIZES["hiring"] + 1)


@pytest.mark.parametrize("known", [None, "changed"])
def test_exported_heads_are_found_again_or_not(trails: Trails, known: str | None) -> None:
    trails.restore()
    heads = list(trails.trail.verify().heads)
    if known is None:
        assert trails.trail.verify(heads).sound
        return
    head = heads[1]
    report = trails.trail.verify([type(head)(head.stream, head.segment, head.number, "0" * 64)])
    assert [(broken.stream, broken.number) for broken in report.breaks] == [(head.stream, head.number)]


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Trails]:
    made = Trails(tmp_path)
    yield made
    made.store.close()


def append(trails: Trails, count: int = 1) -> None:
    for _ in range(count):
        with trails.store.transaction():
            committed = trails.trail.append(Event(ACTORS[0], "jobs.edit", "jobs"))
        committed()


def test_growing_again_does_not_hide_that_an_end_was_cut_off(fresh: Trails) -> None:
    fresh.store["audit_logs"].delete_many({"stream": "hiring", "number": {"$gt": 10}})
    append(fresh, 10)
    assert fresh.first_break() == ("hiring", 14)


@given(place=st.integers(0, 2047), bit=st.integers(0, 7))
def test_any_flipped_bit_of_the_file_of_heads_is_found(trails: Trails, place: int, bit: int) -> None:
    trails.restore()
    path = trails.file._path
    sound = path.read_bytes()
    data = bytearray(sound)
    data[place] ^= 1 << bit
    path.write_bytes(data)
    report = trails.trail.verify()
    path.write_bytes(sound)
    assert ["audit.heads" in problem for problem in report.problems] == [True]


@pytest.mark.parametrize("damage", [lambda p: p.unlink(), lambda p: p.write_bytes(b""), lambda p: p.write_bytes(b"{}")])
def test_a_lost_file_of_heads_is_told_until_somebody_accepts(fresh: Trails, damage: Callable[[Path], None]) -> None:
    damage(fresh.file._path)
    append(fresh)
    assert not fresh.trail.verify().sound
    fresh.file.create(fresh.trail.heads())
    append(fresh)
    assert fresh.trail.verify().sound


def test_a_torn_write_of_the_heads_leaves_the_other_slot(fresh: Trails) -> None:
    path = fresh.file._path
    append(fresh)
    data = bytearray(path.read_bytes())
    newer = 0 if fresh.file._opened(bytes(data[:1024])) == fresh.file.kept() else 1024
    data[newer + 100 : newer + 1024] = bytes(924)
    path.write_bytes(data)
    assert fresh.file.kept()["hiring"].number == SIZES["hiring"]
    append(fresh)
    assert fresh.trail.verify().sound


def test_a_folder_that_cannot_be_written_fails_no_act(fresh: Trails) -> None:
    path = fresh.file._path
    path.unlink()
    path.mkdir()
    append(fresh)
    assert fresh.trail.heads()["hiring"].number == SIZES["hiring"] + 1


def test_an_older_file_of_heads_is_no_alarm(fresh: Trails) -> None:
    """It tells less, and the next write brings it up to date."""
    old = fresh.file._path.read_bytes()
    append(fresh, 3)
    fresh.file._path.write_bytes(old)
    assert fresh.trail.verify().sound
    append(fresh)
    assert fresh.file.kept()["hiring"].number == SIZES["hiring"] + 4
