"""The key hierarchy: who gets in, who does not, and what a changed ``workspace.json`` says."""

from __future__ import annotations

import hashlib
import json
import random
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest

from hiring_desktop.core.errors import Conflict, Damaged, HiringError, InvalidInput, Locked, NotFound, StorageFailure
from hiring_desktop.core.trust.keys import (
    MANIFEST_NAME,
    Purpose,
    change_passphrase,
    create_workspace_keys,
    ephemeral_keys,
    read_workspace,
    unlock,
)

PASSPHRASE = "correct horse battery"
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)


class DictKeyring:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}

    def load(self, workspace_id: str) -> str | None:
        return self.entries.get(workspace_id)

    def store(self, workspace_id: str, secret: str) -> None:
        self.entries[workspace_id] = secret

    def remove(self, workspace_id: str) -> None:
        self.entries.pop(workspace_id, None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "a" / "workspace"


@pytest.fixture
def keyring() -> DictKeyring:
    return DictKeyring()


def test_the_passphrase_opens_the_same_keys(folder: Path) -> None:
    made = create_workspace_keys(
        folder, "Büro", passphrase=PASSPHRASE, keyring=None, created=datetime(2024, 2, 1, tzinfo=UTC)
    )
    opened = unlock(folder, passphrase=PASSPHRASE)
    assert (opened.workspace_id, opened.name) == (made.workspace_id, "Büro")
    for purpose in PURPOSES:
        assert opened.sub_key(purpose) == made.sub_key(purpose)
        assert len(opened.sub_key(purpose)) == 32
    assert len({opened.sub_key(purpose) for purpose in PURPOSES}) == len(PURPOSES)
    info = read_workspace(folder)
    assert (info.id, info.name, info.created) == (made.workspace_id, "Büro", "2024-02-01T00:00:00+00:00")
    assert info.kinds == ("passphrase",)


def test_the_keyring_opens_without_a_question(folder: Path, keyring: DictKeyring) -> None:
    made = create_workspace_keys(folder, "Office", passphrase=None, keyring=keyring)
    assert unlock(folder, keyring=keyring).sub_key("store") == made.sub_key("store")
    assert read_workspace(folder).kinds == ("keyring",)
    assert list(keyring.entries) == [made.workspace_id]


def test_both_slots_open_the_same_workspace(folder: Path, keyring: DictKeyring) -> None:
    made = create_workspace_keys(folder, "Office", passphrase=PASSPHRASE, keyring=keyring)
    for opened in (unlock(folder, passphrase=PASSPHRASE), unlock(folder, keyring=keyring)):
        assert opened.sub_key("store") == made.sub_key("store")


def test_every_workspace_has_keys_of_its_own(tmp_path: Path, keyring: DictKeyring) -> None:
    one = create_workspace_keys(tmp_path / "1", "One", passphrase=None, keyring=keyring)
    two = create_workspace_keys(tmp_path / "2", "Two", passphrase=None, keyring=keyring)
    assert one.workspace_id != two.workspace_id
    assert one.sub_key("store") != two.sub_key("store")
    assert one.blind_index("a") != two.blind_index("a")


def test_no_secret_is_written(folder: Path, keyring: DictKeyring) -> None:
    made = create_workspace_keys(folder, "Office", passphrase=PASSPHRASE, keyring=keyring)
    text = (folder / MANIFEST_NAME).read_text()
    secrets = [PASSPHRASE, keyring.entries[made.workspace_id], *(made.sub_key(p).hex() for p in PURPOSES)]
    assert [secret for secret in secrets if secret in text] == []
    assert repr(made) == f"WorkspaceKeys({made.workspace_id})"


# ------------------------------------------------------------------ who does not get in
@pytest.mark.parametrize("wrong", ["", "correct horse", "Correct horse battery", "correct horse battery ", "x" * 5000])
def test_a_wrong_passphrase_is_locked(folder: Path, wrong: str) -> None:
    create_workspace_keys(folder, "Office", passphrase=PASSPHRASE, keyring=None)
    with pytest.raises(Locked, match="wrong"):
        unlock(folder, passphrase=wrong)


def test_a_passphrase_typed_in_another_unicode_form_is_the_same(folder: Path) -> None:
    create_workspace_keys(folder, "Office", passphrase="Grüße aus dem Büro", keyring=None)
    unlock(folder, passphrase=unicodedata.normalize("NFD", "Grüße aus dem Büro"))


def test_missing_keys_say_what_to_give(folder: Path, keyring: DictKeyring, tmp_path: Path) -> None:
    create_workspace_keys(folder, "Office", passphrase=PASSPHRASE, keyring=None)
    for ring in (None, keyring):
        with pytest.raises(Locked, match="passphrase"):
            unlock(folder, keyring=ring)
    create_workspace_keys(tmp_path / "k", "Office", passphrase=None, keyring=keyring)
    with pytest.raises(Locked, match="keyring"):
        unlock(tmp_path / "k")
    keyring.entries.clear()
    with pytest.raises(Locked, match="holds no key"):
        unlock(tmp_path / "k", keyring=keyring)


@pytest.mark.parametrize("entry", ["", "not base64!", "c2hvcnQ="])
def test_a_keyring_entry_that_is_no_key_is_locked(folder: Path, keyring: DictKeyring, entry: str) -> None:
    made = create_workspace_keys(folder, "Office", passphrase=None, keyring=keyring)
    keyring.entries[made.workspace_id] = entry
    with pytest.raises(Locked):
        unlock(folder, keyring=keyring)


def test_the_key_of_another_workspace_opens_nothing(tmp_path: Path, keyring: DictKeyring) -> None:
    one = create_workspace_keys(tmp_path / "1", "One", passphrase=None, keyring=keyring)
    two = create_workspace_keys(tmp_path / "2", "Two", passphrase=None, keyring=keyring)
    keyring.entries[one.workspace_id] = keyring.entries[two.workspace_id]
    with pytest.raises(Damaged):
        unlock(tmp_path / "1", keyring=keyring)


def test_forgotten_keys_are_locked(folder: Path) -> None:
    keys = create_workspace_keys(folder, "Office", passphrase=PASSPHRASE, keyring=None)
    keys.sub_key("store")
    keys.forget()
    uses: list[Callable[[], object]] = [
        lambda: keys.sub_key("store"),
        lambda: keys.blind_index("a"),
        lambda: change_passphrase(folder, keys, "a new passphrase"),
    ]
    for use in uses:
        with pytest.raises(Locked):
            use()
    unlock(folder, passphrase=PASSPHRASE)


# ------------------------------------------------------------------ making a workspace
@pytest.mark.parametrize("short", ["", "elevenchars", "           "])
def test_a_short_passphrase_is_refused_and_nothing_is_made(folder: Path, short: str) -> None:
    with pytest.raises(InvalidInput, match="12"):
        create_workspace_keys(folder, "Office", passphrase=short, keyring=None)
    assert not folder.exists()


def test_a_workspace_needs_a_slot(folder: Path) -> None:
    with pytest.raises(InvalidInput, match="passphrase"):
        create_workspace_keys(folder, "Office", passphrase=None, keyring=None)


def test_a_workspace_is_not_made_over_another(folder: Path, keyring: DictKeyring) -> None:
    create_workspace_keys(folder, "Office", passphrase=PASSPHRASE, keyring=None)
    before = (folder / MANIFEST_NAME).read_bytes()
    with pytest.raises(Conflict):
        create_workspace_keys(folder, "Office", passphrase=None, keyring=keyring)
    assert (folder / MANIFEST_NAME).read_bytes() == before
    assert keyring.entries == {}
    unlock(folder, passphrase=PASSPHRASE)


def test_a_folder_that_cannot_be_used_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        unlock(tmp_path, passphrase=PASSPHRASE)
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageFailure):
        create_workspace_keys(tmp_path / "file" / "w", "Office", passphrase=PASSPHRASE, keyring=None)


# ------------------------------------------------------------------ a new passphrase
def test_a_new_passphrase_replaces_the_old_one(folder: Path, keyring: DictKeyring) -> None:
    made = create_workspace_keys(folder, "Office", passphrase=PASSPHRASE, keyring=keyring)
    change_passphrase(folder, unlock(folder, passphrase=PASSPHRASE), "a better passphrase")
    with pytest.raises(Locked):
        unlock(folder, passphrase=PASSPHRASE)
    assert unlock(folder, passphrase="a better passphrase").sub_key("store") == made.sub_key("store")
    assert unlock(folder, keyring=keyring).sub_key("store") == made.sub_key("store")
    with pytest.raises(InvalidInput):
        change_passphrase(folder, made, "too short")
    assert [path.name for path in folder.iterdir()] == [MANIFEST_NAME]


def test_a_keyring_workspace_can_be_given_a_passphrase(folder: Path, keyring: DictKeyring) -> None:
    made = create_workspace_keys(folder, "Office", passphrase=None, keyring=keyring)
    change_passphrase(folder, made, PASSPHRASE)
    assert unlock(folder, passphrase=PASSPHRASE).sub_key("store") == made.sub_key("store")


def test_the_keys_of_one_workspace_change_no_other(tmp_path: Path) -> None:
    one = create_workspace_keys(tmp_path / "1", "One", passphrase=PASSPHRASE, keyring=None)
    create_workspace_keys(tmp_path / "2", "Two", passphrase=PASSPHRASE, keyring=None)
    with pytest.raises(InvalidInput):
        change_passphrase(tmp_path / "2", one, "a better passphrase")


# ------------------------------------------------------------------ damage and tampering
@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The ``workspace.json`` of a workspace that ``PASSPHRASE`` opens."""
    folder = tmp_path_factory.mktemp("manifest")
    create_workspace_keys(folder, "Office", passphrase=PASSPHRASE, keyring=None)
    return (folder / MANIFEST_NAME).read_bytes()


def put(folder: Path, manifest: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST_NAME).write_bytes(manifest)


def test_every_flipped_bit_of_the_manifest_is_found(folder: Path, manifest: bytes) -> None:
    for place in random.Random(6).sample(range(len(manifest)), 200):
        flipped = bytearray(manifest)
        flipped[place] ^= 1 << (place % 7)
        if _same_json(manifest, bytes(flipped)):
            continue
        put(folder, bytes(flipped))
        with pytest.raises(HiringError) as raised:
            unlock(folder, passphrase=PASSPHRASE)
        assert isinstance(raised.value, Damaged | StorageFailure)


def _same_json(one: bytes, other: bytes) -> bool:
    """White space between tokens may change into other white space."""
    try:
        return bool(json.loads(one) == json.loads(other))
    except ValueError:
        return False


Tamper = Callable[[dict[str, Any]], object]
TAMPERINGS: dict[str, Tamper] = {
    "name": lambda d: d.update(name="Mine"),
    "id": lambda d: d.update(id="0" * 32),
    "id that is none": lambda d: d.update(id="xyz"),
    "created": lambda d: d.update(created="1999-01-01T00:00:00+00:00"),
    "slot added": lambda d: d["slots"].append({"kind": "keyring"}),
    "slot without a kind": lambda d: d["slots"].append({}),
    "slots of another kind": lambda d: d.update(slots=5),
    "weaker derivation": lambda d: d["slots"][0].update(iterations=1),
    "endless derivation": lambda d: d["slots"][0].update(iterations=2**31, memory_kib=2**31),
    "salt": lambda d: d["slots"][0].update(salt="AAAAAAAAAAAAAAAAAAAAAA=="),
    "short salt": lambda d: d["slots"][0].update(salt=""),
    "nonce": lambda d: d["slots"][0].update(nonce="AAAA"),
    "wrapped key": lambda d: d["slots"][0].update(wrapped="A" * 64),
    "no seal": lambda d: d.pop("seal"),
    "format": lambda d: d.update(format="something else"),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_an_edited_manifest_is_damaged(folder: Path, manifest: bytes, what: str) -> None:
    data = json.loads(manifest)
    TAMPERINGS[what](data)
    put(folder, json.dumps(data).encode())
    with pytest.raises(Damaged):
        unlock(folder, passphrase=PASSPHRASE)


@pytest.mark.parametrize("what", TAMPERINGS)
def test_an_edit_with_a_fitting_checksum_opens_nothing_either(folder: Path, manifest: bytes, what: str) -> None:
    """The checksum is for accidents; whoever computes it anew still lacks the key of the seal."""
    data = json.loads(manifest)
    TAMPERINGS[what](data)
    data["checksum"] = _checksum(data)
    put(folder, json.dumps(data).encode())
    with pytest.raises(HiringError) as raised:
        unlock(folder, passphrase=PASSPHRASE)
    assert isinstance(raised.value, Damaged | Locked)


def _checksum(data: dict[str, Any]) -> str:
    """As documented in the file's description: SHA-256 of the canonical JSON of all but the checksum."""
    plain = {name: value for name, value in data.items() if name != "checksum"}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"format": "smart-hiring workspace"}'])
def test_a_file_that_is_no_manifest_is_damaged(folder: Path, content: bytes) -> None:
    put(folder, content)
    with pytest.raises(Damaged):
        unlock(folder, passphrase=PASSPHRASE)


def test_a_newer_format_is_refused(folder: Path, manifest: bytes) -> None:
    put(folder, json.dumps({**json.loads(manifest), "version": 2, "more": True}).encode())
    with pytest.raises(StorageFailure, match="newer version"):
        unlock(folder, passphrase=PASSPHRASE)


# ------------------------------------------------------------------ blind index, throw-away keys
def test_a_blind_index_finds_what_is_the_same_to_a_person() -> None:
    keys = ephemeral_keys()
    index = keys.blind_index("Ada.Quill@example.org")
    assert len(index) == 64
    for same in (" ada.quill@EXAMPLE.org\n", "\uff21da.Quill@example.org"):
        assert keys.blind_index(same) == index
    assert keys.blind_index("ada.quill@example.com") != index
    assert ephemeral_keys().blind_index("Ada.Quill@example.org") != index


def test_throw_away_keys_are_new_each_time() -> None:
    one, two = ephemeral_keys("Demo"), ephemeral_keys("Demo")
    assert one.name == "Demo"
    assert one.workspace_id != two.workspace_id
    assert one.sub_key("store") != two.sub_key("store")
