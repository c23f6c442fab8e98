"""What every test must leave behind: nothing. A pytest plugin, loaded by ``conftest``.

A thread, a child process, a window or a running timer that outlives its test makes the next one fail at random, and
a warning in the log that nobody expected is a defect that nobody saw. Each fails the test that caused it, with a hint.
Fixtures of a wider scope may keep such things: they exist before the test begins.
"""

from __future__ import annotations

import gc
import logging
import re
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

GRACE_SECONDS = 5.0
"""How long something may take to end that was already told to."""

HINTS = {
    "thread": "Join it, or close the pool, client or scheduler that owns it, in the test or in its fixture.",
    "process": "Close the pool or wait for the subprocess; a fixture with `yield` is the place.",
    "window": "Give it to `qtbot.addWidget`, or a parent; a dialog needs `deleteLater` or WA_DeleteOnClose.",
    "timer": "Stop it, or give it a parent that goes with the test.",
    "log": "Expected? Mark the test: @pytest.mark.expect_log('regular expression').",
}


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark."""
    config.addinivalue_line(
        "markers", "expect_log(*patterns): log records of WARNING and above that match must come, and fail nothing"
    )


class _Records(logging.Handler):
    """Keeps the records of one test."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def nothing_is_logged_unexpectedly(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that logs a warning which it does not expect, or expects one that does not come."""
    handler = _Records()
    root = logging.getLogger()
    root.addHandler(handler)
    yield
    root.removeHandler(handler)
    patterns = [pattern for mark in request.node.iter_markers("expect_log") for pattern in mark.args]
    lines = [f"{record.levelname} {record.name}: {record.getMessage()}" for record in handler.records]
    unexpected = [line for line in lines if not any(re.search(pattern, line) for pattern in patterns)]
    if unexpected:
        pytest.fail(_report("log", unexpected))
    absent = [pattern for pattern in patterns if not any(re.search(pattern, line) for line in lines)]
    if absent:
        pytest.fail(f"Expected in the log, but not there: {absent}")


@pytest.fixture(autouse=True)
def nothing_is_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread, child process, top-level widget or active timer behind."""
    threads, processes, windows, timers = _threads(), _children(), _windows(), _running_timers()
    yield
    leaks = [("thread", _describe(_outlived_threads(threads)))]
    leaks.append(("process", [_command(child) for child in _outlived_children(processes)]))
    if "PySide6.QtWidgets" in sys.modules:
        leaks.append(("window", _describe(_outlived_windows(windows))))
    leaks.append(("timer", _describe([timer for timer in _running_timers() if timer not in timers])))
    found = [_report(kind, what) for kind, what in leaks if what]
    if found:
        pytest.fail("\n".join(found))


def _report(kind: str, what: list[str]) -> str:
    return f"This test left a {kind} behind:\n  " + "\n  ".join(what) + f"\n{HINTS[kind]}"


def _describe(things: list[Any]) -> list[str]:
    return [repr(thing) for thing in things]


# ------------------------------------------------------------------ threads and processes
def _threads() -> set[threading.Thread]:
    return set(threading.enumerate())


def _outlived_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    # A dummy thread stands for one that Python did not start (Qt's); it cannot be joined and ends with its owner.
    new = [t for t in _threads() - before if not isinstance(t, threading._DummyThread)]
    until = time.monotonic() + GRACE_SECONDS
    for thread in new:
        thread.join(max(0.0, until - time.monotonic()))
    return [thread for thread in new if thread.is_alive()]


def _children() -> set[psutil.Process]:
    return set(psutil.Process().children())


def _outlived_children(before: set[psutil.Process]) -> list[psutil.Process]:
    new = [child for child in _children() - before if "resource_tracker" not in _command(child)]
    _, alive = psutil.wait_procs(new, timeout=GRACE_SECONDS)
    return alive


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return f"process {process.pid}"


# ------------------------------------------------------------------ Qt, only where a test has loaded it
def _windows() -> set[Any]:
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return set()
    return set(widgets.QApplication.topLevelWidgets())


def _outlived_windows(before: set[Any]) -> list[Any]:
    if not _windows() - before:
        return []
    # What was told to go (deleteLater), or hangs in a cycle of Python references only, is no leak.
    gc.collect()
    core: Any = sys.modules["PySide6.QtCore"]
    core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
    return sorted(_windows() - before, key=repr)


_timers: weakref.WeakSet[Any] = weakref.WeakSet()


def _watch_timers(timer_class: Any) -> None:
    """Remember every timer that is started; there is no way to ask Qt for them."""
    start = timer_class.start

    def remember_and_start(self: Any, *arguments: Any) -> None:
        _timers.add(self)
        start(self, *arguments)

    timer_class.start = remember_and_start


def _running_timers() -> list[Any]:
    core = sys.modules.get("PySide6.QtCore")
    if core is None:
        return []
    if core.QTimer.start.__name__ != "remember_and_start":
        _watch_timers(core.QTimer)
    is_valid: Any = sys.modules["shiboken6"].isValid
    return [timer for timer in list(_timers) if is_valid(timer) and timer.isActive()]
