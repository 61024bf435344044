"""``deskapp office``: what the office says of itself, on letters and in number formats."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Annotated

import typer

from deskapp.cli.context import Json, counter, now

app = typer.Typer(add_completion=False)


@app.command()
def office(
    name: Annotated[str | None, typer.Option(help="As it stands at the head of letters.")] = None,
    country: Annotated[str | None, typer.Option(help="CN or VN: number formats, calendar, currency.")] = None,
    language: Annotated[str | None, typer.Option(help="Of sheets and of letters to customers who chose none.")] = None,
    address: Annotated[str | None, typer.Option(help="At the head of letters.")] = None,
    phone: Annotated[str | None, typer.Option(help="At the head of letters.")] = None,
    place: Annotated[str | None, typer.Option(help="The town in which letters are dated.")] = None,
    as_json: Json = False,
) -> None:
    """Show what the office says of itself; options change it."""
    from deskapp.office.staff.own_office import edit_office, get_office

    given = {"name": name, "country": country, "language": language}
    given |= {"address": address, "phone": phone, "place": place}
    told = {field: text for field, text in given.items() if text is not None}
    if "country" in told:
        told["country"] = told["country"].upper()
    with counter(writes=True) as opened:
        draft, seen = opened.store.read(get_office)
        if told:
            opened.write("office.edit", lambda work: edit_office(work, replace(draft, **told), seen), now())
            draft, _ = opened.store.read(get_office)
    if as_json:
        typer.echo(json.dumps(asdict(draft), ensure_ascii=False))
        return
    for field, value in asdict(draft).items():
        typer.echo(f"{field:<9} {value}")
