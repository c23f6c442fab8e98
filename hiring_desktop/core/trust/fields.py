"""Fields that stay sealed inside the encrypted store: e-mail addresses, phone numbers, social security numbers, pay.

    master key ── fields ── wraps the data keys in ``field_keys``, one for each generation
                              └── Fernet: AES-128-CBC with HMAC-SHA256, one token a value

New values are sealed under the newest key; all generations can be read. ``rotate`` makes a new key and seals every
value anew in small transactions while others work. Equality and uniqueness go through a blind index beside the sealed
value: a keyed hash of its normal form.
"""

from __future__ import annotations

import base64
import os
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from hiring_desktop.core.changes.door import Door
from hiring_desktop.core.errors import Damaged
from hiring_desktop.core.model import Actor, Json, new_id
from hiring_desktop.core.ports import Clock, Store
from hiring_desktop.core.trust.keys import WorkspaceKeys

SEALED: Final[Mapping[str, tuple[str, ...]]] = {
    "candidates": ("email", "phone"),
    "resumes": ("resume.basics.email", "resume.basics.phone"),
    "users": ("email", "two_factor.secret", "two_factor_pending"),
}
"""Collection to the paths of its sealed fields. Whoever seals another adds it here, so that ``rotate`` reaches it."""

_KEY_BYTES: Final = 32
_BATCH: Final = 100
_LEAST_DIGITS: Final = 5
_MOST_DIGITS: Final = 15


class SealedFields:
    """Seals and opens single values. Safe to use from several threads and processes at once."""

    def __init__(self, store: Store, keys: WorkspaceKeys, clock: Clock) -> None:
        self._store = store
        self._keys = keys
        self._clock = clock
        self._known: dict[int, Fernet] = {}  # newest first, which is the one that most tokens need

    def seal(self, value: str) -> str:
        """A token for a value, another one each time, under the newest key.

        Raises:
            Locked: The keys were forgotten.
        """
        newest = self._newest()
        if newest == 0:
            newest = self._first_key()
        return self._key(newest).encrypt(value.encode()).decode()

    def unseal(self, token: str) -> str:
        """The value of a token.

        Raises:
            Damaged: The token was changed, or is of another workspace.
            Locked: The keys were forgotten.
        """
        opened = self._open(token)
        if opened is None:
            self._load()  # another process may have made a key since
            opened = self._open(token)
        if opened is None:
            raise Damaged("A sealed field of the workspace was changed or damaged. Restore the last backup.")
        return opened

    def is_sealed(self, value: str) -> bool:
        """Whether a value is a token of this workspace.

        Raises:
            Locked: The keys were forgotten.
        """
        if self._open(value) is None:
            self._load()
        return self._open(value) is not None

    def rotate(self, door: Door, actor: Actor) -> int:
        """Make a new key and seal all fields under it; older keys stay, for what was sealed meanwhile and for backups.

        Broken off at any point, everything can be read; started again, it goes through all of it under another key.

        Returns:
            How many values were sealed anew.

        Raises:
            NotPermitted: The actor may not.
            Locked: The keys were forgotten.
            Damaged: A token cannot be read; those before it are done.
        """
        key = new_id()
        with door.change(actor, "fields.rotate", "field_keys", key, always=True) as change:
            change.project_insert("field_keys", [self._new_key(key, self._newest() + 1)])
        count = 0
        for collection, paths in SEALED.items():
            last = ""
            while True:
                with door.change(actor, "fields.rotate", collection) as change:
                    query = {"_id": {"$gt": last}}
                    batch = self._store[collection].find(query, paths, sort=[("_id", 1)], limit=_BATCH)
                    for document in batch:
                        values = {path: self.seal(self.unseal(token)) for path, token in _tokens(document, paths)}
                        if values:
                            change.project(collection, document["_id"], values)
                        count += len(values)
                if not batch:
                    break
                last = batch[-1]["_id"]
        return count

    def forget(self) -> None:
        """Drop the data keys from memory; whoever needs one afterwards gets ``Locked`` once the master key is gone."""
        self._known = {}

    # -------------------------------------------------------------- the data keys
    def _newest(self) -> int:
        found = self._store["field_keys"].find_one({}, ("generation",), sort=[("generation", -1)])
        return 0 if found is None else int(found["generation"])

    def _first_key(self) -> int:
        with self._store.transaction():
            newest = self._newest()
            if newest == 0:
                newest = 1
                self._store["field_keys"].insert_one(self._new_key(new_id(), newest))
        return newest

    def _new_key(self, key: str, generation: int) -> Json:
        fresh = base64.urlsafe_b64encode(os.urandom(_KEY_BYTES))
        wrapped = self._wrapping().encrypt(fresh).decode()
        return {"_id": key, "generation": generation, "wrapped": wrapped, "created_at": self._clock.now()}

    def _wrapping(self) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(self._keys.sub_key("fields")))

    def _key(self, generation: int) -> Fernet:
        self._keys.sub_key("fields")  # raises Locked when the keys were forgotten, whatever is still in memory
        if generation not in self._known:
            self._load()
        return self._known[generation]

    def _load(self) -> None:
        wrapping = self._wrapping()
        stored = self._store["field_keys"].find({}, ("generation", "wrapped"), sort=[("generation", -1)])
        try:
            known = {int(key["generation"]): Fernet(wrapping.decrypt(key["wrapped"])) for key in stored}
        except InvalidToken as error:
            raise Damaged("A key of the sealed fields was changed or damaged. Restore the last backup.") from error
        self._known = known

    def _open(self, token: str) -> str | None:
        self._keys.sub_key("fields")
        known = self._known
        if not known:
            return None
        try:
            return MultiFernet(list(known.values())).decrypt(token).decode()
        except (InvalidToken, ValueError):  # the latter for what is not even ASCII
            return None


def _tokens(document: Mapping[str, Any], paths: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The sealed values that a document has, each with its path."""
    for path in paths:
        value: Any = document
        for name in path.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        if isinstance(value, str):
            yield path, value


# ------------------------------------------------------------------ blind indexes
def email_index(keys: WorkspaceKeys, email: str) -> str:
    """The blind index of an e-mail address, in which case and Unicode form do not count.

    Raises:
        Locked: The keys were forgotten.
    """
    return keys.blind_index(email)


def phone_index(keys: WorkspaceKeys, phone: str, region: str | None = None) -> str | None:
    """The blind index of a phone number; None for what is no number. ``region`` as for ``normal_phone``.

    Raises:
        Locked: The keys were forgotten.
    """
    normal = normal_phone(phone, region)
    return None if normal is None else keys.blind_index(normal)


def normal_phone(text: str, region: str | None = None) -> str | None:
    """A phone number in the international form of E.164, such as ``+442079460018``; None for what is no number.

    Args:
        text: The number as somebody wrote it.
        region: The country (ISO 3166, two letters) whose numbers may be written without their code. Without it such a
            number comes back as its digits alone, and equals only what is written in the same way.
    """
    # Imported here: the tables take 40 ms, which the start of the window need not spend.
    import phonenumbers

    plain = "".join(str(unicodedata.decimal(character, character)) for character in text).strip()
    international = f"+{plain[2:]}" if plain.startswith("00") else plain
    try:
        number = phonenumbers.parse(international, region)
    except phonenumbers.NumberParseException:
        digits = "".join(character for character in plain if character.isdecimal())
        return digits if _LEAST_DIGITS <= len(digits) <= _MOST_DIGITS else None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
