"""The command ``search``."""

from __future__ import annotations

from typing import Annotated

import typer

from hiring_desktop.cli import tables
from hiring_desktop.cli.session import Format, FormatOption, Session, emit, write
from hiring_desktop.core.wire import search_row


def search(
    context: typer.Context,
    query: Annotated[
        str, typer.Argument(help="""Words, "a phrase", skill:word, begin*, years>5, AND, OR, NOT, ( ).""")
    ],
    form: FormatOption = Format.TABLE,
    limit: Annotated[int, typer.Option(min=1, max=500, help="The most candidates to print.")] = 50,
    offset: Annotated[int, typer.Option(min=0, help="How many of the best to leave out.")] = 0,
) -> None:
    """Search the resumes, notes, names, titles and skills of all candidates; the best matches come first.

    Example: hiring-desktop search 'years>5 skill:"machine learning" NOT php'
    """
    session: Session = context.obj
    with session.opened() as (workspace, actor):
        page = workspace.search.find(actor, query, limit=limit, offset=offset)
    rows = [search_row(row) for row in page.rows]
    if form is Format.JSONL:
        emit(rows)
    else:
        shown = [{**row, "where": row["snippet"] and row["snippet"]["text"]} for row in rows]
        write(tables.items(shown, "name", "label", "years", "where"))
    session.say(f"{len(rows)} of {page.total} candidate(s).")
