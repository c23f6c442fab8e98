"""What the README promises: its two commands first, examples that run, and a table of all dependencies."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
EXAMPLES = re.findall(r"^```console\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def test_the_two_commands_come_first() -> None:
    blocks = re.findall(r"^```.*?\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert [line.split("#")[0].strip() for line in blocks[0].splitlines()] == ["make run", "make test"]
    assert README.index("make run") < 600


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_of_make_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)) | {"dev"}
    assert set(re.findall(r"`make ([a-z]+)", document.read_text(encoding="utf-8"))) <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?://)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("example", EXAMPLES, ids=["stateless", "workspace"])
def test_the_examples_run(example: str, tmp_path: Path) -> None:
    (tmp_path / "resources").symlink_to(ROOT / "resources")
    script = "\n".join(["set -euo pipefail", *re.findall(r"^\$ (.*)$", example, re.MULTILINE)])
    program = tmp_path / "bin" / "hiring-desktop"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m hiring_desktop "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"}
    bash = shutil.which("bash")
    assert bash is not None
    done = subprocess.run(
        [bash, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_every_dependency_is_in_the_table() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {re.split(r"[<>=;\[ ]", requirement)[0] for requirement in project["dependencies"]}
    table = {name.strip() for row in re.findall(r"^\| ([\w, -]+) \|", README, re.MULTILINE) for name in row.split(",")}
    assert named - table == set()
    assert table - named == {"package", "---"}


def test_every_decision_is_in_the_index() -> None:
    index = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    decisions = {path.name for path in (ROOT / "docs" / "adr").glob("0*.md")} - {"0000-template.md"}
    assert {name for name in decisions if f"]({name})" not in index} == set()
