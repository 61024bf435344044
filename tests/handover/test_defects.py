"""Inspections and defects on a real file: found in a draft, given out, mended, looked at again; gates and drift."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from tests.fixtures_store import NOW, TODAY
from tests.handover.handover_ground import HandoverDesk

from deskapp.cases.model import Appointment
from deskapp.desks.handover.inspecting import actions as visits
from deskapp.desks.handover.inspecting import actions_defect as deeds
from deskapp.desks.handover.inspecting.drafts import DefectDraft, DefectEdit, InspectionDraft
from deskapp.desks.handover.inspecting.gates import inspecting_missing
from deskapp.desks.handover.inspecting.letters import order_letter
from deskapp.desks.handover.inspecting.lists import shipped_lists
from deskapp.desks.handover.inspecting.model import Inspection
from deskapp.desks.handover.inspecting.projection import find_drift
from deskapp.desks.handover.inspecting.queries import (
    VIEWS,
    DefectFilter,
    DefectPlace,
    count_by_trade,
    count_defects,
    defects_of,
    get_defect,
    get_inspection,
    inspection_to_open,
    list_defects,
    open_counts,
)
from deskapp.desks.handover.inspecting.queries_inspections import InspectionFilter, count_inspections, list_inspections
from deskapp.desks.handover.inspecting.queries_orders import get_order, list_orders
from deskapp.desks.handover.inspecting.rules import DefectCounts
from deskapp.desks.handover.planning.actions_delivery import note_came, note_signed
from deskapp.desks.handover.planning.drafts import SignedDraft
from deskapp.errors import DeskError
from deskapp.messages.model import Message
from deskapp.papers.files import store_file
from deskapp.settings import find_home
from deskapp.store.base import record_id

WALL = ("living", "wall", "hollow")
GAS = ("kitchen", "gas_pipe", "gas_leak")


def begin(desk: HandoverDesk, kind: str = "handover", room: str = "1501", **more: Any) -> int:
    return record_id(desk.do(visits.begin_inspection, InspectionDraft(desk.units[room], kind, **more)))


def find(desk: HandoverDesk, inspection: int | None, place: tuple[str, str, str] = WALL, **more: Any) -> int:
    draft = DefectDraft(*place, inspection_id=inspection, **more)
    return record_id(desk.do(deeds.find_defect, draft))


def refusal(act: Callable[[], Any]) -> tuple[str, str | None]:
    with pytest.raises(DeskError) as error:
        act()
    return error.value.code, error.value.field


def state(desk: HandoverDesk, defect: int) -> str:
    return str(desk.ask(get_defect, defect).row.state)


def test_what_is_left_out_follows_from_list_project_and_day(handover: HandoverDesk) -> None:
    handover.do(deeds.set_contractor, handover.project, "finishing", "立新门窗")
    inspection = begin(handover, "pre")
    row = handover.ask(get_defect, find(handover, inspection)).row
    assert (row.number, row.origin, row.trade, row.severity) == ("QX-20261122-0001", "pre", "finishing", "minor")
    assert (row.contractor, row.organisation_id) == ("立新门窗", handover.organisations["立新门窗"])
    assert (row.agreed_on, row.state, row.unit) == (TODAY + timedelta(days=14), "open", "3-2-1501")
    page = handover.ask(get_inspection, inspection)
    assert page.marks == {("living", "wall"): "defect"}
    danger = handover.ask(get_defect, find(handover, inspection, GAS)).row
    assert (danger.trade, danger.severity, danger.contractor) == ("gas", "safety", "")
    assert danger.agreed_on == TODAY + timedelta(days=3)


@pytest.mark.parametrize(
    ("place", "field"),
    [
        (("attic", "wall", "hollow"), "room"), (("kitchen", "wall", "hollow"), "item"),
        (("kitchen", "gas_pipe", "hollow"), "fault"), (("bay", "floor", "crack"), "room"),
    ],
)  # fmt: skip
def test_a_place_that_the_list_has_not_is_refused(
    handover: HandoverDesk, place: tuple[str, str, str], field: str
) -> None:
    inspection = begin(handover)
    assert refusal(lambda: find(handover, inspection, place))[1] == field


def test_begun_twice_is_one_and_a_counter_that_died_goes_on(handover: HandoverDesk) -> None:
    first = begin(handover)
    assert begin(handover) == first
    assert begin(handover, "pre") != first
    handover.do(visits.end_inspection, first)
    again = begin(handover)
    assert again != first
    assert handover.ask(get_inspection, again).row.number == 2


def test_what_is_open_from_before_is_not_right_by_one_word(handover: HandoverDesk) -> None:
    first = begin(handover, "pre")
    find(handover, first)
    handover.do(visits.end_inspection, first)
    again = begin(handover)
    points = shipped_lists().points(handover.ask(get_inspection, again).row.list_code)
    assert handover.do(visits.mark_rooms, again) == len(points) - 1
    marks = handover.ask(get_inspection, again).marks
    assert marks["living", "wall"] == "defect"
    assert len(marks) == len(points)


def test_rooms_are_right_by_one_word_and_defects_stay(handover: HandoverDesk) -> None:
    inspection = begin(handover)
    find(handover, inspection)
    points = len(handover.ask(get_inspection, inspection).marks)
    count = handover.do(visits.mark_rooms, inspection, "living")
    marks = handover.ask(get_inspection, inspection).marks
    assert len(marks) == points + count
    assert marks["living", "wall"] == "defect"
    rest = handover.do(visits.mark_rooms, inspection)
    assert rest > count
    assert handover.do(visits.mark_rooms, inspection) == 0
    handover.do(visits.unmark_point, inspection, "living", "wall")
    handover.do(visits.unmark_point, inspection, "living", "floor")
    marks = handover.ask(get_inspection, inspection).marks
    assert ("living", "wall") in marks
    assert ("living", "floor") not in marks
    assert refusal(lambda: handover.do(visits.mark_point, inspection, "attic", "wall"))[0] == "inspection.no_point"


def test_how_it_ends_follows_from_what_is_open(handover: HandoverDesk) -> None:
    inspection = begin(handover)
    danger = find(handover, inspection, GAS)
    assert refusal(lambda: handover.do(visits.end_inspection, inspection, "passed")) == (
        "inspection.still_open",
        "result",
    )
    ended: Inspection = handover.do(visits.end_inspection, inspection)
    assert ended.result == "failed"
    assert refusal(lambda: find(handover, inspection))[0] == "inspection.done"
    handover.do(deeds.accept_defect, danger)
    again = begin(handover, "recheck")
    find(handover, again, wish=True)
    assert handover.do(visits.end_inspection, again).result == "passed"


def test_gates_before_the_signature(handover: HandoverDesk) -> None:
    delivery = handover.deliveries["1501"]

    def said() -> dict[str, list[str]]:
        found = handover.ask(inspecting_missing, [delivery])[delivery]
        return {gate: [one.code for one in missing] for gate, missing in found.items()}

    assert said() == {"inspected": ["inspection.missing.none"], "safety": []}
    inspection = begin(handover)
    assert said()["inspected"] == ["inspection.missing.unfinished"]
    danger = find(handover, inspection, GAS)
    find(handover, inspection)
    find(handover, inspection, GAS, wish=True)
    handover.do(visits.end_inspection, inspection)
    assert said() == {"inspected": [], "safety": ["inspection.missing.safety"]}
    missing = handover.ask(inspecting_missing, [delivery])[delivery]["safety"][0]
    assert missing.values["place"].say("vi") == "bếp đường ống gas rò gas"
    unit = handover.units["1501"]
    assert handover.ask(open_counts, [unit])[unit] == DefectCounts(safety=1, minor=1, wishes=1)
    handover.do(deeds.note_fixed, danger)
    assert said()["safety"] == ["inspection.missing.safety"], "mended is not looked at"
    handover.do(deeds.accept_defect, danger)
    assert said() == {"inspected": [], "safety": []}


def test_pre_inspection_to_signature_to_recheck(handover: HandoverDesk) -> None:
    """Our own, mended, looked at; the owner finds more, signs with a list, comes again: accepted and reopened."""
    unit, delivery = handover.units["1501"], handover.deliveries["1501"]
    pre = begin(handover, "pre")
    first = find(handover, pre)
    handover.do(visits.end_inspection, pre)
    order = record_id(handover.do(deeds.assign_defects, [first], "宏远防水", TODAY + timedelta(days=5)))
    handover.do(deeds.note_fixed, first)
    handover.do(deeds.accept_defect, first)
    assert [row.origin for row in handover.ask(defects_of, unit)] == ["pre"]
    owner = begin(handover, owner_present=True)
    two = [find(handover, owner), find(handover, owner, ("bath1", "drain", "slope"))]
    assert handover.do(visits.end_inspection, owner).result == "with_list"
    handover.do(note_came, delivery, TODAY)
    signed = SignedDraft(
        signed_on=TODAY, signed_by="张三丰", signed_as="owner", with_list=True, consent="同意带清单收房"
    )
    handover.do(note_signed, delivery, signed)
    at = NOW + timedelta(days=14)
    planned = record_id(handover.do(visits.plan_recheck, delivery, at, place="3-2-1501"))
    (message,) = handover.ask(
        lambda reader: list(reader.session.exec(select(Message).where(Message.step == "recheck")))
    )
    assert "3-2-1501" in message.body
    # moved, not made twice
    assert record_id(handover.do(visits.plan_recheck, delivery, at + timedelta(days=1), tell=False)) == planned
    appointments = handover.ask(lambda reader: list(reader.session.exec(select(Appointment))))
    assert [(one.state, one.starts_at) for one in appointments] == [("planned", at + timedelta(days=1))]
    day = TODAY + timedelta(days=15)
    recheck = record_id(handover.on(day, visits.begin_inspection, InspectionDraft(unit, "recheck")))
    assert recheck == planned
    shown = handover.ask(get_inspection, recheck)
    assert [row.id for row in shown.before] == two[::-1], "the worse one first"
    handover.on(day, deeds.accept_defect, two[0])
    handover.on(day, deeds.reopen_defect, two[1], "仍积水")
    assert {row.id for row in handover.ask(get_inspection, recheck).before} == set(two), (
        "what was settled stays in sight"
    )
    assert handover.on(day, visits.end_inspection, recheck).result == "with_list"
    (appointment,) = handover.ask(lambda reader: list(reader.session.exec(select(Appointment))))
    assert appointment.state == "kept"
    again = handover.ask(get_defect, two[1]).row
    assert (again.state, again.reopened) == ("reopened", 1)
    assert again.agreed_on == day + timedelta(days=10), "late already, so it gets new days"
    # a year later it is the warranty's, in the same table
    later = record_id(
        handover.on(day + timedelta(days=365), visits.begin_inspection, InspectionDraft(unit, "warranty"))
    )
    leak = handover.on(day + timedelta(days=365), deeds.find_defect, DefectDraft(*WALL, inspection_id=later))
    assert leak.origin == "warranty"
    assert handover.ask(get_order, order)[0].open == 0
    assert list(handover.ask(find_drift)) == []


def test_after_the_first_comes_a_recheck(handover: HandoverDesk) -> None:
    delivery = handover.deliveries["1501"]
    assert handover.ask(inspection_to_open, delivery) == (None, "handover")
    inspection = begin(handover)
    assert handover.ask(inspection_to_open, delivery)[0] == inspection
    handover.do(visits.end_inspection, inspection)
    assert handover.ask(inspection_to_open, delivery) == (None, "recheck")


def test_orders_by_contractor(handover: HandoverDesk) -> None:
    for trade, name in (("finishing", "立新门窗"), ("waterproofing", "宏远防水")):
        handover.do(deeds.set_contractor, handover.project, trade, name)
    inspection = begin(handover, "pre")
    dry, wet = find(handover, inspection), find(handover, inspection, ("living", "wall", "seepage"))
    nobody = find(handover, inspection, GAS)
    assert refusal(lambda: handover.do(deeds.orders_by_contractor, [dry, wet, nobody]))[0] == "defect.nobody_liable"
    assert state(handover, dry) == "open", "all of it, or nothing"
    orders = handover.do(deeds.orders_by_contractor, [dry, wet])
    assert [(one.contractor, one.number) for one in orders] == [
        ("立新门窗", "ZG-20261122-0001"), ("宏远防水", "ZG-20261122-0002"),
    ]  # fmt: skip
    assert state(handover, wet) == "assigned"
    assert handover.ask(get_defect, wet).events[-1].text == "ZG-20261122-0002"
    (second, first) = handover.ask(list_orders)
    assert (first.defects, first.open, second.due_on) == (1, 1, TODAY + timedelta(days=10))
    # given to another: the order changes with it
    handover.do(deeds.assign_defects, [wet], "通达水电", TODAY + timedelta(days=2))
    row = handover.ask(get_defect, wet).row
    assert (row.contractor, row.order, row.agreed_on) == ("通达水电", "ZG-20261122-0003", TODAY + timedelta(days=2))
    handover.do(deeds.set_contractor, handover.project, "finishing", "")
    assert handover.ask(get_defect, find(handover, inspection)).row.contractor == ""
    past = TODAY - timedelta(days=1)
    assert refusal(lambda: handover.do(deeds.assign_defects, [dry], "通达水电", past))[1] == "agreed_on"


def test_the_sheet_for_a_contractor_names_what_is_open(handover: HandoverDesk, tmp_path: Path) -> None:
    inspection = begin(handover, "pre")
    two = [find(handover, inspection), find(handover, inspection, GAS)]
    order = record_id(handover.do(deeds.assign_defects, two, "宏远防水"))
    handover.do(deeds.accept_defect, two[0])
    home = find_home(tmp_path / "letters")
    home.prepare()
    for language, word in (("zh", "厨房 燃气管道 燃气泄漏"), ("vi", "rò gas"), ("en", "gas escapes")):
        job = handover.do(order_letter, home, order, "1", language)
        assert (job.letter, job.language, job.about_id) == ("rectification", language, order)
        assert word in job.data
        assert "QX-20261122-0001" not in job.data


def test_what_is_noted_wrongly_is_taken_back(handover: HandoverDesk) -> None:
    defect = find(handover, begin(handover))
    assert refusal(lambda: handover.do(deeds.take_back, defect, "没有步骤"))[0] == "defect.not_taken_back"
    handover.do(deeds.accept_defect, defect)
    assert [event.kind for event in handover.ask(get_defect, defect).events] == ["found", "fixed", "accepted"]
    handover.do(deeds.take_back, defect, "点错了行")
    row = handover.ask(get_defect, defect).row
    assert (row.state, row.accepted_on, row.fixed_on) == ("fixed", None, TODAY)
    assert refusal(lambda: handover.do(deeds.void_defect, defect, "x"))[0] == "access.reason"
    handover.do(deeds.void_defect, defect, "与QX-0002重复")
    assert refusal(lambda: handover.do(deeds.accept_defect, defect))[0] == "defect.not_accepted"
    ahead = TODAY + timedelta(days=1)
    other = find(handover, None, unit_id=handover.units["1502"], origin="round")
    assert refusal(lambda: handover.do(deeds.note_fixed, other, ahead))[0] == "defect.day_ahead"
    assert refusal(lambda: handover.do(deeds.note_fixed, other, TODAY - timedelta(days=3)))[0] == "defect.day_before"
    assert list(handover.ask(find_drift)) == []


def test_a_danger_becomes_milder_only_with_a_reason(handover: HandoverDesk) -> None:
    defect = find(handover, begin(handover), GAS)
    milder = DefectEdit("minor", "gas", charged_back=Decimal("1200.50"), contractor="通达水电")
    assert refusal(lambda: handover.do(deeds.edit_defect, defect, milder)) == ("defect.safety_reason", "severity")

    def with_reason(work: Any) -> None:
        work.reason = "阀门未开，非泄漏"
        deeds.edit_defect(work, defect, milder)

    handover.do(with_reason)
    row = handover.ask(get_defect, defect).row
    assert (row.severity, row.charged_back, row.organisation_id) == (
        "minor", Decimal("1200.50"), handover.organisations["通达水电"],
    )  # fmt: skip
    below = DefectEdit("minor", "gas", charged_back=Decimal(-1))
    assert refusal(lambda: handover.do(deeds.edit_defect, defect, below))[1] == "charged_back"


def test_a_photo_shows_one_defect(handover: HandoverDesk, tmp_path: Path) -> None:
    inspection = begin(handover)
    one, other = find(handover, inspection), find(handover, inspection)
    picture = tmp_path / "IMG_0001.jpg"
    picture.write_bytes(b"jpeg")
    kept = store_file(tmp_path / "files", picture)
    handover.do(deeds.add_photo, kept, one)
    assert handover.ask(get_defect, one).row.stored_file_id is not None
    assert refusal(lambda: handover.do(deeds.add_photo, kept, one))[0] == "defect.photo_known"
    assert refusal(lambda: handover.do(deeds.add_photo, kept, other))[0] == "defect.photo_elsewhere"
    assert handover.ask(get_defect, one).events[-1].digest == kept.digest


def test_pages_of_defects_meet_in_every_view(handover: HandoverDesk) -> None:
    inspection = begin(handover, "pre")
    found = [find(handover, inspection, place) for place in (WALL, GAS, WALL, GAS, WALL)]
    handover.do(deeds.assign_defects, found[:2], "宏远防水")
    handover.do(deeds.note_fixed, found[0])
    handover.do(deeds.accept_defect, found[4])
    today = TODAY + timedelta(days=4)
    sizes = {view: handover.ask(count_defects, today, DefectFilter(view)) for view in VIEWS}
    assert sizes == {
        "open": 4, "to_give": 2, "with_contractor": 1, "to_recheck": 1, "overdue": 2, "closed": 1, "all": 5,
    }  # fmt: skip
    for view in VIEWS:
        only = DefectFilter(view)
        whole = handover.ask(list_defects, today, only)
        assert len(whole) == sizes[view]
        for place in range(1, len(whole)):
            here = DefectPlace(whole[place].agreed_on, whole[place].id)
            before = DefectPlace(whole[place - 1].agreed_on, whole[place - 1].id)
            assert handover.ask(list_defects, today, only, after=before) == whole[place:]
            assert handover.ask(list_defects, today, only, before=here) == whole[:place]
            assert handover.ask(count_defects, today, only, ahead_of=here) == place
    only = DefectFilter("open", severity="safety", contractor="宏远防水", building="3", project_id=handover.project)
    assert [row.id for row in handover.ask(list_defects, today, only)] == [found[1]]
    assert handover.ask(count_by_trade, [handover.units["1501"]]) == {"finishing": 2, "gas": 2}


def test_a_buildings_pre_inspection_is_planned_at_once(handover: HandoverDesk) -> None:
    units = [handover.units[room] for room in ("1501", "1502", "1503")]
    day = TODAY + timedelta(days=1)
    handover.do(visits.plan_many, units, "pre", day, "李工")
    handover.do(visits.plan_many, units[:1], "pre", day + timedelta(days=1))
    rows = handover.ask(list_inspections)
    assert [(row.unit, row.planned_on, row.inspector) for row in rows] == [
        ("3-2-1502", day, "李工"), ("3-2-1503", day, "李工"), ("3-2-1501", day + timedelta(days=1), "李工"),
    ]  # fmt: skip
    first = (rows[0].planned_on or date.min, rows[0].id)
    assert handover.ask(list_inspections, after=first) == rows[1:]
    assert handover.ask(count_inspections, InspectionFilter("planned", "pre", handover.project), ahead_of=first) == 0
    begun = record_id(handover.do(visits.begin_inspection, InspectionDraft(units[1], "pre")))
    assert begun == rows[0].id
    handover.do(visits.cancel_inspection, rows[1].id, "改到下周")
    assert handover.ask(count_inspections) == 2
    find(handover, begun)
    assert refusal(lambda: handover.do(visits.cancel_inspection, begun, "改期了"))[0] == "inspection.found_something"
    handover.do(visits.end_inspection, begun)
    assert [row.result for row in handover.ask(list_inspections, InspectionFilter("done"))] == ["with_list"]


def test_a_time_that_is_over_is_no_time_for_a_recheck(handover: HandoverDesk) -> None:
    past: datetime = NOW - timedelta(hours=1)
    delivery = handover.deliveries["1501"]
    assert refusal(lambda: handover.do(visits.plan_recheck, delivery, past)) == ("inspection.recheck_past", "starts_at")
