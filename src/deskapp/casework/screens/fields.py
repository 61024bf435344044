"""The fields that a procedure's file asks for, as lines of a form; their values as a case keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, Final

from deskapp.cases.fields import CURRENCIES, parse_field
from deskapp.cases.procedure import Condition, FieldRule, Procedure
from deskapp.cases.procedure_values import mask_field
from deskapp.cases.secret_fields import AWAY, is_secret
from deskapp.errors import Fault
from deskapp.locale import Words
from deskapp.ui import fields
from deskapp.ui.fields import Field
from deskapp.ui.reading import figures_of, read_typed_day

OWN: Final = "own_"
"""Before the code of a procedure's field, so that it never meets a field that every case has."""
LONG_TEXT: Final = 10_000


def fields_of(
    procedure: Procedure, words: Words, today: date, *, first_step: str = "", kept: Mapping[str, str] | None = None
) -> tuple[Field, ...]:
    """A line for each field of the procedure; those that only a later step than ``first_step`` needs fold away.

    ``kept`` are the values of the case: a secret among them is not shown, and stays where nothing is typed.
    """
    found = []
    for rule in procedure.fields:
        value, folds = (kept or {}).get(rule.code, ""), _folds(rule, first_step)
        if is_secret(rule, value):
            found.append(_secret(procedure, rule, words, today, folds, is_kept=bool(value)))
        else:
            found.append(_field(procedure, rule, words, today, folds))
    return tuple(found)


def _secret(procedure: Procedure, rule: FieldRule, words: Words, today: date, folds: bool, *, is_kept: bool) -> Field:
    """Dots on the screen; empty where something is kept already, which nothing typed leaves as it is."""

    def parse(text: str) -> tuple[Any, Fault | None]:
        return (AWAY, None) if text == AWAY else _parse(procedure, replace(rule, secret=True), today, text)

    return fields.secret(
        f"{OWN}{rule.code}",
        parse=parse,
        label=rule.name.say(words.language),
        hint="case_form.secret_kept" if is_kept else rule.hint.say(words.language) or "case_form.secret",
        required=False,
        optional=folds,
        when=_when(rule.when),
    )


def _folds(rule: FieldRule, first_step: str) -> bool:
    return bool(first_step) and (not rule.required or rule.step not in ("", first_step))


def _field(procedure: Procedure, rule: FieldRule, words: Words, today: date, folds: bool) -> Field:
    name, language = f"{OWN}{rule.code}", words.language
    parse = partial(_parse, procedure, rule, today)
    more: dict[str, Any] = {
        "label": rule.name.say(language),
        "hint": rule.hint.say(language),
        "optional": folds,
        "when": _when(rule.when),
    }
    if rule.kind == "choice":
        return fields.chosen(name, {choice.code: choice.name.say(language) for choice in rule.choices}, **more)
    if rule.kind == "yes_no":
        return fields.choice(name, ("yes", "no"), "answer", **more)
    if rule.kind == "day":
        return fields.day(name, lambda text: read_typed_day(text, language, today), **more)
    if rule.kind == "money":
        currency = rule.currency or CURRENCIES[procedure.country]
        return fields.money(name, parse, currency, show=_figures(procedure), **more)
    if rule.kind == "area":
        return fields.area(name, parse, show=_figures(procedure), **more)
    if rule.kind == "number":
        return fields.text(name, parse, show=_figures(procedure), cells=14, **more)
    if rule.kind in ("phone", "identity"):
        number = fields.phone if rule.kind == "phone" else fields.identity
        return number(name, parse, hide=lambda kept: mask_field(rule, kept, procedure.country), **more)
    return fields.text(name, parse, most=LONG_TEXT, **more)


def _parse(procedure: Procedure, rule: FieldRule, today: date, text: str) -> tuple[Any, Fault | None]:
    """As the action will judge it."""
    kept, fault = parse_field(procedure, rule, text, today)
    return (None if kept is None else _value(rule.kind, kept)), fault


def _when(condition: Condition | None) -> Callable[[Mapping[str, Any]], bool] | None:
    """What is typed in another field decides; a choice is typed as its code and its word."""
    if condition is None:
        return None

    def holds(typed: Mapping[str, Any]) -> bool:
        said = typed.get(f"{OWN}{condition.field}", "")
        return (said[0] if isinstance(said, list) else said) in condition.values

    return holds


def _figures(procedure: Procedure) -> Callable[[Any, Words], str]:
    figures = figures_of(procedure.country)
    return lambda value, _: figures.number(value)


# ---- kept values


def to_stored(values: Mapping[str, Any]) -> dict[str, str]:
    """The procedure's own values of a form by code, as a case keeps them: ISO days, plain decimals, codes."""
    return {name.removeprefix(OWN): _stored(value) for name, value in values.items() if name.startswith(OWN)}


def from_stored(rules: Iterable[FieldRule], stored: Mapping[str, str]) -> dict[str, Any]:
    """Kept values as the fields show them; secrets are not among them."""
    return {
        f"{OWN}{rule.code}": _value(rule.kind, text)
        for rule in rules
        if (text := stored.get(rule.code, "")) and not is_secret(rule, text)
    }


def _stored(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _value(kind: str, text: str) -> Any:
    try:
        if kind == "day":
            return date.fromisoformat(text)
        if kind in ("money", "area", "number"):
            return Decimal(text)
    except (ValueError, InvalidOperation):
        return None
    return text
