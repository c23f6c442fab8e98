"""What somebody is told of the changes in a workspace: those of the records that they reach, and of no others.

Whoever reaches everything hears everything. For the rest each change is looked up: the jobs, the applications, files
and people that hang on them, one's own searches and account. Of a record that is gone nobody can tell any more whose
it was: that something went is told without saying what, so that a list knows to look again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from hiring_desktop.core.changes.door import Door, Listener
from hiring_desktop.core.model import Actor, Changes, Touched
from hiring_desktop.core.ports import Store
from hiring_desktop.core.trust.ownership import Ownership
from hiring_desktop.core.trust.permissions import REACH, visible

_ACTION: Final = "changes.read"

_JOB: Final = {"jobs": "_id", "applications": "job_id", "import_items": "job_id"}
"""Collection to the field that names the job of a record."""
_PERSON: Final = {
    "candidates": "_id", "resumes": "candidate_id", "resume_texts": "candidate_id", "notes": "candidate_id",
    "consents": "_id", "dsr_requests": "candidate_id",
}  # fmt: skip
"""Collection to the field that names the person; that of ``resume_texts`` stands with the resume of the same id."""
_ACCOUNT: Final = {"saved_searches": "user_id", "users": "_id"}
"""Collection to the field that names the account."""


class Feed:
    """Tells changes."""

    def __init__(self, store: Store, door: Door) -> None:
        self._store = store
        self._door = door
        self._ownership = Ownership(store)

    def since(self, actor: Actor, seq: int) -> Changes:
        """What all processes wrote after ``seq``, at most a thousand changes at a time, as far as the actor may know.

        Raises:
            NotPermitted: The actor has none of the six roles.
        """
        self._door.allow(actor, _ACTION, "changes")
        return self._told(actor, self._door.since(seq))

    def subscribe(self, actor: Actor, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` after each commit of this process that the actor may know of; returns how to stop it.

        Raises:
            NotPermitted: As for ``since``.
        """
        self._door.allow(actor, _ACTION, "changes")

        def tell(changes: Changes) -> None:
            told = self._told(actor, changes)
            if told.touched:
                listener(told)

        return self._door.subscribe(tell)

    def _told(self, actor: Actor, changes: Changes) -> Changes:
        if REACH[actor.role] == "all" or not changes.touched:
            return changes
        ids: dict[str, dict[str, None]] = {}
        for touched in changes.touched:
            ids.setdefault(touched.collection, {})[touched.id] = None
        known = {collection: self._known(actor, collection, list(keys)) for collection, keys in ids.items()}
        return replace(changes, touched=tuple(dict.fromkeys(_confined(changes.touched, known))))

    def _known(self, actor: Actor, collection: str, ids: Sequence[str]) -> dict[str, bool] | None:
        """The records that are there, and whether they are the actor's; None where none can be."""
        own = REACH[actor.role] == "own"
        field = "candidate_id" if own and collection == "applications" else _FIELDS.get(collection)
        if field is None or (own and collection in ("jobs", "import_items")):
            return None
        holder = self._store["resumes" if collection == "resume_texts" else collection]
        whose: dict[str, str | None] = {
            one["_id"]: one.get(field) for one in holder.find({"_id": {"$in": list(ids)}}, (field,))
        }
        named = {owner for owner in whose.values() if owner is not None}
        if collection in _ACCOUNT:
            theirs = frozenset({actor.id})
        elif collection in _PERSON or own:
            theirs = self._ownership.reached_people(actor, "candidates.read", named)
        else:
            jobs = visible(actor, "jobs.read", "jobs")
            theirs = frozenset(self._store["jobs"].ids({**jobs, "_id": {"$in": [*named]}}))
        return {key: owner in theirs for key, owner in whose.items()}


_FIELDS: Final[Mapping[str, str]] = {**_JOB, **_PERSON, **_ACCOUNT}


def _confined(touched: Sequence[Touched], known: Mapping[str, Mapping[str, bool] | None]) -> Iterator[Touched]:
    for one in touched:
        records = known[one.collection]
        if records is not None and records.get(one.id, True):
            yield one if one.id in records else Touched(one.collection, "")
