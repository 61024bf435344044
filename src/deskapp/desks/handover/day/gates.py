"""What the gates of a station say of a delivery, from all rooms of the desk, as strictly as the project wants it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Final

from sqlmodel import col, select

from deskapp.cases.engine import Missing
from deskapp.cases.gates import GateResult
from deskapp.desks.handover.day.model import Visit, VisitEvent
from deskapp.desks.handover.day.queries import read_route
from deskapp.desks.handover.day.recording import record
from deskapp.desks.handover.day.rules import SIGNATURE, RightPaper, WhoCame, judge_right_to_act
from deskapp.desks.handover.giving.queries import missing_of
from deskapp.desks.handover.inspecting.gates import inspecting_missing
from deskapp.desks.handover.planning.model import Delivery
from deskapp.desks.handover.settling.gate_rules import GateRule
from deskapp.desks.handover.settling.gates import JUDGES, settling_gates
from deskapp.desks.handover.settling.modes import ALWAYS, judged, project_modes
from deskapp.errors import DeskError
from deskapp.locale import Key
from deskapp.office.customer.model import Customer, CustomerDocument
from deskapp.office.customer.rows import find_family, get_survivor
from deskapp.office.customer.rules import is_minor, latest_birth
from deskapp.office.customer.ties import list_representations
from deskapp.office.deal.queries import get_deal
from deskapp.store.base import record_id
from deskapp.store.reasons import checked_reason
from deskapp.store.work import Reader, Work
from deskapp.values.text import clean

RIGHT_TO_ACT: Final = "right_to_act"


def gates_at(reader: Reader, delivery_id: int, station: str, today: date) -> tuple[GateResult, ...]:
    """What the gates of a station say of a delivery; at the signature those of every station.

    A gate whose station the batch does not have is asked at the signature alone.
    """
    delivery = reader.get(Delivery, delivery_id)
    rules = project_modes(reader, delivery.project_id, today)
    wanted = [gate for gate, rule in rules.items() if station in (SIGNATURE, rule.station)]
    later = _later(reader, delivery, station) if "documents" in wanted else ()
    found = {one.id: one for one in _judge(reader, delivery, rules, set(wanted), today, later)}
    return tuple(found[gate] for gate in wanted if gate in found)


def all_gates(reader: Reader, delivery_id: int, today: date) -> tuple[GateResult, ...]:
    """What every gate that the project asks says of a delivery, in the order in which they are shown."""
    return gates_at(reader, delivery_id, SIGNATURE, today)


def _later(reader: Reader, delivery: Delivery, station: str) -> tuple[str, ...]:
    """Papers that have a station of their own in the batch: they are signed there, and asked for at the signature."""
    if station == SIGNATURE or delivery.batch_id is None:
        return ()
    own = {stop.code for stop in read_route(reader, delivery.batch_id)}
    return ("property_contract",) if "property_contract" in own else ()


def _judge(
    reader: Reader,
    delivery: Delivery,
    rules: Mapping[str, GateRule],
    wanted: Collection[str],
    today: date,
    later: Collection[str] = (),
) -> Iterable[GateResult]:
    """The gates of the rooms that are asked for anything; the others read nothing."""
    number = record_id(delivery)
    missing: dict[str, list[Missing]] = {}
    if RIGHT_TO_ACT in wanted:
        missing[RIGHT_TO_ACT] = judge_right_to_act(who_came(reader, delivery, today), today)
    if {"inspected", "safety"}.intersection(wanted):
        missing |= inspecting_missing(reader, [number])[number]
    if {"documents", "keys"}.intersection(wanted):
        missing |= missing_of(reader, [number], today, later)[number]
    for gate, lacks in missing.items():
        if gate in wanted and (result := judged(rules.get(gate), lacks)) is not None:
            yield result
    if JUDGES.keys() & wanted:
        yield from settling_gates(reader, number, today)


def who_came(reader: Reader, delivery: Delivery, today: date) -> WhoCame:
    """Who stands at the counter for a delivery today, and what they are to its owners."""
    query = select(Visit).where(Visit.delivery_id == record_id(delivery), Visit.day == today)
    visit = reader.session.exec(query.order_by(col(Visit.ended) != "", col(Visit.id).desc())).first()
    name = visit.name if visit is not None else ""
    number = visit.customer_id if visit is not None else delivery.representative_id
    deal = get_deal(reader, delivery.deal_id) if delivery.deal_id is not None else None
    # without a deal nobody knows here whose home it is: who says so is taken at their word
    says_owner = deal is None and visit is not None and visit.comes_as == "owner"
    if number is None:
        return WhoCame(name, is_owner=says_owner, owners=0 if deal is None else len(deal.buyers))
    customer = get_survivor(reader, number)
    family = set(find_family(reader, record_id(customer)))
    owners = [one.customer.id for one in deal.buyers] if deal is not None else []
    papers = [
        RightPaper(right.right, right.scope, right.valid_from, right.valid_until)
        for owner in owners
        for right, _ in list_representations(reader, owner, date.min)
        if right.representative_id in family
    ]
    return WhoCame(
        name or customer.name,
        is_owner=bool(family.intersection(owners))
        or (deal is None and visit is not None and visit.comes_as == "owner"),
        alone=_may_come_alone(reader, customer, today),
        rights=tuple(papers),
        held=deal.hold_reason if deal is not None else "",
        owners=len(owners),
    )


def _may_come_alone(reader: Reader, customer: Customer, today: date) -> bool:
    query = select(CustomerDocument).where(
        CustomerDocument.customer_id == record_id(customer), col(CustomerDocument.is_main).is_(True)
    )
    paper = reader.session.exec(query).first()
    kind, text = (paper.kind, paper.number) if paper is not None else ("", "")
    return customer.kind != "company" and not is_minor(latest_birth(customer.birth, kind, text), today)


def pass_gates(work: Work, visit: Visit, overrides: Mapping[str, str], station: str = "") -> tuple[GateResult, ...]:
    """Pass the gates of a visit's station, each override written down; refuse where one that blocks is left.

    What somebody let them pass at an earlier station is not asked for again at the signature. Comes back with what the
    gates say. ``visit.gates_shut`` carries ``missing`` and ``gates``.
    """
    at = station or visit.station
    found = gates_at(work, visit.delivery_id, at, work.today)
    known = _passed_before(work, visit)
    shut = [one for one in found if one.blocks and not one.is_open and one.id not in known]
    left = [one for one in shut if one.id in ALWAYS or not clean(overrides.get(one.id, ""))]
    if left:
        missing = tuple(lack for one in left for lack in one.missing)
        raise DeskError("visit.gates_shut", count=len(missing), missing=missing, gates=tuple(left))
    for one in shut:
        refuse_override(work, one.id)
        reason = checked_reason(overrides[one.id])
        work.reason = reason
        record(work, visit, "overridden", visit.station, counter=visit.counter, text=one.id, override=reason)
    return found


def _passed_before(reader: Reader, visit: Visit) -> set[str]:
    query = select(VisitEvent.text).where(VisitEvent.visit_id == record_id(visit), VisitEvent.kind == "overridden")
    return set(reader.session.exec(query)) - set(ALWAYS)


def refuse_override(reader: Reader, gate: str) -> None:
    """Raise ``access.no_override`` where the clerk may not pass a gate even with a reason; it says who may."""
    action = f"override.handover.{gate}"
    if not reader.rights.may(action):
        who = reader.rights.refusal(action).values["who"]
        raise DeskError("access.no_override", gate=Key(f"handover_gate.{gate}"), who=who)


def is_passable(gate: GateResult) -> bool:
    """Whether a reason may open a gate that is shut."""
    return gate.id not in ALWAYS
