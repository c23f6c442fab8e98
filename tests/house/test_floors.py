"""Each import contract of pyproject.toml is broken on purpose, since a contract with a hole passes as well."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
}

# Contract, file, and the line that offends: each file is one that the contract is about, or a new one without a floor.
OFFENCES = [
    ("floors", "core/model.py", "import hiring_desktop.ml"),
    ("floors", "ml/reader.py", "import hiring_desktop.ui.notify"),
    ("floors", "ui/notify.py", "import hiring_desktop.ml.reader"),
    ("floors", "bootstrap.py", "import hiring_desktop.cli"),
    ("floors", "newcomer.py", ""),
    ("core-floors", "core/errors.py", "import hiring_desktop.core.model"),
    ("core-floors", "core/storage/schema.py", "import hiring_desktop.core.hiring.jobs"),
    ("core-floors", "core/changes/door.py", "import hiring_desktop.core.trust.permissions"),
    ("core-floors", "core/newcomer.py", ""),
    ("ml-floors", "ml/documents/model.py", "import hiring_desktop.ml.reader"),
    ("ml-floors", "ml/newcomer.py", ""),
    ("ui-floors", "ui/widgets/chips.py", "import hiring_desktop.ui.pages.jobs"),
    ("ui-floors", "ui/words.py", "import hiring_desktop.ui.app"),
    ("ui-floors", "ui/newcomer.py", ""),
    ("cycles", "core/storage/values.py", "import hiring_desktop.core.storage.sqlite_engine"),
    ("cycles", "ml/documents/clean.py", "import hiring_desktop.ml.documents.read"),
    ("pages", "ui/pages/ranking.py", "import hiring_desktop.ui.pages.jobs"),
    ("qt", "core/workspace.py", "import PySide6.QtCore"),
    ("qt", "ml/workers.py", "import shiboken6"),
    ("presenters", "ui/presenters/ranking.py", "import PySide6.QtCore"),
    ("presenters", "ui/presenters/ranking.py", "import hiring_desktop.ui.theme"),
    ("engines", "core/hiring/jobs.py", "import sqlite3"),
    ("engines", "ui/notify.py", "from bson import ObjectId"),
    ("heavy", "core/hiring/scoring.py", "import numpy"),
    ("heavy", "ui/notify.py", "import pypdfium2"),
    ("heavy", "cli/app.py", "def late() -> None:\n    import sklearn"),
    ("offline", "ml/reader.py", "import requests"),
    ("offline", "core/settings.py", "import urllib.request"),
]


def lint(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """Contracts, checked over the package that stands in a folder."""
    options = [option for contract in contracts for option in ("--contract", contract)]
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the package beside the real configuration."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "hiring_desktop", tmp_path / "hiring_desktop", ignore=ignore)
    return tmp_path


def test_the_contracts_hold(house: Path) -> None:
    result = lint(house, *CONTRACTS)
    assert [name for name in CONTRACTS.values() if f"{name} KEPT" not in result.stdout] == [], result.stdout
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(("contract", "file", "offence"), OFFENCES)
def test_the_contract_notices(house: Path, contract: str, file: str, offence: str) -> None:
    offender = house / "hiring_desktop" / file
    before = offender.read_text(encoding="utf-8") if offender.exists() else ""
    offender.write_text(before + "\n" + offence + "\n", encoding="utf-8")
    result = lint(house, contract)
    assert f"{CONTRACTS[contract]} BROKEN" in result.stdout, result.stdout + result.stderr
    assert result.returncode == 1


def test_every_contract_is_broken_by_some_test() -> None:
    assert {contract for contract, _, _ in OFFENCES} == set(CONTRACTS)


def test_every_offender_is_a_real_module() -> None:
    """A file that moved away would be made anew by its test, which would then prove nothing about the real one."""
    gone = [file for _, file, offence in OFFENCES if offence and not (ROOT / "hiring_desktop" / file).exists()]
    assert gone == []
