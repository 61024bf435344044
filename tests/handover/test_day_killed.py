"""A counter dies at every station, in the middle of a write: what it had saved is there, and another takes over."""

from __future__ import annotations

import multiprocessing
import sys
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.fixtures_store import NOW, TODAY
from tests.handover.handover_ground import HandoverDesk

from deskapp.desks.handover.day.actions import call, call_next, check_in, go_to_complaint, note_visit, pass_station
from deskapp.desks.handover.day.actions_end import sign
from deskapp.desks.handover.day.drafts import CheckInDraft
from deskapp.desks.handover.day.projection import find_drift
from deskapp.desks.handover.day.queries import get_visit, list_visits, read_route, waiting_at
from deskapp.desks.handover.settling.model import GATES
from deskapp.desks.handover.settling.modes import ALWAYS, set_gate_mode
from deskapp.errors import DeskError
from deskapp.store.audit_verify import verify
from deskapp.store.base import record_id
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Work
from deskapp.wiring import projectors

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="a process is forked and killed"),
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]
DEADLINE = 20.0


def _serve(database: Path, clerk: Clerk, visit_id: int, station: str, at_last: Any) -> None:
    """What the counter that dies does: it calls, saves a note, and is in the middle of passing them on."""
    with closing(Store(database, projectors=projectors())) as store:
        store.write(clerk, "delivery.call", partial(call, visit_id=visit_id, counter="亡"), NOW)
        store.write(clerk, "delivery.note", partial(note_visit, visit_id=visit_id, text=f"在{station}说的话"), NOW)

        def half(work: Work) -> None:
            if station == "signature":
                sign(work, visit_id)
            else:
                pass_station(work, visit_id, station=station)
            work.session.flush()
            at_last.set()
            time.sleep(60)

        store.write(clerk, "delivery.pass", half, NOW)


def die(desk: HandoverDesk, visit: int, station: str) -> None:
    """A process of its own serves a visit and is killed before it commits."""
    context: Any = multiprocessing.get_context("fork")
    at_last = context.Event()
    told = (desk.store.database, desk.counter.clerk, visit, station, at_last)
    process = context.Process(target=_serve, args=told, daemon=True)
    process.start()
    assert at_last.wait(DEADLINE)
    process.kill()
    process.join()


@pytest.fixture
def desk(handover: HandoverDesk) -> HandoverDesk:
    def unasked(work: Work) -> None:
        for gate in GATES:
            if gate not in ALWAYS:
                set_gate_mode(work, handover.project, gate, "off", "只看排队")

    handover.do(unasked)
    return handover


def test_at_each_station_nothing_is_lost_and_another_takes_over(desk: HandoverDesk) -> None:
    visit = record_id(desk.do(check_in, desk.deliveries["1503"]))
    for stop in desk.ask(read_route, desk.batch):
        die(desk, visit, stop.code)
        page = desk.ask(get_visit, visit)
        # what was committed is there, what was not is not
        assert (page.row.station, page.row.counter, page.row.ended) == (stop.code, "亡", "")
        assert [one.text for one in page.events if one.kind == "noted"][-1] == f"在{stop.code}说的话"
        with pytest.raises(DeskError):
            desk.do(call, visit, "2")
        desk.do(call, visit, "2", take_over=True)
        if stop.code == "signature":
            desk.do(sign, visit)
        else:
            desk.do(pass_station, visit, station=stop.code)
    assert (desk.ask(get_visit, visit).row.ended, desk.delivery("1503").state) == ("signed", "signed")
    assert desk.ask(find_drift) == []
    assert not verify(desk.store.database, desk.store.keys.ring(), desk.store.anchors.file).broken


def test_the_place_at_the_complaint_station_outlives_the_counter(desk: HandoverDesk) -> None:
    first, second = (record_id(desk.do(check_in, desk.deliveries[room], CheckInDraft())) for room in ("1503", "1504"))
    die(desk, first, "reception")
    desk.do(go_to_complaint, first, "电梯太慢")
    assert [row.id for row in desk.ask(waiting_at, desk.batch, TODAY, "complaint")] == [first]
    called = desk.do(call_next, desk.batch, TODAY, "reception", "2")
    assert called is not None
    assert record_id(called) == second


def test_a_number_that_was_being_given_out_is_given_again(desk: HandoverDesk) -> None:
    def half(work: Work, at_last: Any) -> None:
        check_in(work, desk.deliveries["1503"])
        at_last.set()
        time.sleep(60)

    def serve(at_last: Any) -> None:
        with closing(Store(desk.store.database, projectors=projectors())) as store:
            store.write(desk.counter.clerk, "delivery.check_in", partial(half, at_last=at_last), NOW)

    context: Any = multiprocessing.get_context("fork")
    at_last = context.Event()
    process = context.Process(target=serve, args=(at_last,), daemon=True)
    process.start()
    assert at_last.wait(DEADLINE)
    process.kill()
    process.join()
    for room in ("1504", "1503"):
        desk.do(check_in, desk.deliveries[room])
    assert [row.queue_number for row in desk.ask(list_visits, desk.batch, TODAY)] == [1, 2]
