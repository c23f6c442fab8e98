"""Encrypted files: they come back whole or not at all, and tell nothing about what they hold."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.core.errors import Damaged, InvalidInput, NotFound, StorageFailure
from hiring_desktop.core.storage.attachments import ABANDONED_AFTER_SECONDS, EncryptedAttachments
from hiring_desktop.core.storage.sealing import CHUNK_BYTES

DATA_KEY, HASH_KEY = bytes(range(32)), bytes(range(1, 33))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "attachments"


@pytest.fixture
def attachments(folder: Path) -> EncryptedAttachments:
    return EncryptedAttachments(folder, DATA_KEY, HASH_KEY)


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def content(length: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(length)


@pytest.mark.parametrize(
    "length", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 3 * CHUNK_BYTES + 9]
)
def test_what_was_put_is_got(attachments: EncryptedAttachments, folder: Path, length: int) -> None:
    data = content(length)
    address = attachments.put(data)
    assert address == attachments.address_of(data)
    assert attachments.get(address) == data
    assert attachments.addresses() == [address]
    assert attachments.verify() == []
    again = EncryptedAttachments(folder, DATA_KEY, HASH_KEY)
    assert again.get(address) == data


@given(data=st.binary(max_size=300))
def test_any_bytes_come_back(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    attachments = EncryptedAttachments(tmp_path_factory.getbasetemp() / "any", DATA_KEY, HASH_KEY)
    assert attachments.get(attachments.put(data)) == data


def test_the_same_bytes_are_stored_once(attachments: EncryptedAttachments, folder: Path) -> None:
    address = attachments.put(b"resume")
    before = files(folder)[0].stat().st_mtime_ns
    assert attachments.put(b"resume") == address
    assert [path.stat().st_mtime_ns for path in files(folder)] == [before]
    other = attachments.put(b"another")
    assert attachments.addresses() == sorted([address, other])


def test_an_address_depends_on_the_key_and_the_bytes_alone(tmp_path: Path) -> None:
    one = EncryptedAttachments(tmp_path / "1", DATA_KEY, HASH_KEY)
    two = EncryptedAttachments(tmp_path / "2", bytes(32), HASH_KEY)
    three = EncryptedAttachments(tmp_path / "3", DATA_KEY, bytes(32))
    assert one.put(b"x") == two.put(b"x") != three.put(b"x")
    assert files(tmp_path / "1")[0].read_bytes() != files(tmp_path / "2")[0].read_bytes()


def test_nothing_is_readable_and_equal_chunks_look_different(attachments: EncryptedAttachments, folder: Path) -> None:
    attachments.put(b"Quillfeather " * 20_000)
    stored = files(folder)[0].read_bytes()
    assert b"Quill" not in stored
    pieces = [stored[n : n + 64] for n in range(21, len(stored) - 64, 64)]
    assert len(set(pieces)) == len(pieces)


# ------------------------------------------------------------------ damage
def test_every_flipped_bit_is_found(attachments: EncryptedAttachments, folder: Path) -> None:
    address = attachments.put(content(2 * CHUNK_BYTES + 100))
    path = files(folder)[0]
    sound = path.read_bytes()
    places = random.Random(3).sample(range(len(sound)), 40)
    for place in [0, 4, 5, 20, 21, len(sound) - 1, *places]:
        flipped = bytearray(sound)
        flipped[place] ^= 1 << (place % 8)
        path.write_bytes(flipped)
        with pytest.raises(Damaged):
            attachments.get(address)
        assert [address[:10] in problem for problem in attachments.verify()] == [True]


STEP = CHUNK_BYTES + 16
HEADER = 21


HARMS: dict[str, Callable[[bytes], bytes]] = {
    "cut at a chunk": lambda b: b[: HEADER + 2 * STEP],
    "cut to one chunk": lambda b: b[: HEADER + STEP],
    "cut in a chunk": lambda b: b[:-5],
    "only a header": lambda b: b[:HEADER],
    "nothing": lambda b: b"",
    "longer": lambda b: b + bytes(1),
    "last chunk twice": lambda b: b + b[HEADER + 2 * STEP :],
    "first chunk left out": lambda b: b[:HEADER] + b[HEADER + STEP :],
    "chunks swapped": lambda b: (
        b[:HEADER] + b[HEADER + STEP : HEADER + 2 * STEP] + b[HEADER : HEADER + STEP] + b[HEADER + 2 * STEP :]
    ),
    "another version": lambda b: b[:4] + b"\x02" + b[5:],
}


@pytest.mark.parametrize("harm", HARMS)
def test_truncated_and_reordered_files_are_found(attachments: EncryptedAttachments, folder: Path, harm: str) -> None:
    data = content(2 * CHUNK_BYTES + 100)
    address = attachments.put(data)
    path = files(folder)[0]
    path.write_bytes(HARMS[harm](path.read_bytes()))
    with pytest.raises(Damaged):
        attachments.get(address)
    assert len(attachments.verify()) == 1
    # Putting the same bytes once more mends a file of the wrong length.
    if harm not in {"chunks swapped", "another version"}:
        attachments.put(data)
        assert attachments.get(address) == data


def test_a_file_under_anothers_name_is_found(attachments: EncryptedAttachments, folder: Path) -> None:
    one, two = attachments.put(b"one"), attachments.put(b"two")
    paths = {path.name: path for path in files(folder)}
    paths[one].write_bytes(paths[two].read_bytes())
    with pytest.raises(Damaged):
        attachments.get(one)
    (folder / "notes.txt").write_text("x")
    stray = paths[two].rename(folder / two)
    problems = attachments.verify()
    assert sorted(name for name in (one[:8], "notes.txt", stray.name) if any(name in p for p in problems)) == sorted(
        [one[:8], "notes.txt", stray.name]
    )


def test_another_key_opens_nothing(attachments: EncryptedAttachments, folder: Path) -> None:
    address = attachments.put(b"one")
    with pytest.raises(Damaged):
        EncryptedAttachments(folder, bytes(32), HASH_KEY).get(address)
    with pytest.raises(InvalidInput):
        EncryptedAttachments(folder, b"short", HASH_KEY)


def test_absent_and_impossible_addresses(attachments: EncryptedAttachments) -> None:
    with pytest.raises(NotFound):
        attachments.get("0" * 64)
    attachments.delete("0" * 64)
    for address in ("", "x", "../" * 20 + "etc/passwd", "0" * 63 + "G", "0" * 65):
        for use in (attachments.get, attachments.delete):
            with pytest.raises(InvalidInput):
                use(address)


def test_deleted_means_gone(attachments: EncryptedAttachments, folder: Path) -> None:
    address = attachments.put(b"one")
    attachments.delete(address)
    attachments.delete(address)
    assert files(folder) == []
    assert attachments.addresses() == []
    with pytest.raises(NotFound):
        attachments.get(address)


# ------------------------------------------------------------------ crashes, disks, others
def test_what_a_crash_left_is_removed_and_what_is_being_written_is_not(
    attachments: EncryptedAttachments, folder: Path
) -> None:
    address = attachments.put(b"one")
    home = files(folder)[0].parent
    left, under_way = home / f"{address}.aaaa.partial", home / f"{address}.bbbb.partial"
    for path in (left, under_way):
        path.write_bytes(b"half")
    long_ago = time.time() - ABANDONED_AFTER_SECONDS - 60
    os.utime(left, (long_ago, long_ago))
    assert attachments.addresses() == [address]
    assert attachments.verify() == []
    EncryptedAttachments(folder, DATA_KEY, HASH_KEY)
    assert files(folder) == sorted([home / address, under_way])


def test_threads_put_the_same_and_different_bytes(attachments: EncryptedAttachments) -> None:
    data = [content(1000, seed % 10) for seed in range(60)]
    with ThreadPoolExecutor(4) as pool:
        addresses = list(pool.map(attachments.put, data))
    assert len(attachments.addresses()) == 10
    assert [attachments.get(address) for address in addresses] == data
    assert attachments.verify() == []


CHILD = """
import resource, sys
from pathlib import Path
from hiring_desktop.core.errors import StorageFailure
from hiring_desktop.core.storage.attachments import EncryptedAttachments
attachments = EncryptedAttachments(Path(sys.argv[1]), bytes(range(32)), bytes(range(1, 33)))
if sys.argv[2] == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    try:
        attachments.put(bytes(300_000))
    except StorageFailure as error:
        print(error.message)
else:
    for n in range(100_000):
        print(attachments.put(n.to_bytes(4, "big") * 50_000), flush=True)
"""


def child(folder: Path, task: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", CHILD, str(folder), task]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def test_a_full_disk_is_a_clear_error_and_leaves_nothing(attachments: EncryptedAttachments, folder: Path) -> None:
    address = attachments.put(b"one")
    with child(folder, "full") as process:
        output, _ = process.communicate(timeout=60)
    assert "disk" in output
    assert [path.name for path in files(folder)] == [address]
    assert attachments.verify() == []


def test_a_killed_process_leaves_whole_files_only(attachments: EncryptedAttachments, folder: Path) -> None:
    moments = random.Random(4)
    stored: set[str] = set()
    for _ in range(3):
        with child(folder, "put") as process:
            assert process.stdout is not None
            stored.update(process.stdout.readline().strip() for _ in range(moments.randint(1, 20)))
            process.send_signal(signal.SIGKILL)
            stored.update(line.strip() for line in process.stdout if line.endswith("\n"))
        assert stored <= set(attachments.addresses())
        assert attachments.verify() == []


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageFailure):
        EncryptedAttachments(tmp_path / "file" / "attachments", DATA_KEY, HASH_KEY)
