"""What the tests of settling ask of the office that hands over."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.fixtures_store import TODAY
from tests.handover.handover_ground import HandoverDesk

from deskapp.cases.gates import GateResult
from deskapp.desks.handover.settling.facts import Settled, load_settled
from deskapp.desks.handover.settling.gates import settling_gates
from deskapp.office.property.model import Unit
from deskapp.store.work import Work

D = Decimal


def survey(desk: HandoverDesk, room: str, area: str, inner: str = "", number: str = "") -> None:
    def enter(work: Work) -> None:
        told: dict[str, Any] = {"surveyed_area": D(area), "surveyed_number": number}
        if inner:
            told["surveyed_inner_area"] = D(inner)
        work.change(work.get(Unit, desk.units[room]), told)

    desk.do(enter)


def fact_of(desk: HandoverDesk, room: str) -> Settled:
    return desk.ask(load_settled, desk.deliveries[room], TODAY)


def gate(desk: HandoverDesk, room: str, name: str) -> GateResult:
    (found,) = (one for one in desk.ask(settling_gates, desk.deliveries[room], TODAY) if one.id == name)
    return found


def codes(desk: HandoverDesk, room: str, name: str) -> list[str]:
    return [one.code.removeprefix("settle.missing.") for one in gate(desk, room, name).missing]


def due_of(desk: HandoverDesk, room: str, kind: str) -> Any:
    found = fact_of(desk, room).due(kind)
    assert found is not None
    return found
