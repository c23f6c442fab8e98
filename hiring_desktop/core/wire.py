"""Records to JSON: the shapes that other programs read (documented for the command line). Numbers are unrounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from hiring_desktop.core.hiring.batch import RankedFile, ReadFile
from hiring_desktop.core.hiring.search import SearchRow
from hiring_desktop.core.hiring.views import Evidence, ImportItemView, JobSummary, JobView, RankRow, UnrankedRow
from hiring_desktop.core.model import Json, Score
from hiring_desktop.core.trust.backups import Status as BackupStatus


def parse_row(read: ReadFile) -> Json:
    """A line of ``parse``."""
    outcome, parsed = read.outcome, read.outcome.parsed
    return {
        "file": read.file,
        "status": outcome.status,
        "reason": outcome.reason,
        "message": outcome.message,
        "resume": parsed.resume if parsed else None,
        "sources": {pointer: source.to_json() for pointer, source in parsed.sources.items()} if parsed else {},
        "total_experience_years": parsed.total_experience_years if parsed else None,
        "highest_degree": parsed.highest_degree if parsed else None,
        "cci": parsed.cci if parsed else None,
        "warnings": list(parsed.warnings) if parsed else [],
    }


def ranked_file_row(ranked: RankedFile) -> Json:
    """A line of ``rank`` for a file that was ranked."""
    parsed = ranked.read.outcome.parsed
    basics = (parsed.resume.get("basics") or {}) if parsed else {}
    place = (ranked.rank, ranked.read.file, basics.get("name"), ranked.percentile)
    return _rank_row(*place, ranked.score, ranked.evidence)


def unranked_file_row(read: ReadFile) -> Json:
    """A line of ``rank`` for a file that could not be ranked."""
    outcome = read.outcome
    return {"file": read.file, "status": outcome.status, "reason": outcome.reason, "message": outcome.message}


def ranking_row(row: RankRow, evidence: Sequence[Evidence]) -> Json:
    """A line of ``ranking``; the same shape as of ``rank``, with the ids of the workspace beside."""
    shape = _rank_row(row.rank, row.file, row.candidate_name, row.percentile, row.score, evidence)
    return {**shape, "application_id": row.application_id, "candidate_id": row.candidate_id, "stale": row.stale}


def unranked_row(row: UnrankedRow) -> Json:
    """A line of ``ranking`` for a file without a score."""
    return {"file": row.file, "status": row.status, "reason": row.reason, "message": row.message}


def import_row(item: ImportItemView) -> Json:
    """A line of ``import``."""
    return {
        "file": item.file, "status": item.status, "reason": item.reason, "message": item.message,
        "application_id": item.application_id,
    }  # fmt: skip


def search_row(row: SearchRow) -> Json:
    """A line of ``search``. Hits are places in the name, in the label, and in the whole text of the snippet's field."""
    snippet = row.snippet
    return {
        "candidate_id": row.candidate_id, "name": row.name, "label": row.label, "years": row.years,
        "name_hits": list(map(list, row.name_hits)), "label_hits": list(map(list, row.label_hits)),
        "snippet": snippet and {
            "field": snippet.field, "text": snippet.text, "start": snippet.start,
            "hits": list(map(list, snippet.hits)), "resume_id": snippet.resume_id,
        },
    }  # fmt: skip


def backup_status(status: BackupStatus) -> Json:
    """What ``backup status`` prints."""
    schedule, last, failure = status.schedule, status.last, status.failure
    return {
        "folder": str(schedule.folder) if schedule.folder else None, "hour": schedule.times.hour,
        "weekday": schedule.times.weekday, "keep": asdict(schedule.keep), "count": status.count,
        "last": last and {"file": str(last.path), "created": last.created.isoformat(), "bytes": last.size},
        "next_at": status.next_at and status.next_at.isoformat(),
        "failure": failure and {"at": failure.at.isoformat(), "title": failure.title, "message": failure.message},
        "portable": status.portable,
    }  # fmt: skip


def job_row(job: JobSummary) -> Json:
    """A line of ``jobs list``."""
    return {
        "id": job.id, "title": job.title, "status": job.status, "created_at": job.created_at.isoformat(),
        "ranked": job.ranked, "attention": job.attention, "pending": job.pending,
    }  # fmt: skip


def job_document(job: JobView) -> Json:
    """What ``jobs show`` prints."""
    return {
        "id": job.id, "title": job.title, "status": job.status, "created_at": job.created_at.isoformat(),
        "description": job.description, "requirements": job.requirements.to_json(), "weights": job.weights.to_json(),
    }  # fmt: skip


def _rank_row(
    rank: int, file: str, name: str | None, percentile: float, score: Score, evidence: Sequence[Evidence]
) -> Json:
    return {
        "rank": rank,
        "file": file,
        "candidate_name": name,
        "overall_score": score.overall,
        "percentile": percentile,
        "weights": dict(score.weights),
        "score_breakdown": dict(score.breakdown),
        "imputed": list(score.imputed),
        "matched_skills": list(score.matched_skills),
        "missing_skills": list(score.missing_skills),
        "near_skills": list(score.near_skills),
        "failed_must_haves": list(score.failed_must_haves),
        "recommendation": score.recommendation,
        "confidence": score.confidence,
        "score_interval": list(score.interval),
        "evidence": [{"claim": e.claim, "spans": [s.to_json() for s in e.spans]} for e in evidence],
    }
