"""What a report is made of: blocks that say what, and leave to HTML and PDF how it looks."""

from __future__ import annotations

from dataclasses import dataclass

from hiring_desktop.ml.fairness.advice import TITLES
from hiring_desktop.ml.fairness.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a section (level 1) or a part of one (level 2)."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; an ``item`` of a list, or ``small`` print."""

    text: str
    item: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and what they are."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class VerdictCell:
    """A verdict in a table."""

    verdict: Verdict

    def __str__(self) -> str:
        return TITLES[self.verdict]


Cell = str | VerdictCell


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``widths`` are proportions, ``left`` the columns of words (the others hold numbers)."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    left: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Bar:
    """A group's rate with its interval, each 0 to 1."""

    label: str
    rate: float
    low: float
    high: float
    is_compared: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Rates side by side, and the mark of four fifths of the reference's where there is one."""

    bars: tuple[Bar, ...]
    four_fifths: float | None


Block = Heading | Text | Facts | Table | Chart
