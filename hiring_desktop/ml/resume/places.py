"""Countries, and the states that are written by their letters: ``resources/resume/places.txt``."""

from __future__ import annotations

from typing import Final

from hiring_desktop.ml.resume.tables import phrases, table_lines

COUNTRIES: Final[dict[str, str]] = {
    name.lower(): line[:2] for line in table_lines("places")["countries"] for name in line[3:].split("|")
}
"""Name or code of a country (lower case) to its ISO 3166 code. Two-letter codes are trusted only in capitals."""

STATE_CODES: Final[dict[str, str]] = {}
"""State or province by its letters (``TX``) to the ISO code of its country."""
STATE_NAMES: Final[dict[str, str]] = {}
"""State or province by its name (lower case) to the ISO code of its country."""
for _line in table_lines("places")["states"]:
    _country, _code, _name = _line.split(" ", 2)
    STATE_CODES.setdefault(_code, _country)
    STATE_NAMES.setdefault(_name.lower(), _country)


CITIES: Final = frozenset(name.lower() for name in phrases("places", "cities"))
"""Larger cities (lower case)."""


def is_city(text: str) -> bool:
    """Whether a text is the name of one of the larger cities."""
    return text.strip(" .()").lower() in CITIES


def country_of(text: str) -> str | None:
    """The ISO code of a country named by ``text`` as a whole, else None. A bare code must be in capitals."""
    name = text.strip(" .()")
    if len(name) <= 3 and not name.isupper():
        return None
    return COUNTRIES.get(name.lower())


def state_of(text: str) -> str | None:
    """The ISO code of the country of a state given by its letters or its name, else None."""
    name = text.strip(" .()")
    return STATE_CODES.get(name) or STATE_NAMES.get(name.lower())
