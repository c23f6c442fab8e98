"""What every store does beside finding the right documents: ids, uniqueness, transactions, counters, closing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from contract_engines import Engine

from hiring_desktop.core.errors import Conflict, HiringError, InvalidInput, UnsupportedOperation
from hiring_desktop.core.ports import Store


# ------------------------------------------------------------------ single documents
def test_an_id_is_made_where_there_is_none(store: Store) -> None:
    given = {"name": "Ada"}
    key = store["candidates"].insert_one(given)
    assert given == {"name": "Ada"}
    assert len(key) == 32
    assert int(key, 16) >= 0
    assert key == key.lower()
    assert store["candidates"].find_one({"_id": key}) == {"_id": key, "name": "Ada"}


def test_a_document_handed_out_is_a_copy(store: Store) -> None:
    given: dict[str, Any] = {"_id": "x", "tags": ["a"]}
    store["candidates"].insert_one(given)
    given["tags"].append("b")
    found = store["candidates"].find_one({})
    assert found == {"_id": "x", "tags": ["a"]}
    found["tags"].append("c")
    assert store["candidates"].find_one({}) == {"_id": "x", "tags": ["a"]}


def test_absent_documents(store: Store) -> None:
    candidates = store["candidates"]
    assert candidates.find_one({"_id": "x"}) is None
    assert candidates.find({}) == []
    assert candidates.ids({}) == []
    assert candidates.distinct("name") == []
    assert candidates.count_documents({}) == 0
    assert candidates.update_one({"_id": "x"}, {"$set": {"a": 1}}).matched == 0
    assert candidates.find_one_and_update({"_id": "x"}, {"$set": {"a": 1}}) is None
    assert candidates.delete_one({"_id": "x"}) == candidates.delete_many({}) == 0
    assert candidates.insert_many([]) == []


def test_a_write_tells_what_it_did(store: Store) -> None:
    jobs = store["jobs"]
    jobs.insert_many([{"_id": key, "status": "open", "n": 0} for key in "abc"])
    assert jobs.update_many({"status": "open"}, {"$set": {"n": 0}}).modified == 0
    result = jobs.update_many({}, {"$max": {"n": 0}, "$set": {"status": "open"}})
    assert (result.matched, result.modified) == (3, 0)
    result = jobs.update_one({"_id": "a"}, {"$inc": {"n": 1}})
    assert (result.matched, result.modified, result.upserted_id) == (1, 1, None)
    assert jobs.update_one({"_id": "d"}, {"$set": {"n": 1}}, upsert=True).upserted_id == "d"
    assert jobs.delete_many({"n": 1}) == 2


def test_a_claim_returns_the_document_before_or_after(store: Store) -> None:
    jobs = store["jobs"]
    jobs.insert_one({"_id": "a", "n": 1})
    assert jobs.find_one_and_update({}, {"$inc": {"n": 1}}) == {"_id": "a", "n": 2}
    assert jobs.find_one_and_update({}, {"$inc": {"n": 1}}, return_after=False) == {"_id": "a", "n": 2}
    assert jobs.find_one_and_update({"_id": "b"}, {"$inc": {"n": 1}}, upsert=True) == {"_id": "b", "n": 1}
    before = jobs.find_one_and_update({"_id": "c"}, {"$inc": {"n": 1}}, upsert=True, return_after=False)
    assert before is None
    assert jobs.find_one({"_id": "c"}) == {"_id": "c", "n": 1}


def test_a_replacement_keeps_the_id(store: Store) -> None:
    jobs = store["jobs"]
    jobs.insert_one({"_id": "a", "title": "x", "status": "open"})
    assert jobs.replace_one({"status": "open"}, {"title": "y"}).modified == 1
    assert jobs.find({}) == [{"_id": "a", "title": "y"}]
    assert jobs.find({"status": "open"}) == []
    with pytest.raises(InvalidInput):
        jobs.replace_one({}, {"_id": "b"})
    with pytest.raises(InvalidInput):
        jobs.replace_one({}, {"$set": {"a": 1}})
    assert jobs.replace_one({"_id": "z"}, {"title": "new"}, upsert=True).upserted_id == "z"


def test_a_page_is_cut_out_of_the_order(store: Store) -> None:
    applications = store["applications"]
    applications.insert_many(
        [{"_id": f"{n:03d}", "job_id": "j", "status": "processed", "ml_score": n % 10} for n in range(100)]
    )
    query, order = {"job_id": "j", "status": "processed"}, [("ml_score", -1), ("_id", 1)]
    ids = applications.ids(query, sort=order)
    assert len(ids) == 100
    assert ids[:3] == ["009", "019", "029"]
    page = applications.find(query, ("ml_score",), sort=order, skip=95, limit=50)
    assert [document["_id"] for document in page] == ids[95:]
    assert page[0] == {"_id": ids[95], "ml_score": 0}
    with pytest.raises(InvalidInput):
        applications.find({}, skip=-1)


def test_a_long_list_of_ids_is_found(store: Store) -> None:
    jobs = store["jobs"]
    ids = jobs.insert_many([{"_id": f"{n:05d}", "n": n} for n in range(3000)])
    assert jobs.count_documents({"_id": {"$in": ids}}) == 3000
    assert jobs.count_documents({"_id": {"$nin": ids[:2000]}}) == 1000
    assert jobs.ids({"n": {"$in": list(range(0, 3000, 2))}}) == ids[::2]
    assert jobs.delete_many({"_id": {"$in": ids[:2999]}}) == 2999
    assert jobs.ids({}) == ids[2999:]


# ------------------------------------------------------------------ uniqueness
def test_an_id_is_unique(store: Store) -> None:
    store["jobs"].insert_one({"_id": "a", "n": 1})
    with pytest.raises(Conflict):
        store["jobs"].insert_one({"_id": "a", "n": 2})
    with pytest.raises(Conflict):
        store["jobs"].insert_many([{"_id": "b"}, {"_id": "c"}, {"_id": "b"}])
    assert store["jobs"].find({}) == [{"_id": "a", "n": 1}]


def test_a_unique_field_is_unique_where_it_is_present(store: Store) -> None:
    candidates = store["candidates"]
    candidates.insert_many([{"_id": "a"}, {"_id": "b"}, {"_id": "c", "user_id": None}, {"_id": "d", "user_id": None}])
    candidates.insert_one({"_id": "e", "user_id": "u"})
    for write in (
        lambda: candidates.insert_one({"_id": "f", "user_id": "u"}),
        lambda: candidates.update_one({"_id": "a"}, {"$set": {"user_id": "u"}}),
        lambda: candidates.update_many({}, {"$set": {"user_id": "v"}}),
        lambda: candidates.replace_one({"_id": "b"}, {"user_id": "u"}),
        lambda: candidates.find_one_and_update({"_id": "g"}, {"$set": {"user_id": "u"}}, upsert=True),
    ):
        with pytest.raises(Conflict) as raised:
            write()
        assert "user_id" in raised.value.message
    assert [document.get("user_id") for document in candidates.find({})] == [None, None, None, None, "u"]


def test_a_compound_unique_index_counts_all_its_fields(store: Store) -> None:
    applications = store["applications"]
    applications.insert_one({"job_id": "j", "content_hash": "h"})
    applications.insert_one({"job_id": "k", "content_hash": "h"})
    applications.insert_many([{"job_id": "j"}, {"job_id": "j"}, {"job_id": "j", "content_hash": None}])
    with pytest.raises(Conflict):
        applications.insert_one({"job_id": "j", "content_hash": "h"})
    assert applications.count_documents({}) == 5


def test_numbers_of_two_kinds_are_one_key(store: Store) -> None:
    store["changes"].insert_one({"seq": 1})
    with pytest.raises(Conflict):
        store["changes"].insert_one({"seq": 1.0})
    store["changes"].insert_one({"seq": True})


# ------------------------------------------------------------------ transactions
class StopHereError(Exception):
    """Thrown inside a transaction."""


def throw_away(store: Store, work: Callable[[], object]) -> None:
    """Do the work in a transaction that then fails."""

    def fail() -> None:
        with store.transaction():
            work()
            raise StopHereError

    with pytest.raises(StopHereError):
        fail()


def test_a_transaction_is_kept_as_a_whole(store: Store) -> None:
    with store.transaction():
        store["jobs"].insert_one({"_id": "a"})
        store["candidates"].insert_one({"_id": "b"})
        assert store["jobs"].find_one({"_id": "a"}) == {"_id": "a"}
    assert store["jobs"].count_documents({}) == store["candidates"].count_documents({}) == 1


def test_a_transaction_is_undone_as_a_whole(store: Store) -> None:
    store["jobs"].insert_one({"_id": "old", "n": 1})

    def work() -> None:
        store["jobs"].insert_one({"_id": "a"})
        store["jobs"].update_one({"_id": "old"}, {"$set": {"n": 2}})
        store["candidates"].insert_one({"_id": "b"})
        store["jobs"].delete_many({"_id": "old"})

    throw_away(store, work)
    assert store["jobs"].find({}) == [{"_id": "old", "n": 1}]
    assert store["candidates"].find({}) == []
    store["jobs"].insert_one({"_id": "a"})


def test_nested_transactions_join(store: Store) -> None:
    def work() -> None:
        with store.transaction():
            store["jobs"].insert_one({"_id": "inner"})
        store["jobs"].insert_one({"_id": "outer"})

    throw_away(store, work)
    assert store["jobs"].find({}) == []
    with store.transaction(), store.transaction():
        store["jobs"].insert_one({"_id": "inner"})
    assert store["jobs"].ids({}) == ["inner"]


def test_nothing_is_kept_when_a_nested_failure_is_swallowed(store: Store) -> None:
    def swallow() -> None:
        with store.transaction():
            store["jobs"].insert_one({"_id": "outer"})
            throw_away(store, lambda: store["jobs"].insert_one({"_id": "inner"}))

    with pytest.raises(RuntimeError, match="nested"):
        swallow()
    assert store["jobs"].find({}) == []


def test_a_failed_operation_leaves_nothing_and_the_transaction_goes_on(store: Store) -> None:
    store["jobs"].insert_one({"_id": "taken"})
    with store.transaction():
        store["jobs"].insert_one({"_id": "before"})
        with pytest.raises(Conflict):
            store["jobs"].insert_many([{"_id": "x"}, {"_id": "y"}, {"_id": "taken"}])
        with pytest.raises(Conflict):
            store["jobs"].insert_one({"_id": "taken"})
        store["jobs"].insert_one({"_id": "after"})
    assert store["jobs"].ids({}) == ["taken", "before", "after"]


def test_others_see_a_transaction_when_it_is_committed(store: Store) -> None:
    def count_elsewhere() -> int:
        return other.submit(store["jobs"].count_documents, {}).result()

    with ThreadPoolExecutor(1) as other:
        with store.transaction():
            store["jobs"].insert_one({"_id": "a"})
            assert count_elsewhere() == 0
        assert count_elsewhere() == 1


def test_an_all_or_none_insert_takes_a_generator(store: Store) -> None:
    def documents() -> Any:
        yield {"_id": "a"}
        raise StopHereError

    with pytest.raises(StopHereError):
        store["jobs"].insert_many(documents())
    assert store["jobs"].find({}) == []


# ------------------------------------------------------------------ counters
def test_numbers_are_drawn_in_order_and_in_runs(store: Store) -> None:
    with store.transaction():
        assert store.next_seq("a") == 1
        assert store.next_seq("a", 10) == 2
        assert store.next_seq("b") == 1
    throw_away(store, lambda: store.next_seq("a", 100))
    with store.transaction():
        assert store.next_seq("a") == 12
        with pytest.raises(InvalidInput):
            store.next_seq("a", 0)
    with pytest.raises(UnsupportedOperation):
        store.next_seq("a")


# ------------------------------------------------------------------ threads, closing
def test_threads_write_side_by_side(store: Store) -> None:
    start = threading.Barrier(4)

    def write(name: str) -> list[int]:
        start.wait()
        drawn = []
        for n in range(20):
            with store.transaction():
                drawn.append(store.next_seq("n"))
                store["jobs"].insert_one({"_id": f"{name}{n}"})
                store["candidates"].update_one({"_id": "sum"}, {"$inc": {"n": 1}}, upsert=True)
        return drawn

    with ThreadPoolExecutor(4) as pool:
        drawn = [number for numbers in pool.map(write, "abcd") for number in numbers]
    assert sorted(drawn) == list(range(1, 81))
    assert store["jobs"].count_documents({}) == 80
    assert store["candidates"].find_one({}) == {"_id": "sum", "n": 80}
    assert store.verify() == []


def test_a_reader_is_not_held_up_by_a_writer(store: Store) -> None:
    store["jobs"].insert_one({"_id": "a"})
    with ThreadPoolExecutor(1) as other, store.transaction():
        store["jobs"].delete_many({})
        assert other.submit(store["jobs"].ids, {}).result() == ["a"]


def test_a_store_keeps_what_it_has_over_a_restart(engine: Engine, folder: Path) -> None:
    store = engine.create(folder)
    store["jobs"].insert_one({"_id": "a"})
    with store.transaction():
        store.next_seq("n")
    store.close()
    again = engine.open(folder)
    assert again["jobs"].ids({}) == ["a"]
    with again.transaction():
        assert again.next_seq("n") == 2
    assert again.verify() == []
    again.close()


def test_a_closed_store_raises(engine: Engine, folder: Path) -> None:
    store = engine.create(folder)
    jobs = store["jobs"]
    jobs.insert_one({"_id": "a"})
    store.close()
    store.close()
    uses: list[Callable[[], Any]] = [
        lambda: jobs.find({}), lambda: jobs.insert_one({}), lambda: store["jobs"].ids({}),
        lambda: store.transaction().__enter__(),
    ]  # fmt: skip
    for use in uses:
        with pytest.raises(HiringError):
            use()


def test_a_store_is_not_made_over_another(engine: Engine, folder: Path) -> None:
    store = engine.create(folder)
    store["jobs"].insert_one({"_id": "a"})
    with pytest.raises(Conflict):
        engine.create(folder)
    assert store["jobs"].ids({}) == ["a"]
    store.close()
