"""Stories of taking complaints at the counter: known owner, joined ones, crisis, and an order of 12345."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select
from tests.complaints.complaint_ground import ComplaintDesk, asked, at, at_counter, done, show
from tests.overview.riverside import press, write
from tests.ui.conftest import screen_text, settle

from deskapp.cases.events import read_events
from deskapp.cases.waiting import begin_waiting
from deskapp.desks.complaints.handling.actions import acknowledge
from deskapp.desks.complaints.taking.actions import crisis
from deskapp.desks.complaints.taking.drafts import ComplaintDraft
from deskapp.desks.complaints.taking.events import join_event, list_events
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.desks.complaints.taking.model_clock import ComplaintClock, CrisisContact
from deskapp.desks.complaints.taking.paging import open_crises
from deskapp.desks.complaints.taking.projection import find_drift
from deskapp.desks.complaints.taking.screens.deeds import ExtendOrderForm, ReturnOrderForm
from deskapp.desks.complaints.taking.screens.event_form import EventForm
from deskapp.desks.complaints.taking.screens.events import EventsScreen
from deskapp.desks.complaints.taking.screens.log import LogForm
from deskapp.messages.queries import list_messages_about
from deskapp.overview.screens.search import SearchScreen
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work


def budget(name: str) -> int:
    budgets = tomllib.loads((Path(__file__).parents[1] / "budgets.toml").read_text(encoding="utf-8"))
    return int(budgets[name]["keys"])


def complaints(reader: Reader) -> list[Complaint]:
    return list(reader.session.exec(select(Complaint).order_by(col(Complaint.id))))


def name_contacts(work: Work) -> None:
    for place, (name, level, phone, email) in enumerate(
        (("周主管", 4, "13600000001", ""), ("赵总", 5, "", "zhao@example.com")), 1
    ):
        office = work.clerk.office_id
        work.add(CrisisContact(office_id=office, position=place, level=level, name=name, phone=phone, email=email))


def due_outside(reader: Reader) -> datetime | None:
    return reader.session.exec(select(ComplaintClock.due_at).where(ComplaintClock.kind == "external")).one()


@pytest.fixture(autouse=True)
def wangmin_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "wangmin")


async def test_a_known_owner_in_eight_keys(desk: ComplaintDesk, tmp_path: Path) -> None:
    async with at_counter(desk, tmp_path) as pilot:
        count = 0

        async def keys(*names: str) -> None:
            nonlocal count
            count += len(names)
            await press(pilot, *names)

        await write(pilot, "71 zsf 1501")
        await keys("enter")
        assert isinstance(pilot.app.screen, LogForm)
        await write(pilot, "楼上装修把我家卫生间弄漏了")
        await keys("enter", "enter", "enter")
        await write(pilot, "渗")
        await keys("enter", "ctrl+s")
        assert isinstance(pilot.app.screen, SearchScreen)
        assert count <= budget("complaint_logged")
        (one,) = asked(pilot, complaints)
        assert (one.unit_id, one.category, one.relation, one.level) == (desk.units["1501"], "leak", "owner", 1)
        # the same home again: their words go to what is open, and what waited for their answer goes on
        done(pilot, desk.clerk, desk.now, begin_waiting, one.case_id, "decision")
        desk.now = at("2026-11-02T15:00")
        await show(pilot, LogForm(unit_id=desk.units["1501"]))
        await write(pilot, "还在漏同意换防水了")
        await press(pilot, "enter")
        assert "本户未结 1 件" in screen_text(pilot.app)
        await press(pilot, "f8")
        assert "不另编号" in screen_text(pilot.app)
        await press(pilot, "ctrl+s")
        (one,) = asked(pilot, complaints)
        # the clock of the first contact is not met by their own call
        assert (one.held, one.contacted_at) == (False, None)
        assert asked(pilot, read_events, one.case_id)[-1].text == "还在漏同意换防水了"


async def test_a_mass_event_is_read_out_and_joined(desk: ComplaintDesk, tmp_path: Path) -> None:
    first = desk.log("停水了", category="water")
    desk.now = at("2026-11-02T09:05")
    async with at_counter(desk, tmp_path) as pilot:
        await show(pilot, EventsScreen())
        assert "没有群体事件" in screen_text(pilot.app)
        await press(pilot, "f2")
        form = pilot.app.screen
        assert isinstance(form, EventForm)
        form.form.typed = {
            "title": "3 栋停水抢修",
            "category": ["water", "给排水"],
            "building": [desk.building, "滨江壹号 3"],
            "said_zh": "爆管抢修中，今晚 18 点前恢复供水，物业在大堂送水。",
            "expected_at": "18:00",
        }
        await press(pilot, "ctrl+s")
        assert "爆管抢修中" in screen_text(pilot.app)
        # somebody else of the building calls: the text to read out stands there before anything is saved
        await show(pilot, LogForm(unit_id=desk.units["1502"]))
        await write(pilot, "没水")
        await press(pilot, "ctrl+s")
        await write(pilot, "给排")
        await press(pilot, "enter")
        told = screen_text(pilot.app)
        assert "请念：爆管抢修中，今晚 18 点前恢复供水" in told
        assert "TS-20261102-0001  3-2-1501  给排水" in told
        assert "本单元同类 1 件" in told
        await press(pilot, "f8")
        assert "并入这件群体事件" in screen_text(pilot.app)
        await press(pilot, "ctrl+s")
        (_, second) = asked(pilot, complaints)
        (event,) = asked(pilot, list_events)
        assert (second.mass_event_id, event.complaints, event.homes) == (event.id, 1, 1)
        # the first one joins from its page's action, and the event ends with a result
        done(pilot, desk.clerk, desk.now, join_event, record_id(first), event.id, engine=desk.engine)
        await press(pilot, "1")
        await write(pilot, "换管后恢复供水")
        await press(pilot, "enter")
        (event,) = asked(pilot, list_events)
        assert (event.state, event.result, event.complaints) == ("closed", "换管后恢复供水", 2)
        assert "还有 2 件投诉要逐件答复" in screen_text(pilot.app)


async def test_the_crisis_key_takes_words_that_no_phrase_was_taken_for(desk: ComplaintDesk, tmp_path: Path) -> None:
    desk.do(name_contacts)
    async with at_counter(desk, tmp_path) as pilot:
        await show(pilot, LogForm(unit_id=desk.units["1601"]))
        await write(pilot, "主干管爆了水往下冲")
        await press(pilot, "tab", "tab", "tab")
        await write(pilot, "给排水")
        await press(pilot, "ctrl+n")
        assert "赵总" in screen_text(pilot.app)
        await press(pilot, "1")
        (one,) = asked(pilot, complaints)
        assert (one.level, one.category) == (4, "water")


async def test_the_crisis_key_pages_who_is_named(desk: ComplaintDesk, tmp_path: Path) -> None:
    desk.do(name_contacts)
    async with at_counter(desk, tmp_path) as pilot:
        await show(pilot, LogForm(unit_id=desk.units["1601"]))
        await write(pilot, "电梯")
        await press(pilot, "enter", "ctrl+n")
        told = screen_text(pilot.app)
        assert "赵总" in told
        await press(pilot, "2")
        assert "已通知 周主管、赵总" in screen_text(pilot.app)
        (one,) = asked(pilot, complaints)
        assert (one.level, one.safety, one.category, one.paged_at) == (5, True, "lift", desk.now)
        sent = asked(pilot, list_messages_about, "case_file", one.case_id)
        assert {(message.channel, message.address) for message in sent} == {
            ("sms", "13600000001"),
            ("email", "zhao@example.com"),
        }
        assert "电梯困人" in sent[0].body
        # every counter shows it until somebody takes it up, whatever is open there
        assert "危机 1" in screen_text(pilot.app)
        done(pilot, desk.clerk, desk.now, acknowledge, record_id(one), engine=desk.engine)
        assert asked(pilot, open_crises) == []
        # another counter's is told here, whatever is open
        await show(pilot, EventsScreen())
        draft = ComplaintDraft("有人从高处坠落", unit_id=desk.units["1601"])
        complaint, paged = done(pilot, desk.clerks["lina"], desk.now, crisis, draft, engine=desk.engine)
        assert paged == ("周主管",)
        first = pilot.app.screen_stack[0]
        assert isinstance(first, SearchScreen)
        first._crises.look()
        await settle(pilot)
        assert isinstance(pilot.app.screen, EventsScreen)
        assert "危机 1" in screen_text(pilot.app)
        assert "3-2-1601" in screen_text(pilot.app)
        done(pilot, desk.clerk, desk.now, acknowledge, record_id(complaint), engine=desk.engine)
        first._crises.look()
        await settle(pilot)
        assert "危机 1" not in screen_text(pilot.app)


async def test_an_order_of_12345_is_returned(desk: ComplaintDesk, tmp_path: Path) -> None:
    async with at_counter(desk, tmp_path) as pilot:
        await show(pilot, LogForm())
        form: Any = pilot.app.screen
        form.form.typed = {
            "words": [{"said": "小区外市政路积水"}, "小区外市政路积水"],
            "who": [{"anonymous": True}, "匿名"],
            "place": [["text", "滨江路"], "滨江路"],
            "category": ["other", "其他"],
            "channel": ["hotline_12345", "12345"],
            "outside_number": "2026110200123",
            "outside_due_at": "11-05 17:00",
        }
        await press(pilot, "ctrl+s")
        (one,) = asked(pilot, complaints)
        assert (one.relation, one.unit_text, one.level) == ("anonymous", "滨江路", 2)
        assert (one.outside, one.outside_number, one.outside_due_at) == (
            "12345",
            "2026110200123",
            at("2026-11-05T17:00"),
        )
        # the same order a second time is the one that is here
        again = await show(pilot, LogForm())
        again.form.typed = {
            "words": [{"said": "又来"}, "又来"],
            "category": ["other", "其他"],
            "channel": ["hotline_12345", "12345"],
            "outside_number": "2026110200123",
        }
        await press(pilot, "ctrl+s")
        fault = again.form.rows["outside_number"].fault
        assert (fault.code, fault.values["number"]) == ("complaint.outside_known", "TS-20261102-0001")
        # more time is given once; then it turns out not to be ours, behind the last day for sending it back
        desk.now = at("2026-11-04T10:00")
        await show(pilot, ExtendOrderForm(one.case_id, "TS-20261102-0001"))
        await write(pilot, "11-09 17:00")
        await press(pilot, "enter")
        await write(pilot, "需市政配合查验")
        await press(pilot, "ctrl+s")
        assert asked(pilot, due_outside) == at("2026-11-09T17:00")
        form = await show(pilot, ReturnOrderForm(one.case_id, "TS-20261102-0001"))
        assert "退单限期 2026-11-03 已过" in screen_text(pilot.app)
        await write(pilot, "市政道路积水由城管负责")
        await press(pilot, "ctrl+s")
        assert "仍要退单请写明原因" in screen_text(pilot.app)
        form.form.typed = {"late_reason": "现场核实后才确认权属"}
        await press(pilot, "ctrl+s")
        (one,) = asked(pilot, complaints)
        assert (one.state, one.open, one.next_clock, one.returned_at) == ("outside", False, "", desk.now)
        assert asked(pilot, lambda reader: list(find_drift(reader))) == []
