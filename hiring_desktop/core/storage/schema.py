"""The collections of a workspace and their indexes, as one table.

A field that an index names is kept in a column of its own beside the document, so that filters and sorts on it run
inside the engine. Such a field holds a single value (text, number, true or false, date, null) or is missing, in every
engine: an index over a list would need one row per element. Nothing else about a document is fixed here.

A name that is not in this table never reaches SQL.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from hiring_desktop.core.errors import InvalidInput, UnsupportedOperation

SCHEMA_VERSION: Final = 8
"""Written into every store; ``migrations`` brings older ones here."""


@dataclass(frozen=True)
class Index:
    """An index over fields, each ascending unless its name starts with ``-``.

    One that serves a sort ends with ``_id``, by which ties go: then a page is cut out of the index alone.
    ``unique`` is among the documents that have all of its fields, none of them null.
    """

    terms: tuple[str, ...]
    unique: bool = False

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The fields without their direction."""
        return tuple(term.lstrip("-") for term in self.terms)


@dataclass(frozen=True)
class CollectionSchema:
    """A collection and its indexes; every collection also has a unique ``_id``."""

    name: str
    indexes: tuple[Index, ...] = ()

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The fields that are kept as columns, each once, without ``_id``."""
        fields = (field for index in self.indexes for field in index.fields)
        return tuple(dict.fromkeys(field for field in fields if field != "_id"))

    @cached_property
    def sortable(self) -> frozenset[str]:
        """The fields that an engine can compare without the document: the columns and ``_id``."""
        return frozenset((*self.columns, "_id"))


def _collection(name: str, *indexes: Index) -> CollectionSchema:
    return CollectionSchema(name, indexes)


def _by(*terms: str) -> Index:
    return Index(terms)


def _unique(*terms: str) -> Index:
    return Index(terms, unique=True)


COLLECTIONS: Final[Mapping[str, CollectionSchema]] = {
    schema.name: schema
    for schema in (
        _collection("jobs", _by("company_id"), _by("status"), _by("created_at", "_id")),
        _collection("candidates", _unique("user_id"), _by("email_index"), _by("phone_index"), _by("name", "_id")),
        _collection(
            "applications",
            _by("candidate_id", "job_id"),
            _by("job_id", "-ml_score", "_id"),
            _by("job_id", "status", "-ml_score", "_id"),
            _by("job_id", "status", "score_revision"),
            _unique("job_id", "content_hash"),
            _by("content_hash"),
        ),
        _collection("resumes", _by("content_hash"), _by("candidate_id")),
        _collection("resume_texts"),
        _collection("notes", _by("candidate_id")),
        _collection("saved_searches", _by("user_id", "name")),
        _collection(
            "import_items",
            _by("status", "position", "_id"),
            _by("job_id", "position", "_id"),
            _by("job_id", "status"),
            _unique("position"),
            _by("application_id"),
            _by("address"),
            _by("source", "file"),
        ),
        _collection("references", _by("job_id")),
        _collection("users", _unique("email_index"), _by("company_id")),
        _collection("lockouts", _by("forget_at")),
        _collection("field_keys", _unique("generation")),
        _collection(
            "audit_logs",
            _by("timestamp", "_id"),
            _unique("stream", "number"),
            _by("stream", "segment", "number"),
            _by("user_id", "timestamp"),
            _by("action", "timestamp"),
            _by("resource_id", "timestamp"),
        ),
        _collection("changes", _unique("seq")),
        _collection("field_versions"),
        _collection("undo_steps", _by("actor", "state", "position"), _by("at")),
        _collection("dsr_requests", _by("candidate_id"), _by("status", "due_at"), _by("opened_at")),
        _collection("legal_holds", _by("active", "scope", "ref"), _by("placed_at")),
        _collection("retention_rules"),
        _collection("consents"),
        _collection("erasure_ledger", _by("erased_at"), _by("finished")),
        _collection("demographics"),
        _collection("settings"),
    )
}

RESERVED_COLUMNS: Final = frozenset({"row", "body"})
"""Columns of the engine itself: the insertion order and the document."""

_SINGLE: Final = (str, int, float, bool, datetime, type(None))

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")


def check_schema(collections: Mapping[str, CollectionSchema]) -> None:
    """Make sure that every name of a schema may stand in SQL.

    Raises:
        ValueError: A name is not plain, or is one that an engine uses itself.
    """
    for schema in collections.values():
        for name in (schema.name, *schema.columns):
            if not _NAME.fullmatch(name) or name in RESERVED_COLUMNS:
                raise ValueError(f"{name!r} cannot be the name of a collection or an indexed field")


check_schema(COLLECTIONS)


def collection_schema(name: str) -> CollectionSchema:
    """The schema of a collection.

    Raises:
        UnsupportedOperation: There is no such collection.
    """
    if name not in COLLECTIONS:
        raise UnsupportedOperation(f"The store has no collection {name!r}.")
    return COLLECTIONS[name]


def check_indexed(schema: CollectionSchema, document: Mapping[str, Any]) -> None:
    """Refuse a document whose indexed fields are no single values.

    Raises:
        InvalidInput: A list, a sub-document or bytes stand in such a field.
    """
    for field in schema.columns:
        if not isinstance(document.get(field), _SINGLE):
            raise InvalidInput(f"{schema.name}.{field} is indexed and takes a single value.")
