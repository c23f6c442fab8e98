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
from hiring_desktop.core.changes.versions import CREATED, FieldVersions
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
        """What ``undo`` would do, for a menu (``Undo weights of Data engineer``).

        None when nothing is left, or what comes next is of a record that the actor does not reach any more.
        """
        return self._next_label(actor, "done", UNDO)

    def redo_label(self, actor: Actor) -> str | None:
        """What ``redo`` would do; None as for ``undo_label``."""
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
        try:
            with self._door.change(actor, action, *resource, detail={"of": step["action"]}, invertible=True) as change:
                if self._steps.next(actor, state) != step:
                    raise Conflict("Something else was taken back at the same moment. Look again, then repeat.")
                for part in step["inverse"]:
                    self._apply(change, part, label)
                self._steps.turn(step, "undone" if state == "done" else "done", change.inverse)
        except _ChangedSinceError:
            self._steps.drop(step)  # a version never comes back, so it could not be taken later either
            raise
        return Undone(label, change.result)

    def _apply(self, change: Change, part: Json, label: str) -> None:
        """Take back one write, if the document still is as that write left it."""
        collection, key = part["coll"], part["id"]
        present = self._store[collection].find_one({"_id": key}, ()) is not None
        match part["do"]:
            case "restore" if not present:
                change.restore(collection, part["document"], part["versions"])
            case "delete" if present and self._stands(part, whole=True):
                change.delete(collection, key)
            case "set" if present and self._stands(part):
                change.update(collection, key, part["values"], unset=part["unset"], origins=part["origins"])
            case _:
                raise _ChangedSinceError(f"{label}: this was changed since. Change it by hand if it is still wanted.")

    def _stands(self, part: Json, *, whole: bool = False) -> bool:
        """Whether the values of the fields, or of all, still come from the changes that the step left them with."""
        origins = self._versions.origins(part["coll"], part["id"])
        fields = part["expected"].keys() | (origins.keys() if whole else set())
        return all(origins.get(field, CREATED) == part["expected"].get(field, CREATED) for field in fields)

    def _next_label(self, actor: Actor, state: State, action: str) -> str | None:
        self._door.allow(actor, action, "undo_steps")
        step = self._steps.next(actor, state)
        if step is None or not self._door.permits(actor, step["action"], self._about(step)):
            return None
        return self._label(_VERBS[action], step)

    def _label(self, verb: str, step: Json) -> str:
        named = self._store[step["coll"]].find_one({"_id": step["key"]}, ("title", "name")) or {}
        name: Any = named.get("title") or named.get("name")
        return f"{verb} {step['name']} of {name}" if name else f"{verb} {step['name']}"

    def _about(self, step: Json) -> tuple[Resource, ...]:
        """Whose the resource is now: it may have been given to somebody else since."""
        found = ((kind, self._store[kind].find_one({"_id": key})) for kind, key in step["about"])
        return tuple(self._describe(kind, document) for kind, document in found if document is not None)


_VERBS: Final = {UNDO: "Undo", REDO: "Redo"}


class _ChangedSinceError(Conflict):
    """Somebody wrote over what was to be taken back."""

    title = "Changed since"
