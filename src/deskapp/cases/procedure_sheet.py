"""A procedure's fields as the columns of its sheets: one declaration for import, export and template."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from deskapp.cases.fields import parse_field
from deskapp.cases.procedure import FieldRule, Procedure
from deskapp.cases.procedure_values import choices_of, typed_value
from deskapp.errors import Fault
from deskapp.sheets.column import Column, Context, Own, Shape
from deskapp.values.text import fold

_SHAPES: Final[Mapping[str, Shape]] = {
    "day": "day",
    "money": "money",
    "area": "area",
    "number": "number",
    "choice": "choice",
    "yes_no": "choice",
    "phone": "code",
    "identity": "code",
}
_WIDTHS: Final = {"long": 40, "text": 18}


def columns_of(procedure: Procedure, today: date) -> tuple[Column, ...]:
    """A column for each field, for the import, the export and the template alike; named by the field's code.

    No column is required: a field may be wanted by a later step only, and its gate asks for it.
    """
    return tuple(_column(procedure, rule, today) for rule in procedure.fields)


def _column(procedure: Procedure, rule: FieldRule, today: date) -> Column:
    choices = {choice.code: choice.name for choice in choices_of(rule)}
    return Column(
        rule.code,
        _SHAPES.get(rule.kind, "text"),
        partial(_parse, procedure, rule, today),
        headings=tuple(dict.fromkeys(rule.name)),
        width=_WIDTHS.get(rule.kind, 14),
        choices=tuple(choices),
        own=Own(rule.name, choices),
    )


def _parse(
    procedure: Procedure, rule: FieldRule, today: date, text: str, _context: Context
) -> tuple[Any, Fault | None]:
    """As the form parses it, but that a choice may be written as its word in any language."""
    kept, fault = parse_field(procedure, rule, _code_of(rule, text), today)
    # a secret is what was typed until the case seals it
    return (kept if kept is None or rule.secret else typed_value(rule, kept)), fault


def _code_of(rule: FieldRule, text: str) -> str:
    wanted = fold(text).replace(" ", "")
    ways = {fold(way).replace(" ", ""): one.code for one in choices_of(rule) for way in (one.code, *one.name)}
    return ways.get(wanted, text)
