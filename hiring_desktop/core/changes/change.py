"""The writes of one use case, and the record that they leave for other processes, for sync and for undo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from hiring_desktop.core.changes.versions import FieldVersions, Row
from hiring_desktop.core.errors import NotFound
from hiring_desktop.core.model import Changes, Json, Touched
from hiring_desktop.core.ports import Store

Kind = Literal["create", "patch", "delete", "restore", "erase"]


class Change:
    """Writes inside one transaction. Made by ``Door.change`` only.

    ``records`` are the documents of the change record: ``{coll, id, kind, fields, base: {field: version}}``, where
    ``base`` says on which version of each field the write was made (``versions``; for a deletion of all that were ever
    changed). ``inverse`` is what takes the writes back, the last one first; it is kept only if asked for.
    """

    def __init__(self, store: Store, *, invertible: bool = False) -> None:
        self._store = store
        self._versions = FieldVersions(store)
        self._invertible = invertible
        self._seq = 0
        self._touched: list[Touched] = []
        self.records: list[Json] = []
        self.inverse: list[Json] = []
        self.result = Changes(0)
        """What was touched; complete once the ``with`` block has ended."""

    @property
    def seq(self) -> int:
        """The number of this change, drawn with its first write; numbers follow the order of the commits."""
        if not self._seq:
            self._seq = self._store.next_seq("changes")
        return self._seq

    # -------------------------------------------------------------- what people and rules write
    def insert(self, collection: str, document: Json) -> str:
        """Store a new document; returns its id."""
        key = self._store[collection].insert_one(document)
        self._record(collection, key, "create", _fields(document), {})
        self._keep_inverse(collection, key, "delete", expected={})
        return key

    def update(
        self, collection: str, key: str, values: Mapping[str, Any], *, unset: Iterable[str] = (),
        origins: Mapping[str, int] | None = None,
    ) -> None:  # fmt: skip
        """Set fields of a document, and take others away.

        Args:
            collection: Where it is.
            key: Its id.
            values: Field to value; a dotted name reaches into a field.
            unset: Fields to take away.
            origins: Field to the change that its value comes from, where an earlier value is put back.

        Raises:
            NotFound: The document is gone.
        """
        fields = sorted({*values, *unset})
        tops = sorted({field.partition(".")[0] for field in fields})
        before = self._store[collection].find_one({"_id": key}, tops) if self._invertible else None
        operators: dict[str, Any] = {"$set": dict(values)} if values else {}
        if gone := dict.fromkeys(unset, ""):
            operators["$unset"] = gone
        if not self._store[collection].update_one({"_id": key}, operators).matched:
            raise NotFound("What was to be changed is not in the workspace any more. Refresh and look again.")
        versions = self._versions.raise_to(self.seq, collection, key, tops, origins)
        self._record(collection, key, "patch", fields, {field: written for field, (written, _) in versions.items()})
        if before is not None:
            self._keep_inverse(
                collection, key, "set",
                values={field: value for field, value in before.items() if field != "_id"},
                unset=[field for field in tops if field not in before],
                origins={field: origin for field, (_, origin) in versions.items()},
                expected=dict(origins) if origins is not None else dict.fromkeys(tops, self.seq),
            )  # fmt: skip

    def put(self, collection: str, key: str, values: Mapping[str, Any]) -> None:
        """Set fields of a document that is made if it is not there."""
        if self._store[collection].find_one({"_id": key}, ()) is None:
            self.insert(collection, {"_id": key, **values})
        else:
            self.update(collection, key, values)

    def delete(self, collection: str, key: str) -> None:
        """Delete a document."""
        before = self._store[collection].find_one({"_id": key}) if self._invertible else None
        self._store[collection].delete_one({"_id": key})
        versions = self._versions.drop(collection, key)
        self._record(collection, key, "delete", [], {field: written for field, (written, _) in versions.items()})
        if before is not None:
            self._keep_inverse(collection, key, "restore", document=before, versions=versions)

    def restore(self, collection: str, document: Json, versions: Row) -> None:
        """Put a deleted document back, with the versions that it had."""
        key = self._store[collection].insert_one(document)
        self._versions.put(collection, key, versions)
        self._record(collection, key, "restore", _fields(document), {})
        origins = {field: origin for field, (_, origin) in versions.items()}
        self._keep_inverse(collection, key, "delete", expected=origins)

    def erase(self, collection: str, key: str) -> None:
        """Delete a document for good: nothing restores it, and other devices are told to forget it."""
        self._store[collection].delete_one({"_id": key})
        self._versions.drop(collection, key)
        self._record(collection, key, "erase", [], {})

    # -------------------------------------------------------------- what can be made again
    def project_insert(self, collection: str, documents: Sequence[Json]) -> None:
        """Store documents that can be made again."""
        for key in self._store[collection].insert_many(documents):
            self._touched.append(Touched(collection, key))

    def project(self, collection: str, key: str, values: Mapping[str, Any]) -> None:
        """Set fields that can be computed again."""
        self._store[collection].update_one({"_id": key}, {"$set": dict(values)})
        self._touched.append(Touched(collection, key, tuple(sorted(values))))

    def project_delete(self, collection: str, key: str) -> None:
        """Delete a document that can be made again."""
        self._store[collection].delete_one({"_id": key})
        self._touched.append(Touched(collection, key))

    # -------------------------------------------------------------- the record
    def _record(self, collection: str, key: str, kind: Kind, fields: Sequence[str], base: Mapping[str, int]) -> None:
        self._seq = self.seq
        self.records.append({"coll": collection, "id": key, "kind": kind, "fields": list(fields), "base": dict(base)})
        self._touched.append(Touched(collection, key, tuple(fields)))

    def _keep_inverse(self, collection: str, key: str, do: str, **how: Any) -> None:
        if self._invertible:
            self.inverse.insert(0, {"coll": collection, "id": key, "do": do, **how})

    def finish(self) -> None:
        """Complete ``result``."""
        self.result = Changes(self._seq, tuple(self._touched))


def _fields(document: Json) -> list[str]:
    return sorted(field for field in document if field != "_id")
