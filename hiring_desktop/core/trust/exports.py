"""Everything of a workspace in one file, and an equal workspace made of it again, whatever engine keeps either.

Equal means: the same documents in the same order, the same counters, files, keys and trail. Nothing is believed of a
file that is read: every document is checked as any write is, every file against its address, and in the end the filled
store against the sealed ``contents.json``.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Final, Protocol

from hiring_desktop.core.changes.door import Door, Event
from hiring_desktop.core.errors import (
    Conflict,
    Damaged,
    HiringError,
    InvalidInput,
    NotFound,
    StorageFailure,
    UnsupportedOperation,
)
from hiring_desktop.core.model import Actor, Json
from hiring_desktop.core.ports import Attachments, Clock, Collection, Store
from hiring_desktop.core.storage.export_file import read_export, read_export_manifest, write_export
from hiring_desktop.core.storage.json_lines import from_line, to_line
from hiring_desktop.core.storage.schema import COLLECTIONS, SCHEMA_VERSION
from hiring_desktop.core.trust.backups import PORTABLE
from hiring_desktop.core.trust.erasure_copies import ErasureCopies
from hiring_desktop.core.trust.keys import WorkspaceKeys
from hiring_desktop.core.trust.manifest import MANIFEST_NAME, WorkspaceInfo
from hiring_desktop.core.trust.privacy.erasure import LedgerRow
from hiring_desktop.core.trust.snapshots import snapshot_of

COUNTERS: Final = ("changes", "import_items.position")
"""Every counter that is ever drawn from; a test goes through the code."""

_FORMAT: Final = "smart-hiring export"
_VERSION: Final = 1
_HEAD: Final = "export.json"
_CONTENTS: Final = "contents.json"
_DOCUMENTS: Final = re.compile(r"documents/([a-z][a-z0-9_]*)-\d{4,}\.jsonl")
_ATTACHMENT: Final = re.compile(r"attachments/([0-9a-f]{64})")
_PAGE: Final = 500
_MEMBER_BYTES: Final = 8 * 1024 * 1024

_STRANGE: Final = "The export holds something that does not belong there ({}). Take another copy of it."
_CHANGED: Final = "The export was changed after it was made. Take another copy of it."


class KeptFiles(Protocol):
    """Attachments to be read."""

    def addresses(self) -> list[str]:
        """All that is stored, sorted."""
        ...

    def get(self, address: str) -> bytes:
        """The bytes. Raises ``NotFound`` or ``Damaged``."""
        ...


@dataclass(frozen=True, slots=True)
class Export:
    """An export that lies in a file. ``problems`` are the files that could not be read, one sentence each."""

    path: Path
    size: int
    documents: int
    problems: tuple[str, ...] = ()


class Exports:
    """The use cases about exports.

    Args:
        store: The store.
        door: The door.
        attachments: The files.
        keys: The workspace's keys.
        clock: The clock.
        folder: The workspace's folder.
        ledger: All erasures there were.
    """

    def __init__(
        self, store: Store, door: Door, attachments: KeptFiles, keys: WorkspaceKeys, clock: Clock, folder: Path,
        ledger: Callable[[], Sequence[LedgerRow]],
    ) -> None:  # fmt: skip
        self._store = store
        self._door = door
        self._attachments = attachments
        self._keys = keys
        self._clock = clock
        self._folder = folder
        self._erasures = ErasureCopies(keys, ledger)

    def create(self, actor: Actor, target: Path, *, sealed: bool) -> Export:
        """Write everything to one file, in one state; others go on working meanwhile.

        Args:
            actor: Who does it.
            target: The file.
            sealed: Whether only what opens the workspace opens the file; else it is a ZIP that anybody can read, in
                which just the fields are sealed that are so in the store.

        Raises:
            Conflict: Nothing but this machine's keyring would open the workspace made of it.
            StorageFailure: The disk or the folder does not allow it; an older file of the name is still there.
        """
        self._door.allow(actor, "workspace.export", "workspace")
        try:
            made = self._write(target, sealed)
        except HiringError:
            self._door.note(Event(actor, "workspace.export", "workspace", outcome="failed"))
            raise
        detail = {"documents": made.documents, "problems": len(made.problems), "sealed": sealed}
        with self._door.change(actor, "workspace.export", "workspace", always=True, detail=detail):
            pass
        return made

    def note_imported(self, actor: Actor, path: Path) -> Sequence[LedgerRow]:
        """Write down that this workspace was made of an export; returns the erasures known where that lies."""
        with self._door.change(actor, "workspace.import", "workspace", always=True):
            return self._erasures.beside(path.parent)

    def _write(self, target: Path, sealed: bool) -> Export:
        manifest = (self._folder / MANIFEST_NAME).read_bytes()
        if PORTABLE.isdisjoint(WorkspaceInfo.parse(manifest).kinds):
            raise Conflict(
                "Only this machine's keyring would open the export. Make a recovery code or set a passphrase first."
            )
        problems: list[str] = []
        counts: dict[str, int] = {}
        with snapshot_of(self._store, self._folder) as folder:
            snapshot = self._store.open_snapshot(folder)
            try:
                members = self._members(snapshot, problems, counts)
                write_export(target, manifest, members, self._keys.sub_key("backups") if sealed else None)
            finally:
                snapshot.close()
        self._erasures.keep(target.parent)
        return Export(target, target.stat().st_size, sum(counts.values()), tuple(problems))

    def _members(self, snapshot: Store, problems: list[str], counts: dict[str, int]) -> Iterator[tuple[str, bytes]]:
        now = self._clock.now().astimezone(UTC)
        yield _HEAD, _json({
            "format": _FORMAT, "version": _VERSION, "schema": SCHEMA_VERSION, "workspace": self._keys.workspace_id,
            "created": now.isoformat(),
        })  # fmt: skip
        documents: dict[str, Json] = {}
        for name in COLLECTIONS:
            tally = _Tally()
            for number, part in enumerate(_parts(tally.over(_lines(snapshot[name]))), 1):
                yield f"documents/{name}-{number:04}.jsonl", part
            documents[name] = tally.told()
            counts[name] = tally.count
        files: list[str] = []
        for address in self._attachments.addresses():
            try:
                data = self._attachments.get(address)
            except NotFound:
                continue  # erased since: the snapshot is older than that, and the ledger knows
            except HiringError as error:
                problems.append(f"Attachment {address}: {error.message}")
            else:
                files.append(address)
                yield f"attachments/{address}", data
        with snapshot.transaction():  # the snapshot is thrown away, so that its counters can be drawn from
            counters = {name: snapshot.next_seq(name) - 1 for name in COUNTERS}
        contents = _contents(documents, counters, files)
        yield _CONTENTS, _json({**contents, "seal": _seal(self._keys, contents)})


def export_manifest(path: Path) -> WorkspaceInfo:
    """What the exported workspace says of itself; its slots open the export.

    Raises:
        InvalidInput: That is no export.
        Damaged: It was cut off or changed.
        StorageFailure: It cannot be read, or was written by a newer version of the application.
    """
    return WorkspaceInfo.parse(read_export_manifest(path))


def fill(path: Path, keys: WorkspaceKeys, store: Store, attachments: Attachments) -> None:
    """Put everything of an export into an empty store.

    Args:
        path: The export.
        keys: The keys of its workspace.
        store: Of any engine; empty.
        attachments: Empty as well.

    Raises:
        InvalidInput: That is no export.
        Damaged: It was cut off or changed, or holds what we never write.
        StorageFailure: It was written by a newer version of the application, or the disk does not allow it.
        UnsupportedOperation: It was written by an older version.
    """
    members = read_export(path, keys.sub_key("backups"))
    _check_head(next(members, None), keys)
    seen: set[str] = set()
    told: Mapping[str, object] | None = None
    for name, content in members:
        if told is not None or name in seen:
            raise Damaged(_STRANGE.format(_printable(name)))
        seen.add(name)
        if documents := _DOCUMENTS.fullmatch(name):
            _insert(store, documents[1], content)
        elif attachment := _ATTACHMENT.fullmatch(name):
            if attachments.address_of(content) != attachment[1]:
                raise Damaged(_CHANGED)
            attachments.put(content)
        elif name == _CONTENTS:
            told = _read_contents(content, keys)
            _set_counters(store, told)
        else:
            raise Damaged(_STRANGE.format(_printable(name)))
    if told is None:
        raise Damaged("The export was cut off. Take another copy of it.")
    counters = told["counters"]
    if not isinstance(counters, dict) or told != _contents(_digests(store), counters, attachments.addresses()):
        raise Damaged(_CHANGED)


# ------------------------------------------------------------------ writing
class _Tally:
    """How many lines there were, and a digest of them."""

    def __init__(self) -> None:
        self.count = 0
        self._digest = hashlib.sha256()

    def over(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        for line in lines:
            self.count += 1
            self._digest.update(line)
            yield line

    def told(self) -> Json:
        return {"count": self.count, "sha256": self._digest.hexdigest()}


def _lines(collection: Collection) -> Iterator[bytes]:
    """All documents in the order in which they were stored."""
    ids = collection.ids({})
    for start in range(0, len(ids), _PAGE):
        page = ids[start : start + _PAGE]
        found = {document["_id"]: document for document in collection.find({"_id": {"$in": page}})}
        yield from (f"{to_line(found[key])}\n".encode() for key in page)


def _parts(lines: Iterator[bytes]) -> Iterator[bytes]:
    part, size = list[bytes](), 0
    for line in lines:
        part.append(line)
        size += len(line)
        if size >= _MEMBER_BYTES:
            yield b"".join(part)
            part, size = [], 0
    if part:
        yield b"".join(part)


def _digests(store: Store) -> dict[str, Json]:
    told: dict[str, Json] = {}
    for name in COLLECTIONS:
        tally = _Tally()
        for _ in tally.over(_lines(store[name])):
            pass
        told[name] = tally.told()
    return told


def _contents(documents: Mapping[str, Json], counters: Mapping[str, int], files: Sequence[str]) -> Json:
    digest = hashlib.sha256("\n".join(files).encode()).hexdigest()
    return {
        "documents": dict(documents), "counters": dict(counters),
        "attachments": {"count": len(files), "sha256": digest},
    }  # fmt: skip


def _seal(keys: WorkspaceKeys, contents: Mapping[str, object]) -> str:
    plain = json.dumps({"purpose": _FORMAT, "contents": contents}, sort_keys=True).encode()
    return hmac.digest(keys.sub_key("manifest"), plain, "sha256").hex()


def _json(data: Json) -> bytes:
    return json.dumps(data, indent=2).encode()


# ------------------------------------------------------------------ reading
def _check_head(member: tuple[str, bytes] | None, keys: WorkspaceKeys) -> None:
    name, content = member or ("", b"")
    head = _parsed(content) if name == _HEAD else {}
    version, schema = head.get("version"), head.get("schema")
    if head.get("format") != _FORMAT or type(version) is not int or type(schema) is not int:
        raise Damaged("The head of the export is missing or was changed. Take another copy of it.")
    if version > _VERSION or schema > SCHEMA_VERSION:
        raise StorageFailure(
            "The export was written by a newer version of Smart Hiring. Update the application to import it.",
            title="Export is newer than the application", code="newer_version",
        )  # fmt: skip
    if schema < SCHEMA_VERSION:
        raise UnsupportedOperation(
            "The export was written by an older version of Smart Hiring. Import it with that version, then open the "
            "workspace with this one, which brings it up to date."
        )
    if head.get("workspace") != keys.workspace_id:
        raise Damaged(_CHANGED)


def _read_contents(content: bytes, keys: WorkspaceKeys) -> Json:
    contents = _parsed(content)
    seal = contents.pop("seal", None)
    if not hmac.compare_digest(_seal(keys, contents).encode(), str(seal).encode("utf-8", "surrogatepass")):
        raise Damaged(_CHANGED)
    return contents


def _set_counters(store: Store, contents: Mapping[str, object]) -> None:
    counters = contents["counters"]
    with store.transaction():
        for name, value in counters.items() if isinstance(counters, dict) else ():
            if value:
                store.next_seq(name, value)


def _insert(store: Store, collection: str, content: bytes) -> None:
    if collection not in COLLECTIONS:
        raise Damaged(_STRANGE.format(collection))
    try:
        lines = content.decode().split("\n")
        documents = [from_line(line) for line in lines if line]
        for start in range(0, len(documents), _PAGE):
            store[collection].insert_many(documents[start : start + _PAGE])
    except (UnicodeDecodeError, InvalidInput, UnsupportedOperation, Conflict) as error:
        raise Damaged("A document of the export is none that a workspace holds. Take another copy of it.") from error


def _parsed(content: bytes) -> Json:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Damaged(_CHANGED) from error
    return data if isinstance(data, dict) else {}


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in name[:80])
