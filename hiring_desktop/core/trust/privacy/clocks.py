"""When somebody's time is up, by the retention rules (``retention`` says what they mean)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from hiring_desktop.core.errors import InvalidInput
from hiring_desktop.core.model import Json
from hiring_desktop.core.ports import Store

RuleScope = Literal["workspace", "job", "pool"]

_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands in for the closing of a job that was closed before the day was kept; applications have dates of their own."""


class Clocks:
    """When the time of somebody is up, by the rules."""

    def __init__(self, store: Store) -> None:
        self._store = store
        rules = store["retention_rules"].find({})
        self._days: dict[str, timedelta] = {rule["_id"]: timedelta(days=rule["days"]) for rule in rules}
        jobs = store["jobs"].find({}, ("status", "closed_at"))
        self._jobs = {job["_id"]: job for job in jobs}

    def ending_jobs(self, until: datetime, jobs: Json) -> list[str]:
        """Closed jobs whose clock, counted from their closing, has run out by then; of those that match a filter."""
        wanted = self._store["jobs"].ids(jobs) if jobs else list(self._jobs)
        return [key for key in wanted if (end := self._job_end(key)) is not None and end <= until]

    def application_due(self, application: Json) -> datetime | None:
        """When the time of one application is up; None while its job is open or no rule says."""
        days = self._rule("job", application["job_id"])
        job = self._jobs.get(application["job_id"])
        if days is None or (job is not None and job["status"] != "closed"):
            return None
        starts: list[datetime] = [application["applied_at"]]
        starts += filter(None, (application.get("reviewed_at"), job.get("closed_at") if job else None))
        return max(starts) + days

    def candidate_due(
        self, candidate: Json, applications: Iterable[Json], consent_until: datetime | None
    ) -> datetime | None:
        """When the last clock of a candidate runs out; None if one does not run."""
        ends = [self.application_due(application) for application in applications]
        pools = candidate.get("pools") or []
        ends += [self._from_start(candidate, self._rule("pool", pool)) for pool in pools]
        if not ends:
            ends = [self._from_start(candidate, self._days.get("workspace"))]
        known = [end for end in ends if end is not None]
        if len(known) < len(ends):
            return None
        return max(known if consent_until is None else [*known, consent_until])

    def _rule(self, scope: RuleScope, ref: str) -> timedelta | None:
        return self._days.get(rule_key(scope, ref), self._days.get("workspace"))

    def _job_end(self, job_id: str) -> datetime | None:
        job, days = self._jobs[job_id], self._rule("job", job_id)
        if job["status"] != "closed" or days is None:
            return None
        closed: datetime | None = job.get("closed_at")
        return closed + days if closed else _LONG_AGO

    @staticmethod
    def _from_start(candidate: Json, days: timedelta | None) -> datetime | None:
        created: datetime = candidate["created_at"]
        return None if days is None else created + days


def rule_key(scope: RuleScope, ref: str | None) -> str:
    """The id of a rule.

    Raises:
        InvalidInput: Scope and ref do not fit.
    """
    if (scope == "workspace") != (ref is None):
        raise InvalidInput("A retention rule is about one job, one pool, or the whole workspace.")
    return scope if ref is None else f"{scope}:{ref}"
