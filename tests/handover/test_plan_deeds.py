"""A batch from its plan to its announcement, acceptances, editions of forms, on a real file."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.fixtures_store import TODAY
from tests.handover.handover_ground import DAYS, HandoverDesk, add_people

from deskapp.desks.handover.planning.actions import (
    assign_slots,
    close_batch,
    edit_batch,
    note_training,
    open_batch,
    plan_batch,
    plan_delivery,
    publish_batch,
    set_buildings,
    take_in_units,
)
from deskapp.desks.handover.planning.actions_delivery import (
    note_signed,
)
from deskapp.desks.handover.planning.actions_notice import (
    send_notices,
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
    SignedDraft,
    SlotDraft,
    StationDraft,
    TrainingDraft,
)
from deskapp.desks.handover.planning.projection import find_drift
from deskapp.desks.handover.planning.queries import (
    get_batch,
    list_batches,
    publish_faults,
)
from deskapp.desks.handover.planning.queries_batch import groups_of, list_form_editions, slots_of
from deskapp.errors import DeskError
from deskapp.office.acceptance.actions import (
    find_acceptance,
    note_acceptance,
    receive_builder_keys,
    take_back_acceptance,
)
from deskapp.office.acceptance.drafts import AcceptanceDraft
from deskapp.office.acceptance.queries import acceptance_gaps, accepted_on, count_late, list_acceptances
from deskapp.store.base import record_id

TOMORROW = TODAY + timedelta(days=1)


def code_of(desk: HandoverDesk, action: object, *args: object, **kwargs: object) -> str:
    with pytest.raises(DeskError) as raised:
        desk.do(action, *args, **kwargs)  # type: ignore[arg-type]
    return raised.value.code


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
