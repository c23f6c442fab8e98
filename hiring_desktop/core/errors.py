"""The errors that reach a person, as one small tree.

    HiringError                 code      exit code of the command line
    ├── InvalidInput            invalid        2   what was given cannot be used; says what to give
    ├── NotFound                not_found      2   no such job, candidate, application, file
    ├── Conflict                conflict       1   somebody else changed it, or it exists already
    ├── NotPermitted            not_permitted  3   the actor may not do this
    │   ├── SignInFailed        sign_in_failed     e-mail address, password or code is not right; never says which
    │   ├── PasswordChangeDue   password_change_due  somebody else chose the password: a new one has to come with it
    │   └── TooManyAttempts     too_many_attempts  says when to try again
    ├── Locked                  locked         3   no key, wrong passphrase, or another process holds it
    ├── Damaged                 damaged        4   data fails its checks; says what can be done
    ├── StorageFailure          storage        4   disk full, folder read-only, file missing
    ├── UnsupportedOperation    unsupported    2   an operator the store does not implement
    └── DocumentRejected        (reason code)  1   a file that is no readable resume

Each has a ``title`` (a few words for a heading), a ``message`` (one or two sentences that say what to do next) and a
stable ``code``. Neither ever holds personal data beyond the name of a file that its user just gave.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar


class HiringError(Exception):
    """Any error that is meant for a person.

    Args:
        message: What happened and what to do next, in plain words.
        title: A heading of a few words; the class has a default.
        code: A stable identifier for programs; the class has a default.
    """

    title: str = "Something went wrong"
    code: str = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, title: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if title is not None:
            self.title = title
        if code is not None:
            self.code = code


class InvalidInput(HiringError):
    """What was given cannot be used."""

    title = "That cannot be used"
    code = "invalid"
    exit_code = 2


class NotFound(HiringError):
    """The thing asked for does not exist."""

    title = "Not found"
    code = "not_found"
    exit_code = 2


class Conflict(HiringError):
    """The thing exists already, or changed meanwhile."""

    title = "Already there"
    code = "conflict"


class NotPermitted(HiringError):
    """The actor has no permission for the action."""

    title = "Not permitted"
    code = "not_permitted"
    exit_code = 3


class SignInFailed(NotPermitted):
    """Somebody did not prove who they are.

    One message for an unknown address, a disabled account, a wrong password and a wrong code: which of them it was
    is nobody's business who has not signed in.
    """

    title = "Sign-in failed"
    code = "sign_in_failed"

    def __init__(self) -> None:
        super().__init__(
            "The e-mail address, the password or the code is not right. An account with two-factor sign-in needs the "
            "code that its app shows now."
        )


class PasswordChangeDue(NotPermitted):
    """The proofs were right, but the password is one that an administrator chose."""

    title = "Choose a new password"
    code = "password_change_due"

    def __init__(self) -> None:
        super().__init__("An administrator chose your password. Choose one of your own and sign in with both.")


class SecondFactorDue(NotPermitted):
    """The password was right, and the account wants a code besides."""

    title = "A code is needed"
    code = "second_factor_due"

    def __init__(self) -> None:
        super().__init__("Your account has two-factor sign-in. Give the code that its app shows, or a recovery code.")


class TooManyAttempts(NotPermitted):
    """Proofs of who somebody is failed too often.

    Args:
        message: What happened and what to do next, in plain words.
        retry_at: When the next attempt is allowed, an aware UTC datetime.
    """

    title = "Too many failed attempts"
    code = "too_many_attempts"

    def __init__(self, message: str, *, retry_at: datetime) -> None:
        super().__init__(message)
        self.retry_at = retry_at


class Locked(HiringError):
    """The workspace cannot be opened with the key at hand."""

    title = "Workspace is locked"
    code = "locked"
    exit_code = 3


class Damaged(HiringError):
    """Stored data fails its checks."""

    title = "Workspace is damaged"
    code = "damaged"
    exit_code = 4


class StorageFailure(HiringError):
    """The disk or the folder does not allow what is needed."""

    title = "Cannot write to the workspace"
    code = "storage"
    exit_code = 4


class UnsupportedOperation(HiringError):
    """An operator or option that the store does not implement; it never answers wrong instead."""

    title = "Not supported"
    code = "unsupported"
    exit_code = 2


class DocumentRejected(HiringError):
    """A file that cannot be taken as a resume.

    ``code`` is one of the reason codes of ``hiring_desktop.core.model.REJECTION_REASONS``.
    """

    title = "File rejected"
    code = "corrupt"
