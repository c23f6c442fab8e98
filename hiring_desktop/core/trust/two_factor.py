"""The second factor of an account as it is stored: which fields change when it is set up, used and turned off."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from hiring_desktop.core.model import Json
from hiring_desktop.core.trust.fields import SealedFields
from hiring_desktop.core.trust.keys import WorkspaceKeys
from hiring_desktop.core.trust.totp import accepted_step, new_recovery_codes, recovery_hash, spend_recovery_code

NO_FACTOR: Final[Json] = {"two_factor_enabled": False, "two_factor": None, "two_factor_pending": None}
"""The fields of an account that asks for the password alone."""


class SecondFactors:
    """Reads and makes the fields ``two_factor_enabled``, ``two_factor`` and ``two_factor_pending`` of accounts.

    Nothing is written here: the caller stores the fields in the transaction in which it read the account, so that no
    code counts twice.
    """

    def __init__(self, fields: SealedFields, keys: WorkspaceKeys) -> None:
        self._fields = fields
        self._keys = keys

    def pending(self, secret: str) -> Json:
        """The fields of an account whose owner was shown a secret, and did not confirm it yet."""
        return {"two_factor_pending": self._fields.seal(secret)}

    def confirmed(self, user: Json, code: str, now: datetime) -> tuple[Json, tuple[str, ...]] | None:
        """Check the first code for the pending secret, which there has to be.

        Returns:
            The fields of the account from now on and its ten recovery codes; None if the code is not right.
        """
        secret = self._fields.unseal(user["two_factor_pending"])
        step = accepted_step(secret, code, now, None)
        if step is None:
            return None
        codes = new_recovery_codes()
        factor = {
            "secret": self._fields.seal(secret), "last_step": step,
            "recovery": [recovery_hash(self._keys.sub_key("sign_in"), one) for one in codes],
        }  # fmt: skip
        return {"two_factor_enabled": True, "two_factor": factor, "two_factor_pending": None}, codes

    def used(self, user: Json, totp_code: str | None, recovery_code: str | None, now: datetime) -> Json | None:
        """Check what somebody gave as their second factor; a recovery code goes before a code of the app.

        Returns:
            The fields that change by its use, none where the account has no second factor; None if it is not right.
        """
        factor = user["two_factor"]
        if not user["two_factor_enabled"]:
            return {}
        if recovery_code is not None:
            left = spend_recovery_code(self._keys.sub_key("sign_in"), recovery_code, factor["recovery"])
            return None if left is None else {"two_factor": {**factor, "recovery": left}}
        step = accepted_step(self._fields.unseal(factor["secret"]), totp_code or "", now, factor["last_step"])
        return None if step is None else {"two_factor": {**factor, "last_step": step}}
