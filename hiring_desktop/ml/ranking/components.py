"""Experience and education against what a job asks for, and how any component is put on its job's scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hiring_desktop.core.model import DEGREE_LADDER, DegreeLevel, Requirements

_ABOVE_PER_YEAR: Final = 3.0
_ABOVE_FLOOR: Final = 70.0
"""Years above the range asked for take little off and never more than 30: a cap on years is a proxy for age."""

_TYPICAL_READS: Final = 20.0

STEEPEST: Final = 0.5
"""Half of all skills asked for never reads as more than two thirds, however rare they are."""
STEEPEST_OF_TEXTS: Final = 0.1
"""Even a good resume has a cosine of .1 to .3 with its ad; so steep a scale spreads them over 50 to 80."""


def experience_fit(years: float, wants: Requirements) -> float:
    """Years against the range asked for, 0 to 100.

    Below the range in proportion to its lower end; within it 100; above it 3 less for each year, at least 70.
    """
    low, high = wants.min_years or 0.0, wants.max_years
    if years < low:
        return 100.0 * max(years, 0.0) / low
    if high is None or years <= high:
        return 100.0
    return max(_ABOVE_FLOOR, 100.0 - _ABOVE_PER_YEAR * (years - high))


def experience_ratio(years: float, wants: Requirements) -> float:
    """The seed's measure: years over the years required, at most 100; 100 where none are required."""
    low = wants.min_years or 0.0
    return 100.0 * max(years, 0.0) / low if years < low else 100.0


def degree_fit(degree: DegreeLevel, wants: Requirements) -> float:
    """Rungs of the ladder reached over rungs asked for, at most 100; 100 where no degree is asked for."""
    if wants.degree is None:
        return 100.0
    reached, asked = DEGREE_LADDER.index(degree) + 1, DEGREE_LADDER.index(wants.degree) + 1
    return 100.0 * min(reached, asked) / asked


@dataclass(frozen=True, slots=True)
class Scale:
    """Puts a component on the scale of its job: ``100 x / (x + k (100 - x))``.

    Strictly rising, 0 stays 0 and 100 stays 100. ``k`` hangs only on what is typical of the reference for this job: a
    component whose values are all small (the likeness of texts) spreads as wide as the others instead of being drowned
    by them, and no candidate's value hangs on another candidate.
    """

    k: float

    @staticmethod
    def around(typical: float, steepest: float = STEEPEST) -> Scale:
        """The scale on which a typical value, 0 to 100, reads as 20.

        Typical values above 20 are left as they are (``k`` is 1). ``k`` is never below ``steepest``, so that a
        reference that holds nothing like the job does not make everything look good.
        """
        if typical >= _TYPICAL_READS:
            return Scale(1.0)
        k = typical * (100.0 - _TYPICAL_READS) / (_TYPICAL_READS * (100.0 - typical))
        return Scale(max(steepest, k))

    def __call__(self, value: float) -> float:
        """The value on this scale, 0 to 100."""
        return 100.0 * value / (value + self.k * (100.0 - value)) if value > 0.0 else 0.0
