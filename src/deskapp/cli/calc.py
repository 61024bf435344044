"""``deskapp calc``: due days, identity numbers, loans, Vietnamese charges; none needs a database of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, get_args

import typer

from deskapp.cli.calculating import (
    Answer,
    Json,
    Lang,
    Parsed,
    answering,
    day_or_today,
    figure,
    help_text,
    plain,
    read_day,
    refuse_unknown,
    taken,
    today,
)
from deskapp.errors import DeskError, Fault
from deskapp.locale import Words
from deskapp.values import Country, Currency
from deskapp.values.areas import parse_area
from deskapp.values.calendar import WorkCalendar, shipped_days
from deskapp.values.days import parse_day
from deskapp.values.identity import KINDS, IdentityKind, check_identity, guess_kind, normalise_identity
from deskapp.values.money import parse_typed_money
from deskapp.values.phones import parse_bank_card, parse_phone
from deskapp.values.text import compact

LoadCalendar = Callable[[Country], WorkCalendar]

_PHONE_KINDS: Final[dict[str, Country]] = {"phone-cn": "CN", "phone-vn": "VN"}
_ALL_KINDS: Final = (*KINDS, *_PHONE_KINDS, "bank-card")


def shipped_calendar(country: Country) -> WorkCalendar:
    """The working days that the program brings along."""
    return WorkCalendar(country, shipped_days(country))


load_calendar: LoadCalendar = shipped_calendar
"""Where the calendar of a country comes from; the command line puts the home's own in its place."""

app = typer.Typer(name="calc", help=help_text("calc.help"), add_completion=False)


@app.command("due", help=help_text("calc.help_due"))
def due(
    country: Annotated[str, typer.Option(help=help_text("calc.help_country"))],
    start: Annotated[str, typer.Option(help=help_text("calc.help_start"))],
    working_days: Annotated[str, typer.Option("--working-days", help=help_text("calc.help_working_days"))],
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """The day so many working days after a start, which is not counted."""
    with answering(lang, as_json) as (say, answer):
        where = _country(country)
        calendar = load_calendar(where)
        count = int(working_days) if working_days.isdecimal() and len(working_days) < 10 else -1
        if count < 0:
            raise DeskError("calc.whole_number", "working_days", value=working_days)
        day, confirmed = calendar.add_working_days(taken(parse_day(start, where), "start"), count)
        lines = [(say.text("calc.due"), f"{say.day(day)} {say.text(f'calc.weekday_{day.weekday()}')}")]
        if not confirmed:
            lines.append((say.text("calc.warning"), say.text("calc.unconfirmed")))
        answer(Answer({"due": day.isoformat(), "confirmed": confirmed}, tuple(lines)))


@app.command("identity", help=help_text("calc.help_identity"))
def identity(
    number: Annotated[str, typer.Argument(help=help_text("calc.help_number"))],
    kind: Annotated[str | None, typer.Option(help=help_text("calc.help_kind"))] = None,
    birth: Annotated[str | None, typer.Option(help=help_text("calc.help_birth"))] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Whether a number can be true, and what is wrong with it; an invalid number is an answer, not an error."""
    with answering(lang, as_json) as (say, answer):
        if kind is not None:
            refuse_unknown(kind, _ALL_KINDS, "calc.kind", "kind")
        born = None if birth is None else taken(read_day(birth), "birth")
        found = kind or _guess(number)
        normalised, faults = _judge(number, found, born)
        problems = [_coded(fault, say) for fault in faults if not fault.warning]
        warnings = [_coded(fault, say) for fault in faults if fault.warning]
        data = {
            "kind": found,
            "valid": not problems,
            "normalised": None if problems else normalised,
            "problems": problems,
            "warnings": warnings,
        }
        lines = [
            (say.text("calc.kind_label"), say.text(f"id_kind.{found}") if found else "—"),
            (say.text("calc.result"), say.text("calc.invalid" if problems else "calc.valid")),
            *((say.text("calc.normalised"), normalised) for _ in range(not problems)),
            *((say.text("calc.problem"), say.say(fault)) for fault in faults if not fault.warning),
            *((say.text("calc.warning"), say.say(fault)) for fault in faults if fault.warning),
        ]
        answer(Answer(data, tuple(lines)))


@app.command("vn-transfer", help=help_text("calc.help_vn_transfer"))
def vn_transfer(
    value: Annotated[str, typer.Option(help=help_text("calc.help_value"))],
    table_value: Annotated[str | None, typer.Option("--table-value", help=help_text("calc.help_table_value"))] = None,
    on: Annotated[str | None, typer.Option("--date", help=help_text("calc.help_date"))] = None,
    exempt_tax: Annotated[str | None, typer.Option("--exempt-tax", help=help_text("calc.help_exempt_tax"))] = None,
    exempt_fee: Annotated[str | None, typer.Option("--exempt-fee", help=help_text("calc.help_exempt_fee"))] = None,
    kind: Annotated[str | None, typer.Option("--kind", help=help_text("calc.help_transfer_kind"))] = None,
    relation: Annotated[str | None, typer.Option("--relation", help=help_text("calc.help_relation"))] = None,
    owned_days: Annotated[
        int | None, typer.Option("--owned-days", min=0, help=help_text("calc.help_owned_days"))
    ] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Registration fee, income tax and notary fee of a transfer in Vietnam, and who owes them."""
    with answering(lang, as_json) as (say, answer):
        from deskapp.office.tariffs.vietnam import transfer_fees

        fees = transfer_fees(
            _dong(value, "value"),
            day_or_today(on),
            table_value=None if table_value is None else _dong(table_value, "table_value"),
            kind=kind or "sale",
            relation=relation,
            owned_days=owned_days,
            exempt_tax=exempt_tax,
            exempt_fee=exempt_fee,
        )
        amounts = {name: getattr(fees, name) for name in (*fees.payers, "total")}
        data: dict[str, Any] = {
            **{name: plain(amount) for name, amount in amounts.items()},
            "payers": dict(fees.payers),
            "warnings": [_coded(fault, say) for fault in fees.warnings],
        }
        lines = [
            (say.text(f"calc.{name}"), _owed(amount, fees.payers.get(name), say)) for name, amount in amounts.items()
        ]
        if (kind, relation, owned_days) != (None, None, None):
            data |= {
                "owed": {payer: plain(amount) for payer, amount in fees.owed.items()},
                "reasons": dict(fees.reasons),
            }
            lines += [(say.text(f"calc.owed_{payer}"), say.money(amount, "VND")) for payer, amount in fees.owed.items()]
        lines += [(say.text("calc.warning"), say.say(fault)) for fault in fees.warnings]
        answer(Answer(data, tuple(lines)))


@app.command("vn-conversion", help=help_text("calc.help_vn_conversion"))
def vn_conversion(
    area: Annotated[str, typer.Option(help=help_text("calc.help_area"))],
    limit: Annotated[str, typer.Option(help=help_text("calc.help_limit"))],
    residential: Annotated[str, typer.Option(help=help_text("calc.help_residential"))],
    agricultural: Annotated[str, typer.Option(help=help_text("calc.help_agricultural"))],
    on: Annotated[str | None, typer.Option("--date", help=help_text("calc.help_date"))] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Land-use fee for a conversion of land to residential use in Vietnam."""
    with answering(lang, as_json) as (say, answer):
        from deskapp.office.tariffs.vietnam import conversion_fee

        fee = conversion_fee(
            taken(parse_area(area, "VN"), "area"),
            taken(parse_area(limit, "VN"), "limit"),
            _dong(residential, "residential"),
            _dong(agricultural, "agricultural"),
            day_or_today(on),
        )
        amounts = {name: getattr(fee, name) for name in ("within", "over", "beyond", "total")}
        lines = tuple((say.text(f"calc.{name}"), say.money(amount, "VND")) for name, amount in amounts.items())
        answer(Answer({"total": plain(fee.total)}, lines))


@app.command("mortgage", help=help_text("calc.help_mortgage"))
def mortgage(
    principal: Annotated[str, typer.Option(help=help_text("calc.help_principal"))],
    annual_percent: Annotated[str, typer.Option("--annual-percent", help=help_text("calc.help_annual_percent"))],
    months: Annotated[str, typer.Option(help=help_text("calc.help_months"))],
    method: Annotated[str, typer.Option(help=help_text("calc.help_method"))],
    currency: Annotated[str, typer.Option(help=help_text("calc.help_currency"))] = "CNY",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """The first and the last monthly rate of a loan, and all its interest."""
    with answering(lang, as_json) as (say, answer):
        from deskapp.office.tariffs.loans import reckon_loan

        paid_in = next((code for code in get_args(Currency) if code == currency.upper()), None)
        if paid_in is None:
            raise DeskError("calc.currency", "currency", value=currency, known=", ".join(get_args(Currency)))
        cost = reckon_loan(
            taken(parse_typed_money(principal, paid_in), "principal"),
            figure(annual_percent, "annual_percent"),
            int(months) if months.isdecimal() and len(months) < 10 else -1,
            method,
            paid_in,
        )
        names = ("first", "last", "interest")
        told = (*names, "step") if method == "equal-principal" else names
        lines = tuple((say.text(f"calc.{name}"), say.money(getattr(cost, name), paid_in)) for name in told)
        answer(Answer({name: plain(getattr(cost, name)) for name in names}, lines))


def _judge(number: str, kind: str | None, birth: date | None) -> tuple[str, list[Fault]]:
    """A number as it is kept, and all that there is against it."""
    if kind is None:
        return number, [Fault("identity.kind_unknown", {"value": number})]
    if kind in _PHONE_KINDS:
        return _alone(parse_phone(number, _PHONE_KINDS[kind]))
    if kind == "bank-card":
        return _alone(parse_bank_card(number))
    document: IdentityKind = kind  # type: ignore[assignment]
    return normalise_identity(number, document), check_identity(number, document, today=today(), birth=birth)


def _alone(parsed: Parsed[str]) -> tuple[str, list[Fault]]:
    value, fault = parsed
    return value or "", [fault] if fault else []


def _guess(number: str) -> str | None:
    """The kind of a number that came without one, by its form alone: mobiles and cards among the documents."""
    if not check_identity(number, "vn-mst", today=today()):
        return "vn-mst"
    for kind, country in _PHONE_KINDS.items():
        if parse_phone(number, country, mobile_only=True)[0]:
            return kind
    bare = compact(number).replace("-", "")
    if bare.isdigit() and (len(bare) in (14, 16) or (len(bare) == 19 and parse_bank_card(bare)[1] is None)):
        return "bank-card"
    return guess_kind(number, "CN") or guess_kind(number, "VN")


def _country(text: str) -> Country:
    for country in get_args(Country):
        if text.upper() == country:
            return country  # type: ignore[no-any-return]
    raise DeskError("calc.country", "country", value=text)


def _dong(text: str, field: str) -> Decimal:
    return taken(parse_typed_money(text, "VND"), field)


def _owed(amount: Decimal, payer: str | None, say: Words) -> str:
    money = say.money(amount, "VND")
    return f"{money}  {say.text(f'calc.payer_{payer}')}" if payer else money


def _coded(fault: Fault, say: Words) -> str:
    return f"{fault.code}: {say.say(fault)}"
