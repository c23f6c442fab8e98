"""Any account opens the workspace with its own password: ``workspace.json`` follows the accounts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from fake_accounts import FIRST, OWNER, SECRET, CountingHasher, House, build_house
from fake_ports import FixedClock
from filelock import FileLock

from hiring_desktop.core.errors import Conflict, Damaged, Locked, SignInFailed, StorageFailure, TooManyAttempts
from hiring_desktop.core.storage.sqlite_engine import SqliteStore
from hiring_desktop.core.trust import keys, slots, unlocking
from hiring_desktop.core.trust.account_slots import WorkspaceSlots
from hiring_desktop.core.trust.unlocking import AccountUnlock

PASSPHRASE = "correct horse battery"
FRESH = "a fresh one to begin with"


class DictKeyring:
    """A keyring in memory, which may be locked."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}
        self.locked = False

    def load(self, workspace_id: str) -> str | None:
        return self.entries.get(workspace_id)

    def store(self, workspace_id: str, secret: str) -> None:
        self.entries[workspace_id] = secret

    def remove(self, workspace_id: str) -> None:
        if self.locked:
            raise Locked("The keyring is locked.")
        self.entries.pop(workspace_id, None)


@dataclass
class Home:
    """A workspace in a folder, with its accounts."""

    folder: Path
    keyring: DictKeyring
    keys: keys.WorkspaceKeys
    house: House
    clock: FixedClock

    def opens(self, name: str, password: str = SECRET) -> bool:
        """Whether somebody of ``example.org`` can open the workspace."""
        try:
            opened = keys.unlock_account(self.folder, f"{name}@example.org", password)
        except SignInFailed:
            return False
        return opened.sub_key("store") == self.keys.sub_key("store")

    def kinds(self) -> tuple[str, ...]:
        return keys.read_workspace(self.folder).kinds


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id with parameters that take no time. Those that are shipped have a test of their own."""
    monkeypatch.setattr(slots, "ARGON2", {"memory_kib": 64, "iterations": 1, "lanes": 1})


@pytest.fixture
def make_home(tmp_path: Path, cheap: None) -> Iterator[Callable[..., Home]]:
    stores: list[SqliteStore] = []

    def make(*, passphrase: str | None = PASSPHRASE, with_keyring: bool = True) -> Home:
        folder, keyring, clock = tmp_path / "workspace", DictKeyring(), FixedClock()
        opened = keys.create_workspace_keys(
            folder, "Test", passphrase=passphrase, keyring=keyring if with_keyring else None
        )
        stores.append(SqliteStore.create(folder / "store.db", opened.sub_key("store")))
        kept = WorkspaceSlots(folder, opened, lambda: keyring)
        return Home(folder, keyring, opened, build_house(stores[-1], opened, clock, CountingHasher(), kept), clock)

    yield make
    for store in stores:
        store.close()


@pytest.fixture
def home(make_home: Callable[..., Home]) -> Home:
    """One with an administrator, ada@example.org."""
    made = make_home()
    made.house.person("ada", "admin")
    return made


def test_every_account_opens_the_workspace_with_its_own_password(home: Home) -> None:
    home.house.person("bo")
    assert home.opens("ada")
    assert home.opens("bo")
    assert keys.unlock_account(home.folder, " BO@example.ORG", SECRET).workspace_id == home.keys.workspace_id
    assert not home.opens("bo", "not the secret at all")
    assert not home.opens("nobody")


def test_the_shipped_slot_is_argon2id_with_64_mib(tmp_path: Path) -> None:
    opened = keys.create_workspace_keys(tmp_path / "w", "Test", passphrase=PASSPHRASE, keyring=None)
    slot = keys.account_slot(opened, "a" * 32, "ada@example.org", SECRET)
    assert (slot["kdf"], slot["memory_kib"], slot["iterations"], slot["lanes"]) == ("argon2id", 65536, 3, 4)
    keys.set_account_slots(tmp_path / "w", opened, [slot])
    assert keys.unlock_account(tmp_path / "w", "ada@example.org", SECRET).sub_key("store") == opened.sub_key("store")


def test_the_file_tells_nobody_who_has_an_account(home: Home) -> None:
    bo = home.house.person("bo")
    text = (home.folder / keys.MANIFEST_NAME).read_text()
    assert "example" not in text
    [slot] = [slot for slot in json.loads(text)["slots"] if slot.get("account") == bo.id]
    assert len(slot["hint"]) == 2
    hints = [keys.account_hint(home.keys.workspace_id, f"{n}@example.org") for n in range(20_000)]
    assert hints.count(slot["hint"]) > 1  # whoever tries addresses learns of one in 256 that it may be


def test_accounts_that_share_their_hint_are_told_apart(home: Home) -> None:
    wanted = keys.account_hint(home.keys.workspace_id, "ada@example.org")
    name = next(
        f"n{n}" for n in range(9999) if keys.account_hint(home.keys.workspace_id, f"n{n}@example.org") == wanted
    )
    view = home.house.person(name)  # with the same password, even
    assert home.opens(name)
    assert home.opens("ada")
    home.house.accounts.remove(OWNER, view.id)
    assert (home.opens(name), home.opens("ada")) == (False, True)


def test_another_password_opens_it_and_the_old_one_does_not(home: Home) -> None:
    bo = home.house.person("bo")
    assert not home.opens("bo", FIRST)
    home.house.own_account.change_password(home.house.enter("bo"), SECRET, FRESH)
    assert (home.opens("bo"), home.opens("bo", FRESH)) == (False, True)
    home.house.accounts.reset_password(OWNER, bo.id, "another one altogether")
    assert (home.opens("bo", FRESH), home.opens("bo", "another one altogether")) == (False, True)


def test_a_disabled_account_opens_nothing_until_it_is_enabled(home: Home) -> None:
    bo = home.house.person("bo")
    home.house.accounts.disable(OWNER, bo.id)
    assert not home.opens("bo")
    home.house.accounts.enable(OWNER, bo.id)
    assert home.opens("bo")


def test_a_removed_account_leaves_no_slot(home: Home) -> None:
    bo = home.house.person("bo")
    home.house.accounts.remove(OWNER, bo.id)
    assert not home.opens("bo")
    assert bo.id not in (home.folder / keys.MANIFEST_NAME).read_text()
    assert home.opens("ada")


# ------------------------------------------------------------------ from one user to several
def test_with_the_first_account_the_keyring_opens_it_no_more(make_home: Callable[..., Home]) -> None:
    home = make_home()
    assert home.kinds() == ("keyring", "passphrase")
    home.house.person("ada", "admin")
    assert home.kinds() == ("passphrase", "account")
    assert home.keyring.entries == {}
    with pytest.raises(Locked):
        keys.unlock(home.folder, keyring=home.keyring)
    keys.unlock(home.folder, passphrase=PASSPHRASE)


def test_without_a_passphrase_the_account_is_what_is_left(make_home: Callable[..., Home]) -> None:
    home = make_home(passphrase=None)
    home.house.person("ada", "admin")
    assert home.kinds() == ("account",)
    assert home.opens("ada")
    with pytest.raises(Locked, match="sign in"):
        keys.unlock(home.folder, keyring=home.keyring)


def test_a_keyring_that_refuses_is_dealt_with_at_the_next_opening(make_home: Callable[..., Home]) -> None:
    home = make_home(passphrase=None)
    home.keyring.locked = True
    with pytest.raises(Locked):
        home.house.person("ada", "admin")
    assert home.opens("ada", FIRST)  # the account is there, and nobody is locked out
    assert "keyring" in home.kinds()
    home.keyring.locked = False
    home.house.accounts.mend_slots()
    assert home.kinds() == ("account",)
    assert home.keyring.entries == {}


def test_the_keyring_stays_where_nothing_else_opens_the_workspace(make_home: Callable[..., Home]) -> None:
    home = make_home(passphrase=None)
    with pytest.raises(Conflict):
        keys.drop_keyring_slot(home.folder, home.keys, home.keyring)
    assert home.keyring.entries
    home.house.accounts.mend_slots()  # of a workspace without accounts: nothing to mend
    assert home.kinds() == ("keyring",)


# ------------------------------------------------------------------ when something breaks off
def test_what_cannot_be_written_makes_no_account(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    bo = home.house.person("bo")
    before = (home.folder / keys.MANIFEST_NAME).read_bytes()

    def full(*_: object) -> None:
        raise StorageFailure("The disk is full.")

    monkeypatch.setattr(keys, "write_file", full)
    for attempt in (
        lambda: home.house.accounts.add(OWNER, "cy@example.org", "Cy", "recruiter", FIRST),
        lambda: home.house.accounts.disable(OWNER, bo.id),
        lambda: home.house.accounts.remove(OWNER, bo.id),
        lambda: home.house.accounts.reset_password(OWNER, bo.id, FRESH),
    ):
        with pytest.raises(StorageFailure):
            attempt()
    assert (home.folder / keys.MANIFEST_NAME).read_bytes() == before
    assert len(home.house.accounts.list(OWNER)) == 2
    home.house.enter("bo")
    assert home.opens("bo")


def test_a_crash_between_file_and_store_is_mended_at_the_next_opening(home: Home) -> None:
    home.house.person("bo")
    before = (home.folder / keys.MANIFEST_NAME).read_bytes()
    home.house.accounts.remove(OWNER, home.house.person("cy").id)
    home.house.person("di")
    (home.folder / keys.MANIFEST_NAME).write_bytes(before)
    assert not home.opens("di")
    home.house.accounts.mend_slots()
    assert [home.opens(name) for name in ("ada", "bo", "cy", "di")] == [True, True, False, True]


def test_an_edited_slot_is_damage(home: Home) -> None:
    path = home.folder / keys.MANIFEST_NAME
    data = json.loads(path.read_bytes())
    next(slot for slot in data["slots"] if slot["kind"] == "account")["account"] = "f" * 32
    path.write_text(json.dumps(data))
    with pytest.raises(Damaged):
        keys.unlock_account(home.folder, "ada@example.org", SECRET)


# ------------------------------------------------------------------ the limit on attempts before the store is open
def names(home: Home, count: int) -> list[str]:
    """Names of which no two share their hint, and so a lock; the first is ada."""
    found: dict[str, str] = {}
    for name in ("ada", *(f"n{number}" for number in range(99))):
        found.setdefault(keys.account_hint(home.keys.workspace_id, f"{name}@example.org"), name)
    return list(found.values())[:count]


def test_three_wrong_passwords_lock_the_opening_as_well(home: Home) -> None:
    ada, nobody, other = names(home, 3)
    home.house.person(other)
    gate = AccountUnlock(home.folder, home.clock)
    for name in (ada, nobody):
        for _ in range(3):
            with pytest.raises(SignInFailed):
                gate.unlock(f"{name}@example.org", "not the secret at all")
        with pytest.raises(TooManyAttempts) as refusal:
            AccountUnlock(home.folder, home.clock).unlock(f"{name}@example.org", SECRET)
        assert refusal.value.retry_at - home.clock.moment < timedelta(minutes=15)
    gate.unlock(f"{other}@example.org", SECRET)
    home.clock.moment = refusal.value.retry_at
    opened = gate.unlock("ada@example.org", SECRET)
    assert opened.keys.sub_key("store") == home.keys.sub_key("store")
    assert opened.failures == 3
    assert gate.unlock("ada@example.org", SECRET).failures == 0
    home.house.trail.events.clear()
    for failures in (0, opened.failures):
        home.house.entrance.note_failed_openings(failures)
    [event] = home.house.trail.events
    assert (event.action, event.outcome, event.detail) == ("accounts.unlock", "failed", {"attempts": 3})
    assert "example" not in (home.folder / "run" / "sign_in.json").read_text()


def test_of_many_openings_at_once_three_are_looked_at(home: Home) -> None:
    def attempt(_: int) -> type[Exception]:
        try:
            AccountUnlock(home.folder, home.clock).unlock("ada@example.org", "not the secret at all")
        except (SignInFailed, TooManyAttempts) as error:
            return type(error)
        raise AssertionError("that was the wrong password")

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(attempt, range(12)))
    assert answers.count(SignInFailed) == 3


def test_whoever_waits_too_long_for_the_file_is_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unlocking, "_PATIENCE", 0.0)
    (home.folder / "run").mkdir()
    with FileLock(home.folder / "run" / "sign_in.json.lock"), pytest.raises(Locked, match="under way"):
        AccountUnlock(home.folder, home.clock).unlock("ada@example.org", SECRET)
    AccountUnlock(home.folder, home.clock).unlock("ada@example.org", SECRET)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"00": 1}', b'{"00": {"failures": 1}}', b"\xff\xfe"])
def test_a_file_of_attempts_that_somebody_edited_stops_nobody(home: Home, content: bytes) -> None:
    (home.folder / "run").mkdir()
    (home.folder / "run" / "sign_in.json").write_bytes(content)
    AccountUnlock(home.folder, home.clock).unlock("ada@example.org", SECRET)
