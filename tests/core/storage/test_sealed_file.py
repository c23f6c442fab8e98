"""A sealed file gives back what was put in, or says that it cannot: never anything else."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hiring_desktop.core.errors import Damaged, HiringError, InvalidInput, StorageFailure
from hiring_desktop.core.storage.sealed_file import Member, read_header, read_members, write_sealed
from hiring_desktop.core.storage.sealing import CHUNK_BYTES

KEY = bytes(range(32))
MAGIC = b"test"
HEADER = {"of": "a test"}


def write(path: Path, contents: Iterable[bytes]) -> list[tuple[str, bytes]]:
    members = [(f"member {number}", content) for number, content in enumerate(contents)]
    write_sealed(path, MAGIC, HEADER, KEY, [Member.of_bytes(*member) for member in members])
    return members


def read(path: Path, key: bytes = KEY) -> list[tuple[str, bytes]]:
    return [(name, b"".join(pieces)) for name, pieces in read_members(path, MAGIC, key)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=300) | st.integers(0, 3 * CHUNK_BYTES).map(bytes), max_size=5))
def test_what_was_put_in_comes_out(tmp_path: Path, contents: list[bytes]) -> None:
    path = tmp_path / "sealed"
    members = write(path, contents)
    assert read(path) == members
    assert read_header(path, MAGIC) == HEADER
    assert all(len(content) < 16 or content not in path.read_bytes() for _, content in members)


def test_nothing_that_was_changed_is_taken_for_whole(tmp_path: Path) -> None:
    path = tmp_path / "sealed"
    members = write(path, [b"first", bytes(2 * CHUNK_BYTES), b""])
    sound = path.read_bytes()
    changed = [sound[:length] for length in (*range(0, 120, 7), len(sound) - 17, len(sound) - 1)]
    changed += [sound + b"\0", sound[:-1] + b"\0", sound[:200] + sound[201:]]
    for place in [*range(0, 150, 3), *random.Random(1).sample(range(len(sound)), 40)]:
        flipped = bytearray(sound)
        flipped[place] ^= 1 << (place % 8)
        changed.append(bytes(flipped))
    for content in changed:
        path.write_bytes(content)
        with pytest.raises((Damaged, InvalidInput, StorageFailure)):
            read(path)
    path.write_bytes(sound)
    assert read(path) == members
    with pytest.raises(Damaged):
        read(path, b"k" * 32)


def test_what_is_no_such_file_is_told_from_damage(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"PK\3\4 another kind of file")
    for path in (tmp_path / "other", tmp_path / "absent", tmp_path):
        with pytest.raises(InvalidInput):
            read(path)
    write(tmp_path / "newer", [])
    content = bytearray((tmp_path / "newer").read_bytes())
    content[4] = 9
    (tmp_path / "newer").write_bytes(content)
    with pytest.raises(StorageFailure, match="newer version"):
        read_header(tmp_path / "newer", MAGIC)


def test_a_file_that_fails_on_the_way_leaves_the_older_one(tmp_path: Path) -> None:
    path = tmp_path / "sealed"
    members = write(path, [b"older"])

    def broken() -> Iterator[bytes]:
        yield bytes(5 * CHUNK_BYTES)
        raise StorageFailure("The disk is full.")

    for member in (Member("m", 6 * CHUNK_BYTES, broken), Member("m", 6, lambda: (b"short",))):
        with pytest.raises(HiringError):
            write_sealed(path, MAGIC, {}, KEY, [member])
    assert read(path) == members
    assert [file.name for file in tmp_path.iterdir()] == ["sealed"]


def test_a_member_may_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "content").write_bytes(bytes(3_000_000))
    write_sealed(tmp_path / "sealed", MAGIC, {}, KEY, [Member.of_file("content", tmp_path / "content")])
    assert read(tmp_path / "sealed") == [("content", bytes(3_000_000))]
