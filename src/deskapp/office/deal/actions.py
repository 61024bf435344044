"""What a clerk does with a deal: begin and end it, change its units and its parties, hold it while they dispute.

The units' sale state and their areas by contract follow in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from deskapp.errors import DeskError
from deskapp.office.checking import refuse
from deskapp.office.customer.model import Customer, CustomerDocument
from deskapp.office.customer.rows import find_survivors, get_survivor, refuse_blocked
from deskapp.office.deal.drafts import DealDraft, DealUnitDraft, PartyDraft, judge_units
from deskapp.office.deal.model import PAYER_CLASSES, Deal, DealParty, DealUnit
from deskapp.office.deal.rules import judge_parties
from deskapp.office.property.model import Building, Unit
from deskapp.office.property.rules import read_share, show_share
from deskapp.store.base import record_id
from deskapp.store.reasons import checked_reason
from deskapp.store.work import Work
from deskapp.values.money import to_minor
from deskapp.values.rooms import unit_code


def begin_deal(work: Work, draft: DealDraft, *, sale_state: str = "sold") -> Deal:
    """Units go to parties from a day on; ``sale_state`` is what the units are from now on (reserved, sold).

    ``deal.unit_taken`` where one of them is in a living deal already.
    """
    draft, faults = draft.checked()
    refuse(faults)
    units = [work.get(Unit, unit.unit_id) for unit in draft.units]
    if len({unit.project_id for unit in units}) > 1:
        raise DeskError("deal.other_project", "units")
    deal = work.add(
        Deal(
            office_id=units[0].office_id,
            project_id=units[0].project_id,
            kind=draft.kind,
            payer_class=draft.payer_class,
            currency=draft.currency,
            began_on=draft.began_on,
            replaces_id=draft.replaces_id,
        )
    )
    for position, unit in enumerate(draft.units, 1):
        _add_unit(work, deal, position, unit, draft.began_on, sale_state)
    for position, party in enumerate(draft.parties, 1):
        _add_party(work, deal, position, party, draft.began_on, None)
    return deal


def change_units(
    work: Work, deal_id: int, units: Sequence[DealUnitDraft], day: date, *, sale_state: str = "sold"
) -> Deal:
    """What the units of a deal are from now on: what was mistyped is mended, one that is not among them is free."""
    deal = _living(work, deal_id)
    if fault := judge_units(tuple(units)):
        raise DeskError(fault.code, "units", **fault.values)
    there = {row.unit_id: row for row in _unit_rows(work, deal_id)}
    for unit_id in there.keys() - {unit.unit_id for unit in units}:
        _end_unit(work, there[unit_id], day)
    for position, draft in enumerate(units, 1):
        row = there.get(draft.unit_id)
        if row is None:
            _add_unit(work, deal, position, draft, day, sale_state)
            continue
        work.change(row, {"position": position, **_columns(draft, deal.currency)})
        _follow(work, draft, sale_state)
    return deal


def change_parties(
    work: Work, deal_id: int, parties: Sequence[PartyDraft], day: date, case_id: int | None = None
) -> Deal:
    """Who is party to a deal from a day on; rows of before end on that day and stay, ``case_id`` is why."""
    deal = _living(work, deal_id)
    if fault := judge_parties([(one.customer_id, one.role, one.share) for one in parties]):
        raise DeskError(fault.code, "parties", **fault.values)
    if day < deal.began_on:
        raise DeskError("deal.before_it_began", "day", day=deal.began_on)
    wanted = [replace(one, customer_id=record_id(get_survivor(work, one.customer_id))) for one in parties]
    rows = _party_rows(work, deal_id)
    living = find_survivors(work, {row.customer_id for row in rows})
    stays = {(living[row.customer_id], row.role, read_share(row)): row for row in rows}
    for position, draft in enumerate(wanted, 1):
        row = stays.pop((draft.customer_id, draft.role, draft.share), None)
        if row is None:
            _add_party(work, deal, position, draft, day, case_id)
        elif row.position != position:
            work.change(row, {"position": position})
    for row in stays.values():
        _end_party(work, deal, row, day)
    return deal


def end_deal(work: Work, deal_id: int, day: date, reason: str) -> Deal:
    """The units are free again from a day on; who was party to it is kept."""
    deal = _living(work, deal_id)
    reason = _reasoned(work, reason)
    if day < deal.began_on:
        raise DeskError("deal.before_it_began", "day", day=deal.began_on)
    for unit in _unit_rows(work, deal_id):
        _end_unit(work, unit, day)
    for party in _party_rows(work, deal_id):
        _end_party(work, deal, party, day)
    work.change(deal, {"ended_on": day, "end_reason": reason, "hold_reason": "", "held_since": None})
    return deal


def hold_deal(work: Work, deal_id: int, reason: str) -> Deal:
    """From now on no party may act alone, as with former spouses in dispute."""
    deal = _living(work, deal_id)
    work.change(deal, {"hold_reason": _reasoned(work, reason), "held_since": deal.held_since or work.now})
    return deal


def release_deal(work: Work, deal_id: int, reason: str) -> Deal:
    """The dispute is over; ``reason`` says how (agreement, judgment)."""
    deal = _living(work, deal_id)
    if not deal.hold_reason:
        raise DeskError("deal.not_held")
    _reasoned(work, reason)
    work.change(deal, {"hold_reason": "", "held_since": None})
    return deal


def set_payer_class(work: Work, deal_id: int, payer_class: str) -> Deal:
    """Say whose money it is: that of a retail buyer, a bulk buyer, or of construction for others."""
    if payer_class not in PAYER_CLASSES:
        raise DeskError("draft.choice", "payer_class", value=payer_class)
    deal = _living(work, deal_id)
    work.change(deal, {"payer_class": payer_class})
    return deal


def set_sale_state(work: Work, deal_id: int, sale_state: str) -> None:
    """What the units of a deal are from now on, such as sold after they were reserved."""
    for row in _unit_rows(work, deal_id):
        work.change(work.get(Unit, row.unit_id), {"sale_state": sale_state})


def _living(work: Work, deal_id: int) -> Deal:
    deal = work.get(Deal, deal_id)
    if deal.ended_on is not None:
        raise DeskError("deal.ended", day=deal.ended_on)
    return deal


def _reasoned(work: Work, reason: str) -> str:
    work.reason = checked_reason(reason)
    return work.reason


def _unit_rows(work: Work, deal_id: int) -> list[DealUnit]:
    rows = select(DealUnit).where(DealUnit.deal_id == deal_id, col(DealUnit.until).is_(None))
    return list(work.session.exec(rows.order_by(col(DealUnit.position), col(DealUnit.id))))


def _party_rows(work: Work, deal_id: int) -> list[DealParty]:
    rows = select(DealParty).where(DealParty.deal_id == deal_id, col(DealParty.until).is_(None))
    return list(work.session.exec(rows.order_by(col(DealParty.position), col(DealParty.id))))


def _code(work: Work, unit: Unit) -> str:
    return unit_code(work.get(Building, unit.building_id).code, unit.entrance, unit.room)


def _add_unit(work: Work, deal: Deal, position: int, draft: DealUnitDraft, day: date, sale_state: str) -> None:
    unit = work.get(Unit, draft.unit_id)
    if unit.project_id != deal.project_id:
        raise DeskError("deal.other_project", "units")
    taken = select(DealUnit.deal_id).where(DealUnit.unit_id == draft.unit_id, col(DealUnit.until).is_(None))
    if work.session.exec(taken).first() is not None:
        raise DeskError("deal.unit_taken", "units", unit=_code(work, unit))
    if unit.sale_state == "not_for_sale":
        raise DeskError("deal.not_for_sale", "units", unit=_code(work, unit))
    work.add(
        DealUnit(
            office_id=deal.office_id,
            project_id=deal.project_id,
            deal_id=record_id(deal),
            unit_id=draft.unit_id,
            position=position,
            since=day,
            **_columns(draft, deal.currency),
        )
    )
    _follow(work, draft, sale_state)


def _columns(draft: DealUnitDraft, currency: str) -> dict[str, Any]:
    def minor(amount: Decimal | None) -> int | None:
        return None if amount is None else to_minor(amount, currency)

    prices = {"unit_price": minor(draft.unit_price), "price": minor(draft.price)}
    return {"area": draft.area, "inner_area": draft.inner_area, **prices}


def _follow(work: Work, draft: DealUnitDraft, sale_state: str) -> None:
    """The unit's state and its areas by contract are what the deal says."""
    areas = {"contract_area": draft.area, "contract_inner_area": draft.inner_area}
    work.change(work.get(Unit, draft.unit_id), {"sale_state": sale_state, **areas})


def _end_unit(work: Work, row: DealUnit, day: date) -> None:
    work.change(row, {"until": max(day, row.since)})
    free = {"sale_state": "unsold", "contract_area": None, "contract_inner_area": None}
    work.change(work.get(Unit, row.unit_id), free)


def _add_party(work: Work, deal: Deal, position: int, draft: PartyDraft, day: date, case_id: int | None) -> None:
    customer = get_survivor(work, draft.customer_id)
    refuse_blocked(customer)
    if draft.role == "buyer" and customer.deceased_on is not None and customer.deceased_on <= day:
        raise DeskError("deal.deceased", "parties", name=customer.name)
    share_n, share_d = draft.share or (None, None)
    party = work.add(
        DealParty(
            office_id=deal.office_id,
            project_id=deal.project_id,
            deal_id=record_id(deal),
            customer_id=record_id(customer),
            role=draft.role,
            position=position,
            share_n=share_n,
            share_d=share_d,
            document_id=_document(work, customer, draft),
            since=day,
            case_id=case_id,
        )
    )
    _note(work, deal, party, "since", day)


def _end_party(work: Work, deal: Deal, row: DealParty, day: date) -> None:
    work.change(row, {"until": max(day, row.since)})
    _note(work, deal, row, "until", day)


def _document(work: Work, customer: Customer, draft: PartyDraft) -> int | None:
    """The document that a party signs with: the one that was chosen, else the main one."""
    own = select(CustomerDocument.id).where(CustomerDocument.customer_id == customer.id)
    if draft.document_id is None:
        return work.session.exec(own.where(col(CustomerDocument.is_main).is_(True))).first()
    # the document of one who was merged stays with that record
    document = work.get(CustomerDocument, draft.document_id)
    if record_id(get_survivor(work, document.customer_id)) != customer.id:
        raise DeskError("deal.other_document", "parties", name=customer.name)
    return draft.document_id


def _note(work: Work, deal: Deal, party: DealParty, event: str, day: date) -> None:
    """A line for the customer's history, in words that stay true when the unit gets another number."""
    share = read_share(party)
    facts: dict[str, Any] = {"role": party.role, event: day}
    if share is not None:
        facts["share"] = show_share(share)
    first = select(DealUnit.unit_id).where(DealUnit.deal_id == deal.id).order_by(col(DealUnit.position)).limit(1)
    unit_id = work.session.exec(first).first()
    code = "" if unit_id is None else _code(work, work.get(Unit, unit_id))
    work.entry("customer", party.customer_id, after={"unit": code, **facts}, project_id=deal.project_id)
