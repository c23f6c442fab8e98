"""The retention clock: when somebody is due, what keeps them, and that they go."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from fake_ports import FixedClock

from hiring_desktop.core.errors import InvalidInput, NotFound, NotPermitted
from hiring_desktop.core.model import Actor, JobAd
from hiring_desktop.core.trust.audit.inspection import AuditQuery
from hiring_desktop.core.trust.privacy.retention import OPEN_REQUEST, RetentionRule
from hiring_desktop.core.workspace import OWNER, Workspace


class Agency:
    """A workspace with two jobs: Ada applied for both, Bo for the first."""

    def __init__(self, workspace: Workspace, folder: Path, clock: FixedClock) -> None:
        self.workspace = workspace
        self.folder = folder
        self.clock = clock
        self.first = workspace.jobs.add(OWNER, JobAd("Engineer", "Python")).id
        self.second = workspace.jobs.add(OWNER, JobAd("Analyst", "SQL")).id
        self.bring(self.first, ada="Ada Quill | Python | 6", bo="Bo Marsh | Java | 2", scan="scan", bad="MZ")
        self.bring(self.second, ada="Ada Quill | Python | 6")
        found = workspace._store["candidates"].find({}, ("name",))
        self.ids = {str(document["name"]).split()[0]: document["_id"] for document in found}

    def bring(self, job_id: str, **files: str) -> None:
        for name, text in files.items():
            (self.folder / f"{name}.txt").write_text(text)
        self.workspace.intake.accept(OWNER, job_id, [self.folder / f"{name}.txt" for name in files])
        while self.workspace.intake.step(0.01):
            pass

    def pass_days(self, days: int) -> None:
        self.clock.moment += timedelta(days=days)

    def due(self, within_days: int = 0) -> list[str]:
        items = self.workspace.privacy.retention.preview(OWNER, within_days=within_days)
        assert [item.due_at for item in items] == sorted(item.due_at for item in items)
        return sorted(str(item.name) for item in items)

    def rule(self, scope: str, ref: str | None, days: int) -> None:
        self.workspace.privacy.retention.set_rule(OWNER, scope, ref, days)  # type: ignore[arg-type]

    def close(self, job_id: str) -> None:
        self.workspace.jobs.close(OWNER, job_id)


@pytest.fixture
def agency(workspace: Workspace, tmp_path: Path, clock: FixedClock) -> Agency:
    folder = tmp_path / "files"
    folder.mkdir()
    return Agency(workspace, folder, clock)


def test_without_a_rule_nobody_goes(agency: Agency) -> None:
    agency.close(agency.first)
    agency.pass_days(5000)
    assert agency.due() == []
    assert agency.workspace.privacy.retention.run(OWNER).erased == ()


def test_the_clock_of_a_job_starts_when_it_is_closed(agency: Agency) -> None:
    agency.rule("workspace", None, 180)
    agency.pass_days(400)
    assert agency.due() == []
    agency.close(agency.first)
    agency.pass_days(179)
    assert agency.due() == []
    assert agency.due(within_days=2) == ["Bo Marsh", "scan.txt"]
    agency.pass_days(2)
    assert agency.due() == ["Bo Marsh", "scan.txt"]
    agency.workspace.jobs.reopen(OWNER, agency.first)
    assert agency.due() == []


def test_somebody_stays_until_their_last_clock_has_run_out(agency: Agency) -> None:
    agency.rule("workspace", None, 180)
    agency.close(agency.first)
    agency.pass_days(100)
    agency.close(agency.second)
    agency.pass_days(100)
    assert agency.due() == ["Bo Marsh", "scan.txt"]
    agency.pass_days(100)
    assert agency.due() == ["Ada Quill", "Bo Marsh", "scan.txt"]


def test_the_rule_of_a_job_comes_before_that_of_the_workspace(agency: Agency) -> None:
    agency.rule("workspace", None, 180)
    agency.rule("job", agency.first, 30)
    agency.close(agency.first)
    agency.close(agency.second)
    agency.pass_days(31)
    assert agency.due() == ["Bo Marsh", "scan.txt"]
    assert agency.workspace.privacy.retention.rules(OWNER) == [
        RetentionRule("workspace", None, 180), RetentionRule("job", agency.first, 30),
    ]  # fmt: skip
    agency.workspace.privacy.retention.remove_rule(OWNER, "job", agency.first)
    assert agency.due() == []


def test_a_rule_for_one_job_alone_moves_nobody_who_is_elsewhere_too(agency: Agency) -> None:
    agency.rule("job", agency.first, 30)
    agency.close(agency.first)
    agency.close(agency.second)
    agency.pass_days(1000)
    assert agency.due() == ["Bo Marsh", "scan.txt"]


def test_a_later_review_or_a_pool_keeps_somebody(agency: Agency) -> None:
    store = agency.workspace._store
    agency.rule("workspace", None, 100)
    agency.close(agency.first)
    agency.pass_days(50)
    query = {"candidate_id": agency.ids["Bo"]}
    store["applications"].update_one(query, {"$set": {"reviewed_at": agency.clock.now()}})
    agency.pass_days(60)
    assert agency.due() == ["scan.txt"]
    agency.pass_days(50)
    assert agency.due() == ["Bo Marsh", "scan.txt"]
    store["candidates"].update_one({"_id": agency.ids["Bo"]}, {"$set": {"pools": ["p1"]}})
    agency.rule("pool", "p1", 365)
    assert agency.due() == ["scan.txt"]
    agency.pass_days(300)
    assert agency.due() == ["Bo Marsh", "scan.txt"]


def test_a_person_without_an_application_goes_by_the_day_they_came(agency: Agency) -> None:
    agency.rule("workspace", None, 100)
    agency.workspace._store["applications"].delete_many({"candidate_id": agency.ids["Bo"]})
    agency.pass_days(101)
    assert agency.due() == ["Bo Marsh"]


def test_renewed_consent_keeps_somebody_until_its_day(agency: Agency) -> None:
    retention = agency.workspace.privacy.retention
    agency.rule("workspace", None, 100)
    agency.close(agency.first)
    retention.renew_consent(OWNER, agency.ids["Bo"], agency.clock.now() + timedelta(days=300))
    agency.pass_days(200)
    assert agency.due() == ["scan.txt"]
    retention.withdraw_consent(OWNER, agency.ids["Bo"])
    assert agency.due() == ["Bo Marsh", "scan.txt"]
    with pytest.raises(NotFound):
        retention.withdraw_consent(OWNER, agency.ids["Bo"])
    for days in (-1, 4000):
        with pytest.raises(InvalidInput):
            retention.renew_consent(OWNER, agency.ids["Bo"], agency.clock.now() + timedelta(days=days))
    with pytest.raises(NotFound):
        retention.renew_consent(OWNER, "0" * 32, agency.clock.now() + timedelta(days=1))


def test_holds_and_open_requests_protect_and_are_shown(agency: Agency) -> None:
    agency.rule("workspace", None, 100)
    agency.close(agency.first)
    agency.close(agency.second)
    agency.pass_days(101)
    hold = agency.workspace.privacy.holds.place(OWNER, "candidate", agency.ids["Ada"], "Claim 1")
    agency.workspace.privacy.requests.open(OWNER, agency.ids["Bo"], "access")
    agency.workspace.privacy.holds.place(OWNER, "job", agency.second, "Claim 2")
    items = agency.workspace.privacy.retention.preview(OWNER)
    assert {(item.name, item.blocked) for item in items} == {
        ("Ada Quill", "Claim 1"), ("Bo Marsh", OPEN_REQUEST), ("scan.txt", None),
    }  # fmt: skip
    run = agency.workspace.privacy.retention.run(OWNER)
    assert [erased.documents for erased in run.erased] == [{"applications": 1, "import_items": 1}]
    assert {item.name for item in run.blocked} == {"Ada Quill", "Bo Marsh"}
    agency.workspace.privacy.holds.release(OWNER, hold.id)
    [ada] = [i for i in agency.workspace.privacy.retention.preview(OWNER) if i.name == "Ada Quill"]
    assert ada.blocked == "Claim 2"


def test_a_run_erases_whoever_is_due_with_all_that_is_theirs(agency: Agency) -> None:
    agency.rule("workspace", None, 100)
    agency.close(agency.first)
    agency.pass_days(101)
    run = agency.workspace.privacy.retention.run(OWNER)
    assert (len(run.erased), run.blocked, run.file_names, run.finished) == (2, (), 1, True)
    assert agency.ids["Bo"] in {erased.id for erased in run.erased}
    with pytest.raises(NotFound):
        agency.workspace.candidates.get(OWNER, agency.ids["Bo"])
    assert agency.workspace.candidates.get(OWNER, agency.ids["Ada"]).name == "Ada Quill"
    assert [item.file for item in agency.workspace.intake.items(OWNER, agency.first)] == ["ada.txt"]
    assert len(agency.workspace._attachments.addresses()) == 1
    assert agency.due() == []
    assert agency.workspace.privacy.retention.run(OWNER).erased == ()
    assert agency.workspace.verify(OWNER) == []
    assert {row.why for row in agency.workspace.privacy.ledger(OWNER)} == {"retention"}
    entries = agency.workspace.audit.list(OWNER, AuditQuery(action="privacy.prune", resource_type="candidates"))
    assert [entry.resource_id for entry in entries] == [agency.ids["Bo"]]


def test_a_run_may_be_done_in_parts(agency: Agency) -> None:
    agency.rule("workspace", None, 100)
    agency.close(agency.first)
    agency.close(agency.second)
    agency.pass_days(101)
    counts = [len(agency.workspace.privacy.retention.run(OWNER, limit=2).erased) for _ in range(3)]
    assert counts == [2, 1, 0]


def test_an_unfinished_file_is_not_taken_from_under_the_queue(agency: Agency) -> None:
    agency.rule("workspace", None, 100)
    (agency.folder / "late.txt").write_text("Late Fern | SQL | 1")
    agency.workspace.intake.accept(OWNER, agency.first, [agency.folder / "late.txt"])
    agency.workspace.intake._take_in()
    agency.close(agency.first)
    agency.pass_days(101)
    assert agency.due() == ["Bo Marsh", "scan.txt"]


def test_rules_make_sense(agency: Agency) -> None:
    for scope, ref, days in (
        ("workspace", None, 0), ("workspace", None, 4000), ("workspace", "x", 30), ("job", None, 30),
    ):  # fmt: skip
        with pytest.raises(InvalidInput):
            agency.rule(scope, ref, days)
    with pytest.raises(NotFound):
        agency.workspace.privacy.retention.remove_rule(OWNER, "job", agency.first)


def test_who_may_look_and_who_may_run(agency: Agency) -> None:
    agency.rule("workspace", None, 100)
    agency.close(agency.first)
    agency.pass_days(101)
    lead = Actor("c1", "company")
    assert {item.name for item in agency.workspace.privacy.retention.preview(lead)} == {"Bo Marsh", "scan.txt"}
    assert agency.workspace.privacy.retention.preview(Actor("c2", "company", company_id="other")) == []
    with pytest.raises(NotPermitted):
        agency.workspace.privacy.retention.run(lead)
    with pytest.raises(NotPermitted):
        agency.workspace.privacy.retention.preview(Actor("r1", "recruiter"))


def test_the_preview_changes_nothing(agency: Agency) -> None:
    agency.rule("workspace", None, 100)
    agency.close(agency.first)
    agency.pass_days(101)
    before = agency.workspace.changes_since(OWNER, 0)
    [scan, bo] = agency.workspace.privacy.retention.preview(OWNER)
    assert (bo.candidate_id, scan.candidate_id) == (agency.ids["Bo"], None)
    assert agency.workspace.changes_since(OWNER, 0) == before
