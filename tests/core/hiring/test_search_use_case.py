"""Searching a workspace: rows with their hits, who sees whom, saved searches, and that it stays right."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiring_desktop.core.errors import InvalidInput, NotFound, NotPermitted
from hiring_desktop.core.hiring.search import SearchPage
from hiring_desktop.core.hiring.search_query import QueryError
from hiring_desktop.core.hiring.snippets import SNIPPET_LENGTH
from hiring_desktop.core.hiring.views import JobView
from hiring_desktop.core.model import Actor, JobAd, Requirements
from hiring_desktop.core.workspace import OWNER, Workspace

AD = JobAd("Engineer", "Python and SQL", Requirements(required_skills=("Python", "SQL"), min_years=1))
STRANGER = Actor("s" * 32, "recruiter", company_id="elsewhere")
RECRUITER = Actor("r" * 32, "recruiter")
MANAGER = Actor("m" * 32, "hiring_manager")
AUDITOR = Actor("a" * 32, "auditor")


@pytest.fixture
def job(workspace: Workspace, resumes: Path) -> JobView:
    long = ", ".join(f"long and\neven skill {number}" for number in range(100))
    skills = f"{long}, C++, Node.js, {long}, more Node.js"
    (resumes / "dee.txt").write_text(f"Élodie Dee\u0301n | {skills} | 12")
    job = workspace.jobs.add(OWNER, AD)
    workspace.intake.accept(OWNER, job.id, [resumes])
    while workspace.intake.step(0.01):
        pass
    return job


def names(page: SearchPage) -> list[str | None]:
    return [row.name for row in page.rows]


@pytest.mark.usefixtures("job")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("python", {"Ada Quill", "Cy Fern"}),
        ("python sql", {"Ada Quill"}),
        ("python NOT sql", {"Cy Fern"}),
        ("sql OR java", {"Ada Quill", "Bo Marsh"}),
        ("name:ada", {"Ada Quill"}),
        ("skill:pyth*", {"Ada Quill", "Cy Fern"}),
        ("years>5", {"Ada Quill", "Élodie Dee\u0301n"}),
        ("years<=2 OR skill:sql", {"Ada Quill", "Bo Marsh"}),
        ("NOT years>0", {"Cy Fern"}),
        ('"node js" c++', {"Élodie Dee\u0301n"}),
        ("elodie deen", {"Élodie Dee\u0301n"}),
        ("cobol", set()),
    ],
)
def test_queries_find_candidates(workspace: Workspace, query: str, found: set[str]) -> None:
    page = workspace.search.find(OWNER, query)
    assert set(names(page)) == found
    assert page.total == len(found)


@pytest.mark.usefixtures("job")
def test_a_row_says_who_it_is_and_shows_where_the_document_says_so(workspace: Workspace) -> None:
    [row] = workspace.search.find(OWNER, 'node.js c++ "elodie deen" years>11').rows
    assert row.years == 12.0
    assert row.snippet is not None
    view = workspace.candidates.get(OWNER, row.candidate_id)
    assert row.snippet.resume_id == view.resume_id
    assert len(row.snippet.text) <= SNIPPET_LENGTH
    cut = view.text[row.snippet.start : row.snippet.start + len(row.snippet.text)]
    assert row.snippet.text == cut.replace("\n", " ")
    assert [view.text[start:end] for start, end in row.snippet.hits] == ["C++", "Node.js"]
    assert row.name is not None
    assert [row.name[start:end] for start, end in row.name_hits] == ["Élodie Dee\u0301n"]
    every = workspace.search.hits(OWNER, row.candidate_id, "node.js élodie")
    assert [view.text[start:end] for start, end in every] == ["Élodie", "Node.js", "Node.js"]


@pytest.mark.usefixtures("job")
def test_a_hit_elsewhere_than_in_the_text_is_shown_from_there(workspace: Workspace) -> None:
    [row] = workspace.search.find(OWNER, "title:engineer java").rows
    assert row.snippet is not None
    assert (row.snippet.field, row.snippet.text) == ("text", "Bo Marsh | Java | 2")
    [row] = workspace.search.find(OWNER, "title:engineer name:bo").rows
    assert row.snippet is not None
    assert row.snippet.field == "title"
    assert [row.snippet.text[start:end] for start, end in row.snippet.hits] == ["Engineer"]
    [row] = workspace.search.find(OWNER, "years=2").rows
    assert row.snippet is not None
    assert (row.snippet.text, row.snippet.hits) == ("Bo Marsh | Java | 2", ())


@pytest.mark.usefixtures("job")
def test_pages_and_their_limits(workspace: Workspace) -> None:
    every = names(workspace.search.find(OWNER, "engineer"))
    pages = [workspace.search.find(OWNER, "engineer", limit=1, offset=number) for number in range(5)]
    assert [name for page in pages for name in names(page)] == every
    assert {page.total for page in pages} == {4}
    for limit, offset in ((0, 0), (501, 0), (1, -1)):
        with pytest.raises(InvalidInput):
            workspace.search.find(OWNER, "engineer", limit=limit, offset=offset)


@pytest.mark.usefixtures("job")
def test_a_syntax_error_says_where(workspace: Workspace) -> None:
    with pytest.raises(QueryError) as raised:
        workspace.search.find(OWNER, "python AND")
    assert raised.value.position == 10
    with pytest.raises(QueryError):
        workspace.search.save(OWNER, "mine", "(python")


# ------------------------------------------------------------------ who sees whom
def test_everybody_finds_whom_they_may_see(workspace: Workspace, job: JobView) -> None:
    assert workspace.search.find(RECRUITER, "python").total == 2
    assert workspace.search.find(STRANGER, "python").total == 0
    assert workspace.search.find(MANAGER, "python").total == 0
    candidate = workspace.search.find(OWNER, "sql").rows[0].candidate_id
    assert workspace.search.hits(RECRUITER, candidate, "sql") != ()
    for nobody in (STRANGER, MANAGER):
        with pytest.raises(NotPermitted):
            workspace.search.hits(nobody, candidate, "sql")
    for nobody in (AUDITOR, Actor("c" * 32, "candidate")):
        with pytest.raises(NotPermitted):
            workspace.search.find(nobody, "python")


@pytest.mark.usefixtures("job")
def test_the_trail_knows_who_searched_and_not_for_what(workspace: Workspace) -> None:
    workspace.search.find(OWNER, '"Ada Quill"')
    workspace.search.find(OWNER, '"Ada Quill" python')
    workspace.search.save(OWNER, "Ada's", '"Ada Quill"')
    entries = [entry for entry in workspace.audit.list(OWNER, limit=0) if entry.action.startswith("search.")]
    assert sorted(entry.action for entry in entries) == ["search.run", "search.save"]
    assert "Quill" not in repr(entries)


# ------------------------------------------------------------------ what stays right
def test_search_follows_what_is_written_and_taken_back(workspace: Workspace, job: JobView, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("Eve Ford | Cobol | 30")
    workspace.intake.accept(OWNER, job.id, [tmp_path / "new.txt"])
    while workspace.intake.step(0.01):
        pass
    assert names(workspace.search.find(OWNER, "cobol years>=30")) == ["Eve Ford"]
    assert workspace.verify(OWNER) == []


def test_the_erased_are_found_no_more(workspace: Workspace, job: JobView) -> None:
    [row] = workspace.search.find(OWNER, '"ada quill"').rows
    workspace.search.save(OWNER, "the engineer", 'name:"Ada Quill" OR name:bo')
    workspace.search.save(OWNER, "ada", "ada compilers")
    request = workspace.privacy.requests.open(OWNER, row.candidate_id, "erasure")
    workspace.privacy.requests.identify(OWNER, request.id, "in_person")
    workspace.privacy.requests.fulfil_erasure(OWNER, request.id)
    assert workspace.search.find(OWNER, '"ada quill" OR sql').total == 0
    assert [saved.name for saved in workspace.search.saved(OWNER)] == ["ada"]
    assert workspace.verify(OWNER) == []


# ------------------------------------------------------------------ saved searches
def test_a_search_is_kept_replaced_and_forgotten(workspace: Workspace) -> None:
    first = workspace.search.save(OWNER, " Backend   people ", "python OR java")
    workspace.search.save(RECRUITER, "Mine", "sql")
    assert [(saved.name, saved.query) for saved in workspace.search.saved(OWNER)] == [
        ("Backend people", "python OR java")
    ]
    again = workspace.search.save(OWNER, "Backend people", "python")
    assert again.id == first.id
    assert [saved.query for saved in workspace.search.saved(OWNER)] == ["python"]
    with pytest.raises(NotFound):
        workspace.search.forget(RECRUITER, first.id)
    workspace.search.forget(OWNER, first.id)
    assert workspace.search.saved(OWNER) == []
    workspace.undo(OWNER)
    assert [saved.query for saved in workspace.search.saved(OWNER)] == ["python"]
    for name in ("", " ", "x" * 101):
        with pytest.raises(InvalidInput):
            workspace.search.save(OWNER, name, "sql")
