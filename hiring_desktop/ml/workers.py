"""Worker processes: each takes one task at a time, under a time and a memory limit, and may die without harm.

    with WorkerPool(2, {"parse": "hiring_desktop.ml.resume.tasks:parse"}) as pool:
        outcome = pool.submit("parse", data, "cv.pdf").result()

One thread of the pool, the dispatcher, owns all processes: it starts them, hands out tasks, keeps the time, and
replaces what died. A task that breaks its limits fails alone:

    over its time                             DocumentRejected, code ``timeout``
    over its memory, or its process died      DocumentRejected, code ``resource_limit``
    a HiringError raised by the function      the same error
    any other exception                       TaskError, with the type and place of the error but not its text

Callers that use this from a program's main module need the usual guard of multiprocessing's spawn method.
"""

from __future__ import annotations

import dataclasses
import io
import multiprocessing
import pickle
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from multiprocessing import connection
from typing import Any, Final

from hiring_desktop.core.errors import DocumentRejected, HiringError
from hiring_desktop.ml.worker_process import serve

TASK_SECONDS: Final = 20.0
TASK_MEMORY_BYTES: Final = 768 << 20
"""Below the gigabyte that a file may cost, so that the parent's own memory fits in as well."""

_LOST = "Reading this file ended its process, most likely for want of memory. Save it anew in a smaller form."
_LATE = "Reading this file took too long. Save it anew from its program and try again."

_START_SECONDS = 60.0
_START_ATTEMPTS = 3
_PAUSE_SECONDS = 0.2
_HAND_OUTS = 3
"""How often a task is given to a worker that turns out to be dead before one more death counts as the task's fault."""

_MAX_REPLY_BYTES = 256 << 20

_PLAIN_BUILTINS = frozenset({"set", "frozenset", "bytearray", "complex", "slice", "range"})


class TaskError(RuntimeError):
    """A task's function raised something that is not meant for a person: a defect, or a start that failed.

    The text names the type of the error and where it arose, never its message: that may quote the document.
    """


class TaskFuture(Future[Any]):
    """The result to come of a task. ``cancel`` works at any time before the end: a running task's process is killed."""

    def __init__(self, on_cancel: Callable[[], None]) -> None:
        super().__init__()
        self._on_cancel = on_cancel

    def cancel(self) -> bool:
        """Give the task up; False when it has ended already."""
        cancelled = super().cancel()
        if cancelled:
            self._on_cancel()
        return cancelled


@dataclasses.dataclass(slots=True, eq=False)
class _Task:
    name: str
    args: tuple[Any, ...]
    seconds: float
    future: TaskFuture
    attempts: int = 0


class _Worker:
    """The parent's view of one process."""

    def __init__(
        self, context: multiprocessing.context.SpawnContext, tasks: Mapping[str, str], memory: int, retire: int
    ):
        self.conn, child = context.Pipe(duplex=True)
        self.process = context.Process(target=serve, args=(child, dict(tasks), memory, retire), daemon=True)
        self.process.start()
        child.close()
        self.ready = False
        self.task: _Task | None = None
        self.begun = False
        self.deadline = time.monotonic() + _START_SECONDS

    def assign(self, task: _Task) -> None:
        self.conn.send_bytes(pickle.dumps((task.name, task.args), protocol=5))
        self.task, self.begun = task, False
        task.attempts += 1
        self.deadline = time.monotonic() + task.seconds

    @property
    def waiting(self) -> bool:
        """Whether something is due from it by ``deadline``."""
        return not self.ready or self.task is not None

    def end(self) -> None:
        self.process.kill()
        # Another pool's thread that starts a process reaps whatever has ended: this join then returns at once, and the
        # exit code is there a moment later.
        while self.process.exitcode is None:
            self.process.join(0.1)
        self.process.close()
        self.conn.close()


class WorkerPool:
    """A fixed number of spawned processes behind one queue.

    Args:
        size: The most processes at once, at least 1. They are started when there is work, or by ``warm``.
        tasks: What may be asked for: a name, and the function behind it as ``"package.module:function"``. Workers
            import all of these modules before they take work. Arguments and results travel as pickles; a result is
            made of plain values and of the dataclasses of this product, anything else is refused.
        seconds: The time a task may take from the moment a worker has it, unless ``submit`` says otherwise.
        memory_bytes: The most memory a worker may use.
        retire_bytes: A worker that has ever held more than this is replaced between two tasks, so that one large
            document does not make a large process for the rest of the day. 0 means never.

    Callbacks of futures run in the dispatcher's thread: they must be quick and must not wait for the pool.
    """

    def __init__(
        self, size: int, tasks: Mapping[str, str], *, seconds: float = TASK_SECONDS,
        memory_bytes: int = TASK_MEMORY_BYTES, retire_bytes: int = 0,
    ) -> None:  # fmt: skip
        if size < 1:
            raise ValueError("a pool needs at least one worker")
        self.size = size
        self._tasks = dict(tasks)
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._retire_bytes = retire_bytes
        self._context = multiprocessing.get_context("spawn")
        self._lock = threading.Lock()
        self._urgent: deque[_Task] = deque()
        self._queue: deque[_Task] = deque()
        self._workers: list[_Worker] = []
        self._start_failures = 0
        self._warm = False
        self._closing = False
        self._woken = False
        self._wake_receiver, self._wake_sender = self._context.Pipe(duplex=False)
        self._dispatcher: threading.Thread | None = None

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def submit(self, task: str, *args: Any, urgent: bool = False, seconds: float | None = None) -> Future[Any]:
        """Queue a task, first come, first served.

        Args:
            task: A name of the pool's table.
            *args: What the function gets; must pickle.
            urgent: Goes before all that are not.
            seconds: The time this task may take, in place of the pool's.

        Returns:
            The future of the function's result; see the module for what it raises.

        Raises:
            KeyError: The table has no such task.
            RuntimeError: The pool is closed.
        """
        if task not in self._tasks:
            raise KeyError(f"no task {task!r} in this pool")
        entry = _Task(task, args, self._seconds if seconds is None else seconds, TaskFuture(self._wake))
        with self._lock:
            if self._closing:
                raise RuntimeError("the pool is closed")
            (self._urgent if urgent else self._queue).append(entry)
            self._start_dispatcher()
        self._wake()
        return entry.future

    def warm(self) -> None:
        """Start all processes now and keep them started; returns at once."""
        with self._lock:
            if self._closing:
                raise RuntimeError("the pool is closed")
            self._warm = True
            self._start_dispatcher()
        self._wake()

    def pids(self) -> tuple[int, ...]:
        """The process ids of the workers at this moment."""
        with self._lock:
            return tuple(w.process.pid for w in self._workers if w.process.pid is not None)

    def close(self) -> None:
        """End all processes; what is queued or running is cancelled. May be called again."""
        with self._lock:
            self._closing = True
            dispatcher = self._dispatcher
        self._wake()
        if dispatcher is not None and dispatcher is not threading.current_thread():
            dispatcher.join()
        with self._lock:
            self._wake_receiver.close()
            self._wake_sender.close()

    # ------------------------------------------------------------------ the dispatcher's side
    def _start_dispatcher(self) -> None:
        if self._dispatcher is None:
            self._dispatcher = threading.Thread(target=self._dispatch, name="worker-pool", daemon=True)
            self._dispatcher.start()

    def _wake(self) -> None:
        with self._lock:
            if not self._woken and not self._wake_sender.closed:
                self._woken = True
                self._wake_sender.send_bytes(b"w")

    def _dispatch(self) -> None:
        while True:
            with self._lock:
                if self._closing:
                    break
            self._give_out()
            self._await_events()
            for worker in list(self._workers):
                self._look_after(worker)
        with self._lock:
            workers, self._workers = self._workers, []
            given_up = [w.task for w in workers if w.task] + list(self._urgent) + list(self._queue)
        for worker in workers:
            worker.end()
        for task in given_up:
            task.future.cancel()
            task.future.set_running_or_notify_cancel()

    def _give_out(self) -> None:
        """Hand queued tasks to idle workers, and start workers where they are missing."""
        for worker in self._workers:
            if worker.ready and worker.task is None:
                task = self._next_task()
                if task is None:
                    break
                self._assign(worker, task)
        with self._lock:
            waiting = len(self._urgent) + len(self._queue)
        starting = sum(not w.ready for w in self._workers)
        wanted = self.size if self._warm else min(self.size, len(self._workers) + max(0, waiting - starting))
        while len(self._workers) < wanted:
            try:
                worker = _Worker(self._context, self._tasks, self._memory_bytes, self._retire_bytes)
            except OSError:  # the system has no process, memory or file left to give at this moment
                self._not_started()
                time.sleep(_PAUSE_SECONDS)
                self._wake()
                return
            with self._lock:
                self._workers.append(worker)

    def _next_task(self) -> _Task | None:
        while True:
            with self._lock:
                queue = self._urgent or self._queue
                if not queue:
                    return None
                task = queue.popleft()
            if not task.future.cancelled():
                return task
            task.future.set_running_or_notify_cancel()  # tells those who wait for it

    def _assign(self, worker: _Worker, task: _Task) -> None:
        try:
            worker.assign(task)
        except (pickle.PicklingError, TypeError, AttributeError) as error:  # what pickle raises for what it cannot take
            _settle(task.future, error=error)
        except OSError:  # it died while idle: the task has not begun, so another worker gets it
            self._drop(worker)
            self._again(task)

    def _await_events(self) -> None:
        """Sleep until a worker or a caller has something, or a time is up."""
        sources: list[Any] = [self._wake_receiver]
        for worker in self._workers:
            sources += (worker.conn, worker.process.sentinel)
        deadline = min((w.deadline for w in self._workers if w.waiting), default=None)
        connection.wait(sources, None if deadline is None else max(0.0, deadline - time.monotonic()))
        with self._lock:
            if self._woken:
                self._wake_receiver.recv_bytes()
                self._woken = False

    def _look_after(self, worker: _Worker) -> None:
        task = worker.task
        if task is not None and task.future.cancelled():
            task.future.set_running_or_notify_cancel()
            self._drop(worker)
        elif worker.conn.poll():
            self._receive(worker)
        elif not worker.process.is_alive():
            self._lost(worker, "resource_limit", _LOST)
        elif worker.waiting and time.monotonic() >= worker.deadline:
            self._lost(worker, "timeout", _LATE)

    def _receive(self, worker: _Worker) -> None:
        try:
            kind, value, last = _load(worker.conn.recv_bytes(_MAX_REPLY_BYTES))
        except (EOFError, OSError):
            self._lost(worker, "resource_limit", _LOST)
            return
        except pickle.UnpicklingError as error:
            task, worker.task = worker.task, None
            self._drop(worker)
            if task is not None:
                _settle(task.future, error=TaskError(f"a worker's reply was refused: {error}"))
            return
        if kind == "ready":
            worker.ready = True
            self._start_failures = 0
            return
        if kind == "begun":
            worker.begun = True
            return
        task, worker.task = worker.task, None
        if last:
            self._drop(worker)
        if task is not None:
            if kind == "result":
                _settle(task.future, result=value)
            else:
                _settle(task.future, error=TaskError(value) if kind == "failed" else value)

    def _lost(self, worker: _Worker, code: str, message: str) -> None:
        """A worker is gone or must go: its task fails, and too many failed starts fail the whole queue."""
        task = worker.task
        self._drop(worker)
        if task is not None and code != "timeout" and not worker.begun and task.attempts < _HAND_OUTS:
            self._again(task)  # the worker was dead before it saw the task
        elif task is not None:
            _settle(task.future, error=DocumentRejected(message, code=code))
        elif not worker.ready:
            self._not_started()

    def _not_started(self) -> None:
        """Too many failed starts in a row fail the whole queue; nobody waits for ever."""
        self._start_failures += 1
        if self._start_failures >= _START_ATTEMPTS:
            self._start_failures = 0
            self._warm = False
            while (queued := self._next_task()) is not None:
                _settle(queued.future, error=TaskError("the worker process does not start"))

    def _again(self, task: _Task) -> None:
        with self._lock:
            self._urgent.appendleft(task)

    def _drop(self, worker: _Worker) -> None:
        with self._lock:
            self._workers.remove(worker)
        worker.end()


def _settle(future: TaskFuture, *, result: Any = None, error: BaseException | None = None) -> None:
    if not future.set_running_or_notify_cancel():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)


class _ReplyReader(pickle.Unpickler):
    """Unpickles what a worker sent. A worker may have been taken over by a file, so nothing but values is accepted."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "builtins" and name in _PLAIN_BUILTINS:
            return super().find_class(module, name)
        if module.startswith("hiring_desktop.") and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and (dataclasses.is_dataclass(found) or issubclass(found, HiringError)):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")


def _load(reply: bytes) -> tuple[str, Any, bool]:
    kind, value, last = _ReplyReader(io.BytesIO(reply)).load()
    return kind, value, last
