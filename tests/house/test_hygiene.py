"""The net under all tests holds: each kind of leak fails the test that caused it, and names it."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

HYGIENE = Path(__file__).resolve().parent.parent / "hygiene.py"

LEAKS = {
    "thread": """
        import threading
        never = threading.Event()
        def test_leaks():
            threading.Thread(target=never.wait, name="left-behind", daemon=True).start()
        """,
    "process": """
        import multiprocessing, time
        def test_leaks():
            global keep
            keep = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(600,), daemon=True)
            keep.start()
        """,
    "window": """
        from PySide6.QtWidgets import QWidget
        def test_leaks(qapp):
            global keep
            keep = QWidget()
        """,
    "timer": """
        from PySide6.QtCore import QTimer
        def test_leaks(qapp):
            global keep
            keep = QTimer()
            keep.start(60_000)
        """,
    "log": """
        import logging
        def test_leaks():
            logging.getLogger("somewhere").warning("nobody expects this")
        """,
}


@pytest.fixture
def inner(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project of its own with the plugin, whose patience is short."""
    source = HYGIENE.read_text(encoding="utf-8").replace("GRACE_SECONDS = 5.0", "GRACE_SECONDS = 0.2")
    pytester.makepyfile(hygiene=source)
    pytester.makeconftest("pytest_plugins = ['hygiene']")
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:randomly -p no:cacheprovider")
    return pytester


@pytest.mark.parametrize("kind", LEAKS)
def test_a_leak_fails_its_test_with_a_hint(inner: pytest.Pytester, kind: str) -> None:
    inner.makepyfile(test_leaking=LEAKS[kind])
    result = inner.runpytest_subprocess("test_leaking.py")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines([f"*left a {kind} behind*"])


def test_a_tidy_test_passes(inner: pytest.Pytester) -> None:
    inner.makepyfile(
        test_tidy="""
        import logging, threading, pytest
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QWidget

        @pytest.mark.expect_log("^WARNING somewhere: nobody")
        def test_tidies_up(qtbot):
            qtbot.addWidget(QWidget())
            dialog = QWidget()
            dialog.deleteLater()
            timer = QTimer(dialog)
            timer.start(60_000)
            thread = threading.Thread(target=int)
            thread.start()
            logging.getLogger("somewhere").warning("nobody expects this")
        """
    )
    inner.runpytest_subprocess("test_tidy.py").assert_outcomes(passed=1)


def test_a_log_record_that_was_expected_must_come(inner: pytest.Pytester) -> None:
    inner.makepyfile(
        test_silent="""
        import pytest
        @pytest.mark.expect_log("trouble")
        def test_silent():
            pass
        """
    )
    result = inner.runpytest_subprocess("test_silent.py")
    result.assert_outcomes(passed=1, errors=1)
