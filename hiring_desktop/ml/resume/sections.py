"""Where the parts of a resume begin: titles known by their words, checked by how they are set."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from hiring_desktop.ml.resume.degrees import find_degrees
from hiring_desktop.ml.resume.job_words import employer_score, title_score
from hiring_desktop.ml.resume.language_names import names_a_language
from hiring_desktop.ml.resume.rows import Row, Style
from hiring_desktop.ml.resume.section_titles import MODIFIERS, SUBHEADINGS, TITLES, SectionKind

_MAX_WORDS: Final = 7
_EDGES: Final = re.compile(r"^[^\w]+|[^\w]+$")
_CLOSED_UP: Final = {title.replace(" ", ""): kind for title, kind in TITLES.items()}
"""Titles without their blanks, as letter-spaced capitals leave them."""
_BRACKETS: Final = re.compile(r"\([^)]*\)")
_INLINE: Final = re.compile(r"([^:|]{3,40}?)\s*(?::\s*[-–—]?|\s[-–—]\s|[-–—]{1,2}>)\s*(?=\S)")
_MAIN: Final = frozenset({"experience", "education", "skills"})
_ALIGNED: Final = 3.0
_MAX_UNKNOWN_WORDS: Final = 4
_LIKE_A_VALUE: Final = 0.5
_NOT_IN_TITLES: Final = re.compile(r"[\d,.;@|()]")
_WITH_ENTRIES: Final = frozenset({"experience", "projects", "volunteer", "education"})
_INLINE_KINDS: Final = frozenset(
    {"skills", "languages", "certificates", "interests", "education", "summary", "references", "courses", "awards"}
)


@dataclass(slots=True)
class Section:
    """A part of a resume. ``title`` is None for what stands before the first title."""

    kind: SectionKind
    title: Row | None
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class _Candidate:
    index: int
    kind: SectionKind
    style: Style
    rest: Row | None
    inline: bool


def title_key(text: str) -> str:
    """A title as the table has it: lower case, words only, letter-spaced capitals closed up."""
    words = text.split()
    if len(words) >= 4 and all(len(w) == 1 for w in words):
        text = "".join(words)
    if "(" in text:
        text = _BRACKETS.sub(" ", text)
    text = _EDGES.sub("", text).replace("&", " and ").replace("/", " and ").replace("’", "'").replace("_", " ").lower()
    return " ".join(text.split())


@lru_cache(maxsize=2048)
def title_kind(text: str) -> SectionKind | None:
    """The kind of section that a line titles, or None."""
    if len(text) > 60:
        return None
    key = title_key(text)
    words = key.split()
    if not words or len(words) > _MAX_WORDS:
        return None
    while True:
        kind = TITLES.get(" ".join(words)) or (_CLOSED_UP.get(words[0]) if len(words) == 1 else None)
        if kind:
            return kind
        if len(words) > 1 and words[0] in MODIFIERS:
            words = words[1:]
        else:
            break
    first, joined, second = key.partition(" and ")
    if joined:
        one, two = TITLES.get(first) or title_kind(first), TITLES.get(second)
        if one and two:
            return one
    return None


def split_sections(rows: list[Row]) -> list[Section]:
    """Cut rows into sections, in order.

    The first one, kind ``head``, is what stands before any title (maybe nothing).
    """
    titles = _choose(_candidates(rows), rows)
    largest = max((row.style[0] for row in rows), default=0.0)
    current = Section("head", None, [])
    sections = [current]
    in_column: dict[_Column, Section] = {}
    before: Row | None = None
    at = 0
    for index, row in enumerate(rows):
        title = titles[at] if at < len(titles) and titles[at].index == index else None
        if before is not None and row.line.page != before.line.page:
            current = in_column.get(_column(row), current)
            in_column = {}
        elif title is None and before is not None and _opens_head(row, before, largest, current):
            current = Section("head", None, [])
            sections.append(current)
        if title is None:
            current.rows.append(row)
        else:
            at += 1
            current = Section(title.kind, row, [title.rest] if title.rest else [])
            sections.append(current)
        in_column[_column(row)] = current
        before = row
    return sections


def _opens_head(row: Row, before: Row, largest: float, current: Section) -> bool:
    """Whether a column begins with the person's name, the largest print of all, after a side bar read before it."""
    if current.kind == "head" or _column(row) == _column(before) or largest == 0.0:
        return False
    return row.style[0] >= largest


_Column = tuple[int, str]


def _column(row: Row) -> _Column:
    """What a column of one page has in common with the same column of the next."""
    return row.line.column, row.line.kind


def _candidates(rows: list[Row]) -> list[_Candidate]:
    found = []
    for index, row in enumerate(rows):
        candidate = _candidate(index, row)
        if candidate:
            found.append(candidate)
    return found


def _candidate(index: int, row: Row) -> _Candidate | None:
    kind = title_kind(row.text)
    if kind and not (row.bullet and row.style[0] == 0.0 and not row.style[2]):
        return _Candidate(index, kind, row.style, None, inline=False)
    if len(row.cells) > 1:
        kind = title_kind(row.cells[0].text)
        if kind:
            return _Candidate(index, kind, row.style, row.after(row.cells[1].start), inline=True)
    inline = _INLINE.match(row.text)
    if inline and (kind := title_kind(inline[1])) in _INLINE_KINDS and kind:
        return _Candidate(index, kind, row.style, row.after(row.start + inline.end()), inline=True)
    return None


def _choose(candidates: list[_Candidate], rows: list[Row]) -> list[_Candidate]:
    """The candidates that are titles: those set like the main titles, and others where nothing speaks against them."""
    alone = [c for c in candidates if not c.inline]
    overall = _main_style(alone or candidates)
    if overall is None:
        return []
    mains = _main_by_column(alone, rows, overall)
    plain = Counter(row.style[:2] for row in rows).most_common(1)[0][0]
    well_set = {c.kind for c in alone if _as_strong(c.style, mains.get(_column(rows[c.index]), overall), plain)}
    label_column = (
        len({c.kind for c in candidates if _in_label_column(c, rows)} & {*_MAIN, "summary", "languages"}) >= 2
        and not well_set & _MAIN
    )
    chosen: list[_Candidate] = []
    for c in candidates:
        row = rows[c.index]
        main = mains.get(_column(row), overall)
        inside = chosen[-1].kind if chosen else "head"
        if c.kind == "languages" and inside == "skills" and not _lists_languages(c, rows):
            continue
        if inside == "skills" and c.kind in ("skills", "other") and c.style != main:
            continue
        if c.inline:
            if _good_inline(c, row, well_set, inside, label_column=label_column):
                chosen.append(c)
            continue
        strong = _as_strong(c.style, main, plain)
        subheading = title_key(row.text) in SUBHEADINGS and inside in _WITH_ENTRIES
        if subheading and not (strong and c.style == main):
            continue
        if not strong and inside != "head" and (c.kind in well_set or c.kind not in _MAIN) and main[0] > 0:
            continue
        chosen.append(c)
    return _with_unknown(chosen, rows, overall)


def _main_by_column(alone: list[_Candidate], rows: list[Row], overall: Style) -> dict[_Column, Style]:
    """The style of titles in each column that has its own: a side bar is often set smaller."""
    by_column: dict[_Column, list[_Candidate]] = {}
    for c in alone:
        by_column.setdefault(_column(rows[c.index]), []).append(c)
    mains = {}
    for column, found in by_column.items():
        style = _main_style(found)
        if (
            style is not None
            and style != overall
            and not any(c.style == overall for c in found)
            and sum(c.style == style for c in found) > 1
        ):
            mains[column] = style
    return mains


def _in_label_column(c: _Candidate, rows: list[Row]) -> bool:
    return c.inline and len(rows[c.index].cells) > 1 and title_kind(rows[c.index].cells[0].text) == c.kind


def _good_inline(
    c: _Candidate, row: Row, well_set: set[SectionKind], inside: SectionKind, *, label_column: bool
) -> bool:
    """Whether a title with its content behind it is one.

    In a column of such titles, or a label that nothing else explains.
    """
    if c.kind in well_set:
        return False
    if len(row.cells) > 1 and title_kind(row.cells[0].text):
        return label_column or (inside != "skills" and row.cells[0].text.isupper() and c.kind in _INLINE_KINDS)
    if c.kind == "languages":
        return c.rest is not None and names_a_language(c.rest.text)
    return inside != "skills" and (
        inside not in ("experience", "projects") or row.text[: len(row.text.split(":")[0])].isupper()
    )


def _main_style(candidates: list[_Candidate]) -> Style | None:
    """The style that most titles share; the titles that every resume has count double."""
    counts: Counter[Style] = Counter()
    for c in candidates:
        counts[c.style] += 2 if c.kind in _MAIN else 1
    return max(counts, key=lambda s: (counts[s], s[0], s[1], s[2], -(s[4] or 9))) if counts else None


def _as_strong(style: Style, main: Style, plain: tuple[float, bool]) -> bool:
    """Whether a line is set at least as prominently as the main titles.

    Capitals decide only where neither size nor weight sets titles apart from what is ``plain``.
    """
    if style == main or style[0] >= main[0] + 0.5:
        return True
    if main[4] and style[4]:
        return style[4] <= main[4]
    if abs(style[0] - main[0]) >= 0.5 or style[1] < main[1] or bool(style[4]) < bool(main[4]):
        return False
    return main[:2] != plain or style[2] >= main[2]


def _lists_languages(c: _Candidate, rows: list[Row]) -> bool:
    after = [c.rest] if c.rest else rows[c.index + 1 : c.index + 5]
    return any(names_a_language(row.text) for row in after)


def _with_unknown(chosen: list[_Candidate], rows: list[Row], main: Style) -> list[_Candidate]:
    """Add lines set exactly like the main titles whose words the table does not know.

    They end a section all the same.
    """
    alike = [c for c in chosen if c.style == main and not c.inline]
    if len(alike) < 2 or not (main[0] or main[1] or main[4]):
        return chosen
    common = Counter(row.style[:2] for row in rows).most_common(1)[0][0]
    if main[:2] == common and not main[2] and not main[4]:
        return chosen
    known = {c.index for c in chosen}
    extra = [
        _Candidate(index, "other", row.style, None, inline=False)
        for index, row in enumerate(rows)
        if index > alike[0].index and not {index, index - 1} & known and row.style == main and _may_title(row)
        if row.x0 is None or any(abs(row.x0 - (rows[c.index].x0 or 0.0)) <= _ALIGNED for c in alike)
    ]
    # More unknown lines than titles: entries of this resume are headed in the same style.
    return sorted([*chosen, *extra], key=lambda c: c.index) if len(extra) < len(alike) else chosen


def _may_title(row: Row) -> bool:
    """Whether a line whose words the table does not know has the form of a title."""
    words = row.text.split()
    if row.bullet or len(row.cells) > 1 or len(words) > _MAX_UNKNOWN_WORDS or _NOT_IN_TITLES.search(row.text):
        return False
    if title_key(row.text) in SUBHEADINGS or title_kind(row.text) or find_degrees(row.text):
        return False
    return title_score(row.text) < _LIKE_A_VALUE and employer_score(row.text) < _LIKE_A_VALUE
