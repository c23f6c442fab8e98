"""The pool of worker processes, with real processes that really die."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import psutil
import pytest
import worker_tasks

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.core.model import Span
from hiring_desktop.ml.workers import TaskError, WorkerPool

MB = 1 << 20
LONG = 300.0


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool(2, worker_tasks.TASKS) as shared:
        shared.warm()
        wait_for(lambda: len(shared.pids()) == 2)
        yield shared


@pytest.fixture
def own_pool() -> Iterator[Callable[..., WorkerPool]]:
    pools: list[WorkerPool] = []

    def make(size: int = 1, **settings: float) -> WorkerPool:
        pools.append(WorkerPool(size, worker_tasks.TASKS, **settings))  # type: ignore[arg-type]
        return pools[-1]

    yield make
    for each in pools:
        each.close()


def wait_for(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.01)


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_results_come_back(pool: WorkerPool) -> None:
    assert pool.submit("double", 21).result() == 42
    assert pool.submit("span_of", 3, 7).result() == Span(3, 7, 1, ((0.0, 0.0, 1.0, 1.0),))


def test_many_tasks_each_get_their_own_result(pool: WorkerPool) -> None:
    futures = [pool.submit("double", n) for n in range(500)]
    assert [future.result() for future in futures] == [2 * n for n in range(500)]


def test_a_large_payload_survives_both_ways(pool: WorkerPool) -> None:
    data = os.urandom(8 * MB)
    assert pool.submit("bytes_of", data).result() == data[::-1]


def test_a_domain_error_comes_back_as_itself(pool: WorkerPool) -> None:
    with pytest.raises(DocumentRejected, match=r"Not this one\.") as caught:
        pool.submit("refuse", "encrypted").result()
    assert caught.value.code == "encrypted"


def test_a_defect_is_named_without_what_it_says(pool: WorkerPool) -> None:
    with pytest.raises(TaskError, match="ValueError") as caught:
        pool.submit("stumble").result()
    assert "Jane" not in str(caught.value)
    assert "worker_tasks.py" in str(caught.value)


def test_only_listed_tasks_are_taken(pool: WorkerPool) -> None:
    with pytest.raises(KeyError):
        pool.submit("os.system", "true")


def test_an_argument_that_cannot_travel_fails_its_own_task(pool: WorkerPool) -> None:
    with pytest.raises((TypeError, AttributeError)):
        pool.submit("double", lambda: 0).result()
    assert pool.submit("double", 1).result() == 2


def test_a_reply_of_an_unknown_kind_is_refused(own_pool: Callable[..., WorkerPool]) -> None:
    pool = own_pool()
    with pytest.raises(TaskError, match="refused"):
        pool.submit("odd_value").result()
    assert pool.submit("double", 1).result() == 2


def test_a_killed_worker_fails_only_its_task(tmp_path: Path, own_pool: Callable[..., WorkerPool]) -> None:
    pool = own_pool(2)
    mark = tmp_path / "mark"
    victim = pool.submit("announce_and_nap", str(mark), LONG)
    others = [pool.submit("double", n) for n in range(20)]
    wait_for(mark.exists)
    os.kill(int(mark.read_text()), signal.SIGKILL)
    with pytest.raises(DocumentRejected) as caught:
        victim.result(timeout=30)
    assert caught.value.code == "resource_limit"
    assert [future.result() for future in others] == [2 * n for n in range(20)]
    assert pool.submit("double", 4).result() == 8


def test_an_idle_worker_that_dies_is_replaced(own_pool: Callable[..., WorkerPool]) -> None:
    pool = own_pool()
    first = pool.submit("pid").result()
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: gone(first))
    assert pool.submit("pid").result() != first


def test_a_task_over_its_time_is_ended(own_pool: Callable[..., WorkerPool]) -> None:
    pool = own_pool()
    first = pool.submit("pid").result()
    with pytest.raises(DocumentRejected) as caught:
        pool.submit("nap", LONG, seconds=0.2).result(timeout=30)
    assert caught.value.code == "timeout"
    assert gone(first)
    assert pool.submit("nap", 0.0).result() == "rested"


def test_a_task_over_its_memory_is_ended(own_pool: Callable[..., WorkerPool]) -> None:
    pool = own_pool(memory_bytes=512 * MB)
    with pytest.raises(DocumentRejected) as caught:
        pool.submit("hoard", 4096 * MB).result(timeout=30)
    assert caught.value.code == "resource_limit"
    assert pool.submit("hoard", MB).result() == MB


def test_a_queued_task_can_be_cancelled(tmp_path: Path, own_pool: Callable[..., WorkerPool]) -> None:
    pool = own_pool()
    mark = tmp_path / "mark"
    running = pool.submit("announce_and_nap", str(mark), LONG)
    queued = pool.submit("double", 1)
    wait_for(mark.exists)
    assert queued.cancel()
    assert running.cancel()
    assert pool.submit("double", 2).result() == 4
    with pytest.raises(CancelledError):
        queued.result()


def test_cancelling_a_running_task_ends_its_process(tmp_path: Path, own_pool: Callable[..., WorkerPool]) -> None:
    pool = own_pool()
    mark = tmp_path / "mark"
    running = pool.submit("announce_and_nap", str(mark), LONG)
    wait_for(mark.exists)
    process = int(mark.read_text())
    assert running.cancel()
    wait_for(lambda: gone(process))
    with pytest.raises(CancelledError):
        running.result(timeout=30)
    assert pool.submit("double", 2).result() == 4


def test_a_finished_task_cannot_be_cancelled(pool: WorkerPool) -> None:
    future = pool.submit("double", 1)
    assert future.result() == 2
    assert not future.cancel()


def test_first_come_first_served_but_for_urgent_ones(tmp_path: Path, own_pool: Callable[..., WorkerPool]) -> None:
    pool = own_pool()
    mark = tmp_path / "mark"
    blocker = pool.submit("announce_and_nap", str(mark), 0.3)
    wait_for(mark.exists)
    order: list[str] = []
    futures = []
    for name, urgent in (("a", False), ("b", False), ("urgent", True), ("c", False)):
        future = pool.submit("double", 1, urgent=urgent)
        future.add_done_callback(lambda _, name=name: order.append(name))  # type: ignore[misc]
        futures.append(future)
    blocker.result()
    for future in futures:
        future.result()
    wait_for(lambda: len(order) == 4)
    assert order == ["urgent", "a", "b", "c"]


def test_one_worker_keeps_its_memory_between_tasks(own_pool: Callable[..., WorkerPool]) -> None:
    pool = own_pool()
    assert [pool.submit("count_calls").result() for _ in range(3)] == [1, 2, 3]


def test_a_worker_that_grew_is_replaced_between_tasks(own_pool: Callable[..., WorkerPool]) -> None:
    pool = own_pool(retire_bytes=120 * MB)
    first = pool.submit("pid").result()
    assert pool.submit("hoard", 200 * MB).result() == 200 * MB
    assert pool.submit("pid").result() != first


def test_warm_starts_all_workers(own_pool: Callable[..., WorkerPool]) -> None:
    pool = own_pool(2)
    assert pool.pids() == ()
    pool.warm()
    wait_for(lambda: len(pool.pids()) == 2)


def test_close_ends_everything(tmp_path: Path) -> None:
    pool = WorkerPool(1, worker_tasks.TASKS)
    mark = tmp_path / "mark"
    running = pool.submit("announce_and_nap", str(mark), LONG)
    queued = pool.submit("double", 1)
    wait_for(mark.exists)
    pool.close()
    assert gone(int(mark.read_text()))
    for future in (running, queued):
        with pytest.raises(CancelledError):
            future.result(timeout=30)
    with pytest.raises(RuntimeError):
        pool.submit("double", 1)
    pool.close()


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "workers"
    parent = multiprocessing.get_context("spawn").Process(target=worker_tasks.parent_of_workers, args=(str(path),))
    parent.start()
    wait_for(path.exists, 60)
    workers = [int(pid) for pid in path.read_text().split()]
    assert parent.pid is not None
    os.kill(parent.pid, signal.SIGKILL)
    parent.join()
    wait_for(lambda: all(gone(pid) for pid in workers), 1.0 if sys.platform == "linux" else 10.0)


def test_a_worker_sees_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIRING_PASSPHRASE", "correct horse")
    monkeypatch.setenv("AWS_SECRET", "battery")
    with WorkerPool(1, worker_tasks.TASKS) as pool:
        seen = pool.submit("environment").result()
    assert not {"HIRING_PASSPHRASE", "AWS_SECRET", "HOME"} & seen.keys()


@pytest.mark.parametrize("task", ["connect", "make_socket"] if sys.platform == "linux" else ["connect"])
def test_a_worker_has_no_network(pool: WorkerPool, task: str) -> None:
    with pytest.raises(TaskError, match="PermissionError"):
        pool.submit(task, *([9] if task == "connect" else [])).result()


def test_a_worker_prints_nothing(pool: WorkerPool, capfd: pytest.CaptureFixture[str]) -> None:
    pool.submit("write_out").result()
    assert capfd.readouterr() == ("", "")


def test_a_task_that_cannot_be_imported_is_told() -> None:
    with WorkerPool(1, {"lost": "no_such_module:function"}) as pool, pytest.raises(TaskError, match="start"):
        pool.submit("lost").result(timeout=60)


def test_a_system_that_gives_no_process_fails_the_queue_and_not_the_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    with WorkerPool(1, worker_tasks.TASKS) as pool:
        context = type(pool._context)
        start = context.Process.start

        def refuse(process: object) -> None:
            raise OSError(11, "Resource temporarily unavailable")

        monkeypatch.setattr(context.Process, "start", refuse)
        with pytest.raises(TaskError, match="does not start"):
            pool.submit("double", 2).result(30)
        monkeypatch.setattr(context.Process, "start", start)
        assert pool.submit("double", 2).result(30) == 4
