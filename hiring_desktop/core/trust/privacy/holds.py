"""Legal holds: what must not be erased or pruned while a claim is open, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from hiring_desktop.core.changes.door import Door
from hiring_desktop.core.errors import Conflict, InvalidInput, NotFound
from hiring_desktop.core.model import Actor, Json, Resource, new_id
from hiring_desktop.core.ports import Clock, Store
from hiring_desktop.core.trust.ownership import Ownership
from hiring_desktop.core.trust.permissions import visible, within_reach

HoldScope = Literal["candidate", "job", "workspace"]
HoldList = list["Hold"]  # the class below has a method called list

_MOST_CHARACTERS: Final = 200


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold on a candidate, on everybody who applied for a job, or on all. ``released_at`` is None while in force.

    ``reason`` names a matter (``claim 12/2026``), not a person: it outlives whom it is about.
    """

    id: str
    scope: HoldScope
    ref: str | None
    reason: str
    placed_at: datetime
    placed_by: str
    released_at: datetime | None = None


class HoldsInForce:
    """The holds of one moment."""

    def __init__(self, active: Iterable[Json]) -> None:
        self._reasons: dict[tuple[str, str | None], str] = {}
        for hold in active:
            self._reasons.setdefault((hold["scope"], hold["ref"]), hold["reason"])

    def reason(self, candidate_id: str | None, job_ids: Iterable[str]) -> str | None:
        """The reason of a hold on the workspace, on a candidate or on one of the jobs; None when there is none."""
        places = [("workspace", None), ("candidate", candidate_id), *(("job", job_id) for job_id in job_ids)]
        return next((self._reasons[place] for place in places if place in self._reasons), None)


class Holds:
    """Places and releases holds; erasure, retention and pruning ask here first."""

    def __init__(self, store: Store, door: Door, clock: Clock) -> None:
        self._store = store
        self._holds = store["legal_holds"]
        self._door = door
        self._ownership = Ownership(store)
        self._clock = clock

    def place(self, actor: Actor, scope: HoldScope, ref: str | None, reason: str) -> Hold:
        """Put a hold in force.

        Args:
            actor: Who places it.
            scope: What it covers.
            ref: The candidate or job; None for the workspace.
            reason: The matter, at most 200 characters; no name of a person.

        Raises:
            InvalidInput: No reason, or scope and ref do not fit.
            NotFound: No such candidate or job.
        """
        words = reason.strip()
        if not words or len(words) > _MOST_CHARACTERS:
            raise InvalidInput(f"Give the reason of the hold in at most {_MOST_CHARACTERS} characters.")
        if (scope == "workspace") != (ref is None):
            raise InvalidInput("A hold covers one candidate, one job, or the whole workspace.")
        collection, about = self._place_of(scope, ref)
        hold = Hold(new_id(), scope, ref, words, self._clock.now(), actor.id)
        with self._door.change(actor, "privacy.hold", collection, ref, about) as change:
            if ref is not None and self._store[collection].find_one({"_id": ref}, ()) is None:
                raise NotFound(f"There is no such {scope} in the workspace. Refresh the list.")
            change.insert(
                "legal_holds",
                {
                    "_id": hold.id, "scope": scope, "ref": ref, "reason": words, "active": True,
                    "placed_at": hold.placed_at, "placed_by": actor.id, "released_at": None,
                },
            )  # fmt: skip
        return hold

    def release(self, actor: Actor, hold_id: str) -> None:
        """End a hold.

        Raises:
            NotFound: No such hold.
            Conflict: It was released before.
        """
        hold = self._holds.find_one({"_id": hold_id})
        collection, about = self._place_of(hold["scope"], hold["ref"]) if hold else ("legal_holds", ())
        with self._door.change(actor, "privacy.release", collection, hold["ref"] if hold else None, about) as change:
            current = self._holds.find_one({"_id": hold_id})
            if current is None:
                raise NotFound("There is no such hold. Refresh the list.")
            if not current["active"]:
                raise Conflict("This hold was released already.")
            change.update("legal_holds", hold_id, {"active": False, "released_at": self._clock.now()})

    def list(self, actor: Actor, *, active_only: bool = True) -> HoldList:
        """Holds on what the actor reaches, the latest first; those on the workspace for whoever reaches all of it."""
        self._door.allow(actor, "privacy.hold", "legal_holds", about=(within_reach(actor, "jobs"),))
        query: Json = {"active": True} if active_only else {}
        query |= self._reached(actor)
        return [_hold(found) for found in self._holds.find(query, sort=[("placed_at", -1)])]

    # -------------------------------------------------------------- for the others
    def on_candidate(self, candidate_id: str) -> str | None:
        """The reason of a hold that covers a candidate, or None."""
        jobs = self._store["applications"].distinct("job_id", {"candidate_id": candidate_id})
        return self.in_force().reason(candidate_id, jobs)

    def on_job(self, job_id: str) -> str | None:
        """The reason of a hold that covers a job, or None."""
        return self.in_force().reason(None, [job_id])

    def in_force(self) -> HoldsInForce:
        """All holds in force, to be asked about many people at once."""
        return HoldsInForce(self._holds.find({"active": True}, sort=[("placed_at", 1)]))

    def anywhere(self) -> str | None:
        """The reason of any hold in force, or None: the trail belongs to all of them."""
        hold = self._holds.find_one({"active": True}, sort=[("placed_at", 1)])
        return hold["reason"] if hold else None

    def refuse_if_held(self, reason: str | None) -> None:
        """Raise ``Conflict`` with the reason of a hold, if there is one."""
        if reason is not None:
            raise Conflict(f"A legal hold is in force ({reason}). Release it before erasing.", title="Legal hold")

    def _reached(self, actor: Actor) -> Json:
        """The filter to the holds that the actor reaches."""
        jobs = visible(actor, "privacy.hold", "jobs")
        if not jobs:
            return {}
        people = self._holds.distinct("ref", {"scope": "candidate"})
        reached = self._ownership.reached_people(actor, "privacy.hold", people)
        return {
            "$or": [
                {"scope": "job", "ref": {"$in": self._store["jobs"].ids(jobs)}},
                {"scope": "candidate", "ref": {"$in": [*reached]}},
            ]
        }

    def _place_of(self, scope: str, ref: str | None) -> tuple[str, tuple[Resource, ...]]:
        """The collection of what is held, and whose it is."""
        if scope == "candidate" and ref is not None:
            return "candidates", self._ownership.of_candidate(ref)
        if scope == "job" and ref is not None:
            return "jobs", self._ownership.of_job(ref)
        return "legal_holds", ()


def _hold(found: Json) -> Hold:
    return Hold(
        found["_id"], found["scope"], found["ref"], found["reason"], found["placed_at"], found["placed_by"],
        found["released_at"],
    )  # fmt: skip
