"""From every schema version that was ever written to the present one.

A store carries its version. Opening an older one runs the steps below in order and then gives every collection the
columns and indexes of the present schema, all in one transaction: a crash in between leaves the old version. A newer
one is refused.

A step changes documents and never looks at the present schema, since that will have moved on when the step still has to
work. A version that only brought other indexes has a step without a function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import bson

from hiring_desktop.core.errors import Damaged, StorageFailure
from hiring_desktop.core.storage.schema import COLLECTIONS, SCHEMA_VERSION
from hiring_desktop.core.storage.sqlite_layout import APPLICATION_ID, reshape
from hiring_desktop.core.storage.sqlite_session import Connection


@dataclass(frozen=True, slots=True)
class Step:
    """What version ``to`` brought, and how the documents of the version before become its own."""

    to: int
    brings: str
    change: Callable[[Connection], None] | None = None


def _drop_unchained(connection: Connection) -> None:
    """Entries of the trail from before it was a chain: no release wrote any, and a step has no key to chain them."""
    connection.execute("DELETE FROM audit_logs")


UNSEALED: Final = "contacts.unsealed"
"""Id in ``settings`` while contact data may stand there in the clear: a step has no key to seal it with, so whoever
opens the workspace does."""


def _note_unsealed(connection: Connection) -> None:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS settings (row INTEGER PRIMARY KEY, _id TEXT NOT NULL UNIQUE, body BLOB NOT NULL)"
    )
    body = bson.encode({"_id": UNSEALED})
    connection.execute("INSERT OR IGNORE INTO settings (_id, body) VALUES (?, ?)", (UNSEALED, body))


STEPS: Final = (
    Step(2, "applications by status and score in one index; candidates by name"),
    Step(3, "accounts, their failed sign-ins, and the keys of sealed fields"),
    Step(4, "the trail as chains; field versions, undo, privacy, settings", _drop_unchained),
    Step(5, "ties of a sort broken inside its index"),
    Step(6, "offered files found by application, content and place, for erasure"),
    Step(7, "notes; the search index and saved searches"),
    Step(8, "contact data of candidates sealed, found by blind indexes", _note_unsealed),
)


def install(connection: Connection) -> None:
    """Give an empty file the present schema, inside the caller's transaction."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    reshape(connection, COLLECTIONS.values())
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def schema_version(connection: Connection) -> int:
    """The version of an opened file.

    Raises:
        Damaged: It is no store of ours.
    """
    application: int = connection.execute("PRAGMA application_id").fetchone()[0]
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID or version < 1:
        raise Damaged("The file is not a store of Smart Hiring. Restore the last backup, or choose another workspace.")
    return version


def migrate(connection: Connection) -> None:
    """Bring an opened store to the present schema.

    Raises:
        StorageFailure: It was written by a newer version of the application.
        Damaged: It is no store of ours.
    """
    version = schema_version(connection)
    if version == SCHEMA_VERSION:
        return
    if version > SCHEMA_VERSION:
        raise StorageFailure(
            f"The workspace was written by a newer version of Smart Hiring (store version {version}, this one knows "
            f"up to {SCHEMA_VERSION}). Update the application to open it.",
            title="Workspace is newer than the application", code="newer_version",
        )  # fmt: skip
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have been faster.
        version = schema_version(connection)
        for step in STEPS:
            if step.to > version and step.change is not None:
                step.change(connection)
        reshape(connection, COLLECTIONS.values())
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
