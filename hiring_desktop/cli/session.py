"""What the commands share: the global options, the way to a workspace, output, and what an error becomes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from hiring_desktop import bootstrap
from hiring_desktop.core.errors import HiringError, InvalidInput, SecondFactorDue
from hiring_desktop.core.model import Actor, Json
from hiring_desktop.core.trust.sign_in import Proof
from hiring_desktop.core.workspace import Session as OpenSession
from hiring_desktop.core.workspace import Workspace

SOME_FAILED: Final = 1
"""Exit code when some inputs failed, each named with its reason."""

_PASSPHRASE: Final = "HIRING_PASSPHRASE"


def take_passphrase() -> str | None:
    """The passphrase of the environment, which is without it from now on."""
    return os.environ.pop(_PASSPHRASE, None)


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSONL = "jsonl"


FormatOption = Annotated[Format, typer.Option("--format", help="A table, or lines of JSON.")]


def read_secret(path: Path, what: str) -> str:
    """What stands in a file that somebody keeps a secret in.

    Args:
        path: The file.
        what: What to call it in an error.

    Raises:
        InvalidInput: It cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8").rstrip("\r\n")
    except OSError as error:
        message = f"The {what} file cannot be read ({error.strerror}). Check its path and permissions."
        raise InvalidInput(message) from error
    except UnicodeDecodeError:  # its text would quote the secret
        raise InvalidInput(f"The {what} file is no UTF-8 text. Save it anew as UTF-8.") from None


def recovery_code_in(path: Path | None) -> str | None:
    """The recovery code in a file, where one was given."""
    return None if path is None else read_secret(path, "recovery code")


@dataclass(slots=True)
class Session:
    """The global options of one call."""

    folder: Path
    passphrase_file: Path | None
    quiet: bool
    given: str | None = None
    """The passphrase of the environment, taken out of it: worker processes must not inherit it."""
    user: str | None = None
    """The e-mail address of the account that acts; None for the owner of the workspace."""
    code: str | None = None
    """What the account's app shows, or one of its recovery codes."""

    def passphrase(self) -> str | None:
        """From the file named, else the environment, else None (a terminal may be asked)."""
        if self.passphrase_file is not None:
            return read_secret(self.passphrase_file, "passphrase")
        return self.given

    @contextmanager
    def opened(self, *, recovery_code: str | None = None) -> Iterator[tuple[Workspace, Actor]]:
        """The workspace and who acts in it, for the length of a block.

        Args:
            recovery_code: Opens the workspace as its owner, instead of the passphrase.

        Raises:
            NotFound: There is no workspace.
            Locked, NotPermitted: The passphrase, the password or the code does not open it.
        """
        session = self._as_owner(recovery_code) if self.user is None else self._signed_in(self.user)
        try:
            yield session.workspace, session.actor
        finally:
            session.workspace.close()

    def _as_owner(self, recovery_code: str | None) -> OpenSession:
        passphrase = None if recovery_code else self.passphrase()
        if passphrase is None and recovery_code is None:
            ways = bootstrap.ways_in(self.folder)
            if ways and "keyring" not in ways and sys.stdin.isatty():
                passphrase = typer.prompt("Passphrase", hide_input=True, err=True)
        workspace = bootstrap.open_workspace(
            self.folder, passphrase=passphrase, recovery_code=recovery_code, source="cli"
        )
        return OpenSession(workspace, workspace.owner)

    def _signed_in(self, user: str) -> OpenSession:
        password = self.secret("Password")
        try:
            return bootstrap.sign_in(self.folder, user, Proof.given(password, self.code), source="cli")
        except SecondFactorDue:
            if not sys.stdin.isatty():
                raise
        code = typer.prompt("Code", err=True)
        return bootstrap.sign_in(self.folder, user, Proof.given(password, code), source="cli")

    def secret(self, what: str) -> str:
        """The passphrase or password of this call, which a terminal is asked for.

        Raises:
            InvalidInput: There is none, and no terminal to ask.
        """
        given = self.passphrase()
        if given is None and sys.stdin.isatty():
            given = str(typer.prompt(what, hide_input=True, err=True))
        if given is None:
            raise InvalidInput(f"Give the {what.lower()} with --passphrase-file or HIRING_PASSPHRASE.")
        return given

    def say(self, message: str) -> None:
        """A message for a person, on standard error."""
        if not self.quiet:
            _ERRORS.print(message, markup=False, highlight=False, soft_wrap=True)


_ERRORS = Console(stderr=True)


def emit(rows: Iterable[Json], target: Path | None = None) -> None:
    """Write one JSON object a line, to standard output or a file."""
    if target is None:
        for row in rows:
            sys.stdout.write(_line(row))
            sys.stdout.flush()
    else:
        with writing(target), target.open("w", encoding="utf-8") as file:
            file.writelines(_line(row) for row in rows)


def write(text: str, target: Path | None = None) -> None:
    """Write text to standard output or a file."""
    if target is None:
        sys.stdout.write(text)
    else:
        with writing(target):
            target.write_text(text, encoding="utf-8")


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Say what to do when a file cannot be written."""
    try:
        yield
    except OSError as error:
        message = f"{target} cannot be written ({error.strerror}). Choose another place with --output."
        raise InvalidInput(message) from error


def check_target(target: Path | None) -> None:
    """Refuse a file that cannot be written before any work is done for it.

    Raises:
        InvalidInput: Its folder does not exist, or it is a folder itself.
    """
    if target is not None and (target.is_dir() or not target.absolute().parent.is_dir()):
        raise InvalidInput(f"{target} cannot be written. Give --output a file in a folder that exists.")


def fail(error: HiringError) -> int:
    """Tell a person what went wrong and what to do; returns the exit code."""
    _ERRORS.print(f"{error.title}: {error.message}", markup=False, highlight=False, soft_wrap=True)
    return error.exit_code


def _line(row: Json) -> str:
    return json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n"
