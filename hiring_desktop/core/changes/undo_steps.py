"""What is kept so that people can take back what they did: the previous values of their last changes.

A step holds the inverse of one change, as ``change.Change`` collected it. Taking a step back writes a change of its
own, whose inverse then replaces that of the step: so the same step goes back and forth between ``done`` and ``undone``.

Previous values are personal data. They live in the encrypted store alone, are never part of the outbox, are gone after
``KEPT_DAYS`` days or ``KEPT_STEPS`` further changes of the same person, and are erased with whomever they are about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from hiring_desktop.core.model import Actor, Json, Resource, new_id
from hiring_desktop.core.ports import Store

KEPT_STEPS: Final = 100
"""For each person."""
KEPT_DAYS: Final = 30

State = Literal["done", "undone"]


class UndoSteps:
    """The steps of all people, in ``undo_steps``."""

    def __init__(self, store: Store) -> None:
        self._steps = store["undo_steps"]

    def push(
        self, actor: Actor, action: str, name: str, resource: tuple[str, str | None], about: Sequence[Resource],
        inverse: Sequence[Json], seq: int, at: datetime,
    ) -> None:  # fmt: skip
        """Keep how to take a fresh change back. What the actor had taken back can no longer be done again.

        Args:
            actor: Who made the change.
            action: The permission that it took.
            name: What the change was, as a noun with its article left out: ``weights``, ``closing``.
            resource: Collection and id of what it is about.
            about: Whose that is.
            inverse: What undoes it.
            seq: The number of the change.
            at: When it was made.
        """
        self._steps.delete_many({"actor": actor.id, "state": "undone"})
        self._steps.insert_one(
            {
                "_id": new_id(), "actor": actor.id, "state": "done", "position": seq, "action": action, "name": name,
                "coll": resource[0], "key": resource[1], "about": [[r.kind, r.id] for r in about if r.id],
                "inverse": list(inverse), "at": at,
            }
        )  # fmt: skip
        self._steps.delete_many({"at": {"$lt": at - timedelta(days=KEPT_DAYS)}})
        kept = self._steps.ids({"actor": actor.id, "state": "done"}, sort=[("position", -1)])
        self._steps.delete_many({"_id": {"$in": kept[KEPT_STEPS:]}})

    def next(self, actor: Actor, state: State) -> Json | None:
        """The step to take next: of what was done the latest, of what was undone the one that was undone last."""
        order = -1 if state == "done" else 1
        return self._steps.find_one({"actor": actor.id, "state": state}, sort=[("position", order)])

    def turn(self, step: Json, state: State, inverse: Sequence[Json]) -> None:
        """Note that a step was taken: it is in ``state`` now, and ``inverse`` leads back."""
        self._steps.update_one({"_id": step["_id"]}, {"$set": {"state": state, "inverse": list(inverse)}})

    def drop(self, step: Json) -> None:
        """Forget a step that cannot be taken any more."""
        self._steps.delete_one({"_id": step["_id"]})

    def forget(self, documents: set[tuple[str, str]], named_in: Callable[[str], bool] = lambda _: False) -> int:
        """Drop what could bring a person back.

        Args:
            documents: ``(collection, id)`` of everything that goes; a step that touches one of them is dropped.
            named_in: Whether a text names the person; a step that holds such a text is dropped.

        Returns:
            How many steps.
        """
        gone = [step["_id"] for step in self._steps.find({}) if _concerns(step, documents, named_in)]
        return self._steps.delete_many({"_id": {"$in": gone}})


def _concerns(step: Json, documents: set[tuple[str, str]], named_in: Callable[[str], bool]) -> bool:
    places = {(step["coll"], step["key"]), *((part["coll"], part["id"]) for part in step["inverse"])}
    return not places.isdisjoint(documents) or any(named_in(text) for text in _texts(step["inverse"]))


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for part in value:
            yield from _texts(part)
