"""Languages that a person speaks, with the level as printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from hiring_desktop.ml.resume.language_names import LANGUAGES, LEVEL
from hiring_desktop.ml.resume.rows import Row
from hiring_desktop.ml.resume.values import Found, as_printed

_WORD: Final = re.compile(r"(?:(?:american |british )?sign language|[^\W\d_]+)", re.IGNORECASE)
_FILLERS: Final = frozenset(
    ("and", "und", "et", "y", "e", "i", "languages", "language", "sprachen", "langues", "idiomas", "lingue", "języki")
)


@dataclass(slots=True)
class Language:
    """A language and how well it is commanded; both as printed."""

    name: Found
    fluency: Found | None


def read_languages(rows: list[Row]) -> list[Language]:
    """The languages of a section. A level belongs to the language before it, in its row, its cell or the rows below."""
    languages: list[Language] = []
    waiting: list[Language] = []
    for row in rows:
        in_row: list[Language] = []
        levels: list[Found] = []
        for cell in row.cells:
            names = [
                m
                for m in _WORD.finditer(cell.text)
                if m[0].lower() in LANGUAGES or ("sign" in m[0].lower() and "language" in m[0].lower())
            ]
            bounds = [*(m.start() for m in names[1:]), len(cell.text)][: len(names)]
            if not names:
                level = _level(cell.text, 0, len(cell.text), cell.start)
                if level:
                    levels.append(level)
            for name, bound in zip(names, bounds, strict=True):
                if any(_same(name[0], known.name.value) for known in languages + in_row):
                    continue
                value = Found(as_printed(name[0]), ((cell.start + name.start(), cell.start + name.end()),), 0.95)
                in_row.append(Language(value, _level(cell.text, name.end(), bound, cell.start)))
        if in_row:
            for language, level in zip([x for x in in_row if x.fluency is None], levels, strict=False):
                language.fluency = level
            waiting = in_row
            languages.extend(in_row)
        else:
            open_ones = [x for x in waiting if x.fluency is None]
            for language, level in zip(open_ones, levels, strict=False):
                language.fluency = level
    return languages


def languages_with_level(rows: list[Row]) -> list[Language]:
    """Languages that stand with a level among other things: ``Excel, Spanish (fluent)``."""
    found = [x for row in rows for x in read_languages([row])]
    return [x for x in found if x.fluency is not None]


def only_languages(text: str) -> bool:
    """Whether a line names languages, maybe with levels, and nothing else."""
    words = _WORD.findall(LEVEL.sub(" ", text))
    rest = [w for w in words if w.lower() not in LANGUAGES and w.lower() not in _FILLERS]
    return (
        bool(words)
        and not rest
        and any(w.lower() in LANGUAGES for w in words)
        and not any(c.isdigit() for c in LEVEL.sub(" ", text))
    )


def _same(a: str, b: str) -> bool:
    return LANGUAGES.get(a.lower(), a.lower()) == LANGUAGES.get(b.lower(), b.lower())


def _level(text: str, start: int, end: int, base: int) -> Found | None:
    match = LEVEL.search(text, start, end)
    if not match:
        return None
    last = match
    for following in LEVEL.finditer(text, match.end(), end):
        if re.fullmatch(r"[\s/,(–-]*", text[last.end() : following.start()]):
            last = following
    return Found(as_printed(text[match.start() : last.end()]), ((base + match.start(), base + last.end()),), 0.9)
