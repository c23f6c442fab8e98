"""What a chain of entries is, and what breaks it. Pure: no store, no clock.

There are three chains, one a kind of record, so that each can be kept as long as it has to be:

    hiring      changes of jobs, applications, candidates; imports
    access      who looked at a person's data
    security    accounts, keys, backups, privacy, the trail itself, and every refusal

Entries of a chain are numbered from 1. ``mac`` is HMAC-SHA256 under the workspace's ``audit`` key over the entry in
canonical form and over the ``mac`` of the entry before. ``segment`` is the UTC day of the entry, or that of the entry
before if a clock went backwards. Segments are what is exported and, in the end, pruned: the oldest ones, whole. The
newest entry about pruning says where each chain goes on (its ``anchors``).
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal

from hiring_desktop.core.changes.event import Event
from hiring_desktop.core.model import Json

Stream = Literal["hiring", "access", "security"]
STREAMS: Final[tuple[Stream, ...]] = ("hiring", "access", "security")

PRUNED: Final = "audit.prune"
"""The action of an entry whose ``detail`` has ``anchors: {stream: [number, mac]}``, the last entries that are gone."""

_SECURITY_TOPICS: Final = frozenset(
    {"accounts", "audit", "backup", "changes", "demographics", "export", "fields", "privacy", "settings", "workspace"}
)


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a chain or segment: its number and its MAC (64 hexadecimal digits)."""

    number: int = 0
    mac: str = ""


START: Final = Head()
"""Before the first entry."""

Heads = Mapping[Stream, Head]


@dataclass(frozen=True, slots=True)
class Break:
    """The first bad entry of a chain. ``number`` is where it stands, ``entry_id`` its id where there is one."""

    stream: str
    number: int
    entry_id: str | None
    what: str

    def __str__(self) -> str:
        return f"Trail, {self.stream}, entry {self.number}: {self.what}"


def stream_of(event: Event) -> Stream:
    """The chain that an act belongs to."""
    if event.outcome != "done" or event.action.partition(".")[0] in _SECURITY_TOPICS:
        return "security"
    return "access" if event.reading else "hiring"


def to_milliseconds(moment: datetime) -> datetime:
    """The moment in UTC as a store keeps it."""
    utc = moment.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def canonical(entry: Mapping[str, Any]) -> bytes:
    """An entry as bytes, the same for the same content: JSON, keys sorted, ASCII, times to the millisecond."""
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_moment).encode()


def _moment(value: Any) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"an entry cannot hold a {type(value).__name__}")
    return value.astimezone(UTC).isoformat(timespec="milliseconds")


def seal(key: bytes, entry: Mapping[str, Any], before: str) -> str:
    """The MAC of an entry (without one) that follows the entry with the MAC ``before``."""
    return hmac.digest(key, canonical({"before": before, "entry": dict(entry)}), "sha256").hex()


# ------------------------------------------------------------------ verifying
@dataclass(slots=True)
class Checked:
    """What ``check`` found in one chain: how far it is sound, its segments, and the first bad entry."""

    head: Head
    entries: int = 0
    segments: dict[str, Head] = field(default_factory=dict)
    macs: dict[int, str] = field(default_factory=dict)
    broken: Break | None = None


def check(
    key: bytes, stream: Stream, entries: Iterable[Json], anchor: Head, watched: frozenset[int] = frozenset()
) -> Checked:
    """Walk along a chain until its end or its first bad entry.

    Args:
        key: The ``audit`` key.
        stream: Which chain.
        entries: Its stored entries in the order of their numbers.
        anchor: The entry that comes before the first kept one; ``START`` if none was ever pruned.
        watched: Numbers whose MACs are wanted in ``macs``, to compare with heads that are kept elsewhere.
    """
    done = Checked(anchor)
    for entry in entries:
        wrong = _wrong(key, entry, done.head)
        if wrong is not None:
            number, what = wrong
            entry_id = entry.get("_id") if number == entry.get("number") else None
            done.broken = Break(stream, number, entry_id, what)
            break
        done.head = Head(entry["number"], entry["mac"])
        done.entries += 1
        done.segments[entry["segment"]] = done.head
        if done.head.number in watched:
            done.macs[done.head.number] = done.head.mac
    return done


def _wrong(key: bytes, entry: Json, before: Head) -> tuple[int, str] | None:
    expected = before.number + 1
    number = entry.get("number")
    if not isinstance(number, int) or isinstance(number, bool) or number < expected:
        return expected, "an entry was put in that does not belong there."
    if number > expected:
        missing = "it is missing" if number == expected + 1 else f"it and those up to {number - 1} are missing"
        return expected, f"{missing}."
    content = {name: value for name, value in entry.items() if name != "mac"}
    try:
        sound = hmac.compare_digest(seal(key, content, before.mac), str(entry.get("mac")))
    except (TypeError, ValueError):
        sound = False
    return None if sound else (number, "it was changed after it was written.")
