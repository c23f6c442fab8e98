"""The pages that the window's rail offers, as one table: the order of the rail and of Ctrl+1 to Ctrl+9."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hiring_desktop.core.model import Actor
from hiring_desktop.core.trust.permissions import may, within_reach
from hiring_desktop.ui.words import translate


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the rail. ``id`` also names its drawing; it is offered to whoever has the permission."""

    id: str
    permission: str | None = None


PLACES: Final = (Place("jobs"), Place("ranking"), Place("imports"), Place("audit", "audit.read"))


def place_words(place: str) -> str:
    """What a page is called."""
    return {
        "jobs": translate("Places", "Jobs"),
        "ranking": translate("Places", "Ranking"),
        "imports": translate("Places", "Import activity"),
        "audit": translate("Places", "Audit trail"),
    }[place]


def places_of(actor: Actor) -> Sequence[str]:
    """Ids of the pages that this actor is offered, in the order of the rail."""
    everything = within_reach(actor, "jobs")
    return [place.id for place in PLACES if place.permission is None or may(actor, place.permission, everything)]
