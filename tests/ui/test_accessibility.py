"""Every page, form and overlay under the audit, at the usual and at the smallest size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from audit import controls, findings, walked_by_tab
from fake_workspace import FakeLauncher, FakeWorkspace
from open_window import OpenedWindow, OpenWindow
from PySide6.QtWidgets import QWidget

from hiring_desktop.core.errors import PasswordChangeDue, SecondFactorDue

Stage = Callable[[OpenedWindow], QWidget]


def ranking(opened: OpenedWindow) -> QWidget:
    opened.bench.show_ranking(next(iter(job.id for job in opened.bench._jobs if job.ranked)))
    opened.until(lambda: opened.bench.ranking.model.rowCount() and opened.bench.ranking.model.row(0))
    return opened.window


def no_candidates(opened: OpenedWindow) -> QWidget:
    opened.bench.show_ranking(next(iter(job.id for job in opened.bench._jobs if not job.ranked)))
    opened.until(opened.bench.ranking.empty.accessibleName)
    return opened.window


def candidate(opened: OpenedWindow) -> QWidget:
    ranking(opened)
    opened.bench.ranking.table.opened.emit(0)
    opened.until(lambda: opened.bench.candidate.profile_panel.source_rows())
    return opened.window


def profile(opened: OpenedWindow) -> QWidget:
    candidate(opened)
    page = opened.bench.candidate
    page.tabs.setCurrentWidget(page.profile_panel)
    return opened.window


def jobs(opened: OpenedWindow) -> QWidget:
    opened.bench.go("jobs")
    opened.until(lambda: opened.bench.jobs.selected_job())
    return opened.window


def new_job(opened: OpenedWindow) -> QWidget:
    opened.bench.new_job()
    opened.bench.jobs.form.ad.setPlainText("Engineer\nPython, Kubernetes and Terraform, 5 years, a degree")
    opened.until(lambda: opened.bench.jobs.form.required.skills())
    return opened.window


def imports(opened: OpenedWindow) -> QWidget:
    opened.bench.go("imports")
    opened.until(lambda: opened.bench.imports.model.rowCount())
    return opened.window


def chooser(opened: OpenedWindow) -> QWidget:
    imports(opened)
    opened.window.offer_files([Path("cv.pdf")])
    opened.until(opened.bench.chooser.isVisible)
    return opened.bench.chooser


def keyboard_help(opened: OpenedWindow) -> QWidget:
    opened.window.show_help()
    assert opened.window.help_overlay is not None
    return opened.window.help_overlay


STAGES = (ranking, no_candidates, candidate, profile, jobs, new_job, imports, chooser, keyboard_help)


@pytest.fixture
def opened(open_window: OpenWindow, tmp_path: Path) -> OpenedWindow:
    window = open_window(FakeLauncher(tmp_path, FakeWorkspace(12)))
    window.ready()
    return window


@pytest.mark.parametrize("size", [(1280, 800), (900, 560)], ids=["usual", "smallest"])
@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_every_page_can_be_operated_and_read(opened: OpenedWindow, stage: Stage, size: tuple[int, int]) -> None:
    opened.window.resize(*size)
    page = stage(opened)
    opened.qtbot.wait(50)
    assert findings(page) == []


@pytest.mark.parametrize("form", ["first", "unlock"])
@pytest.mark.parametrize("keyring", [True, False])
def test_the_start_can_be_operated_and_read(open_window: OpenWindow, tmp_path: Path, form: str, keyring: bool) -> None:
    workspace = FakeWorkspace(0) if form == "unlock" else None
    opened = open_window(FakeLauncher(tmp_path, workspace, passphrase="secret" if workspace else None, keyring=keyring))
    opened.until(lambda: opened.window.start.form() == form)
    opened.qtbot.wait(50)
    assert findings(opened.window) == []


@pytest.mark.parametrize("ways", [("account", "passphrase"), ("keyring",)], ids=lambda ways: ways[0])
def test_a_locked_workspace_can_be_operated_and_read(
    open_window: OpenWindow, tmp_path: Path, ways: tuple[str, ...]
) -> None:
    opened = open_window(FakeLauncher(tmp_path))
    opened.until(lambda: opened.window.start.form() == "first")
    opened.window.start.show_locked(frozenset(ways))
    opened.window.start.sign_in.answer(SecondFactorDue())
    opened.window.start.sign_in.answer(PasswordChangeDue())
    opened.qtbot.wait(50)
    assert findings(opened.window) == []


@pytest.mark.parametrize("stage", [ranking, candidate, jobs, imports], ids=lambda stage: stage.__name__)
def test_tab_goes_through_every_control_of_a_page_and_comes_round(opened: OpenedWindow, stage: Stage) -> None:
    page = stage(opened)
    opened.bench.navigation.buttons["jobs"].setFocus()
    walked = walked_by_tab(page)
    wanted = [c for c in controls(page) if c.isEnabled() and c.focusPolicy() & c.focusPolicy().TabFocus]
    missed = [c for c in wanted if c not in walked and not any(c.isAncestorOf(w) for w in walked)]
    assert [c.accessibleName() for c in missed] == []
