"""What a careful clerk sees in a contract before somebody else does [b02]: warnings, none of which refuses anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from deskapp.cases.engine import Missing
from deskapp.desks.contracts.sale.limits import COUNTRY_OF, find_limit
from deskapp.desks.contracts.sale.rules import judge_earnest, percent_of
from deskapp.office.customer.rules import is_minor
from deskapp.values.money import PLACES, round_money


@dataclass(frozen=True, slots=True)
class LintUnit:
    """A unit of a contract; ``known_area`` and ``known_inner`` are what the register of units has."""

    code: str
    area: Decimal | None
    inner_area: Decimal | None
    unit_price: Decimal | None
    price: Decimal | None
    known_area: Decimal | None = None
    known_inner: Decimal | None = None
    filed_in: str = ""
    """The number of another contract whose filing of this unit still stands."""


@dataclass(frozen=True, slots=True)
class LintParty:
    """A party of a contract; ``number`` is the document signed with, ``told_birth`` the day of birth that it says."""

    name: str
    role: str
    kind: str = "person"
    number: str = ""
    valid_until: date | None = None
    birth: date | None = None
    told_birth: date | None = None
    phone: str = ""
    is_main: bool = True


@dataclass(frozen=True, slots=True)
class LintFacts:
    """What is looked at; amounts in ``currency``. ``template`` is empty where none is named."""

    price: Decimal
    currency: str
    method: str
    priced_by: str
    units: tuple[LintUnit, ...]
    parties: tuple[LintParty, ...]
    asked: Decimal = Decimal(0)
    down_payment: Decimal = Decimal(0)
    loan: Decimal = Decimal(0)
    loan_amount: Decimal | None = None
    bank: str = ""
    earnest: Decimal = Decimal(0)
    alterations: str = ""
    template: str = ""
    template_from: date | None = None
    template_to: date | None = None
    reserved_until: date | None = None
    drafted_on: date | None = None
    reviewed_on: date | None = None
    online_number: str = ""
    signed_on: date | None = None
    papers: tuple[Any, ...] = ()
    """Names of papers that a case of the contract still misses, each in one language or as a procedure has them."""


def lint_contract(facts: LintFacts, today: date) -> list[Missing]:
    """Everything that was found, in the order of the paper: parties, units and areas, price and plan, the text."""
    return [*_parties(facts, today), *_units(facts), *_price(facts, today), *_text(facts, today)]


def multiplies(area: Decimal, unit_price: Decimal, price: Decimal, currency: str) -> Decimal | None:
    """By how much a price differs from area times unit price; None where it is what they make.

    A unit price is printed rounded: half its last decimal over the whole area is no difference.
    """
    step = Decimal(1).scaleb(-PLACES[currency]) / 2
    made = area * unit_price
    difference = price - made
    return None if abs(difference) <= area * step + step else round_money(difference, currency)


def _parties(facts: LintFacts, today: date) -> Iterator[Missing]:
    day = facts.signed_on or today
    guarded = any(one.role == "guardian" for one in facts.parties)
    buyers = [one for one in facts.parties if one.role == "buyer"]
    for party in facts.parties:
        if not party.number:
            yield Missing("lint.no_document", {"name": party.name}, "customer")
        elif party.valid_until is not None and party.valid_until < day:
            yield Missing("lint.document_expired", {"name": party.name, "day": party.valid_until}, "customer")
        if party.told_birth is not None and party.birth is not None and party.told_birth != party.birth:
            values = {"name": party.name, "birth": party.birth, "told": party.told_birth}
            yield Missing("lint.birth_differs", values, "reception")
        if party.number and not party.is_main:
            yield Missing("lint.document_replaced", {"name": party.name}, "reception")
    for party in buyers:
        if is_minor(party.birth or party.told_birth, day) and not guarded:
            yield Missing("lint.minor_alone", {"name": party.name}, "customer")
    numbers = [one.number for one in facts.parties if one.number and one.role == "buyer"]
    if len(set(numbers)) < len(numbers):
        yield Missing("lint.same_document", {}, "reception")
    if buyers and not any(one.phone for one in buyers):
        yield Missing("lint.no_phone", {}, "reception")


def _units(facts: LintFacts) -> Iterator[Missing]:
    for unit in facts.units:
        for area, known in ((unit.area, unit.known_area), (unit.inner_area, unit.known_inner)):
            if area is not None and known is not None and area != known:
                yield Missing("lint.area_differs", {"unit": unit.code, "area": area, "known": known}, "sales")
        if unit.area is not None and unit.inner_area is not None and unit.inner_area > unit.area:
            values = {"unit": unit.code, "area": unit.area, "inner": unit.inner_area}
            yield Missing("lint.inner_larger", values, "sales")
        if facts.priced_by != "unit" and (found := _product(unit, facts)):
            yield found
        if unit.filed_in:
            yield Missing("lint.unit_filed", {"unit": unit.code, "number": unit.filed_in}, "authority")


def _product(unit: LintUnit, facts: LintFacts) -> Missing | None:
    """A price that its area and unit price do not make."""
    base, unit_price, price = unit.inner_area if facts.priced_by == "inner" else unit.area, unit.unit_price, unit.price
    if base is None or unit_price is None or price is None:
        return None
    difference = multiplies(base, unit_price, price, facts.currency)
    if difference is None:
        return None
    amounts = {"area": base, "unit_price": unit_price, "price": price, "difference": difference}
    return Missing("lint.multiplies", {"unit": unit.code, **amounts}, "sales")


def _price(facts: LintFacts, today: date) -> Iterator[Missing]:
    prices = [unit.price for unit in facts.units if unit.price is not None]
    if prices and len(prices) == len(facts.units) and sum(prices) != facts.price:
        yield Missing("lint.units_sum", {"sum": sum(prices), "price": facts.price}, "sales")
    if facts.drafted_on is not None and facts.asked != facts.price:
        yield Missing("lint.plan_sum", {"sum": facts.asked, "price": facts.price}, "sales")
    day = facts.signed_on or facts.drafted_on or today
    country = COUNTRY_OF.get(facts.currency, "")
    if facts.method == "mortgage" and facts.drafted_on is not None:
        if facts.loan_amount is not None and facts.loan_amount != facts.loan:
            yield Missing("lint.loan_sum", {"loan": facts.loan_amount, "planned": facts.loan}, "sales")
        if not facts.bank:
            yield Missing("lint.no_bank", {}, "sales")
        least = find_limit("down_payment.share", day, country)
        if least is not None and facts.down_payment < facts.price * least:
            values = {"down_payment": facts.down_payment, "percent": percent_of(least)}
            yield Missing("lint.down_payment_low", values, "sales")
    if facts.earnest:
        yield from judge_earnest(facts.price, facts.earnest, facts.drafted_on or today, country)


def _text(facts: LintFacts, today: date) -> Iterator[Missing]:
    if facts.alterations:
        yield Missing("lint.altered", {"where": facts.alterations.splitlines()[0]}, "customer")
    for paper in facts.papers:
        yield Missing("lint.paper_missing", {"paper": paper}, "customer")
    if facts.drafted_on is None:
        if facts.reserved_until is not None and facts.reserved_until < today:
            yield Missing("lint.reservation_over", {"day": facts.reserved_until}, "sales")
        return
    if not facts.template:
        yield Missing("lint.no_template", {}, "sales")
    else:
        day = facts.signed_on or today
        if (facts.template_from is not None and day < facts.template_from) or (
            facts.template_to is not None and day > facts.template_to
        ):
            yield Missing("lint.template_old", {"template": facts.template, "day": day}, "sales")
    if facts.signed_on is not None:
        if facts.reviewed_on is None or facts.reviewed_on > facts.signed_on:
            yield Missing("lint.signed_unreviewed", {"day": facts.signed_on}, "legal")
        if not facts.online_number:
            yield Missing("lint.no_online", {}, "sales")


def codes(found: Iterable[Missing]) -> list[str]:
    """What was found, by code alone."""
    return [one.code for one in found]
