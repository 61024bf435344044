"""Appointments of cases: made, moved, kept, missed, off; and as a file that a calendar takes in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cases.cases_ground import Desk

from deskapp.cases.agenda import appointments_of, calendar_entry
from deskapp.cases.appointments import (
    AppointmentDraft,
    add_appointment,
    cancel_appointment,
    keep_appointment,
    miss_appointment,
    move_appointment,
)
from deskapp.cases.calendar_file import render_ics, to_ics
from deskapp.cases.page import get_case_page
from deskapp.cases.steps import end_case
from deskapp.cases.today import today_lists
from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.office.organisation.actions import OrganisationDraft, add_organisation
from deskapp.store.base import record_id


def test_an_appointment_stands_in_the_timeline_and_in_the_day(desk: Desk) -> None:
    zhang = desk.counter.customer("张三丰")
    number = desk.open(customer_id=zhang)
    house = record_id(desk.do(add_organisation, OrganisationDraft("渔政局")))
    first = record_id(
        desk.do(add_appointment, AppointmentDraft(desk.day(3), case_id=number, customer_id=zhang, place="一号窗"))
    )
    second = record_id(
        desk.do(add_appointment, AppointmentDraft(desk.day(4), "authority", case_id=number, organisation_id=house))
    )
    assert [row.with_whom for row in desk.ask(appointments_of, number)] == ["张三丰", "渔政局"]
    assert desk.ask(today_lists, desk.clerk, desk.today).appointments == ()
    desk.wait(1)
    assert [row.id for row in desk.ask(today_lists, desk.clerk, desk.today).appointments] == [first]
    desk.do(keep_appointment, first)
    with pytest.raises(DeskError, match=r"case\.appointment_over"):
        desk.do(miss_appointment, first)
    desk.do(move_appointment, second, desk.day(6), reason="下雨")
    desk.wait(4)
    # nobody said whether it was kept: it stays on the list
    assert [row.id for row in desk.ask(today_lists, desk.clerk, desk.today).appointments] == [second]
    page = desk.ask(get_case_page, desk.engine, number, desk.today)
    assert [event.kind for event in page.timeline[:4]] == [
        "appointment.moved",
        "appointment.kept",
        "appointment.made",
        "appointment.made",
    ]


def test_what_cannot_be_is_refused(desk: Desk) -> None:
    with pytest.raises(DeskError, match=r"case\.appointment_ends"):
        desk.do(add_appointment, AppointmentDraft(desk.day(3), ends_at=desk.day(3)))
    with pytest.raises(DeskError, match=r"draft\.choice"):
        desk.do(add_appointment, AppointmentDraft(desk.day(3), "party"))
    alone = record_id(desk.do(add_appointment, AppointmentDraft(desk.day(3))))
    with pytest.raises(DeskError, match=r"case\.reason_needed"):
        desk.do(cancel_appointment, alone, " ")


def test_the_end_of_a_case_takes_its_appointments_off(desk: Desk) -> None:
    number = desk.open()
    desk.do(add_appointment, AppointmentDraft(desk.day(9), case_id=number))
    desk.do(end_case, desk.engine, number, "withdrawn", "不办了")
    assert [row.state for row in desk.ask(appointments_of, number)] == ["cancelled"]


def test_a_moved_one_replaces_itself_in_the_calendar(desk: Desk) -> None:
    number = desk.open(customer_id=desk.counter.customer("张三丰"))
    made = record_id(desk.do(add_appointment, AppointmentDraft(desk.day(9), "site", case_id=number)))
    desk.do(add_appointment, AppointmentDraft(desk.day(10), case_id=number))
    desk.do(move_appointment, made, desk.day(9) + timedelta(hours=2), place="码头, 三号;东")
    rows = desk.ask(appointments_of, number)
    entries = [calendar_entry(row, words("zh")) for row in rows]
    text = to_ics(entries, desk.now).decode()
    assert text.count("BEGIN:VEVENT") == 2
    assert "SEQUENCE:1\r\n" in text
    assert "LOCATION:码头\\, 三号\\;东\r\n" in text
    assert "SUMMARY:现场 BY-20261102-0001\r\n" in text
    desk.do(cancel_appointment, made, "下雨")
    off = calendar_entry(desk.ask(appointments_of, number)[0], words("zh"))
    assert b"METHOD:CANCEL\r\n" in render_ics(off, desk.now)
