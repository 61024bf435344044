"""合同台账 goes in again as it came out; the ledger keeps every filing; what is to be filed says what holds it up."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.contracts.test_contracts_sheet import GOOD, HEAD, UNITS
from tests.reception.intake_ground import LI, NOW, ZHANG, Desk, open_desk
from tests.reports.reports_ground import deskapp

from deskapp.desks.contracts.sale.actions_filing import cancel_filing, file_contract
from deskapp.desks.contracts.sale.report_filing import FILINGS, PROGRESS
from deskapp.locale import words
from deskapp.office.customer.people import Frame, Person, read_people
from deskapp.sheets.report import Report
from deskapp.sheets.reporting import Ask, ReportSource, make_report

TODAY = date(2026, 4, 1)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with open_desk(tmp_path) as desk:
        monkeypatch.setenv("DESKAPP_HOME", str(desk.home.root))
        desk.take("units", UNITS, project="滨江壹号")
        desk.take("customers", [["姓名", "证件号码", "手机"], ["张三丰", ZHANG, "13800138000"]])
        desk.take("contracts", [HEAD, *GOOD])
        yield desk


def made(desk: Desk, source: ReportSource, **ask: Any) -> tuple[list[dict[str, Any]], Report]:
    def read(reader: Any) -> tuple[list[dict[str, Any]], Report]:
        report = make_report(source, reader, Ask(words("zh"), **{"today": TODAY, **ask}), NOW, "王敏")
        names = [column.name for column in report.columns]
        return [dict(zip(names, row, strict=True)) for row in report.rows], report

    return desk.opened.store.read(read)


@pytest.mark.parametrize("options", [("--full",), ()])
def test_what_was_written_goes_in_again_and_says_nothing_new(
    desk: Desk, tmp_path: Path, options: tuple[str, ...]
) -> None:
    for name in ("out.csv", "out.xlsx"):
        assert deskapp("export", "contracts", "-o", tmp_path / name, *options).code == 0
        told = json.loads(deskapp("import", "contracts", tmp_path / name, "--json").out)
        assert (told["created"], told["updated"], told["unchanged"], told["rejected"]) == (0, 0, 3, 0), told
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        first, second, third = csv.DictReader(file)
    assert (first["unit"], first["down_payment"], first["filing_number"]) == ("3-2-1501", "296280.00", "渝备1")
    assert (second["buyers"], second["payment_method"], second["open"]) == ("李静、吴芳", "lump_sum", "987600.00")
    assert (third["unit"], third["state"]) == ("3-2-1503、地下车库-B1-044", "signed")
    assert (second["id_numbers"] == f"{LI}、500108199912313057") == (options == ("--full",))


def test_a_dash_stands_for_who_has_no_number() -> None:
    cells = {"name": "王小明、李静", "id_number": f"—、{LI}", "phone": "- 、13700137000"}
    people = read_people(cells, Frame("CN", TODAY))
    assert [(one.name, one.id_number, one.phone) for one in people if isinstance(one, Person)] == [
        ("王小明", None, None),
        ("李静", LI, "13700137000"),
    ]


def test_the_ledger_keeps_what_was_cancelled(desk: Desk) -> None:
    def act(work: Any) -> None:
        cancel_filing(work, 1, date(2026, 3, 28), "更名")
        file_contract(work, 1, "渝备8", date(2026, 4, 6), "法定期限将至")

    desk.opened.store.write(desk.opened.clerk, "filing.file", act, NOW)
    rows, report = made(desk, FILINGS)
    assert [(row["filing_number"], row["source"], row["cancelled_on"], row["cancel_reason"]) for row in rows] == [
        ("渝备1", "file", date(2026, 3, 28), "更名"),
        ("渝备8", "counter", None, None),
    ]
    first, second = rows
    assert (first["contract"], first["unit"], first["buyers"]) == ("A-1", "3-2-1501", "张三丰")
    assert (first["area"], first["total_price"]) == (Decimal("98.76"), Decimal(987600))
    # signed on 5 March: 4 April is the last day, and the second filing came two days after it
    assert (second["filing_due_on"], second["days_late"], first["days_late"]) == (date(2026, 4, 4), 2, None)
    assert (second["override_reason"], second["down_paid_on"]) == ("法定期限将至", None)
    by_month, by_source = report.summary
    assert [row[:4] for row in by_month.rows] == [("2026-03", 1, 0, 1), ("2026-04", 1, 1, 0)]
    assert list(by_source.rows) == [("counter", 1, 1, 1), ("file", 1, 0, 0)]
    # what would not pass the gates today is a list of its own; a cancelled filing is in neither
    assert (first["today"], second["today"], second["gap"]) == (None, "shut", 296280)
    assert second["blocked_by"] == "房款未到; 条款未审; 签章未核"
    assert [row["filing_number"] for row in made(desk, FILINGS, state="shut")[0]] == ["渝备8"]
    assert made(desk, FILINGS, state="passes")[0] == []
    assert [row["filing_number"] for row in made(desk, FILINGS, since=date(2026, 4, 1))[0]] == ["渝备8"]


def test_what_is_to_be_filed_says_what_holds_it_up(desk: Desk) -> None:
    rows, report = made(desk, PROGRESS)
    assert [(row["room"], row["contract"], row["filing_due_on"], row["days_left"]) for row in rows] == [
        ("3-2-1502", "A-2", date(2026, 4, 5), 4),
        ("3-2-1503 +1", "A-3", date(2026, 4, 6), 5),
    ]
    second = rows[0]
    assert (second["due"], second["paid"], second["gap"], second["stand"]) == (987600, 0, 987600, "shut")
    assert "987,600" in second["blocked_by"]
    assert second["who"] == "客户补, 法务可办, 前台可办"
    by_age, by_method = report.summary
    assert [tuple(row) for row in by_age.rows] == [("soon", None, 2, 2)]
    assert [row[0] for row in by_method.rows] == ["lump_sum", "instalments"]
    assert made(desk, PROGRESS, state="ready")[0] == []
    assert [row["contract"] for row in made(desk, PROGRESS, until=date(2026, 4, 5))[0]] == ["A-2"]
