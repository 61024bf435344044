"""``deskapp calc warranty``: how long an item of a home is mended for nothing."""

from __future__ import annotations

from typing import Annotated, get_args

import typer

from deskapp.cli.calc import app
from deskapp.cli.calculating import Answer, Json, Lang, answering, help_text, read_day, refuse_unknown, taken
from deskapp.errors import DeskError
from deskapp.values import Country


@app.command("warranty", help=help_text("calc.help_warranty"))
def warranty(
    item: Annotated[str, typer.Option(help=help_text("calc.help_item"))],
    handover: Annotated[str, typer.Option(help=help_text("calc.help_handover"))],
    acceptance: Annotated[str | None, typer.Option(help=help_text("calc.help_acceptance"))] = None,
    country: Annotated[str, typer.Option(help=help_text("calc.help_warranty_country"))] = "CN",
    place: Annotated[str, typer.Option(help=help_text("calc.help_season_place"))] = "",
    builder_months: Annotated[str | None, typer.Option("--builder-months", help=help_text("calc.help_builder"))] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """The last day: the later of handover and acceptance, each with its term."""
    with answering(lang, as_json) as (say, answer):
        from deskapp.office.warranty.rules import find_item, warranty_until

        refuse_unknown(country.upper(), get_args(Country), "calc.country", "country")
        months = None
        if builder_months is not None:
            months = int(builder_months) if builder_months.isdecimal() and len(builder_months) < 5 else 0
            if not months:
                raise DeskError("warranty.months", "builder_months", value=builder_months)
        end = warranty_until(
            find_item(item),
            taken(read_day(handover), "handover"),
            None if acceptance is None else taken(read_day(acceptance), "acceptance"),
            country.upper(),
            place=place.strip(),
            builder_months=months,
        )
        lines = ((say.text("calc.until"), say.day(end.until)), (say.text("calc.by_rule"), end.rule))
        answer(Answer({"until": end.until.isoformat()}, lines))
