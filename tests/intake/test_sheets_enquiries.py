"""Enquiries and parcel checks by sheet."""

from __future__ import annotations

from typing import Any

import pytest
from tests.intake.sheet_ground import LI, NOW, ZHANG, Desk, counts, intake_home, sheet_desk

from deskapp.locale import LANGUAGES, words
from deskapp.office.land.actions import edit_parcel
from deskapp.office.land.drafts import ParcelDraft
from deskapp.sheets.importing import Outcome

__all__ = ["intake_home", "sheet_desk"]

ENQUIRIES = [
    ["咨询时间", "姓名", "身份证号", "手机", "渠道", "咨询类别", "需求", "答复", "办理事项", "外部编号"],
    ["2026-11-16 10:05", "张三丰", ZHANG, "", "来电", "税费", "过户要交哪些税？", "契税和个税", "", ""],
    ["2026-11-16", "王新", "", "13600136000", "官网", "办证", "补证多久", "", "cn-move-out", "12345-7"],
    ["2026-11-17", "", "", "13500135000", "hotline", "", "几点上班", "", "", ""],
    ["2026-11-17", "路人", "", "", "", "其他", "停车收费吗", "", "", ""],
]
CHECKS = [
    ["Mã phường/xã", "Tờ bản đồ", "Thửa đất số", "Kết quả", "Nguồn", "Ngày kiểm tra", "Ghi chú", "Diện tích (m2)"],
    ["26734", "12", "345", "Đang thế chấp", "VPĐKĐĐ", "16/11/2026", "Thế chấp VCB", ""],
    ["26734", "12", "346", "Không tranh chấp", "VPĐKĐĐ", "16/11/2026", "", "80"],
    ["26734", "12", "346", "đang tranh chấp", "UBND xã", "10/11/2026", "Tranh chấp ranh giới", ""],
    ["26734", "12", "347", "không tìm thấy", "VPĐKĐĐ", "16/11/2026", "", ""],
]


def refused(outcome: Outcome) -> dict[int, list[str]]:
    for language in LANGUAGES:
        assert all(words(language).say(one) for found in outcome.refused.values() for one in found)
    return {row: [one.code for one in found] for row, found in outcome.refused.items()}


def test_enquiries_go_in_once_with_customers_and_cases(sheet_desk: Desk) -> None:
    desk = sheet_desk
    first = desk.take("enquiries", ENQUIRIES)
    assert refused(first) == {}
    assert (counts(first), first.also) == ((4, 0, 0, 0), {"customers": 1, "cases": 1})
    rows = desk.rows("SELECT customer_id, caller_name, caller_phone, channel, topic, case_id FROM enquiry ORDER BY id")
    assert rows == [
        (1, "", "", "hotline", "tax", None),
        (3, "", "", "website", "title", 1),
        (None, "", "13500135000", "hotline", "other", None),
        (None, "路人", "", "", "other", None),
    ]
    assert desk.rows("SELECT channel, need, customer_id, outside_number FROM case_file") == [
        ("website", "补证多久", 3, "12345-7")
    ]
    assert desk.rows("SELECT channel FROM customer WHERE id = 3") == [("website",)]
    again = desk.take("enquiries", ENQUIRIES)
    assert (counts(again), again.also) == ((0, 0, 4, 0), {})


def test_a_line_that_comes_twice_in_one_file_is_one_enquiry(sheet_desk: Desk) -> None:
    head, first, second, *_ = ENQUIRIES
    outcome = sheet_desk.take("enquiries", [head, first, first, second, second])
    assert (refused(outcome), counts(outcome)) == ({}, (2, 0, 2, 0))
    later = ["2026-11-15", *second[1:]]
    outcome = sheet_desk.take("enquiries", [head, [*second[:-1], "12345-8"], [*later[:-1], "12345-8"]], update=True)
    assert (refused(outcome), counts(outcome)) == ({3: ["enquiry.fixed_day"]}, (1, 0, 0, 1))


@pytest.mark.parametrize(
    ("word", "topic"), [("按揭", "mortgage"), ("契税", "tax"), ("更名", "transfer"), ("Vay", "mortgage")]
)
def test_topics_are_known_by_the_words_of_offices(sheet_desk: Desk, word: str, topic: str) -> None:
    head, first, *_ = ENQUIRIES
    assert counts(sheet_desk.take("enquiries", [head, [*first[:5], word, *first[6:]]])) == (1, 0, 0, 0)
    assert sheet_desk.rows("SELECT topic FROM enquiry") == [(topic,)]


def test_the_same_person_may_ask_something_else_that_day(sheet_desk: Desk) -> None:
    desk = sheet_desk
    desk.take("enquiries", ENQUIRIES)
    more = [ENQUIRIES[0], [*ENQUIRIES[1][:6], "要带什么材料？", *ENQUIRIES[1][7:]]]
    assert counts(desk.take("enquiries", more)) == (1, 0, 0, 0)


def test_an_answer_that_differs_is_a_conflict_until_it_is_written(sheet_desk: Desk) -> None:
    desk = sheet_desk
    desk.take("enquiries", ENQUIRIES)
    changed = [row.copy() for row in ENQUIRIES]
    changed[1][7] = "契税、个税、登记费"
    assert refused(desk.take("enquiries", changed)) == {2: ["import.conflict"]}
    outcome = desk.take("enquiries", changed, update=True)
    assert counts(outcome) == (0, 1, 3, 0)
    undo, _ = desk.undo(outcome)
    assert not undo.blocked
    assert desk.rows("SELECT answer, version FROM enquiry WHERE id = 1") == [("契税和个税", 1)]


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        (0, "2026-11-24", "case.future"),
        (0, "昨天", "day.form_cn"),
        (5, "天气", "cell.no_choice"),
        (4, "飞鸽", "cell.no_choice"),
        (8, "不存在", "case.procedure_unknown"),
        (2, "110105198504121173", "identity.check_digit"),
    ],
)
def test_a_wrong_cell_refuses_the_enquiry(sheet_desk: Desk, place: int, value: str, code: str) -> None:
    row = [*ENQUIRIES[1]]
    row[place] = value
    outcome = sheet_desk.take("enquiries", [ENQUIRIES[0], row])
    assert refused(outcome) == {2: [code]}
    assert sheet_desk.rows("SELECT count(*) FROM enquiry") == [(0,)]


def test_enquiries_are_taken_back_with_their_cases_and_customers(sheet_desk: Desk) -> None:
    desk = sheet_desk
    undo, named = desk.undo(desk.take("enquiries", ENQUIRIES))
    assert (undo.blocked, named) == (False, [])
    counted = ("enquiry", 0), ("case_file", 0), ("case_event", 0), ("customer", 2)
    assert [(table, desk.rows(f"SELECT count(*) FROM {table}")[0][0]) for table, _ in counted] == list(counted)


def test_a_rehearsal_of_enquiries_counts_the_same(sheet_desk: Desk) -> None:
    dry = sheet_desk.take("enquiries", ENQUIRIES, dry_run=True)
    assert (counts(dry), dry.also) == ((4, 0, 0, 0), {"customers": 1, "cases": 1})
    assert sheet_desk.rows("SELECT count(*) FROM enquiry") == [(0,)]


def statuses(desk: Desk) -> list[tuple[Any, ...]]:
    return desk.rows("SELECT parcel, legal_status, area FROM parcel ORDER BY parcel")


def test_checks_fill_the_register(sheet_desk: Desk) -> None:
    desk = sheet_desk
    assert desk.take("parcels-check", CHECKS, dry_run=True).also == {"parcels": 2}
    outcome = desk.take("parcels-check", CHECKS)
    assert refused(outcome) == {}
    assert (counts(outcome), outcome.also) == ((4, 0, 0, 0), {"parcels": 2})
    # of two checks the newer one says what the parcel is
    assert statuses(desk) == [("345", "mortgaged", 12050), ("346", "clear", 8000), ("347", "unknown", None)]
    assert desk.finds("12/346") == ["26734-12-346"]
    assert counts(desk.take("parcels-check", CHECKS)) == (0, 0, 4, 0)
    undo, _ = desk.undo(outcome)
    assert not undo.blocked
    assert statuses(desk) == [("345", "clear", 12050)]


@pytest.mark.parametrize(
    ("word", "result"), [("Thế chấp", "mortgaged"), ("Quy hoạch", "planning"), ("无纠纷", "clear")]
)
def test_a_check_takes_the_words_of_a_list_of_parcels(sheet_desk: Desk, word: str, result: str) -> None:
    head, first, *_ = CHECKS
    assert counts(sheet_desk.take("parcels-check", [head, [*first[:3], word, *first[4:]]])) == (1, 0, 0, 0)
    assert sheet_desk.rows("SELECT result FROM parcel_check") == [(result,)]


def test_an_older_check_changes_no_parcel(sheet_desk: Desk) -> None:
    desk = sheet_desk
    desk.take("parcels-check", CHECKS[:2])
    older = [CHECKS[0], ["26734", "12", "345", "sạch", "UBND xã", "01/11/2026", "", ""]]
    assert counts(desk.take("parcels-check", older)) == (1, 0, 0, 0)
    assert statuses(desk)[0][:2] == ("345", "mortgaged")


def test_what_a_clerk_said_of_a_parcel_stays(sheet_desk: Desk) -> None:
    desk = sheet_desk
    draft = ParcelDraft("26734", "12", "345", legal_status="planning")
    desk.opened.write("parcel.edit", lambda work: edit_parcel(work, 1, draft), NOW)
    assert counts(desk.take("parcels-check", CHECKS[:2])) == (1, 0, 0, 0)
    assert statuses(desk)[0][:2] == ("345", "planning")


def test_a_check_that_says_something_bad_says_what(sheet_desk: Desk) -> None:
    bad = [
        CHECKS[0],
        ["26734", "12", "345", "mortgaged", "VPĐKĐĐ", "16/11/2026", "", ""],
        ["26734", "12", "345", "clear", "VPĐKĐĐ", "24/11/2026", "", ""],
        ["x", "12", "345", "clear", "VPĐKĐĐ", "16/11/2026", "", ""],
    ]
    outcome = sheet_desk.take("parcels-check", bad)
    assert refused(outcome) == {2: ["check.no_note"], 3: ["draft.future"], 4: ["parcel.commune"]}


def test_a_corrected_check_is_written_over_where_asked(sheet_desk: Desk) -> None:
    desk = sheet_desk
    desk.take("parcels-check", CHECKS)
    changed = [row.copy() for row in CHECKS]
    changed[1][6] = "Thế chấp BIDV"
    assert refused(desk.take("parcels-check", changed)) == {2: ["import.conflict"]}
    assert counts(desk.take("parcels-check", changed, update=True)) == (0, 1, 3, 0)


def test_people_pair_by_what_they_are_known_by(sheet_desk: Desk) -> None:
    desk = sheet_desk
    desk.take("enquiries", ENQUIRIES)
    other = [
        ["number", "asked_at", "name", "id_number", "question"],
        ["", "2026-11-16", "李静", LI, "过户要交哪些税？"],
    ]
    assert counts(desk.take("enquiries", other)) == (1, 0, 0, 0)
    number = desk.rows("SELECT number FROM enquiry WHERE id = 1")[0][0]
    whose = [other[0], [number, "2026-11-16", "李静", LI, "过户要交哪些税？"]]
    assert refused(desk.take("enquiries", whose)) == {2: ["enquiry.other_customer"]}
