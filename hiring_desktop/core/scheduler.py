"""When something that is done regularly is due. Pure: who calls brings the time, and does the work.

There is no thread and no list of jobs: the window's timer and ``hiring-desktop backup run-due`` ask every now and then
(``docs/adr/0011-what-is-due.md``). However many times were missed while the machine slept, they are made up once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Final

RETRY: Final = timedelta(hours=1)
"""How long after a failure the next attempt is."""

_A_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Times:
    """Every day at an hour (0 to 23), or once a week on a day (1 is Monday, as in ISO 8601)."""

    hour: int = 12
    weekday: int | None = None


def latest(times: Times, now: datetime, zone: tzinfo | None = None) -> datetime:
    """The last time that is not after the present, in UTC.

    Args:
        times: When.
        now: The present, aware.
        zone: Whose hours they are; None for those of the machine.
    """
    return next(moment for moment in _around(times, now, zone, -1) if moment <= now)


def following(times: Times, now: datetime, zone: tzinfo | None = None) -> datetime:
    """The first time after the present, in UTC; arguments as for ``latest``."""
    return next(moment for moment in _around(times, now, zone, 1) if moment > now)


def due_at(
    times: Times, now: datetime, *, done: Iterable[datetime], failed: datetime | None = None,
    zone: tzinfo | None = None,
) -> datetime:  # fmt: skip
    """From when on it is to be done, in UTC; in the past or present when it is due.

    Args:
        times: When.
        now: The present, aware.
        done: When it was done; never makes it due at once. What is after the present is not believed: a clock was
            wrong.
        failed: When the last attempt failed, if none succeeded since.
        zone: Whose hours they are; None for those of the machine.
    """
    last = latest(times, now, zone)
    if any(last <= moment <= now for moment in done):
        return following(times, now, zone)
    return max(last, failed + RETRY) if failed is not None and failed <= now else last


def _around(times: Times, now: datetime, zone: tzinfo | None, step: int) -> Iterator[datetime]:
    """The times from a day after (or before, for a step of 1) the present on."""
    today = now.astimezone(zone).date()
    for days in range(-1, _A_WEEK + 2):
        day = today + timedelta(days=step * days)
        if times.weekday is None or day.isoweekday() == times.weekday:
            # An hour that a clock change leaves out or repeats is taken as Python's ``fold=0`` has it.
            plain = datetime.combine(day, time(times.hour))
            yield (plain if zone is None else plain.replace(tzinfo=zone)).astimezone(UTC)
