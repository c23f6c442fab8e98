"""Education entries: where, which degree, in what, when, with what result."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from hiring_desktop.core.model import DegreeLevel
from hiring_desktop.ml.resume.dated_rows import Dated
from hiring_desktop.ml.resume.degrees import find_degrees
from hiring_desktop.ml.resume.entries import Entry, HeaderPiece, cut_entries
from hiring_desktop.ml.resume.places import country_of, is_city, state_of
from hiring_desktop.ml.resume.rows import Piece, Row, piece_of
from hiring_desktop.ml.resume.values import Found, found

_SCHOOL: Final = re.compile(
    r"""\b(?:universi\w*|uniwersyte\w*|univ\.?|college|school|schools|institut\w*|instytut|academy|académie|akademi\w*|accademia|academia|polytech\w*|politec\w*|politechnika\w*|
    école|ecole|escuela|scuola|szkoła|hochschule|fachhochschule|hogeschool|högskola|yliopisto|egyetem
    |univerzita|universitetet|\w+hochschule|\w+schule|schule|gymnasium|\w+gymnasium|lycée|liceo|liceum|lyceum
    |lycee|collège|colegio|facultad|faculty|faculté|facoltà|
    conservator\w*|conservatoire|seminary|iit|iiit|nit|bits|mit|ucla|insa|hec|eth|epfl|rwth|tu|lmu|fh|eseo
    |essec|sciences\s+po|kolleg|berufskolleg|technikum|ateneo|campus|isd|
    high\s+school|sixth\s+form|grammar|kaist|iim|uc|cuny|suny|vidyalaya|vidyapeeth|mahavidyalaya|studium)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_SHORT_SCHOOL: Final = re.compile(
    r"\b(?:IIT|IIIT|NIT|BITS|MIT|UCLA|INSA|HEC|ETH|EPFL|RWTH|TU|LMU|FH|ESSEC|IIM|UC|CUNY|SUNY|KAIST)\b"
)
_ONLY_SHORT: Final = re.compile(
    r"\b(?:iit|iiit|nit|bits|mit|ucla|insa|hec|eth|epfl|rwth|tu|lmu|fh|eseo|essec|iim|uc|cuny|suny|kaist|campus|"
    r"grammar|isd|tech|studium)\b",
    re.IGNORECASE,
)
_SCORE: Final = re.compile(
    r"(?P<label>(?:c?gpa|grade(?:\s+point\s+average)?|gesamtnote|abschlussnote|note|notendurchschnitt|mention|"
    r"percentage|marks?|score|media|voto|nota(?:\s+media)?|średnia|result|classification|aggregate|"
    r"ocena)\b\s*(?:of|von|de|:|-|–|=)?\s*)"
    r"(?P<value>\d{1,3}(?:[.,]\d{1,2})?\s*(?:%|(?:/|out of|von|sur|su)\s*\d{1,3}(?:[.,]\d{1,2})?)?|très bien|bien|"
    r"assez bien|sehr gut|gut|first class|distinction|[12](?::|\.)[12])"
    r"|(?P<bare>\b\d(?:[.,]\d{1,2})?\s*/\s*(?:4(?:\.0+)?|5(?:\.0)?|10(?:\.0)?|20|30)\b(?!\d)|"
    r"\b\d{2,3}/110(?:\s+e\s+lode)?\b|\b\d{2}(?:[.,]\d{1,2})?\s?%)",
    re.IGNORECASE,
)
_AREA_LABEL: Final = re.compile(
    r"^(?:major(?:ed)?(?:\s+in)?|minor|field of study|specialization|specialisation|branch|concentration|area|"
    r"course|programme|program|stream|subjects?|focus|schwerpunkt|fachrichtung|studiengang|spécialité|mención|"
    r"especialidad|indirizzo|kierunek|specjalność)\s*:?\s+",
    re.IGNORECASE,
)
_LINK: Final = re.compile(
    r"[\s,;:()–—-]*(?:(?:in|of|on|en|em|di|ds\.|für|im|w|z|with|a|an|major(?:ed|ing)?\s+in|with\s+a\s+(?:major|"
    r"focus|specialization)\s+in|major(?=:))\b:?\s+|[\s,;:()–—-]+)?",
    re.IGNORECASE,
)
_SEPARATOR: Final = re.compile(
    r"\s+[-–—|•·]\s+|\s*[|•·;]\s*|\s*,\s+|\s{3,}|\t+|\s+(?:at|@|from|bei|an der|à l['’]|à|presso|chez|na|en "
    r"la)\s+(?=[A-ZÀ-Þ])"
)
_SUBJECT: Final = re.compile(
    r"(?:ics|logy|logie|logia|ología|ing|ment|tion|istry|ance|nomy|nomics|graphy|phy|ture|tronics|tech|wesen|"
    r"wissenschaft(?:en)?|lehre|kunde|tik|ik|ía|ística|ción|zione|tica|stwo|yka|arka|ria|ure|que|aire|ité)$"
    r"|\b(?:science|sciences|studies|arts?|law|business|history|languages?|literature|english|music|design|"
    r"administration|health|care|maths?|computer|informat\w*|nursing|finance|accounts?|"
    r"commerce|economía|derecho|diritto|droit|recht|prawo|bwl|vwl|jura|medizin|medicina|médecine|general|it|"
    r"general studies|psych\w*|biolog\w*|chem\w*|phys\w*|media|sports?|film)\b",
    re.IGNORECASE,
)
_WEB: Final = re.compile(r"https?:|www\.|\w@\w|\w\.\w+/")
_HALF: Final = re.compile(
    r"(?:\b(?:of|de|del|della|di|du|des|la|le|für|for|the|in|and|und|et|y|e|i|w|&)|[,-])$", re.IGNORECASE
)
_NOISE: Final = re.compile(
    r"^(?:graduated|expected|graduation|class of|completed|degree|present|in progress|with|from|honou?rs|cum "
    r"laude|magna cum laude|summa cum laude|dean['’]s list|anticipated|university|education|from|to|and|in|of|"
    r"year|passed|board|abschluss|note|thesis|relevant courses?)\W*$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Study:
    """An education entry. ``level`` is the rung of ``study_type`` on the ladder."""

    institution: Found | None = None
    study_type: Found | None = None
    area: Found | None = None
    level: DegreeLevel | None = None
    score: Found | None = None
    location: Found | None = None
    dates: Dated | None = None
    courses: list[Found] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether it says too little to be an entry."""
        return self.institution is None and self.study_type is None


def read_studies(rows: list[Row], text: str) -> list[Study]:
    """The education entries of a section, in the order of the document. ``text`` is the document's."""
    rows = [half for row in rows for half in _side_by_side(row)]
    studies: list[Study] = []
    for entry in cut_entries(rows, single_dates=True):
        study = _study(entry, text)
        if study.is_empty:
            if studies and study.dates and studies[-1].dates is None:
                studies[-1].dates = study.dates
            continue
        if studies and _belongs(studies[-1], study):
            _merge(studies[-1], study)
        else:
            studies.append(study)
    return studies


def _side_by_side(row: Row) -> list[Row]:
    """A row in which two schools stand beside one another, cut between them."""
    schools = [cell for cell in row.cells if _is_school(cell.text)]
    if len(schools) < 2 or row.cells[0] not in schools:
        return [row]
    return [*row.columns([cell.start for cell in schools[1:]])]


def _belongs(above: Study, study: Study) -> bool:
    """Whether two readings are halves of one entry: the degree in one, the institution in the other."""
    complement = (above.institution is None) != (study.institution is None) and (above.study_type is None) != (
        study.study_type is None
    )
    return complement and (above.dates is None or study.dates is None)


def _merge(above: Study, study: Study) -> None:
    for name in ("institution", "study_type", "area", "level", "score", "location", "dates"):
        if getattr(above, name) is None:
            setattr(above, name, getattr(study, name))


def _study(entry: Entry, text: str) -> Study:
    study = Study(dates=entry.dates)
    pieces = _with_wrapped(entry.header, text)
    pieces = [_take_score(p, study) for p in pieces]
    left: list[Piece] = []
    for piece in pieces:
        left.extend(_take_degree(piece, study))
    left = [_trim(p) for p in left]
    left = [p for p in left if p.text and not _NOISE.match(p.text)]
    left = _take_institution(left, study)
    _take_area(left, study)
    for row in entry.body[:6]:
        if study.score is None:
            _take_score(row.piece, study)
    return study


def _with_wrapped(header: list[HeaderPiece], text: str) -> list[Piece]:
    """The pieces of a heading; a name that runs over two lines is one piece."""
    pieces: list[Piece] = []
    above: HeaderPiece | None = None
    for h in header:
        if above is not None and pieces and _runs_on(above, h):
            first = pieces[-1]
            pieces[-1] = piece_of(text, first.start, h.piece.end)
        else:
            pieces.append(h.piece)
        above = h
    return pieces


def _runs_on(above: HeaderPiece, below: HeaderPiece) -> bool:
    """Whether the name of a school goes on in the next line.

    Set alike, right below, and either half is no name by itself.
    """
    row, next_row = above.row, below.row
    if row is next_row or below.cell or row.style[:2] != next_row.style[:2] or above.piece.end + 2 < below.piece.start:
        return False
    if row.x0 is not None and next_row.x0 is not None and abs(row.x0 - next_row.x0) > 12:
        return False
    if _HALF.search(above.piece.text):
        return True
    alone = (
        not find_degrees(below.piece.text) and not _is_school(below.piece.text) and len(below.piece.text.split()) <= 3
    )
    return (
        alone
        and _is_school(above.piece.text)
        and row.style[1]
        and row.line.gap >= 0
        and next_row.line.gap < 0.15
        and row.line.page is not None
    )


def _take_score(piece: Piece, study: Study) -> Piece:
    match = _SCORE.search(piece.text)
    if not match:
        return piece
    group = "value" if match["value"] else "bare"
    if study.score is None:
        study.score = found(piece.part(match.start(group), match.end(group)), 0.8)
    before, after = piece.text[: match.start()].strip(" ,;|()-–"), piece.text[match.end() :].strip(" ,;|()-–")
    return piece.part(0, match.start()) if len(before) >= len(after) else piece.part(match.end(), len(piece.text))


def _take_degree(piece: Piece, study: Study) -> list[Piece]:
    """Take the degree out of a piece; what stands before and after it is returned."""
    degrees = [d for d in find_degrees(piece.text) if not _part_of_school(piece.text, d.start, d.end)]
    if not degrees or study.study_type is not None:
        return _split(piece)
    degree = degrees[0]
    end = degree.end
    if len(degrees) > 1 and re.fullmatch(r"\s*\(\s*", piece.text[degree.end : degrees[1].start]):
        end = degrees[1].end + (1 if piece.text[degrees[1].end : degrees[1].end + 1] == ")" else 0)
        if piece.text[degree.end : end].count("(") != piece.text[degree.end : end].count(")"):
            end = degree.end
    study.study_type = found(piece.part(degree.start, end), 0.93)
    study.level = degree.level
    link = _LINK.match(piece.text, end)
    rest = piece.part(link.end() if link else end, len(piece.text))
    parts = _split(rest)
    if len(parts) > 1 and any(d.start == 0 and d.end == len(parts[0].text) for d in find_degrees(parts[0].text)):
        parts = parts[1:]  # "Bachelor of Commerce - BCom, International Business"
    named = link is not None and bool(re.search(r"[^\W\d_]", link[0]))
    if parts and not _is_school(parts[0].text) and study.area is None and (named or not _is_place(parts[0].text)):
        area = _trim(parts[0])
        if area.text and (named or not _NOISE.match(area.text)) and len(area.text) <= 80 and not area.text[0].isdigit():
            study.area = found(area, 0.85)
            parts = parts[1:]
    return [*_split(piece.part(0, degree.start)), *parts]


def _part_of_school(text: str, start: int, end: int) -> bool:
    """``Diploma`` in ``... School of Diploma Studies``; ``High School`` as the name of one."""
    word = text[start:end].lower()
    if word in ("high school", "liceo", "gymnasium"):
        return bool(re.search(r"[A-Z][\w'’.-]+\s*$", text[:start]))
    return word == "associate" and not re.match(r"['’]?s?\s+(?:degree|of|in)", text[end:])


def _split(piece: Piece) -> list[Piece]:
    """The parts of a piece between separators; a comma inside brackets does not separate."""
    parts: list[Piece] = []
    at = 0
    for gap in [*_SEPARATOR.finditer(piece.text), None]:
        upto = gap.start() if gap else len(piece.text)
        if gap and gap[0].strip().isalpha() and _is_school(piece.text[at:upto]):
            continue  # "The University of Texas at Austin"
        if gap and piece.text.count("(", at, upto) > piece.text.count(")", at, upto):
            continue
        part = piece.part(at, upto)
        if part.text:
            parts.append(part)
        at = gap.end() if gap else at
    return parts


def _trim(piece: Piece) -> Piece:
    start, end = 0, len(piece.text)
    lead = re.match(r"(?:from|at|von|an der|à|chez|presso|na)\s+(?=[A-ZÀ-Þ])", piece.text)
    start = lead.end() if lead else start
    while start < end and piece.text[start] in " \t,;:|–—-·•)/.":
        start += 1
    while end > start and piece.text[end - 1] in " \t,;:|–—-·•(/":
        end -= 1
    text = piece.text[start:end]
    if text.startswith("(") and text.endswith(")"):
        start, end = start + 1, end - 1
    elif text.endswith(")") and "(" not in text:
        end -= 1
    return piece.part(start, end)


def _is_school(text: str) -> bool:
    if _SHORT_SCHOOL.search(text):
        return True
    match = _SCHOOL.search(text)
    return bool(match) and not (match is not None and _ONLY_SHORT.fullmatch(match[0]))


def _is_place(text: str) -> bool:
    return bool(country_of(text) or state_of(text) or is_city(text))


def _take_institution(left: list[Piece], study: Study) -> list[Piece]:
    index = next((i for i, p in enumerate(left) if _is_school(p.text)), None)
    if index is None:
        return left
    piece = left[index]
    study.institution = found(piece, 0.9)
    rest = left[:index] + left[index + 1 :]
    # "University of X, School of Y": the department goes with neither field; a place behind the name is its place.
    following = left[index + 1] if index + 1 < len(left) else None
    if following is not None and following.start - piece.end <= 3 and not _is_school(following.text):
        tail = left[index + 2] if index + 2 < len(left) else None
        others = (
            study.area is not None
            or len(rest) > 1
            or (study.study_type is not None and not _SUBJECT.search(following.text))
        )
        if _is_place(following.text) or (others and re.fullmatch(r"[A-ZÀ-Þ][\w.'’ -]{1,40}", following.text)):
            study.location = found(following, 0.7)
            rest = [p for p in rest if p is not following]
        elif tail is not None and _is_place(tail.text):
            study.location = found(following, 0.7)
            rest = [p for p in rest if p is not following and p is not tail]
    return [p for p in rest if not _is_school(p.text)]


def _take_area(left: list[Piece], study: Study) -> None:
    """What is left over: a field of study, or an institution that no word gave away."""
    for piece in left:
        label = _AREA_LABEL.match(piece.text)
        if label and study.area is None:
            study.area = found(piece.part(label.end(), len(piece.text)), 0.85)
            return
    before_place = {a.start for a, b in pairwise(left) if b.start - a.end <= 3 and _is_place(b.text)}
    left = [p for p in left if p.start not in before_place]
    usable = [
        p
        for p in left
        if 2 <= len(p.text) <= 80
        and not _is_place(p.text)
        and not _WEB.search(p.text)
        and sum(c.isalpha() for c in p.text) > 1
    ]
    if study.institution is None and study.study_type is not None:
        candidates = [p for p in usable if p.text[0].isupper()]
        if candidates and (study.area is not None or len(candidates) > 1):
            pick = candidates[0] if study.area is not None else candidates[-1]
            study.institution = found(pick, 0.5)
            usable = [p for p in usable if p is not pick]
    if study.area is None and usable and (study.study_type is not None or study.institution is not None):
        study.area = found(usable[0], 0.6)
