"""Whose a record is, where that stands in others: an application is of its job, a person of every job applied for.

A use case about one record hands the door what ``of_...`` says; one that hands out many confines itself to
``on_jobs`` or ``reached_people``. A record that is gone is nobody's, so whoever reaches only some records learns as
much of a foreign one as of one that never was.
"""

from __future__ import annotations

from collections.abc import Iterable

from hiring_desktop.core.model import Actor, Json, Resource
from hiring_desktop.core.ports import Store
from hiring_desktop.core.trust.permissions import REACH, resource_of, visible


class Ownership:
    """Looks up whose records are."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # -------------------------------------------------------------- one record
    def of_job(self, job_id: str | None) -> tuple[Resource, ...]:
        """Whose a job is, and all that hangs on it."""
        return self.of_jobs([] if job_id is None else [job_id])

    def of_jobs(self, job_ids: Iterable[str]) -> tuple[Resource, ...]:
        """The same of several."""
        found = self._store["jobs"].find({"_id": {"$in": list(job_ids)}}, ("company_id", "assigned_to"))
        return tuple(resource_of("jobs", job) for job in found)

    def of_candidate(self, candidate_id: str | None) -> tuple[Resource, ...]:
        """Whose a person is: their own, and of every job that they applied for."""
        candidate = self._store["candidates"].find_one({"_id": candidate_id}, ("user_id",)) if candidate_id else None
        if candidate is None:
            return ()
        applied = self._store["applications"].distinct("job_id", {"candidate_id": candidate_id})
        return (resource_of("candidates", candidate), *self.of_jobs(applied))

    def of_resume(self, resume_id: str) -> tuple[Resource, ...]:
        """Whose a resume is: as the person."""
        resume = self._store["resumes"].find_one({"_id": resume_id}, ("candidate_id",))
        return self.of_candidate(resume["candidate_id"]) if resume else ()

    def of_application(self, application_id: str) -> tuple[Resource, ...]:
        """Whose an application is: as its job, whatever else the person applied for."""
        application = self._store["applications"].find_one({"_id": application_id}, ("job_id",))
        return self.of_job(application["job_id"]) if application else ()

    # -------------------------------------------------------------- many
    def on_jobs(self, actor: Actor, permission: str) -> Json:
        """The filter that leaves, of documents with a ``job_id``, those that the actor reaches with a permission.

        Raises:
            NotPermitted: The actor's role does not have the permission, or reaches no jobs.
        """
        jobs = visible(actor, permission, "jobs")
        return {"job_id": {"$in": self._store["jobs"].ids(jobs)}} if jobs else {}

    def reached_people(self, actor: Actor, permission: str, candidate_ids: Iterable[str]) -> frozenset[str]:
        """Those of some candidates whom the actor reaches with a permission.

        Raises:
            NotPermitted: The actor's role does not have the permission.
        """
        these: Json = {"$in": list(dict.fromkeys(candidate_ids))}
        if REACH[actor.role] == "own":
            own = visible(actor, permission, "candidates")
            return frozenset(self._store["candidates"].ids({"_id": these, **own}))
        jobs = self.on_jobs(actor, permission)
        if not jobs:
            return frozenset(these["$in"])
        return frozenset(self._store["applications"].distinct("candidate_id", {"candidate_id": these, **jobs}))
