"""Accounts as they are stored, in ``users``.

- ``email`` (sealed), ``email_index`` (blind, unique), ``full_name``, ``role``, ``company_id``, ``created_at``,
  ``last_sign_in_at``, ``disabled``
- ``password_hash``, ``password_change_due``, and ``slot``, the master key wrapped under the password
- ``two_factor_enabled``, ``two_factor`` with ``secret`` (sealed), ``last_step`` and ``recovery`` (hashes), and
  ``two_factor_pending``, a sealed secret that was shown and not confirmed yet
- ``devices``: hashes of those where its owner signed in before, the latest first
- ``epoch`` counts what signs its owner out: another password or role, being disabled
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hiring_desktop.core.errors import InvalidInput, NotFound
from hiring_desktop.core.model import Actor, Json
from hiring_desktop.core.ports import Store
from hiring_desktop.core.trust.fields import SealedFields, email_index
from hiring_desktop.core.trust.keys import WorkspaceKeys
from hiring_desktop.core.trust.permissions import ADMIN

_LONGEST_EMAIL: Final = 254  # RFC 5321
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as handed out; nothing in it proves who somebody is."""

    id: str
    email: str
    full_name: str
    role: str
    company_id: str | None
    disabled: bool
    two_factor_enabled: bool
    recovery_codes_left: int
    password_change_due: bool
    created_at: datetime
    last_sign_in_at: datetime | None


class Users:
    """Finds accounts and reads them."""

    def __init__(self, store: Store, fields: SealedFields, keys: WorkspaceKeys) -> None:
        self._store = store
        self._users = store["users"]
        self._fields = fields
        self._keys = keys

    def get(self, account_id: str) -> Json:
        """The stored account.

        Raises:
            NotFound: There is none with this id.
        """
        user = self.find_one(account_id)
        if user is None:
            raise NotFound("There is no such account in the workspace. Refresh the list.", title="No such account")
        return user

    def at_rest(self) -> AbstractContextManager[None]:
        """Nobody, in this process or another, is in the middle of changing an account during the block."""
        return self._store.transaction()

    def find_one(self, account_id: str) -> Json | None:
        """The stored account, or None."""
        return self._users.find_one({"_id": account_id})

    def with_email(self, email: str) -> Json | None:
        """The stored account with this address, in whatever case; None if there is none."""
        return self._users.find_one({"email_index": self.index_of(email)})

    def find(self, query: Json) -> Iterable[Json]:
        """Stored accounts, by name."""
        return sorted(self._users.find(query), key=lambda user: (user["full_name"].casefold(), user["_id"]))

    def is_empty(self) -> bool:
        """Whether the workspace has no accounts, and so a single user."""
        return self._users.count_documents({}) == 0

    def has_other_admin(self, account_id: str) -> bool:
        """Whether somebody besides this account can still administrate the workspace."""
        return bool(self._users.find_one({"role": ADMIN, "disabled": False, "_id": {"$ne": account_id}}, ("_id",)))

    def slots(self) -> list[Json]:
        """The slots of all who may open the workspace."""
        users = self._users.find({"disabled": False}, ("slot",), sort=[("_id", 1)])
        return [user["slot"] for user in users if user["slot"]]

    def address(self, email: str) -> Json:
        """The fields of an account with this e-mail address."""
        return {"email": self._fields.seal(email), "email_index": self.index_of(email)}

    def index_of(self, email: str) -> str:
        """What an e-mail address is found by."""
        return email_index(self._keys, email)

    def email_of(self, user: Json) -> str:
        """The address of a stored account."""
        return self._fields.unseal(user["email"])

    def view(self, user: Json) -> AccountView:
        """A stored account as handed out."""
        return AccountView(
            id=user["_id"],
            email=self.email_of(user),
            full_name=user["full_name"],
            role=user["role"],
            company_id=user["company_id"],
            disabled=user["disabled"],
            two_factor_enabled=user["two_factor_enabled"],
            recovery_codes_left=len(user["two_factor"]["recovery"]) if user["two_factor"] else 0,
            password_change_due=user["password_change_due"],
            created_at=user["created_at"],
            last_sign_in_at=user["last_sign_in_at"],
        )


def actor_of(user: Json, source: str) -> Actor:
    """Who somebody with this stored account acts as."""
    return Actor(user["_id"], user["role"], source, user["company_id"], user["epoch"])


def check_email(text: str) -> str:
    """An e-mail address without outer white space.

    Raises:
        InvalidInput: It is none.
    """
    email = text.strip()
    if len(email) > _LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        raise InvalidInput("That is no e-mail address. Give one such as name@example.org.")
    return email
