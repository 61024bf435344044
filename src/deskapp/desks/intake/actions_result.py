"""The end of a case at the counter: the result is handed over, with every original, to somebody who may have it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlmodel import col, select

from deskapp.cases.engine import Engine
from deskapp.cases.events import kept_text, moment_of
from deskapp.cases.model import Case, CasePaper
from deskapp.cases.money import charges_of
from deskapp.cases.pinned import procedure_of
from deskapp.cases.recording import open_case_of, record
from deskapp.cases.steps import end_step, refuse_override
from deskapp.desks.intake.drafts import DeliveryDraft
from deskapp.desks.intake.gates import judge_result, load_result, load_rights
from deskapp.desks.intake.model import WAYS, ResultDelivery
from deskapp.desks.intake.rules import RightFact, judge_rights
from deskapp.errors import DeskError, Fault
from deskapp.money.queries import ChargeRow
from deskapp.office.customer.model import Customer, Representation
from deskapp.office.customer.rows import find_family, find_rows, find_survivors, get_survivor
from deskapp.papers.actions import give_back
from deskapp.papers.queries import PaperRow, get_papers
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.values.text import clean

LINE_LIMIT: Final = 200
RECEIVED: Final = "result.received"


@dataclass(frozen=True, slots=True)
class Handover:
    """What leaves with the result: the originals that we hold, those that are still elsewhere, what is not paid."""

    here: tuple[PaperRow, ...]
    elsewhere: tuple[PaperRow, ...]
    owed: tuple[ChargeRow, ...]


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody who may come for the result; ``fault`` says why they may not have it."""

    id: int
    name: str
    right: str = ""
    fault: Fault | None = None


def list_receivers(reader: Reader, case_id: int, today: date) -> list[Receiver]:
    """The customer, then those who act for them: who may take the result first."""
    case = reader.get(Case, case_id)
    if case.customer_id is None:
        return []
    owner = find_survivors(reader, [case.customer_id])[case.customer_id]
    rows = reader.session.exec(
        select(Representation.representative_id).where(col(Representation.customer_id).in_(find_family(reader, owner)))
    )
    others = {*rows, *([case.representative_id] if case.representative_id else [])}
    agents = set(find_survivors(reader, others).values()) - {owner}
    names = {row.id: row.name for row in find_rows(reader, [owner, *agents])}
    found = [Receiver(owner, names[owner])]
    for number in sorted(agents):
        rights = load_rights(reader, owner, number)
        fault = judge_rights(rights, "collect", today)
        found.append(Receiver(number, names[number], rights[0].right if rights else "", fault))
    return sorted(found, key=lambda one: (one.fault is not None, one.id != (case.representative_id or owner)))


def get_handover(reader: Reader, case_id: int) -> Handover:
    """What is to be given back and what is still owed."""
    query = select(CasePaper.paper_id).where(CasePaper.case_id == case_id, col(CasePaper.paper_id).is_not(None))
    numbers = [number for number in reader.session.exec(query) if number is not None]
    papers = [row for row in get_papers(reader, numbers) if row.kind == "original" and row.lost_at is None]
    return Handover(
        tuple(row for row in papers if row.holder == "us"),
        tuple(row for row in papers if row.holder not in ("us", "customer", "void")),
        tuple(row for _, row in charges_of(reader, case_id) if row.open > 0),
    )


def deliver_result(
    work: Work, engine: Engine, draft: DeliveryDraft, *, overrides: Mapping[str, str] | None = None
) -> ResultDelivery:
    """Hand the result over: who signed, by what right; every original that we hold goes with it; the step ends.

    ``representation.*`` where somebody else comes whose right is missing, over or too narrow; ``delivery.*`` where the
    case is not that far. Gates that are still shut after it are told by ``case.gates_shut`` and nothing is handed over.
    """
    case = open_case_of(work, draft.case_id)
    step = procedure_of(work, case).step(case.step)
    if step.kind != "delivery":
        raise DeskError("delivery.not_yet", number=case.number, step=step.name.say(work.clerk.language))
    if draft.way not in WAYS:
        raise DeskError("draft.choice", "way", value=draft.way)
    at = moment_of(work, case, draft.delivered_at)
    _refuse_without_result(work, engine, case, (overrides or {}).get(RECEIVED, ""))
    receiver, right = _receiver(work, case, draft, at.astimezone(work.now.tzinfo).date())
    signed_by, slip = clean(draft.signed_by)[:LINE_LIMIT], clean(draft.slip)[:LINE_LIMIT]
    if draft.way != "in_person" and not slip:
        raise DeskError("delivery.no_slip", "slip")
    handover = get_handover(work, draft.case_id)
    if handover.here:
        give_back(work, [row.id for row in handover.here], receiver.name, happened_at=at)
    delivery = work.add(
        ResultDelivery(
            office_id=case.office_id,
            project_id=case.project_id,
            case_id=draft.case_id,
            receiver_id=record_id(receiver),
            receiver_name=receiver.name,
            right=right.right if right else "",
            way=draft.way,
            slip=slip,
            signed_by=signed_by or (receiver.name if draft.way == "in_person" else ""),
            delivered_at=at,
            entered_at=work.now,
            clerk=work.clerk.name,
        )
    )
    data = {"right": delivery.right, "slip": slip, "originals": len(handover.here)}
    record(work, case, "delivery", code=draft.way, text=receiver.name, data=data, happened_at=at, engine=engine)
    end_step(work, engine, draft.case_id, happened_at=draft.delivered_at, overrides=overrides)
    return delivery


def _refuse_without_result(work: Work, engine: Engine, case: Case, reason: str) -> None:
    """The authority's result is here, or somebody said why the case goes on without it."""
    missing = judge_result(load_result(work, case))
    if not missing:
        return
    if not reason.strip():
        raise DeskError(missing[0].code, **missing[0].values)
    refuse_override(work, RECEIVED)
    work.reason = kept_text(reason, "reason")
    data = {"missing": [one.code for one in missing]}
    record(work, case, "override", code=RECEIVED, text=work.reason, data=data, engine=engine)


def _receiver(work: Work, case: Case, draft: DeliveryDraft, day: date) -> tuple[Customer, RightFact | None]:
    """Who takes it, and the right by which somebody else than the customer does on that day."""
    if case.customer_id is None and draft.receiver_id is None:
        raise DeskError("delivery.nobody", "receiver_id", number=case.number)
    receiver = get_survivor(work, draft.receiver_id or case.customer_id or 0)
    if case.customer_id is None:
        return receiver, None
    owner = find_survivors(work, [case.customer_id])[case.customer_id]
    if record_id(receiver) == owner:
        return receiver, None
    rights = load_rights(work, owner, record_id(receiver))
    fault = judge_rights(rights, "collect", day)
    if fault is not None:
        raise DeskError(fault.code, "receiver_id", **fault.values)
    return receiver, next(right for right in rights if judge_rights([right], "collect", day) is None)
