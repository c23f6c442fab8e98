"""The inside of a worker process: it gives up its rights, then does one task after the other until its parent goes."""

from __future__ import annotations

import importlib
import os
import pickle
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from hiring_desktop.core.errors import HiringError
from hiring_desktop.ml import confinement


def serve(conn: Connection, tasks: dict[str, str], memory_bytes: int, retire_bytes: int) -> None:
    """The life of a worker.

    It says ``ready`` once all modules are imported, ``begun`` when it has a task, then ``result``, ``error`` (one for a
    person) or ``failed`` (a defect: its type and place, never its text).
    """
    if hasattr(os, "nice"):
        os.nice(10)  # the window and whatever else its user does go first
    confinement.confine(memory_bytes)
    functions = {name: _resolve(entry) for name, entry in tasks.items()}
    _reply(conn, "ready", None, last=False)
    while True:
        try:
            request = conn.recv_bytes()
        except (EOFError, OSError):
            return
        _reply(conn, "begun", None, last=False)
        name, args = pickle.loads(request)
        request = b""
        try:
            kind, value = "result", functions[name](*args)
        except HiringError as error:
            kind, value = "error", error.with_traceback(None)
        except MemoryError:
            return  # nothing in this process can be relied on any more; the parent sees it go
        except Exception as error:  # noqa: BLE001  the one place that reports defects to the parent
            kind, value = "failed", _place(error)
        args = None
        last = bool(retire_bytes) and confinement.resident_peak_bytes() > retire_bytes
        _reply(conn, kind, value, last=last)
        value = None
        if last:
            return


def _resolve(entry: str) -> Callable[..., Any]:
    module, _, function = entry.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def _reply(conn: Connection, kind: str, value: object, *, last: bool) -> None:
    try:
        payload = pickle.dumps((kind, value, last), protocol=5)
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        payload = pickle.dumps(("failed", _place(error), last), protocol=5)
    conn.send_bytes(payload)


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename}:{frames[-1].lineno} in {frames[-1].name}" if frames else ""
    return f"{type(error).__module__}.{type(error).__qualname__}{where}"
