"""The whole of a resume: from a Document to a ParsedResume."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from hiring_desktop.core.model import DegreeLevel, ParsedResume, WarningCode
from hiring_desktop.ml.documents.model import Document
from hiring_desktop.ml.resume import assemble
from hiring_desktop.ml.resume.consistency import consistency
from hiring_desktop.ml.resume.contact import Contact, read_contact
from hiring_desktop.ml.resume.credentials import CREDENTIAL
from hiring_desktop.ml.resume.dates import covered_months
from hiring_desktop.ml.resume.degrees import highest
from hiring_desktop.ml.resume.education import Study, read_studies
from hiring_desktop.ml.resume.entries import is_prose
from hiring_desktop.ml.resume.experience import Job, read_jobs
from hiring_desktop.ml.resume.injection import find_instructions
from hiring_desktop.ml.resume.job_words import title_score
from hiring_desktop.ml.resume.languages import Language, languages_with_level, only_languages, read_languages
from hiring_desktop.ml.resume.name import read_name
from hiring_desktop.ml.resume.other_sections import read_certificates, read_list, read_projects
from hiring_desktop.ml.resume.rows import Piece, Row, is_next, rows_of
from hiring_desktop.ml.resume.section_titles import SectionKind
from hiring_desktop.ml.resume.sections import Section, split_sections
from hiring_desktop.ml.resume.skill_lists import SkillGroup, read_skill_groups
from hiring_desktop.ml.resume.timeline import read_across
from hiring_desktop.ml.resume.values import Found, as_printed, found
from hiring_desktop.ml.skills.matcher import claimed, find_mentions
from hiring_desktop.ml.skills.vocabulary import Vocabulary, load_vocabulary

_LONGEST_TEXT: Final = 150_000
"""Characters; some forty pages. What follows is kept as text, and read no further."""
_MAX_SUMMARY_ROWS: Final = 14
_NO_SKILLS_IN: Final = frozenset({"references", "interests", "contact", "personal"})
_LABEL_GAP: Final = re.compile(r"\s*[|•·]\s*|\s{3,}")
_EDGES: Final = " \t,;|–—-·•*_"


def read_resume(document: Document, as_of: str) -> ParsedResume:
    """Read all fields of a resume.

    Args:
        document: The text with its layout. Hidden text is reported and read from nowhere.
        as_of: ``YYYY-MM``, where jobs that go on end.

    Returns:
        The resume; every value has its source in the document's text, what is not printed is absent.
    """
    whole, document = document, _within_limit(document)
    vocabulary = load_vocabulary()
    instructions = find_instructions(document.text)
    body = read_across(_without(rows_of(document), instructions))
    margins = rows_of(document, kinds=("header", "footer"))
    sections = split_sections(body)
    head = _rows(sections, "head")
    contact = read_contact(
        document, margins + head + _rows(sections, "contact", "personal") + _lead(sections), margins + body
    )
    name = read_name(margins[:4] + head, margins[:4] + body, contact)
    jobs = read_jobs(_rows(sections, "experience"))
    studies = [s for section in _of(sections, "education") for s in read_studies(section.rows, document.text)]
    used = contact.taken + _used(jobs, studies, name)
    groups = _skills(sections, document, instructions + used, vocabulary)
    languages = _languages(sections)
    tree = {
        "basics": assemble.basics_tree(
            name, _label(head, jobs, name, contact), _summary(sections, contact, name), contact
        ),
        "work": assemble.work_tree(jobs),
        "volunteer": assemble.volunteer_tree(read_jobs(_rows(sections, "volunteer"))),
        "education": assemble.education_tree(studies),
        "certificates": assemble.certificates_tree(read_certificates(_rows(sections, "certificates"))),
        "skills": assemble.skills_tree(groups, vocabulary),
        "languages": assemble.languages_tree(languages),
        "interests": [{"name": item} for item in read_list(_rows(sections, "interests"))],
        "projects": assemble.projects_tree(read_projects(_rows(sections, "projects"))),
    }
    resume, sources = assemble.flatten(tree, document)
    resume.setdefault("basics", {})
    for key in ("work", "education", "skills", "languages", "certificates", "projects"):
        resume.setdefault(key, [])
    years, index = _career(jobs, as_of)
    return ParsedResume(
        text=whole.text,
        resume=resume,
        sources=sources,
        total_experience_years=years,
        highest_degree=_highest(studies),
        cci=index,
        warnings=_warnings(document, contact, name, jobs, instructions),
    )


def _within_limit(document: Document) -> Document:
    """The document, cut where no resume is that long; a warning tells."""
    if len(document.text) <= _LONGEST_TEXT:
        return document
    lines = tuple(line for line in document.lines if line.end <= _LONGEST_TEXT)
    text = document.text[: lines[-1].end if lines else 0]
    links = tuple(link for link in document.links if link.span is None or link.span.end <= len(text))
    return replace(document, text=text, lines=lines, links=links, warnings=(*document.warnings, "truncated"))


# ------------------------------------------------------------------ choosing rows
def _of(sections: list[Section], *kinds: SectionKind) -> list[Section]:
    return [s for s in sections if s.kind in kinds]


def _rows(sections: list[Section], *kinds: SectionKind) -> list[Row]:
    return [row for s in _of(sections, *kinds) for row in s.rows]


def _lead(sections: list[Section]) -> list[Row]:
    """The first rows of the page whatever section they fell into: a side bar may come before the name."""
    return (
        [row for s in sections[1:3] if s.kind not in ("contact", "personal") for row in s.rows[:6]]
        if len(sections[0].rows) < 3
        else []
    )


def _without(rows: list[Row], stretches: list[tuple[int, int]]) -> list[Row]:
    return [r for r in rows if not any(a < r.end and r.start < b for a, b in stretches)] if stretches else rows


# ------------------------------------------------------------------ summary and label
def _summary(sections: list[Section], contact: Contact, name: Found | None) -> Found | None:
    section = next((s for s in sections if s.kind == "summary" and s.rows), None)
    if section is not None:
        rows = [r for r in section.rows if not _in_contact(r, contact)][:_MAX_SUMMARY_ROWS]
    else:
        rows = []
        for row in sections[0].rows:
            prose = (
                is_prose(row)
                and not _in_contact(row, contact)
                and not (name and row.start <= name.spans[0][0] < row.end)
            )
            if (prose and len(row.text.split()) > 6) or (
                rows and not _in_contact(row, contact) and row.line.gap < 0.9 and not row.text[:1].isupper()
            ):
                rows.append(row)
            elif rows:
                break
    rows = _first_run(rows)
    if not rows:
        return None
    text = as_printed("\n".join(r.text for r in rows))
    return Found(text, tuple((r.start, r.end) for r in rows), 0.85)


def _first_run(rows: list[Row]) -> list[Row]:
    """The first rows, as long as nothing stands between one and the next."""
    run = rows[:1]
    for row in rows[1:]:
        if not is_next(run[-1], row):
            break
        run.append(row)
    return run


def _in_contact(row: Row, contact: Contact) -> bool:
    return any(a < row.end and row.start < b for a, b in contact.taken)


def _label(head: list[Row], jobs: list[Job], name: Found | None, contact: Contact) -> Found | None:
    """The professional title under the name: a line, or the rest of the name's line, that reads like one."""
    titles = {job.position.value.casefold() for job in jobs if job.position}
    best: tuple[float, Found] | None = None
    start = name.spans[0][1] if name else 0
    for position, row in enumerate(r for r in head[:12] if r.end > start):
        for piece in _label_pieces(row, start if name else 0):
            if any(a < piece.end and piece.start < b for a, b in contact.taken):
                continue
            score = (
                title_score(piece.text)
                + (1.0 if piece.text.casefold() in titles else 0.0)
                - 0.1 * position
                - 0.5 * is_prose(row)
            )
            if score >= 0.5 and (best is None or score > best[0]):
                best = (score, found(piece, min(0.95, 0.6 + score / 5)))
    return best[1] if best else None


def _label_pieces(row: Row, start: int) -> list[Piece]:
    """The parts of a row between separators, after the name where the name stands in it."""
    pieces = []
    for cell in row.cells:
        at = max(0, min(start - cell.start, len(cell.text)))
        for gap in [*_LABEL_GAP.finditer(cell.text, at), None]:
            part = cell.text[at : gap.start() if gap else len(cell.text)]
            trimmed = part.strip(_EDGES)
            if 3 <= len(trimmed) <= 90 and not CREDENTIAL.fullmatch(trimmed):
                begin = at + part.index(trimmed)
                pieces.append(cell.part(begin, begin + len(trimmed)))
            at = gap.end() if gap else at
    return pieces


# ------------------------------------------------------------------ skills and languages
def _skills(
    sections: list[Section], document: Document, taken: list[tuple[int, int]], vocabulary: Vocabulary
) -> list[SkillGroup]:
    """The groups of the skills sections, then what is named elsewhere as a group without a name.

    Where skills are listed, running text adds only technologies: methods are named in it too loosely. ``taken`` are
    stretches that mean something else (an employer called after a product).
    """
    groups = [g for s in _of(sections, "skills") for g in read_skill_groups(s.rows, vocabulary)]
    known = {vocabulary.canonical(i.value).casefold() for g in groups for i in g.items}
    known |= {i.value.casefold() for g in groups for i in g.items}
    listed = sum(len(g.items) for g in groups)
    named = SkillGroup(None)
    for section in sections:
        if section.kind in _NO_SKILLS_IN or section.kind == "skills" or not section.rows:
            continue
        start, end = section.rows[0].line.start, section.rows[-1].line.end
        text = document.text[start:end]
        for mention in claimed(text, find_mentions(text, vocabulary)):
            a, b = start + mention.start, start + mention.end
            if any(x < b and a < y for x, y in taken) or mention.skill.name.casefold() in known:
                continue
            if mention.skill.kind == "soft" or (listed >= 3 and mention.skill.kind != "technology"):
                continue
            printed = as_printed(document.text[a:b])
            if printed.casefold() in known:
                continue
            known |= {mention.skill.name.casefold(), printed.casefold()}
            named.items.append(Found(printed, ((a, b),), 0.6))
    return [*groups, named] if named.items else groups


def _languages(sections: list[Section]) -> list[Language]:
    """Those of the languages sections.

    Else of a line of the head or a skills section that names nothing but languages.
    """
    languages = read_languages(_rows(sections, "languages"))
    if languages:
        return languages
    spoken = read_languages(
        [row for row in _rows(sections, "head", "contact", "personal", "skills") if only_languages(row.text)]
    )
    return spoken or languages_with_level(_rows(sections, "skills"))


def _used(jobs: list[Job], studies: list[Study], name: Found | None) -> list[tuple[int, int]]:
    """The stretches of employers, positions, schools and the name: what they contain is no skill."""
    values = [v for j in jobs for v in (j.employer, j.position, j.location)]
    values += [v for s in studies for v in (s.institution, s.study_type, s.area)]
    return [span for v in [*values, name] if v for span in v.spans]


# ------------------------------------------------------------------ figures and warnings
def _career(jobs: list[Job], as_of: str) -> tuple[float | None, float | None]:
    dated = [(j, j.dates.range) for j in jobs if j.dates]
    intervals = [(r.start_iso, r.end_iso if r.last else None if r.present else r.start_iso) for _, r in dated]
    if not intervals:
        return None, None
    career = [
        (j.position.value if j.position else "", *interval) for (j, _), interval in zip(dated, intervals, strict=True)
    ]
    result = consistency(career, as_of)
    return covered_months(intervals, as_of) / 12, result.index if result else None


def _highest(studies: list[Study]) -> DegreeLevel | None:
    return highest(s.level for s in studies)


def _warnings(
    document: Document, contact: Contact, name: Found | None, jobs: list[Job], instructions: list[tuple[int, int]]
) -> tuple[WarningCode, ...]:
    codes: list[WarningCode] = list(document.warnings)
    if document.hidden:
        codes.append("hidden_text")
    if any(job.dates is None for job in jobs):
        codes.append("dates_unreadable")
    if contact.email is None and contact.phone is None:
        codes.append("no_contact")
    if name is None:
        codes.append("no_name")
    if instructions or any(find_instructions(run) for run in document.hidden):
        codes.append("instructions_in_text")
    return tuple(dict.fromkeys(codes))
