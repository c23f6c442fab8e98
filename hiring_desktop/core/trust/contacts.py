"""How people can be reached: e-mail addresses and phone numbers of candidates, sealed wherever they stand as fields.

    candidates.email, .phone                  sealed, from the present resume
    candidates.email_index, .phone_index      blind indexes beside, for equality: search, later duplicates
    resumes.resume.basics.email, .phone       sealed inside the JSON Resume

Whoever hands them out opens them, after the door has let the actor pass. The text of a resume, in which they stand as
well, is text: it is encrypted with the store, as the search index is (ADR 0012).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from hiring_desktop.core.model import Json
from hiring_desktop.core.ports import Every, ExactField, Exactly, Query, Some, Store, Without
from hiring_desktop.core.storage.migrations import UNSEALED
from hiring_desktop.core.trust.fields import SealedFields, email_index, phone_index
from hiring_desktop.core.trust.keys import WorkspaceKeys

KINDS: Final[tuple[ExactField, ...]] = ("email", "phone")
_BATCH: Final = 100


class Contacts:
    """Seals, opens and indexes contact data."""

    def __init__(self, store: Store, fields: SealedFields, keys: WorkspaceKeys) -> None:
        self._store = store
        self._fields = fields
        self._keys = keys

    # -------------------------------------------------------------- resumes and candidates
    def sealed(self, resume: Json) -> Json:
        """A JSON Resume as it is stored.

        Raises:
            Locked: The keys were forgotten.
        """
        return _each(resume, self._fields.seal)

    def opened(self, resume: Json) -> Json:
        """A stored JSON Resume as it was before.

        Raises:
            Damaged: A sealed field was changed.
            Locked: The keys were forgotten.
        """
        return _each(resume, self._fields.unseal)

    def of_candidate(self, resume: Json) -> Json:
        """The fields of a candidate whose present resume this is, not sealed yet: sealed values and blind indexes.

        Raises:
            Locked: The keys were forgotten.
        """
        basics = resume.get("basics") or {}
        fields: Json = {}
        for kind in KINDS:
            value = basics.get(kind)
            said = value if isinstance(value, str) and value.strip() else None
            fields[kind] = None if said is None else self._fields.seal(said)
            fields[f"{kind}_index"] = None if said is None else self._index(kind, said)
        return fields

    def opened_candidate(self, candidate: Json) -> Json:
        """A stored candidate with contact data in the clear, and without blind indexes.

        Raises:
            Damaged: A sealed field was changed.
            Locked: The keys were forgotten.
        """
        plain = {name: value for name, value in candidate.items() if name not in _INDEXES}
        return plain | {kind: self._fields.unseal(plain[kind]) for kind in KINDS if plain.get(kind) is not None}

    # -------------------------------------------------------------- searching
    def blinded(self, query: Query) -> Query:
        """A search in which contact data is replaced by its blind index, which is all that the store knows.

        Raises:
            Locked: The keys were forgotten.
        """
        if isinstance(query, Exactly):
            return replace(query, value=self._index(query.field, query.value) or "")
        if isinstance(query, Every | Some):
            return replace(query, parts=tuple(map(self.blinded, query.parts)))
        return replace(query, part=self.blinded(query.part)) if isinstance(query, Without) else query

    def _index(self, kind: ExactField, value: str) -> str | None:
        return email_index(self._keys, value) if kind == "email" else phone_index(self._keys, value)

    # -------------------------------------------------------------- workspaces from before
    def seal_left_over(self) -> int:
        """Seal what a version wrote that did not yet; for the opening of a workspace. Broken off, it goes on later.

        Returns:
            How many resumes.
        """
        left = self._store["settings"].find_one({"_id": UNSEALED})
        if left is None:
            return 0
        count, last = 0, ""
        while True:
            with self._store.transaction():
                batch = self._store["resumes"].find({"_id": {"$gt": last}}, sort=[("_id", 1)], limit=_BATCH)
                for resume in batch:
                    self._seal_plain(resume)
                if not batch:
                    self._store["settings"].delete_one({"_id": UNSEALED})
                    return count
            count, last = count + len(batch), batch[-1]["_id"]

    def _seal_plain(self, resume: Json) -> None:
        read = _each(resume["resume"], self._plain)
        self._store["resumes"].update_one({"_id": resume["_id"]}, {"$set": {"resume": self.sealed(read)}})
        whose = {"_id": resume["candidate_id"], "resume_id": resume["_id"]}
        self._store["candidates"].update_one(whose, {"$set": self.of_candidate(read)})

    def _plain(self, value: str) -> str:
        return self._fields.unseal(value) if self._fields.is_sealed(value) else value


_INDEXES: Final = frozenset(f"{kind}_index" for kind in KINDS)


def _each(resume: Json, change: Callable[[str], str]) -> Json:
    """A copy of a JSON Resume with its contact data changed."""
    basics: Any = resume.get("basics")
    if not isinstance(basics, dict):
        return resume
    values = {kind: change(basics[kind]) for kind in KINDS if isinstance(basics.get(kind), str)}
    return {**resume, "basics": {**basics, **values}}
