"""Any order of arrivals, calls, complaints and ends, on a real file: nobody is at two places, and the board adds up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import timedelta
from itertools import count
from pathlib import Path
from shutil import copyfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures_store import TODAY
from tests.handover.day_ground import HOMES, ROUTE, Day, day_on, make_day, whole

from deskapp.desks.handover.day.actions import (
    call,
    call_next,
    check_in,
    go_to_complaint,
    leave,
    note_missed,
    pass_station,
    return_from_complaint,
    send_back,
    skip_station,
)
from deskapp.desks.handover.day.board import board
from deskapp.desks.handover.day.drafts import CheckInDraft
from deskapp.desks.handover.day.model import COMPLAINT, Visit
from deskapp.desks.handover.day.projection import find_drift
from deskapp.desks.handover.day.queries import get_visit, list_visits, visit_of, waiting_at
from deskapp.errors import DeskError
from deskapp.store.base import record_id

Made = tuple[Path, tuple[int, list[int]]]


@pytest.fixture(scope="session")
def made_day(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    database = Path(copyfile(begun, tmp_path_factory.mktemp("day") / "deskapp.db"))
    return database, make_day(database)


@pytest.fixture
def day(made_day: Made, tmp_path: Path) -> Iterator[Day]:
    source, made = made_day
    with day_on(made, source, tmp_path / "deskapp.db") as day:
        yield day


def came(day: Day, home: int, name: str = "张三丰", counter: str = "") -> int:
    return record_id(day.do(check_in, day.deliveries[home], CheckInDraft(name=name, counter=counter)))


def called(day: Day, counter: str, station: str = "reception") -> int | None:
    visit = day.do(call_next, day.batch_id, TODAY, station, counter)
    return None if visit is None else record_id(visit)


def place(day: Day, visit: int) -> tuple[str, str]:
    row = day.ask(get_visit, visit).row
    return row.place, row.counter


def test_whoever_has_a_number_keeps_it(day: Day) -> None:
    first, second = came(day, 0), came(day, 1)
    assert came(day, 0, "李静") == first
    rows = day.ask(list_visits, day.batch_id, TODAY)
    assert [(row.id, row.queue_number, row.ticket, row.name) for row in rows] == [
        (first, 1, "001", "张三丰"), (second, 2, "002", "张三丰"),
    ]  # fmt: skip


def test_whoever_left_comes_again_under_a_new_number(day: Day) -> None:
    first = came(day, 0)
    day.do(leave, first, "没带身份证")
    again = came(day, 0)
    assert again != first
    row = day.ask(visit_of, day.deliveries[0], TODAY)
    assert row is not None
    assert (row.id, row.queue_number, row.is_living) == (again, 2, True)


def test_yesterdays_visit_ends_when_they_come_again(day: Day) -> None:
    first = came(day, 0)
    day.minutes += 24 * 60
    again = came(day, 0)
    old, new = day.ask(get_visit, first).row, day.ask(get_visit, again).row
    assert (old.ended, new.queue_number, new.day) == ("left", 1, TODAY + timedelta(days=1))


def test_the_longest_wait_is_called_first_and_a_complaint_keeps_its_place(day: Day) -> None:
    first, second, third = (came(day, home) for home in range(3))
    day.do(go_to_complaint, first, "车位被占")
    assert called(day, "1") == second
    day.do(return_from_complaint, first)
    assert called(day, "2") == first
    # the first counter still has its own in hand
    assert called(day, "1") == second
    assert called(day, "3") == third
    assert called(day, "4") is None


def test_a_call_that_nobody_heard_goes_to_the_end(day: Day) -> None:
    first, second = came(day, 0), came(day, 1)
    called(day, "1")
    day.do(note_missed, first)
    assert [row.id for row in day.ask(waiting_at, day.batch_id, TODAY, "reception")] == [second, first]


def test_two_counters_pass_a_station_once(day: Day) -> None:
    visit = came(day, 0, counter="1")
    day.do(pass_station, visit, station="reception")
    with pytest.raises(DeskError) as error:
        day.do(pass_station, visit, station="reception")
    assert error.value.code == "visit.moved_on"
    assert place(day, visit) == ("payment", "")


def test_another_counter_takes_over_only_where_it_says_so(day: Day) -> None:
    visit = came(day, 0, counter="1")
    with pytest.raises(DeskError) as error:
        day.do(call, visit, "2")
    assert (error.value.code, error.value.values["counter"]) == ("visit.elsewhere", "1")
    day.do(call, visit, "2", take_over=True)
    assert place(day, visit) == ("reception", "2")


def test_what_is_not_required_may_be_left_out_and_the_rest_not(day: Day) -> None:
    visit = came(day, 0)
    with pytest.raises(DeskError) as error:
        day.do(skip_station, visit)
    assert error.value.code == "visit.required"
    for _ in range(3):
        day.do(pass_station, visit)
    assert place(day, visit)[0] == "gifts"
    day.do(skip_station, visit)
    assert place(day, visit)[0] == "signature"
    with pytest.raises(DeskError) as error:
        day.do(pass_station, visit)
    assert error.value.code == "visit.last"


def test_an_inspection_counter_has_many_on_their_way(day: Day) -> None:
    visits = [came(day, home) for home in range(2)]
    for visit in visits:
        day.do(pass_station, visit)
        day.do(pass_station, visit)
    assert [called(day, "验1", "inspection") for _ in visits] == visits


def test_sent_back_with_a_reason_and_on_again(day: Day) -> None:
    visit = came(day, 0)
    day.do(pass_station, visit)
    with pytest.raises(DeskError) as error:
        day.do(send_back, visit, "reception", " ")
    assert (error.value.code, error.value.field) == ("visit.text", "reason")
    day.do(send_back, visit, "reception", "委托书没盖章")
    page = day.ask(get_visit, visit)
    assert (page.row.station, page.row.passed) == ("reception", ())
    assert [(event.kind, event.station, event.text) for event in page.events] == [
        ("arrived", "reception", ""), ("passed", "payment", ""), ("sent_back", "reception", "委托书没盖章"),
    ]  # fmt: skip


STEPS = ("arrive", "next", "call", "missed", "pass", "skip", "back", "complain", "return", "leave")
steps = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, HOMES - 1), st.sampled_from(("1", "2")), st.sampled_from(ROUTE)),
    max_size=40,
)


def take(day: Day, step: str, home: int, counter: str, station: str) -> None:
    """One step of somebody; what cannot be done now is refused and leaves no trace."""
    row = day.ask(visit_of, day.deliveries[home], TODAY)
    if step == "arrive":
        came(day, home)
    elif step == "next":
        day.do(call_next, day.batch_id, TODAY, station, counter)
    elif row is not None:
        deeds = {"missed": note_missed, "pass": pass_station, "skip": skip_station, "leave": leave,
                 "complain": go_to_complaint, "return": return_from_complaint}  # fmt: skip
        if step == "call":
            day.do(call, row.id, counter, take_over=home % 2 == 0)
        elif step == "back":
            day.do(send_back, row.id, station, "补资料")
        else:
            day.do(deeds[step], row.id)


numbers = count()


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_in_any_order_the_board_adds_up(made_day: Made, tmp_path: Path, told: list[tuple[str, int, str, str]]) -> None:
    source, made = made_day
    with ExitStack() as stack:
        day = stack.enter_context(day_on(made, source, tmp_path / f"{next(numbers)}.db"))
        for step, home, counter, station in told:
            with suppress(DeskError):
                take(day, step, home, counter, station)
        rows = day.ask(list_visits, day.batch_id, TODAY)
        living = [row for row in rows if row.is_living]
        # numbers without a gap, one living visit a home
        assert [row.queue_number for row in rows] == list(range(1, len(rows) + 1))
        assert len({row.delivery_id for row in living}) == len(living)
        # everybody who is here waits, is in one hand, or stepped aside: at one place
        found = [row.id for code in (*ROUTE, COMPLAINT) for row in day.ask(waiting_at, day.batch_id, TODAY, code)]
        assert sorted(found) == sorted(row.id for row in living)
        seen = day.ask(board, day.batch_id, TODAY)
        assert seen.arrived == len(rows) == seen.waiting + seen.called + seen.aside + seen.done
        assert seen.waiting == sum(one.waiting for one in seen.stations[:-1])
        assert seen.called == sum(one.called for one in seen.stations)
        assert (seen.aside, seen.stations[-1].code) == (seen.stations[-1].waiting, COMPLAINT)
        assert seen.done == seen.ended.get("left", 0) == len(rows) - len(living)
        assert day.ask(find_drift) == []
        # what a list shows is what is stored
        assert {record_id(one): one.station for one in day.ask(whole, Visit)} == {row.id: row.station for row in rows}
