"""When something regular is due: in hours of the machine, missed times made up once, clocks that change or lie."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.core.scheduler import RETRY, Times, due_at, following, latest

EAST = timezone(timedelta(hours=5, minutes=30))
TIMES = st.builds(Times, st.integers(0, 23), st.none() | st.integers(1, 7))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


class Summer(tzinfo):
    """An hour ahead of UTC from the last Sunday of March, 2026, one o'clock UTC, to that of October."""

    def utcoffset(self, moment: datetime | None) -> timedelta:
        assert moment is not None
        start, end = datetime(2026, 3, 29, 1), datetime(2026, 10, 25, 2 - moment.fold)
        return timedelta(hours=1 if start < moment.replace(tzinfo=None) < end else 0)

    def dst(self, moment: datetime | None) -> timedelta:
        return self.utcoffset(moment)

    def tzname(self, moment: datetime | None) -> str:
        return f"{self.utcoffset(moment)}"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("times", "now", "before", "after"),
    [
        (Times(12), "2026-03-01T12:00", "2026-03-01T12:00", "2026-03-02T12:00"),
        (Times(12), "2026-03-01T11:59", "2026-02-28T12:00", "2026-03-01T12:00"),
        (Times(0), "2026-01-01T00:00", "2026-01-01T00:00", "2026-01-02T00:00"),
        (Times(12, 1), "2026-03-01T12:00", "2026-02-23T12:00", "2026-03-02T12:00"),  # a Sunday
        (Times(12, 7), "2026-03-01T11:59", "2026-02-22T12:00", "2026-03-01T12:00"),
        (Times(12, 7), "2026-03-01T12:00", "2026-03-01T12:00", "2026-03-08T12:00"),
    ],
)
def test_the_times_around_a_moment(times: Times, now: str, before: str, after: str) -> None:
    assert latest(times, at(now), UTC) == at(before)
    assert following(times, at(now), UTC) == at(after)


def test_the_hour_is_that_of_the_place() -> None:
    assert latest(Times(12), at("2026-03-01T12:00"), EAST) == at("2026-03-01T06:30")
    assert following(Times(4, 1), at("2026-03-01T22:00"), EAST) == at("2026-03-01T22:30")


def test_a_changed_clock_moves_the_time_by_an_hour_and_skips_none() -> None:
    moment, seen = at("2026-03-27T12:00"), []
    for _ in range(4):
        moment = following(Times(1), moment, Summer())
        seen.append(moment)
    assert [next_one - one for one, next_one in pairwise(seen)] == [
        timedelta(hours=24), timedelta(hours=23), timedelta(hours=24),
    ]  # fmt: skip


@given(TIMES, MOMENTS, st.none() | ZONES)
def test_the_present_lies_between_the_last_time_and_the_next(times: Times, now: datetime, zone: tzinfo | None) -> None:
    before, after = latest(times, now, zone), following(times, now, zone)
    assert before <= now < after
    period = timedelta(days=1 if times.weekday is None else 7)
    assert abs(after - before - period) <= timedelta(hours=1)  # in a place whose clocks change
    assert before.astimezone(zone).hour == times.hour or zone is None


@given(TIMES, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=90)))
def test_what_was_missed_is_made_up_once(times: Times, start: datetime, asleep: timedelta) -> None:
    now = start + asleep
    due = due_at(times, now, done=[start], zone=UTC)
    assert (due <= now) == (latest(times, now, UTC) > start)
    assert due_at(times, now, done=[start, now], zone=UTC) == following(times, now, UTC)


@given(TIMES, MOMENTS)
def test_it_is_due_at_once_where_it_was_never_done(times: Times, now: datetime) -> None:
    assert due_at(times, now, done=[], zone=UTC) <= now
    assert due_at(times, now, done=[now + timedelta(days=365)], zone=UTC) <= now  # a clock that was wrong


def test_after_a_failure_it_is_tried_an_hour_later() -> None:
    now = at("2026-03-01T12:00")
    assert due_at(Times(6), now, done=[], failed=now, zone=UTC) == now + RETRY
    assert due_at(Times(6), now, done=[], failed=now - timedelta(days=3), zone=UTC) == at("2026-03-01T06:00")
    assert due_at(Times(6), now, done=[now], failed=now, zone=UTC) == at("2026-03-02T06:00")
    assert due_at(Times(6), now, done=[], failed=now + timedelta(days=365), zone=UTC) <= now
