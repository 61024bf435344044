"""``deskapp month``: close a month's figures, and list the months that are closed."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from deskapp.cli.context import Json, counter, now, reader_words
from deskapp.errors import DeskError

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Close a month's figures; list closed months.")


@app.command("close")
def close(
    month: Annotated[str, typer.Argument(metavar="YYYY-MM", help="The month, which must be over.")],
    project: Annotated[str | None, typer.Option(help="Only this project; else everything together.")] = None,
    note: Annotated[str, typer.Option(help="What should be known of these figures.")] = "",
    as_json: Json = False,
) -> None:
    """Keep a month's figures as they stand; later entries are shown as corrections."""
    from deskapp.desks.complaints.figures.actions import close_month
    from deskapp.office.property.queries import list_projects
    from deskapp.values.text import clean

    words = reader_words()
    with counter(writes=True) as opened:
        project_id = None
        if project is not None:
            projects = {one.name: one.id for one in opened.store.read(list_projects)}
            if clean(project) not in projects:
                raise DeskError("call.project", value=project, projects=", ".join(projects) or "—")
            project_id = projects[clean(project)]
        made = opened.write("month.close", lambda work: close_month(work, month, project_id, note), now())
    for one in made:
        told = {"report": one.report, "month": one.month, "closed_at": one.closed_at.astimezone().isoformat()}
        said = words.text("month.told", month=one.month, report=words.text(f"report.{one.report}"))
        typer.echo(json.dumps(told) if as_json else said)


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List the closed months, the latest first."""
    from deskapp.desks.complaints.figures.actions import list_closed
    from deskapp.desks.complaints.taking.report import project_names

    words = reader_words()
    with counter(writes=False) as opened:
        found = opened.store.read(list_closed)
        projects = opened.store.read(project_names)
    for one in found:
        at = one.closed_at.astimezone()
        if as_json:
            told = {"month": one.month, "report": one.report, "project": projects.get(one.project_id or 0)}
            more = {"closed_at": at.isoformat(), "clerk": one.clerk, "note": one.note}
            typer.echo(json.dumps(told | more, ensure_ascii=False))
            continue
        where = projects.get(one.project_id or 0, "—")
        typer.echo(f"{one.month}  {words.text(f'report.{one.report}')}  {where}  {words.moment(at)}  {one.clerk}")
