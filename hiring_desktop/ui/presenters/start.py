"""What the form of the first start accepts, and what it says when it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hiring_desktop.ui.words import translate

MIN_PASSPHRASE: Final = 12


@dataclass(frozen=True, slots=True)
class FirstStart:
    """The fields of the form as they stand."""

    name: str
    keyring: bool
    passphrase: str = ""
    again: str = ""

    @property
    def problem(self) -> str | None:
        """Why the workspace cannot be created yet; None if it can."""
        if not self.name.strip():
            return translate("Start", "Give the workspace a name.")
        if self.keyring:
            return None
        if len(self.passphrase) < MIN_PASSPHRASE:
            return translate(
                "Start", "The passphrase needs 12 characters or more. A few unrelated words are easy to keep."
            )
        if self.passphrase != self.again:
            return translate("Start", "The two passphrases differ.")
        return None

    @property
    def hint(self) -> str | None:
        """The problem, once enough is typed that saying it helps."""
        if not self.name.strip():
            return self.problem
        if self.keyring or not self.again:
            return None
        return self.problem
