"""A search as SQL over an FTS5 table: one MATCH as far as that goes, conditions on row numbers for the rest.

FTS5 knows phrases, beginnings, columns, AND, OR and ``a NOT b``. It knows no numbers and no exclusion by itself: those,
and whatever mixes them, become conditions beside the MATCH, or instead of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hiring_desktop.core.errors import UnsupportedOperation
from hiring_desktop.core.ports import TEXT_FIELDS, Every, Exactly, Match, Query, Range, Some, Without, exact_label
from hiring_desktop.core.storage.search_schema import INDEX, LABELS
from hiring_desktop.core.storage.search_words import words

_COMPARISONS: Final = {"<": "<", "<=": "<=", "=": "=", ">=": ">=", ">": ">"}


@dataclass(frozen=True, slots=True)
class Plan:
    """How a search is answered.

    ``match`` is an FTS5 expression that every match fulfils; None if there is none such, and then ``ranking`` is one
    by which those that it fits are put first. ``conditions`` hold besides, over ``r``, the rows. Phrases and beginnings
    make it ``slow`` to find what matches: places are compared, and the texts of many words gathered.
    """

    match: str | None
    ranking: str | None
    conditions: tuple[str, ...]
    parameters: tuple[Any, ...]
    slow: bool


def plan(query: Query) -> Plan:
    """Find out how a search is answered."""
    parts = _flat(query)
    texts = [part for part in parts if _expression(_positive(part)) is not None]
    match = _expression(Every(tuple(texts))) if texts else None
    others = [part for part in parts if match is None or part not in texts]
    conditions, parameters = [], []
    for part in others:
        condition = _Condition()
        conditions.append(condition.of(part))
        parameters += condition.parameters
    wanted = [expression for node in _wanted(query) if (expression := _expression(node))]
    ranking = None if match or not wanted else f"({' OR '.join(wanted)})"
    return Plan(match, ranking, tuple(conditions), tuple(parameters), _is_slow(query))


def _is_slow(query: Query) -> bool:
    if isinstance(query, Match):
        return query.prefix or len(words(query.text)) > 1
    if isinstance(query, Every | Some):
        return any(map(_is_slow, query.parts))
    return isinstance(query, Without) and _is_slow(query.part)


def _flat(query: Query) -> list[Query]:
    """What has to hold, all of it."""
    query = _simple(query)
    if isinstance(query, Every):
        return [inner for part in query.parts for inner in _flat(part)]
    return [query]


def _simple(query: Query) -> Query:
    """Without exclusions of exclusions."""
    while isinstance(query, Without) and isinstance(query.part, Without):
        query = query.part.part
    return query


def _positive(query: Query) -> Query:
    return query.part if isinstance(query, Without) else query


def _wanted(query: Query) -> Iterator[Match]:
    """The texts that a match may have, of which none is excluded."""
    query = _simple(query)
    if isinstance(query, Match):
        yield query
    elif isinstance(query, Every | Some):
        for part in query.parts:
            yield from _wanted(part)


# ------------------------------------------------------------------ FTS5's own language
def _expression(query: Query) -> str | None:
    """The search in FTS5's language; None if that cannot say it."""
    query = _simple(query)
    if isinstance(query, Match):
        return _phrase(query)
    if isinstance(query, Some):
        parts = [_expression(part) for part in query.parts]
        return None if None in parts else f"({' OR '.join(filter(None, parts))})"
    if isinstance(query, Every):
        wanted = [_expression(part) for part in _flat(query) if not isinstance(part, Without)]
        unwanted = [_expression(part.part) for part in _flat(query) if isinstance(part, Without)]
        if not wanted or None in wanted or None in unwanted:
            return None
        every = f"({' AND '.join(filter(None, wanted))})"
        return f"({every} NOT ({' OR '.join(filter(None, unwanted))}))" if unwanted else every
    return None


def _phrase(match: Match) -> str:
    if match.field is not None and match.field not in TEXT_FIELDS:
        raise UnsupportedOperation(f"A search knows no field {match.field!r}.")
    phrase = f'"{" ".join(words(match.text))}"{"*" if match.prefix else ""}'
    return f"{match.field} : {phrase}" if match.field else phrase


# ------------------------------------------------------------------ conditions on rows
class _Condition:
    """An SQL condition over ``r``, and its parameters in order. It is never NULL."""

    def __init__(self) -> None:
        self.parameters: list[Any] = []

    def of(self, query: Query) -> str:
        query = _simple(query)
        expression = _expression(query)
        if expression is not None:
            self.parameters.append(expression)
            return f"r.row IN (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH ?)"
        if isinstance(query, Without):
            return f"NOT {self.of(query.part)}"
        if isinstance(query, Every | Some):
            by = " AND " if isinstance(query, Every) else " OR "
            return f"({by.join([self.of(part) for part in query.parts])})"
        if isinstance(query, Exactly):
            self.parameters.append(exact_label(query.field, query.value))
            return f"r.row IN (SELECT row FROM {LABELS} WHERE label = ?)"
        if isinstance(query, Range) and query.field == "years" and query.comparison in _COMPARISONS:
            self.parameters.append(query.number)
            return f"((r.years {_COMPARISONS[query.comparison]} ?) IS TRUE)"
        raise UnsupportedOperation("A search knows no such condition.")


# ------------------------------------------------------------------ labels
_FEW_LABELS: Final = 8


def label_condition(labels: Sequence[str]) -> tuple[str, tuple[Any, ...]]:
    """The condition that a row has one of these labels."""
    if not labels:
        return "0", ()
    marks = ", ".join("?" * len(labels))
    if len(labels) <= _FEW_LABELS:  # asked for each match; with many labels, looking all their rows up first is quicker
        return f"EXISTS (SELECT 1 FROM {LABELS} WHERE label IN ({marks}) AND row = r.row)", tuple(labels)
    return f"r.row IN (SELECT row FROM {LABELS} WHERE label IN ({marks}))", tuple(labels)
