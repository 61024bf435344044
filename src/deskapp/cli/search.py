"""``deskapp search``: what the search box finds, for scripts and for a quick look."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Any

import typer

from deskapp.cli.context import Json, Language, counter, now, reader_words
from deskapp.overview.search import LIMIT, Hit, cells
from deskapp.overview.search import search as find
from deskapp.values.text import width

app = typer.Typer(add_completion=False)


@app.command()
def search(
    text: Annotated[
        str, typer.Argument(help="Name, initials, phone, document, room or parcel; several may be combined.")
    ],
    limit: Annotated[int, typer.Option(min=1, help="At most so many lines.")] = LIMIT,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Find customers, units and parcels; nothing found is no line."""
    with counter(writes=False) as opened:
        hits = find(opened.store, text, limit, today=now().date())
    if as_json:
        for hit in hits:
            typer.echo(json.dumps(_plain(hit), ensure_ascii=False))
        return
    words = reader_words(language)
    for line in _aligned([cells(hit, words) for hit in hits]):
        typer.echo(line)


def _plain(hit: Hit) -> dict[str, Any]:
    """The hit without what it does not have; areas and amounts are decimal strings."""
    values = {name: value for name, value in asdict(hit).items() if value not in ("", (), None)}
    exact = {"area": hit.area, "amount": hit.amount}
    return {**values, **{name: str(value) for name, value in exact.items() if value is not None}}


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Rows as lines, columns aligned by terminal cells; an empty column takes no room."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell + " " * (room - width(cell)) for cell, room in zip(row, widths, strict=True) if room).rstrip()
        for row in rows
    ]
