"""The sample development: what its truth says is what its files hold, judged with other people's libraries."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any
from unicodedata import normalize

import pytest
from openpyxl import load_workbook
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2

from sample_development import (
    ACCEPTANCES,
    BANK_LOANS,
    CALENDAR,
    CASES,
    CHECKS,
    CONTRACTS,
    CUSTOMERS,
    DEFECTS,
    ENQUIRIES,
    LOANS,
    PARCELS,
    PAYMENTS,
    PLAN,
    RESIDENTS,
    STAFF,
    SURVEY,
    TODAY,
    UNITS,
    VN_CASES,
    VN_CUSTOMERS,
    write_sample,
)
from sampledata import numbers
from sampledata.habits import spread, written_day

SMALL = 600
ENCODINGS = {CUSTOMERS: ("gb18030", ","), PARCELS: ("utf-8-sig", ";"), CHECKS: ("utf-8-sig", ";")}
ENCODINGS |= {PAYMENTS: ("gb18030", ","), BANK_LOANS: ("utf-8-sig", ",")}
ENCODINGS |= {SURVEY: ("utf-8-sig", ","), DEFECTS: ("gb18030", ",")}
TOTALS = ("小计", "合计")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sample")
    write_sample(out, SMALL, seed=3)
    return out


@pytest.fixture(scope="module")
def truth(sample: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((sample / "truth.json").read_text(encoding="utf-8"))
    return told


def lines(path: Path) -> list[list[Any]]:
    if path.name in ENCODINGS:
        encoding, delimiter = ENCODINGS[path.name]
        with path.open(encoding=encoding, newline="") as file:
            return [list(row) for row in csv.reader(file, delimiter=delimiter)]
    sheet = load_workbook(path).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def rows(path: Path) -> dict[int, dict[str, Any]]:
    """Data rows by their number in the sheet, cells by heading; titles, blank lines and totals left out."""
    grid = lines(path)
    head = next(at for at, line in enumerate(grid) if sum(cell not in (None, "") for cell in line) > 2)
    return {
        number: dict(zip(grid[head], line, strict=False))
        for number, line in enumerate(grid[head + 1 :], head + 2)
        if any(cell not in (None, "") for cell in line) and line[0] not in TOTALS
    }


def bare(cell: object) -> str:
    return normalize("NFKC", str(cell or "")).strip().upper()


def is_right(number: str) -> bool:
    """Whether the check sign of a resident identity number or a company code is right; other documents have none."""
    if len(number) != 18:
        return True
    return uscc.is_valid(number) if number[8:10] == "MA" else mod_11_2.is_valid(number)


FILES = (
    UNITS, CUSTOMERS, RESIDENTS, STAFF, VN_CUSTOMERS, PARCELS, CALENDAR, ENQUIRIES, CASES, VN_CASES, CHECKS,
    CONTRACTS, PAYMENTS, LOANS, BANK_LOANS, ACCEPTANCES, SURVEY, PLAN, DEFECTS,
)  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_the_truth_adds_up(truth: dict[str, Any], name: str) -> None:
    told = truth[name]
    assert told["created"] + told["unchanged"] + len(told["rejected"]) == told["rows"]
    assert min(told["created"], told["unchanged"], len(told["rejected"])) > 0


@pytest.mark.parametrize("name", FILES)
def test_the_truth_counts_what_the_file_holds(sample: Path, truth: dict[str, Any], name: str) -> None:
    held = rows(sample / name)
    assert len(held) == truth[name]["rows"]
    for refused in truth[name]["rejected"]:
        assert refused["column"] in held[refused["row"]]


@pytest.mark.parametrize(("name", "heading"), [(CUSTOMERS, "证件号码"), (RESIDENTS, "证件号码")])
def test_exactly_the_refused_have_wrong_check_digits(
    sample: Path, truth: dict[str, Any], name: str, heading: str
) -> None:
    wrong = [
        row
        for row, cells in rows(sample / name).items()
        if not all(is_right(number) for number in bare(cells[heading]).split("、"))
    ]
    assert wrong == [refused["row"] for refused in truth[name]["rejected"] if refused["why"] == "check digit"]


def test_customers_are_created_once(sample: Path, truth: dict[str, Any]) -> None:
    refused = {refused["row"] for refused in truth[CUSTOMERS]["rejected"]}
    taken = Counter(bare(cells["证件号码"]) for row, cells in rows(sample / CUSTOMERS).items() if row not in refused)
    assert len(taken) == truth[CUSTOMERS]["created"]
    assert sum(taken.values()) - len(taken) == truth[CUSTOMERS]["unchanged"]


def test_vietnamese_numbers_lost_their_zeros_and_nothing_else(sample: Path, truth: dict[str, Any]) -> None:
    refused = {refused["row"] for refused in truth[VN_CUSTOMERS]["rejected"]}
    taken = [cells for row, cells in rows(sample / VN_CUSTOMERS).items() if row not in refused]
    lost = [cells for cells in taken if isinstance(cells["Số CCCD"], int)]
    assert 0.3 < len(lost) / len(taken) < 0.7
    assert {len(str(cells["Số CCCD"]).zfill(12)) for cells in taken} == {12}
    assert {len(str(cells["Số CCCD"])) for cells in lost} == {10, 11}
    assert any(normalize("NFC", cells["Họ và tên"]) != cells["Họ và tên"] for cells in taken)


def test_areas_sum_to_the_truth(sample: Path, truth: dict[str, Any]) -> None:
    total = next(line for line in lines(sample / UNITS) if line[0] == "合计")
    assert f"{total[6]:.2f}" == truth[UNITS]["sum_area"]
    refused = {refused["row"] for refused in truth[UNITS]["rejected"]}
    seen: dict[int, int] = {}
    for row, cells in rows(sample / UNITS).items():
        if row not in refused:
            seen[cells["序号"]] = round(float(bare(cells["建筑面积\n(㎡)"])) * 100)
    assert f"{sum(seen.values()) / 100:.2f}" == truth[UNITS]["sum_area"]


def test_four_homes_of_five_are_lived_in(sample: Path, truth: dict[str, Any]) -> None:
    homes = sum(cells["用途"] == "住宅" for cells in rows(sample / UNITS).values())
    assert truth[RESIDENTS]["homes"] / homes == pytest.approx(0.8, abs=0.02)


def test_a_sample_is_the_same_for_the_same_seed(sample: Path, tmp_path: Path) -> None:
    write_sample(tmp_path, SMALL, seed=3)
    assert all((tmp_path / name).read_bytes() == (sample / name).read_bytes() for name in (*FILES, "truth.json"))
    write_sample(tmp_path, SMALL, seed=4)
    assert all((tmp_path / name).read_bytes() != (sample / name).read_bytes() for name in (*FILES, "truth.json"))


def test_cases_stand_in_several_steps_and_reach_back_from_the_day_of_the_sample(
    sample: Path, truth: dict[str, Any], tmp_path: Path
) -> None:
    for name, step in ((CASES, "当前环节"), (VN_CASES, "Bước")):
        assert {"办理中", "Đang thực hiện"} & {cells[step] for cells in rows(sample / name).values()}
        assert truth[name]["today"] == TODAY.isoformat()
    later = date(2027, 3, 1)
    write_sample(tmp_path, SMALL, seed=3, today=later)
    days = [cells["受理日期"] for cells in rows(tmp_path / CASES).values()]
    opened = [cell.date() for cell in days if isinstance(cell, datetime)]
    assert min(opened) > date(2027, 1, 1)
    assert max(opened) <= later
    assert (tmp_path / UNITS).read_bytes() == (sample / UNITS).read_bytes()


def test_every_row_of_cases_has_a_number_of_its_own(sample: Path, truth: dict[str, Any]) -> None:
    for name, heading in ((ENQUIRIES, "来件编号"), (CASES, "来件编号"), (VN_CASES, "Mã ngoài")):
        refused = {refused["row"] for refused in truth[name]["rejected"]}
        taken = Counter(cells[heading] for row, cells in rows(sample / name).items() if row not in refused)
        assert (len(taken), sum(taken.values()) - len(taken)) == (truth[name]["created"], truth[name]["unchanged"])


@pytest.mark.parametrize("number", ["110105198504121172", "44030419930715881X", "500103199003070017"])
def test_the_check_sign_of_a_resident_number(number: str) -> None:
    assert numbers.resident_check(number[:17]) == number[17]


@pytest.mark.parametrize("code", ["91110000600037341L", "121200004013590816", "91310115MA1K3BTP2B"])
def test_the_check_sign_of_a_credit_code(code: str) -> None:
    assert numbers.credit_check(code[:17]) == code[17]


@pytest.mark.parametrize("code", ["600037341", "401359081"])
def test_the_check_sign_of_an_organisation_code(code: str) -> None:
    assert numbers.organisation_check(code[:8]) == code[8]


def test_drawn_numbers_are_right_and_spoilt_ones_are_not() -> None:
    rng = Random(1)
    for _ in range(200):
        resident = numbers.resident_number(rng, numbers.birthday(rng, 1950, 2005))
        company = numbers.credit_code(rng)
        assert mod_11_2.is_valid(resident)
        assert uscc.is_valid(company)
        assert not mod_11_2.is_valid(numbers.spoilt(resident))
        assert not uscc.is_valid(numbers.spoilt(company))


def test_a_day_is_written_in_five_forms() -> None:
    rng = Random(1)
    forms = {written_day(rng, date(2026, 3, 5)) for _ in range(100)}
    assert forms == {date(2026, 3, 5), "2026/3/5", "20260305", "2026年3月5日", "2026-3-5"}


def test_mishaps_befall_at_least_one_line_each_and_none_twice() -> None:
    befallen = spread(Random(1), 50, rare=1000, common=10)
    assert Counter(befallen.values()) == {"rare": 1, "common": 5}
    assert all(0 <= at < 50 for at in befallen)


def test_the_people_of_the_guides_are_there(sample: Path) -> None:
    first = next(iter(rows(sample / CUSTOMERS).values()))
    assert (first["客户姓名"].strip(), bare(first["联系电话"]).removesuffix(".0")[-4:]) == ("张三丰", "8000")
    homes = [cells for cells in rows(sample / RESIDENTS).values() if "张三丰" in cells["姓名"]]
    assert {bare(cells["房号"]).removesuffix(".0").removesuffix("室") for cells in homes} == {"1501"}
