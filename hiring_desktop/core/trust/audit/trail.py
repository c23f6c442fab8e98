"""The trail in the store: entries are appended, walked along, and in the end pruned by whole segments."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from hiring_desktop.core.changes.event import Event
from hiring_desktop.core.errors import Damaged, Locked, NotFound, StorageFailure
from hiring_desktop.core.model import Actor, Json, new_id
from hiring_desktop.core.ports import Clock, Store
from hiring_desktop.core.trust.audit.chain import (
    PRUNED,
    START,
    STREAMS,
    Break,
    Checked,
    Head,
    Heads,
    Stream,
    check,
    seal,
    stream_of,
    to_milliseconds,
)
from hiring_desktop.core.trust.audit.heads import HeadKeeper, Key

_PAGE: Final = 1000
_PLAIN_ID: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._:-]{0,79}")
"""An id, or anything else that cannot be a name or an address: what a caller gives as one may be neither."""


@dataclass(frozen=True, slots=True)
class SegmentHead:
    """A day of a chain: its last entry."""

    stream: Stream
    segment: str
    number: int
    mac: str


@dataclass(frozen=True, slots=True)
class Report:
    """What ``verify`` found. ``breaks`` has the first bad entry of each chain; ``problems`` says all in sentences."""

    entries: int
    heads: tuple[SegmentHead, ...]
    breaks: tuple[Break, ...] = ()
    problems: tuple[str, ...] = field(default=())

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


class AuditTrail:
    """Appends to the chains and verifies them. Any number of threads and processes may share one store."""

    def __init__(self, store: Store, key: Key, clock: Clock, keepers: Sequence[HeadKeeper]) -> None:
        self._store = store
        self._entries = store["audit_logs"]
        self._key = key
        self._clock = clock
        self._keepers = tuple(keepers)
        self._lock = threading.Lock()

    # -------------------------------------------------------------- writing
    def append(self, event: Event) -> Callable[[], None]:
        """See ``changes.event.Trail``: one read of the newest entry and one small insert."""
        stream, now = stream_of(event), to_milliseconds(self._clock.now())
        last = self._last(stream)
        before = Head(last["number"], last["mac"]) if last else START
        today = now.date().isoformat()
        key = event.key if event.key is None or _PLAIN_ID.fullmatch(event.key) else "?"
        entry: Json = {
            "_id": new_id(), "stream": stream, "number": before.number + 1,
            "segment": max(today, last["segment"]) if last else today, "timestamp": now, "user_id": event.actor.id,
            "role": event.actor.role, "source": event.actor.source, "action": event.action,
            "resource_type": event.collection, "resource_id": key, "outcome": event.outcome, "seq": event.seq,
            "detail": dict(event.detail),
        }  # fmt: skip
        entry["mac"] = seal(self._key(), entry, before.mac)
        self._entries.insert_one(entry)
        head = Head(entry["number"], entry["mac"])
        new_day = last is None or entry["segment"] != last["segment"]

        def committed() -> None:
            for keeper in self._keepers:
                if keeper.prompt or new_day:
                    self._move_on(keeper, stream, before, head)

        return committed

    def begin(self) -> None:
        """Have the keepers of heads begin, in a workspace in which nothing has happened yet.

        What one of them loses later is not made good: that it is gone is what ``verify`` has to tell.
        """
        if self.heads() or self._store["changes"].find_one({}, ()) is not None:
            return
        for keeper in self._keepers:
            if keeper.problem() is not None:
                with suppress(Locked):  # a keyring that is closed stops nobody from working; ``verify`` tells
                    keeper.create({})

    def close(self) -> None:
        """Tell every keeper of heads where the chains stand."""
        heads = self.heads()
        for keeper in self._keepers:
            for stream, head in heads.items():
                self._move_on(keeper, stream, head, head)

    def accept(self) -> Heads:
        """Have every keeper take the present heads for the right ones; returns them."""
        heads = self.heads()
        for keeper in self._keepers:
            keeper.create(heads)
        return heads

    def _move_on(self, keeper: HeadKeeper, stream: Stream, before: Head, head: Head) -> None:
        """Tell a keeper of a new head, unless what it remembers is not in the chain: that has to stay to be seen."""
        with self._lock:
            try:
                kept = keeper.kept()
                at = kept.get(stream, START)
                if at.number < head.number and (at == before or self._holds(stream, at)):
                    keeper.keep({**kept, stream: head})
            except (NotFound, Damaged, Locked, StorageFailure):
                # The act is committed and must not seem to have failed. ``verify`` tells what is wrong with the place.
                return

    def _holds(self, stream: Stream, head: Head) -> bool:
        if head == START:
            return True
        return self._entries.find_one({"stream": stream, "number": head.number, "mac": head.mac}, ()) is not None

    def _last(self, stream: Stream) -> Json | None:
        return self._entries.find_one({"stream": stream}, ("number", "mac", "segment"), sort=[("number", -1)])

    # -------------------------------------------------------------- reading
    def heads(self) -> dict[Stream, Head]:
        """The last entry of each chain that has one."""
        lasts = ((stream, self._last(stream)) for stream in STREAMS)
        return {stream: Head(last["number"], last["mac"]) for stream, last in lasts if last is not None}

    def walk(self, stream: Stream, after: int = 0) -> Iterator[Json]:
        """The entries of a chain in order, from the number after ``after``."""
        query: Json = {"stream": stream, "number": {"$gt": after}}
        while page := self._entries.find(query, sort=[("number", 1)], limit=_PAGE):
            yield from page
            query = {"stream": stream, "number": {"$gt": page[-1]["number"]}}

    # -------------------------------------------------------------- verifying
    def verify(self, known: Sequence[SegmentHead] = ()) -> Report:
        """Walk along every chain.

        Args:
            known: Heads that were exported before, to be found again.
        """
        outside = [(keeper, self._kept(keeper)) for keeper in self._keepers]
        expected: dict[Stream, dict[int, list[tuple[str, str]]]] = {stream: {} for stream in STREAMS}
        problems: list[str] = []
        for keeper, (heads, problem) in outside:
            if problem is not None:
                problems.append(f"Trail: the heads in {keeper.name}: {problem} {_ADVICE}")
            for stream, head in heads.items():
                expected[stream].setdefault(head.number, []).append((head.mac, keeper.name))
        for one in known:
            expected[one.stream].setdefault(one.number, []).append((one.mac, "an export"))
        anchors, breaks, found = self._anchors(), [], []
        entries = 0
        for stream in STREAMS:
            watched = expected[stream]
            checked = self._check(stream, anchors.get(stream, START), frozenset(watched))
            entries += checked.entries
            found += [SegmentHead(stream, day, head.number, head.mac) for day, head in checked.segments.items()]
            broken = checked.broken or _against(stream, checked, watched, anchors.get(stream, START))
            if broken is not None:
                breaks.append(broken)
        strays = self._strays()
        breaks += strays
        return Report(entries, tuple(found), tuple(breaks), (*problems, *map(str, breaks)))

    def _check(self, stream: Stream, anchor: Head, watched: frozenset[int]) -> Checked:
        return check(self._key(), stream, self._all(stream), anchor, watched)

    def _all(self, stream: Stream) -> Iterator[Json]:
        """As ``walk``, with entries whose number is none."""
        odd = self._entries.find({"stream": stream, "number": {"$not": {"$gte": 1}}}, limit=1)
        yield from odd
        yield from self.walk(stream)

    def _strays(self) -> list[Break]:
        """Entries of no chain."""
        query = {"stream": {"$nin": list(STREAMS)}}
        return [
            Break(str(entry.get("stream")), 0, entry["_id"], "an entry was put in that does not belong there.")
            for entry in self._entries.find(query, limit=1)
        ]

    def _anchors(self) -> Mapping[Stream, Head]:
        """Where each chain begins, after what was pruned."""
        last = self._entries.find_one({"stream": "security", "action": PRUNED}, sort=[("number", -1)])
        anchors = last["detail"].get("anchors", {}) if last else {}
        return {stream: Head(*anchors[stream]) for stream in STREAMS if stream in anchors}

    @staticmethod
    def _kept(keeper: HeadKeeper) -> tuple[Heads, str | None]:
        problem = keeper.problem()
        try:
            return keeper.kept(), problem
        except (NotFound, Damaged, Locked) as error:
            return {}, problem or error.message

    # -------------------------------------------------------------- pruning
    def prune(self, actor: Actor, action: str, oldest_kept: Mapping[Stream, date]) -> dict[Stream, int]:
        """Delete the segments of days before the given ones, the newest segment of each chain never.

        Args:
            actor: Who prunes, for the entry that says so.
            action: What that entry calls it.
            oldest_kept: For each chain the first day that stays.

        Returns:
            How many entries went, by chain.

        Raises:
            Damaged: The trail is not sound; nothing was deleted.
        """
        report = self.verify()
        if not report.sound:
            raise Damaged(f"Nothing was deleted, since the trail is not sound. {report.problems[0]}")
        with self._store.transaction():
            anchors = dict(self._anchors())
            removed: dict[Stream, int] = {}
            for stream, day in oldest_kept.items():
                last = self._last(stream)
                if last is None:
                    continue
                keep_from = min(day.isoformat(), last["segment"])
                ending = self._entries.find_one(
                    {"stream": stream, "segment": {"$lt": keep_from}}, ("number", "mac"), sort=[("number", -1)]
                )
                if ending is None:
                    continue
                anchors[stream] = Head(ending["number"], ending["mac"])
                removed[stream] = self._entries.delete_many({"stream": stream, "number": {"$lte": ending["number"]}})
            detail: dict[str, Any] = {
                "anchors": {stream: [head.number, head.mac] for stream, head in anchors.items()},
                "removed": dict(removed),
            }
            committed = self.append(Event(actor, action, "audit_logs", detail=detail)) if removed else None
        if committed is not None:
            committed()
        return removed


_ADVICE: Final = "Verify against an exported head, then accept the present ones."


def _against(
    stream: Stream, checked: Checked, expected: Mapping[int, Sequence[tuple[str, str]]], anchor: Head
) -> Break | None:
    """The first head kept elsewhere that is not in a chain which is sound in itself."""
    for number in sorted(expected):
        for mac, where in expected[number]:
            if number > checked.head.number:
                return Break(stream, checked.head.number + 1, None, f"it and all later ones are cut off ({where}).")
            there = anchor.mac if number == anchor.number else checked.macs.get(number)
            if number >= anchor.number and there != mac:
                return Break(stream, number, None, f"it is not the one that {where} remembers.")
    return None
