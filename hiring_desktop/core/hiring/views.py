"""What the use cases hand out: frozen rows for windows, tables and other programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hiring_desktop.core.model import (
    ApplicationStatus,
    ImportStatus,
    JobStatus,
    Json,
    RejectionReason,
    Requirements,
    Score,
    Source,
    Span,
    Weights,
)


@dataclass(frozen=True, slots=True)
class JobView:
    """A job with its ad, what it asks for and how it is weighted. ``revision`` counts changes that move scores.

    ``assigned_to`` are the accounts of the hiring managers who see it.
    """

    id: str
    title: str
    description: str
    requirements: Requirements
    weights: Weights
    status: JobStatus
    created_at: datetime
    revision: int = 0
    assigned_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JobSummary:
    """A row of the jobs list. ``ranked`` applications have a score; ``attention`` ones failed or need OCR."""

    id: str
    title: str
    status: JobStatus
    created_at: datetime
    ranked: int
    attention: int
    pending: int


@dataclass(frozen=True, slots=True)
class ImportItemView:
    """A file offered for a job and what became of it. ``file`` is its display path, ``a.zip/cv.pdf`` for a member."""

    id: str
    job_id: str
    file: str
    status: ImportStatus
    reason: RejectionReason | None
    message: str | None
    application_id: str | None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RankRow:
    """An application in the ranked list of its job. ``rank`` counts from 1 in the job's stored order."""

    application_id: str
    candidate_id: str
    rank: int
    percentile: float
    file: str
    candidate_name: str | None
    label: str | None
    score: Score
    warnings: tuple[str, ...]
    stale: bool
    """The job changed after this score was computed; a re-score is under way."""


@dataclass(frozen=True, slots=True)
class UnrankedRow:
    """A file of the job that has no score, and why."""

    file: str
    status: ApplicationStatus | ImportStatus
    reason: str | None
    message: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim of the explanation, where the document says so, and which ``component`` of the score it is for."""

    claim: str
    spans: tuple[Span, ...]
    component: str = ""


@dataclass(frozen=True, slots=True)
class CandidateView:
    """A candidate as read from the newest resume: a JSON Resume object, ``sources`` as in ``ParsedResume``."""

    id: str
    resume_id: str
    name: str | None
    resume: Json
    sources: Mapping[str, Source]
    total_experience_years: float | None
    highest_degree: str | None
    cci: float | None
    warnings: tuple[str, ...]
    file: str
    media_type: str
    pages: int | None
    text: str


@dataclass(frozen=True, slots=True)
class WorkspaceInfo:
    """What ``workspace info`` prints: counts and versions, nothing personal."""

    id: str
    name: str
    folder: str
    schema_version: int
    jobs: int
    candidates: int
    applications: int
    attachments: int
