"""Which deal a case is about: said by a clerk, or seen from its unit or its customer when the case is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, or_, select

from deskapp.cases.engine import Engine
from deskapp.cases.model import Case
from deskapp.cases.opening import CaseDraft, open_case
from deskapp.cases.pinned import procedure_of
from deskapp.cases.recording import open_case_of, record
from deskapp.cases.rows import CaseRow, read_rows
from deskapp.desks.contracts.sale.changes import shipped_changes
from deskapp.desks.contracts.sale.model_cases import CaseDeal, PartyChange
from deskapp.errors import DeskError
from deskapp.office.deal.model import Deal
from deskapp.office.deal.queries import buyers_of, deals_of, living_deal, rooms_of
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work

MOST = 100


@dataclass(frozen=True, slots=True)
class CaseDealRow:
    """The deal of a case; ``new_unit_id`` and ``new_deal_id`` where it goes over into another."""

    case_id: int
    deal_id: int
    new_unit_id: int | None
    new_deal_id: int | None


def link_case(
    work: Work, case_id: int, deal_id: int, *, new_unit_id: int | None = None, engine: Engine | None = None
) -> CaseDeal:
    """Say which deal a case is about, and into which unit it goes over; what was said before is replaced.

    ``case_deal.applied`` where the case has changed the parties of its deal already.
    """
    case, deal = open_case_of(work, case_id), work.get(Deal, deal_id)
    known = _row(work, case_id)
    if known is not None and known.deal_id != deal_id:
        _drop_change(work, case_id)
    new_deal_id = _new_deal(work, deal_id, new_unit_id)
    if known is None:
        known, changed = work.add(_made(deal, case_id)), True
        work.change(known, {"new_unit_id": new_unit_id, "new_deal_id": new_deal_id})
    else:
        told = {"deal_id": deal_id, "new_unit_id": new_unit_id, "new_deal_id": new_deal_id}
        changed = work.change(known, told)
    if changed:
        rooms = rooms_of(work, [number for number in (deal_id, new_deal_id) if number is not None])
        said = " → ".join(", ".join(unit.code for unit in rooms.get(number, ())) for number in rooms)
        record(work, case, "deal", text=said, data={"deal": deal_id, "new_unit": new_unit_id}, engine=engine)
    return known


def open_about(
    work: Work,
    engine: Engine,
    deal_id: int,
    procedure: str,
    region: tuple[str, str] = ("", ""),
    *,
    customer_id: int | None = None,
    fields: Mapping[str, str] | None = None,
) -> Case:
    """A case of a procedure about a deal: for its first buyer, where nobody else is named, and its first home."""
    buyers = buyers_of(work, [deal_id]).get(deal_id, ())
    rooms = rooms_of(work, [deal_id]).get(deal_id, ())
    draft = CaseDraft(
        procedure,
        customer_id=customer_id or (buyers[0].customer.id if buyers else None),
        unit_id=rooms[0].unit_id if rooms else None,
        fields=fields or {},
        province=region[0],
        district=region[1],
    )
    case = open_case(work, engine.procedures, draft, engine=engine)
    linked = _row(work, record_id(case))
    if linked is None or linked.deal_id != deal_id:
        link_case(work, record_id(case), deal_id, engine=engine)
    return case


def deal_of_case(reader: Reader, case_id: int) -> CaseDealRow | None:
    """The deal that a case is about; None where it is about none."""
    row = _row(reader, case_id)
    return None if row is None else CaseDealRow(case_id, row.deal_id, row.new_unit_id, row.new_deal_id)


def cases_of_deal(reader: Reader, deal_id: int) -> list[CaseRow]:
    """The cases about a deal or going over into it, those that run first, then the newest."""
    about = select(CaseDeal.case_id).where(or_(CaseDeal.deal_id == deal_id, CaseDeal.new_deal_id == deal_id))
    query = select(Case).where(col(Case.id).in_(about))
    return read_rows(reader, reader.session.exec(query.order_by(col(Case.outcome), col(Case.id).desc()).limit(MOST)))


def find_deal(reader: Reader, case: Case) -> int | None:
    """The deal that a case can only be about: its unit's living one, else the only living one of its customer."""
    if case.unit_id is not None:
        return living_deal(reader, case.unit_id)
    if case.customer_id is None:
        return None
    living = [deal.id for deal in deals_of(reader, customer_id=case.customer_id) if deal.ended_on is None]
    return living[0] if len(living) == 1 else None


def link_opened(work: Work, case: Case) -> None:
    """A case that was just opened is about the deal of its home, where its procedure has to do with deals."""
    procedure = procedure_of(work, case)
    if not shipped_changes().is_linked(procedure.id, procedure.category, work.today):
        return
    deal_id = find_deal(work, case)
    if deal_id is not None and _row(work, record_id(case)) is None:
        work.add(_made(work.get(Deal, deal_id), record_id(case)))


def _made(deal: Deal, case_id: int) -> CaseDeal:
    return CaseDeal(office_id=deal.office_id, project_id=deal.project_id, case_id=case_id, deal_id=record_id(deal))


def _row(reader: Reader, case_id: int) -> CaseDeal | None:
    return reader.session.exec(select(CaseDeal).where(CaseDeal.case_id == case_id)).first()


def _drop_change(work: Work, case_id: int) -> None:
    """The parties after belong to the deal of before."""
    change = work.session.exec(select(PartyChange).where(PartyChange.case_id == case_id)).first()
    if change is None:
        return
    if change.applied_on is not None:
        raise DeskError("case_deal.applied", "deal_id", day=change.applied_on)
    work.remove(change)


def _new_deal(reader: Reader, deal_id: int, new_unit_id: int | None) -> int | None:
    """The deal that a unit is in by now, which an exchange goes over into."""
    found = living_deal(reader, new_unit_id) if new_unit_id is not None else None
    if found == deal_id:
        raise DeskError("case_deal.same", "new_unit_id")
    return found
