"""The papers of a loan: the case that gathers them, what was said with the bank, and what its steps say of the loan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlmodel import select

from deskapp.cases.engine import Engine, Subscriber
from deskapp.cases.model import Case, CaseEvent
from deskapp.cases.waiting import add_note, note_contact
from deskapp.desks.contracts.loans.actions import note_loan
from deskapp.desks.contracts.loans.model import Mortgage
from deskapp.desks.contracts.loans.rules import DAY_OF, day_of
from deskapp.desks.contracts.sale.case_deals import open_about
from deskapp.errors import DeskError
from deskapp.store.base import record_id
from deskapp.store.work import Work

PROCEDURES: Final[Mapping[str, str]] = {"commercial": "cn-mortgage-commercial", "fund": "cn-mortgage-fund"}
"""Which procedure has the list of papers of a kind of loan."""
GATHERED: Final = "accept"
"""The step of these procedures that ends with the papers complete."""


def open_papers(work: Work, engine: Engine, mortgage_id: int, region: tuple[str, str] = ("", "")) -> Case:
    """Begin the case that gathers a loan's papers, for its borrower and home; the one it has, where it has one."""
    mortgage = work.get(Mortgage, mortgage_id)
    if mortgage.case_id is not None:
        return work.get(Case, mortgage.case_id)
    case = open_about(
        work,
        engine,
        mortgage.deal_id,
        PROCEDURES[mortgage.kind],
        region,
        customer_id=mortgage.borrower_id,
        fields={"bank": " ".join(part for part in (mortgage.bank, mortgage.branch) if part)},
    )
    work.change(mortgage, {"case_id": record_id(case)})
    return case


def has_papers_list(engine: Engine, kind: str, work: Work, region: tuple[str, str] = ("", "")) -> bool:
    """Whether the office has a procedure for the papers of a kind of loan."""
    try:
        engine.procedures.find(PROCEDURES[kind], work.today, *region)
    except DeskError:
        return False
    return True


def note_bank_contact(
    work: Work, engine: Engine, mortgage_id: int, text: str, *, way: str = "phone", at: datetime | None = None
) -> CaseEvent:
    """What was said with the bank, in the timeline of the loan's case; it is begun where the loan has none."""
    case = open_papers(work, engine, mortgage_id)
    return note_contact(work, record_id(case), text, way=way, party="bank", happened_at=at, engine=engine)


def tell_case(work: Work, mortgage_id: int, what: str, text: str) -> None:
    """A line in the timeline of the loan's case about a step of the loan; nothing where it has no case."""
    case_id = work.get(Mortgage, mortgage_id).case_id
    if case_id is not None and what in DAY_OF:
        add_note(work, case_id, text)


def note_gathered(work: Work, case: Case, event: CaseEvent) -> None:
    """The step that gathers the papers has ended: the loan's are complete as of that day."""
    if event.step != GATHERED or case.procedure not in PROCEDURES.values():
        return
    mortgage = work.session.exec(select(Mortgage).where(Mortgage.case_id == record_id(case))).first()
    if mortgage is None or day_of(mortgage, "papers_complete") is not None:
        return
    day = event.happened_at.astimezone(work.now.tzinfo).date()
    if day >= mortgage.begun_on:
        note_loan(work, record_id(mortgage), "papers_complete", day)


SUBSCRIBERS: Final[Mapping[str, tuple[Subscriber, ...]]] = {"step.ended": (note_gathered,)}
"""By kind of event; wiring hands them to the engine."""
