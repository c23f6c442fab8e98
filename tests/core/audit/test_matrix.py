"""Role x permission x owner, through every use case of the facade.

``CASES`` (``test_every_use_case``) is complete, since that test walks the facade, and says how each use case is called.
Here each gets a line that says which permission it takes and what it is about; whether a role may is read off the table
of ``permission_table``, which is written by hand from SECURITY. Records stand in three places: with the actor (of their
company, assigned to them, their own), with their company alone, and with another company.
"""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest
from fake_accounts import FIRST, SECRET, CountingHasher
from fake_ports import CountingRanker, FixedClock, LineReader
from hypothesis import given, settings
from hypothesis import strategies as st
from permission_table import TABLE
from test_every_use_case import AD, CASES

from hiring_desktop.core.errors import HiringError, NotPermitted
from hiring_desktop.core.model import SEED_WEIGHTS, Actor, Json
from hiring_desktop.core.storage.attachments import EncryptedAttachments
from hiring_desktop.core.storage.sqlite_engine import SqliteStore
from hiring_desktop.core.trust.keys import WorkspaceKeys
from hiring_desktop.core.trust.manifest import MANIFEST_NAME, WorkspaceInfo
from hiring_desktop.core.trust.permissions import ROLES
from hiring_desktop.core.workspace import OWNER, Identity, Workspace

PLACES: Final = ("mine", "company", "foreign")
REACHED: Final[Mapping[str, tuple[str, ...]]] = {
    "yes": PLACES, "all": PLACES, "company": ("mine", "company"), "assigned": ("mine",), "own": ("mine",), "-": (),
}  # fmt: skip
"""A cell of the table to the places that it reaches."""
ACTORS: Final = {
    role: Actor(
        f"{number:032x}", role, company_id="acme" if role in ("company", "recruiter", "hiring_manager") else None
    )
    for number, role in enumerate(ROLES, 1)
}

ONE, MANY, ALL = "one record", "as many as the actor reaches", "the workspace, or what belongs to nobody"

MATRIX: Final[dict[str, tuple[str, str]]] = {
    "info": ("workspace.info", MANY),
    "verify": ("workspace.verify", ALL),
    "make_recovery_code": ("workspace.make_recovery_code", ALL),
    "change_passphrase": ("workspace.rekey", ALL),
    "rotate_fields": ("fields.rotate", ALL),
    "accept": ("audit.accept", ALL),
    "settle_restored": ("backup.restore", ALL),
    "undo": ("changes.undo", MANY),
    "redo": ("changes.redo", MANY),
    "undo_label": ("changes.undo", MANY),
    "redo_label": ("changes.redo", MANY),
    "changes_since": ("changes.read", MANY),
    "subscribe": ("changes.read", MANY),
    "accounts.list": ("accounts.read", MANY),
    "accounts.get": ("accounts.read", ONE),
    "accounts.add": ("accounts.add", ALL),  # of no company
    "accounts.set_role": ("accounts.set_role", ONE),
    "accounts.disable": ("accounts.disable", ONE),
    "accounts.enable": ("accounts.enable", ONE),
    "accounts.remove": ("accounts.remove", ONE),
    "accounts.reset_password": ("accounts.reset_password", ONE),
    "accounts.reset_two_factor": ("accounts.reset_two_factor", ONE),
    "jobs.add": ("jobs.add", MANY),
    "jobs.get": ("jobs.read", ONE),
    "jobs.list": ("jobs.read", MANY),
    "jobs.edit": ("jobs.edit", ONE),
    "jobs.set_weights": ("jobs.weigh", ONE),
    "jobs.close": ("jobs.close", ONE),
    "jobs.reopen": ("jobs.close", ONE),
    "jobs.assign": ("jobs.assign", ONE),
    "intake.accept": ("imports.accept", ONE),
    "intake.offered": ("imports.read", ONE),
    "intake.progress": ("imports.read", MANY),
    "intake.item_ids": ("imports.read", MANY),
    "intake.items_by_id": ("imports.read", MANY),
    "intake.items": ("imports.read", MANY),
    "intake.cancel": ("imports.cancel", MANY),
    "intake.retry": ("imports.retry", MANY),
    "selection.ids": ("ranking.read", ONE),
    "selection.rows": ("ranking.read", ONE),
    "selection.unranked": ("ranking.read", ONE),
    "selection.export": ("export.ranking", ONE),
    "selection.preview": ("ranking.read", ONE),
    "selection.explain": ("ranking.read", ONE),
    "selection.evidence": ("ranking.read", ONE),
    "search.find": ("search.run", MANY),
    "search.hits": ("search.run", ONE),
    "search.save": ("search.save", MANY),
    "search.saved": ("search.run", MANY),
    "search.forget": ("search.forget", MANY),
    "candidates.get": ("candidates.read", ONE),
    "candidates.file": ("candidates.document", ONE),
    "candidates.render": ("candidates.read", ONE),
    "backups.create": ("backup.create", ALL),
    "backups.run": ("backup.create", ALL),
    "backups.schedule": ("backup.schedule", ALL),
    "backups.set_schedule": ("backup.schedule", ALL),
    "backups.status": ("backup.verify", ALL),
    "backups.copies": ("backup.verify", ALL),
    "backups.verify": ("backup.verify", ALL),
    "backups.note_restored": ("backup.restore", ALL),
    "exports.create": ("workspace.export", ALL),
    "exports.note_imported": ("workspace.import", ALL),
    "settle_imported": ("workspace.import", ALL),
    "audit.ids": ("audit.read", ALL),
    "audit.entries": ("audit.read", ALL),
    "audit.list": ("audit.read", ALL),
    "audit.verify": ("audit.verify", ALL),
    "audit.export": ("audit.export", ALL),
    "audit.retention": ("audit.read", ALL),
    "audit.set_retention": ("audit.set_retention", ALL),
    "audit.prune": ("audit.prune", ALL),
    "audit.accept_heads": ("audit.accept", ALL),
    "privacy.ledger": ("privacy.replay", ALL),
    "privacy.replay_ledger": ("privacy.replay", ALL),
    "privacy.finish_erasures": ("privacy.prune", ALL),
    "privacy.requests.open": ("privacy.open", ONE),
    "privacy.requests.identify": ("privacy.identify", ONE),
    "privacy.requests.extend": ("privacy.extend", ONE),
    "privacy.requests.refuse": ("privacy.refuse", ONE),
    "privacy.requests.withdraw": ("privacy.withdraw", ONE),
    "privacy.requests.list": ("privacy.read", MANY),
    "privacy.requests.get": ("privacy.read", ONE),
    "privacy.requests.fulfil_access": ("privacy.access", ONE),
    "privacy.requests.fulfil_portability": ("privacy.portability", ONE),
    "privacy.requests.fulfil_rectification": ("privacy.rectify", ONE),
    "privacy.requests.fulfil_erasure": ("privacy.erase", ONE),
    "privacy.requests.receipt_key": ("privacy.read", MANY),
    "privacy.requests.is_genuine": ("privacy.read", MANY),
    "privacy.requests.set_due_days": ("privacy.configure", ALL),
    "privacy.holds.place": ("privacy.hold", ONE),
    "privacy.holds.release": ("privacy.release", ONE),
    "privacy.holds.list": ("privacy.hold", MANY),
    "privacy.retention.rules": ("privacy.retention", MANY),
    "privacy.retention.set_rule": ("privacy.retention", ALL),
    "privacy.retention.remove_rule": ("privacy.retention", ALL),
    "privacy.retention.renew_consent": ("privacy.consent", ONE),
    "privacy.retention.withdraw_consent": ("privacy.consent", ONE),
    "privacy.retention.preview": ("privacy.retention", MANY),
    "privacy.retention.run": ("privacy.prune", ALL),
    "privacy.demographics.record": ("demographics.record", ONE),
    "privacy.demographics.import_answers": ("demographics.import", ALL),
    "privacy.demographics.pseudonyms": ("demographics.import", ALL),
    "privacy.demographics.withdraw": ("demographics.withdraw", ONE),
    "privacy.demographics.table": ("demographics.aggregate", ALL),
}

OWN_ACCOUNT: Final = "own_account."
"""Acts on the account of whoever calls it and takes no other: tested with accounts."""

SHOWN: Final = {
    "accounts.list": "clerk", "jobs.list": "job", "intake.item_ids": "items", "intake.items": "items",
    "search.find": "ada", "privacy.requests.list": "request", "privacy.holds.list": "open_hold",
    "privacy.retention.rules": "job", "changes_since": "job",
}  # fmt: skip
"""A list to what it has to show of each place that is reached."""


# ------------------------------------------------------------------ the town
def open_town(folder: Path, *, fresh: bool = False) -> Workspace:
    path = folder / "store.db"
    store = SqliteStore.create(path, b"s" * 32) if fresh else SqliteStore.open(path, b"s" * 32)
    files = EncryptedAttachments(folder / "attachments", b"a" * 32, b"c" * 32)
    return Workspace(
        Identity("0" * 32, "Test", folder, 1), store, files, LineReader(), CountingRanker(), FixedClock(),
        WorkspaceKeys("0" * 32, "Test", b"m" * 32), hasher=CountingHasher(),
    )  # fmt: skip


def build(folder: Path) -> dict[str, SimpleNamespace]:
    """Two companies; in each place a job, a person with all that can hang on one, a file that is none, an account."""
    workspace = open_town(folder, fresh=True)
    store = workspace._store
    manifest = WorkspaceInfo("0" * 32, "Test", "2026-03-01T12:00:00+00:00", ({"kind": "recovery"},))
    (folder / MANIFEST_NAME).write_bytes(manifest.render())
    workspace.accounts.add(OWNER, "boss@example.org", "Boss", "admin", SECRET)
    until = workspace._trail._clock.now()
    places: dict[str, SimpleNamespace] = {}
    for place in PLACES:
        company = "other" if place == "foreign" else "acme"
        lead = Actor("f" * 32, "company", company_id=company)
        job = workspace.jobs.add(lead, AD).id
        if place == "mine":
            assigned = {"assigned_to": [ACTORS["hiring_manager"].id]}
            store["jobs"].update_one({"_id": job}, {"$set": assigned})
        files = folder / place
        files.mkdir()
        (files / "one.txt").write_text(
            f"Ada {place.title()} | Python, SQL | 6 | ada@{place}.example.org | +44 20 7946 0018"
        )
        (files / "tool.exe").write_bytes(b"MZ")
        workspace.intake.accept(lead, job, [files])
        while workspace.intake.step(0.01):
            pass
        [application] = store["applications"].find({"job_id": job, "status": "processed"})
        ada = application["candidate_id"]
        account = ACTORS["candidate"].id if place == "mine" else f"{ord(place[0]):032x}"
        store["candidates"].update_one({"_id": ada}, {"$set": {"user_id": account}})
        requests = {}
        for kind in ("access", "rectification", "portability", "erasure"):
            requests[kind] = workspace.privacy.requests.open(lead, ada, kind).id
            workspace.privacy.requests.identify(lead, requests[kind], "account")
        workspace.privacy.retention.set_rule(lead, "job", job, 100)
        workspace.privacy.retention.renew_consent(lead, ada, until.replace(year=until.year + 1))
        released = workspace.privacy.holds.place(lead, "candidate", ada, "Claim 1")
        workspace.privacy.holds.release(lead, released.id)
        beside = workspace.jobs.add(lead, AD).id  # held without keeping anybody from being erased
        held = workspace.privacy.holds.place(lead, "job", beside, "Claim 2")
        if place == "mine":
            store["jobs"].update_one({"_id": beside}, {"$set": assigned})
        clerk = workspace.accounts.add(lead, f"{place}@example.org", place, "recruiter", FIRST, company_id=company).id
        places[place] = SimpleNamespace(
            files=files, job=job, ada=ada, application=application["_id"], resume=application["resume_id"],
            items=store["import_items"].ids({"job_id": job}), request=requests, hold=released.id, open_hold=held.id,
            clerk=clerk, beside=beside,
        )  # fmt: skip
    workspace.privacy.retention.set_rule(OWNER, "workspace", None, 100)
    workspace.close()
    return places


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, SimpleNamespace]]:
    folder = tmp_path_factory.mktemp("town")
    return folder, build(folder)


class Town:
    """A copy of the town that can be spoilt."""

    def __init__(self, folder: Path, places: Mapping[str, SimpleNamespace]) -> None:
        self.workspace = open_town(folder)
        self.store = self.workspace._store
        self.at = {
            place: SimpleNamespace(
                **{**vars(found), "files": folder / place}, workspace=self.workspace, store=self.store, folder=folder,
                clock=self.workspace._trail._clock,
            )
            for place, found in places.items()
        }  # fmt: skip

    def call(self, name: str, actor: Actor, place: str) -> Any:
        stage: Any = self.at[place]
        if name == "accounts.reset_two_factor":  # without turning it on before, which works but once
            return self.workspace.accounts.reset_two_factor(actor, stage.clerk)
        return CASES[name].call(stage, actor)

    def ids_in(self, place: str) -> set[str]:
        """All that is of a place."""
        return ids_of(
            {k: v for k, v in vars(self.at[place]).items() if k not in ("workspace", "store", "clock", "folder")}
        )

    def records(self, places: tuple[str, ...]) -> list[Json]:
        """What is stored of some places, to see whether it was touched."""
        keys = {key for place in places for key in self.ids_in(place)}
        return [
            document
            for name in ("jobs", "candidates", "applications", "resumes", "import_items", "dsr_requests", "legal_holds")
            for document in self.store[name].find({"_id": {"$in": [*keys]}})
        ]


@pytest.fixture
def town(original: tuple[Path, dict[str, SimpleNamespace]], tmp_path: Path) -> Iterator[Town]:
    shutil.copytree(original[0], tmp_path / "town")
    made = Town(tmp_path / "town", original[1])
    yield made
    made.workspace.close()


def ids_of(value: Any) -> set[str]:
    """Every id anywhere in an answer."""
    if isinstance(value, str):
        return set(re.findall(r"\b[0-9a-f]{32}\b", value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return ids_of({field.name: getattr(value, field.name) for field in dataclasses.fields(value)})
    if isinstance(value, Mapping):
        return ids_of([*value.keys(), *value.values()])
    if isinstance(value, list | tuple | set | frozenset):
        return set().union(*map(ids_of, value)) if value else set()
    return set()


def reached(name: str, role: str) -> tuple[str, ...]:
    permission, about = MATRIX[name]
    cell = TABLE[permission][role]
    if about == ALL:
        return PLACES if cell in ("yes", "all") else ()
    return REACHED[cell]


# ------------------------------------------------------------------ the matrix
def test_every_use_case_has_a_line() -> None:
    others = {name for name in CASES if name.startswith(OWN_ACCOUNT)}
    assert MATRIX.keys() == CASES.keys() - others, "say in MATRIX which permission it takes and what it is about"
    assert {permission for permission, _ in MATRIX.values()} <= TABLE.keys()


@pytest.mark.parametrize("name", MATRIX)
def test_role_x_permission_x_owner(town: Town, name: str) -> None:
    permission, about = MATRIX[name]
    places = PLACES if about == ONE else ("mine",)
    before = town.records(PLACES)
    for role in ROLES:
        for place in places:
            if place not in reached(name, role):
                with pytest.raises(NotPermitted):
                    town.call(name, ACTORS[role], place)
    if not CASES[name].call.__name__.startswith(("offered", "_open", "place", "release")):  # which prepare as the owner
        assert town.records(PLACES) == before
    assert {e["action"] for e in town.store["audit_logs"].find({"outcome": "denied"})} <= {
        permission,
        "privacy.withdraw",
    }
    for place in places:
        first = True
        for role in ROLES:
            if place in reached(name, role):
                check_allowed(town, name, role, place, first=first)
                first = False


def check_allowed(town: Town, name: str, role: str, place: str, *, first: bool) -> None:
    _, about = MATRIX[name]
    cell = TABLE[MATRIX[name][0]][role]
    others = tuple(p for p in PLACES if p not in REACHED[cell])
    if about == MANY and cell == "yes":  # about oneself: what one reaches is what the role reaches elsewhere
        others = {"admin": (), "auditor": (), "company": ("foreign",), "recruiter": ("foreign",)}.get(
            role, ("company", "foreign")
        )
    before = town.records(others)
    try:
        answer = town.call(name, ACTORS[role], place)
    except NotPermitted:
        # A company appoints recruiters and hiring managers alone, whatever the record.
        if (name, role) != ("accounts.set_role", "company"):
            raise
        return
    except HiringError:
        # The one before may have used it up; or there is nothing of the actor's to act on.
        assert not first or name in ("undo", "redo", "search.forget", "audit.prune")
        return
    assert town.records(others) == before
    if about != ALL:
        assert ids_of(answer).isdisjoint(set().union(*map(town.ids_in, others)))
    if name in SHOWN and role != "auditor":
        for seen in (p for p in PLACES if p not in others):
            if name == "changes_since" and role == "candidate":
                continue
            assert ids_of(getattr(town.at[seen], SHOWN[name])) <= ids_of(answer), (name, role, seen)


# ------------------------------------------------------------------ what a matrix does not show
MANAGER, RECRUITER, PERSON = (ACTORS[role] for role in ("hiring_manager", "recruiter", "candidate"))


def test_counts_are_of_what_one_reaches(town: Town) -> None:
    counts = {role: town.workspace.info(ACTORS[role]) for role in ROLES if role != "candidate"}
    seen = {role: (info.jobs, info.candidates, info.applications, info.attachments) for role, info in counts.items()}
    assert seen == {
        "admin": (6, 3, 3, 3), "auditor": (6, 3, 3, 3), "company": (4, 2, 2, 2), "recruiter": (4, 2, 2, 2),
        "hiring_manager": (2, 1, 1, 1),
    }  # fmt: skip
    assert town.workspace.search.find(RECRUITER, "python", limit=1, offset=1).total == 2
    assert town.workspace.search.find(MANAGER, "python", offset=1).rows == ()
    assert town.workspace.search.find(RECRUITER, "email:ada@foreign.example.org").total == 0
    assert town.workspace.intake.progress(RECRUITER).total == 4


def test_ids_that_are_given_reach_no_further(town: Town) -> None:
    everything = [key for place in town.at.values() for key in place.items]
    shown = town.workspace.intake.items_by_id(RECRUITER, everything)
    assert {item.id for item in shown} == {*town.at["mine"].items, *town.at["company"].items}
    applications = [place.application for place in town.at.values()]
    rows = town.workspace.selection.rows(RECRUITER, town.at["mine"].job, applications)
    assert [row.application_id for row in rows] == [town.at["mine"].application]
    foreign = town.records(("foreign",))
    town.workspace.intake.retry(RECRUITER, everything)
    town.workspace.intake.cancel(RECRUITER)
    assert town.records(("foreign",)) == foreign


def test_somebody_who_applied_twice_is_reached_through_either(town: Town) -> None:
    ada = town.at["foreign"].ada
    with pytest.raises(NotPermitted):
        town.workspace.candidates.get(MANAGER, ada)
    town.store["applications"].insert_one(
        {"_id": "e" * 32, "job_id": town.at["mine"].job, "candidate_id": ada, "status": "queued", "content_hash": "x"}
    )
    assert town.workspace.candidates.get(MANAGER, ada).id == ada
    assert {row.candidate_id for row in town.workspace.search.find(MANAGER, "python").rows} == {
        ada,
        town.at["mine"].ada,
    }
    with pytest.raises(NotPermitted):
        town.workspace.selection.explain(MANAGER, town.at["foreign"].application)


def test_a_job_is_assigned_and_taken_back(town: Town) -> None:
    add = town.workspace.accounts.add
    lead, job = ACTORS["company"], town.at["company"].job
    here = add(lead, "m@example.org", "M", "hiring_manager", FIRST, company_id="acme").id
    there = add(OWNER, "n@example.org", "N", "hiring_manager", FIRST, company_id="other").id
    manager = Actor(here, "hiring_manager", company_id="acme")
    town.workspace.jobs.assign(lead, job, [here])
    assert town.workspace.jobs.get(manager, job).assigned_to == (here,)
    assert [seen.id for seen in town.workspace.jobs.list(manager)] == [job]
    for wrong in ([there], [here, "d" * 32], [town.at["company"].clerk]):
        with pytest.raises(HiringError, match="hiring managers of its own company"):
            town.workspace.jobs.assign(lead, job, wrong)
    assert town.workspace.undo(lead).label == "Undo assignment of Engineer"
    assert town.workspace.jobs.list(manager) == []
    town.workspace.redo(lead)
    assert [seen.id for seen in town.workspace.jobs.list(manager)] == [job]


def test_what_one_does_not_reach_any_more_cannot_be_taken_back(town: Town) -> None:
    job = town.at["mine"].job
    town.workspace.jobs.set_weights(RECRUITER, job, SEED_WEIGHTS)
    assert town.workspace.undo_label(RECRUITER) == "Undo weights of Engineer"
    town.store["jobs"].update_one({"_id": job}, {"$set": {"company_id": "other"}})
    assert town.workspace.undo_label(RECRUITER) is None
    with pytest.raises(NotPermitted):
        town.workspace.undo(RECRUITER)


def test_an_answered_erasure_stays_known_to_the_company_that_answered(town: Town) -> None:
    lead, request = ACTORS["company"], town.at["mine"].request["erasure"]
    town.workspace.privacy.requests.fulfil_erasure(lead, request)
    assert town.workspace.privacy.requests.get(lead, request).status == "fulfilled"
    assert request in {view.id for view in town.workspace.privacy.requests.list(lead)}


def test_changes_are_told_to_those_whom_they_concern(town: Town) -> None:
    heard: dict[str, list[str]] = {role: [] for role in ROLES}

    def listen(role: str) -> Callable[[], None]:
        return town.workspace.subscribe(ACTORS[role], lambda told: heard[role].extend(one.id for one in told.touched))

    stops = [listen(role) for role in ROLES]
    seq = town.workspace.changes_since(OWNER, 0).seq
    for place in PLACES:
        town.workspace.jobs.close(OWNER, town.at[place].job)
    for stop in stops:
        stop()
    for role, places in (
        ("admin", PLACES), ("company", ("mine", "company")), ("hiring_manager", ("mine",)), ("candidate", ()),
    ):  # fmt: skip
        assert heard[role] == [town.at[place].job for place in places]
        told = town.workspace.changes_since(ACTORS[role], seq)
        assert [one.id for one in told.touched] == heard[role]
    erasure = town.at["foreign"].request["erasure"]
    seq = town.workspace.changes_since(OWNER, seq).seq
    town.workspace.privacy.requests.fulfil_erasure(OWNER, erasure)
    assert not ids_of(town.workspace.changes_since(RECRUITER, seq)) & town.ids_in("foreign")


# ------------------------------------------------------------------ any companies, any assignments
COMPANIES = st.sampled_from(["a", "b", None])
STAFF = st.lists(st.sampled_from(["x", "y"]), max_size=2)


@settings(max_examples=25)  # each makes a workspace
@given(
    jobs=st.lists(st.tuples(COMPANIES, STAFF), min_size=1, max_size=5),
    applied=st.lists(st.sets(st.integers(0, 4), max_size=3), min_size=1, max_size=4),
    role=st.sampled_from(["company", "recruiter", "hiring_manager", "candidate"]),
    company=COMPANIES,
    user=st.sampled_from(["x", "y"]),
)
def test_no_answer_holds_the_id_of_a_foreign_record(
    tmp_path_factory: pytest.TempPathFactory,
    jobs: list[tuple[str | None, list[str]]], applied: list[set[int]], role: str, company: str | None, user: str,
) -> None:  # fmt: skip
    actor = Actor(user, role, company_id=company)
    folder = tmp_path_factory.mktemp("any")
    workspace = open_town(folder, fresh=True)
    try:
        seen = populate(workspace, jobs, applied, actor)
        every = {document["_id"] for name in seen for document in workspace._store[name].find({})}
        mine = set().union(*seen.values())
        for answer in answers(workspace, actor, {name: workspace._store[name].ids({}) for name in seen}):
            assert not ids_of(answer) & (every - mine)
        if role != "candidate":
            assert {job.id for job in workspace.jobs.list(actor)} == seen["jobs"]
            page = workspace.search.find(actor, "engineer")
            assert (page.total, {row.candidate_id for row in page.rows}) == (
                len(seen["candidates"]),
                seen["candidates"],
            )
    finally:
        workspace.close()


def populate(
    workspace: Workspace, jobs: list[tuple[str | None, list[str]]], applied: list[set[int]], actor: Actor
) -> dict[str, set[str]]:
    """Fill the store; returns what the actor is to see, by collection."""
    store = workspace._store
    seen: dict[str, set[str]] = {name: set() for name in ("jobs", "candidates", "applications", "resumes")}
    job_ids = []
    with store.transaction():
        for company, staff in jobs:
            job = workspace.jobs.add(Actor("w", "admin", company_id=company), AD).id
            store["jobs"].update_one({"_id": job}, {"$set": {"assigned_to": staff}})
            job_ids.append(job)
            theirs = actor.id in staff if actor.role == "hiring_manager" else company == actor.company_id
            seen["jobs"] |= {job} if theirs and actor.role != "candidate" else set()
        for number, places in enumerate(applied):
            key, resume = f"{number:031x}c", f"{number:031x}d"
            own = number == 0 and actor.role == "candidate"
            store["candidates"].insert_one(
                {"_id": key, "name": f"N{number}", "label": "Engineer", "resume_id": resume, "skills": [],
                 "experience": [], "user_id": actor.id if own else None, "created_at": workspace._trail._clock.now()}
            )  # fmt: skip
            store["resumes"].insert_one(
                {"_id": resume, "candidate_id": key, "content_hash": resume, "resume": {"basics": {}}, "file": "cv.txt",
                 "total_experience_years": None, "highest_degree": None, "cci": None, "warnings": [], "pages": None,
                 "media_type": "text/plain"}
            )  # fmt: skip
            store["resume_texts"].insert_one({"_id": resume, "text": "engineer", "sources": {}})
            reached_by = own
            for job in (job_ids[place] for place in places if place < len(job_ids)):
                application = f"{number:015x}{job_ids.index(job):016x}e"
                store["applications"].insert_one(
                    {
                        "_id": application,
                        "job_id": job,
                        "candidate_id": key,
                        "status": "needs_ocr",
                        "content_hash": resume,
                    }
                )
                reached_by = reached_by or job in seen["jobs"]
                seen["applications"] |= {application} if job in seen["jobs"] or own else set()
            seen["candidates"] |= {key} if reached_by else set()
            seen["resumes"] |= {resume} if reached_by else set()
    return seen


def answers(workspace: Workspace, actor: Actor, keys: Mapping[str, list[str]]) -> Iterator[Any]:
    """What the actor is told who asks for everything by everybody's ids."""
    asks: list[Any] = [
        lambda: workspace.jobs.list(actor),
        lambda: workspace.search.find(actor, "engineer"),
        lambda: workspace.intake.item_ids(actor),
        lambda: workspace.privacy.requests.list(actor),
        lambda: workspace.privacy.holds.list(actor),
        lambda: workspace.privacy.retention.rules(actor),
        lambda: workspace.changes_since(actor, 0),
        *(lambda key=key: workspace.jobs.get(actor, key) for key in keys["jobs"]),
        *(lambda key=key: workspace.selection.rows(actor, key, keys["applications"]) for key in keys["jobs"]),
        *(lambda key=key: workspace.candidates.get(actor, key) for key in keys["candidates"]),
        *(lambda key=key: workspace.privacy.requests.list(actor, candidate_id=key) for key in keys["candidates"]),
    ]
    for ask in asks:
        try:
            yield ask()
        except NotPermitted:
            continue
