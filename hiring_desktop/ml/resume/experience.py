"""Work entries: who for, as what, where, from when to when, and what is told about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from hiring_desktop.ml.resume.dated_rows import Dated
from hiring_desktop.ml.resume.entries import Entry, HeaderPiece, cut_entries
from hiring_desktop.ml.resume.entry_body import read_body
from hiring_desktop.ml.resume.job_words import employer_score, title_score
from hiring_desktop.ml.resume.places import country_of, is_city, state_of
from hiring_desktop.ml.resume.rows import Piece, Row
from hiring_desktop.ml.resume.values import Found, found

_STRONG: Final = re.compile(r"\s+[-–—|•·]\s+|\s*[|•·]\s*|\s+[-–—]|[-–—]\s+|\s{3,}|\t+")
_AT: Final = re.compile(r"\s+(?:at|@|bei(?:\s+der)?|chez|presso|en(?=\s+[A-Z])|w(?=\s+[A-Z]))\s+|\s*@\s+")
_LABEL: Final = re.compile(
    r"^(?:company|employer|organi[sz]ation|client|firm|job title|title|position|role|designation|post|location|"
    r"place|arbeitgeber|firma|unternehmen|"
    r"employeur|entreprise|poste|empresa|puesto|azienda|ruolo|posizione|firma|stanowisko)\s*(?:name)?\s*:\s*",
    re.IGNORECASE,
)
_TITLE_LABELS: Final = re.compile(
    r"^(?:job title|title|position|role|designation|post|poste|puesto|ruolo|posizione|stanowisko)", re.IGNORECASE
)
_MAX_ATOMS: Final = 8
_LONGEST_HEADING: Final = 160
_LONGEST_UNDATED: Final = 8
"""Words of a title that stands without dates: a longer line tells what was done."""
_KIND_OF_WORK: Final = re.compile(
    r"\(?\s*(?:full[- ]time|part[- ]time|permanent|temporary|contract|freelance|internship|remote|hybrid|"
    r"on[- ]?site|vollzeit|teilzeit|temps plein|"
    r"temps partiel|cdi|cdd|tiempo completo|a tempo pieno)\s*\)?",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(
    r"(?:[A-ZÀ-ÞŁŚŻ][^\W\d_]*\.?(?:['’-][^\W\d_]+)*|de|del|della|di|la|le|les|los|am|an der|upon|on|of|sur|en|"
    r"St\.)(?:\s+(?:[A-ZÀ-ÞŁŚŻ][^\W\d_]*\.?(?:['’-][^\W\d_]+)*|de|del|della|di|la|le|les|los|am|an|der|upon|on|of|"
    r"sur|en)){0,3}"
)


@dataclass(slots=True)
class Job:
    """A work entry."""

    employer: Found | None
    position: Found | None
    location: Found | None
    dates: Dated | None
    highlights: list[Found] = field(default_factory=list)
    summary: Found | None = None


@dataclass(slots=True)
class _Reading:
    """One way to read a header piece: parts of it as position, employer, place."""

    position: Piece | None
    employer: Piece | None
    place: Piece | None
    score: float
    order: int
    """1 position first, -1 employer first, 0 says nothing."""


def read_jobs(rows: list[Row]) -> list[Job]:
    """The work entries of a section, in the order of the document."""
    entries = [e for e in cut_entries(rows) if e.header or e.dates]
    order = _usual_order(entries)
    jobs = [_job(entry, order) for entry in entries]
    jobs = _share_employers(jobs, entries)
    return [job for job in jobs if (job.dates and (job.position or job.employer)) or _stands_undated(job)]


def _stands_undated(job: Job) -> bool:
    """Whether an entry without dates reads like one: a line of what was done is none."""
    if job.position is None or len(job.position.value.split()) > _LONGEST_UNDATED:
        return False
    if title_score(job.position.value) > 0:
        return True
    return job.employer is not None and employer_score(job.employer.value) > 0.5 and job.position.value[:1].isupper()


def _job(entry: Entry, order: int) -> Job:
    atoms = [atom for h in entry.header for atom in _atoms(h)]
    position, employer, place = _assign(atoms, order)
    job = Job(
        found(employer, 0.85) if employer else None,
        found(position, 0.9) if position else None,
        found(place, 0.7) if place else None,
        entry.dates,
    )
    job.highlights, job.summary = read_body(entry.body)
    return job


# ------------------------------------------------------------------ headings
@dataclass(slots=True)
class _Atom:
    """The smallest part of a heading that one field is read from (it may yet be cut at a comma)."""

    piece: Piece
    source: HeaderPiece
    label: int = 0
    """1 labelled as a title, -1 as an employer, 2 follows ``at``, 0 not labelled."""


def _atoms(header: HeaderPiece) -> list[_Atom]:
    piece = header.piece
    label = _LABEL.match(piece.text)
    mark = 0
    if label:
        mark = 1 if _TITLE_LABELS.match(label[0]) else -1
        piece = piece.part(label.end(), len(piece.text))
    atoms: list[_Atom] = []
    at = 0
    for gap in [*_STRONG.finditer(piece.text), None]:
        part = piece.part(at, gap.start() if gap else len(piece.text))
        at = gap.end() if gap else at
        part = _trim(part)
        if part.text and not _KIND_OF_WORK.fullmatch(part.text):
            atoms.append(_Atom(part, header, mark))
    out: list[_Atom] = []
    for atom in atoms:
        link = _AT.search(atom.piece.text)
        if link and title_score(atom.piece.text[: link.start()]) > 0:
            out.append(_Atom(_trim(atom.piece.part(0, link.start())), header, 1))
            out.append(_Atom(_trim(atom.piece.part(link.end(), len(atom.piece.text))), header, -1))
        else:
            out.append(atom)
    return [a for a in out if a.piece.text]


def _trim(piece: Piece) -> Piece:
    start, end = 0, len(piece.text)
    while start < end and piece.text[start] in " \t,;:|–—-·•/":
        start += 1
    while end > start and piece.text[end - 1] in " \t,;:|–—-·•/":
        end -= 1
    return piece.part(start, end)


def _usual_order(entries: list[Entry]) -> int:
    """Whether the entries of a section put the position first (1) or the employer (-1); 0 when nothing tells."""
    total = 0.0
    for entry in entries:
        atoms = [atom for h in entry.header for atom in _atoms(h)]
        for atom in atoms:
            best = _best_split(atom.piece, 0)
            if best and best.score > 0.5:
                total += best.order * best.score
        scores = [title_score(a.piece.text) - employer_score(a.piece.text) + a.label for a in atoms[:3]]
        if len(scores) > 1:
            total += max(-1.0, min(1.0, scores[0] - scores[1]))
    return (total > 0.2) - (total < -0.2)


def _best_split(piece: Piece, order: int) -> _Reading | None:
    """The best way to cut a piece at a comma into position and employer; None when there is no comma."""
    if len(piece.text) > _LONGEST_HEADING:
        return None
    readings = []
    for comma in re.finditer(r",\s+", piece.text):
        left, right = piece.part(0, comma.start()), piece.part(comma.end(), len(piece.text))
        for first in (1, -1):
            title, company = (left, right) if first == 1 else (right, left)
            company, place = _peel_place(company)
            score = title_score(title.text) - employer_score(title.text) * 0.6
            score += employer_score(company.text) - title_score(company.text) * 0.9
            if title.text.count(",") or title_score(title.text) == 0:
                score -= 0.5
            score += 0.3 * (first == order) - 0.9 * _is_only_place(company.text)
            readings.append(_Reading(title, company, place, score, first))
    return max(readings, key=lambda r: r.score) if readings else None


def _peel_place(piece: Piece) -> tuple[Piece, Piece | None]:
    """An employer without the place that follows it after a comma, and that place."""
    if len(piece.text) > _LONGEST_HEADING:
        return piece, None
    commas = [m.start() for m in re.finditer(r",\s+", piece.text)]
    bracket = re.search(r"\s*\(([^()]+)\)$", piece.text)
    if bracket and (_is_place(bracket[1]) or country_of(bracket[1])):
        return piece.part(0, bracket.start()), piece.part(bracket.start(1), bracket.end(1))
    for cut in commas:
        name, tail = piece.text[:cut], piece.text[cut + 1 :].strip()
        fields = [f.strip() for f in tail.split(",")]
        sure = bool(country_of(fields[-1]) or state_of(fields[-1]))
        if not all(_is_place(f) for f in fields) or len(fields) > 3:
            continue
        if (
            sure
            or employer_score(name) >= 0.55
            or (len(fields) == 1 and len(tail.split()) <= 3 and title_score(name) == 0)
        ):
            return piece.part(0, cut), _trim(piece.part(cut + 1, len(piece.text)))
    return piece, None


def _is_place(text: str) -> bool:
    if country_of(text) or state_of(text) or is_city(text):
        return True
    return (
        bool(_PLACE.fullmatch(text)) and employer_score(text) <= 0.35 and title_score(text) == 0 and not text.isupper()
    )


def _assign(atoms: list[_Atom], order: int) -> tuple[Piece | None, Piece | None, Piece | None]:
    """Choose position, employer and place among the parts of a heading."""
    atoms = atoms[:_MAX_ATOMS]
    if not atoms:
        return None, None, None
    readings = [_Reading(None, None, None, 0.0, 0)]
    readings += _pair_readings(atoms, order)
    for index, atom in enumerate(atoms):
        split = _best_split(atom.piece, order)
        others = [a for i, a in enumerate(atoms) if i != index]
        if split and not atom.label and len(atom.piece.text) < 120:
            place = split.place or _first_place(others)
            rival = max((_employer_alone(a) for a in others), default=0.0)
            score = split.score - 0.05 - 0.1 * abs(atom.source.offset) - max(0.0, rival - 0.2)
            readings.append(_Reading(split.position, split.employer, place, score, split.order))
    best = max(readings, key=lambda r: r.score - 0.25 * _unused(r, atoms))
    position, place = best.position, best.place
    if position is not None and _is_only_place(position.text):
        position, place = None, place or position
    elif position is not None and best.employer is not None:
        position, behind = _without_known_place(position)
        place = place or behind
    return position, best.employer, place


def _without_known_place(title: Piece) -> tuple[Piece, Piece | None]:
    """``Data Analyst, Bath`` as title and place; a department behind a title (``Nurse, Acute Medicine``) stays."""
    for comma in re.finditer(r",\s+", title.text):
        fields = [f.strip() for f in title.text[comma.end() :].split(",")]
        if all(is_city(f) or country_of(f) or state_of(f) for f in fields) and title_score(title.text[: comma.start()]):
            return title.part(0, comma.start()), title.part(comma.end(), len(title.text))
    return title, None


def _unused(reading: _Reading, atoms: list[_Atom]) -> int:
    """How many parts of a heading a reading leaves unexplained (two at most count)."""
    used = [p for p in (reading.position, reading.employer, reading.place) if p]
    left = sum(not any(p.start < a.piece.end and a.piece.start < p.end for p in used) for a in atoms[:5])
    return min(left, 2)


def _is_only_place(text: str) -> bool:
    """``Dublin, Ireland``: places throughout, the last of them a country or state."""
    fields = [f.strip() for f in text.split(",")]
    if all(is_city(f) for f in fields):
        return True
    if not all(_is_place(f) for f in fields) or not (country_of(fields[-1]) or state_of(fields[-1])):
        return False
    return len(fields) < 3 or bool(
        country_of(fields[1]) or state_of(fields[1]) or re.search(r"\b(?:County|Region|Province|Area)\b", fields[1])
    )


def _employer_alone(atom: _Atom) -> float:
    """How much a part by itself reads like an employer and not like a title or a place."""
    company, place = _peel_place(atom.piece)
    if _is_only_place(atom.piece.text):
        return 0.0
    if _is_place(company.text) or atom.label > 0:
        return 0.0 if place is None else 0.7
    return max(employer_score(company.text), 0.7 if place else 0.0) - title_score(company.text)


def _title_alone(piece: Piece) -> float:
    """How much a part by itself reads like a title; what follows a comma may be a department."""
    if _is_only_place(piece.text):
        return -0.9
    first, comma, _ = piece.text.partition(",")
    if comma and title_score(first) >= 0.8:
        return max(title_score(first) - 0.1, title_score(piece.text) - 0.5 * employer_score(piece.text))
    return title_score(piece.text) - 0.5 * employer_score(piece.text)


def _pair_readings(atoms: list[_Atom], order: int) -> list[_Reading]:
    """Readings in which two parts, as they are, are position and employer, or only one of both is there."""
    readings = []
    near = atoms[:6]
    for i, first in enumerate(near):
        title = _title_alone(first.piece) + 0.8 * (first.label == 1) - 2 * (first.label < 0)
        title -= 0.15 * i + 0.1 * max(0, first.source.offset - 1)
        others = [a for a in near if a is not first]
        readings.append(_Reading(first.piece, None, _first_place(others), title - 0.2, 0))
        for j, second in enumerate(near):
            if i == j:
                continue
            company, place = _peel_place(second.piece)
            score = (
                employer_score(company.text)
                - 0.8 * title_score(company.text)
                + 0.8 * (second.label < 0)
                - 2 * (second.label == 1)
            )
            score -= 0.15 * j + 0.1 * max(0, second.source.offset - 1)
            if _is_only_place(second.piece.text):
                score -= 0.9
            elif _is_place(company.text) and place is None:
                score -= 0.3
            score += 0.3 * (order == (1 if i < j else -1))
            rest = [a for a in near if a is not first and a is not second]
            readings.append(
                _Reading(first.piece, company, place or _first_place(rest), title + score, 1 if i < j else -1)
            )
    for second in near:
        company, place = _peel_place(second.piece)
        score = employer_score(company.text) - title_score(company.text) - 0.9 * _is_only_place(second.piece.text)
        readings.append(_Reading(None, company, place, score - 0.4, 0))
    return readings


def _first_place(atoms: list[_Atom]) -> Piece | None:
    for atom in atoms:
        fields = [f.strip() for f in atom.piece.text.split(",")]
        if len(fields) <= 3 and all(_is_place(f) for f in fields) and len(atom.piece.text) <= 60:
            return atom.piece
    return None


def _share_employers(jobs: list[Job], entries: list[Entry]) -> list[Job]:
    """Several roles at one employer: the employer is printed once, above the first of them."""
    out: list[Job] = []
    for job, entry in zip(jobs, entries, strict=True):
        if job.employer is None and job.position is not None and out and out[-1].employer is not None and entry.dates:
            job.employer = Found(out[-1].employer.value, out[-1].employer.spans, 0.6)
            if out[-1].position is None and _contains(out[-1].dates, entry.dates) and not out[-1].highlights:
                out.pop()
        out.append(job)
    return (
        [job for job, after in zip(out, [*out[1:], None], strict=True) if not _is_repeated(job, after)] if out else []
    )


def _is_repeated(job: Job, after: Job | None) -> bool:
    """Whether a heading without a position is printed again, with one, after a page break."""
    if after is None or job.position is not None or job.highlights or job.employer is None or after.employer is None:
        return False
    same_start = (
        job.dates is not None
        and after.dates is not None
        and job.dates.range.first.iso() == after.dates.range.first.iso()
    )
    return same_start and job.employer.value == after.employer.value


def _contains(outer: Dated | None, inner: Dated | None) -> bool:
    if outer is None or inner is None:
        return outer is None
    a, b = outer.range, inner.range
    return a.first.year <= b.first.year and (
        a.present or a.last is None or b.last is None or a.last.year >= b.last.year
    )
