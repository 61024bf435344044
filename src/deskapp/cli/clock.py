"""``deskapp clock``: why a case is due when it is, interval by interval; what a closed day would move or breach."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from deskapp.cases.clock_rows import ClockRow, explain_clock
from deskapp.cases.model import Case
from deskapp.cases.pinned import procedure_of
from deskapp.cases.queries import find_case
from deskapp.cli.context import Json, Language, counter, now, reader_words
from deskapp.desks.complaints.taking.clock_words import explain_complaint_lines, moved_line
from deskapp.desks.complaints.taking.explain import (
    ExplainedClock,
    Moved,
    explain_complaint,
    simulate_closed,
)
from deskapp.errors import DeskError
from deskapp.overview.clock_words import explain_lines
from deskapp.values.days import parse_day

if TYPE_CHECKING:
    from deskapp.cases.procedure import Procedure
    from deskapp.cases.rows import CaseRow
    from deskapp.store.work import Reader


class _Explaining(TyperGroup):
    """A number without a word before it is explained, as it was before there was anything else to ask."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """``explain`` where the first word is none of ours."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = ["explain", *args]
        return super().resolve_command(ctx, args)


app = typer.Typer(cls=_Explaining, add_completion=False, no_args_is_help=True)

Number = Annotated[
    str, typer.Argument(metavar="CASE", help="Number, its tail (1122-7), tracking code, or another house's number.")
]


@app.command()
def explain(number: Number, as_json: Json = False, language: Language = None) -> None:
    """Say how the clocks of a case are counted: ours and the authority's, or all those of a complaint."""
    moment = now()

    def read(
        reader: Reader,
    ) -> tuple[CaseRow, Procedure, dict[str, ClockRow], tuple[ExplainedClock, ...]]:
        found = find_case(reader, number, moment.date())
        if len(found) != 1:
            raise DeskError("case.which", text=number[:80], count=len(found))
        case = reader.get(Case, found[0].id)
        return (
            found[0],
            procedure_of(reader, case),
            explain_clock(reader, found[0].id, moment.date()),
            explain_complaint(reader, found[0].id, moment),
        )

    with counter(writes=False) as opened:
        row, procedure, clocks, own = opened.store.read(read)
    if as_json:
        told: dict[str, Any] = {"number": row.number}
        if own:
            told["clocks"] = [_told(one) for one in own]
        else:
            told |= {name: _plain(asdict(one)) for name, one in clocks.items()}
        typer.echo(json.dumps(told, ensure_ascii=False, default=str))
        return
    words = reader_words(language)
    typer.echo(f"{row.number}  {row.name.say(words.language)}")
    for one in own:
        for days, said in explain_complaint_lines(one, procedure, words):
            typer.echo(f"  {days:<33}  {said}".rstrip() if days else f"  {said}")
    for name, area in (("ours", "clock"), ("authority", "authority_clock")) if not own else ():
        typer.echo(words.text(f"clock.{name}"))
        for days, said in explain_lines(clocks[name], procedure, words, area):
            typer.echo(f"  {days:<25}  {said}".rstrip())


@app.command()
def simulate(
    closed: Annotated[str, typer.Option(help="Days on which the counter stays closed: 2026-12-24,2026-12-25.")],
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Say which open clocks of complaints closed days would move, and which would be breached all the same."""
    days = frozenset(_day(text) for text in closed.split(",") if text.strip())
    with counter(writes=False) as opened:
        moved = opened.store.read(lambda reader: list(simulate_closed(reader, days)))
    breaches = sum(one.breach for one in moved)
    if as_json:
        lines = [_moved(one) for one in moved]
        told = {"closed": sorted(day.isoformat() for day in days), "breaches": breaches, "clocks": lines}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    words = reader_words(language)
    typer.echo(words.text("clock.simulated", count=len(moved), breaches=breaches))
    for one in moved:
        typer.echo(f"  {moved_line(one, words)}")


def _day(text: str) -> date:
    day, fault = parse_day(text, "CN")
    if day is None:
        raise DeskError(fault.code, "closed", **fault.values) if fault else DeskError("day.empty", "closed")
    return day


def _told(one: ExplainedClock) -> dict[str, Any]:
    """A clock for scripts: moments with their zone, without what it does not have."""
    stretches = [
        _plain({"begins": _iso(part.begins), "ends": _iso(part.ends), "minutes": part.minutes, "why": part.why})
        for part in one.stretches
    ]
    told = {
        **_plain(asdict(one)),
        **{name: _iso(getattr(one, name)) for name in ("begins_at", "due_at", "met_at") if getattr(one, name)},
    }
    return told | {"stretches": stretches}


def _moved(one: Moved) -> dict[str, Any]:
    return {
        "number": one.number,
        "clock": one.kind,
        "due": _iso(one.before),
        "then": _iso(one.after),
        "breach": one.breach,
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="minutes")


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Without what it does not have."""
    return {name: value for name, value in values.items() if value not in (None, "", ())}
