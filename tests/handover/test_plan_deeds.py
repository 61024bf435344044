"""A batch from its plan to its announcement, and a delivery through all of its states, on a real file."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from tests.fixtures_store import TODAY
from tests.handover.handover_ground import DAYS, RISK_ON, TOLD_ON, HandoverDesk, add_people

from deskapp.desks.handover.planning.actions import (
    assign_slots,
    close_batch,
    edit_batch,
    edit_delivery,
    note_training,
    open_batch,
    plan_batch,
    plan_delivery,
    publish_batch,
    set_buildings,
    take_in_units,
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
from deskapp.desks.handover.planning.actions_parts import (
    add_form_edition,
    begin_groups,
    mark_ready,
    set_groups,
    set_items,
    set_members,
    set_slots,
    set_stations,
)
from deskapp.desks.handover.planning.drafts import (
    BatchDraft,
    DeliveryDraft,
    FormDraft,
    GroupDraft,
    ItemDraft,
    MemberDraft,
    NoticeDraft,
    RefusedDraft,
    SignedDraft,
    SlotDraft,
    StationDraft,
    TrainingDraft,
)
from deskapp.desks.handover.planning.projection import find_drift
from deskapp.desks.handover.planning.queries import (
    DeliveryFilter,
    count_deliveries,
    count_returned,
    count_states,
    delivery_of_deal,
    find_delivery,
    get_batch,
    get_delivery,
    list_batches,
    list_deliveries,
    list_notices,
    living_delivery,
    publish_faults,
)
from deskapp.desks.handover.planning.queries_batch import batch_of_day, groups_of, list_form_editions, slots_of
from deskapp.desks.handover.planning.telling import notice_letters, roster_letter, tell_owners
from deskapp.errors import DeskError
from deskapp.messages.model import Message, PrintJob
from deskapp.office.acceptance.actions import (
    find_acceptance,
    note_acceptance,
    receive_builder_keys,
    take_back_acceptance,
)
from deskapp.office.acceptance.drafts import AcceptanceDraft
from deskapp.office.acceptance.queries import acceptance_gaps, accepted_on, count_late, list_acceptances
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


def plan(desk: HandoverDesk, name: str = "第二批") -> int:
    draft = BatchDraft(desk.project, name, date(2026, 12, 5), date(2026, 12, 6), risk_on=date(2026, 12, 20))
    return record_id(desk.do(plan_batch, draft))


def test_a_batch_begins_whole_and_says_what_it_lacks(handover: HandoverDesk) -> None:
    desk = handover
    number = plan(desk)
    batch = desk.ask(get_batch, number)
    assert [one.code for one in batch.stations][:3] == ["reception", "payment", "keys"]
    assert [one.code for one in batch.stations if not one.required] == ["property_contract", "owner_card", "gifts"]
    assert {one.kind for one in batch.items} == {"paper", "fee", "pack"}
    lacking = [one.code for one in desk.ask(publish_faults, number, TODAY)]
    assert lacking == ["batch.no_buildings", "batch.no_slots", "batch.pack_missing"]
    assert code_of(desk, publish_batch, number) == "batch.no_buildings"
    kept = record_id(desk.do(plan_delivery, DeliveryDraft(desk.units["1505"], number)))
    assert code_of(desk, send_notices, [kept], NoticeDraft()) == "batch.unpublished"
    desk.do(set_buildings, number, [desk.buildings["3"]])
    desk.do(set_slots, number, [SlotDraft(date(2026, 12, 5), "9", "10", 4)])
    for item in desk.ask(get_batch, number).items_of("pack"):
        desk.do(mark_ready, item.id, TODAY)
    desk.do(publish_batch, number)
    assert desk.ask(get_batch, number).state == "published"
    assert code_of(desk, publish_batch, number) == "batch.published"


def test_a_batch_announced_with_a_reason_keeps_it_in_the_trail(handover: HandoverDesk) -> None:
    number = plan(handover)
    assert code_of(handover, publish_batch, number, "。") == "access.reason"
    handover.do(publish_batch, number, "领导要求先行公告")
    assert handover.ask(get_batch, number).published_on == TODAY


def test_parts_of_a_batch_are_set_as_a_whole(handover: HandoverDesk) -> None:
    desk, number = handover, handover.batch
    stations = [StationDraft(code) for code in ("reception", "inspection", "payment", "signature")]
    desk.do(set_stations, number, stations)
    assert [one.code for one in desk.ask(get_batch, number).stations] == [one.code for one in stations]
    assert code_of(desk, set_stations, number, stations[:3]) == "batch.signature_last"
    assert code_of(desk, set_stations, number, [*stations, stations[0]]) == "batch.station_twice"
    desk.do(set_groups, number, [GroupDraft("总指挥"), GroupDraft("前台", heads=2, station="reception")])
    groups = desk.ask(groups_of, number)
    # the leader of a group that stays stays with it
    assert [(one.name, len(one.members), one.lacks) for one in groups] == [("总指挥", 1, 0), ("前台", 0, 2)]
    desk.do(set_groups, number, [GroupDraft("现场总指挥", old_name="总指挥"), GroupDraft("前台", heads=2)])
    assert [one.leader.name for one in desk.ask(groups_of, number) if one.leader] == ["总指挥负责人"]
    desk.do(set_members, groups[1].id, [MemberDraft("王芳", phone="139"), MemberDraft("李静", leads=True)])
    front = desk.ask(groups_of, number)[1]
    assert ([one.name for one in front.members], front.lacks) == (["李静", "王芳"], 0)
    two = [MemberDraft("王芳", leads=True), MemberDraft("李静", leads=True)]
    assert code_of(desk, set_members, groups[1].id, two) == "group.two_leaders"
    assert desk.do(begin_groups, number, "handbook_short") == 11
    fee = ItemDraft("fee", "property_fee", amount=Decimal(1200))
    desk.do(set_items, number, "fee", [fee])
    assert [(one.code, one.amount) for one in desk.ask(get_batch, number).items_of("fee")] == [
        ("property_fee", Decimal(1200))
    ]
    assert code_of(desk, set_items, number, "fee", [ItemDraft("fee", "nothing")]) == "draft.choice"
    desk.do(note_training, number, TrainingDraft(TODAY, "岗位职责", "全体"))
    assert [one.topic for one in desk.ask(get_batch, number).trainings] == ["岗位职责"]
    assert code_of(desk, note_training, number, TrainingDraft(TOMORROW, "x")) == "delivery.future"


def test_a_time_that_homes_have_is_not_taken_from_them(handover: HandoverDesk) -> None:
    desk = handover
    used = [one for one in desk.ask(slots_of, desk.batch, TODAY) if one.taken]
    assert sum(one.taken for one in used) == len(desk.deliveries)
    first = used[0]
    assert code_of(desk, set_slots, desk.batch, [], [TODAY]) == "slot.used"
    fewer = [SlotDraft(TODAY, one.starts, one.ends, 1) for one in desk.ask(slots_of, desk.batch, TODAY)]
    assert code_of(desk, set_slots, desk.batch, fewer, [TODAY]) == "slot.too_few"
    # another day of the batch goes without touching it
    desk.do(set_slots, desk.batch, [], [DAYS[0]])
    assert desk.ask(slots_of, desk.batch, DAYS[0]) == ()
    assert desk.ask(slots_of, desk.batch, TODAY)[0].taken == first.taken
    assert code_of(desk, set_slots, desk.batch, [SlotDraft(date(2027, 1, 1), "9", "10")]) == "slot.day"
    assert code_of(desk, set_buildings, desk.batch, []) == "batch.building_used"


def test_homes_are_taken_in_once_and_come_over_from_a_closed_batch(handover: HandoverDesk) -> None:
    desk = handover
    assert {*desk.deliveries} == {"1501", "1502", "1503", "1504", "201", "202", "P88"}
    assert desk.do(take_in_units, desk.batch) == 0
    assert desk.delivery("201").deal_id == desk.deals["201"]
    desk.do(note_signed, desk.deliveries["1501"], SignedDraft(TODAY, "张三丰"))
    number = plan(desk)
    desk.do(set_buildings, number, list(desk.buildings.values()))
    assert desk.do(take_in_units, number) == 0
    desk.do(close_batch, desk.batch)
    assert code_of(desk, take_in_units, desk.batch) == "batch.closed"
    # all but the one that is signed
    assert desk.do(take_in_units, number) == 6
    assert desk.delivery("1501").batch_id == desk.batch
    assert desk.ask(list_batches)[0].units == 6
    desk.do(set_slots, number, [SlotDraft(date(2026, 12, 5), "9:00", "10:00", 4)])
    assert desk.do(assign_slots, number) == (4, 2)
    desk.do(open_batch, desk.batch, "误关，恢复")
    assert len(desk.ask(list_batches)) == 2
    assert desk.ask(find_drift) == []


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
    assert all("第二次" not in body and "再次通知" in body and "2026-11-30" in body for body in bodies)
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


def test_acceptances_are_noted_passed_and_never_lost_in_silence(handover: HandoverDesk) -> None:
    desk, building = handover, handover.buildings["3"]
    assert [one.kind for one in desk.ask(acceptance_gaps, [building], TODAY)[building]] == ["initial_registration"]
    assert desk.ask(accepted_on, [building]) == {building: date(2026, 9, 30)}
    planned = AcceptanceDraft(building, "initial_registration", planned_on=date(2026, 11, 1))
    desk.do(note_acceptance, planned)
    assert desk.ask(count_late, TODAY) == 1
    failed = AcceptanceDraft(building, "fire", result="failed", decided_on=TODAY, remarks="喷淋不合格")
    assert code_of(desk, note_acceptance, failed) == "acceptance.decided"
    found = desk.do(find_acceptance, building, "fire")
    assert found is not None
    fire = record_id(found)
    desk.do(take_back_acceptance, fire, "消防部门撤销")
    assert "fire" in [one.kind for one in desk.ask(acceptance_gaps, [building], TODAY)[building]]
    no_why = AcceptanceDraft(building, "fire", result="failed", decided_on=TODAY)
    assert code_of(desk, note_acceptance, no_why) == "acceptance.why_failed"
    assert code_of(desk, receive_builder_keys, fire, TODAY) == "acceptance.keys_early"
    desk.do(note_acceptance, failed)
    row = next(one for one in desk.ask(list_acceptances, TODAY) if one.acceptance_id == fire)
    assert (row.result, row.is_late(TODAY)) == ("failed", False)
    assert code_of(desk, note_acceptance, AcceptanceDraft(building, "fire", result="passed")) == "acceptance.no_day"
    later = AcceptanceDraft(building, "fire", result="passed", decided_on=TOMORROW)
    assert code_of(desk, note_acceptance, later) == "acceptance.future"


def test_a_new_edition_of_a_form_ends_the_one_before(handover: HandoverDesk) -> None:
    desk = handover
    desk.do(add_form_edition, FormDraft("房屋交接书", "2026-1", date(2026, 1, 1)))
    desk.do(add_form_edition, FormDraft("房屋交接书", "2026-2", date(2026, 7, 1), changes="加电表读数"))
    editions = desk.ask(list_form_editions, former=True)
    assert [(one.edition, one.valid_to) for one in editions] == [("2026-2", None), ("2026-1", date(2026, 6, 30))]
    assert [one.edition for one in desk.ask(list_form_editions)] == ["2026-2"]
    older = FormDraft("房屋交接书", "2025-9", date(2025, 9, 1))
    assert code_of(desk, add_form_edition, older) == "form_edition.older"


def test_a_batch_keeps_its_project_and_its_frame_is_checked(handover: HandoverDesk) -> None:
    desk = handover
    number = plan(desk)
    same = BatchDraft(desk.project, "第一批", TODAY, TODAY)
    assert code_of(desk, plan_batch, same) == "batch.taken"
    backwards = BatchDraft(desk.project, "第三批", TODAY, TODAY - timedelta(days=1))
    assert code_of(desk, plan_batch, backwards) == "draft.ends_before_start"
    early = BatchDraft(desk.project, "第三批", TODAY, TODAY, risk_on=TODAY - timedelta(days=1))
    assert code_of(desk, edit_batch, number, early) == "batch.risk_before"
    rate = BatchDraft(desk.project, "第三批", TODAY, TODAY, late_rate=Decimal("0.00001"))
    assert code_of(desk, edit_batch, number, rate) == "batch.late_rate"


def test_roles_do_what_is_theirs(handover: HandoverDesk) -> None:
    desk = handover
    add_people(desk)
    draft = AcceptanceDraft(desk.buildings["3"], "initial_registration", planned_on=TODAY)
    desk.do_as("inspector", "acceptance.note", note_acceptance, draft)
    with pytest.raises(DeskError) as raised:
        desk.do_as("cashier", "handover.batch", close_batch, desk.batch)
    assert raised.value.code == "access.refused"
    desk.do_as("senior", "handover.close", close_batch, desk.batch)
