"""As much of CSS as tells what a reader sees: display, colours, sizes, weight, and what is moved out of sight."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

MAX_BYTES: Final = 400_000
_MAX_RULES: Final = 5_000

Declarations = dict[str, str]

_COMPOUND: Final = re.compile(r"([#.]?)([\w-]+)")
_SIZE: Final = re.compile(r"(-?[\d.]+)(px|pt|em|rem|%|cm|mm|in)?")
_NAMED_SIZES: Final = {
    "xx-small": 6.75, "x-small": 7.5, "small": 9.75, "medium": 12.0, "large": 13.5, "x-large": 18.0, "xx-large": 24.0,
}  # fmt: skip
_UNITS: Final = {"px": 0.75, "pt": 1.0, "cm": 28.3465, "mm": 2.83465, "in": 72.0}
_NAMED_COLOURS: Final = {
    "white": 0xFFFFFF, "black": 0, "red": 0xFF0000, "blue": 0xFF, "green": 0x8000, "gray": 0x808080, "grey": 0x808080,
    "silver": 0xC0C0C0, "navy": 0x80, "maroon": 0x800000, "teal": 0x8080, "snow": 0xFFFAFA, "ivory": 0xFFFFF0,
    "whitesmoke": 0xF5F5F5, "ghostwhite": 0xF8F8FF, "floralwhite": 0xFFFAF0,
}  # fmt: skip
_RGB: Final = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+%?))?\s*\)")


@dataclass(frozen=True, slots=True)
class _Selector:
    """Compounds from the outermost to the element itself, each a tag or "" with the ids and classes it asks for."""

    compounds: tuple[tuple[str, frozenset[str], frozenset[str]], ...]
    weight: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class ElementKey:
    """What selectors look at."""

    tag: str
    id: str
    classes: frozenset[str]


@dataclass(slots=True)
class StyleRules:
    """The rules of a page's style sheets, found by the tag, class or id that they end in."""

    _index: dict[str, list[tuple[_Selector, int, Declarations]]] = field(default_factory=dict)
    _count: int = 0

    def add(self, sheet: str) -> None:
        """Take in a style sheet; rules inside ``@media`` and the like are left out."""
        for selectors, body in _rules(_without_comments(sheet[:MAX_BYTES])):
            declarations = declared(body)
            if not declarations:
                continue
            for text in selectors.split(","):
                if self._count >= _MAX_RULES:
                    return
                if (selector := _selector(text)) is not None:
                    tag, ids, classes = selector.compounds[-1]
                    key = f"#{min(ids)}" if ids else f".{min(classes)}" if classes else tag
                    self._index.setdefault(key, []).append((selector, self._count, declarations))
                    self._count += 1

    def declarations(self, element: ElementKey, ancestors: Sequence[ElementKey]) -> Declarations:
        """What all rules together declare for an element, the most specific last."""
        keys = [element.tag, *(f".{name}" for name in element.classes)]
        if element.id:
            keys.append(f"#{element.id}")
        found = [rule for key in keys for rule in self._index.get(key, ()) if _matches(rule[0], element, ancestors)]
        result: Declarations = {}
        for _, _, declarations in sorted(found, key=lambda rule: (rule[0].weight, rule[1])):
            result |= declarations
        return result


def declared(body: str) -> Declarations:
    """The declarations of a rule or a ``style`` attribute."""
    found: Declarations = {}
    for part in body.split(";"):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip().lower()] = value.replace("!important", "").strip().lower()
    if "background" in found:
        found.setdefault("background-color", found["background"])
    return found


def colour(value: str) -> int | None:
    """A colour as 0xRRGGBB; None for one that is transparent or not known."""
    value = value.strip()
    if value.startswith("#"):
        digits = value[1:]
        if len(digits) in (3, 4):
            digits = "".join(2 * digit for digit in digits[:3])
        try:
            return int(digits[:6], 16) if len(digits) in (6, 8) else None
        except ValueError:
            return None
    if match := _RGB.match(value):
        if match[4] in ("0", "0%", "0.0"):
            return None
        red, green, blue = (min(255, int(match[i])) for i in (1, 2, 3))
        return red << 16 | green << 8 | blue
    return _NAMED_COLOURS.get(value)


def size(value: str, inherited: float) -> float:
    """A font size in points, from the one around it."""
    if value in _NAMED_SIZES:
        return _NAMED_SIZES[value]
    match = _SIZE.fullmatch(value)
    if match is None:
        return inherited
    number, unit = _number(match[1]), match[2]
    if unit == "em":
        return number * inherited
    if unit == "%":
        return number * inherited / 100
    if unit == "rem":
        return number * 12.0
    return number * _UNITS.get(unit or "px", 0.75)


def _without_comments(sheet: str) -> str:
    """The sheet without its comments; one that does not end reaches to the end."""
    first, *others = sheet.split("/*")
    return first + "".join(" " + part.partition("*/")[2] for part in others)


def _rules(sheet: str) -> list[tuple[str, str]]:
    """Selector lists and bodies at the top level of a sheet."""
    found: list[tuple[str, str]] = []
    position = 0
    while (opening := sheet.find("{", position)) >= 0:
        head = sheet[position:opening].rpartition(";")[2].strip()
        closing = _closing(sheet, opening) if head.startswith("@") else sheet.find("}", opening)
        if closing < 0:
            break
        if not head.startswith("@"):
            found.append((head, sheet[opening + 1 : closing]))
        position = closing + 1
    return found


def _closing(sheet: str, opening: int) -> int:
    depth = 0
    for match in re.compile(r"[{}]").finditer(sheet, opening):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.start()
    return -1


def _selector(text: str) -> _Selector | None:
    """A selector of tags, classes, ids and ancestors; None for any with states or attributes."""
    text = re.sub(r"\s*[>+~]\s*", " ", text.strip())
    if not text or ":" in text or "[" in text:
        return None
    compounds = []
    for part in text.split():
        if part == "*":
            compounds.append(("", frozenset[str](), frozenset[str]()))
            continue
        marks = _COMPOUND.findall(part)
        if not marks:
            return None
        tag = next((name.lower() for mark, name in marks if not mark), "")
        ids = frozenset(name for mark, name in marks if mark == "#")
        compounds.append((tag, ids, frozenset(name for mark, name in marks if mark == ".")))
    weight = (sum(len(c[1]) for c in compounds), sum(len(c[2]) for c in compounds), sum(bool(c[0]) for c in compounds))
    return _Selector(tuple(compounds), weight)


def _fits(compound: tuple[str, frozenset[str], frozenset[str]], element: ElementKey) -> bool:
    tag, ids, classes = compound
    return (not tag or tag == element.tag) and ids <= {element.id} and classes <= element.classes


def _matches(selector: _Selector, element: ElementKey, ancestors: Sequence[ElementKey]) -> bool:
    *outer, last = selector.compounds
    if not _fits(last, element):
        return False
    index = len(ancestors) - 1
    for compound in reversed(outer):
        while index >= 0 and not _fits(compound, ancestors[index]):
            index -= 1
        if index < 0:
            return False
        index -= 1
    return True


def is_out_of_sight(style: Mapping[str, str]) -> bool:
    """Whether declarations take an element off the page or make it fully transparent."""
    if style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse"):
        return True
    if style.get("opacity") in ("0", "0.0", "0%"):
        return True
    if style.get("position") in ("absolute", "fixed") and any(
        _far(style.get(side)) for side in ("left", "top", "right")
    ):
        return True
    return _far(style.get("text-indent"))


def _far(value: str | None) -> bool:
    match = _SIZE.fullmatch(value or "")
    return match is not None and _number(match[1]) <= -500


def _number(digits: str) -> float:
    try:
        return float(digits)
    except ValueError:
        return 0.0
