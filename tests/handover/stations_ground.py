"""A counter at a handover day: the desk of ``handover_ground`` with what its stations need, and a clerk's hands."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeVar

from tests.contracts.contract_ground import open_desk
from tests.contracts.test_filing_stories import Wiring
from tests.fixtures_store import NOW
from tests.handover.handover_ground import HandoverDesk
from tests.overview.riverside import SIZE
from tests.ui.conftest import settle
from textual.pilot import Pilot

from deskapp.desks.handover.day.actions import call_next, check_in, pass_station
from deskapp.desks.handover.day.drafts import CheckInDraft
from deskapp.desks.handover.day.model import Visit
from deskapp.desks.handover.day.queries import VisitRow, visit_of
from deskapp.desks.handover.day.rules import RECEPTION
from deskapp.desks.handover.inspecting.actions import begin_inspection, end_inspection
from deskapp.desks.handover.inspecting.actions_defect import find_defect
from deskapp.desks.handover.inspecting.drafts import DefectDraft, InspectionDraft
from deskapp.desks.handover.inspecting.lists import shipped_lists
from deskapp.desks.handover.inspecting.model import Inspection
from deskapp.desks.handover.settling.modes import set_gate_mode
from deskapp.papers.keys.actions import add_key_set
from deskapp.papers.keys.drafts import KeySetDraft
from deskapp.settings import Settings, find_home
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui.shell import DeskApp

T = TypeVar("T")
HERE: Final = "A1"
"""The counter of the stories."""
ELSEWHERE: Final = ("area", "fund", "deed_tax", "room_number", "title_papers", "invoice", "registered")
"""Gates with stories of their own; here they are not asked."""
ON_THE_WAY: Final = ("payment", "keys", "inspection", "papers", "property_contract", "owner_card", "gifts")


@contextmanager
def desk_of(home: Path, made: HandoverDesk) -> Iterator[HandoverDesk]:
    """The desk on the database of a home, before its counter opens or beside it."""
    with open_desk(find_home(home).database) as counter:
        yield replace(made, counter=counter)


def unasked(desk: HandoverDesk, *gates: str) -> None:
    """These gates are not asked in the project."""

    def act(work: Work) -> None:
        for gate in gates:
            set_gate_mode(work, desk.project, gate, "off", "本项目不在交房现场办理")

    desk.do(act)


def keys_for(desk: HandoverDesk, *rooms: str) -> None:
    """A set of keys of each of these homes."""
    for room in rooms:
        desk.do(add_key_set, KeySetDraft(desk.units[room], label=f"K-{room}", contents="入户门、信箱"))


def here(desk: HandoverDesk, room: str, *, past: tuple[str, ...] = (RECEPTION,), counter: str = "") -> int:
    """Somebody came for a home and went through these stations; in a counter's hands where one is told."""
    visit = record_id(desk.do(check_in, desk.deliveries[room], CheckInDraft(counter=HERE)))
    reason = dict.fromkeys(("price", "area", "fund", "keys", "documents"), "前一环节已由主管放行")
    for station in past:
        desk.do(pass_station, visit, reason, station=station)
    if counter:
        row = desk.ask(visit_of, desk.deliveries[room], NOW.date())
        assert row is not None
        desk.do(call_next, desk.batch, NOW.date(), row.station, counter)
    return visit


def inspected(desk: HandoverDesk, room: str, severity: str = "") -> None:
    """The owner went through the home; with a defect of that severity."""
    number = record_id(desk.do(begin_inspection, InspectionDraft(desk.units[room], owner_present=True)))
    if severity:
        listed = desk.ask(lambda reader: reader.get(Inspection, number)).list_code
        place, item = shipped_lists().points(listed)[0]
        fault = shipped_lists().items[item].faults[0]
        desk.do(
            find_defect,
            DefectDraft(place, item, fault, unit_id=desk.units[room], inspection_id=number, severity=severity),
        )
    desk.do(end_inspection, number)


@asynccontextmanager
async def at_station(
    home: Path, language: Any = "zh", counter: str = HERE, size: tuple[int, int] = SIZE
) -> AsyncIterator[Pilot[int]]:
    """The counter on a home."""
    app = DeskApp(find_home(home), Wiring(), Settings(language=language, counter=counter), now=lambda: NOW)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


async def show(pilot: Pilot[int], screen: Any) -> Any:
    """A screen over what is there."""
    await pilot.app.push_screen(screen)
    await settle(pilot)
    return screen


def store_of(pilot: Pilot[int]) -> Any:
    """The counter's own store."""
    return pilot.app.wiring.opened.store  # type: ignore[attr-defined]


def do_beside(pilot: Pilot[int], action: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Something that another counter does meanwhile."""
    opened = pilot.app.wiring.opened  # type: ignore[attr-defined]
    done: T = opened.store.write(opened.clerk, action.__name__, lambda work: action(work, *args, **kwargs), NOW)
    return done


def visit_at(pilot: Pilot[int], desk: HandoverDesk, room: str) -> VisitRow:
    """Where the owners of a home are."""

    def read(reader: Reader) -> VisitRow | None:
        return visit_of(reader, desk.deliveries[room], NOW.date())

    row: VisitRow | None = store_of(pilot).read(read)
    assert row is not None
    return row


def visits(reader: Reader) -> list[Visit]:
    """Every visit there is."""
    from sqlmodel import col, select

    return list(reader.session.exec(select(Visit).order_by(col(Visit.id))))
