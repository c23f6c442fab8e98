"""Candidates: the person's profile as read from the newest resume, and the document behind it."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import timedelta
from typing import Final

from hiring_desktop.core.changes.door import Door
from hiring_desktop.core.errors import NotFound
from hiring_desktop.core.hiring.views import CandidateView
from hiring_desktop.core.model import Actor, Json, Source
from hiring_desktop.core.ports import Attachments, DocumentReader, RenderedPage, Store
from hiring_desktop.core.trust.contacts import Contacts
from hiring_desktop.core.trust.ownership import Ownership

_SAME_READING: Final = timedelta(minutes=15)
"""Whoever turns the pages of a resume, or enlarges them, has looked once."""


class Candidates:
    """Reads candidates. Who opened one is written to the trail."""

    def __init__(
        self, store: Store, door: Door, attachments: Attachments, reader: DocumentReader, contacts: Contacts
    ) -> None:
        self._store = store
        self._door = door
        self._attachments = attachments
        self._reader = reader
        self._contacts = contacts
        self._ownership = Ownership(store)

    def get(self, actor: Actor, candidate_id: str) -> CandidateView:
        """A candidate with the resume, its text and the source of every field.

        Raises:
            NotFound: No such candidate.
        """
        self._door.look(
            actor, "candidates.read", "candidates", candidate_id, self._ownership.of_candidate(candidate_id)
        )
        candidate = found(self._store["candidates"].find_one({"_id": candidate_id}))
        resume = found(self._store["resumes"].find_one({"_id": candidate["resume_id"]}))
        text = found(self._store["resume_texts"].find_one({"_id": resume["_id"]}, ("text", "sources")))
        return CandidateView(
            id=candidate_id,
            resume_id=resume["_id"],
            name=candidate["name"],
            resume=self._contacts.opened(resume["resume"]),
            sources={pointer: Source.from_json(source) for pointer, source in text["sources"].items()},
            total_experience_years=resume["total_experience_years"],
            highest_degree=resume["highest_degree"],
            cci=resume["cci"],
            warnings=tuple(resume["warnings"]),
            file=resume["file"],
            media_type=resume["media_type"],
            pages=resume["pages"],
            text=text["text"],
        )

    def file(self, actor: Actor, resume_id: str) -> tuple[str, bytes]:
        """The name and bytes of the resume as it was received; the trail says who took it.

        Raises:
            NotFound: No such resume.
        """
        self._door.look(actor, "candidates.document", "resumes", resume_id, self._ownership.of_resume(resume_id))
        resume = found(self._store["resumes"].find_one({"_id": resume_id}, ("file", "content_hash")))
        return resume["file"], self._attachments.get(resume["content_hash"])

    def render(self, actor: Actor, resume_id: str, page: int, scale: float) -> Future[RenderedPage]:
        """A page of a PDF resume, drawn by a worker. ``page`` counts from 1; ``scale`` is pixels a point.

        Raises:
            NotFound: No such resume.
        """
        about = self._ownership.of_resume(resume_id)
        self._door.look(actor, "candidates.read", "resumes", resume_id, about, unless_within=_SAME_READING)
        resume = found(self._store["resumes"].find_one({"_id": resume_id}, ("content_hash",)))
        return self._reader.render(self._attachments.get(resume["content_hash"]), page, scale)


def found(document: Json | None) -> Json:
    """A document that is a candidate's. Raises ``NotFound`` when there is none."""
    if document is None:
        raise NotFound("This candidate is not in the workspace any more. Refresh the list.", title="No such candidate")
    return document
