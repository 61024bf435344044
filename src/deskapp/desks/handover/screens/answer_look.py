"""The answer for an owner who asks about their handover: where it stands, what is missing, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from deskapp.cases.engine import Missing
from deskapp.casework.look import word
from deskapp.desks.handover.day.gates import all_gates
from deskapp.desks.handover.day.queries import VisitRow, read_route, visit_of
from deskapp.desks.handover.day.rules import next_stop
from deskapp.desks.handover.inspecting.queries import inspections_of, open_counts
from deskapp.desks.handover.inspecting.rules import DefectCounts
from deskapp.desks.handover.planning.model import HandoverBatch
from deskapp.desks.handover.planning.plans import refusal_name
from deskapp.desks.handover.planning.queries import get_delivery
from deskapp.desks.handover.planning.rows import DeliveryRow
from deskapp.desks.handover.screens.delivery_look import tell_owner
from deskapp.desks.handover.settling.gates import settling_gates
from deskapp.desks.handover.settling.payable import Payable, open_total, payables_of
from deskapp.locale import Words
from deskapp.store.work import Reader

SHOWN: Final = 4
"""What is missing is named so far; more is counted."""
_SIGNED: Final = ("signed", "signed_with_list")


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """What the answer is made of. ``visit`` is the living one of today; ``then`` the station behind its own."""

    row: DeliveryRow
    missing: tuple[Missing, ...]
    payables: tuple[Payable, ...]
    open: DefectCounts
    recheck_on: date | None
    visit: VisitRow | None
    then: str
    place: str
    phone: str


def get_answer(reader: Reader, delivery_id: int, today: date) -> AnswerFacts:
    """All of it, from one snapshot; who is not here is asked for money and papers alone."""
    row = get_delivery(reader, delivery_id)
    visit = visit_of(reader, delivery_id, today)
    visit = visit if visit is not None and visit.is_living else None
    gates = all_gates if visit is not None else settling_gates
    shut = () if row.is_over else tuple(one for one in gates(reader, delivery_id, today) if not one.is_open)
    then = "" if visit is None else next_stop(read_route(reader, visit.batch_id), visit.passed, visit.station) or ""
    planned = [
        one.planned_on for one in inspections_of(reader, row.unit_id)
        if one.kind == "recheck" and one.done_at is None and one.planned_on is not None
    ]  # fmt: skip
    batch = reader.get(HandoverBatch, row.batch_id) if row.batch_id is not None else None
    return AnswerFacts(
        row,
        tuple(lack for gate in shut if gate.blocks for lack in gate.missing),
        payables_of(reader, [delivery_id], today).get(delivery_id, ()),
        open_counts(reader, [row.unit_id]).get(row.unit_id, DefectCounts()),
        min(planned, default=None),
        visit,
        then,
        batch.place if batch is not None else "",
        batch.contact if batch is not None else "",
    )


def handover_answer(facts: AnswerFacts, words: Words) -> tuple[str, str, str]:
    """Three sentences in the language of ``words``, which is the customer's."""
    return _place(facts, words), _missing(facts, words), _next(facts, words)


def _place(facts: AnswerFacts, words: Words) -> str:
    row, notice = facts.row, facts.row.last_notice
    if facts.visit is not None:
        station = word(words, "station", facts.visit.place)
        return words.text("handover_answer.here", room=row.room, station=station, ticket=facts.visit.ticket)
    told = {
        "room": row.room,
        "day": row.state_since or "",
        "number": notice.number if notice is not None else row.deemed_notice,
        "when": _when(row, words),
        "place": facts.place or words.text("handover_answer.our_place"),
        "reason": refusal_name(row.refusal_code, words.language) if row.refusal_code else "",
        "risk": row.risk_on or "",
    }
    if row.state in ("notified", "rescheduled"):
        return words.text(f"handover_answer.{'come' if row.slot_day is not None else 'told'}", **told)
    if row.state == "refused_unjustified" and row.risk_on is None:
        return words.text("handover_answer.refused_justified", **told)
    return words.text(f"handover_answer.{row.state}", **told)


def _when(row: DeliveryRow, words: Words) -> str:
    return "" if row.slot_day is None else f"{words.day(row.slot_day)} {row.starts}".rstrip()


def _missing(facts: AnswerFacts, words: Words) -> str:
    if facts.row.state in _SIGNED:
        if not facts.open.open:
            return words.text("handover_answer.all_mended")
        return words.text("handover_answer.to_mend", count=facts.open.open)
    if facts.row.is_over:
        return words.text("handover_answer.nothing")
    told = [sentence for one in facts.missing if (sentence := tell_owner(one, words))]
    totals = [words.money(amount, currency) for currency, amount in open_total(facts.payables).items()]
    if not told and not totals:
        return words.text("handover_answer.nothing")
    gap = "" if words.language == "zh" else " "
    parts = [*dict.fromkeys(told[:SHOWN])]
    if len(told) > SHOWN:
        parts.append(words.text("handover_answer.more", count=len(told) - SHOWN))
    if totals and len(told) != 1:
        parts.append(words.text("handover_answer.total", amount=" + ".join(totals)))
    return gap.join(parts)


def _next(facts: AnswerFacts, words: Words) -> str:
    row, phone = facts.row, facts.phone
    call = words.text("handover_answer.call", phone=phone) if phone else ""
    if facts.visit is not None:
        then = word(words, "station", facts.then) if facts.then else ""
        said = words.text("handover_answer.then", station=then) if then else words.text("handover_answer.last")
    elif facts.recheck_on is not None:
        said = words.text("handover_answer.recheck", day=facts.recheck_on)
    elif row.state in _SIGNED:
        said = words.text("handover_answer.warranty")
    elif row.state in ("not_ready", "ready", "refused_justified"):
        said = words.text("handover_answer.we_tell")
    elif row.is_over:
        said = words.text("handover_answer.fetch" if row.state == "deemed" else "handover_answer.ended_next")
    else:
        said = words.text("handover_answer.bring")
    return (" " if words.language != "zh" else "").join(part for part in (said, call) if part)
