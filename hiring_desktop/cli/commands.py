"""The commands that work on a workspace: ``workspace``, ``jobs``, ``import``, ``ranking``, ``demo``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from hiring_desktop import bootstrap
from hiring_desktop.cli import tables
from hiring_desktop.cli.session import (
    SOME_FAILED,
    Format,
    FormatOption,
    Session,
    emit,
    read_secret,
    recovery_code_in,
    write,
)
from hiring_desktop.core.errors import Damaged, InvalidInput
from hiring_desktop.core.hiring.files import read_file
from hiring_desktop.core.hiring.intake import Offer
from hiring_desktop.core.model import PRESETS, Actor, JobStatus
from hiring_desktop.core.wire import import_row, job_document, job_row, ranking_row, unranked_row
from hiring_desktop.core.workspace import Workspace

workspace_commands = typer.Typer(no_args_is_help=True, help="Make and check a workspace.")
jobs_commands = typer.Typer(no_args_is_help=True, help="Jobs of the workspace.")


# ------------------------------------------------------------------ workspace
@workspace_commands.command("init")
def init(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="What the workspace is called.")] = "Recruiting",
    keyring: Annotated[bool, typer.Option("--keyring", help="Keep the key in the system's keyring.")] = False,
) -> None:
    """Make a workspace, opened by a passphrase or, with --keyring, by the system's keyring.

    Example: hiring-desktop --workspace ~/hiring --passphrase-file pass.txt workspace init
    """
    session: Session = context.obj
    passphrase = session.passphrase()
    if passphrase is None and not keyring:
        if not sys.stdin.isatty():
            raise InvalidInput("Give a passphrase with --passphrase-file or HIRING_PASSPHRASE, or use --keyring.")
        passphrase = typer.prompt("New passphrase", hide_input=True, confirmation_prompt=True, err=True)
    workspace = bootstrap.create_workspace(
        session.folder, name, passphrase=passphrase, use_keyring=keyring, source="cli"
    )
    try:
        code = None if session.quiet else workspace.make_recovery_code(workspace.owner)
    finally:
        workspace.close()
    session.say(f"Made the workspace {name} in {session.folder}.")
    if code:
        session.say(f"Recovery code, for when all else is lost: {code}\nWrite it down now. It is not shown again.")


@workspace_commands.command("info")
def info(context: typer.Context) -> None:
    """Print what the workspace holds, in numbers.

    Example: hiring-desktop workspace info
    """
    session: Session = context.obj
    with session.opened() as (workspace, actor):
        found = workspace.info(actor)
    names = ("id", "name", "folder", "schema_version", "jobs", "candidates", "applications", "attachments")
    emit([{name: getattr(found, name) for name in names}])


@workspace_commands.command("verify")
def verify(
    context: typer.Context,
    accept: Annotated[
        bool, typer.Option("--accept", help="Take it as it is, where changes or heads of the trail are missing.")
    ] = False,
) -> None:
    """Check every stored document and file.

    Example: hiring-desktop workspace verify
    """
    session: Session = context.obj
    with session.opened() as (workspace, actor):
        if accept:
            workspace.accept(actor)
        problems = workspace.verify(actor)
    for problem in problems:
        write(f"{problem}\n")
    if problems:
        raise Damaged(f"{len(problems)} problem(s) found. Restore the last backup, or see what each of them says.")
    session.say("The workspace is sound.")


@workspace_commands.command("rekey")
def rekey(
    context: typer.Context,
    new_passphrase_file: Annotated[Path, typer.Option(help="A file with the new passphrase.")],
    recovery_code_file: Annotated[
        Path | None, typer.Option(help="A file with the recovery code, where the old passphrase is lost.")
    ] = None,
) -> None:
    """Change the passphrase.

    Example: hiring-desktop --passphrase-file old.txt workspace rekey --new-passphrase-file new.txt
    """
    session: Session = context.obj
    new, code = read_secret(new_passphrase_file, "new passphrase"), recovery_code_in(recovery_code_file)
    with session.opened(recovery_code=code) as (workspace, actor):
        workspace.change_passphrase(actor, new)
    session.say("The passphrase is changed.")


# ------------------------------------------------------------------ jobs
@jobs_commands.command("add")
def add(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The job ad: text, Markdown, PDF, DOCX or JSON.")],
    preset: Annotated[str, typer.Option(help="balanced or seed.")] = "balanced",
) -> None:
    """Add a job from an ad and print its id.

    Example: hiring-desktop jobs add data-engineer.md
    """
    session: Session = context.obj
    if preset not in PRESETS:
        raise InvalidInput(f"There is no preset {preset!r}. Choose one of {', '.join(PRESETS)}.")
    with session.opened() as (workspace, actor):
        ad = workspace.jobs.read_file(read_file(file, file.name), file.name)
        job = workspace.jobs.add(actor, ad, PRESETS[preset])
    write(f"{job.id}\n")


@jobs_commands.command("list")
def list_jobs(
    context: typer.Context,
    form: FormatOption = Format.TABLE,
    status: Annotated[str | None, typer.Option(help="open or closed.")] = None,
) -> None:
    """Print the jobs, newest first.

    Example: hiring-desktop jobs list --status open
    """
    session: Session = context.obj
    wanted: JobStatus | None = "open" if status == "open" else "closed" if status == "closed" else None
    if status is not None and wanted is None:
        raise InvalidInput(f"A job is open or closed, not {status!r}.")
    with session.opened() as (workspace, actor):
        rows = [job_row(job) for job in workspace.jobs.list(actor, wanted)]
    if form is Format.JSONL:
        emit(rows)
    else:
        write(tables.items(rows, "id", "title", "status", "ranked", "attention", "pending"))


@jobs_commands.command("show")
def show(context: typer.Context, job: Annotated[str, typer.Argument(help="The job's id.")]) -> None:
    """Print a job as JSON.

    Example: hiring-desktop jobs show 4f0c...
    """
    session: Session = context.obj
    with session.opened() as (workspace, actor):
        emit([job_document(workspace.jobs.get(actor, job))])


@jobs_commands.command("close")
def close(context: typer.Context, job: Annotated[str, typer.Argument(help="The job's id.")]) -> None:
    """Close a job; nothing is deleted.

    Example: hiring-desktop jobs close 4f0c...
    """
    session: Session = context.obj
    with session.opened() as (workspace, actor):
        workspace.jobs.close(actor, job)
    session.say("Closed.")


@jobs_commands.command("reopen")
def reopen(context: typer.Context, job: Annotated[str, typer.Argument(help="The job's id.")]) -> None:
    """Open a closed job again.

    Example: hiring-desktop jobs reopen 4f0c...
    """
    session: Session = context.obj
    with session.opened() as (workspace, actor):
        workspace.jobs.reopen(actor, job)
    session.say("Open again.")


# ------------------------------------------------------------------ import and ranking
def import_files(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files, folders or ZIP files.")],
    job: Annotated[str, typer.Option("--job", help="The job's id.")],
    form: FormatOption = Format.TABLE,
) -> None:
    """Import resumes for a job. Interrupted and started again, it goes on where it was.

    Example: hiring-desktop import --job 4f0c... resumes/
    """
    session: Session = context.obj
    with session.opened() as (workspace, actor):
        offer = workspace.intake.accept(actor, job, paths)
        _work(workspace, actor, offer, show=not session.quiet)
        rows = [import_row(item) for item in workspace.intake.offered(actor, offer)]
    if form is Format.JSONL:
        emit(rows)
    else:
        write(tables.items(rows, "file", "status", "message"))
    if any(row["status"] in {"rejected", "cancelled"} for row in rows):
        session.say("Some files were not imported; each row says why.")
        raise typer.Exit(SOME_FAILED)


def print_ranking(
    context: typer.Context,
    job: Annotated[str, typer.Argument(help="The job's id.")],
    top: Annotated[int | None, typer.Option(min=1, help="Print the best N only.")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print the ranked list of a job.

    Example: hiring-desktop ranking 4f0c... --top 10
    """
    session: Session = context.obj
    with session.opened() as (workspace, actor):
        _print_ranking(workspace, actor, job, top, form)


def demo(
    context: typer.Context,
    headless: Annotated[bool, typer.Option("--headless", help="Print the ranked lists instead.")] = False,
) -> None:
    """Try it: a throw-away workspace with sample jobs and resumes.

    Example: hiring-desktop demo --headless
    """
    session: Session = context.obj
    if not headless:
        raise typer.Exit(bootstrap.run_window(session.folder, demo=True))
    workspace = bootstrap.demo_workspace(source="cli")
    try:
        _work(workspace, workspace.owner, None, show=not session.quiet)
        for job in workspace.jobs.list(workspace.owner):
            _print_ranking(workspace, workspace.owner, job.id, 10, Format.TABLE)
    finally:
        workspace.close()


def _work(workspace: Workspace, actor: Actor, offer: Offer | None, *, show: bool) -> None:
    """Work the queue until nothing is left, with progress by count on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not show) as bar:
        task = bar.add_task("Reading resumes", total=None)
        while workspace.intake.step(0.25):
            if show:
                progress = workspace.intake.progress(actor, offer.job_id if offer else None)
                bar.update(task, total=progress.total, completed=progress.total - progress.pending)


def _print_ranking(workspace: Workspace, actor: Actor, job_id: str, top: int | None, form: Format) -> None:
    ids = workspace.selection.ids(actor, job_id)[:top]
    title = workspace.jobs.get(actor, job_id).title
    ranked = workspace.selection.rows(actor, job_id, ids)
    lines = form is Format.JSONL  # a table does not show the evidence, so nobody's document is looked into for it
    rows = [
        ranking_row(row, workspace.selection.evidence(actor, row.application_id) if lines else ()) for row in ranked
    ]
    others = [unranked_row(row) for row in workspace.selection.unranked(actor, job_id)]
    if form is Format.JSONL:
        emit([*rows, *others])
    else:
        write(tables.ranking(rows, others, title))
