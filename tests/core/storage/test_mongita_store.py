"""The folder of a store on mongita: read by mongita's own client, and damaged in every way."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiring_desktop.core.errors import Damaged, HiringError, Locked
from hiring_desktop.core.storage.mongita_engine import MongitaStore

KEY = bytes(range(32))


def fill(folder: Path) -> Path:
    """A store with documents in mongita's files and in the journal; nobody has it open."""
    path = folder / "store.mongita"
    store = MongitaStore.create(path, KEY)
    store["jobs"].insert_many([{"_id": f"{n}", "title": "Baker"} for n in range(5)])
    with store.transaction():
        store["changes"].insert_one({"seq": store.next_seq("changes")})
    store.close()
    return path


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("filled")).parent


def test_mongitas_own_client_reads_the_folder(tmp_path: Path) -> None:
    path = fill(tmp_path)
    code = (
        "import sys; from mongita import MongitaClientDisk; db = MongitaClientDisk(sys.argv[1])['hiring'];"
        "print(sorted(db[name].count_documents({}) for name in db.list_collection_names()));"
        "print(sorted({key for name in db.list_collection_names() for doc in db[name].find({}) for key in doc}))"
    )
    output = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert output.stdout.splitlines() == ["[1, 1, 5]", "['_id', 'sealed']"]
    assert b"Baker" not in b"".join(file.read_bytes() for file in path.rglob("*") if file.is_file())


@settings(max_examples=60)
@given(data=st.data())
def test_a_file_that_is_changed_cut_off_or_removed_is_named(
    filled: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("damaged") / "store"
    shutil.copytree(filled, folder)
    file = data.draw(
        st.sampled_from([path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size])
    )
    content = bytearray(file.read_bytes())
    way = data.draw(st.sampled_from(["flip", "cut", "remove"]))
    if way == "flip":
        content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        file.write_bytes(content)
    elif way == "cut":
        file.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    else:
        file.unlink()
    told: list[str] = []
    for _ in range(2):
        try:
            store = MongitaStore.open(folder / "store.mongita", KEY)
        except Damaged as error:
            told.append(error.message)
            continue
        told += store.verify()
        try:
            assert store["jobs"].count_documents({}) == 5
        except HiringError as error:
            told.append(error.message)
        store.close()
    assert told
    named = "how far the store had got" if file.suffix == ".head" else file.relative_to(folder).as_posix()
    assert [sentence for sentence in told if named in sentence]


def test_another_key_is_told_apart_from_damage(tmp_path: Path) -> None:
    path = fill(tmp_path)
    with pytest.raises(Locked):
        MongitaStore.open(path, bytes(32))


def test_what_was_deleted_is_in_no_file_after_scrubbing(tmp_path: Path) -> None:
    path = tmp_path / "store.mongita"
    store = MongitaStore.create(path, KEY)
    store["jobs"].insert_many([{"_id": "gone"}, {"_id": "stays"}])
    store.scrub()
    sealed = {file: file.read_bytes() for file in path.rglob("$.data")}
    store["jobs"].delete_one({"_id": "gone"})
    store.scrub()
    left = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert sealed
    assert [file for file, content in sealed.items() if content in left] == []
    assert store["jobs"].ids({}) == ["stays"]
    assert store.verify() == []
    store.close()
