"""What a clerk does with a sale contract up to its filing: reserve, draft, review, sign, check the seals, cancel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import select

from deskapp.cases.steps import refuse_override
from deskapp.desks.contracts.sale.drafts import ContractDraft, ReservationDraft
from deskapp.desks.contracts.sale.earnest import add_earnest, turn_earnest
from deskapp.desks.contracts.sale.limits import COUNTRY_OF, find_limit
from deskapp.desks.contracts.sale.model import ContractTemplate, SaleContract
from deskapp.desks.contracts.sale.plan import make_plan, price_charges, set_plan
from deskapp.desks.contracts.sale.rules import REVIEWED
from deskapp.errors import DeskError
from deskapp.money.charges import withdraw_charge
from deskapp.money.model import Charge
from deskapp.office.checking import refuse
from deskapp.office.deal.actions import begin_deal, change_parties, change_units, end_deal, set_sale_state
from deskapp.office.deal.drafts import DealDraft, DealUnitDraft
from deskapp.office.deal.model import Deal
from deskapp.office.deal.queries import get_deal, living_deal, unit_codes
from deskapp.office.property.model import Unit
from deskapp.store.base import record_id
from deskapp.store.reasons import checked_reason
from deskapp.store.work import Work
from deskapp.values import series
from deskapp.values.money import from_minor, to_minor
from deskapp.values.text import clean

SHOWN_LIMIT = 2_000


def reserve(work: Work, draft: ReservationDraft) -> SaleContract:
    """A unit is kept for somebody until a day (认购); the earnest money is a charge of its own.

    Without a day it is the usual number of days. ``sale_contract.unit_sold`` where another contract has the unit.
    """
    draft, faults = draft.checked(work.today)
    refuse(faults)
    price = draft.price if draft.price is not None else _list_price(work, draft.units, draft.currency)
    _refuse_sold(work, [unit.unit_id for unit in draft.units], None)
    deal = begin_deal(
        work,
        DealDraft(
            draft.units,
            draft.parties,
            draft.reserved_on,
            payer_class=draft.payer_class,
            currency=draft.currency,
        ),
        sale_state="reserved",
    )
    number = draft.number or work.number(series.RESERVATION)
    _refuse_number(work, deal.project_id, number, None)
    contract = work.add(
        SaleContract(
            office_id=deal.office_id,
            project_id=deal.project_id,
            deal_id=record_id(deal),
            number=number,
            reservation_number=number,
            currency=draft.currency,
            price=to_minor(price, draft.currency),
            reserved_on=draft.reserved_on,
            reserved_until=draft.reserved_until or _kept_until(draft.reserved_on, draft.currency),
            note=draft.note,
            state="reserved",
        )
    )
    if draft.earnest:
        add_earnest(work, record_id(deal), draft.earnest, draft.currency, draft.reserved_on)
    return contract


def extend_reservation(work: Work, contract_id: int, until: date) -> SaleContract:
    """Keep a unit until a later day."""
    contract = _living(work, contract_id)
    if contract.reserved_on is None or contract.drafted_on is not None:
        raise DeskError("reservation.none", number=contract.number)
    if until < contract.reserved_on:
        raise DeskError("draft.ends_before_start", "reserved_until")
    work.change(contract, {"reserved_until": until})
    return contract


def draft_contract(work: Work, draft: ContractDraft, reservation_id: int | None = None) -> SaleContract:
    """A contract is drafted, or a reservation becomes one; the plan's lines are charges from now on.

    The units count as reserved until it is signed.
    """
    draft, faults = draft.checked(work.today)
    refuse(faults)
    day = draft.drafted_on or work.today
    lines = make_plan(
        draft.method,
        draft.price,
        None,
        draft.down_payment,
        draft.lines,
        loan_amount=draft.loan_amount,
        currency=draft.currency,
    )
    drafted = {"drafted_on": day, "drafted_by_id": work.clerk.id, "drafted_by": work.clerk.name}
    if reservation_id is None:
        contract = _begin(work, draft, day, drafted)
    else:
        contract = _from_reservation(work, draft, reservation_id, day, drafted)
    set_plan(work, record_id(contract), lines)
    return contract


def edit_contract(work: Work, contract_id: int, draft: ContractDraft, seen: int | None = None) -> SaleContract:
    """What the form says now. What was agreed is open until the signature; a change of it takes the review back.

    ``draft.lines`` None and no other method or price keeps the plan as it is. ``seen``: ``StaleEdit`` where older.
    """
    contract = _living(work, contract_id)
    draft, faults = draft.checked(work.today)
    refuse(faults)
    if seen is not None and seen != contract.version:
        work.change(contract, {}, seen=seen)
    columns = _columns(work, draft, contract.project_id)
    agreed = {name: columns[name] for name in ("price", "method", "currency", "priced_by", "loan_amount")}
    changes = {name: value for name, value in agreed.items() if getattr(contract, name) != value}
    changed_deal = _deal_differs(work, contract, draft)
    plan_changes = bool(changes.keys() & {"price", "method", "loan_amount"}) or draft.lines is not None
    if contract.signed_on is not None and (changes or changed_deal):
        raise DeskError("sale_contract.signed", number=contract.number, day=contract.signed_on)
    number = draft.number or contract.number
    _refuse_number(work, contract.project_id, number, contract_id)
    if changed_deal:
        _refuse_sold(work, [unit.unit_id for unit in draft.units], contract.deal_id)
        change_units(work, contract.deal_id, draft.units, work.today, sale_state="reserved")
        change_parties(work, contract.deal_id, draft.parties, _began(work, contract))
    if changes or changed_deal:
        columns |= _UNREVIEWED
    work.change(contract, columns | {"number": number}, seen=seen)
    work.change(work.get(Deal, contract.deal_id), {"payer_class": draft.payer_class, "kind": draft.kind})
    if plan_changes:
        lines = make_plan(
            draft.method,
            draft.price,
            contract.signed_on,
            draft.down_payment,
            draft.lines,
            loan_amount=draft.loan_amount,
            currency=draft.currency,
        )
        set_plan(work, contract_id, lines)
    return contract


_UNREVIEWED: Mapping[str, Any] = {
    "reviewed_on": None,
    "reviewed_by_id": None,
    "reviewed_by": "",
    "review_exception": "",
}


def review_contract(work: Work, contract_id: int, day: date | None = None, exception: str = "") -> SaleContract:
    """The clauses were reviewed [b03]: by another person than drafted it, or with a reason why nobody else can.

    ``exception`` needs the right to pass the gate ``filing.reviewed``.
    """
    contract = _living(work, contract_id)
    if contract.is_reservation:
        raise DeskError("sale_contract.not_drafted", number=contract.number)
    reason = ""
    if contract.drafted_by_id is not None and contract.drafted_by_id == work.clerk.id:
        if not exception:
            raise DeskError("sale_contract.own_review", number=contract.number)
        refuse_override(work, REVIEWED)
        reason = work.reason = checked_reason(exception)
    work.change(
        contract,
        {
            "reviewed_on": _past(work, day),
            "reviewed_by_id": work.clerk.id,
            "reviewed_by": work.clerk.name,
            "review_exception": reason,
        },
    )
    return contract


def note_online_number(work: Work, contract_id: int, number: str, day: date | None = None) -> SaleContract:
    """The number of the online signing (网签号) and its day; an empty one takes it back."""
    contract = _living(work, contract_id)
    number = clean(number)
    if number:
        taken = select(SaleContract.number).where(
            SaleContract.online_number == number,
            SaleContract.id != contract_id,
            SaleContract.project_id == contract.project_id,
        )
        if other := work.session.exec(taken).first():
            raise DeskError("sale_contract.online_taken", "online_number", online=number, number=other)
    work.change(contract, {"online_number": number, "online_signed_on": _past(work, day) if number else None})
    return contract


def sign_contract(work: Work, contract_id: int, day: date | None = None) -> SaleContract:
    """Both sides have signed: the units are sold, the earnest money is part of the price, the days of filing run."""
    contract = _living(work, contract_id)
    if contract.is_reservation:
        raise DeskError("sale_contract.not_drafted", number=contract.number)
    deal = work.get(Deal, contract.deal_id)
    if deal.hold_reason:
        raise DeskError("sale_contract.held", number=contract.number, reason=deal.hold_reason)
    day = _past(work, day)
    if contract.filing_number and day != contract.signed_on:
        # the authority has the day in its record; the one of filing may not come before it either
        raise DeskError("sale_contract.filed", number=contract.number, filing=contract.filing_number)
    work.change(contract, {"signed_on": day})
    set_sale_state(work, contract.deal_id, "sold")
    for charge in price_charges(work, contract.deal_id):
        if charge.due_on is None:
            work.change(charge, {"due_on": day if charge.part != "loan" else _loan_due(contract, day)})
    turn_earnest(work, contract.deal_id)
    return contract


def note_alterations(work: Work, contract_id: int, text: str) -> SaleContract:
    """Where the paper was altered by hand (涂改) and who confirmed it; an empty text takes the note back."""
    contract = _living(work, contract_id)
    kept = "\n".join(clean(line) for line in text.splitlines()).strip()
    if len(kept) > SHOWN_LIMIT:
        raise DeskError("draft.too_long", "alterations", limit=SHOWN_LIMIT)
    work.change(contract, {"alterations": kept})
    return contract


def check_seals(
    work: Work, contract_id: int, *, complete: bool = True, note: str = "", day: date | None = None
) -> SaleContract:
    """Signatures and seals were looked at [b08]; where they are not complete ``note`` says what is missing."""
    contract, note = _living(work, contract_id), clean(note)
    if contract.signed_on is None:
        raise DeskError("sale_contract.not_signed", number=contract.number)
    if not complete and not note:
        raise DeskError("sale_contract.which_seal", "note")
    work.change(
        contract,
        {
            "seals_checked_on": _past(work, day) if complete else None,
            "seals_checked_by": work.clerk.name,
            "seals_note": note,
        },
    )
    return contract


def cancel_contract(work: Work, contract_id: int, day: date | None = None, reason: str = "") -> SaleContract:
    """A reservation or contract is off: the units are free, what was paid is free on its receipts for a refund.

    A living filing is cancelled before (``sale_contract.filed``).
    """
    contract = _living(work, contract_id)
    if contract.filing_number:
        raise DeskError("sale_contract.filed", number=contract.number, filing=contract.filing_number)
    reason, day = checked_reason(reason), _past(work, day)
    query = select(Charge).where(Charge.deal_id == contract.deal_id)
    for charge in work.session.exec(query).all():
        if charge.withdrawn_at is None and charge.purpose in ("price", "earnest_money"):
            withdraw_charge(work, record_id(charge), reason)
    end_deal(work, contract.deal_id, max(day, _began(work, contract)), reason)
    work.reason = reason
    work.change(contract, {"cancelled_on": day, "cancel_reason": reason})
    return contract


def _living(work: Work, contract_id: int) -> SaleContract:
    contract = work.get(SaleContract, contract_id)
    if contract.cancelled_on is not None:
        raise DeskError("sale_contract.cancelled", number=contract.number, day=contract.cancelled_on)
    return contract


def _past(work: Work, day: date | None) -> date:
    if day is not None and day > work.today:
        raise DeskError("sale_contract.future_day", "day")
    return day or work.today


def _begin(work: Work, draft: ContractDraft, day: date, drafted: Mapping[str, Any]) -> SaleContract:
    _refuse_sold(work, [unit.unit_id for unit in draft.units], None)
    deal = begin_deal(
        work,
        DealDraft(draft.units, draft.parties, day, draft.kind, draft.payer_class, draft.currency, draft.replaces_id),
        sale_state="reserved",
    )
    number = draft.number or work.number(series.SALE_CONTRACT)
    _refuse_number(work, deal.project_id, number, None)
    columns = {**_columns(work, draft, deal.project_id), **drafted, "number": number}
    return work.add(
        SaleContract(office_id=deal.office_id, project_id=deal.project_id, deal_id=record_id(deal), **columns)
    )


def _from_reservation(
    work: Work, draft: ContractDraft, reservation_id: int, day: date, drafted: Mapping[str, Any]
) -> SaleContract:
    contract = _living(work, reservation_id)
    if contract.drafted_on is not None:
        raise DeskError("reservation.used", number=contract.number)
    _refuse_sold(work, [unit.unit_id for unit in draft.units], contract.deal_id)
    change_units(work, contract.deal_id, draft.units, day, sale_state="reserved")
    change_parties(work, contract.deal_id, draft.parties, max(day, _began(work, contract)))
    work.change(work.get(Deal, contract.deal_id), {"payer_class": draft.payer_class, "kind": draft.kind})
    number = draft.number or work.number(series.SALE_CONTRACT)
    _refuse_number(work, contract.project_id, number, reservation_id)
    work.change(contract, {**_columns(work, draft, contract.project_id), **drafted, "number": number})
    return contract


def _columns(work: Work, draft: ContractDraft, project_id: int | None) -> dict[str, Any]:
    if draft.template_id is not None:
        template = work.get(ContractTemplate, draft.template_id)
        if template.project_id not in (None, project_id):
            raise DeskError("template.other_project", "template_id", name=template.name)
    rate = draft.penalty_rate
    return {
        "currency": draft.currency,
        "price": to_minor(draft.price, draft.currency),
        "method": draft.method,
        "priced_by": draft.priced_by,
        "bank": draft.bank,
        "loan_amount": None if draft.loan_amount is None else to_minor(draft.loan_amount, draft.currency),
        "penalty_rate": None if rate is None else int(rate * 1000),
        "template_id": draft.template_id,
        "note": draft.note,
    }


def _deal_differs(work: Work, contract: SaleContract, draft: ContractDraft) -> bool:
    deal = get_deal(work, contract.deal_id)
    units = tuple(DealUnitDraft(row.unit_id, row.area, row.inner_area, row.unit_price, row.price) for row in deal.units)
    parties = tuple((row.customer.id, row.role, row.share) for row in deal.parties)
    return units != draft.units or parties != tuple((one.customer_id, one.role, one.share) for one in draft.parties)


def _began(work: Work, contract: SaleContract) -> date:
    return work.get(Deal, contract.deal_id).began_on


def _refuse_number(work: Work, project_id: int | None, number: str, own: int | None) -> None:
    query = select(SaleContract.id).where(SaleContract.project_id == project_id, SaleContract.number == number)
    holder = work.session.exec(query).first()
    if holder is not None and holder != own:
        raise DeskError("sale_contract.number_taken", "number", number=number)


def _refuse_sold(work: Work, unit_ids: list[int], own: int | None) -> None:
    """A unit that is in another living deal is named with the contract that has it."""
    for unit_id in unit_ids:
        deal_id = living_deal(work, unit_id)
        if deal_id is None or deal_id == own:
            continue
        number = work.session.exec(select(SaleContract.number).where(SaleContract.deal_id == deal_id)).first()
        code = unit_codes(work, [unit_id])[unit_id]
        if number is None:
            raise DeskError("deal.unit_taken", "units", unit=code)
        raise DeskError("sale_contract.unit_sold", "units", unit=code, number=number)


def _list_price(work: Work, units: tuple[DealUnitDraft, ...], currency: str) -> Decimal:
    prices = [unit.price for unit in units]
    if all(price is not None for price in prices):
        return sum((price for price in prices if price is not None), Decimal(0))
    listed = [work.get(Unit, unit.unit_id).total_price for unit in units]
    if None in listed:
        raise DeskError("reservation.no_price", "price")
    return from_minor(sum(price for price in listed if price is not None), currency)


def _kept_until(day: date, currency: str) -> date | None:
    days = find_limit("reservation.days", day, COUNTRY_OF.get(currency, "")) or find_limit("reservation.days", day)
    return None if days is None else day + timedelta(days=int(days))


def _loan_due(contract: SaleContract, day: date) -> date | None:
    days = find_limit("plan.loan_days", day, COUNTRY_OF.get(contract.currency, "")) or find_limit("plan.loan_days", day)
    return None if days is None else day + timedelta(days=int(days))
