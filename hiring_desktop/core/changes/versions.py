"""Which change last wrote each field of a document.

The versions stand in a collection of their own, ``field_versions``, one row a document that was ever changed. Beside
the fields themselves (a ``_v`` in each document) they would be loaded with every candidate, turn up in every projection
and have to be cut off in every use case; here a reader never meets them, and a document that was only ever created,
which is what an import makes, has no row at all.

A version is the ``seq`` of the change that wrote the field. A field without one is as it was when the document was
created. Both sync (the base of an operation) and undo (has it changed since?) count on that.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hiring_desktop.core.ports import Store

CREATED: Final = 0
"""The version of a field that nobody changed since its document was created."""


class FieldVersions:
    """The versions of all documents."""

    def __init__(self, store: Store) -> None:
        self._rows = store["field_versions"]

    def of(self, collection: str, key: str) -> dict[str, int]:
        """Field to version, for the fields that were changed since the document was created."""
        row = self._rows.find_one({"_id": _row(collection, key)})
        return dict(row["fields"]) if row else {}

    def raise_to(self, seq: int, collection: str, key: str, fields: Iterable[str]) -> dict[str, int]:
        """Note that the change ``seq`` wrote these fields.

        Returns:
            The version that each of them had before.
        """
        known = self.of(collection, key)
        written = set(fields)
        row = {"_id": _row(collection, key), "fields": {**known, **dict.fromkeys(sorted(written), seq)}}
        self._rows.replace_one({"_id": row["_id"]}, row, upsert=True)
        return {field: known.get(field, CREATED) for field in sorted(written)}

    def drop(self, collection: str, key: str) -> dict[str, int]:
        """Forget a document that is being deleted; returns what ``of`` did."""
        known = self.of(collection, key)
        if known:
            self._rows.delete_one({"_id": _row(collection, key)})
        return known


def _row(collection: str, key: str) -> str:
    return f"{collection}:{key}"
