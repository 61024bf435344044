"""A home comes back or is exchanged (退房, 换房), or is sold on: what is done at the ends of their steps."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlmodel import select

from deskapp.cases.fields import read_fields
from deskapp.cases.model import Case
from deskapp.desks.contracts.parties.facts import find_change, kept_parties, parties_now, read_parties
from deskapp.desks.contracts.parties.homes import hand_over_home
from deskapp.desks.contracts.sale.actions import cancel_contract
from deskapp.desks.contracts.sale.case_deals import deal_of_case
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.desks.contracts.sale.model_cases import CaseDeal
from deskapp.desks.contracts.sale.plan import pay_again
from deskapp.errors import DeskError
from deskapp.money.moving import carry_receipts, keep_penalty, withdraw_price
from deskapp.office.deal.actions import begin_deal, end_deal
from deskapp.office.deal.drafts import DealDraft, DealUnitDraft
from deskapp.office.deal.model import Deal
from deskapp.office.deal.queries import get_deal, living_deal
from deskapp.store.base import record_id
from deskapp.store.work import Work


def dissolve_price(work: Work, case: Case) -> None:
    """The agreement is signed: the price is owed no more, a penalty that was agreed is kept, the rest goes back."""
    linked = deal_of_case(work, record_id(case))
    if linked is None:
        return
    deal = get_deal(work, linked.deal_id)
    withdraw_price(work, deal.id, case.number)
    penalty = Decimal(read_fields(case).get("penalty") or 0)
    if penalty > 0:
        keep_penalty(work, deal.id, deal.buyers[0].customer.id, penalty, deal.currency, case.number)


def carry_over(work: Work, case: Case) -> None:
    """What was paid for the old home pays the new one, what is left over stays free; its deal knows where from."""
    linked = deal_of_case(work, record_id(case))
    found = living_deal(work, linked.new_unit_id) if linked is not None and linked.new_unit_id is not None else None
    if linked is None or found is None:
        raise DeskError("exchange.no_contract")
    link = work.session.exec(select(CaseDeal).where(CaseDeal.case_id == record_id(case))).one()
    work.change(link, {"new_deal_id": found})
    work.change(work.get(Deal, found), {"replaces_id": linked.deal_id})
    withdraw_price(work, linked.deal_id, case.number)
    pay_again(work, carry_receipts(work, linked.deal_id, found), found)


def free_home(work: Work, case: Case, day: date) -> None:
    """The contract is cancelled, the deal ends, and its units can be sold again."""
    linked = deal_of_case(work, record_id(case))
    if linked is None or get_deal(work, linked.deal_id).ended_on is not None:
        return
    contract = work.session.exec(select(SaleContract).where(SaleContract.deal_id == linked.deal_id)).first()
    if contract is not None and contract.cancelled_on is None:
        cancel_contract(work, record_id(contract), day, case.number)
    else:
        end_deal(work, linked.deal_id, day, case.number)


def sell_on(work: Work, case: Case, day: date) -> int | None:
    """The home was sold on: our deal ends and another begins with who bought it; the id of the new one."""
    linked, change = deal_of_case(work, record_id(case)), find_change(work, record_id(case))
    if linked is None or change is None or change.applied_on is not None:
        return None
    deal = get_deal(work, linked.deal_id)
    before = kept_parties(parties_now(deal))
    end_deal(work, deal.id, day, case.number)
    units = tuple(DealUnitDraft(one.unit_id, one.area, one.inner_area) for one in deal.units)
    parties = read_parties(change.after)
    new = begin_deal(
        work,
        DealDraft(units, parties, day, deal.kind, deal.payer_class, deal.currency, replaces_id=deal.id),
    )
    work.change(change, {"before": before, "applied_on": day, "clerk": work.clerk.name})
    link = work.session.exec(select(CaseDeal).where(CaseDeal.case_id == record_id(case))).one()
    work.change(link, {"new_deal_id": record_id(new)})
    buyers = {one.customer.id for one in deal.buyers}
    for unit in deal.units:
        hand_over_home(work, unit.unit_id, buyers, [(one.customer_id, one.share) for one in parties], day)
    return record_id(new)
