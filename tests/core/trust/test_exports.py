"""A workspace goes into a file and comes out equal, whatever is in it; what was tampered with leaves nothing behind."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fake_ports import CountingRanker, FixedClock, LineReader
from hypothesis import given, settings
from hypothesis import strategies as st

import hiring_desktop
from hiring_desktop.core.errors import Conflict, Damaged, HiringError, InvalidInput, NotPermitted, StorageFailure
from hiring_desktop.core.model import Actor, JobAd, new_id
from hiring_desktop.core.storage.attachments import EncryptedAttachments
from hiring_desktop.core.storage.backup import filling
from hiring_desktop.core.storage.export_file import read_export_manifest
from hiring_desktop.core.storage.json_lines import to_line
from hiring_desktop.core.storage.schema import COLLECTIONS, SCHEMA_VERSION
from hiring_desktop.core.storage.sqlite_engine import SqliteStore
from hiring_desktop.core.trust import keys
from hiring_desktop.core.trust.exports import COUNTERS, export_manifest, fill
from hiring_desktop.core.workspace import OWNER, Identity, Workspace

PASSPHRASE = "correct horse battery staple"


class Office:
    """A workspace in a folder, opened; its store is at hand."""

    def __init__(self, folder: Path, ring: keys.WorkspaceKeys) -> None:
        self.folder, self.ring = folder, ring
        path = folder / "store.db"
        opened = SqliteStore.open if path.exists() else SqliteStore.create
        self.store = opened(path, ring.sub_key("store"))
        self.files = EncryptedAttachments(
            folder / "attachments", ring.sub_key("attachments"), ring.sub_key("content_address")
        )
        identity = Identity(ring.workspace_id, ring.name, folder, 1)
        self.workspace = Workspace(identity, self.store, self.files, LineReader(), CountingRanker(), FixedClock(), ring)

    def content(self) -> Any:
        """All there is, in order."""
        return {name: [to_line(document) for document in self.store[name].find({})] for name in COLLECTIONS}


def imported(export: Path, folder: Path, settle: bool = True) -> Office:
    """As the composition root does it."""
    ring = keys.open_keys(export_manifest(export), passphrase=PASSPHRASE)
    with filling(folder) as made:
        (made / keys.MANIFEST_NAME).write_bytes(read_export_manifest(export))
        store = SqliteStore.create(made / "store.db", ring.sub_key("store"))
        try:
            files = EncryptedAttachments(
                made / "attachments", ring.sub_key("attachments"), ring.sub_key("content_address")
            )
            fill(export, ring, store, files)
        finally:
            store.close()
    office = Office(folder, ring)
    if settle:
        office.workspace.settle_imported(OWNER, export)
    return office


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office in which something happened, closed, and exported beside as ``all.zip``."""
    folder = tmp_path_factory.mktemp("furnished")
    ring = keys.create_workspace_keys(folder / "ws", "The Office", passphrase=PASSPHRASE, keyring=None)
    made = Office(folder / "ws", ring)
    job = made.workspace.jobs.add(OWNER, JobAd("Engineer", "Python and SQL"))
    (folder / "resumes").mkdir()
    for name, text in {"ada": "Ada Quill | Python, SQL | 6", "bo": "Bo Marsh | Java | 2", "cy": "scan"}.items():
        (folder / "resumes" / f"{name}.txt").write_text(text)
    made.workspace.intake.accept(OWNER, job.id, [folder / "resumes"])
    while made.workspace.intake.step(0.01):
        pass
    made.workspace.exports.create(OWNER, folder / "all.zip", sealed=False)
    made.workspace.close()
    return made


@pytest.fixture
def office(furnished: Office, tmp_path: Path) -> Iterator[Office]:
    shutil.copytree(furnished.folder, tmp_path / "ws")
    made = Office(tmp_path / "ws", furnished.ring)
    yield made
    made.workspace.close()


@pytest.mark.parametrize("sealed", [False, True])
def test_what_comes_out_is_what_went_in(office: Office, tmp_path: Path, sealed: bool) -> None:
    before = office.content()
    made = office.workspace.exports.create(OWNER, tmp_path / "all", sealed=sealed)
    assert made.problems == ()
    assert made.size == made.path.stat().st_size
    assert made.documents == sum(map(len, before.values()))
    other = imported(made.path, tmp_path / "moved")
    after = other.content()
    own = [entry for entry in after["audit_logs"] if entry not in before["audit_logs"]]
    assert ["workspace.import" in entry or "audit.accept" in entry for entry in own] == [True] * len(own)
    assert {name: lines for name, lines in after.items() if name != "audit_logs"} == {
        name: lines for name, lines in before.items() if name != "audit_logs"
    }
    assert after["audit_logs"][: len(before["audit_logs"])] == before["audit_logs"]
    assert other.files.addresses() == office.files.addresses()
    for address in office.files.addresses():
        assert other.files.get(address) == office.files.get(address)
    assert other.workspace.verify(OWNER) == []
    assert other.workspace.search.find(OWNER, "quill").total == 1
    for name in COUNTERS:
        with office.store.transaction(), other.store.transaction():
            assert other.store.next_seq(name) == office.store.next_seq(name)
    other.workspace.close()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.binary()
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(
        lambda m: m.replace(microsecond=m.microsecond // 1000 * 1000, tzinfo=UTC)
    ),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
FREE_FORM = ("references", "settings", "retention_rules", "demographics", "field_versions", "resume_texts")
WORLDS = st.tuples(
    st.lists(st.tuples(st.sampled_from(FREE_FORM), st.dictionaries(st.sampled_from("abc"), VALUES)), max_size=12),
    st.lists(st.binary(max_size=200), max_size=3),
    st.integers(0, 2**40),
)


@settings(max_examples=8, deadline=None)
@given(WORLDS, st.booleans())
def test_any_workspace_comes_back_equal(world: tuple[list[Any], list[bytes], int], sealed: bool) -> None:
    documents, files, drawn = world
    with tempfile.TemporaryDirectory() as name:
        ring = keys.create_workspace_keys(Path(name) / "ws", "W", passphrase=PASSPHRASE, keyring=None)
        office = Office(Path(name) / "ws", ring)
        for collection, document in documents:
            office.store[collection].insert_one({"_id": new_id(), **document})
        for data in files:
            office.files.put(data)
        if drawn:
            with office.store.transaction():
                office.store.next_seq(COUNTERS[0], drawn)
        made = office.workspace.exports.create(OWNER, Path(name) / "all", sealed=sealed)
        other = imported(made.path, Path(name) / "moved", settle=False)
        lines = office.content()
        lines["audit_logs"] = []  # the export itself is in the trail
        assert other.content() == lines
        assert other.files.addresses() == office.files.addresses()
        with other.store.transaction():
            assert other.store.next_seq(COUNTERS[0]) == drawn + 1
        other.workspace.close()
        office.workspace.close()


def test_every_counter_is_known() -> None:
    drawn: set[str] = set()
    for path in Path(hiring_desktop.__file__).parent.rglob("*.py"):
        drawn.update(re.findall(r"next_seq\(\s*\"([^\"]+)\"", path.read_text(encoding="utf-8")))
    assert drawn == set(COUNTERS)


@pytest.mark.parametrize("sealed", [False, True])
def test_whoever_was_erased_since_does_not_come_back(office: Office, tmp_path: Path, sealed: bool) -> None:
    made = office.workspace.exports.create(OWNER, tmp_path / "all", sealed=sealed)
    [row] = office.workspace.search.find(OWNER, "quill").rows
    request = office.workspace.privacy.requests.open(OWNER, row.candidate_id, "erasure")
    office.workspace.privacy.requests.identify(OWNER, request.id, "in_person")
    office.workspace.privacy.requests.fulfil_erasure(OWNER, request.id)
    again = office.workspace.exports.create(OWNER, tmp_path / "again", sealed=sealed)  # brings the ledger up to date
    for path in (made.path, again.path):
        other = imported(path, tmp_path / f"from {path.name}")
        assert other.workspace.search.find(OWNER, "quill").total == 0
        assert other.workspace.verify(OWNER) == []
        other.workspace.close()


def test_who_may_not_is_refused(office: Office, tmp_path: Path) -> None:
    with pytest.raises(NotPermitted):
        office.workspace.exports.create(Actor("r", "recruiter"), tmp_path / "all", sealed=False)
    assert not (tmp_path / "all").exists()
    with pytest.raises(StorageFailure):
        office.workspace.exports.create(OWNER, tmp_path / "absent" / "all", sealed=False)
    info = keys.read_workspace(office.folder)
    keyring_only = type(info)(info.id, info.name, info.created, ({"kind": "keyring"},))
    (office.folder / keys.MANIFEST_NAME).write_bytes(keyring_only.render())
    with pytest.raises(Conflict, match="recovery code"):
        office.workspace.exports.create(OWNER, tmp_path / "all", sealed=False)


# ------------------------------------------------------------------ hostile files
Members = dict[str, bytes]


def edited(source: Path, target: Path, edit: Callable[[Members], Mapping[str, bytes]]) -> Path:
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in edit(members).items():
            archive.writestr(name, content)
    return target


def before_contents(members: Members, extra: Members) -> Members:
    contents = members.pop("contents.json")
    return {**members, **extra, "contents.json": contents}


def head(members: Members, **values: object) -> Members:
    return {**members, "export.json": json.dumps({**json.loads(members["export.json"]), **values}).encode()}


def renamed_document(members: Members) -> Members:
    name = next(name for name in members if name.startswith("documents/jobs"))
    return {**members, name: members[name].replace(b"Engineer", b"Baker")}


def swapped_file(members: Members) -> Members:
    name = next(name for name in members if name.startswith("attachments/"))
    return {**members, name: b"something else"}


HOSTILE: dict[str, Callable[[Members], Mapping[str, bytes]]] = {
    "document changed": renamed_document,
    "file changed": swapped_file,
    "document added": lambda m: before_contents(m, {"documents/settings-0002.jsonl": b'{"_id": "x"}\n'}),
    "document gone": lambda m: {k: v for k, v in m.items() if not k.startswith("documents/jobs")},
    "file gone": lambda m: {k: v for k, v in m.items() if k != next(n for n in m if n.startswith("attachments/"))},
    "no end": lambda m: {k: v for k, v in m.items() if k != "contents.json"},
    "no head": lambda m: {k: v for k, v in m.items() if k != "export.json"},
    "path that leads out": lambda m: before_contents(m, {"attachments/../../evil": b"x"}),
    "absolute path": lambda m: before_contents(m, {"/tmp/evil": b"x"}),
    "unknown collection": lambda m: before_contents(m, {"documents/secrets-0001.jsonl": b'{"_id": "x"}\n'}),
    "no document": lambda m: before_contents(m, {"documents/settings-0002.jsonl": b"[1]\n"}),
    "strange type": lambda m: before_contents(m, {"documents/settings-0002.jsonl": b'{"a": {"$regex": "x"}}\n'}),
    "deep": lambda m: before_contents(m, {"documents/settings-0002.jsonl": b'{"a":' * 50_000}),
    "no text": lambda m: before_contents(m, {"documents/settings-0002.jsonl": b"\xff\xfe"}),
    "same id twice": lambda m: before_contents(m, {"documents/jobs-0002.jsonl": m["documents/jobs-0001.jsonl"]}),
    "bomb": lambda m: before_contents(m, {"documents/settings-0002.jsonl": bytes(65 * 1024 * 1024)}),
    "newer schema": lambda m: head(m, schema=SCHEMA_VERSION + 1),
    "newer format": lambda m: head(m, version=2),
    "older schema": lambda m: head(m, schema=SCHEMA_VERSION - 1),
    "another workspace": lambda m: head(m, workspace="f" * 32),
    "counters": lambda m: {
        **m, "contents.json": m["contents.json"].replace(b'"changes": ', b'"changes": 9'),
    },
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_what_was_tampered_with_is_told_and_leaves_nothing(furnished: Office, tmp_path: Path, what: str) -> None:
    bad = edited(furnished.folder.parent / "all.zip", tmp_path / "bad.zip", HOSTILE[what])
    there = {path.name for path in tmp_path.iterdir()}
    with pytest.raises(HiringError) as told:
        imported(bad, tmp_path / "moved")
    if "newer" in what:
        assert told.value.code == "newer_version"
    elif what != "older schema":
        assert isinstance(told.value, Damaged)
    assert {path.name for path in tmp_path.iterdir()} == there


@pytest.mark.parametrize("sealed", [False, True])
def test_a_cut_or_flipped_file_leaves_nothing(office: Office, tmp_path: Path, sealed: bool) -> None:
    made = office.workspace.exports.create(OWNER, tmp_path / "all", sealed=sealed)
    sound = made.path.read_bytes()
    seen = hashlib.sha256(sound).digest()
    places = [int.from_bytes(seen[at : at + 3], "big") % len(sound) for at in range(0, 12, 3)]
    broken = [sound[:-1], sound[: len(sound) // 2], b"", *(sound[:at] for at in places)]
    if sealed:  # a flipped bit of a ZIP may lie in a date, which says nothing
        broken += [sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :] for at in places]
    for content in broken:
        made.path.write_bytes(content)
        with pytest.raises((Damaged, InvalidInput)):
            imported(made.path, tmp_path / "moved")
        assert not (tmp_path / "moved").exists()
    assert not list(tmp_path.glob("*.partial"))
