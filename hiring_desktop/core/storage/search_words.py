"""What a word is for search: the same for the index, for queries and for showing hits.

Text is folded character by character: small letters, without accents and other marks, letters that Unicode does not
take apart (ø, ł) written out, all white space as blanks. Of the folded text, runs of letters and digits are words, and
so are the names that would otherwise lose what makes them one: ``c++``, ``c#``, ``a+``, ``.net`` (also behind ``asp``).
``Node.js``, ``PL/SQL`` or an e-mail address are several words, found as a phrase. Of scripts that put no blanks between
words every character is one.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, islice
from typing import Final

GAP: Final = "."
"""A word that no text and no query has: between two texts it keeps phrases from beginning in one and ending in the
other."""

_WRITTEN_OUT: Final = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n",
}  # fmt: skip
_NO_BLANKS: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, Japanese, Chinese."""
_LETTER: Final = rf"[^\W_{_NO_BLANKS}]"
_FAMILIES: Final = ("asp", "ado", "vb", "ml")
"""What ``.net`` belongs to the name of. In front of all others it is the end of an address."""
_NET_BEHIND: Final = "|".join((rf"(?<!{_LETTER}\.net)", *(rf"(?<=(?<!{_LETTER}){name}\.net)" for name in _FAMILIES)))
_NET: Final = rf"\.net(?!{_LETTER})(?:{_NET_BEHIND})"
_SUFFIX: Final = rf"\+\+|\#|\+(?!{_LETTER})"
"""What belongs to a letter that stands alone."""

_WORD: Final = re.compile(rf"{_LETTER}{{2,}}|[a-z](?:{_SUFFIX})|{_LETTER}|{_NET}|[{_NO_BLANKS}]")
"""A word of a folded text. The first alternative takes nearly all of them."""
_ALONE: Final = "[ +#.][a-z]"
_SIGN: Final = re.compile(
    # Each begins with a sign, so that the next one is found quickly; what stands before it is looked at afterwards.
    rf"(?P<suffix>\+\+(?<={_ALONE}\+\+)|\#(?<={_ALONE}\#)|\+(?<={_ALONE}\+)(?!{_LETTER}))|(?P<net>{_NET})|[+#.]"
)
"""In a spaced text, a sign that is part of a word, or one that is not."""


class _Folding(dict[int, str]):
    """Code point to what it is folded to, found out when first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kind = unicodedata.category(character)
        if character.isspace() or character == "\u200b" or kind in {"Cc", "Co"}:  # fonts draw bullets as the latter
            folded = " "
        elif "\uac00" <= character <= "\ud7a3":  # Hangul, which Unicode would take apart into its letters
            folded = character
        else:
            parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
            kept = [part for part in parts if unicodedata.category(part)[0] not in "MC"]
            folded = "".join(_WRITTEN_OUT.get(part, part) for part in kept)
        self[code] = folded
        return folded


_FOLDING: Final = _Folding()


class _Spacing(dict[int, str]):
    """Code point to what it is folded to, with blanks for all that can be no part of a word."""

    def __missing__(self, code: int) -> str:
        spaced = "".join(_spaced(character) for character in _FOLDING[code])
        self[code] = spaced
        return spaced


def _spaced(character: str) -> str:
    if re.match(_LETTER, character) or character in "+#.":
        return character
    return f" {character} " if _WORD.match(character) else " "


_SPACING: Final = _Spacing()


def in_words(text: str) -> str:
    """The words of a text, folded, in order, with blanks between them; five times as fast as taking them one by one."""
    return _SIGN.sub(_sign, f" {text.translate(_SPACING)}")


def _sign(found: re.Match[str]) -> str:
    return f" {found[0]} " if found["net"] else f"{found[0]} " if found["suffix"] else " "


def words(text: str) -> list[str]:
    """The words of a text, folded, in order."""
    return in_words(text).split()


class FoldedText:
    """A text in which phrases are located; places are given in the code points of the text as it is stored."""

    def __init__(self, text: str) -> None:
        self.folded = text.translate(_FOLDING)
        self._starts = _starts(text)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of the folded text stands in the text."""
        if self._starts is None:
            return start, end
        # A letter may have become several, of which the piece has some, and marks that were dropped belong to it.
        last = max(bisect_right(self._starts, end - 1), bisect_right(self._starts, end) - 1)
        return bisect_right(self._starts, start) - 1, last


class Phrase:
    """Words that follow one another.

    Args:
        text: With a word in it, at least.
        prefix: Whether the last word need only begin so.

    Raises:
        ValueError: There is no word in it.
    """

    def __init__(self, text: str, *, prefix: bool = False) -> None:
        self.words = tuple(words(text))
        self.prefix = prefix
        if not self.words:
            raise ValueError("a phrase has a word in it")
        first = re.escape(self.words[0])
        # Looked behind afterwards: only what begins with plain letters is looked for quickly.
        self._first = re.compile(rf"{first}(?<!{_LETTER}{first})" if re.match(_LETTER, first) else first)

    def places(self, text: FoldedText) -> Iterator[tuple[int, int]]:
        """Where the phrase stands, as ``(start, end)``, in order, none over another."""
        after = 0
        for candidate in self._first.finditer(text.folded):
            if candidate.start() >= after and (end := self._end(text.folded, candidate.start())) is not None:
                after = end
                yield text.place(candidate.start(), end)

    def _end(self, folded: str, start: int) -> int | None:
        """Where the phrase ends that begins at ``start``, if it does."""
        if start and folded[start - 1] == "." and _WORD.match(folded, start - 1):
            return None  # the net of a .net
        last = len(self.words) - 1
        end = None
        for number, word in enumerate(islice(_WORD.finditer(folded, start), last + 1)):
            wanted = self.words[number]
            if word[0] != wanted and not (self.prefix and number == last and word[0].startswith(wanted)):
                return None
            end = word.end() if number == last else None
        return end


def _starts(text: str) -> list[int] | None:
    """Where each character, and the end, stands in the folded text; None if at the same place as in the text itself."""
    if text.isascii() or all(len(_FOLDING[ord(character)]) == 1 for character in set(text)):
        return None
    return list(accumulate((len(_FOLDING[ord(character)]) for character in text), initial=0))
