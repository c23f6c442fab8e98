"""MongoDB's documented behaviour case by case, most of it where mongomock or a hasty reader gets it wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from hiring_desktop.core.errors import HiringError, InvalidInput, UnsupportedOperation
from hiring_desktop.core.ports import Collection, Store

MISSING = object()


def selected(store: Store, values: list[Any], query: Any) -> list[int]:
    """Which of the values, each stored as field ``v`` of a document, the condition on ``v`` selects."""
    collection = store["resumes"]
    collection.insert_many([{"n": n} if value is MISSING else {"n": n, "v": value} for n, value in enumerate(values)])
    return [document["n"] for document in collection.find(query)]


SELECTIONS: dict[str, tuple[list[Any], Any, list[int]]] = {
    # comparison keeps to types
    "numbers of two kinds are equal": ([1, 1.0, True, "1"], {"v": 1}, [0, 1]),
    "a boolean is no number": ([1, 0, True, False], {"v": True}, [2]),
    "a range keeps to its type": (
        [1, "a", None, MISSING, [], datetime(2024, 1, 1, tzinfo=UTC)],
        {"v": {"$lt": 5}},
        [0],
    ),
    "false is less than true": ([False, True, 0], {"v": {"$lt": True}}, [0]),
    "dates compare with dates": (
        [datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC), "2024"],
        {"v": {"$gte": datetime(2024, 6, 1, tzinfo=UTC)}},
        [1],
    ),
    "strings compare by code point": (["Z", "a", "é", "é"], {"v": {"$gt": "a"}}, [2, 3]),
    # null and missing
    "null selects null and missing": ([None, MISSING, 0, "", []], {"v": None}, [0, 1]),
    "not null selects neither": ([None, MISSING, 0], {"v": {"$ne": None}}, [2]),
    "in null selects missing": ([None, MISSING, 1], {"v": {"$in": [None, 1]}}, [0, 1, 2]),
    "at least null is null": ([None, MISSING, 0], {"v": {"$gte": None}}, [0, 1]),
    "nothing is greater than null": ([None, MISSING, 0], {"v": {"$gt": None}}, []),
    "exists knows null from missing": ([None, MISSING], {"v": {"$exists": True}}, [0]),
    "exists false": ([None, MISSING], {"v": {"$exists": False}}, [1]),
    "not equal selects missing": ([1, MISSING, 2], {"v": {"$ne": 1}}, [1, 2]),
    "not greater selects missing and other types": ([1, 9, MISSING, "x"], {"v": {"$not": {"$gt": 5}}}, [0, 2, 3]),
    "null at a path through a value": ([5, {"x": None}, {"x": 1}, {}, MISSING], {"v.x": None}, [0, 1, 3, 4]),
    "null at a path into an empty array": ([[], [{}], [{"x": 1}], [1]], {"v.x": None}, [1]),
    # arrays
    "an element decides": ([[1, 2], [3], 2], {"v": 2}, [0, 2]),
    "an array as a whole": ([[1, 2], [2, 1], [[1, 2]]], {"v": [1, 2]}, [0, 2]),
    "two elements may share a range": ([[1, 9], [5], [0]], {"v": {"$gt": 4, "$lt": 6}}, [0, 1]),
    "elemMatch needs one element": ([[1, 9], [5]], {"v": {"$elemMatch": {"$gt": 4, "$lt": 6}}}, [1]),
    "not equal holds for all elements": ([[1, 2], [2], []], {"v": {"$ne": 1}}, [1, 2]),
    "in a list of lists": ([[], [1], 1], {"v": {"$in": [[]]}}, [0]),
    "all in any order": ([[1, 2, 3], [2], 1], {"v": {"$all": [2, 1]}}, [0]),
    "all of one value holds for a plain value": ([1, [1], [2]], {"v": {"$all": [1]}}, [0, 1]),
    "all of nothing holds for nothing": ([[], [1]], {"v": {"$all": []}}, []),
    "only an array has a size": ([1, [1], "x", {"a": 1}], {"v": {"$size": 1}}, [1]),
    "a path reaches into elements": ([[{"x": 1}, {"x": 2}], [{"x": 3}]], {"v.x": 2}, [0]),
    "not equal through elements": ([[{"x": 1}, {"x": 2}], [{"x": 3}]], {"v.x": {"$ne": 2}}, [1]),
    "exists through some elements": ([[{"x": 1}, {}], [{}]], {"v.x": {"$exists": False}}, [1]),
    "a numbered element": ([[1, 2], [2, 1]], {"v.0": 2}, [1]),
    "a number as a name": ([{"0": 5}, [5]], {"v.0": 5}, [0, 1]),
    "elemMatch on sub-documents alone": (
        [[{"x": 1, "y": 2}], [{"x": 1}, {"y": 2}], [1]],
        {"v": {"$elemMatch": {"x": 1, "y": 2}}},
        [0],
    ),
    "elemMatch wants an array": ([{"x": 1}, [{"x": 1}]], {"v": {"$elemMatch": {"x": 1}}}, [1]),
    "elemMatch compares elements as they are": ([[[1]], [1]], {"v": {"$elemMatch": {"$eq": 1}}}, [1]),
    # sub-documents
    "a sub-document equals in its order": ([{"a": 1, "b": 2}, {"b": 2, "a": 1}], {"v": {"a": 1, "b": 2}}, [0]),
    "a sub-document equals as a whole": ([{"a": 1, "b": 2}, {"a": 1}], {"v": {"a": 1}}, [1]),
    "an empty sub-document": ([{}, MISSING, {"a": 1}], {"v": {}}, [0]),
    # text
    "literal text": (["resume.pdf", "resumeXpdf", 7], {"v": {"$regex": r"\.pdf$"}}, [0]),
    "text at the start, any case": (["Ann", "ann", "Joann"], {"v": {"$regex": "^ann", "$options": "i"}}, [0, 1]),
    "text in an element": ([["x", "yes"], ["no"]], {"v": {"$regex": "ye"}}, [0]),
    # logic
    "nor": ([1, 2, 3], {"$nor": [{"v": 1}, {"v": 2}]}, [2]),
    "several at once": ([1, 2, 3], {"$or": [{"v": 1}, {"v": 3}], "v": {"$gt": 1}}, [2]),
}


@pytest.mark.parametrize("case", SELECTIONS)
def test_a_filter_selects(store: Store, case: str) -> None:
    values, query, expected = SELECTIONS[case]
    assert selected(store, values, query) == expected


def test_types_sort_in_mongodbs_order(store: Store) -> None:
    ordered = [
        None, -3, 0.5, 2**53 + 1, float("inf"), "", "Z", "a", {"a": 1}, {"a": 1, "b": 0}, {"b": 0}, {"a": "x"},
        b"\xff", b"\x00\x00", False, True, datetime(1969, 12, 31, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC),
    ]  # fmt: skip
    collection = store["resumes"]
    collection.insert_many([{"v": value} for value in reversed(ordered)])
    assert [document["v"] for document in collection.find({}, sort=[("v", 1)])] == ordered
    assert [document["v"] for document in collection.find({}, sort=[("v", -1)])] == ordered[::-1]


def test_an_indexed_field_sorts_in_the_same_order(store: Store) -> None:
    ordered = [
        None, -3, 0.5, 2**53, 2**53 + 1, float("inf"), "", "Z", "a", "a\0", False, True,
        datetime(1, 1, 1, tzinfo=UTC), datetime(1969, 12, 31, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC),
    ]  # fmt: skip
    collection = store["applications"]
    collection.insert_many([{"ml_score": value, "v": value} for value in reversed(ordered)])
    for field in ("ml_score", "v"):
        assert [document["v"] for document in collection.find({}, sort=[(field, 1)])] == ordered
    for low in ordered:
        for operator in ("$gt", "$gte", "$lt", "$lte", "$eq", "$ne"):
            by_column = collection.ids({"ml_score": {operator: low}})
            assert by_column == collection.ids({"v": {operator: low}})
    assert collection.distinct("ml_score") == collection.distinct("v") == ordered


def test_arrays_sort_by_their_lowest_or_highest_element(store: Store) -> None:
    collection = store["resumes"]
    collection.insert_many([{"_id": key, "v": v} for key, v in (("a", [5, 1]), ("b", [3]), ("c", []), ("d", None))])
    assert collection.ids({}, sort=[("v", 1)]) == ["c", "d", "a", "b"]
    assert collection.ids({}, sort=[("v", -1)]) == ["a", "b", "d", "c"]


def test_ties_go_by_id_and_no_sort_by_insertion(store: Store) -> None:
    collection = store["resumes"]
    collection.insert_many([{"_id": key, "v": 1, "candidate_id": "x"} for key in "cab"])
    assert collection.ids({}) == ["c", "a", "b"]
    assert collection.ids({"candidate_id": "x"}) == ["c", "a", "b"]
    for field in ("v", "candidate_id"):
        assert collection.ids({}, sort=[(field, -1)]) == ["a", "b", "c"]


def test_what_is_stored_comes_back(store: Store) -> None:
    document = {
        "_id": "x", "none": None, "yes": True, "int": 7, "big": -(2**63), "float": 0.1, "text": "Zoë\0\U0001f600",
        "raw": b"\0\xff", "when": datetime(2024, 2, 29, 12, 30, 15, 123000, tzinfo=UTC),
        "list": [1, [2, {"a": []}]], "sub": {"a.b": {"$c": 1}},
    }  # fmt: skip
    store["resumes"].insert_one(document)
    found = store["resumes"].find_one({"_id": "x"})
    assert found == document
    assert [type(value) for value in found.values()][:4] == [str, type(None), bool, int]


def test_dates_come_back_in_utc_to_the_millisecond(store: Store) -> None:
    moment = datetime(2024, 1, 1, 1, 0, 0, 123999, tzinfo=timezone(timedelta(hours=2)))
    store["audit_logs"].insert_one({"_id": "x", "timestamp": moment})
    found = store["audit_logs"].find_one({"timestamp": moment})
    assert found is not None
    assert found["timestamp"] == datetime(2023, 12, 31, 23, 0, 0, 123000, tzinfo=UTC)
    assert found["timestamp"].utcoffset() == timedelta(0)


# ------------------------------------------------------------------ updates
CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "set makes the way": ({}, {"$set": {"a.b.c": 1}}, {"a": {"b": {"c": 1}}}),
    "set fills an array up": ({"a": [1]}, {"$set": {"a.3": 4}}, {"a": [1, None, None, 4]}),
    "set reaches an element": ({"a": [{"b": 1}]}, {"$set": {"a.0.b": 2}}, {"a": [{"b": 2}]}),
    "unset leaves null in an array": ({"a": [1, 2]}, {"$unset": {"a.0": ""}}, {"a": [None, 2]}),
    "unset of nothing": ({"a": 1}, {"$unset": {"b.c": "", "a.x": ""}}, {"a": 1}),
    "inc starts at nothing": ({}, {"$inc": {"n": 2.5}}, {"n": 2.5}),
    "inc keeps integers": ({"n": 2**40}, {"$inc": {"n": 1}}, {"n": 2**40 + 1}),
    "min across types": ({"a": "x", "b": 1}, {"$min": {"a": 5, "b": "x"}}, {"a": 5, "b": 1}),
    "max of null": ({"a": None}, {"$max": {"a": -1}}, {"a": -1}),
    "max of missing": ({}, {"$max": {"a": None}}, {"a": None}),
    "push a list as one": ({"a": [1]}, {"$push": {"a": [2, 3]}}, {"a": [1, [2, 3]]}),
    "addToSet knows 1 and 1.0 as one": ({"a": [1]}, {"$addToSet": {"a": 1.0}}, {"a": [1]}),
    "addToSet knows 1 and true as two": ({"a": [1]}, {"$addToSet": {"a": True}}, {"a": [1, True]}),
    "addToSet takes equals of each once": ({}, {"$addToSet": {"a": {"$each": [1, 1, 2]}}}, {"a": [1, 2]}),
    "addToSet compares in order": (
        {"a": [{"x": 1, "y": 2}]},
        {"$addToSet": {"a": {"y": 2, "x": 1}}},
        {"a": [{"x": 1, "y": 2}, {"y": 2, "x": 1}]},
    ),
    "pull by condition": ({"a": [1, 5, 9]}, {"$pull": {"a": {"$gte": 5}}}, {"a": [1]}),
    "pull in a list of values": ({"a": [1, 5, 9]}, {"$pull": {"a": {"$in": [1, 9]}}}, {"a": [5]}),
    "pull by a part of sub-documents": (
        {"a": [{"x": 1, "y": 2}, {"x": 2}]},
        {"$pull": {"a": {"x": 1}}},
        {"a": [{"x": 2}]},
    ),
    "pull a whole list": ({"a": [[1, 2], [1]]}, {"$pull": {"a": [1, 2]}}, {"a": [[1]]}),
    "pull of nothing": ({}, {"$pull": {"a": 1}}, {}),
    "setOnInsert of what is there": ({"a": 1}, {"$setOnInsert": {"b": 1}}, {"a": 1}),
    "several at once": ({"n": 1}, {"$set": {"z": 1}, "$inc": {"n": 1}, "$unset": {"gone": ""}}, {"n": 2, "z": 1}),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGES)
def test_an_update_changes(store: Store, case: str) -> None:
    before, update, after = CHANGES[case]
    store["resumes"].insert_one({"_id": "x", **before})
    result = store["resumes"].update_one({"_id": "x"}, update)
    assert store["resumes"].find_one({}) == {"_id": "x", **after}
    assert (result.matched, result.modified) == (1, int(before != after))


def test_new_fields_come_in_the_order_of_their_names(store: Store) -> None:
    store["resumes"].insert_one({"_id": "x", "m": 1})
    store["resumes"].update_one({"_id": "x"}, {"$set": {"sub.b": 1, "sub.a": 2, "z": 0}, "$inc": {"c": 1}})
    found = store["resumes"].find_one({})
    assert found is not None
    assert list(found) == ["_id", "m", "c", "sub", "z"]
    assert list(found["sub"]) == ["a", "b"]


@pytest.mark.parametrize(
    ("query", "update", "made"),
    [
        ({"a": 1, "b": {"$eq": 2}, "c": {"$gt": 3}}, {"$set": {"d": 4}}, {"a": 1, "b": 2, "d": 4}),
        ({"$and": [{"a.b": 1}, {"a.c": 2}]}, {"$inc": {"n": 1}}, {"a": {"b": 1, "c": 2}, "n": 1}),
        ({"a": 1}, {"$set": {"a": 2}, "$setOnInsert": {"new": True}}, {"a": 2, "new": True}),
        ({"$or": [{"a": 1}, {"b": 1}], "c": {"$in": [1]}}, {"$set": {"d": 1}}, {"d": 1}),
    ],
)
def test_an_upsert_starts_from_what_the_filter_fixes(
    store: Store, query: dict[str, Any], update: dict[str, Any], made: dict[str, Any]
) -> None:
    result = store["resumes"].update_one(query, update, upsert=True)
    assert store["resumes"].find({}) == [{"_id": result.upserted_id, **made}]
    assert (result.matched, result.modified) == (0, 0)


# ------------------------------------------------------------------ what raises, and leaves everything as it is
UNSUPPORTED_FILTERS: list[tuple[dict[str, Any], str]] = [
    ({"$where": "1"}, "$where"),
    ({"$expr": {}}, "$expr"),
    ({"$text": {"$search": "x"}}, "$text"),
    ({"$comment": "x"}, "$comment"),
    ({"a": {"$type": "string"}}, "$type"),
    ({"a": {"$mod": [2, 0]}}, "$mod"),
    ({"a": {"$near": [0, 0]}}, "$near"),
    ({"a": {"$not": {"$mod": [2, 0]}}}, "$mod"),
    ({"a": {"$elemMatch": {"$type": 1}}}, "$type"),
    ({"a": {"$in": [{"$regex": "x"}]}}, "$regex"),
    ({"$or": [{"a": {"$bitsAllSet": 1}}]}, "$bitsAllSet"),
    ({"a.$": 1}, "$"),
    ({"a": {"$regex": "(a+)+$"}}, "$regex"),
    ({"a": {"$regex": "a.b"}}, "$regex"),
    ({"a": {"$regex": r"\d"}}, "$regex"),
    ({"a": {"$regex": "a", "$options": "x"}}, "$regex"),
    ({"a": 1j}, "complex"),
]


@pytest.mark.parametrize(("query", "name"), UNSUPPORTED_FILTERS, ids=str)
def test_an_unknown_query_operator_raises_and_is_named(store: Store, query: dict[str, Any], name: str) -> None:
    collection = store["resumes"]
    calls: list[Callable[[], object]] = [
        lambda: collection.find(query), lambda: collection.ids(query), lambda: collection.count_documents(query),
        lambda: collection.update_one(query, {"$set": {"a": 1}}, upsert=True), lambda: collection.delete_many(query),
        lambda: collection.distinct("a", query),
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(UnsupportedOperation) as raised:
            call()
        assert name in raised.value.message
    assert collection.find({}) == []


UNSUPPORTED_UPDATES: list[tuple[dict[str, Any], str]] = [
    ({"$rename": {"a": "b"}}, "$rename"),
    ({"$mul": {"a": 2}}, "$mul"),
    ({"$pop": {"a": 1}}, "$pop"),
    ({"$pullAll": {"a": [1]}}, "$pullAll"),
    ({"$currentDate": {"a": True}}, "$currentDate"),
    ({"$bit": {"a": {"and": 1}}}, "$bit"),
    ({"$push": {"a": {"$each": [1], "$slice": 1}}}, "$slice"),
    ({"$push": {"a": {"$position": 0, "$each": [1]}}}, "$position"),
    ({"$set": {"a.$": 1}}, "$"),
    ({"$set": {"a.$[].b": 1}}, "$["),
    ({"$set": {"a": {1, 2}}}, "set"),
]


@pytest.mark.parametrize(("update", "name"), UNSUPPORTED_UPDATES, ids=str)
def test_an_unknown_update_operator_raises_and_is_named(store: Store, update: dict[str, Any], name: str) -> None:
    _refuses(store["resumes"], update, UnsupportedOperation, name)


INVALID_UPDATES: list[dict[str, Any]] = [
    {},
    {"a": 1},
    {"$set": {"a": 1}, "b": 2},
    {"$set": {"_id": "y"}},
    {"$set": {"a": 1, "a.b": 2}},
    {"$set": {"a": 1}, "$inc": {"a": 1}},
    {"$set": {"": 1}},
    {"$set": {"a..b": 1}},
    {"$set": 5},
    {"$set": {"text.x": 1}},
    {"$set": {"list.x": 1}},
    {"$set": {"when": datetime(2024, 1, 1)}},
    {"$set": {"n": float("nan")}},
    {"$set": {"n": 2**63}},
    {"$inc": {"text": 1}},
    {"$inc": {"n": "1"}},
    {"$inc": {"n": True}},
    {"$inc": {"n": 2**63 - 1}},
    {"$push": {"text": 1}},
    {"$push": {"list": {"$each": 1}}},
    {"$addToSet": {"text": 1}},
    {"$pull": {"text": 1}},
    {"$set": {"candidate_id": ["a list in an indexed field"]}},
]


@pytest.mark.parametrize("update", INVALID_UPDATES, ids=str)
def test_an_update_that_cannot_be_done_raises(store: Store, update: dict[str, Any]) -> None:
    _refuses(store["resumes"], update, InvalidInput, "")


def _refuses(collection: Collection, update: dict[str, Any], error: type[HiringError], name: str) -> None:
    before = {"_id": "x", "text": "t", "list": [1], "n": 1}
    collection.insert_one(before)
    for call in (
        lambda: collection.update_one({"_id": "x"}, update),
        lambda: collection.update_many({}, update),
        lambda: collection.find_one_and_update({}, update),
        lambda: collection.find_one_and_update({"_id": "x"}, update, upsert=True),
    ):
        with pytest.raises(error) as raised:
            call()
        assert name in raised.value.message
    assert collection.find({}) == [before]


@pytest.mark.parametrize(
    "query",
    [
        {"$and": []}, {"$or": {}}, {"$nor": [1]}, {"a": {"$in": 1}}, {"a": {"$not": 5}}, {"a": {"$gt": 1, "b": 2}},
        {"a": {"$size": -1}}, {"a": {"$exists": "yes"}}, {"a": {"$elemMatch": 1}}, {"a": {"$options": "i"}},
        {"": 1}, {"a.": 1}, {"a": float("nan")}, {"a": datetime(2024, 1, 1)}, {3: 1}, {"a": {1: 2}},
    ],
    ids=str,
)  # fmt: skip
def test_a_malformed_filter_raises(store: Store, query: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        store["resumes"].find(query)


@pytest.mark.parametrize(
    "document",
    [
        {"_id": 5}, {"_id": ""}, {"_id": None}, {"$set": 1}, {"": 1}, {"a": float("nan")}, {"a": 2**63},
        {"a": datetime(2024, 1, 1)}, {"a": {"b\0c": 1}}, {"a": {1: 2}}, {"a": "\ud800"}, {"candidate_id": {"a": 1}},
        {"a": "x" * (16 * 1024 * 1024)},
    ],
    ids=lambda document: str(document)[:40],
)  # fmt: skip
def test_a_document_that_cannot_be_kept_is_refused(store: Store, document: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        store["resumes"].insert_one(document)
    with pytest.raises(InvalidInput):
        store["resumes"].insert_many([{"_id": "good"}, document])
    assert store["resumes"].find({}) == []


@pytest.mark.parametrize(
    "value", [object(), 1j, {1, 2}, datetime(2024, 1, 1, tzinfo=UTC).date()], ids=["object", "complex", "set", "date"]
)
def test_a_type_that_is_not_kept_is_refused(store: Store, value: Any) -> None:
    with pytest.raises(UnsupportedOperation):
        store["resumes"].insert_one({"deep": [{"a": value}]})


def test_nesting_without_end_is_refused(store: Store) -> None:
    deep: dict[str, Any] = {}
    for _ in range(5000):
        deep = {"a": deep}
    with pytest.raises(InvalidInput):
        store["resumes"].insert_one(deep)


def test_a_collection_that_the_schema_does_not_know_is_refused(store: Store) -> None:
    for name in ("nobody", "sqlite_schema", 'jobs" --', "counters"):
        with pytest.raises(UnsupportedOperation):
            store[name]


@pytest.mark.parametrize("sort", [[("a", 0)], [("a", "asc")], [("a", 1), ("a", -1)], [("", 1)], "a"], ids=str)
def test_a_malformed_sort_is_refused(store: Store, sort: Any) -> None:
    with pytest.raises(InvalidInput):
        store["resumes"].find({}, sort=sort)


def test_projections_that_exclude_or_overlap_are_refused(store: Store) -> None:
    with pytest.raises(UnsupportedOperation):
        store["resumes"].find({}, {"a": 0})  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        store["resumes"].find({}, ("a", "a.b"))
