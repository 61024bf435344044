"""The queue: no number twice, nobody called twice, whoever was passed over may come back."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.fixtures_store import TODAY, Counter

from deskapp.desks.intake.actions_queue import call_next, call_ticket, draw_ticket, serve_ticket, skip_ticket
from deskapp.desks.intake.queries import get_queue
from deskapp.desks.intake.rules import SERVICES, mask_name, ticket_code
from deskapp.errors import DeskError
from deskapp.store.base import record_id

CALL_ALL = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from deskapp import wiring
from deskapp.desks.intake.actions_queue import call_next, draw_ticket
from deskapp.desks.intake.rules import ticket_code
from deskapp.store.store import Store
from deskapp.store.work import Clerk
wiring.load_tables()
store, counter = Store(Path(sys.argv[1])), sys.argv[2]
clerk, now = Clerk(1, "wangmin", 1), datetime(2026, 11, 22, 9, tzinfo=UTC)
for turn in range(10):
    drawn = store.write(clerk, "draw", lambda work: draw_ticket(work, "dossier"), now)
    print("drawn", ticket_code(drawn.service, drawn.position))
    called = store.write(clerk, "call", lambda work: call_next(work, counter), now)
    if called is not None:
        print("called", ticket_code(called.service, called.position))
"""


def draw(counter: Counter, service: str = "enquiry", customer: int | None = None) -> int:
    return record_id(counter.do(draw_ticket, service, customer))


def codes(counter: Counter, which: str) -> list[str]:
    return [ticket.code for ticket in getattr(counter.ask(get_queue, TODAY), which)]


def test_numbers_run_for_each_service(counter: Counter) -> None:
    for service in ("enquiry", "enquiry", "cashier", "enquiry"):
        draw(counter, service)
    assert codes(counter, "waiting") == ["A001", "A002", "C001", "A003"]
    assert counter.ask(get_queue, TODAY).waiting_by_service() == {"enquiry": 3, "dossier": 0, "cashier": 1, "result": 0}


def test_the_next_is_who_waits_longest_for_what_the_counter_serves(counter: Counter) -> None:
    for service in ("dossier", "cashier", "dossier"):
        draw(counter, service)
    assert counter.do(call_next, "2", ("cashier",)) is not None
    assert codes(counter, "called") == ["C001"]
    counter.do(call_next, "1", ("dossier", "enquiry"))
    counter.do(call_next, "1")
    state = counter.ask(get_queue, TODAY)
    assert {ticket.code: ticket.counter for ticket in state.called} == {"B002": "1", "C001": "2"}
    assert state.served == 1
    assert counter.do(call_next, "1") is None
    assert counter.ask(get_queue, TODAY).served == 2


def test_a_skipped_number_is_called_when_its_holder_is_back(counter: Counter) -> None:
    first = draw(counter)
    draw(counter)
    counter.do(call_next, "1")
    counter.do(skip_ticket, first)
    assert codes(counter, "skipped") == ["A001"]
    counter.do(call_next, "1")
    assert codes(counter, "called") == ["A002"]
    counter.do(call_ticket, first, "1")
    assert codes(counter, "called") == ["A001"]
    counter.do(serve_ticket, first, customer_id=counter.customer("张三丰"))
    with pytest.raises(DeskError, match=r"queue\.served"):
        counter.do(call_ticket, first, "1")


def test_a_number_at_another_counter_stays_there(counter: Counter) -> None:
    ticket = draw(counter)
    with pytest.raises(DeskError, match=r"queue\.not_called"):
        counter.do(serve_ticket, ticket)
    counter.do(call_next, "1")
    with pytest.raises(DeskError, match=r"queue\.elsewhere"):
        counter.do(call_ticket, ticket, "2")
    with pytest.raises(DeskError, match=r"queue\.no_counter"):
        counter.do(call_next, " \u200b ")
    with pytest.raises(DeskError, match=r"draft\.choice"):
        draw(counter, "lottery")


def test_the_board_names_nobody_in_full(counter: Counter) -> None:
    draw(counter, customer=counter.customer("张三丰"))
    counter.do(call_next, "1")
    (ticket,) = counter.ask(get_queue, TODAY).called
    assert (ticket.name, ticket.masked) == ("张三丰", "张**")


@pytest.mark.parametrize(
    ("name", "shown"),
    [("李静", "李*"), ("Nguyễn Văn Đạt", "Nguyễn V** Đ**"), ("Madonna", "M**"), ("重庆滨江置业有限公司", "重***")],
)
def test_masked_names(name: str, shown: str) -> None:
    assert mask_name(name) == shown


def test_letters_of_services_differ() -> None:
    assert len(set(SERVICES.values())) == len(SERVICES)
    assert ticket_code("enquiry", 1000) == "A1000"


def test_counters_at_once_draw_no_number_twice_and_call_nobody_twice(counter: Counter) -> None:
    with ThreadPoolExecutor(6) as pool:
        drawn = list(pool.map(lambda _: counter.do(draw_ticket, "dossier").position, range(40)))
        assert sorted(drawn) == list(range(1, 41))
        called = list(pool.map(lambda turn: counter.do(call_next, str(turn % 5)), range(60)))
    numbers = [ticket.position for ticket in called if ticket is not None]
    assert sorted(numbers) == list(range(1, 41))


def test_programs_at_once_draw_no_number_twice_and_call_nobody_twice(counter: Counter) -> None:
    database = str(counter.store.database)
    started = [
        subprocess.Popen([sys.executable, "-c", CALL_ALL, database, place], stdout=subprocess.PIPE, text=True)
        for place in ("1", "2")
    ]
    lines = [line for process in started for line in process.communicate(timeout=120)[0].splitlines()]
    assert [process.returncode for process in started] == [0, 0]
    expected = [f"B{number:03}" for number in range(1, 21)]
    assert sorted(line.split()[1] for line in lines if line.startswith("drawn")) == expected
    assert sorted(line.split()[1] for line in lines if line.startswith("called")) == expected
