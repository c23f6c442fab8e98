"""Documents as lines of JSON that lose nothing: MongoDB Extended JSON, version 2, in its relaxed form.

Plain numbers, texts, lists and objects look as in any JSON; what JSON does not know is an object with a ``$`` key, such
as ``{"$date": "2026-03-01T12:00:00Z"}``. A field whose own name begins with ``$`` gets another ``$`` in front of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bson import json_util
from bson.errors import BSONError
from bson.json_util import DatetimeRepresentation, JSONMode, JSONOptions

from hiring_desktop.core.errors import Damaged
from hiring_desktop.core.model import Json

_OPTIONS = JSONOptions(
    json_mode=JSONMode.RELAXED, datetime_representation=DatetimeRepresentation.ISO8601, tz_aware=True
)  # fmt: skip


def to_line(document: Json) -> str:
    """A document as one line, without its end."""
    line = json_util.dumps(document, json_options=_OPTIONS, ensure_ascii=False)
    if '"$' in line:  # perhaps of a date, perhaps of a field
        line = json_util.dumps(_renamed(document, _escaped), json_options=_OPTIONS, ensure_ascii=False)
    return line


def from_line(line: str) -> Json:
    """The inverse of ``to_line``.

    Raises:
        Damaged: It is no such line.
    """
    try:
        document = json_util.loads(line, json_options=_OPTIONS)
    except (ValueError, TypeError, OverflowError, RecursionError, BSONError) as error:
        raise Damaged("A line of the export is no document. Take another copy of it.") from error
    if not isinstance(document, dict):
        raise Damaged("A line of the export is no document. Take another copy of it.")
    known: Json = _renamed(document, _unescaped) if "$$" in line else document
    return known


def _escaped(name: str) -> str:
    return f"${name}" if name.startswith("$") else name


def _unescaped(name: str) -> str:
    return name[1:] if name.startswith("$$") else name


def _renamed(value: Any, rename: Callable[[str], str]) -> Any:
    """The value with all fields of it renamed, at any depth."""
    if isinstance(value, dict):
        return {rename(name): _renamed(inner, rename) for name, inner in value.items()}
    return [_renamed(inner, rename) for inner in value] if isinstance(value, list) else value
