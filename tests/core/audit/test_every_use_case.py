"""Every public method of the facade asks for a permission; every act, and every look at a person, is in the trail.

The test walks the facade by itself. A method without a row in ``CASES`` fails it: say there how to call it, and whether
it acts (``act``), hands out a person's data (``look``) or neither (``read``). What needs no permission at all stands in
``FREE`` with its reason.
"""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, Literal

import pyotp
import pytest
from fake_accounts import FIRST, SECRET, CountingHasher
from fake_ports import CountingRanker, FixedClock, LineReader

from hiring_desktop.core.errors import NotPermitted
from hiring_desktop.core.model import SEED_WEIGHTS, Actor, JobAd, Requirements
from hiring_desktop.core.storage.attachments import EncryptedAttachments
from hiring_desktop.core.storage.sqlite_engine import SqliteStore
from hiring_desktop.core.trust.backups import Schedule
from hiring_desktop.core.trust.keys import WorkspaceKeys
from hiring_desktop.core.trust.manifest import MANIFEST_NAME, WorkspaceInfo
from hiring_desktop.core.trust.permissions import NOBODY, PERMISSIONS
from hiring_desktop.core.workspace import OWNER, Identity, Workspace

AD: Final = JobAd("Engineer", "Python and SQL", Requirements(required_skills=("Python",)))
STRANGER: Final = Actor("stranger", NOBODY)
PERSON: Final = Actor("u1", "candidate")


class Stage:
    """A workspace in which every use case has something to do."""

    def __init__(self, folder: Path, *, fresh: bool) -> None:
        self.folder = folder
        self.clock = FixedClock()
        path = folder / "store.db"
        store = SqliteStore.create(path, b"s" * 32) if fresh else SqliteStore.open(path, b"s" * 32)
        files = EncryptedAttachments(folder / "attachments", b"a" * 32, b"c" * 32)
        self.store = store
        self.workspace = Workspace(
            Identity("0" * 32, "Test", folder, 1), store, files, LineReader(), CountingRanker(), self.clock,
            WorkspaceKeys("0" * 32, "Test", b"m" * 32), hasher=CountingHasher(),
        )  # fmt: skip
        self.files = folder / "files"
        if fresh:
            slot = {"kind": "recovery"}  # opens nothing, which nobody tries
            manifest = WorkspaceInfo("0" * 32, "Test", "2026-03-01T12:00:00+00:00", (slot,))
            (folder / MANIFEST_NAME).write_bytes(manifest.render())
            self._play()
        [self.job] = store["jobs"].ids({})
        [self.ada] = store["candidates"].ids({})
        [self.application] = store["applications"].ids({"candidate_id": self.ada})
        [self.resume] = store["resumes"].ids({})
        self.items = store["import_items"].ids({})
        requests = store["dsr_requests"].find({}, ("kind",))
        self.request = {request["kind"]: request["_id"] for request in requests}
        [self.hold] = store["legal_holds"].ids({})
        self.boss, self.clerk = (store["users"].ids({"role": role})[0] for role in ("admin", "recruiter"))

    def _play(self) -> None:
        workspace = self.workspace
        job = workspace.jobs.add(OWNER, AD)
        self.files.mkdir()
        (self.files / "ada.txt").write_text("Ada Quill | Python, SQL | 6")
        (self.files / "tool.exe").write_bytes(b"MZ")
        workspace.intake.accept(OWNER, job.id, [self.files])
        while workspace.intake.step(0.01):
            pass
        [ada] = self.store["candidates"].ids({})
        self.store["candidates"].update_one({"_id": ada}, {"$set": {"user_id": PERSON.id}})
        for kind in ("access", "rectification", "portability", "erasure"):
            request = workspace.privacy.requests.open(OWNER, ada, kind)
            workspace.privacy.requests.identify(OWNER, request.id, "account")
        workspace.privacy.retention.set_rule(OWNER, "workspace", None, 100)
        workspace.privacy.retention.renew_consent(OWNER, ada, self.clock.now() + timedelta(days=200))
        hold = workspace.privacy.holds.place(OWNER, "job", job.id, "Claim 1")
        workspace.privacy.holds.release(OWNER, hold.id)
        workspace.accounts.add(OWNER, "boss@example.org", "Boss", "admin", SECRET)
        workspace.accounts.add(OWNER, "clerk@example.org", "Clerk", "recruiter", FIRST)
        workspace.jobs.set_weights(OWNER, job.id, SEED_WEIGHTS)
        workspace.jobs.close(OWNER, job.id)
        workspace.undo(OWNER)


Kind = Literal["read", "look", "act"]


@dataclass(frozen=True)
class Case:
    """How to call a use case, what it is, and who does it."""

    kind: Kind
    call: Callable[[Stage, Actor], Any]
    actor: Actor = OWNER


def place(s: Stage, a: Actor) -> Any:
    return s.workspace.privacy.holds.place(a, "job", s.job, "Claim 2")


def release(s: Stage, a: Actor) -> Any:
    hold = s.hold if a is STRANGER else place(s, OWNER).id
    return s.workspace.privacy.holds.release(a, hold)


def forget(s: Stage, a: Actor) -> Any:
    return s.workspace.search.forget(a, s.workspace.search.save(OWNER, "Mine", "python").id)


def offered(s: Stage, a: Actor) -> Any:
    return s.workspace.intake.offered(a, s.workspace.intake.accept(OWNER, s.job, [s.files]))


def table(s: Stage, a: Actor) -> Any:
    return s.workspace.privacy.demographics.table(a, ["sex"], [s.job], ["hired"])


def backup(s: Stage) -> Path:
    return s.workspace.backups.create(OWNER, s.folder.parent / "made.shbackup").path


def run_backup(s: Stage, a: Actor) -> Any:
    s.workspace.backups.set_schedule(OWNER, Schedule(s.folder.parent / "backups"))
    return s.workspace.backups.run(a)


def own(s: Stage, a: Actor) -> Actor:
    """The clerk, who does it with their own account; or the stranger."""
    return a if a is STRANGER else Actor(s.clerk, "recruiter")


def enrol(s: Stage) -> str:
    uri = s.workspace.own_account.enrol_two_factor(Actor(s.clerk, "recruiter"), FIRST).uri
    parsed = pyotp.parse_uri(uri)
    assert isinstance(parsed, pyotp.TOTP)
    return parsed.at(s.clock.now())


def enable(s: Stage, a: Actor) -> Any:
    if a is not STRANGER:
        s.workspace.accounts.disable(OWNER, s.clerk)
    return s.workspace.accounts.enable(a, s.clerk)


def confirm_two_factor(s: Stage, a: Actor) -> Any:
    code = "" if a is STRANGER else enrol(s)
    return s.workspace.own_account.confirm_two_factor(own(s, a), code)


def disable_two_factor(s: Stage, a: Actor) -> Any:
    return s.workspace.own_account.disable_two_factor(own(s, a), FIRST)


def reset_two_factor(s: Stage, a: Actor) -> Any:
    if a is not STRANGER:
        s.workspace.own_account.confirm_two_factor(Actor(s.clerk, "recruiter"), enrol(s))
    return s.workspace.accounts.reset_two_factor(a, s.clerk)


def until(s: Stage) -> Any:
    return s.clock.now() + timedelta(days=9)


CASES: Final[dict[str, Case]] = {
    "info": Case("read", lambda s, a: s.workspace.info(a)),
    "verify": Case("read", lambda s, a: s.workspace.verify(a)),
    "make_recovery_code": Case("act", lambda s, a: s.workspace.make_recovery_code(a)),
    "accept": Case("act", lambda s, a: s.workspace.accept(a)),
    "undo": Case("act", lambda s, a: s.workspace.undo(a)),
    "redo": Case("act", lambda s, a: s.workspace.redo(a)),
    "undo_label": Case("read", lambda s, a: s.workspace.undo_label(a)),
    "redo_label": Case("read", lambda s, a: s.workspace.redo_label(a)),
    "change_passphrase": Case("act", lambda s, a: s.workspace.change_passphrase(a, "quite another passphrase")),
    "rotate_fields": Case("act", lambda s, a: s.workspace.rotate_fields(a)),
    "accounts.list": Case("read", lambda s, a: s.workspace.accounts.list(a)),
    "accounts.get": Case("read", lambda s, a: s.workspace.accounts.get(a, s.clerk)),
    "accounts.add": Case("act", lambda s, a: s.workspace.accounts.add(a, "x@example.org", "X", "recruiter", FIRST)),
    "accounts.set_role": Case("act", lambda s, a: s.workspace.accounts.set_role(a, s.clerk, "auditor")),
    "accounts.disable": Case("act", lambda s, a: s.workspace.accounts.disable(a, s.clerk)),
    "accounts.enable": Case("act", enable),
    "accounts.remove": Case("act", lambda s, a: s.workspace.accounts.remove(a, s.clerk)),
    "accounts.reset_password": Case("act", lambda s, a: s.workspace.accounts.reset_password(a, s.clerk, SECRET)),
    "accounts.reset_two_factor": Case("act", reset_two_factor),
    "own_account.get": Case("read", lambda s, a: s.workspace.own_account.get(own(s, a))),
    "own_account.change_password": Case(
        "act", lambda s, a: s.workspace.own_account.change_password(own(s, a), FIRST, SECRET)
    ),
    "own_account.enrol_two_factor": Case(
        "act", lambda s, a: s.workspace.own_account.enrol_two_factor(own(s, a), FIRST)
    ),
    "own_account.confirm_two_factor": Case("act", confirm_two_factor),
    "own_account.disable_two_factor": Case("act", disable_two_factor),
    "changes_since": Case("read", lambda s, a: s.workspace.changes_since(a, 0)),
    "subscribe": Case("read", lambda s, a: s.workspace.subscribe(a, print)()),
    "jobs.add": Case("act", lambda s, a: s.workspace.jobs.add(a, AD)),
    "jobs.get": Case("read", lambda s, a: s.workspace.jobs.get(a, s.job)),
    "jobs.list": Case("read", lambda s, a: s.workspace.jobs.list(a)),
    "jobs.edit": Case("act", lambda s, a: s.workspace.jobs.edit(a, s.job, AD)),
    "jobs.set_weights": Case("act", lambda s, a: s.workspace.jobs.set_weights(a, s.job, SEED_WEIGHTS)),
    "jobs.close": Case("act", lambda s, a: s.workspace.jobs.close(a, s.job)),
    "jobs.assign": Case("act", lambda s, a: s.workspace.jobs.assign(a, s.job, [])),
    "jobs.reopen": Case("act", lambda s, a: s.workspace.jobs.reopen(a, s.job)),
    "intake.accept": Case("act", lambda s, a: s.workspace.intake.accept(a, s.job, [s.files])),
    "intake.offered": Case("look", offered),
    "intake.progress": Case("read", lambda s, a: s.workspace.intake.progress(a)),
    "intake.item_ids": Case("read", lambda s, a: s.workspace.intake.item_ids(a)),
    "intake.items_by_id": Case("look", lambda s, a: s.workspace.intake.items_by_id(a, s.items)),
    "intake.items": Case("look", lambda s, a: s.workspace.intake.items(a)),
    "intake.cancel": Case("act", lambda s, a: s.workspace.intake.cancel(a)),
    "intake.retry": Case("act", lambda s, a: s.workspace.intake.retry(a, s.items)),
    "selection.ids": Case("read", lambda s, a: s.workspace.selection.ids(a, s.job)),
    "selection.rows": Case("look", lambda s, a: s.workspace.selection.rows(a, s.job, [s.application])),
    "selection.unranked": Case("look", lambda s, a: s.workspace.selection.unranked(a, s.job)),
    "selection.export": Case("look", lambda s, a: s.workspace.selection.export(a, s.job)),
    "selection.preview": Case("read", lambda s, a: s.workspace.selection.preview(a, s.job, SEED_WEIGHTS).result()),
    "selection.explain": Case("look", lambda s, a: s.workspace.selection.explain(a, s.application)),
    "selection.evidence": Case("look", lambda s, a: s.workspace.selection.evidence(a, s.application)),
    "search.find": Case("look", lambda s, a: s.workspace.search.find(a, "python")),
    "search.hits": Case("look", lambda s, a: s.workspace.search.hits(a, s.ada, "python")),
    "search.save": Case("act", lambda s, a: s.workspace.search.save(a, "Mine", "python")),
    "search.saved": Case("read", lambda s, a: s.workspace.search.saved(a)),
    "search.forget": Case("act", forget),
    "candidates.get": Case("look", lambda s, a: s.workspace.candidates.get(a, s.ada)),
    "candidates.file": Case("look", lambda s, a: s.workspace.candidates.file(a, s.resume)),
    "candidates.render": Case("look", lambda s, a: s.workspace.candidates.render(a, s.resume, 1, 1.0).result()),
    "settle_restored": Case("act", lambda s, a: s.workspace.settle_restored(a, backup(s))),
    "settle_imported": Case("act", lambda s, a: s.workspace.settle_imported(a, backup(s))),
    "exports.create": Case(
        "act", lambda s, a: s.workspace.exports.create(a, s.folder.parent / "all.zip", sealed=False)
    ),
    "exports.note_imported": Case("act", lambda s, a: s.workspace.exports.note_imported(a, backup(s))),
    "backups.create": Case("act", lambda s, a: s.workspace.backups.create(a, s.folder.parent / "b.shbackup")),
    "backups.run": Case("act", run_backup),
    "backups.schedule": Case("read", lambda s, a: s.workspace.backups.schedule(a)),
    "backups.set_schedule": Case("act", lambda s, a: s.workspace.backups.set_schedule(a, Schedule())),
    "backups.status": Case("read", lambda s, a: s.workspace.backups.status(a)),
    "backups.copies": Case("read", lambda s, a: s.workspace.backups.copies(a)),
    "backups.verify": Case("act", lambda s, a: s.workspace.backups.verify(a, backup(s))),
    "backups.note_restored": Case("act", lambda s, a: s.workspace.backups.note_restored(a, backup(s))),
    "audit.ids": Case("read", lambda s, a: s.workspace.audit.ids(a)),
    "audit.entries": Case("look", lambda s, a: s.workspace.audit.entries(a, [])),
    "audit.list": Case("look", lambda s, a: s.workspace.audit.list(a)),
    "audit.verify": Case("read", lambda s, a: s.workspace.audit.verify(a)),
    "audit.export": Case("look", lambda s, a: list(s.workspace.audit.export(a))),
    "audit.retention": Case("read", lambda s, a: s.workspace.audit.retention(a)),
    "audit.set_retention": Case("act", lambda s, a: s.workspace.audit.set_retention(a, {"hiring": 365})),
    "audit.prune": Case("read", lambda s, a: s.workspace.audit.prune(a)),  # with nothing to prune it does nothing
    "audit.accept_heads": Case("act", lambda s, a: s.workspace.audit.accept_heads(a)),
    "privacy.ledger": Case("look", lambda s, a: s.workspace.privacy.ledger(a)),
    "privacy.replay_ledger": Case("read", lambda s, a: s.workspace.privacy.replay_ledger(a)),  # nobody came back
    "privacy.finish_erasures": Case("read", lambda s, a: s.workspace.privacy.finish_erasures(a)),
    "privacy.requests.open": Case("act", lambda s, a: _open_again(s, a)),
    "privacy.requests.identify": Case(
        "act", lambda s, a: s.workspace.privacy.requests.identify(a, s.request["access"], "account")
    ),
    "privacy.requests.extend": Case("act", lambda s, a: s.workspace.privacy.requests.extend(a, s.request["access"])),
    "privacy.requests.refuse": Case(
        "act", lambda s, a: s.workspace.privacy.requests.refuse(a, s.request["access"], "legal_claims")
    ),
    "privacy.requests.withdraw": Case(
        "act", lambda s, a: s.workspace.privacy.requests.withdraw(a, s.request["access"])
    ),
    "privacy.requests.list": Case("read", lambda s, a: s.workspace.privacy.requests.list(a)),
    "privacy.requests.get": Case("read", lambda s, a: s.workspace.privacy.requests.get(a, s.request["access"])),
    "privacy.requests.fulfil_access": Case(
        "act", lambda s, a: s.workspace.privacy.requests.fulfil_access(a, s.request["access"])
    ),
    "privacy.requests.fulfil_portability": Case(
        "act", lambda s, a: s.workspace.privacy.requests.fulfil_portability(a, s.request["portability"])
    ),
    "privacy.requests.fulfil_rectification": Case(
        "act", lambda s, a: s.workspace.privacy.requests.fulfil_rectification(a, s.request["rectification"], {})
    ),
    "privacy.requests.fulfil_erasure": Case(
        "act", lambda s, a: s.workspace.privacy.requests.fulfil_erasure(a, s.request["erasure"])
    ),
    "privacy.requests.receipt_key": Case("read", lambda s, a: s.workspace.privacy.requests.receipt_key(a)),
    "privacy.requests.is_genuine": Case("read", lambda s, a: s.workspace.privacy.requests.is_genuine(a, {})),
    "privacy.requests.set_due_days": Case("act", lambda s, a: s.workspace.privacy.requests.set_due_days(a, 14)),
    "privacy.holds.place": Case("act", place),
    "privacy.holds.release": Case("act", release),
    "privacy.holds.list": Case("read", lambda s, a: s.workspace.privacy.holds.list(a)),
    "privacy.retention.rules": Case("read", lambda s, a: s.workspace.privacy.retention.rules(a)),
    "privacy.retention.set_rule": Case(
        "act", lambda s, a: s.workspace.privacy.retention.set_rule(a, "workspace", None, 30)
    ),
    "privacy.retention.remove_rule": Case(
        "act", lambda s, a: s.workspace.privacy.retention.remove_rule(a, "workspace", None)
    ),
    "privacy.retention.renew_consent": Case(
        "act", lambda s, a: s.workspace.privacy.retention.renew_consent(a, s.ada, until(s))
    ),
    "privacy.retention.withdraw_consent": Case(
        "act", lambda s, a: s.workspace.privacy.retention.withdraw_consent(a, s.ada)
    ),
    "privacy.retention.preview": Case("look", lambda s, a: s.workspace.privacy.retention.preview(a)),
    "privacy.retention.run": Case("read", lambda s, a: s.workspace.privacy.retention.run(a)),  # nobody is due
    "privacy.demographics.record": Case(
        "act", lambda s, a: s.workspace.privacy.demographics.record(a, s.ada, {"sex": "female"}), PERSON
    ),
    "privacy.demographics.import_answers": Case(
        "act", lambda s, a: s.workspace.privacy.demographics.import_answers(a, {})
    ),
    "privacy.demographics.pseudonyms": Case(
        "look", lambda s, a: s.workspace.privacy.demographics.pseudonyms(a, [s.ada])
    ),
    "privacy.demographics.withdraw": Case("act", lambda s, a: s.workspace.privacy.demographics.withdraw(a, s.ada)),
    "privacy.demographics.table": Case("look", table),
}  # fmt: skip

FREE: Final[dict[str, str]] = {
    "jobs.read_ad": "computes on what it is given",
    "jobs.read_file": "computes on what it is given",
    "intake.step": "the machine's turn; what it writes is audited under its own actor",
    "intake.stop": "puts back what the machine had taken",
    "accounts.mend_slots": "puts right what a crash left; part of opening",
    "entrance.is_needed": "whether there are accounts, which who wants to sign in has to know",
    "entrance.sign_in": "is how somebody comes in; has tests and entries of its own",
    "entrance.sign_in_here": "the same",
    "entrance.enter_as_owner": "the same, for whoever holds the keys",
    "entrance.note_failed_openings": "part of opening; writes to the trail",
    "entrance.current": "only ever throws somebody out",
    "lock": "lets go of the files and the keys",
    "close": "lets go of the files",
    "privacy.known_erasures": "ids and keyed hashes, for the sealed copy beside the backups",
    "backups.run_due": "the machine's turn; what it writes is audited under its own actor",
    "backups.due": "whether a backup is due: says nothing of anybody",
    "privacy.holds.on_candidate": "asked by the use cases of privacy",
    "privacy.holds.on_job": "asked by the use cases of privacy",
    "privacy.holds.in_force": "asked by the retention clock",
    "privacy.problems": "a count, for verify",
    "privacy.holds.anywhere": "asked by pruning",
    "privacy.holds.refuse_if_held": "asked by erasure",
    "privacy.demographics.forget": "part of an erasure",
    "privacy.demographics.pseudonym": "part of an erasure; says nothing of an answer",
}


def _open_again(s: Stage, a: Actor) -> Any:
    if a is not STRANGER:
        s.workspace.privacy.requests.withdraw(a, s.request["access"])
    return s.workspace.privacy.requests.open(a, s.ada, "access")


def walk(thing: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every public method of the facade and of the objects it consists of."""
    for name, member in inspect.getmembers(thing):
        if name.startswith("_") or isinstance(member, type):
            continue
        here = f"{path}{name}"
        if inspect.ismethod(member):
            yield here, member
        elif type(member).__module__.startswith("hiring_desktop.") and not hasattr(member, "__dataclass_fields__"):
            yield from walk(member, f"{here}.")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a stage that was played through once, to be copied for each test."""
    folder = tmp_path_factory.mktemp("stage")
    Stage(folder, fresh=True).workspace.close()
    return folder


@pytest.fixture
def stage(original: Path, tmp_path: Path) -> Iterator[Stage]:
    shutil.copytree(original, tmp_path / "stage")
    made = Stage(tmp_path / "stage", fresh=False)
    yield made
    made.workspace.close()


def test_every_public_method_has_a_row(stage: Stage) -> None:
    found = dict(walk(stage.workspace))
    assert found.keys() - CASES.keys() == FREE.keys(), "give each new use case a row in CASES, or in FREE a reason"
    assert CASES.keys() <= found.keys()
    asks = {name for name, method in found.items() if "actor" in inspect.signature(method).parameters}
    assert asks == CASES.keys()


@pytest.mark.parametrize("name", CASES)
def test_the_use_case_asks_for_a_permission_and_is_in_the_trail(stage: Stage, name: str) -> None:
    case, trail = CASES[name], stage.store["audit_logs"]
    with pytest.raises(NotPermitted):
        case.call(stage, STRANGER)
    [refused] = trail.find({"user_id": STRANGER.id})
    assert refused["outcome"] == "denied"
    assert refused["action"] in PERMISSIONS

    before = set(trail.ids({}))
    case.call(stage, case.actor)
    entries = [entry for entry in trail.find({}) if entry["_id"] not in before]
    assert all(entry["outcome"] == "done" and entry["action"] in PERMISSIONS for entry in entries)
    if case.kind != "read":
        assert refused["action"] in {entry["action"] for entry in entries}
    else:
        assert entries == [], "it acts or shows somebody after all: say so in its row"
    assert stage.workspace.audit.verify(OWNER).sound
