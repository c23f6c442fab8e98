"""Which change last wrote each field of a document, and which change its present value comes from.

The versions stand in a collection of their own, ``field_versions``, one row a document that was ever changed. Beside
the fields themselves (a ``_v`` in each document) they would be loaded with every candidate, turn up in every projection
and have to be cut off in every use case; here a reader never meets them, and a document that was only ever created,
which is what an import makes, has no row at all.

A version is the ``seq`` of a change. Sync counts on ``written``, the change that wrote the field last: it is the base
of the next operation. Undo counts on ``origin``: taking a change back writes the field anew, yet its value is again
that of an earlier change, and whoever made that one may still take it back in turn. A field without a row is as it was
when its document was created.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from hiring_desktop.core.ports import Store

CREATED: Final = 0
"""The version of a field that nobody changed since its document was created."""

Row = dict[str, list[int]]
"""Field to ``[written, origin]``."""


class FieldVersions:
    """The versions of all documents."""

    def __init__(self, store: Store) -> None:
        self._rows = store["field_versions"]

    def row(self, collection: str, key: str) -> Row:
        """The versions of the fields that were changed since the document was created."""
        row = self._rows.find_one({"_id": _row(collection, key)})
        return dict(row["fields"]) if row else {}

    def origins(self, collection: str, key: str) -> dict[str, int]:
        """Field to the change its value comes from, for the same fields."""
        return {field: origin for field, (_, origin) in self.row(collection, key).items()}

    def raise_to(
        self, seq: int, collection: str, key: str, fields: Iterable[str], origins: Mapping[str, int] | None = None
    ) -> Row:
        """Note that the change ``seq`` wrote these fields.

        Args:
            seq: The number of the change.
            collection: Where the document is.
            key: Its id.
            fields: What was written.
            origins: Where the values come from, if not from this change.

        Returns:
            The versions that the fields had before.
        """
        known, written = self.row(collection, key), sorted(set(fields))
        fresh = {field: [seq, seq if origins is None else origins[field]] for field in written}
        self.put(collection, key, {**known, **fresh})
        return {field: known.get(field, [CREATED, CREATED]) for field in written}

    def put(self, collection: str, key: str, row: Row) -> None:
        """Store the versions of a document that has some."""
        if row:
            name = _row(collection, key)
            self._rows.replace_one({"_id": name}, {"_id": name, "fields": row}, upsert=True)

    def drop(self, collection: str, key: str) -> Row:
        """Forget a document that is being deleted; returns what ``row`` did."""
        known = self.row(collection, key)
        if known:
            self._rows.delete_one({"_id": _row(collection, key)})
        return known


def _row(collection: str, key: str) -> str:
    return f"{collection}:{key}"
