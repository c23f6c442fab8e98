"""Taking back what one did, and doing it again: each person their own last changes, the action named.

Nothing is taken back over somebody else's work: when a field that the step would restore was changed since, by whoever,
the step is refused and stays. Taking back is a change like any other, with its permission, its entry in the trail and
its record in the outbox.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from hiring_desktop.core.changes.change import Change
from hiring_desktop.core.changes.door import Door
from hiring_desktop.core.changes.undo_steps import State, UndoSteps
from hiring_desktop.core.changes.versions import FieldVersions
from hiring_desktop.core.errors import Conflict, NotFound
from hiring_desktop.core.model import Actor, Changes, Json, Resource
from hiring_desktop.core.ports import Store

Describe = Callable[[str, Json], Resource]
"""From a collection and a document of it to whose it is (``trust.permissions.resource_of``)."""

UNDO: Final = "changes.undo"
REDO: Final = "changes.redo"


@dataclass(frozen=True, slots=True)
class Undone:
    """A step that was taken: ``label`` says which (``Undo weights of Data engineer``)."""

    label: str
    changes: Changes


class History:
    """Undo and redo for every use case that named its change to the door."""

    def __init__(self, store: Store, door: Door, describe: Describe) -> None:
        self._store = store
        self._door = door
        self._describe = describe
        self._steps = UndoSteps(store)
        self._versions = FieldVersions(store)

    def undo(self, actor: Actor) -> Undone:
        """Take back the actor's last change that can be.

        Raises:
            NotFound: There is none.
            Conflict: What it wrote was changed since, or is gone; nothing was done.
            NotPermitted: The actor may not do this any more.
        """
        return self._take(actor, "done", UNDO)

    def redo(self, actor: Actor) -> Undone:
        """Do again what the actor took back last, as long as they have changed nothing else since.

        Raises:
            NotFound: There is nothing of the kind.
            Conflict: As for ``undo``.
            NotPermitted: The actor may not do this any more.
        """
        return self._take(actor, "undone", REDO)

    def undo_label(self, actor: Actor) -> str | None:
        """What ``undo`` would do, for a menu (``Undo weights of Data engineer``); None when nothing is left."""
        return self._next_label(actor, "done", UNDO)

    def redo_label(self, actor: Actor) -> str | None:
        """What ``redo`` would do; None when nothing is left."""
        return self._next_label(actor, "undone", REDO)

    # -------------------------------------------------------------- inside
    def _take(self, actor: Actor, state: State, action: str) -> Undone:
        verb = _VERBS[action]
        self._door.allow(actor, action, "undo_steps")
        step = self._steps.next(actor, state)
        if step is None:
            raise NotFound(f"There is nothing to {verb.lower()}.", title=f"Nothing to {verb.lower()}")
        label = self._label(verb, step)
        resource = (step["coll"], step["key"])
        self._door.allow(actor, step["action"], *resource, self._about(step))
        if self._changed_since(step):
            self._steps.drop(step)  # a version never comes back, so it could not be taken later either
            raise _changed(label)
        with self._door.change(actor, action, *resource, detail={"of": step["action"]}, invertible=True) as change:
            current = self._steps.next(actor, state)
            if current != step or self._changed_since(step):
                raise _changed(label)
            for part in step["inverse"]:
                _apply(change, part)
            self._steps.turn(step, "undone" if state == "done" else "done", change.inverse, change.seq)
        return Undone(label, change.result)

    def _changed_since(self, step: Json) -> bool:
        """Whether a document is not as the step left it."""
        restored: set[tuple[str, str]] = set()
        for part in step["inverse"]:
            place = (part["coll"], part["id"])
            if place in restored:
                continue
            present = self._store[place[0]].find_one({"_id": place[1]}, ()) is not None
            versions = self._versions.of(*place)
            if part["do"] == "insert":
                restored.add(place)
                untouched = not present
            elif part["do"] == "delete":
                untouched = present and all(version == step["seq"] for version in versions.values())
            else:
                fields = (*part["values"], *part["unset"])
                untouched = present and all(versions.get(field) == step["seq"] for field in fields)
            if not untouched:
                return True
        return False

    def _next_label(self, actor: Actor, state: State, action: str) -> str | None:
        self._door.allow(actor, action, "undo_steps")
        step = self._steps.next(actor, state)
        return None if step is None else self._label(_VERBS[action], step)

    def _label(self, verb: str, step: Json) -> str:
        named = self._store[step["coll"]].find_one({"_id": step["key"]}, ("title", "name")) or {}
        name: Any = named.get("title") or named.get("name")
        return f"{verb} {step['name']} of {name}" if name else f"{verb} {step['name']}"

    def _about(self, step: Json) -> tuple[Resource, ...]:
        """Whose the resource is now: it may have been given to somebody else since."""
        found = ((kind, self._store[kind].find_one({"_id": key})) for kind, key in step["about"])
        return tuple(self._describe(kind, document) for kind, document in found if document is not None)


_VERBS: Final = {UNDO: "Undo", REDO: "Redo"}


def _apply(change: Change, part: Json) -> None:
    collection, key = part["coll"], part["id"]
    match part["do"]:
        case "insert":
            change.insert(collection, part["document"])
        case "delete":
            change.delete(collection, key)
        case "set":
            change.update(collection, key, part["values"], unset=part["unset"])


def _changed(label: str) -> Conflict:
    advice = "this was changed since. Change it by hand if it is still wanted."
    return Conflict(f"{label}: {advice}", title="Changed since")
