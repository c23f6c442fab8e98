"""A candidate's profile as groups of fields, each with where the document says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hiring_desktop.core.hiring.explanation import Explanation, ExplanationLine
from hiring_desktop.core.hiring.views import CandidateView, Evidence
from hiring_desktop.core.model import Score, Source, Span
from hiring_desktop.ui.presenters.imports import warning_words
from hiring_desktop.ui.presenters.job_editor import degree_words
from hiring_desktop.ui.words import translate

UNSURE_BELOW: Final = 0.6
"""Fields that the reader is less sure of say so."""


@dataclass(frozen=True, slots=True)
class Field:
    """A value as shown: ``caption`` says what it is, ``note`` whether to look twice."""

    caption: str
    text: str
    spans: tuple[Span, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields under one heading; ``tags`` are short ones that stand side by side."""

    title: str
    fields: tuple[Field, ...]
    tags: bool = False


def profile(view: CandidateView) -> list[FieldGroup]:
    """Everything that was read, in the order of a resume; groups without fields are left out."""
    resume, sources = view.resume, view.sources
    groups = [
        FieldGroup(translate("Profile", "Contact"), tuple(_contact(resume.get("basics") or {}, sources))),
        FieldGroup(translate("Profile", "At a glance"), tuple(_glance(view))),
        FieldGroup(translate("Profile", "Experience"), tuple(_work(resume.get("work") or (), sources))),
        FieldGroup(translate("Profile", "Education"), tuple(_education(resume.get("education") or (), sources))),
        FieldGroup(translate("Profile", "Skills"), tuple(_skills(resume.get("skills") or (), sources)), tags=True),
        FieldGroup(translate("Profile", "Languages"), tuple(_languages(resume.get("languages") or (), sources))),
        FieldGroup(
            translate("Profile", "Certificates"), tuple(_certificates(resume.get("certificates") or (), sources))
        ),
    ]
    return [group for group in groups if group.fields]


def warnings(view: CandidateView) -> list[str]:
    """What the reader noticed, in plain words."""
    return [warning_words(code) for code in view.warnings]


def skill_places(score: Score, evidence: Sequence[Evidence]) -> dict[str, tuple[Span, ...]]:
    """Where each skill that counts stands in the document; one that is found in several places keeps them all."""
    wanted = {name.casefold(): name for name in (*score.matched_skills, *score.near_skills)}
    places: dict[str, tuple[Span, ...]] = dict.fromkeys(wanted.values(), ())
    for one in evidence:
        name = wanted.get(one.claim.casefold())
        if name is not None:
            places[name] += one.spans
    return places


def line_text(line: ExplanationLine, score: Score) -> str:
    """A component in a sentence. Skills are counted only, since they stand below it one by one."""
    asked = len(score.matched_skills) + len(score.missing_skills)
    if line.component == "skills_match" and asked and not line.imputed and line.skills:
        text = translate("Candidate", "{0} of the {1} skills asked for were found.")
        return text.format(len(score.matched_skills), asked)
    return line.sentence


def points_text(points: float, most: float) -> str:
    """``31.5 of 45``; a component that does not count says so."""
    if not most:
        return translate("Candidate", "not counted")
    return translate("Candidate", "{0} of {1}").format(f"{points:.1f}", f"{round(most, 1):g}")


def standing(place: int, total: int) -> str:
    """``3 of 40``."""
    return translate("Candidate", "Rank {0} of {1}").format(f"{place:,}", f"{total:,}") if place else ""


def verdict(explanation: Explanation) -> tuple[str, str]:
    """The recommendation as a heading and what to do."""
    first, _, rest = explanation.recommendation.partition(" - ")
    return first, rest


# ------------------------------------------------------------------ fields
def _field(caption: str, text: str, sources: Mapping[str, Source], *pointers: str) -> Field:
    found = [sources[pointer] for pointer in pointers if pointer in sources]
    spans = tuple(dict.fromkeys(span for source in found for span in source.spans))
    unsure = found and min(source.confidence for source in found) < UNSURE_BELOW
    note = translate("Profile", "The reader is not sure. Check it against the document.") if unsure else ""
    return Field(caption, text, spans, note)


def _contact(basics: Mapping[str, Any], sources: Mapping[str, Source]) -> list[Field]:
    fields = []
    for key, caption in (
        ("name", translate("Profile", "Name")),
        ("label", translate("Profile", "Title")),
        ("email", translate("Profile", "E-mail")),
        ("phone", translate("Profile", "Phone")),
        ("url", translate("Profile", "Web site")),
    ):
        if basics.get(key):
            fields.append(_field(caption, str(basics[key]), sources, f"/basics/{key}"))
    place = basics.get("location") or {}
    parts = [str(place[key]) for key in ("address", "postalCode", "city", "region", "countryCode") if place.get(key)]
    if parts:
        pointers = [pointer for pointer in sources if pointer.startswith("/basics/location")]
        fields.append(_field(translate("Profile", "Place"), ", ".join(parts), sources, *pointers))
    for number, account in enumerate(basics.get("profiles") or ()):
        text = account.get("url") or account.get("username") or ""
        pointers = [pointer for pointer in sources if pointer.startswith(f"/basics/profiles/{number}/")]
        fields.append(_field(account.get("network") or translate("Profile", "Profile"), text, sources, *pointers))
    return fields


def _glance(view: CandidateView) -> list[Field]:
    fields = []
    if view.total_experience_years is not None:
        years = translate("Profile", "{0} years").format(f"{round(view.total_experience_years, 1):g}")
        fields.append(Field(translate("Profile", "Experience in total"), years))
    if view.highest_degree:
        fields.append(Field(translate("Profile", "Highest degree"), degree_words(view.highest_degree)))
    return fields


def _dates(entry: Mapping[str, Any]) -> str:
    start, end = entry.get("startDate"), entry.get("endDate")
    if start:
        return f"{start} – {end or translate('Profile', 'present')}"
    return str(end or "")


def _work(jobs: Sequence[Mapping[str, Any]], sources: Mapping[str, Source]) -> list[Field]:
    fields = []
    for number, job in enumerate(jobs):
        text = ", ".join(str(job[key]) for key in ("position", "name") if job.get(key))
        pointers = [f"/work/{number}/{key}" for key in ("position", "name", "startDate", "endDate")]
        if text or _dates(job):
            fields.append(_field(_dates(job), text or translate("Profile", "Job without a title"), sources, *pointers))
    return fields


def _education(schools: Sequence[Mapping[str, Any]], sources: Mapping[str, Source]) -> list[Field]:
    fields = []
    for number, school in enumerate(schools):
        text = ", ".join(str(school[key]) for key in ("studyType", "area", "institution") if school.get(key))
        pointers = [
            f"/education/{number}/{key}" for key in ("studyType", "area", "institution", "startDate", "endDate")
        ]
        if text:
            fields.append(_field(_dates(school), text, sources, *pointers))
    return fields


def _skills(groups: Sequence[Mapping[str, Any]], sources: Mapping[str, Source]) -> list[Field]:
    fields = []
    for number, group in enumerate(groups):
        printed = list(group.get("keywords") or ())
        if not printed and group.get("name"):
            fields.append(_field("", str(group["name"]), sources, f"/skills/{number}/name"))
        for index, skill in enumerate(printed):
            fields.append(_field("", str(skill), sources, f"/skills/{number}/keywords/{index}"))
    return fields


def _languages(languages: Sequence[Mapping[str, Any]], sources: Mapping[str, Source]) -> list[Field]:
    return [
        _field(str(one.get("fluency") or ""), str(one.get("language") or ""), sources, f"/languages/{number}/language")
        for number, one in enumerate(languages)
        if one.get("language")
    ]


def _certificates(certificates: Sequence[Mapping[str, Any]], sources: Mapping[str, Source]) -> list[Field]:
    return [
        _field(str(one.get("issuer") or ""), str(one.get("name") or ""), sources, f"/certificates/{number}/name")
        for number, one in enumerate(certificates)
        if one.get("name")
    ]
