"""Two clerks change one case: what the form shows is compared, what it does not show is no question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.case_screens.case_ground import at, at_counter, press, screen_text, settle, write
from tests.intake.dossier import NOW, Desk
from textual.pilot import Pilot

from deskapp.cases.appointments import AppointmentDraft, add_appointment, move_appointment
from deskapp.cases.fields import read_fields, set_fields
from deskapp.cases.model import Appointment, CaseTask
from deskapp.cases.opening import edit_case
from deskapp.cases.tasks import give_task, move_task, take_task
from deskapp.casework.screens.appointment import MoveAppointmentForm
from deskapp.casework.screens.task import MoveTaskForm
from deskapp.desks.intake.screens.fields_edit import EditCaseForm
from deskapp.office.staff.actions import ensure_clerk
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.ui.form_screen import FormScreen
from deskapp.ui.shell import DeskApp
from deskapp.ui.versions import VersionsScreen
from deskapp.wiring import open_home


def elsewhere(pilot: Pilot[int], action: Callable[[Work], Any]) -> None:
    """李华 saves at another counter."""
    assert isinstance(pilot.app, DeskApp)
    opened = open_home(pilot.app.home, NOW, writes=True)
    try:
        opened.store.write(replace(opened.clerk, name="李华"), "case.edit", action, NOW)
    finally:
        opened.close()


async def begin(pilot: Pilot[int], case_id: int) -> list[Any]:
    answers: list[Any] = []
    pilot.app.push_screen(EditCaseForm(case_id, "TS-1"), answers.append)
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, FormScreen)
    screen.form.focus_field("need")
    await write(pilot, "muốn xong trước Tết")
    return answers


async def test_needs_and_the_procedures_fields_are_compared(desk: Desk, tmp_path: Path) -> None:
    case_id = desk.open(fields={"kind": "transfer", "price": "4000000000"})
    async with at_counter(desk, tmp_path, "vi") as pilot:
        answers = await begin(pilot, case_id)
        elsewhere(pilot, lambda work: set_fields(work, case_id, {"price": "5000000000"}))
        elsewhere(pilot, lambda work: edit_case(work, case_id, {"need": "cần gấp", "caller_name": "Chị Hoa"}))
        await press(pilot, "ctrl+s")
        assert answers == []
        shown = screen_text(pilot.app)
        assert all(text in shown for text in ("5.000.000.000", "cần gấp", "Chị Hoa", "李华"))
        await press(pilot, "left", "enter")
        assert answers == [case_id]
        case = at(pilot).case(case_id)
        assert (case.need, case.caller_name) == ("muốn xong trước Tết", "Chị Hoa")
        assert read_fields(case)["price"] == "5000000000"


async def test_a_parked_form_of_a_case_asks_when_it_returns(desk: Desk, tmp_path: Path) -> None:
    case_id = desk.open()
    async with at_counter(desk, tmp_path, "vi") as pilot:
        await begin(pilot, case_id)
        await press(pilot, "f6")
        elsewhere(pilot, lambda work: edit_case(work, case_id, {"need": "cần gấp"}))
        await press(pilot, "f7")
        assert isinstance(pilot.app.screen, VersionsScreen)
        await press(pilot, "right", "enter")
        assert at(pilot).case(case_id).need == "cần gấp"


async def test_what_goes_on_around_a_case_is_no_question(desk: Desk, tmp_path: Path) -> None:
    case_id = desk.open()
    async with at_counter(desk, tmp_path, "vi") as pilot:
        answers = await begin(pilot, case_id)
        elsewhere(pilot, lambda work: edit_case(work, case_id, {"staff_id": work.clerk.id}))
        await press(pilot, "ctrl+s")
        assert answers == [case_id]


async def test_an_appointment_that_two_move_is_asked_about(desk: Desk, tmp_path: Path) -> None:
    at_nine = NOW.replace(day=25, hour=9, minute=0)
    visit = record_id(desk.do(add_appointment, AppointmentDraft(at_nine, case_id=desk.open(), place="Quầy 3")))
    async with at_counter(desk, tmp_path, "vi") as pilot:
        answers: list[Any] = []
        pilot.app.push_screen(MoveAppointmentForm(visit, "25/11"), answers.append)
        await settle(pilot)
        await write(pilot, "26/11/2026 10:00")
        elsewhere(pilot, lambda work: move_appointment(work, visit, at_nine.replace(day=27), place="Quầy 3"))
        await press(pilot, "ctrl+s")
        assert answers == []
        assert "27/11/2026 09:" in screen_text(pilot.app)
        await press(pilot, "left", "enter")
        assert answers == [visit]
        moved = at(pilot).ask(lambda reader: reader.get(Appointment, visit).starts_at)
        assert moved == at_nine.replace(day=26, hour=10)


async def test_a_task_that_two_hand_on_is_asked_about_but_not_one_that_was_taken(desk: Desk, tmp_path: Path) -> None:
    case_id = desk.open()
    lan, hoa = (desk.do(ensure_clerk, login).id for login in ("lan", "hoa"))
    task = record_id(desk.do(give_task, case_id, "Đo đạc", staff_id=lan))
    async with at_counter(desk, tmp_path, "vi") as pilot:
        answers: list[Any] = []
        pilot.app.push_screen(MoveTaskForm(task, "Đo đạc"), answers.append)
        await settle(pilot)
        await write(pilot, "hoa")
        await press(pilot, "enter")
        elsewhere(pilot, lambda work: take_task(work, task))
        elsewhere(pilot, lambda work: move_task(work, task, staff_id=work.clerk.id))
        await press(pilot, "ctrl+s")
        assert answers == []
        assert "wangmin" in screen_text(pilot.app)
        await press(pilot, "left", "enter")
        assert answers == [task]
        assert at(pilot).ask(lambda reader: reader.get(CaseTask, task).staff_id) == hoa
