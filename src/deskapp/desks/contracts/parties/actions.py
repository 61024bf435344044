"""What a clerk does with the parties of a deal: say who they will be, make them so, hold a deal in dispute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import col, select

from deskapp.cases.engine import Engine
from deskapp.cases.fields import read_fields
from deskapp.cases.model import Case
from deskapp.cases.recording import open_case_of, record
from deskapp.desks.contracts.parties.facts import find_change, kept_parties, parties_now, read_parties
from deskapp.desks.contracts.parties.homes import hand_over_home
from deskapp.desks.contracts.sale.case_deals import deal_of_case
from deskapp.desks.contracts.sale.changes import shipped_changes
from deskapp.desks.contracts.sale.model_cases import PartyChange
from deskapp.desks.contracts.sale.plan import move_charges
from deskapp.errors import DeskError
from deskapp.office.customer.drafts import KinshipDraft, NameDraft
from deskapp.office.customer.model import Customer, Kinship
from deskapp.office.customer.parts import add_name
from deskapp.office.customer.rows import find_survivors
from deskapp.office.customer.ties import add_kinship
from deskapp.office.deal.actions import change_parties, hold_deal, release_deal
from deskapp.office.deal.drafts import PartyDraft
from deskapp.office.deal.model import Deal
from deskapp.office.deal.queries import get_deal
from deskapp.office.deal.rules import judge_parties
from deskapp.store.base import record_id
from deskapp.store.work import Work


def draft_change(
    work: Work,
    case_id: int,
    parties: Sequence[PartyDraft],
    *,
    kin: Mapping[int, str] | None = None,
    engine: Engine | None = None,
) -> PartyChange:
    """Say who the parties will be once the case is through; what was said before is replaced.

    ``kin``: what a newcomer is to the first buyer who stays (spouse, child …), which is noted as kinship.
    """
    case = open_case_of(work, case_id)
    linked = deal_of_case(work, case_id)
    if linked is None:
        raise DeskError("case_deal.none", number=case.number)
    if fault := judge_parties([(one.customer_id, one.role, one.share) for one in parties]):
        raise DeskError(fault.code, "parties", **fault.values)
    change, after = find_change(work, case_id), kept_parties(parties)
    if change is None:
        kind = shipped_changes().kind_of(case.procedure, work.today)
        if not kind:
            raise DeskError("change.other_procedure", number=case.number)
        change = work.add(
            PartyChange(
                office_id=case.office_id,
                project_id=case.project_id,
                case_id=case_id,
                deal_id=linked.deal_id,
                kind=kind,
                after=after,
                clerk=work.clerk.name,
            )
        )
    elif change.applied_on is not None:
        raise DeskError("case_deal.applied", "parties", day=change.applied_on)
    else:
        work.change(change, {"after": after, "clerk": work.clerk.name})
    _note_kin(work, linked.deal_id, parties, kin or {})
    data = {"parties": [one.customer_id for one in parties]}
    record(work, case, "parties", code=change.kind, data=data, engine=engine)
    return change


def apply_change(work: Work, case: Case, day: date) -> PartyChange | None:
    """The parties of the deal are what the case says, from a day on; those of before are kept with the change.

    None where it was done already.
    """
    change = find_change(work, record_id(case))
    linked = deal_of_case(work, record_id(case))
    if linked is None:
        return None
    if change is None:
        change = _unchanged(work, case, linked.deal_id)
    if change.applied_on is not None:
        return None
    deal = get_deal(work, change.deal_id)
    before = kept_parties(parties_now(deal))
    if change.kind == "company_renamed":
        _rename(work, case, deal.buyers[0].customer.id if len(deal.buyers) == 1 else _company(work, change.deal_id))
    else:
        change_parties(work, change.deal_id, read_parties(change.after), day, case_id=record_id(case))
        _follow(work, change.deal_id, {one.customer.id for one in deal.buyers}, day)
    told = {"before": before, "applied_on": day, "clerk": work.clerk.name}
    work.change(change, told | {"after": kept_parties(parties_now(get_deal(work, change.deal_id)))})
    return change


def hold_for_case(work: Work, case_id: int, reason: str, *, engine: Engine | None = None) -> Deal:
    """From now on no party of the case's deal may act alone; it stands in the case's timeline too."""
    return _hold(work, case_id, reason, "held", engine)


def release_for_case(work: Work, case_id: int, reason: str, *, engine: Engine | None = None) -> Deal:
    """The dispute is over; ``reason`` says how (agreement, judgment)."""
    return _hold(work, case_id, reason, "released", engine)


def _hold(work: Work, case_id: int, reason: str, code: str, engine: Engine | None) -> Deal:
    case = open_case_of(work, case_id)
    linked = deal_of_case(work, case_id)
    if linked is None:
        raise DeskError("case_deal.none", number=case.number)
    deal = (hold_deal if code == "held" else release_deal)(work, linked.deal_id, reason)
    record(work, case, f"deal.{code}", text=work.reason, engine=engine)
    return deal


def _unchanged(work: Work, case: Case, deal_id: int) -> PartyChange:
    """The parties stay who they are: a company has another name."""
    kind = shipped_changes().kind_of(case.procedure, work.today)
    if kind != "company_renamed":
        raise DeskError("change.no_parties")
    parties = kept_parties(parties_now(get_deal(work, deal_id)))
    return work.add(
        PartyChange(
            office_id=case.office_id,
            project_id=case.project_id,
            case_id=record_id(case),
            deal_id=deal_id,
            kind=kind,
            after=parties,
            clerk=work.clerk.name,
        )
    )


def _follow(work: Work, deal_id: int, before: set[int], day: date) -> None:
    """What is open is owed by the first buyer of now; a home whose owners the buyers were has the new ones."""
    deal = get_deal(work, deal_id)
    move_charges(work, deal_id)
    for unit in deal.units:
        hand_over_home(work, unit.unit_id, before, [(one.customer.id, one.share) for one in deal.buyers], day)


def _company(work: Work, deal_id: int) -> int:
    return next(one.customer.id for one in get_deal(work, deal_id).buyers if one.customer.kind == "company")


def _rename(work: Work, case: Case, customer_id: int) -> None:
    """The company's record has the new name, and is still found by the old one."""
    customer, name = work.get(Customer, customer_id), read_fields(case).get("new_name", "")
    if not name:
        raise DeskError("change.no_new_name", "new_name", name=customer.name)
    add_name(work, customer_id, NameDraft(customer.name, "former"))
    work.change(customer, {"name": name})


def _note_kin(work: Work, deal_id: int, parties: Sequence[PartyDraft], kin: Mapping[int, str]) -> None:
    """A newcomer is the kin of the first buyer who stays; a leaving one of the first who stays."""
    living = find_survivors(work, {*kin, *(one.customer_id for one in parties)})
    after = [living[one.customer_id] for one in parties if one.role == "buyer"]
    before = [one.customer.id for one in get_deal(work, deal_id).buyers]
    stays = next((number for number in after if number in before), None)
    for number, relation in kin.items():
        if stays is None or living[number] == stays or not relation:
            continue
        pair = (stays, living[number])
        known = select(Kinship.id).where(col(Kinship.customer_id).in_(pair), col(Kinship.relative_id).in_(pair))
        if work.session.exec(known).first() is None:
            add_kinship(work, stays, KinshipDraft(living[number], relation))
