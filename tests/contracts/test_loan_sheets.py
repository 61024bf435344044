"""Loans and banks' lists as files: taken in twice, corrected, refused, taken back, and written out again."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.reports.reports_ground import deskapp

HOMES = "project,building,entrance,room,area\n滨江壹号,3,2,1501,98.76\n滨江壹号,3,2,1502,98.76\n"
CONTRACTS = (
    "number,unit,buyers,id_numbers,signed_on,total_price,payment_method,down_payment,bank,loan_amount\n"
    "BJ-1,3-2-1501,张三丰,110105198504121172,2026-03-05,1000000,按揭,300000,建设银行,700000\n"
    "BJ-2,3-2-1502,李静,110101199003070011,2026-03-06,1000000,按揭,300000,工商银行,700000\n"
)
LOANS = (
    "合同编号,贷款种类,按揭银行,贷款金额,年利率(%),期限,借款合同号,送件日期,批贷日期,放款日期,保证金\n"
    "BJ-1,商贷,建设银行,700000,3.1,300,JK-1,2026-03-12,2026-03-20,2026-04-01,35000\n"
    "BJ-2,公积金,公积金中心,400000,2.6%,240,,2026-03-12,,,\n"
    "BJ-9,商贷,建设银行,1,,,,,,,\n"
    "BJ-2,商贷,工商银行,壹拾万,,,,,,,\n"
    "BJ-2,商贷,工商银行,300000,3.10005,,,,,,\n"
    "BJ-2,商贷,工商银行,300000,3.1,,,2099-01-01,,,\n"
)
LISTS = (
    "银行,借款合同号,借款人,贷款余额,逾期金额,逾期期数,数据日期\n"
    "建设银行,JK-1,张三丰,690000,6712.00,2,2026-10-31\n"
    "建设银行,JK-7,王五,1000,0,0,2026-10-31\n"
)


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DESKAPP_LANG", "en")
    for name, text in (("homes", HOMES), ("contracts", CONTRACTS), ("loans", LOANS), ("lists", LISTS)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    assert deskapp("import", "units", tmp_path / "homes.csv").code == 0
    assert deskapp("import", "contracts", tmp_path / "contracts.csv").code == 0
    return tmp_path


def told(*words: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(deskapp("import", *words, "--json").out)
    return found


def refusals(*words: Any) -> dict[int, str]:
    """What is told of each refused row, by its number."""
    found = re.findall(r"^  Refused, row (\d+), (.*)$", deskapp("import", *words).out, re.MULTILINE)
    return {int(number): said for number, said in found}


def counts(line: dict[str, Any]) -> tuple[int, ...]:
    return tuple(line[name] for name in ("created", "updated", "unchanged", "rejected"))


def written(report: str, target: Path) -> list[dict[str, str]]:
    assert deskapp("export", report, "--format", "csv", "-o", target).code == 0
    with target.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_loans_go_in_once_and_come_out_as_they_went_in(inbox: Path) -> None:
    assert counts(told("mortgages", inbox / "loans.csv", "--dry-run")) == (2, 0, 0, 4)
    first = refusals("mortgages", inbox / "loans.csv")
    assert [(row, said.split(".")[0]) for row, said in first.items()] == [
        (4, '合同编号: There is no contract "BJ-9"; take the contract in first, then its loan'),
        (5, "贷款金额: Write the amount “壹拾万” in figures, as in 100000"),
        (6, "年利率(%): 3"),
        (7, "送件日期: 2099-01-01 is still to come; give today or an earlier day"),
    ]
    assert counts(told("mortgages", inbox / "loans.csv")) == (0, 0, 2, 4)

    rows = written("mortgages", inbox / "out.csv")
    assert [(row["contract"], row["kind"], row["state"], row["rate"]) for row in rows] == [
        ("BJ-1", "commercial", "disbursed", "3.100"),
        ("BJ-2", "fund", "submitted", "2.600"),
    ]
    assert (rows[0]["begun_on"], rows[0]["state_since"], rows[0]["deposit"]) == ("2026-03-12", "2026-04-01", "35000.00")
    # what was written goes in again and says nothing new
    assert counts(told("mortgages", inbox / "out.csv")) == (0, 0, 2, 0)

    progress = written("mortgage-progress", inbox / "progress.csv")
    assert [(row["room"], row["buyer"], row["bank"], row["amount"]) for row in progress] == [
        ("3-2-1502", "李静", "公积金中心", "400000.00"),
        ("3-2-1501", "张三丰", "建设银行", "700000.00"),
    ]
    assert {row["stuck"] != "" for row in progress} == {True}

    changed = LOANS.replace(",2026-03-12,,,\n", ",2026-03-12,2026-03-30,,\n")
    (inbox / "loans.csv").write_text(changed, encoding="utf-8")
    assert refusals("mortgages", inbox / "loans.csv")[3].startswith("批贷日期: ")
    corrected = told("mortgages", inbox / "loans.csv", "--update")
    assert counts(corrected) == (0, 1, 1, 4)
    assert written("mortgages", inbox / "out.csv")[1]["state"] == "approved"
    # what stands in the way of an undo is called by its contract
    batches = [json.loads(line) for line in deskapp("import", "list", "--json").out.splitlines()]
    newest = next(batch["number"] for batch in batches if batch["created"])
    assert json.loads(deskapp("import", "undo", newest, "--json").out)["blocked"] == ["BJ-2"]
    assert deskapp("import", "undo", corrected["batch"]).code == 0
    assert written("mortgages", inbox / "out.csv")[1]["state"] == "submitted"
    assert deskapp("check", "--quick").code == 0


def test_a_banks_list_says_who_is_overdue_until_a_newer_one_does_not(inbox: Path) -> None:
    told("mortgages", inbox / "loans.csv")
    taken_back = told("bank-loans", inbox / "lists.csv")
    # what is overdue by a list is a matter that follows from it, and goes with it
    assert deskapp("import", "undo", taken_back["batch"]).code == 0
    assert counts(told("bank-loans", inbox / "lists.csv")) == (2, 0, 0, 0)
    assert counts(told("bank-loans", inbox / "lists.csv")) == (0, 0, 2, 0)
    rows = {row["loan_number"]: row for row in written("bank-loans", inbox / "out.csv")}
    # two months before the list's day, and our contract by the loan's number
    assert (rows["JK-1"]["overdue_since"], rows["JK-1"]["contract"]) == ("2026-08-31", "BJ-1")
    assert (rows["JK-7"]["contract"], rows["JK-7"]["resolved_on"]) == ("", "2026-10-31")

    newer = LISTS.replace("6712.00,2,2026-10-31", "0,0,2026-11-20")
    (inbox / "lists.csv").write_text(newer, encoding="utf-8")
    assert 2 in refusals("bank-loans", inbox / "lists.csv")
    assert counts(told("bank-loans", inbox / "lists.csv", "--update")) == (0, 1, 1, 0)
    rows = {row["loan_number"]: row for row in written("bank-loans", inbox / "out.csv")}
    assert rows["JK-1"]["resolved_on"] == "2026-11-20"
    (inbox / "lists.csv").write_text(LISTS, encoding="utf-8")
    assert "older than that of 2026-11-20" in refusals("bank-loans", inbox / "lists.csv", "--update")[2]


def test_reports_of_loans_name_their_columns_and_write_dong_without_decimals(inbox: Path) -> None:
    towers = "building,room\nA,A-1201\nA,A-1202\n"
    contracts = "number,unit,buyers,id_numbers,total_price\nVN-1,A-1201,Lê Văn Đức,079088003456,2931500000\n"
    loans = "contract,bank,amount\nVN-1,Vietcombank,700000000\n"
    for kind, text in (("units", towers), ("contracts", contracts), ("mortgages", loans)):
        (inbox / "vn.csv").write_text(text, encoding="utf-8")
        deskapp("import", kind, inbox / "vn.csv", "--project", "Sông Hàn", "--country", "VN")
    for name, amounts in (("mortgage-progress", {"#,##0"}), ("custody", set())):
        for language in ("zh", "vi", "en"):
            target = inbox / f"{name}.xlsx"
            deskapp("export", name, "-o", target, "--project", "Sông Hàn", "--lang", language)
            headings, *rows = load_workbook(target).worksheets[1].iter_rows()
            assert [cell.value for cell in headings if str(cell.value).startswith("column.")] == []
            assert {cell.number_format for row in rows for cell in row if cell.value == 700_000_000} == amounts
