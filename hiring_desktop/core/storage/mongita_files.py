"""The folder of a store as mongita lays it out: a folder for each collection, its documents as BSON in ``$.data``.

What mongita's own client finds there are documents of two fields: ``_id``, a keyed hash of collection and id, and
``sealed``, the document under AES-256-GCM with that hash and the collection as associated data. Collections are called
by keyed hashes as well, so the files tell how many documents there are, and how long, and nothing else.

A folder is written once, under a name with the number of the checkpoint that made it, and is not touched again until
another one has taken its place: mongita's own way is to write documents over each other and its index of them later,
which a crash in between leaves unreadable. Which folders count, and what is in each of their files, the store's journal
knows.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import bson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from hiring_desktop.core.errors import Damaged
from hiring_desktop.core.storage.durable import disk_errors, make_folder, sync_folder, sync_tree, write_file
from hiring_desktop.core.storage.sealing import KEY_BYTES, cipher_for

DATABASE: Final = "hiring"

_DATA, _PLACES, _ABOUT = "$.data", "$.file_attrs", "$.metadata"
_FILES: Final = (_DATA, _PLACES, _ABOUT)
_FOLDER: Final = re.compile(rf"{DATABASE}\.(c[0-9a-f]{{16}})v([0-9]{{1,19}})")
_NONCE_BYTES: Final = 12
_ID_BYTES: Final = 16

Pair = tuple[str, bytes]
"""The id of a document and the document as BSON."""


@dataclass(frozen=True, slots=True)
class StoredCollection:
    """Where the documents of a collection are, and the SHA-256 digests of its files."""

    folder: str
    digests: tuple[tuple[str, bytes], ...]

    def to_bson(self) -> dict[str, Any]:
        """For the journal."""
        return {"folder": self.folder, "digests": [list(pair) for pair in self.digests]}

    @staticmethod
    def of_bson(value: dict[str, Any]) -> StoredCollection:
        """What ``to_bson`` made."""
        return StoredCollection(value["folder"], tuple((name, digest) for name, digest in value["digests"]))


class MongitaFiles:
    """The folder of one store.

    Args:
        root: The folder.
        key: The key of the store, 32 bytes.
    """

    def __init__(self, root: Path, key: bytes) -> None:
        self.root = root
        self._key = key
        self._names = HKDFExpand(hashes.SHA256(), KEY_BYTES, b"smart-hiring mongita names").derive(key)

    # -------------------------------------------------------------- collections
    def write(self, collection: str, generation: int, documents: Iterable[Pair]) -> StoredCollection:
        """Write all documents of a collection into a new folder; they are on the disk when this returns.

        Raises:
            StorageFailure: The disk does not allow it.
        """
        from mongita.common import MetaStorageObject
        from mongita.engines.disk_engine import DiskEngine

        name = f"{DATABASE}.{self._hashed(collection)}v{generation}"
        folder = self.root / name
        make_folder(self.root)
        # A fresh engine each time: mongita keeps those that it makes itself, with all documents, for ever.
        engine = DiskEngine(str(self.root))
        try:
            with disk_errors():
                if folder.exists():  # left behind by a checkpoint that was cut off
                    shutil.rmtree(folder)
                folder.mkdir(mode=0o700)
                for document in self._sealed(collection, documents):
                    engine.put_doc(name, document)
                about = {"options": {}, "indexes": {}, "_id": self._uuid(name)}
                engine.put_metadata(name, MetaStorageObject(about))
        finally:
            engine.close()
        with disk_errors():
            sync_tree(folder)
            sync_folder(self.root)
        return StoredCollection(name, tuple((file, _digest(self._content(name, file))) for file in _FILES))

    def read(self, collection: str, stored: StoredCollection) -> list[Pair]:
        """All documents of a collection, in order.

        Raises:
            Damaged: A file is gone, or is not what was written; names it.
        """
        data = None
        for file, digest in stored.digests:
            content = self._content(stored.folder, file)
            if not hmac.compare_digest(_digest(content), digest):
                raise _damaged(self.root / stored.folder / file, collection)
            data = content if file == _DATA else data
        if data is None:
            raise self._missing(self.root / stored.folder / _DATA)
        return self._opened(collection, stored.folder, data)

    def problems(self, collection: str, stored: StoredCollection) -> Iterator[str]:
        """What is wrong with the files of a collection, one sentence each."""
        for file, digest in stored.digests:
            try:
                if not hmac.compare_digest(_digest(self._content(stored.folder, file)), digest):
                    yield _damaged(self.root / stored.folder / file, collection).message
            except Damaged as error:
                yield error.message

    def find(self, collection: str) -> StoredCollection | None:
        """The newest folder of a collection, with its files as they are now: where nothing else is known any more."""
        hashed = self._hashed(collection)
        found = [match for match in map(_FOLDER.fullmatch, self._folders()) if match and match[1] == hashed]
        if not found:
            return None
        folder = max(found, key=lambda match: int(match[2]))[0]
        there = [file for file in _FILES if (self.root / folder / file).is_file()]
        return StoredCollection(folder, tuple((file, _digest(self._content(folder, file))) for file in there))

    @staticmethod
    def generation(stored: StoredCollection) -> int:
        """The number of the checkpoint that wrote a folder."""
        match = _FOLDER.fullmatch(stored.folder)
        return int(match[2]) if match else 0

    def size(self, folders: Iterable[str]) -> int:
        """How many bytes of documents there are in these folders."""
        paths = [self.root / folder / _DATA for folder in folders]
        return sum(path.stat().st_size for path in paths if path.is_file())

    # -------------------------------------------------------------- what mongita keeps of all collections
    def put_listing(self, folders: Sequence[str]) -> None:
        """Write for mongita's client which collections there are.

        Raises:
            StorageFailure: The disk does not allow it.
        """
        for path, content in self._listing(folders).items():
            make_folder(path.parent)
            if _bytes_of(path) != content:
                write_file(path, [content])

    def listing_problems(self, folders: Sequence[str]) -> Iterator[str]:
        """Which of the files that ``put_listing`` wrote are not as it wrote them, one sentence each."""
        for path, content in self._listing(folders).items():
            if _bytes_of(path) != content:
                yield f"The file {self._shown(path)} of the store is missing or damaged. {_ADVICE}"

    def is_listed(self, folders: Sequence[str]) -> bool:
        """Whether the files that ``put_listing`` writes are there and say just that."""
        return not any(True for _ in self.listing_problems(folders))

    def _listing(self, folders: Sequence[str]) -> dict[Path, bytes]:
        names = [folder.removeprefix(f"{DATABASE}.") for folder in folders]
        databases = {"options": {}, "database_names": [DATABASE], "uuid": self._uuid("")}
        collections = {"options": {}, "collection_names": names, "uuid": self._uuid(DATABASE)}
        nothing = bson.encode({"total_bytes": 0, "spare_bytes": 0, "loc_idx": {}})
        return {
            self.root / _ABOUT: bson.encode(databases), self.root / _PLACES: nothing,
            self.root / DATABASE / _ABOUT: bson.encode(collections), self.root / DATABASE / _PLACES: nothing,
        }  # fmt: skip

    # -------------------------------------------------------------- what does not belong there
    def sweep(self, folders: Iterable[str]) -> None:
        """Remove the folders of collections that no longer count."""
        for folder in set(self._folders()) - set(folders):
            if _FOLDER.fullmatch(folder):
                # Where another process has a file open the system may refuse; the next sweep will not.
                shutil.rmtree(self.root / folder, ignore_errors=True)

    def strangers(self, folders: Iterable[str]) -> Iterator[str]:
        """What is in the folder and was not put there by the store, one sentence each."""
        known = {self.root, self.root / DATABASE, *self._listing([])}
        for folder in folders:
            known |= {self.root / folder, *(self.root / folder / file for file in _FILES)}
        for path in sorted(self.root.rglob("*")) if self.root.is_dir() else ():
            if path not in known:
                yield f"The file {self._shown(path)} does not belong to the store. Move it elsewhere."

    # -------------------------------------------------------------- inside
    def _folders(self) -> list[str]:
        with disk_errors():
            return sorted(path.name for path in self.root.iterdir()) if self.root.is_dir() else []

    def _shown(self, path: Path) -> str:
        return path.relative_to(self.root.parent).as_posix()

    def _content(self, folder: str, file: str) -> bytes:
        path = self.root / folder / file
        with disk_errors():
            try:
                return path.read_bytes()
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
                raise self._missing(path) from error

    def _missing(self, path: Path) -> Damaged:
        return Damaged(f"The file {self._shown(path)} of the store is missing. {_ADVICE}")

    def _hashed(self, collection: str) -> str:
        return "c" + hmac.digest(self._names, b"collection " + collection.encode(), "sha256")[:8].hex()

    def _uuid(self, name: str) -> str:
        return hmac.digest(self._names, b"uuid " + name.encode(), "sha256")[:12].hex()

    def _id(self, collection: str, key: str) -> str:
        told = b"document " + collection.encode() + b"\0" + key.encode()
        return hmac.digest(self._names, told, "sha256")[:_ID_BYTES].hex()

    def _sealed(self, collection: str, documents: Iterable[Pair]) -> Iterator[dict[str, Any]]:
        # One key for each collection: random nonces are good for 2^32 documents, far above what is ever written.
        cipher = cipher_for(self._key, b"", b"smart-hiring mongita " + collection.encode())
        for key, body in documents:
            hashed, nonce = self._id(collection, key), os.urandom(_NONCE_BYTES)
            yield {"_id": hashed, "sealed": nonce + cipher.encrypt(nonce, body, f"{collection} {hashed}".encode())}

    def _opened(self, collection: str, folder: str, data: bytes) -> list[Pair]:
        cipher = cipher_for(self._key, b"", b"smart-hiring mongita " + collection.encode())
        found: list[Pair] = []
        try:
            for document in bson.decode_all(data):
                hashed, sealed = document["_id"], document["sealed"]
                told = f"{collection} {hashed}".encode()
                body = cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], told)
                key = bson.decode(body)["_id"]
                if self._id(collection, key) != hashed:
                    raise _damaged(self.root / folder / _DATA, collection)
                found.append((key, body))
        except (bson.errors.BSONError, InvalidTag, KeyError, TypeError, ValueError) as error:
            raise _damaged(self.root / folder / _DATA, collection) from error
        return found


_ADVICE: Final = "Restore the last backup."


def _damaged(path: Path, collection: str) -> Damaged:
    shown = path.relative_to(path.parents[2]).as_posix()
    return Damaged(f"The file {shown} of the store is damaged: it holds {collection}. {_ADVICE}")


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _bytes_of(path: Path) -> bytes | None:
    with suppress(OSError):
        return path.read_bytes()
    return None
