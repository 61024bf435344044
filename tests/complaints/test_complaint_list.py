"""The list of complaints: by what is due first, page by page in both directions, narrowed by who and where."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col
from tests.complaints.complaint_ground import ComplaintDesk, at

from deskapp.cases.model import Case
from deskapp.desks.complaints.handling.actions import CloseDraft, close_complaint
from deskapp.desks.complaints.handling.lists import (
    VIEWS,
    ComplaintFilter,
    ComplaintPlace,
    complaints_of_cases,
    count_complaints,
    list_complaints,
)
from deskapp.desks.complaints.handling.saying import due_said
from deskapp.desks.complaints.taking.model import STATES, Complaint
from deskapp.locale import words
from deskapp.store.base import record_id
from deskapp.store.bulk import table_of
from deskapp.store.work import Work


def filled(desk: ComplaintDesk) -> list[int]:
    """Seven complaints of different levels, entered in no order, two of them held, in which nothing is due."""
    numbers = [
        record_id(
            desk.log(f"第{index}件", level=level, level_reason="试", received_at=desk.now - timedelta(hours=index))
        )
        for index, level in enumerate((1, 3, 2, 1, 2, 3, 1))
    ]

    def hold(work: Work) -> None:
        rows = update(table_of(Complaint)).where(col(Complaint.id).in_(numbers[2:4]))
        work.session.connection().execute(rows.values(next_due_at=None, held=True))

    desk.do(hold)
    return numbers


def test_pages_in_both_directions_give_every_row_once(desk: ComplaintDesk) -> None:
    numbers = filled(desk)
    whole = desk.ask(list_complaints, desk.now)
    assert sorted(row.id for row in whole) == sorted(numbers)
    dues = [row.due_at for row in whole]
    assert dues[-2:] == [None, None]
    assert dues[:-2] == sorted(dues[:-2])  # type: ignore[type-var]
    assert [row.id for row in whole[-2:]] == sorted(numbers[2:4])
    for size in (1, 2, 3):
        ahead: list[int] = []
        place = None
        while found := desk.ask(list_complaints, desk.now, after=place, limit=size):
            ahead += [row.id for row in found]
            place = ComplaintPlace(found[-1].due_at, found[-1].id)
        assert ahead == [row.id for row in whole]
        back: list[int] = []
        end = ComplaintPlace(None, 2**62)
        while found := desk.ask(list_complaints, desk.now, before=end, limit=size):
            back = [row.id for row in found] + back
            end = ComplaintPlace(found[0].due_at, found[0].id)
        assert back == ahead
    for index, row in enumerate(whole):
        assert desk.ask(count_complaints, desk.now, ahead_of=ComplaintPlace(row.due_at, row.id)) == index


def test_narrowed_by_level_state_place_and_person(desk: ComplaintDesk) -> None:
    numbers = filled(desk)
    other = record_id(desk.log("电梯", unit_id=desk.units["1502"], customer_id=desk.people["李静"], category="lift"))

    def found(**only: object) -> set[int]:
        told = ComplaintFilter(**only)  # type: ignore[arg-type]
        rows = {row.id for row in desk.ask(list_complaints, desk.now, told)}
        assert desk.ask(count_complaints, desk.now, told) == len(rows)
        return rows

    assert found(level=3) == {numbers[1], numbers[5]}
    assert found(view="held") == set(numbers[2:4])
    assert found(unit_id=desk.units["1502"]) == {other}
    assert found(building_ids=(desk.building,)) == {*numbers, other}
    assert found(building_ids=()) == set()
    assert found(customer_ids=(desk.people["李静"],)) == {other}
    assert found(category="lift") == {other}
    assert found(staff_id=desk.clerks["lina"].id) == set()
    desk.now += timedelta(days=30)
    assert found(view="overdue") == {*numbers, other} - set(numbers[2:4])
    for view in (*VIEWS, *STATES):
        found(view=view)


def test_an_ended_one_leaves_the_open_ones(desk: ComplaintDesk) -> None:
    one = desk.log()
    number = record_id(one)
    row = desk.ask(complaints_of_cases, [one.case_id])[one.case_id]
    assert (row.who, row.room, row.words, row.open) == ("张三丰", "3-2-1501", "卫生间渗水", True)
    assert row.number == desk.ask(lambda reader: reader.get(Case, one.case_id)).number
    desk.do(close_complaint, number, CloseDraft("修好了", "valid", "construction", "总包"), engine=desk.engine)
    assert desk.ask(list_complaints, desk.now) == []
    assert [row.id for row in desk.ask(list_complaints, desk.now, ComplaintFilter("ended"))] == [number]


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(30, "in 30 min"), (150, "in 2 h"), (-61, "1 h late"), (-3000, "2 d late"), (47 * 60, "in 47 h")],
)
def test_how_a_due_time_is_told(minutes: int, told: str) -> None:
    now = at("2026-11-02T09:00")
    assert due_said(now + timedelta(minutes=minutes), words("en"), now)[0] == told


def test_a_far_due_time_is_a_day() -> None:
    now = at("2026-11-02T09:00")
    assert due_said(now + timedelta(days=5), words("en"), now)[0] == words("en").day((now + timedelta(days=5)).date())
    assert due_said(None, words("zh"), now, held=True) == ("暂停", "muted")
