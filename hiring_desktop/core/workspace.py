"""The facade that window, command line and, later, the hosted API work with.

    workspace.jobs.add(actor, ad)
    workspace.intake.accept(actor, job.id, [Path("resumes")])
    while workspace.intake.step(1.0): ...
    workspace.selection.ids(actor, job.id)

All calls may be made from any thread; they wait for the disk, so a window makes them off its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from hiring_desktop.core.changes.door import Door, Listener
from hiring_desktop.core.changes.history import History, Undone
from hiring_desktop.core.hiring.candidates import Candidates
from hiring_desktop.core.hiring.intake import Intake
from hiring_desktop.core.hiring.jobs import Jobs
from hiring_desktop.core.hiring.queue import ImportQueue, ProcessMark
from hiring_desktop.core.hiring.receive import Receiver
from hiring_desktop.core.hiring.scoring import Scoring
from hiring_desktop.core.hiring.search import Search
from hiring_desktop.core.hiring.selection import Selection
from hiring_desktop.core.hiring.views import WorkspaceInfo
from hiring_desktop.core.model import Actor, Changes
from hiring_desktop.core.ports import Attachments, Clock, DocumentReader, Ranker, Store
from hiring_desktop.core.trust.access import Access
from hiring_desktop.core.trust.account_slots import AccountSlots, NoSlots
from hiring_desktop.core.trust.audit.heads import FileHeads, HeadKeeper
from hiring_desktop.core.trust.audit.inspection import Audit
from hiring_desktop.core.trust.audit.trail import AuditTrail
from hiring_desktop.core.trust.backups import Backups
from hiring_desktop.core.trust.contacts import Contacts
from hiring_desktop.core.trust.exports import Exports
from hiring_desktop.core.trust.feed import Feed
from hiring_desktop.core.trust.keys import WorkspaceKeys, change_passphrase, make_recovery_code
from hiring_desktop.core.trust.passwords import BcryptHasher, PasswordHasher
from hiring_desktop.core.trust.permissions import ADMIN, require_on, resource_of, visible
from hiring_desktop.core.trust.privacy.erasure import Erased
from hiring_desktop.core.trust.privacy.office import Privacy

OWNER: Final = Actor("owner", ADMIN)
"""The one user of a single-user workspace."""


class VerifiedAttachments(Attachments, Protocol):
    """Attachments that can check themselves, and be copied as they are stored."""

    def verify(self) -> list[str]:
        """Problems found, one sentence each."""
        ...

    def sealed(self, address: str) -> bytes:
        """The bytes as stored. Raises ``NotFound`` or ``Damaged``."""
        ...


@dataclass(frozen=True, slots=True)
class Identity:
    """Which workspace this is."""

    id: str
    name: str
    folder: Path
    schema_version: int


@dataclass(frozen=True, slots=True)
class Session:
    """An opened workspace, and who acts in it."""

    workspace: Workspace
    actor: Actor


class Workspace:
    """One workspace, opened.

    Args:
        identity: Which one.
        store: Its documents.
        attachments: Its files.
        reader: Reads resumes.
        ranker: Scores them.
        clock: The clock.
        keys: Its keys.
        owner: Who acts where nobody has to sign in.
        head_keepers: Where the heads of the trail are kept besides the workspace's folder.
        slots: Keeps the master key for accounts; none for a workspace that is thrown away.
        hasher: Hashes passwords; bcrypt unless given.
    """

    def __init__(
        self, identity: Identity, store: Store, attachments: VerifiedAttachments, reader: DocumentReader,
        ranker: Ranker, clock: Clock, keys: WorkspaceKeys, owner: Actor = OWNER,
        head_keepers: Sequence[HeadKeeper] = (), slots: AccountSlots | None = None,
        hasher: PasswordHasher | None = None,
    ) -> None:  # fmt: skip
        self.owner = owner
        self.identity = identity
        self._store = store
        self._attachments = attachments
        self._reader = reader
        self._ranker = ranker
        self._keys = keys
        self._closed = False
        self._mark = ProcessMark(identity.folder / "run")
        self._heads = FileHeads(identity.folder, lambda: keys.sub_key("audit"))
        self._trail = AuditTrail(store, lambda: keys.sub_key("audit"), clock, (self._heads, *head_keepers))
        self._trail.begin()
        self._door = Door(store, clock, require_on, self._trail)
        self._feed = Feed(store, self._door)
        self._history = History(store, self._door, resource_of)
        self._access = Access(
            store, self._door, keys, clock, slots or NoSlots(), hasher or BcryptHasher(keys.sub_key("passwords")),
            owner.source,
        )  # fmt: skip
        self.accounts = self._access.accounts
        self.entrance = self._access.entrance
        self.own_account = self._access.own_account
        contacts = Contacts(store, self._access.fields, keys)
        contacts.seal_left_over()
        scoring = Scoring(store, self._door, ranker, clock)
        queue = ImportQueue(store, self._mark)
        receiver = Receiver(store, self._door, attachments, reader, scoring, queue, contacts, clock)
        self.jobs = Jobs(store, self._door, reader, clock)
        self.intake = Intake(store, self._door, reader, queue, receiver, clock, Actor(owner.id, owner.role, "import"))
        self.selection = Selection(store, self._door, ranker)
        self.search = Search(store, self._door, contacts, clock)
        self.candidates = Candidates(store, self._door, attachments, reader, contacts)
        self.privacy = Privacy(store, self._door, attachments, keys, contacts, clock)
        self.backups = Backups(
            store, self._door, attachments, keys, clock, identity.folder, self.privacy.known_erasures
        )
        self.exports = Exports(
            store, self._door, attachments, keys, clock, identity.folder, self.privacy.known_erasures
        )
        self.audit = Audit(store, self._door, self._trail, clock, identity.id, self.privacy.holds.anywhere)

    def info(self, actor: Actor) -> WorkspaceInfo:
        """Versions, and counts of what the actor reaches."""
        self._door.allow(actor, "workspace.info", "workspace")
        jobs = visible(actor, "jobs.read", "jobs")
        applications = self._store["applications"]
        if jobs:
            theirs = {"job_id": {"$in": self._store["jobs"].ids(jobs)}}
            people = len([key for key in applications.distinct("candidate_id", theirs) if key is not None])
            files = len(applications.distinct("content_hash", theirs))
        else:
            theirs, people = {}, self._store["candidates"].count_documents({})
            files = len(self._attachments.addresses())
        return WorkspaceInfo(
            self.identity.id, self.identity.name, str(self.identity.folder), self.identity.schema_version,
            self._store["jobs"].count_documents(jobs), people, applications.count_documents(theirs), files,
        )  # fmt: skip

    def verify(self, actor: Actor) -> list[str]:
        """Everything that is wrong with the stored data, one sentence each; empty when sound."""
        self._door.allow(actor, "workspace.verify", "workspace")
        problems = [*self._store.verify(), *self._attachments.verify(), *self._trail.verify().problems]
        problems += self.privacy.problems()
        kept = set(self._attachments.addresses())
        needed = self._store["applications"].distinct("content_hash")
        problems += [f"The file of an application is missing: attachment {a}." for a in needed if a not in kept]
        return problems

    def make_recovery_code(self, actor: Actor) -> str:
        """A fresh code that opens the workspace when the passphrase or the keyring is lost; no older one does any more.

        It is to be shown once and written down: it is kept nowhere.

        Raises:
            NotFound: The workspace is a throw-away one.
        """
        with self._door.change(actor, "workspace.make_recovery_code", "workspace", always=True):
            return make_recovery_code(self.identity.folder, self._keys)

    def change_passphrase(self, actor: Actor, new: str) -> None:
        """Have another passphrase open the workspace, and the old one no longer; the data stays as it is.

        Raises:
            InvalidInput: The new one is too weak.
            NotFound: The workspace is a throw-away one.
        """
        with self._door.change(actor, "workspace.rekey", "workspace", always=True):
            change_passphrase(self.identity.folder, self._keys, new)

    def rotate_fields(self, actor: Actor) -> int:
        """Seal all sealed fields anew under a fresh key, while others go on working; returns how many values."""
        return self._access.fields.rotate(self._door, actor)

    def accept(self, actor: Actor) -> None:
        """Take the workspace as it is for complete, after ``verify`` told that changes or heads of the trail are gone.

        That it was done stays in the trail.
        """
        self.audit.accept_heads(actor)
        self._store.accept_losses()

    def settle_restored(self, actor: Actor, backup: Path) -> list[Erased]:
        """Finish a restore: note it in the trail, and erase again whoever was erased after the backup was made.

        Args:
            actor: Who restores.
            backup: The file that this workspace came from; the ledger of erasures lies beside it.
        """
        rows = self.backups.note_restored(actor, backup)
        self.audit.accept_heads(actor)
        return self.privacy.replay_ledger(actor, rows)

    def settle_imported(self, actor: Actor, export: Path) -> list[Erased]:
        """Finish an import: note it in the trail, and erase again whoever was erased after the export was made.

        Args:
            actor: Who imports.
            export: The file that this workspace was made of; the ledger of erasures lies beside it.
        """
        rows = self.exports.note_imported(actor, export)
        self.audit.accept_heads(actor)
        return self.privacy.replay_ledger(actor, rows)

    def undo(self, actor: Actor) -> Undone:
        """Take back the actor's last change that can be (``changes.history``)."""
        return self._history.undo(actor)

    def redo(self, actor: Actor) -> Undone:
        """Do again what the actor took back last."""
        return self._history.redo(actor)

    def undo_label(self, actor: Actor) -> str | None:
        """What ``undo`` would do (``Undo weights of Data engineer``); None when nothing is left."""
        return self._history.undo_label(actor)

    def redo_label(self, actor: Actor) -> str | None:
        """What ``redo`` would do; None when nothing is left."""
        return self._history.redo_label(actor)

    def changes_since(self, actor: Actor, seq: int) -> Changes:
        """What any process wrote after ``seq``, as far as the actor may know (``trust.feed``)."""
        return self._feed.since(actor, seq)

    def subscribe(self, actor: Actor, listener: Listener) -> Callable[[], None]:
        """Be told of each commit of this process, in the writing thread; returns how to stop. As ``changes_since``."""
        return self._feed.subscribe(actor, listener)

    def lock(self) -> None:
        """Close, and drop the keys from memory: whoever wants to go on has to unlock or sign in again."""
        self.close()
        self._access.fields.forget()
        self._keys.forget()

    def close(self) -> None:
        """Put unfinished work back, end the workers and let go of the files. Closing again does nothing."""
        if self._closed:
            return
        self._closed = True
        self.intake.stop()
        self._reader.close()
        self._ranker.close()
        self._mark.release()
        try:
            self._trail.close()
            self._heads.sync()
        finally:
            self._store.close()
