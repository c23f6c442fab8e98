"""Whom a write is about, as far as search goes: for engines that have no triggers (``search_schema``) to tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hiring_desktop.core.storage.search_documents import Collections

_HOLDER: Final = {"candidates": "_id", "resumes": "candidate_id", "notes": "candidate_id"}
"""Collection to the field that names the candidate; any change of such a document matters."""
_APPLICATION_FIELDS: Final = ("candidate_id", "job_id")
"""What matters of an application."""


class Concerned:
    """Collects whom the writes of one transaction are about."""

    def __init__(self) -> None:
        self._candidates: set[str] = set()
        self._texts: set[str] = set()
        self._jobs: set[str] = set()

    def note(self, collection: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> None:
        """Take in one write.

        Args:
            collection: Where it was.
            before: The document that was there; None for one that is new.
            after: The document that is there now; None for one that is gone.
        """
        sides = [side for side in (before, after) if side is not None]
        if collection in _HOLDER:
            self._add(side.get(_HOLDER[collection]) for side in sides)
        elif collection == "resume_texts":
            self._texts.update(side["_id"] for side in sides)
        elif collection == "applications" and _differ(before, after, *_APPLICATION_FIELDS):
            self._add(side.get("candidate_id") for side in sides)
        elif collection == "jobs" and _differ(before, after, "company_id"):
            self._jobs.update(side["_id"] for side in sides)

    def _add(self, ids: Any) -> None:
        self._candidates.update(key for key in ids if isinstance(key, str))

    def candidates(self, collections: Collections) -> set[str]:
        """The ids of all who are concerned, among them some who are gone.

        Args:
            collections: As the transaction sees them. What led from a text or a job to a candidate, and was removed in
                the same transaction, concerned the candidate by itself.
        """
        if self._texts:
            of_texts = {"_id": {"$in": sorted(self._texts)}}
            self._add(resume.get("candidate_id") for resume in collections["resumes"].find(of_texts, ("candidate_id",)))
            self._texts.clear()
        if self._jobs:
            self._add(collections["applications"].distinct("candidate_id", {"job_id": {"$in": sorted(self._jobs)}}))
            self._jobs.clear()
        return set(self._candidates)


def _differ(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, *fields: str) -> bool:
    if before is None or after is None:
        return True
    return any(before.get(field) != after.get(field) for field in fields)
