"""A process of its own that works on a store, for tests that need several, or need to end one the hard way.

    python contract_child.py ENGINE FOLDER TASK [NAME]

Each line that it prints is a promise: what the line says was stored before it was printed.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from contract_engines import ENGINES, Engine

from hiring_desktop.core.errors import HiringError
from hiring_desktop.core.ports import Store

THREADS = 4
NOBODY = 65534
PAUSE_SECONDS = 0.02
"""Between two writes of a thread. Four that never pause keep the lock of an engine busy, and whoever polls for it from
another process waits for seconds: the tests would be about that, not about being killed.
"""

_printing = threading.Lock()


def say(line: str) -> None:
    """One write, so that lines never mix and none is half printed."""
    with _printing:
        os.write(sys.stdout.fileno(), f"{line}\n".encode())


def in_threads(work: Callable[[int], None]) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))


def claim(store: Store, name: str) -> None:
    """Told to start, take queued items until none is left; a line for each."""

    def take(thread: int) -> None:
        mine = {"$set": {"status": "processing", "owner": f"{name}{thread}"}}
        while item := store["import_items"].find_one_and_update({"status": "queued"}, mine, sort=[("position", 1)]):
            say(item["_id"])

    say("ready")
    sys.stdin.readline()
    in_threads(take)


def write(store: Store, name: str) -> None:
    """For ever: write in one transaction, then claim an item that somebody wrote; lines tell how far each thread is.

    ``began KEY`` stands inside the transaction, after its first write; ``wrote KEY`` after it; ``claimed ITEM OWNER``
    after a claim.
    """

    never = threading.Event()

    def go_on(thread: int) -> None:
        for n in count():
            key = f"{name}-{thread}-{n}"
            with store.transaction():
                store["jobs"].insert_one({"_id": key, "text": "x" * 500})
                say(f"began {key}")
                number = store.next_seq("changes")
                store["changes"].insert_one({"seq": number, "job": key})
                store["candidates"].update_one({"_id": "sum"}, {"$inc": {"jobs": 1}}, upsert=True)
                store["import_items"].insert_one({"_id": key, "status": "queued", "position": f"{number:012d}"})
            say(f"wrote {key}")
            mine = {"$set": {"status": "processing", "owner": key}}
            item = store["import_items"].find_one_and_update({"status": "queued"}, mine, sort=[("position", 1)])
            if item is not None:
                say(f"claimed {item['_id']} {key}")
            never.wait(PAUSE_SECONDS)

    in_threads(go_on)


def fill(engine: Engine, folder: Path) -> None:
    """Write until the largest allowed file is full, then show that reading and checking still work."""
    import resource

    store = engine.open(folder)
    largest = max(path.stat().st_size for path in folder.iterdir())
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 400_000, largest + 400_000))
    try:
        for n in count():
            store["jobs"].insert_many([{"_id": f"{n}-{m}", "text": "x" * 5000} for m in range(10)])
            say(f"{n}")
    except HiringError as error:
        say(f"{error.code}: {error.message}")
    say(f"stored {store['jobs'].count_documents({})}")
    store.close()


def read_only(engine: Engine, folder: Path) -> None:
    """Try to open and to create a store where nothing may be written. Root may write anywhere, so it steps down."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    for attempt, where in ((engine.open, folder), (engine.create, folder / "new")):
        try:
            attempt(where)
            say("it worked")
        except HiringError as error:
            say(f"{error.code}: {error.message}")


def main() -> None:
    engine, folder, task = ENGINES[sys.argv[1]], Path(sys.argv[2]), sys.argv[3]
    if task == "fill":
        fill(engine, folder)
    elif task == "read_only":
        read_only(engine, folder)
    else:
        store = engine.open(folder)
        {"claim": claim, "write": write}[task](store, sys.argv[4])
        store.close()


if __name__ == "__main__":
    main()
