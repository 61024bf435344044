"""What becomes of each row: new, the same, changed, in conflict, refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.reception.intake_ground import LI, NOW, WU, ZHANG, Desk, counts, open_desk

from deskapp.errors import DeskError
from deskapp.office.customer.actions import merge_customers

HEAD = ["客户姓名", "证件号码", "联系电话", "客户类别"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    rows = [HEAD, ["张三丰", ZHANG, "13800138000", "业主"], ["李静", LI, "13900139000", "业主"]]
    assert counts(desk.take("customers", rows, dry_run=True)) == (2, 0, 0, 0)
    assert desk.rows("SELECT count(*) FROM customer") == [(0,)]
    assert counts(desk.take("customers", rows)) == (2, 0, 0, 0)
    assert counts(desk.take("customers", rows, dry_run=True)) == (0, 0, 2, 0)
    before = desk.rows("SELECT * FROM search_key")
    assert counts(desk.take("customers", rows)) == (0, 0, 2, 0)
    assert desk.rows("SELECT * FROM search_key") == before
    assert desk.finds("zsf") == ["张三丰"]
    assert desk.finds("8000") == ["张三丰"]


def test_another_phone_is_a_conflict_and_update_keeps_the_old_one_as_former(desk: Desk) -> None:
    desk.take("customers", [HEAD, ["张三丰", ZHANG, "13800138000", ""]])
    changed = [HEAD, ["张三丰", ZHANG, "13700137000", ""]]
    refused = desk.take("customers", changed)
    assert counts(refused) == (0, 0, 0, 1)
    problem = refused.refused[2][0]
    assert (problem.row, problem.column, problem.code) == (2, "联系电话", "import.conflict")
    assert counts(desk.take("customers", changed, dry_run=True, update=True)) == (0, 1, 0, 0)
    assert counts(desk.take("customers", changed, update=True)) == (0, 1, 0, 0)
    assert desk.phones() == [("13800138000", 0, 1), ("13700137000", 1, 0)]
    assert desk.finds("7000") == desk.finds("8000") == ["张三丰"]
    back = [HEAD, ["张三丰", ZHANG, "13800138000", ""]]
    assert counts(desk.take("customers", back, update=True)) == (0, 1, 0, 0)
    assert desk.phones() == [("13800138000", 1, 0), ("13700137000", 0, 1)]


def test_empty_and_masked_cells_say_nothing(desk: Desk) -> None:
    desk.take("customers", [["number", *HEAD], ["", "张三丰", ZHANG, "13800138000", "业主"]])
    [(number,)] = desk.rows("SELECT number FROM customer")
    masked = [["客户编号", *HEAD], [number, "张三丰", "110105********1172", "138****8000", ""]]
    assert counts(desk.take("customers", masked)) == (0, 0, 1, 0)
    assert counts(desk.take("customers", masked, update=True)) == (0, 0, 1, 0)
    assert desk.phones() == [("13800138000", 1, 0)]


def test_two_people_in_one_cell_pair_with_their_documents(desk: Desk) -> None:
    rows = [
        HEAD,
        ["张三丰、李静", f"{ZHANG}、{LI}", "13800138000", ""],
        ["吴用、王五", WU, "13900139000", ""],
    ]
    outcome = desk.take("customers", rows)
    assert counts(outcome) == (1, 0, 0, 1)
    assert outcome.refused[3][0].column == "证件号码"
    assert desk.rows("SELECT name FROM customer ORDER BY id") == [("张三丰",), ("李静",)]
    assert desk.rows("SELECT customer_id, number FROM customer_phone") == [(1, "13800138000")]


def test_every_problem_of_a_row_is_told_and_the_row_counts_once(desk: Desk) -> None:
    rows = [["客户姓名", "证件号码", "手机"], ["张三丰", ZHANG[:-1] + "9", "023-67012345"], ["李静", LI, "13900139000"]]
    outcome = desk.take("customers", rows)
    assert counts(outcome) == (1, 0, 0, 1)
    assert [(p.column, p.code) for p in outcome.refused[2]] == [
        ("证件号码", "identity.check_digit"),
        ("手机", "phone.not_mobile"),
    ]
    assert outcome.rejects_file is not None
    assert outcome.rejects_file.stat().st_mode & 0o777 == 0o600
    sheet = load_workbook(outcome.rejects_file).worksheets[0]
    head, row = sheet.iter_rows(values_only=True)
    assert head == ("客户姓名", "证件号码", "手机", "row", "column", "value", "reason")
    assert row[:4] == ("张三丰", ZHANG[:-1] + "9", "023-67012345", "2")


def test_a_mended_rejects_workbook_goes_in_as_it_is(desk: Desk) -> None:
    outcome = desk.take("customers", [HEAD, ["张三丰", ZHANG[:-1] + "9", "13800138000", "业主"]])
    assert outcome.rejects_file is not None
    book = load_workbook(outcome.rejects_file)
    book.worksheets[0].cell(2, 2).value = ZHANG
    book.save(desk.folder / "mended.xlsx")
    again = desk.take("customers", desk.folder / "mended.xlsx")
    assert counts(again) == (1, 0, 0, 0)
    assert again.unknown_headings == []


def test_a_list_without_documents_knows_people_by_name_and_phone(desk: Desk) -> None:
    desk.take("customers", [HEAD, ["张三丰", ZHANG, "13800138000", ""]])
    rows = [["姓名", "电话", "地址"], ["张三丰", "+86 138 0013 8000", ""], ["张三丰", "13700137000", ""]]
    assert counts(desk.take("customers", rows)) == (1, 0, 1, 0)


def test_a_number_of_ours_wins_over_everything_else(desk: Desk) -> None:
    desk.take("customers", [HEAD, ["张三丰", ZHANG, "13800138000", ""], ["李静", LI, "13900139000", ""]])
    [(first,), (second,)] = desk.rows("SELECT number FROM customer ORDER BY id")
    rows = [["number", "name", "id_number"], [first, "张三峰", WU], [second, "李静", ZHANG], ["KH-1", "谁", ""]]
    outcome = desk.take("customers", rows, update=True)
    assert counts(outcome) == (0, 1, 0, 2)
    assert {row: problems[0].code for row, problems in outcome.refused.items()} == {
        3: "customer.document_taken",
        4: "customer.number_unknown",
    }
    assert desk.finds("张三峰") == ["张三峰"]
    assert desk.finds(WU) == desk.finds(ZHANG) == ["张三峰"]


def test_complete_names_who_is_missing_and_deletes_nobody(desk: Desk) -> None:
    desk.take("customers", [HEAD, ["张三丰", ZHANG, "", ""], ["李静", LI, "", ""]])
    outcome = desk.take("customers", [HEAD, ["张三丰", ZHANG, "", ""]], complete=True)
    assert [name.split(" ", 1)[1] for name in outcome.unseen] == ["李静"]
    assert desk.rows("SELECT count(*) FROM customer") == [(2,)]


def test_units_carry_their_building_down_and_parking_has_no_entrance(desk: Desk) -> None:
    rows: list[list[object]] = [
        ["滨江壹号房源一览表"],
        [],
        ["序号", "楼栋", "单元", "房号", "用途", "建筑面积\n(㎡)", "单价(元/㎡)"],
        [1, "3栋", "2单元", "1501室", "住宅", "98.76", "10,200.00"],
        [2, "", "2单元", "1502室", "住宅", "77.2", "￥9,800"],
        [3, "地下车库", "", "B1-044", "车位", "12.5", ""],
        ["合计", "", "", "", "", "188.46", ""],
    ]
    outcome = desk.take("units", rows, project="滨江壹号")
    assert counts(outcome) == (3, 0, 0, 0)
    assert counts(desk.take("units", rows)) == (0, 0, 3, 0)
    assert desk.rows("SELECT sum(area), max(unit_price) FROM unit") == [(18846, 1020000)]
    assert desk.rows("SELECT entrance, room FROM unit ORDER BY id") == [("2", "1501"), ("2", "1502"), ("", "B1-044")]


def test_residents_become_customers_once_and_live_in_units_that_are_there(desk: Desk) -> None:
    desk.take("units", [["building", "entrance", "room"], ["3", "2", "1501"]], project="滨江壹号")
    head = ["楼栋", "单元", "房号", "姓名", "证件号码", "电话", "身份", "份额"]
    rows = [
        head,
        ["3栋", "2", "1501", "张三丰、李静", f"{ZHANG}、{LI}", "13800138000", "业主", "50%、1/2"],
        ["3栋", "2", "1501", "吴用", "", "13700137000", "租户", ""],
        ["9栋", "2", "1501", "吴用", "", "13700137000", "租户", ""],
    ]
    dry = desk.take("residents", rows, dry_run=True)
    outcome = desk.take("residents", rows)
    assert counts(outcome) == counts(dry) == (2, 0, 0, 1)
    assert outcome.also == dry.also == {"customers": 3}
    assert outcome.refused[4][0].code == "unit.unknown"
    assert counts(desk.take("residents", rows)) == (0, 0, 2, 1)
    assert desk.rows("SELECT role, share_n, share_d FROM unit_person ORDER BY id") == [
        ("owner", 1, 2), ("owner", 1, 2), ("tenant", None, None)
    ]  # fmt: skip
    assert desk.finds("lj 1501") == ["李静"]
    moved = [head, ["3栋", "2", "1501", "吴用", "", "13700137000", "租户", "1/3"]]
    assert counts(desk.take("residents", moved)) == (0, 0, 0, 1)
    assert counts(desk.take("residents", moved, update=True)) == (0, 1, 0, 0)


def test_lost_zeros_come_back_in_vietnam_and_old_cards_have_their_own_heading(desk: Desk) -> None:
    rows = [
        ["Họ và tên", "Số CCCD", "Số điện thoại", "Số CMND cũ"],
        ["Nguyễn Văn Đạt", "1085012345", "912345678", "123456789"],
        ["Trần Thị Lan", "123456789", "0912345679", ""],
    ]
    outcome = desk.take("customers", rows, country="VN")
    assert counts(outcome) == (1, 0, 0, 1)
    assert desk.rows("SELECT kind, number, is_main FROM customer_document ORDER BY id") == [
        ("vn-cccd", "001085012345", 1), ("cmnd", "123456789", 0)
    ]  # fmt: skip
    assert desk.finds("dat") == desk.finds("0912345678") == ["Nguyễn Văn Đạt"]


def test_parcels_are_told_apart_by_commune_sheet_and_number(desk: Desk) -> None:
    head = ["Mã xã", "Số tờ", "Số thửa", "Diện tích (m²)", "Tình trạng pháp lý"]
    rows = [
        head,
        ["26000", "1", "12", "120,5", "Sạch"],
        ["26000", "1", "012", "120,50", "Sạch"],
        ["x", "1", "2", "9", ""],
    ]
    outcome = desk.take("parcels", rows)
    assert counts(outcome) == (1, 0, 1, 1)
    assert desk.rows("SELECT area, legal_status FROM parcel") == [(12050, "clear")]


def test_staff_bring_their_departments(desk: Desk) -> None:
    rows = [["工号", "姓名", "部门", "手机", "岗位"], ["K001", "王敏", "客服部", "13800138000", "客服"]]
    assert counts(desk.take("staff", rows)) == (1, 0, 0, 0)
    assert counts(desk.take("staff", rows)) == (0, 0, 1, 0)
    moved = [rows[0], ["K001", "王敏", "财务部", "13800138000", "客服"]]
    assert counts(desk.take("staff", moved, update=True)) == (0, 1, 0, 0)
    staff = "SELECT d.name FROM staff s JOIN department d ON d.id = s.department_id WHERE s.number = 'K001'"
    assert desk.rows(staff) == [("财务部",)]


def test_an_unknown_project_refuses_the_file_and_the_only_one_is_taken(desk: Desk) -> None:
    place = [["building", "room", "name"], ["3", "1501", "张三丰"]]
    with pytest.raises(DeskError) as nothing:
        desk.take("residents", place)
    assert nothing.value.code == "file.project_needed"
    desk.take("units", [["building", "room"], ["3", "1501"]], project="一期")
    with pytest.raises(DeskError) as unknown:
        desk.take("residents", place, project="二期")
    assert unknown.value.code == "file.project_unknown"
    assert counts(desk.take("residents", place)) == (1, 0, 0, 0)
    desk.take("units", [["building", "room"], ["3", "1501"]], project="二期")
    with pytest.raises(DeskError):
        desk.take("residents", place)
    by_column = [["项目", "楼栋", "房号", "姓名"], ["二期", "3", "1501", "李静"]]
    assert counts(desk.take("residents", by_column)) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    "text", ["[/b]", "[@click=app.quit]x[/]", "=1+1", "a\x00b", "Nguye\u0302\u0303n Va\u0306n", "'=x"]
)
def test_hostile_names_are_kept_as_plain_words(desk: Desk, text: str) -> None:
    outcome = desk.take("customers", [HEAD, [text, ZHANG, "", text]])
    assert counts(outcome) == (1, 0, 0, 0)
    [(name, category)] = desk.rows("SELECT name, category FROM customer")
    assert name == category
    assert "\x00" not in name
    assert desk.finds(ZHANG) == [name]


def test_ten_thousand_characters_are_kept_in_a_free_text_but_not_in_a_name(desk: Desk) -> None:
    long = "长" * 10_000
    rows = [
        ["客户姓名", "证件号码", "地址"],
        ["张三丰", ZHANG, long],
        ["长" * 201, LI, ""],
        ["吴用", WU, "长" * 32_768],
    ]
    outcome = desk.take("customers", rows)
    assert counts(outcome) == (1, 0, 0, 2)
    assert desk.rows("SELECT length(address) FROM customer") == [(10_000,)]


def test_the_document_of_a_merged_duplicate_stays_known(desk: Desk) -> None:
    desk.take("customers", [HEAD, ["张三丰", ZHANG, "", ""], ["张三丰", LI, "13900139000", ""]])
    desk.opened.write("customer.merge", lambda work: merge_customers(work, 2, 1), NOW)
    [(number,)] = desk.rows("SELECT number FROM customer WHERE id = 1")
    by_number = [["number", "name", "id_number"], [number, "张三丰", LI]]
    assert counts(desk.take("customers", by_number, update=True)) == (0, 0, 1, 0)
    # the sender goes on to send both: what they say of the duplicate changes nobody, night after night
    nightly = [HEAD, ["张三丰", ZHANG, "", ""], ["张三", LI, "13900139000", "业主"]]
    assert counts(desk.take("customers", nightly, update=True)) == (0, 0, 2, 0)
    assert counts(desk.take("customers", nightly)) == (0, 0, 2, 0)
    assert desk.rows("SELECT name FROM customer ORDER BY id") == [("张三丰",), ("张三丰",)]
    assert desk.rows("SELECT customer_id, number FROM customer_document ORDER BY id") == [(1, ZHANG), (2, LI)]


def test_a_number_in_powers_of_ten_is_told_as_lost(desk: Desk) -> None:
    outcome = desk.take("customers", [HEAD, ["张三丰", "1.10105E+17", "", ""]])
    assert [problem.code for problem in outcome.refused[2]] == ["cell.digits_lost"]


def test_the_kind_of_a_document_says_its_country(desk: Desk) -> None:
    rows = [["姓名", "证件类型", "证件号码"], ["Nguyễn Văn Đạt", "CCCD", "001085012345"]]
    assert counts(desk.take("customers", rows)) == (1, 0, 0, 0)
    assert counts(desk.take("customers", [["Họ và tên", "Số CCCD"], rows[1][::2]], country="VN")) == (0, 0, 1, 0)


def test_headings_say_whose_numbers_a_file_holds(desk: Desk) -> None:
    rows = [["Họ và tên", "Số CCCD", "Số điện thoại"], ["Nguyễn Văn Đạt", "1085012345", "912345678"]]
    outcome = desk.take("customers", rows)
    assert (outcome.country, outcome.likely_country) == ("CN", "VN")
    assert desk.take("customers", [HEAD, ["张三丰", ZHANG, "", ""]]).likely_country == "CN"
    assert desk.take("customers", [["name", "id_number"], ["李静", LI]]).likely_country is None
