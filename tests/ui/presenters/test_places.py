"""Which pages each role is offered; and the filter of the trail, without Qt."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hiring_desktop.core.model import Actor
from hiring_desktop.core.trust.audit.chain import Break
from hiring_desktop.core.trust.audit.trail import Report
from hiring_desktop.core.trust.permissions import PERMISSIONS, ROLES
from hiring_desktop.ui.presenters.audit import TrailFilter, verdict_words
from hiring_desktop.ui.presenters.places import PLACES, place_words, places_of


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.id)
@pytest.mark.parametrize("role", ROLES)
def test_a_page_is_offered_to_the_roles_that_have_its_permission(role: str, place: object) -> None:
    [known] = [one for one in PLACES if one is place]
    offered = known.id in places_of(Actor("somebody", role))
    assert offered == (known.permission is None or role in PERMISSIONS[known.permission])
    assert place_words(known.id)


def test_an_empty_filter_asks_for_everything() -> None:
    query = TrailFilter().query()
    assert query.filter() == {}


def test_days_of_a_filter_are_both_inclusive() -> None:
    query = TrailFilter(" owner ", "jobs.", outcome="denied", first="2026-03-01", last=" 2026-03-01").query()
    assert (query.user_id, query.action, query.outcome) == ("owner", "jobs.", "denied")
    assert query.since == datetime(2026, 3, 1, tzinfo=UTC)
    assert query.until == datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [("1 March", "", "1 March is no day"), ("", "2026-02-30", "no day"), ("2026-03-02", "2026-03-01", "before")],
)
def test_days_that_cannot_be_used_are_told(first: str, last: str, words: str) -> None:
    assert words in str(TrailFilter(first=first, last=last).problem)


def test_the_verdict_names_the_first_bad_entry() -> None:
    bad = Break("security", 7, "e" * 32, "it was changed.")
    words = verdict_words(Report(9, (), (bad,), (str(bad),)))
    assert "security, entry 7" in words
    assert "backup" in words
    assert verdict_words(Report(2, ())) == "All 2 entries are as they were written."
    assert verdict_words(Report(1, ())) == "The only entry is as it was written."
