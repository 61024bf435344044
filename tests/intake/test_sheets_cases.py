"""Cases by sheet: found again, compared, refused, corrected and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.intake.sheet_ground import LI, NOW, ZHANG, Desk, counts, intake_home, sheet_desk

from deskapp.cases.opening import edit_case
from deskapp.cases.waiting import add_note
from deskapp.locale import LANGUAGES, words
from deskapp.sheets.template import write_template

__all__ = ["intake_home", "sheet_desk"]

HEAD = [
    "procedure", "name", "id_number", "phone", "project", "building", "entrance", "room", "opened_at", "step", "need",
    "outside_number", "works", "by_contractor", "contractor", "works_from",
]  # fmt: skip
ROWS = [
    HEAD,
    ["cn-renovation", "张三丰", ZHANG, "", "", "3", "2", "1501", "2026-11-16 09:30", "", "厨房改造", "A-1", "拆墙",
     "是", "恒达", "2026-12-01"],
    ["装修申请", "李静", LI, "", "滨江壹号", "3", "2", "1502", "2026/11/17", "办理中", "", "", "刷墙", "no", "", ""],
    ["37", "王新", "", "13600136000", "望江府", "1", "", "801", "2026-11-18", "", "", "", "铺地", "", "", ""],
    ["37", "无名氏", "", "", "望江府", "1", "", "801", "2026-11-18", "", "", "", "", "", "", ""],
]  # fmt: skip
CASES = "SELECT procedure, step, customer_id, unit_id, channel, outside_number, caller_name FROM case_file ORDER BY id"


def codes(desk: Desk, outcome: object) -> dict[int, list[str]]:
    return {row: [one.code for one in found] for row, found in outcome.refused.items()}  # type: ignore[attr-defined]


def test_cases_go_in_once(sheet_desk: Desk) -> None:
    desk = sheet_desk
    first = desk.take("cases", ROWS)
    assert codes(desk, first) == {}
    assert (counts(first), first.also) == ((4, 0, 0, 0), {"customers": 1})
    assert [row[0] for row in desk.rows(CASES)] == ["cn-renovation"] * 4
    steps = [row[1] for row in desk.rows(CASES)]
    assert steps[0] == "accept"
    assert steps[1] == "work"
    assert [row[5:] for row in desk.rows(CASES)] == [("A-1", ""), ("", ""), ("", ""), ("", "无名氏")]
    fields = desk.rows("SELECT fields FROM case_file ORDER BY id")[0][0]
    assert fields == '{"by_contractor":"yes","contractor":"恒达","works":"拆墙","works_from":"2026-12-01"}'
    again = desk.take("cases", ROWS)
    assert (counts(again), again.also) == ((0, 0, 4, 0), {})
    assert len(desk.rows(CASES)) == 4


def test_one_outside_number_of_two_days_in_one_file_is_refused(sheet_desk: Desk) -> None:
    later = dict(zip(HEAD, ROWS[1], strict=True)) | {"opened_at": "2026-11-17"}
    outcome = sheet_desk.take("cases", [HEAD, ROWS[1], list(later.values())], update=True)
    assert (codes(sheet_desk, outcome), counts(outcome)) == ({3: ["case.fixed"]}, (1, 0, 0, 1))


@pytest.mark.parametrize("dry_run", [True, False])
def test_one_outside_number_of_two_people_in_one_file_is_told(sheet_desk: Desk, dry_run: bool) -> None:
    for kind, first in (("cases", ROWS[1]), ("enquiries", ["2026-11-16", "张三丰", ZHANG, "A-1", "几点开门？"])):
        head = HEAD if kind == "cases" else ["asked_at", "name", "id_number", "outside_number", "question"]
        other = dict(zip(head, first, strict=True)) | {"name": "李静", "id_number": LI}
        nobody = dict(zip(head, first, strict=True)) | {"name": "新来的", "id_number": "", "outside_number": "A-1"}
        outcome = sheet_desk.take(kind, [head, first, list(other.values()), list(nobody.values())], dry_run=dry_run)
        wanted = "case.other_customer" if kind == "cases" else "enquiry.other_customer"
        assert (codes(sheet_desk, outcome)[3], counts(outcome)[0]) == ([wanted], 1)


def test_a_rehearsal_counts_the_same_and_writes_nothing(sheet_desk: Desk) -> None:
    wrong = [*ROWS, ["nobody knows", "张三丰", ZHANG, *[""] * 13]]
    told = sheet_desk.take("cases", wrong, dry_run=True)
    assert (counts(told), told.also) == ((4, 0, 0, 1), {"customers": 1})
    assert sheet_desk.rows("SELECT count(*) FROM case_file") == [(0,)]
    assert counts(sheet_desk.take("cases", wrong)) == (4, 0, 0, 1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"procedure": "不存在的事项"}, "case.procedure_unknown"),
        ({"opened_at": "2026-11-23"}, "case.future"),
        ({"opened_at": "1999-01-01"}, "case.procedure_unknown"),
        ({"opened_at": "2026-02-30"}, "day.impossible"),
        ({"step": "飞"}, "case.step_unknown"),
        ({"room": "9999"}, "unit.unknown"),
        ({"room": ""}, "case.half_a_place"),
        ({"works_from": "明天"}, "day.form_cn"),
        ({"by_contractor": "也许"}, "draft.choice"),
        ({"id_number": "110105198504121173"}, "identity.check_digit"),
        ({"name": "张三丰、李静", "id_number": f"{ZHANG}、{LI}"}, "case.one_person"),
        ({"procedure": "cn-parking", "works": "拆墙"}, "case.not_its_field"),
    ],
)
def test_what_is_wrong_refuses_the_row(sheet_desk: Desk, changes: dict[str, str], code: str) -> None:
    row = dict(zip(HEAD, ROWS[1], strict=True)) | changes
    outcome = sheet_desk.take("cases", [HEAD, list(row.values())])
    assert counts(outcome) == (0, 0, 0, 1)
    assert code in [problem.code for problem in outcome.refused[2]]
    for language in LANGUAGES:
        assert all(words(language).say(problem) for problem in outcome.refused[2])


def test_refused_rows_go_in_again_from_their_workbook(sheet_desk: Desk) -> None:
    desk = sheet_desk
    bad = [*ROWS[2]]
    bad[HEAD.index("procedure")] = "装修"
    outcome = desk.take("cases", [HEAD, bad])
    assert outcome.rejects_file is not None
    again = desk.take("cases", outcome.rejects_file)
    assert counts(again) == (0, 0, 0, 1)
    assert again.unknown_headings == []


def test_what_differs_is_a_conflict_and_is_written_where_asked(sheet_desk: Desk) -> None:
    desk = sheet_desk
    desk.take("cases", ROWS)
    changed = [row.copy() for row in ROWS]
    changed[1][HEAD.index("need")] = "卫生间改造"
    changed[1][HEAD.index("contractor")] = "顺达"
    told = desk.take("cases", changed)
    assert counts(told) == (0, 0, 3, 1)
    assert [problem.code for problem in told.refused[2]] == ["import.conflict"] * 2
    written = desk.take("cases", changed, update=True)
    assert counts(written) == (0, 1, 3, 0)
    need, fields, edited = desk.rows("SELECT need, fields, edited FROM case_file ORDER BY id")[0]
    assert (need, "顺达" in fields, edited) == ("卫生间改造", True, "")
    assert counts(desk.take("cases", changed)) == (0, 0, 4, 0)


def test_a_case_is_moved_at_the_counter_alone(sheet_desk: Desk) -> None:
    desk = sheet_desk
    desk.take("cases", ROWS)
    number = desk.rows("SELECT number FROM case_file ORDER BY id")[0][0]
    other = [["number", "procedure", "opened_at"], [number, "cn-parking", "2026-11-15"]]
    told = desk.take("cases", other, update=True)
    assert [problem.code for problem in told.refused[2]] == ["case.fixed", "case.fixed"]
    stepped = [["number", "procedure", "step"], [number, "cn-renovation", "办理中"]]
    assert counts(desk.take("cases", stepped, update=True)) == (0, 0, 1, 0)
    assert [problem.code for problem in desk.take("cases", [stepped[0], ["ZZ-1", "37", ""]]).refused[2]] == [
        "case.number_unknown"
    ]
    whose = [["number", "procedure", "name", "id_number"], [number, "37", "李静", LI]]
    assert [problem.code for problem in desk.take("cases", whose).refused[2]] == ["case.other_customer"]


def test_what_a_clerk_edited_since_is_kept(sheet_desk: Desk) -> None:
    desk = sheet_desk
    desk.take("cases", ROWS)
    desk.opened.write("case.edit", lambda work: edit_case(work, 1, {"need": "阳台改造"}), NOW)
    outcome = desk.take("cases", ROWS, update=True)
    assert counts(outcome) == (0, 0, 4, 0)
    assert outcome.kept == [(2, "need")]
    assert desk.rows("SELECT need FROM case_file WHERE id = 1") == [("阳台改造",)]


def test_a_batch_is_taken_back_whole(sheet_desk: Desk) -> None:
    desk = sheet_desk
    outcome = desk.take("cases", ROWS)
    undo, named = desk.undo(outcome)
    assert (undo.blocked, named) == (False, [])
    assert undo.removed == 5  # four cases and a customer; what belongs to a case is no record of its own
    for table in ("case_file", "case_event", "case_paper", "case_task"):
        assert desk.rows(f"SELECT count(*) FROM {table}") == [(0,)], table
    assert counts(desk.take("cases", ROWS)) == (4, 0, 0, 0)


def test_an_update_is_taken_back_to_what_it_was(sheet_desk: Desk) -> None:
    desk = sheet_desk
    desk.take("cases", ROWS)
    before = desk.rows("SELECT * FROM case_file ORDER BY id"), desk.rows("SELECT * FROM case_event ORDER BY id")
    changed = [row.copy() for row in ROWS]
    changed[1][HEAD.index("contractor")] = "顺达"
    undo, _ = desk.undo(desk.take("cases", changed, update=True))
    assert not undo.blocked
    after = desk.rows("SELECT * FROM case_file ORDER BY id"), desk.rows("SELECT * FROM case_event ORDER BY id")
    assert after == before


def test_a_case_that_went_on_stands_in_the_way(sheet_desk: Desk) -> None:
    desk = sheet_desk
    outcome = desk.take("cases", ROWS)
    desk.opened.write("case.note", lambda work: add_note(work, 1, "电话催办"), NOW)
    undo, named = desk.undo(outcome)
    number = desk.rows("SELECT number FROM case_file WHERE id = 1")[0][0]
    assert undo.blocked
    assert number in named
    undo, _ = desk.undo(outcome, partial=True)
    assert [row[0] for row in desk.rows("SELECT id FROM case_file")] == [1]
    assert desk.rows("SELECT count(*) FROM case_event WHERE case_id <> 1") == [(0,)]


def test_the_vietnamese_words_of_a_land_procedure(sheet_desk: Desk) -> None:
    desk = sheet_desk
    rows = [
        ["Thủ tục", "Họ và tên", "SĐT", "Mã phường/xã", "Tờ bản đồ", "Thửa đất số", "Ngày nhận", "Nhu cầu"],
        ["vn-transfer", "Nguyễn Văn Đạt", "0912345678", "26734", "12", "345", "16/11/2026", "Sang tên cho con"],
        ["vn-transfer", "Nguyễn Văn Đạt", "0912345678", "26734", "12", "999", "16/11/2026", ""],
    ]
    outcome = desk.take("cases", rows, country="VN")
    assert counts(outcome) == (1, 0, 0, 1)
    assert [problem.code for problem in outcome.refused[3]] == ["case.parcel_unknown"]
    assert desk.rows("SELECT procedure, parcel_id, need FROM case_file") == [("vn-transfer", 1, "Sang tên cho con")]


def test_the_template_of_a_procedure_has_its_fields(sheet_desk: Desk, tmp_path: Path) -> None:
    import openpyxl

    kind = sheet_desk.opened.kinds["cases"]
    procedure = sheet_desk.opened.engine.procedures.find("cn-renovation", NOW.date())
    target = tmp_path / "template.xlsx"
    write_template(target, kind.layout_of(procedure, NOW.date()), words("vi"), "CN")  # type: ignore[attr-defined]
    headings = [cell.value for cell in openpyxl.load_workbook(target).worksheets[0][1]]
    assert headings[-5:] == [rule.name.vi for rule in procedure.fields][-5:]
    assert counts(sheet_desk.take("cases", target)) == (0, 0, 0, 0)
