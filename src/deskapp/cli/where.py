"""``deskapp where``: the absolute places of the data."""

from __future__ import annotations

import json

import typer

from deskapp.cli.context import Json, the_home

app = typer.Typer(add_completion=False)


@app.command()
def where(as_json: Json = False) -> None:
    """Say where the home, the database and the exports lie."""
    home = the_home()
    places = {"home": str(home.root), "database": str(home.database), "exports": str(home.exports)}
    if as_json:
        typer.echo(json.dumps(places, ensure_ascii=False))
        return
    for name, place in places.items():
        typer.echo(f"{name:<9} {place}")
