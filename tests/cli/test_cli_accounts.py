"""Accounts on the command line: from a workspace of one to one with several people, in real files."""

from __future__ import annotations

import functools
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyotp
import pytest

from hiring_desktop import bootstrap
from hiring_desktop.cli.app import run
from hiring_desktop.core import workspace as workspace_module
from hiring_desktop.core.errors import Locked, NotPermitted
from hiring_desktop.core.settings import device_file
from hiring_desktop.core.trust import keys, slots
from hiring_desktop.core.trust.passwords import BcryptHasher
from hiring_desktop.core.trust.sign_in import Proof

PASSPHRASE = "correct horse battery staple"
ADA, BO = "ada@example.org", "bo@example.org"
ADAS, FIRST, BOS = "velvet tram quietly sings", "a first one for newcomers", "seven grey herons waiting"


class FakeKeyring:
    """Keeps to ``KeyringPort``; refuses while ``locked``."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}
        self.locked = False

    def store(self, workspace_id: str, secret: str) -> None:
        self.entries[workspace_id] = secret

    def load(self, workspace_id: str) -> str | None:
        return self.entries.get(workspace_id)

    def remove(self, workspace_id: str) -> None:
        if self.locked:
            raise Locked("The keyring refuses.")
        self.entries.pop(workspace_id, None)


class Line:
    """The command line on one workspace, in this process."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder / "ws"
        self.files = folder
        self._env = monkeypatch
        self._printed = capsys

    def __call__(
        self, *arguments: object, user: str | None = None, secret: str | None = PASSPHRASE, code: str | None = None,
        ends: int = 0,
    ) -> tuple[str, str]:  # fmt: skip
        """Run a command; returns what it printed to standard output and to standard error."""
        self._env.delenv("HIRING_PASSPHRASE", raising=False)
        if secret is not None:
            self._env.setenv("HIRING_PASSPHRASE", secret)
        options = ["--workspace", str(self.folder)]
        options += ["--user", user] if user else []
        options += ["--code", code] if code else []
        self._printed.readouterr()
        ended = run([*options, *map(str, arguments)])
        out, err = self._printed.readouterr()
        assert ended == ends, (out, err)
        return out, err

    def rows(self, *arguments: object, **how: Any) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self(*arguments, "--format", "jsonl", **how)[0].splitlines()]

    def secret_file(self, text: str) -> Path:
        file = self.files / "secret.txt"
        file.write_text(text)
        return file

    def add(self, email: str, role: str, password: str, **how: Any) -> str:
        file = self.secret_file(password)
        made, _ = self("users", "add", email, "--role", role, "--name", "Some One", "--password-file", file, **how)
        return made.strip()


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slow hashes that are fast. Those that are shipped have tests of their own."""
    monkeypatch.setattr(slots, "ARGON2", {"memory_kib": 64, "iterations": 1, "lanes": 1})
    monkeypatch.setattr(workspace_module, "BcryptHasher", functools.partial(BcryptHasher, cost=4))


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cheap: None) -> Line:
    made = Line(tmp_path, monkeypatch, capsys)
    made("workspace", "init")
    return made


@pytest.fixture
def shared(line: Line) -> Line:
    """With an administrator, and a recruiter who has chosen a password."""
    line.add(ADA, "admin", ADAS)
    line.add(BO, "recruiter", FIRST, user=ADA, secret=ADAS)
    line("account", "password", "--password-file", line.secret_file(BOS), user=BO, secret=FIRST)
    return line


def test_the_first_account_is_an_administrators(line: Line) -> None:
    file = line.secret_file(ADAS)
    refused = line("users", "add", BO, "--role", "recruiter", "--name", "Bo", "--password-file", file, ends=2)
    assert "administrator" in refused[1]
    line.add(ADA, "admin", ADAS)
    [account] = line.rows("users", "list", user=ADA, secret=ADAS)
    assert (account["email"], account["role"], account["state"]) == (ADA, "admin", "active")
    assert line.rows("audit", "list", "--action", "accounts.sign_in", user=ADA, secret=ADAS)


def test_somebody_new_chooses_a_password_first(line: Line) -> None:
    line.add(ADA, "admin", ADAS)
    line.add(BO, "recruiter", FIRST, user=ADA, secret=ADAS)
    assert "Choose one of your own" in line("jobs", "list", user=BO, secret=FIRST, ends=3)[1]
    line("account", "password", "--password-file", line.secret_file(BOS), user=BO, secret=FIRST)
    line("account", "show", user=BO, secret=BOS)
    assert "not right" in line("account", "show", user=BO, secret=FIRST, ends=3)[1]


def test_what_a_role_may_not_is_refused_and_written_down(shared: Line) -> None:
    assert "role (recruiter)" in shared("users", "list", user=BO, secret=BOS, ends=3)[1]
    assert "role (recruiter)" in shared("audit", "list", user=BO, secret=BOS, ends=3)[1]
    [denied] = [
        row for row in shared.rows("audit", "list", "--action", "audit.read", user=ADA, secret=ADAS)
        if row["outcome"] == "denied"
    ]  # fmt: skip
    assert denied["role"] == "recruiter"
    assert denied["source"] == "cli"


def test_three_wrong_passwords_lock_and_say_until_when(shared: Line) -> None:
    for _ in range(3):
        assert "not right" in shared("jobs", "list", user=BO, secret="not the password", ends=3)[1]
    assert "Try again in 15 minutes" in shared("jobs", "list", user=BO, secret=BOS, ends=3)[1]
    shared("account", "show", user=ADA, secret=ADAS)  # nobody else is locked out


def test_a_disabled_account_opens_nothing(shared: Line) -> None:
    shared("users", "disable", BO, user=ADA, secret=ADAS)
    assert "not right" in shared("account", "show", user=BO, secret=BOS, ends=3)[1]
    shared("users", "enable", BO, user=ADA, secret=ADAS)
    shared("account", "show", user=BO, secret=BOS)
    shared("users", "remove", BO, user=ADA, secret=ADAS)
    assert [row["email"] for row in shared.rows("users", "list", user=ADA, secret=ADAS)] == [ADA]
    assert "no account" in shared("users", "remove", BO, user=ADA, secret=ADAS, ends=2)[1]


def test_two_factor_sign_in_from_enrolment_to_recovery_code(shared: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [datetime(2026, 3, 2, 9, 0, tzinfo=UTC)]
    monkeypatch.setattr(bootstrap.SystemClock, "now", lambda _clock: now[0])

    def code(uri: str) -> str:
        """What the app shows half a minute later: each code works once."""
        now[0] = datetime.fromtimestamp(now[0].timestamp() + 30, UTC)
        parsed = pyotp.parse_uri(uri)
        assert isinstance(parsed, pyotp.TOTP)
        return parsed.at(now[0])

    uri = shared("account", "enrol-two-factor", user=BO, secret=BOS)[0].strip()
    assert "not right" in shared("account", "confirm-two-factor", "000000", user=BO, secret=BOS, ends=2)[1]
    spare = shared("account", "confirm-two-factor", code(uri), user=BO, secret=BOS)[0].split()
    assert len(spare) == 10
    assert "Give the code" in shared("account", "show", user=BO, secret=BOS, ends=3)[1]
    fresh = code(uri)
    shared("account", "show", user=BO, secret=BOS, code=fresh)
    assert "not right" in shared("account", "show", user=BO, secret=BOS, code=fresh, ends=3)[1], "a code counts once"
    shared("account", "show", user=BO, secret=BOS, code=spare[0])
    shared("users", "reset-two-factor", BO, user=ADA, secret=ADAS)
    shared("account", "show", user=BO, secret=BOS)


def test_the_passphrase_stays_the_last_resort_and_the_trail_tells(shared: Line) -> None:
    shared("users", "reset-password", ADA, "--password-file", shared.secret_file(FIRST))
    assert "Choose one of your own" in shared("users", "list", user=ADA, secret=FIRST, ends=3)[1]
    rows = shared.rows("audit", "list", "--action", "workspace.enter_as_owner")
    assert {row["user_id"] for row in rows} == {"owner"}


def test_the_recovery_code_sets_another_passphrase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cheap: None
) -> None:
    line = Line(tmp_path, monkeypatch, capsys)
    said = line("workspace", "init")[1]
    code = said.split("all else is lost: ")[1].splitlines()[0]
    new, file = tmp_path / "new.txt", tmp_path / "code.txt"
    new.write_text("quite another passphrase")
    file.write_text(code)
    line("workspace", "rekey", "--new-passphrase-file", new, "--recovery-code-file", file, secret=None)
    line("workspace", "info", secret="quite another passphrase")
    assert "wrong" in line("workspace", "info", ends=3)[1]


def test_a_slot_that_a_crash_kept_from_being_written_is_mended(shared: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (shared.folder / keys.MANIFEST_NAME).read_bytes()
    shared("users", "disable", BO, user=ADA, secret=ADAS)
    (shared.folder / keys.MANIFEST_NAME).write_bytes(before)  # as if it had not come to that
    shared("account", "show", user=ADA, secret=ADAS)
    slots_left = [slot for slot in keys.read_workspace(shared.folder).slots if slot["kind"] == "account"]
    assert len(slots_left) == 1


@pytest.mark.parametrize(
    ("arguments", "how", "says"),
    [
        (("account", "show"), {}, "account"),
        (("account", "password"), {}, "--user"),
        (("users", "add", "nobody", "--role", "admin", "--name", "X"), {}, "--password-file"),
        (("jobs", "list"), {"user": ADA, "secret": None}, "HIRING_PASSPHRASE"),
    ],
)
def test_what_is_missing_is_named(line: Line, arguments: tuple[str, ...], how: dict[str, Any], says: str) -> None:
    assert says in line(*arguments, ends=2, **how)[1]


def test_a_machine_is_known_again_by_a_file_for_its_user_alone(shared: Line) -> None:
    file = device_file()
    assert file.stat().st_mode & 0o077 == 0
    known = file.read_text()
    shared("account", "show", user=BO, secret=BOS)
    assert file.read_text() == known


def kinds(line: Line) -> set[str]:
    return set(keys.read_workspace(line.folder).kinds)


def test_a_crash_before_the_first_account_was_stored_leaves_its_owner_alone(line: Line) -> None:
    before = line.files / "before"
    shutil.copytree(line.folder, before)
    line.add(ADA, "admin", ADAS)
    written = (line.folder / keys.MANIFEST_NAME).read_bytes()
    shutil.rmtree(line.folder)
    before.rename(line.folder)
    (line.folder / keys.MANIFEST_NAME).write_bytes(written)  # its slot, and no account
    assert "not right" in line("account", "show", user=ADA, secret=ADAS, ends=3)[1]
    line("workspace", "info")
    assert "account" not in kinds(line)
    line.add(ADA, "admin", ADAS)
    line("account", "show", user=ADA, secret=ADAS)


def test_a_crash_before_the_keyring_was_emptied_is_mended_when_it_is_next_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cheap: None
) -> None:
    ring = FakeKeyring()
    monkeypatch.setattr(bootstrap, "find_keyring", lambda: ring)
    line = Line(tmp_path, monkeypatch, capsys)
    line("workspace", "init", "--keyring", secret=None)
    line("workspace", "info", secret=None)
    ring.locked, file = True, line.secret_file(ADAS)
    line("users", "add", ADA, "--role", "admin", "--name", "Ada", "--password-file", file, secret=None, ends=3)
    ring.locked = False
    assert {"keyring", "account"} <= kinds(line)
    window = bootstrap.DesktopLauncher(line.folder)
    assert "keyring" not in window.ways_in()
    assert "sign in" in line("workspace", "info", secret=None, ends=3)[1]
    line("account", "show", user=ADA, secret=ADAS)


def test_when_all_passwords_are_lost_the_recovery_code_lets_the_owner_back_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cheap: None
) -> None:
    ring = FakeKeyring()
    monkeypatch.setattr(bootstrap, "find_keyring", lambda: ring)
    line = Line(tmp_path, monkeypatch, capsys)
    code = line("workspace", "init", "--keyring", secret=None)[1].split("all else is lost: ")[1].splitlines()[0]
    line.add(ADA, "admin", ADAS, secret=None)
    assert kinds(line) == {"recovery", "account"}
    new, file = tmp_path / "new.txt", tmp_path / "code.txt"
    new.write_text(PASSPHRASE)
    file.write_text(code)
    line("workspace", "rekey", "--new-passphrase-file", new, "--recovery-code-file", file, secret=None)
    line("users", "reset-password", ADA, "--password-file", line.secret_file(FIRST))
    line("account", "password", "--password-file", line.secret_file(BOS), user=ADA, secret=FIRST)
    assert line.rows("audit", "list", "--action", "workspace.enter_as_owner", user=ADA, secret=BOS)


def test_whoever_is_removed_or_given_another_role_is_out_at_once(shared: Line) -> None:
    session = bootstrap.sign_in(shared.folder, BO, Proof(BOS))
    try:
        session.workspace.entrance.current(session.actor)
        shared("users", "set-role", BO, "--role", "auditor", user=ADA, secret=ADAS)
        with pytest.raises(NotPermitted, match="Sign in again"):
            session.workspace.entrance.current(session.actor)
        shared("users", "remove", BO, user=ADA, secret=ADAS)
        with pytest.raises(NotPermitted, match="Sign in again"):
            session.workspace.entrance.current(session.actor)
    finally:
        session.workspace.close()


def test_a_second_device_signs_in_and_neither_forgets_the_other(shared: Line) -> None:
    first = device_file().read_text()
    device_file().unlink()
    shared("account", "show", user=BO, secret=BOS)
    assert device_file().read_text() != first
    device_file().write_text(first)
    shared("account", "show", user=BO, secret=BOS)
