"""Which backups to keep: the newest of each of the last days, weeks and months that have one. A pure function."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final


@dataclass(frozen=True, slots=True)
class Keep:
    """Of how many days, ISO weeks and months a backup is kept."""

    daily: int = 7
    weekly: int = 4
    monthly: int = 6


DEFAULT: Final = Keep()


def kept(moments: Iterable[datetime], keep: Keep = DEFAULT) -> set[datetime]:
    """Those of the moments whose backup is kept; the newest always is.

    A day, week or month without a backup counts for nothing, so that a machine that was off for a month loses none.

    Args:
        moments: When backups were made, in one time zone.
        keep: Of how many periods.
    """
    newest_first = sorted(moments, reverse=True)
    periods: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
        (1, lambda moment: moment),
        (keep.daily, lambda moment: moment.date()),
        (keep.weekly, lambda moment: moment.isocalendar()[:2]),
        (keep.monthly, lambda moment: (moment.year, moment.month)),
    )
    chosen: set[datetime] = set()
    for count, period_of in periods:
        newest: dict[Hashable, datetime] = {}
        for moment in newest_first:
            newest.setdefault(period_of(moment), moment)
        chosen.update(list(newest.values())[:count])
    return chosen
