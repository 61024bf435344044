"""What the reports say: rows, masks, limits, and summaries that equal their data."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from tests.reports.reports_ground import (
    PROJECT,
    ask,
    deskapp,
    do,
    export,
    opened_store,
    rows_of,
    sheets_of,
    table_below,
    take,
)

from deskapp.locale import words
from deskapp.office.customer.actions import merge_customers
from deskapp.office.customer.model import Customer
from deskapp.office.customer.report import CUSTOMERS
from deskapp.office.property.actions import end_resident
from deskapp.office.property.model import Project, Unit, UnitPerson
from deskapp.office.property.report import UNITS
from deskapp.sheets import reporting
from deskapp.sheets.reporting import Ask
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Scope, Work
from deskapp.wiring import REPORTS, reports

TODAY = date(2026, 11, 22)


def sell(*rooms: str) -> None:
    def change(work: Work) -> None:
        for unit in work.session.exec(select(Unit)):
            if unit.room in rooms:
                work.change(unit, {"sale_state": "sold"})

    do(change)


def customer_named(name: str) -> int:
    return ask(lambda reader: next(iter(reader.session.exec(select(Customer).where(Customer.name == name)))).id or 0)


def create(name: str, at: str) -> None:
    """A customer who came at a moment of UTC."""

    def add(work: Work) -> None:
        moment = datetime.fromisoformat(at)
        office = work.clerk.office_id
        work.add(Customer(office_id=office, number=f"KH-{name}", country="CN", name=name, created_at=moment))

    do(add)


def test_units_are_summed_up_by_building_and_state_as_the_data_say(office: Path, tmp_path: Path) -> None:
    sell("1501", "201")
    sheets = sheets_of(export("units", tmp_path / "units.xlsx", "--project", PROJECT))
    heads, *rows = sheets["数据"]
    area, price = heads.index("建筑面积"), heads.index("总价")
    counts, areas, values = (
        table_below(title, sheets["汇总"])
        for title in (
            "套数（按楼栋和销售状态）",
            "建筑面积（㎡，按楼栋和销售状态）",
            "表价总额（元，按楼栋和销售状态）",
        )
    )
    assert counts == [
        ["楼栋", "未售", "已认购", "已售", "不售", "合计"],
        ["3", 1, None, 1, None, 2],
        ["10", None, None, 1, None, 1],
        ["地下车库", 1, None, None, None, 1],
        ["合计", 2, 0, 2, 0, 4],
    ]
    assert counts[-1][-1] == len(rows)
    assert areas[-1][-1] == pytest.approx(sum(row[area] for row in rows))
    assert values[-1][-1] == pytest.approx(sum(row[price] for row in rows))
    assert values[-1][3] == pytest.approx(1007352 + 1405000)


def test_several_projects_stand_before_their_buildings(office: Path, tmp_path: Path) -> None:
    sheets = sheets_of(export("units", tmp_path / "units.xlsx"))
    counts = table_below("套数（按楼栋和销售状态）", sheets["汇总"])
    assert [row[0] for row in counts[1:]] == ["望江府 1", "滨江壹号 3", "滨江壹号 10", "滨江壹号 地下车库", "合计"]
    assert ["项目", "全部项目"] in [row[:2] for row in sheets["汇总"]]


def test_two_currencies_are_never_added_up(office: Path, tmp_path: Path) -> None:
    home = "project,building,room,area,total_price\nSông Xanh,A,1201,65.50,2500000000\n"
    assert take("units", home, tmp_path, "--country", "VN").code == 0
    summary = sheets_of(export("units", tmp_path / "units.xlsx", "--lang", "en"))["Summary"]
    yuan, dong = (
        table_below(f"List value ({currency}) by building and sale state", summary) for currency in ("CNY", "VND")
    )
    assert yuan[-1][-1] == 1007352 + 1241150 + 1405000 + 120000 + 792000
    assert dong[-1][-1] == 2_500_000_000
    prices = {(row["room"], row["total_price"], row["currency"]) for row in rows_of("units", tmp_path / "units")}
    assert {("1201", "2500000000", "VND"), ("1501", "1007352.00", "CNY")} <= prices


def test_numbers_are_masked_unless_asked_for_and_companies_never(office: Path, tmp_path: Path) -> None:
    named = {row["name"]: row for row in rows_of("customers", tmp_path / "masked")}
    assert (named["张三丰"]["id_number"], named["张三丰"]["phone"]) == ("110105********1172", "138****8000")
    assert (named["Nguyễn Văn Đạt"]["id_number"], named["Nguyễn Văn Đạt"]["phone"]) == ("001*****2345", "091***5678")
    assert named["Nguyễn Văn Đạt"]["old_id_number"] == "*****5678"
    assert named["江畔商贸有限公司"]["id_number"] == "91110000600037341L"
    assert named["江畔商贸有限公司"]["phone"] == "010*****8888"
    whole = {row["name"]: row for row in rows_of("customers", tmp_path / "whole", "--full")}
    assert (whole["张三丰"]["id_number"], whole["张三丰"]["phone"]) == ("110105198504121172", "13800138000")
    assert whole["Nguyễn Văn Đạt"]["old_id_number"] == "012345678"
    assert [row["phone"] for row in rows_of("staff", tmp_path / "staff")][1:] == ["", "136****6000"]
    summary = sheets_of(export("customers", tmp_path / "whole.xlsx", "--full"))["汇总"]
    assert ["证件号码、电话", "完整显示"] in [row[:2] for row in summary]


def test_a_merged_customer_is_told_once_and_lives_where_both_did(office: Path, tmp_path: Path) -> None:
    assert take("customers", "name,phone\n张三丰,13911139111\n", tmp_path).code == 0
    double = ask(lambda r: [c.id or 0 for c in r.session.exec(select(Customer)) if c.name == "张三丰"][-1])
    survivor = customer_named("张三丰")
    home = "project,building,entrance,room,name,phone,role\n滨江壹号,3,2,1501,张三丰,13911139111,owner\n"
    assert take("residents", home + home.splitlines()[1].replace("1501", "1502"), tmp_path).told["created"] == 2
    before = rows_of("customers", tmp_path / "before")
    do(lambda work: merge_customers(work, double, survivor))
    after = rows_of("customers", tmp_path / "after")
    assert len(after) == len(before) - 1
    assert {row["phone"] for row in after if row["name"] == "张三丰"} == {"138****8000"}
    homes = [row["room"] for row in rows_of("residents", tmp_path / "homes") if row["name"] == "张三丰"]
    assert homes == ["1501", "1502"]
    summary = sheets_of(export("residents", tmp_path / "homes.xlsx"))["汇总"]
    assert table_below("人数（按楼栋和身份）", summary)[2] == ["滨江壹号 3", 3, None, 1, None, 4]
    again = deskapp("import", "residents", tmp_path / "homes.csv", "--json")
    assert (again.code, again.told["unchanged"]) == (0, again.told["rows"]), again.err


def test_residents_are_those_of_today(office: Path, tmp_path: Path) -> None:
    def end(work: Work) -> None:
        people = {person.role: record_id(person) for person in work.session.exec(select(UnitPerson))}
        end_resident(work, people["family"], TODAY)
        end_resident(work, people["tenant"], date(2099, 1, 1))

    do(end)
    rows = rows_of("residents", tmp_path / "out")
    assert [(row["name"], row["until"]) for row in rows if row["role"] != "owner"] == [
        ("江畔商贸有限公司", "2099-01-01")
    ]
    again = deskapp("import", "residents", tmp_path / "out.csv", "--json")
    assert (again.code, again.told["unchanged"]) == (0, len(rows)), again.err


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (("--since", "2026-11-01", "--until", "2026-11-01"), {"晚到"}),
        (("--until", "2026-10-31"), {"早到", "更早"}),
        (("--since", "2026年10月31日", "--until", "20261031"), {"早到"}),
    ],
)
def test_days_are_local_ones_and_both_belong_to_the_report(
    office: Path, tmp_path: Path, options: tuple[str, ...], names: set[str]
) -> None:
    create("早到", "2026-10-31T15:59:59+00:00")
    create("晚到", "2026-10-31T16:00:00+00:00")
    create("更早", "2026-08-01T00:00:00+00:00")
    assert {row["name"] for row in rows_of("customers", tmp_path / "out", *options)} == names


def test_new_customers_are_counted_by_local_month_and_old_ones_together(office: Path, tmp_path: Path) -> None:
    create("晚到", "2026-10-31T16:00:00+00:00")
    create("早到", "2026-10-31T15:59:59+00:00")
    create("很早", "2001-01-01T00:00:00+00:00")
    options = ("--until", "2026-11-01")
    months = table_below("每月新增客户", sheets_of(export("customers", tmp_path / "c.xlsx", *options))["汇总"])
    assert months[:2] == [["月份", "新增"], ["更早", 1]]
    assert months[2] == ["2023-12", 0]
    assert months[-3:] == [["2026-10", 1], ["2026-11", 1], ["合计", 3]]
    assert len(months) == 1 + 1 + 36 + 1
    in_vietnamese = sheets_of(export("customers", tmp_path / "c.xlsx", *options, "--lang", "vi"))["Tổng hợp"]
    assert ["11/2026", 1] in table_below("Khách hàng mới theo tháng", in_vietnamese)


def test_customers_are_counted_by_category_and_channel(office: Path, tmp_path: Path) -> None:
    summary = sheets_of(export("customers", tmp_path / "c.xlsx"))["汇总"]
    assert table_below("按客户类别", summary) == [
        ["客户类别", "客户数"], ["业主", 1], ["买受人", 1], ["意向客户", 1], ["未填写", 3], ["老客户", 1], ["合计", 7]
    ]  # fmt: skip
    assert table_below("按来源渠道", summary)[-2:] == [["未填写", 4], ["合计", 7]]


def test_customers_of_a_project_are_those_who_own_or_live_there(office: Path, tmp_path: Path) -> None:
    names = [row["name"] for row in rows_of("customers", tmp_path / "c", "--project", PROJECT)]
    assert names == ["张三丰", "江畔商贸有限公司", "李静", "张小宝"]


def test_parcels_by_commune_and_status_with_an_offices_own_words_apart(office: Path, tmp_path: Path) -> None:
    summary = sheets_of(export("parcels", tmp_path / "p.xlsx", "--lang", "vi"))["Tổng hợp"]
    counts, areas = (
        table_below(f"{what} theo xã và tình trạng pháp lý", summary) for what in ("Số thửa", "Diện tích (m²)")
    )
    assert counts[0] == ["Mã xã", "Sạch", "Tranh chấp", "Thế chấp", "Quy hoạch", "Chưa rõ", "Khác", "Tổng cộng"]
    assert counts[1:] == [
        ["26734", 1, 1, None, None, None, None, 2],
        ["26740", None, None, None, None, 1, 1, 2],
        ["Tổng cộng", 1, 1, 0, 0, 1, 1, 4],
    ]
    assert areas[-1][-1] == pytest.approx(120.5 + 80 + 1000.25)


@pytest.mark.parametrize(
    ("report", "state", "column", "found"),
    [
        ("units", "sold", "room", ["1501"]),
        ("units", "Đã bán", "room", ["1501"]),
        ("parcels", "有争议", "parcel", ["346"]),
        ("parcels", "đang chờ thẩm tra", "parcel", ["7"]),
        ("parcels", "unknown", "parcel", ["8"]),
        ("imports", "Undone", "kind", []),
        ("imports", "done", "kind", ["units", "customers", "residents", "parcels", "staff", "calendar"]),
    ],
)
def test_a_state_is_a_code_or_a_word_of_any_language(
    office: Path, tmp_path: Path, report: str, state: str, column: str, found: list[str]
) -> None:
    sell("1501")
    assert [row[column] for row in rows_of(report, tmp_path / "out", "--state", state)] == found


def test_imports_are_told_by_kind_and_state(office: Path, tmp_path: Path) -> None:
    taken = take("parcels", "commune,map_sheet,parcel\n26734,1,1\n26734,x,\n", tmp_path)
    assert deskapp("import", "undo", taken.told["batch"]).code == 0
    summary = sheets_of(export("imports", tmp_path / "i.xlsx"))["汇总"]
    heads = next(row for row in summary if row[0] == "导入类型")
    parcels = next(row for row in summary if row[0] == "宗地")
    assert dict(zip(heads[1:6], parcels[1:6], strict=True)) == {
        "正在导入": 0, "已完成": 1, "部分撤销": 0, "已撤销": 1, "合计": 2
    }  # fmt: skip
    assert dict(zip(heads[6:11], parcels[6:11], strict=True)) == {
        "总行数": 6, "新增": 5, "更新": 0, "未变": 0, "退回": 1
    }  # fmt: skip


def test_the_sheet_says_of_when_by_whom_and_what_it_holds(office: Path, tmp_path: Path) -> None:
    options = ("--project", PROJECT, "--since", "2026-03-01", "--until", "2026-10-31")
    facts = [row[:2] for row in sheets_of(export("residents", tmp_path / "r.xlsx", *options))["汇总"]]
    assert facts[0][0] == "住户名册"
    assert ["项目", PROJECT] in facts
    assert ["起始日期自", "2026-03-01"] in facts
    assert ["起始日期至", "2026-10-31"] in facts
    assert ["证件号码、电话", "部分遮掩"] in facts
    as_of = next(str(value) for label, value in facts if label == "数据截至")
    assert as_of.endswith("(UTC+08:00)")
    assert next(value for label, value in facts if label == "制表人")


@pytest.mark.parametrize("report", REPORTS)
def test_an_empty_home_is_headings_only(home_of_the_test: Path, tmp_path: Path, report: str) -> None:
    assert rows_of(report, tmp_path / "out") == []
    assert len(sheets_of(export(report, tmp_path / "out.xlsx"))["数据"]) == 1
    assert not list(home_of_the_test.iterdir())


@pytest.mark.parametrize("page", [1, 2, 3])
@pytest.mark.parametrize("report", ["customers", "residents"])
def test_where_a_page_ends_shows_nowhere(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, report: str, page: int
) -> None:
    whole = rows_of(report, tmp_path / "whole")
    monkeypatch.setattr(reporting, "PAGE", page)
    assert rows_of(report, tmp_path / "paged") == whole


def test_summary_and_rows_are_of_one_moment(office: Path) -> None:
    def read_slowly(reader: Reader) -> tuple[Any, int]:
        contents = UNITS.read(reader, Ask(words("zh"), TODAY))
        next(contents.rows)
        do(lambda work: work.add(late_unit(work)))
        return contents.summary[0].total, 1 + sum(1 for _ in contents.rows)

    with opened_store() as store:
        total, rows = store.read(read_slowly)
    assert total is not None
    assert (total[-1], rows) == (5, 5)
    assert ask(lambda reader: len(list(UNITS.read(reader, Ask(words("zh"), TODAY)).rows))) == 6


def late_unit(work: Work) -> Unit:
    one = work.session.exec(select(Unit)).first()
    assert one is not None
    return Unit(
        office_id=one.office_id,
        project_id=one.project_id,
        building_id=one.building_id,
        room="9999",
        area=Decimal("1.00"),
    )


def test_nobody_sees_beyond_their_scope(office: Path) -> None:
    projects = {p.name: record_id(p) for p in ask(lambda reader: list(reader.session.exec(select(Project))))}
    scope = Scope(frozenset({projects[PROJECT]}))

    def told(report: str) -> list[str]:
        source = reports()[report]
        return ask(lambda r: [str(row) for row in source.read(r, Ask(words("zh"), TODAY, full=True)).rows], scope)

    for report in ("units", "residents", "imports"):
        assert all("望江府" not in row for row in told(report))
    customers = "\n".join(told("customers"))
    assert "张三丰" in customers
    assert "=1+1" in customers
    assert "Nguyễn Văn Đạt" not in customers
    assert ask(lambda r: CUSTOMERS.read(r, Ask(words("zh"), TODAY)).summary[0].total, scope) == ("", 6)


def test_csv_holds_codes_and_plain_figures_whatever_the_language(office: Path, tmp_path: Path) -> None:
    text = export("units", tmp_path / "u.csv", "--lang", "vi").read_text(encoding="utf-8")
    assert text.startswith("\ufeffproject,building,entrance,floor,room,kind,area,inner_area,land_share,")
    row = next(row for row in csv.DictReader(text.removeprefix("\ufeff").splitlines()) if row["room"] == "1501")
    assert (row["kind"], row["area"], row["total_price"], row["sale_state"]) == (
        "dwelling",
        "98.76",
        "1007352.00",
        "unsold",
    )
    assert (rows_of("residents", tmp_path / "r")[1]["share"], rows_of("residents", tmp_path / "r")[1]["since"]) == (
        "1/2",
        "2026-03-05",
    )
