"""What a row of contracts warns of: figures that do not multiply, days that cannot be, filings with shut gates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from deskapp.desks.contracts.sale.lint import multiplies
from deskapp.desks.contracts.sale.rules import PAID, REVIEWED, SEALED
from deskapp.errors import Problem
from deskapp.locale import Key as Word
from deskapp.sheets.columns import CURRENCY
from deskapp.sheets.judge import Entry, Known, Row, Run
from deskapp.values.money import from_minor

SHUT: Final = {
    PAID: "filing_gate_short.paid_no", REVIEWED: "filing_gate_short.reviewed_no", SEALED: "filing_gate_short.sealed_no"
}  # fmt: skip
_FRESH_SHUT: Final = ",".join((PAID, REVIEWED, SEALED))


def doubts(run: Run, row: Row, entry: Entry, known: Known | None) -> list[Problem]:
    """Warnings of a row that is taken; each says what to look at."""
    values = entry.values if known is None else {**known.values, **entry.values}
    told = [*_plan(values), *_days(run, values), *_filing(run, str(row.values["number"]), values, known)]
    if len(entry.parts["texts"]) == 1:
        told += _price(run, values, entry.parts["texts"][0])
    if row.values.get("payment_method") == "lump_sum" and row.values.get("down_payment"):
        told.append(("down_payment", "contract.down_ignored", {}))
    spoken = [one for one in told if known is None or one[1] == "contract.filed_shut" or one[0] in entry.values]
    return [replace(run.problem(row, column, code, **facts), warning=True) for column, code, facts in spoken]


Told = tuple[str, str, dict[str, Any]]


def basis_of(values: Mapping[str, Any], currency: str) -> str:
    """Which area the price goes by: the one that comes to it, gross where neither does."""
    total, unit_price, inner = values.get("total_price"), values.get("unit_price"), values.get("inner_area")
    area = values.get("area")
    if total is None or unit_price is None or inner is None:
        return "gross"
    if area is not None and multiplies(area, unit_price, total, currency) is None:
        return "gross"
    return "inner" if multiplies(inner, unit_price, total, currency) is None else "gross"


def _price(run: Run, values: Mapping[str, Any], unit: str) -> Iterator[Told]:
    """The price is what an area comes to, or nobody knows how it was reckoned [b02]."""
    currency = CURRENCY[run.country]
    total, unit_price = values.get("total_price"), values.get("unit_price")
    area = values.get("inner_area" if basis_of(values, currency) == "inner" else "area")
    if total is not None and unit_price is not None and area is not None:
        difference = multiplies(area, unit_price, total, currency)
        if difference is not None:
            facts = {"unit": unit, "area": area, "unit_price": unit_price, "price": total, "difference": difference}
            yield "total_price", "lint.multiplies", facts


def _plan(values: Mapping[str, Any]) -> Iterator[Told]:
    """Down payment and loan come to the price."""
    total, down, loan = (values.get(name) for name in ("total_price", "down_payment", "loan_amount"))
    if values.get("payment_method") == "mortgage" and total and down and loan and down + loan != total:
        yield "loan_amount", "lint.loan_sum", {"loan": loan, "planned": total - down}


def _days(run: Run, values: Mapping[str, Any]) -> Iterator[Told]:
    signed, filed = values.get("signed_on"), values.get("filed_on")
    if signed is not None and signed > run.today:
        yield "signed_on", "contract.signed_ahead", {}
    if filed is not None and filed > run.today:
        yield "filed_on", "contract.filed_ahead", {}
    if signed is not None and filed is not None and filed < signed:
        yield "filed_on", "contract.filed_before_signed", {"signed": signed}


def _filing(run: Run, number: str, values: Mapping[str, Any], known: Known | None) -> Iterator[Told]:
    """A contract that counts as filed because a file says so, though the gates would not let it pass today."""
    if not values.get("filing_number"):
        return
    filing = None if known is None else known.parts.get("filing")
    if filing is not None and filing.source != "file":
        return
    # nothing is paid yet on a contract that comes in, and nobody here has reviewed it
    stored = known is not None and known.id is not None
    blocked = known.parts.get("blocked_by", "") if known is not None and stored else _FRESH_SHUT
    gap = known.parts.get("filing_gap", 0) if known is not None and stored else 0
    if blocked:
        shut = tuple(Word(SHUT[gate]) for gate in blocked.split(",") if gate in SHUT)
        currency = CURRENCY[run.country]
        missing = from_minor(gap, currency) if stored else wanted_first(values)
        yield "filing_number", "contract.filed_shut", {"number": number, "gates": shut, "gap": missing}


def wanted_first(values: Mapping[str, Any]) -> Decimal:
    """What has to be paid before filing: the down payment of a loan buyer, else all of it."""
    total, down, loan = (values.get(name) for name in ("total_price", "down_payment", "loan_amount"))
    total = total or Decimal()
    if values.get("payment_method") != "mortgage":
        return total
    return down if down is not None else total - (loan or Decimal())
