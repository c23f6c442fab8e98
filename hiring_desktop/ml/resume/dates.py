"""Dates and date ranges as people print them, and the time that a set of ranges covers.

Everything runs over one line (or a few joined ones) and reports offsets into it. All expressions are linear: no nested
repetition, so that a hostile line costs no more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from hiring_desktop.ml.resume.calendar_words import (
    MONTHS,
    ONWARDS_WORDS,
    OPEN_SINCE,
    PRESENT_WORDS,
    RANGE_WORDS,
    SEASONS,
    SINCE_WORDS,
)

_LONG_TEXT: Final = 2000
"""A line longer than any that people write is searched no further."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A month, or a year where no month is printed. ``start`` and ``end`` are offsets into the text it was found in."""

    year: int
    month: int | None
    start: int
    end: int
    last_month: int | None = None
    """For a season or a quarter: its last month, which counts when it ends a range."""

    def iso(self, *, as_end: bool = False) -> str:
        """``YYYY-MM``, or ``YYYY``."""
        month = self.last_month if as_end and self.last_month else self.month
        return f"{self.year:04d}-{month:02d}" if month else f"{self.year:04d}"


@dataclass(frozen=True, slots=True)
class DateRange:
    """A stretch of time as printed. ``end`` is None for a single date and for one that goes on (``present``)."""

    first: Moment
    last: Moment | None
    present: bool
    start: int
    end: int

    @property
    def is_range(self) -> bool:
        """Whether it has a printed end or is said to go on."""
        return self.last is not None or self.present

    @property
    def is_bare_year(self) -> bool:
        """A lone year: it may as well be a quantity."""
        return not self.is_range and self.first.month is None

    @property
    def start_iso(self) -> str:
        """``YYYY-MM`` or ``YYYY``."""
        return self.first.iso()

    @property
    def end_iso(self) -> str | None:
        """``YYYY-MM`` or ``YYYY``; None when single or going on."""
        return self.last.iso(as_end=True) if self.last else None


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=lambda w: (-len(w), w)))


_YEAR = r"(?:19[4-9]\d|20[0-4]\d)"
_MONTH = rf"(?:{_any_of(MONTHS)})"
_NO_DIGIT = r"(?![\d])"
_MOMENT = re.compile(
    "|".join(
        (
            # 2019-03, 2019/03, 2019.03, 2019-03-15
            rf"(?<![\d/.-])(?P<iso_y>{_YEAR})[-/.](?P<iso_m>0[1-9]|1[0-2])(?:[-/.][0-3]\d)?(?![\d])(?![-/.]\d)",
            # 15.03.2019, 3/15/2019
            rf"(?<![\d])(?P<dmy_a>[0-3]?\d)\s?[./-]\s?(?P<dmy_b>[0-3]?\d)\s?[./-]\s?(?P<dmy_y>{_YEAR}){_NO_DIGIT}",
            # 03/2019, 3.2019, 03-2019
            rf"(?<![\d./])(?P<my_m>0?[1-9]|1[0-2])\s?[./-]\s?(?P<my_y>{_YEAR}){_NO_DIGIT}(?![./]\d)",
            # March 2019, 15 March 2019, March 15, 2019, Mar. '19, mars de 2019, Mar-19
            rf"(?<![^\W\d_])(?:[0-3]?\d(?:st|nd|rd|th|er|\.|º|°)?\s+(?:de\s+|"
            rf"of\s+)?)?(?P<name_m>{_MONTH})(?![^\W\d_])\.?,?\s*"
            rf"(?:[0-3]?\d(?:st|nd|rd|th)?,\s*)?(?:(?:de|del|of)\s+|[-/]\s?)?"
            rf"(?:(?P<name_y>{_YEAR})|['’‘](?P<name_q>\d\d)|(?P<name_s>[0-4]\d|9\d)(?!\s?[%:])){_NO_DIGIT}",
            # 2019 March, 2019, March
            rf"(?<![\d/.-])(?P<ym_y>{_YEAR}),?\s+(?P<ym_m>{_MONTH})(?![^\W\d_])(?!\.?,?\s+{_YEAR})",
            # Spring 2019, Q3 2019
            rf"(?<![^\W\d_])(?P<season>{_any_of(SEASONS)})\s+(?:of\s+|de\s+)?(?P<season_y>{_YEAR}){_NO_DIGIT}",
            rf"(?<!\w)q(?P<quarter>[1-4])[\s/-]?\s?(?P<quarter_y>{_YEAR}){_NO_DIGIT}",
            # 2019
            rf"(?<![\d$€£#+])(?<!\d[.,])(?P<year>{_YEAR})(?![\d%])(?![.,]\d)",
        )
    )
)
# Short forms that mean a date only at both ends of a range: 09/18 - 12/20, '19 - '21.
_SHORT = r"(?:(?:0?[1-9]|1[0-2])\s?[/.]\s?['’]?\d\d|['’]\d\d)"
_SHORT_RANGE = re.compile(
    rf"(?<![\d/.,-])(?P<a>{_SHORT})(?![\d/.])\s*(?:[-–—−‐‑‒―~→]+|to|bis|à|au|al|a|do)\s*"
    rf"(?:(?P<b>{_SHORT})(?![\d/.])|(?P<now>{_any_of(PRESENT_WORDS)})(?![^\W\d_]))"
)
_MONTH_BEFORE = re.compile(rf"(?<![^\W\d_]){_MONTH}\.?,?\s*$")
# March - June 2019; 09 - 12/2019
_SHARED_YEAR = re.compile(
    rf"(?<![^\W_])(?:(?P<ma>{_MONTH})\.?\s*(?:[-–—−‐‑‒―/]|to|bis|à|a|do)\s*(?=(?:{_MONTH})\.?,?\s+{_YEAR})"
    rf"|(?P<na>0?[1-9]|1[0-2])\.?\s?[-–—−‐‑‒―]\s?(?=(?:0?[1-9]|1[0-2])\s?[./]\s?{_YEAR}))"
)
_DASHES = r"[-–—−‐‑‒―~→>]"
_BETWEEN = re.compile(
    rf"[\s,.)]*(?:{_DASHES}+|"
    rf"(?:{_any_of(RANGE_WORDS)})(?![^\W\d_]))(?:[\s(]*(?:{_any_of(RANGE_WORDS)})(?![^\W\d_]))?[\s(]*"
)
_NOW = re.compile(rf"(?:{_any_of(PRESENT_WORDS)})(?![^\W\d_])")
# A dash that the font of a PDF does not name is lost: "20132015", "2016present", "2005  Present: Producer".
_GLUED = re.compile(rf"(?<![\w./-])(?P<a>{_YEAR})(?:(?P<b>{_YEAR})|(?P<now>{_any_of(PRESENT_WORDS)}))(?![\w/])")
_NOW_UNJOINED = re.compile(rf"\s{{1,3}}(?P<now>{_any_of(PRESENT_WORDS)})(?=\s*(?:$|[:;,|)\t\n]|\s\s))")
_NOW_IN_BRACKETS = re.compile(rf"\s*[(,]\s*(?:{_any_of(PRESENT_WORDS)})(?![^\W\d_])\s*\)?")
_ONWARDS = re.compile(rf"\s*(?:{_any_of(ONWARDS_WORDS)})(?![^\W\d_])")
_OPEN_END = re.compile(rf"\s*{_DASHES}+\s*(?:$|[)\]|,;·•\t\n]|\s\s)")
_SINCE = re.compile(rf"(?<![^\W\d_])(?P<word>{_any_of(SINCE_WORDS)})\s*:?\s*$")
_SECOND_YEAR = re.compile(r"(?:['’]?(?P<short>\d\d))(?![\d%])(?![./-]\d)")


def fold(text: str) -> str:
    """Lower case that keeps every offset."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c if len(c.lower()) != 1 else c.lower() for c in text)


def _full_year(two_digits: int) -> int:
    return 2000 + two_digits if two_digits < 50 else 1900 + two_digits


def _moment(match: re.Match[str], *, month_first: bool) -> Moment | None:
    """The moment of a match, or None when its numbers make no date."""
    group = match.groupdict()
    start, end = match.span()
    if group["iso_y"]:
        return Moment(int(group["iso_y"]), int(group["iso_m"]), start, end)
    if group["dmy_y"]:
        a, b = int(group["dmy_a"]), int(group["dmy_b"])
        month = a if b > 12 or (month_first and a <= 12) else b
        return Moment(int(group["dmy_y"]), month, start, end) if 1 <= month <= 12 else None
    if group["my_y"]:
        return Moment(int(group["my_y"]), int(group["my_m"]), start, end)
    if group["name_m"]:
        short = group["name_q"] or group["name_s"]
        year = _full_year(int(short)) if short else int(group["name_y"])
        return Moment(year, MONTHS[group["name_m"]], start, end)
    if group["ym_y"]:
        return Moment(int(group["ym_y"]), MONTHS[group["ym_m"]], start, end)
    if group["season"]:
        first, last = SEASONS[group["season"]]
        return Moment(int(group["season_y"]), first, start, end, last)
    if group["quarter"]:
        quarter = int(group["quarter"])
        return Moment(int(group["quarter_y"]), quarter * 3 - 2, start, end, quarter * 3)
    return Moment(int(group["year"]), None, start, end)


def _short_moment(text: str, start: int, end: int) -> Moment:
    digits = re.findall(r"\d+", text)
    month = int(digits[0]) if len(digits) == 2 else None
    return Moment(_full_year(int(digits[-1])), month, start, end)


_MAY_HOLD_DATE = re.compile(r"\d\d")


def find_dates(text: str) -> list[DateRange]:
    """All dates and ranges in a text, from left to right, without overlap.

    A range whose end lies before its start is no range; its two dates are returned one by one.
    """
    return list(_find_dates(text[:_LONG_TEXT])) if _MAY_HOLD_DATE.search(text) else []


@lru_cache(maxsize=1024)
def _find_dates(text: str) -> tuple[DateRange, ...]:
    low = fold(text)
    found = [*_short_ranges(low), *_glued_ranges(low)]
    matches = [m for m in _MOMENT.finditer(low) if not _overlaps(found, m.start(), m.end())]
    month_first = any(m["dmy_b"] and int(m["dmy_b"]) > 12 for m in matches)
    moments = [moment for m in matches if (moment := _moment(m, month_first=month_first))]
    index = 0
    while index < len(moments):
        taken, used = _range_from(low, moments, index)
        found.append(taken)
        index += used
    return tuple(sorted(found, key=lambda r: r.start))


def _overlaps(ranges: list[DateRange], start: int, end: int) -> bool:
    return any(r.start < end and start < r.end for r in ranges)


def _short_ranges(low: str) -> list[DateRange]:
    ranges = []
    for match in _SHORT_RANGE.finditer(low):
        if _MONTH_BEFORE.search(low, max(0, match.start() - 12), match.start()):
            continue
        first = _short_moment(match["a"], match.start("a"), match.end("a"))
        last = _short_moment(match["b"], match.start("b"), match.end("b")) if match["b"] else None
        if last is None or (last.year, last.month or 12) >= (first.year, first.month or 1):
            ranges.append(DateRange(first, last, last is None, match.start(), match.end()))
    return ranges


def _glued_ranges(low: str) -> list[DateRange]:
    """Ranges of years whose dash is lost."""
    ranges = []
    for match in _GLUED.finditer(low):
        first = Moment(int(match["a"]), None, *match.span("a"))
        last = Moment(int(match["b"]), None, *match.span("b")) if match["b"] else None
        if last is None or first.year <= last.year:
            ranges.append(DateRange(first, last, last is None, *match.span()))
    return ranges


def _range_from(low: str, moments: list[Moment], index: int) -> tuple[DateRange, int]:
    """The range that begins with a moment, and how many moments it uses."""
    first = moments[index]
    start = first.start
    since = _SINCE.search(low, max(0, start - 12), start)
    shared = None if since else _shared_year(low, first)
    if shared:
        return shared, 1
    between = _BETWEEN.match(low, first.end)
    if between:
        if (
            index + 1 < len(moments)
            and moments[index + 1].start == between.end()
            and _ordered(first, moments[index + 1])
        ):
            last = moments[index + 1]
            return DateRange(first, last, False, start, last.end), 2
        now = _NOW.match(low, between.end())
        if now:
            return DateRange(first, None, True, start, now.end()), 1
        short = _SECOND_YEAR.match(low, between.end())
        if short and first.month is None and "\n" not in between[0]:
            last = Moment(first.year // 100 * 100 + int(short["short"]), None, short.start(), short.end())
            if first.year < last.year <= first.year + 12:
                return DateRange(first, last, False, start, last.end), 1
    unjoined = _NOW_UNJOINED.match(low, first.end)
    if unjoined:
        return DateRange(first, None, True, start, unjoined.end("now")), 1
    for pattern in (_NOW_IN_BRACKETS, _ONWARDS, _OPEN_END):
        mark = pattern.match(low, first.end)
        if mark:
            end = first.end + len(mark[0].rstrip("|,;·•)] \t\n")) if pattern is _OPEN_END else mark.end()
            return DateRange(first, None, True, start, end), 1
    if since and re.sub(r"\s+", " ", since["word"]) in OPEN_SINCE:
        return DateRange(first, None, True, since.start("word"), first.end), 1
    academic = re.match(r"/(\d\d)(?!\d)", low[first.end : first.end + 4]) if first.month is None else None
    if academic and int(academic[1]) == (first.year + 1) % 100:
        last = Moment(first.year + 1, None, first.end + 1, first.end + 3)
        return DateRange(first, last, False, start, last.end), 1
    return DateRange(first, None, False, start, first.end), 1


def _shared_year(low: str, moment: Moment) -> DateRange | None:
    """``March - June 2019``: the range that ends with a moment and begins with a month alone."""
    if moment.month is None:
        return None
    for match in _SHARED_YEAR.finditer(low, max(0, moment.start - 24), moment.end):
        if match.end() == moment.start:
            month = MONTHS[match["ma"]] if match["ma"] else int(match["na"])
            year = moment.year if month <= moment.month else moment.year - 1
            first = Moment(year, month, match.start(), match.end())
            return DateRange(first, moment, False, match.start(), moment.end)
    return None


def _ordered(first: Moment, last: Moment) -> bool:
    return (first.year, first.month or 1) <= (last.year, last.last_month or last.month or 12)


# ------------------------------------------------------------------ how long
def month_number(date: str, *, as_end: bool = False) -> int:
    """Months since year 0 of a ``YYYY`` or ``YYYY-MM`` date.

    A bare year means its middle (July as start, June as end).
    """
    year, _, month = date.partition("-")
    return int(year) * 12 + (int(month[:2]) if month else (6 if as_end else 7)) - 1


def covered_months(intervals: Iterable[tuple[str, str | None]], as_of: str) -> int:
    """Months covered by the union of intervals, both end months counted.

    Args:
        intervals: ``(start, end)`` as ``YYYY`` or ``YYYY-MM``; an end of None is ``as_of``.
        as_of: ``YYYY-MM``, where open intervals end. A start after it covers nothing.

    Returns:
        Whole months, at least 0.
    """
    covered = 0
    reach: int | None = None
    months = sorted((month_number(a), month_number(b or as_of, as_end=True) + 1) for a, b in intervals)
    for first, end in months:
        start = first if reach is None else max(first, reach)
        covered += max(0, end - start)
        reach = max(end, reach if reach is not None else end)
    return covered
