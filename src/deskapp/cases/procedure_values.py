"""What a procedure's fields hold, said in words for pages, messages and letters, and as the cells of a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from deskapp.cases.fields import CURRENCIES
from deskapp.cases.procedure import Choice, FieldRule, Procedure, Texts
from deskapp.locale import LANGUAGES, Words, words
from deskapp.store.secrets import SHOWN, is_sealed

if TYPE_CHECKING:
    from deskapp.values import Country


def say_field(rule: FieldRule, kept: str, speech: Words, currency: str) -> str:
    """A kept value in words, a secret as dots; one that its rule does not understand any more stands as it is."""
    if kept and (rule.secret or is_sealed(kept)):
        return SHOWN
    value = typed_value(rule, kept)
    if isinstance(value, date):
        return speech.day(value)
    if isinstance(value, Decimal):
        if rule.kind == "money":
            return speech.money(value, rule.currency or currency)
        return speech.area(value) if rule.kind == "area" else speech.number(value)
    choice = next((choice for choice in choices_of(rule) if choice.code == kept), None)
    return choice.name.say(speech.language) if choice else kept


def mask_field(rule: FieldRule, kept: str, country: str) -> str:
    """As much of a phone or identity number as may be seen without a reason; any other value as it is."""
    from deskapp.values.identity import guess_kind, mask_identity
    from deskapp.values.phones import mask_phone

    if rule.kind == "phone":
        return mask_phone(kept)
    if rule.kind == "identity":
        return mask_identity(kept, guess_kind(kept, cast("Country", country)) or "other")
    return kept


def said_fields(procedure: Procedure, kept: Mapping[str, str], speech: Words) -> dict[str, str]:
    """Every field by its code in words, empty where it has no value: for messages and letters."""
    currency = CURRENCIES[procedure.country]
    return {rule.code: say_field(rule, kept.get(rule.code, ""), speech, currency) for rule in procedure.fields}


def choices_of(rule: FieldRule) -> tuple[Choice, ...]:
    """The values that a field may take: its own choices, or yes and no; none where it takes any."""
    return _yes_and_no() if rule.kind == "yes_no" else rule.choices


def typed_value(rule: FieldRule, kept: str) -> Any:
    """A kept value as a sheet holds it: a day, a decimal or a text, a secret as dots; None where there is none."""
    if not kept:
        return None
    if rule.secret or is_sealed(kept):
        return SHOWN
    try:
        if rule.kind == "day":
            return date.fromisoformat(kept)
        if rule.kind in ("money", "area", "number"):
            return Decimal(kept)
    except (ValueError, InvalidOperation):
        pass
    return kept


def cells_of(procedure: Procedure, kept: Mapping[str, str]) -> dict[str, Any]:
    """The values of a case for the columns of its procedure, by the field's code."""
    return {rule.code: typed_value(rule, kept.get(rule.code, "")) for rule in procedure.fields}


@cache
def _yes_and_no() -> tuple[Choice, ...]:
    return _answer("yes"), _answer("no")


def _answer(code: str) -> Choice:
    return Choice(code, Texts(**{language: words(language).text(f"answer.{code}") for language in LANGUAGES}))
