"""``audit`` and ``privacy``: the trail, and what people may ask about their own data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from hiring_desktop.cli import tables
from hiring_desktop.cli.session import Format, FormatOption, Session, check_target, emit, write, writing
from hiring_desktop.core.errors import Damaged, InvalidInput
from hiring_desktop.core.model import Actor, Json
from hiring_desktop.core.trust.audit.inspection import AuditEntry, AuditQuery
from hiring_desktop.core.trust.privacy.request_book import Kind, RequestView
from hiring_desktop.core.trust.privacy.requests import METHODS, Method
from hiring_desktop.core.workspace import Workspace

audit_commands = typer.Typer(no_args_is_help=True, help="The trail of who did what.")
privacy_commands = typer.Typer(no_args_is_help=True, help="Data subject requests and the retention clock.")


Output = Annotated[Path, typer.Option("--output", "-o", help="The file to write.")]
Candidate = Annotated[str, typer.Argument(help="The candidate's id, as in the rows of `ranking`.")]
Identified = Annotated[str, typer.Option(help=f"How you made sure who asks: {', '.join(METHODS)}.")]


# ------------------------------------------------------------------ the trail
@audit_commands.command("list")
def list_entries(
    context: typer.Context,
    action: Annotated[str | None, typer.Option(help="One action (jobs.edit), or a topic with its dot (jobs.).")] = None,
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The first day, in UTC.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="At most so many, newest first; 0 for all.")] = 100,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print the trail, newest first.

    Example: hiring-desktop audit list --action candidates. --since 2026-03-01
    """
    session: Session = context.obj
    query = AuditQuery(action=action, since=_day(since))
    with session.opened() as (workspace, actor):
        rows = [_entry_row(entry) for entry in workspace.audit.list(actor, query, limit=limit)]
    if form is Format.JSONL:
        emit(rows)
    else:
        write(tables.items(rows, "at", "user_id", "action", "resource_type", "resource_id", "outcome"))


@audit_commands.command("verify")
def verify(context: typer.Context) -> None:
    """Check that no entry was changed, removed or slipped in.

    Example: hiring-desktop audit verify
    """
    session: Session = context.obj
    with session.opened() as (workspace, actor):
        report = workspace.audit.verify(actor)
    for problem in report.problems:
        write(f"{problem}\n")
    if not report.sound:
        raise Damaged("The trail was tampered with or damaged. Keep the folder as it is, and compare it with a backup.")
    session.say(f"All {report.entries} entries are as they were written.")


@audit_commands.command("export")
def export(context: typer.Context, output: Output) -> None:
    """Write the whole trail with its heads as lines of JSON.

    Example: hiring-desktop audit export -o trail.jsonl
    """
    session: Session = context.obj
    check_target(output)
    with session.opened() as (workspace, actor):
        lines = workspace.audit.export(actor)
        write("".join(f"{line}\n" for line in lines), output)
    session.say(f"Wrote {output}.")


def _entry_row(entry: AuditEntry) -> Json:
    return {
        "at": entry.at.isoformat(), "user_id": entry.user_id, "role": entry.role, "source": entry.source,
        "action": entry.action, "resource_type": entry.resource_type, "resource_id": entry.resource_id,
        "outcome": entry.outcome, "seq": entry.seq, "detail": dict(entry.detail), "number": entry.number,
    }  # fmt: skip


# ------------------------------------------------------------------ privacy
@privacy_commands.command("access")
def access(context: typer.Context, candidate: Candidate, identified: Identified, output: Output) -> None:
    """Answer a request for access: a copy to read (HTML), and one for machines (JSON) beside it.

    Example: hiring-desktop privacy access 4f0c... --identified known_address -o copy.html
    """
    session: Session = context.obj
    check_target(output)
    with _request(session, candidate, "access", identified) as (workspace, actor, request):
        copy = workspace.privacy.requests.fulfil_access(actor, request.id)
    write(copy.html, output)
    write(copy.json, output.with_suffix(".json"))
    session.say(f"Wrote {output} and {output.with_suffix('.json').name}.")


@privacy_commands.command("portability")
def portability(context: typer.Context, candidate: Candidate, identified: Identified, output: Output) -> None:
    """Answer a request for portability: a ZIP file with JSON Resume and the original files.

    Example: hiring-desktop privacy portability 4f0c... --identified in_person -o person.zip
    """
    session: Session = context.obj
    check_target(output)
    with _request(session, candidate, "portability", identified) as (workspace, actor, request):
        archive = workspace.privacy.requests.fulfil_portability(actor, request.id)
    with writing(output):
        output.write_bytes(archive)
    session.say(f"Wrote {output}.")


@privacy_commands.command("erase")
def erase(
    context: typer.Context,
    candidate: Candidate,
    identified: Identified,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; there is no way back.")] = False,
) -> None:
    """Answer a request for erasure: nothing of the person is left; prints the signed receipt.

    Example: hiring-desktop privacy erase 4f0c... --identified account --yes
    """
    session: Session = context.obj
    if not yes:
        raise InvalidInput("An erasure cannot be undone. Repeat the command with --yes to carry it out.")
    with _request(session, candidate, "erasure", identified) as (workspace, actor, request):
        erased = workspace.privacy.requests.fulfil_erasure(actor, request.id)
        receipt = workspace.privacy.requests.get(actor, request.id).receipt
    emit([{"candidate_id": candidate, "documents": dict(erased.documents), "files": erased.files, "receipt": receipt}])
    if not erased.finished:
        session.say("Another program uses the workspace: close it, then run `privacy retention` for the last bytes.")


@privacy_commands.command("retention")
def retention(
    context: typer.Context,
    preview: Annotated[bool, typer.Option("--preview", help="Show who is about to go; nothing is erased.")] = False,
    within_days: Annotated[int, typer.Option(min=0, help="With --preview: how far to look ahead.")] = 30,
    form: FormatOption = Format.TABLE,
) -> None:
    """Erase whose time is up by the rules of the workspace, or show who would go.

    Example: hiring-desktop privacy retention --preview --within-days 60
    """
    session: Session = context.obj
    with session.opened() as (workspace, actor):
        clock = workspace.privacy.retention
        if preview:
            rows: list[Json] = [
                {"candidate_id": item.candidate_id, "name": item.name, "due_at": item.due_at.isoformat(),
                 "blocked": item.blocked}
                for item in clock.preview(actor, within_days=within_days)
            ]  # fmt: skip
        else:
            run = clock.run(actor)
            rows = [{"candidate_id": gone.id, "name": None, "due_at": None, "blocked": None} for gone in run.erased]
            session.say(f"Erased {len(run.erased)}; {len(run.blocked)} stay because something holds them.")
    if form is Format.JSONL:
        emit(rows)
    else:
        write(tables.items(rows, "candidate_id", "name", "due_at", "blocked"))


@contextmanager
def _request(
    session: Session, candidate: str, kind: Kind, identified: str
) -> Iterator[tuple[Workspace, Actor, RequestView]]:
    """A request of this kind with the identity of the person noted: the unfinished one, or a new one."""
    method: Method | None = next((method for method in METHODS if method == identified), None)
    if method is None:
        raise InvalidInput(f"Say with --identified how the person was identified: {', '.join(METHODS)}.")
    with session.opened() as (workspace, actor):
        requests = workspace.privacy.requests
        unfinished = requests.list(actor, candidate_id=candidate, unfinished_only=True)
        open_one = next((request for request in unfinished if request.kind == kind), None)
        request = open_one or requests.open(actor, candidate, kind)
        if request.status == "open":
            request = requests.identify(actor, request.id, method)
        yield workspace, actor, request


def _day(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise InvalidInput(f"{text!r} is no day. Write it as 2026-03-31.") from error
