"""Search finds what a scan of all documents finds, whatever was written, merged, erased or taken back before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from contract_engines import Engine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hiring_desktop.core.model import Json, new_id
from hiring_desktop.core.ports import (
    TEXT_FIELDS,
    Every,
    Exactly,
    Match,
    Query,
    Range,
    Some,
    Store,
    Without,
    company_label,
    job_label,
)
from hiring_desktop.core.storage.search_words import words

VOCABULARY = ["python", "C++", "C#", ".NET", "ASP.NET", "Node.js", "Müller", "machine", "learning", "pythonic", "数据"]
YEARS = [None, 0, 1.5, 2.0, 5, 12.25]
COMPANIES = [None, "acme", "globex"]

TEXTS = st.lists(st.sampled_from(VOCABULARY), max_size=5).map(" ".join)
NAMES = st.sampled_from(["c0", "c1", "c2", "c3"])
MATCHES = st.builds(
    Match,
    st.lists(st.sampled_from([*VOCABULARY, "pyth", "mull"]), min_size=1, max_size=2).map(" ".join),
    st.sampled_from([None, *TEXT_FIELDS]),
    st.booleans(),
)
RANGES = st.builds(
    Range, st.just("years"), st.sampled_from(["<", "<=", "=", ">=", ">"]), st.sampled_from([0.0, 2.0, 5.0])
)
EXACT = st.builds(Exactly, st.just("email"), st.sampled_from(["index 0", "index 1", "index 9"]))
QUERIES: st.SearchStrategy[Query] = st.recursive(
    MATCHES | RANGES | EXACT,
    lambda inner: (
        st.builds(Without, inner)
        | st.lists(inner, min_size=2, max_size=3).map(tuple).map(Every)
        | st.lists(inner, min_size=2, max_size=3).map(tuple).map(Some)
    ),
    max_leaves=6,
)


# ------------------------------------------------------------------ the oracle
def scan(store: Store, query: Query, within: list[str] | None = None) -> set[str]:
    """The ids of the candidates that match, by reading every document."""
    return {
        candidate["_id"]
        for candidate in store["candidates"].find({})
        if _holds(query, _fields(store, candidate), candidate.get("total_experience_yrs"))
        and (within is None or _labels(store, candidate["_id"]) & set(within))
    }


def _fields(store: Store, candidate: Json) -> dict[str, list[str]]:
    resumes = store["resumes"].find({"candidate_id": candidate["_id"]})
    works = [*candidate["experience"], *(post for resume in resumes for post in resume["resume"]["work"])]
    printed = [skill for resume in resumes for group in resume["resume"]["skills"] for skill in group["keywords"]]
    texts = [text for resume in resumes for text in store["resume_texts"].find({"_id": resume["_id"]})]
    return {
        "name": [candidate["name"]],
        "title": [candidate["label"], *(post["position"] for post in works)],
        "skill": [*candidate["skills"], *printed],
        "note": [note["text"] for note in store["notes"].find({"candidate_id": candidate["_id"]})],
        "text": [text["text"] for text in texts],
        "email": [candidate["email_index"]],
    }


def _labels(store: Store, candidate_id: str) -> set[str]:
    jobs = store["applications"].distinct("job_id", {"candidate_id": candidate_id})
    companies = {job: (store["jobs"].find_one({"_id": job}) or {}).get("company_id") for job in jobs}
    return {*map(job_label, jobs), *map(company_label, companies.values())}


def _holds(query: Query, fields: dict[str, list[str]], years: float | None) -> bool:
    match query:
        case Match(text, field, prefix):
            wanted, parts = (
                words(text),
                [part for name in TEXT_FIELDS if field in {None, name} for part in fields[name]],
            )
            return any(_stands(words(part), wanted, prefix) for part in parts)
        case Range(_, comparison, number):
            compare: dict[str, Callable[[float], bool]] = {
                "<": number.__gt__, "<=": number.__ge__, "=": number.__eq__, ">=": number.__le__, ">": number.__lt__,
            }  # fmt: skip
            return years is not None and compare[comparison](float(years))
        case Exactly(exact, value):
            return value in fields[exact]
        case Every(queries):
            return all(_holds(part, fields, years) for part in queries)
        case Some(queries):
            return any(_holds(part, fields, years) for part in queries)
        case Without(part):
            return not _holds(part, fields, years)


def _stands(text: list[str], wanted: list[str], prefix: bool) -> bool:
    pieces = (text[n : n + len(wanted)] for n in range(len(text) - len(wanted) + 1))
    return any(
        piece[:-1] == wanted[:-1] and (piece[-1].startswith(wanted[-1]) if prefix else piece[-1] == wanted[-1])
        for piece in pieces
    )


# ------------------------------------------------------------------ what happens to a store
def candidate(key: str, name: str, title: str, years: float | None, skills: list[str]) -> Json:
    return {
        "_id": key, "name": name, "label": title, "resume_id": f"{key}r", "skills": skills,
        "experience": [{"position": title}], "total_experience_yrs": years,
        "email_index": f"index {len(name) % 3}",
    }  # fmt: skip


def put(store: Store, key: str, name: str, title: str, years: float | None, text: str) -> None:
    """A candidate with a resume, or the same with other content."""
    skills = text.split()[:2]
    for collection, document in (
        ("candidates", candidate(key, name, title, years, skills)),
        ("resumes", {
            "_id": f"{key}r", "candidate_id": key, "content_hash": key,
            "resume": {"work": [{"position": title}], "skills": [{"name": "", "keywords": skills}]},
        }),
        ("resume_texts", {"_id": f"{key}r", "text": text}),
    ):  # fmt: skip
        store[collection].replace_one({"_id": document["_id"]}, document, upsert=True)


def merge(store: Store, into: str, other: str) -> None:
    """What is of one candidate becomes the other's."""
    if store["candidates"].find_one({"_id": into}) and store["candidates"].find_one({"_id": other}) and into != other:
        for collection in ("resumes", "applications", "notes"):
            store[collection].update_many({"candidate_id": other}, {"$set": {"candidate_id": into}})
        store["candidates"].delete_one({"_id": other})


def erase(store: Store, key: str) -> None:
    for resume in store["resumes"].ids({"candidate_id": key}):
        store["resume_texts"].delete_one({"_id": resume})
    for collection in ("resumes", "applications", "notes"):
        store[collection].delete_many({"candidate_id": key})
    store["candidates"].delete_one({"_id": key})


def apply(store: Store, key: str, job: str, company: str | None) -> None:
    store["jobs"].replace_one({"_id": job}, {"_id": job, "company_id": company}, upsert=True)
    store["applications"].insert_one({"candidate_id": key, "job_id": job, "content_hash": new_id()})


OPERATIONS: st.SearchStrategy[tuple[Callable[..., None], tuple[Any, ...]]] = st.one_of(
    st.tuples(st.just(put), st.tuples(NAMES, TEXTS, TEXTS, st.sampled_from(YEARS), TEXTS)),
    st.tuples(st.just(put), st.tuples(NAMES, TEXTS, TEXTS, st.sampled_from(YEARS), TEXTS)),
    st.tuples(st.just(merge), st.tuples(NAMES, NAMES)),
    st.tuples(st.just(erase), st.tuples(NAMES)),
    st.tuples(st.just(apply), st.tuples(NAMES, st.sampled_from(["j0", "j1"]), st.sampled_from(COMPANIES))),
    st.tuples(
        st.just(lambda store, key, text: store["notes"].insert_one({"candidate_id": key, "text": text})),
        st.tuples(NAMES, TEXTS),
    ),
    st.tuples(
        st.just(lambda store, key, text: store["resume_texts"].update_one({"_id": key}, {"$set": {"text": text}})),
        st.tuples(NAMES.map(lambda name: f"{name}r"), TEXTS),
    ),
    st.tuples(st.just(lambda store, key: store["resumes"].delete_many({"candidate_id": key})), st.tuples(NAMES)),
)


class _TakenBackError(Exception):
    pass


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(st.tuples(OPERATIONS, st.booleans()), max_size=12),
    st.lists(QUERIES, min_size=1, max_size=6),
    st.sampled_from([None, [job_label("j0")], [company_label("acme"), company_label(None)], []]),
)
def test_search_finds_what_a_scan_finds(
    store: Store,
    operations: list[tuple[tuple[Callable[..., None], tuple[Any, ...]], bool]],
    queries: list[Query],
    within: list[str] | None,
) -> None:
    for collection in ("candidates", "resumes", "resume_texts", "applications", "notes", "jobs"):
        store[collection].delete_many({})
    for (operation, values), kept in operations:
        try:
            with store.transaction():
                operation(store, *values)
                if not kept:
                    found = store.search.find(queries[0], limit=10, within=within)
                    assert set(found.ids) == scan(store, queries[0], within)  # what the transaction itself wrote
                    raise _TakenBackError
        except _TakenBackError:
            pass
    for query in queries:
        found = store.search.find(query, limit=10, within=within)
        assert set(found.ids) == scan(store, query, within)
        assert found.total == len(found.ids) == len(set(found.ids))
    assert store.verify() == []


# ------------------------------------------------------------------ order and pages
def test_a_word_in_the_name_or_the_title_comes_before_one_in_the_text(store: Store) -> None:
    put(store, "text", "Bo Marsh", "Baker", 1, "once wrote python")
    put(store, "title", "Cy Fern", "Python developer", 1, "writes software every day of the week")
    put(store, "name", "Ada Python", "Baker", 1, "bread")
    assert store.search.find(Match("python"), limit=10).ids == ("name", "title", "text")


def test_pages_join_without_gaps(store: Store) -> None:
    with store.transaction():
        for number in range(25):
            put(store, f"c{number:02}", "Ada Quill", "Engineer", number, "python " * (number % 4 + 1))
    for query in (Match("python"), Every((Match("python"), Range("years", ">=", 3))), Without(Match("java"))):
        every = store.search.find(query, limit=100)
        pages = [store.search.find(query, limit=7, offset=offset) for offset in range(0, 35, 7)]
        assert [key for page in pages for key in page.ids] == list(every.ids)
        assert {page.total for page in pages} == {every.total}
    assert store.search.find(Without(Match("java")), limit=3).ids == ("c24", "c23", "c22")  # nothing to rank by: newest


def test_an_opened_store_finds_what_it_found_when_it_was_closed(engine: Engine, folder: Path) -> None:
    store = engine.create(folder)
    put(store, "c0", "Ada Quill", "Engineer", 3, "C++ and Node.js")
    store.close()
    store = engine.open(folder)
    for written in ("C++", "node js", "node.js", "ADA QUILL"):
        assert store.search.find(Match(written), limit=10).ids == ("c0",)
    for other in ("C", "C#", "nodejs"):
        assert store.search.find(Match(other), limit=10).ids == ()
    store.close()


@pytest.mark.parametrize("count", [1, 9, 300])
def test_any_number_of_labels_may_be_given(store: Store, count: int) -> None:
    put(store, "c0", "Ada Quill", "Engineer", 3, "python")
    put(store, "c1", "Bo Marsh", "Engineer", 3, "python")
    apply(store, "c1", "j0", "acme")
    labels = [job_label(f"j{number}") for number in range(count)]
    assert store.search.find(Match("python"), limit=10, within=labels).ids == ("c1",)
    assert store.search.find(Range("years", ">", 1), limit=10, within=labels).ids == ("c1",)
