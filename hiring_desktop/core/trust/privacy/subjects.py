"""Where the data of one person is: the one place that knows, for copies and for erasure.

``PERSONAL`` is every collection that holds something of a candidate, ``IMPERSONAL`` every other one, with the reason.
A test goes through the schema, so a new collection has to be put on one of the two lists before it can land.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from hiring_desktop.core.errors import NotFound
from hiring_desktop.core.model import Json
from hiring_desktop.core.ports import Store
from hiring_desktop.core.storage.search_words import FoldedText, Phrase, words
from hiring_desktop.core.trust.contacts import Contacts
from hiring_desktop.core.trust.permissions import CANDIDATE

PERSONAL: Final = (
    "candidates", "applications", "resumes", "resume_texts", "import_items", "consents", "users", "undo_steps",
    "demographics", "notes", "saved_searches",
)  # fmt: skip

IMPERSONAL: Final[Mapping[str, str]] = {
    "jobs": "the company's own text",
    "references": "sums over at least thirty profiles, without rows of persons",
    "audit_logs": "ids alone; kept on purpose",
    "changes": "ids and names of fields, never a value",
    "field_versions": "numbers; a row goes with its document",
    "lockouts": "keyed hashes, forgotten by themselves",
    "field_keys": "keys",
    "dsr_requests": "ids, dates and codes: the proof that a request was answered",
    "erasure_ledger": "ids and keyed hashes of content, to erase again after a restore",
    "legal_holds": "ids and a reason that names no person",
    "retention_rules": "periods",
    "settings": "settings",
}

_GONE: Final = "This candidate is not in the workspace any more. Refresh the list."


@dataclass(frozen=True, slots=True)
class Traces:
    """Everything of one person: ids by collection, and the addresses of their files.

    ``kept_addresses`` are files that another person's record uses as well; ``naming`` is how the person is called.
    """

    documents: Mapping[str, tuple[str, ...]]
    addresses: tuple[str, ...]
    kept_addresses: tuple[str, ...]
    naming: tuple[Phrase, ...] = ()

    def places(self) -> set[tuple[str, str]]:
        """All documents as ``(collection, id)``."""
        return {(collection, key) for collection, keys in self.documents.items() for key in keys}

    def named_in(self, text: str) -> bool:
        """Whether a text names the person."""
        folded = FoldedText(text)
        return any(any(phrase.places(folded)) for phrase in self.naming)


class Subjects:
    """Finds what belongs to a person."""

    def __init__(self, store: Store, contacts: Contacts) -> None:
        self._store = store
        self._contacts = contacts

    def find(self, candidate_id: str) -> Json:
        """The candidate's document.

        Raises:
            NotFound: There is none.
        """
        candidate = self._store["candidates"].find_one({"_id": candidate_id})
        if candidate is None:
            raise NotFound(_GONE, title="No such candidate")
        return candidate

    def traces(self, candidate_id: str) -> Traces:
        """Everything of a candidate; empty when nothing is left."""
        candidate = self._store["candidates"].find_one({"_id": candidate_id}, ("user_id", "name"))
        resumes = self._store["resumes"].find({"candidate_id": candidate_id}, ("content_hash", "resume.basics"))
        own = self._store["applications"].find({"candidate_id": candidate_id}, ("content_hash",))
        addresses = sorted({document["content_hash"] for document in (*resumes, *own)})
        # The same file offered for another job, not read yet or not readable there.
        unread = {"candidate_id": None, "content_hash": {"$in": addresses}}
        applications = [*_ids(own), *self._store["applications"].ids(unread)]
        documents = {
            "candidates": [candidate_id] if candidate else [],
            "applications": applications,
            "resumes": _ids(resumes),
            "resume_texts": _ids(resumes),
            "import_items": self._items(applications, addresses),
            "consents": self._store["consents"].ids({"_id": candidate_id}),
            "users": self._account(candidate),
            "notes": self._store["notes"].ids({"candidate_id": candidate_id}),
        }
        traces = self._traces(documents, addresses)
        named = replace(traces, naming=_naming(candidate, map(self._opened, resumes)))
        searches = self._searches(named)
        return replace(named, documents={**named.documents, "saved_searches": searches}) if searches else named

    def traces_of_application(self, application_id: str) -> Traces:
        """Everything of an application whose file could not be read, so that nobody knows whose it is."""
        application = self._store["applications"].find_one({"_id": application_id, "candidate_id": None})
        if application is None:
            return Traces({}, (), ())
        addresses = [application["content_hash"]]
        documents = {
            "applications": [application_id],
            "import_items": self._items([application_id], []),
        }
        return self._traces(documents, addresses)

    def uses(self, address: str, besides: Mapping[str, Iterable[str]] | None = None) -> bool:
        """Whether a record needs a file, apart from the documents given by collection."""
        besides = besides or {}
        return any(
            self._store[collection].find_one({field: address, "_id": {"$nin": list(besides.get(collection, ()))}}, ())
            for collection, field in _FILES.items()
        )

    # -------------------------------------------------------------- inside
    def _opened(self, resume: Json) -> Json:
        return self._contacts.opened(resume.get("resume") or {})

    def _traces(self, documents: Mapping[str, list[str]], addresses: list[str]) -> Traces:
        kept = [address for address in addresses if self.uses(address, documents)]
        found = {collection: tuple(keys) for collection, keys in documents.items() if keys}
        return Traces(found, tuple(a for a in addresses if a not in kept), tuple(kept))

    def _items(self, applications: list[str], addresses: list[str]) -> list[str]:
        """Files of the import queue: those of the applications, and the same ones wherever else they were offered."""
        items, wanted = self._store["import_items"], ("source", "archive", "file", "address")
        found = items.find({"application_id": {"$in": applications}}, wanted)
        found += items.find({"address": {"$in": addresses}, "application_id": None}, wanted)
        places = {_place(item) for item in found}
        paths = sorted({path for path, _ in places})
        same = items.find({"source": {"$in": paths}, "application_id": None}, wanted)
        found += [item for item in same if _place(item) in places]
        return list(dict.fromkeys(_ids(found)))

    def _searches(self, traces: Traces) -> tuple[str, ...]:
        """Saved searches in which somebody wrote who the person is."""
        searches = self._store["saved_searches"].find({}, ("name", "query")) if traces.naming else []
        return tuple(s["_id"] for s in searches if traces.named_in(f"{s['name']}\n{s['query']}"))

    def _account(self, candidate: Json | None) -> list[str]:
        """The account of somebody who signs in as a candidate; that of an employee who applied stays."""
        if candidate is None or candidate.get("user_id") is None:
            return []
        return self._store["users"].ids({"_id": candidate["user_id"], "role": CANDIDATE})


_FILES: Final = {"applications": "content_hash", "resumes": "content_hash", "import_items": "address"}
"""Where a record names the file that it needs."""

_NAMING: Final = ("name", "email", "phone")
"""What of a resume's head says who somebody is."""


def _place(item: Json) -> tuple[str, str | None]:
    """Where a file of the import queue was found: its path, and its place in there if that is an archive."""
    archive = item.get("archive")
    return item["source"], item["file"].removeprefix(archive) if archive else None


def _naming(candidate: Json | None, resumes: Iterable[Json]) -> tuple[Phrase, ...]:
    basics = [resume.get("basics") or {} for resume in resumes]
    said = [(candidate or {}).get("name"), *(one.get(field) for one in basics for field in _NAMING)]
    # A single word, such as a first name alone, is as likely to mean something else.
    return tuple(Phrase(text) for text in dict.fromkeys(said) if isinstance(text, str) and len(words(text)) > 1)


def _ids(documents: Iterable[Json]) -> list[str]:
    return [document["_id"] for document in documents]
