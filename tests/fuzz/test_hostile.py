"""Every hostile file ends within its limits as what it may end as, and the good file beside it is read."""

from __future__ import annotations

from concurrent.futures import wait

import psutil
import pytest
from hostile import FILES, GREETING, HostileFile, one_page

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.core.model import REJECTION_REASONS
from hiring_desktop.ml.workers import WorkerPool

TASKS = {"read": "hiring_desktop.ml.documents.read:read_document"}
SECONDS = 20.0
RSS_BYTES = 1 << 30


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_hostile_file(file: HostileFile) -> None:
    with WorkerPool(2, TASKS) as pool:
        hostile = pool.submit("read", file.make(), file.name, seconds=SECONDS)
        good = pool.submit("read", one_page(), "good.pdf", seconds=SECONDS)
        peak = 0
        while not wait((hostile,), timeout=0.02).done:
            peak = max(peak, *(_resident(pid) for pid in pool.pids()), 0)
        assert good.result().text == GREETING
        error = hostile.exception()
    assert outcome_of(error) in file.outcomes
    assert peak <= RSS_BYTES
    if isinstance(error, DocumentRejected):
        assert error.code in REJECTION_REASONS
        assert error.message.endswith(".")
    elif file.outcomes == {"read"}:
        assert GREETING in " ".join(hostile.result().text.split())


def test_one_pool_survives_all_of_them_in_any_order() -> None:
    chosen = [file for file in FILES if file.outcomes & {"resource_limit", "unsafe_xml", "corrupt"}][::3]
    with WorkerPool(2, TASKS) as pool:
        futures = []
        for file in chosen:
            futures.append((file.outcomes, pool.submit("read", file.make(), file.name, seconds=SECONDS)))
            futures.append((frozenset({"read"}), pool.submit("read", one_page(), "good.pdf", seconds=SECONDS)))
        for outcomes, future in futures:
            assert outcome_of(future.exception()) in outcomes


def outcome_of(error: BaseException | None) -> str:
    """``read``, or the code of the refusal."""
    return "read" if error is None else str(getattr(error, "code", repr(error)))


def _resident(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
