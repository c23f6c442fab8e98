"""Data subject requests (Articles 15 to 20 of the GDPR): asked, identified, answered in time, with a receipt.

Nothing is handed out or changed before somebody has made sure who is asking. Every step stands in the request's log,
and what was done is certified by a signed receipt (``receipts``).
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any, Final, Literal

from hiring_desktop.core.changes.change import Change
from hiring_desktop.core.changes.door import Door
from hiring_desktop.core.errors import Conflict, InvalidInput, NotFound
from hiring_desktop.core.model import Actor, Json, Resource
from hiring_desktop.core.ports import Attachments, Clock, Store
from hiring_desktop.core.trust.contacts import KINDS as KINDS_OF_CONTACT
from hiring_desktop.core.trust.contacts import Contacts
from hiring_desktop.core.trust.keys import WorkspaceKeys
from hiring_desktop.core.trust.ownership import Ownership
from hiring_desktop.core.trust.permissions import REACH, within_reach
from hiring_desktop.core.trust.privacy import receipts
from hiring_desktop.core.trust.privacy.copies import AccessCopy, access_copy, gather, portable_copy
from hiring_desktop.core.trust.privacy.erasure import Erased, Erasure
from hiring_desktop.core.trust.privacy.request_book import SETTINGS, UNFINISHED, Kind, RequestBook, RequestView
from hiring_desktop.core.trust.privacy.subjects import Subjects, Traces

Method = Literal["account", "known_address", "identity_document", "in_person"]
Refusal = Literal["not_identified", "manifestly_unfounded", "legal_obligation", "legal_claims", "nothing_held"]
RequestViews = list[RequestView]  # the class below has a method called list

KINDS: Final[tuple[Kind, ...]] = ("access", "rectification", "portability", "erasure")
METHODS: Final[tuple[Method, ...]] = ("account", "known_address", "identity_document", "in_person")
REFUSALS: Final[tuple[Refusal, ...]] = (
    "not_identified", "manifestly_unfounded", "legal_obligation", "legal_claims", "nothing_held",
)  # fmt: skip

MOST_DUE_DAYS: Final = 31
"""No setting may allow more than the month of Article 12(3) of the GDPR."""
EXTENSION_DAYS: Final = 60
"""The same article: two further months where a request is complex, told to the person within the first."""

_NAMES: Final = {"/basics/name": "name", "/basics/label": "label"}
_REACHED_BY: Final = frozenset(f"/basics/{kind}" for kind in KINDS_OF_CONTACT)
_MOST_CHARACTERS: Final = 1000


class Requests:
    """Takes requests and answers them."""

    def __init__(
        self, store: Store, door: Door, attachments: Attachments, subjects: Subjects, erasure: Erasure,
        keys: WorkspaceKeys, contacts: Contacts, clock: Clock,
    ) -> None:  # fmt: skip
        self._store = store
        self._door = door
        self._attachments = attachments
        self._subjects = subjects
        self._ownership = Ownership(store)
        self._erasure = erasure
        self._keys = keys
        self._contacts = contacts
        self._clock = clock
        self._book = RequestBook(store, keys, clock)

    # -------------------------------------------------------------- taking them
    def open(self, actor: Actor, candidate_id: str, kind: Kind) -> RequestView:
        """Note what a person asks for; the time to answer it begins.

        Raises:
            NotFound: No such candidate.
            InvalidInput: There is no such kind of request.
            Conflict: The same is asked for already.
        """
        if kind not in KINDS:
            raise InvalidInput(f"A request is one of: {', '.join(KINDS)}.")
        about, detail = self._ownership.of_candidate(candidate_id), {"kind": kind}
        with self._door.change(actor, "privacy.open", "candidates", candidate_id, about, detail=detail) as change:
            self._subjects.find(candidate_id)
            if self._book.unfinished(candidate_id, kind):
                raise Conflict("This person has asked for the same already. Answer that request.")
            companies = {resource.company_id for resource in about if resource.kind == "jobs"}
            key = self._book.enter(change, actor, candidate_id, kind, companies)
        return self._book.view(self._book.find(key))

    def identify(self, actor: Actor, request_id: str, method: Method) -> RequestView:
        """Note that somebody has made sure who is asking, and how; no copy of a document is kept.

        Raises:
            NotFound: No such request.
            InvalidInput: There is no such method.
            Conflict: The request is settled.
        """
        if method not in METHODS:
            raise InvalidInput(f"Say how the person was identified: {', '.join(METHODS)}.")
        with self._change(actor, "privacy.identify", request_id) as change:
            values = {"status": "identified"}
            self._book.advance(change, actor, request_id, "identified", {"method": method}, values)
        return self._book.view(self._book.find(request_id))

    def extend(self, actor: Actor, request_id: str) -> RequestView:
        """Take two months more, once, for a complex request. The person has to be told why within the first.

        Raises:
            NotFound: No such request.
            Conflict: It is settled, overdue, or was extended before.
        """
        with self._change(actor, "privacy.extend", request_id) as change:
            request = self._book.find(request_id)
            if any(line["event"] == "extended" for line in request["log"]):
                raise Conflict("This request was extended already.")
            if request["due_at"] < self._clock.now():
                raise Conflict("The time to answer is over, and an extension has to be told within it. Answer now.")
            values = {"due_at": request["due_at"] + timedelta(days=EXTENSION_DAYS)}
            self._book.advance(change, actor, request_id, "extended", {"days": EXTENSION_DAYS}, values)
        return self._book.view(self._book.find(request_id))

    def refuse(self, actor: Actor, request_id: str, reason: Refusal) -> RequestView:
        """Refuse for a reason that the law knows; there is a receipt for that as well.

        Raises:
            NotFound: No such request.
            InvalidInput: There is no such reason.
            Conflict: The request is settled.
        """
        if reason not in REFUSALS:
            raise InvalidInput(f"A request is refused for one of: {', '.join(REFUSALS)}.")
        with self._change(actor, "privacy.refuse", request_id) as change:
            self._book.settle(change, actor, request_id, "refused", {"reason": reason})
        return self._book.view(self._book.find(request_id))

    def withdraw(self, actor: Actor, request_id: str) -> RequestView:
        """Note that the person does not ask any more.

        Raises:
            NotFound: No such request.
            Conflict: The request is settled.
        """
        with self._change(actor, "privacy.withdraw", request_id) as change:
            self._book.advance(change, actor, request_id, "withdrawn", {}, {"status": "withdrawn"})
        return self._book.view(self._book.find(request_id))

    # -------------------------------------------------------------- looking at them
    def list(self, actor: Actor, *, candidate_id: str | None = None, unfinished_only: bool = False) -> RequestViews:
        """Requests of one person, or of all whom the actor reaches, the one due first on top."""
        if candidate_id is not None:
            about = self._ownership.of_candidate(candidate_id)
        else:
            about = (within_reach(actor, "candidates"),)
        self._door.allow(actor, "privacy.read", "dsr_requests", candidate_id, about)
        query: Json = {"status": {"$in": [*UNFINISHED]}} if unfinished_only else {}
        if candidate_id is not None:
            query["candidate_id"] = candidate_id
        else:
            query |= self._reached(actor)
        return self._book.matching(query)

    def get(self, actor: Actor, request_id: str) -> RequestView:
        """One request with its log and receipt. Raises ``NotFound``."""
        self._door.allow(actor, "privacy.read", "dsr_requests", request_id, self._about(request_id))
        return self._book.view(self._book.find(request_id))

    # -------------------------------------------------------------- answering them
    def fulfil_access(self, actor: Actor, request_id: str) -> AccessCopy:
        """Make the copies that the person asked for. They are handed out, and not kept.

        Raises:
            NotFound: No such request, or the person is gone.
            Conflict: Another kind of request, nobody identified yet, or settled.
        """
        with self._change(actor, "privacy.access", request_id) as change:
            traces = self._ready(request_id, "access")
            made = access_copy(gather(self._store, self._contacts, traces, self._clock.now()))
            result = {"sha256": hashlib.sha256(made.json.encode()).hexdigest()}
            self._book.settle(change, actor, request_id, "fulfilled", result)
        return made

    def fulfil_portability(self, actor: Actor, request_id: str) -> bytes:
        """Make a ZIP file with a JSON Resume and the original files.

        Raises:
            NotFound: No such request, or the person or a file is gone.
            Conflict: As for ``fulfil_access``.
            Damaged: A file was changed.
        """
        with self._change(actor, "privacy.portability", request_id) as change:
            traces = self._ready(request_id, "portability")
            archive = portable_copy(self._store, self._attachments, self._contacts, traces, self._clock.now())
            result = {"sha256": hashlib.sha256(archive).hexdigest()}
            self._book.settle(change, actor, request_id, "fulfilled", result)
        return archive

    def fulfil_rectification(self, actor: Actor, request_id: str, corrections: Mapping[str, str]) -> RequestView:
        """Correct what the newest resume says of the person.

        Args:
            actor: Who does it.
            request_id: Which request.
            corrections: JSON Pointer below ``/basics`` (``/basics/email``) to the right value; an empty one removes it.
                None at all where everything was corrected by hand before.

        Raises:
            NotFound: No such request, or the person is gone.
            InvalidInput: A pointer leads elsewhere, or a value is too long.
            Conflict: As for ``fulfil_access``.
        """
        _check(corrections)
        with self._change(actor, "privacy.rectify", request_id) as change:
            self._ready(request_id, "rectification")
            if corrections:
                self._correct(change, self._book.find(request_id)["candidate_id"], corrections)
            self._book.settle(change, actor, request_id, "fulfilled", {"corrected": sorted(corrections)})
        return self._book.view(self._book.find(request_id))

    def fulfil_erasure(self, actor: Actor, request_id: str) -> Erased:
        """Erase the person. Takes as long as rewriting the store, about 15 s a gigabyte.

        Raises:
            NotFound: No such request, or the person is gone.
            Conflict: As for ``fulfil_access``, or a legal hold is in force; nothing was erased.
        """
        action, about = "privacy.erase", self._about(request_id)
        with self._change(actor, action, request_id) as change:
            self._ready(request_id, "erasure")
            candidate_id = self._book.find(request_id)["candidate_id"]
            erased = self._erasure.erase(actor, action, candidate_id, about, why="request", scrub=False)
            result = {"documents": dict(erased.documents), "files": erased.files, "kept_files": erased.kept_files}
            self._book.settle(change, actor, request_id, "fulfilled", result)
            for other in self._book.unfinished(candidate_id):
                self._book.advance(change, actor, other["_id"], "withdrawn", {}, {"status": "withdrawn"})
        finished = self._erasure.finish()
        return Erased(erased.id, erased.documents, erased.files, erased.kept_files, finished)

    # -------------------------------------------------------------- receipts and settings
    def receipt_key(self, actor: Actor) -> str:
        """The public key of this workspace's receipts, to be published: 64 hexadecimal digits."""
        self._door.allow(actor, "privacy.read", "dsr_requests", about=(within_reach(actor, "candidates"),))
        return receipts.public_key(self._keys)

    def is_genuine(self, actor: Actor, receipt: Mapping[str, Any]) -> bool:
        """Whether a receipt is one of this workspace, unchanged."""
        self._door.allow(actor, "privacy.read", "dsr_requests", about=(within_reach(actor, "candidates"),))
        return receipts.is_genuine(receipt, receipts.public_key(self._keys))

    def set_due_days(self, actor: Actor, days: int) -> None:
        """Answer requests that are opened from now on within so many days.

        Raises:
            InvalidInput: Less than one, or more than the law allows.
        """
        if not 1 <= days <= MOST_DUE_DAYS:
            raise InvalidInput(f"Requests have to be answered within 1 to {MOST_DUE_DAYS} days.")
        with self._door.change(actor, "privacy.configure", "settings", SETTINGS, detail={"days": days}) as change:
            change.put("settings", SETTINGS, {"due_days": days})

    # -------------------------------------------------------------- inside
    def _change(self, actor: Actor, action: str, request_id: str) -> AbstractContextManager[Change]:
        return self._door.change(actor, action, "dsr_requests", request_id, self._about(request_id))

    def _about(self, request_id: str) -> tuple[Resource, ...]:
        """Whose a request is: the person's, and once that is erased of the companies that had to answer."""
        request = self._store["dsr_requests"].find_one({"_id": request_id}, ("candidate_id", "companies"))
        if request is None:
            return ()
        asked = (Resource("dsr_requests", request_id, company) for company in request.get("companies", (None,)))
        return (*self._ownership.of_candidate(request["candidate_id"]), *asked)

    def _reached(self, actor: Actor) -> Json:
        """The filter to the requests that the actor reaches."""
        if REACH[actor.role] == "all":
            return {}
        people = self._store["dsr_requests"].distinct("candidate_id")
        reached: Json = {"candidate_id": {"$in": [*self._ownership.reached_people(actor, "privacy.read", people)]}}
        return {"$or": [reached, {"companies": actor.company_id}]} if REACH[actor.role] == "company" else reached

    def _ready(self, request_id: str, kind: Kind) -> Traces:
        """Everything of a person who asked for this and was identified."""
        request = self._book.find(request_id)
        self._book.check_ready(request, kind)
        self._subjects.find(request["candidate_id"])
        return self._subjects.traces(request["candidate_id"])

    def _correct(self, change: Change, candidate_id: str, corrections: Mapping[str, str]) -> None:
        candidate = self._subjects.find(candidate_id)
        resume = self._store["resumes"].find_one({"_id": candidate["resume_id"]}, ("resume",))
        text = self._store["resume_texts"].find_one({"_id": candidate["resume_id"]}, ("sources",))
        if resume is None or text is None:
            raise NotFound("The resume of this person is gone, so there is nothing to correct.")
        corrected = copy.deepcopy(self._contacts.opened(resume["resume"]))
        for pointer, value in corrections.items():
            _set(corrected, pointer, value.strip())
        change.update("resumes", resume["_id"], {"resume": self._contacts.sealed(corrected)})
        # The document says otherwise, so nothing in it is the source of these values any more.
        sources = {pointer: source for pointer, source in text["sources"].items() if pointer not in corrections}
        change.update("resume_texts", resume["_id"], {"sources": sources})
        values: Json = {_NAMES[p]: value.strip() or None for p, value in corrections.items() if p in _NAMES}
        if not _REACHED_BY.isdisjoint(corrections):
            values |= self._contacts.of_candidate(corrected)
        if values:
            change.update("candidates", candidate_id, values)


def _check(corrections: Mapping[str, str]) -> None:
    for pointer, value in corrections.items():
        if not pointer.startswith("/basics/") or any(part.isdigit() for part in pointer.split("/")):
            raise InvalidInput(f"{pointer} cannot be corrected here. Correct the resume by hand, then answer.")
        if len(value) > _MOST_CHARACTERS:
            raise InvalidInput(f"{pointer} takes at most {_MOST_CHARACTERS} characters.")


def _set(resume: Json, pointer: str, value: str) -> None:
    """Put a value where a JSON Pointer (RFC 6901) leads through objects; an empty one is taken away."""
    *way, last = (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
    place: Any = resume
    for part in way:
        place = place.setdefault(part, {})
        if not isinstance(place, dict):
            raise InvalidInput(f"{pointer} cannot be corrected here. Correct the resume by hand, then answer.")
    if value:
        place[last] = value
    else:
        place.pop(last, None)
