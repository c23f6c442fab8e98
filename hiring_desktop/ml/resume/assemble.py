"""From what was found to a JSON Resume with the source of every value."""

from __future__ import annotations

from typing import Any, Final

from hiring_desktop.core.model import Json, Source
from hiring_desktop.ml.documents.model import Document
from hiring_desktop.ml.resume.contact import Contact
from hiring_desktop.ml.resume.dated_rows import Dated
from hiring_desktop.ml.resume.education import Study
from hiring_desktop.ml.resume.experience import Job
from hiring_desktop.ml.resume.languages import Language
from hiring_desktop.ml.resume.other_sections import Certificate, Project
from hiring_desktop.ml.resume.skill_lists import SkillGroup
from hiring_desktop.ml.resume.values import Found
from hiring_desktop.ml.skills.vocabulary import Vocabulary

SCHEMA: Final = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"

Tree = dict[str, Any]
"""A JSON Resume whose leaves are ``Found``; None and empty parts are dropped when it is flattened."""


def basics_tree(name: Found | None, label: Found | None, summary: Found | None, contact: Contact) -> Tree:
    """The ``basics`` object."""
    place = contact.place
    return {
        "name": name, "label": label, "email": contact.email, "phone": contact.phone, "url": contact.url,
        "summary": summary,
        "location": {
            "address": place.address, "postalCode": place.postal_code, "city": place.city,
            "countryCode": place.country_code, "region": place.region,
        },
        "profiles": [
            {"network": Found(p.network, p.url.spans, 0.95), "username": p.username, "url": p.url}
            for p in contact.profiles
        ],
    }  # fmt: skip


def work_tree(jobs: list[Job]) -> list[Tree]:
    """The ``work`` array."""
    return [
        {
            "name": job.employer, "position": job.position, "location": job.location, **dates_tree(job.dates),
            "summary": job.summary, "highlights": job.highlights,
        }
        for job in jobs
    ]  # fmt: skip


def education_tree(studies: list[Study]) -> list[Tree]:
    """The ``education`` array; ``canonical`` is the rung of ``studyType`` on the degree ladder."""
    return [
        {
            "institution": s.institution, "area": s.area, "studyType": s.study_type,
            "canonical": Found(s.level, s.study_type.spans) if s.level and s.study_type else None,
            **dates_tree(s.dates), "score": s.score,
        }
        for s in studies
    ]  # fmt: skip


def dates_tree(dated: Dated | None) -> Tree:
    """``startDate`` and ``endDate``. A single date in education is when it ended."""
    if dated is None:
        return {}
    confidence = 0.95 if dated.range.first.month else 0.85
    spans = ((dated.start, dated.end),)
    tree: Tree = {"startDate": Found(dated.range.start_iso, spans, confidence)}
    if dated.range.end_iso:
        tree["endDate"] = Found(dated.range.end_iso, spans, confidence)
    elif not dated.range.present:
        tree = {"endDate": Found(dated.range.start_iso, spans, 0.7)}
    return tree


def skills_tree(groups: list[SkillGroup], vocabulary: Vocabulary) -> list[Tree]:
    """The ``skills`` array: groups and items as printed, ``canonical`` parallel to ``keywords``."""
    return [
        {
            "name": group.name,
            "keywords": list(group.items),
            "canonical": [Found(vocabulary.canonical(i.value), i.spans, i.confidence) for i in group.items],
        }
        for group in groups
    ]


def languages_tree(languages: list[Language]) -> list[Tree]:
    """The ``languages`` array."""
    return [{"language": x.name, "fluency": x.fluency} for x in languages]


def certificates_tree(certificates: list[Certificate]) -> list[Tree]:
    """The ``certificates`` array."""
    return [{"name": c.name, "date": c.date, "issuer": c.issuer} for c in certificates]


def projects_tree(projects: list[Project]) -> list[Tree]:
    """The ``projects`` array."""
    return [
        {"name": p.name, "description": p.summary, "highlights": p.highlights, **dates_tree(p.dates)} for p in projects
    ]


def volunteer_tree(jobs: list[Job]) -> list[Tree]:
    """The ``volunteer`` array."""
    return [
        {
            "organization": j.employer,
            "position": j.position,
            **dates_tree(j.dates),
            "summary": j.summary,
            "highlights": j.highlights,
        }
        for j in jobs
    ]


def flatten(tree: Tree, document: Document) -> tuple[Json, dict[str, Source]]:
    """The plain JSON object of a tree, and the source of each of its leaves by JSON Pointer."""
    sources: dict[str, Source] = {}
    plain = _flatten(tree, "", document, sources)
    return plain or {}, sources


def _flatten(node: Any, pointer: str, document: Document, sources: dict[str, Source]) -> Any:
    if isinstance(node, Found):
        spans = tuple(document.span(a, b) for a, b in node.spans)
        sources[pointer] = Source(round(node.confidence, 3), spans)
        return node.value
    if isinstance(node, dict):
        out = {
            k: v for k, child in node.items() if (v := _flatten(child, f"{pointer}/{k}", document, sources)) is not None
        }
        return out or None
    if isinstance(node, list):
        items: list[Any] = []
        for child in node:
            value = _flatten(child, f"{pointer}/{len(items)}", document, sources)
            if value is not None:
                items.append(value)
        return items or None
    return None
