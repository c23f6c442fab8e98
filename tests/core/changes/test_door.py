"""The door: what every act leaves behind, in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fake_ports import FixedClock

from hiring_desktop.core.changes.door import Change, Door, Event
from hiring_desktop.core.errors import InvalidInput, NotFound, NotPermitted
from hiring_desktop.core.model import Actor, Changes, Json, Resource
from hiring_desktop.core.storage.sqlite_engine import SqliteStore

ADA = Actor("ada", "recruiter")


class Notebook:
    """A trail that keeps what it is told, and what of it was committed."""

    def __init__(self) -> None:
        self.told: list[Event] = []
        self.committed: list[Event] = []

    def append(self, event: Event) -> Callable[[], None]:
        self.told.append(event)
        return lambda: self.committed.append(event)

    @property
    def lines(self) -> list[tuple[str, str, str | None, str]]:
        return [(event.action, event.collection, event.key, event.outcome) for event in self.committed]


def guard(actor: Actor, permission: str, *resources: Resource) -> None:
    if permission.endswith(".forbidden"):
        raise NotPermitted("No.")


class Hall:
    """A door with its surroundings."""

    def __init__(self, folder: Path) -> None:
        self.store = SqliteStore.create(folder / "store.db", None)
        self.clock = FixedClock()
        self.trail = Notebook()
        self.door = Door(self.store, self.clock, guard, self.trail)
        self.heard: list[Changes] = []
        self.door.subscribe(self.heard.append)

    def records(self) -> list[Json]:
        return self.store["changes"].find({}, sort=[("seq", 1)])

    def docs(self) -> list[Json]:
        return [doc for record in self.records() for doc in record["docs"]]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = Hall(tmp_path)
    yield made
    made.store.close()


def test_a_change_leaves_a_record_with_the_versions_it_was_based_on(hall: Hall) -> None:
    with hall.door.change(ADA, "jobs.add", "jobs", "j") as change:
        change.insert("jobs", {"_id": "j", "title": "Nurse", "status": "open"})
    with hall.door.change(ADA, "jobs.edit", "jobs", "j") as change:
        change.update("jobs", "j", {"title": "Cook"})
    with hall.door.change(ADA, "jobs.edit", "jobs", "j") as change:
        change.update("jobs", "j", {"title": "Chef", "place.city": "Ulm"}, unset=["status"])
    with hall.door.change(ADA, "jobs.delete", "jobs", "j") as change:
        change.delete("jobs", "j")
    assert [(r["seq"], r["actor"], r["action"]) for r in hall.records()] == [
        (1, "ada", "jobs.add"), (2, "ada", "jobs.edit"), (3, "ada", "jobs.edit"), (4, "ada", "jobs.delete"),
    ]  # fmt: skip
    assert len({r["op_id"] for r in hall.records()}) == 4
    assert hall.docs() == [
        {"coll": "jobs", "id": "j", "kind": "create", "fields": ["status", "title"], "base": {}},
        {"coll": "jobs", "id": "j", "kind": "patch", "fields": ["title"], "base": {"title": 0}},
        {
            "coll": "jobs", "id": "j", "kind": "patch", "fields": ["place.city", "status", "title"],
            "base": {"place": 0, "status": 0, "title": 2},
        },
        {"coll": "jobs", "id": "j", "kind": "delete", "fields": [], "base": {"place": 3, "status": 3, "title": 3}},
    ]  # fmt: skip
    assert hall.store["field_versions"].find({}) == []


def test_versions_never_show_in_a_document_and_records_hold_no_value(hall: Hall) -> None:
    with hall.door.change(ADA, "candidates.edit", "candidates", "c", undo="edit") as change:
        change.insert("candidates", {"_id": "c", "name": "Ada Quill"})
        change.update("candidates", "c", {"name": "Ada Marsh"})
    assert hall.store["candidates"].find({}) == [{"_id": "c", "name": "Ada Marsh"}]
    assert "Quill" not in str(hall.records())
    assert "Marsh" not in str(hall.records())


def test_projections_leave_nothing_but_are_told(hall: Hall) -> None:
    with hall.door.change(ADA, "applications.process", "applications") as change:
        change.project_insert("import_items", [{"_id": "i", "position": "1"}, {"_id": "k", "position": "2"}])
        change.project("import_items", "i", {"status": "queued"})
        change.project_delete("import_items", "k")
    assert (hall.records(), hall.trail.lines, hall.store["field_versions"].find({})) == ([], [], [])
    [told] = hall.heard
    assert (told.seq, [t.id for t in told.touched]) == (0, ["i", "k", "i", "k"])


def test_an_act_that_writes_projections_alone_may_still_belong_in_the_trail(hall: Hall) -> None:
    with hall.door.change(ADA, "imports.accept", "jobs", "j", always=True, detail={"files": 2}):
        pass
    [event] = hall.trail.committed
    assert (event.action, event.key, event.seq, event.detail) == ("imports.accept", "j", None, {"files": 2})
    assert hall.heard == []


def test_nothing_of_a_failed_change_is_left(hall: Hall) -> None:
    def fail(change: Change) -> None:
        change.insert("jobs", {"_id": "j", "title": "Nurse"})
        change.insert("jobs", {"_id": "k", "list": object()})

    with pytest.raises(Exception, match="object"), hall.door.change(ADA, "jobs.add", "jobs", undo="adding") as change:
        fail(change)
    for collection in ("jobs", "changes", "field_versions", "undo_steps"):
        assert hall.store[collection].find({}) == []
    assert (hall.trail.committed, hall.heard) == ([], [])


def test_a_write_to_what_is_gone_is_refused(hall: Hall) -> None:
    with pytest.raises(NotFound), hall.door.change(ADA, "jobs.edit", "jobs", "j") as change:
        change.update("jobs", "j", {"title": "Cook"})


def test_put_makes_what_is_not_there(hall: Hall) -> None:
    for days in (30, 60):
        with hall.door.change(ADA, "audit.set_retention", "settings", "audit") as change:
            change.put("settings", "audit", {"days": days})
    assert hall.store["settings"].find({}) == [{"_id": "audit", "days": 60}]
    assert [doc["kind"] for doc in hall.docs()] == ["create", "patch"]


def test_a_change_inside_a_change_joins_it(hall: Hall) -> None:
    with hall.door.change(ADA, "jobs.merge", "jobs", "j") as outer:
        outer.insert("jobs", {"_id": "j"})
        with hall.door.change(ADA, "jobs.add", "jobs", "k") as inner:
            inner.insert("jobs", {"_id": "k"})
        assert (hall.heard, hall.trail.committed) == ([], [])
    assert [changes.touched[0].id for changes in hall.heard] == ["k", "j"]
    assert [event.key for event in hall.trail.committed] == ["k", "j"]
    assert sorted(record["seq"] for record in hall.records()) == [1, 2]


def test_an_inner_change_goes_with_an_outer_one_that_fails(hall: Hall) -> None:
    def merge() -> None:
        with hall.door.change(ADA, "jobs.merge", "jobs", "j"):
            with hall.door.change(ADA, "jobs.add", "jobs", "k") as inner:
                inner.insert("jobs", {"_id": "k"})
            raise InvalidInput("no")

    with pytest.raises(InvalidInput):
        merge()
    assert (hall.store["jobs"].find({}), hall.heard, hall.trail.committed) == ([], [], [])


def test_a_refusal_is_kept_even_inside_a_change_that_it_ends(hall: Hall) -> None:
    def merge() -> None:
        with hall.door.change(ADA, "jobs.merge", "jobs", "j") as outer:
            outer.insert("jobs", {"_id": "j"})
            hall.door.look(ADA, "candidates.forbidden", "candidates", "c")

    with pytest.raises(NotPermitted):
        merge()
    with pytest.raises(NotPermitted), hall.door.change(ADA, "jobs.forbidden", "jobs", "j"):
        raise AssertionError("not reached")
    assert hall.store["jobs"].find({}) == []
    assert hall.trail.lines == [
        ("candidates.forbidden", "candidates", "c", "denied"), ("jobs.forbidden", "jobs", "j", "denied"),
    ]  # fmt: skip


def test_a_look_is_kept_and_the_same_again_only_after_a_while(hall: Hall) -> None:
    quarter = timedelta(minutes=15)
    for key in ("c", "d", "c"):
        hall.door.look(ADA, "ranking.read", "jobs", key, unless_within=quarter)
    assert [line[2] for line in hall.trail.lines] == ["c", "d"]
    hall.clock.moment += quarter
    hall.door.look(ADA, "ranking.read", "jobs", "c", unless_within=quarter)
    hall.door.look(ADA, "candidates.read", "jobs", "c", unless_within=quarter)
    hall.door.look(Actor("bo", "admin"), "candidates.read", "jobs", "c", unless_within=quarter)
    hall.door.look(ADA, "candidates.read", "jobs", "c")
    assert len(hall.trail.lines) == 6
    assert all(event.reading for event in hall.trail.committed)


def test_projections_follow_whoever_changes_what_they_hang_on(hall: Hall) -> None:
    def follow(change: Change, key: str) -> None:
        change.project("jobs", key, {"revision": (hall.store["jobs"].find_one({"_id": key}) or {})["title"]})

    hall.door.react("jobs", frozenset({"title"}), follow)
    with hall.door.change(ADA, "jobs.add", "jobs") as change:
        change.insert("jobs", {"_id": "j", "title": "Nurse"})
        change.insert("jobs", {"_id": "k", "title": "Cook"})
    with hall.door.change(ADA, "jobs.edit", "jobs") as change:
        change.update("jobs", "j", {"status": "open"})
        change.update("jobs", "k", {"title": "Chef"})
        change.update("jobs", "k", {"title": "Baker"})
    assert [(job["_id"], job.get("revision")) for job in hall.store["jobs"].find({})] == [("j", None), ("k", "Baker")]
    assert {(t.id, t.fields) for t in hall.heard[-1].touched} == {
        ("j", ("status",)), ("k", ("title",)), ("k", ("revision",)),
    }  # fmt: skip
    assert hall.docs()[-1]["fields"] == ["title"]


def test_readers_of_other_processes_see_what_was_touched_in_order(hall: Hall) -> None:
    for key in ("j", "k"):
        with hall.door.change(ADA, "jobs.add", "jobs") as change:
            change.insert("jobs", {"_id": key, "title": "Nurse"})
    first = hall.door.since(0)
    assert (first.seq, [t.id for t in first.touched]) == (2, ["j", "k"])
    assert hall.door.since(1).touched == first.touched[1:]
    assert hall.door.since(2) == Changes(2)
