"""An import killed with -9 at random moments ends, started again, with every file exactly once."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

PASSPHRASE = "correct horse battery staple"
FILES = 24


FIRST_NAMES = ("Ada", "Bo", "Cyril", "Dora", "Emil", "Fay")
LAST_NAMES = ("Quill", "Marsh", "Fernley", "Holt")


def resume(number: int) -> str:
    return f"""{FIRST_NAMES[number % 6]} {LAST_NAMES[number // 6]}
person{number}@example.org

Experience
Data Engineer, Company {number}
01/2015 - 12/20{18 + number % 5}

Skills
Python, SQL, Docker
"""


def written(workspace: Path) -> tuple[int, ...]:
    """What tells from outside that an import got on: its log of commits, and the files that it has taken in."""
    log = workspace / "store.db-wal"
    try:
        state = log.stat()
    except FileNotFoundError:
        return (0,)
    return (state.st_size, state.st_mtime_ns, sum(path.is_file() for path in (workspace / "attachments").rglob("*")))


def killed_at_work(process: subprocess.Popen[bytes], workspace: Path, steps: int) -> bool:
    """Kill a process once it has been seen to write so many times; False if it ended before."""
    before = written(workspace)
    while steps and process.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.01)  # leave the processor to it
        now = written(workspace)
        steps -= now != before
        before = now
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


@pytest.mark.soak
def test_killed_and_started_again(tmp_path: Path, scale: Callable[[int, int], int]) -> None:
    folder = tmp_path / "cvs"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number:02}.txt").write_text(resume(number))
    (folder / "copy.txt").write_text(resume(0))
    (tmp_path / "ad.md").write_text("# Data Engineer\n\nRequirements\n- Python\n- SQL\n")
    base = [sys.executable, "-m", "hiring_desktop", "--quiet", "--workspace", str(tmp_path / "ws")]
    environment = {**os.environ, "HIRING_PASSPHRASE": PASSPHRASE}

    def call(*arguments: str) -> str:
        return subprocess.run(
            [*base, *arguments], env=environment, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL
        ).stdout

    call("workspace", "init")
    job = call("jobs", "add", str(tmp_path / "ad.md")).strip()
    command = [*base, "import", "--job", job, str(folder), "--format", "jsonl"]
    dice = random.Random(20)
    killed = 0
    for _ in range(scale(20, 200)):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        killed += killed_at_work(process, tmp_path / "ws", dice.randint(1, 8))
    assert killed >= scale(20, 200) // 2, f"{killed} kills came before the end"
    rows = [json.loads(line) for line in call("import", "--job", job, str(folder), "--format", "jsonl").splitlines()]
    assert len(rows) == FILES + 1
    ranking = [json.loads(line) for line in call("ranking", job, "--format", "jsonl").splitlines()]
    assert len(ranking) == FILES
    assert set(Counter(row["candidate_name"] for row in ranking).values()) == {1}
    [info] = [json.loads(line) for line in call("workspace", "info").splitlines()]
    assert (info["candidates"], info["applications"], info["attachments"]) == (FILES, FILES, FILES)
    call("workspace", "verify")
