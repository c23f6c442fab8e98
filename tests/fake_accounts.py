"""A workspace's accounts on a real store, with a hasher that counts instead of being slow."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fake_ports import FixedClock

from hiring_desktop.core.changes.door import Door
from hiring_desktop.core.changes.event import Event
from hiring_desktop.core.model import Actor
from hiring_desktop.core.ports import Clock
from hiring_desktop.core.storage.sqlite_engine import SqliteStore
from hiring_desktop.core.trust.account_slots import AccountSlots, NoSlots
from hiring_desktop.core.trust.accounts import Accounts
from hiring_desktop.core.trust.credentials import Credentials
from hiring_desktop.core.trust.fields import SealedFields
from hiring_desktop.core.trust.keys import WorkspaceKeys
from hiring_desktop.core.trust.lockout import Device, Lockouts
from hiring_desktop.core.trust.own_account import OwnAccount
from hiring_desktop.core.trust.passwords import PasswordHasher
from hiring_desktop.core.trust.permissions import ADMIN, require_on
from hiring_desktop.core.trust.sign_in import SignIn
from hiring_desktop.core.trust.two_factor import SecondFactors
from hiring_desktop.core.trust.users import AccountView, Users

OWNER: Final = Actor("owner", ADMIN)
FIRST: Final = "the first secret they get"
SECRET: Final = "velvet tram quietly sings"
HERE: Final = Device("192.0.2.7")


class CountingHasher:
    """Keeps to ``PasswordHasher`` without being slow; ``work`` lists what was asked of it.

    ``meanwhile`` is called once, in the time that a real one takes: for what others do just then.
    """

    def __init__(self, cost: int = 12) -> None:
        self.cost = cost
        self.work: list[str] = []
        self.meanwhile: Callable[[], object] | None = None
        self._lock = threading.Lock()

    @property
    def decoy(self) -> str:
        return f"{self.cost}:none"

    def hash(self, password: str) -> str:
        self._work("hash")
        return f"{self.cost}:{hashlib.sha256(password.encode('utf-8', 'surrogatepass')).hexdigest()}"

    def verify(self, password: str, hashed: str) -> bool:
        self._work("verify")
        return hashed.partition(":")[2] == hashlib.sha256(password.encode("utf-8", "surrogatepass")).hexdigest()

    def _work(self, what: str) -> None:
        with self._lock:
            self.work.append(what)
            meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()

    def is_outdated(self, hashed: str) -> bool:
        return hashed.partition(":")[0] != str(self.cost)


class ListTrail:
    """Keeps to ``Trail``: remembers every event."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def append(self, event: Event) -> Callable[[], None]:
        self.events.append(event)
        return lambda: None

    def said(self) -> list[tuple[str, str, str]]:
        """Who, what and how it ended."""
        return [(event.actor.id, event.action, event.outcome) for event in self.events]


@dataclass(frozen=True)
class House:
    """Everything about the accounts of one workspace, as a composition root puts it together."""

    store: SqliteStore
    keys: WorkspaceKeys
    clock: Clock
    trail: ListTrail
    door: Door
    hasher: PasswordHasher
    fields: SealedFields
    users: Users
    lockouts: Lockouts
    accounts: Accounts
    entrance: SignIn
    own_account: OwnAccount

    def person(
        self, name: str, role: str = "recruiter", company_id: str | None = None, *, by: Actor = OWNER
    ) -> AccountView:
        """An account ``name@example.org`` whose owner chose ``SECRET``."""
        view = self.accounts.add(by, f"{name}@example.org", name.title(), role, FIRST, company_id=company_id)
        self.entrance.sign_in(view.email, FIRST, HERE, new_password=SECRET)
        return self.accounts.get(by, view.id)

    def enter(self, name: str, password: str = SECRET, device: Device = HERE, **proof: Any) -> Actor:
        """Sign in with an address of ``example.org``."""
        return self.entrance.sign_in(f"{name}@example.org", password, device, **proof)

    def stored(self, account_id: str) -> dict[str, Any]:
        """The document of an account."""
        return self.users.get(account_id)


def build_house(
    store: SqliteStore, keys: WorkspaceKeys, clock: Clock, hasher: PasswordHasher, slots: AccountSlots | None = None
) -> House:
    """What ``Workspace`` builds; more than one on the same store stand for several processes."""
    trail = ListTrail()
    door = Door(store, clock, require_on, trail)
    fields = SealedFields(store, keys, clock)
    users = Users(store, fields, keys)
    credentials = Credentials(users, hasher, slots or NoSlots())
    lockouts = Lockouts(store, door, keys, clock)
    factors = SecondFactors(fields, keys)
    return House(
        store, keys, clock, trail, door, hasher, fields, users, lockouts,
        Accounts(users, credentials, door, clock),
        SignIn(users, credentials, lockouts, factors, door, clock),
        OwnAccount(users, credentials, lockouts, factors, door, clock),
    )  # fmt: skip


@dataclass(frozen=True)
class Town:
    """A store, and houses that share it."""

    store: SqliteStore
    keys: WorkspaceKeys
    clock: FixedClock
    hasher: CountingHasher

    @staticmethod
    def found(folder: Path) -> Town:
        """A fresh store in a folder."""
        store = SqliteStore.create(folder / "store.db", b"k" * 32)
        return Town(store, WorkspaceKeys("0" * 32, "Test", b"m" * 32), FixedClock(), CountingHasher())

    def house(self, slots: AccountSlots | None = None) -> House:
        """One more process."""
        return build_house(self.store, self.keys, self.clock, self.hasher, slots)
