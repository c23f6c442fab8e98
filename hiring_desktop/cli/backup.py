"""The commands ``backup create``, ``verify``, ``restore``, ``schedule``, ``status`` and ``run-due``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hiring_desktop import bootstrap
from hiring_desktop.cli.session import Session, emit, recovery_code_in, write
from hiring_desktop.core.errors import Damaged, InvalidInput, StorageFailure
from hiring_desktop.core.scheduler import Times
from hiring_desktop.core.storage.rotation import Keep
from hiring_desktop.core.trust.backups import Schedule
from hiring_desktop.core.wire import backup_status

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


@backup_commands.command("schedule")
def schedule(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Argument(help="Where backups are to be made by themselves.")] = None,
    off: Annotated[bool, typer.Option("--off", help="Make none by themselves any more.")] = False,
    hour: Annotated[int, typer.Option(help="At which hour of this machine, 0 to 23.")] = Times().hour,
    weekday: Annotated[
        int | None, typer.Option(help="Once a week on a day, 1 (Monday) to 7 (Sunday); else every day.")
    ] = None,
    daily: Annotated[int, typer.Option(help="Of how many days a backup is kept.")] = Keep().daily,
    weekly: Annotated[int, typer.Option(help="Of how many weeks.")] = Keep().weekly,
    monthly: Annotated[int, typer.Option(help="Of how many months.")] = Keep().monthly,
) -> None:
    """Have backups made by themselves while the window is open, or by `backup run-due`. The oldest ones are deleted.

    Example: hiring-desktop backup schedule /media/stick --hour 18 --weekday 5
    """
    session: Session = context.obj
    if (folder is None) != off:
        raise InvalidInput("Give the folder for backups, or --off for none.")
    wanted = Schedule() if off else Schedule(folder, Keep(daily, weekly, monthly), Times(hour, weekday))
    with session.opened() as (workspace, actor):
        workspace.backups.set_schedule(actor, wanted)
    session.say("No backups are made by themselves any more." if off else f"Backups go to {folder}.")


@backup_commands.command("status")
def status(context: typer.Context) -> None:
    """Print the schedule, the last backup, when the next one is due and what went wrong, as one line of JSON.

    Example: hiring-desktop backup status
    """
    session: Session = context.obj
    with session.opened() as (workspace, actor):
        emit([backup_status(workspace.backups.status(actor))])


@backup_commands.command("run-due")
def run_due(context: typer.Context) -> None:
    """Make the scheduled backup if it is due, and print its path; for a timer of the system, called as often as wanted.

    Example: hiring-desktop --passphrase-file ~/.hiring backup run-due
    """
    session: Session = context.obj
    with session.opened() as (workspace, _):
        attempt = workspace.backups.run_due()
    if attempt is None:
        session.say("No backup is due.")
    elif attempt.failure is not None:
        raise StorageFailure(attempt.failure.message, title=attempt.failure.title)
    elif attempt.backup is not None:
        write(f"{attempt.backup.path}\n")
