"""The trail in words, and the filter that a person writes as a query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from hiring_desktop.core.trust.audit.inspection import AuditEntry, AuditQuery
from hiring_desktop.core.trust.audit.trail import Report
from hiring_desktop.ui.words import translate

OUTCOMES: Final = (None, "done", "denied", "failed")
OUTCOME_ICONS: Final[Mapping[str, tuple[str, str]]] = {
    "done": ("check", "positive"),
    "denied": ("cancel", "caution"),
    "failed": ("cross", "negative"),
}
"""Outcome to the name of its drawing and of its colour; the word says the same."""


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What stands in the fields above the trail; an empty one leaves its question open.

    ``first`` and ``last`` are UTC days, ``2026-03-31``, both inclusive.
    """

    who: str = ""
    what: str = ""
    resource: str = ""
    outcome: str | None = None
    first: str = ""
    last: str = ""

    @property
    def problem(self) -> str | None:
        """Why it cannot be used, in a sentence; None if it can."""
        days = []
        for text in (self.first, self.last):
            try:
                days.append(_day(text))
            except ValueError:
                return translate("Audit", "{0} is no day. Write it as 2026-03-31.").format(text.strip())
        first, last = days
        if first is not None and last is not None and last < first:
            return translate("Audit", "The last day is before the first.")
        return None

    def query(self) -> AuditQuery:
        """The same for the trail. Raises ``ValueError`` where there is a ``problem``."""
        last = _day(self.last)
        return AuditQuery(
            user_id=self.who.strip() or None, action=self.what.strip() or None,
            resource_type=self.resource.strip() or None, outcome=self.outcome, since=_day(self.first),
            until=None if last is None else last + timedelta(days=1),
        )  # fmt: skip


def outcome_words(outcome: str | None) -> str:
    """How an act ended; None stands for any."""
    return {
        None: translate("Audit", "Any outcome"),
        "done": translate("Audit", "Done"),
        "denied": translate("Audit", "Refused"),
        "failed": translate("Audit", "Failed"),
    }[outcome]


def moment_words(moment: datetime) -> str:
    """A point in time, to the second, in UTC as the trail keeps it."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def resource_words(entry: AuditEntry) -> str:
    """What an act was about: kind and id."""
    return entry.resource_type if entry.resource_id is None else f"{entry.resource_type} {entry.resource_id}"


def detail_words(entry: AuditEntry) -> str:
    """Everything that an entry says, a line each."""
    rows = [
        (translate("Audit", "When"), f"{moment_words(entry.at)} UTC"),
        (translate("Audit", "Who"), f"{entry.user_id} ({entry.role}, {entry.source})"),
        (translate("Audit", "What"), entry.action),
        (translate("Audit", "Resource"), resource_words(entry)),
        (translate("Audit", "Outcome"), outcome_words(entry.outcome)),
        (translate("Audit", "Place in the trail"), f"{entry.stream}, {entry.number}"),
        *((name, str(value)) for name, value in sorted(entry.detail.items())),
    ]
    return "\n".join(f"{name}: {value}" for name, value in rows)


def verdict_words(report: Report) -> str:
    """What verifying found: all is well, or the first bad entry by name and what to do."""
    if report.sound and report.entries == 1:
        return translate("Audit", "The only entry is as it was written.")
    if report.sound:
        return translate("Audit", "All %n entr(y/ies) are as they were written.", report.entries)
    first = str(report.breaks[0]) if report.breaks else report.problems[0]
    advice = translate("Audit", "Keep the folder as it is, and compare it with a backup.")
    return f"{first} {advice}"


def retention_words(days: Mapping[str, int]) -> str:
    """For how long each kind of record is kept."""
    kept = ", ".join(f"{stream} {count}" for stream, count in days.items())
    return translate("Audit", "Kept for (days): {0}").format(kept)


def count_words(ids: Sequence[str]) -> str:
    """How many entries match."""
    return translate("Audit", "%n entr(y/ies)", len(ids))


def _day(text: str) -> datetime | None:
    return datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=UTC) if text.strip() else None
