"""The core's ``Ranker``: one warm process that holds scikit-learn, so that the window never loads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import Final

from hiring_desktop.core.model import JobAd, Json, Profile, Score, Weights
from hiring_desktop.ml.workers import WorkerPool

_TASKS: Final = {
    "make_reference": "hiring_desktop.ml.ranking.engine:make_reference",
    "score": "hiring_desktop.ml.ranking.engine:score",
    "reweigh": "hiring_desktop.ml.ranking.engine:reweigh",
}
_SECONDS: Final = 300.0
_MEMORY_BYTES: Final = 4 << 30
"""100,000 resumes are about 1 GB; address space is more than what is resident."""


class IndexWorker:
    """Scores in a process of its own."""

    def __init__(self) -> None:
        self._pool = WorkerPool(1, _TASKS, seconds=_SECONDS, memory_bytes=_MEMORY_BYTES)

    def warm(self) -> None:
        """Start the process ahead of the first score; loading scikit-learn takes about a second."""
        self._pool.warm()

    def make_reference(self, profiles: Sequence[Profile]) -> Future[Json]:
        """See ``core.ports.Ranker``."""
        return self._pool.submit("make_reference", list(profiles))

    def score(
        self, ad: JobAd, weights: Weights, profiles: Sequence[Profile], reference: Json | None = None
    ) -> Future[list[Score]]:
        """See ``core.ports.Ranker``."""
        return self._pool.submit("score", ad, weights, list(profiles), reference)

    def reweigh(
        self, rows: Sequence[tuple[str, Mapping[str, float]]], weights: Weights, asked: Sequence[str]
    ) -> Future[list[tuple[str, float]]]:
        """See ``core.ports.Ranker``."""
        return self._pool.submit("reweigh", list(rows), weights, list(asked), urgent=True)

    def close(self) -> None:
        """End the process."""
        self._pool.close()
