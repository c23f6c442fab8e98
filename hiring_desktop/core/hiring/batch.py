"""Reading and ranking files without a workspace: nothing is stored, the same answer in any order and batch."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.core.hiring.explanation import rank_rows
from hiring_desktop.core.hiring.files import ZIP, open_archive, read_file, walk
from hiring_desktop.core.hiring.intake import settled
from hiring_desktop.core.hiring.selection import evidence
from hiring_desktop.core.hiring.views import Evidence
from hiring_desktop.core.model import JobAd, ParseOutcome, Profile, Score, Weights
from hiring_desktop.core.ports import DocumentReader, Ranker

_Bytes = bytes | Exception


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file, or member of a ZIP file, and what became of it. ``digest`` is the SHA-256 of its bytes."""

    file: str
    digest: str
    outcome: ParseOutcome


@dataclass(frozen=True, slots=True)
class RankedFile:
    """A file in the ranked list."""

    read: ReadFile
    rank: int
    percentile: float
    score: Score
    evidence: tuple[Evidence, ...]


def read_files(reader: DocumentReader, paths: Sequence[Path], *, as_of: str, ocr: bool = False) -> Iterator[ReadFile]:
    """Read files in the order given (folders sorted by name, members of ZIP files too), as workers finish them.

    Args:
        reader: The workers.
        paths: Files, folders, ZIP files. One that cannot be opened gives a rejection, not an error.
        as_of: The month (``YYYY-MM``) at which a present job ends.
        ocr: Whether pictures of pages may be recognised.
    """
    ahead: deque[tuple[str, str, Future[ParseOutcome]]] = deque()
    for shown, data in _contents(reader, paths):
        ahead.append((shown, *_start(reader, shown, data, as_of, ocr)))
        if len(ahead) >= reader.capacity:
            yield _finished(*ahead.popleft())
    while ahead:
        yield _finished(*ahead.popleft())


def rank_files(ranker: Ranker, ad: JobAd, weights: Weights, read: Iterable[ReadFile]) -> list[RankedFile]:
    """Rank what was parsed against an ad; ties go by content, so the order of input does not matter."""
    parsed = [file for file in read if file.outcome.parsed is not None and file.outcome.profile is not None]
    parsed.sort(key=lambda file: (file.digest, file.file))
    profiles = [replace(_profile(file), id=f"{number:08d}") for number, file in enumerate(parsed)]
    scores = ranker.score(ad, weights, profiles).result() if profiles else []
    by_id = {score.id: (file, score) for file, score in zip(parsed, scores, strict=True)}
    return [
        RankedFile(by_id[at.id][0], at.rank, at.percentile, by_id[at.id][1], _evidence(*by_id[at.id]))
        for at in rank_rows((score.id, score.overall) for score in scores)
    ]


def _contents(reader: DocumentReader, paths: Sequence[Path]) -> Iterator[tuple[str, _Bytes]]:
    for shown, path in walk(paths, as_given=True):
        try:
            data = read_file(path, shown)
            if reader.sniff(data, shown) != ZIP:
                yield shown, data
                continue
            inside = open_archive(reader, data, shown)
        except DocumentRejected as error:
            yield shown, error
            continue
        yield from inside


def _start(reader: DocumentReader, shown: str, data: _Bytes, as_of: str, ocr: bool) -> tuple[str, Future[ParseOutcome]]:
    if isinstance(data, bytes):
        return hashlib.sha256(data).hexdigest(), reader.parse(data, shown, as_of=as_of, ocr=ocr)
    refused: Future[ParseOutcome] = Future()
    refused.set_exception(data)
    return "", refused


def _finished(shown: str, digest: str, future: Future[ParseOutcome]) -> ReadFile:
    return ReadFile(shown, digest, settled(future))


def _profile(file: ReadFile) -> Profile:
    if file.outcome.profile is None:
        raise ValueError("only parsed files have a profile")
    return file.outcome.profile


def _evidence(file: ReadFile, score: Score) -> tuple[Evidence, ...]:
    if file.outcome.parsed is None:
        raise ValueError("only parsed files have evidence")
    return tuple(evidence(score, file.outcome.parsed.resume, file.outcome.parsed.sources))
