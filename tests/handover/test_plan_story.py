"""A clerk plans a handover, announces it, tells owners, notes what came back; every screen in three languages."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from tests.fixtures_store import TODAY
from tests.overview.riverside import SIZE, ask, counter_on, notice, press
from tests.ui.conftest import Seen, screen_text, seen, settle
from tests.ui.test_readers_at_the_counter import burst

from deskapp.desks.handover.planning.actions_parts import mark_ready
from deskapp.desks.handover.planning.queries import (
    DeliveryFilter,
    get_batch,
    get_deliveries,
    list_batches,
    list_deliveries,
    list_notices,
)
from deskapp.desks.handover.planning.queries_batch import groups_of, slots_of
from deskapp.desks.handover.planning.rows import DeliveryRow, NoticeRow
from deskapp.desks.handover.planning.screens.acceptances import AcceptancesScreen
from deskapp.desks.handover.planning.screens.batches import BatchesScreen, BatchScreen
from deskapp.desks.handover.planning.screens.deliveries import DeliveriesScreen
from deskapp.desks.handover.planning.screens.posted import PostedScreen
from deskapp.messages.barcode import DELIVERY, make_number
from deskapp.messages.model import PrintJob
from deskapp.messages.printing import list_prints_about
from deskapp.office.acceptance.queries import AcceptanceFilter, list_acceptances
from deskapp.store.work import Reader
from deskapp.ui.form import Form
from deskapp.ui.shell import DeskApp

__all__ = ["seen"]
BATCH = 1


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
async def test_the_pictures_of_a_plan(handover_home: Path, language: str, seen: Seen) -> None:
    app = counter_on(handover_home, language)
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(BatchesScreen())
        await settle(pilot)
        await press(pilot, "enter")
        await seen(pilot)
        await press(pilot, "4")
        await seen(pilot)
        await press(pilot, "escape", "8")
        await seen(pilot)
        await press(pilot, "f9")
        await seen(pilot)
        await press(pilot, "escape", "escape")
        app.push_screen(PostedScreen(BATCH))
        await settle(pilot)
        await seen(pilot)
        app.push_screen(AcceptancesScreen())
        await settle(pilot)
        await seen(pilot)


async def test_a_batch_from_nothing_to_its_notices(handover_home: Path) -> None:
    app = counter_on(handover_home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(BatchesScreen())
        await settle(pilot)
        await press(pilot, "f2")
        # the only project stands there; name, days, the way stands there, and so on
        form = app.screen.query_one(Form)
        assert form.focused_field == "batch_name" or form.rows["project"].typed
        form.rows["batch_name"].focus_target.focus()
        await press(pilot, *"B2", "enter", *"1205", "enter", *"1206", "enter", "ctrl+s")
        assert isinstance(app.screen, BatchScreen)
        text = screen_text(app)
        assert "✗ 还没有楼栋" in text
        assert "资料包未备齐" in text
        (batch,) = [one for one in ask(app, list_batches) if one.name == "B2"]
        await press(pilot, "1", *"3,5", "ctrl+s")
        assert ask(app, get_batch, batch.id).buildings[1].code == "5"
        await press(pilot, "2", "f2", *"9-11", "space", *"/30", "space", *"x3", "ctrl+s")
        slots = ask(app, slots_of, batch.id)
        assert (len(slots), slots[0].places, slots[0].starts) == (8, 3, "09:00")
        # another number of places for the first of them, and the last goes
        await press(pilot, "enter", "backspace", *"7", "enter", "end", "4", "escape")
        slots = ask(app, slots_of, batch.id)
        assert (len(slots), slots[0].places) == (7, 7)
        # the payment two places down: inspect first
        await press(pilot, "3", "down", "2", "2", "escape")
        way = [one.code for one in ask(app, get_batch, batch.id).stations]
        assert way[:4] == ["reception", "keys", "inspection", "payment"]
        await press(pilot, "4", "f4", "2", "3", *"W", "space", *"13900139,Li*", "ctrl+s", "escape")
        first = ask(app, groups_of, batch.id)[0]
        assert (first.leader.name if first.leader else "", [one.phone for one in first.members]) == (
            "Li", ["", "13900139"],
        )  # fmt: skip
        first_piece, *others = ask(app, get_batch, batch.id).items_of("pack")
        for item in others:
            app.opened().write("handover.pack", partial(mark_ready, item_id=item.id, day=TODAY), app.now())
        await press(pilot, "6", "3", "escape", "7", "f2", *"all", "ctrl+s", "escape")
        assert first_piece.ready_on is None
        page = ask(app, get_batch, batch.id)
        assert all(one.ready_on == TODAY for one in page.items_of("pack"))
        assert [one.topic for one in page.trainings] == ["all"]
        # what is still missing only warns, so that it is announced at once
        await press(pilot, "f8", "1")
        assert ask(app, get_batch, batch.id).published_on == TODAY
        assert notice(app) == f"{batch.name}：已公告。"


async def test_notices_in_bulk_and_the_pile_that_comes_back(handover_home: Path) -> None:
    app = counter_on(handover_home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(BatchScreen(BATCH))
        await settle(pilot)
        await press(pilot, "f9")
        assert "发给 7 户：首次 0，再次 7" in screen_text(app)
        assert "应交合计 ¥880,000.00" in screen_text(app)
        await press(pilot, "ctrl+s")
        assert notice(app) == "已发通知 7 件，消息 9 条，通知书 7 份。"
        sent = ask(app, sent_today)
        assert [one.round for one in sent] == [2] * 7
        owes = ask(app, get_deliveries, [sent[2].delivery_id])[0]
        assert (owes.room, sent[2].amount) == ("3-2-1502", 880_000)
        prints = ask(app, list_prints_about, "delivery", owes.id)
        assert [one.letter for one in prints] == ["handover_notice"]
        data = ask(app, payable_of, prints[0].id)
        assert [(line["text"], line["amount"]) for line in data] == [
            ("购房款", "¥880,000.00"),
            ("住宅专项维修资金", "办理当日核算"),
            ("契税", "办理当日核算"),
            ("物业服务费（预交）", "办理当日核算"),
        ]
        # again on the same day: nobody is told twice
        await press(pilot, "f9")
        assert "今天已通知、不重发：7 户" in screen_text(app)
        await press(pilot, "escape", "escape")

        app.push_screen(PostedScreen(BATCH))
        await settle(pilot)
        # three letters came back: a scan each goes to its row, then two keys
        for place, reason in ((4, "1"), (2, "4")):
            await burst(pilot, make_number(sent[place].delivery_id, DELIVERY) + "\n")
            await settle(pilot)
            await press(pilot, "1", reason)
        await press(pilot, "2")
        mail = {one.number: (one.mail, one.return_reason) for one in ask(app, sent_today)}
        assert mail[sent[4].number] == ("returned", "查无此人")
        assert mail[sent[2].number] == ("returned", "逾期未领")
        assert mail[sent[3].number] == ("received", "")
        await press(pilot, "escape")
        app.push_screen(BatchScreen(BATCH))
        await settle(pilot)
        assert "退回的通知 2 件" in screen_text(app)


async def test_a_list_notes_several_homes_and_a_home_is_deemed_delivered(handover_home: Path) -> None:
    app = counter_on(handover_home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(DeliveriesScreen(BATCH, day=TODAY.isoformat()))
        await settle(pilot)
        await press(pilot, "end")
        lines = screen_text(app).splitlines()
        rooms = [line[4:14].strip() for line in lines if line[4:6] in ("3-", "5-")]
        assert rooms == ["3-P88", "3-2-1501", "3-2-1502", "3-2-1503", "3-2-1504", "5-1-201", "5-1-202"]
        # the second and the third did not come
        await press(pilot, "home", "down", "4", "down", "4", "enter")
        assert notice(app) == "2 套已记未到。"
        rows = ask(app, list_deliveries, TODAY, DeliveryFilter(batch_id=BATCH, state="absent"))
        assert [row.room for row in rows] == ["3-2-1501", "3-2-1502"]
        # deemed delivered: what stands against it is said before anything is typed
        await press(pilot, "home", "down", "6", "enter")
        text = screen_text(app)
        assert "✗ 只发过 1 次通知" in text
        await press(pilot, "escape")
        # another time, with a reason
        await press(pilot, "home", "down", "3", "enter")
        await press(pilot, *"24", "enter", *"travel", "ctrl+s")
        row = get_row(app, rows[0].id)
        assert (row.state, row.slot_day) == ("rescheduled", date(2026, 11, 24))
        assert get_row(app, rows[1].id).absent_on == TODAY


async def test_acceptances_by_key(handover_home: Path) -> None:
    app = counter_on(handover_home, "zh")
    async with app.run_test(size=SIZE) as pilot:
        app.push_screen(AcceptancesScreen())
        await settle(pilot)
        await press(pilot, "f4")
        assert "首次登记" in screen_text(app)
        await press(pilot, "1")
        assert notice(app) == "楼栋 3：已记今天验收合格。"
        only = AcceptanceFilter(open=True)
        assert [row.building for row in ask(app, list_acceptances, TODAY, only)] == ["5"]
        # the other one in the form: the day follows from the result
        await press(pilot, "enter", "tab", "tab", *"1", "tab", "tab", *"DJ-5", "ctrl+s")
        assert ask(app, list_acceptances, TODAY, only) == []
        passed = [row for row in ask(app, list_acceptances, TODAY) if row.number == "DJ-5"]
        assert [(row.building, row.decided_on) for row in passed] == [("5", TODAY)]
        await press(pilot, "f4", "home", "2")
        assert notice(app) == "楼栋 3：已记今天接收钥匙。"
        await press(pilot, "3", *"mistake", "enter")
        first = ask(app, list_acceptances, TODAY)[0]
        assert (first.kind, first.result) == ("completion", "")


def payable_of(reader: Reader, job: int) -> list[dict[str, str]]:
    lines: list[dict[str, str]] = json.loads(reader.get(PrintJob, job).data)["payable"]
    return lines


def sent_today(reader: Reader) -> list[NoticeRow]:
    return list_notices(reader, sent_on=TODAY)


def get_row(app: DeskApp, number: int) -> DeliveryRow:
    row: DeliveryRow = ask(app, get_deliveries, [number])[0]
    return row
