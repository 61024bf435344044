"""``deskapp token``: what scripts sign in with."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from deskapp.cli.context import Json, Language, counter, now, reader_words
from deskapp.errors import DeskError

app = typer.Typer(add_completion=False, help="What scripts sign in with.")


@app.callback()
def token() -> None:
    """What scripts sign in with."""


@app.command()
def make(
    name: Annotated[str, typer.Argument(help="What the token is for, such as nightly.")],
    days: Annotated[int | None, typer.Option(help="How many days it is good for; until it is ended otherwise.")] = None,
    number: Annotated[str | None, typer.Option(help="Whose rights it has, by number; yours otherwise.")] = None,
    file: Annotated[Path | None, typer.Option(help="Write it here, for its owner's eyes alone, not on stdout.")] = None,
    reason: Annotated[str, typer.Option(help="Why, for one of somebody else's; it stays in the trail.")] = "",
) -> None:
    """Make a token and show it, this once."""
    from deskapp.office.signin.people import find_person
    from deskapp.office.signin.tokens import make_token
    from deskapp.settings import write_whole

    with counter(writes=True) as opened:
        owner = opened.store.read_all(lambda reader: find_person(reader, number)) if number else None
        if file is not None and not file.absolute().parent.is_dir():
            raise DeskError("token.no_folder", file=str(file))
        make_it = partial(make_token, name=name, days=days, staff_id=owner, reason=reason)
        made = opened.write("staff.token", make_it, now())
    if file is None:
        typer.echo(made)
    else:
        write_whole(file.absolute(), f"{made}\n".encode())
        typer.echo(str(file))


@app.command("list")
def list_(
    every: Annotated[bool, typer.Option("--all", help="Those that were ended, too.")] = False,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """The tokens: what for, whose, until when."""
    from deskapp.office.signin.tokens import list_tokens

    with counter(writes=False) as opened:
        rows = opened.store.read(lambda reader: list_tokens(reader, with_ended=every))
    words = reader_words(language)
    for row in rows:
        until = words.day(row.expires_on) if row.expires_on else ""
        ended = words.moment(row.ended_at) if row.ended_at else ""
        if as_json:
            told = {"id": row.id, "name": row.name, "staff": row.staff, "made": row.made_at.isoformat()}
            told |= {"expires_on": row.expires_on.isoformat() if row.expires_on else None, "ended": bool(row.ended_at)}
            typer.echo(json.dumps(told, ensure_ascii=False))
        else:
            typer.echo("\t".join((str(row.id), row.name, row.staff, until, ended)).rstrip())


@app.command()
def end(number: Annotated[int, typer.Argument(help="The token's number in the list.")]) -> None:
    """End a token: from now on nobody signs in with it."""
    from deskapp.office.signin.tokens import end_token

    with counter(writes=True) as opened:
        opened.write("staff.token", partial(end_token, token_id=number), now())
