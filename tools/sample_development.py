"""Write a sample development as its offices would send it, and the truth about it.

    python tools/sample_development.py OUT [--units 2000] [--seed 7] [--today 2026-11-20]

Twenty-one files to import in the order of their numbers: homes with shops and parking, customers with companies among
them, residents, staff, Vietnamese customers, parcels, the calendar, enquiries, cases of homes, cases of parcels, what
the register said of parcels, sale contracts, payments, buyers' loans, a bank's list of them, acceptances of buildings,
surveyed areas, the plan of a handover, the defects found before it, complaints and repairs. They are as messy as such
files are; ``truth.json`` says for each file how many rows it has, what must come of them, and which are refused and why
(``row`` is the sheet's own, from 1).
Nobody in them exists. The same seed gives the same bytes. It imports nothing of deskapp.
"""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from sampledata.calendar import calendar_table
from sampledata.complaints import complaints_table, repairs_table
from sampledata.contracts import bank_loans_table, contracts_table, loans_table, payments_table
from sampledata.customers import customers_table, vietnamese_table
from sampledata.dossiers import cases_table, checks_table, enquiries_table, vietnamese_cases_table
from sampledata.handover import acceptances_table, defects_table, plan_table, planned_sales, survey_table
from sampledata.office import parcels_table, staff_table
from sampledata.people import Crowd
from sampledata.residents import residents_table
from sampledata.units import SALE_STATE, SALES, make_units, units_table

UNITS = "01_房源一览表.xlsx"
CUSTOMERS = "02_客户资料.csv"
RESIDENTS = "03_住户登记.xlsx"
STAFF = "04_员工名单.xlsx"
VN_CUSTOMERS = "05_khach_hang.xlsx"
PARCELS = "06_thua_dat.csv"
CALENDAR = "07_工作日历.xlsx"
ENQUIRIES = "08_咨询登记.xlsx"
CASES = "09_在办事项.xlsx"
VN_CASES = "10_ho_so.xlsx"
CHECKS = "11_tra_cuu_thua_dat.csv"
CONTRACTS = "12_合同台账.xlsx"
PAYMENTS = "13_收款明细.csv"
LOANS = "14_按揭台账.xlsx"
BANK_LOANS = "15_银行贷款清单.csv"
ACCEPTANCES = "16_验收台账.xlsx"
SURVEY = "17_实测面积成果.csv"
PLAN = "18_交房排期表.xlsx"
DEFECTS = "19_内部预验问题.csv"
COMPLAINTS = "20_投诉记录.xlsx"
REPAIRS = "21_维修单.csv"
TODAY = date(2026, 11, 20)


def write_sample(out: Path, units: int = 2000, seed: int = 7, today: date = TODAY) -> dict[str, Any]:
    """Write all files and ``truth.json`` into ``out``, cases as on the day ``today``; answers the truth."""
    out.mkdir(parents=True, exist_ok=True)
    crowd = Crowd(seed)
    stock = make_units(seed, units)
    customers, taken = customers_table(seed, crowd.customers(units * 7 // 4))
    residents, owners = residents_table(seed, stock, taken, crowd)
    tables = {
        UNITS: units_table(seed, stock),
        CUSTOMERS: customers,
        RESIDENTS: residents,
        STAFF: staff_table(seed, max(40, units // 32)),
        VN_CUSTOMERS: vietnamese_table(seed, crowd.vietnamese(max(100, units * 3 // 20))),
        PARCELS: parcels_table(seed, max(100, units * 3 // 20)),
        CALENDAR: calendar_table(seed),
    }
    tables[ENQUIRIES] = enquiries_table(seed, tables[RESIDENTS], max(40, units // 20), today)
    tables[CASES] = cases_table(seed, tables[RESIDENTS], max(60, units // 20), today)
    tables[VN_CASES] = vietnamese_cases_table(seed, tables[VN_CUSTOMERS], tables[PARCELS], max(40, units // 40), today)
    tables[CHECKS] = checks_table(seed, tables[PARCELS], max(60, units // 20), today)
    is_sold = [line.cells[SALE_STATE] == SALES[0] for line in tables[UNITS].lines if line.fate == "created"]
    sold = [unit for unit, sold in zip(stock, is_sold, strict=True) if sold]
    owning = {person.number for several in owners.values() for person in several}
    others = iter([one for one in taken if one.number not in owning and one.document == "身份证"])
    tables[CONTRACTS], sales, refused = contracts_table(seed, sold, owners, others, crowd.adults(), today)
    tables[PAYMENTS] = payments_table(seed, sales, refused, today)
    tables[LOANS] = loans_table(seed, sales, today)
    tables[BANK_LOANS] = bank_loans_table(seed, sales, today)
    planned = planned_sales(sales, stock)
    tables[ACCEPTANCES] = acceptances_table(seed, stock, today)
    tables[SURVEY] = survey_table(seed, stock)
    tables[PLAN] = plan_table(seed, planned, today)
    tables[DEFECTS] = defects_table(seed, planned, today)
    tables[COMPLAINTS] = complaints_table(seed, stock, taken, max(60, units // 12), today)
    tables[REPAIRS] = repairs_table(seed, stock, taken, max(40, units // 15), today)
    tables[UNITS].write_workbook(out / UNITS, "房源一览表")
    tables[CUSTOMERS].write_csv(out / CUSTOMERS, encoding="gb18030")
    tables[RESIDENTS].write_workbook(out / RESIDENTS, "住户登记")
    tables[STAFF].write_workbook(out / STAFF, "员工名单")
    tables[VN_CUSTOMERS].write_workbook(out / VN_CUSTOMERS, "Khách hàng")
    tables[CALENDAR].write_workbook(out / CALENDAR, "工作日历")
    tables[ENQUIRIES].write_workbook(out / ENQUIRIES, "咨询登记")
    tables[CASES].write_workbook(out / CASES, "在办事项")
    tables[VN_CASES].write_workbook(out / VN_CASES, "Hồ sơ")
    tables[CONTRACTS].write_workbook(out / CONTRACTS, "合同台账")
    tables[PAYMENTS].write_csv(out / PAYMENTS, encoding="gb18030")
    tables[LOANS].write_workbook(out / LOANS, "按揭台账")
    tables[BANK_LOANS].write_csv(out / BANK_LOANS, encoding="utf-8-sig")
    tables[ACCEPTANCES].write_workbook(out / ACCEPTANCES, "验收台账")
    tables[SURVEY].write_csv(out / SURVEY, encoding="utf-8-sig")
    tables[PLAN].write_workbook(out / PLAN, "交房排期表")
    tables[DEFECTS].write_csv(out / DEFECTS, encoding="gb18030")
    tables[COMPLAINTS].write_workbook(out / COMPLAINTS, "投诉记录")
    tables[REPAIRS].write_csv(out / REPAIRS, encoding="utf-8-sig")
    for name in (PARCELS, CHECKS):
        tables[name].write_csv(out / name, encoding="utf-8-sig", delimiter=";")
    truth = {name: table.truth() for name, table in tables.items()}
    (out / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return truth


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--units", type=int, default=2000, help="homes, shops, parking and store rooms together")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--today", type=date.fromisoformat, default=TODAY, help="the day that cases reach up to")
    arguments = parser.parse_args()
    if arguments.units < 200:
        parser.error("a sample needs at least 200 units")
    for name, truth in write_sample(arguments.out, arguments.units, arguments.seed, arguments.today).items():
        print(f"{name}: {truth['rows']} rows, {truth['created']} new, {len(truth['rejected'])} to be refused")


if __name__ == "__main__":
    main()
