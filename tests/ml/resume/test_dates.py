from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.ml.resume.dates import covered_months, find_dates, month_number

PRESENT = "present"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("March 2019 – Present", "2019-03", PRESENT),
        ("2017-11 —", "2017-11", PRESENT),
        ("2018-04 — 2025-01", "2018-04", "2025-01"),
        ("05.2023 – heute", "2023-05", PRESENT),
        ("Sept. 2014 - Sept. 2016", "2014-09", "2016-09"),
        ("May, 2019 - Present 3 years", "2019-05", PRESENT),
        ("'19 – '21", "2019", "2021"),
        ("09/18 - 12/20", "2018-09", "2020-12"),
        ("Mar-18 to Jun-19", "2018-03", "2019-06"),
        ("March - June 2019", "2019-03", "2019-06"),
        ("Nov - Feb 2019", "2018-11", "2019-02"),
        ("2019 – 20", "2019", "2020"),
        ("2018/19", "2018", "2019"),
        ("Spring 2019 – Fall 2020", "2019-03", "2020-11"),
        ("Q3 2019 - Q1 2020", "2019-07", "2020-03"),
        ("Seit 03/2019", "2019-03", PRESENT),
        ("Depuis mars 2019 : chef de projet", "2019-03", PRESENT),
        ("de janvier 2019 à aujourd'hui", "2019-01", PRESENT),
        ("enero de 2018 - actualidad", "2018-01", PRESENT),
        ("dal 2018 ad oggi", "2018", PRESENT),
        ("od stycznia 2019 do chwili obecnej", "2019-01", PRESENT),
        ("15 March 2019 to 3 Apr 2020", "2019-03", "2020-04"),
        ("03/15/2019 - 04/01/2020", "2019-03", "2020-04"),
        ("15.03.2019 - 01.04.2020", "2019-03", "2020-04"),
        ("(September 2017 onwards)", "2017-09", PRESENT),
        ("Jan 2015 to till date", "2015-01", PRESENT),
        ("Jan '19–Present", "2019-01", PRESENT),
        ("08/2015-03/2017", "2015-08", "2017-03"),
        ("1 January 2018–31 December 2019", "2018-01", "2019-12"),
        ("Nov 2021 –\npresent", "2021-11", PRESENT),
        ("Sierpień 2015 - wrzesień 2016", "2015-08", "2016-09"),
        ("20132015", "2013", "2015"),
        ("2016present", "2016", PRESENT),
        ("2005  Present: Producer", "2005", PRESENT),
    ],
)
def test_reads_ranges_as_people_print_them(text: str, start: str, end: str) -> None:
    (found,) = find_dates(text)
    assert found.start_iso == start
    assert (PRESENT if found.present else found.end_iso) == end


@pytest.mark.parametrize(
    "text", ["saved $2000", "increase of 2019%", "room 12", "version 3.2018.1", "+2015", "20190304"]
)
def test_quantities_are_no_dates(text: str) -> None:
    assert not find_dates(text)


def test_a_range_that_runs_backwards_is_two_dates() -> None:
    assert [d.start_iso for d in find_dates("2020 - 2018")] == ["2020", "2018"]


def test_offsets_point_at_what_was_read() -> None:
    text = "Engineer, İzmir Ltd (March 2019 – June 2020), remote"
    (found,) = find_dates(text)
    assert text[found.start : found.end] == "March 2019 – June 2020"


MONTH = st.builds(lambda y, m: f"{y:04d}-{m:02d}", st.integers(1990, 2024), st.integers(1, 12))
FORMATS = (
    "{y}-{m:02d}",
    "{m:02d}/{y}",
    "{m:02d}.{y}",
    "{name} {y}",
    "{short}. {y}",
    "{name}, {y}",
    "{short} '{yy:02d}",
)
_MONTHS = """
January February March April May June July August September October November December
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
Januar Februar März April Mai Juni Juli August September Oktober November Dezember
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień
"""
NAMES = [line.split() for line in _MONTHS.strip().splitlines()]


@given(MONTH, MONTH, st.sampled_from(FORMATS), st.sampled_from(NAMES), st.sampled_from([" - ", "–", " — ", " to "]))
def test_any_format_gives_back_the_months(a: str, b: str, form: str, names: list[str], dash: str) -> None:
    start, end = sorted([a, b])

    def printed(month: str) -> str:
        year, number = int(month[:4]), int(month[5:])
        name = names[number - 1]
        return form.format(y=year, yy=year % 100, m=number, name=name, short=name[:3])

    if "{short}" in form and names is not NAMES[0]:
        return  # three letters are an abbreviation in English only
    (found,) = find_dates(f"Somewhere {printed(start)}{dash}{printed(end)} (full time)")
    assert (found.start_iso, found.end_iso) == (start, end)


@given(st.text(max_size=200))
def test_any_text_can_be_searched(text: str) -> None:
    for found in find_dates(text):
        assert 0 <= found.start < found.end <= len(text)


INTERVALS = st.lists(st.tuples(MONTH, MONTH).map(lambda p: (min(p), max(p))), max_size=8)


@given(INTERVALS)
def test_union_counts_each_month_once(intervals: list[tuple[str, str]]) -> None:
    months = {m for a, b in intervals for m in range(month_number(a), month_number(b) + 1)}
    assert covered_months(intervals, "2025-01") == len(months)


@given(INTERVALS, st.randoms(use_true_random=False))
def test_order_does_not_matter(intervals: list[tuple[str, str]], random: object) -> None:
    shuffled = list(intervals)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert covered_months(shuffled, "2025-01") == covered_months(intervals, "2025-01")


def test_present_ends_where_the_clock_says_and_bare_years_mean_their_middle() -> None:
    assert covered_months([("2020-01", None)], "2020-12") == 12
    assert covered_months([("2018", "2020")], "2025-01") == 24
    assert covered_months([("2024-06", None)], "2023-01") == 0
