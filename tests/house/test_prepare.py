"""Setting up a machine: what is missing is named, what is ready stays untouched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def prepare(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module."""
    monkeypatch.syspath_prepend(str(ROOT / "build"))
    import prepare

    module: ModuleType = prepare
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return module


def without_libraries(prepare: Any, monkeypatch: pytest.MonkeyPatch, *, root: bool) -> list[list[str]]:
    """A machine where Qt's libraries are missing; returns what is asked of apt."""
    asked: list[list[str]] = []
    monkeypatch.setattr(prepare, "loads", lambda library: False)
    monkeypatch.setattr(prepare, "FONT_FOLDERS", ())

    def install(packages: list[str]) -> bool:
        asked.append(packages)
        return root

    monkeypatch.setattr(prepare, "apt_install", install)
    return asked


def test_missing_libraries_are_installed_where_that_is_possible(
    prepare: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = without_libraries(prepare, monkeypatch, root=True)
    prepare.provide_system_libraries(window=True)
    assert asked == [sorted([*prepare.QT_LIBRARIES.values(), prepare.FONT_PACKAGE])]
    assert capsys.readouterr().err == ""


def test_with_a_display_those_of_its_server_too(prepare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = without_libraries(prepare, monkeypatch, root=True)
    monkeypatch.setenv("DISPLAY", ":0")
    prepare.provide_system_libraries(window=True)
    assert set(prepare.X11_LIBRARIES.values()) < set(asked[0])


def test_who_is_not_root_is_told_their_names(
    prepare: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    without_libraries(prepare, monkeypatch, root=False)
    with pytest.raises(SystemExit):
        prepare.provide_system_libraries(window=True)
    message = capsys.readouterr().err
    assert "sudo apt-get install" in message
    assert all(package in message for package in prepare.QT_LIBRARIES.values())


def test_a_list_that_is_printed_does_without_qt(
    prepare: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    without_libraries(prepare, monkeypatch, root=False)
    prepare.provide_system_libraries(window=False)
    assert "libegl1" in capsys.readouterr().err


@pytest.fixture
def environment(prepare: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A virtual environment that somebody else made, where the script looks for its own."""
    made = tmp_path / "an environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(made)], check=True)
    monkeypatch.setattr(prepare, "VENV", made)
    monkeypatch.setattr(prepare, "BIN", made / prepare.BIN.name)
    return made


def test_an_environment_that_works_is_left_alone(prepare: Any, environment: Path) -> None:
    treasure = environment / "installed by hand"
    treasure.touch()
    prepare.create_environment()
    assert treasure.exists()


def test_one_that_was_moved_is_made_anew(prepare: Any, environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scripts of a moved environment still point to its old place."""
    elsewhere = environment.rename(environment.with_name("moved"))
    assert not prepare.is_usable(environment)
    monkeypatch.setattr(prepare, "VENV", elsewhere)
    monkeypatch.setattr(prepare, "BIN", elsewhere / prepare.BIN.name)
    assert not prepare.is_usable(elsewhere)
    prepare.create_environment()
    assert prepare.is_usable(elsewhere)


def test_an_old_interpreter_is_passed_over(prepare: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shim that fails, then an interpreter that is too old, then one that will do."""
    for name, script in (("python3.11", "exit 127"), ("python3.12", "echo False"), ("python3", "echo True")):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/nowhere")
    monkeypatch.setattr(prepare, "PYTHONS", ("python3.11", "python3.12", "python3"))
    assert prepare.find_python() == str(tmp_path / "python3")
    (tmp_path / "python3").unlink()
    with pytest.raises(SystemExit):
        prepare.find_python()


def test_what_is_installed_is_not_installed_again(
    prepare: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[str, ...]] = []
    locks = {"runtime": tmp_path / "runtime.txt", "dev": tmp_path / "dev.txt"}
    for name, lock in locks.items():
        lock.write_text(name, encoding="utf-8")
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    monkeypatch.setattr(prepare, "VENV", tmp_path)
    monkeypatch.setattr(prepare, "LOCKS", locks)
    monkeypatch.setattr(prepare, "pip", lambda *arguments: calls.append(arguments))
    prepare.install_packages("runtime")
    prepare.install_packages("runtime")
    assert len(calls) == 1
    prepare.install_packages("dev")
    prepare.install_packages("dev")
    prepare.install_packages("runtime")
    assert len(calls) == 2, "what developers need contains what the program needs"
    locks["runtime"].write_text("newer", encoding="utf-8")
    locks["dev"].write_text("newer too", encoding="utf-8")
    prepare.install_packages("runtime")
    assert len(calls) == 3
