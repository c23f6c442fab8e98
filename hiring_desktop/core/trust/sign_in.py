"""Signing in: from an e-mail address, a password and perhaps a code to the actor that use cases work with.

Whatever is wrong, the answer is the same and costs the same: one check against one slow hash, also for an address that
has no account. The limit on attempts is looked at before that hash.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from hiring_desktop.core.changes.door import Door
from hiring_desktop.core.errors import NotPermitted, PasswordChangeDue, SecondFactorDue, SignInFailed
from hiring_desktop.core.model import Actor, Json
from hiring_desktop.core.ports import Clock
from hiring_desktop.core.trust.credentials import Credentials
from hiring_desktop.core.trust.lockout import Device, Lockouts
from hiring_desktop.core.trust.password_rules import check_new_password
from hiring_desktop.core.trust.two_factor import SecondFactors
from hiring_desktop.core.trust.users import Users, actor_of

ACTION: Final = "accounts.sign_in"
DEVICES_KEPT: Final = 10
TOTP_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody gives to prove who they are.

    Args:
        password: The password of the account.
        totp_code: What the app shows now, for an account with two-factor sign-in.
        recovery_code: One of the recovery codes instead; it is used up.
        new_password: Replaces the password. Needed when an administrator chose the present one.
    """

    password: str = field(repr=False)
    totp_code: str | None = field(default=None, repr=False)
    recovery_code: str | None = field(default=None, repr=False)
    new_password: str | None = field(default=None, repr=False)

    @staticmethod
    def given(password: str, code: str | None = None, new_password: str | None = None) -> Proof:
        """A password with a code of either kind: six digits are of an app, everything else is a recovery code."""
        if code is not None and not (len(code) == TOTP_DIGITS and code.isdecimal()):
            return Proof(password, recovery_code=code, new_password=new_password)
        return Proof(password, totp_code=code, new_password=new_password)


class SignIn:
    """Lets people in. ``sign_in`` is slow on purpose: never call it on the thread of a window."""

    def __init__(
        self, users: Users, credentials: Credentials, lockouts: Lockouts, factors: SecondFactors, door: Door,
        clock: Clock, source: str = "desktop",
    ) -> None:  # fmt: skip
        self._users = users
        self._credentials = credentials
        self._lockouts = lockouts
        self._factors = factors
        self._door = door
        self._clock = clock
        self._source = source

    def is_needed(self) -> bool:
        """Whether the workspace has accounts. One without is its single user's, who unlocks it and is its owner."""
        return not self._users.is_empty()

    def sign_in(
        self, email: str, password: str, device: Device, *, totp_code: str | None = None,
        recovery_code: str | None = None, new_password: str | None = None,
    ) -> Actor:  # fmt: skip
        """Prove who one is.

        Args:
            email: The account's address, in whatever case.
            password: The password of the account.
            device: Where the attempt comes from.
            totp_code: What the app shows now, for an account with two-factor sign-in.
            recovery_code: One of the recovery codes instead; it is used up.
            new_password: Replaces the password. Needed when an administrator chose the present one.

        Returns:
            Whom to act as from now on.

        Raises:
            SignInFailed: Something of it is not right, or the account is disabled.
            TooManyAttempts: No attempt is allowed yet; says when.
            PasswordChangeDue: All is right, but ``new_password`` is needed. No code was used up.
            InvalidInput: The new password will not do; nothing was tried.
            Locked: The keys were forgotten.
        """
        if new_password is not None:
            check_new_password(new_password, password, (email,))
        proof = Proof(password, totp_code, recovery_code, new_password)
        user = self._users.with_email(email)
        place = self._lockouts.place(self._users.index_of(email), user, device)
        self._lockouts.begin(place, self._source)
        right = self._credentials.verify(user, password)
        actor = self._enter(user, place, device, proof) if right and user and not user["disabled"] else None
        if actor is None:
            self._lockouts.failed(ACTION, user["_id"] if user else None, place, self._source)
            raise SignInFailed
        return actor

    def note_failed_openings(self, count: int) -> None:
        """Write down how often opening the workspace had failed before it worked (``AccountUnlock``): it was closed."""
        if count:
            self._lockouts.note_failed_openings(count, self._source)

    def sign_in_here(self, email: str, proof: Proof, device: Device) -> Actor:
        """The same for whoever opened the store with this account's password, and so may be told what is missing.

        Raises:
            SecondFactorDue: The account wants a code. No attempt was counted.
            SignInFailed, TooManyAttempts, PasswordChangeDue, InvalidInput, Locked: As for ``sign_in``.
        """
        user = self._users.with_email(email)
        if user is not None and user["two_factor_enabled"] and proof.totp_code is None and proof.recovery_code is None:
            raise SecondFactorDue
        return self.sign_in(
            email, proof.password, device, totp_code=proof.totp_code, recovery_code=proof.recovery_code,
            new_password=proof.new_password,
        )  # fmt: skip

    def enter_as_owner(self, owner: Actor) -> Actor:
        """Let in whoever opened the workspace with its passphrase, its keyring or the recovery code.

        Where there are accounts that is the last resort, such as after the last password was lost; the trail tells.
        """
        if self.is_needed():
            with self._door.change(owner, "workspace.enter_as_owner", "workspace", always=True):
                pass
        return owner

    def current(self, signed_in: Actor) -> Actor:
        """Make sure that somebody who signed in before still may go on. For windows and servers that live long.

        Raises:
            NotPermitted: The account was removed or disabled, or has another password or role; sign in again.
        """
        user = self._users.find_one(signed_in.id)
        if user is None and self._users.is_empty():
            return signed_in
        if user is None or user["disabled"] or user["epoch"] != signed_in.epoch:
            raise NotPermitted(
                "Your account was changed since you signed in. Sign in again.", title="Signed out", code="signed_out"
            )
        return signed_in

    def _enter(self, user: Json, place: str, device: Device, proof: Proof) -> Actor | None:
        """Let somebody in whose password was right; None if the second factor is not."""
        changed = self._password_fields(user, proof)
        with self._door.change(actor_of(user, self._source), ACTION, "users", user["_id"]) as change:
            now = self._clock.now()
            present = self._users.find_one(user["_id"])
            if present is None or present["epoch"] != user["epoch"]:
                return None  # changed while the password was being checked
            factor = self._factors.used(present, proof.totp_code, proof.recovery_code, now)
            if factor is None:
                return None
            self._lockouts.forget(change, place)
            is_due = present["password_change_due"] and proof.new_password is None
            if not is_due:
                devices = _latest_first(self._lockouts.device_hash(device), present["devices"])
                change.update("users", user["_id"], {"last_sign_in_at": now, "devices": devices, **factor, **changed})
            if proof.new_password is not None:
                self._credentials.publish()
        if is_due:
            raise PasswordChangeDue
        return actor_of({**present, **changed}, self._source)

    def _password_fields(self, user: Json, proof: Proof) -> Json:
        if proof.new_password is None:
            return self._credentials.renewed(user, proof.password)
        made = self._credentials.made(user["_id"], self._users.email_of(user), proof.new_password)
        return {**made, "password_change_due": False, "epoch": user["epoch"] + 1}


def _latest_first(device: str | None, known: list[str]) -> list[str]:
    others = [one for one in known if one != device]
    return ([device] if device else []) + others[: DEVICES_KEPT - 1]
