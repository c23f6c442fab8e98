"""Functions for the worker processes of the tests, and what a parent process of theirs runs."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from pathlib import Path

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.core.model import Span
from hiring_desktop.ml.workers import WorkerPool

TASKS = {
    name: f"worker_tasks:{name}"
    for name in (
        "double", "nap", "announce_and_nap", "hoard", "die", "refuse", "stumble", "count_calls", "environment",
        "connect", "make_socket", "span_of", "bytes_of", "odd_value", "write_out", "pid",
    )
}  # fmt: skip

_calls = 0


def double(value: int) -> int:
    return 2 * value


def nap(seconds: float) -> str:
    time.sleep(seconds)
    return "rested"


def announce_and_nap(path: str, seconds: float) -> None:
    """Write this process's id to a file, then sleep: the test knows that the task is under way."""
    partial = Path(f"{path}.partial")
    partial.write_text(str(os.getpid()))
    partial.rename(path)
    time.sleep(seconds)


def hoard(count: int) -> int:
    return len(bytearray(count))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(code: str) -> None:
    raise DocumentRejected("Not this one.", code=code)


def stumble() -> None:
    raise ValueError("Jane Roe, 1 Some Street")


def count_calls() -> int:
    global _calls
    _calls += 1
    return _calls


def environment() -> dict[str, str]:
    return dict(os.environ)


def connect(port: int) -> None:
    socket.create_connection(("127.0.0.1", port), timeout=1).close()


def make_socket() -> None:
    socket.socket().close()


def span_of(start: int, end: int) -> Span:
    return Span(start, end, 1, ((0.0, 0.0, 1.0, 1.0),))


def bytes_of(data: bytes) -> bytes:
    return data[::-1]


def odd_value() -> Path:
    return Path("somewhere")


def write_out() -> None:
    sys.stdout.write("a name\n")
    sys.stdout.flush()
    os.write(2, b"a name\n")


def pid() -> int:
    return os.getpid()


def parent_of_workers(path: str) -> None:
    """The life of a process that is to be killed: start workers, put them to work, tell their ids."""
    with WorkerPool(2, TASKS) as pool:
        marks = [Path(f"{path}-{i}") for i in range(2)]
        for mark in marks:
            pool.submit("announce_and_nap", str(mark), 300.0)
        while not all(mark.exists() for mark in marks):
            time.sleep(0.01)
        partial = Path(f"{path}.partial")
        partial.write_text(" ".join(mark.read_text() for mark in marks))
        partial.rename(path)
        time.sleep(300)
