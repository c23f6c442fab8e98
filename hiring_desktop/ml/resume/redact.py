"""What the ranker may see of a person: the text without anything that tells who they are.

Taken out: the name and all its parts, contact data, links, places of living, pronouns and gendered words, years in
education, captions of photographs, lines on birth, family and nationality, hobbies and clubs, references, and
sentences that speak to a machine. Hidden text is never in a document's text to begin with. Deterministic: it depends
on the parsed resume alone.
"""

from __future__ import annotations

import re
from typing import Final

from hiring_desktop.core.model import ParsedResume, Profile
from hiring_desktop.ml.resume.injection import find_instructions
from hiring_desktop.ml.resume.section_titles import SectionKind
from hiring_desktop.ml.resume.sections import title_kind

_CONTACT_VALUES: Final = re.compile(r"/basics/(?:name|email|phone|url|location/.*|profiles/.*)")
_EMAIL_OR_LINK: Final = re.compile(
    r"[^\s@]{1,64}@[^\s@]{1,255}|(?:https?://|www\.)\S+"
    r"|\b(?:[a-z0-9-]{1,63}\.){1,5}(?:com|org|net|io|dev|me|eu|de|fr|es|it|pl|uk|info|example)(?:/\S*)?\b",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(r"(?<![\w/])(?:\+|00)?\(?\d[\d ()/.\u00a0-]{7,}\d(?![\w%])")
_DATE_LIKE: Final = re.compile(r"(?:19|20)\d\d|\d{1,2}[/.]\d{2,4}")
_GENDERED: Final = re.compile(
    r"""\b(?:he|him|his|himself|she|her|hers|herself|they/them|he/him|she/her|mr|mrs|ms|mx|madam|gentleman|lady|male|female|man|woman|men|women|boy|girl|boys|girls|
    father|mother|husband|wife|daughter|brother|sister|dad|mum|mom|pregnan\w*|married|divorced|widowed
    |unmarried|spouse|
    fraternity|sorority|sportsman|sportswoman|herr|frau|männlich|weiblich|verheiratet|ledig|geschieden|mutter
    |vater|monsieur|madame|mme|mlle|marié|mariée|célibataire|
    señor|señora|casado|casada|soltero|soltera|signor|signora|sposato|sposata|celibe|nubile|żonaty|mężatka
    |kawaler|panna)\b\.?""",
    re.IGNORECASE | re.VERBOSE,
)
_PERSONAL_LINE: Final = re.compile(
    r"""^\W*(?:date\s+of\s+birth|birth\s*date|birthday|d\.?o\.?b\.?|born(?:\s+(?:on|in))?|place\s+of\s+birth|age|nationality|citizenship|gender|sex|marital\s+status|religion|caste|race|ethnicity|
    father['’]?s?\s+name|mother['’]?s?\s+name|children|passport|visa|photo(?:graph)?|picture|portrait|headshot
    |bild|foto|bewerbungsfoto|geburtsdatum|geburtsort|geboren|staatsangehörigkeit|
    nationalität|familienstand|konfession|religionszugehörigkeit|né(?:e)?\s+le|date\s+de\s+naissance
    |nationalité|situation\s+familiale|état\s+civil|fecha\s+de\s+nacimiento|nacionalidad|estado\s+civil|
    data\s+di\s+nascita|nazionalità|cittadinanza|stato\s+civile|data\s+urodzenia|narodowość|obywatelstwo
    |stan\s+cywilny|pronouns?)\b.*$""",
    re.IGNORECASE | re.VERBOSE,
)
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_DROPPED: Final[frozenset[SectionKind]] = frozenset({"contact", "personal", "interests", "references"})
_SAY_WHERE_BORN: Final = re.compile(
    r"\b(?:aged?\s+\d\d|\d\d\s+years\s+old|\d\d\s+jahre\s+alt|\d\d\s+ans\b|\d\d\s+años\b)", re.IGNORECASE
)


def redact(parsed: ParsedResume) -> str:
    """The text of a resume for ranking.

    Args:
        parsed: The resume as read.

    Returns:
        Its lines in reading order without what tells who the person is; blanks tidied, empty lines dropped.
    """
    text = _EMAIL_OR_LINK.sub(" ", _blank(parsed.text, _stretches(parsed)))
    text = _PHONE.sub(lambda m: m[0] if _DATE_LIKE.search(m[0]) else " ", text)
    name = _name_parts(parsed)
    text = name.sub(" ", text) if name else text
    text = _SAY_WHERE_BORN.sub(" ", _GENDERED.sub(" ", text))
    lines = []
    section: SectionKind = "head"
    for line in text.split("\n"):
        section = title_kind(line) or section
        if section in _DROPPED or _PERSONAL_LINE.match(line):
            continue
        kept = _YEAR.sub(" ", line) if section == "education" else line
        kept = " ".join(kept.split()).strip(" ,;|·•–—-")
        if kept:
            lines.append(kept)
    return "\n".join(lines)


def make_profile(candidate_id: str, parsed: ParsedResume) -> Profile:
    """What the ranker gets.

    Args:
        candidate_id: The candidate's id; the profile says nothing else about who it is.
        parsed: The resume as read.
    """
    return Profile(
        id=candidate_id,
        text=redact(parsed),
        head=head(parsed),
        skills=tuple(parsed.skill_names()),
        total_experience_years=parsed.total_experience_years,
        highest_degree=parsed.highest_degree,
        cci=parsed.cci,
    )


def head(parsed: ParsedResume, *, titles: int = 3) -> str:
    """What the person is, in a line: the label, and the titles of the latest jobs, each once."""
    basics = parsed.resume.get("basics", {})
    jobs = sorted(
        (w for w in parsed.resume.get("work", []) if w.get("position")),
        key=lambda w: ("endDate" not in w and "startDate" in w, w.get("endDate", ""), w.get("startDate", "")),
        reverse=True,
    )
    said = [basics.get("label"), *(w["position"] for w in jobs[:titles])]
    name = _name_parts(parsed)
    unique = dict.fromkeys(_GENDERED.sub(" ", name.sub(" ", s) if name else s).strip() for s in said if s)
    return re.sub(r"\s+", " ", ". ".join(s for s in unique if s))


def _stretches(parsed: ParsedResume) -> list[tuple[int, int]]:
    spans = [
        (s.start, s.end)
        for pointer, source in parsed.sources.items()
        if _CONTACT_VALUES.fullmatch(pointer)
        for s in source.spans
    ]
    return sorted(spans + find_instructions(parsed.text))


def _blank(text: str, stretches: list[tuple[int, int]]) -> str:
    """The text with some stretches left out; line feeds stay, so that lines stay lines."""
    out = []
    at = 0
    for start, end in stretches:
        if start > at:
            out.append(text[at:start])
        if end > at:
            out.append(" " + "\n" * text.count("\n", max(at, start), end))
            at = end
    out.append(text[at:])
    return "".join(out)


def _name_parts(parsed: ParsedResume) -> re.Pattern[str] | None:
    """A pattern for the name's words wherever they occur as names: capitalised, or as a whole."""
    name = parsed.resume.get("basics", {}).get("name")
    if not isinstance(name, str):
        return None
    words = [w for w in re.split(r"[\s,.()]+", name) if len(w) > 1]
    parts = {p for w in words for p in (w, *w.split("-")) if len(p) > 1}
    forms = sorted(
        {form for p in parts for form in (p, p.upper(), p.capitalize(), p.title())}, key=lambda f: (-len(f), f)
    )
    return re.compile(r"(?<![^\W_])(?:" + "|".join(map(re.escape, forms)) + r")(?:['’]s)?(?![^\W_])") if forms else None
