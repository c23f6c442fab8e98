"""The open window: lists, keys, weights, candidate, jobs, imports, drops."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fake_workspace import FakeLauncher, FakeWorkspace
from open_window import OpenedWindow, OpenWindow
from PySide6.QtCore import Qt

from hiring_desktop.ui.models.rank_table import Column
from hiring_desktop.ui.widgets.labels import Label

Shown = Callable[[FakeWorkspace], OpenedWindow]


@pytest.fixture
def shown(open_window: OpenWindow, tmp_path: Path) -> Shown:
    def show(workspace: FakeWorkspace) -> OpenedWindow:
        opened = open_window(FakeLauncher(tmp_path, workspace))
        opened.ready()
        return opened

    return show


@pytest.fixture
def workspace() -> FakeWorkspace:
    return FakeWorkspace(40)


@pytest.fixture
def opened(shown: Shown, workspace: FakeWorkspace) -> OpenedWindow:
    """The ranking of the job with candidates is shown and its rows are there."""
    window = shown(workspace)
    rank = window.bench.ranking
    window.until(lambda: rank.model.rowCount() == 40 and rank.model.row(0))
    return window


def names(opened: OpenedWindow, count: int = 5) -> list[str]:
    model = opened.bench.ranking.model
    return [model.index(row, Column.NAME).data() for row in range(count)]


# ------------------------------------------------------------------ the ranked list
def test_the_window_opens_on_the_job_with_candidates(opened: OpenedWindow, workspace: FakeWorkspace) -> None:
    job = workspace.job_views[next(iter(workspace.job_views))]
    rank = opened.bench.ranking
    assert rank.title.full_text() == job.title
    assert rank.table.selectionModel().hasSelection()
    assert not rank.table.isColumnHidden(Column.SKILLS_MATCH), "there is room for everything"
    assert "40 candidates ranked" in rank.subtitle.full_text()
    assert list(rank.model.ids()) == workspace.selection.ids(workspace.owner, job.id)


def test_j_and_k_go_through_the_list_and_stop_at_its_ends(opened: OpenedWindow) -> None:
    table = opened.bench.ranking.table
    table.setFocus()
    opened.press("jjj")
    assert table.currentIndex().row() == 3
    opened.press("kkkkkk")
    assert table.currentIndex().row() == 0


@pytest.mark.parametrize("key", ["e", Qt.Key.Key_Return])
def test_e_and_enter_open_the_explanation_and_esc_goes_back(opened: OpenedWindow, key: str | Qt.Key) -> None:
    bench = opened.bench
    bench.ranking.table.setFocus()
    opened.press("j", key)
    opened.until(lambda: bench.candidate.name.full_text())
    assert bench.candidate.name.full_text() == names(opened)[1]
    assert "Rank 2 of 40" in bench.candidate.detail.full_text()
    opened.press("j")
    opened.until(lambda: bench.candidate.name.full_text() == names(opened)[2])
    opened.press(Qt.Key.Key_Escape)
    assert bench.stack.currentWidget() is bench.ranking
    assert bench.ranking.table.currentIndex().row() == 2, "the list went along"


def test_slash_finds_by_name_and_by_skill(opened: OpenedWindow, workspace: FakeWorkspace) -> None:
    rank = opened.bench.ranking
    rank.table.setFocus()
    wanted = names(opened, 40)[17]
    row = next(row for row, name in enumerate(names(opened, 40)) if row and wanted in name)
    opened.press("/")
    opened.until(rank.find_field.hasFocus)
    rank.find_field.setText(wanted)
    opened.press(Qt.Key.Key_Return)
    opened.until(lambda: rank.table.currentIndex().row() == row)
    rank.find_field.setText("no such person")
    opened.press(Qt.Key.Key_Return)
    opened.until(lambda: opened.said("Nobody in this list"))
    opened.press(Qt.Key.Key_Escape)


def test_letters_in_a_field_are_text(opened: OpenedWindow) -> None:
    rank = opened.bench.ranking
    row = rank.table.currentIndex().row()
    rank.find_field.setFocus()
    opened.press("jk/?e")
    assert rank.find_field.text() == "jk/?e"
    assert rank.table.currentIndex().row() == row
    assert opened.window.help_overlay is None


def test_moving_a_weight_re_orders_at_once_and_stores_nothing(opened: OpenedWindow, workspace: FakeWorkspace) -> None:
    rank, before = opened.bench.ranking, list(opened.bench.ranking.model.ids())
    stored = workspace.job_views[rank.job_id or ""].weights
    rank.weights.slider("career_consistency").setValue(100)
    opened.until(lambda: rank.model.previewing)
    expected = [
        key
        for key, _ in workspace.selection.preview(workspace.owner, rank.job_id or "", rank.weights.state.tried).result()
    ]
    opened.until(lambda: list(rank.model.ids()) == expected)
    assert expected != before
    assert workspace.job_views[rank.job_id or ""].weights == stored
    opened.click(rank.weights._revert)
    opened.until(lambda: list(rank.model.ids()) == before)
    assert not rank.model.previewing


def test_apply_stores_the_weights(opened: OpenedWindow, workspace: FakeWorkspace) -> None:
    rank = opened.bench.ranking
    rank.weights.slider("career_consistency").setValue(100)
    opened.click(rank.weights._apply)
    opened.until(lambda: workspace.job_views[rank.job_id or ""].weights.career_consistency == 100)
    opened.until(lambda: list(rank.model.ids()) == workspace.selection.ids(workspace.owner, rank.job_id or ""))
    opened.until(lambda: not rank.model.previewing)
    assert not rank.weights.state.changed


def test_a_job_without_candidates_says_what_to_do(opened: OpenedWindow, workspace: FakeWorkspace) -> None:
    bench = opened.bench
    bench.show_ranking(list(workspace.job_views)[1])
    opened.until(lambda: bench.ranking.empty.accessibleName() == "Drop resumes here")
    assert bench.ranking.stack.currentWidget() is bench.ranking.empty


def test_files_without_a_score_are_listed_with_the_reason(opened: OpenedWindow, tmp_path: Path) -> None:
    (tmp_path / "photo.bin").write_bytes(b"\x00")
    assert opened.drop(tmp_path / "photo.bin")
    rank = opened.bench.ranking
    opened.until(lambda: rank.unranked.isVisible())
    cells = [rank.unranked_model.index(0, column).data() for column in range(3)]
    assert cells == ["Not read", "photo.bin", "This is no document. Give a PDF, DOCX, TXT or HTML file."]


# ------------------------------------------------------------------ the candidate
def open_first(opened: OpenedWindow) -> None:
    opened.bench.ranking.table.opened.emit(0)
    opened.until(lambda: opened.bench.candidate.score_panel.source_rows() or opened.bench.candidate.name.full_text())


def test_a_field_is_shown_in_the_page_it_stands_on(opened: OpenedWindow) -> None:
    open_first(opened)
    page = opened.bench.candidate
    page.tabs.setCurrentWidget(page.profile_panel)
    opened.until(lambda: page.profile_panel.source_rows())
    row = page.profile_panel.source_rows()[0]
    assert row.text() == page.name.full_text()
    opened.click(row)
    assert page.pages.highlighted() == [(1, row.spans[0].boxes[0])]
    opened.click(row)
    assert page.pages.highlighted() == []


def test_a_page_is_drawn_at_the_zoom_it_is_seen_at(opened: OpenedWindow, workspace: FakeWorkspace) -> None:
    open_first(opened)
    page = opened.bench.candidate.pages
    opened.until(lambda: page._pages and page._pages[0].paper == (612.0, 792.0))
    before = page.zoom
    opened.window.actions_by_id["view.zoom_in"].trigger()
    assert page.zoom > before
    scale = page.zoom * 96 / 72 * page.devicePixelRatioF()
    opened.until(lambda: any(abs(drawn - scale) < 0.01 for _, drawn in workspace.candidates.rendered))
    opened.window.actions_by_id["view.zoom_fit"].trigger()
    assert page.zoom == pytest.approx(before)


def test_a_resume_without_pages_is_plain_text_with_the_same_marks(shown: Shown) -> None:
    workspace = FakeWorkspace(0)
    job_id = next(iter(workspace.job_views))
    workspace.intake.finish(job_id, "cv.txt", 3)
    name, _ = workspace.people["app00000000000000000000000000003"] = ("<b>𝒥ane</b> Example", "cv.txt")
    opened = shown(workspace)
    opened.until(lambda: opened.bench.ranking.model.rowCount() == 1)
    open_first(opened)
    page = opened.bench.candidate
    assert page.document.currentWidget() is page.text
    assert page.text.toPlainText().splitlines()[0] == name, "markup stays text"
    opened.click(page.profile_panel.source_rows()[0])
    assert page.text.highlighted() == [name]


# ------------------------------------------------------------------ jobs
def test_a_new_job_is_read_while_it_is_typed_and_created(opened: OpenedWindow, workspace: FakeWorkspace) -> None:
    bench = opened.bench
    opened.window.actions_by_id["job.new"].trigger()
    form = bench.jobs.form
    opened.until(form.ad.hasFocus)
    form.ad.setPlainText("Platform engineer\nWe run Kubernetes and Terraform on AWS.")
    opened.until(lambda: set(form.required.skills()) == {"Kubernetes", "Terraform", "AWS"})
    assert form.title.text() == "Platform engineer"
    form.required._entry.setFocus()
    opened.press("Rust", Qt.Key.Key_Return)
    form.ad.appendPlainText("Linux too, and Git.")
    assert "Rust" in form.required.skills(), "a correction stays"
    opened.click(bench.jobs.save_button)
    opened.until(lambda: bench.place() == "ranking" and bench.ranking.title.full_text() == "Platform engineer")
    made = [job for job in workspace.job_views.values() if job.title == "Platform engineer"]
    assert "Rust" in made[0].requirements.required_skills


def test_a_star_makes_a_must_have_and_saving_keeps_it(opened: OpenedWindow, workspace: FakeWorkspace) -> None:
    bench, job_id = opened.bench, list(workspace.job_views)[1]
    bench.edit_job(job_id)
    opened.until(lambda: bench.jobs.selected_job() == job_id)
    bench.jobs.form.required._mark("Airflow", True)
    assert bench.jobs.form.required.must_haves() == ("Python", "SQL", "Airflow")
    bench.jobs.save()
    opened.until(lambda: "Airflow" in workspace.job_views[job_id].requirements.must_have)
    opened.until(lambda: not bench.jobs.save_button.isEnabled())


def test_an_unsaved_change_survives_a_look_at_another_job(opened: OpenedWindow, workspace: FakeWorkspace) -> None:
    bench = opened.bench
    first, second = list(workspace.job_views)[:2]
    bench.edit_job(first)
    opened.until(lambda: bench.jobs.selected_job() == first)
    bench.jobs.form.ad.setPlainText("Another text")
    bench.jobs.select(second)
    opened.until(lambda: bench.jobs.selected_job() == second)
    bench.jobs.select(first)
    opened.until(lambda: bench.jobs.selected_job() == first)
    assert bench.jobs.form.ad.toPlainText() == "Another text"
    opened.click(bench.jobs.revert_button)
    assert bench.jobs.form.ad.toPlainText() == workspace.job_views[first].description


def test_a_job_is_closed_and_the_closing_undone(opened: OpenedWindow, workspace: FakeWorkspace) -> None:
    bench, job_id = opened.bench, list(workspace.job_views)[2]
    bench.edit_job(job_id)
    opened.until(lambda: bench.jobs.selected_job() == job_id and bench.jobs.status_button.text() == "Close job")
    opened.click(bench.jobs.status_button)
    opened.until(lambda: bench.jobs.status_button.text() == "Reopen job")
    opened.until(lambda: job_id not in [job.id for job in bench.navigation.model.jobs()])
    undo = opened.messages[-1].action
    assert undo is not None
    undo()
    opened.until(lambda: workspace.job_views[job_id].status == "open")


def test_an_ad_is_read_from_a_file(opened: OpenedWindow, tmp_path: Path) -> None:
    (tmp_path / "ad.txt").write_text("Analyst\nSQL wanted")
    opened.bench.new_job()
    opened.bench.jobs.open_file(tmp_path / "ad.txt")
    opened.until(lambda: opened.bench.jobs.form.title.text() == "Analyst")
    assert opened.bench.jobs.form.required.skills() == ("SQL",)


# ------------------------------------------------------------------ files
def test_a_dropped_folder_goes_to_the_job_that_is_looked_at(opened: OpenedWindow, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for number in range(3):
        (folder / f"cv{number}.pdf").write_bytes(b"%PDF")
    assert opened.drop(folder)
    opened.until(lambda: opened.bench.ranking.model.rowCount() == 43)
    assert opened.said("3 files added")
    assert "43 files read" in opened.bench.navigation.progress_text.full_text()


def test_without_a_job_in_view_a_drop_asks_which(
    opened: OpenedWindow, workspace: FakeWorkspace, tmp_path: Path
) -> None:
    (tmp_path / "cv.pdf").write_bytes(b"%PDF")
    opened.bench.go("imports")
    assert opened.drop(tmp_path / "cv.pdf")
    opened.until(opened.bench.chooser.isVisible)
    opened.press("j", Qt.Key.Key_Return)
    assert not opened.bench.chooser.isVisible()
    second = opened.bench.chooser.model.job(1)
    assert second is not None
    opened.until(lambda: len(workspace.scores[second.id]) == 1)


def test_a_drop_on_an_empty_workspace_leads_through_the_first_job(shown: Shown, tmp_path: Path) -> None:
    workspace = FakeWorkspace(0, jobs=0)
    opened = shown(workspace)
    (tmp_path / "cv.pdf").write_bytes(b"%PDF")
    assert opened.drop(tmp_path / "cv.pdf")
    opened.until(opened.bench.jobs.form.ad.hasFocus)
    opened.bench.jobs.form.ad.setPlainText("Engineer\nPython")
    opened.until(lambda: opened.bench.jobs.save_button.isEnabled())
    opened.bench.jobs.save()
    opened.until(lambda: opened.bench.ranking.model.rowCount() == 1)


def test_text_and_web_links_are_no_files(opened: OpenedWindow) -> None:
    assert not opened.drop()


def test_every_file_is_listed_with_what_it_came_to(opened: OpenedWindow, tmp_path: Path) -> None:
    for name in ("scan.pdf", "odd.bin"):
        (tmp_path / name).write_bytes(b"x")
    opened.drop(tmp_path / "scan.pdf", tmp_path / "odd.bin")
    page = opened.bench.imports
    opened.bench.go("imports")
    opened.until(lambda: page.headline.full_text() == "42 files read")
    opened.until(lambda: page.model.index(0, 0).data() == "Not read")  # the headline may be ahead of the rows
    rows = [[page.model.index(row, column).data() for column in range(4)] for row in range(2)]
    assert [row[0] for row in rows] == ["Not read", "Scanned, no text"]
    assert all(row[2] == "Backend engineer" and row[3] for row in rows)
    assert page.retry_button.isEnabled()


def test_cancel_stops_what_is_not_read_and_retry_takes_it_up(
    shown: Shown, workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:  # fmt: skip
    monkeypatch.setattr(workspace.intake, "step", lambda timeout: False)
    opened = shown(workspace)
    opened.until(lambda: opened.bench.ranking.model.rowCount() == 40)
    (tmp_path / "cv.pdf").write_bytes(b"%PDF")
    opened.drop(tmp_path / "cv.pdf")
    page = opened.bench.imports
    opened.bench.go("imports")
    opened.until(page.cancel_button.isEnabled)
    assert page.headline.full_text() == "40 of 41 files read"
    opened.click(page.cancel_button)
    opened.until(lambda: page.model.row(0) is not None and page.model.index(0, 0).data() == "Cancelled")
    monkeypatch.undo()
    opened.click(page.retry_button)
    opened.until(lambda: workspace.intake.progress(workspace.owner).counts.get("cancelled") is None)


# ------------------------------------------------------------------ moving about
def test_ctrl_tab_goes_round_the_places(opened: OpenedWindow) -> None:
    seen = [opened.bench.place()]
    for _ in range(3):
        opened.window.actions_by_id["go.next"].trigger()
        seen.append(opened.bench.place())
    assert seen == ["ranking", "imports", "jobs", "ranking"]
    opened.window.actions_by_id["go.previous"].trigger()
    assert opened.bench.place() == "jobs"


def test_help_lists_every_command_and_any_key_closes_it(opened: OpenedWindow) -> None:
    opened.bench.ranking.table.setFocus()
    opened.press("?")
    opened.until(lambda: opened.window.help_overlay is not None and opened.window.help_overlay.isVisible())
    assert opened.window.help_overlay is not None
    words = {label.text() for label in opened.window.help_overlay.findChildren(Label)}
    assert {"Open, explain the score", "J", "/ or Ctrl+F", "Ctrl+Shift+Tab"} <= words
    opened.press("x")
    assert not opened.window.help_overlay.isVisible()
    assert opened.bench.ranking.table.hasFocus(), "the focus is where it was"


def test_the_theme_goes_round(opened: OpenedWindow) -> None:
    action = opened.window.actions_by_id["view.theme"]
    theme = opened.window._theme
    seen = []
    for _ in range(3):
        action.trigger()
        seen.append(theme.mode)
    assert seen == ["dark", "system", "light"]


def test_a_failing_call_is_shown_and_nothing_else_happens(
    opened: OpenedWindow, workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    from hiring_desktop.core.errors import Damaged

    def fail(*_arguments: object) -> None:
        raise Damaged("Restore the newest backup.")

    monkeypatch.setattr(workspace.selection, "ids", fail)
    opened.bench.ranking.reload()
    opened.until(lambda: opened.said("Restore the newest backup."))
    assert opened.bench.ranking.model.rowCount() == 40
