"""A procedure's own fields: each value by the parser of its kind, kept as text in one normal form.

Kept are ISO days, plain decimals (``1234.50``), codes of choices, ``yes`` and ``no``; an empty value is no value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from deskapp.cases.model import Case
from deskapp.cases.papers import follow_conditions
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure import FieldRule, Procedure
from deskapp.cases.recording import open_case_of, record
from deskapp.cases.secret_fields import AWAY, hidden_field, is_secret, seal_clear, seal_field
from deskapp.errors import DeskError, Fault
from deskapp.office.checking import NOTE_LIMIT
from deskapp.store.audit import to_json
from deskapp.store.secrets import SHOWN, Hidden
from deskapp.store.work import Work
from deskapp.values import Country, Currency
from deskapp.values.areas import parse_area
from deskapp.values.days import parse_day
from deskapp.values.figures import read_figure
from deskapp.values.identity import guess_kind, parse_identity
from deskapp.values.money import PLACES, parse_money, parse_typed_money
from deskapp.values.phones import parse_phone
from deskapp.values.text import clean

TEXT_LIMIT: Final = 200
CURRENCIES: Final[Mapping[str, Currency]] = {"CN": "CNY", "VN": "VND"}

_PLAIN: Final = re.compile(r"(?a)-?\d{1,40}(\.\d{1,20})?")


def read_fields(case: Case) -> dict[str, str]:
    """The values of a case by the field's code; of a secret the sealed text, which ``secret_fields`` opens."""
    return dict(json.loads(case.fields))


def check_fields(procedure: Procedure, values: Mapping[str, Any], today: date) -> dict[str, str]:
    """Values in their kept form, secrets sealed; ``case.no_such_field`` for a code that the procedure does not know.

    A figure that already stands in the kept form is taken as such, anything else as typed.
    """
    rules = {rule.code: rule for rule in procedure.fields}
    kept: dict[str, str] = {}
    for code, given in values.items():
        if code not in rules:
            raise DeskError("case.no_such_field", code, name=code)
        value = given.reveal() if isinstance(given, Hidden) else given
        if rules[code].secret and value == AWAY:
            continue
        text, fault = parse_field(procedure, rules[code], value, today)
        if text is None:
            assert fault is not None
            raise DeskError(fault.code, code, **fault.values)
        if text:
            kept[code] = seal_field(code, text) if rules[code].secret else text
    return kept


def parse_field(procedure: Procedure, rule: FieldRule, value: Any, today: date) -> tuple[str | None, Fault | None]:
    """One value in its kept form with a warning, or its fault; a form, a sheet and the command line all call this."""
    if value is None or value == "":
        return "", None
    if isinstance(value, bool):
        return ("yes" if value else "no"), None
    if isinstance(value, date):
        value = value.isoformat()
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if rule.kind == "long":
        kept = "\n".join(clean(line) for line in text.splitlines()).strip()
        return _short(kept, NOTE_LIMIT)
    if not clean(text):
        return "", None
    parsed, fault = _parse(procedure, rule, text, today)
    if rule.secret and fault is not None:
        # what is wrong is said without it
        fault = replace(fault, values={name: SHOWN if name == "value" else said for name, said in fault.values.items()})
    if parsed is None:
        return None, fault
    if isinstance(parsed, date):
        return parsed.isoformat(), fault
    return (f"{parsed:f}" if isinstance(parsed, Decimal) else parsed), fault


def set_fields(work: Work, case_id: int, values: Mapping[str, Any], seen: int | None = None) -> Case:
    """Change some fields of a case; the checklist follows their conditions. ``seen`` as in ``Work.change``.

    A secret that is given empty stays as it is, ``-`` takes it away; one that lies in clear is sealed, and told.
    """
    case = open_case_of(work, case_id)
    procedure = procedure_of(work, case)
    sealed = seal_clear(work, case, procedure)
    before = read_fields(case)
    rules = [replace(rule, secret=is_secret(rule, before.get(rule.code, ""))) for rule in procedure.fields]
    secret = {rule.code for rule in rules if rule.secret}
    told = {code: value for code, value in values.items() if code not in secret or value not in (None, "")}
    given = check_fields(replace(procedure, fields=tuple(rules)), told, work.today)
    for code in secret & given.keys() & before.keys():
        if hidden_field(code, before[code]) == hidden_field(code, given[code]):
            given[code] = before[code]
    after = {**before, **dict.fromkeys(told, ""), **given}
    after = {code: text for code, text in after.items() if text}
    changed = sorted(code for code in {*before, *after} if before.get(code) != after.get(code))
    if not work.change(case, {"fields": to_json(after)}, seen=seen) and not sealed:
        return case
    record(work, case, "field", data={"changed": changed} | ({"sealed": sealed} if sealed else {}))
    follow_conditions(work, case, procedure, after)
    return case


def _parse(procedure: Procedure, rule: FieldRule, text: str, today: date) -> tuple[Any, Fault | None]:
    country = cast("Country", procedure.country)
    if rule.kind == "day":
        return parse_day(text, country)
    if rule.kind == "money":
        currency = cast("Currency", rule.currency or CURRENCIES[country])
        plain = _PLAIN.fullmatch(text) and (PLACES[currency] > 0 or "." not in text)
        # a plain figure is read as China writes it, whatever the country
        return parse_money(text, "CNY") if plain and currency == "CNY" else parse_typed_money(text, currency)
    if rule.kind in ("number", "area"):
        written = "CN" if _PLAIN.fullmatch(text) else country
        if rule.kind == "area":
            return parse_area(text, written)
        figure = Decimal(text) if written == "CN" and _PLAIN.fullmatch(text) else read_figure(text, country)
        return (figure, None) if figure is not None else (None, Fault("case.number", {"value": clean(text)}))
    if rule.kind == "phone":
        return parse_phone(text, country)
    if rule.kind == "identity":
        return parse_identity(text, guess_kind(text, country) or "other", today=today)
    if rule.kind in ("choice", "yes_no"):
        codes = [choice.code for choice in rule.choices] or ["yes", "no"]
        return (clean(text), None) if clean(text) in codes else (None, Fault("draft.choice", {"value": clean(text)}))
    return _short(clean(text), TEXT_LIMIT)


def _short(text: str, limit: int) -> tuple[str | None, Fault | None]:
    return (text, None) if len(text) <= limit else (None, Fault("draft.too_long", {"limit": limit}))
