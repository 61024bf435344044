"""A delivery through all of its states, its notices and letters, on a real file."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from tests.fixtures_store import TODAY
from tests.handover.handover_ground import DAYS, RISK_ON, TOLD_ON, HandoverDesk

from deskapp.desks.handover.planning.actions import (
    edit_delivery,
    plan_delivery,
)
from deskapp.desks.handover.planning.actions_delivery import (
    deem_delivered,
    end_delivery,
    note_absent,
    note_came,
    note_ready,
    note_refused,
    note_signed,
    reschedule,
    take_back_signature,
)
from deskapp.desks.handover.planning.actions_notice import (
    note_received,
    note_returned,
    note_tracking,
    send_notices,
    undo_mail,
)
from deskapp.desks.handover.planning.drafts import (
    DeliveryDraft,
    NoticeDraft,
    RefusedDraft,
    SignedDraft,
)
from deskapp.desks.handover.planning.projection import find_drift
from deskapp.desks.handover.planning.queries import (
    DeliveryFilter,
    count_deliveries,
    count_returned,
    count_states,
    delivery_of_deal,
    find_delivery,
    get_delivery,
    list_deliveries,
    list_notices,
    living_delivery,
)
from deskapp.desks.handover.planning.queries_batch import batch_of_day, slots_of
from deskapp.desks.handover.planning.telling import notice_letters, roster_letter, tell_owners
from deskapp.errors import DeskError
from deskapp.messages.model import Message, PrintJob
from deskapp.office.property.model import Unit
from deskapp.office.warranty.queries import warranties_of
from deskapp.settings import find_home
from deskapp.store.base import record_id
from deskapp.store.work import Reader

TOMORROW = TODAY + timedelta(days=1)


def code_of(desk: HandoverDesk, action: object, *args: object, **kwargs: object) -> str:
    with pytest.raises(DeskError) as raised:
        desk.do(action, *args, **kwargs)  # type: ignore[arg-type]
    return raised.value.code


def state(desk: HandoverDesk, room: str) -> tuple[str, str]:
    """A delivery's state, and what the unit's page says."""

    def read(reader: Reader) -> tuple[str, str]:
        row = get_delivery(reader, desk.deliveries[room])
        return row.state, reader.get(Unit, row.unit_id).delivery_state

    return desk.ask(read)


def test_one_home_one_living_delivery(handover: HandoverDesk) -> None:
    desk = handover
    assert code_of(desk, plan_delivery, DeliveryDraft(desk.units["1501"])) == "delivery.living"
    desk.do(end_delivery, desk.deliveries["1501"], "合同解除")
    assert state(desk, "1501") == ("ended", "not_ready")
    again = record_id(desk.do(plan_delivery, DeliveryDraft(desk.units["1501"], desk.batch, late_rate=Decimal("0.03"))))
    row = desk.ask(get_delivery, again)
    assert (row.buyers, row.late_rate, row.due_on) == (("张三丰", "李静"), Decimal("0.030"), date(2026, 11, 15))
    assert desk.ask(living_delivery, desk.units["1501"]) == again
    assert desk.ask(delivery_of_deal, desk.deals["1502"]) == desk.deliveries["1502"]
    full = desk.ask(slots_of, desk.batch, TODAY)[0]
    desk.do(edit_delivery, desk.deliveries["202"], DeliveryDraft(desk.units["202"], slot_id=full.id))
    assert code_of(desk, edit_delivery, again, DeliveryDraft(desk.units["1501"], slot_id=full.id)) == "slot.full"
    free = desk.ask(slots_of, desk.batch, DAYS[1])[0]
    desk.do(edit_delivery, again, DeliveryDraft(desk.units["1501"], slot_id=free.id, due_on=TODAY))
    assert desk.ask(get_delivery, again).slot_day == DAYS[1]


def test_an_owner_is_told_moves_comes_and_signs(handover: HandoverDesk) -> None:
    desk, number = handover, handover.deliveries["1502"]
    assert state(desk, "1502") == ("notified", "notified")
    free = desk.ask(slots_of, desk.batch, DAYS[1])[0]
    assert code_of(desk, reschedule, number, free.id) == "access.reason"
    desk.do(reschedule, number, free.id, reason="业主出差")
    assert state(desk, "1502") == ("rescheduled", "notified")
    desk.do(note_came, number)
    assert state(desk, "1502") == ("came", "notified")
    version = desk.delivery("1502").version
    desk.do(note_came, number)
    assert desk.delivery("1502").version == version
    signed = SignedDraft(TODAY, "王芳", with_list=True, late_days=7, penalty=Decimal("84.00"))
    assert code_of(desk, note_signed, number, signed) == "delivery.no_consent"
    done = SignedDraft(TODAY, "王芳", "owner", True, "同意两周内整改", None, 7, Decimal("84.00"))
    desk.do(note_signed, number, done)
    assert state(desk, "1502") == ("signed_with_list", "delivered")
    row = desk.ask(get_delivery, number)
    assert (row.penalty, row.risk_on, row.is_over) == (Decimal("84.00"), TODAY, True)
    assert code_of(desk, note_came, number) == "delivery.over"
    assert code_of(desk, note_refused, number, RefusedDraft(TODAY, "structure")) == "delivery.over"
    desk.do(take_back_signature, number, "签错房号")
    assert state(desk, "1502") == ("came", "notified")
    assert desk.ask(get_delivery, number).risk_on is None


def test_a_refusal_moves_the_risk_where_it_has_no_good_reason(handover: HandoverDesk) -> None:
    desk = handover
    desk.do(note_came, desk.deliveries["1503"])
    desk.do(note_refused, desk.deliveries["1503"], RefusedDraft(TODAY, "structure"))
    assert state(desk, "1503")[0] == "refused_justified"
    assert desk.delivery("1503").risk_on is None
    desk.do(note_refused, desk.deliveries["1504"], RefusedDraft(TODAY, "small_defects"))
    assert state(desk, "1504")[0] == "refused_unjustified"
    # from the day that the notice fixed
    assert desk.delivery("1504").risk_on == RISK_ON
    assert code_of(desk, note_refused, desk.deliveries["202"], RefusedDraft(TODAY, "other")) == "delivery.refusal_note"
    assert code_of(desk, note_refused, desk.deliveries["202"], RefusedDraft(TODAY, "mood")) == "draft.choice"
    # here again in the afternoon: the refusal of the day is over, and counted when it comes again
    desk.do(note_came, desk.deliveries["1503"])
    assert state(desk, "1503")[0] == "came"
    desk.do(note_refused, desk.deliveries["1503"], RefusedDraft(TODAY, "no_books"))
    assert desk.delivery("1503").refused_again == 1
    assert desk.ask(find_drift) == []


def test_deemed_delivered_needs_a_second_notice_and_an_owner_who_stayed_away(handover: HandoverDesk) -> None:
    desk, number = handover, handover.deliveries["1504"]
    today = DeliveryFilter(batch_id=desk.batch, state="deemable")
    assert code_of(desk, note_absent, number, TODAY - timedelta(days=1)) == "delivery.absent_early"
    desk.do(note_absent, number)
    assert state(desk, "1504") == ("absent", "notified")
    assert code_of(desk, deem_delivered, number) == "delivery.second_notice"
    risk = NoticeDraft("post", risk_on=date(2026, 12, 10))
    (second,) = desk.on(TOMORROW, send_notices, [number], risk)
    assert (second.round, second.come_on) == (2, None)
    assert state(desk, "1504")[0] == "notified"
    desk.on(date(2026, 12, 5), note_returned, record_id(second), date(2026, 12, 5), "查无此人")
    desk.on(date(2026, 12, 9), note_absent, number, date(2026, 12, 9))
    with pytest.raises(DeskError) as raised:
        desk.on(date(2026, 12, 9), deem_delivered, number)
    assert raised.value.code == "delivery.risk_later"
    assert desk.ask(count_deliveries, date(2026, 12, 9), today) == 0
    assert desk.ask(count_deliveries, date(2026, 12, 10), today) == 1
    with pytest.raises(DeskError) as raised:
        desk.on(date(2026, 12, 10), deem_delivered, number, date(2026, 12, 10), "SF-20261110-0001")
    assert raised.value.code == "delivery.other_notice"
    desk.on(date(2026, 12, 10), deem_delivered, number, date(2026, 12, 10), second.number)
    assert state(desk, "1504") == ("deemed", "delivered")
    row = desk.ask(get_delivery, number)
    assert (row.deemed_notice, row.risk_on) == (second.number, date(2026, 12, 10))
    assert desk.ask(warranties_of, row.unit_id, date(2026, 12, 10))
    # the key may still be fetched one day
    desk.on(date(2027, 1, 5), note_came, number, date(2027, 1, 5))
    desk.on(date(2027, 1, 5), note_signed, number, SignedDraft(date(2027, 1, 5), "赵敏"))
    assert state(desk, "1504")[0] == "signed"
    assert desk.ask(get_delivery, number).risk_on == date(2026, 12, 10)
    assert desk.ask(find_drift) == []


def test_notices_go_out_once_a_day_under_gapless_numbers(handover: HandoverDesk) -> None:
    desk = handover
    everybody = list(desk.deliveries.values())
    desk.do(note_signed, desk.deliveries["1501"], SignedDraft(TODAY, "张三丰"))
    sent = desk.do(send_notices, everybody, NoticeDraft("hand", risk_on=RISK_ON), {everybody[2]: Decimal("880000.00")})
    assert [one.number for one in sent] == [f"SF-20261122-{place:04}" for place in range(1, len(sent) + 1)]
    assert len(sent) == len(everybody) - 1
    assert desk.do(send_notices, everybody, NoticeDraft("hand", risk_on=RISK_ON)) == []
    row = desk.ask(get_delivery, desk.deliveries["1502"])
    assert (row.notices, row.last_notice.amount) == (2, Decimal("880000.00"))  # type: ignore[union-attr]
    assert desk.ask(find_delivery, "sf-20261122-0003") == desk.ask(find_delivery, "1122-3") == sent[2].delivery_id
    assert desk.ask(find_delivery, "1122-99") is None
    early = NoticeDraft("post", sent_on=TODAY, come_on=TODAY - timedelta(days=1))
    assert code_of(desk, send_notices, everybody, early) == "delivery.come_before"


def test_returned_mail_is_counted_until_the_owner_is_told_again(handover: HandoverDesk) -> None:
    desk = handover
    first, second, *_ = desk.ask(list_notices, batch_id=desk.batch)
    desk.do(note_returned, first.id, None, "迁址")
    assert code_of(desk, note_received, first.id) == "handover_notice.returned"
    desk.do(note_received, second.id)
    assert code_of(desk, note_returned, second.id) == "handover_notice.received"
    assert code_of(desk, note_returned, desk.ask(list_notices)[2].id, date(2026, 11, 1)) == "handover_notice.before"
    assert [one.id for one in desk.ask(list_notices, mail="returned")] == [first.id]
    assert desk.ask(count_returned, desk.batch) == 1
    only = DeliveryFilter(batch_id=desk.batch, state="returned")
    assert desk.ask(count_deliveries, TODAY, only) == 1
    desk.do(note_tracking, first.id, "EMS 123")
    desk.do(send_notices, [first.delivery_id], NoticeDraft("hand"))
    assert desk.ask(count_deliveries, TODAY, only) == 0
    desk.do(undo_mail, second.id)
    assert desk.ask(list_notices)[1].mail == "under_way"


def test_owners_hear_in_their_channel_and_get_a_letter(handover: HandoverDesk, tmp_path: Path) -> None:
    desk = handover
    home = find_home(tmp_path / "home")
    home.prepare()
    desk.do(note_absent, desk.deliveries["1501"])
    sent = desk.do(send_notices, [desk.deliveries["1501"], desk.deliveries["1502"]], NoticeDraft(risk_on=RISK_ON))
    numbers = [record_id(one) for one in sent]
    told = desk.do(tell_owners, numbers)
    assert (told.messages, told.nobody) == (3, 0)

    def read(reader: Reader) -> tuple[list[str], list[str]]:
        from sqlmodel import select

        return [one.body for one in reader.session.exec(select(Message))], [
            one.data for one in reader.session.exec(select(PrintJob))
        ]

    def owed(_work: object, numbers: object, _said: object) -> dict[int, list[dict[str, str]]]:
        return {number: [{"text": "房款", "amount": "¥880,000.00"}] for number in numbers}  # type: ignore[attr-defined]

    jobs = desk.do(notice_letters, home, numbers, "", owed)
    roster = desk.do(roster_letter, home, desk.batch)
    bodies, data = desk.ask(read)
    assert all("2026-11-30" in body and "售楼处一楼" in body for body in bodies)
    # only who stayed away is told so
    assert [("再次通知" in body) for body in bodies] == [True, True, False]
    assert "880,000.00" in data[1]
    assert "售楼处一楼" in data[0]
    assert "总指挥负责人 13900139000" in data[2]
    assert [one.letter for one in (*jobs, roster)] == ["handover_notice", "handover_notice", "handover_roster"]


def test_lists_page_by_building_day_and_state(handover: HandoverDesk) -> None:
    desk = handover
    rows = desk.ask(list_deliveries, TODAY, DeliveryFilter(batch_id=desk.batch))
    assert [row.room for row in rows] == [
        "3-P88", "3-2-1501", "3-2-1502", "3-2-1503", "3-2-1504", "5-1-201", "5-1-202",
    ]  # fmt: skip
    page = desk.ask(list_deliveries, TODAY, DeliveryFilter(batch_id=desk.batch), after=rows[1].id, limit=2)
    assert [row.id for row in page] == [rows[2].id, rows[3].id]
    before = desk.ask(list_deliveries, TODAY, DeliveryFilter(batch_id=desk.batch), before=rows[2].id, limit=1)
    assert [row.id for row in before] == [rows[1].id]
    five = DeliveryFilter(batch_id=desk.batch, building_id=desk.buildings["5"])
    assert desk.ask(count_deliveries, TODAY, five) == 2
    assert desk.ask(count_deliveries, TODAY, DeliveryFilter(day=DAYS[1])) == 0
    assert desk.ask(count_states, desk.batch)[desk.buildings["3"]] == {"notified": 5}
    assert desk.ask(batch_of_day, TODAY) == desk.batch
    assert desk.ask(batch_of_day, date(2027, 1, 1)) is None
    assert desk.do(note_ready, list(desk.deliveries.values())) == 0
    assert rows[1].sent[0].sent_on == TOLD_ON
