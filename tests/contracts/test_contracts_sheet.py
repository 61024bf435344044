"""Sale contracts as files send them: every row accounted for, twice, corrected, and taken back; figures never drift."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.reception.intake_ground import LI, NOW, WU, ZHANG, Desk, counts, open_desk

from deskapp.desks.contracts.arrears.projection import find_drift as chasing_drift
from deskapp.desks.contracts.sale.actions import cancel_contract, review_contract
from deskapp.desks.contracts.sale.actions_filing import cancel_filing
from deskapp.desks.contracts.sale.answer import answer_contract
from deskapp.desks.contracts.sale.drafts import PlanLine
from deskapp.desks.contracts.sale.keys import INDEXER, find_by_number
from deskapp.desks.contracts.sale.life import life_of, next_step
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.desks.contracts.sale.plan import set_plan
from deskapp.desks.contracts.sale.projection import find_drift
from deskapp.desks.contracts.sale.queries import get_contract_page
from deskapp.locale import words
from deskapp.sheets.importing import Outcome
from deskapp.store.work import Work

UNITS: list[list[object]] = [
    ["项目", "楼栋", "单元", "房号", "建筑面积"],
    *[["滨江壹号", "3栋", "2", f"150{n}", 98.76] for n in range(1, 7)],
    ["滨江壹号", "3栋", "1", "1501", 98.76],
    ["滨江壹号", "地下车库", "", "B1-044", 12.5],
]
HEAD: list[object] = [
    "合同编号", "房号", "买受人", "证件号码", "联系电话", "签约日期", "建筑面积", "单价", "合同总价", "付款方式",
    "首付款", "按揭银行", "贷款金额", "备案号", "备案日期",
]  # fmt: skip
COMPANY = "91110000600037341L"
GOOD: list[list[object]] = [
    ["A-1", "3栋2单元1501室", "张三丰", ZHANG, "13800138000", "2026年3月5日", 98.76, 10000, "987,600.00", "按揭",
     "￥296,280.00", "建设银行", "691320", "渝备1", "2026/3/25"],
    ["A-2", "3#-2-1502", "李静、吴芳", f"{LI}、{WU}", "", "20260306", 98.76, 10000, 987600, "一次性",
     "", "", "", "", ""],
    ["A-3", "3幢2单元1503、地下车库-B1-044", "江畔商贸有限公司", COMPANY, "13900139000", "2026-3-7", 98.76, 10000,
     1100000, "分期", 400000, "", "", "", ""],
]  # fmt: skip
BAD: dict[str, list[object]] = {
    "unit.unknown": ["B-1", "99-9-101", "张三丰", ZHANG, "", "2026-03-05", "", "", 1000, "一次性"],
    "contract.unit_in_several": ["B-2", "3-1501", "张三丰", ZHANG, "", "2026-03-05", "", "", 1000, "一次性"],
    "contract.unit_taken": ["B-3", "3-2-1501", "张三丰", ZHANG, "", "2026-03-05", "", "", 1000, "一次性"],
    "customer.unequal": ["B-4", "3-2-1504", "张三丰、李静", ZHANG, "", "2026-03-05", "", "", 1000, "一次性"],
    "contract.buyer_unknown": ["B-5", "3-2-1504", "无名氏", "", "", "2026-03-05", "", "", 1000, "一次性"],
    "contract.buyer_differs": ["B-6", "3-2-1504", "张三疯", ZHANG, "", "2026-03-05", "", "", 1000, "一次性"],
    "plan.no_down_payment": ["B-7", "3-2-1504", "张三丰", ZHANG, "", "2026-03-05", "", "", 1000, "按揭"],
    "contract.filing_half": [
        *["B-8", "3-2-1504", "张三丰", ZHANG, "", "", "", "", 1000, "一次性"], "", "", "", "渝备9"
    ],
    "contract.filing_taken": [
        *["B-9", "3-2-1504", "张三丰", ZHANG, "", "", "", "", 1000, "一次性"], "", "", "", "渝备1", "2026-03-25"
    ],
    "contract.needs": ["B-10", "3-2-1504", "", "", "", "2026-03-05", "", "", 1000, "一次性"],
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as desk:
        desk.take("units", UNITS, project="滨江壹号")
        desk.take("customers", [["姓名", "证件号码", "手机"], ["张三丰", ZHANG, "13800138000"]])
        yield desk


def codes(outcome: Outcome) -> dict[int, list[str]]:
    return {row: [problem.code for problem in problems] for row, problems in outcome.refused.items()}


def no_drift(desk: Desk) -> None:
    def drifts(reader: object) -> list[object]:
        return [*find_drift(reader), *chasing_drift(reader)]  # type: ignore[arg-type]

    assert desk.opened.store.read(drifts) == []
    numbers = [number for (number,) in desk.rows("SELECT id FROM sale_contract")]
    wanted = desk.opened.store.read(lambda reader: INDEXER.make(reader.session, numbers))
    stored: dict[int, set[str]] = {}
    for key, number in desk.rows(f"SELECT key, id FROM search_key WHERE kind = {INDEXER.kind}"):
        stored.setdefault(number, set()).add(key)
    assert stored == {number: set(keys) for number, keys in wanted.items()}


def test_contracts_go_in_once_whatever_their_cells_look_like(desk: Desk) -> None:
    rehearsed = desk.take("contracts", [HEAD, *GOOD, GOOD[0]], dry_run=True)
    assert (counts(rehearsed), rehearsed.also) == ((3, 0, 1, 0), {"customers": 3})
    outcome = desk.take("contracts", [HEAD, *GOOD, GOOD[0]])
    assert (counts(outcome), outcome.also) == ((3, 0, 1, 0), {"customers": 3})
    figures = "number, state, method, price, filing_number, filing_due_on, blocked_by, asked, filing_gap, next_due_on"
    shut = "filing.paid,filing.reviewed,filing.sealed"
    assert desk.rows(f"SELECT {figures} FROM sale_contract ORDER BY id") == [
        ("A-1", "filed", "mortgage", 98760000, "渝备1", None, shut, 98760000, 29628000, "2026-03-05"),
        ("A-2", "signed", "lump_sum", 98760000, "", "2026-04-05", shut, 98760000, 98760000, "2026-03-06"),
        ("A-3", "signed", "instalments", 110000000, "", "2026-04-06", shut, 110000000, 110000000, "2026-03-07"),
    ]
    assert desk.rows("SELECT part, sum(amount) FROM charge GROUP BY deal_id, part ORDER BY deal_id, part") == [
        ("down_payment", 29628000), ("loan", 69132000), ("whole", 98760000), ("down_payment", 40000000),
        ("instalment", 70000000),
    ]  # fmt: skip
    assert desk.rows("SELECT count(*) FROM deal_unit") == [(4,)]
    assert desk.rows("SELECT DISTINCT document_id IS NULL, share_n FROM deal_party") == [(0, None)]
    assert desk.rows("SELECT count(*), sum(contract_area) FROM unit WHERE sale_state = 'sold'") == [(4, 3 * 9876)]
    assert [(problem.row, problem.code) for problem in outcome.warnings] == [
        (2, "contract.filed_shut"), (5, "contract.filed_shut"),
    ]  # fmt: skip
    assert outcome.warnings[0].values["number"] == "A-1"
    assert outcome.warnings[0].values["gap"] == Decimal("296280.00")
    assert len(desk.opened.store.read(lambda reader: find_by_number(reader, "渝备1"))) == 1
    no_drift(desk)
    assert counts(desk.take("contracts", [HEAD, *GOOD])) == (0, 0, 3, 0)


def test_a_contract_of_a_file_is_no_reservation_and_goes_on_at_the_counter(desk: Desk) -> None:
    desk.take("contracts", [HEAD, GOOD[1]])
    desk.opened.store.write(desk.opened.clerk, "contract.review", lambda work: review_contract(work, 1), NOW)
    assert desk.rows("SELECT state, blocked_by FROM sale_contract") == [("signed", "filing.paid,filing.sealed")]
    page = desk.opened.store.read(lambda reader: get_contract_page(reader, 1, NOW.date()))
    assert page is not None
    told = answer_contract(page, words("en"), NOW.date())
    assert told[0] == "Your home 3-2-1502 (contract A-2) is at this point: Signed (2026-03-06)."


def test_every_row_that_cannot_be_taken_says_why(desk: Desk) -> None:
    desk.take("contracts", [HEAD, *GOOD])
    rows = [[*row, *[""] * (len(HEAD) - len(row))] for row in BAD.values()]
    outcome = desk.take("contracts", [HEAD, *rows])
    assert counts(outcome) == (0, 0, 0, len(BAD))
    assert [found[0] for _, found in sorted(codes(outcome).items())] == list(BAD)
    assert {problem.values["contract"] for problem in outcome.refused[4]} == {"A-1"}
    assert desk.rows("SELECT count(*) FROM unit") == [(8,)]
    # two contracts of one unit in one file: the second is told of the first
    twice = [["C-1", "3-2-1505", "张三丰", ZHANG, "", "2026-03-05", "", "", 1000, "一次性"]]
    twice.append(["C-2", *twice[0][1:]])
    for dry_run in (True, False):
        again = desk.take("contracts", [HEAD[:10], *twice], dry_run=dry_run)
        assert (counts(again), codes(again)) == ((1, 0, 0, 1), {3: ["contract.unit_taken"]})


def test_signs_alone_nothing_and_one_person_under_two_names_are_refused_not_a_crash(desk: Desk) -> None:
    good = ["N", "3-2-1504", "李静", LI, "", "2026-03-05", "", "", 1000, "一次性"]
    cells = {1: "、；", 2: "、", 8: 0}
    rows = [[*good[:at], cell, *good[at + 1 :]] for at, cell in cells.items()]
    rows[1][3] = ""
    rows.append(["N", "3-2-1504", "李静、吴芳", f"{LI}、{LI}", *good[4:]])
    outcome = desk.take("contracts", [HEAD[:10], *rows])
    wanted = ("contract.needs", "contract.needs", "money.not_positive", "deal.party_twice")
    assert codes(outcome) == {row: [code] for row, code in enumerate(wanted, 2)}


def test_a_price_that_does_not_multiply_is_told_and_taken(desk: Desk) -> None:
    row = ["A-1", "3-2-1501", "张三丰", ZHANG, "", "2026-03-05", 98.76, 10000, 987601, "一次性"]
    outcome = desk.take("contracts", [HEAD[:10], row])
    assert (counts(outcome), [problem.code for problem in outcome.warnings]) == ((1, 0, 0, 0), ["lint.multiplies"])


def test_a_masked_cell_says_nothing_and_another_word_is_a_conflict(desk: Desk) -> None:
    desk.take("contracts", [HEAD, *GOOD])
    masked = [*GOOD[0]]
    masked[3:5] = ["110105********1172", "138****8000"]
    assert counts(desk.take("contracts", [HEAD, masked])) == (0, 0, 1, 0)
    for column, value in ((8, 987000), (11, "工商银行"), (13, "渝备7"), (4, "13700137000")):
        row = [*GOOD[0]]
        row[column] = value
        outcome = desk.take("contracts", [HEAD, row])
        assert set(codes(outcome)[2]) == {"import.conflict"}
    other = [*GOOD[0]]
    other[1], other[2], other[3] = "3-2-1506", "李静", LI
    for update in (False, True):
        outcome = desk.take("contracts", [HEAD, other], update=update)
        assert codes(outcome) == {2: ["contract.other_unit", "contract.other_buyers"]}


def test_update_changes_plan_filing_and_buyer_and_is_taken_back_whole(desk: Desk) -> None:
    desk.take("contracts", [HEAD, *GOOD])
    tables = ("sale_contract", "deal_unit", "charge", "filing", "unit", "customer_phone")
    before = {table: desk.rows(f"SELECT * FROM {table} ORDER BY id") for table in tables}
    changed = [*GOOD[0]]
    changed[4], changed[8], changed[10], changed[12], changed[13] = "13700137000", 990000, 300000, 690000, "渝备77"
    outcome = desk.take("contracts", [HEAD, changed], update=True)
    assert counts(outcome) == (0, 1, 0, 0)
    figures = "SELECT price, loan_amount, asked, filing_gap, filing_number FROM sale_contract WHERE number = 'A-1'"
    assert desk.rows(figures) == [(99000000, 69000000, 99000000, 30000000, "渝备77")]
    assert desk.rows("SELECT part, amount FROM charge WHERE deal_id = 1 AND withdrawn_at IS NULL ORDER BY id") == [
        ("down_payment", 30000000), ("loan", 69000000),
    ]  # fmt: skip
    assert desk.rows("SELECT number FROM customer_phone WHERE is_main AND customer_id = 1") == [("13700137000",)]
    no_drift(desk)
    assert counts(desk.take("contracts", [HEAD, changed])) == (0, 0, 1, 0)
    undone, names = desk.undo(outcome)
    assert (undone.blocked, names) == (False, [])
    assert {table: desk.rows(f"SELECT * FROM {table} ORDER BY id") for table in tables} == before
    no_drift(desk)


def test_an_import_is_taken_back_with_all_that_came_of_it(desk: Desk) -> None:
    units = desk.rows("SELECT * FROM unit")
    outcome = desk.take("contracts", [HEAD, *GOOD])
    undone, _ = desk.undo(outcome)
    assert not undone.blocked
    for table in ("deal", "deal_unit", "deal_party", "sale_contract", "charge", "filing", "formality"):
        assert desk.rows(f"SELECT count(*) FROM {table}") == [(0,)], table
    assert desk.rows("SELECT * FROM unit") == units
    assert desk.rows("SELECT count(*) FROM customer") == [(1,)]
    no_drift(desk)
    assert counts(desk.take("contracts", [HEAD, *GOOD])) == (3, 0, 0, 0)


def test_a_plan_that_a_clerk_made_stays_until_the_sender_says_something_else(desk: Desk) -> None:
    desk.take("contracts", [HEAD, *GOOD])
    plan = [PlanLine("down_payment", Decimal(400000)), PlanLine("loan", Decimal(587600))]
    desk.opened.store.write(desk.opened.clerk, "contract.plan", lambda work: set_plan(work, 1, plan), NOW)
    living = "SELECT part, amount FROM charge WHERE deal_id = 1 AND withdrawn_at IS NULL ORDER BY id"
    clerks = [("down_payment", 40000000), ("loan", 58760000)]
    assert desk.rows(living) == clerks
    # the same file every night changes nothing; without --update the difference is told
    assert counts(desk.take("contracts", [HEAD, *GOOD], update=True))[1] == 0
    assert desk.rows(living) == clerks
    no_drift(desk)
    news = [*GOOD[0]]
    news[10], news[12] = 350000, 637600
    assert counts(desk.take("contracts", [HEAD, news], update=True))[1] == 1
    assert desk.rows(living) == [("down_payment", 35000000), ("loan", 63760000)]
    no_drift(desk)


def test_nobody_drafts_what_came_signed_from_a_file(desk: Desk) -> None:
    desk.take("contracts", [HEAD, *GOOD])
    life = desk.opened.store.read(lambda reader: life_of(reader.get(SaleContract, 2), NOW.date()))
    assert [fact.state for fact in life if fact.day is not None] == ["signed"]
    assert next_step(life, cancelled=False) == "review"


def test_what_was_cancelled_at_the_counter_stays_so_whatever_the_file_still_says(desk: Desk) -> None:
    def act(action: Callable[[Work], object]) -> None:
        desk.opened.store.write(desk.opened.clerk, "filing.cancel", action, NOW)

    desk.take("contracts", [HEAD, *GOOD])
    ledger = "SELECT number, cancelled_on FROM filing ORDER BY id"
    act(lambda work: cancel_filing(work, 1, date(2026, 4, 1), "退房"))
    assert codes(desk.take("contracts", [HEAD, *GOOD])) == {2: ["import.conflict"] * 2}
    for _ in range(2):
        outcome = desk.take("contracts", [HEAD, *GOOD], update=True)
        assert counts(outcome) == (0, 0, 3, 0)
        assert [problem.code for problem in outcome.warnings] == ["contract.filing_was_cancelled"]
    assert desk.rows(ledger) == [("渝备1", "2026-04-01")]
    # filed anew at the authority: another number is another filing
    again = [*GOOD[0]]
    again[13:15] = ["渝备2", "2026-04-02"]
    assert counts(desk.take("contracts", [HEAD, again], update=True)) == (0, 1, 0, 0)
    assert desk.rows(ledger) == [("渝备1", "2026-04-01"), ("渝备2", None)]
    act(lambda work: cancel_filing(work, 1, date(2026, 4, 3), "退房"))
    act(lambda work: cancel_contract(work, 1, date(2026, 4, 4), "退房"))
    assert counts(desk.take("contracts", [HEAD, *GOOD], update=True)) == (0, 0, 3, 0)
    assert desk.rows("SELECT state FROM sale_contract ORDER BY id") == [("cancelled",), ("signed",), ("signed",)]
    no_drift(desk)
