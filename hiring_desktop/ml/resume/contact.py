"""How to reach a person: e-mail, telephone, links, place; read from all of the document, margins included."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import phonenumbers

from hiring_desktop.ml.documents.model import Document
from hiring_desktop.ml.resume.dates import find_dates
from hiring_desktop.ml.resume.residence import Place, find_place
from hiring_desktop.ml.resume.rows import Row, piece_of
from hiring_desktop.ml.resume.section_titles import TITLES
from hiring_desktop.ml.resume.values import Found, found

_EMAIL: Final = re.compile(r"(?<![\w.+-])[\w.+'-]{1,64}@(?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,24}(?![\w@-])")
_ENDINGS: Final = frozenset(
    [
        "com",
        "org",
        "net",
        "edu",
        "gov",
        "info",
        "io",
        "co",
        "eu",
        "de",
        "fr",
        "es",
        "it",
        "pl",
        "uk",
        "us",
        "ca",
        "nl",
        "be",
        "ch",
        "at",
        "in",
    ]
)
_BROKEN_EMAIL: Final = re.compile(
    r"(?<![\w.+-])(?:[\w.+'-]{1,64}@[\w.-]{0,63}\n\.?[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}|[\w.+'-]{1,64}\n@[\w.-]{3,63})(?![\w@-])"
)
_URL: Final = re.compile(
    r"(?<![\w@./-])(?:https?://|www\.)[^\s<>()\[\]{}|,;\"'“”]+"
    r"|(?<![\w@./-])(?:[a-z0-9-]{1,63}\.){1,3}(?:com|org|net|io|dev|me|co|ai|app|info|eu|de|fr|es|it|pl|uk|us|ca|"
    r"in|ch|at|nl|be|example|edu|gov|tech|design|site|online|xyz|page|blog|pro|name|work|cv)"
    r"(?:/[^\s<>()\[\]{}|,;\"'“”]*)?(?![\w@])",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(
    r"(?<![\w.,/@=-])(?:\+|00|\(\+?)?\(?\d[\d ()./\u00a0\u2010-\u2015-]{5,22}\d(?:\s?(?:x|"
    r"ext\.?)\s?\d{1,5})?(?![\w@/])"
)
_PHONE_LABEL: Final = re.compile(
    r"(?:phone|tel(?:ephone|efon|éfono|efono)?|mobile?|mob|cell(?:ular|ulare)?|handy|portable|móvil|movil|"
    r"komórk\w*|contact(?:\s+n[ou]\.?)?|call|gsm|fon|ph|[mtp]|☎|📞|✆)\W{0,6}$",
    re.IGNORECASE,
)
_FEWEST_DIGITS: Final = 7
_ENOUGH_NUMBERS: Final = 20
_LONG_ROW: Final = 1000
"""A row longer than any that people write is looked at no further: its digits are a table, or an attack."""
_FAX: Final = re.compile(r"fax\W{0,4}$", re.IGNORECASE)
_NETWORKS: Final = {
    "linkedin": "LinkedIn", "github": "GitHub", "gitlab": "GitLab", "twitter": "Twitter", "x.com": "X",
    "xing": "XING", "stackoverflow": "Stack Overflow", "medium": "Medium", "behance": "Behance",
    "dribbble": "Dribbble", "facebook": "Facebook", "instagram": "Instagram", "youtube": "YouTube",
    "kaggle": "Kaggle", "orcid": "ORCID", "researchgate": "ResearchGate", "scholar.google": "Google Scholar",
    "bitbucket": "Bitbucket", "goldenline": "GoldenLine", "viadeo": "Viadeo",
}  # fmt: skip
_NOT_PERSONAL: Final = ("indeed.com", "resume-now", "zety", "novoresume", "example-resume")


@dataclass(slots=True)
class Profile:
    """A page of a person on a network."""

    url: Found
    network: str
    username: Found | None


@dataclass(slots=True)
class Contact:
    """What was found; ``taken`` are the stretches of text it stands in, so that no other reader takes them."""

    email: Found | None = None
    phone: Found | None = None
    url: Found | None = None
    profiles: list[Profile] = field(default_factory=list)
    place: Place = field(default_factory=Place)
    taken: list[tuple[int, int]] = field(default_factory=list)


def read_contact(document: Document, head: list[Row], everything: list[Row]) -> Contact:
    """Read contact data.

    Args:
        document: The document; links and text over line ends are looked at.
        head: Rows of the head, of contact and personal sections, of headers and footers: where a place is looked for.
        everything: All rows.
    """
    contact = Contact()
    emails = list(_emails(document))
    contact.taken += [span for e in emails for span in e.spans]
    links = list(_links(document, contact.taken))
    contact.taken += [span for link in links for span in link.spans]
    contact.taken += [m.span() for pattern in (_EMAIL, _URL) for m in pattern.finditer(document.text)]
    if emails:
        contact.email = emails[0]
    contact.place = find_place(head, contact.taken)
    phones = _phones(everything, contact)
    if phones:
        contact.phone = phones[0]
        numbers = [span for p in phones[:2] for span in p.spans]
        contact.taken += numbers
        if contact.place.city is None or any(a < d and c < b for a, b in numbers for c, d in contact.place.spans):
            contact.place = find_place(head, contact.taken)
    _sort_links(contact, links)
    return contact


# ------------------------------------------------------------------ e-mail
def _emails(document: Document) -> Iterable[Found]:
    text = document.text
    seen: set[str] = set()
    for match in _BROKEN_EMAIL.finditer(text):
        first, joined = match[0].split("\n")[0], match[0].replace("\n", "")
        whole = _EMAIL.search(first)
        cut_short = whole is not None and _ending(first) not in _ENDINGS and _ending(joined) in _ENDINGS
        if _EMAIL.fullmatch(joined) and (whole is None or cut_short):
            seen.add(joined.lower())
            yield Found(joined, (match.span(),), 0.8)
    for match in _EMAIL.finditer(text):
        value = match[0].strip("'.-")
        if value.lower() not in seen and not any(value.lower() in other for other in seen):
            seen.add(value.lower())
            start = match.start() + match[0].index(value)
            yield Found(value, ((start, start + len(value)),), 0.99)
    for link in document.links:
        if link.target.lower().startswith("mailto:") and link.span:
            value = link.target[7:].split("?")[0].strip()
            if _EMAIL.fullmatch(value) and value.lower() not in seen:
                seen.add(value.lower())
                yield Found(value, ((link.span.start, link.span.end),), 0.95)


def _ending(address: str) -> str:
    return address.rsplit(".", 1)[-1].lower()


# ------------------------------------------------------------------ links
def _links(document: Document, taken: list[tuple[int, int]]) -> Iterable[Found]:
    text = document.text
    targets = [link.target for link in document.links if link.target.lower().startswith(("http", "www."))]
    seen: set[str] = set()
    for match in _URL.finditer(text):
        if any(a < match.end() and match.start() < b for a, b in taken):
            continue
        value, end = _whole_url(text, match, targets)
        value = value.rstrip(".,:;!?")
        if "." not in value or (not match[0].lower().startswith(("http", "www.")) and not _looks_like_address(value)):
            continue
        key = _bare(value)
        if key not in seen:
            seen.add(key)
            yield Found(value, ((match.start(), end),), 0.97)
    for link in document.links:
        if link.span and link.target.lower().startswith("http") and _bare(link.target) not in seen:
            seen.add(_bare(link.target))
            yield Found(link.target, ((link.span.start, link.span.end),), 0.85)


def _whole_url(text: str, match: re.Match[str], targets: list[str]) -> tuple[str, int]:
    """The address with its continuation on the next line, where it was broken."""
    value, end = match[0], match.end()
    for _ in range(3):
        rest = re.match(r"\n([^\s<>|,;]{1,120})(?=\s|$)", text[end : end + 130])
        if not rest:
            break
        joined = value + rest[1]
        by_target = any(_bare(t).startswith(_bare(joined)) for t in targets)
        by_look = (
            value[-1] in "-/_=.?&" and "@" not in rest[1] and rest[1].lower() not in TITLES and not rest[1].isupper()
        )
        if not (by_target or (by_look and not any(_bare(t) == _bare(value) for t in targets))):
            break
        value, end = joined, end + 1 + len(rest[1])
    return value, end


def _looks_like_address(value: str) -> bool:
    """Whether text without a scheme is an address: a known network, or a path, or lower case throughout."""
    low = value.lower()
    if any(n in low for n in _NETWORKS) and "/" in value:
        return True
    host = low.split("/")[0]
    tld = host.rsplit(".", 1)[1]
    if host in ("asp.net", "vb.net", "ado.net", "node.js", "socket.io", "draw.io", "b.sc.in", "b.com", "m.com"):
        return False
    return (
        value == low
        and len(host) > 6
        and (
            tld not in ("net", "in", "me", "it", "work", "pro", "name")
            or "/" in value
            or host.count(".") > 1
            or len(host) > 9
        )
    )


def _bare(url: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", url.strip().lower()).rstrip("/")


def _sort_links(contact: Contact, links: list[Found]) -> None:
    """Set the person's own page and the profiles: what stands before anything else was said, or on a known network."""
    email_host = contact.email.value.split("@")[1].lower() if contact.email else ""
    for link in links:
        bare = _bare(link.value)
        if any(n in bare for n in _NOT_PERSONAL) or bare == email_host:
            continue
        network = next((name for key, name in _NETWORKS.items() if key in bare.split("/")[0]), None)
        if network:
            if len(contact.profiles) < 8 and "/" in bare:
                user = link.value.rstrip("/").split("?")[0].rsplit("/", 1)[1]
                contact.profiles.append(Profile(link, network, Found(user, link.spans, 0.8) if user else None))
        elif contact.url is None:
            contact.url = link
    if contact.url is None and contact.profiles:
        contact.url = contact.profiles[0].url


# ------------------------------------------------------------------ telephone
def _phones(rows: list[Row], contact: Contact) -> list[Found]:
    """Telephone numbers, the best first."""
    region = contact.place.country_code.value if contact.place.country_code else None
    best: list[tuple[float, int, Found]] = []
    for position, row in enumerate(rows):
        if len(best) >= _ENOUGH_NUMBERS or sum(map(str.isdigit, row.text[:_LONG_ROW])) < _FEWEST_DIGITS:
            continue
        for match in islice(_PHONE.finditer(row.text[:_LONG_ROW]), _ENOUGH_NUMBERS):
            piece = piece_of(row.text, match.start(), match.end(), row.start)
            if any(a < piece.end and piece.start < b for a, b in contact.taken):
                continue
            score = _phone_score(piece.text, row.text[max(0, match.start() - 40) : match.start()], region)
            if score is not None:
                best.append((score - min(position, 60) / 100, -piece.start, found(piece, min(0.99, 0.6 + score / 5))))
    best.sort(key=lambda b: (-b[0], -b[1]))
    return [b[2] for b in best]


def _phone_score(number: str, before: str, region: str | None) -> float | None:
    """How much a stretch of digits looks like a telephone number; None when it is none."""
    digits = re.sub(r"\D", "", number)
    if not _FEWEST_DIGITS <= len(digits) <= 15 or _FAX.search(before):
        return None
    if any(r.is_range or r.first.month for r in find_dates(number)) and not number.startswith("+"):
        return None
    if re.fullmatch(r"(?:19|20)\d\d[\s/.-]+(?:19|20)\d\d", number):
        return None
    labelled = bool(_PHONE_LABEL.search(before))
    score = 1.0 if labelled else 0.0
    international = number.lstrip("(").startswith(("+", "00"))
    for guess in dict.fromkeys(
        [region, *(("US", "GB", "DE", "FR", "ES", "IT", "PL", "IN") if not international else ())]
    ):
        try:
            parsed = phonenumbers.parse(
                number, None if international and number.lstrip("(").startswith("+") else guess or "GB"
            )
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return score + 1.5 + international
        if phonenumbers.is_possible_number(parsed):
            score = max(score, float(labelled) + 0.5 + international)
    if score >= 1.5 or (score >= 0.5 and (re.search(r"[\s().-]", number) or labelled)):
        return score
    return score if labelled else None
