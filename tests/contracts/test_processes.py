"""Several processes at once on one store, and processes that end in the middle of a write."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import contract_child
import pytest
from contract_engines import Engine

from hiring_desktop.core.ports import Store


@contextmanager
def child(engine_name: str, folder: Path, task: str, name: str = "") -> Iterator[subprocess.Popen[str]]:
    """A process at its task; ended with the block if it has not ended by itself."""
    arguments = [sys.executable, contract_child.__file__, engine_name, str(folder), task, name]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def lines_of(process: subprocess.Popen[str]) -> list[str]:
    """What a process that ends well prints."""
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return output.splitlines()


@pytest.mark.soak
def test_a_claim_is_given_out_once_to_4_threads_in_2_processes(
    store: Store, engine_name: str, folder: Path, scale: Callable[[int, int], int]
) -> None:
    items = scale(300, 5000)
    store["import_items"].insert_many(
        [{"_id": f"{n:05d}", "status": "queued", "position": f"{n:05d}", "owner": None} for n in range(items)]
    )
    with child(engine_name, folder, "claim", "a") as first, child(engine_name, folder, "claim", "b") as second:
        for process in (first, second):
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in (first, second):
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        claimed = [lines_of(first), lines_of(second)]
    assert sorted(claimed[0] + claimed[1]) == [f"{n:05d}" for n in range(items)]
    assert store["import_items"].count_documents({"status": "processing"}) == items
    for name, keys in zip("ab", claimed, strict=True):
        for document in store["import_items"].find({"_id": {"$in": keys}}):
            assert document["owner"].startswith(name)


class Told:
    """All that a process prints, taken from it at once.

    A pipe that nobody empties fills up; a process that prints inside a transaction would then hold up all others.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.lines: list[str] = []
        self._grown = threading.Condition()
        self._over = False
        self._taking = threading.Thread(target=self._take, args=(process.stdout,))
        self._taking.start()

    def _take(self, stream: Iterable[str]) -> None:
        for line in stream:
            with self._grown:
                self.lines.append(line)
                self._grown.notify()
        with self._grown:
            self._over = True
            self._grown.notify()

    def wait_for(self, count: int) -> None:
        """Until it has told so many lines more than now, or has ended."""
        with self._grown:
            wanted = len(self.lines) + count
            assert self._grown.wait_for(lambda: self._over or len(self.lines) >= wanted, timeout=120)

    def wait_for_beginning(self) -> None:
        """Until the next transaction has begun, or the process has ended."""
        with self._grown:
            seen = len(self.lines)
            assert self._grown.wait_for(
                lambda: self._over or any(line.startswith("began") for line in self.lines[seen:]), timeout=120
            )

    def to_the_end(self) -> list[str]:
        """All lines of a process that has ended."""
        self._taking.join()
        return self.lines


class Ledger:
    """What killed processes had promised, held against what is in the store."""

    def __init__(self) -> None:
        self.wrote: set[str] = set()
        self.owners: dict[str, str] = {}
        self.in_the_middle = 0
        """How many kills came while a transaction was under way: it had begun, and nothing of it was stored."""
        self._began: list[set[str]] = []

    def note(self, lines: Iterable[str]) -> None:
        """Take in all that one process printed before it died."""
        began: set[str] = set()
        for line in lines:
            what, key, *owner = line.split()
            if what == "began":
                began.add(key)
            elif what == "wrote":
                self.wrote.add(key)
            else:
                assert key not in self.owners, f"{key} was given to {self.owners[key]} and to {owner[0]}"
                self.owners[key] = owner[0]
        self._began.append(began)

    def check(self, store: Store) -> None:
        """Nothing promised is missing, nothing is half there, nothing is there twice."""
        jobs = store["jobs"].ids({})
        assert self.wrote <= set(jobs)
        changes = store["changes"].find({}, sort=[("seq", 1)])
        assert [change["seq"] for change in changes] == list(range(1, len(jobs) + 1))
        assert sorted(change["job"] for change in changes) == sorted(jobs)
        assert store["candidates"].find_one({}) == {"_id": "sum", "jobs": len(jobs)}
        items = {item["_id"]: item for item in store["import_items"].find({})}
        assert sorted(items) == sorted(jobs)
        # A claim that was stored and never told is nobody's; one that was told is its owner's, and no owner has two.
        assert {key: items[key].get("owner") for key in self.owners} == self.owners
        owners = [item["owner"] for item in items.values() if item["status"] == "processing"]
        assert len(owners) == len(set(owners))
        assert store.verify() == []
        self.in_the_middle += sum(not began <= set(jobs) for began in self._began)
        self._began.clear()


@pytest.mark.soak
def test_killed_processes_lose_nothing_and_leave_nothing_half_done(
    engine: Engine, engine_name: str, folder: Path, scale: Callable[[int, int], int]
) -> None:
    """Two processes with four writing threads each, killed one after the other while both are at work.

    ``KILL_SEED=N`` runs the kills of another seed; the one of a run is printed.
    """
    engine.create(folder).close()
    ledger, kills = Ledger(), scale(20, 200)
    seed = os.environ.get("KILL_SEED", "20")
    print(f"KILL_SEED={seed}")  # noqa: T201 - pytest shows it with a failure
    moments = random.Random(seed)
    for round_ in range(kills // 2):
        with (
            child(engine_name, folder, "write", f"{round_}a") as one,
            child(engine_name, folder, "write", f"{round_}b") as two,
        ):
            told = {process.pid: Told(process) for process in (one, two)}
            for process in (one, two):  # both have begun
                told[process.pid].wait_for(moments.randint(1, 30))
            for process in moments.sample((one, two), 2):  # the second goes on alone for a while
                told[process.pid].wait_for(moments.randint(1, 30))
                if moments.random() < 0.5:  # in the middle of a transaction, most likely
                    told[process.pid].wait_for_beginning()
                else:  # anywhere between two lines
                    with suppress(subprocess.TimeoutExpired):
                        process.wait(timeout=moments.uniform(0.0, 0.01))
                process.send_signal(signal.SIGKILL)
                assert process.wait() == -signal.SIGKILL
                # A line is printed in one write, so the last one is whole as well.
                ledger.note(told[process.pid].to_the_end())
        store = engine.open(folder)
        ledger.check(store)
        store.close()
    print(f"{kills} kills, {ledger.in_the_middle} inside a transaction, {len(ledger.wrote)} writes, "  # noqa: T201
          f"{len(ledger.owners)} claims")  # fmt: skip
    assert ledger.in_the_middle >= kills // 10
    assert ledger.owners


def test_a_full_disk_is_a_clear_error_and_damages_nothing(engine: Engine, engine_name: str, folder: Path) -> None:
    store = engine.create(folder)
    store["jobs"].insert_one({"_id": "0-before"})
    store.close()
    with child(engine_name, folder, "fill") as process:
        *acknowledged, error, stored = lines_of(process)
    assert stored == f"stored {10 * len(acknowledged) + 1}"
    assert error.startswith("storage: ")
    assert "full" in error or "free" in error
    assert len(acknowledged) > 1
    store = engine.open(folder)
    assert store.verify() == []
    expected = {"0-before", *(f"{n}-{m}" for n in acknowledged for m in range(10))}
    assert set(store["jobs"].ids({})) == expected
    store["jobs"].insert_many([{"text": "x" * 5000} for _ in range(200)])
    assert store.verify() == []
    store.close()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


def test_a_read_only_folder_is_a_clear_error_and_damages_nothing(
    engine: Engine, engine_name: str, open_folder: Path
) -> None:
    store = engine.create(open_folder)
    store["jobs"].insert_one({"_id": "before"})
    store.close()
    before = {path: path.read_bytes() for path in open_folder.iterdir()}
    open_folder.chmod(0o555)
    for path in before:
        path.chmod(0o444)
    with child(engine_name, open_folder, "read_only") as process:
        errors = lines_of(process)
    assert len(errors) == 2
    assert [error for error in errors if not error.startswith("storage: ") or "writ" not in error] == []
    assert {path: path.read_bytes() for path in open_folder.iterdir()} == before
    open_folder.chmod(0o755)
    for path in before:
        path.chmod(0o644)
    store = engine.open(open_folder)
    assert store["jobs"].ids({}) == ["before"]
    assert store.verify() == []
    store.close()


def test_nothing_of_a_document_is_readable_in_the_files(engine: Engine, folder: Path) -> None:
    secrets = [b"Quillfeather", b"quill@example.org", b"basket weaving", b"import_items", b"email_index"]
    store = engine.create(folder)
    for n in range(50):
        store["candidates"].insert_one({"name": "Quillfeather", "email_index": "quill@example.org", "n": n})
        store["resume_texts"].insert_one({"text": "Ten years of basket weaving. " * 50})
    store["candidates"].delete_many({"n": {"$lt": 25}})
    for _ in range(2):
        for path in folder.rglob("*"):
            content = path.read_bytes() if path.is_file() else b""
            assert [secret for secret in secrets if secret.lower() in content.lower()] == []
        store.close()
