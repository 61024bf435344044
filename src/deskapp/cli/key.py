"""``deskapp key``: the key that seals the trail and encrypts secrets."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from deskapp.cli.context import Json, Language, counter, now, reader_words, the_home
from deskapp.errors import DeskError

app = typer.Typer(add_completion=False, help="The key that seals the trail and encrypts secrets.")


@app.callback()
def key() -> None:
    """The key that seals the trail and encrypts secrets."""


@app.command()
def rotate(
    lost: Annotated[bool, typer.Option("--lost", help="The key is lost for good: record it, begin another.")] = False,
    reason: Annotated[str, typer.Option(help="Why; it stays in the trail.")] = "",
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Begin a new key; older ones stay in the file for what they sealed, and secrets are encrypted with the new one."""
    from deskapp.store.seal_rotate import begin_anew
    from deskapp.store.seal_rotate import rotate as begin_next

    if not the_home().database.exists():
        raise DeskError("store.cannot_open")
    # nothing is written before there is a key that fits: not even the clerk of a home that came from elsewhere
    with counter(writes=False) as opened:
        if lost:
            begin_anew(opened.store, opened.clerk, now(), reason)
            count = 0
        else:
            count = begin_next(opened.store, opened.clerk, now())
        name = opened.store.keys.ring().newest.id.hex()
    if as_json:
        typer.echo(json.dumps({"key": name, "encrypted": count, "lost": lost}))
    else:
        typer.echo(reader_words(language).text("key.begun_anew" if lost else "key.rotated", key=name, count=count))


@app.command()
def seal(as_json: Json = False, language: Language = None) -> None:
    """Encrypt the secret fields of cases that lie in clear, from before they were declared secret."""
    from deskapp.cases.secret_fields import seal_everything

    with counter(writes=True) as opened:
        count = seal_everything(opened.store, opened.clerk, now())
    typer.echo(json.dumps({"sealed": count}) if as_json else reader_words(language).text("key.sealed", count=count))
