"""Taking complaints: levels by dated rules, what is like it, mass events, who is paged, canned phrases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select
from tests.complaints.complaint_ground import ComplaintDesk, at

from deskapp.cases.model import Case
from deskapp.cases.waiting import begin_waiting
from deskapp.desks.complaints.taking.actions import (
    add_words,
    change_level,
    crisis,
    log_complaint,
    raise_crisis,
)
from deskapp.desks.complaints.taking.drafts import ComplaintDraft
from deskapp.desks.complaints.taking.events import (
    EventDraft,
    close_event,
    edit_event,
    get_event,
    join_event,
    leave_event,
    list_events,
    open_event,
    reopen_event,
)
from deskapp.desks.complaints.taking.model import Complaint
from deskapp.desks.complaints.taking.model_clock import CrisisContact
from deskapp.desks.complaints.taking.outside import extend_outside, note_outside_returned, outside_rules, rule_of
from deskapp.desks.complaints.taking.paging import contacts_for, open_crises
from deskapp.desks.complaints.taking.phrases import KINDS, load_phrases, parse_phrases, phrases_of
from deskapp.desks.complaints.taking.projection import find_drift
from deskapp.desks.complaints.taking.rules import LevelFacts, level_rules, propose_level
from deskapp.desks.complaints.taking.similar import find_similar, place_of
from deskapp.errors import DeskError
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work

DAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("told", "level", "reasons"),
    [
        ({}, 1, ()),
        ({"repeats": 1}, 2, ("repeats",)),
        ({"amount": Decimal("4999.99")}, 1, ()),
        ({"amount": Decimal(5000)}, 2, ("amount",)),
        ({"amount": Decimal(5000), "currency": "VND"}, 1, ()),
        ({"amount": Decimal(15000000), "currency": "VND"}, 2, ("amount",)),
        ({"outside": "12345"}, 2, ("outside",)),
        ({"households": 2}, 1, ()),
        ({"households": 3, "repeats": 1}, 3, ("households", "repeats")),
        ({"safety": True}, 3, ("safety",)),
        ({"words": "Thang máy chạy chậm, sửa rồi vẫn hỏng, sắp khỏi tin"}, 1, ()),
        ({"words": "Bếp CHÁY rồi"}, 3, ("words",)),
        ({"words": "they fired him"}, 1, ()),
        ({"words": "插座漏电了"}, 3, ("words",)),
        ({"words": "Ổ cắm bị RÒ ĐIỆN"}, 3, ("words",)),
        ({"relation": "media"}, 3, ("relation",)),
    ],
)
def test_a_level_is_proposed_by_what_fits(told: dict[str, Any], level: int, reasons: tuple[str, ...]) -> None:
    assert propose_level(LevelFacts(DAY, **told)) == (level, reasons)


@given(
    households=st.integers(1, 5),
    repeats=st.integers(0, 2),
    amount=st.decimals(0, 20_000, places=2),
    safety=st.booleans(),
)
def test_more_of_anything_never_lowers_a_level(households: int, repeats: int, amount: Decimal, safety: bool) -> None:
    facts = LevelFacts(DAY, households=households, repeats=repeats, amount=amount, safety=safety)
    level, _ = propose_level(facts)
    assert 1 <= level <= 3
    for more in ({"households": households + 1}, {"repeats": repeats + 1}, {"amount": amount * 2}, {"safety": True}):
        assert propose_level(replace(facts, **more))[0] >= level


def test_no_rule_holds_before_its_day() -> None:
    first = min(rule.valid_from for rule in level_rules())
    assert propose_level(LevelFacts(first - timedelta(days=1), safety=True, households=9)) == (1, ())


def test_another_level_than_the_proposed_one_needs_a_reason(desk: ComplaintDesk) -> None:
    with pytest.raises(DeskError, match=r"complaint\.level_reason"):
        desk.log(level=2)
    complaint = desk.log(level=2, level_reason="客户情绪激动")
    assert (complaint.level, complaint.proposed, complaint.level_reason) == (2, 1, "客户情绪激动")
    with pytest.raises(DeskError, match=r"complaint\.crisis_key"):
        desk.log(level=4)
    with pytest.raises(DeskError, match=r"complaint\.level_why"):
        desk.do(change_level, record_id(complaint), 3, " ")


def test_a_repeated_complaint_knows_the_one_before(desk: ComplaintDesk) -> None:
    first = desk.log(received_at=at("2026-10-20T10:00"))
    desk.log(category="noise", received_at=at("2026-10-21T10:00"))
    second = desk.log()
    assert (second.repeats_id, second.proposed) == (record_id(first), 2)
    # behind ninety days it is one of its own
    desk.now = at("2027-03-02T09:00")
    assert desk.log().repeats_id is None


def test_whoever_wants_no_name_gets_none(desk: ComplaintDesk) -> None:
    with pytest.raises(DeskError, match=r"complaint\.anonymous"):
        desk.log(relation="anonymous")
    complaint = desk.log(relation="anonymous", customer_id=None, unit_id=None, unit_text="3 号楼大堂")
    case = desk.ask(lambda reader: reader.get(Case, complaint.case_id))
    assert (case.customer_id, case.caller_name, complaint.unit_text) == (None, "", "3 号楼大堂")


def test_what_came_in_earlier_counts_from_then(desk: ComplaintDesk) -> None:
    complaint = desk.log(received_at=at("2026-10-30T16:00"))
    assert desk.due(record_id(complaint), "acknowledge") == at("2026-10-30T16:30")
    assert desk.complaint(record_id(complaint)).late is False
    with pytest.raises(DeskError, match=r"case\.future"):
        desk.log(received_at=at("2026-11-03T09:00"))
    with pytest.raises(DeskError, match=r"complaint\.due_before"):
        desk.log(outside="12345", outside_number="A-1", outside_due_at=at("2026-11-01T09:00"))


# ---- what is like it


def similar(desk: ComplaintDesk, room: str | None, category: str = "leak") -> Any:
    unit = desk.units[room] if room else None
    return desk.ask(lambda reader: find_similar(reader, place_of(reader, unit), category))


def test_near_ones_come_first_and_closed_ones_not_at_all(desk: ComplaintDesk) -> None:
    neighbour = desk.log("走廊漏水", unit_id=desk.units["1502"], customer_id=None)
    own = desk.log("半夜噪声", category="noise")
    desk.log("电梯停运", category="lift", unit_id=desk.units["1601"], customer_id=None)
    lobby = desk.log("大堂漏水", unit_id=None, building_id=desk.building, customer_id=None)
    found = similar(desk, "1501")
    assert [(row.id, row.where) for row in found.rows] == [
        (record_id(own), "unit"),
        (record_id(neighbour), "entrance"),
        (record_id(lobby), "building"),
    ]
    assert found.counts == {"unit": 1, "entrance": 1, "building": 2}
    # a place that nobody knows: others without a place about the same
    somewhere = desk.log("路边积水", unit_id=None, unit_text="滨江路", customer_id=None)
    assert [row.id for row in similar(desk, None).rows] == [record_id(somewhere)]


def test_joining_another_home_begins_an_event_of_both(desk: ComplaintDesk) -> None:
    first = desk.log("水是黄的", category="water")
    other: dict[str, Any] = {"category": "water", "customer_id": None}
    second = desk.log("水很浑", unit_id=desk.units["1502"], join_id=record_id(first), **other)
    (event,) = desk.ask(list_events)
    assert (event.title, event.category, event.complaints, event.homes) == ("水是黄的", "water", 2, 2)
    assert event.begun_at == first.received_at
    assert second.mass_event_id == desk.complaint(record_id(first)).mass_event_id == event.id
    # the third home makes it a hot one
    third = desk.log("黄水", unit_id=desk.units["1601"], mass_event_id=event.id, **other)
    assert (third.proposed, third.level) == (3, 3)
    assert list(desk.ask(find_drift)) == []


def test_an_event_from_its_beginning_to_its_end(desk: ComplaintDesk) -> None:
    complaint = desk.log("停水", category="water")
    draft = EventDraft("3 栋停水", "water", desk.building, said={"zh": "抢修中", "vi": "Đang sửa"})
    with pytest.raises(DeskError, match=r"mass_event\.expected"):
        desk.do(open_event, replace(draft, expected_at=desk.now - timedelta(hours=1)))
    event = record_id(desk.do(open_event, draft))
    desk.do(join_event, record_id(complaint), event)
    with pytest.raises(DeskError, match=r"mass_event\.joined"):
        desk.do(join_event, record_id(complaint), event)
    desk.do(edit_event, event, replace(draft, said={"zh": "20 点恢复"}))
    row = desk.ask(get_event, event)
    assert (row.says("zh"), row.says("vi"), row.place) == ("20 点恢复", "20 点恢复", "滨江壹号 3")
    # it stands before every clerk of that building, and of no other matter
    assert [one.id for one in similar(desk, "1601", "water").events] == [event]
    assert similar(desk, "1601", "fees").events == ()
    with pytest.raises(DeskError, match=r"mass_event\.result_words"):
        desk.do(close_event, event, " ")
    desk.do(close_event, event, "已恢复")
    assert similar(desk, "1601", "water").events == ()
    with pytest.raises(DeskError, match=r"mass_event\.closed"):
        desk.log("还停水", category="water", unit_id=desk.units["1502"], customer_id=None, mass_event_id=event)
    desk.do(reopen_event, event)
    desk.do(leave_event, record_id(complaint), "只是自家阀门关了")
    assert desk.ask(get_event, event).complaints == 0
    with pytest.raises(DeskError, match=r"mass_event\.none"):
        desk.do(leave_event, record_id(complaint), "再退一次")


def test_their_own_call_ends_a_pause_and_is_no_contact_of_ours(desk: ComplaintDesk) -> None:
    complaint = desk.log()
    number = record_id(complaint)
    desk.do(begin_waiting, complaint.case_id, "decision")
    desk.now = at("2026-11-02T10:00")
    desk.do(add_words, number, "同意方案")
    stored = desk.complaint(number)
    assert (stored.held, stored.contacted_at, stored.acknowledged_at) == (False, None, None)
    assert desk.clocks(number)["contact", 0].met_at is None
    assert desk.due(number, "close") == at("2026-11-11T18:00")


# ---- crisis


def test_who_is_paged(desk: ComplaintDesk) -> None:
    def name(work: Work) -> None:
        for place, (who, level, until) in enumerate(
            (("周主管", 4, None), ("赵总", 5, None), ("离职的", 4, date(2026, 10, 31))), 1
        ):
            office = work.clerk.office_id
            work.add(CrisisContact(office_id=office, position=place, level=level, name=who, until=until))

    desk.do(name)

    def named(level: int) -> list[str]:
        return [one.name for one in desk.ask(contacts_for, level, desk.project, DAY)]

    assert (named(4), named(5)) == (["周主管"], ["周主管", "赵总"])
    draft = ComplaintDraft("天花板坠落", unit_id=desk.units["1501"])
    complaint, paged = desk.do(crisis, draft, engine=desk.engine)
    assert (complaint.level, complaint.proposed, paged) == (4, 3, ("周主管",))
    # at once, day and night
    assert desk.due(record_id(complaint), "acknowledge") == desk.now
    assert [row.number for row in desk.ask(open_crises)] == ["TS-20261102-0001"]
    _, paged = desk.do(raise_crisis, record_id(complaint), 5, "围观聚集", engine=desk.engine)
    assert paged == ("周主管", "赵总")
    assert desk.clocks(record_id(complaint))["contact", 0].level == 5
    with pytest.raises(DeskError, match=r"draft\.choice"):
        desk.do(raise_crisis, record_id(complaint), 3, "不是", engine=desk.engine)
    assert list(desk.ask(find_drift)) == []


# ---- orders of another house


def test_an_order_goes_back_in_time_and_gets_more_time_once(desk: ComplaintDesk) -> None:
    order: dict[str, Any] = {"outside": "12345", "outside_number": "A-1", "outside_due_at": at("2026-11-05T17:00")}
    complaint = record_id(desk.log(**order))
    plain = record_id(desk.log(category="noise"))
    with pytest.raises(DeskError, match=r"complaint\.no_order"):
        desk.do(note_outside_returned, plain, "不归我们")
    with pytest.raises(DeskError, match=r"complaint\.extend_later"):
        desk.do(extend_outside, complaint, at("2026-11-05T16:00"), "等配件")
    desk.do(extend_outside, complaint, at("2026-11-06T17:00"), "等配件")
    assert desk.due(complaint, "external") == at("2026-11-06T17:00")
    with pytest.raises(DeskError, match=r"complaint\.extend_again"):
        desk.do(extend_outside, complaint, at("2026-11-07T17:00"), "还要等")
    # the last day is the working day after it came in
    desk.now = at("2026-11-03T17:59")
    desk.do(note_outside_returned, complaint, "市政道路")
    assert desk.complaint(complaint).state == "outside"
    with pytest.raises(DeskError, match=r"complaint\.returned"):
        desk.do(note_outside_returned, complaint, "再退")
    assert list(desk.ask(find_drift)) == []


def test_rules_of_a_house_have_a_day_and_a_source() -> None:
    assert all(one.source for one in outside_rules())
    assert rule_of("12345", "return", DAY) is not None
    assert rule_of("12345", "return", date(1999, 1, 1)) is None
    assert rule_of("街道", "return", DAY) is None


# ---- phrases


def test_phrases_are_there_in_three_languages() -> None:
    phrases = load_phrases()
    assert {one.kind for one in phrases} == set(KINDS)
    assert all(one.text.zh and one.text.vi and one.text.en for one in phrases)
    assert [one.code for one in phrases_of(phrases, "said", DAY, "vi", "rò điện")] == ["short_circuit"]
    assert phrases_of(phrases, "said", DAY, "zh", "没有这句话") == []


def test_an_office_has_phrases_of_its_own(tmp_path: Any) -> None:
    row = '[[phrase]]\ncode = "roof_leak"\nkind = "said"\ncategory = "leak"\ntext.zh = "顶楼漏雨"\n'
    (tmp_path / "complaint-phrases.toml").write_text(row, encoding="utf-8")
    found = [one for one in load_phrases(tmp_path) if one.code == "roof_leak"]
    assert [one.text.say("en") for one in found] == ["顶楼漏雨"]
    for wrong, name in ((row.replace("leak", "rain"), "category"), (row + "color = 1\n", "color"), (row[:30], "-")):
        with pytest.raises(DeskError) as refused:
            parse_phrases(wrong)
        assert name in str(refused.value.values)


def test_nothing_is_logged_of_a_draft_that_is_refused(desk: ComplaintDesk) -> None:
    with pytest.raises(DeskError, match=r"form\.required"):
        desk.do(log_complaint, ComplaintDraft(" "), engine=desk.engine)

    def count(reader: Reader) -> list[Any]:
        return [*reader.session.exec(select(Complaint)), *reader.session.exec(select(Case))]

    assert desk.ask(count) == []
