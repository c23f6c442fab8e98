"""Certificates, projects, awards, volunteering, interests: the smaller sections."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from hiring_desktop.ml.resume.dated_rows import Dated
from hiring_desktop.ml.resume.dates import find_dates
from hiring_desktop.ml.resume.entries import cut_entries, is_prose
from hiring_desktop.ml.resume.entry_body import read_body
from hiring_desktop.ml.resume.rows import Piece, Row, piece_of
from hiring_desktop.ml.resume.values import Found, as_printed, found

_EDGES: Final = " \t,;:|–—-·•"
_NEW_BLOCK: Final = 2.0
_TIGHTER: Final = 0.15
"""A row so much closer (in line heights) than items are set apart goes on with the one above."""
_NOISE: Final = re.compile(
    r"(?:issued|awarded|obtained|completed|valid|expires?|expiry|earned|certified|date|ausgestellt|gültig|délivré|"
    r"obtenu|expedido|rilasciato|wydany)(?:\s+(?:on|in|at|until|till|from|by|since|am|bis|le|en|il|el))*\W*|"
    r"(?:on|in|from|until|no expiration date|present)",
    re.IGNORECASE,
)
_EXPIRY: Final = re.compile(
    r"\s*\(?\s*\b(?:exp(?:ires?|iry|iration)?|valid(?:\s+(?:until|till|through|to))?|gültig bis)\b\.?:?\s*$",
    re.IGNORECASE,
)
_MORE: Final = re.compile(r"\s*[;|•·]\s*")


@dataclass(slots=True)
class Certificate:
    """A certificate or licence. ``date`` is ``YYYY`` or ``YYYY-MM``."""

    name: Found
    issuer: Found | None = None
    date: Found | None = None


@dataclass(slots=True)
class Project:
    """A project, or a voluntary post: a name, maybe dates, and what is told about it."""

    name: Found
    dates: Dated | None = None
    highlights: list[Found] = field(default_factory=list)
    summary: Found | None = None


def read_certificates(rows: list[Row]) -> list[Certificate]:
    """One certificate a line, or a cell of it; a line that only names an issuer or a date goes with the one above."""
    out: list[Certificate] = []
    apart = max((row.line.gap for row in rows[1:] if row.line.gap < _NEW_BLOCK), default=0.0)
    for row in rows:
        if is_prose(row) and len(row.text.split()) > 14:
            continue
        ranges = find_dates(row.text)
        date = ranges[0] if ranges else None
        when = Found(date.start_iso, ((row.start + date.start, row.start + date.end),), 0.9) if date else None
        pieces = _names(row, date.start if date else None, date.end if date else None)
        if pieces and out and (row.tight or row.line.gap < apart - _TIGHTER) and _goes_on(out[-1], row):
            out[-1].name = _lengthened(out[-1].name, pieces[0])
            pieces = pieces[1:]
        if not pieces:
            if out and out[-1].date is None:
                out[-1].date = when
            continue
        for number, piece in enumerate(pieces):
            if number and len(row.cells) > 1 and len(pieces) == 2 and out and out[-1].issuer is None:
                out[-1].issuer = found(piece, 0.6)
                continue
            out.append(Certificate(found(piece, 0.85), None, when))
    return out


def _goes_on(above: Certificate, row: Row) -> bool:
    """Whether a row set close to the one above can go on with its name."""
    end = above.name.spans[-1][1]
    return row.line.page is not None and not row.bullet and len(row.cells) == 1 and 0 < row.start - end <= 2


def _lengthened(name: Found, piece: Piece) -> Found:
    return Found(f"{name.value} {as_printed(piece.text)}", (*name.spans, (piece.start, piece.end)), 0.7)


def _names(row: Row, cut_start: int | None, cut_end: int | None) -> list[Piece]:
    pieces: list[Piece] = []
    for cell in row.cells:
        stretches = [(cell.start, cell.end)]
        if cut_start is not None and cut_end is not None:
            a, b = row.start + cut_start, row.start + cut_end
            stretches = [(cell.start, min(cell.end, a)), (max(cell.start, b), cell.end)]
        for a, b in stretches:
            if a < b:
                piece = piece_of(row.line.text, a - row.line.start, b - row.line.start, row.line.start)
                at = 0
                for gap in [*_MORE.finditer(piece.text), None]:
                    part = _trim(piece.part(at, gap.start() if gap else len(piece.text)))
                    if sum(c.isalpha() for c in part.text) > 1 and not _NOISE.fullmatch(part.text):
                        pieces.append(part)
                    at = gap.end() if gap else at
    return pieces


def _trim(piece: Piece) -> Piece:
    start, end = 0, len(piece.text)
    while start < end and piece.text[start] in _EDGES + ")":
        start += 1
    expiry = _EXPIRY.search(piece.text, start, end)
    end = expiry.start() if expiry else end
    while end > start and piece.text[end - 1] in _EDGES + "(":
        end -= 1
    return piece.part(start, end)


def read_projects(rows: list[Row]) -> list[Project]:
    """The projects of a section."""
    projects = []
    for entry in cut_entries(rows):
        if not entry.header:
            continue
        name = entry.header[0].piece
        highlights, summary = read_body(entry.body)
        rest = [h.piece for h in entry.header[1:] if len(h.piece.text.split()) > 3]
        if summary is None and rest:
            summary = found(rest[0], 0.6)
        if len(name.text) <= 120:
            projects.append(Project(found(name, 0.7), entry.dates, highlights, summary))
    return projects


def read_list(rows: list[Row]) -> list[Found]:
    """The items of a plain list (interests): split at separators, one a line otherwise."""
    items: list[Found] = []
    for row in rows:
        for cell in row.cells:
            at = 0
            gaps = (
                list(re.finditer(r"\s*[,;|•·]\s*", cell.text))
                if len(cell.text.split()) / (cell.text.count(",") + 1) <= 5
                else []
            )
            for gap in [*gaps, None]:
                part = _trim(cell.part(at, gap.start() if gap else len(cell.text)))
                if part.text:
                    items.append(found(part, 0.7))
                at = gap.end() if gap else at
    return items
