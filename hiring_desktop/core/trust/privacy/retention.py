"""The retention clock: for how long a person is kept, what is about to go, and that it goes.

A clock runs for each reason that a person is here. A job's clock starts when it was closed, when the person applied or
when the application was last reviewed, whichever is latest; while the job is open it does not run. A pool's clock
starts when the person came into the workspace. A rule says for how long: that of the job or pool, else that of the
workspace; without any, nobody goes by themselves. Renewing consent keeps somebody until the day it names. A person is
due when the last of their clocks has run out, and stays as long as a legal hold or an open request needs them.

Files that no person could be read from go by the clock of their job.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from hiring_desktop.core.changes.door import Door
from hiring_desktop.core.errors import InvalidInput, NotFound
from hiring_desktop.core.model import Actor, Json, Resource
from hiring_desktop.core.ports import Clock, Store
from hiring_desktop.core.trust.ownership import Ownership
from hiring_desktop.core.trust.permissions import visible, within_reach
from hiring_desktop.core.trust.privacy.clocks import Clocks, RuleScope, rule_key
from hiring_desktop.core.trust.privacy.erasure import Erased, Erasure
from hiring_desktop.core.trust.privacy.holds import Holds, HoldsInForce
from hiring_desktop.core.trust.privacy.request_book import UNFINISHED
from hiring_desktop.core.trust.privacy.subjects import Subjects

MOST_DAYS: Final = 3650
OPEN_REQUEST: Final = "A data subject request is open."

_FINISHED: Final = ("needs_ocr", "failed")
_LEFT_OVER: Final = ("rejected", "cancelled")
_CLOCKED: Final = ("candidate_id", "job_id", "applied_at", "reviewed_at")
_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """For how many days somebody is kept; ``ref`` is the job or pool, None for the workspace."""

    scope: RuleScope
    ref: str | None
    days: int


@dataclass(frozen=True, slots=True)
class RetentionItem:
    """Somebody, or an unreadable file, whose time is up or will be. ``blocked`` says why they stay nevertheless."""

    candidate_id: str | None
    application_id: str | None
    name: str | None
    due_at: datetime
    blocked: str | None


@dataclass(frozen=True, slots=True)
class RetentionRun:
    """What a run did. ``finished`` is as in ``Erased``; ``file_names`` counts entries of the import queue that went."""

    erased: tuple[Erased, ...]
    blocked: tuple[RetentionItem, ...]
    file_names: int
    finished: bool


class Retention:
    """Rules, consent, the preview and the run."""

    def __init__(
        self, store: Store, door: Door, subjects: Subjects, holds: Holds, erasure: Erasure, clock: Clock
    ) -> None:
        self._store = store
        self._door = door
        self._subjects = subjects
        self._ownership = Ownership(store)
        self._holds = holds
        self._erasure = erasure
        self._clock = clock

    # -------------------------------------------------------------- rules and consent
    def rules(self, actor: Actor) -> list[RetentionRule]:
        """The rules of the workspace and of what the actor reaches, that of the workspace first."""
        self._door.allow(actor, "privacy.retention", "retention_rules", about=(within_reach(actor, "jobs"),))
        jobs = visible(actor, "privacy.retention", "jobs")
        theirs = {"scope": "job", "ref": {"$in": self._store["jobs"].ids(jobs)}}
        found = self._store["retention_rules"].find({"$or": [{"scope": "workspace"}, theirs]} if jobs else {})
        rules = [RetentionRule(rule["scope"], rule["ref"], rule["days"]) for rule in found]
        return sorted(rules, key=lambda rule: (rule.scope != "workspace", rule.scope, rule.ref or ""))

    def set_rule(self, actor: Actor, scope: RuleScope, ref: str | None, days: int) -> None:
        """Keep people for so many days after the clock starts.

        Raises:
            InvalidInput: Days out of range, or scope and ref do not fit.
        """
        if not 1 <= days <= MOST_DAYS:
            raise InvalidInput(f"A retention period lies between 1 and {MOST_DAYS} days.")
        key = rule_key(scope, ref)
        detail = {"days": days}
        about = self._about(scope, ref)
        with self._door.change(actor, "privacy.retention", "retention_rules", key, about, detail=detail) as change:
            change.put("retention_rules", key, {"scope": scope, "ref": ref, "days": days})

    def remove_rule(self, actor: Actor, scope: RuleScope, ref: str | None) -> None:
        """Do without a rule.

        Raises:
            NotFound: There is none.
        """
        key = rule_key(scope, ref)
        about = self._about(scope, ref)
        with self._door.change(actor, "privacy.retention", "retention_rules", key, about) as change:
            if self._store["retention_rules"].find_one({"_id": key}, ()) is None:
                raise NotFound("There is no such retention rule. Refresh the list.")
            change.delete("retention_rules", key)

    def renew_consent(self, actor: Actor, candidate_id: str, until: datetime) -> None:
        """Note that a person agreed to be kept until a day, whatever the rules say.

        Raises:
            NotFound: No such candidate.
            InvalidInput: The day is past, or too far ahead.
        """
        now = self._clock.now()
        if not now < until <= now + timedelta(days=MOST_DAYS):
            raise InvalidInput(f"Consent is given for a time from now on, {MOST_DAYS} days at most.")
        about = self._ownership.of_candidate(candidate_id)
        with self._door.change(actor, "privacy.consent", "candidates", candidate_id, about) as change:
            self._subjects.find(candidate_id)
            change.put("consents", candidate_id, {"until": until, "renewed_at": now})

    def withdraw_consent(self, actor: Actor, candidate_id: str) -> None:
        """Note that a person does not agree any more; the rules count again.

        Raises:
            NotFound: There was no consent.
        """
        about = self._ownership.of_candidate(candidate_id)
        with self._door.change(actor, "privacy.consent", "candidates", candidate_id, about) as change:
            if self._store["consents"].find_one({"_id": candidate_id}, ()) is None:
                raise NotFound("This person has given no consent to withdraw.")
            change.delete("consents", candidate_id)

    # -------------------------------------------------------------- what is about to go
    def preview(self, actor: Actor, *, within_days: int = 0) -> list[RetentionItem]:
        """Who is due now, or will be within so many days, the longest due first. Nothing is changed."""
        self._door.look(actor, "privacy.retention", "candidates", "due", (within_reach(actor, "jobs"),))
        jobs = visible(actor, "privacy.retention", "jobs")
        return self._due(self._clock.now() + timedelta(days=within_days), jobs)

    def run(self, actor: Actor, *, limit: int = 0) -> RetentionRun:
        """Erase whoever is due and not protected. Each person goes in a transaction of their own.

        Args:
            actor: Who runs it; a scheduler's actor has the role of an administrator.
            limit: At most so many; 0 for all.
        """
        self._door.allow(actor, "privacy.prune", "candidates")
        now = self._clock.now()
        due = self._due(now, {})
        going = [item for item in due if item.blocked is None]
        erased = [self._erase(actor, item) for item in going[: limit or None]]
        names = self._drop_file_names(actor, now)
        finished = self._erasure.finish()
        return RetentionRun(tuple(erased), tuple(item for item in due if item.blocked is not None), names, finished)

    # -------------------------------------------------------------- inside
    def _about(self, scope: RuleScope, ref: str | None) -> tuple[Resource, ...]:
        return self._ownership.of_job(ref) if scope == "job" else ()

    def _erase(self, actor: Actor, item: RetentionItem) -> Erased:
        if item.candidate_id is not None:
            return self._erasure.erase(actor, "privacy.prune", item.candidate_id, why="retention", scrub=False)
        return self._erasure.erase_application(
            actor, "privacy.prune", str(item.application_id), why="retention", scrub=False
        )

    def _due(self, until: datetime, jobs: Json) -> list[RetentionItem]:
        clocks, holds = Clocks(self._store), self._holds.in_force()
        asking = {"status": {"$in": [*UNFINISHED]}}
        protected = set(self._store["dsr_requests"].distinct("candidate_id", asking))
        found = [*self._files(clocks, holds, until, jobs)]
        ids = self._candidates(clocks, until, jobs)
        while page := list(islice(ids, _PAGE)):
            found += self._people(page, clocks, holds, protected, until)
        return sorted(found, key=lambda item: (item.due_at, item.candidate_id or "", item.application_id or ""))

    def _candidates(self, clocks: Clocks, until: datetime, jobs: Json) -> Iterator[str]:
        """Whoever may be due: applicants of jobs whose clock may have run out, and people without an application."""
        seen: set[str] = set()
        for job_id in clocks.ending_jobs(until, jobs):
            for candidate_id in self._store["applications"].distinct("candidate_id", {"job_id": job_id}):
                if candidate_id is not None and candidate_id not in seen:
                    seen.add(candidate_id)
                    yield candidate_id
        if not jobs:
            applied = set(self._store["applications"].distinct("candidate_id"))
            yield from (key for key in self._store["candidates"].ids({}) if key not in applied)

    def _people(
        self, ids: Sequence[str], clocks: Clocks, holds: HoldsInForce, protected: set[str], until: datetime
    ) -> Iterator[RetentionItem]:
        """Those of a page of candidates who are due."""
        these = {"$in": [*ids]}
        consents = {c["_id"]: c["until"] for c in self._store["consents"].find({"_id": these})}
        applications: dict[str, list[Json]] = defaultdict(list)
        for application in self._store["applications"].find({"candidate_id": these}, _CLOCKED):
            applications[application["candidate_id"]].append(application)
        for candidate in self._store["candidates"].find({"_id": these}, ("name", "created_at", "pools")):
            key = candidate["_id"]
            due_at = clocks.candidate_due(candidate, applications[key], consents.get(key))
            if due_at is not None and due_at <= until:
                held = holds.reason(key, (application["job_id"] for application in applications[key]))
                blocked = held or (OPEN_REQUEST if key in protected else None)
                yield RetentionItem(key, None, candidate["name"], due_at, blocked)

    def _files(self, clocks: Clocks, holds: HoldsInForce, until: datetime, jobs: Json) -> Iterator[RetentionItem]:
        """Unreadable files that are due."""
        for job_id in clocks.ending_jobs(until, jobs):
            query = {"job_id": job_id, "candidate_id": None, "status": {"$in": list(_FINISHED)}}
            for application in self._store["applications"].find(query, (*_CLOCKED, "file")):
                due_at = clocks.application_due(application)
                if due_at is not None and due_at <= until:
                    held = holds.reason(None, [job_id])
                    yield RetentionItem(None, application["_id"], application["file"], due_at, held)

    def _drop_file_names(self, actor: Actor, now: datetime) -> int:
        """Forget files that were offered for ended jobs and became no application: their names can name somebody."""
        count = 0
        for job_id in Clocks(self._store).ending_jobs(now, {}):
            query = {"job_id": job_id, "application_id": None, "status": {"$in": list(_LEFT_OVER)}}
            ids = self._store["import_items"].ids(query)
            if not ids or self._holds.on_job(job_id) is not None:
                continue
            with self._door.change(
                actor, "privacy.prune", "import_items", job_id, detail={"files": len(ids)}
            ) as change:
                for key in ids:
                    change.project_delete("import_items", key)
            count += len(ids)
        return count
