"""The commands ``export all`` and ``export ranking``, and ``workspace import`` beside them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hiring_desktop import bootstrap
from hiring_desktop.cli import tables
from hiring_desktop.cli.backup import RecoveryOption
from hiring_desktop.cli.session import Session, check_target, emit, recovery_code_in, write
from hiring_desktop.core.errors import Damaged
from hiring_desktop.core.wire import ranking_row, unranked_row

export_commands = typer.Typer(no_args_is_help=True, help="What is in the workspace, for other programs.")


class RankingFormat(StrEnum):
    """What a ranked list is written as."""

    CSV = "csv"
    JSONL = "jsonl"


@export_commands.command("ranking")
def export_ranking(
    context: typer.Context,
    job: Annotated[str, typer.Argument(help="The job's id.")],
    form: Annotated[
        RankingFormat, typer.Option("--format", help="For a spreadsheet, or lines of JSON.")
    ] = RankingFormat.CSV,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file; else standard output.")] = None,
) -> None:
    """Write the whole ranked list of a job, then the files that have no score. The trail says that it was taken out.

    Example: hiring-desktop export ranking 4f0c... --format csv -o ranking.csv
    """
    session: Session = context.obj
    check_target(output)
    with session.opened() as (workspace, actor):
        ranked, unranked = workspace.selection.export(actor, job)
    rows, others = [ranking_row(row, ()) for row in ranked], [unranked_row(row) for row in unranked]
    if form is RankingFormat.JSONL:
        emit([*rows, *others], output)
    else:
        write(tables.ranking_csv(rows, others), output)


@export_commands.command("all")
def export_all(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to make.")],
    sealed: Annotated[
        bool, typer.Option("--sealed", help="Only what opens the workspace opens the file; else anybody can read it.")
    ] = False,
) -> None:
    """Write everything to one ZIP without loss, while the workspace is in use: documents as lines of JSON, and files.

    Example: hiring-desktop export all everything.zip
    """
    session: Session = context.obj
    check_target(file)
    with session.opened() as (workspace, actor):
        made = workspace.exports.create(actor, file, sealed=sealed)
    write(f"{made.path}\n")
    session.say(f"Exported {made.documents:,} documents, {made.size:,} bytes.")
    if made.problems:
        raise Damaged(f"{len(made.problems)} file(s) are not in the export. {made.problems[0]}")


def import_workspace(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="What `export all` made.")],
    recovery_code_file: RecoveryOption = None,
) -> None:
    """Make the workspace's folder, which has to be empty or absent, the workspace that was exported.

    People who were erased since are erased again, as far as the file of erasures beside the export knows them.

    Example: hiring-desktop --workspace ~/moved workspace import everything.zip
    """
    session: Session = context.obj
    code = recovery_code_in(recovery_code_file)
    erased = bootstrap.import_workspace(
        file, session.folder, passphrase=session.passphrase(), recovery_code=code, email=session.user, source="cli"
    )
    session.say(f"Imported to {session.folder}." + (f" {len(erased)} erased again." if erased else ""))
