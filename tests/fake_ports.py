"""Fakes that keep to the ports of reading and ranking; they need no process and no library."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.core.hiring.explanation import reweigh
from hiring_desktop.core.model import (
    JobAd,
    Json,
    ParsedResume,
    ParseOutcome,
    Profile,
    Requirements,
    Score,
    Source,
    Span,
    Weights,
)
from hiring_desktop.core.ports import RenderedPage


class FixedClock:
    """Starts on a fixed day; a test moves it on."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def now(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment


class LineReader:
    """Reads files of the form ``Name | skill, skill | years``; anything with no bar in it is refused.

    An e-mail address and a phone number may follow, each behind another bar.

    ``hold`` keeps parses unfinished until ``release``, so that a test can look at a queue at work.
    """

    capacity = 2

    def __init__(self) -> None:
        self.parsed: list[str] = []
        self.hold = False
        self.held: list[tuple[Future[ParseOutcome], bytes]] = []

    def sniff(self, data: bytes, file_name: str) -> str:
        if not data:
            raise DocumentRejected(f"{file_name} is empty.", code="empty")
        if data.startswith(b"MZ"):
            raise DocumentRejected(f"{file_name} is a program.", code="wrong_type")
        return "application/zip" if data.startswith(b"PK") else "text/plain"

    def members(self, data: bytes, file_name: str) -> list[tuple[str, bytes | Exception]]:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [(f"{file_name}/{name}", archive.read(name)) for name in sorted(archive.namelist())]

    def parse(self, data: bytes, file_name: str, *, as_of: str, ocr: bool = False) -> Future[ParseOutcome]:
        self.parsed.append(file_name)
        future: Future[ParseOutcome] = Future()
        if self.hold:
            self.held.append((future, data))
        else:
            self._finish(future, data)
        return future

    def release(self) -> None:
        self.hold = False
        for future, data in self.held:
            if future.set_running_or_notify_cancel():
                self._finish(future, data)
        self.held.clear()

    def _finish(self, future: Future[ParseOutcome], data: bytes) -> None:
        text = data.decode()
        if text == "scan":
            future.set_result(ParseOutcome("needs_ocr", message="A picture of a page."))
        elif "|" not in text:
            future.set_exception(DocumentRejected("Not a resume.", code="corrupt"))
        else:
            future.set_result(_parsed(text))

    def read_ad(self, text: str, title: str | None = None) -> Future[JobAd]:
        future: Future[JobAd] = Future()
        first, _, _ = text.partition("\n")
        skills = tuple(word for word in ("Python", "SQL", "Java") if word in text)
        future.set_result(JobAd(title or first, text, Requirements(required_skills=skills)))
        return future

    def read_ad_file(self, data: bytes, file_name: str) -> Future[JobAd]:
        return self.read_ad(data.decode())

    def render(self, data: bytes, page: int, scale: float) -> Future[RenderedPage]:
        future: Future[RenderedPage] = Future()
        future.set_result(RenderedPage(page, 1, 1, 1, b"\xff\xff\xff", 1.0, 1.0))
        return future

    def close(self) -> None:
        pass


def _parsed(text: str) -> ParseOutcome:
    name, skills, years, *contact = (part.strip() for part in text.split("|"))
    names = [skill.strip() for skill in skills.split(",")]
    known = float(years) if years else None
    resume: Json = {
        "basics": {"name": name, **dict(zip(("email", "phone"), contact, strict=False))},
        "skills": [{"name": "", "keywords": names, "canonical": names}],
        "work": [{"name": "Acme", "position": "Engineer", "startDate": "2020-01"}],
    }
    sources = {"/basics/name": Source(1.0, (Span(0, len(name)),)), "/work/0/startDate": Source(1.0, (Span(0, 1),))}
    for number, skill in enumerate(names):
        start = text.index(skill)
        sources[f"/skills/0/keywords/{number}"] = Source(1.0, (Span(start, start + len(skill)),))
    parsed = ParsedResume(text, resume, sources, total_experience_years=known)
    profile = Profile("", text.replace(name, ""), "Engineer", tuple(names), known, None, None)
    return ParseOutcome("parsed", parsed, media_type="text/plain", profile=profile)


class CountingRanker:
    """The share of the required skills that a profile has, and its years; needs no library."""

    def __init__(self) -> None:
        self.scored = 0

    def make_reference(self, profiles: Sequence[Profile]) -> Future[Json]:
        future: Future[Json] = Future()
        future.set_result({"profiles": len(profiles)})
        return future

    def score(
        self, ad: JobAd, weights: Weights, profiles: Sequence[Profile], reference: Json | None = None
    ) -> Future[list[Score]]:
        self.scored += len(profiles)
        future: Future[list[Score]] = Future()
        future.set_result([self._score(ad, weights, profile) for profile in profiles])
        return future

    def _score(self, ad: JobAd, weights: Weights, profile: Profile) -> Score:
        wanted = ad.requirements.required_skills
        matched = tuple(skill for skill in wanted if skill in profile.skills)
        breakdown = {
            "skills_match": 100.0 * len(matched) / max(1, len(wanted)),
            "experience": min(100.0, 10.0 * (profile.total_experience_years or 0.0)),
            "education": 50.0, "resume_similarity": 50.0, "career_consistency": 50.0,
        }  # fmt: skip
        [(_, overall)] = reweigh([(profile.id, breakdown)], weights, list(breakdown))
        missing = tuple(skill for skill in wanted if skill not in profile.skills)
        imputed = ("experience",) if profile.total_experience_years is None else ()
        return Score(
            profile.id, overall, breakdown, weights.as_dict(), imputed, (overall, overall), matched_skills=matched,
            missing_skills=missing, recommendation="Read it",
        )  # fmt: skip

    def reweigh(
        self, rows: Sequence[tuple[str, Mapping[str, float]]], weights: Weights, asked: Sequence[str]
    ) -> Future[list[tuple[str, float]]]:
        future: Future[list[tuple[str, float]]] = Future()
        future.set_result(reweigh(rows, weights, asked))
        return future

    def close(self) -> None:
        pass
