"""Who is away, and who stands in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.fixtures_store import TODAY, Counter

from deskapp.errors import DeskError
from deskapp.office.access.model import Absence
from deskapp.office.signin.deputies import end_absence, list_absences, note_absence, stood_in_for
from deskapp.office.staff.actions import end_staff
from deskapp.office.staff.model import Staff
from deskapp.store.base import record_id

FRIDAY = TODAY + timedelta(days=5)


@pytest.fixture
def people(counter: Counter) -> list[int]:
    """The clerk and three others."""

    def add(number: str) -> int:
        staff = Staff(office_id=counter.clerk.office_id, number=number, name=f"name {number}")
        return record_id(counter.do(lambda work: work.add(staff)))

    return [counter.clerk.id, *(add(number) for number in ("GH1", "GH2", "GH3"))]


def away(
    counter: Counter, who: int, deputy: int | None, since: date = TODAY, until: date = FRIDAY, why: str = ""
) -> Absence:
    return counter.do(note_absence, who, since, until, deputy, why)


def put(counter: Counter, absence: Absence) -> None:
    counter.do(lambda work: work.add(absence))


def test_a_deputy_stands_in_on_both_days_and_between(counter: Counter, people: list[int]) -> None:
    me, other, *_ = people
    away(counter, other, me, why="培训")
    days = [TODAY - timedelta(days=1), TODAY, FRIDAY, FRIDAY + timedelta(days=1)]
    assert [counter.ask(stood_in_for, me, day) for day in days] == [(), (other,), (other,), ()]
    (row,) = counter.ask(list_absences, TODAY)
    assert (row.staff, row.deputy, row.reason) == ("name GH1", "wangmin", "培训")


def test_a_deputy_who_falls_ill_is_stood_in_for_as_well(counter: Counter, people: list[int]) -> None:
    me, other, third, _ = people
    away(counter, third, other, TODAY, FRIDAY)
    # noted as the database may have it from two desks at once
    put(counter, Absence(office_id=1, staff_id=other, since=TODAY, until=TODAY, deputy_id=me))
    assert counter.ask(stood_in_for, me, TODAY) == (other, third)
    assert counter.ask(stood_in_for, other, TODAY) == ()
    assert counter.ask(stood_in_for, other, FRIDAY) == (third,)


def test_a_ring_of_deputies_ends(counter: Counter, people: list[int]) -> None:
    me, other, third, _ = people
    for who, deputy in ((me, other), (other, third), (third, me)):
        absence = Absence(office_id=1, staff_id=who, since=TODAY, until=TODAY, deputy_id=deputy)
        put(counter, absence)
    assert [counter.ask(stood_in_for, person, TODAY) for person in (me, other, third)] == [(), (), ()]


def test_what_is_refused(counter: Counter, people: list[int]) -> None:
    me, other, third, left = people
    counter.do(end_staff, left)
    away(counter, third, None, FRIDAY, FRIDAY)
    for who, since, until, deputy, code in (
        (me, FRIDAY, TODAY, other, "draft.ends_before_start"),
        (me, TODAY - timedelta(days=9), TODAY - timedelta(days=1), other, "absence.past"),
        (me, TODAY, FRIDAY, me, "absence.oneself"),
        (me, TODAY, FRIDAY, left, "staff.left"),
        (me, TODAY, FRIDAY, third, "absence.deputy_away"),
        (third, TODAY, FRIDAY, me, "absence.known"),
    ):
        with pytest.raises(DeskError) as refused:
            away(counter, who, deputy, since, until)
        assert refused.value.code == code
    with pytest.raises(DeskError):
        away(counter, me, other, why="x" * 201)


def test_somebody_comes_back_early(counter: Counter, people: list[int]) -> None:
    me, other, third, _ = people
    absence = away(counter, other, me, TODAY - timedelta(days=2))
    counter.do(end_absence, record_id(absence))
    assert counter.ask(stood_in_for, me, TODAY) == ()
    with pytest.raises(DeskError) as refused:
        counter.do(end_absence, record_id(absence))
    assert refused.value.code == "absence.over"
    later = away(counter, third, me, FRIDAY)
    counter.do(end_absence, record_id(later))
    assert counter.ask(list_absences, TODAY) == []
