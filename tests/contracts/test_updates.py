"""Changing documents does what mongomock does, alone and in long random histories."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from contract_data import COLLECTION, bodies, collections, conditions, filters, keys, oracle, sorts, updates
from contract_engines import ENGINES, Engine
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from pymongo.errors import DuplicateKeyError

from hiring_desktop.core.errors import Conflict
from hiring_desktop.core.model import Json
from hiring_desktop.core.ports import Store


@pytest.fixture(scope="module", params=sorted(ENGINES))
def shared_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all examples of a property, each of which empties it first."""
    store = ENGINES[request.param].create(tmp_path_factory.mktemp("shared"))
    yield store
    store.close()


@pytest.mark.soak
@given(documents=collections(), query=filters, update=updates)
def test_update_many_changes_what_mongomock_changes(
    shared_store: Store, documents: list[Json], query: Json, update: Json
) -> None:
    collection, judge = shared_store[COLLECTION], oracle(documents)
    collection.delete_many({})
    collection.insert_many(documents)
    expected = judge.update_many(query, update)
    result = collection.update_many(query, update)
    assert collection.find({}) == list(judge.find({}))
    assert result.matched == expected.matched_count


fixed = st.fixed_dictionaries({}, optional={"_id": keys, "job_id": st.sampled_from(["a", "b", 7]), "sub.x": st.just(1)})


@pytest.mark.soak
@given(documents=collections(), query=fixed, update=updates)
def test_upsert_makes_what_mongomock_makes(
    shared_store: Store, documents: list[Json], query: Json, update: Json
) -> None:
    collection, judge = shared_store[COLLECTION], oracle(documents)
    collection.delete_many({})
    collection.insert_many(documents)
    try:
        expected = judge.update_one(query, update, upsert=True)
    except DuplicateKeyError:
        with pytest.raises(Conflict):
            collection.update_one(query, update, upsert=True)
        assert collection.find({}) == documents
        return
    result = collection.update_one(query, update, upsert=True)
    assert (result.upserted_id is None) == (expected.upserted_id is None)
    assert _without_made_id(collection.find({}), result.upserted_id) == _without_made_id(
        list(judge.find({})), expected.upserted_id
    )


def _without_made_id(documents: list[Json], made: Any) -> list[Json]:
    return [{**document, "_id": "made" if document["_id"] == made else document["_id"]} for document in documents]


class History(RuleBasedStateMachine):
    """Random operations, transactions that are kept or thrown away, and restarts, beside mongomock doing the same."""

    ids: Bundle[str] = Bundle("ids")

    engine: ClassVar[Engine]

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = self.engine.create(Path(self.folder.name))
        self.judge = oracle()
        self.open_transaction: contextlib.ExitStack | None = None
        self.before: list[Json] = []

    @property
    def collection(self) -> Any:
        return self.store[COLLECTION]

    @rule(target=ids, key=keys, body=bodies())
    def insert(self, key: str, body: Json) -> str:
        taken = self.judge.find_one({"_id": key}) is not None
        if taken:
            with pytest.raises(Conflict):
                self.collection.insert_one({"_id": key, **body})
        else:
            assert self.collection.insert_one({"_id": key, **body}) == key
            self.judge.insert_one({"_id": key, **body})
        return key

    @rule(documents=collections())
    def insert_all_or_none(self, documents: list[Json]) -> None:
        if any(self.judge.find_one({"_id": document["_id"]}) for document in documents):
            with pytest.raises(Conflict):
                self.collection.insert_many(documents)
        elif documents:
            self.collection.insert_many(documents)
            self.judge.insert_many([dict(document) for document in documents])

    @rule(query=filters, update=updates)
    def change_many(self, query: Json, update: Json) -> None:
        matched = self.collection.update_many(query, update).matched
        assert matched == self.judge.update_many(query, update).matched_count

    @rule(key=ids, update=updates)
    def change_one(self, key: str, update: Json) -> None:
        self.collection.update_one({"_id": key}, update)
        self.judge.update_one({"_id": key}, update)

    @rule(query=filters, update=updates, sort=sorts, after=st.booleans())
    def claim(self, query: Json, update: Json, sort: Any, after: bool) -> None:
        expected = self.judge.find_one_and_update(query, update, sort=[*sort, ("_id", 1)], return_document=after)
        assert self.collection.find_one_and_update(query, update, sort=sort, return_after=after) == expected

    @rule(key=ids, body=bodies())
    def replace(self, key: str, body: Json) -> None:
        result = self.collection.replace_one({"_id": key}, body, upsert=True)
        expected = self.judge.replace_one({"_id": key}, body, upsert=True)
        assert result.upserted_id == expected.upserted_id

    @rule(query=conditions())
    def delete_one(self, query: Json) -> None:
        assert self.collection.delete_one(query) == self.judge.delete_one(query).deleted_count

    @rule(query=conditions())
    def delete_many(self, query: Json) -> None:
        assert self.collection.delete_many(query) == self.judge.delete_many(query).deleted_count

    @precondition(lambda self: self.open_transaction is None)
    @rule()
    def begin(self) -> None:
        self.open_transaction = contextlib.ExitStack()
        self.open_transaction.enter_context(self.store.transaction())
        self.before = list(self.judge.find({}))

    @precondition(lambda self: self.open_transaction is not None)
    @rule()
    def commit(self) -> None:
        assert self.open_transaction is not None
        self.open_transaction.close()
        self.open_transaction = None

    @precondition(lambda self: self.open_transaction is not None)
    @rule()
    def undo(self) -> None:
        assert self.open_transaction is not None
        failure = KeyError("undo")
        with pytest.raises(KeyError), self.open_transaction:
            raise failure
        self.open_transaction = None
        self.judge = oracle(self.before)

    @precondition(lambda self: self.open_transaction is None)
    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = self.engine.open(Path(self.folder.name))

    @invariant()
    def holds_what_mongomock_holds(self) -> None:
        assert self.collection.find({}) == list(self.judge.find({}))

    def teardown(self) -> None:
        if self.open_transaction is not None:
            self.open_transaction.close()
        assert self.store.verify() == []
        self.store.close()
        self.folder.cleanup()


@pytest.mark.soak
def test_long_histories_end_as_in_mongomock(engine: Engine, scale: Callable[[int, int], int]) -> None:
    examples = settings(max_examples=scale(25, 400), stateful_step_count=25)
    run_state_machine_as_test(type("EngineHistory", (History,), {"engine": engine}), settings=examples)
