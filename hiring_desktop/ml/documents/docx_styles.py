"""The looks of a Word document: what a run ends up with after defaults, styles and its own settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from xml.etree.ElementTree import Element

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL: Final = W + "val"

_OFF: Final = frozenset({"0", "false", "off", "none"})
_HEADING: Final = re.compile(r"heading (\d)")
_LIST: Final = re.compile(r"list (bullet|number|paragraph)|aufz|puce", re.IGNORECASE)
_MAX_CHAIN: Final = 12


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks. ``size`` in points; ``colour`` is None for the automatic one."""

    bold: bool = False
    italic: bool = False
    size: float = 0.0
    colour: int | None = None
    vanish: bool = False
    shaded: bool = False


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a paragraph style brings: the look of its runs, an outline level, a bullet, the space above in points."""

    look: Look = Look()
    heading: int = 0
    bullet: bool = False
    space: float = 0.0


@dataclass(slots=True)
class StyleSheet:
    """The styles of ``styles.xml`` by id."""

    elements: Mapping[str, Element] = field(default_factory=dict)
    default: ParagraphStyle = ParagraphStyle()
    default_style: str | None = None
    _paragraphs: dict[str, ParagraphStyle] = field(default_factory=dict)

    @staticmethod
    def read(root: Element | None) -> StyleSheet:
        """The styles of a parsed ``styles.xml``; an empty sheet when there is none."""
        if root is None:
            return StyleSheet()
        base = Look()
        properties = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        if properties is not None:
            base = apply_run(base, properties)
        elements: dict[str, Element] = {}
        default_style = None
        for element in root.iterfind(W + "style"):
            name = element.get(W + "styleId", "")
            elements[name] = element
            if element.get(W + "type") == "paragraph" and element.get(W + "default") in ("1", "true"):
                default_style = name
        return StyleSheet(elements, ParagraphStyle(look=base), default_style)

    def paragraph(self, name: str | None) -> ParagraphStyle:
        """A paragraph style with all that it inherits; the default style for None or an unknown id."""
        name = name if name in self.elements else self.default_style
        if name is None:
            return self.default
        if name not in self._paragraphs:
            style = self.default
            for element in reversed(self._chain(name)):
                style = _apply_style(style, element)
            self._paragraphs[name] = style
        return self._paragraphs[name]

    def run(self, look: Look, name: str) -> Look:
        """A look changed by a character style."""
        for element in reversed(self._chain(name)):
            properties = element.find(W + "rPr")
            if properties is not None:
                look = apply_run(look, properties)
        return look

    def _chain(self, name: str) -> list[Element]:
        """The style and those that it is based on."""
        chain: list[Element] = []
        current: str | None = name
        while current is not None and current in self.elements and len(chain) < _MAX_CHAIN:
            element = self.elements[current]
            chain.append(element)
            parent = element.find(W + "basedOn")
            current = None if parent is None else parent.get(VAL)
        return chain


def apply_run(look: Look, properties: Element) -> Look:
    """A look changed by the settings of a ``w:rPr``; its character style is left to ``StyleSheet.run``."""
    changes: dict[str, object] = {}
    for item in properties:
        tag, value = item.tag, item.get(VAL)
        if tag == W + "b":
            changes["bold"] = value not in _OFF
        elif tag == W + "i":
            changes["italic"] = value not in _OFF
        elif tag == W + "sz":
            changes["size"] = number(value) / 2
        elif tag == W + "color":
            changes["colour"] = _colour(value)
        elif tag in (W + "vanish", W + "specVanish"):
            changes["vanish"] = value not in _OFF
        elif tag == W + "shd":
            changes["shaded"] = is_shaded(item)
        elif tag == W + "highlight":
            changes["shaded"] = value not in (None, "none", "white")
    return replace(look, **changes) if changes else look  # type: ignore[arg-type]


def is_shaded(shading: Element | None) -> bool:
    """Whether a ``w:shd`` paints something other than white."""
    if shading is None:
        return False
    fill = (shading.get(W + "fill") or "auto").lower()
    themed = shading.get(W + "themeFill") not in (None, "background1")
    return themed or fill not in ("auto", "ffffff") or shading.get(VAL) not in (None, "clear", "nil")


def space_above(properties: Element) -> float | None:
    """The space above a paragraph in points by its ``w:pPr``, None where it does not say."""
    spacing = properties.find(W + "spacing")
    before = None if spacing is None else spacing.get(W + "before")
    return None if before is None else number(before) / 20


def number(value: str | None) -> float:
    """A measure as a number, 0 when it is none."""
    try:
        return float(value or 0)
    except ValueError:
        return 0.0


def _colour(value: str | None) -> int | None:
    try:
        return int(value or "", 16) if value and len(value) == 6 else None
    except ValueError:
        return None


def _apply_style(style: ParagraphStyle, element: Element) -> ParagraphStyle:
    heading, bullet, space, look = style.heading, style.bullet, style.space, style.look
    name_element = element.find(W + "name")
    name = (None if name_element is None else name_element.get(VAL)) or ""
    if found := _HEADING.match(name.lower()):
        heading = int(found[1])
    elif name.lower() == "title":
        heading = 1
    properties = element.find(W + "pPr")
    if properties is not None:
        outline = properties.find(W + "outlineLvl")
        if outline is not None and number(outline.get(VAL)) < 9:
            heading = int(number(outline.get(VAL))) + 1
        bullet = bullet or properties.find(W + "numPr") is not None
        above = space_above(properties)
        space = space if above is None else above
        look = replace(look, shaded=look.shaded or is_shaded(properties.find(W + "shd")))
    run = element.find(W + "rPr")
    if run is not None:
        look = apply_run(look, run)
    return ParagraphStyle(look, heading, bullet or bool(_LIST.match(name) and "paragraph" not in name.lower()), space)
