"""The domain's values: frozen, without behaviour beyond their own rules, known to every floor.

Dates are ``YYYY`` or ``YYYY-MM`` strings as the document shows them; points in time are aware UTC datetimes.
Ids are lower-case hexadecimal UUIDs (32 characters, no dashes).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

Json = dict[str, Any]

MAX_FILE_BYTES: Final = 16 * 1024 * 1024

RejectionReason = Literal[
    "empty", "too_large", "wrong_type", "unsupported", "corrupt", "encrypted", "resource_limit", "too_many_pages",
    "unsafe_xml", "infected", "timeout", "unreadable",
]  # fmt: skip
REJECTION_REASONS: Final[tuple[str, ...]] = RejectionReason.__args__  # type: ignore[attr-defined]

WarningCode = Literal[
    "hidden_text", "columns_uncertain", "dates_unreadable", "no_contact", "no_name", "ocr_used", "instructions_in_text",
    "truncated",
]  # fmt: skip

DegreeLevel = Literal["secondary", "diploma", "associate", "bachelor", "master", "doctorate"]
DEGREE_LADDER: Final[tuple[DegreeLevel, ...]] = (
    "secondary", "diploma", "associate", "bachelor", "master", "doctorate",
)  # fmt: skip

ApplicationStatus = Literal["queued", "processing", "processed", "needs_ocr", "failed"]
ImportStatus = Literal["waiting", "queued", "processing", "imported", "duplicate", "needs_ocr", "rejected", "cancelled"]
JobStatus = Literal["open", "closed"]

_YEAR_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def new_id() -> str:
    """A fresh document id: 32 lower-case hexadecimal digits."""
    return uuid.uuid4().hex


# ------------------------------------------------------------------ a place in a document
Box = tuple[float, float, float, float]
"""``(x0, y0, x1, y1)`` in points from the top left corner of the page."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document: code points ``start`` to ``end`` (exclusive) of its text, and where that is printed.

    ``page`` is 1-based, or None where the format has no pages; ``boxes`` is empty then.
    """

    start: int
    end: int
    page: int | None = None
    boxes: tuple[Box, ...] = ()

    def to_json(self) -> Json:
        """The shape of the command line's ``spans``."""
        return {"page": self.page, "boxes": [list(b) for b in self.boxes], "start": self.start, "end": self.end}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Span:
        """The inverse of ``to_json``."""
        boxes = tuple((float(b[0]), float(b[1]), float(b[2]), float(b[3])) for b in data["boxes"])
        return Span(int(data["start"]), int(data["end"]), data["page"], boxes)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from. ``confidence`` is 0 (a guess) to 1 (certain)."""

    confidence: float
    spans: tuple[Span, ...]

    def to_json(self) -> Json:
        """The shape of the command line's ``sources`` values."""
        return {"confidence": self.confidence, "spans": [s.to_json() for s in self.spans]}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Source:
        """The inverse of ``to_json``."""
        return Source(float(data["confidence"]), tuple(Span.from_json(s) for s in data["spans"]))


# ------------------------------------------------------------------ a read resume
@dataclass(frozen=True, slots=True)
class ParsedResume:
    """What was read from one document.

    ``resume`` is a JSON Resume object (v1.0.0); ``sources`` maps JSON Pointers into it (``/basics/name``,
    ``/work/0/startDate``, ``/skills/2/keywords/0``) to where the value stands. Skills and degrees stand as printed with
    a ``canonical`` beside. ``text`` is the document's text in reading order that all spans count in.
    """

    text: str
    resume: Json
    sources: Mapping[str, Source]
    total_experience_years: float | None = None
    highest_degree: DegreeLevel | None = None
    cci: float | None = None
    warnings: tuple[WarningCode, ...] = ()

    def skill_names(self) -> list[str]:
        """Canonical names of all skills, sorted, each once."""
        names: set[str] = set()
        for group in self.resume.get("skills", ()):
            names.update(group.get("canonical") or group.get("keywords") or [group["name"]])
        return sorted(names, key=str.casefold)


# ------------------------------------------------------------------ a job and how it is ranked
@dataclass(frozen=True, slots=True)
class Requirements:
    """What a job asks for. Skills are canonical names; years are None where the ad is silent.

    ``must_have`` is a subset of the skills that a person marked: a gate that is shown, never a rejection by itself.
    """

    required_skills: tuple[str, ...] = ()
    preferred_skills: tuple[str, ...] = ()
    must_have: tuple[str, ...] = ()
    min_years: float | None = None
    max_years: float | None = None
    degree: DegreeLevel | None = None

    def to_json(self) -> Json:
        """A plain document."""
        return {
            "required_skills": list(self.required_skills), "preferred_skills": list(self.preferred_skills),
            "must_have": list(self.must_have), "min_years": self.min_years, "max_years": self.max_years,
            "degree": self.degree,
        }  # fmt: skip

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Requirements:
        """The inverse of ``to_json``; absent keys take the defaults."""
        return Requirements(
            tuple(data.get("required_skills") or ()), tuple(data.get("preferred_skills") or ()),
            tuple(data.get("must_have") or ()), data.get("min_years"), data.get("max_years"), data.get("degree"),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class JobAd:
    """A job as it is ranked against: ``description`` is the whole ad as text."""

    title: str
    description: str
    requirements: Requirements = Requirements()


COMPONENTS: Final = ("skills_match", "experience", "education", "resume_similarity", "career_consistency")


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the five components, each 0 to 100; only their proportions matter (they are rescaled to a sum of 100).

    ``preset`` names where they come from: ``seed`` (the original formula, Jaccard and all), ``balanced``, or ``custom``
    (which computes components as ``balanced`` does).
    """

    skills_match: float
    experience: float
    education: float
    resume_similarity: float
    career_consistency: float
    preset: Literal["seed", "balanced", "custom"] = "custom"

    def as_dict(self) -> dict[str, float]:
        """Component name to weight, in the order of ``COMPONENTS``."""
        return {name: getattr(self, name) for name in COMPONENTS}

    def to_json(self) -> Json:
        """A plain document."""
        return {"preset": self.preset, **self.as_dict()}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Weights:
        """The inverse of ``to_json``."""
        return Weights(**{name: float(data[name]) for name in COMPONENTS}, preset=data.get("preset", "custom"))


SEED_WEIGHTS: Final = Weights(35, 25, 15, 20, 5, preset="seed")
BALANCED_WEIGHTS: Final = Weights(10, 15, 10, 45, 0, preset="balanced")
PRESETS: Final[Mapping[str, Weights]] = {"balanced": BALANCED_WEIGHTS, "seed": SEED_WEIGHTS}


@dataclass(frozen=True, slots=True)
class Profile:
    """What the ranker sees of one candidate: nothing here names the person.

    ``text`` is redacted (no name, contact data, pronouns). ``skills`` are canonical names. None means unknown.
    """

    id: str
    text: str
    head: str
    skills: tuple[str, ...]
    total_experience_years: float | None
    highest_degree: DegreeLevel | None
    cci: float | None


@dataclass(frozen=True, slots=True)
class ParseOutcome:
    """What became of one file: exactly one of a parsed resume, ``needs_ocr``, or a rejection with its reason.

    ``message`` says in a sentence what to do; it is None for ``parsed``. For ``needs_ocr``, ``parsed`` is None.
    """

    status: Literal["parsed", "needs_ocr", "rejected"]
    parsed: ParsedResume | None = None
    reason: RejectionReason | None = None
    message: str | None = None
    media_type: str | None = None
    pages: int | None = None
    profile: Profile | None = None
    """What the ranker may see of ``parsed``; its id is empty until the core gives it one."""


@dataclass(frozen=True, slots=True)
class Score:
    """A profile scored against a job. ``breakdown`` holds the five numbers that were summed, each 0 to 100.

    ``overall`` equals the weighted mean of ``breakdown`` exactly; ``imputed`` names components whose value is not known
    and stands at the reference median; ``interval`` is the overall score if those were 0, or full.
    """

    id: str
    overall: float
    breakdown: Mapping[str, float]
    weights: Mapping[str, float]
    imputed: tuple[str, ...] = ()
    interval: tuple[float, float] = (0.0, 0.0)
    confidence: Literal["high", "medium", "low"] = "high"
    matched_skills: tuple[str, ...] = ()
    missing_skills: tuple[str, ...] = ()
    near_skills: tuple[str, ...] = ()
    failed_must_haves: tuple[str, ...] = ()
    top_terms: tuple[str, ...] = ()
    recommendation: str = ""


# ------------------------------------------------------------------ who acts, and what a write touched
@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something. A single-user workspace has one, the owner."""

    id: str
    role: str
    source: str = "desktop"
    """Where the action comes from: ``desktop``, ``cli``, ``import``, ``api``."""
    company_id: str | None = None
    """The company that the account belongs to; None in a workspace of one company."""
    epoch: int = 0
    """Which of the account's successive passwords and roles this came from; an older one is not valid any more."""


@dataclass(frozen=True, slots=True)
class Resource:
    """What a use case is about, as far as the question who may needs it.

    ``kind`` is the collection; ``assigned_to`` and ``owner_id`` are ids of accounts.
    """

    kind: str
    id: str | None = None
    company_id: str | None = None
    assigned_to: tuple[str, ...] = ()
    owner_id: str | None = None


@dataclass(frozen=True, slots=True)
class Touched:
    """One document that a write changed. ``fields`` is empty for a deletion."""

    collection: str
    id: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What a write touched, so that a view can decide whether to refresh. ``seq`` orders all writes of a workspace."""

    seq: int
    touched: tuple[Touched, ...] = ()

    def touches(self, *collections: str) -> bool:
        """Whether any document of the named collections changed."""
        return any(t.collection in collections for t in self.touched)


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """Counts of a job's (or all jobs') import by status."""

    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All files ever offered."""
        return sum(self.counts.values())

    @property
    def pending(self) -> int:
        """Files still to be finished."""
        return sum(self.counts.get(s, 0) for s in ("waiting", "queued", "processing"))


def month_of(moment: datetime) -> str:
    """``YYYY-MM`` of a UTC point in time."""
    return moment.strftime("%Y-%m")


def check_month(text: str) -> str:
    """Return ``text`` if it is a ``YYYY-MM`` month.

    Raises:
        ValueError: It is not.
    """
    if not _YEAR_MONTH.fullmatch(text):
        raise ValueError(f"{text!r} is not a month of the form YYYY-MM")
    return text
