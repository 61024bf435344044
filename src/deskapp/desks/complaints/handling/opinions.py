"""Exchange or return of a house [g09]: only a named leader's recorded opinion starts the contracts desk's procedure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlmodel import col, select

from deskapp.cases.engine import Engine
from deskapp.cases.events import kept_text
from deskapp.cases.model import Case
from deskapp.cases.opening import CaseDraft, open_case
from deskapp.cases.pinned import procedure_of
from deskapp.cases.projection import country_of
from deskapp.cases.recording import open_case_of, record
from deskapp.desks.complaints.handling.model import WISHES, LeaderOpinion
from deskapp.errors import DeskError
from deskapp.office.staff.model import Staff
from deskapp.store.base import record_id
from deskapp.store.work import Work

SAID: Final = "opinion"
STARTED: Final = "opinion.started"


@dataclass(frozen=True, slots=True)
class OpinionDraft:
    """What a leader said: ``wish`` of ``WISHES``, who it was, yes or no, in which words, on which day."""

    wish: str
    leader: str
    agrees: bool
    opinion: str
    said_on: date | None = None
    staff_id: int | None = None


def record_opinion(work: Work, case_id: int, draft: OpinionDraft, *, engine: Engine) -> LeaderOpinion:
    """Record it as it was said; nothing starts by it."""
    case = open_case_of(work, case_id)
    if draft.wish not in WISHES:
        raise DeskError("draft.choice", "wish", value=draft.wish)
    leader = work.get(Staff, draft.staff_id).name if draft.staff_id is not None else draft.leader.strip()
    if not leader:
        raise DeskError("opinion.leader", "leader")
    said_on = draft.said_on or work.today
    if said_on > work.today:
        raise DeskError("case.future", "said_on")
    text = kept_text(draft.opinion, "opinion", needed="opinion.words")
    opinion = work.add(
        LeaderOpinion(
            office_id=case.office_id,
            project_id=case.project_id,
            case_id=case_id,
            wish=draft.wish,
            staff_id=draft.staff_id,
            leader=leader,
            agrees=draft.agrees,
            opinion=text,
            said_on=said_on,
            entered_at=work.now,
            clerk=work.clerk.name,
        )
    )
    data = {"wish": draft.wish, "agrees": draft.agrees, "leader": leader}
    record(work, case, SAID, code=draft.wish, text=f"{leader}: {text}", data=data, engine=engine)
    return opinion


def start_chain(work: Work, case_id: int, wish: str, *, engine: Engine, region: tuple[str, str] = ("", "")) -> Case:
    """Open the contracts desk's case of an exchange or return; the newest opinion in the matter must agree.

    ``opinion.none`` without one, ``opinion.disagrees`` where the newest says no, ``opinion.no_home`` where the
    complaint is about no home of ours, ``opinion.started`` where it was started before.
    """
    case = open_case_of(work, case_id)
    opinion = _newest(work, case_id, wish)
    if opinion is None:
        raise DeskError("opinion.none", number=case.number)
    if not opinion.agrees:
        raise DeskError("opinion.disagrees", number=case.number, leader=opinion.leader)
    if opinion.chain_case_id is not None:
        raise DeskError("opinion.started", number=work.get(Case, opinion.chain_case_id).number)
    if case.unit_id is None:
        raise DeskError("opinion.no_home", number=case.number)
    procedure = f"{country_of(procedure_of(work, case)).lower()}-{wish}"
    fields = {
        "grounds": f"{case.number} {case.need}"[:200],
        "leader": opinion.leader,
        "opinion": "agreed",
        "opinion_on": opinion.said_on.isoformat(),
    }
    chain = open_case(
        work,
        engine.procedures,
        CaseDraft(
            procedure,
            customer_id=case.customer_id,
            unit_id=case.unit_id,
            channel=case.channel,
            need=case.need,
            language=case.language,
            tell_by=case.tell_by,
            fields=fields,
            province=region[0],
            district=region[1],
        ),
        engine=engine,
    )
    work.change(opinion, {"chain_case_id": record_id(chain)})
    record(work, case, STARTED, code=wish, text=chain.number, data={"case": record_id(chain)}, engine=engine)
    return chain


def _newest(work: Work, case_id: int, wish: str) -> LeaderOpinion | None:
    query = select(LeaderOpinion).where(LeaderOpinion.case_id == case_id, LeaderOpinion.wish == wish)
    return work.session.exec(query.order_by(col(LeaderOpinion.id).desc())).first()
