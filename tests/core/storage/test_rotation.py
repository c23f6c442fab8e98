"""Which backups are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.core.storage.rotation import Keep, kept

START = datetime(2026, 3, 1, 22, tzinfo=UTC)
MOMENTS = st.lists(st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31)), max_size=60, unique=True)


def test_a_year_of_daily_backups_leaves_days_weeks_and_months() -> None:
    left: set[datetime] = set()
    for day in range(365):
        left.add(START + timedelta(days=day))
        left = kept(left)
    days = sorted({(START + timedelta(days=364) - moment).days for moment in left})
    assert days[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert len(left) <= 7 + 4 + 6
    assert len([day for day in days if day <= 28]) >= 7 + 3
    assert len({(moment.year, moment.month) for moment in left}) == 6


def test_a_machine_that_was_off_loses_nothing() -> None:
    old = {START - timedelta(days=400 + day) for day in range(3)}
    assert kept(old | {START}) == old | {START}


def test_of_one_day_the_newest_is_kept() -> None:
    hours = [START + timedelta(minutes=minute) for minute in (0, 10, 20)]
    assert kept(hours) == {hours[2]}
    assert kept(hours, Keep(0, 0, 0)) == {hours[2]}
    assert kept([]) == set()


@given(MOMENTS, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_rotation_keeps_the_newest_keeps_no_more_than_asked_and_is_stable(
    moments: list[datetime], daily: int, weekly: int, monthly: int
) -> None:
    keep = Keep(daily, weekly, monthly)
    left = kept(moments, keep)
    assert left <= set(moments)
    assert len(left) <= 1 + daily + weekly + monthly
    assert (max(moments) in left) if moments else not left
    assert kept(left, keep) == left
    assert kept(reversed(moments), keep) == left
