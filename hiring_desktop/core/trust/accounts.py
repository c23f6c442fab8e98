"""Accounts: who may work in the workspace, as administrators see it.

A workspace without accounts has a single user, its owner, and asks for no login beyond unlocking. The first account
is an administrator's and ends that: from then on the workspace opens with the password of an account (or, as a last
resort, with its passphrase), and no more from the keyring of one user.

Somebody of a company looks after the recruiters and hiring managers of that company, an administrator after all. The
last administrator can be neither removed nor disabled nor given another role.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from hiring_desktop.core.changes.door import Change, Door, Event
from hiring_desktop.core.errors import Conflict, InvalidInput, NotPermitted
from hiring_desktop.core.model import Actor, Json, Resource, new_id
from hiring_desktop.core.ports import Clock
from hiring_desktop.core.trust.credentials import Credentials
from hiring_desktop.core.trust.password_rules import check_password
from hiring_desktop.core.trust.permissions import ADMIN, APPOINTS, ROLES, resource_of, visible
from hiring_desktop.core.trust.two_factor import NO_FACTOR
from hiring_desktop.core.trust.users import AccountView, Users, check_email

AccountViews = list[AccountView]  # the class below has a method called list

_LONGEST_NAME: Final = 200


class Accounts:
    """The accounts of a workspace."""

    def __init__(self, users: Users, credentials: Credentials, door: Door, clock: Clock) -> None:
        self._users = users
        self._credentials = credentials
        self._door = door
        self._clock = clock

    def list(self, actor: Actor) -> AccountViews:
        """All accounts that the actor looks after, by name."""
        theirs = Resource("users", None, actor.company_id, (), actor.id)
        self._door.allow(actor, "accounts.read", "users", None, (theirs,))
        query = visible(actor, "accounts.read", "users")
        return [self._users.view(user) for user in self._users.find(query)]

    def get(self, actor: Actor, account_id: str) -> AccountView:
        """One account. Raises ``NotFound``."""
        user = self._users.get(account_id)
        self._door.allow(actor, "accounts.read", "users", account_id, (resource_of("users", user),))
        return self._users.view(user)

    def add(
        self, actor: Actor, email: str, full_name: str, role: str, password: str, *, company_id: str | None = None
    ) -> AccountView:
        """Give somebody an account. They choose a password of their own when they first sign in.

        The first account is that of whoever makes it, who need not choose again.

        Args:
            actor: Who does so.
            email: The address to sign in with; no two accounts have the same.
            full_name: What colleagues see.
            role: One of the six roles.
            password: The first password, to be told to the person.
            company_id: The company it belongs to; None in a workspace of one company.

        Raises:
            NotPermitted: The actor may not, or not for this role or company.
            InvalidInput: The address is none, the name is empty, or the password will not do; or this is the first
                account and no administrator's.
            Conflict: The address has an account.
            StorageFailure: ``workspace.json`` cannot be written; there is no account then.
        """
        action, key = "accounts.add", new_id()
        about = (Resource("users", key, company_id, (), key),)
        _check_role(role)
        self._door.allow(actor, action, "users", key, about)
        self._check_appoints(actor, action, key, role)
        address, name = check_email(email), full_name.strip()
        if not 0 < len(name) <= _LONGEST_NAME:
            raise InvalidInput("The account needs the name of its owner.")
        check_password(password, (address, name))
        document: Json = {
            "_id": key, **self._users.address(address), "full_name": name, "role": role, "company_id": company_id,
            "created_at": self._clock.now(), "last_sign_in_at": None,
            **self._credentials.made(key, address, password), **NO_FACTOR, "devices": [], "epoch": 0,
            "disabled": False,
        }  # fmt: skip
        with self._door.change(actor, action, "users", key, about) as change:
            is_first = self._users.is_empty()
            if is_first and role != ADMIN:
                raise InvalidInput("The first account has to be an administrator's. Add that one first.")
            if self._users.with_email(address) is not None:
                raise Conflict("This e-mail address has an account already. Change that one, or take another address.")
            document["password_change_due"] = not is_first
            change.insert("users", document)
            self._credentials.publish()
        if is_first:
            self._credentials.end_single_user()
        return self._users.view(document)

    def set_role(self, actor: Actor, account_id: str, role: str) -> None:
        """Give an account another role. Its owner is signed out.

        Raises:
            NotFound: No such account.
            NotPermitted: The actor may not, or not for one of the two roles.
            InvalidInput: There is no such role.
            Conflict: It is the last administrator's, or somebody else changed it meanwhile.
        """
        _check_role(role)
        seen = self._in_charge(actor, "accounts.set_role", account_id, role)
        with self._changing(actor, "accounts.set_role", seen) as (change, user):
            if role != ADMIN:
                self._check_not_last(user)
            change.update("users", account_id, {"role": role, "epoch": user["epoch"] + 1})

    def disable(self, actor: Actor, account_id: str) -> None:
        """Let nobody sign in with an account, nor open the workspace with its password, until it is enabled again.

        Raises:
            NotFound: No such account.
            NotPermitted: The actor may not, or not for this account.
            Conflict: It is the last administrator's, or somebody else changed it meanwhile.
        """
        seen = self._in_charge(actor, "accounts.disable", account_id)
        with self._changing(actor, "accounts.disable", seen) as (change, user):
            self._check_not_last(user)
            change.update("users", account_id, {"disabled": True, "epoch": user["epoch"] + 1})
            self._credentials.publish()

    def enable(self, actor: Actor, account_id: str) -> None:
        """Let a disabled account work again, with the password it had.

        Raises:
            NotFound: No such account.
            NotPermitted: The actor may not, or not for this account.
            Conflict: Somebody else changed it meanwhile.
        """
        seen = self._in_charge(actor, "accounts.enable", account_id)
        with self._changing(actor, "accounts.enable", seen) as (change, _):
            change.update("users", account_id, {"disabled": False})
            self._credentials.publish()

    def remove(self, actor: Actor, account_id: str) -> None:
        """Take an account away for good. What its owner did stays in the trail under its id.

        Raises:
            NotFound: No such account.
            NotPermitted: The actor may not, or not for this account.
            Conflict: It is the last administrator's, or somebody else changed it meanwhile.
        """
        seen = self._in_charge(actor, "accounts.remove", account_id)
        with self._changing(actor, "accounts.remove", seen) as (change, user):
            self._check_not_last(user)
            change.delete("users", account_id)
            self._credentials.publish()

    def reset_password(self, actor: Actor, account_id: str, password: str) -> None:
        """Give an account another first password, for somebody who forgot theirs. Its owner is signed out everywhere.

        Raises:
            NotFound: No such account.
            NotPermitted: The actor may not, or not for this account.
            InvalidInput: The password will not do.
            Conflict: Somebody else changed the account meanwhile.
        """
        seen = self._in_charge(actor, "accounts.reset_password", account_id)
        email = self._users.email_of(seen)
        check_password(password, (email, seen["full_name"]))
        made = self._credentials.made(account_id, email, password)
        with self._changing(actor, "accounts.reset_password", seen) as (change, user):
            values = {**made, "password_change_due": True, "devices": [], "epoch": user["epoch"] + 1}
            change.update("users", account_id, values)
            self._credentials.publish()

    def reset_two_factor(self, actor: Actor, account_id: str) -> None:
        """Turn two-factor sign-in off for somebody who lost both phone and recovery codes; make sure who is asking.

        Raises:
            NotFound: No such account.
            NotPermitted: The actor may not, or not for this account.
            Conflict: Somebody else changed it meanwhile.
        """
        seen = self._in_charge(actor, "accounts.reset_two_factor", account_id)
        with self._changing(actor, "accounts.reset_two_factor", seen) as (change, user):
            change.update("users", account_id, {**NO_FACTOR, "epoch": user["epoch"] + 1})

    def mend_slots(self) -> None:
        """Bring ``workspace.json`` in line with the accounts, should a crash have come between. For every opening.

        A slot whose account was never stored goes as well, be it that of the first: the owner is alone then still.
        """
        with self._users.at_rest():
            self._credentials.publish()
            is_shared = not self._users.is_empty()
        if is_shared:
            self._credentials.end_single_user()

    # -------------------------------------------------------------- who may change whom
    def _in_charge(self, actor: Actor, action: str, account_id: str, *roles: str) -> Json:
        """The stored account, of which the actor is in charge; ``roles`` are such as it is to have."""
        seen = self._users.get(account_id)
        self._door.allow(actor, action, "users", account_id, (resource_of("users", seen),))
        self._check_appoints(actor, action, account_id, seen["role"], *roles)
        return seen

    @contextmanager
    def _changing(self, actor: Actor, action: str, seen: Json) -> Iterator[tuple[Change, Json]]:
        """Change an account that is still as it was when the actor's right to was checked."""
        with self._door.change(actor, action, "users", seen["_id"], (resource_of("users", seen),)) as change:
            user = self._users.get(seen["_id"])
            if user["epoch"] != seen["epoch"]:
                raise Conflict("Somebody else changed this account meanwhile. Look at it again.")
            yield change, user

    def _check_appoints(self, actor: Actor, action: str, key: str, *roles: str) -> None:
        if not APPOINTS.get(actor.role, frozenset()).issuperset(roles):
            self._door.note(Event(actor, action, "users", key, "denied"))
            raise NotPermitted(
                f"Your role ({actor.role}) does not allow this for accounts of that role. Ask an administrator."
            )

    def _check_not_last(self, user: Json) -> None:
        if user["role"] == ADMIN and not user["disabled"] and not self._users.has_other_admin(user["_id"]):
            raise Conflict(
                "This is the last administrator of the workspace. Make somebody else one first.",
                title="Last administrator", code="last_admin",
            )  # fmt: skip


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise InvalidInput(f"There is no such role. Take one of: {', '.join(ROLES)}.")
