"""The heads of the chains, kept outside the store, so that cutting off their ends is noticed.

A file beside the store holds them, in two slots that are written in turn: a write that a power cut tears leaves the
other slot. A slot is 1,024 bytes of JSON, filled up with blanks, sealed with the ``audit`` key. It is written after
each commit, without waiting for the disk: a head that is a little old is still a head, and the next write mends it.

The keyring of the operating system can keep them too (``KeyringHeads``): a copy that does not travel with the folder,
so that putting back an older folder as a whole is noticed. It is slow, so it is told once a day and on closing.
"""

from __future__ import annotations

import hmac
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from hiring_desktop.core.errors import Damaged, Locked, NotFound
from hiring_desktop.core.storage.durable import disk_errors, write_file
from hiring_desktop.core.trust.audit.chain import STREAMS, Head, Heads
from hiring_desktop.core.trust.keyrings import KeyringPort

FILE_NAME: Final = "audit.heads"
_SLOT_BYTES: Final = 1024
_SLOTS: Final = 2

_CHANGED: Final = "It was changed or damaged."
_MISSING: Final = "It is missing."

Key = Callable[[], bytes]
"""Gives the ``audit`` key; raises ``Locked`` when the workspace is."""


class HeadKeeper(Protocol):
    """A place outside the store that remembers the heads."""

    name: str
    prompt: bool
    """Whether it is told after every commit; else once a day and on closing."""

    def create(self, heads: Heads) -> None:
        """Begin, or begin anew, to remember; with these heads."""
        ...

    def keep(self, heads: Heads) -> None:
        """Remember these heads and no others. Raises ``NotFound`` where ``create`` was never called, or forgotten."""
        ...

    def kept(self) -> Heads:
        """What is remembered.

        Raises:
            NotFound: Nothing is, or no longer.
            Damaged: What is there was changed.
            Locked: It does not answer.
        """
        ...

    def problem(self) -> str | None:
        """What is wrong with the place, even where ``kept`` can do with what is left."""
        ...


def render(heads: Heads, key: bytes) -> str:
    """Heads as sealed text."""
    content = {stream: [heads[stream].number, heads[stream].mac] for stream in STREAMS if stream in heads}
    text = json.dumps(content, sort_keys=True)
    return json.dumps({"heads": content, "seal": hmac.digest(key, text.encode(), "sha256").hex()}, sort_keys=True)


def parse(text: str, key: bytes) -> Heads:
    """The inverse of ``render``.

    Raises:
        Damaged: The text is not what ``render`` gave.
    """
    try:
        content = json.loads(text)["heads"]
        heads: Heads = {stream: Head(int(content[stream][0]), str(content[stream][1])) for stream in content}
        sound = hmac.compare_digest(render(heads, key).encode(), text.encode())
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise Damaged(_CHANGED) from error
    if not sound:
        raise Damaged(_CHANGED)
    return heads


class FileHeads:
    """The heads in a file of the workspace's folder."""

    name = f"the file {FILE_NAME}"
    prompt = True

    def __init__(self, folder: Path, key: Key) -> None:
        self._path = folder / FILE_NAME
        self._key = key
        self._lock = threading.Lock()

    def create(self, heads: Heads) -> None:
        """See ``HeadKeeper``; durable on return. Raises ``StorageFailure`` when the folder does not allow it."""
        with self._lock:
            write_file(self._path, [self._slot(heads)] * _SLOTS)

    def keep(self, heads: Heads) -> None:
        """See ``HeadKeeper``."""
        with self._lock, disk_errors():
            slots = self._slots()
            # The slot that says less makes room for what is new.
            stale = min(range(_SLOTS), key=lambda number: _age(slots[number]))
            with self._path.open("r+b", buffering=0) as file:
                file.seek(stale * _SLOT_BYTES)
                file.write(self._slot(heads))

    def kept(self) -> Heads:
        """See ``HeadKeeper``; of two sound slots the one that says more."""
        with self._lock, disk_errors():
            slots = self._slots()
        best = max(slots, key=_age)
        if best is None:
            raise Damaged(_CHANGED)
        return best

    def problem(self) -> str | None:
        """See ``HeadKeeper``."""
        with self._lock, disk_errors():
            try:
                slots = self._slots()
            except NotFound as error:
                return error.message
        return _CHANGED if any(slot is None for slot in slots) else None

    def sync(self) -> None:
        """Wait until the disk has what was written."""
        with self._lock, disk_errors():
            if self._path.exists():
                with self._path.open("r+b") as file:
                    os.fsync(file.fileno())

    def _slots(self) -> list[Heads | None]:
        """What each slot says; None for a damaged one."""
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            raise NotFound(_MISSING) from None
        if len(data) != _SLOTS * _SLOT_BYTES:
            return [None] * _SLOTS
        return [self._opened(data[start : start + _SLOT_BYTES]) for start in range(0, len(data), _SLOT_BYTES)]

    def _opened(self, slot: bytes) -> Heads | None:
        try:
            heads = parse(slot.decode("ascii").rstrip(" "), self._key())
        except (Damaged, UnicodeDecodeError):
            return None
        return heads if self._slot(heads) == slot else None

    def _slot(self, heads: Heads) -> bytes:
        return render(heads, self._key()).encode("ascii").ljust(_SLOT_BYTES)


class KeyringHeads:
    """The heads in the keyring of the operating system."""

    name = "the system's keyring"
    prompt = False

    def __init__(self, keyring: KeyringPort, workspace_id: str, key: Key) -> None:
        self._keyring = keyring
        self._entry = f"{workspace_id} audit heads"
        self._key = key

    def create(self, heads: Heads) -> None:
        """See ``HeadKeeper``. Raises ``Locked`` when the keyring refuses."""
        self._keyring.store(self._entry, render(heads, self._key()))

    def keep(self, heads: Heads) -> None:
        """See ``HeadKeeper``. Raises ``Locked`` when the keyring refuses."""
        if self._keyring.load(self._entry) is None:
            raise NotFound(_MISSING)
        self.create(heads)

    def kept(self) -> Heads:
        """See ``HeadKeeper``."""
        known = self._keyring.load(self._entry)
        if known is None:
            raise NotFound(_MISSING)
        return parse(known, self._key())

    def problem(self) -> str | None:
        """See ``HeadKeeper``."""
        try:
            self.kept()
        except (NotFound, Damaged, Locked) as error:
            return error.message
        return None


def _age(heads: Heads | None) -> int:
    """How much a slot says; a damaged one says least."""
    return -1 if heads is None else sum(head.number for head in heads.values())
