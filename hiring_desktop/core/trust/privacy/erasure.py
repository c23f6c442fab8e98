"""Erasure: everything of a person goes, and nothing of it can be found in the workspace's folder afterwards.

One transaction takes away the documents, what could bring them back (undo steps, answers to the self-identification
form) and leaves a row in the erasure ledger. Then the files go that nobody else uses, and the store is scrubbed. A
crash in between leaves the row ``finished: false``; ``finish`` goes on from there. After an older backup was restored
``replay`` erases again whoever is in the ledger. The trail stays: it knows people by their ids alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from hiring_desktop.core.changes.change import Change
from hiring_desktop.core.changes.door import Door
from hiring_desktop.core.changes.undo_steps import UndoSteps
from hiring_desktop.core.errors import InvalidInput, Locked, NotFound
from hiring_desktop.core.model import Actor, Json, Resource
from hiring_desktop.core.ports import Attachments, Clock, Store
from hiring_desktop.core.trust.privacy.demographics import Demographics
from hiring_desktop.core.trust.privacy.holds import Holds
from hiring_desktop.core.trust.privacy.subjects import Subjects, Traces

Why = Literal["request", "retention", "replay"]
Subject = Literal["candidate", "application"]

_PROJECTIONS: Final = frozenset({"import_items"})


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure took away: how many documents by collection, and how many files. ``id`` is whom or what.

    ``kept_files`` are files that another person's record uses. ``finished`` is False while bytes may still be found,
    because somebody else was using the store: ``finish`` tries again.
    """

    id: str
    documents: Mapping[str, int]
    files: int
    kept_files: int
    finished: bool


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One erasure, as it is kept for ever: ids, and keyed hashes of the content that went."""

    id: str
    subject: Subject
    erased_at: datetime
    why: Why
    addresses: tuple[str, ...]

    def to_json(self) -> Json:
        """A plain row, for a file beside the backups."""
        return {
            "id": self.id, "subject": self.subject, "erased_at": self.erased_at.isoformat(), "why": self.why,
            "addresses": list(self.addresses),
        }  # fmt: skip

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> LedgerRow:
        """The inverse of ``to_json``.

        Raises:
            InvalidInput: It is no row of a ledger.
        """
        try:
            erased_at = datetime.fromisoformat(data["erased_at"])
            return LedgerRow(data["id"], data["subject"], erased_at, data["why"], tuple(data["addresses"]))
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInput("That is no row of an erasure ledger.") from error


class Erasure:
    """Takes people out of a workspace. Its callers have checked the permission and say so with ``action``."""

    def __init__(
        self, store: Store, door: Door, attachments: Attachments, subjects: Subjects, holds: Holds,
        demographics: Demographics, clock: Clock,
    ) -> None:  # fmt: skip
        self._store = store
        self._ledger = store["erasure_ledger"]
        self._door = door
        self._attachments = attachments
        self._subjects = subjects
        self._holds = holds
        self._demographics = demographics
        self._undo = UndoSteps(store)
        self._clock = clock

    # -------------------------------------------------------------- one person
    def erase(
        self, actor: Actor, action: str, candidate_id: str, about: Sequence[Resource] = (), *, why: Why,
        scrub: bool = True,
    ) -> Erased:  # fmt: skip
        """Erase a candidate.

        Args:
            actor: Who erases.
            action: The permission it takes.
            candidate_id: Whom.
            about: Whose they are.
            why: For the ledger.
            scrub: Whether to clear files and bytes away at once; otherwise ``finish`` has to be called.

        Raises:
            NotFound: No such candidate.
            Conflict: A legal hold is in force; nothing was erased.
        """
        with self._door.change(actor, action, "candidates", candidate_id, about, detail={"why": why}) as change:
            self._holds.refuse_if_held(self._holds.on_candidate(candidate_id))
            self._subjects.find(candidate_id)
            traces = self._take(change, "candidate", candidate_id, why)
        return self._erased(candidate_id, traces, scrub)

    def erase_application(
        self, actor: Actor, action: str, application_id: str, about: Sequence[Resource] = (), *, why: Why,
        scrub: bool = True,
    ) -> Erased:  # fmt: skip
        """Erase an application that no person could be read from; as for ``erase``."""
        with self._door.change(actor, action, "applications", application_id, about, detail={"why": why}) as change:
            application = self._store["applications"].find_one({"_id": application_id, "candidate_id": None})
            if application is None:
                raise NotFound("This application is not in the workspace any more. Refresh the list.")
            self._holds.refuse_if_held(self._holds.on_job(application["job_id"]))
            traces = self._take(change, "application", application_id, why)
        return self._erased(application_id, traces, scrub)

    def unfinished(self) -> int:
        """How many erasures still have bytes to clear away."""
        return self._ledger.count_documents({"finished": False})

    def finish(self) -> bool:
        """Clear away what earlier erasures left: files that nobody uses, and bytes in the pages of the store.

        Returns:
            Whether nothing is left to do.
        """
        open_rows = self._ledger.find({"finished": False})
        if not open_rows:
            return True
        for row in open_rows:
            self._delete_files(row["addresses"])
        try:
            self._store.scrub()
        except Locked:
            return False
        ids = [row["_id"] for row in open_rows]
        self._ledger.update_many({"_id": {"$in": ids}}, {"$set": {"finished": True}})
        return True

    # -------------------------------------------------------------- the ledger
    def ledger(self) -> list[LedgerRow]:
        """Every erasure there was, the oldest first."""
        return [
            LedgerRow(row["_id"], row["subject"], row["erased_at"], row["why"], tuple(row["addresses"]))
            for row in self._ledger.find({}, sort=[("erased_at", 1)])
        ]

    def replay(self, actor: Actor, action: str, rows: Iterable[LedgerRow]) -> list[Erased]:
        """Erase again whoever came back with an older backup; holds do not matter, since they were gone before.

        Args:
            actor: Who restores.
            action: The permission it takes.
            rows: The ledger as it was before the restore; rows of the restored store itself are added.

        Returns:
            Whom it had to erase again.
        """
        known = {row.id: row for row in (*self.ledger(), *rows)}
        found: list[tuple[LedgerRow, Traces]] = []
        for row in known.values():
            with self._door.change(actor, action, "erasure_ledger", row.id, detail={"why": "replay"}) as change:
                traces = self._traces(row.subject, row.id)
                if traces.documents:
                    self._remove(change, row.id, traces)
                    found.append((row, traces))
                if traces.documents or self._ledger.find_one({"_id": row.id}, ()) is None:
                    addresses = sorted({*row.addresses, *traces.addresses})
                    self._note(change, LedgerRow(row.id, row.subject, row.erased_at, row.why, tuple(addresses)))
        finished = self.finish()
        return [_erased(row.id, traces, finished) for row, traces in found]

    # -------------------------------------------------------------- inside
    def _take(self, change: Change, subject: Subject, key: str, why: Why) -> Traces:
        traces = self._traces(subject, key)
        self._remove(change, key, traces)
        self._note(change, LedgerRow(key, subject, self._clock.now(), why, traces.addresses))
        return traces

    def _traces(self, subject: Subject, key: str) -> Traces:
        return self._subjects.traces(key) if subject == "candidate" else self._subjects.traces_of_application(key)

    def _remove(self, change: Change, key: str, traces: Traces) -> None:
        for collection, ids in traces.documents.items():
            for document_id in ids:
                if collection in _PROJECTIONS:
                    change.project_delete(collection, document_id)
                else:
                    change.erase(collection, document_id)
        self._undo.forget(traces.places(), traces.named_in)
        self._demographics.forget(key)

    def _note(self, change: Change, row: LedgerRow) -> None:
        values = {
            "subject": row.subject, "erased_at": row.erased_at, "why": row.why, "addresses": list(row.addresses),
            "finished": False,
        }  # fmt: skip
        change.put("erasure_ledger", row.id, values)

    def _erased(self, key: str, traces: Traces, scrub: bool) -> Erased:
        # Files go after the commit alone: a caller who does not scrub may have a transaction of its own around this.
        return _erased(key, traces, self.finish() if scrub else False)

    def _delete_files(self, addresses: Iterable[str]) -> None:
        for address in addresses:
            if not self._subjects.uses(address):
                self._attachments.delete(address)


def _erased(key: str, traces: Traces, finished: bool) -> Erased:
    counts = {collection: len(ids) for collection, ids in traces.documents.items()}
    return Erased(key, counts, len(traces.addresses), len(traces.kept_addresses), finished)
