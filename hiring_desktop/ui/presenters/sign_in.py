"""What the sign-in form asks for, step by step, and when it may be sent."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hiring_desktop.core.errors import HiringError
from hiring_desktop.ui.words import translate

MIN_PASSWORD = 12


@dataclass(frozen=True, slots=True)
class SignInState:
    """The fields of the form as they stand, and which of the further ones were asked for by an answer."""

    email: str = ""
    password: str = ""
    code: str = ""
    new_password: str = ""
    again: str = ""
    wants_code: bool = False
    wants_new: bool = False

    @property
    def ready(self) -> bool:
        """Whether it may be sent."""
        if not (self.email.strip() and self.password):
            return False
        if self.wants_code and not self.code.strip():
            return False
        return not self.wants_new or (len(self.new_password) >= MIN_PASSWORD and self.new_password == self.again)

    @property
    def hint(self) -> str:
        """What is still wrong with the new password, once enough is typed that saying it helps."""
        if not (self.wants_new and self.again):
            return ""
        if len(self.new_password) < MIN_PASSWORD:
            return translate("SignIn", "The new password needs 12 characters or more.")
        return "" if self.new_password == self.again else translate("SignIn", "The two new passwords differ.")

    def answered(self, problem: HiringError) -> SignInState:
        """The form after an answer: some errors ask for one more field."""
        wants_code = self.wants_code or problem.code == "second_factor_due"
        wants_new = self.wants_new or problem.code == "password_change_due"
        return replace(self, wants_code=wants_code, wants_new=wants_new)
