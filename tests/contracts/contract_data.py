"""Random documents, filters and updates, within what mongomock answers as MongoDB does.

Where mongomock departs from MongoDB's documentation it is no judge; such cases stand by name in ``test_semantics``:
booleans equal to numbers, arrays in arrays, null at a dotted path through a plain value, lists inside ``$in`` and
``$all``, ``$gte`` null, ``$not`` at dotted paths, ``$size`` of what is no array, equality with an empty sub-document,
equal values in the ``$each`` of ``$addToSet``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import mongomock
from hypothesis import strategies as st

from hiring_desktop.core.model import Json

COLLECTION: Final = "applications"

INDEXED: Final = ("job_id", "status", "ml_score")
"""Fields of the collection that engines keep in columns."""

numbers = st.sampled_from([-2, -1, 0, 1, 2, 0.5, 1.5, 2.0, 2**40])
texts = st.sampled_from(["", "a", "b", "ab", "B", "é", "a.b", "Zoë"])
scalars = st.none() | numbers | texts
moments = st.sampled_from([datetime(2024, month, 3, 4, 5, 6, 7000, tzinfo=UTC) for month in (1, 2, 11)])
tags = st.lists(numbers | texts, max_size=3)
sets = st.lists(numbers | texts, max_size=3, unique=True)
keys = st.sampled_from([f"{n:02x}" for n in range(12)])


@st.composite
def bodies(draw: st.DrawFn) -> Json:
    """A document without ``_id``; any field may be missing."""
    fields: dict[str, st.SearchStrategy[Any]] = {
        "job_id": scalars,
        "status": st.none() | texts,
        "ml_score": scalars,
        "plain": scalars,
        "flag": st.booleans(),
        "when": moments,
        "n": numbers,
        "tags": tags,
        "sub": st.fixed_dictionaries({}, optional={"x": scalars, "y": tags}),
        "items": st.lists(st.fixed_dictionaries({"k": texts}, optional={"n": numbers}), min_size=1, max_size=3),
    }
    names = draw(st.lists(st.sampled_from(sorted(fields)), unique=True))
    return {name: draw(fields[name]) for name in names}


@st.composite
def collections(draw: st.DrawFn) -> list[Json]:
    """Documents with distinct ids, in order of insertion."""
    ids = draw(st.lists(keys, unique=True, max_size=10))
    return [{"_id": key, **draw(bodies())} for key in ids]


_ORDERS: Final = ("$gt", "$gte", "$lt", "$lte")


@st.composite
def conditions(draw: st.DrawFn) -> Json:
    """A filter on one field."""
    path = draw(st.sampled_from([*INDEXED, "plain", "tags", "sub.x", "sub.y", "items.k", "items.n", "absent", "_id"]))
    value = draw(keys if path == "_id" else scalars)
    concrete = draw(keys if path == "_id" else numbers | texts)
    kinds: list[Any] = [
        value,
        {"$eq": value},
        {"$ne": value},
        {draw(st.sampled_from(_ORDERS)): concrete},
        {"$gte": draw(numbers), "$lt": draw(numbers)},
        {"$in": draw(st.lists(scalars, max_size=3))},
        {"$nin": draw(st.lists(scalars, max_size=3))},
    ]
    if "." not in path:
        kinds += [
            {"$exists": draw(st.booleans())},
            {"$not": {draw(st.sampled_from(_ORDERS)): concrete}},
        ]
    if path in {"tags", "sub.y"}:
        kinds += [
            {"$all": draw(st.lists(numbers | texts, min_size=1, max_size=2))},
            {"$size": draw(st.integers(0, 3))},
            {"$elemMatch": {"$gte": draw(numbers), "$lt": draw(numbers)}},
        ]
    return {path: draw(st.sampled_from(kinds))}


special_conditions = st.one_of(
    st.fixed_dictionaries({"flag": st.booleans()}),
    st.fixed_dictionaries({"when": st.fixed_dictionaries({"$gt": moments})}),
    st.fixed_dictionaries(
        {"items": st.fixed_dictionaries({"$elemMatch": st.fixed_dictionaries({"k": texts, "n": numbers})})}
    ),
    st.fixed_dictionaries(
        {"status": st.fixed_dictionaries({"$regex": st.sampled_from(["a", "^a", "b$", "^ab$", "B"])})}
    ),
    st.fixed_dictionaries(
        {"status": st.fixed_dictionaries({"$regex": st.sampled_from(["a", "^B", "É"]), "$options": st.just("i")})}
    ),
    st.just({}),
)

filters: st.SearchStrategy[Json] = st.recursive(
    conditions() | special_conditions,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"$and": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"$or": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"$nor": st.lists(inner, min_size=1, max_size=2)}),
        st.tuples(inner, inner).map(lambda pair: {**pair[0], **pair[1]}),
    ),
    max_leaves=5,
)

sorts = st.lists(
    st.tuples(st.sampled_from([*INDEXED, "plain", "n", "sub.x", "when"]), st.sampled_from([1, -1])),
    min_size=1,
    max_size=3,
    unique_by=lambda pair: pair[0],
)

updates: st.SearchStrategy[Json] = st.one_of(
    st.fixed_dictionaries({"$set": st.fixed_dictionaries({}, optional=dict.fromkeys((*INDEXED, "plain"), scalars))}),
    st.fixed_dictionaries({"$set": st.fixed_dictionaries({"sub.x": scalars, "sub.z.w": texts, "when": moments})}),
    st.fixed_dictionaries({"$set": st.fixed_dictionaries({"tags": tags, "items": st.just([])})}),
    st.fixed_dictionaries(
        {"$unset": st.dictionaries(st.sampled_from([*INDEXED, "plain", "sub.x", "absent"]), st.just(""), min_size=1)}
    ),
    st.fixed_dictionaries({"$inc": st.fixed_dictionaries({"n": numbers, "sub.count": st.integers(-3, 3)})}),
    st.fixed_dictionaries({"$push": st.fixed_dictionaries({"tags": numbers | texts})}),
    st.fixed_dictionaries({"$push": st.fixed_dictionaries({"tags": st.fixed_dictionaries({"$each": tags})})}),
    st.fixed_dictionaries({"$addToSet": st.fixed_dictionaries({"tags": numbers | texts})}),
    st.fixed_dictionaries({"$addToSet": st.fixed_dictionaries({"tags": st.fixed_dictionaries({"$each": sets})})}),
    st.fixed_dictionaries({"$pull": st.fixed_dictionaries({"tags": numbers | texts})}),
    st.fixed_dictionaries({"$pull": st.fixed_dictionaries({"items": st.fixed_dictionaries({"k": texts})})}),
    st.fixed_dictionaries({"$min": st.fixed_dictionaries({"n": numbers})}),
    st.fixed_dictionaries({"$max": st.fixed_dictionaries({"n": numbers})}),
    st.fixed_dictionaries(
        {"$set": st.fixed_dictionaries({"plain": scalars}), "$setOnInsert": st.fixed_dictionaries({"born": texts})}
    ),
    st.fixed_dictionaries(
        {"$set": st.fixed_dictionaries({"status": texts}), "$inc": st.fixed_dictionaries({"n": st.just(1)})}
    ),
).filter(lambda update: all(update.values()))


def oracle(documents: list[Json] | tuple[Json, ...] = ()) -> Any:
    """A mongomock collection with these documents."""
    collection: Any = mongomock.MongoClient(tz_aware=True).db[COLLECTION]
    if documents:
        collection.insert_many([dict(document) for document in documents])
    return collection
