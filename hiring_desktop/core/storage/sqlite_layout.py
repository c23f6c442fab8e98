"""The tables of a store: one for each collection, its indexed fields as columns, made from the schema."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hiring_desktop.core.storage.bson_documents import decode
from hiring_desktop.core.storage.schema import CollectionSchema, Index
from hiring_desktop.core.storage.search_schema import FILL, ROWS, search_statements
from hiring_desktop.core.storage.sqlite_columns import column_extractor
from hiring_desktop.core.storage.sqlite_session import Connection

APPLICATION_ID: Final = 0x53484952
"""``SHIR`` in the header of the file."""


# ------------------------------------------------------------------ tables
def table_statement(schema: CollectionSchema) -> str:
    """``CREATE TABLE`` of a collection. ``row`` counts in the order of insertion."""
    columns = "".join(f', "{column}"' for column in schema.columns)
    own = f"row INTEGER PRIMARY KEY, _id TEXT NOT NULL UNIQUE{columns}, body BLOB NOT NULL"
    return f'CREATE TABLE "{schema.name}" ({own})'


def index_name(schema: CollectionSchema, index: Index) -> str:
    """The name of an index, which tells its fields."""
    terms = "_".join(f"{term[1:]}_desc" if term.startswith("-") else term for term in index.terms)
    return f"{schema.name}_by_{terms}"


def index_statement(schema: CollectionSchema, index: Index) -> str:
    """``CREATE INDEX`` of an index. NULLs are distinct in SQL, so a unique one skips documents without the field."""
    terms = ", ".join(f'"{term[1:]}" DESC' if term.startswith("-") else f'"{term}"' for term in index.terms)
    kind = "UNIQUE INDEX" if index.unique else "INDEX"
    return f'CREATE {kind} "{index_name(schema, index)}" ON "{schema.name}" ({terms})'


def expected_statements(collections: Iterable[CollectionSchema]) -> dict[str, str]:
    """Name to statement of everything that a store of this schema has."""
    statements = {"counters": "CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL)"}
    for schema in collections:
        statements[schema.name] = table_statement(schema)
        statements.update({index_name(schema, index): index_statement(schema, index) for index in schema.indexes})
    return {**statements, **search_statements()}


def present_statements(connection: Connection) -> dict[str, str]:
    """Name to statement of every table, index and trigger in the file, without those that SQLite makes itself."""
    return dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"))


def reshape(connection: Connection, collections: Iterable[CollectionSchema]) -> None:
    """Bring tables, columns and indexes to what the schema says; columns are filled from the documents.

    A new search index is filled when the next transaction commits.

    Works on an empty file and on one of any older schema, inside the caller's transaction. Documents are not changed.
    """
    schemas = list(collections)
    expected, present = expected_statements(schemas), present_statements(connection)
    for name, statement in present.items():
        if statement.startswith(("CREATE INDEX", "CREATE UNIQUE INDEX")) and expected.get(name) != statement:
            connection.execute(f'DROP INDEX "{name}"')
        elif statement.startswith("CREATE TRIGGER"):  # SQLite would have it follow a table that is renamed
            connection.execute(f'DROP TRIGGER "{name}"')
    for schema in schemas:
        if schema.name in present and present[schema.name] != expected[schema.name]:
            _refill(connection, schema)
    present = present_statements(connection)
    for name, statement in expected.items():
        if name not in present:
            connection.execute(statement)
    if ROWS not in present:
        connection.execute(FILL)


def _refill(connection: Connection, schema: CollectionSchema) -> None:
    """Make the table anew and move the documents over, keeping their order."""
    connection.execute(f'ALTER TABLE "{schema.name}" RENAME TO outgoing')
    connection.execute(table_statement(schema))
    extract = column_extractor(schema)
    marks = ", ".join("?" * (3 + len(schema.columns)))
    rows = connection.execute("SELECT row, _id, body FROM outgoing ORDER BY row")
    connection.executemany(
        f'INSERT INTO "{schema.name}" VALUES ({marks})',
        ((row, key, *extract(decode(body)), body) for row, key, body in rows),
    )
    connection.execute("DROP TABLE outgoing")
