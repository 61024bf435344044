"""The fields that a procedure's file asks for, as lines of a form; their values as a case stores them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, cast

from deskapp.cases.procedure import Condition, FieldRule
from deskapp.errors import Fault
from deskapp.locale import Words
from deskapp.ui import fields
from deskapp.ui.fields import Field, Parse
from deskapp.ui.reading import figures_of, read_typed_day
from deskapp.values import Country, Currency
from deskapp.values.areas import parse_area
from deskapp.values.figures import read_figure
from deskapp.values.identity import guess_kind, parse_identity
from deskapp.values.money import parse_typed_money
from deskapp.values.phones import parse_phone

OWN: Final = "own_"
"""Before the code of a procedure's field, so that it never meets a field that every case has."""
LONG_TEXT: Final = 10_000
_CURRENCIES: Final[Mapping[str, Currency]] = {"CN": "CNY", "VN": "VND"}


def fields_of(
    rules: Iterable[FieldRule], country: Country, words: Words, today: date, *, first_step: str = ""
) -> tuple[Field, ...]:
    """A line for each rule; those that only a later step than ``first_step`` needs fold away."""
    return tuple(_field(rule, country, words, today, _folds(rule, first_step)) for rule in rules)


def _folds(rule: FieldRule, first_step: str) -> bool:
    return bool(first_step) and (not rule.required or rule.step not in ("", first_step))


def _field(rule: FieldRule, country: Country, words: Words, today: date, folds: bool) -> Field:
    name, language = f"{OWN}{rule.code}", words.language
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
        currency = cast("Currency", rule.currency or _CURRENCIES[country])
        show = _figures(country)
        return fields.money(name, lambda text: parse_typed_money(text, currency), currency, show=show, **more)
    if rule.kind == "area":
        return fields.area(name, lambda text: parse_area(text, country), show=_figures(country), **more)
    if rule.kind == "number":
        return fields.text(name, _number(country), show=_figures(country), cells=14, **more)
    if rule.kind == "phone":
        return fields.phone(name, lambda text: parse_phone(text, country), **more)
    if rule.kind == "identity":
        return fields.identity(name, _identity(country, today), **more)
    return fields.text(name, most=LONG_TEXT if rule.kind == "long" else fields.MOST_CHARACTERS, **more)


def _when(condition: Condition | None) -> Callable[[Mapping[str, Any]], bool] | None:
    """What is typed in another field decides; a choice is typed as its code and its word."""
    if condition is None:
        return None

    def holds(typed: Mapping[str, Any]) -> bool:
        said = typed.get(f"{OWN}{condition.field}", "")
        return (said[0] if isinstance(said, list) else said) in condition.values

    return holds


def _figures(country: Country) -> Callable[[Any, Words], str]:
    return lambda value, _: figures_of(country).number(value)


def _number(country: Country) -> Parse:
    def parse(text: str) -> tuple[Decimal | None, Fault | None]:
        figure = read_figure(text.replace(" ", ""), country)
        return (figure, None) if figure is not None else (None, Fault("case_fields.number", {"value": text}))

    return parse


def _identity(country: Country, today: date) -> Parse:
    """Of which kind a number is, its form says."""
    return lambda text: parse_identity(text, guess_kind(text, country) or "other", today=today)


# ---- stored values


def to_stored(values: Mapping[str, Any]) -> dict[str, str]:
    """The procedure's own values of a form by code, as a case stores them: ISO days, plain decimals, codes."""
    return {name.removeprefix(OWN): _stored(value) for name, value in values.items() if name.startswith(OWN)}


def from_stored(rules: Iterable[FieldRule], stored: Mapping[str, str]) -> dict[str, Any]:
    """Stored values as the fields show them."""
    return {f"{OWN}{rule.code}": _value(rule.kind, stored[rule.code]) for rule in rules if stored.get(rule.code)}


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
