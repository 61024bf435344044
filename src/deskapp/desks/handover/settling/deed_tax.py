"""Deed tax (契税) by dated rows: which home of the family it is, how large, declared on which day; and its reliefs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from deskapp.cases.procedure import Texts
from deskapp.desks.handover.settling.model import DUE_KINDS
from deskapp.desks.handover.settling.rows_toml import read_file, rows_of
from deskapp.errors import DeskError
from deskapp.office.tariffs.rates import Validity, shipped_tariffs
from deskapp.values.money import round_money

EFFECTS: Final = ("none", "excess")
_LAW: Final = "CN"


@dataclass(frozen=True, slots=True)
class Band:
    """The rates of one home of a family: ``low`` up to ``up_to`` m², itself included, else ``high``."""

    home: int
    up_to: Decimal
    low: Decimal
    high: Decimal
    tier1: bool
    validity: Validity


@dataclass(frozen=True, slots=True)
class LegalRate:
    """The rate of everything that no band relieves."""

    rate: Decimal
    validity: Validity


@dataclass(frozen=True, slots=True)
class Relief:
    """A reason that frees of a due, wholly (``none``) or up to an amount (``excess``)."""

    code: str
    kinds: tuple[str, ...]
    effect: str
    how: str
    name: Texts
    proof: Texts
    validity: Validity


@dataclass(frozen=True, slots=True)
class DeedTax:
    """The tax; ``base`` is the price without VAT, ``rule`` what the rate stands in."""

    rate_percent: Decimal
    base: Decimal
    tax: Decimal
    rule: str


def deed_tax(
    price: Decimal,
    area: Decimal,
    home: int,
    day: date,
    *,
    tier1: bool = False,
    vat_percent: Decimal | None = None,
    relieved: bool = True,
    legal: Decimal | None = None,
) -> DeedTax:
    """The tax on a price without VAT, or on what remains of one that has ``vat_percent`` in it, rounded once.

    ``relieved`` False for a company or what is no dwelling; ``legal`` a province's own rate. ``day`` is that of the
    declaration (契税法 art. 9, 10). ``deed_tax.home`` below the first home, ``tariff.no_rate`` before the first row.
    """
    if home < 1:
        raise DeskError("settle.home_number", "home", value=home)
    base = price if vat_percent is None else price_without_vat(price, vat_percent)
    rate, rule = _rate(area, home, day, tier1, relieved, legal)
    return DeedTax(rate, round_money(base, "CNY"), round_money(base * rate / 100, "CNY"), rule)


def price_without_vat(price: Decimal, vat_percent: Decimal) -> Decimal:
    """The base of the tax of a price that has VAT in it, unrounded: / 1.09 usually, / 1.05 simplified."""
    return price / (1 + vat_percent / 100)


def registration_fee(price: Decimal, day: date) -> DeedTax:
    """Lệ phí trước bạ in Vietnam: a share of the price, at most the cap (Nghị định 10/2022)."""
    rates = shipped_tariffs()
    rate, cap = rates.rate("vn.registration_fee.rate", day), rates.rate("vn.registration_fee.cap", day)
    fee = min(round_money(price * rate, "VND"), cap)
    return DeedTax(rate * 100, price, fee, "vn.registration_fee")


def _rate(
    area: Decimal, home: int, day: date, tier1: bool, relieved: bool, legal: Decimal | None
) -> tuple[Decimal, str]:
    for band in shipped_bands() if relieved else ():
        if band.home == home and band.validity.holds(day) and (band.tier1 or not tier1):
            return (band.low if area <= band.up_to else band.high), band.validity.source
    if legal is not None:
        return legal, ""
    for row in shipped_legal():
        if row.validity.holds(day) and row.validity.jurisdiction == _LAW:
            return row.rate, row.validity.source
    raise DeskError("tariff.no_rate", "date", rate="deed_tax", day=day)


@cache
def shipped_bands() -> tuple[Band, ...]:
    """The bands of ``deed_tax.toml``."""
    return parse_bands(read_file("deed_tax.toml"))


@cache
def shipped_legal() -> tuple[LegalRate, ...]:
    """The legal rates of ``deed_tax.toml``."""
    return tuple(LegalRate(row.number("rate"), row.validity()) for row in rows_of(read_file("deed_tax.toml"), "legal"))


@cache
def shipped_reliefs() -> tuple[Relief, ...]:
    """The rows of ``reliefs.toml``."""
    return parse_reliefs(read_file("reliefs.toml"))


def reliefs_of(kind: str, country: str, day: date) -> tuple[Relief, ...]:
    """The reasons that free of a kind of due on a day in a country."""
    return tuple(
        one
        for one in shipped_reliefs()
        if kind in one.kinds and one.validity.jurisdiction in ("*", country) and one.validity.holds(day)
    )


def parse_bands(text: str) -> tuple[Band, ...]:
    """Bands of a TOML text; ``tariff.file`` names the first that cannot be used."""
    return tuple(
        Band(
            row.whole("home"), row.number("up_to"), row.number("low"), row.number("high"),
            row.flag("tier1", default=True), row.validity(),
        )
        for row in rows_of(text, "band")
    )  # fmt: skip


def parse_reliefs(text: str) -> tuple[Relief, ...]:
    """Reliefs of a TOML text; ``tariff.file`` names the first that cannot be used."""
    return tuple(
        Relief(
            row.text("code"), row.codes("kinds", DUE_KINDS), row.text("effect", EFFECTS),
            row.text("how", ("relieved", "not_due")), row.texts("name"), row.texts("proof"), row.validity(),
        )
        for row in rows_of(text, "relief")
    )  # fmt: skip
