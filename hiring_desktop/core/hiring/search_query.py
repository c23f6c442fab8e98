"""The search language: words, phrases, fields, ranges, AND, OR, NOT, to a tree; a mistake says where it is.

    python sql                      both words
    "machine learning" OR nlp       a phrase, or a word
    skill:kubern* NOT php           a field, a beginning, an exclusion (also -php)
    years>5 (title:lead OR title:head)
    email:ada@example.org           the candidate with this address (phone:"+44 20 7946 0018" likewise), in any case

    query  = either ;              either = all { "OR" all } ;      all = one { ["AND"] one } ;
    one    = ("NOT" | "-") one | "(" either ")" | field ":" value | exact-field ":" whole | number-field compare number
           | value ;
    value  = word ["*"] | quoted ["*"] ;     whole = word | quoted ;

``AND``, ``OR`` and ``NOT`` count in capitals only; in small letters they are words. A colon after a word that is no
field is part of the text (``C:``, ``12:30``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from hiring_desktop.core.errors import InvalidInput
from hiring_desktop.core.ports import (
    EXACT_FIELDS,
    TEXT_FIELDS,
    Comparison,
    Every,
    ExactField,
    Exactly,
    Match,
    Query,
    Range,
    Some,
    Without,
)
from hiring_desktop.core.storage.search_words import words
from hiring_desktop.core.trust.fields import normal_phone

NUMBER_FIELDS: Final = ("years",)

MAX_LENGTH: Final = 1000
"""Characters of a query; a longer one is pasted text, not a query."""
MAX_DEPTH: Final = 40


class QueryError(InvalidInput):
    """A query that cannot be read. ``position`` counts characters from 0."""

    title = "The search cannot be read"
    code = "search_syntax"

    def __init__(self, message: str, position: int) -> None:
        super().__init__(f"{message} (at character {position + 1})")
        self.position = position


def parse_query(text: str) -> Query:
    """Read a search.

    Raises:
        QueryError: It is empty, too long, or not of the grammar; says what and where.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError(f"A search has at most {MAX_LENGTH} characters", MAX_LENGTH)
    reader = _Reader(list(_tokens(text)), len(text))
    query = reader.either(0)
    reader.expect_end()
    return query


# ------------------------------------------------------------------ tokens
@dataclass(frozen=True, slots=True)
class _Token:
    kind: Literal["(", ")", "AND", "OR", "NOT", "value", "range", "exactly"]
    at: int
    node: Match | Range | Exactly | None = None


_RANGE: Final = re.compile(rf"(?i)({'|'.join(NUMBER_FIELDS)})\s*(<=|>=|<|>|=|:)\s*")
_EXACT: Final = re.compile(rf"(?i)({'|'.join(EXACT_FIELDS)}):")
_NUMBER: Final = re.compile(r"\d{1,6}(?:\.\d{1,6})?(?![\w.])")
_FIELD: Final = re.compile(rf"(?i)({'|'.join(TEXT_FIELDS)}):")
_WORD: Final = re.compile(r'[^\s()"]+')
_OPERATOR: Final = re.compile(r'(AND|OR|NOT)(?=[\s()"]|$)')


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
        elif text[at] in "()":
            yield _Token("(" if text[at] == "(" else ")", at)
            at += 1
        elif operator := _OPERATOR.match(text, at):
            yield _Token(_operator(operator[1]), at)
            at = operator.end()
        elif text[at] == "-" and at + 1 < len(text) and not text[at + 1].isspace():
            yield _Token("NOT", at)
            at += 1
        else:
            token, at = _range(text, at) or _exactly(text, at) or _value(text, at)
            yield token


def _operator(word: str) -> Literal["AND", "OR", "NOT"]:
    return "AND" if word == "AND" else "OR" if word == "OR" else "NOT"


def _range(text: str, at: int) -> tuple[_Token, int] | None:
    head = _RANGE.match(text, at)
    if head is None:
        return None
    number = _NUMBER.match(text, head.end())
    if number is None:
        raise QueryError(f"After {head[0].strip()} a number is missing, as in years>5", head.end())
    comparison: Comparison = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}.get(head[2], "=")  # type: ignore[assignment]
    return _Token("range", at, Range(head[1].lower(), comparison, float(number[0]))), number.end()


def _exactly(text: str, start: int) -> tuple[_Token, int] | None:
    head = _EXACT.match(text, start)
    if head is None:
        return None
    field: ExactField = "email" if head[1].lower() == "email" else "phone"
    value, prefix, end = _literal(text, start, head.end())
    if prefix:
        raise QueryError(f"{head[0]} finds whole values only: leave the * out", end - 1)
    if not words(value) or (field == "phone" and normal_phone(value) is None):
        raise QueryError(f"After {head[0]} stands no value of the kind", head.end())
    return _Token("exactly", start, Exactly(field, " ".join(value.split()))), end


def _value(text: str, start: int) -> tuple[_Token, int]:
    head = _FIELD.match(text, start)
    field = next((name for name in TEXT_FIELDS if head and name == head[1].lower()), None)
    value, prefix, end = _literal(text, start, head.end() if head else start)
    if not words(value):
        raise QueryError(f"{text[start:end]} has no letter or digit to look for", start)
    return _Token("value", start, Match(" ".join(value.split()), field, prefix)), end


def _literal(text: str, start: int, at: int) -> tuple[str, bool, int]:
    """What is looked for, whether as a beginning, and where it ends; ``start`` is where its field is named."""
    if at < len(text) and text[at] == '"':
        close = text.find('"', at + 1)
        if close < 0:
            raise QueryError("The quotation mark is never closed", at)
        value, end = text[at + 1 : close], close + 1
        prefix = text.startswith("*", end)
        end += prefix
    else:
        word = _WORD.match(text, at)
        if word is None:
            raise QueryError(f"After {text[start:at]} a word is missing", at)
        value, end = word[0], word.end()
        prefix = value.endswith("*")
        value = value.removesuffix("*")
    return value, prefix, end


# ------------------------------------------------------------------ the tree
class _Reader:
    """Recursive descent over the tokens; one method for each rule of the grammar."""

    def __init__(self, tokens: list[_Token], end: int) -> None:
        self._tokens = tokens
        self._end = end
        self._next = 0

    def either(self, depth: int) -> Query:
        parts = [self._all(depth)]
        while self._take("OR"):
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def expect_end(self) -> None:
        token = self._peek()
        if token is not None:
            raise QueryError("This parenthesis closes nothing", token.at)

    def _all(self, depth: int) -> Query:
        parts = [self._one(depth)]
        while (token := self._peek()) is not None and token.kind not in {"OR", ")"}:
            self._take("AND")
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _one(self, depth: int) -> Query:
        token = self._peek()
        if depth > MAX_DEPTH:
            raise QueryError("The search is nested too deeply", token.at if token else self._end)
        if token is None:
            raise QueryError("Something to look for is missing", self._end)
        self._next += 1
        if token.node is not None:
            return token.node
        if token.kind == "NOT":
            return Without(self._one(depth + 1))
        if token.kind == "(":
            inner = self.either(depth + 1)
            if not self._take(")"):
                raise QueryError("This parenthesis is never closed", token.at)
            return inner
        raise QueryError(f"Before {token.kind} something to look for is missing", token.at)

    def _peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self, kind: str) -> bool:
        token = self._peek()
        if token is None or token.kind != kind:
            return False
        self._next += 1
        return True
