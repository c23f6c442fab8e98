"""The commands ``backup create``, ``verify`` and ``restore``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hiring_desktop import bootstrap
from hiring_desktop.cli.session import Session, recovery_code_in, write
from hiring_desktop.core.errors import Damaged

backup_commands = typer.Typer(no_args_is_help=True, help="Backups: everything in one encrypted file.")

RecoveryOption = Annotated[
    Path | None, typer.Option("--recovery-code-file", help="A file with the recovery code, instead of the passphrase.")
]


@backup_commands.command("create")
def create(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to make, or a folder in which it gets a name of its own.")],
) -> None:
    """Back the workspace up while it is in use, and print the file's path. Whatever opens the workspace opens it.

    Example: hiring-desktop backup create /media/stick
    """
    session: Session = context.obj
    with session.opened() as (workspace, actor):
        made = workspace.backups.create(actor, file)
    write(f"{made.path}\n")
    session.say(f"Backed up, {made.size:,} bytes.")
    if made.problems:
        raise Damaged(f"{len(made.problems)} file(s) are not in the backup. {made.problems[0]}")


@backup_commands.command("verify")
def verify(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The backup.")],
    recovery_code_file: RecoveryOption = None,
) -> None:
    """Check every document and file in a backup, and print what is wrong. Its workspace need not be there any more.

    Example: hiring-desktop backup verify /media/stick/recruiting-20260301T120000Z.shbackup
    """
    session: Session = context.obj
    if bootstrap.workspace_exists(session.folder) and recovery_code_file is None:
        with session.opened() as (workspace, actor):
            problems = workspace.backups.verify(actor, file)
    else:
        code = recovery_code_in(recovery_code_file)
        problems = bootstrap.verify_backup(
            file, passphrase=session.passphrase(), recovery_code=code, email=session.user
        )
    for problem in problems:
        write(f"{problem}\n")
    if problems:
        raise Damaged(f"{len(problems)} problem(s) found. Take another backup.")
    session.say("The backup is sound.")


@backup_commands.command("restore")
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The backup.")],
    recovery_code_file: RecoveryOption = None,
) -> None:
    """Make the workspace's folder, which has to be empty or absent, what the backup holds.

    People who were erased since are erased again, as far as the file of erasures beside the backup knows them.

    Example: hiring-desktop --workspace ~/restored backup restore /media/stick/recruiting-20260301T120000Z.shbackup
    """
    session: Session = context.obj
    code = recovery_code_in(recovery_code_file)
    erased = bootstrap.restore_workspace(
        file, session.folder, passphrase=session.passphrase(), recovery_code=code, email=session.user, source="cli"
    )
    session.say(f"Restored to {session.folder}." + (f" {len(erased)} erased again." if erased else ""))
