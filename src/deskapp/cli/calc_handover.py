"""``deskapp calc area``, ``deed-tax``, ``fund``, ``late-delivery``: what is settled before a key is handed over."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, get_args
from unicodedata import normalize

import typer

from deskapp.cli.calc import app
from deskapp.cli.calculating import (
    Answer,
    Json,
    Lang,
    answering,
    day_or_today,
    figure,
    help_text,
    plain,
    refuse_unknown,
)
from deskapp.errors import DeskError
from deskapp.locale import Words
from deskapp.values import Currency
from deskapp.values.money import parse_typed_money

Money = Annotated[str, typer.Option(help=help_text("calc.help_currency"))]


@app.command("area", help=help_text("calc.help_area_difference"))
def area(
    contract: Annotated[str, typer.Option(help=help_text("calc.help_contract_area"))],
    measured: Annotated[str, typer.Option(help=help_text("calc.help_measured_area"))],
    price: Annotated[str, typer.Option(help=help_text("calc.help_unit_price"))],
    threshold: Annotated[str, typer.Option(help=help_text("calc.help_threshold"))] = "3",
    other_contract: Annotated[str, typer.Option("--other-contract", help=help_text("calc.help_other_contract"))] = "",
    other_measured: Annotated[str, typer.Option("--other-measured", help=help_text("calc.help_other_measured"))] = "",
    currency: Money = "CNY",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """The money that a difference of areas makes, and whether the buyer may cancel."""
    with answering(lang, as_json) as (say, answer):
        from deskapp.desks.handover.settling.area import Clause, settle_difference

        refuse_unknown(currency, get_args(Currency), "calc.currency", "currency")
        others = []
        if other_contract or other_measured:
            pair = _area(other_contract, "other_contract"), _above_zero(other_measured, "other_measured")
            if not pair[0]:
                raise DeskError("settle.area_zero", "other_contract")
            others.append(pair)
        found = settle_difference(
            _area(contract, "contract"),
            _above_zero(measured, "measured"),
            _amount(price, "price", currency),
            Clause("threshold", _percent(threshold, "threshold")),
            others,
            currency,
        )
        data = {
            "ratio_percent": plain(found.ratio_percent),
            "amount": plain(found.amount),
            "may_cancel": found.may_cancel,
        }
        lines = (
            (say.text("calc.ratio"), f"{say.number(found.ratio_percent)} %"),
            (say.text(f"calc.area_{found.branch}"), _who_pays(found.amount, currency, say)),
            (say.text("calc.may_cancel"), say.text("answer.yes" if found.may_cancel else "answer.no")),
        )
        answer(Answer(data, lines))


@app.command("deed-tax", help=help_text("calc.help_deed_tax"))
def deed_tax(
    price: Annotated[str, typer.Option(help=help_text("calc.help_tax_price"))],
    area: Annotated[str, typer.Option(help=help_text("calc.help_tax_area"))],
    home: Annotated[str, typer.Option(help=help_text("calc.help_home"))],
    on: Annotated[str | None, typer.Option("--date", help=help_text("calc.help_tax_date"))] = None,
    tier1: Annotated[bool, typer.Option("--tier1", help=help_text("calc.help_tier1"))] = False,
    vat_percent: Annotated[str | None, typer.Option("--vat-percent", help=help_text("calc.help_vat"))] = None,
    legal_percent: Annotated[str | None, typer.Option("--legal-percent", help=help_text("calc.help_legal"))] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Deed tax of an individual's home in China by the rows of the day."""
    with answering(lang, as_json) as (say, answer):
        from deskapp.desks.handover.settling.deed_tax import deed_tax as work_out

        found = work_out(
            _amount(price, "price", "CNY"),
            _above_zero(area, "area"),
            _whole(home, "home"),
            day_or_today(on),
            tier1=tier1,
            vat_percent=None if vat_percent is None else _percent(vat_percent, "vat_percent"),
            legal=None if legal_percent is None else _percent(legal_percent, "legal_percent"),
        )
        data = {"rate_percent": f"{found.rate_percent.normalize():f}", "tax": plain(found.tax)}
        lines = [
            (say.text("calc.tax_base"), say.money(found.base, "CNY")),
            (say.text("calc.tax_rate"), f"{say.number(found.rate_percent)} %"),
            (say.text("calc.deed_tax"), say.money(found.tax, "CNY")),
        ]
        if found.rule:
            lines.append((say.text("calc.by_rule"), found.rule))
        answer(Answer(data, tuple(lines)))


@app.command("fund", help=help_text("calc.help_fund"))
def fund(
    area: Annotated[str, typer.Option(help=help_text("calc.help_fund_area"))],
    tariff: Annotated[str, typer.Option(help=help_text("calc.help_tariff"))],
    paid_area: Annotated[str, typer.Option("--paid-area", help=help_text("calc.help_paid_area"))] = "",
    currency: Money = "CNY",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """The first deposit of the maintenance fund, or what is left of it where another area was paid for."""
    with answering(lang, as_json) as (say, answer):
        from deskapp.desks.handover.settling.fund import adjustment, fund_amount

        refuse_unknown(currency, get_args(Currency), "calc.currency", "currency")
        whole, rate = _area(area, "area"), _amount(tariff, "tariff", currency)
        if paid_area:
            amount = adjustment(whole, _area(paid_area, "paid_area"), rate, currency)
        else:
            amount = fund_amount(whole, rate, currency=currency)
        answer(Answer({"amount": plain(amount)}, ((say.text("calc.fund"), say.money(amount, currency)),)))


@app.command("late-delivery", help=help_text("calc.help_late_delivery"))
def late_delivery(
    paid: Annotated[str, typer.Option(help=help_text("calc.help_paid"))],
    daily_percent: Annotated[str, typer.Option("--daily-percent", help=help_text("calc.help_daily_percent"))],
    days: Annotated[str, typer.Option(help=help_text("calc.help_late_days"))],
    currency: Money = "CNY",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """The penalty of a late handover: a share a day of what was paid."""
    with answering(lang, as_json) as (say, answer):
        from deskapp.desks.handover.settling.late import late_penalty

        refuse_unknown(currency, get_args(Currency), "calc.currency", "currency")
        amount = late_penalty(
            _amount(paid, "paid", currency), _percent(daily_percent, "daily_percent"), _whole(days, "days"), currency
        )
        answer(Answer({"amount": plain(amount)}, ((say.text("calc.penalty"), say.money(amount, currency)),)))


def _area(text: str, field: str) -> Decimal:
    """An area exactly as it is told: a survey may have more decimals than a contract, and a limit is met exactly."""
    bare = normalize("NFKC", text).strip().lower().removesuffix("m2").removesuffix("㎡")
    return _not_below(figure(bare, field), text, field)


def _above_zero(text: str, field: str) -> Decimal:
    """An area of something that is there: a home of no area has neither a difference nor a tax."""
    area = _area(text, field)
    if not area:
        raise DeskError("calc.area_zero", field, value=text)
    return area


def _amount(text: str, field: str, currency: str) -> Decimal:
    """An amount or a price a square metre, exactly; with the short words of a counter (80万, 1,5 tỷ) too."""
    try:
        return _not_below(figure(text, field), text, field)
    except DeskError:
        known: Currency = currency  # type: ignore[assignment]
        amount, fault = parse_typed_money(text, known)
        if amount is None:
            raise DeskError(fault.code if fault else "calc.figure", field, **(fault.values if fault else {})) from None
        return amount


def _percent(text: str, field: str) -> Decimal:
    return _not_below(figure(text, field), text, field)


def _not_below(value: Decimal, text: str, field: str) -> Decimal:
    if value < 0:
        raise DeskError("calc.below_zero", field, value=text)
    return value


def _whole(text: str, field: str) -> int:
    if not text.strip().isdecimal() or len(text.strip()) > 9:
        raise DeskError("calc.whole", field, value=text)
    return int(text)


def _who_pays(amount: Decimal, currency: str, say: Words) -> str:
    key = "calc.buyer_pays" if amount > 0 else "calc.seller_pays" if amount < 0 else "calc.nobody_pays"
    return f"{say.money(abs(amount), currency)}  {say.text(key)}"
