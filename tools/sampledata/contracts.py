"""Sale contracts, what was paid on them, the buyers' loans, and the list of one bank.

Homes that are lived in were sold long ago, paid and filed; of the others some were sold in the last weeks, so that
filings are due, money is late and loans wait on the day of the sample.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sampledata.habits import masked, spread, written_day, written_money
from sampledata.numbers import spoilt
from sampledata.people import Person
from sampledata.table import Cell, Table
from sampledata.units import PROJECT, Unit

HEADINGS = (
    "序号", "合同编号", "房号", "买受人", "证件号码", "联系电话", "签约日期",
    "建筑面积\n(㎡)", "单价(元/㎡)", "合同总价", "付款方式", "首付款", "按揭银行", "贷款金额",
    "备案号", "备案日期", "备注",
)  # fmt: skip
PLACE, NUMBERS, SIGNED, TOTAL = HEADINGS[2], HEADINGS[4], HEADINGS[6], HEADINGS[9]
FILING = HEADINGS.index("备案号")
PAYMENT_HEADINGS = ("收据号", "合同编号", "收款日期", "款项", "金额(元)", "收款方式", "付款人", "流水号")
PAID_FOR, PAID_ON, CONTRACT, AMOUNT = (PAYMENT_HEADINGS[at] for at in (3, 2, 1, 4))
LOAN_HEADINGS = (
    "合同编号", "贷款种类", "贷款银行", "贷款金额", "贷款期限(月)", "年利率(%)", "还款方式",
    "借款合同号", "申请日期", "资料齐全日期", "送件日期", "批贷日期", "面签日期", "放款日期", "放款金额",
    "上账凭证号", "抵押登记日期", "结清日期",
)  # fmt: skip
LOAN_CONTRACT, LOAN_SUM, APPROVED = (LOAN_HEADINGS[at] for at in (0, 3, 11))
BANK_HEADINGS = (
    "贷款银行",
    "借款合同号",
    "合同编号",
    "借款人",
    "贷款余额",
    "逾期金额",
    "逾期起始日",
    "逾期期数",
    "数据日期",
)
BANK_CONTRACT, OVERDUE_SINCE = BANK_HEADINGS[2], BANK_HEADINGS[6]
BANKS = ("建设银行", "工商银行", "重庆银行", "招商银行")
LUMP, PARTS, LOAN = "一次性", "分期", "按揭"
WAYS = {LUMP: ("一次性", "一次性付款"), PARTS: ("分期", "分期付款"), LOAN: ("按揭", "按揭付款", "银行按揭")}
REMARKS = ("", "", "", "老带新", "=1+1", "[/b]", "团购")
STEPS = (4, 12, 18, 32, 38, 46)
"""Days after the signature: applied for, papers complete, handed in, granted, loan signed, paid out."""


@dataclass(frozen=True)
class Sale:
    """A contract that gets in; sums in fen."""

    number: str
    unit: Unit
    buyers: tuple[Person, ...]
    signed: date
    way: str
    down: int
    bank: str
    long_ago: bool
    slower: int = 0
    stops: int = len(STEPS)

    def steps(self, today: date) -> list[date | None]:
        """The days of the loan's steps as far as it has come; ``stops`` is the first that nobody has taken."""
        days = [self.signed + timedelta(days=step + self.slower) for step in STEPS]
        return [day if day <= today and at < self.stops else None for at, day in enumerate(days)]

    @property
    def rest(self) -> int:
        return self.unit.total - self.down


def contracts_table(
    seed: int,
    sold: Sequence[Unit],
    owners: Mapping[Unit, Sequence[Person]],
    others: Iterator[Person],
    strangers: Iterator[Person],
    today: date,
) -> tuple[Table, list[Sale], list[str]]:
    """The ledger of contracts, the sales that get in, and the numbers of those that do not.

    Owners bought their homes; the rest goes to ``others``, one in 20 to somebody who is in no file (``strangers``).
    """
    rng = Random(f"{seed}/contracts file")
    table = Table("contracts", HEADINGS, above=((f"{PROJECT}商品房买卖合同台账",), ()))
    fates = {"no_unit": 100, "no_day": 110, "wrong_check": 105, "unequal": 120}
    mishaps = spread(rng, len(sold), **fates, repeated=60, conflicting=150, taken=130, blank_after=90)
    sales: list[Sale] = []
    refused: list[str] = []
    new = 0
    for at, unit in enumerate(sold):
        mishap, known = mishaps.get(at, ""), owners.get(unit)
        is_new = known is None and unit.use == "住宅" and rng.random() < 0.05 and mishap not in fates
        buyers = tuple(known or [next(strangers if is_new else others)])
        sale = draw_sale(rng, f"YL2026-{at + 1:05}", unit, buyers, known is not None, today)
        cells = write_sale(rng, at + 1, sale, today)
        if mishap in fates:
            refused.append(sale.number)
            spoil(table, mishap, cells)
            continue
        new += is_new
        sales.append(sale)
        table.create(*cells)
        add_mishap(table, mishap, cells)
    table.facts = {
        "project": PROJECT,
        "also": {"customers": new},
        "filed": sum(bool(line.cells[FILING]) for line in table.lines if line.fate == "created"),
        "sum_total": f"{sum(sale.unit.total for sale in sales) / 100:.2f}",
        "note": "a single phone is the first buyer's; buyers who are nowhere else become customers",
    }
    return table, sales, refused


def draw_sale(rng: Random, number: str, unit: Unit, buyers: tuple[Person, ...], long_ago: bool, today: date) -> Sale:
    days = rng.randrange(200, 900) if long_ago else rng.randrange(1, 70)
    way = rng.choice((LUMP, PARTS, LOAN, LOAN, LOAN)) if unit.use == "住宅" else LUMP
    share = {LUMP: 0, PARTS: 40, LOAN: rng.choice((20, 30, 30, 50))}[way]
    # whole thousands, as people agree on them
    down = unit.total * share // 100 // 100_000 * 100_000
    bank = rng.choice(BANKS) if way == LOAN else ""
    pace = () if long_ago else (rng.choice((0, 0, 5, 10)), rng.choice((6, 6, 6, 2, 3)))
    return Sale(number, unit, buyers, today - timedelta(days=days), way, down, bank, long_ago, *pace)


def written_place(rng: Random, unit: Unit) -> str:
    """A home as 3-2-1501, 3栋2单元1501室; a shop or a parking space without an entrance."""
    if not unit.entrance:
        return f"{unit.building}-{unit.room}"
    if rng.random() < 0.5:
        return f"{unit.building}-{unit.entrance}-{unit.room}"
    building = f"{unit.building}{rng.choice(('栋', '号楼', '幢'))}"
    return f"{building}{unit.entrance}单元{unit.room}{rng.choice(('', '室'))}"


def write_sale(rng: Random, number: int, sale: Sale, today: date) -> list[Cell]:
    unit, phone = sale.unit, sale.buyers[0].phone
    if phone.isdigit():
        phone = rng.choice((phone, phone, masked(phone), ""))
    age = (today - sale.signed).days
    filed_after = min(age, rng.randrange(10, 30))
    is_filed = sale.long_ago or (rng.random() < 0.85 if age > 33 else age > 12 and rng.random() < 0.25)
    return [
        number, sale.number, written_place(rng, unit),
        rng.choice(("、", ";", "，")).join(one.name for one in sale.buyers),
        "、".join(one.number for one in sale.buyers), phone, written_day(rng, sale.signed), unit.area / 100,
        unit.price / 100, written_money(rng, unit.total), rng.choice(WAYS[sale.way]),
        written_money(rng, sale.down) if sale.down else None, sale.bank or None,
        written_money(rng, sale.rest) if sale.way == LOAN else None, f"渝备{20260000 + number}" if is_filed else None,
        written_day(rng, sale.signed + timedelta(days=filed_after)) if is_filed else None, rng.choice(REMARKS),
    ]  # fmt: skip


def spoil(table: Table, mishap: str, cells: list[Cell]) -> None:
    """The line of a contract that cannot be taken."""
    if mishap == "no_unit":
        cells[2] = "99-9-101"
        table.refuse(PLACE, "no such unit", *cells)
    elif mishap == "no_day":
        cells[6] = "2026-02-30"
        table.refuse(SIGNED, "no such day", *cells)
    elif mishap == "wrong_check":
        first, comma, rest = str(cells[4]).partition("、")
        cells[4] = f"{spoilt(first)}{comma}{rest}"
        table.refuse(NUMBERS, "check digit", *cells)
    else:
        cells[3] = f"{cells[3]}、冯宇轩"
        table.refuse(NUMBERS, "more names than documents", *cells)


def add_mishap(table: Table, mishap: str, cells: list[Cell]) -> None:
    """The line after a contract's own: the same once more, or something that cannot be taken."""
    again = list(cells)
    if mishap == "repeated":
        table.repeat(*again)
    elif mishap == "conflicting":
        again[9] = "1,234,567.00"
        table.refuse(TOTAL, "the same contract with another price", *again)
    elif mishap == "taken":
        again[1], again[FILING], again[FILING + 1] = f"{again[1]}-B", None, None
        table.refuse(PLACE, "a home that is sold", *again)
    elif mishap == "blank_after":
        table.beside()


def paid_parts(rng: Random, sale: Sale, today: date) -> list[tuple[str, int, date]]:
    """What was paid until today: of old contracts everything, of new ones what was due, three in ten half of it."""
    signed, is_short = sale.signed, not sale.long_ago and rng.random() < 0.3
    if sale.way == LUMP:
        parts = [("房款", sale.unit.total, signed + timedelta(days=2))]
    elif sale.way == PARTS:
        parts = [
            ("首付款", sale.down, signed + timedelta(days=1)),
            ("分期款", sale.rest, signed + timedelta(days=85)),
        ]
    else:
        parts = [
            ("首付款", sale.down, signed + timedelta(days=1)),
            ("按揭款", sale.rest, sale.steps(today)[-1] or date.max),
        ]
    if is_short:
        what, amount, day = parts[0]
        parts = [(what, amount // 200_000 * 100_000, day)]
    return [part for part in parts if part[1] and part[2] <= today]


def payments_table(seed: int, sales: Sequence[Sale], refused: Sequence[str], today: date) -> Table:
    """Receipts of the cashier's book; some amounts stand in words, some contracts are nowhere."""
    rng = Random(f"{seed}/payments file")
    table = Table("payments", PAYMENT_HEADINGS, above=((f"{PROJECT}收款明细",),))
    paid = [(sale, part) for sale in sales for part in paid_parts(rng, sale, today)]
    rate = {"repeated": 80, "conflicting": 160, "worded": 110, "no_contract": 100, "future": 200, "no_word": 180}
    mishaps = spread(rng, len(paid), **rate)
    total = 0
    for at, (sale, (what, amount, day)) in enumerate(paid):
        by_bank = what == "按揭款"
        way = "转账" if by_bank else rng.choice(("转账", "POS", "现金", "微信"))
        payer = sale.bank if by_bank else rng.choice(("", "", "", f"{sale.buyers[0].name}之父"))
        cells: list[Cell] = [
            f"SJ{at + 1:06}", sale.number, written_day(rng, day), what, written_money(rng, amount), way, payer,
            f"{day:%Y%m%d}{at:06}" if way != "现金" else None,
        ]  # fmt: skip
        table.create(*cells)
        total += amount
        add_payment_mishap(table, mishaps.get(at, ""), cells, today)
    for at, number in enumerate(refused):
        table.refuse(
            CONTRACT, "its contract was refused", f"SK{at + 1:06}", number, today, "房款", 50_000, "转账", "", None
        )
    table.facts = {"project": PROJECT, "sum_amount": f"{total / 100:.2f}"}
    return table


def add_payment_mishap(table: Table, mishap: str, cells: list[Cell], today: date) -> None:
    again = list(cells)
    if mishap == "repeated":
        table.repeat(*again)
    elif mishap == "conflicting":
        again[4] = 12_345
        table.refuse(AMOUNT, "the same receipt with another amount", *again)
    elif mishap:
        again[0] = f"{again[0]}-B"
        if mishap == "worded":
            again[4] = "壹拾万"
            table.refuse(AMOUNT, "an amount in words", *again)
        elif mishap == "no_contract":
            again[1] = "YL2025-99999"
            table.refuse(CONTRACT, "no such contract", *again)
        elif mishap == "future":
            again[2] = today + timedelta(days=400)
            table.refuse(PAID_ON, "a day to come", *again)
        else:
            again[3] = "红包"
            table.refuse(PAID_FOR, "no kind of payment", *again)


def loans_table(seed: int, sales: Sequence[Sale], today: date) -> Table:
    """The loans of the contracts that are paid so; some are slower than usual."""
    rng = Random(f"{seed}/loans file")
    table = Table("mortgages", LOAN_HEADINGS, above=((f"{PROJECT}按揭台账",),))
    borrowed = [sale for sale in sales if sale.way == LOAN]
    mishaps = spread(rng, len(borrowed), repeated=40, no_contract=60, future=70, no_amount=80)
    for at, sale in enumerate(borrowed):
        cells = write_loan(rng, sale, today)
        table.create(*cells)
        match mishaps.get(at):
            case "repeated":
                table.repeat(*cells)
            case "no_contract":
                table.refuse(LOAN_CONTRACT, "no such contract", "YL2025-99998", *cells[1:])
            case "future":
                later = today + timedelta(days=400)
                table.refuse(APPROVED, "a day to come", *cells[:11], later, *cells[12:])
            case "no_amount":
                table.refuse(LOAN_SUM, "no amount", *cells[:3], None, *cells[4:])
    table.facts = {"project": PROJECT, "sum_amount": f"{sum(sale.rest for sale in borrowed) / 100:.2f}"}
    return table


def write_loan(rng: Random, sale: Sale, today: date) -> list[Cell]:
    reached = [day and written_day(rng, day) for day in sale.steps(today)]
    is_paid = reached[-1] is not None
    kind = rng.choice(("商业", "商贷", "公积金")) if not sale.long_ago else "商业"
    registered = sale.signed + timedelta(days=120)
    return [
        sale.number, kind, sale.bank, written_money(rng, sale.rest), rng.choice((240, 300, 360)),
        rng.choice((3.1, 2.85)),
        rng.choice(("等额本息", "等额本金")), f"JK{sale.number[2:]}" if reached[4] else None, *reached,
        written_money(rng, sale.rest) if is_paid else None, f"PZ{sale.number[-5:]}" if is_paid else None,
        written_day(rng, registered) if registered <= today else None,
        written_day(rng, today - timedelta(days=30)) if sale.long_ago else None,
    ]  # fmt: skip


def bank_loans_table(seed: int, sales: Sequence[Sale], today: date) -> Table:
    """What one bank says of the loans that it has paid out: most are in order, some are months behind."""
    rng = Random(f"{seed}/bank file")
    table = Table("bank-loans", BANK_HEADINGS)
    theirs = [sale for sale in sales if sale.bank == BANKS[0] and sale.steps(today - timedelta(days=10))[-1]]
    mishaps = spread(rng, len(theirs), repeated=30, no_contract=40, future=50)
    late = 0
    as_of = today - timedelta(days=3)
    for at, sale in enumerate(theirs):
        months = rng.choice((1, 2, 3)) if rng.random() < 0.06 else 0
        late += bool(months)
        since = as_of - timedelta(days=30 * months)
        cells: list[Cell] = [
            sale.bank, f"JK{sale.number[2:]}", sale.number, sale.buyers[0].name, sale.rest // 100 * 9 // 10,
            round(sale.rest / 30_000) * months or None, since if months else None, months or None, as_of,
        ]  # fmt: skip
        table.create(*cells)
        match mishaps.get(at):
            case "repeated":
                table.repeat(*cells)
            case "no_contract":
                table.refuse(BANK_CONTRACT, "no such contract", cells[0], f"{cells[1]}-B", "YL2025-99997", *cells[3:])
            case "future":
                later = today + timedelta(days=400)
                table.refuse(
                    OVERDUE_SINCE, "a day to come", cells[0], f"{cells[1]}-C", *cells[2:5], 100, later, 1, as_of
                )
    table.facts = {"project": PROJECT, "overdue": late}
    return table
