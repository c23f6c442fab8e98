"""The name of the person: the line that looks most like one, given where it stands and what else is known."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from hiring_desktop.ml.resume.contact import Contact
from hiring_desktop.ml.resume.credentials import CREDENTIAL
from hiring_desktop.ml.resume.job_words import employer_score, title_score
from hiring_desktop.ml.resume.places import country_of, state_of
from hiring_desktop.ml.resume.rows import Piece, Row
from hiring_desktop.ml.resume.sections import title_kind
from hiring_desktop.ml.resume.tables import words
from hiring_desktop.ml.resume.values import Found, as_printed

_PARTICLES: Final = words("not_values", "particles")
_TITLES: Final = (
    r"(?:(?:Dr|Prof|Mr|Mrs|Ms|Miss|Mx|Sir|Ing|Mag|Dipl\.-Ing|Herr|Frau|Sig|Dott|Dott\.ssa|Sr|Sra|Mme|M|Mgr|inż|Eng|Er|CA|"
    r"Adv|Smt|Shri)\.?\s+)"
)
_SUFFIX: Final = re.compile(
    rf"\s*(?:,\s*|\s+|\(\s*){CREDENTIAL.pattern}\)?(?:(?:\s*[,/|]\s*|\s+){CREDENTIAL.pattern}\)?){{0,4}}\s*$"
)
_WORD: Final = re.compile(r"(?:[A-ZÀ-ÞĀ-Ž][^\W\d_]*(?:['’\-‐][^\W\d_]+)*|[A-ZÀ-Þ]\.(?:\s?-?[A-Z]\.)?)(?:\.)?")
_LABEL: Final = re.compile(
    r"^(?:full\s+)?(?:name|nom|nombre|nome|imię i nazwisko|vor- und nachname|nom et prénom)\s*[:\-–]\s*", re.IGNORECASE
)
_HEADLINE: Final = re.compile(
    r"^(?:(?:resume|résumé|curriculum\s+vitae|cv|c\.v\.|lebenslauf|życiorys|currículum|profile)(?:\s+(?:of|for|de|"
    r"von|di))?\s*[:\-–|]?\s*)|\s*[-–|:]?\s*(?:resume|résumé|curriculum\s+vitae|cv|lebenslauf)$",
    re.IGNORECASE,
)
_CUT: Final = re.compile(
    r"\s*[|•·–—]\s*|\s+-\s+|\s*,\s+|\s{3,}|\s*[\ue000-\uf8ff]\s*|\s*:\s+|\s+(?=\(?\+?\d)|\s+(?=\S+@)|\s*/\s*|\t"
)
_NOT_NAMES: Final = words("not_values", "not names")


_CERTAIN: Final = 6.0
"""A name in the head with this score is not looked for further down."""


def read_name(head: list[Row], everything: list[Row], contact: Contact) -> Found | None:
    """The name as printed, with its suffix, or None.

    Args:
        head: Rows of headers and of what stands before the first section title.
        everything: All rows in reading order.
        contact: Its e-mail address and links often spell the name.
    """
    keys = _keys(contact)
    largest = max((r.style[0] for r in everything[:60]), default=0.0)
    best: tuple[float, Piece] | None = None
    seen: set[int] = set()
    in_head = {row.start for row in head}
    position = 0
    for row in [*head[:25], *everything[:40]]:
        if row.start in seen:
            continue
        if best is not None and best[0] >= _CERTAIN and row.start not in in_head:
            break
        seen.add(row.start)
        for piece, labelled in _candidates(row):
            score = _score(piece, row, position, largest, keys, contact) + 4.0 * labelled
            score -= 0.0 if row.start in in_head else 1.5
            if best is None or score > best[0]:
                best = (score, piece)
        position += 1
    if best is None or best[0] < 2.0:
        return None
    return Found(as_printed(best[1].text), ((best[1].start, best[1].end),), min(0.99, 0.45 + best[0] / 16))


def _candidates(row: Row) -> list[tuple[Piece, bool]]:
    """The stretches of a row that could be a name, each with whether a label says so."""
    out: list[tuple[Piece, bool]] = []
    for number, cell in enumerate(row.cells[:4]):
        piece = cell.part(1, len(cell.text)) if cell.text[:1] in "\"'“" else cell
        label = _LABEL.match(piece.text)
        if label:
            piece = piece.part(label.end(), len(piece.text))
        headline = _HEADLINE.search(piece.text)
        if headline and headline.end() - headline.start() < len(piece.text):
            piece = (
                piece.part(headline.end(), len(piece.text))
                if headline.start() == 0
                else piece.part(0, headline.start())
            )
        if not piece.text or len(piece.text) > 160:
            piece = piece.part(0, 80)
        ends = [m.start() for m in _CUT.finditer(piece.text)][:3]
        for end in [len(piece.text), *ends]:
            part = piece.part(0, end)
            if part.text and len(part.text) <= 60:
                out.append((part, bool(label) and number == 0))
    return out


def _score(piece: Piece, row: Row, position: int, largest: float, keys: list[str], contact: Contact) -> float:
    """How much a stretch looks like the person's name; far below 0 when its form rules it out."""
    text = piece.text
    suffix = _SUFFIX.search(text)
    core = text[: suffix.start()] if suffix else text
    core = re.sub(rf"^{_TITLES}+", "", core)
    words = core.replace(",", " ").split()
    if (
        not 1 <= len(words) <= 6
        or any(c.isdigit() for c in core)
        or re.search(r"[@/\\:;!?%*_=+<>\[\]{}#$&|]", core)
        or "," in core.strip(",")
    ):
        return -9.0
    proper = [w for w in words if _WORD.fullmatch(w)]
    loose = [
        w
        for i, w in enumerate(words)
        if w.lower() not in _PARTICLES
        and not _WORD.fullmatch(w)
        and not (0 < i < len(words) - 1 and w.isalpha() and len(w) <= 4)
    ]
    small = position == 0 and len(words) in (2, 3) and all(w.isalpha() for w in words) and _matches(words, keys) > 0.6
    if (loose or not proper or len("".join(words)) < 4) and not small:
        return -9.0
    low = [w.lower().strip(".") for w in words]
    if any(w in _NOT_NAMES for w in low) or title_kind(text) or country_of(core) or state_of(core):
        return -9.0
    score = 3.0 if 2 <= len(words) <= 4 else 0.5 if len(words) > 4 else -0.5
    score += max(0.0, 2.5 - 0.35 * position)
    if largest and row.style[0] >= largest - 0.5 and row.style[0] > 0:
        score += 2.5
    score += 0.5 * (row.style[1] or row.style[4] == 1)
    matched = _matches(words, keys) if keys else 0.0
    score += 5.0 * matched
    score -= 3.5 * min(1.0, title_score(core)) * (1.0 - matched)
    score -= 2.0 * max(0.0, employer_score(core) - 0.35) * (1.0 - matched)
    if contact.place.city and contact.place.city.spans[0][0] <= piece.start < contact.place.city.spans[0][1]:
        score -= 6.0
    if any(a < piece.end and piece.start < b for a, b in contact.taken):
        score -= 6.0
    if row.bullet:
        score -= 1.5
    if suffix:
        score += 0.3
    if piece.end < row.end and row.text[piece.end - row.start :].strip()[:1] in ",|–—-•·":
        rest = row.text[piece.end - row.start :].strip(" ,|–—-•·")
        score += 0.8 if title_score(rest) >= 0.6 else -0.2
    return score


def _keys(contact: Contact) -> list[str]:
    """The letters in the e-mail's user part and in the user names of links."""
    keys = []
    if contact.email:
        keys.append(_letters(contact.email.value.split("@")[0]))
    keys += [_letters(p.username.value) for p in contact.profiles[:3] if p.username]
    if contact.url:
        keys.append(_letters(re.sub(r"^https?://(?:www\.)?", "", contact.url.value).split("/")[0].rsplit(".", 1)[0]))
    return [
        k
        for k in keys
        if len(k) >= 3
        and k not in ("info", "mail", "contact", "hello", "linkedin", "github", "resume", "in", "name", "email")
    ]


def _letters(text: str) -> str:
    table = str.maketrans({"ß": "ss", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i"})
    plain = unicodedata.normalize("NFKD", text.translate(table))
    return "".join(c for c in plain.lower() if c.isalpha() and c.isascii())


def _matches(words: list[str], keys: list[str]) -> float:
    """The share of the words of a name that the keys contain; initials count half."""
    parts = [_letters(w) for w in words]
    parts = [p for p in parts if p and p not in _PARTICLES] or [p for p in parts if p]
    if not parts:
        return 0.0
    best = 0.0
    for key in keys:
        hits = 0.0
        for part in parts:
            if len(part) > 2 and part in key:
                hits += 1.0
            elif part[0] in (key[:1], key[-1:]) and hits:
                hits += 0.4
            elif len(part) > 4 and part[:4] in key:
                hits += 0.6
        if hits == 0 and len(parts) >= 2 and key[:1] == parts[0][0] and key[1:].startswith(parts[-1][:3]):
            hits = 1.0
        best = max(best, min(1.0, hits / min(len(parts), 2)))
    return best
