"""Rules of the house that no linter knows. A review remark that came twice became one of these."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib.metadata import distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "hiring_desktop"

# The licences that a dependency of the product may have; what Qt needs is dynamically linked, and so may be LGPL.
FREE = re.compile(r"\b(MIT|MIT-0|MIT-CMU|BSD|0BSD|Apache|ISC|ISCL|PSF|PSFL|Python Software Foundation|Zlib)\b", re.I)
COPYLEFT = re.compile(r"GPL|AGPL|EUPL|SSPL", re.I)
LGPL_ACCEPTED = {"pyside6-essentials", "shiboken6"}
LICENCE_FILE_READ = {"sqlcipher3": "This software is provided 'as-is', without any express or implied warranty."}


def locked_names(lock: str) -> list[str]:
    """The distributions of a lock file."""
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    return re.findall(r"^([a-z0-9][a-z0-9.-]*)==", text, re.MULTILINE)


def tracked_texts() -> list[Path]:
    """Every text file of the project that git knows, or would with the next commit."""
    git = shutil.which("git")
    assert git is not None
    command = [git, "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    paths = [ROOT / name for name in names if name]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()[:4096]]


def test_no_file_of_the_package_knows_too_much() -> None:
    """Over 400 lines a file knows two things: split it by what it knows."""
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    assert {str(path.relative_to(ROOT)): count for path, count in lines.items() if count > 400} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    banned = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "misc"}
    named = [path for path in [*PACKAGE.rglob("*"), *(ROOT / "tests").rglob("*")] if path.stem in banned]
    assert named == []


def test_no_package_is_empty() -> None:
    """A folder that says not what it is for, or has no module, waits for code that may never come."""
    packages = [path for path in PACKAGE.rglob("*") if path.is_dir() and path.name != "__pycache__"]
    assert [p for p in packages if not (p / "__init__.py").is_file()] == []
    assert [p for p in packages if not [m for m in p.iterdir() if m.name not in ("__init__.py", "__pycache__")]] == []


def test_no_address_of_a_registry_is_written_down() -> None:
    """Where packages come from is up to the machine; a lock or a note that names a place works on no other."""
    hosts = [
        "pypi" + ".org",
        "python" + "hosted",
        "index" + "-url",
        "find" + "-links",
        "trusted" + "-host",
        "/opt" + "/",
    ]
    allowed = {ROOT / "build" / "prepare.py"}  # switches the same words off
    found = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in tracked_texts()
        if path not in allowed
        for host in hosts
        if host in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert found == []


def test_no_path_of_the_workplace_is_written_down() -> None:
    places = ["/work" + "/main", "/work" + "/shared", "/tmp" + "/brief"]
    found = [
        f"{path.relative_to(ROOT)}: {place}"
        for path in tracked_texts()
        for place in places
        if place in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert found == []


@pytest.mark.parametrize("name", locked_names("runtime.txt"))
def test_the_product_depends_on_free_licences_only(name: str) -> None:
    metadata = distribution(name).metadata
    classifiers = [item for item in metadata.get_all("Classifier") or [] if item.startswith("License ::")]
    expressions = metadata.get_all("License-Expression") or []
    # The first line: some put the texts of all bundled libraries behind it.
    names = [text.splitlines()[0] for text in metadata.get_all("License") or [] if text.strip()]
    licence = " ".join([*expressions, *names, *classifiers])
    if name in LGPL_ACCEPTED:
        assert "LGPL-3.0-only" in licence
    elif name in LICENCE_FILE_READ:
        files = [file for file in distribution(name).files or [] if file.name == "LICENSE"]
        assert LICENCE_FILE_READ[name] in " ".join(files[0].read_text().split())
    else:
        assert FREE.search(licence), f"{name}: {licence!r}"
        assert not COPYLEFT.search(licence), f"{name}: {licence!r}"


def test_every_folder_of_resources_says_where_it_comes_from() -> None:
    notes = (ROOT / "resources" / "LICENSES.md").read_text(encoding="utf-8")
    folders = {path.name for path in (ROOT / "resources").iterdir() if path.is_dir()}
    assert set(re.findall(r"^\| `(\w+)` \|", notes, re.MULTILINE)) == folders


def test_the_lock_pins_every_package_by_hash() -> None:
    for lock in ("runtime.txt", "dev.txt"):
        text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
        entries = re.split(r"^(?=[a-z0-9][a-z0-9.-]*==)", text, flags=re.MULTILINE)[1:]
        assert [entry.split("==")[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_both_locks_agree() -> None:
    def pins(lock: str) -> set[str]:
        text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
        return set(re.findall(r"^[a-z0-9][a-z0-9.-]*==\S+", text, re.MULTILINE))

    assert pins("runtime.txt") <= pins("dev.txt")
