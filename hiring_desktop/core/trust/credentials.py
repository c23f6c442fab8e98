"""The password of an account as it is stored, and what it opens."""

from __future__ import annotations

from hiring_desktop.core.model import Json
from hiring_desktop.core.trust.account_slots import AccountSlots
from hiring_desktop.core.trust.passwords import PasswordHasher
from hiring_desktop.core.trust.users import Users


class Credentials:
    """Makes and checks the fields ``password_hash`` and ``slot`` of accounts.

    Args:
        users: The stored accounts.
        hasher: Hashes passwords slowly.
        slots: Keeps the master key for the accounts.
    """

    def __init__(self, users: Users, hasher: PasswordHasher, slots: AccountSlots) -> None:
        self._users = users
        self._hasher = hasher
        self._slots = slots

    def verify(self, user: Json | None, password: str) -> bool:
        """Whether the password is the account's. For no account as slow as for any, and never so."""
        return self._hasher.verify(password, self._hasher.decoy if user is None else user["password_hash"])

    def made(self, account_id: str, email: str, password: str) -> Json:
        """The fields of an account with this password; slow on purpose."""
        return {"password_hash": self._hasher.hash(password), "slot": self._slots.make(account_id, email, password)}

    def renewed(self, user: Json, password: str) -> Json:
        """The fields to change when the right password was given: a hash made at another cost is made anew."""
        return {"password_hash": self._hasher.hash(password)} if self._hasher.is_outdated(user["password_hash"]) else {}

    def publish(self) -> None:
        """Let exactly the accounts that are stored and not disabled open the workspace.

        Inside the transaction that changed them: if the slots cannot be written, nothing is.

        Raises:
            StorageFailure: The disk or the folder does not allow it.
        """
        self._slots.keep(self._users.slots())

    def end_single_user(self) -> None:
        """There is an account: the keyring of one user opens the workspace no more.

        Raises:
            Locked: The keyring refuses.
        """
        self._slots.end_single_user()
