"""Backups and restores killed with -9 at random moments: what stands under a final name is whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from hiring_desktop import bootstrap
from hiring_desktop.core.model import JobAd
from hiring_desktop.core.storage.attachments import EncryptedAttachments
from hiring_desktop.core.trust import keys

PASSPHRASE = "correct horse battery staple"
CHILD = """
import sys
from pathlib import Path
from hiring_desktop import bootstrap

folder, passphrase = Path(sys.argv[1]), sys.argv[2]
workspace = bootstrap.open_workspace(folder / "ws", passphrase=passphrase)
number = 0
while True:
    number += 1
    made = workspace.backups.create(workspace.owner, folder / "made.shbackup").path
    bootstrap.restore_workspace(made, folder / f"restored {sys.argv[3]} {number}", passphrase=passphrase)
    print(number, flush=True)
"""


@pytest.mark.soak
def test_nothing_half_done_stands_under_a_final_name(tmp_path: Path, scale: Callable[[int, int], int]) -> None:
    workspace = bootstrap.create_workspace(tmp_path / "ws", "Office", passphrase=PASSPHRASE)
    workspace.jobs.add(workspace.owner, JobAd("Engineer", "Python and SQL"))
    workspace.close()
    ring = keys.unlock(tmp_path / "ws", passphrase=PASSPHRASE)
    files = EncryptedAttachments(
        tmp_path / "ws" / "attachments", ring.sub_key("attachments"), ring.sub_key("content_address")
    )
    for _ in range(20):
        files.put(os.urandom(300_000))
    dice, turns = random.Random(4), scale(6, 60)
    for turn in range(turns):
        process = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(tmp_path), PASSPHRASE, str(turn)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        process.stdout.readline()  # it has done each once, and is in the middle of the next
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=dice.uniform(0.0, 0.4))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert bootstrap.verify_backup(tmp_path / "made.shbackup", passphrase=PASSPHRASE) == []
    restored = [path for path in tmp_path.glob("restored *") if not path.name.endswith(".partial")]
    assert len(restored) >= turns
    for folder in restored[-turns:]:
        workspace = bootstrap.open_workspace(folder, passphrase=PASSPHRASE)
        try:
            assert workspace.verify(workspace.owner) == []
            assert workspace.info(workspace.owner).attachments == 20
        finally:
            workspace.close()
    workspace = bootstrap.open_workspace(tmp_path / "ws", passphrase=PASSPHRASE)
    try:
        assert workspace.verify(workspace.owner) == []
    finally:
        workspace.close()
