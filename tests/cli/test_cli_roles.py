"""Role by command: what each of the six roles may do on the command line, and what is refused with exit code 3.

The table is held against the permissions that the commands ask for; a command without a row fails the first test.
"""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
import typer

from hiring_desktop import bootstrap
from hiring_desktop.cli.app import app, run
from hiring_desktop.core import workspace as workspace_module
from hiring_desktop.core.model import Actor, JobAd
from hiring_desktop.core.trust import slots
from hiring_desktop.core.trust.passwords import BcryptHasher
from hiring_desktop.core.trust.permissions import PERMISSIONS, REACH, ROLES
from hiring_desktop.core.workspace import Workspace

OURS, THEIRS = "north", "south"
"""Companies: everybody of the test is of the first."""
SECRET = "four unrelated little words"
OWN = "chosen by whoever it is"
FIRST = "a first one for newcomers"

COMMANDS: dict[str, tuple[str, str]] = {
    "workspace info": ("workspace info", "workspace.info"),
    "workspace verify": ("workspace verify", "workspace.verify"),
    "workspace rekey": ("workspace rekey --new-passphrase-file {secret}", "workspace.rekey"),
    "jobs list": ("jobs list", "jobs.read"),
    "jobs show": ("jobs show {job}", "jobs.read"),
    "jobs add": ("jobs add {ad}", "jobs.add"),
    "jobs close": ("jobs close {job}", "jobs.close"),
    "jobs reopen": ("jobs reopen {closed}", "jobs.close"),
    "import": ("import --job {job} {resumes}", "imports.accept"),
    "ranking": ("ranking {job}", "ranking.read"),
    "search": ("search python", "search.run"),
    "export ranking": ("export ranking {job}", "export.ranking"),
    "export all": ("export all {everything}", "workspace.export"),
    "audit list": ("audit list", "audit.read"),
    "audit verify": ("audit verify", "audit.verify"),
    "audit export": ("audit export -o {out}", "audit.export"),
    "privacy retention": ("privacy retention --preview", "privacy.retention"),
    "backup create": ("backup create {backup}", "backup.create"),
    "backup status": ("backup status", "backup.verify"),
    "backup schedule": ("backup schedule --off", "backup.schedule"),
    "users list": ("users list", "accounts.read"),
    "users add": (
        "users add new@example.org --role recruiter --name New --company north --password-file {first}",
        "accounts.add",
    ),
    "users set-role": ("users set-role target@example.org --role hiring_manager", "accounts.set_role"),
    "users disable": ("users disable target@example.org", "accounts.disable"),
    "users enable": ("users enable target@example.org", "accounts.enable"),
    "users reset-password": (
        "users reset-password target@example.org --password-file {first}",
        "accounts.reset_password",
    ),
    "users reset-two-factor": ("users reset-two-factor target@example.org", "accounts.reset_two_factor"),
    "users remove": ("users remove target@example.org", "accounts.remove"),
    "account show": ("account show", "accounts.read_own"),
    "account enrol-two-factor": ("account enrol-two-factor", "accounts.enrol_two_factor"),
    "account confirm-two-factor": ("account confirm-two-factor 000000", "accounts.confirm_two_factor"),
    "account disable-two-factor": ("account disable-two-factor 000000", "accounts.disable_two_factor"),
    "account password": ("account password --password-file {first}", "accounts.change_password"),
}
"""Command to how it is called, and the permission that decides."""

ELSEWHERE = {
    "parse", "rank", "fairness", "demo",  # without a workspace
    "workspace init", "workspace import", "backup verify", "backup restore",  # by passphrase; tests of their own
    "backup run-due",  # the machine's own turn, under its own actor
    "privacy access", "privacy portability", "privacy erase",  # by the rows of their use cases
}  # fmt: skip


class Stage:
    """One workspace with a job of our company and one of another's, and an account for each role."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "ws"
        workspace = bootstrap.create_workspace(self.folder, "Roles", passphrase=SECRET)
        try:
            self.places = {"resumes": folder / "none", "ad": folder / "ad.md", "out": folder / "trail.jsonl"}
            self.places |= {"backup": folder / "made.shbackup", "everything": folder / "all.zip"}
            self.places["secret"] = folder / "secret.txt"
            (folder / "secret.txt").write_text(SECRET)
            self.places["first"] = folder / "first.txt"
            (folder / "first.txt").write_text(FIRST)
            (folder / "none").mkdir()
            (folder / "none" / "void.txt").touch()  # rejected at once, without a worker process
            (folder / "ad.md").write_text("# Engineer\n\nPython and SQL are required.")
            workspace.accounts.add(workspace.owner, "boss@example.org", "Boss", "admin", FIRST)
            accounts = {role: _account(workspace, role) for role in ROLES}
            workspace.accounts.add(workspace.owner, "target@example.org", "Target", "recruiter", FIRST, company_id=OURS)
            for name, company in (("job", OURS), ("closed", OURS), ("foreign", THEIRS)):
                boss = Actor("u-boss", "company", "cli", company)
                made = workspace.jobs.add(boss, JobAd(f"Engineer {name}", "Python and SQL"))
                self.places[name] = Path(made.id)
                if company == OURS:
                    workspace.jobs.assign(boss, made.id, [accounts["hiring_manager"]])
            workspace.jobs.close(Actor("u-boss", "company", "cli", OURS), str(self.places["closed"]))
        finally:
            workspace.close()

    def line(self, role: str, command: str) -> list[str]:
        words = command.format(**{name: str(place) for name, place in self.places.items()}).split()
        return ["--workspace", str(self.folder), "--user", f"{role}@example.org", *words]


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr(slots, "ARGON2", {"memory_kib": 64, "iterations": 1, "lanes": 1})
    monkeypatch.setattr(workspace_module, "BcryptHasher", functools.partial(BcryptHasher, cost=4))
    return Stage(tmp_path)


def _account(workspace: Workspace, role: str) -> str:
    """An account whose owner has chosen a password; returns its id."""
    made = workspace.accounts.add(workspace.owner, f"{role}@example.org", role, role, FIRST, company_id=OURS)
    workspace.own_account.change_password(Actor(made.id, role, "cli", OURS), FIRST, OWN)
    return made.id


def all_commands() -> set[str]:
    group = typer.main.get_group(app)
    found = set()
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        found |= {f"{name} {one}" for one in inner} if inner else {name}
    return found


def test_every_command_has_a_row_or_is_tested_elsewhere() -> None:
    assert all_commands() - COMMANDS.keys() - ELSEWHERE == set()


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_the_table_says_and_nothing_else(
    stage: Stage, role: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, (command, permission) in COMMANDS.items():
        monkeypatch.setenv("HIRING_PASSPHRASE", OWN)
        ended = run(stage.line(role, command))
        said = capsys.readouterr().err
        may = role in PERMISSIONS[permission] and not _needs_more(role, name)
        assert (ended == 3) == (not may), f"{role}: {name} ended with {ended}: {said}"
        if not may:
            assert f"Your role ({role})" in said


@pytest.mark.parametrize("role", ["company", "recruiter", "hiring_manager"])
def test_the_jobs_of_another_company_are_neither_shown_nor_changed(
    stage: Stage, role: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = ("jobs show {foreign}", "jobs close {foreign}", "ranking {foreign}", "import --job {foreign} {resumes}")
    for command in commands:
        monkeypatch.setenv("HIRING_PASSPHRASE", OWN)
        assert run(stage.line(role, command)) == 3, command
        assert "Engineer foreign" not in "".join(capsys.readouterr())
    monkeypatch.setenv("HIRING_PASSPHRASE", OWN)
    assert run(stage.line(role, "jobs list --format jsonl")) == 0
    listed = capsys.readouterr().out
    assert "Engineer job" in listed
    assert "Engineer foreign" not in listed


def _needs_more(role: str, name: str) -> bool:
    """Where a command looks at more than its first permission says."""
    return name == "ranking" and REACH[role] == "own"
