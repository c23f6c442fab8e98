"""The table of commands and the way in."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Final

import typer

from hiring_desktop import bootstrap
from hiring_desktop.cli import commands, stateless, trust
from hiring_desktop.cli.accounts import account_commands, users_commands
from hiring_desktop.cli.backup import backup_commands
from hiring_desktop.cli.export import export_commands, import_workspace
from hiring_desktop.cli.fairness import fairness
from hiring_desktop.cli.search import search
from hiring_desktop.cli.session import Session, fail, take_passphrase
from hiring_desktop.core.errors import HiringError

_INTERRUPTED: Final = 130

app = typer.Typer(
    name="hiring-desktop", no_args_is_help=False, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Rank resumes against jobs, offline, with reasons.",
)  # fmt: skip
app.command("parse")(stateless.parse)
app.command("rank")(stateless.rank)
app.command("fairness")(fairness)
app.command("demo")(commands.demo)
app.command("import")(commands.import_files)
app.command("ranking")(commands.print_ranking)
app.command("search")(search)
commands.workspace_commands.command("import")(import_workspace)
app.add_typer(commands.workspace_commands, name="workspace")
app.add_typer(commands.jobs_commands, name="jobs")
app.add_typer(backup_commands, name="backup")
app.add_typer(export_commands, name="export")
app.add_typer(trust.audit_commands, name="audit")
app.add_typer(trust.privacy_commands, name="privacy")
app.add_typer(users_commands, name="users")
app.add_typer(account_commands, name="account")


def _show_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"hiring-desktop {version('smart-hiring')}\n")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help="The workspace's folder.")] = None,
    passphrase_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="A file with the passphrase, or the account's password; else HIRING_PASSPHRASE serves."
        ),
    ] = None,
    user: Annotated[
        str | None, typer.Option(metavar="EMAIL", help="The account to act as, where the workspace has accounts.")
    ] = None,
    code: Annotated[
        str | None, typer.Option(help="What the account's app shows for two-factor sign-in, or a recovery code of it.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no messages.")] = False,
    version: Annotated[  # noqa: ARG001 - the callback of the option does the work
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Without a command: open the window.

    Example: hiring-desktop --workspace ~/hiring
    """
    folder = workspace or bootstrap.default_folder()
    context.obj = Session(folder, passphrase_file, quiet, take_passphrase(), user, code)
    if context.invoked_subcommand is None:
        raise typer.Exit(bootstrap.run_window(context.obj.folder))


def run(arguments: list[str]) -> int:
    """Carry out a command line and return its exit code: 0 done, 1 some inputs failed, 2 usage, 3 locked, 4 damaged."""
    try:
        app(arguments, prog_name="hiring-desktop")
    except HiringError as error:
        return fail(error)
    except SystemExit as end:  # how Typer ends, usage errors included
        if end.code == _INTERRUPTED:
            sys.stderr.write("Stopped. What was done is kept; the same command goes on from there.\n")
        return end.code if isinstance(end.code, int) else 0
    return 0
