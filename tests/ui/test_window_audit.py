"""The audit page on a real workspace: listed, filtered, verified, exported; and kept from whoever may not see it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from audit import findings
from fake_ports import CountingRanker, FixedClock, LineReader
from fake_workspace import FakeLauncher, FakeWorkspace
from open_window import OpenedWindow, OpenWindow

from hiring_desktop.core.model import Actor, JobAd
from hiring_desktop.core.storage.attachments import EncryptedAttachments
from hiring_desktop.core.storage.sqlite_engine import SqliteStore
from hiring_desktop.core.trust.audit.trail import Report
from hiring_desktop.core.trust.keys import WorkspaceKeys
from hiring_desktop.core.workspace import Identity, Session, Workspace
from hiring_desktop.ui.pages.audit import AuditPage

KEY = b"s" * 32


class RealSession(FakeWorkspace):
    """What the launcher opens: a real workspace, and who acts in it."""

    def __init__(self, workspace: Workspace, actor: Actor) -> None:
        super().__init__(0, jobs=0)
        self.real = workspace
        self.actor = actor

    def as_session(self) -> Session:
        return Session(self.real, self.actor)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    folder = tmp_path / "workspace"
    folder.mkdir()
    SqliteStore.create(folder / "store.db", KEY).close()
    made = Workspace(
        Identity("0" * 32, "Test", folder, 1), SqliteStore.open(folder / "store.db", KEY),
        EncryptedAttachments(folder / "attachments", b"a" * 32, b"c" * 32), LineReader(), CountingRanker(),
        FixedClock(), WorkspaceKeys("0" * 32, "Test", b"m" * 32),
    )  # fmt: skip
    for title in ("Welder", "Nurse"):
        made.jobs.add(made.owner, JobAd(title, f"{title} wanted"))
    yield made
    made.close()


def show(open_window: OpenWindow, workspace: Workspace, actor: Actor) -> OpenedWindow:
    opened = open_window(FakeLauncher(workspace.identity.folder, RealSession(workspace, actor)))
    opened.ready()
    return opened


@pytest.fixture
def opened(open_window: OpenWindow, workspace: Workspace) -> OpenedWindow:
    shown = show(open_window, workspace, workspace.owner)
    shown.window.actions_by_id["go.audit"].trigger()
    shown.until(lambda: page_of(shown).model.rowCount() and page_of(shown).model.row(0))
    return shown


def page_of(opened: OpenedWindow) -> AuditPage:
    page = opened.bench.pages["audit"]
    assert isinstance(page, AuditPage)
    return page


def test_the_trail_is_listed_and_filtered(opened: OpenedWindow) -> None:
    page = page_of(opened)
    page.what.setText("jobs.add")
    page.reload()
    opened.until(lambda: page.model.rowCount() == 2 and "jobs.add" in page.detail.toPlainText())
    page.who.setText("nobody at all")
    page.reload()
    opened.until(lambda: page.stack.currentWidget() is page.empty)
    page.clear()
    opened.until(lambda: page.stack.currentWidget() is page.table and page.model.rowCount() > 2)


def test_a_day_that_is_none_is_told_beside_the_fields(opened: OpenedWindow) -> None:
    page = page_of(opened)
    page.first.setText("yesterday")
    page.reload()
    assert "yesterday is no day" in page.problem.text()
    page.first.clear()
    page.reload()
    assert page.problem.isHidden()


def test_a_sound_trail_is_verified_in_words(opened: OpenedWindow) -> None:
    page = page_of(opened)
    opened.click(page.verify_button)
    opened.until(lambda: "as they were written" in page.verdict.text())
    assert page.verify_button.isEnabled()
    page._verified(replace(Report(3, ()), problems=("Trail, hiring, entry 2: It was changed.",)))
    assert "entry 2" in page.verdict.text()


def test_what_is_listed_is_exported_with_the_heads(opened: OpenedWindow, tmp_path: Path) -> None:
    page, file = page_of(opened), tmp_path / "trail.jsonl"
    page.export(file)
    opened.until(lambda: opened.said("exported"))
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert "heads" in lines[-1]
    assert {line.get("action") for line in lines} >= {"jobs.add"}
    page.export(tmp_path / "not there" / "trail.jsonl")
    opened.until(lambda: page.problem.text())


@pytest.mark.parametrize("size", [(1280, 800), (900, 560)])
def test_the_page_can_be_operated_and_read(opened: OpenedWindow, size: tuple[int, int]) -> None:
    opened.window.resize(*size)
    opened.qtbot.wait(50)
    assert findings(opened.window) == []


def test_a_role_without_the_permission_is_not_offered_the_page(open_window: OpenWindow, workspace: Workspace) -> None:
    shown = show(open_window, workspace, Actor("r", "recruiter"))
    assert "audit" not in shown.bench.navigation.buttons
    shown.window.actions_by_id["go.audit"].trigger()
    assert shown.said("Your role does not have this page")
    assert "audit" not in shown.bench.pages
