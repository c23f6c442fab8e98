"""Reading answers what mongomock answers, whichever part of a query the engine takes from its indexes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from contract_data import COLLECTION, INDEXED, collections, filters, oracle, sorts
from contract_engines import ENGINES
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.core.model import Json
from hiring_desktop.core.ports import Collection, Store


@pytest.fixture(scope="module", params=sorted(ENGINES))
def shared_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all examples of a property, each of which empties it first."""
    folder: Path = tmp_path_factory.mktemp("shared")
    store = ENGINES[request.param].create(folder)
    yield store
    store.close()


def filled(store: Store, documents: list[Json]) -> Collection:
    collection = store[COLLECTION]
    collection.delete_many({})
    collection.insert_many(documents)
    return collection


@pytest.mark.soak
@given(documents=collections(), query=filters)
def test_find_selects_what_mongomock_selects(shared_store: Store, documents: list[Json], query: Json) -> None:
    collection = filled(shared_store, documents)
    expected = list(oracle(documents).find(query))
    assert collection.find(query) == expected
    assert collection.ids(query) == [document["_id"] for document in expected]
    assert collection.count_documents(query) == len(expected)
    assert collection.find_one(query) == (expected[0] if expected else None)


@pytest.mark.soak
@given(documents=collections(), query=filters, sort=sorts, skip=st.integers(0, 4), limit=st.integers(0, 4))
def test_find_orders_and_pages_as_mongomock(
    shared_store: Store, documents: list[Json], query: Json, sort: Any, skip: int, limit: int
) -> None:
    collection = filled(shared_store, documents)
    everything = oracle(documents).find(query, sort=[*sort, ("_id", 1)])
    expected = list(everything)[skip : skip + limit if limit else None]
    assert collection.find(query, sort=sort, skip=skip, limit=limit) == expected
    assert collection.ids(query, sort=sort)[skip : skip + limit if limit else None] == [d["_id"] for d in expected]


@pytest.mark.soak
@given(documents=collections(), query=filters, sort=sorts)
def test_an_indexed_field_answers_as_one_without_index(
    shared_store: Store, documents: list[Json], query: Json, sort: Any
) -> None:
    indexed = filled(shared_store, documents)
    with_index = indexed.ids(query, sort=sort)
    unindexed = filled(shared_store, [_renamed(document) for document in documents])
    assert unindexed.ids(_renamed(query), sort=[(_other(name), way) for name, way in sort]) == with_index


def _other(name: str) -> str:
    return f"{name}_" if name in INDEXED else name


def _renamed(value: Any) -> Any:
    """The same document or filter on fields that no index knows."""
    if isinstance(value, dict):
        return {_other(name): _renamed(child) for name, child in value.items()}
    if isinstance(value, list):
        return [_renamed(child) for child in value]
    return value


@pytest.mark.soak
@given(
    documents=collections(), query=filters, field=st.sampled_from(["job_id", "ml_score", "tags", "plain", "items.k"])
)
def test_distinct_gives_each_value_once(shared_store: Store, documents: list[Json], query: Json, field: str) -> None:
    found = filled(shared_store, documents).distinct(field, query)
    expected = oracle(documents).distinct(field, query)
    assert sorted(map(repr, {_as_float(value) for value in found})) == sorted(
        map(repr, {_as_float(value) for value in expected})
    )
    assert len(found) == len({_as_float(value) for value in found})


def _as_float(value: Any) -> Any:
    """2 and 2.0 are one value; which of them stands for it is left open."""
    return float(value) if isinstance(value, int) else value


@pytest.mark.soak
@given(
    documents=collections(),
    fields=st.lists(st.sampled_from(["job_id", "plain", "tags", "sub.x", "items.k", "absent"]), unique=True),
)
def test_projection_keeps_the_named_fields(shared_store: Store, documents: list[Json], fields: list[str]) -> None:
    found = filled(shared_store, documents).find({}, fields)
    assert found == list(oracle(documents).find({}, dict.fromkeys([*fields, "_id"], 1)))
