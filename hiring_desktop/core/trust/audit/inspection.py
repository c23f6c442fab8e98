"""What an auditor and an administrator do with the trail: read, filter, verify, export, prune."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from hiring_desktop.core.changes.door import Door
from hiring_desktop.core.errors import Conflict, InvalidInput
from hiring_desktop.core.model import Actor, Json
from hiring_desktop.core.ports import Clock, Store
from hiring_desktop.core.trust.audit.chain import PRUNED, STREAMS, Stream
from hiring_desktop.core.trust.audit.trail import AuditTrail, Report, SegmentHead

AuditEntries = list["AuditEntry"]  # the class below has a method called list
Ids = list[str]

DEFAULT_DAYS: Final = 90
"""How long entries are kept unless a policy says otherwise."""

MINIMUM_DAYS: Final = 30
"""No policy may keep less: most intrusions are noticed within a month, and then the trail is what tells of them.

A minimum that law sets is not known here, since it hangs on the place: in the United States records of hiring are to
be kept for one year (29 CFR 1602.14), in the European Union for as long as a claim may be brought, which is 2 months
(Germany, AGG section 15) to several years. Set the policy of ``hiring`` accordingly.
"""

_SETTINGS: Final = "audit"
_FORMAT: Final = "smart-hiring audit trail"


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What to list; None leaves a field open.

    ``action`` is a whole one (``jobs.edit``) or, ending with a dot, all of a topic (``jobs.``). ``since`` is
    inclusive, ``until`` exclusive; both are aware.
    """

    user_id: str | None = None
    action: str | None = None
    resource_type: str | None = None
    resource_id: str | None = None
    stream: Stream | None = None
    outcome: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def filter(self) -> Json:
        """As a filter of the store."""
        plain = ("user_id", "resource_type", "resource_id", "stream", "outcome")
        query: Json = {name: value for name in plain if (value := getattr(self, name)) is not None}
        if self.action is not None:
            topic = self.action.endswith(".")
            query["action"] = {"$gte": self.action, "$lt": f"{self.action[:-1]}/"} if topic else self.action
        period = {"$gte": self.since, "$lt": self.until}
        if given := {operator: moment for operator, moment in period.items() if moment is not None}:
            query["timestamp"] = given
        return query


EVERYTHING: Final = AuditQuery()


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act. ``seq`` numbers the change that it left; ``detail`` explains it by numbers and names of permissions."""

    id: str
    stream: str
    number: int
    at: datetime
    user_id: str
    role: str
    source: str
    action: str
    resource_type: str
    resource_id: str | None
    outcome: str
    seq: int | None
    detail: Mapping[str, Any]
    mac: str


class Audit:
    """The use cases about the trail.

    Args:
        store: The store.
        door: The door.
        trail: The trail.
        clock: The clock.
        workspace_id: For exports.
        hold: The reason of a legal hold in force, or None.
    """

    def __init__(
        self, store: Store, door: Door, trail: AuditTrail, clock: Clock, workspace_id: str,
        hold: Callable[[], str | None],
    ) -> None:  # fmt: skip
        self._store = store
        self._entries = store["audit_logs"]
        self._door = door
        self._trail = trail
        self._clock = clock
        self._workspace_id = workspace_id
        self._hold = hold

    # -------------------------------------------------------------- reading
    def ids(self, actor: Actor, query: AuditQuery = EVERYTHING, *, newest_first: bool = True) -> Ids:
        """Ids of the entries that match, for a table that fetches pages."""
        self._door.allow(actor, "audit.read", "audit_logs")
        return self._ids(query, newest_first)

    def entries(self, actor: Actor, ids: Sequence[str]) -> AuditEntries:
        """A page of entries, in the order of ``ids``; pruned ones are left out."""
        self._door.look(actor, "audit.read", "audit_logs", "entries", unless_within=_SAME_READING)
        return self._page(ids)

    def list(
        self, actor: Actor, query: AuditQuery = EVERYTHING, *, offset: int = 0, limit: int = 100,
        newest_first: bool = True,
    ) -> AuditEntries:  # fmt: skip
        """A slice of the entries that match; ``limit`` 0 means the rest."""
        self._door.look(actor, "audit.read", "audit_logs", "entries", unless_within=_SAME_READING)
        return self._page(self._ids(query, newest_first)[offset : offset + limit if limit else None])

    def verify(self, actor: Actor, known: Sequence[SegmentHead] = ()) -> Report:
        """Walk along the chains; also against heads that were exported before (``heads_of`` reads them)."""
        self._door.allow(actor, "audit.verify", "audit_logs")
        return self._trail.verify(known)

    def export(self, actor: Actor, query: AuditQuery = EVERYTHING) -> Iterator[str]:
        """The entries that match as lines of JSON, the heads of all segments after them.

        The first line says what the file is, the last one holds the heads; keep it where nobody who may write to the
        workspace can reach it, and hand it to ``verify`` later.
        """
        self._door.look(actor, "audit.export", "audit_logs", "entries")
        return self._lines(query)

    # -------------------------------------------------------------- keeping
    def retention(self, actor: Actor) -> dict[Stream, int]:
        """For how many days each kind of record is kept."""
        self._door.allow(actor, "audit.read", "audit_logs")
        return self._retention()

    def set_retention(self, actor: Actor, days: Mapping[Stream, int]) -> None:
        """Keep kinds of records for so many days; kinds that are not named stay as they are.

        Raises:
            InvalidInput: Less than ``MINIMUM_DAYS``, or a kind that there is not.
        """
        for stream, count in days.items():
            if stream not in STREAMS:
                raise InvalidInput(f"There is no kind of record {stream!r}: choose of {', '.join(STREAMS)}.")
            if count < MINIMUM_DAYS:
                raise InvalidInput(f"The trail is kept for {MINIMUM_DAYS} days at least.")
        with self._door.change(
            actor, "audit.set_retention", "settings", _SETTINGS, detail={str(s): d for s, d in days.items()}
        ) as change:
            change.put("settings", _SETTINGS, {"days": {**self._retention(), **days}})

    def prune(self, actor: Actor, before: date | None = None) -> dict[Stream, int]:
        """Delete whole segments that are older than the policy wants, after verifying the trail.

        Args:
            actor: Who prunes.
            before: Delete only what is from before this UTC day; None for all that the policy lets go.

        Returns:
            How many entries went, by kind.

        Raises:
            Conflict: A legal hold is in force.
            Damaged: The trail is not sound; nothing was deleted.
        """
        self._door.allow(actor, PRUNED, "audit_logs")
        reason = self._hold()
        if reason is not None:
            raise Conflict(f"A legal hold is in force ({reason}). Release it before pruning.", title="Legal hold")
        today = self._clock.now().date()
        policy = {stream: today - timedelta(days=days) for stream, days in self._retention().items()}
        return self._trail.prune(
            actor, PRUNED, {stream: day if before is None else min(day, before) for stream, day in policy.items()}
        )

    def accept_heads(self, actor: Actor) -> None:
        """Take the trail as it stands for the right one, after a restored backup or a lost file of heads.

        That it was done stays in the trail.
        """
        with self._door.change(actor, "audit.accept", "audit_logs", always=True):
            pass
        self._trail.accept()

    # -------------------------------------------------------------- inside
    def _ids(self, query: AuditQuery, newest_first: bool) -> Ids:
        order = -1 if newest_first else 1
        return self._entries.ids(query.filter(), sort=[("timestamp", order), ("stream", order), ("number", order)])

    def _page(self, ids: Sequence[str]) -> AuditEntries:
        found = {entry["_id"]: entry for entry in self._entries.find({"_id": {"$in": [*ids]}})}
        return [_entry(found[key]) for key in ids if key in found]

    def _retention(self) -> dict[Stream, int]:
        kept = self._store["settings"].find_one({"_id": _SETTINGS}) or {}
        days: dict[Stream, int] = kept.get("days", {})
        return {stream: days.get(stream, DEFAULT_DAYS) for stream in STREAMS}

    def _lines(self, query: AuditQuery) -> Iterator[str]:
        now = self._clock.now()
        yield _line({"format": _FORMAT, "version": 1, "workspace": self._workspace_id, "exported_at": now})
        ids = self._ids(query, newest_first=False)
        for start in range(0, len(ids), _PAGE):
            for entry in self._page(ids[start : start + _PAGE]):
                yield _line(asdict(entry))
        yield _line({"heads": [asdict(head) for head in self._trail.verify().heads]})


_PAGE: Final = 500
_SAME_READING: Final = timedelta(minutes=15)


def heads_of(lines: Iterable[str]) -> list[SegmentHead]:
    """The heads in an export, for ``Audit.verify``.

    Raises:
        InvalidInput: It is no export of a trail.
    """
    try:
        [last] = deque(lines, maxlen=1)
        return [SegmentHead(**head) for head in json.loads(last)["heads"]]
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput("That is no export of an audit trail, or its last line is missing.") from error


def _entry(stored: Json) -> AuditEntry:
    return AuditEntry(
        stored["_id"], stored["stream"], stored["number"], stored["timestamp"], stored["user_id"], stored["role"],
        stored["source"], stored["action"], stored["resource_type"], stored["resource_id"], stored["outcome"],
        stored["seq"], stored["detail"], stored["mac"],
    )  # fmt: skip


def _line(data: Json) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, default=datetime.isoformat)
