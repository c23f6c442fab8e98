"""The one door off the UI thread.

Two long-lived threads belong to it. The I/O thread takes requests from a priority queue: what a person waits for goes
before what nobody waits for. The import thread takes turns at the durable import queue, so that imports go on by
themselves, and between two of them does what else may last, such as a backup. (A turn may last seconds, when a worker
process starts or a batch is scored; measured with one thread for both, a person waited 2.7 s for a page.) Whatever
comes back, a result, an error, or the future of a worker process, goes into one inbox that is emptied on the UI thread,
at most ``DRAIN_SECONDS`` at a time, so that a thousand results never hold up a key press.

The bridge is a queued signal of this long-lived object. (A throw-away ``QRunnable`` whose signal is connected to a
method of itself crashes when Python frees it first.)
"""

from __future__ import annotations

import itertools
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

T = TypeVar("T")
Done = Callable[[Any], None]
Failed = Callable[[BaseException], None]

DRAIN_SECONDS = 0.008
STEP_SECONDS = 0.1
NOTHING_DONE_SECONDS = 0.002
"""A turn shorter than this only looked (another process holds what is left), so the next one can wait a little."""
THREAD_NAMES = ("hiring-io", "hiring-import")


class Priority(IntEnum):
    """Lower goes first."""

    STOP = 0
    USER = 1
    BACKGROUND = 2


@dataclass(frozen=True, slots=True)
class _Receiver:
    """Who gets an answer, as long as it lives and the question is still the newest of its key."""

    done: Done | None
    failed: Failed
    owner: QObject | None
    key: Hashable | None
    ticket: int


@dataclass(order=True, slots=True)
class _Request:
    priority: Priority
    ticket: int
    work: Callable[[], Any] | None = field(compare=False)
    receiver: _Receiver | None = field(compare=False)


class Tasks(QObject):
    """Runs work on the I/O thread and hands answers back on the thread this object lives in.

    Args:
        on_error: Gets every exception that its request has no ``failed`` for.
        parent: The usual Qt parent.
    """

    _arrived = Signal()

    def __init__(self, on_error: Failed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on_error = on_error
        self._requests: queue.PriorityQueue[_Request] = queue.PriorityQueue()
        self._tickets = itertools.count()
        self._newest: dict[Hashable, int] = {}
        self._inbox: deque[tuple[_Receiver, Any, BaseException | None]] = deque()
        self._drain_asked = threading.Event()
        self._step: Callable[[float], bool] | None = None
        self._turn = threading.Lock()
        self._long: deque[_Request] = deque()
        self._closing = threading.Event()
        self._arrived.connect(self._drain, Qt.ConnectionType.QueuedConnection)
        self._work_may_be_there = threading.Event()
        self._io = threading.Thread(target=self._serve, name=THREAD_NAMES[0], daemon=True)
        self._import = threading.Thread(target=self._take_turns, name=THREAD_NAMES[1], daemon=True)
        self._io.start()
        self._import.start()

    # ------------------------------------------------------------------ asking (UI thread)
    def run(
        self, work: Callable[[], T], done: Callable[[T], None] | None = None, *, failed: Failed | None = None,
        owner: QObject | None = None, key: Hashable | None = None, priority: Priority = Priority.USER,
    ) -> None:  # fmt: skip
        """Call ``work`` on the I/O thread and ``done`` with its result on the UI thread.

        Work that returns a ``concurrent.futures.Future`` is answered when the future is, with its result (see
        ``request``).

        Args:
            work: A blocking call of the workspace.
            done: Gets the result.
            failed: Gets the exception; otherwise the ``on_error`` of this object does.
            owner: No answer is delivered once this object is gone.
            key: Of the requests with one key only the newest is answered; older ones that wait are not even begun.
            priority: What a person waits for, or not.
        """
        self._put(work, done, failed, owner, key, priority)

    def request(
        self, work: Callable[[], Future[T]], done: Callable[[T], None] | None = None, *, failed: Failed | None = None,
        owner: QObject | None = None, key: Hashable | None = None,
    ) -> None:  # fmt: skip
        """As ``run``, for work that hands a task to a worker process and returns its future at once."""
        self._put(work, done, failed, owner, key, Priority.USER)

    def forget(self, key: Hashable) -> None:
        """No request made under ``key`` so far is answered any more."""
        self._newest[key] = next(self._tickets)

    def follow(self, step: Callable[[float], bool] | None) -> None:
        """Take turns at ``step(seconds)`` on the import thread until it returns False.

        It is asked again after each request, since any may have brought new work. None ends it.
        """
        self._step = step
        self._work_may_be_there.set()

    def run_long(
        self, work: Callable[[], T], done: Callable[[T], None] | None = None, *, failed: Failed | None = None,
        owner: QObject | None = None,
    ) -> None:  # fmt: skip
        """As ``run``, between two turns on the import thread: for what may last and nobody waits for."""
        receiver = _Receiver(done, failed or self._on_error, owner, None, next(self._tickets))
        self._long.append(_Request(Priority.BACKGROUND, receiver.ticket, work, receiver))
        self._work_may_be_there.set()

    def rest(self) -> None:
        """Take no more turns, and return when the last has ended. Not to be called on the UI thread, which it holds."""
        self._step = None
        self._long.clear()
        with self._turn:
            pass

    def close(self, last: Callable[[], None] | None = None, timeout: float = 30.0) -> bool:
        """Drop what waits, end the turns, run ``last`` on the I/O thread, and end both threads. Nothing comes any more.

        Returns:
            Whether the threads ended within ``timeout`` seconds each.
        """
        self._closing.set()
        self._step = None
        self._work_may_be_there.set()
        self._import.join(timeout)
        self._requests.put(_Request(Priority.STOP, next(self._tickets), last, None))
        self._io.join(timeout)
        self._inbox.clear()
        return not (self._io.is_alive() or self._import.is_alive())

    def _put(
        self, work: Callable[[], Any], done: Done | None, failed: Failed | None, owner: QObject | None,
        key: Hashable | None, priority: Priority,
    ) -> None:  # fmt: skip
        ticket = next(self._tickets)
        if key is not None:
            self._newest[key] = ticket
        receiver = _Receiver(done, failed or self._on_error, owner, key, ticket)
        self._requests.put(_Request(priority, ticket, work, receiver))

    def _outdated(self, receiver: _Receiver) -> bool:
        return receiver.key is not None and self._newest.get(receiver.key, receiver.ticket) != receiver.ticket

    # ------------------------------------------------------------------ the two threads
    def _serve(self) -> None:
        while True:
            request = self._requests.get()
            if request.priority is Priority.STOP:
                if request.work is not None:
                    request.work()
                return
            self._serve_one(request)
            self._work_may_be_there.set()

    def _take_turns(self) -> None:
        while not self._closing.is_set():
            self._work_may_be_there.wait()
            self._work_may_be_there.clear()
            while self._take_long() or ((step := self._step) is not None and self._take_turn(step)):
                pass

    def _take_long(self) -> bool:
        with self._turn:
            if self._closing.is_set() or not self._long:
                return False
            self._serve_one(self._long.popleft())
            return True

    def _take_turn(self, step: Callable[[float], bool]) -> bool:
        begun = time.perf_counter()
        try:
            with self._turn:
                if self._step is not step:
                    return False
                more = step(STEP_SECONDS)
        except Exception as problem:  # noqa: BLE001 - the thread outlives any failure, which is shown
            self._deliver(_Receiver(None, self._on_error, None, None, -1), None, problem)
            return False
        if more and time.perf_counter() - begun < NOTHING_DONE_SECONDS:
            self._closing.wait(STEP_SECONDS)
        return more

    def _serve_one(self, request: _Request) -> None:
        receiver = request.receiver
        if receiver is None or request.work is None or self._closing.is_set() or self._outdated(receiver):
            return
        try:
            result = request.work()
        except Exception as problem:  # noqa: BLE001 - the thread outlives any failure, which is shown
            self._deliver(receiver, None, problem)
            return
        if isinstance(result, Future):
            result.add_done_callback(lambda future: self._future_done(receiver, future))
        else:
            self._deliver(receiver, result, None)

    def _future_done(self, receiver: _Receiver, future: Future[Any]) -> None:
        """Runs in whatever thread finished the future."""
        try:
            self._deliver(receiver, future.result(), None)
        except CancelledError:
            return
        except Exception as problem:  # noqa: BLE001 - goes to the one who asked
            self._deliver(receiver, None, problem)

    def _deliver(self, receiver: _Receiver, result: Any, problem: BaseException | None) -> None:
        if self._closing.is_set():
            return
        self._inbox.append((receiver, result, problem))
        if not self._drain_asked.is_set():
            self._drain_asked.set()
            self._arrived.emit()

    # ------------------------------------------------------------------ answering (UI thread)
    @Slot()
    def _drain(self) -> None:
        self._drain_asked.clear()
        deadline = time.perf_counter() + DRAIN_SECONDS
        while self._inbox:
            receiver, result, problem = self._inbox.popleft()
            try:
                self._answer(receiver, result, problem)
            except BaseException:
                QTimer.singleShot(0, self, self._drain)  # the other answers do not wait for the next one to come
                raise
            if time.perf_counter() >= deadline and self._inbox:
                QTimer.singleShot(0, self, self._drain)
                return

    def _answer(self, receiver: _Receiver, result: Any, problem: BaseException | None) -> None:
        if self._closing.is_set() or self._outdated(receiver):
            return
        if receiver.owner is not None and not shiboken6.isValid(receiver.owner):
            return
        if problem is not None:
            receiver.failed(problem)
        elif receiver.done is not None:
            receiver.done(result)
