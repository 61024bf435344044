"""New contracts of a sheet, many at once: what drafting and signing make of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, Final, cast

from deskapp.desks.contracts.sale.drafts import PlanLine
from deskapp.desks.contracts.sale.keys import INDEXER, contract_keys
from deskapp.desks.contracts.sale.model import Filing, SaleContract
from deskapp.desks.contracts.sale.plan import make_plan
from deskapp.desks.contracts.sale.projection import PRICE
from deskapp.desks.contracts.sale.rules import Facts, PricePart, figures
from deskapp.desks.contracts.sale.sheet_buyers import document_of, write_buyers
from deskapp.desks.contracts.sale.sheet_doubts import basis_of
from deskapp.money.model import Charge
from deskapp.office.deal.model import Deal, DealParty, DealUnit
from deskapp.office.property.model import Unit
from deskapp.office.property.written import FoundUnit
from deskapp.sheets.columns import CURRENCY
from deskapp.sheets.judge import Known, Run
from deskapp.store.bulk import Slice
from deskapp.values.money import to_minor

_NO_FACTS: Final = {
    "reserved_on": None, "drafted_on": None, "reviewed_on": None, "online_signed_on": None, "seals_checked_on": None,
    "pre_registered_on": None, "cancelled_on": None, "reviewed_by_id": None, "drafted_by_id": None, "drafted_by": "",
    "review_exception": "", "seals_note": "",
}  # fmt: skip
_FACTS: Final = (
    "project_id", "number", "deal_id", "currency", "price", "method", "priced_by", "bank", "loan_amount",
    "online_number", "signed_on",
)  # fmt: skip
_FIGURES: Final = (
    "state", "filing_number", "filed_on", "filing_due_on", "blocked_by", "asked", "paid", "filing_gap", "next_due_on",
)  # fmt: skip


def plan_lines(values: Mapping[str, Any], currency: str) -> tuple[PlanLine, ...]:
    """The plan that a row's amounts make; what instalments begin with is told as down payment."""
    method = values.get("payment_method") or "lump_sum"
    price, down, loan = values["total_price"], values.get("down_payment"), values.get("loan_amount")
    signed_on = values.get("signed_on")
    lines = make_plan(method, price, signed_on, down, loan_amount=loan, currency=currency)
    if method == "instalments" and down and len(lines) > 1:
        lines = (replace(lines[0], part="down_payment"), *lines[1:])
    return lines


def loan_of(values: Mapping[str, Any]) -> Decimal | None:
    """What the bank is to pay, as the row says or as the down payment leaves."""
    if values.get("payment_method") != "mortgage":
        return None
    loan, down = values.get("loan_amount"), values.get("down_payment")
    if loan is None:
        loan = values["total_price"] - (down or Decimal())
    return Decimal(loan)


def complete(values: dict[str, Any]) -> None:
    """What a row of a loan buyer leaves open of down payment and loan is what the other one leaves of the price."""
    if values.get("payment_method") != "mortgage":
        values.pop("loan_amount", None)
        return
    values["loan_amount"] = loan_of(values)
    if values.get("down_payment") is None and values["loan_amount"] < values["total_price"]:
        values["down_payment"] = values["total_price"] - values["loan_amount"]


def write_contracts(slice_: Slice, run: Run, fresh: Sequence[Known]) -> None:
    """Buyers, deals, units, parties, contracts, plans and filings, each table in one go, with what follows."""
    currency = CURRENCY[run.country]
    write_buyers(slice_, run, [(known.parts["said"], known.parts["buyers"]) for known in fresh])
    for known in fresh:
        known.values.setdefault("payment_method", "lump_sum")
        complete(known.values)
    deals = _write_deals(slice_, run, fresh, currency)
    contracts = _write_contracts(slice_, fresh, deals, currency)
    _write_filings(slice_, fresh, contracts)
    loans = [deal for deal, known in zip(deals, fresh, strict=True) if known.values["payment_method"] == "mortgage"]
    slice_.work.following.mark("formalities", loans)


def _began(known: Known, today: date) -> date:
    day: date = known.values.get("signed_on") or today
    return day


def _write_deals(slice_: Slice, run: Run, fresh: Sequence[Known], currency: str) -> list[int]:
    places = [known.parts["units"][0].project_id for known in fresh]
    rows = [(place, _began(known, run.today), currency) for place, known in zip(places, fresh, strict=True)]
    first = slice_.insert(Deal, ("project_id", "began_on", "currency"), rows)
    deals = list(range(first, first + len(fresh)))
    units: list[tuple[Any, ...]] = []
    parties: list[tuple[Any, ...]] = []
    for deal, place, known in zip(deals, places, fresh, strict=True):
        since = _began(known, run.today)
        told = known.parts["units"]
        units += [
            (place, deal, unit.id, at, *_agreed(known, at, len(told), currency), since)
            for at, unit in enumerate(told, 1)
        ]
        shares = known.parts["shares"] or [(None, None)] * len(known.parts["buyers"])
        parties += [
            (place, deal, buyer.id, at, *share, document_of(buyer), since)
            for at, (buyer, share) in enumerate(zip(known.parts["buyers"], shares, strict=True), 1)
        ]
        state = "sold" if known.values.get("signed_on") else "reserved"
        for at, unit in enumerate(told, 1):
            follow_unit(slice_, unit, state, known.values if at == 1 else {})
    room = ("project_id", "deal_id", "unit_id", "position", "area", "inner_area", "unit_price", "price", "since")
    slice_.insert(DealUnit, room, units)
    party = ("project_id", "deal_id", "customer_id", "position", "share_n", "share_d", "document_id", "since")
    slice_.insert(DealParty, party, parties)
    return deals


def _agreed(known: Known, at: int, count: int, currency: str) -> tuple[Any, ...]:
    """Areas, unit price and price of a unit; of several the file says only what they cost together."""
    if at > 1:
        return (None, None, None, None)
    values = known.values
    prices = [values.get("unit_price"), values["total_price"] if count == 1 else None]
    minor = [None if amount is None else to_minor(amount, currency) for amount in prices]
    return (values.get("area"), values.get("inner_area"), *minor)


def follow_unit(slice_: Slice, unit: FoundUnit, state: str, values: Mapping[str, Any]) -> None:
    """The unit's state and its areas by contract are what the deal says."""
    now = {
        "sale_state": state,
        "contract_area": values.get("area"),
        "contract_inner_area": values.get("inner_area"),
    }
    changes = {name: value for name, value in now.items() if getattr(unit, name) != value}
    if changes:
        slice_.update(Unit, unit.id, unit.version, {name: getattr(unit, name) for name in changes}, changes)


def _write_contracts(slice_: Slice, fresh: Sequence[Known], deals: Sequence[int], currency: str) -> list[int]:
    """The contracts with their figures, and the charges of their plans."""
    work = slice_.work
    rows: list[tuple[Any, ...]] = []
    charges: list[tuple[Any, ...]] = []
    for deal, known in zip(deals, fresh, strict=True):
        facts = _facts(known, deal, currency)
        lines = [
            (line.part, to_minor(line.amount, currency), line.due_on, line.text)
            for line in plan_lines(known.values, currency)
        ]
        charged_on = facts["signed_on"] or work.today
        first = known.parts["units"][0]
        charges += [
            (facts["project_id"], known.parts["buyers"][0].id, deal, part, first.id, text, amount, charged_on, due_on)
            for part, amount, due_on, text in lines
        ]
        filed = known.values.get("filing_number") and (known.values["filing_number"], known.values["filed_on"])
        parts = [PricePart(part, amount, 0, due_on) for part, amount, due_on, _ in lines]
        follows = figures(cast("Facts", SimpleNamespace(**_NO_FACTS, **facts)), parts, filed or None)
        rows.append((*facts.values(), *(follows[name] for name in _FIGURES)))
    first_id = slice_.insert(SaleContract, (*_FACTS, *_FIGURES), rows)
    columns = ("project_id", "customer_id", "deal_id", "part", "unit_id", "text", "amount", "charged_on", "due_on")
    same = {"purpose": PRICE, "currency": currency, "entered_at": work.now, "clerk": work.clerk.name}
    slice_.insert(Charge, columns, charges, same)
    for number, known in enumerate(fresh, first_id):
        known.id, known.version = number, 1
        numbers = (known.values.get(name) or "" for name in ("online_number", "filing_number"))
        slice_.keys.append((INDEXER.kind, number, contract_keys(known.parts["number"], *numbers)))
    return list(range(first_id, first_id + len(fresh)))


def _facts(known: Known, deal: int, currency: str) -> dict[str, Any]:
    """The contract's own columns, in the order of ``_FACTS``."""
    values = known.values
    loan = values.get("loan_amount")
    return {
        "project_id": known.parts["units"][0].project_id,
        "number": known.parts["number"],
        "deal_id": deal,
        "currency": currency,
        "price": to_minor(values["total_price"], currency),
        "method": values["payment_method"],
        "priced_by": basis_of(values, currency),
        "bank": values.get("bank") or "",
        "loan_amount": None if loan is None else to_minor(loan, currency),
        "online_number": values.get("online_number") or "",
        "signed_on": values.get("signed_on"),
    }


def _write_filings(slice_: Slice, fresh: Sequence[Known], contracts: Sequence[int]) -> None:
    """Rows of the ledger for what came with a filing number."""
    filed = [
        (known.parts["units"][0].project_id, contract, known.values["filing_number"], known.values["filed_on"])
        for contract, known in zip(contracts, fresh, strict=True)
        if known.values.get("filing_number")
    ]
    insert_filings(slice_, filed)


def insert_filings(slice_: Slice, rows: Sequence[tuple[Any, ...]]) -> None:
    """Filings (project, contract, number, day) that a file brought."""
    same = {"source": "file", "entered_at": slice_.work.now, "clerk": slice_.work.clerk.name}
    slice_.insert(Filing, ("project_id", "contract_id", "number", "filed_on"), rows, same)
