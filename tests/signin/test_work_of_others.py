"""Work of somebody who is away: the deputy sees it; all of it is handed to another at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cases.cases_ground import Desk, events_of, make_desk
from tests.fixtures_store import Counter

from deskapp.cases.appointments import AppointmentDraft, add_appointment
from deskapp.cases.handing_over import OpenWork, count_open_work, hand_over
from deskapp.cases.model import CaseTask
from deskapp.cases.projection import find_drift
from deskapp.cases.steps import end_case
from deskapp.cases.tasks import give_task, take_task
from deskapp.cases.today import today_lists
from deskapp.errors import DeskError
from deskapp.office.signin.deputies import note_absence
from deskapp.office.staff.actions import end_staff
from deskapp.store.base import record_id


@pytest.fixture
def desk(counter: Counter) -> Desk:
    return make_desk(counter)


@pytest.fixture
def wang(desk: Desk) -> int:
    """Whose work it is: two open cases, an ended one, a task taken, an appointment."""
    first = desk.open(caller_name="甲")
    desk.open(caller_name="乙")
    ended = desk.open(caller_name="丙")
    desk.do(end_case, desk.engine, ended, "withdrawn", "不办了")
    task = desk.do(give_task, first, "看图", staff_id=desk.clerk.id)
    desk.do(take_task, record_id(task))
    desk.do(add_appointment, AppointmentDraft(desk.now + timedelta(hours=1), staff_id=desk.clerk.id, case_id=first))
    return desk.clerk.id


def mine(desk: Desk) -> tuple[int, int]:
    found = desk.ask(today_lists, desk.clerk, desk.today, whose="mine")
    return found.counts["tasks"], found.counts["stale"]


def test_a_deputy_sees_the_work_of_who_is_away_and_nobody_else_does(desk: Desk, wang: int) -> None:
    desk.wait(40)
    before = mine(desk)
    assert before == (1, 2)
    desk.sits("chentao")
    deputy = desk.clerk.id
    desk.sits("lijing")
    desk.do(note_absence, wang, desk.today, desk.today, deputy)
    assert mine(desk) == (0, 0)
    desk.sits("chentao")
    assert mine(desk) == before
    desk.wait(1)
    assert mine(desk) == (0, 0)


def test_everything_open_is_handed_over_and_each_case_says_why(desk: Desk, wang: int) -> None:
    desk.sits("chentao")
    taker = desk.clerk.id
    everything = OpenWork(2, 1, 1)
    assert desk.ask(count_open_work, wang) == everything
    assert desk.do(hand_over, wang, taker, "王敏调往二期") == everything
    assert desk.ask(count_open_work, wang).is_nothing
    assert desk.ask(count_open_work, taker) == everything
    task = desk.ask(lambda reader: reader.get(CaseTask, 1))
    # whoever has it now has to take it anew
    assert (task.staff_id, task.state) == (taker, "open")
    assert desk.case(1).staff_id == taker
    assert desk.case(3).staff_id == wang
    assert [event.text for event in events_of(desk, 1, "handed")] == ["王敏调往二期"]
    drifts, _ = desk.ask(find_drift, today=desk.today)
    assert drifts == []
    with pytest.raises(DeskError) as refused:
        desk.do(hand_over, wang, taker, "once more")
    assert refused.value.code == "handing.nothing"


def test_nothing_is_handed_over_in_part(desk: Desk, wang: int, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.sits("chentao")

    def fail(*_: object, **__: object) -> None:
        raise DeskError("case.task_state", title="", state="")

    monkeypatch.setattr("deskapp.cases.handing_over.move_task", fail)
    with pytest.raises(DeskError):
        desk.do(hand_over, wang, desk.clerk.id, "王敏调往二期")
    assert desk.ask(count_open_work, wang) == OpenWork(2, 1, 1)
    assert events_of(desk, 1, "handed") == []


def test_what_is_refused(desk: Desk, wang: int) -> None:
    desk.sits("chentao")
    left = desk.clerk.id
    desk.sits("lijing")
    desk.do(end_staff, left)
    for to, reason, code in (
        (wang, "a good reason", "handing.oneself"),
        (left, "a good reason", "staff.left"),
        (desk.clerk.id, "  ", "access.reason"),
    ):
        with pytest.raises(DeskError) as refused:
            desk.do(hand_over, wang, to, reason)
        assert refused.value.code == code
