"""What a job ad asks for: title, skills it requires and skills it would like, years, degree."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.core.model import DEGREE_LADDER, DegreeLevel, JobAd, Requirements
from hiring_desktop.ml.resume.degrees import find_degrees
from hiring_desktop.ml.resume.job_words import title_score
from hiring_desktop.ml.skills.matcher import Mention, find_mentions
from hiring_desktop.ml.skills.vocabulary import Vocabulary, load_vocabulary

_TITLE_LABEL: Final = re.compile(
    r"^(?:job\s+title|position(?:\s+title)?|title|role|job|vacancy|stelle|poste|puesto|posizione|"
    r"stanowisko)\s*[:\-–]\s*(?P<title>.{3,100})$",
    re.IGNORECASE,
)
_HIRING: Final = re.compile(
    r"(?:we(?:'re| are)\s+(?:looking\s+for|hiring|seeking|searching\s+for)|is\s+(?:looking\s+for|hiring|seeking)|"
    r"join\s+us\s+as|wir\s+suchen|nous\s+recherchons|buscamos|cerchiamo|szukamy|poszukujemy)\s+"
    r"(?:for\s+)?(?:an?|our\s+next|the|eine?n?|une?|uno?|una)?\s*(?P<title>[^.,;:\n(]{3,80}?)(?=\s+(?:to|who|with|"
    r"in|at|for|that|für|pour|para|per|do|mit|based|and\s+who|on)\b|[.,;:\n(]|$)",
    re.IGNORECASE,
)
_PREFERRED_HEADING: Final = re.compile(
    r"\b(?:nice[\s-]to[\s-]haves?|preferred|desirable|desired|bonus(?:\s+points)?|(?:a\s+)?plus(?:es)?|optional|"
    r"advantage(?:ous|s)?|good\s+to\s+have|would\s+be\s+(?:great|nice)|ideally|"
    r"von\s+vorteil|wünschenswert|idealerweise|apprécié|un\s+plus|souhait\w+|deseable|se\s+valora\w*|gradit\w+|"
    r"preferibil\w+|mile\s+widziane|dodatkowym\s+atutem)\b",
    re.IGNORECASE,
)
_REQUIRED_HEADING: Final = re.compile(
    r"\b(?:required|requirements?|must[\s-]haves?|mandatory|essential|qualifications?|"
    r"what\s+(?:you(?:'ll)?\s+(?:need|bring|have)|we(?:'re|\s+are)\s+looking\s+for|we\s+(?:expect|need|ask(?:\s+for)?|require))|"
    r"your\s+(?:profile|skills|experience|background)|who\s+you\s+are|about\s+you|you\s+(?:have|bring|are|know)|"
    r"skills|experience|minimum|basic\s+qualifications|"
    r"ihr\s+profil|dein\s+profil|anforderungen|voraussetzungen|profil(?:\s+recherché)?|compétences|requisitos|"
    r"perfil|requisiti|wymagania|oczekujemy)\b",
    re.IGNORECASE,
)
_OTHER_HEADING: Final = re.compile(
    r"\b(?:we\s+offer|what\s+we\s+offer|benefits?|perks|about\s+(?:us|the\s+company|our)|who\s+we\s+are|"
    r"our\s+(?:company|mission|values|culture)|compensation|salary|how\s+to\s+apply|equal\s+opportunit\w+|"
    r"why\s+(?:join|us|work)|"
    r"wir\s+bieten|über\s+uns|nous\s+offrons|ofrecemos|offriamo|oferujemy|contact|location)\b",
    re.IGNORECASE,
)
_DUTIES_HEADING: Final = re.compile(
    r"\b(?:what\s+you(?:'ll|\s+will)?\s+(?:do|be\s+doing)|responsibilit\w+|duties|(?:your|the|main|key)\s+(?:role|tasks?|job|mission|day)|"
    r"job\s+description|day[\s-]to[\s-]day|ihre\s+aufgaben|deine\s+aufgaben|aufgaben|vos\s+missions|missions|funciones|"
    r"responsabilidades|mansioni|attività|obowiązki|zakres\s+obowiązków)\b",
    re.IGNORECASE,
)
_Mode = Literal["duties", "required", "preferred", "other"]
_HEADINGS: Final[tuple[tuple[_Mode, re.Pattern[str]], ...]] = (
    ("preferred", _PREFERRED_HEADING),
    ("other", _OTHER_HEADING),
    ("duties", _DUTIES_HEADING),
    ("required", _REQUIRED_HEADING),
)
_LIST_MARK: Final = re.compile(r"\s*[*•●◦▪–+-]\s")
_IN_LINE_PREFERRED: Final = re.compile(
    r"\b(?:(?:is|are|would\s+be|will\s+be|considered)?\s*(?:an?\s+)?(?:big\s+|strong\s+|definite\s+|"
    r"huge\s+)?(?:plus|bonus|advantage|asset)|nice\s+to\s+have|preferred|preferably|desirable|ideally|"
    r"good\s+to\s+have|helpful|beneficial|von\s+vorteil|wünschenswert|mile\s+widzian\w+|un\s+plus)\b",
    re.IGNORECASE,
)
_CLAUSE: Final = 200
_NUMBER: Final = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "fifteen": 15,
}
_COUNT: Final = rf"(?:\d{{1,2}}(?:[.,]5)?|{'|'.join(_NUMBER)})"
_YEARS_UNIT: Final = r"(?:years?|yrs?\.?|jahre?n?|ans?|années|años?|anni|lat|lata|roku)"
_YEARS: Final = re.compile(
    rf"(?P<at_most>(?:up\s+to|no\s+more\s+than|at\s+most|maximum(?:\s+of)?|max\.?|bis\s+zu|"
    rf"höchstens)\s+)?(?<![\w.,$€£-])(?P<low>{_COUNT})\s*(?:\([^)]{{1,6}}\)\s*)?(?P<plus>\+|plus|or\s+more|"
    rf"and\s+more|and\s+above)?"
    rf"(?:\s*(?:-|–|—|to|bis|à|a|do)\s*(?P<high>{_COUNT})\s*\+?)?\s*(?:or\s+more\s+|plus\s+|"
    rf"full\s+)?{_YEARS_UNIT}['’]?(?P<after>[^.\n;]{{0,80}})",
    re.IGNORECASE,
)
_EXPERIENCE: Final = re.compile(
    r"\b(?:experience|experienced|expertise|exp\b|background|practice|track\s+record|working|work|berufserfahrung|"
    r"erfahrung|praxis|expérience|experiencia|esperienza|doświadczeni\w+|in\s+an?\s+(?:similar|comparable)|"
    r"as\s+an?|of\s+\w+)\b",
    re.IGNORECASE,
)
_NOT_EXPERIENCE: Final = re.compile(
    r"\b(?:old|ago|anniversary|in\s+business|founded|history|contract|warranty|of\s+age|age|degree|program(?:me)?|"
    r"vacation|fixed[\s-]term|for\s+(?:over|more\s+than)\b)\b",
    re.IGNORECASE,
)
_OR_DEGREE: Final = re.compile(r"\b(?:or|oder|ou|o|lub|/)\b", re.IGNORECASE)
_BULLET: Final = re.compile(r"^[\s>*•●◦▪–—+-]*(?:\d{1,2}[.)]\s+)?")
_HEADING_MARK: Final = re.compile(r"^#{1,6}\s+")
_TAGS: Final = re.compile(r"<(?:br|/p|/li|/h\d|/div)[^>]*>", re.IGNORECASE)


def read_ad(text: str, *, title: str | None = None) -> JobAd:
    """Read a job ad in plain text or Markdown.

    Args:
        text: The ad.
        title: The job's title, where it is known; it is read from the ad otherwise.

    Returns:
        The ad. Skills are canonical names in the order of the ad. Those under headings such as "Nice to have", or in
        a line that says so, are preferred; others are required, of those told among the duties only technologies
        where the ad has a part with requirements. Years and degree are None where the ad is silent; of several
        figures the lowest counts, since a second one is usually for one skill only.
    """
    vocabulary = load_vocabulary()
    lines = text.splitlines()
    marked = list(_with_modes(lines))
    has_requirements = any(mode == "required" for mode, _, _ in marked)
    required: dict[str, None] = {}
    preferred: dict[str, None] = {}
    asking: list[str] = []
    for mode, plain, is_heading in marked:
        duties = has_requirements and mode == "duties"
        for mention in _mentions(plain, vocabulary):
            if duties and mention.skill.kind != "technology":
                continue
            wanted = preferred if mode == "preferred" or _said_as_plus(plain, mention) else required
            wanted.setdefault(mention.skill.name)
        if mode != "preferred" and not duties and not is_heading:
            asking.append(plain)
    years = [figure for line in asking for figure in _years(line)]
    return JobAd(
        (title or "").strip() or _title(lines),
        text,
        Requirements(
            required_skills=tuple(required),
            preferred_skills=tuple(s for s in preferred if s not in required),
            min_years=min((low for low, _ in years if low is not None), default=None),
            max_years=max((high for _, high in years if high is not None), default=None),
            degree=_degree(asking),
        ),
    )


def _with_modes(lines: list[str]) -> Iterator[tuple[_Mode, str, bool]]:
    """Each line without its marks, what the part of the ad that it stands in is for, and whether it is a heading.

    Lines about the employer and its offer are left out.
    """
    mode: _Mode = "duties"
    for line in lines:
        plain = _BULLET.sub("", _HEADING_MARK.sub("", line)).replace("**", "").replace("__", "").strip()
        if not plain:
            continue
        heading = _heading(line, plain)
        mode = heading or mode
        if mode != "other":
            yield mode, plain, heading is not None


def _heading(line: str, plain: str) -> _Mode | None:
    """What the part that a line heads is for; None when the line is no heading."""
    starred = line.strip().startswith("**") and line.strip().rstrip(":").endswith("**")
    marked = bool(_HEADING_MARK.match(line)) or starred
    words = plain.split()
    short = len(words) <= 7 and not plain.endswith((".", ",")) and not _LIST_MARK.match(line)
    set_apart = plain.endswith(":") or plain.isupper() or plain.istitle() or len(words) <= 5
    if not marked and not (short and set_apart):
        return None
    for mode, pattern in _HEADINGS:
        if pattern.search(plain):
            return mode
    return "duties" if marked else None


def _mentions(line: str, vocabulary: Vocabulary) -> list[Mention]:
    """The skills that a line names; a line that is nothing but a term names it, however everyday the word."""
    mentions = [m for m in find_mentions(line, vocabulary) if m.skill.kind != "soft"]
    term = vocabulary.term(line.rstrip(" .;,"))
    if not mentions and term is not None and term.skill.kind != "soft":
        return [Mention(0, len(line), term.skill, term)]
    return mentions


def _said_as_plus(line: str, mention: Mention) -> bool:
    """Whether the clause of a mention calls it a plus."""
    left, right = max(0, mention.start - _CLAUSE), min(len(line), mention.end + _CLAUSE)
    start = max((line.rfind(mark, left, mention.start) for mark in (". ", "; ")), default=-1) + 1
    ends = [i for i in (line.find(". ", mention.end, right), line.find("; ", mention.end, right)) if i >= 0]
    return bool(_IN_LINE_PREFERRED.search(line, max(start, left), min(ends, default=right)))


# ------------------------------------------------------------------ title
def _title(lines: list[str]) -> str:
    """The title: labelled, or the first line that reads like one, or what "we are looking for"; else the first line."""
    plain = [_BULLET.sub("", _HEADING_MARK.sub("", line)).strip(" *_\t") for line in lines]
    plain = [line for line in plain if line]
    for line in plain[:15]:
        labelled = _TITLE_LABEL.match(line)
        if labelled:
            return labelled["title"].strip(" *_")
    for line in plain[:4]:
        if len(line) <= 90 and title_score(_without_gender(line)) >= 0.6 and not line.endswith("."):
            return _without_gender(line)
    for line in plain[:25]:
        hiring = _HIRING.search(line)
        if hiring and title_score(hiring["title"]) >= 0.6:
            return hiring["title"].strip()
    return plain[0][:120] if plain else ""


def _without_gender(line: str) -> str:
    """A title without ``(m/f/d)``."""
    return re.sub(r"\s*[(\[]\s*[mfwdhx]\s*(?:[/|,*]\s*[mfwdhx]\s*){1,3}[)\]]", "", line, flags=re.IGNORECASE).strip()


# ------------------------------------------------------------------ years and degree
def _number(text: str | None) -> float | None:
    if text is None:
        return None
    return float(_NUMBER.get(text.lower()) or text.replace(",", "."))


def _years(line: str) -> list[tuple[float | None, float | None]]:
    """``(minimum, maximum)`` for each figure of years of experience in a line."""
    found = []
    for match in _YEARS.finditer(line):
        before = line[max(0, match.start() - 50) : match.start()]
        if _NOT_EXPERIENCE.search(match["after"][:25]) or not (
            _EXPERIENCE.search(match["after"]) or _EXPERIENCE.search(before)
        ):
            continue
        low, high = _number(match["low"]), _number(match["high"])
        if match["at_most"]:
            low, high = None, low
        if (low or 0) <= 30:
            found.append((low, high if high and high <= 40 else None))
    return found


def _degree(lines: list[str]) -> DegreeLevel | None:
    """The lowest degree that would do: ``Bachelor's or Master's`` asks for a bachelor's."""
    asked: list[DegreeLevel] = []
    for line in lines:
        levels = [d.level for d in find_degrees(line)]
        if not levels and re.search(
            r"\b(?:university|college|academic)\s+degree\b|\bdegree\s+in\b|\b(?:hochschul|universitäts)?studium\b|"
            r"\bwykształcenie\s+wyższe\b|\bdiplôme\s+universitaire\b|\blaurea\b|\btitulación\s+universitaria\b",
            line,
            re.IGNORECASE,
        ):
            levels = ["bachelor"]
        if levels and not (_IN_LINE_PREFERRED.search(line) and len(levels) == 1):
            asked.append(min(levels, key=DEGREE_LADDER.index))
    return min(asked, key=DEGREE_LADDER.index) if asked else None


# ------------------------------------------------------------------ structured ads
def read_job_posting(posting: Mapping[str, Any]) -> JobAd:
    """Read a job given as a JSON object: schema.org's ``JobPosting``, or ``Requirements.to_json`` with title and text.

    What the object states outright wins over what its text says.

    Args:
        posting: The JSON object; unknown keys are ignored.

    Returns:
        The ad.

    Raises:
        DocumentRejected: There is neither a title nor a description.
    """
    title = _text(posting.get("title")) or _text(posting.get("name"))
    parts = [
        _text(posting.get(k))
        for k in (
            "description",
            "responsibilities",
            "qualifications",
            "skills",
            "experienceRequirements",
            "educationRequirements",
        )
    ]
    body = "\n\n".join(p for p in parts if p)
    if not title and not body:
        raise DocumentRejected("The job ad has neither a title nor a description. Give it both.", code="empty")
    ad = read_ad(body, title=title or None)
    own = posting.get("requirements") if isinstance(posting.get("requirements"), Mapping) else posting
    assert isinstance(own, Mapping)
    read = ad.requirements
    vocabulary = load_vocabulary()
    names = {
        key: tuple(dict.fromkeys(vocabulary.canonical(s) for s in _list(own.get(key))))
        for key in ("required_skills", "preferred_skills", "must_have")
    }
    listed = tuple(dict.fromkeys(vocabulary.canonical(s) for s in _list(posting.get("skills"))))
    required = names["required_skills"] or tuple(dict.fromkeys([*listed, *read.required_skills]))
    preferred = names["preferred_skills"] or read.preferred_skills
    months = _months(posting.get("experienceRequirements"))
    level = own.get("degree") or _credential(posting.get("educationRequirements")) or read.degree
    return JobAd(
        ad.title,
        body or title,
        Requirements(
            required_skills=required,
            preferred_skills=tuple(s for s in preferred if s not in required),
            must_have=tuple(s for s in names["must_have"] if s in required or s in preferred),
            min_years=_figure(own.get("min_years"))
            if own.get("min_years") is not None
            else (months / 12 if months is not None else read.min_years),
            max_years=_figure(own.get("max_years")) if own.get("max_years") is not None else read.max_years,
            degree=level if level in DEGREE_LADDER else None,
        ),
    )


def _text(value: object) -> str:
    """A value as plain text: HTML without tags, lists by line, objects by their name or description."""
    if isinstance(value, str):
        if "<" in value and ">" in value:
            value = re.sub(r"<li[^>]*>", "\n- ", value, flags=re.IGNORECASE)
            value = re.sub(r"<[^<>]{0,500}>", "", _TAGS.sub("\n", value))
        return html.unescape(value).strip()
    if isinstance(value, list):
        return "\n".join(t for t in map(_text, value) if t)
    if isinstance(value, Mapping):
        return _text(value.get("description") or value.get("name") or value.get("credentialCategory") or "")
    return ""


def _list(value: object) -> list[str]:
    if isinstance(value, str):
        return [s.strip() for s in re.split(r"[,;\n]", value) if s.strip() and len(s.split()) <= 6]
    if isinstance(value, list):
        return [t for t in map(_text, value) if t]
    return []


def _figure(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _months(value: object) -> float | None:
    return _figure(value.get("monthsOfExperience")) if isinstance(value, Mapping) else None


def _credential(value: object) -> DegreeLevel | None:
    """The level of a schema.org ``EducationalOccupationalCredential``."""
    if isinstance(value, list):
        levels = [level for v in value if (level := _credential(v))]
        return min(levels, key=DEGREE_LADDER.index) if levels else None
    if isinstance(value, Mapping):
        category = str(value.get("credentialCategory") or "").replace("degree", " degree")
        return _degree([category.replace("high school", "High school diploma")]) if category else None
    return None
