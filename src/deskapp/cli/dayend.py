"""``deskapp dayend``: what is to be counted and closed this evening, and what tomorrow brings; the evening pack."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from deskapp.cli.context import Json, Language, counter, now, reader_words, the_home
from deskapp.errors import DeskError

app = typer.Typer(add_completion=False)

Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="The pack's file; implies --pack.")]
Forms = Annotated[int, typer.Option(min=0, max=500, help="How many blank forms with numbers of their own.")]
Reason = Annotated[str, typer.Option(help="With --full: why; it stays in the trail.")]


@app.command()
def dayend(
    pack: Annotated[bool, typer.Option("--pack", help="Write the evening pack as a Word document.")] = False,
    output: Output = None,
    forms: Forms = 30,
    full: Annotated[bool, typer.Option("--full", help="Phone numbers whole, not masked.")] = False,
    reason: Reason = "",
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Show the closing list of the day, and write the evening pack."""
    from deskapp.overview.day_end import get_day_end
    from deskapp.overview.day_end_making import make_pack, pack_path
    from deskapp.overview.day_end_words import day_end_json, day_end_text, sections

    words, moment = reader_words(language), now()
    writes = pack or output is not None
    if full and not writes:
        raise DeskError("call.full_pack")
    if full and not reason.strip():
        raise DeskError("access.reason", "reason")
    with counter(writes=writes) as opened:
        parked = [words.text("dayend.parked_form")] * _count_drafts(opened.home.drafts)
        numbers: list[str] = []
        target = (output or pack_path(the_home(), moment)).absolute() if writes else None
        if target is not None:
            end, numbers = make_pack(
                opened.store, opened.clerk, target, words, moment, moment.tzinfo, parked, forms=forms,
                reason=reason if full else "",
            )  # fmt: skip
        else:
            end = opened.store.read(lambda reader: get_day_end(reader, opened.clerk, moment))
    found = sections(end, words, moment.tzinfo, parked)
    if as_json:
        made = {"pack": target and str(target), "forms": [*numbers[:1], *numbers[-1:]]}
        typer.echo(json.dumps(day_end_json(end, found) | made, ensure_ascii=False))
        return
    for line in day_end_text(found, words):
        typer.echo(line)
    if target is not None:
        typer.echo(target)


def _count_drafts(folder: Path) -> int:
    """Half-filled forms that lie there, whoever's they are; what is in them is not read."""
    return sum(1 for path in folder.glob("*") if path.suffix in (".json", ".draft") and path.is_file())
