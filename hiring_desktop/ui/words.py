"""Translation without Qt, so that presenters can speak too.

``translate`` has the signature that the translation tools look for; the window installs the application's translator
at its start. English plurals are written ``%n file(s)``, as in Qt; without a translation file the brackets are
resolved here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Translator = Callable[[str, str, int], str]

_PLURAL = re.compile(r"\(([a-z]+)(?:/([a-z]+))?\)")
_installed: list[Translator] = []


def install(translator: Translator | None) -> None:
    """Use ``translator(context, text, n)`` from now on; None goes back to the English in the source."""
    _installed[:] = [] if translator is None else [translator]


def translate(context: str, text: str, n: int = -1) -> str:
    """``text`` in the user's language. ``n`` fills ``%n`` and chooses the plural; -1 is for texts without a number."""
    result = _installed[0](context, text, n) if _installed else text
    return plural(result, n) if n >= 0 else result


def plural(text: str, n: int) -> str:
    """English plurals: ``(s)`` is kept for other numbers than one, ``(is/are)`` chooses."""

    def chosen(match: re.Match[str]) -> str:
        first, second = match.group(1), match.group(2)
        if second is None:
            return "" if n == 1 else first
        return first if n == 1 else second

    return _PLURAL.sub(chosen, text).replace("%n", f"{n:,}")
