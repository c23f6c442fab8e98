"""Whether a store is sound: its pages, its tables, every document, and the columns and the index beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hiring_desktop.core.errors import HiringError
from hiring_desktop.core.storage.bson_documents import decode
from hiring_desktop.core.storage.commit_head import CommitHead, missing
from hiring_desktop.core.storage.schema import COLLECTIONS, SCHEMA_VERSION, CollectionSchema, check_indexed
from hiring_desktop.core.storage.search_index import SqliteSearch
from hiring_desktop.core.storage.sqlite_columns import column_extractor
from hiring_desktop.core.storage.sqlite_head import SqlCounters
from hiring_desktop.core.storage.sqlite_layout import expected_statements, present_statements
from hiring_desktop.core.storage.sqlite_session import Connection, Sessions
from hiring_desktop.core.storage.values import check_document


def problems(sessions: Sessions, search: SqliteSearch, head: CommitHead) -> list[str]:
    """What is wrong with a store, one sentence each; ids and names of fields, never values."""
    found: list[str] = []
    checks: tuple[Callable[[], list[str]], ...] = (
        lambda: _pages(sessions), lambda: _documents(sessions), search.problems, lambda: _missing(sessions, head),
    )  # fmt: skip
    for check in checks:
        try:
            found.extend(check())
        except HiringError as error:
            found.append(f"Store: {error.message}")
    return found


def _missing(sessions: Sessions, head: CommitHead) -> list[str]:
    with sessions.reading() as connection:
        return missing(SqlCounters(connection), head)


def _pages(sessions: Sessions) -> list[str]:
    """Every page's authentication code, then SQLite's own check of trees and indexes."""
    # Inside a write transaction, since a checkpoint in between would change pages while they are read.
    with sessions.writing() as connection:
        rows = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        if not rows:
            rows = [row for row in connection.execute("PRAGMA integrity_check").fetchall() if row[0] != "ok"]
    return [f"Store: {row[0]}. Restore the last backup." for row in rows]


def _documents(sessions: Sessions) -> list[str]:
    with sessions.reading() as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        found = [] if version == SCHEMA_VERSION else [f"Store: the schema version is {version}, not {SCHEMA_VERSION}."]
        expected, present = expected_statements(COLLECTIONS.values()), present_statements(connection)
        missing = [name for name, statement in expected.items() if present.get(name) != statement]
        found.extend(f"Store: the table or index {name} is missing or altered." for name in missing)
        for name, schema in COLLECTIONS.items():
            if name not in missing:
                found.extend(_collection(connection, schema))
    return found


def _collection(connection: Connection, schema: CollectionSchema) -> Iterator[str]:
    columns = "".join(f', "{column}"' for column in schema.columns)
    extract = column_extractor(schema)
    for key, body, *values in connection.execute(f'SELECT _id, body{columns} FROM "{schema.name}" ORDER BY row'):
        try:
            document = decode(body)
            check_document(document)
            check_indexed(schema, document)
        except HiringError as error:
            yield f"{schema.name}: document {key} cannot be read. {error.message}"
            continue
        if document.get("_id") != key or extract(document) != tuple(values):
            yield f"{schema.name}: the index of document {key} does not say what the document does."
