"""A recruiter's first hour in the real window: real files, real workers, real encryption."""

from __future__ import annotations

from pathlib import Path

import pytest
from open_window import OpenedWindow, OpenWindow
from PySide6.QtCore import Qt

from hiring_desktop.bootstrap import DesktopLauncher, open_workspace
from hiring_desktop.core.settings import resource
from hiring_desktop.ui.models.rank_table import Column

PASSPHRASE = "four unrelated little words"
RESUMES = ("Priya Raghunathan - Data Engineer.pdf", "samuel_osei.txt", "Okonkwo-Hale Chidinma CV.docx", "scan0007.pdf")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder with four resumes of the samples, one of them a scan, and a file that is none."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name in RESUMES:
        (folder / name).write_bytes(resource("samples", "resumes", name).read_bytes())
    (folder / "notes.pdf").write_bytes(bytes(range(256)) * 8)
    return folder


@pytest.fixture
def opened(open_window: OpenWindow, tmp_path: Path) -> OpenedWindow:
    """The first start, with a passphrase."""
    opened = open_window(DesktopLauncher(tmp_path / "workspace"))
    start = opened.window.start
    opened.until(lambda: start.form() == "first")
    start.by_passphrase.setChecked(True)
    for field in (start.passphrase, start.again):
        field.setFocus()
        opened.press(PASSPHRASE)
    opened.click(start.create_button)
    opened.ready()
    return opened


def test_from_the_first_start_to_an_explained_ranking(opened: OpenedWindow, inbox: Path, tmp_path: Path) -> None:
    bench = opened.bench
    # A job from its file.
    opened.window.actions_by_id["job.new"].trigger()
    bench.jobs.open_file(resource("samples", "jobs", "data-engineer.md"))
    opened.until(lambda: bench.jobs.form.title.text() == "Data Engineer" and bench.jobs.save_button.isEnabled())
    assert "Python" in bench.jobs.form.required.skills()
    opened.click(bench.jobs.save_button)
    opened.until(lambda: bench.ranking.empty.accessibleName() == "Drop resumes here")
    # A folder is dropped.
    assert opened.drop(inbox)
    opened.until(lambda: bench.ranking.model.rowCount() == 3 and bench.ranking.unranked_model.rowCount() == 2)
    opened.until(lambda: bench.ranking.model.row(0) is not None)
    model = bench.ranking.model
    names = [model.index(row, Column.NAME).data() for row in range(3)]
    assert sorted(name.casefold() for name in names) == ["chidinma okonkwo-hale", "priya raghunathan", "samuel osei"]
    assert all(bench.ranking.unranked_model.index(row, 2).data() for row in range(2)), "each says why"
    # The best one is opened by key, and a claim of the explanation shown in the document.
    bench.ranking.table.setFocus()
    best = names.index("Priya Raghunathan")
    opened.press(*("j" * best), "e")
    page = bench.candidate
    opened.until(lambda: page.score_panel.source_rows() and page.pages._pages[0]._picture is not None)
    opened.click(page.score_panel.source_rows()[0])
    assert page.pages.highlighted()
    assert all(x1 > x0 and y1 > y0 for _, (x0, y0, x1, y1) in page.pages.highlighted())
    opened.press(Qt.Key.Key_Escape)
    # Another weight moves the scores at once.
    before = model.index(0, Column.SCORE).data()
    bench.ranking.weights.slider("resume_similarity").setValue(0)
    opened.until(lambda: model.previewing and model.index(0, Column.SCORE).data() != before)
    opened.click(bench.ranking.weights._apply)
    opened.until(lambda: not model.previewing and model.row(0) is not None and not bench.ranking.weights.state.changed)
    opened.until(lambda: model.row(0).score.weights["resume_similarity"] == 0)  # type: ignore[union-attr]
    # It is all there the next time, and only for those who know the passphrase.
    opened.window.close()
    workspace = open_workspace(tmp_path / "workspace", passphrase=PASSPHRASE)
    try:
        assert workspace.verify(workspace.owner) == []
        assert workspace.info(workspace.owner).applications == 4
    finally:
        workspace.close()


def test_a_locked_workspace_opens_with_its_passphrase_only(
    opened: OpenedWindow, open_window: OpenWindow, tmp_path: Path
) -> None:  # fmt: skip
    opened.window.close()
    again = open_window(DesktopLauncher(tmp_path / "workspace"))
    start = again.window.start
    again.until(lambda: start.form() == "unlock")
    start.unlock_passphrase.setText("not the passphrase")
    again.click(start.unlock_button)
    again.until(lambda: start.unlock_problem.text())
    start.unlock_passphrase.setText(PASSPHRASE)
    again.click(start.unlock_button)
    again.ready()


def test_a_cancelled_import_keeps_what_was_read_and_goes_on_by_retry(opened: OpenedWindow, tmp_path: Path) -> None:
    bench = opened.bench
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(30):
        text = f"Jane Number{number}\njane{number}@example.org\n\nExperience\nEngineer, Firm {number}\n2015 - 2020\n"
        (folder / f"{number:02d}.txt").write_text(text)
    bench.new_job()
    bench.jobs.form.ad.setPlainText("Engineer\nPython and SQL are required.")
    opened.until(lambda: bench.jobs.save_button.isEnabled())
    opened.click(bench.jobs.save_button)
    opened.until(lambda: bench.ranking.empty.accessibleName() == "Drop resumes here")
    opened.drop(folder)
    bench.go("imports")
    page = bench.imports
    opened.until(page.cancel_button.isEnabled)
    opened.click(page.cancel_button)
    opened.until(lambda: opened.said("Import cancelled") and not page.cancel_button.isEnabled())
    opened.until(page.retry_button.isEnabled)
    page.table.clearSelection()
    page.table.setCurrentIndex(page.model.index(-1, -1))
    opened.click(page.retry_button)
    opened.until(lambda: page.detail.full_text().startswith("30 imported"))
    assert page.headline.full_text() == "30 files read"
