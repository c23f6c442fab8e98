"""Data subject requests from the first letter to the receipt."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from fake_ports import FixedClock
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from hiring_desktop.core.hiring.views import CandidateView
from hiring_desktop.core.model import Actor, JobAd, Json
from hiring_desktop.core.trust.audit.inspection import AuditQuery
from hiring_desktop.core.trust.keys import WorkspaceKeys
from hiring_desktop.core.trust.privacy import receipts
from hiring_desktop.core.trust.privacy.request_book import RequestView
from hiring_desktop.core.workspace import OWNER, Workspace

RECRUITER = Actor("r1", "recruiter")
EVIL = "Eve <script>alert(1)</script> | Python & SQL | 6"


@pytest.fixture
def eve(workspace: Workspace, tmp_path: Path) -> CandidateView:
    job = workspace.jobs.add(OWNER, JobAd("Engineer", "Python"))
    (tmp_path / "eve & co.txt").write_text(EVIL)
    workspace.intake.accept(OWNER, job.id, [tmp_path / "eve & co.txt"])
    while workspace.intake.step(0.01):
        pass
    [row] = workspace.selection.rows(OWNER, job.id, workspace.selection.ids(OWNER, job.id))
    return workspace.candidates.get(OWNER, row.candidate_id)


def identified(workspace: Workspace, candidate_id: str, kind: str) -> RequestView:
    request = workspace.privacy.requests.open(RECRUITER, candidate_id, kind)  # type: ignore[arg-type]
    return workspace.privacy.requests.identify(OWNER, request.id, "identity_document")


def test_a_request_is_due_in_a_month_and_keeps_a_log(
    workspace: Workspace, eve: CandidateView, clock: FixedClock
) -> None:
    request = workspace.privacy.requests.open(RECRUITER, eve.id, "access")
    assert (request.status, request.due_at - request.opened_at, request.days_left) == ("open", timedelta(days=30), 29)
    clock.moment += timedelta(days=31)
    workspace.privacy.requests.identify(OWNER, request.id, "in_person")
    now = workspace.privacy.requests.get(OWNER, request.id)
    assert (now.status, now.days_left) == ("identified", -2)
    assert [(line.by, line.event, line.detail) for line in now.log] == [
        ("r1", "opened", {}), ("owner", "identified", {"method": "in_person"}),
    ]  # fmt: skip


def test_the_time_to_answer_can_be_shorter_never_longer(workspace: Workspace, eve: CandidateView) -> None:
    workspace.privacy.requests.set_due_days(OWNER, 14)
    request = workspace.privacy.requests.open(OWNER, eve.id, "access")
    assert request.due_at - request.opened_at == timedelta(days=14)
    for days in (0, 32):
        with pytest.raises(InvalidInput):
            workspace.privacy.requests.set_due_days(OWNER, days)


def test_it_may_be_extended_once_and_in_time(workspace: Workspace, eve: CandidateView, clock: FixedClock) -> None:
    first = workspace.privacy.requests.open(OWNER, eve.id, "access")
    extended = workspace.privacy.requests.extend(OWNER, first.id)
    assert extended.due_at - extended.opened_at == timedelta(days=90)
    with pytest.raises(Conflict, match="extended already"):
        workspace.privacy.requests.extend(OWNER, first.id)
    late = workspace.privacy.requests.open(OWNER, eve.id, "portability")
    clock.moment += timedelta(days=31)
    with pytest.raises(Conflict, match="time to answer is over"):
        workspace.privacy.requests.extend(OWNER, late.id)


def test_nothing_is_handed_out_before_somebody_was_identified(workspace: Workspace, eve: CandidateView) -> None:
    requests = workspace.privacy.requests
    for kind, answer in (
        ("access", requests.fulfil_access),
        ("portability", requests.fulfil_portability),
        ("erasure", requests.fulfil_erasure),
        ("rectification", lambda actor, key: requests.fulfil_rectification(actor, key, {"/basics/name": "E"})),
    ):
        request = requests.open(OWNER, eve.id, kind)  # type: ignore[arg-type]
        with pytest.raises(Conflict, match="who is asking"):
            answer(OWNER, request.id)
    assert workspace.candidates.get(OWNER, eve.id).name == eve.name


def test_a_request_is_answered_once_and_for_what_it_asks(workspace: Workspace, eve: CandidateView) -> None:
    requests = workspace.privacy.requests
    request = identified(workspace, eve.id, "access")
    with pytest.raises(Conflict, match="for access, not for portability"):
        requests.fulfil_portability(OWNER, request.id)
    requests.fulfil_access(OWNER, request.id)
    for again in (requests.fulfil_access, requests.withdraw, requests.extend):
        with pytest.raises(Conflict, match="fulfilled already"):
            again(OWNER, request.id)
    with pytest.raises(NotFound):
        requests.get(OWNER, "0" * 32)


def test_the_same_is_not_asked_twice_at_a_time(workspace: Workspace, eve: CandidateView) -> None:
    requests = workspace.privacy.requests
    request = requests.open(OWNER, eve.id, "access")
    with pytest.raises(Conflict, match="asked for the same"):
        requests.open(OWNER, eve.id, "access")
    requests.withdraw(OWNER, request.id)
    requests.open(OWNER, eve.id, "access")
    assert [r.status for r in requests.list(OWNER, candidate_id=eve.id)] == ["withdrawn", "open"]
    assert len(requests.list(OWNER, unfinished_only=True)) == 1


def test_what_is_not_known_is_refused(workspace: Workspace, eve: CandidateView) -> None:
    requests = workspace.privacy.requests
    with pytest.raises(NotFound):
        requests.open(OWNER, "0" * 32, "access")
    with pytest.raises(InvalidInput):
        requests.open(OWNER, eve.id, "everything")  # type: ignore[arg-type]
    request = requests.open(OWNER, eve.id, "access")
    with pytest.raises(InvalidInput):
        requests.identify(OWNER, request.id, "a feeling")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        requests.refuse(OWNER, request.id, "no time")  # type: ignore[arg-type]


def test_who_may_do_what(workspace: Workspace, eve: CandidateView) -> None:
    requests = workspace.privacy.requests
    request = requests.open(RECRUITER, eve.id, "access")
    for attempt in (
        lambda: requests.identify(RECRUITER, request.id, "account"),
        lambda: requests.fulfil_access(Actor("a1", "auditor"), request.id),
        lambda: requests.get(Actor("someone", "candidate"), request.id),
        lambda: requests.open(Actor("someone", "candidate"), eve.id, "erasure"),
    ):
        with pytest.raises(NotPermitted):
            attempt()


# ------------------------------------------------------------------ what is handed out
def test_the_access_copy_says_everything_to_people_and_machines(workspace: Workspace, eve: CandidateView) -> None:
    request = identified(workspace, eve.id, "access")
    copy = workspace.privacy.requests.fulfil_access(OWNER, request.id)
    data: Json = json.loads(copy.json)
    assert data["candidate"]["name"] == "Eve <script>alert(1)</script>"
    [resume], [application], [item] = data["resumes"], data["applications"], data["imports"]
    assert (resume["text"], resume["file"]) == (EVIL, "eve & co.txt")
    assert (application["job"], application["score"]["breakdown"]["skills_match"]) == ("Engineer", 0.0)
    assert (item["file"], item["status"]) == ("eve & co.txt", "imported")
    assert {entry["action"] for entry in data["seen_by"]} >= {"candidates.read"}
    assert all("owner" not in str(entry) for entry in data["seen_by"]), "who works here is not part of it"
    for word in ("Engineer", "eve & co.txt", "Profile opened (admin)", "complain"):
        assert word in copy.text
    assert "<script>" not in copy.html
    assert "Eve &lt;script&gt;alert(1)&lt;/script&gt;" in copy.html
    assert "default-src 'none'" in copy.html


def test_the_portable_copy_has_a_json_resume_and_the_file_as_it_came(workspace: Workspace, eve: CandidateView) -> None:
    request = identified(workspace, eve.id, "portability")
    archive = zipfile.ZipFile(io.BytesIO(workspace.privacy.requests.fulfil_portability(OWNER, request.id)))
    assert archive.namelist() == ["resume.json", "files/eve _ co.txt"]
    assert json.loads(archive.read("resume.json")) == eve.resume
    assert archive.read("files/eve _ co.txt") == EVIL.encode()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_names_in_the_archive_unpack_below_it_and_differ(names: list[str]) -> None:
    from hiring_desktop.core.trust.privacy.copies import _file_name

    taken: set[str] = set()
    made = [_file_name(name, taken) for name in [*names, "../../etc/passwd", "..\\..\\boot.ini", "CON", ""]]
    assert len({name.casefold() for name in made}) == len(made)
    for name in made:
        assert "/" not in name
        assert "\\" not in name
        assert name not in {".", "..", ""}


def test_corrections_change_what_is_known_and_no_more(workspace: Workspace, eve: CandidateView) -> None:
    request = identified(workspace, eve.id, "rectification")
    wanted = {"/basics/name": "Eve Quill", "/basics/email": "eve@example.org", "/basics/location/city": "Ulm"}
    settled = workspace.privacy.requests.fulfil_rectification(OWNER, request.id, wanted)
    now = workspace.candidates.get(OWNER, eve.id)
    assert now.name == "Eve Quill"
    assert now.resume["basics"] == {"name": "Eve Quill", "email": "eve@example.org", "location": {"city": "Ulm"}}
    assert now.resume["skills"] == eve.resume["skills"]
    assert now.text == eve.text
    assert "/basics/name" not in now.sources
    assert settled.receipt is not None
    assert settled.receipt["result"] == {"corrected": sorted(wanted)}
    assert "Quill" not in str(settled.receipt) + str(settled.log)


@pytest.mark.parametrize("pointer", ["/work/0/name", "/basics/profiles/0/url", "name", "/basics/name/first"])
def test_corrections_elsewhere_are_made_by_hand(workspace: Workspace, eve: CandidateView, pointer: str) -> None:
    request = identified(workspace, eve.id, "rectification")
    with pytest.raises(InvalidInput, match="by hand"):
        workspace.privacy.requests.fulfil_rectification(OWNER, request.id, {pointer: "x"})
    assert workspace.privacy.requests.fulfil_rectification(OWNER, request.id, {}).status == "fulfilled"


def test_an_empty_correction_takes_a_value_away(workspace: Workspace, eve: CandidateView) -> None:
    request = identified(workspace, eve.id, "rectification")
    workspace.privacy.requests.fulfil_rectification(OWNER, request.id, {"/basics/name": " "})
    now = workspace.candidates.get(OWNER, eve.id)
    assert (now.name, now.resume["basics"]) == (None, {})


# ------------------------------------------------------------------ receipts
def test_every_answer_has_a_receipt_that_anybody_can_check_later(
    opened: Callable[..., Workspace], workspace: Workspace, eve: CandidateView
) -> None:
    requests = workspace.privacy.requests
    for kind, answer in (
        ("access", requests.fulfil_access),
        ("portability", requests.fulfil_portability),
        ("rectification", lambda actor, key: requests.fulfil_rectification(actor, key, {})),
        ("erasure", requests.fulfil_erasure),
    ):
        answer(OWNER, identified(workspace, eve.id, kind).id)
    given_out = [request.receipt for request in requests.list(OWNER)]
    later = opened().privacy.requests
    key = later.receipt_key(OWNER)
    for receipt in given_out:
        assert receipt is not None
        assert later.is_genuine(OWNER, receipt)
        assert receipts.is_genuine(json.loads(json.dumps(receipt)), key)
        assert receipt["workspace"] == "0" * 32
    assert {receipt["kind"] for receipt in given_out if receipt} == {
        "access", "portability", "rectification", "erasure",
    }  # fmt: skip


def test_a_refusal_has_one_too(workspace: Workspace, eve: CandidateView) -> None:
    request = workspace.privacy.requests.open(OWNER, eve.id, "erasure")
    refused = workspace.privacy.requests.refuse(OWNER, request.id, "not_identified")
    assert refused.receipt is not None
    assert (refused.status, refused.receipt["result"]) == ("refused", {"reason": "not_identified"})


@given(st.data())
def test_a_changed_receipt_is_not_genuine(data: st.DataObject) -> None:
    keys = WorkspaceKeys("0" * 32, "Test", b"m" * 32)
    receipt = receipts.sign(keys, {"request": "r", "kind": "access", "result": {"files": 1}, "candidate": "c"})
    assert receipts.is_genuine(receipt, receipts.public_key(keys))
    field = data.draw(st.sampled_from(sorted(receipt)))
    change = data.draw(st.sampled_from(["gone", "other", "more", "signature"]))
    if change == "gone":
        changed = {name: value for name, value in receipt.items() if name != field}
    elif change == "more":
        changed = {**receipt, "added": 1}
    elif change == "signature":
        flipped = "0" if receipt["signature"][0] != "0" else "1"
        changed = {**receipt, "signature": flipped + receipt["signature"][1:]}
    else:
        changed = {**receipt, field: "x"}
    assert not receipts.is_genuine(changed, receipts.public_key(keys))


def test_another_workspace_did_not_sign_it() -> None:
    mine, other = (WorkspaceKeys(digit * 32, "Test", b"m" * 32) for digit in "01")
    receipt = receipts.sign(other, {"kind": "access"})
    assert not receipts.is_genuine(receipt, receipts.public_key(mine))


def test_the_trail_tells_each_step(workspace: Workspace, eve: CandidateView) -> None:
    request = identified(workspace, eve.id, "access")
    workspace.privacy.requests.fulfil_access(OWNER, request.id)
    entries = workspace.audit.list(OWNER, AuditQuery(action="privacy."), newest_first=False)
    assert [(entry.action, entry.user_id, entry.resource_id) for entry in entries] == [
        ("privacy.open", "r1", eve.id),
        ("privacy.identify", "owner", request.id),
        ("privacy.access", "owner", request.id),
    ]
