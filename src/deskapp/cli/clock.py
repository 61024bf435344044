"""``deskapp clock``: why a case is due on its day, interval by interval."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deskapp.cases.clock_rows import ClockRow, explain_clock
from deskapp.cases.model import Case
from deskapp.cases.pinned import procedure_of
from deskapp.cases.queries import find_case
from deskapp.cli.context import Json, Language, counter, now, reader_words
from deskapp.errors import DeskError
from deskapp.overview.clock_words import explain_lines

if TYPE_CHECKING:
    from deskapp.cases.procedure import Procedure
    from deskapp.cases.rows import CaseRow
    from deskapp.store.work import Reader

app = typer.Typer(add_completion=False)


@app.command()
def clock(
    number: Annotated[str, typer.Argument(help="Number, its tail (1122-7), tracking code, or another house's number.")],
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Say how both clocks of a case are counted: ours and the authority's."""
    today = now().date()

    def read(reader: Reader) -> tuple[CaseRow, Procedure, dict[str, ClockRow]]:
        found = find_case(reader, number, today)
        if len(found) != 1:
            raise DeskError("case.which", text=number[:80], count=len(found))
        procedure = procedure_of(reader, reader.get(Case, found[0].id))
        return found[0], procedure, explain_clock(reader, found[0].id, today)

    with counter(writes=False) as opened:
        row, procedure, clocks = opened.store.read(read)
    if as_json:
        told = {"number": row.number, **{name: _plain(one) for name, one in clocks.items()}}
        typer.echo(json.dumps(told, ensure_ascii=False, default=str))
        return
    words = reader_words(language)
    typer.echo(f"{row.number}  {row.name.say(words.language)}")
    for name, area in (("ours", "clock"), ("authority", "authority_clock")):
        typer.echo(words.text(f"clock.{name}"))
        for days, said in explain_lines(clocks[name], procedure, words, area):
            typer.echo(f"  {days:<25}  {said}".rstrip())


def _plain(clock: ClockRow) -> dict[str, Any]:
    """Without what it does not have."""
    return {name: value for name, value in asdict(clock).items() if value not in (None, "", ())}
