"""In how many texts each hashed term occurs, and how rare that makes it."""

from __future__ import annotations

import hashlib
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiring_desktop.core.model import Json
from hiring_desktop.ml.ranking import text

FEWEST: Final = 2
"""A term that fewer texts have is left out of what is kept: it would point at one of them."""

_BATCH: Final = 500
_SAMPLE: Final = 500


@dataclass(frozen=True, eq=False)
class Frequencies:
    """Document frequencies of a pool of texts.

    Attributes:
        documents: How many texts with at least one term were counted.
        counts: In how many of them each of the ``text.FEATURES`` hashed terms occurs.
        scale: What a term of idf 1 weighs on average in a text that has it, with the text's vector at length 1.
    """

    documents: int
    counts: NDArray[np.int64]
    scale: float = 0.0

    def __add__(self, other: Frequencies) -> Frequencies:
        """Both pools counted together; the scale is the mean by texts."""
        documents = self.documents + other.documents
        scale = math.fsum((self.documents * self.scale, other.documents * other.scale)) / max(documents, 1)
        return Frequencies(documents, self.counts + other.counts, scale)

    def idf(self) -> text.Floats:
        """``ln((1 + documents) / (1 + count)) + 1`` of each term; one that was never seen counts as seen once."""
        total = max(self.documents, 1)
        seen, places = np.unique(np.maximum(self.counts, 1), return_inverse=True)
        return np.array([math.log((1 + total) / (1 + n)) + 1.0 for n in seen.tolist()])[places]

    def typical_weights(self) -> text.Floats:
        """The average weight of each term over all texts of the pool, their vectors at length 1.

        Its product with a job's weights is the average cosine of the job with the pool.
        """
        return self.scale * self.idf() * self.counts / max(self.documents, 1)

    def to_document(self) -> Json:
        """As kept: ``counts`` are deflated little-endian 32-bit numbers, those below ``FEWEST`` as 0."""
        return {"documents": self.documents, "scale": self.scale, "counts": zlib.compress(self._kept(), 9)}

    def digest(self) -> str:
        """Equal for frequencies whose documents say the same."""
        return digest(repr((self.documents, self.scale)).encode() + self._kept())

    def _kept(self) -> bytes:
        return np.where(self.counts >= FEWEST, self.counts, 0).astype("<u4").tobytes()

    @staticmethod
    def from_document(document: Json) -> Frequencies:
        """The inverse of ``to_document``.

        Raises:
            ValueError: The counts are not of this kind (also ``KeyError``, ``TypeError`` and ``zlib.error``).
        """
        size = 4 * text.FEATURES
        raw = zlib.decompressobj().decompress(document["counts"], size + 1)
        if len(raw) != size:
            raise ValueError("counts of a wrong size")
        return Frequencies(document["documents"], np.frombuffer(raw, dtype="<u4").astype(np.int64), document["scale"])


def count_texts(texts: Sequence[str]) -> Frequencies:
    """The frequencies of a pool of texts; the same for any order of them."""
    counts = np.zeros(text.FEATURES, dtype=np.int64)
    documents = 0
    for start in range(0, len(texts), _BATCH):
        batch = text.count([text.terms(one) for one in texts[start : start + _BATCH]])
        counts += np.bincount(batch.indices, minlength=text.FEATURES)
        documents += int(np.count_nonzero(np.diff(batch.indptr)))
    return Frequencies(documents, counts, _scale(texts, Frequencies(documents, counts).idf()))


def _scale(texts: Sequence[str], idf: text.Floats) -> float:
    """See ``Frequencies.scale``; from the ``_SAMPLE`` texts with the smallest digests, the same ones in any order."""
    sample = sorted(texts, key=lambda one: (digest(one.encode("utf-8", "surrogatepass")), one))[:_SAMPLE]
    weighed = text.weigh(text.count([text.terms(one) for one in sample]), idf)
    shares: list[float] = []
    for start, end in zip(weighed.indptr[:-1], weighed.indptr[1:], strict=True):
        if start < end:
            rarity = math.fsum(idf[weighed.indices[start:end]].tolist())
            shares.append(math.fsum(weighed.data[start:end].tolist()) / rarity)
    return math.fsum(shares) / len(shares) if shares else 0.0


def digest(data: bytes) -> str:
    """A short fingerprint, in hexadecimal."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()
