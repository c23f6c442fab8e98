"""Self-identification: sealed, under a pseudonym, and never told of one person or of few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.core.errors import Damaged, InvalidInput, NotFound, NotPermitted
from hiring_desktop.core.model import Actor, JobAd
from hiring_desktop.core.trust.audit.inspection import AuditQuery
from hiring_desktop.core.trust.privacy.demographics import SMALLEST_CELL, GroupTable, _table
from hiring_desktop.core.workspace import OWNER, Workspace

AUDITOR = Actor("a1", "auditor")


@pytest.fixture
def job_id(workspace: Workspace) -> str:
    return workspace.jobs.add(OWNER, JobAd("Engineer", "Python")).id


def applicants(workspace: Workspace, job_id: str, groups: Sequence[tuple[str, int, int]]) -> list[str]:
    """People of each group ``(answer, how many, how many of them hired)``; returns their ids."""
    made: list[str] = []
    for answer, size, hired in groups:
        for number in range(size):
            key = f"{len(made):032x}"
            workspace._store["candidates"].insert_one({"_id": key, "name": f"Person {key}", "user_id": key})
            stage = "hired" if number < hired else "rejected"
            workspace._store["applications"].insert_one(
                {"_id": f"a{key[1:]}", "job_id": job_id, "candidate_id": key, "content_hash": key, "stage": stage}
            )
            if answer:
                workspace.privacy.demographics.record(Actor(key, "candidate"), key, {"sex": answer})
            made.append(key)
    return made


def table(workspace: Workspace, job_id: str, *dimensions: str) -> GroupTable:
    return workspace.privacy.demographics.table(AUDITOR, dimensions or ("sex",), [job_id], ["hired", "offer"])


def counts(found: GroupTable) -> dict[str, tuple[int | None, int | None]]:
    return {group.group: (group.applied, group.selected) for group in found.groups}


def test_large_groups_are_counted(workspace: Workspace, job_id: str) -> None:
    applicants(workspace, job_id, [("female", 12, 5), ("male", 15, 6), ("", 12, 6)])
    found = table(workspace, job_id)
    assert counts(found) == {"female": (12, 5), "male": (15, 6), "unknown": (12, 6)}
    assert (found.applied, found.selected, found.hidden) == (39, 17, False)


def test_small_groups_are_hidden_with_what_would_give_them_away(workspace: Workspace, job_id: str) -> None:
    applicants(workspace, job_id, [("female", 3, 1), ("male", 20, 10), ("another", 12, 6), ("", 30, 10)])
    found = table(workspace, job_id)
    assert counts(found) == {
        "another": (None, None), "female": (None, None), "male": (20, 10), "unknown": (30, 10),
    }  # fmt: skip
    assert found.hidden


def test_few_selected_of_a_large_group_are_hidden_too(workspace: Workspace, job_id: str) -> None:
    applicants(workspace, job_id, [("female", 20, 2), ("male", 20, 10), ("", 22, 12)])
    assert counts(table(workspace, job_id)) == {"female": (20, None), "male": (20, None), "unknown": (22, 12)}


def test_intersections_are_groups_of_their_own(workspace: Workspace, job_id: str) -> None:
    people = applicants(workspace, job_id, [("female", 12, 6), ("male", 12, 6)])
    names = workspace.privacy.demographics.pseudonyms(OWNER, people)
    answers = {names[key]: {"sex": "female" if n < 12 else "male", "age": "under_40"} for n, key in enumerate(people)}
    assert workspace.privacy.demographics.import_answers(OWNER, answers) == 24
    assert counts(table(workspace, job_id, "sex", "age")) == {
        "female x under_40": (12, 6), "male x under_40": (12, 6),
    }  # fmt: skip


GROUPS = st.dictionaries(
    st.sampled_from(["female", "male", "another", "undisclosed", "unknown"]),
    st.tuples(st.integers(0, 14), st.integers(0, 14)),
    min_size=1,
)


@given(GROUPS)
def test_nobody_comes_out_by_subtraction(groups: dict[str, tuple[int, int]]) -> None:
    """Whoever knows the totals learns of no set of groups that fewer than five people, of a kind, are in it."""
    applied = Counter({group: kept + rest for group, (kept, rest) in groups.items() if kept + rest})
    selected = Counter({group: kept for group, (kept, _) in groups.items()})
    if not applied:
        return
    found = _table(("sex",), applied, selected)
    assert (found.applied, found.selected) == (applied.total(), sum(selected[g] for g in applied))
    for group in found.groups:
        if group.applied is not None:
            assert group.applied == applied[group.group] >= SMALLEST_CELL
        if group.selected is not None:
            assert group.applied is not None
            assert group.selected == selected[group.group] >= SMALLEST_CELL
            assert group.applied - group.selected >= SMALLEST_CELL
    hidden = [group.group for group in found.groups if group.applied is None]
    assert len(hidden) != 1 or len(found.groups) == 1
    if hidden and len(hidden) < len(found.groups):
        assert sum(applied[group] for group in hidden) >= SMALLEST_CELL
    blurred = [group.group for group in found.groups if group.selected is None]
    assert len(blurred) != 1 or len(found.groups) == 1
    if blurred and len(blurred) < len(found.groups):
        left = found.selected - sum(group.selected for group in found.groups if group.selected is not None)
        assert left >= SMALLEST_CELL
        assert sum(applied[group] for group in blurred) - left >= SMALLEST_CELL
    assert found.hidden == bool(blurred)


def test_an_answer_is_found_nowhere(workspace: Workspace, job_id: str) -> None:
    [ada, bo, _] = applicants(workspace, job_id, [("female", 1, 0), ("male", 1, 0), ("another", 1, 0)])
    stored = workspace._store["demographics"].find({})
    assert {len(document["sealed"]) for document in stored} == {12 + 512 + 16}
    assert all(set(document) == {"_id", "sealed"} for document in stored)
    assert ada not in str(stored)
    exported = str(workspace._store["changes"].find({})) + "\n".join(workspace.audit.export(AUDITOR))
    for document in stored:
        assert document["_id"] not in exported
    entries = workspace.audit.list(AUDITOR, AuditQuery(action="demographics.record"))
    assert [entry.resource_id for entry in entries] == [None] * 3
    assert bo not in str(workspace._store["undo_steps"].find({}))


def test_only_the_person_answers_and_changes_and_takes_back(workspace: Workspace, job_id: str) -> None:
    [ada] = applicants(workspace, job_id, [("female", 1, 0)])
    for stranger in (OWNER, Actor("other", "candidate"), Actor("r1", "recruiter")):
        with pytest.raises(NotPermitted):
            workspace.privacy.demographics.record(stranger, ada, {"sex": "male"})
    workspace.privacy.demographics.record(Actor(ada, "candidate"), ada, {"sex": "undisclosed"})
    workspace.privacy.demographics.withdraw(Actor(ada, "candidate"), ada)
    assert workspace._store["demographics"].find({}) == []
    workspace.privacy.demographics.withdraw(OWNER, ada)


def test_questions_and_answers_are_fixed(workspace: Workspace, job_id: str) -> None:
    [ada] = applicants(workspace, job_id, [("", 1, 0)])
    me = Actor(ada, "candidate")
    for answers in ({"sex": "whatever"}, {"salary": "yes"}):
        with pytest.raises(InvalidInput):
            workspace.privacy.demographics.record(me, ada, answers)
    with pytest.raises(InvalidInput, match="belong to no candidate"):
        workspace.privacy.demographics.import_answers(OWNER, {"0" * 64: {"sex": "female"}})
    with pytest.raises(InvalidInput):
        table(workspace, job_id, "shoe size")
    with pytest.raises(InvalidInput):
        workspace.privacy.demographics.table(AUDITOR, [], [job_id], [])
    for jobs in ([], ["0" * 32], [job_id, "0" * 32]):
        with pytest.raises(NotFound):
            workspace.privacy.demographics.table(AUDITOR, ["sex"], jobs, [])
    with pytest.raises(NotPermitted):
        workspace.privacy.demographics.table(Actor("r1", "recruiter"), ["sex"], [job_id], [])


def test_an_answer_that_was_moved_or_changed_is_noticed(workspace: Workspace, job_id: str) -> None:
    [ada, bo] = applicants(workspace, job_id, [("female", 1, 0), ("male", 1, 0)])
    names = workspace.privacy.demographics.pseudonyms(OWNER, [ada, bo])
    answers = workspace._store["demographics"]
    moved = answers.find({"_id": names[ada]})[0]["sealed"]
    answers.update_one({"_id": names[bo]}, {"$set": {"sealed": moved}})
    with pytest.raises(Damaged):
        table(workspace, job_id)


def test_no_method_but_the_table_tells_anything_of_the_answers(workspace: Workspace) -> None:
    public = {name for name in dir(workspace.privacy.demographics) if not name.startswith("_")}
    assert public == {"record", "import_answers", "pseudonyms", "withdraw", "forget", "pseudonym", "table"}
