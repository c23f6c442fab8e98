"""The degree ladder: degrees as they are printed, in six languages, and the rung of each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hiring_desktop.core.model import DEGREE_LADDER, DegreeLevel

_FIELDS_IN_NAMES: Final = (
    "Science|Sciences|Arts|Engineering|Technology|Commerce|Business Administration|Business Management|Business|"
    "Laws?|Education|Fine Arts?|Applied Sciences?|"
    "Applied Arts|Philosophy|Medicine|Nursing|Architecture|Music|Design|Computer Applications?|Computer Science|"
    "Social Work|Public Health|Public Administration|"
    "Public Policy|Theology|Divinity|Pharmacy|Surgery|Economics|Accountancy|Accounting|Information Technology|"
    "Information Systems|Management|"
    "Management Studies|Finance|International Business|Letters|Dental Surgery|Veterinary Medicine|Journalism|"
    "Communication|Library Science|"
    "Hotel Management|Legislative Law|Mass Communication|Physiotherapy|Planning|Research|Studies|General Studies|"
    "Health Science|Health Sciences|"
    "Liberal Arts|Professional Studies|Project Management|Human Resources|Human Resource Management|Psychology|"
    "Criminal Justice|Hospitality Management"
)
_OF: Final = rf"(?:\s+of\s+(?:{_FIELDS_IN_NAMES})\b(?:\s*(?:and|&)\s+(?-i:[A-Z])\w+\b(?!\s+(?:of|in)\b))?)"
_BRANCH: Final = r"(?:\s?\((?:Eng|Engg|Tech|Econ|Ag|Agri|Hort|IT|CS|Res|Med|Ed|Comp|Mgmt|Hons)\.?\))?"
_HONOURS: Final = (
    r"(?:\s*\(\s*(?:hons?|honours|honors|with honours|distinction|first class)\.?\s*\)"
    r"|,?\s+(?:hons|honours|honors)\b\.?(?!\s+(?:thesis|program)))?"
)

_LADDER: Final[tuple[tuple[DegreeLevel, str], ...]] = (
    (
        "doctorate",
        rf"""(?-i:Ph\.?\s?D\.?|PHD|DPhil|D\.Phil\.?|DBA|D\.B\.A\.|Ed\.?D\.?|EdD|Psy\.?D\.?|Pharm\.?\s?D\.?|M\.D\.|MD|J\.D\.|JD|DDS|D\.D\.S\.|DNP|D\.N\.P\.|DVM|DMD|Sc\.D\.|D\.Sc\.|Dr\.-Ing\.)(?!\w)|
        dr\.?\s+(?:rer\.?\s*nat\.?|med\.?|phil\.?|jur\.?|rer\.?\s*pol\.?|oec\.?|habil\.?|iur\.?)(?:\s+(?:dent
        |vet|habil)\.?)?|doctor(?:ate)?(?:\s+degree)?(?:\s+of\s+(?:Philosophy|{_FIELDS_IN_NAMES}))?|
        doctoral\s+degree|juris\s+doctor|doctorat|doctorado|dottorato(?:\s+di\s+ricerca)?|doktorat
        |promotion(?=\s+(?:in|zum|zur|an)\b)|
        doktor(?:\s+nauk)?|habilitation|post-?doc(?:toral)?""",
    ),
    (
        "master",
        rf"""master(?:['’]?s)?(?:\s+degree)?{_OF}|master(?:['’]s|s)?\s+degree|(?:executive\s+)?(?-i:MBA|M\.B\.A\.?|EMBA)(?!\w)|
        (?-i:M\.?\s?Sc\.?{_BRANCH}|M\.?S\.?(?:\s?c\.?)?|MSc|M\.\s?A\.?|MA|M\.?Eng\.?|MEng
        |M\.?\s?Tech\.?|MTech|M\.E\.?|M\.?\s?Com\.?|MCom|M\.?\s?Phil\.?|MPhil|M\.?Ed\.?|MEd|MCA|M\.C\.A\.?|
        LL\.?\s?M\.?|MFA|M\.F\.A\.?|MPA|M\.P\.A\.?|MPH|M\.P\.H\.?|MSW|M\.S\.W\.?|MRes|MArch|M\.Arch\.?|MSN
        |M\.S\.N\.?|MSCS|MIB|MMus|MLS|MLIS|PGDM|MPharm|M\.?\s?Pharm\.?|MBBS|M\.B\.B\.S\.?|MIM|MSE|MAcc|MHRM
        |MDes|M\.Des\.?|MChem|MMath|MPhys|MTheol)(?!\w)|
        masters?\b(?:['’]s)?|magister(?:\s+(?:artium|inżynier))?|mgr(?:\s+inż)?\.?(?=\s)|maîtrise
        |máster(?:\s+universitario)?|maestría|laurea\s+(?:magistrale|specialistica)|laurea\s+a\s+ciclo\s+unico
        |laurea\s+quinquennale|
        diplôme\s+d['’]ingénieur|diplom(?:-|\s)?(?:ingenieur(?:in)?|kaufmann|kauffrau|informatiker(?:in)?
        |psycholog(?:e|in)|betriebswirt(?:in)?|volkswirt(?:in)?|physiker(?:in)?|mathematiker(?:in)?
        |chemiker(?:in)?|biolog(?:e|in))|
        dipl\.?-?\s?(?:ing|kfm|inf|psych|phys|math|chem|biol|betriebsw|volksw)\.?(?:\s?\(\s?(?:FH|TU|Univ\.?
        |BA)\s?\))?|staatsexamen|(?:erstes|zweites|1\.|2\.)\s+staatsexamen|licenciatura\s+con\s+grado|
        grande\s+école|post\s?-?graduate\s+degree|master\s?\d|studia\s+magisterskie|postgrado|magíster|(?-i:DEA
        |DESS)(?!\w)""",
    ),
    (
        "bachelor",
        rf"""bachelor(?:['’]?s)?(?:\s+degree)?{_OF}|bachelor(?:['’]s|s)?\s+degree|
        (?-i:B\.?\s?Sc\.?{_BRANCH}|B\.?S\.?(?:\s?c\.?)?|BSc|B\.\s?A\.?|BA|AB|A\.B\.
        |B\.?Eng\.?|BEng|B\.\s?E\.?|BE|B\.?\s?Tech\.?|BTech|BTECH|B\.?\s?Com\.?|BCom|B\.?Ed\.?|BEd|BCA
        |B\.C\.A\.?|BBA|B\.B\.A\.?|BBM|BMS|
        LL\.?\s?B\.?|BFA|B\.F\.A\.?|BSN|B\.S\.N\.?|BSW|B\.S\.W\.?|BArch|B\.Arch\.?|BPharm|B\.?\s?Pharm\.?|BDS
        |BHM|BCS|BSBA|B\.S\.B\.A\.?|BDes|B\.Des\.?|BMus|B\.Mus\.?|BScN|BASc|B\.A\.Sc\.?|BComm?|BIT|BPT|BAcc
        |BHSc)(?!\w)|
        bachelors?\b(?:['’]s)?|baccalaureate\s+degree|undergraduate\s+degree|honou?rs\s+degree
        |licence(?:\s+professionnelle)?\b|licencjat|inżynier\b|inż\.|studia\s+(?:licencjackie|inżynierskie)
        |licenciatura|licenciad[oa]\b|
        grado\b(?:\s+en)?(?<!\sen)|diplomatura|ingeniería\s+técnica|laurea\s+triennale
        |laurea\b(?!\s+(?:magistrale|specialistica|quinquennale))|maîtrise\s+universitaire
        |foundation\s+year\s+and\s+degree|
        vordiplom|ingénieur\s+technicien|dipl\.-?\s?(?:ing|kfm)\.?\s?\(\s?FH\s?\)|graduate\s+degree
        |first\s+degree|graduation(?=\s+(?:in|from)\b)""",
    ),
    (
        "associate",
        rf"""associate(?:['’]?s)?(?:\s+degree)?{_OF}|associate(?:['’]?s)?\s+degree|associate(?:['’]s)\b|associate\s+of\s+\w+|(?-i:A\.A\.S\.?|AAS|A\.S\.(?!\w)|A\.A\.(?!\w))|foundation\s+degree|(?-i:FdA|FdSc)(?!\w)|
        (?-i:DUT|BTS|DEUG|BUT)(?!\w)""",
    ),
    (
        "diploma",
        r"""(?:higher|ordinary|advanced|national|post\s?-?graduate|professional|graduate|vocational)(?:\s+national)?\s+(?:diploma|certificate)|(?-i:HND|HNC|BTEC|NVQ|PGCE|PGCert|PgCert|PG\s?Cert|PGDip|PgDip|PG\s?Dip|PGDCA|DCA|PG\s?Diploma|CAP|BEP)(?!\w)(?:\s+level\s+\d)?|
        diploma\b(?:\s+of\s+higher\s+education)?|diplom\b|diplôme\b(?!\s+d['’]ingénieur)(?!\s+national)
        |abgeschlossene\s+(?:berufs)?ausbildung|berufsausbildung|ausbildung\s+(?:zum|zur|als)|fachschulabschluss|
        (?:staatlich\s+geprüfte[rs]?|industriemeister|meisterbrief|meisterschule)|formación\s+profesional
        |ciclo\s+formativo|técnico\s+superior|grado\s+superior|grado\s+medio|technik\b|dyplom\b|certificate\s+iv|
        qualifica\s+professionale|polytechnic\s+diploma|trade\s+school|apprenticeship""",
    ),
    (
        "secondary",
        r"""(?:senior\s+|junior\s+)?high\s+school(?:\s+(?:diploma|degree|graduate|certificate))?|(?-i:GED|GCSEs?|GCE|HSC|SSC|HSSC|SSLC|CBSE|ICSE|WASSCE|KCSE|IGCSEs?)(?!\w)|(?:[34]\s+|three\s+|four\s+)?a[-\s]levels?\b|o[-\s]levels?\b|as[-\s]levels?\b|
        (?:general\s+)?secondary\s+(?:school|education)(?:\s+(?:certificate|diploma|leaving\s+certificate))?
        |(?:higher|senior)\s+secondary(?:\s+(?:school|certificate|education))*|leaving\s+certificate
        |intermediate(?=\s+(?:in|education|exam|\())|
        matriculation|matura\b|świadectwo\s+dojrzałości|maturità(?:\s+\w+)?|diploma\s+di\s+maturità
        |diploma\s+di\s+scuola\s+superiore|bachillerato|baccalauréat(?:\s+\w+)?|(?-i:Bac(?:\s+[SLE]|\s+ES
        |\s+pro)?)(?!\w)(?!\s*\+)|
        (?:allgemeine\s+|fachgebundene\s+)?(?:fach)?hochschulreife|(?:fach)?abitur|mittlere\s+reife
        |realschulabschluss|hauptschulabschluss|educación\s+secundaria|(?-i:ESO)(?!\w)|liceo\s+(?:classico
        |scientifico|linguistico|artistico)|
        international\s+baccalaureate|(?-i:IB\s+Diploma)|(?:10|12)th(?:\s+(?:grade|standard|class|std\.?))
        |(?-i:XII|X)th?\s+(?:standard|class|std)""",
    ),
)

_PATTERN: Final = re.compile(
    "|".join(
        f"(?P<{level}>(?<![\\w.])(?:{re.sub(chr(10) + ' *', '', pattern)}){_HONOURS})" for level, pattern in _LADDER
    ),
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Degree:
    """A degree as printed, at code points ``start`` to ``end`` of the text it was found in."""

    start: int
    end: int
    level: DegreeLevel


def find_degrees(text: str) -> list[Degree]:
    """All degrees named in a text, in order. Short abbreviations count only in capitals (``MA``, not ``ma``)."""
    degrees = []
    for match in _PATTERN.finditer(text):
        end = match.end()
        while end > match.start() and text[end - 1].isspace():
            end -= 1
        following = text[end : end + 1]
        if following.isalnum() or (text[end - 1].isalnum() and following in "+&/" and following):
            continue
        degrees.append(Degree(match.start(), end, match.lastgroup))  # type: ignore[arg-type]
    return degrees


def highest(levels: Iterable[DegreeLevel | None]) -> DegreeLevel | None:
    """The highest rung of some; None when there is none."""
    known: list[DegreeLevel] = [level for level in levels if level]
    return max(known, key=DEGREE_LADDER.index, default=None)
