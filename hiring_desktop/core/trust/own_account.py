"""What everybody does with their own account: another password, two-factor sign-in.

Each of these asks for the password again, under a limit of its own on attempts: an unlocked screen is not enough.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hiring_desktop.core.changes.door import Door
from hiring_desktop.core.errors import Conflict, InvalidInput, SignInFailed
from hiring_desktop.core.model import Actor, Json
from hiring_desktop.core.ports import Clock
from hiring_desktop.core.trust.credentials import Credentials
from hiring_desktop.core.trust.lockout import Lockouts
from hiring_desktop.core.trust.password_rules import check_new_password
from hiring_desktop.core.trust.totp import new_secret, provisioning_uri
from hiring_desktop.core.trust.two_factor import NO_FACTOR, SecondFactors
from hiring_desktop.core.trust.users import AccountView, Users, actor_of


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app needs: ``uri`` for a QR code, ``secret`` (base 32) for typing. Shown once."""

    uri: str = field(repr=False)
    secret: str = field(repr=False)


class OwnAccount:
    """The account of whoever acts. Whatever takes a password is slow on purpose: never on the thread of a window."""

    def __init__(
        self, users: Users, credentials: Credentials, lockouts: Lockouts, factors: SecondFactors, door: Door,
        clock: Clock,
    ) -> None:  # fmt: skip
        self._users = users
        self._credentials = credentials
        self._lockouts = lockouts
        self._factors = factors
        self._door = door
        self._clock = clock

    def get(self, actor: Actor) -> AccountView:
        """One's own account.

        Raises:
            NotFound: The actor has none, as the owner of a single-user workspace.
        """
        self._door.allow(actor, "accounts.read_own", "users", actor.id)
        return self._users.view(self._users.get(actor.id))

    def change_password(self, actor: Actor, password: str, new_password: str) -> Actor:
        """Take another password. Everywhere else one is signed out.

        Returns:
            Whom to act as from now on.

        Raises:
            NotFound: The actor has no account.
            SignInFailed: The present password is not right.
            TooManyAttempts: No attempt is allowed yet; says when.
            InvalidInput: The new password will not do; nothing was tried.
            Conflict: The account was changed meanwhile.
        """
        action = "accounts.change_password"
        self._door.allow(actor, action, "users", actor.id)
        user = self._users.get(actor.id)
        email = self._users.email_of(user)
        check_new_password(new_password, password, (email, user["full_name"]))
        self._confirm(actor, action, user, password)
        made = self._credentials.made(actor.id, email, new_password)
        changed = {**made, "password_change_due": False, "epoch": user["epoch"] + 1}
        with self._door.change(actor, action, "users", actor.id) as change:
            self._as_seen(user)
            change.update("users", actor.id, changed)
            self._credentials.publish()
        return actor_of({**user, **changed}, actor.source)

    def enrol_two_factor(self, actor: Actor, password: str) -> Enrolment:
        """Begin two-factor sign-in: a secret for an app, which counts once ``confirm_two_factor`` has seen its code.

        Raises:
            NotFound: The actor has no account.
            SignInFailed: The password is not right.
            TooManyAttempts: No attempt is allowed yet; says when.
            Conflict: It is on already, or the account was changed meanwhile.
        """
        action = "accounts.enrol_two_factor"
        self._door.allow(actor, action, "users", actor.id)
        user = self._users.get(actor.id)
        if user["two_factor_enabled"]:
            raise Conflict("Two-factor sign-in is on already. Turn it off before you set it up for another app.")
        self._confirm(actor, action, user, password)
        secret = new_secret()
        with self._door.change(actor, action, "users", actor.id) as change:
            self._as_seen(user)
            change.update("users", actor.id, self._factors.pending(secret))
        return Enrolment(provisioning_uri(secret, self._users.email_of(user)), secret)

    def confirm_two_factor(self, actor: Actor, code: str) -> tuple[str, ...]:
        """Turn two-factor sign-in on, with a code that shows that the app works.

        Returns:
            Ten recovery codes, to be kept on paper: this is the only time that they are shown.

        Raises:
            NotFound: The actor has no account.
            InvalidInput: The code is not right, or there was no enrolment.
        """
        with self._door.change(actor, "accounts.confirm_two_factor", "users", actor.id) as change:
            user = self._users.get(actor.id)
            if user["two_factor_pending"] is None:
                raise InvalidInput("Nothing was set up to confirm. Scan a new QR code first.")
            confirmed = self._factors.confirmed(user, code, self._clock.now())
            if confirmed is None:
                raise InvalidInput("The code is not right. Wait for the next one, and check the clock of the phone.")
            fields, codes = confirmed
            change.update("users", actor.id, fields)
        return codes

    def disable_two_factor(
        self, actor: Actor, password: str, *, totp_code: str | None = None, recovery_code: str | None = None
    ) -> None:
        """Turn two-factor sign-in off, with all that signing in takes. Nothing happens where it is off.

        Raises:
            NotFound: The actor has no account.
            SignInFailed: Something of it is not right.
            TooManyAttempts: No attempt is allowed yet; says when.
            Conflict: The account was changed meanwhile.
        """
        action = "accounts.disable_two_factor"
        self._door.allow(actor, action, "users", actor.id)
        user = self._users.get(actor.id)
        is_right = self._factors.used(user, totp_code, recovery_code, self._clock.now()) is not None
        self._confirm(actor, action, user, password, and_so_is=is_right)
        with self._door.change(actor, action, "users", actor.id) as change:
            self._as_seen(user)
            change.update("users", actor.id, NO_FACTOR)

    def _confirm(self, actor: Actor, action: str, user: Json, password: str, *, and_so_is: bool = True) -> None:
        """Check that the password is right, and whatever else the caller looked at."""
        place = self._lockouts.place_of_owner(user)
        self._lockouts.begin(place, actor.source)
        if not (self._credentials.verify(user, password) and and_so_is):
            self._lockouts.failed(action, actor.id, place, actor.source)
            raise SignInFailed
        with self._door.change(actor, "accounts.confirm_password", "lockouts", place) as change:
            self._lockouts.forget(change, place)

    def _as_seen(self, user: Json) -> None:
        """Inside a change: the account that was looked at before is still as it was."""
        if self._users.get(user["_id"])["epoch"] != user["epoch"]:
            raise Conflict("Your account was changed meanwhile. Sign in again.")
