"""Make the shipped skills vocabulary and the list of occupation words from the O*NET tables.

Usage: ``python build/make_skills.py FOLDER`` where FOLDER holds ``onet_technology.csv`` and ``onet_titles.csv.gz``.

Writes ``vocabulary.tsv`` and ``occupation_words.txt`` beside ``resources/skills/aliases.csv``, which is written by
hand and wins wherever it names the same thing. A line of ``vocabulary.tsv`` is ``canonical, kind, parent, terms``,
tab-separated; terms are separated by ``|`` and each may begin with marks: ``~`` counts only in a skill-like context,
``^`` counts in running text only as spelt.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

RESOURCES = Path(__file__).resolve().parent.parent / "resources" / "skills"

# A product name often stands alone on a resume; these makers are dropped from the front of it.
VENDORS = sorted(
    """Microsoft|Adobe|Adobe Systems|Oracle|IBM|Autodesk|Google|Apple|Apache|Amazon|Intuit|Atlassian|ESRI|
    Dassault Systemes|Siemens|Siemens PLM|Bentley|Bentley Systems|PTC|SAP|Cisco|Cisco Systems|Citrix|VMware|
    Hewlett-Packard|HP|Dell|Symantec|Trimble|Thomson Reuters|Sage|Infor|Epicor|NetSuite|Avid Technology|Corel|
    Embarcadero|JetBrains|Red Hat|Sun Microsystems|National Instruments|The MathWorks|MathWorks|Wolfram Research|
    StataCorp|SAS Institute|Blackbaud|Blackboard|TechSmith|Salesforce|Rockwell Automation|Schneider Electric|
    Honeywell|ABB|GE Healthcare|Philips|Cerner|McKesson|Allscripts|Wolters Kluwer|CCH|Nuance|Kronos|ADP|
    Ultimate Software|Ceridian|Deltek|Tyler Technologies|Aspen Technology|MSC Software|Altair|ANSYS|Cadence|
    Mentor Graphics|Synopsys|Xilinx|Altera|Agilent|Keysight|Tektronix|Fortinet|Juniper|McAfee|Trend Micro|Sophos|
    Rapid7|Tenable|Splunk|TIBCO|Informatica|MicroStrategy|Tableau|Qlik|Teradata|Nintex|OpenText|Hyland|Zoho|
    Twitter|Facebook|Meta|Yahoo|RockWare|Golden Software|Leica Geosystems|Leica|Topcon|Hexagon|
    Intergraph""".replace("\n    ", "").split("|"),
    key=len,
    reverse=True,
)
# Everyday English that O*NET happens not to use, but its products do.
PLAIN_WORDS = frozenset(
    re.findall(
        r"\w+",
        """meet presenter visual personal notes make contact contacts express essentials studio home premium
        professional plus center central connect link share sync stream vision focus insight insights spark
        pulse edge flow wave scope view viewer reader writer player manager planner tracker organizer
        assistant advisor navigator explorer expert genius wizard master solution solutions suite tools
        office works documents forms sheets slides drive keep photos maps earth calendar mail messages music
        news numbers pages keynote preview safari finder chrome firefox opera bridge flash director
        fireworks illustrator animate encore prelude acrobat elements inventor maya mudbox alias motion
        compressor soundtrack aperture logic pro max lite mobile online live cloud web net world one first
        next best fast quick easy simple smart clear true total complete advanced basic standard classic
        ultimate ultra super""",
    )
)
GENERIC_TAILS = (" software", " system", " systems", " program", " programming language")


def common_words(folder: Path) -> set[str]:
    """Words that O*NET itself uses as plain English: as names of products they say nothing."""
    words: Counter[str] = Counter()
    with (folder / "onet_elements.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            words.update(re.findall(r"[a-z]+", f"{row['name']} {row['description']}".lower()))
    with gzip.open(folder / "onet_titles.csv.gz", "rt", encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            words.update(re.findall(r"[a-z]+", row["title"].lower()))
    return {word for word, count in words.items() if count >= 2} | PLAIN_WORDS


def without_acronym(name: str) -> tuple[str, str | None]:
    """Split ``Customer relationship management CRM`` into the words and the acronym of them."""
    *words, last = name.split()
    if (
        len(words) >= 2
        and last.isupper()
        and 2 <= len(last) <= 6
        and _is_subsequence(last.lower(), " ".join(words).lower())
    ):
        return " ".join(words), last
    return name, None


def _is_subsequence(short: str, long: str) -> bool:
    letters = iter(long)
    return all(c in letters for c in short)


def names_of(row: dict[str, str], common: set[str]) -> tuple[str, list[str]]:
    """The canonical name of an O*NET technology and its terms, with their marks, most formal first."""
    formal = row["name"].strip()
    plain = formal
    for tail in GENERIC_TAILS:
        stem = plain.removesuffix(tail)
        if stem != plain and any(c.isupper() for c in stem[1:]):
            plain = stem
            break
    plain, acronym = without_acronym(plain)
    names = [formal, plain]
    for vendor in VENDORS:
        if plain.startswith(vendor + " "):
            names.append(plain[len(vendor) + 1 :])
            break
    if acronym:
        names.append(acronym)
    terms = []
    for name in dict.fromkeys(names):
        mark = mark_of(name, row, common)
        if mark is not None:
            terms.append(mark + name)
    return plain, terms


def mark_of(name: str, row: dict[str, str], common: set[str]) -> str | None:
    """How carefully a name must be matched; None when not at all."""
    words = name.split()
    known = row["hot"] == "Y" or row["in_demand"] == "Y" or int(row["occupations"]) >= 3
    if "|" in name or "\t" in name or len(name) < 2:
        return None
    if len(words) > 1:
        everyday = all(w.lower() in common for w in re.findall(r"[A-Za-z]+", name))
        if everyday and name != row["name"]:
            return None  # "Time", "Sales Manager": the vendor made it a name
        return "~" if everyday and len(words) < 3 else ""
    if name.lower() in common or len(name) < 4:
        return "~^" if known and name == row["name"] else None
    inner_capital = bool(re.search(r"[a-z][A-Z]|[A-Z]{2}|\d|[.+#]", name))
    if known or inner_capital:
        return "^"
    return "~^" if name == row["name"] else None


def read_curated() -> dict[str, tuple[str, str, list[str]]]:
    """Canonical name to kind, parent and marked terms, from ``aliases.csv``."""
    curated: dict[str, tuple[str, str, list[str]]] = {}
    with (RESOURCES / "aliases.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            mark = ("~" if "context" in row["match"] else "") + ("^" if "case" in row["match"] else "")
            entry = curated.setdefault(row["canonical"], (row["kind"], row["parent"], []))
            entry[2].append(mark + row["alias"])
    return curated


def build(folder: Path) -> list[tuple[str, str, str, list[str]]]:
    """All entries of the vocabulary, sorted by canonical name."""
    common = common_words(folder)
    entries = read_curated()
    owner = {term.lstrip("~^").lower(): name for name, (_, _, terms) in entries.items() for term in terms}
    with (folder / "onet_technology.csv").open(encoding="utf-8", newline="") as handle:
        rows = sorted(csv.DictReader(handle), key=lambda r: (r["hot"] != "Y", -int(r["occupations"]), r["name"]))
    for row in rows:
        plain, terms = names_of(row, common)
        known = next((owner[t] for name in (row["name"], plain) if (t := name.lower()) in owner), None)
        if known is None:
            parent = row["commodity"].removesuffix(" software")
            known = plain
            entries.setdefault(known, ("technology", parent, []))
        for term in terms:
            key = term.lstrip("~^").lower()
            if owner.setdefault(key, known) == known and all(t.lstrip("~^").lower() != key for t in entries[known][2]):
                entries[known][2].append(term)
    return sorted((name, kind, parent, terms) for name, (kind, parent, terms) in entries.items() if terms)


def occupation_words(folder: Path) -> list[str]:
    """Words that end at least three job titles, most frequent first."""
    last: Counter[str] = Counter()
    anywhere: defaultdict[str, int] = defaultdict(int)
    with gzip.open(folder / "onet_titles.csv.gz", "rt", encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            words = re.sub(r"\(.*?\)", " ", row["title"]).lower().split()
            if words:
                last[words[-1]] += 1
            for word in set(words):
                anywhere[word] += 1
    return [
        w for w, n in sorted(last.items(), key=lambda x: (-x[1], x[0]))
        if n >= 3 and n >= 0.3 * anywhere[w] and w.isalpha() and len(w) > 2
    ]  # fmt: skip


def write(entries: Iterable[tuple[str, str, str, list[str]]], words: Iterable[str]) -> None:
    """Write both files."""
    lines = [f"{name}\t{kind}\t{parent}\t{'|'.join(terms)}" for name, kind, parent, terms in entries]
    (RESOURCES / "vocabulary.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (RESOURCES / "occupation_words.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    print(f"{len(lines)} skills")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    source = Path(sys.argv[1])
    write(build(source), occupation_words(source))
