"""Who may come in, put together: sealed fields, accounts, signing in, and one's own account."""

from __future__ import annotations

from hiring_desktop.core.changes.door import Door
from hiring_desktop.core.ports import Clock, Store
from hiring_desktop.core.trust.account_slots import AccountSlots
from hiring_desktop.core.trust.accounts import Accounts
from hiring_desktop.core.trust.credentials import Credentials
from hiring_desktop.core.trust.fields import SealedFields
from hiring_desktop.core.trust.keys import WorkspaceKeys
from hiring_desktop.core.trust.lockout import Lockouts
from hiring_desktop.core.trust.own_account import OwnAccount
from hiring_desktop.core.trust.passwords import PasswordHasher
from hiring_desktop.core.trust.sign_in import SignIn
from hiring_desktop.core.trust.two_factor import SecondFactors
from hiring_desktop.core.trust.users import Users


class Access:
    """The parts, each of which knows one thing; the workspace hands out ``accounts``, ``entrance``, ``own_account``.

    Args:
        store: The store.
        door: The door.
        keys: The workspace's keys.
        clock: The clock.
        slots: Keeps the master key for the accounts.
        hasher: Hashes passwords slowly.
        source: Where those who sign in act from, for the trail.
    """

    def __init__(
        self, store: Store, door: Door, keys: WorkspaceKeys, clock: Clock, slots: AccountSlots, hasher: PasswordHasher,
        source: str,
    ) -> None:  # fmt: skip
        self.fields = SealedFields(store, keys, clock)
        users = Users(store, self.fields, keys)
        credentials = Credentials(users, hasher, slots)
        lockouts = Lockouts(store, door, keys, clock)
        factors = SecondFactors(self.fields, keys)
        self.accounts = Accounts(users, credentials, door, clock)
        self.entrance = SignIn(users, credentials, lockouts, factors, door, clock, source)
        self.own_account = OwnAccount(users, credentials, lockouts, factors, door, clock)
