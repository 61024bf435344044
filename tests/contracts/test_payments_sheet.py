"""Payments as files send them: every row accounted for, what each pays, corrected, taken back; nothing drifts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from shutil import copytree

import pytest
from tests.contracts.test_contracts_sheet import GOOD as CONTRACTS
from tests.contracts.test_contracts_sheet import HEAD as CONTRACT_HEAD
from tests.contracts.test_contracts_sheet import UNITS, codes, no_drift
from tests.intake.test_lists_of_cases import told
from tests.reception.intake_ground import NOW, ZHANG, Desk, counts, open_desk

from deskapp.desks.contracts.paying.report import PAYMENTS
from deskapp.desks.reception.importing import undo_batch
from deskapp.money.drafts import ReceiptDraft, RefundDraft
from deskapp.money.drift import find_drift, find_unbalanced
from deskapp.money.payouts import refund
from deskapp.money.receipts import receive, reverse_receipt
from deskapp.store.work import Work
from deskapp.wiring import PARTS

HEAD: list[object] = ["收据号", "合同编号", "收款日期", "款项", "金额(元)", "收款方式", "付款人", "流水号", "收款账户"]
GOOD: list[list[object]] = [
    ["SJ1", "A-1", "2026/3/8", "首付款", "￥296,280.00", "转账", "", "FT1", "8812"],
    ["SJ2", "A-2", "20260309", "房款", 400000, "POS", "李静之母", "", ""],
    ["SJ3", "A-3", "2026年3月10日", "定金", "50,000.00", "现金", "", "", ""],
    ["SJ4", "A-3", "2026-03-12", "房款", 400000, "微信", "", "", ""],
    ["SJ5", "A-1", "2026-05-01", "维修资金", 8000, "转账", "", "", "8812"],
]
BAD: dict[str, list[object]] = {
    "payment.no_contract": ["SJ11", "A-99", "2026-03-08", "房款", 1000, "转账"],
    "money.words": ["SJ12", "A-2", "2026-03-08", "房款", "壹拾万", "转账"],
    "draft.future": ["SJ13", "A-2", "2026-12-31", "房款", 1000, "转账"],
    "money.not_positive": ["SJ14", "A-2", "2026-03-08", "房款", 0, "转账"],
    "cell.no_choice": ["SJ15", "A-2", "2026-03-08", "红包", 1000, "转账"],
    "import.conflict": ["SJ1", "A-1", "2026-03-08", "首付款", 296281, "转账"],
}
ACCOUNTS = '[[account]]\nname = "监管户"\nnumber = "5100 8812"\nsupervised = true\nvalid_from = 2026-01-01\n'
PAID = """SELECT c.number, h.part, sum(a.amount) / 100 FROM allocation a JOIN charge h ON h.id = a.charge_id
    JOIN sale_contract c ON c.deal_id = h.deal_id GROUP BY c.number, h.part HAVING sum(a.amount) ORDER BY 1, h.part"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with three contracts, made once."""
    folder = tmp_path_factory.mktemp("payments")
    with open_desk(folder) as desk:
        (desk.home.root / "accounts.toml").write_text(ACCOUNTS, encoding="utf-8")
        desk.take("units", UNITS, project="滨江壹号")
        desk.take("customers", [["姓名", "证件号码", "手机"], ["张三丰", ZHANG, "13800138000"]])
        desk.take("contracts", [CONTRACT_HEAD, *CONTRACTS])
    return folder


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Iterator[Desk]:
    """A copy of it; whatever a test does, no stored figure differs from what it follows from."""
    with open_desk(copytree(made, tmp_path / "home")) as desk:
        yield desk
        no_drift(desk)
        assert desk.opened.store.read(find_drift) == []
        assert desk.opened.store.read(find_unbalanced) == []


def test_each_payment_pays_what_is_open_of_its_contract(desk: Desk) -> None:
    rehearsed = desk.take("payments", [HEAD, *GOOD, GOOD[1]], dry_run=True)
    assert (counts(rehearsed), desk.rows("SELECT count(*) FROM receipt")) == ((5, 0, 1, 0), [(0,)])
    assert counts(desk.take("payments", [HEAD, *GOOD, GOOD[1]])) == (5, 0, 1, 0)
    figures = "outside_number, amount / 100, free / 100, method, paid_for, booked_on, payer_name, account, supervised"
    assert desk.rows(f"SELECT {figures} FROM receipt ORDER BY id") == [
        ("SJ1", 296280, 0, "transfer", "down_payment", "2026-03-08", "", "监管户 8812", 1),
        ("SJ2", 400000, 0, "card", "price", "2026-03-09", "李静之母", "", 0),
        ("SJ3", 50000, 0, "cash", "earnest", "2026-03-10", "", "", 0),
        ("SJ4", 400000, 0, "qr", "price", "2026-03-12", "", "", 0),
        # nobody asked for the fund yet: it waits on the receipt
        ("SJ5", 8000, 8000, "transfer", "maintenance_fund", "2026-05-01", "", "监管户 8812", 1),
    ]
    assert desk.rows(PAID) == [
        ("A-1", "down_payment", 296280), ("A-2", "whole", 400000), ("A-3", "down_payment", 400000),
        ("A-3", "instalment", 50000),
    ]  # fmt: skip
    assert desk.rows("SELECT number, paid / 100, filing_gap / 100, next_due_on FROM sale_contract ORDER BY id") == [
        ("A-1", 296280, 0, "2026-05-04"),
        ("A-2", 400000, 587600, "2026-03-06"),
        ("A-3", 450000, 650000, "2026-06-05"),
    ]
    # of the first buyer, and under a number of our own beside the file's
    assert desk.rows("SELECT DISTINCT c.name FROM receipt r JOIN customer c ON c.id = r.customer_id ORDER BY 1") == [
        ("张三丰",), ("李静",), ("江畔商贸有限公司",)
    ]  # fmt: skip
    assert desk.rows("SELECT min(number), max(number) FROM receipt") == [("WS-20261122-0001", "WS-20261122-0005")]
    assert counts(desk.take("payments", [HEAD, *GOOD])) == (0, 0, 5, 0)


def test_every_row_that_cannot_be_taken_says_why(desk: Desk) -> None:
    desk.take("payments", [HEAD, *GOOD])
    rows = [[*row, *[""] * (len(HEAD) - len(row))] for row in BAD.values()]
    for dry_run in (True, False):
        outcome = desk.take("payments", [HEAD, *rows], dry_run=dry_run)
        assert counts(outcome) == (0, 0, 0, len(BAD))
        assert [found[0] for _, found in sorted(codes(outcome).items())] == list(BAD)
    assert desk.rows("SELECT count(*) FROM receipt") == [(5,)]


def test_a_corrected_list_pays_anew_and_is_taken_back_whole(desk: Desk) -> None:
    desk.take("payments", [HEAD, *GOOD])
    before = desk.rows(PAID)
    columns = "outside_number, amount, free, method, paid_for, booked_on, received_at, deal_id, version"
    stood = desk.rows(f"SELECT {columns} FROM receipt ORDER BY id")
    other = [
        ["SJ2", "A-2", "2026-03-09", "房款", 987600, "POS", "李静之母", "", ""],
        ["SJ4", "A-1", "2026-03-13", "按揭款", 691320, "转账", "", "", ""],
        ["SJ3", "A-3", "2026-03-10", "定金", 50000, "刷卡", "", "", ""],
    ]
    outcome = desk.take("payments", [HEAD, *other], update=True)
    assert counts(outcome) == (0, 3, 0, 0)
    assert desk.rows(PAID) == [
        ("A-1", "down_payment", 296280), ("A-1", "loan", 691320), ("A-2", "whole", 987600),
        ("A-3", "down_payment", 50000),
    ]  # fmt: skip
    # the earnest money was not paid anew: only its way was corrected
    assert desk.rows("SELECT count(*) FROM allocation WHERE amount < 0") == [(3,)]
    assert counts(desk.take("payments", [HEAD, *other])) == (0, 0, 3, 0)
    assert not desk.undo(outcome)[0].blocked
    assert desk.rows(PAID) == before
    assert desk.rows(f"SELECT {columns} FROM receipt ORDER BY id") == stood


def test_what_moved_on_since_is_not_changed_nor_taken_back(desk: Desk) -> None:
    outcome = desk.take("payments", [HEAD, *GOOD])
    numbers = dict(desk.rows("SELECT outside_number, id FROM receipt"))

    def move(work: Work) -> None:
        refund(work, RefundDraft(numbers["SJ5"], Decimal(3000), "transfer", "多付"))
        reverse_receipt(work, numbers["SJ2"], "对方作废")

    desk.opened.write("cash.refund", move, NOW)
    assert desk.rows(PAID)[1] == ("A-3", "down_payment", 400000)
    rows = [[*GOOD[4][:4], 9000, *GOOD[4][5:]], [*GOOD[1][:4], 1000, *GOOD[1][5:]]]
    refused = desk.take("payments", [HEAD, *rows], update=True)
    assert codes(refused) == {2: ["receipt.refunded"], 3: ["receipt.void"]}
    blocked = desk.undo(outcome)[0]
    assert blocked.blocked
    assert desk.undo(outcome, partial=True)[0].removed > 0
    assert [row for (row,) in desk.rows("SELECT outside_number FROM receipt ORDER BY id")] == ["SJ2", "SJ5"]


def test_a_batch_taken_back_gives_the_charges_back(desk: Desk) -> None:
    first = desk.take("payments", [HEAD, *GOOD])
    assert not desk.undo(first)[0].blocked
    assert desk.rows("SELECT count(*), (SELECT count(*) FROM allocation) FROM receipt") == [(0, 0)]
    assert desk.rows("SELECT sum(paid), sum(filing_gap) FROM sale_contract") == [(0, 29628000 + 98760000 + 110000000)]
    assert counts(desk.take("payments", [HEAD, *GOOD])) == (5, 0, 0, 0)


def test_contracts_that_were_paid_are_named_and_stay(desk: Desk) -> None:
    paid = desk.take("payments", [HEAD, *GOOD[:1]])
    (batch,) = desk.rows("SELECT number FROM import_batch WHERE kind = 'contracts'")[0]
    undo, called = undo_batch(desk.intake, batch, PARTS, partial=False)
    assert undo.blocked
    assert set(called) == {"A-1"}
    undo_batch(desk.intake, batch, PARTS, partial=True)
    assert desk.rows("SELECT number, paid / 100 FROM sale_contract") == [("A-1", 296280)]
    for table in ("deal_unit", "deal_party", "charge", "filing"):
        owner = "contract_id IN (SELECT id FROM sale_contract)" if table == "filing" else "deal_id = 1"
        assert desk.rows(f"SELECT count(*) > 0, min({owner}) FROM {table}") == [(1, 1)]
    assert not desk.undo(paid)[0].blocked


def test_what_went_out_comes_in_again_as_it_was(desk: Desk, tmp_path: Path) -> None:
    desk.take("payments", [HEAD, *GOOD])
    draft = ReceiptDraft(1, Decimal(1000), "CNY", "transfer", slip="FT-9", deal_id=2)
    desk.opened.write("cash.receive", lambda work: receive(work, draft), NOW)
    rows = told(desk.opened.store, PAYMENTS)
    assert [(row["receipt"], row["contract"], row["kind"], row["unit"], row["state"]) for row in rows[-2:]] == [
        ("SJ5", "A-1", "maintenance_fund", "3-2-1501", "issued"),
        ("SJ-20261122-0001", "A-2", "", "3-2-1502", "issued"),
    ]
    assert (rows[0]["amount"], rows[0]["account"], rows[0]["supervised"]) == ("296280.00", "监管户 8812", "yes")
    file: list[list[object]] = [[*rows[0]]]
    file.extend([*row.values()] for row in rows)
    outcome = desk.take("payments", file)
    assert counts(outcome) == (0, 0, 6, 0)
    # a file tells nothing of what was written at the counter
    file[-1][file[0].index("amount")] = "1001.00"
    assert codes(desk.take("payments", file, update=True)) == {7: ["payment.own"]}
