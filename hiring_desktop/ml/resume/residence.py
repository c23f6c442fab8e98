"""Where a person lives: a line of the head that reads like an address, or like a city with its region or country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from hiring_desktop.ml.resume.credentials import CREDENTIAL
from hiring_desktop.ml.resume.job_words import employer_score, title_score
from hiring_desktop.ml.resume.places import country_of, is_city, state_of
from hiring_desktop.ml.resume.rows import Piece, Row, piece_of
from hiring_desktop.ml.resume.values import Found, found

_PLACE_LABEL: Final = re.compile(
    r"^(?:address|current address|location|based in|residence|lives in|city|place|home|permanent address|adresse|"
    r"anschrift|wohnort|"
    r"dirección|direccion|domicilio|indirizzo|residenza|adres|miejsce zamieszkania|ort|localisation|ubicación|"
    r"ciudad|ville|città|miasto)"
    r"\s*[:\-–]?\s*",
    re.IGNORECASE,
)
_CONTACT_LABEL: Final = re.compile(
    r"^(?:e-?mail(?: me on indeed)?|mail|phone|mobile|tel(?:ephone|efon)?|web(?:site)?|url|linked-?in|github|"
    r"portfolio|homepage|contact|cell|fax|skype|"
    r"twitter|xing|home|blog|date of birth|dob|nationality|born|geboren|courriel|correo|téléphone|teléfono|"
    r"telefono|telefon)\b\s*[:\-–]?\s*",
    re.IGNORECASE,
)
_POSTCODE: Final = re.compile(
    r"(?:\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b\d{2}-\d{3}\b|\b\d{5}(?:-\d{4})?\b|\b\d{4} ?[A-Z]{2}\b|\b\d{3} "
    r"?\d{3}\b|\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b|\b\d{4}\b|\b[A-Z]-?\d{4,5}\b)"
)
_CITY: Final = re.compile(
    r"(?:(?:[A-ZÀ-ÞŁŚŻŹĆ][^\W\d_]*\.?|[dl]['’][A-ZÀ-Þ][^\W\d_]*|d[eiua]l?|la|le|les|las|los|am|an|der|im|in|on|"
    r"upon|of|sur|sous|en|e|i|y|ob|bei|nad|San|St\.?)(?:[\s'’/-]+|$)){1,5}"
)
_FIELD_GAP: Final = re.compile(r"\s*[,;]\s*|\n")
_SEPARATOR: Final = re.compile(r"\s*[|•·●▪♦◆∙‧⋅/]\s*|\s{3,}|\s[-–—]\s|[\ue000-\uf8ff]+")
_COUNTRY_CODE: Final = re.compile(r"[\s(]+([A-Z]{2,3})\)?$")
_COUNTRY_IN_BRACKETS: Final = re.compile(r"\(([^()]+)\)$")
_PARTS_OF_THE_UK: Final = ("England", "Scotland", "Wales", "Northern Ireland")
_SURE_ENOUGH: Final = 0.9


@dataclass(slots=True)
class Place:
    """Where a person lives, as far as it is printed."""

    city: Found | None = None
    region: Found | None = None
    postal_code: Found | None = None
    address: Found | None = None
    country_code: Found | None = None

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where its parts stand."""
        parts = (self.city, self.region, self.postal_code, self.address, self.country_code)
        return [span for part in parts if part for span in part.spans]


def find_place(head: list[Row], taken: list[tuple[int, int]]) -> Place:
    """The stretch of the head that reads most like a place: labelled, or ``City, Region``, or beside contact data.

    Args:
        head: Rows of the head, of contact sections, of headers and footers.
        taken: Stretches of the document that hold other contact data.

    Returns:
        The place, without any part where there is none.
    """
    best: tuple[float, Place] = (0.0, Place())
    sizes = sorted({row.style[0] for row in head[:40]})
    banner = sizes[-1] if len(sizes) > 1 and sizes[-1] > 1.3 * sizes[0] else 0.0  # the name: never a place
    for index, row in enumerate(head[:40]):
        if banner and row.style[0] == banner:
            continue
        near = _overlaps(row, taken)
        beside = near or any(_overlaps(other, taken) for other in head[max(0, index - 2) : index + 3])
        labelled_above = bool(index) and bool(_PLACE_LABEL.fullmatch(head[index - 1].text.strip(" :") + ":"))
        for part in _parts(row, taken):
            label = _PLACE_LABEL.match(part.text)
            labelled = label is not None and label.end() < len(part.text)
            body = part.part(label.end(), len(part.text)) if label is not None and labelled else part
            place, score = _read_place(body)
            if place is None or (score < 1 and not (beside or labelled or labelled_above)):
                continue
            score += 3 * (labelled or labelled_above) + 0.7 * near + 0.3 * beside - index / 100
            if title_score(body.text) > 0 or employer_score(body.text) > 0.5:
                score -= 0.5
            if score > best[0]:
                best = (score, place)
    return best[1] if best[0] >= _SURE_ENOUGH else Place()


def _overlaps(row: Row, taken: list[tuple[int, int]]) -> bool:
    return any(a < row.end and row.start < b for a, b in taken)


def _parts(row: Row, taken: list[tuple[int, int]]) -> list[Piece]:
    """The stretches of a row between contact data, separators and wide gaps."""
    cuts = sorted((max(a, row.start), min(b, row.end)) for a, b in taken if a < row.end and row.start < b)
    parts: list[Piece] = []
    for cell in row.cells:
        at = cell.start
        for a, b in [*((a, b) for a, b in cuts if a < cell.end and b > cell.start), (cell.end, cell.end)]:
            if a > at:
                parts.append(piece_of(row.line.text, at - row.line.start, a - row.line.start, row.line.start))
            at = max(at, b)
    pieces = [_trimmed(piece) for part in parts for piece in _cut(part, _SEPARATOR)]
    return [p for p in pieces if p.text and not _CONTACT_LABEL.fullmatch(p.text)]


def _cut(piece: Piece, separator: re.Pattern[str]) -> list[Piece]:
    """The parts of a piece between separators, empty ones left out."""
    parts = []
    at = 0
    for gap in [*separator.finditer(piece.text), None]:
        part = piece.part(at, gap.start() if gap else len(piece.text))
        if part.text:
            parts.append(part)
        at = gap.end() if gap else at
    return parts


def _trimmed(piece: Piece) -> Piece:
    start, end = 0, len(piece.text)
    while start < end and not (piece.text[start].isalnum() or piece.text[start] == "("):
        start += 1
    while end > start and not (piece.text[end - 1].isalnum() or piece.text[end - 1] in ".)"):
        end -= 1
    return piece.part(start, end)


def _read_place(piece: Piece) -> tuple[Place | None, float]:
    """A place in a piece, and how sure: 1 and more when its form says so, less when only its surroundings can."""
    text = piece.text
    if not 2 <= len(text) <= 90 or (text.endswith(".") and not country_of(text.split(",")[-1])):
        return None, 0.0
    place = Place()
    fields = _with_country_apart(_cut(piece, _FIELD_GAP))
    fields = [_without_postcode(f, place) for f in fields]
    fields = [f for f in fields if f.text and not _CONTACT_LABEL.fullmatch(f.text)]
    if any(CREDENTIAL.fullmatch(f.text) and not state_of(f.text) for f in fields):
        return None, 0.0
    score = 1.0 * bool(place.postal_code) + _take_country(fields, place)
    score += _take_region(fields, place)
    if not fields or not _take_city(fields, place, score, piece):
        return None, 0.0
    known = place.city is not None and is_city(place.city.value)
    return place, score + 0.3 * bool(place.address) + 0.9 * known


def _with_country_apart(fields: list[Piece]) -> list[Piece]:
    """``Hokkaido (JP)`` and ``Sachsen DE`` as two fields."""
    if not fields:
        return []
    last = fields[-1]
    code = _COUNTRY_CODE.search(last.text)
    if code and (country_of(code[1]) or state_of(code[1])) and last.text[: code.start()].strip(" (")[:1].isupper():
        return [*fields[:-1], last.part(0, code.start()), last.part(code.start(1), code.end(1))]
    named = _COUNTRY_IN_BRACKETS.search(last.text)
    if named and country_of(named[1]):
        return [*fields[:-1], last.part(0, named.start()), last.part(named.start(1), named.end(1))]
    return fields


def _take_country(fields: list[Piece], place: Place) -> float:
    """Take a country off the end of the fields; how much that says."""
    if len(fields) < 2:
        return 0.0
    last = fields[-1]
    code = country_of(last.text)
    is_state = len(fields) == 2 and len(last.text) == 2 and state_of(last.text)
    if not code or is_state:
        return 0.0
    place.country_code = Found(code, ((last.start, last.end),), 0.95)
    fields.pop()
    if len(fields) == 1 and last.text in _PARTS_OF_THE_UK:
        place.region = found(last)
    return 1.2


def _take_region(fields: list[Piece], place: Place) -> float:
    """Take a region off the end of the fields: a state, or what stands behind a city; how much that says."""
    if len(fields) < 2:
        return 0.0
    last = fields[-1]
    country = state_of(last.text)
    if country:
        place.region = found(last, 0.95)
        if place.country_code is None:
            place.country_code = Found(country, ((last.start, last.end),), 0.8)
        fields.pop()
        return 1.2
    digits = any(c.isdigit() for c in last.text + fields[-2].text)
    if place.region is None and not digits and _CITY.fullmatch(last.text):
        place.region = found(fields.pop(), 0.85)
        return 0.7
    return 0.0


def _take_city(fields: list[Piece], place: Place, score: float, whole: Piece) -> bool:
    """Read the last field as the city and those before it as the street; whether they are."""
    city = fields[-1]
    if not city.text[:1].isupper() and not city.text.startswith(("d'", "d’", "'s-", "l'")):
        return False
    if any(c.isdigit() for c in city.text) or not _CITY.fullmatch(city.text) or len(city.text.split()) > 5:
        return False
    if country_of(city.text) and score < 1:
        return False
    place.city = found(city, 0.9)
    street = fields[:-1]
    if street:
        has_number = any(c.isdigit() for f in street for c in f.text)
        if not has_number and not place.postal_code and (len(street) > 1 or not (score >= 1 or is_city(city.text))):
            return False  # a list of three names is no address
        place.address = found(whole.part(street[0].start - whole.start, street[-1].end - whole.start), 0.8)
    return True


def _without_postcode(piece: Piece, place: Place) -> Piece:
    """A field without the postal code at its edge, which is noted."""
    match = _POSTCODE.search(piece.text)
    if not match or place.postal_code:
        return piece
    house_number = match.start() == 0 and len(match[0]) < 4
    before, after = piece.text[: match.start()].strip(" -,"), piece.text[match.end() :].strip(" -,")
    if house_number or (before and after):
        return piece
    place.postal_code = Found(match[0], ((piece.start + match.start(), piece.start + match.end()),), 0.9)
    return piece.part(0, match.start()) if before else piece.part(match.end(), len(piece.text))
