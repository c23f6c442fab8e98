"""The one door through which every use case acts.

    with door.change(actor, "jobs.edit", "jobs", job_id, undo="edit") as change:
        change.update("jobs", job_id, {"title": title})
    return change.result

On the way in the actor's permission is checked, and a refusal is written to the trail. On the way out the audit entry,
the change record of the outbox and, where asked for, the step that undoes it are written in the same transaction as
the documents. Projections (scores, the state of the import queue) are written with ``project_*``: they leave none of
these, since they can be made again from what does.

Who only reads passes ``allow``, or ``look`` where one person's data is handed out, which the trail keeps.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from hiring_desktop.core.changes.change import Change
from hiring_desktop.core.changes.event import Event, Trail
from hiring_desktop.core.changes.undo_steps import UndoSteps
from hiring_desktop.core.errors import NotPermitted
from hiring_desktop.core.model import Actor, Changes, Resource, Touched, new_id
from hiring_desktop.core.ports import Clock, Store

Listener = Callable[[Changes], None]
Reaction = Callable[[Change, str], None]

_OUTBOX_PAGE: Final = 1000
_LOOKS_KEPT: Final = 4096


class Guard(Protocol):
    """Lets an actor pass or not."""

    def __call__(self, actor: Actor, permission: str, *resources: Resource) -> None:
        """Raise ``NotPermitted`` unless the actor has the permission, on one of the resources where some are given."""
        ...


class Door:
    """Permission, documents, audit entry and change record in one transaction; tells listeners after the commit.

    A change inside a change of the same thread joins it: all of it is committed with the outer one, or none.
    """

    def __init__(self, store: Store, clock: Clock, guard: Guard, trail: Trail) -> None:
        self._store = store
        self._clock = clock
        self._guard = guard
        self._trail = trail
        self._undo = UndoSteps(store)
        self._reactions: list[tuple[str, frozenset[str], Reaction]] = []
        self._listeners: list[Listener] = []
        self._lock = threading.Lock()
        self._looks: OrderedDict[tuple[str, str, str, str], datetime] = OrderedDict()
        self._own = threading.local()

    # -------------------------------------------------------------- reading
    def allow(
        self, actor: Actor, permission: str, collection: str, key: str | None = None, about: Sequence[Resource] = ()
    ) -> None:
        """Let the actor pass with something that needs no entry in the trail; a refusal gets one.

        Args:
            actor: Who acts.
            permission: What it takes.
            collection: The kind of the resource that it is about.
            key: Its id, where it is about one.
            about: Whose the resource is, of which the actor has to reach one; without it, it is nobody's.

        Raises:
            NotPermitted: The actor may not.
        """
        try:
            self._guard(actor, permission, *about)
        except NotPermitted:
            self._refused(Event(actor, permission, collection, key, "denied"))
            raise

    def permits(self, actor: Actor, permission: str, about: Sequence[Resource] = ()) -> bool:
        """Whether ``allow`` would let the actor pass, for a menu that shows what can be done; leaves no entry."""
        try:
            self._guard(actor, permission, *about)
        except NotPermitted:
            return False
        return True

    def look(
        self, actor: Actor, action: str, collection: str, key: str, about: Sequence[Resource] = (), *,
        unless_within: timedelta | None = None,
    ) -> None:  # fmt: skip
        """Check and write down that somebody read one person's data.

        Args:
            actor: Who looks.
            action: The permission needed, which is also what the trail calls the action.
            collection: The kind of what is looked at.
            key: Its id.
            about: As for ``allow``.
            unless_within: The same look again within this time is not written down again, for what a window asks for
                once a page or on every scroll.

        Raises:
            NotPermitted: The actor may not.
        """
        self.allow(actor, action, collection, key, about)
        if unless_within is None or self._is_new((actor.id, action, collection, key), unless_within):
            self.note(Event(actor, action, collection, key, reading=True))

    # -------------------------------------------------------------- acting
    @contextmanager
    def change(
        self, actor: Actor, action: str, collection: str, key: str | None = None, about: Sequence[Resource] = (), *,
        undo: str | None = None, invertible: bool = False, always: bool = False,
        detail: Mapping[str, Any] | None = None,
    ) -> Iterator[Change]:  # fmt: skip
        """Open the door for one action on one resource.

        Args:
            actor: Who acts.
            action: The permission needed, which is also what the trail calls the action.
            collection: The kind of the resource that the action is about.
            key: Its id, where it is about one.
            about: As for ``allow``.
            undo: What to call the action when offering to take it back (``weights``); None for what cannot be.
            invertible: Whether the change is to collect its inverse for a caller who keeps that.
            always: Whether the act belongs in the trail even if it writes projections alone.
            detail: What the trail should know besides (``event.Event``).

        Raises:
            NotPermitted: The actor may not; nothing was written.
        """
        self.allow(actor, action, collection, key, about)
        change = Change(self._store, invertible=invertible or undo is not None)
        with self._transaction() as afterwards:
            yield change
            self._react(change)
            change.finish()
            seq = change.result.seq or None
            if seq or always:
                event = Event(actor, action, collection, key, seq=seq, detail=detail or {})
                afterwards.append(self._trail.append(event))
            if seq:
                self._leave(actor, action, change)
                if undo is not None and change.inverse:
                    now, resource = self._clock.now(), (collection, key)
                    self._undo.push(actor, action, undo, resource, about, change.inverse, seq, now)
            if change.result.touched:
                afterwards.append(lambda: self._tell(change.result))

    def note(self, event: Event) -> None:
        """Write an act down that changes no document; nothing is checked."""
        with self._transaction() as afterwards:
            afterwards.append(self._trail.append(event))

    def react(self, collection: str, fields: frozenset[str], reaction: Reaction) -> None:
        """Have projections follow: whenever one of these fields is changed, by a person, an undo or a sync.

        ``reaction`` is called once a document, with the change and the id, before the transaction is committed.
        """
        self._reactions.append((collection, fields, reaction))

    # -------------------------------------------------------------- what was written
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

    # -------------------------------------------------------------- inside
    @contextmanager
    def _transaction(self) -> Iterator[list[Callable[[], None]]]:
        """One transaction; what is appended to the list is called once the outermost one is committed."""
        outer: list[Callable[[], None]] | None = getattr(self._own, "afterwards", None)
        if outer is not None:
            with self._store.transaction():
                yield outer
            return
        afterwards: list[Callable[[], None]] = []
        self._own.afterwards, self._own.refusals = afterwards, []
        try:
            with self._store.transaction():
                yield afterwards
        finally:
            refusals: list[Event] = self._own.refusals
            self._own.afterwards = None
            for event in refusals:
                self.note(event)
        for call in afterwards:
            call()

    def _refused(self, event: Event) -> None:
        """Write a refusal down; inside a change after that has ended, since it will not be committed."""
        if getattr(self._own, "afterwards", None) is None:
            self.note(event)
        else:
            self._own.refusals.append(event)

    def _react(self, change: Change) -> None:
        patched = [(r["coll"], r["id"], r["base"].keys()) for r in change.records if r["kind"] == "patch"]
        for collection, fields, reaction in self._reactions:
            for key in dict.fromkeys(key for coll, key, tops in patched if coll == collection and fields & tops):
                reaction(change, key)

    def _leave(self, actor: Actor, action: str, change: Change) -> None:
        self._store["changes"].insert_one(
            {
                "_id": new_id(), "seq": change.result.seq, "op_id": new_id(), "at": self._clock.now(),
                "actor": actor.id, "action": action, "docs": change.records,
            }
        )  # fmt: skip

    def _is_new(self, look: tuple[str, str, str, str], within: timedelta) -> bool:
        now = self._clock.now()
        with self._lock:
            last = self._looks.get(look)
            if last is not None and now - last < within:
                return False
            self._looks[look] = now
            self._looks.move_to_end(look)
            if len(self._looks) > _LOOKS_KEPT:
                self._looks.popitem(last=False)
            return True

    def _tell(self, changes: Changes) -> None:
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener(changes)


__all__ = ["Change", "Door", "Event", "Guard", "Listener", "Reaction"]
