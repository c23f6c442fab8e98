"""The book of data subject requests: what one is, how it moves on, and what certifies that it did.

open ──identify──> identified ──fulfil──> fulfilled
└───────────┬─────────┴──refuse / withdraw──> refused / withdrawn
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from hiring_desktop.core.changes.change import Change
from hiring_desktop.core.errors import Conflict, NotFound
from hiring_desktop.core.model import Actor, Json, new_id
from hiring_desktop.core.ports import Clock, Store
from hiring_desktop.core.trust.keys import WorkspaceKeys
from hiring_desktop.core.trust.privacy import receipts

Kind = Literal["access", "rectification", "portability", "erasure"]
Status = Literal["open", "identified", "fulfilled", "refused", "withdrawn"]
Event = Literal["opened", "identified", "extended", "fulfilled", "refused", "withdrawn"]

DUE_DAYS: Final = 30
"""Article 12(3) of the GDPR: within one month. ``set_due_days`` sets another number."""

UNFINISHED: Final[tuple[Status, ...]] = ("open", "identified")
SETTINGS: Final = "privacy"


@dataclass(frozen=True, slots=True)
class LogLine:
    """One step of a request: when, by whom, what; ``detail`` holds codes and numbers, never a value."""

    at: datetime
    by: str
    event: Event
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request as it stands. ``days_left`` is negative when overdue, None when it is settled."""

    id: str
    candidate_id: str
    kind: Kind
    status: Status
    opened_at: datetime
    due_at: datetime
    days_left: int | None
    log: tuple[LogLine, ...]
    receipt: Json | None


class RequestBook:
    """Reads and writes requests inside the changes of the use cases."""

    def __init__(self, store: Store, keys: WorkspaceKeys, clock: Clock) -> None:
        self._store = store
        self._requests = store["dsr_requests"]
        self._keys = keys
        self._clock = clock

    def find(self, request_id: str) -> Json:
        """A stored request. Raises ``NotFound``."""
        request = self._requests.find_one({"_id": request_id})
        if request is None:
            raise NotFound("There is no such request. Refresh the list.", title="No such request")
        return request

    def matching(self, query: Json) -> list[RequestView]:
        """Requests, the one due first on top."""
        return [self.view(request) for request in self._requests.find(query, sort=[("due_at", 1)])]

    def unfinished(self, candidate_id: str, kind: Kind | None = None) -> list[Json]:
        """What a person has asked for and not been answered."""
        query: Json = {"candidate_id": candidate_id, "status": {"$in": [*UNFINISHED]}}
        return self._requests.find(query if kind is None else {**query, "kind": kind})

    def view(self, request: Json) -> RequestView:
        """A stored request as handed out."""
        left = (request["due_at"] - self._clock.now()).days if request["status"] in UNFINISHED else None
        log = tuple(LogLine(line["at"], line["by"], line["event"], line["detail"]) for line in request["log"])
        return RequestView(
            request["_id"], request["candidate_id"], request["kind"], request["status"], request["opened_at"],
            request["due_at"], left, log, request["receipt"],
        )  # fmt: skip

    # -------------------------------------------------------------- moving on
    def enter(
        self, change: Change, actor: Actor, candidate_id: str, kind: Kind, companies: Iterable[str | None]
    ) -> str:
        """Write a new request down, with the companies that it is asked of; returns its id."""
        now = self._clock.now()
        return change.insert(
            "dsr_requests",
            {
                "_id": new_id(), "candidate_id": candidate_id, "kind": kind, "status": "open", "opened_at": now,
                "due_at": now + timedelta(days=self.due_days()), "receipt": None,
                "companies": sorted(companies, key=str), "log": [self._line(actor, "opened", {})],
            },
        )  # fmt: skip

    def advance(
        self, change: Change, actor: Actor, request_id: str, event: Event, detail: Json, values: Mapping[str, Any]
    ) -> None:
        """Write the next step of an unfinished request down.

        Raises:
            NotFound: No such request.
            Conflict: It is settled.
        """
        request = self.find(request_id)
        if request["status"] not in UNFINISHED:
            raise Conflict(f"This request is {request['status']} already. Open another one if it is asked again.")
        log = [*request["log"], self._line(actor, event, detail)]
        change.update("dsr_requests", request_id, {**values, "log": log})

    def settle(
        self, change: Change, actor: Actor, request_id: str, status: Literal["fulfilled", "refused"], result: Json
    ) -> None:
        """End a request with a signed receipt over what was done; as for ``advance``."""
        request = self.find(request_id)
        receipt = receipts.sign(
            self._keys,
            {
                "request": request_id, "kind": request["kind"], "candidate": request["candidate_id"],
                "opened_at": request["opened_at"], "due_at": request["due_at"], "settled_at": self._clock.now(),
                "status": status, "result": result,
            },
        )  # fmt: skip
        self.advance(change, actor, request_id, status, result, {"status": status, "receipt": receipt})

    def check_ready(self, request: Json, kind: Kind) -> None:
        """Refuse to answer a request that is of another kind, or of somebody whom nobody has identified.

        Raises:
            Conflict: It is so.
        """
        if request["kind"] != kind:
            raise Conflict(f"This is a request for {request['kind']}, not for {kind}.")
        if request["status"] == "open":
            raise Conflict("First make sure who is asking, and note how.", title="Not identified")

    # -------------------------------------------------------------- settings
    def due_days(self) -> int:
        """Within how many days requests are to be answered."""
        kept = self._store["settings"].find_one({"_id": SETTINGS}) or {}
        days: int = kept.get("due_days", DUE_DAYS)
        return days

    def _line(self, actor: Actor, event: Event, detail: Json) -> Json:
        return {"at": self._clock.now(), "by": actor.id, "event": event, "detail": detail}
