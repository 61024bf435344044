"""Lists of cases: page by page in either direction, within the scope, by the indexes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event
from tests.cases.cases_ground import Desk

from deskapp.cases.authority import submit
from deskapp.cases.engine import Engine
from deskapp.cases.model import Case, CaseEvent
from deskapp.cases.opening import CaseDraft, edit_case, open_case
from deskapp.cases.page import get_case_page
from deskapp.cases.papers import add_slip, receive_all_papers, set_paper
from deskapp.cases.queries import (
    STATES,
    CaseFilter,
    cases_of,
    count_cases,
    find_case,
    get_case_rows,
    list_cases,
    list_late_entries,
    place_of,
)
from deskapp.cases.steps import end_case, end_step
from deskapp.cases.today import board, today_lists
from deskapp.cases.waiting import begin_waiting
from deskapp.errors import DeskError, StaleEdit
from deskapp.messages.barcode import make_number
from deskapp.office.land.actions import add_parcel
from deskapp.office.land.drafts import ParcelDraft
from deskapp.store.base import record_id
from deskapp.store.store import Store
from deskapp.store.work import Scope, Work


@pytest.fixture
def many(desk: Desk) -> list[int]:
    """Cases of all sorts, opened on different days."""
    numbers = []
    for turn in range(14):
        desk.wait(0.4)
        number = desk.open(caller_name=f"客{turn}")
        numbers.append(number)
        if turn % 2:
            desk.do(receive_all_papers, number)
        if turn % 3 == 0:
            desk.do(begin_waiting, number, "decision")
        if turn % 5 == 0:
            desk.do(submit, number, f"A-{turn}")
        if turn % 7 == 6:
            desk.do(end_case, desk.engine, number, "withdrawn", "不办了")
    desk.wait(25)
    return numbers


@pytest.mark.parametrize("state", STATES)
def test_pages_in_either_direction_are_the_whole_list(desk: Desk, many: list[int], state: str) -> None:
    only = CaseFilter(state)
    whole = [row.id for row in desk.ask(list_cases, desk.today, only)]
    assert len(whole) == desk.ask(count_cases, desk.today, only)
    assert set(whole) <= set(many)
    forward: list[int] = []
    place = None
    while rows := desk.ask(list_cases, desk.today, only, after=place, limit=3):
        assert desk.ask(count_cases, desk.today, only, ahead_of=place_of(rows[0], only)) == len(forward)
        forward += [row.id for row in rows]
        place = place_of(rows[-1], only)
    assert forward == whole
    backward: list[int] = []
    while place is not None and (rows := desk.ask(list_cases, desk.today, only, before=place, limit=3)):
        backward = [row.id for row in rows] + backward
        place = place_of(rows[0], only)
    assert backward == whole[:-1]


def test_filters_narrow(desk: Desk, many: list[int]) -> None:
    assert desk.ask(list_cases, desk.today, CaseFilter(procedure="other")) == []
    assert len(desk.ask(list_cases, desk.today, CaseFilter("ended", outcome="withdrawn"))) == 2
    assert {row.waiting_party for row in desk.ask(list_cases, desk.today, CaseFilter("waiting", party="customer"))} == {
        "customer"
    }
    own = desk.ask(list_cases, desk.today, CaseFilter("open", staff_id=desk.clerk.id, step="take_in"))
    assert len(own) == len(many) - 2
    assert desk.ask(list_cases, desk.today, CaseFilter("open", staff_id=99)) == []


def test_numbers_that_find_a_case(desk: Desk) -> None:
    first = desk.open(outside_number="12345-2026-7")
    second = desk.open()
    for typed, found in (
        ("12345-2026-7", [first]),
        (make_number(second), [second]),
        ("BY-1102-1", [first]),
        ("20261102-2", [second]),
        ("1102-0002", [second]),
        ("BZ-1102-1", []),
        ("1103-1", []),
        ("", []),
        ("x" * 500, []),
    ):
        assert [row.id for row in desk.ask(find_case, typed, desk.today)] == found, typed
    assert set(desk.ask(get_case_rows, [first, second, 99])) == {first, second}


def test_cases_of_a_unit_a_parcel_and_a_representative(desk: Desk) -> None:
    unit = desk.counter.unit(desk.counter.building())
    parcel = record_id(desk.do(add_parcel, ParcelDraft("00123", "12", "345", Decimal(100))))
    li = desk.counter.customer("李四")
    at_home = desk.open(unit_id=unit)
    on_land = desk.open(parcel_id=parcel, representative_id=li)
    assert [(row.id, row.place) for row in desk.ask(cases_of, unit_id=unit)] == [(at_home, "3-2-1501")]
    assert [(row.id, row.place) for row in desk.ask(cases_of, parcel_id=parcel)] == [(on_land, "00123 12-345")]
    assert [row.id for row in desk.ask(cases_of, [li])] == [on_land]
    assert desk.ask(cases_of) == []


def test_another_project_s_cases_are_not_seen(desk: Desk) -> None:
    unit = desk.counter.unit(desk.counter.building())
    hidden = desk.open(unit_id=unit)
    office = desk.open()
    desk.do(receive_all_papers, hidden, happened_at=desk.now)
    project = desk.case(hidden).project_id
    assert project is not None
    desk.wait(30)
    for projects, seen in ((frozenset({project}), {hidden, office}), (frozenset({project + 1}), {office})):
        store = Store(desk.counter.store.database, scope=Scope(projects))
        try:
            assert {row.id for row in store.read(lambda reader: list_cases(reader, desk.today))} == seen
            assert store.read(lambda reader: count_cases(reader, desk.today)) == len(seen)
            assert len(store.read(lambda reader: find_case(reader, "1102-1", desk.today))) == len(seen) - 1
            assert sum(column.count for column in store.read(lambda reader: board(reader, desk.today))) == len(seen)
            lists = store.read(lambda reader: today_lists(reader, desk.clerk, desk.today))
            assert {row.id for row in lists.stale} == seen
            assert store.read(list_late_entries) == []
            assert {row.id for row in store.read(lambda reader: cases_of(reader, unit_id=unit))} == seen - {office}
        finally:
            store.close()


def test_who_and_what_a_case_is_about_can_be_changed(desk: Desk) -> None:
    zhang = desk.counter.customer("张三丰")
    number = desk.open(caller_name="一个人")
    seen = desk.case(number).version
    desk.do(edit_case, number, {"customer_id": zhang, "need": "要出海", "tell_by": "sms"}, seen)
    case = desk.case(number)
    assert (case.customer_id, case.need, case.caller_name) == (zhang, "要出海", "一个人")
    with pytest.raises(StaleEdit):
        desk.do(edit_case, number, {"need": "x"}, seen)
    for wrong in ({"outcome": "closed"}, {"tell_by": "pigeon"}, {"language": "fr"}, {"customer_id": 99}):
        with pytest.raises(DeskError):
            desk.do(edit_case, number, wrong)


def test_listeners_act_in_the_same_transaction(desk: Desk) -> None:
    heard: list[str] = []

    def listen(work: Work, case: Case, event: CaseEvent) -> None:
        heard.append(f"{event.kind} {case.step}")

    def refuse(work: Work, case: Case, event: CaseEvent) -> None:
        raise DeskError("draft.choice")

    desk.engine = Engine(desk.engine.procedures, desk.engine.gates, {"step.ended": (listen,), "ended": (refuse,)})
    number = desk.open()
    desk.do(receive_all_papers, number)
    desk.do(end_step, desk.engine, number)
    assert heard == ["step.ended survey"]
    with pytest.raises(DeskError, match=r"draft\.choice"):
        desk.do(end_case, desk.engine, number, "withdrawn", "x")
    assert desk.case(number).outcome == ""


def test_a_checklist_is_complete_once(desk: Desk) -> None:
    heard: list[str] = []

    def listen(work: Work, case: Case, event: CaseEvent) -> None:
        heard.append(event.kind)

    kinds = ("opened", "papers.complete", "paper.slip")
    desk.engine = Engine(desk.engine.procedures, desk.engine.gates, dict.fromkeys(kinds, (listen,)))
    draft = CaseDraft("licence", fields={"waters": "长江"})
    number = record_id(desk.do(open_case, desk.engine.procedures, draft, engine=desk.engine))
    desk.do(add_slip, number, engine=desk.engine)
    desk.do(set_paper, number, "application", "original", engine=desk.engine)
    assert heard == ["opened", "paper.slip"]
    desk.do(set_paper, number, "identity", "copy", engine=desk.engine)
    desk.do(set_paper, number, "identity", "missing", engine=desk.engine)
    desk.do(set_paper, number, "identity", "copy", engine=desk.engine)
    assert heard == ["opened", "paper.slip", "papers.complete"]


def test_lists_go_by_their_indexes(desk: Desk) -> None:
    """No list reads all cases: with 200,000 of them that would show."""
    statements: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, _x: object, _many: object) -> None:
        if "case_file" in statement or "case_event" in statement:
            statements.append((statement, parameters))

    engine = desk.counter.store._reads
    event.listen(engine, "before_cursor_execute", note)
    try:
        for state in STATES:
            desk.ask(list_cases, date(2026, 11, 2), CaseFilter(state), limit=50)
        desk.ask(today_lists, desk.clerk, desk.today, whose="mine")
        desk.ask(board, desk.today)
        desk.ask(find_case, "1102-1", desk.today)
        desk.ask(list_late_entries)
        desk.ask(cases_of, [desk.counter.customer("张三丰")])
        desk.ask(get_case_page, desk.engine, desk.open(), desk.today)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(statements) > 25
    with engine.connect() as connection:
        for statement, parameters in statements:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            scans = [row[3] for row in plan if row[3].startswith(("SCAN case_file", "SCAN case_event"))]
            assert all("USING" in scan or "ORDER BY case_file.id" in statement for scan in scans), (scans, statement)
