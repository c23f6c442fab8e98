"""Words that dates are made of, in the six languages that resumes are read in. A table, no logic."""

from __future__ import annotations

from typing import Final

_MONTHS: Final = """
1  january jan janvier janv jän jänner januar enero ene gennaio gen styczeń stycznia sty
2  february feb février févr fév februar febr febrero febbraio luty lutego lut
3  march mar mars märz mär mrz marzo marca marzec
4  april apr avril avr abril abr aprile kwiecień kwietnia kwi
5  may mai mayo maggio mag maj maja
6  june jun juin juni junio giugno giu czerwiec czerwca cze
7  july jul juillet juil juli julio luglio lug lipiec lipca lip
8  august aug août aout agosto ago sierpień sierpnia sie
9  september sep sept septembre septiembre setiembre settembre set wrzesień września wrz
10 october oct octobre oktober okt octubre ottobre ott październik października paź
11 november nov novembre noviembre listopad listopada lis
12 december dec décembre déc dezember dez diciembre dic dicembre grudzień grudnia gru
"""

MONTHS: Final[dict[str, int]] = {
    word: int(number) for number, *words in (row.split() for row in _MONTHS.strip().splitlines()) for word in words
}
"""Month name or abbreviation (lower case, without its dot) to its number."""

_SEASONS: Final = """
3  5  spring printemps frühjahr frühling primavera wiosna
6  8  summer été sommer verano estate lato
9  11 autumn fall automne herbst otoño autunno jesień
12 12 winter hiver invierno inverno zima
"""

SEASONS: Final[dict[str, tuple[int, int]]] = {
    word: (int(first), int(last))
    for first, last, *words in (row.split() for row in _SEASONS.strip().splitlines())
    for word in words
}
"""Season to its first month and its last month within the year that is printed beside it."""

PRESENT_WORDS: Final = (
    "present", "the present", "present day", "current", "currently", "now", "today", "ongoing", "on-going", "to date",
    "date",
    "till date", "till now", "until now", "up to date", "continuing", "in progress", "pres",
    "heute", "jetzt", "aktuell", "laufend", "dato", "gegenwart", "derzeit", "gegenwärtig", "akt",
    "aujourd'hui", "aujourd’hui", "présent", "actuel", "actuelle", "actuellement", "en cours", "ce jour", "auj",
    "maintenant",
    "actualidad", "la actualidad", "actual", "actualmente", "presente", "el presente", "hoy", "la fecha", "fecha",
    "oggi", "attuale", "attualmente", "in corso", "ad oggi",
    "obecnie", "teraz", "dziś", "dzisiaj", "chwili obecnej", "nadal",
)  # fmt: skip
"""What stands at the end of a range that goes on."""

RANGE_WORDS: Final = (
    "to", "until", "till", "through", "thru", "up to", "bis", "bis zum", "à", "au", "jusqu'à", "jusqu’à",
    "jusqu'au", "a",
    "al", "hasta", "hasta la", "a la", "fino a", "fino ad", "ad", "do",
)  # fmt: skip
"""What stands between the two ends of a range, when it is not a dash."""

SINCE_WORDS: Final = (
    "since", "seit", "depuis", "desde", "dal", "od", "from", "von", "ab", "de", "du", "da", "as of", "starting",
)  # fmt: skip
"""What stands before the start of a range; the first six, without an end, mean that it goes on."""

OPEN_SINCE: Final = frozenset({"since", "seit", "depuis", "desde", "dal", "od", "starting", "from", "ab"})
"""Words before a start that leave the end open when none is printed."""

ONWARDS_WORDS: Final = ("onwards", "onward", "and onwards", "+")
"""What stands after a start that goes on."""
