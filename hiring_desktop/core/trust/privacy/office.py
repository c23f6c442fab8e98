"""``workspace.privacy``: requests, legal holds, retention, self-identification, and what restoring a backup needs."""

from __future__ import annotations

from collections.abc import Iterable

from hiring_desktop.core.changes.door import Door
from hiring_desktop.core.model import Actor
from hiring_desktop.core.ports import Attachments, Clock, Store
from hiring_desktop.core.trust.contacts import Contacts
from hiring_desktop.core.trust.keys import WorkspaceKeys
from hiring_desktop.core.trust.privacy.demographics import Demographics
from hiring_desktop.core.trust.privacy.erasure import Erased, Erasure, LedgerRow
from hiring_desktop.core.trust.privacy.holds import Holds
from hiring_desktop.core.trust.privacy.requests import Requests
from hiring_desktop.core.trust.privacy.retention import Retention
from hiring_desktop.core.trust.privacy.subjects import Subjects


class Privacy:
    """One object a topic: ``requests``, ``holds``, ``retention``, ``demographics``."""

    def __init__(
        self, store: Store, door: Door, attachments: Attachments, keys: WorkspaceKeys, contacts: Contacts, clock: Clock
    ) -> None:
        self._door = door
        subjects = Subjects(store, contacts)
        self.holds = Holds(store, door, clock)
        self.demographics = Demographics(store, door, subjects, keys)
        self._erasure = Erasure(store, door, attachments, subjects, self.holds, self.demographics, clock)
        self.requests = Requests(store, door, attachments, subjects, self._erasure, keys, contacts, clock)
        self.retention = Retention(store, door, subjects, self.holds, self._erasure, clock)

    def ledger(self, actor: Actor) -> list[LedgerRow]:
        """Every erasure there was, for a file beside the backups: ids and keyed hashes alone."""
        self._door.look(actor, "privacy.replay", "erasure_ledger", "ledger")
        return self._erasure.ledger()

    def known_erasures(self) -> list[LedgerRow]:
        """The same, for the copy that the machine keeps beside the backups."""
        return self._erasure.ledger()

    def replay_ledger(self, actor: Actor, rows: Iterable[LedgerRow] = ()) -> list[Erased]:
        """After a restore: erase again whoever came back.

        Args:
            actor: Who restores.
            rows: The ledger as it was before; that of the restored store is replayed in any case.

        Returns:
            Whom it had to erase again.
        """
        self._door.allow(actor, "privacy.replay", "erasure_ledger")
        return self._erasure.replay(actor, "privacy.replay", rows)

    def finish_erasures(self, actor: Actor) -> bool:
        """Clear away what earlier erasures could not, because somebody else was using the store.

        Returns:
            Whether nothing is left to do.
        """
        self._door.allow(actor, "privacy.prune", "erasure_ledger")
        return self._erasure.finish()

    def problems(self) -> list[str]:
        """What ``verify`` has to say about erasures, one sentence each."""
        count = self._erasure.unfinished()
        advice = "Close other programs that use the workspace, then run the retention clock, which finishes them."
        return [f"{count} erasures are not finished: bytes of a person may still be found. {advice}"] if count else []
