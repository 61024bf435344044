"""A complaint in one look: what its page shows beside its case, in one snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlmodel import col, select

from deskapp.cases.engine import Engine
from deskapp.cases.model import Case
from deskapp.cases.page import CasePage, get_case_page
from deskapp.desks.complaints.handling.model import Claim, ImprovementCase, LeaderOpinion
from deskapp.desks.complaints.taking.explain import ExplainedClock, explain_complaint
from deskapp.desks.complaints.taking.model import Complaint, MassEvent
from deskapp.desks.complaints.taking.model_clock import FollowUpCall
from deskapp.desks.complaints.taking.similar import Place, SimilarRow, find_similar
from deskapp.errors import DeskError
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

SOME: Final = 100


@dataclass(frozen=True, slots=True)
class ComplaintFacts:
    """What is stored of a complaint beside its case."""

    id: int
    case_id: int
    relation: str
    unit_id: int | None
    unit_text: str
    building_id: int | None
    entrance: str
    place: str
    category: str
    remedy: str
    level: int
    proposed: int
    level_reason: str
    safety: bool
    households: int
    amount: Decimal | None
    currency: str
    mass_event_id: int | None
    mass_event: str
    outside: str
    outside_number: str
    outside_due_at: datetime | None
    returned_at: datetime | None
    returned_reason: str
    received_at: datetime
    acknowledged_at: datetime | None
    assessment: str
    findings: str
    plan: str
    plan_agreed: str
    answer: str
    validity: str
    cause: str
    responsible: str
    result: str
    closed_at: datetime | None
    outside_where: str
    state: str
    state_since: datetime
    open: bool
    next_clock: str
    next_due_at: datetime | None
    late: bool
    held: bool
    reopened: int
    unsatisfied: int
    paged_at: datetime | None

    @property
    def is_closed(self) -> bool:
        """Whether it waits for its calls, or has ended."""
        return self.state == "closed"


@dataclass(frozen=True, slots=True)
class CallMade:
    """A follow-up call of a complaint."""

    id: int
    opening: int
    round: int
    due_at: datetime
    attempts: int
    made_at: datetime | None
    clerk: str
    result: str
    score: int | None
    said: str


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """Compensation: what was asked, offered and settled."""

    id: int
    case_id: int
    about: str
    currency: str
    asked: Decimal | None
    asked_on: date
    offered: Decimal | None
    offered_on: date | None
    settled: Decimal | None
    settled_on: date | None
    approved_by: str
    state: str
    note: str

    @property
    def amount(self) -> Decimal | None:
        """The figure that stands now."""
        return next((one for one in (self.settled, self.offered, self.asked) if one is not None), None)


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """What a leader said about an exchange or return, and the case that it started."""

    id: int
    case_id: int
    wish: str
    leader: str
    agrees: bool
    opinion: str
    said_on: date
    clerk: str
    chain_case_id: int | None
    chain_number: str


@dataclass(frozen=True, slots=True)
class ComplaintPage:
    """Everything that the page of a complaint shows; ``case`` has people, timeline, tasks, child cases."""

    facts: ComplaintFacts
    case: CasePage
    clocks: tuple[ExplainedClock, ...]
    calls: tuple[CallMade, ...]
    claims: tuple[ClaimRow, ...]
    opinions: tuple[OpinionRow, ...]
    similar: tuple[SimilarRow, ...]
    improvements: int

    @property
    def number(self) -> str:
        """The number that everybody says."""
        return self.case.row.number


def get_complaint(
    reader: Reader, engine: Engine, case_id: int, now: datetime, clerk_id: int | None = None
) -> ComplaintPage:
    """The page of a complaint; ``complaint.none`` where the case is none."""
    facts = get_facts(reader, case_id)
    similar = find_similar(reader, Place(facts.unit_id, facts.building_id, facts.entrance), facts.category)
    return ComplaintPage(
        facts,
        get_case_page(reader, engine, case_id, now.date(), clerk_id),
        explain_complaint(reader, case_id, now),
        tuple(calls_of(reader, case_id)),
        tuple(claims_of(reader, case_id)),
        tuple(opinions_of(reader, case_id)),
        tuple(one for one in similar.rows if one.case_id != case_id),
        len(reader.session.exec(select(ImprovementCase.id).where(ImprovementCase.case_id == case_id)).all()),
    )


def get_facts(reader: Reader, case_id: int) -> ComplaintFacts:
    """What is stored of the complaint of a case."""
    one = reader.session.exec(select(Complaint).where(Complaint.case_id == case_id)).one_or_none()
    if one is None:
        raise DeskError("complaint.none", number=reader.get(Case, case_id).number)
    told = {name: getattr(one, name) for name in ComplaintFacts.__slots__ if name not in ("amount", "mass_event")}
    event = reader.get(MassEvent, one.mass_event_id).title if one.mass_event_id is not None else ""
    return ComplaintFacts(**told, amount=_money(one.amount, one.currency), mass_event=event)


def calls_of(reader: Reader, case_id: int) -> list[CallMade]:
    """The follow-up calls of a case, the newest first."""
    query = select(FollowUpCall).where(FollowUpCall.case_id == case_id).order_by(col(FollowUpCall.id).desc())
    names = tuple(CallMade.__slots__)
    return [CallMade(**{name: getattr(one, name) for name in names}) for one in reader.session.exec(query.limit(SOME))]


def claims_of(reader: Reader, case_id: int) -> list[ClaimRow]:
    """The claims of a case in the order in which they were made."""
    query = select(Claim).where(Claim.case_id == case_id).order_by(col(Claim.id)).limit(SOME)
    return [claim_row(one) for one in reader.session.exec(query)]


def get_claim(reader: Reader, claim_id: int) -> ClaimRow:
    """One of them."""
    return claim_row(reader.get(Claim, claim_id))


def claim_row(one: Claim) -> ClaimRow:
    """A claim as it is shown."""
    return ClaimRow(
        record_id(one),
        one.case_id,
        one.about,
        one.currency,
        _money(one.asked, one.currency),
        one.asked_on,
        _money(one.offered, one.currency),
        one.offered_on,
        _money(one.settled, one.currency),
        one.settled_on,
        one.approved_by,
        one.state,
        one.note,
    )


def opinions_of(reader: Reader, case_id: int) -> list[OpinionRow]:
    """What leaders said in the matter of a case, the newest first."""
    query = select(LeaderOpinion).where(LeaderOpinion.case_id == case_id).order_by(col(LeaderOpinion.id).desc())
    found = list(reader.session.exec(query.limit(SOME)))
    numbers = _numbers(reader, (one.chain_case_id for one in found))
    return [
        OpinionRow(
            record_id(one),
            one.case_id,
            one.wish,
            one.leader,
            one.agrees,
            one.opinion,
            one.said_on,
            one.clerk,
            one.chain_case_id,
            numbers.get(one.chain_case_id or 0, ""),
        )
        for one in found
    ]


def _numbers(reader: Reader, cases: Iterable[int | None]) -> dict[int, str]:
    wanted = {number for number in cases if number is not None}
    if not wanted:
        return {}
    found = reader.session.exec(select(Case.id, Case.number).where(col(Case.id).in_(wanted)))
    return {int(number or 0): told for number, told in found}


def _money(amount: int | None, currency: str) -> Decimal | None:
    return None if amount is None else from_minor(amount, currency)
