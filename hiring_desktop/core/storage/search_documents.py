"""The documents that search looks at, read from a store of any engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from hiring_desktop.core.model import Json
from hiring_desktop.core.ports import Collection
from hiring_desktop.core.storage.search_entries import SearchEntry, entry_of


class Collections(Protocol):
    """Collections by name: a store, or what one is being made of."""

    def __getitem__(self, name: str) -> Collection:
        """One of them."""
        ...


def entries_of(
    collections: Collections, candidates: Mapping[int, Json]
) -> Iterator[tuple[int, tuple[str, SearchEntry]]]:
    """The entries of candidates, as the other documents about them are now.

    Args:
        collections: Where those are.
        candidates: Row number to document.

    Yields:
        Row number, and id and entry of the candidate.
    """
    of_these = {"candidate_id": {"$in": [candidate["_id"] for candidate in candidates.values()]}}
    resumes = _by_candidate(collections["resumes"].find(of_these, ("candidate_id", "resume")))
    notes = _by_candidate(collections["notes"].find(of_these, ("candidate_id", "text"), sort=[("_id", 1)]))
    applications = _by_candidate(collections["applications"].find(of_these, ("candidate_id", "job_id")))
    resume_ids = [resume["_id"] for some in resumes.values() for resume in some]
    read = collections["resume_texts"].find({"_id": {"$in": resume_ids}}, ("text",))
    texts = {text["_id"]: text["text"] for text in read}
    job_ids = sorted({one["job_id"] for some in applications.values() for one in some})
    jobs = collections["jobs"].find({"_id": {"$in": job_ids}}, ("company_id",))
    companies = {job["_id"]: job.get("company_id") for job in jobs}
    for row, candidate in candidates.items():
        key = candidate["_id"]
        applied = {one["job_id"]: companies.get(one["job_id"]) for one in applications.get(key, ())}
        said = [note["text"] for note in notes.get(key, ()) if isinstance(note.get("text"), str)]
        yield row, (key, entry_of(candidate, resumes.get(key, []), texts, said, applied))


def _by_candidate(documents: Sequence[Json]) -> dict[str, list[Json]]:
    grouped: dict[str, list[Json]] = {}
    for document in documents:
        grouped.setdefault(document["candidate_id"], []).append(document)
    return grouped
