"""Scores as projections of job and resume: computed in the index worker, stored with the application, never audited.

A job's scores count from its reference snapshot (``references``), so that adding candidates moves no old score.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from hiring_desktop.core.changes.door import Door
from hiring_desktop.core.errors import Conflict
from hiring_desktop.core.hiring.jobs import ad_of, find_job
from hiring_desktop.core.model import Actor, Json, Profile, Score, Weights
from hiring_desktop.core.ports import Clock, Ranker, Store

_BATCH: Final = 100
_REFERENCE_POOL: Final = 2000
"""At most so many profiles, by the address of their files, make a reference; enough for stable frequencies."""


class Scoring:
    """Scores applications and keeps the scores true to their job."""

    def __init__(self, store: Store, door: Door, ranker: Ranker, clock: Clock) -> None:
        self._store = store
        self._door = door
        self._ranker = ranker
        self._clock = clock

    def profile(self, resume_id: str) -> Profile:
        """What the ranker sees of a stored resume."""
        text = self._store["resume_texts"].find_one({"_id": resume_id}, ("profile",))
        if text is None:
            raise ValueError(f"resume {resume_id} has no text")
        return profile_of(text["profile"])

    def score(self, job_id: str, profiles: Sequence[Profile]) -> tuple[list[Score], int]:
        """Scores in the order of the profiles, and the job's revision that they were computed for."""
        job = find_job(self._store, job_id)
        weights = Weights.from_json(job["weights"])
        scores = self._ranker.score(ad_of(job), weights, profiles, self.reference(job_id)).result()
        return scores, job["revision"]

    def reference(self, job_id: str) -> Json:
        """The job's reference snapshot: the pool as it was when the job was made, or the shipped background.

        The moment at which the snapshot is taken changes nothing: what came in after the job does not count.
        """
        kept = self._store["references"].find_one({"job_id": job_id}, sort=[("number", -1)])
        if kept is None:
            kept = self._make_reference(find_job(self._store, job_id))
        snapshot: Json = kept["data"]
        return snapshot

    def _make_reference(self, job: Json) -> Json:
        before = {"created_at": {"$lt": job["created_at"]}}
        pool = self._store["resumes"].find(before, ("_id",), sort=[("content_hash", 1)], limit=_REFERENCE_POOL)
        profiles = [self.profile(resume["_id"]) for resume in pool]
        made: Json = {
            # The same id from every process: two that come at once make one snapshot.
            "_id": hashlib.sha256(f"{job['_id']} reference 1".encode()).hexdigest()[:32],
            "job_id": job["_id"], "number": 1, "data": self._ranker.make_reference(profiles).result(),
            "made_at": self._clock.now(),
        }  # fmt: skip
        try:
            self._store["references"].insert_one(made)
        except Conflict:
            made = self._store["references"].find_one({"_id": made["_id"]}) or made
        return made

    def rescore_next(self, actor: Actor) -> bool:
        """Score one batch of a changed job anew.

        Returns:
            False when no job waits for it.
        """
        job = self._store["jobs"].find_one({"rescore": True}, ("revision",))
        if job is None:
            return False
        query = {"job_id": job["_id"], "status": "processed", "score_revision": {"$ne": job["revision"]}}
        stale = self._store["applications"].find(query, ("resume_id",), limit=_BATCH)
        profiles = [replace(self.profile(application["resume_id"]), id=application["_id"]) for application in stale]
        scores, revision = self.score(job["_id"], profiles) if profiles else ([], job["revision"])
        with self._door.change(actor, "applications.process", "jobs", job["_id"]) as change:
            for score in scores:
                change.project("applications", score.id, score_json(score, revision))
            if not stale:
                current = find_job(self._store, job["_id"])
                if current["revision"] == job["revision"]:
                    change.project("jobs", job["_id"], {"rescore": False})
        return True


def score_json(score: Score, revision: int) -> Json:
    """The fields of an application that hold its score."""
    plain = asdict(score)
    del plain["id"]
    tuples = {name: list(value) for name, value in plain.items() if isinstance(value, tuple)}
    return {
        "ml_score": score.overall, "score_breakdown": dict(score.breakdown), "score": {**plain, **tuples},
        "score_revision": revision,
    }  # fmt: skip


def score_of(application: Json) -> Score:
    """The score of a processed application."""
    stored: dict[str, Any] = application["score"]
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()
    }
    return Score(id=application["_id"], **values)


def profile_json(profile: Profile) -> Json:
    """A profile as stored beside its resume's text."""
    plain = asdict(profile)
    del plain["id"]
    return {**plain, "skills": list(profile.skills)}


def profile_of(stored: Json) -> Profile:
    """The inverse of ``profile_json``; it has no id yet."""
    return Profile(id="", **{**stored, "skills": tuple(stored["skills"])})
