"""Jobs: the ad, what it asks for, and how its applications are weighted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hiring_desktop.core.changes.door import Change, Door
from hiring_desktop.core.errors import DocumentRejected, InvalidInput, NotFound
from hiring_desktop.core.hiring.views import JobSummary, JobView
from hiring_desktop.core.model import (
    BALANCED_WEIGHTS,
    COMPONENTS,
    MAX_FILE_BYTES,
    Actor,
    Changes,
    JobAd,
    JobStatus,
    Json,
    Requirements,
    Resource,
    Weights,
    new_id,
)
from hiring_desktop.core.ports import Clock, DocumentReader, Store
from hiring_desktop.core.trust.ownership import Ownership
from hiring_desktop.core.trust.permissions import HIRING_MANAGER, visible, within_reach

JobSummaries = list[JobSummary]  # the class below has a method called list

_ATTENTION: Final = ("needs_ocr", "failed")
_PENDING: Final = ("queued", "processing")
_MAX_YEARS: Final = 60
_SCORED_BY: Final = frozenset({"title", "description", "requirements", "weights"})
"""Whatever changes one of these, an edit or taking one back, has the applications scored anew."""


class Jobs:
    """The jobs of a workspace."""

    def __init__(self, store: Store, door: Door, reader: DocumentReader, clock: Clock) -> None:
        self._store = store
        self._door = door
        self._reader = reader
        self._clock = clock
        self._ownership = Ownership(store)
        door.react("jobs", _SCORED_BY, self._outdate_scores)

    def read_ad(self, text: str, title: str | None = None) -> JobAd:
        """What an ad asks for, for a person to correct. Reads only what is given; nothing is stored."""
        return self._reader.read_ad(text, title).result()

    def read_file(self, data: bytes, file_name: str) -> JobAd:
        """The same from a file: text, Markdown, PDF, DOCX or JSON (schema.org ``JobPosting`` too).

        Raises:
            DocumentRejected: The file cannot be read; the message says why.
        """
        if not data:
            raise DocumentRejected(f"{file_name} is empty. Choose the file with the job ad.", code="empty")
        if len(data) > MAX_FILE_BYTES:
            raise DocumentRejected(f"{file_name} is larger than 16 MB. Paste the ad as text instead.", code="too_large")
        return self._reader.read_ad_file(data, file_name).result()

    def add(self, actor: Actor, ad: JobAd, weights: Weights = BALANCED_WEIGHTS) -> JobView:
        """Open a job, which is of the company of whoever opens it.

        Raises:
            InvalidInput: No title or description, or requirements that contradict one another.
        """
        _check_ad(ad)
        _check_weights(weights)
        key = new_id()
        about = (Resource("jobs", key, actor.company_id),)
        job: Json = {
            "_id": key, **_ad_fields(ad), "weights": weights.to_json(), "status": "open",
            "created_at": self._clock.now(), "revision": 0, "rescore": False,
            "company_id": actor.company_id, "assigned_to": [],
        }  # fmt: skip
        with self._door.change(actor, "jobs.add", "jobs", key, about) as change:
            change.insert("jobs", job)
        return job_view(job)

    def get(self, actor: Actor, job_id: str) -> JobView:
        """One job. Raises ``NotFound``."""
        self._door.allow(actor, "jobs.read", "jobs", job_id, self._ownership.of_job(job_id))
        return job_view(find_job(self._store, job_id))

    def list(self, actor: Actor, status: JobStatus | None = None) -> JobSummaries:
        """All jobs that the actor reaches, newest first, with the numbers of their applications."""
        self._door.allow(actor, "jobs.read", "jobs", about=(within_reach(actor, "jobs"),))
        query = visible(actor, "jobs.read", "jobs")
        if status is not None:
            query = {**query, "status": status}
        wanted = ("title", "status", "created_at")
        jobs = self._store["jobs"].find(query, wanted, sort=[("created_at", -1)])
        return [self._summary(job) for job in jobs]

    def edit(self, actor: Actor, job_id: str, ad: JobAd) -> Changes:
        """Replace the ad and what it asks for; its applications are scored again in the background.

        Raises:
            NotFound: No such job.
            InvalidInput: As for ``add``.
        """
        _check_ad(ad)
        return self._change(actor, "jobs.edit", job_id, "edit", _ad_fields(ad))

    def set_weights(self, actor: Actor, job_id: str, weights: Weights) -> Changes:
        """Weigh the components anew; applications are scored again in the background.

        Raises:
            NotFound: No such job.
            InvalidInput: A weight is negative, above 100, or all are 0.
        """
        _check_weights(weights)
        return self._change(actor, "jobs.weigh", job_id, "weights", {"weights": weights.to_json()})

    def close(self, actor: Actor, job_id: str) -> Changes:
        """Take the job off the list of open ones; nothing is deleted."""
        values = {"status": "closed", "closed_at": self._clock.now()}
        return self._change(actor, "jobs.close", job_id, "closing", values)

    def reopen(self, actor: Actor, job_id: str) -> Changes:
        """Open a closed job again."""
        return self._change(actor, "jobs.close", job_id, "reopening", {"status": "open", "closed_at": None})

    def assign(self, actor: Actor, job_id: str, user_ids: Iterable[str]) -> Changes:
        """Give the job to these hiring managers, and to no others: they see its applications from now on.

        Raises:
            NotFound: No such job.
            InvalidInput: One of them is no account of a hiring manager of the job's company, or is disabled.
        """
        with self._door.change(
            actor, "jobs.assign", "jobs", job_id, self._ownership.of_job(job_id), undo="assignment"
        ) as change:
            wanted = sorted(set(user_ids))
            theirs = {"_id": {"$in": wanted}, "role": HIRING_MANAGER, "disabled": False}
            company_id = find_job(self._store, job_id).get("company_id")
            if self._store["users"].count_documents({**theirs, "company_id": company_id}) < len(wanted):
                raise InvalidInput(
                    "A job is assigned to hiring managers of its own company. Choose from their accounts."
                )
            change.update("jobs", job_id, {"assigned_to": wanted})
        return change.result

    def _change(self, actor: Actor, action: str, job_id: str, name: str, values: Json) -> Changes:
        with self._door.change(actor, action, "jobs", job_id, self._ownership.of_job(job_id), undo=name) as change:
            find_job(self._store, job_id)
            change.update("jobs", job_id, values)
        return change.result

    def _outdate_scores(self, change: Change, job_id: str) -> None:
        revision = find_job(self._store, job_id)["revision"] + 1
        change.project("jobs", job_id, {"revision": revision, "rescore": True})

    def _summary(self, job: Json) -> JobSummary:
        def count(*statuses: str) -> int:
            query = {"job_id": job["_id"], "status": {"$in": list(statuses)}}
            return self._store["applications"].count_documents(query)

        return JobSummary(
            job["_id"], job["title"], job["status"], job["created_at"], count("processed"), count(*_ATTENTION),
            count(*_PENDING),
        )  # fmt: skip


def find_job(store: Store, job_id: str) -> Json:
    """The stored job.

    Raises:
        NotFound: There is none with this id.
    """
    job = store["jobs"].find_one({"_id": job_id})
    if job is None:
        raise NotFound(f"There is no job {job_id}. `jobs list` shows the jobs of this workspace.", title="No such job")
    return job


def job_view(job: Json) -> JobView:
    """A stored job as handed out."""
    return JobView(
        job["_id"], job["title"], job["description"], Requirements.from_json(job["requirements"]),
        Weights.from_json(job["weights"]), job["status"], job["created_at"], job["revision"],
        tuple(job.get("assigned_to") or ()),
    )  # fmt: skip


def ad_of(job: Json) -> JobAd:
    """A stored job as the ranker sees it."""
    return JobAd(job["title"], job["description"], Requirements.from_json(job["requirements"]))


def _ad_fields(ad: JobAd) -> Json:
    return {
        "title": ad.title.strip(), "description": ad.description, "requirements": ad.requirements.to_json(),
        "required_skills": list(ad.requirements.required_skills), "experience_required": ad.requirements.min_years,
    }  # fmt: skip


def _check_ad(ad: JobAd) -> None:
    wants = ad.requirements
    if not ad.title.strip():
        raise InvalidInput("The job has no title. Give it one, such as 'Data engineer'.")
    if not ad.description.strip():
        raise InvalidInput("The job ad is empty. Paste its text; applications are compared with it.")
    for years in (wants.min_years, wants.max_years):
        if years is not None and not 0 <= years <= _MAX_YEARS:
            raise InvalidInput(f"Years of experience must lie between 0 and {_MAX_YEARS}.")
    if wants.min_years is not None and wants.max_years is not None and wants.min_years > wants.max_years:
        raise InvalidInput("The least years of experience are more than the most. Exchange or clear one of them.")
    unknown = set(wants.must_have) - set(wants.required_skills) - set(wants.preferred_skills)
    if unknown:
        raise InvalidInput(f"A must-have has to be one of the job's skills: {', '.join(sorted(unknown))} is not.")


def _check_weights(weights: Weights) -> None:
    values = [getattr(weights, name) for name in COMPONENTS]
    if any(not 0 <= value <= 100 for value in values):
        raise InvalidInput("Each weight must lie between 0 and 100.")
    if not any(values):
        raise InvalidInput("All weights are 0. Give at least one component a weight.")
