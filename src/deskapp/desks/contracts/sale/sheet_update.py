"""What a sheet of contracts changes (``--update``): contract, unit of its deal, plan, filing, buyers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from sqlmodel import SQLModel, col

from deskapp.desks.contracts.sale.keys import INDEXER
from deskapp.desks.contracts.sale.model import Filing, SaleContract
from deskapp.desks.contracts.sale.plan import plan_of, price_charges, set_plan
from deskapp.desks.contracts.sale.sheet_buyers import write_buyers
from deskapp.desks.contracts.sale.sheet_stored import CONTRACT, UNIT, sale_marks
from deskapp.desks.contracts.sale.sheet_write import complete, insert_filings, plan_lines
from deskapp.money.model import Allocation, Charge
from deskapp.office.deal.model import DealUnit
from deskapp.office.property.model import Unit
from deskapp.sheets.judge import Known, Run
from deskapp.sheets.reporting import pick
from deskapp.store.audit import image
from deskapp.store.bulk import Slice, table_of
from deskapp.values.money import to_minor

Change = tuple[Known, dict[str, Any], dict[str, Any]]
PLANNED: Final = ("total_price", "payment_method", "down_payment", "loan_amount", "signed_on")
_BUYERS: Final = ("buyers", "id_kind", "id_numbers", "phone")
_AREAS: Final = {"area": "contract_area", "inner_area": "contract_inner_area"}


class _Mark(NamedTuple):
    id: int | None
    edited: str


def update_contracts(slice_: Slice, run: Run, changed: Sequence[Change]) -> None:
    """Write what differs, each thing where it belongs; what follows from it is worked out before the commit."""
    write_buyers(
        slice_, run, [known.parts["row"] for known, _, changes in changed if any(name in changes for name in _BUYERS)]
    )
    renamed = [known.id for known, _, changes in changed if "online_number" in changes and known.id is not None]
    keys = INDEXER.make(slice_.work.session, renamed)
    filings = []
    plans: list[tuple[Known, tuple[Any, ...]]] = []
    for known, before, changes in changed:
        was = {**known.values, **before}
        planned = any(name in changes for name in PLANNED)
        if planned:
            _settle_plan(known, changes)
            plans.append((known, _default_lines(was, known.parts["currency"])))
        _write_contract(slice_, known, was, changes, planned=planned)
        _write_room(slice_, known, was, changes)
        if "filing_number" in changes or "filed_on" in changes:
            filings += _write_filing(slice_, known, changes)
    insert_filings(slice_, filings)
    _write_plans(slice_, plans)
    # the filing number is a figure of the contract: its keys follow when it is worked out
    slice_.rekey(INDEXER, {number: keys.get(number, frozenset()) for number in renamed})
    work = slice_.work
    deals = [known.parts["deal_id"] for known, _, _ in changed]
    for name in ("contracts", "formalities", "chases"):
        work.following.mark(name, deals)


def _settle_plan(known: Known, changes: Mapping[str, Any]) -> None:
    """Which of the amounts is meant where the file changes the price and says only one of the parts, or none."""
    values = known.values
    if values.get("payment_method") != "mortgage":
        values["loan_amount"] = None
        if values.get("payment_method") == "lump_sum":
            values["down_payment"] = None
    elif "down_payment" in changes or ("total_price" in changes and "loan_amount" not in changes):
        values["loan_amount"] = changes.get("loan_amount")
    elif "loan_amount" in changes:
        values["down_payment"] = None
    complete(values)


def _default_lines(values: Mapping[str, Any], currency: str) -> tuple[Any, ...]:
    """The plan that a file made of these values; empty where it could not be one."""
    told = dict(values)
    if told.get("payment_method") == "mortgage" and told.get("down_payment") is None and not told.get("loan_amount"):
        return ()
    return plan_lines(told, currency)


def _write_contract(
    slice_: Slice, known: Known, was: Mapping[str, Any], changes: Mapping[str, Any], *, planned: bool
) -> None:
    """The contract's own columns; with the amounts the loan and what the price goes by."""
    names = {name for name in CONTRACT if name in changes} | ({"loan_amount"} if planned else set())
    currency = known.parts["currency"]
    old = {CONTRACT[name]: _stored(was.get(name), name, currency) for name in CONTRACT if name in names}
    new = {CONTRACT[name]: _stored(known.values.get(name), name, currency) for name in CONTRACT if name in names}
    changed = {name: value for name, value in new.items() if old[name] != value}
    if changed and known.id is not None:
        slice_.update(SaleContract, known.id, known.version, {name: old[name] for name in changed}, changed)
        known.version += 1


def _stored(value: Any, name: str, currency: str) -> Any:
    if isinstance(value, Decimal) and name in ("total_price", "loan_amount", "unit_price"):
        return to_minor(value, currency)
    return "" if value is None and name in ("bank", "online_number") else value


def _write_room(slice_: Slice, known: Known, was: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Areas and prices of the home; the unit's areas by contract are the same."""
    rooms, currency = known.parts["rooms"], known.parts["currency"]
    if not rooms:
        return
    old = {name: _stored(was.get(name), name, currency) for name in UNIT if name in changes}
    new = {name: _stored(changes[name], name, currency) for name in old}
    if "total_price" in changes and len(rooms) == 1:
        old["price"] = _stored(was.get("total_price"), "total_price", currency)
        new["price"] = _stored(changes["total_price"], "total_price", currency)
    if not new:
        return
    room = rooms[0]
    slice_.update(DealUnit, room.id, room.version, old, new)
    areas = {_AREAS[name]: value for name, value in new.items() if name in _AREAS}
    if areas and room.until is None:
        chosen = pick(Unit.version, Unit.contract_area, Unit.contract_inner_area).where(col(Unit.id) == room.unit_id)
        version, *stored = slice_.work.session.execute(chosen).one()
        there = dict(zip(_AREAS.values(), stored, strict=True))
        slice_.update(Unit, room.unit_id, version, {name: there[name] for name in areas}, areas)


def _write_filing(slice_: Slice, known: Known, changes: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """A filing that the file brought is mended; a new one is a row of the ledger."""
    filing = known.parts.get("filing")
    if filing is None:
        values = known.values
        return [(known.parts["project_id"], known.id, values["filing_number"], values["filed_on"])]
    old = {"number": filing.number, "filed_on": filing.filed_on}
    new = {"number": changes.get("filing_number", filing.number), "filed_on": changes.get("filed_on", filing.filed_on)}
    differ = {name: value for name, value in new.items() if old[name] != value}
    slice_.update(Filing, filing.id, filing.version, {name: old[name] for name in differ}, differ)
    return []


def _write_plans(slice_: Slice, plans: Sequence[tuple[Known, tuple[Any, ...]]]) -> None:
    """New plans by the desk's own action, so that what was paid pays the new charges; all of it is the batch's.

    A plan that somebody made line by line stays where only the signing day is another.
    """
    work = slice_.work
    work.session.expire_all()
    firsts: dict[type[SQLModel], int] = {model: slice_.next_id(table_of(model)) for model in (Charge, Allocation)}
    marks = []
    for known, default in plans:
        assert known.id is not None
        currency, deal_id = known.parts["currency"], known.parts["deal_id"]
        lines = plan_lines(known.values, currency)
        there = plan_of(work, deal_id)
        if there == lines or (
            there != default
            and sum(line.amount for line in there) == known.values["total_price"]
            and _same_amounts(lines, default)
        ):
            continue
        contract = work.get(SaleContract, known.id)
        edited = contract.edited
        charges = price_charges(work, deal_id)
        images = [{**image(charge), "edited": charge.edited} for charge in charges]
        set_plan(work, known.id, lines, "plan.replaced")
        for charge, before in zip(charges, images, strict=True):
            slice_.adopt_change(charge, before)
        marks.append(_Mark(known.id, edited))
        work.session.expire(contract)
    slice_.adopt(firsts)
    slice_.note_edited(SaleContract, marks)


def _same_amounts(lines: Sequence[Any], others: Sequence[Any]) -> bool:
    return [(one.part, one.amount) for one in lines] == [(one.part, one.amount) for one in others]


def mark_contracts(slice_: Slice, known: Collection[Known]) -> None:
    """Write the bookkeeping of hand-edited fields where it was read."""
    parted = sale_marks(known)
    slice_.note_edited(SaleContract, [_Mark(number, text) for number, text, _, _ in parted])
    slice_.note_edited(DealUnit, [_Mark(room, text) for _, _, room, text in parted if room])
