"""The state of the weights panel: what is stored, what is tried, and when the two differ."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hiring_desktop.core.hiring.explanation import rescaled
from hiring_desktop.core.model import BALANCED_WEIGHTS, COMPONENTS, PRESETS, Weights


@dataclass(frozen=True, slots=True)
class WeightsState:
    """Weights as stored with the job and as the sliders stand. Every step returns a new state.

    ``asked`` names the components that the job asks for; the others count nothing, except in the preset "seed".
    """

    stored: Weights = BALANCED_WEIGHTS
    tried: Weights = BALANCED_WEIGHTS
    asked: tuple[str, ...] = COMPONENTS

    @staticmethod
    def of(weights: Weights, asked: tuple[str, ...] = COMPONENTS) -> WeightsState:
        """Nothing tried yet."""
        return WeightsState(weights, weights, asked)

    @property
    def changed(self) -> bool:
        """Whether there is something to apply or to revert."""
        return self.tried != self.stored

    @property
    def usable(self) -> bool:
        """Whether anything that counts has a weight."""
        return any(value for name, value in self.tried.as_dict().items() if self.counts(name))

    @property
    def approximate(self) -> bool:
        """Whether applying would compute the components anew, so that the preview is near but not exact."""
        return (self.tried.preset == "seed") != (self.stored.preset == "seed")

    def counts(self, component: str) -> bool:
        """Whether a component can count at all."""
        return component in self.asked or self.tried.preset == "seed"

    def shares(self) -> dict[str, float]:
        """Component to per cent of the score, as it will count."""
        return rescaled(self.tried, self.asked) if self.usable else dict.fromkeys(COMPONENTS, 0.0)

    def move(self, component: str, value: float) -> WeightsState:
        """One slider moved: from now on the weights are of their own, unless they equal a preset."""
        values = {**self.tried.as_dict(), component: value}
        numbers = [values[name] for name in COMPONENTS]
        for known in (self.stored, BALANCED_WEIGHTS):
            if known.preset != "seed" and [known.as_dict()[name] for name in COMPONENTS] == numbers:
                return replace(self, tried=known)
        return replace(self, tried=Weights.from_json(values))

    def choose(self, preset: str) -> WeightsState:
        """Try a preset by its name."""
        return replace(self, tried=PRESETS[preset])

    def revert(self) -> WeightsState:
        """Back to what is stored."""
        return replace(self, tried=self.stored)

    def applied(self) -> WeightsState:
        """What was tried is stored now."""
        return replace(self, stored=self.tried)
