"""Characters as a person reads them: what fonts, printers and word processors add for themselves is taken out."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_SPACES = [0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 9, 11, 12, 13, 0x85, 0x2028, 0x2029]
_INVISIBLE = [
    *(c for c in range(0x20) if c not in (9, 10, 11, 12, 13)), *range(0x7F, 0x85), *range(0x86, 0xA0),
    0xAD, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070),
    0xFE0E, 0xFE0F, 0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB, 0xFFFC, 0xFFFD, 0xFFFE, 0xFFFF,
]  # fmt: skip
_BULLET_GLYPHS = "•‣◦▪▫●○■□◆◇➢➤►▶▸▹∙⁃❖✓✔✦✱"
# Word and LaTeX draw bullets from the Symbol and Wingdings fonts, whose characters sit in the private-use area.
_SYMBOL_BULLETS = (0xF0B7, 0xF0A7, 0xF0D8, 0xF0FC, 0xF076, 0xF0A8, 0xF06C, 0xF06E, 0xF071, 0xF075, 0xF0E8, 0xF0F0)

_TABLE: Final = (
    dict.fromkeys(_INVISIBLE) | dict.fromkeys(_SPACES, " ") | _LIGATURES | dict.fromkeys(_SYMBOL_BULLETS, "•")
)
_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff\ud800-\udfff]")
_PLAIN: Final = re.compile(r"[\n\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u20ac]*")

_BULLET_ONLY: Final = re.compile(rf"[{_BULLET_GLYPHS}·\uf0a7\uf0b7\uf0d8\uf0fc\uf076\uf0a8]+")

BULLET: Final = re.compile(rf"\s*(?:[{_BULLET_GLYPHS}·]+)\s*(?=\S)")
"""A bullet at the start of a line, with the white space around it."""


def clean(text: str) -> str:
    """The text without control, zero-width and private-use characters, with ligatures spelt out.

    All kinds of blanks become plain spaces, line feeds stay, and letters with separate accents become one character
    (NFC).
    """
    if (text.isascii() and text.isprintable()) or _PLAIN.fullmatch(text):
        return text
    return unicodedata.normalize("NFC", _PRIVATE.sub("", text.translate(_TABLE)))


def is_bullet(word: str) -> bool:
    """Whether a whole word is a sign that list items begin with."""
    return _BULLET_ONLY.fullmatch(word) is not None


def strip_bullet(text: str) -> str:
    """The text without the bullet it begins with, if any."""
    found = BULLET.match(text)
    return text[found.end() :] if found else text


def squeeze(text: str) -> str:
    """``clean``, with runs of blanks as one space and none at the ends."""
    return " ".join(clean(text).split())
