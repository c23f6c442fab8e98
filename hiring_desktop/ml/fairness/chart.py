"""A chart of rates as plain shapes, so that HTML and PDF show the same picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from hiring_desktop.ml.fairness.report import percent
from hiring_desktop.ml.fairness.report_blocks import Chart

WIDTH: Final = 500.0
"""Points, or pixels; the height follows from the number of bars."""

_ROW: Final = 20.0
_LEFT: Final = 150.0
_RIGHT: Final = 48.0
_TOP: Final = 16.0
_AXIS: Final = 16.0
_LONGEST_LABEL: Final = 30

Tone = Literal["bar", "faint", "line", "mark", "text", "label"]


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A filled rectangle; y grows downward."""

    x: float
    y: float
    width: float
    height: float
    tone: Tone


@dataclass(frozen=True, slots=True)
class Line:
    """A line; y grows downward."""

    x1: float
    y1: float
    x2: float
    y2: float
    tone: Tone


@dataclass(frozen=True, slots=True)
class Label:
    """A text at its base line; y grows downward."""

    x: float
    y: float
    text: str
    anchor: Literal["start", "middle", "end"]
    tone: Tone


Shape = Rectangle | Line | Label


def height_of(chart: Chart) -> float:
    """The height of the drawing."""
    return _TOP + _ROW * len(chart.bars) + _AXIS


def draw(chart: Chart) -> list[Shape]:
    """The shapes of a chart: a bar a group, its interval as a line, four fifths of the reference as a mark."""
    scale = WIDTH - _LEFT - _RIGHT
    foot = _TOP + _ROW * len(chart.bars)
    shapes: list[Shape] = []
    for step in range(5):
        x = _LEFT + scale * step / 4
        shapes += [Line(x, _TOP, x, foot, "faint"), Label(x, foot + 11, f"{25 * step}%", "middle", "label")]
    for row, bar in enumerate(chart.bars):
        middle = _TOP + _ROW * (row + 0.5)
        shapes += [
            Label(_LEFT - 6, middle + 3, _short(bar.label), "end", "text"),
            Rectangle(_LEFT, middle - 5, scale * bar.rate, 10, "bar" if bar.is_compared else "faint"),
            Line(_LEFT + scale * bar.low, middle, _LEFT + scale * bar.high, middle, "line"),
            Line(_LEFT + scale * bar.low, middle - 3, _LEFT + scale * bar.low, middle + 3, "line"),
            Line(_LEFT + scale * bar.high, middle - 3, _LEFT + scale * bar.high, middle + 3, "line"),
            Label(WIDTH, middle + 3, percent(bar.rate), "end", "text"),
        ]
    if chart.four_fifths is not None:
        x = _LEFT + scale * chart.four_fifths
        shapes += [Line(x, _TOP - 3, x, foot, "mark"), Label(x, _TOP - 6, "four fifths", "middle", "mark")]
    return shapes


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1] + "…"
