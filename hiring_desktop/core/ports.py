"""What the core needs from outside, as protocols. ``bootstrap`` hands in the real ones, tests hand in fakes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, Protocol

from hiring_desktop.core.model import JobAd, Json, ParseOutcome, Profile, Score, Weights

Filter = Mapping[str, Any]
Sort = Sequence[tuple[str, int]]
Projection = Sequence[str]


class Clock(Protocol):
    """Tells the time; injected so that nothing depends on the day a test runs."""

    def now(self) -> datetime:
        """The present as an aware UTC datetime."""
        ...


# ------------------------------------------------------------------ the document store
@dataclass(frozen=True, slots=True)
class WriteResult:
    """What a write did. ``upserted_id`` is set when an upsert inserted."""

    matched: int = 0
    modified: int = 0
    upserted_id: str | None = None


class Collection(Protocol):
    """A collection of documents with MongoDB's semantics for what it implements.

    Anything that is not implemented raises ``UnsupportedOperation`` and names it. Every document has a string ``_id``.
    ``projection`` names the fields to keep (``_id`` always is); dotted names reach into sub-documents.
    """

    def insert_one(self, document: Json) -> str:
        """Store a document and return its id (made if absent). Raises ``Conflict`` on a duplicate key."""
        ...

    def insert_many(self, documents: Iterable[Json]) -> list[str]:
        """Store documents, all or none."""
        ...

    def find_one(self, query: Filter, projection: Projection | None = None, *, sort: Sort | None = None) -> Json | None:
        """The first match, or None."""
        ...

    def find(
        self, query: Filter, projection: Projection | None = None, *, sort: Sort | None = None,
        skip: int = 0, limit: int = 0,
    ) -> list[Json]:  # fmt: skip
        """All matches. Without ``sort`` in insertion order; ties of a sort go by ``_id``. ``limit`` 0 means all."""
        ...

    def ids(self, query: Filter, *, sort: Sort | None = None) -> list[str]:
        """The ids of all matches, in order: the store-side list behind a table."""
        ...

    def count_documents(self, query: Filter) -> int:
        """How many match."""
        ...

    def distinct(self, field: str, query: Filter | None = None) -> list[Any]:
        """The distinct values of a field over all matches; arrays count by element."""
        ...

    def update_one(self, query: Filter, update: Mapping[str, Any], *, upsert: bool = False) -> WriteResult:
        """Change the first match with update operators."""
        ...

    def update_many(self, query: Filter, update: Mapping[str, Any]) -> WriteResult:
        """Change all matches."""
        ...

    def replace_one(self, query: Filter, document: Json, *, upsert: bool = False) -> WriteResult:
        """Replace the first match as a whole; its ``_id`` stays."""
        ...

    def find_one_and_update(
        self, query: Filter, update: Mapping[str, Any], *, sort: Sort | None = None, return_after: bool = True,
        upsert: bool = False,
    ) -> Json | None:  # fmt: skip
        """Claim: change the first match atomically and return it (as changed, or as it was)."""
        ...

    def delete_one(self, query: Filter) -> int:
        """Delete the first match; how many were deleted."""
        ...

    def delete_many(self, query: Filter) -> int:
        """Delete all matches; how many."""
        ...


# ------------------------------------------------------------------ searching
TextField = Literal["name", "title", "skill", "note", "text"]
TEXT_FIELDS: Final[tuple[TextField, ...]] = ("name", "title", "skill", "note", "text")
Comparison = Literal["<", "<=", "=", ">=", ">"]


@dataclass(frozen=True, slots=True)
class Match:
    """Text that must occur, in ``field`` or anywhere; several words are a phrase. ``prefix`` leaves the end open."""

    text: str
    field: TextField | None = None
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """A number field compared with a number. A candidate whose number is not known never matches."""

    field: str
    comparison: Comparison
    number: float


ExactField = Literal["email", "phone"]
EXACT_FIELDS: Final[tuple[ExactField, ...]] = ("email", "phone")


@dataclass(frozen=True, slots=True)
class Exactly:
    """A value that must be the candidate's own. A store knows it by its blind index, which ``value`` then is."""

    field: ExactField
    value: str


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """The part does not hold."""

    part: Query


Query = Match | Range | Exactly | Every | Some | Without
"""What a search asks for, as a tree."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: how many candidates in all, and the ids of those of the page, best first."""

    total: int
    ids: tuple[str, ...]


class CandidateSearch(Protocol):
    """Full-text search over all candidates of a store.

    It follows the documents by itself: whatever writes them, a search sees exactly what is committed, and inside a
    transaction also what that has written. An engine without an index of its own keeps one beside it.
    """

    def find(self, query: Query, *, limit: int, offset: int = 0, within: Sequence[str] | None = None) -> Found:
        """The candidates that match, best first; among equals the newest first.

        Args:
            query: What to look for.
            limit: The most that are returned.
            offset: How many of the best are left out.
            within: Leave the candidates that have one of these labels (``job_label``, ``company_label``); None
                leaves all.
        """
        ...


def job_label(job_id: str) -> str:
    """What search calls the candidates who applied for a job."""
    return f"job:{job_id}"


def company_label(company_id: str | None) -> str:
    """What search calls the candidates who applied for a job of a company; None where there is but one company."""
    return f"company:{company_id or ''}"


def exact_label(field: ExactField, index: str) -> str:
    """What search calls the candidates with this blind index."""
    return f"{field}:{index}"


class Store(Protocol):
    """An embedded or remote document store."""

    @property
    def search(self) -> CandidateSearch:
        """Full-text search over its candidates."""
        ...

    def __getitem__(self, collection: str) -> Collection:
        """A collection by name. Raises ``UnsupportedOperation`` for a name that the schema does not know."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All writes inside are stored together or not at all. Nested use joins the outer transaction."""
        ...

    def one_state(self) -> AbstractContextManager[None]:
        """All that this thread reads inside is of one state, whatever others commit; it may not write inside."""
        ...

    def snapshot(self, folder: Path) -> None:
        """Write a copy of one state into a folder, for ``open_snapshot``; others go on reading and writing.

        Raises ``StorageFailure`` when the disk does not allow it.
        """
        ...

    def open_snapshot(self, folder: Path) -> Store:
        """A store of its own from what ``snapshot`` wrote. Raises ``Damaged`` when that is not whole."""
        ...

    def next_seq(self, name: str, count: int = 1) -> int:
        """Take ``count`` numbers of a named counter and return the first; never gives one out twice."""
        ...

    def scrub(self) -> None:
        """Make sure that nothing deleted or overwritten is left in the files, and be done when it returns.

        Not inside a transaction. Raises ``Locked`` when others kept it from finishing; it may be tried again.
        """
        ...

    def verify(self) -> list[str]:
        """Problems found in the stored data, one sentence each; empty when sound."""
        ...

    def accept_losses(self) -> None:
        """Take the store as it is for complete, after ``verify`` told that changes are gone."""
        ...

    def close(self) -> None:
        """Release the files. Further use raises."""
        ...


class Attachments(Protocol):
    """Encrypted files, addressed by a keyed hash of their content."""

    def put(self, data: bytes) -> str:
        """Store bytes (once, however often put) and return their address. Durable when it returns."""
        ...

    def get(self, address: str) -> bytes:
        """The bytes. Raises ``NotFound`` or ``Damaged``."""
        ...

    def delete(self, address: str) -> None:
        """Remove the bytes; absent is fine."""
        ...

    def addresses(self) -> list[str]:
        """All that is stored, sorted."""
        ...

    def address_of(self, data: bytes) -> str:
        """The address that ``put`` would return, without storing."""
        ...


# ------------------------------------------------------------------ reading and ranking
class DocumentReader(Protocol):
    """Reads files in worker processes. A future's exception is ``DocumentRejected`` with a reason code."""

    def sniff(self, data: bytes, file_name: str) -> str:
        """The media type by content (light, in process). Raises ``DocumentRejected`` when it is no resume format."""
        ...

    def members(self, data: bytes, file_name: str) -> list[tuple[str, bytes | Exception]]:
        """The files in a ZIP, sorted by name, each with its bytes or the rejection it earned."""
        ...

    def parse(self, data: bytes, file_name: str, *, as_of: str, ocr: bool = False) -> Future[ParseOutcome]:
        """Read a resume. ``as_of`` (``YYYY-MM``) is where ``Present`` ends."""
        ...

    def read_ad(self, text: str, title: str | None = None) -> Future[JobAd]:
        """What a job ad asks for: title, skills, years, degree."""
        ...

    def read_ad_file(self, data: bytes, file_name: str) -> Future[JobAd]:
        """The same from a file: text, Markdown, PDF, DOCX, or JSON (schema.org ``JobPosting`` too)."""
        ...

    def render(self, data: bytes, page: int, scale: float) -> Future[RenderedPage]:
        """Draw a page of a PDF (1-based) at ``scale`` pixels a point, ahead of queued parsing."""
        ...

    @property
    def capacity(self) -> int:
        """How many parses make sense to have under way at once."""
        ...

    def close(self) -> None:
        """End the workers."""
        ...


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page as pixels: ``rgb`` is ``height * width * 3`` bytes, rows without padding. Sizes of the page in points."""

    page: int
    pages: int
    width: int
    height: int
    rgb: bytes
    page_width: float
    page_height: float


class Ranker(Protocol):
    """Scores profiles in a process of its own.

    A ``reference`` is a plain document (document frequencies, scales, medians) that is kept with the job, so that
    adding candidates moves no old score.
    """

    def make_reference(self, profiles: Sequence[Profile]) -> Future[Json]:
        """A snapshot of the pool; of the shipped background where there are fewer than 30 profiles."""
        ...

    def score(
        self, ad: JobAd, weights: Weights, profiles: Sequence[Profile], reference: Json | None = None
    ) -> Future[list[Score]]:
        """Scores in the order of the profiles. Without a reference: the background plus the profiles given."""
        ...

    def reweigh(
        self, rows: Sequence[tuple[str, Mapping[str, float]]], weights: Weights, asked: Sequence[str]
    ) -> Future[list[tuple[str, float]]]:
        """``(id, overall)`` best first for rows of ``(id, breakdown)``; ``asked`` names what the job asks for."""
        ...

    def close(self) -> None:
        """End the worker."""
        ...
