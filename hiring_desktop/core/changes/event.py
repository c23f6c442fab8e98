"""What the trail is told of an act: who did what to which resource, and how it ended. Never a value of a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from hiring_desktop.core.model import Actor

Outcome = Literal["done", "denied", "failed"]


@dataclass(frozen=True, slots=True)
class Event:
    """One act of an actor.

    ``detail`` holds numbers, ids and names of permissions that explain the act; nothing that a person typed.
    """

    actor: Actor
    action: str
    collection: str
    key: str | None = None
    outcome: Outcome = "done"
    reading: bool = False
    """Whether somebody only looked at a person's data."""
    seq: int | None = None
    """The number of the change that the act left, where it left one."""
    detail: Mapping[str, Any] = field(default_factory=dict)


class Trail(Protocol):
    """Where acts are written down."""

    def append(self, event: Event) -> Callable[[], None]:
        """Write an act down, inside the transaction that it happens in.

        Returns:
            What is left to do once that transaction is committed.
        """
        ...
