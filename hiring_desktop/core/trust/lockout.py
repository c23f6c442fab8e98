"""Failed attempts to prove who somebody is, and how long they keep the next one waiting.

Three failures lock for 15 minutes, the next three for 30, and so on up to a day: never for ever, so that nobody can be
shut out for good. A success forgets them all, and so does a day without an attempt. They are counted by account and
place: the device where the account knows it, else its address. So no stranger locks anybody out of a known device.

An attempt counts as failed from the moment it begins: of a hundred that come at once, three get as far as the slow
hash, and whoever pulls the plug in between has used one up.
"""

from __future__ import annotations

import hmac
import ipaddress
import math
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hiring_desktop.core.changes.door import Change, Door, Event
from hiring_desktop.core.errors import InvalidInput, TooManyAttempts
from hiring_desktop.core.model import Actor, Json
from hiring_desktop.core.ports import Clock, Store
from hiring_desktop.core.trust.keys import WorkspaceKeys
from hiring_desktop.core.trust.permissions import NOBODY

FAILURES: Final = 3
FIRST_LOCK: Final = timedelta(minutes=15)
LONGEST_LOCK: Final = timedelta(days=1)
FORGET_AFTER: Final = timedelta(days=1)
"""How long after the last attempt, or the end of the lock, all is forgotten."""

_MOST_DOUBLINGS: Final = 16
"""Far beyond the longest lock, and far from what a timedelta cannot hold."""
_PRUNED: Final = 100
_DEVICE_ID: Final = 32
_IPV6_HOME: Final = 64
"""Bits of an IPv6 address that one household or server gets; the rest is its to choose."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What is known of the attempts from one place on one account. Times are aware UTC datetimes."""

    failures: int = 0
    """Since the last lock."""
    locks: int = 0
    locked_until: datetime | None = None
    """Set by the attempt that locks, until the next one."""
    forget_at: datetime | None = None

    def counted(self, now: datetime) -> Tally:
        """With one more attempt, which is taken to fail.

        Raises:
            TooManyAttempts: It is locked at present; nothing counts then.
        """
        if self.locked_until is not None and now < self.locked_until:
            raise _too_many(self.locked_until, now)
        known = Tally() if self.forget_at is not None and now >= self.forget_at else self
        failures = known.failures + 1
        if failures < FAILURES:
            return Tally(failures, known.locks, None, now + FORGET_AFTER)
        lock = min(FIRST_LOCK * 2 ** min(known.locks, _MOST_DOUBLINGS), LONGEST_LOCK)
        return Tally(0, known.locks + 1, now + lock, now + lock + FORGET_AFTER)

    @property
    def attempts(self) -> int:
        """All attempts that are remembered."""
        return self.failures + FAILURES * self.locks

    def to_json(self) -> Json:
        """A plain document."""
        return {
            "failures": self.failures, "locks": self.locks, "locked_until": self.locked_until,
            "forget_at": self.forget_at,
        }  # fmt: skip

    @staticmethod
    def from_json(data: Json) -> Tally:
        """The inverse of ``to_json``."""
        return Tally(data["failures"], data["locks"], data["locked_until"], data["forget_at"])


@dataclass(frozen=True, slots=True)
class Device:
    """Where somebody signs in.

    Args:
        address: The network address; ``local`` for somebody who sits at the machine.
        id: A secret that the device keeps, from ``new_device_id``. With it, the account knows the device again.

    Raises:
        InvalidInput: The id is one that could be guessed.
    """

    address: str
    id: str | None = None

    def __post_init__(self) -> None:
        if self.id is not None and len(self.id) < _DEVICE_ID:
            raise InvalidInput("The id of the device is too short. Make one with new_device_id and keep it.")


def new_device_id() -> str:
    """A fresh id for a device: 128 random bits as 32 hexadecimal digits."""
    return secrets.token_hex(_DEVICE_ID // 2)


class Lockouts:
    """The tallies of all accounts, in the store, and of addresses that have none: these lock in the same way."""

    def __init__(self, store: Store, door: Door, keys: WorkspaceKeys, clock: Clock) -> None:
        self._tallies = store["lockouts"]
        self._door = door
        self._keys = keys
        self._clock = clock

    # -------------------------------------------------------------- what is counted together
    def device_hash(self, device: Device) -> str | None:
        """How an account remembers a device; None for one without an id."""
        return None if device.id is None else self._keyed_hash("device", device.id)

    def place(self, email_index: str, user: Json | None, device: Device) -> str:
        """What attempts from a device on an account are counted under. Another password begins another count."""
        known = self.device_hash(device)
        epoch = str(user["epoch"]) if user else "0"
        if user and known in user["devices"]:
            return self._keyed_hash("place", email_index, epoch, "device", str(known))
        return self._keyed_hash("place", email_index, epoch, "address", _network(device.address))

    def place_of_owner(self, user: Json) -> str:
        """What attempts to confirm the password are counted under, of somebody who is signed in."""
        return self._keyed_hash("place", user["email_index"], str(user["epoch"]), "signed in")

    def _keyed_hash(self, *parts: str) -> str:
        message = "\0".join(parts).encode("utf-8", "surrogatepass")
        return hmac.digest(self._keys.sub_key("sign_in"), message, "sha256").hex()

    # -------------------------------------------------------------- counting
    def begin(self, place: str, source: str) -> None:
        """Count an attempt, before anything slow is done for it.

        Args:
            place: What it is counted under.
            source: Where the action comes from, as in ``Actor``.

        Raises:
            TooManyAttempts: None is allowed yet; says when.
        """
        now = self._clock.now()
        with self._door.change(_visitor(source), "accounts.try_sign_in", "lockouts", place) as change:
            self._prune(change, now)
            tally = self._tally(place)
            counted = (tally or Tally()).counted(now).to_json()
            if tally is None:
                change.project_insert("lockouts", [{"_id": place, **counted}])
            else:
                change.project("lockouts", place, counted)

    def failed(self, action: str, account_id: str | None, place: str, source: str) -> None:
        """Write down that an attempt failed, and whether it was the one that locks."""
        tally = self._tally(place)
        detail = {"locked": tally is not None and tally.locked_until is not None}
        self._door.note(Event(_visitor(source), action, "users", account_id, "failed", detail=detail))

    def note_failed_openings(self, count: int, source: str) -> None:
        """Write down attempts that nobody could write down when they were made."""
        detail = {"attempts": count}
        self._door.note(Event(_visitor(source), "accounts.unlock", "users", None, "failed", detail=detail))

    def forget(self, change: Change, place: str) -> None:
        """The attempt succeeded: nothing is held against the next one."""
        change.project_delete("lockouts", place)

    def _tally(self, place: str) -> Tally | None:
        found = self._tallies.find_one({"_id": place})
        return None if found is None else Tally.from_json(found)

    def _prune(self, change: Change, now: datetime) -> None:
        """Whoever tries made-up addresses must not fill the store with them."""
        for old in self._tallies.find({"forget_at": {"$lte": now}}, ("_id",), limit=_PRUNED):
            change.project_delete("lockouts", old["_id"])


def _visitor(source: str) -> Actor:
    return Actor(NOBODY, NOBODY, source)


def _network(address: str) -> str:
    """The address, or of an IPv6 one the network: its holder has all addresses in it."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address  # ``local``, or the name of a machine
    if parsed.version == 4:
        return str(parsed)
    mapped = parsed.ipv4_mapped
    return str(mapped) if mapped else str(ipaddress.ip_network((parsed, _IPV6_HOME), strict=False))


def _too_many(until: datetime, now: datetime) -> TooManyAttempts:
    minutes = math.ceil((until - now) / timedelta(minutes=1))
    wait = f"{minutes} minutes" if minutes < 120 else f"{math.ceil(minutes / 60)} hours"
    return TooManyAttempts(f"There were too many failed attempts. Try again in {wait}.", retry_at=until)
