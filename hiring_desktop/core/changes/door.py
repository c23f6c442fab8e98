"""The one door through which every use case writes.

    with door.change(actor, "jobs.edit", "jobs", job_id) as change:
        change.update("jobs", job_id, {"title": title})
    return change.result

On the way in the actor's permission is checked; on the way out the audit entry and the change record of the outbox are
written in the same transaction as the documents. Projections (scores, the state of the import queue) are written with
``project_*``: they leave neither, since they can be made again from what does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, Protocol

from hiring_desktop.core.model import Actor, Changes, Json, Resource, Touched, new_id
from hiring_desktop.core.ports import Clock, Store

Listener = Callable[[Changes], None]


class Guard(Protocol):
    """Lets an actor pass or not."""

    def __call__(self, actor: Actor, permission: str, *resources: Resource) -> None:
        """Raise ``NotPermitted`` unless the actor has the permission, on one of the resources where some are given."""
        ...


_OUTBOX_PAGE: Final = 1000


class Change:
    """Writes of one use case, all inside one transaction. Made by ``Door.change`` only."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._records: list[Json] = []
        self._touched: list[Touched] = []
        self.result = Changes(0)
        """What was touched; complete once the ``with`` block has ended."""

    def insert(self, collection: str, document: Json) -> str:
        """Store a new document; returns its id."""
        key = self._store[collection].insert_one(document)
        self._record(collection, key, "create", sorted(f for f in document if f != "_id"))
        return key

    def update(self, collection: str, key: str, values: Mapping[str, Any]) -> None:
        """Set fields of a document."""
        self._store[collection].update_one({"_id": key}, {"$set": dict(values)})
        self._record(collection, key, "patch", sorted(values))

    def delete(self, collection: str, key: str) -> None:
        """Delete a document."""
        self._store[collection].delete_one({"_id": key})
        self._record(collection, key, "delete", [])

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

    def _record(self, collection: str, key: str, kind: str, fields: Sequence[str]) -> None:
        self._records.append({"coll": collection, "id": key, "kind": kind, "fields": list(fields)})
        self._touched.append(Touched(collection, key, tuple(fields)))

    def _leave(self, actor: Actor, action: str, resource: tuple[str, str | None], clock: Clock) -> None:
        seq = 0
        if self._records:
            seq = self._store.next_seq("changes")
            now = clock.now()
            self._store["audit_logs"].insert_one(_entry(actor, action, resource, now, seq))
            self._store["changes"].insert_one(
                {"_id": new_id(), "seq": seq, "op_id": new_id(), "at": now, "actor": actor.id, "docs": self._records}
            )
        self.result = Changes(seq, tuple(self._touched))


class Door:
    """Permission, documents, audit entry and change record in one transaction; tells listeners after the commit."""

    def __init__(self, store: Store, clock: Clock, guard: Guard) -> None:
        self._store = store
        self._clock = clock
        self._guard = guard
        self._listeners: list[Listener] = []
        self._lock = threading.Lock()

    @contextmanager
    def change(
        self, actor: Actor, action: str, collection: str, key: str | None = None, about: Sequence[Resource] = ()
    ) -> Iterator[Change]:
        """Open the door for one action on one resource.

        Args:
            actor: Who acts.
            action: The permission needed, which is also what the trail calls the action.
            collection: The kind of the resource that the action is about.
            key: Its id, where it is about one.
            about: Whose the resource is, of which the actor has to reach one; without it, it is nobody's.

        Raises:
            NotPermitted: The actor may not; nothing was written.
        """
        self._guard(actor, action, *about)
        change = Change(self._store)
        with self._store.transaction():
            yield change
            change._leave(actor, action, (collection, key), self._clock)
        if change.result.touched:
            self._tell(change.result)

    def look(self, actor: Actor, action: str, collection: str, key: str, about: Sequence[Resource] = ()) -> None:
        """Check and write down that somebody read one person's data; ``about`` as for ``change``.

        Raises:
            NotPermitted: The actor may not.
        """
        self._guard(actor, action, *about)
        self._store["audit_logs"].insert_one(_entry(actor, action, (collection, key), self._clock.now(), None))

    def since(self, seq: int) -> Changes:
        """What all processes wrote after ``seq``, at most a thousand changes at a time."""
        records = self._store["changes"].find({"seq": {"$gt": seq}}, sort=[("seq", 1)], limit=_OUTBOX_PAGE)
        touched = tuple(Touched(d["coll"], d["id"], tuple(d["fields"])) for record in records for d in record["docs"])
        return Changes(records[-1]["seq"] if records else seq, touched)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` after each commit of this process, in the writing thread; returns how to stop it."""
        with self._lock:
            self._listeners.append(listener)

        def stop() -> None:
            with self._lock:
                self._listeners.remove(listener)

        return stop

    def _tell(self, changes: Changes) -> None:
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener(changes)


def _entry(actor: Actor, action: str, resource: tuple[str, str | None], at: Any, seq: int | None) -> Json:
    return {
        "_id": new_id(), "timestamp": at, "user_id": actor.id, "role": actor.role, "source": actor.source,
        "action": action, "resource_type": resource[0], "resource_id": resource[1], "seq": seq,
    }  # fmt: skip
