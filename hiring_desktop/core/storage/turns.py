"""Taking turns at a store: one writer at a time among the threads of a process and among processes.

Two files beside the store are locked by the operating system, which lets go of them when a process ends, however it
does. Who waits holds the second one, the place at the head of the queue: so a process that writes all the time lets
another one in between.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Final

from filelock import FileLock, Timeout

from hiring_desktop.core.errors import Locked
from hiring_desktop.core.storage.durable import disk_errors

_WAIT_SECONDS: Final = 30.0
"""How long a writer waits for another one, thread or process."""
_POLL_SECONDS: Final = 0.001


class Turns:
    """The lock of one store; ``lock`` and ``queue`` are its files, which stay when it is let go."""

    def __init__(self, lock: Path, queue: Path) -> None:
        self._threads = threading.Lock()
        self._lock = FileLock(lock, thread_local=False)
        self._queue = FileLock(queue, thread_local=False)

    @contextmanager
    def turn(self, wait_seconds: float = _WAIT_SECONDS) -> Iterator[None]:
        """Be the only writer for a while.

        Raises:
            Locked: Another one has been writing for too long.
            StorageFailure: The folder cannot be written to.
        """
        until = monotonic() + wait_seconds
        if not self._threads.acquire(timeout=wait_seconds):
            raise Locked("Another task has been writing to the workspace for too long. Try again.")
        try:
            self._acquire(until)
            try:
                yield
            finally:
                self._lock.release()
        finally:
            self._threads.release()

    def _acquire(self, until: float) -> None:
        with disk_errors():
            try:
                self._queue.acquire(timeout=_left(until), poll_interval=_POLL_SECONDS)
                try:
                    self._lock.acquire(timeout=_left(until), poll_interval=_POLL_SECONDS)
                finally:
                    self._queue.release()
            except Timeout as error:
                raise Locked(
                    "Another program has been writing to the workspace for too long. Close it and try again."
                ) from error


def _left(until: float) -> float:
    return max(0.0, until - monotonic())
