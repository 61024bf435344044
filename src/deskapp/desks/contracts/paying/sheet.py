"""The sheet of payments (收款明细): receipts that another system wrote, each for a contract that is in already.

A row becomes a receipt of the contract's first buyer and pays what is open of its deal, the oldest first, by what it
says that it is for. Slices of rows are written at once, and what follows from them is worked out once a slice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, MutableMapping
from typing import Any, Final

from deskapp.desks.contracts.paying.accounts import Account, find_account
from deskapp.desks.contracts.paying.payments import (
    Incoming,
    Outside,
    Paying,
    change_outside,
    find_contracts,
    find_outside,
    list_outside,
    take_in,
)
from deskapp.errors import Problem
from deskapp.money.drafts import LINE_LIMIT
from deskapp.money.kinds import KINDS
from deskapp.money.model import METHODS, Receipt
from deskapp.money.rules import judge_amount
from deskapp.office.property.sheet import PROJECT
from deskapp.sheets.column import Layout
from deskapp.sheets.columns import CURRENCY, choice_column, day_column, money_column, text_column
from deskapp.sheets.judge import Entry, Key, Known, PlainKind, Row, Run
from deskapp.store.bulk import Slice
from deskapp.store.work import Reader

PAID_FOR: Final = {
    "购房款": "price", "房价款": "price", "房屋款": "price", "全款": "price", "尾款": "price", "余款": "price",
    "房屋价款": "price", "首付": "down_payment", "首期款": "down_payment", "首期": "down_payment",
    "首付房款": "down_payment", "按揭首付款": "down_payment", "分期房款": "instalment", "进度款": "instalment",
    "二期款": "instalment", "按揭": "loan", "贷款": "loan", "银行放款": "loan", "按揭放款": "loan", "贷款放款": "loan",
    "公积金贷款": "loan", "公积金放款": "loan", "订金": "earnest", "认购金": "earnest", "认购定金": "earnest",
    "购房定金": "earnest", "补差款": "area_difference", "面积差款": "area_difference", "面积补差": "area_difference",
    "专项维修资金": "maintenance_fund", "住宅专项维修资金": "maintenance_fund", "维修基金": "maintenance_fund",
    "办证费": "title_fee", "登记费": "title_fee", "滞纳金": "penalty", "物业管理费": "property_fee",
    "đặt cọc": "earnest", "tiền cọc": "earnest", "trả trước": "down_payment", "đợt": "instalment",
    "giải ngân": "loan", "tiền mua nhà": "price", "giá bán": "price", "deposit": "earnest",
    "balance": "price",
}  # fmt: skip
WAYS: Final = {
    "pos": "card", "pos机": "card", "刷卡pos": "card", "银行卡": "card", "信用卡": "card", "借记卡": "card",
    "电汇": "transfer", "银行转账": "transfer", "转帐": "transfer", "网银": "transfer", "汇款": "transfer",
    "对公转账": "transfer", "监管户": "transfer", "按揭放款": "transfer", "微信": "qr", "支付宝": "qr",
    "微信支付": "qr", "扫码支付": "qr", "二维码": "qr", "支票": "other", "现款": "cash", "quẹt thẻ": "card",
    "ck": "transfer",
    "ngân hàng": "transfer", "mã qr": "qr", "tm": "cash", "séc": "other", "bank transfer": "transfer",
    "wire": "transfer", "cheque": "other",
}  # fmt: skip
LAYOUT: Final = Layout(
    "payments",
    (
        PROJECT,
        text_column(
            "receipt",
            "收据编号",
            "收据号码",
            "票据号",
            "收款单号",
            "Số phiếu",
            "Số biên lai",
            shape="code",
            limit=60,
            width=16,
            required=True,
            example="SJ000001|SJ000002",
            label="column.payment_receipt",
        ),
        text_column(
            "contract",
            "合同号",
            "买卖合同号",
            "合同编码",
            "Số HĐ",
            "Mã hợp đồng",
            "Số HĐMB",
            shape="code",
            limit=60,
            width=18,
            required=True,
            example="BJ2026-00001|BJ2026-00002",
            label="column.payment_contract",
        ),
        day_column(
            "paid_on",
            "付款日期",
            "交款日期",
            "缴款日期",
            "到账日期",
            "日期",
            "Ngày nộp",
            "Ngày thanh toán",
            "Ngày",
            required=True,
            example="2026-03-08",
            label="column.payment_paid_on",
        ),
        choice_column(
            "kind",
            tuple(KINDS),
            "paid_for",
            "款项名称",
            "款项类型",
            "款项类别",
            "收款项目",
            "费用项目",
            "Nội dung thu",
            "Loại tiền",
            also=PAID_FOR,
            example="down_payment|price",
            label="column.payment_kind",
        ),
        money_column(
            "amount",
            "金额",
            "收款金额",
            "实收金额",
            "付款金额",
            "收款金额(元)",
            "Số tiền thu",
            width=16,
            required=True,
            example="302352|50000",
            label="column.payment_amount",
        ),
        choice_column(
            "method",
            METHODS,
            "method",
            "付款方式",
            "支付方式",
            "结算方式",
            "Hình thức thanh toán",
            "Cách nộp",
            also=WAYS,
            example="transfer|cash",
            label="column.payment_method",
        ),
        text_column(
            "payer",
            "付款人",
            "交款人",
            "缴款人",
            "付款方",
            "Người trả",
            limit=LINE_LIMIT,
            width=16,
            label="column.payment_payer",
        ),
        text_column(
            "slip",
            "流水号",
            "银行流水号",
            "交易流水号",
            "小票号",
            "票号",
            "Số giao dịch",
            shape="code",
            limit=LINE_LIMIT,
            width=18,
            label="column.payment_slip",
        ),
        text_column(
            "account",
            "账户",
            "入账账户",
            "收款账号",
            "监管账户",
            "Tài khoản",
            limit=LINE_LIMIT,
            width=18,
            label="column.payment_account",
        ),
    ),
)
_SAID: Final = ("contract", "paid_on", "kind", "amount", "method", "payer", "slip", "account")
MONEY: Final = ("contract", "kind", "amount")
"""What a receipt pays follows from these."""


class PaymentSheet(PlainKind):
    """Payments of contracts; ``accounts`` are the developer's, which say whether money went to a supervised one."""

    layout = LAYOUT
    model = Receipt
    needs_project = True

    def __init__(self, accounts: Collection[Account] = ()) -> None:
        self._accounts = tuple(accounts)

    def entries(self, run: Run, row: Row) -> list[Entry] | list[Problem]:
        """One receipt a row."""
        said, currency = row.values, CURRENCY[run.country]
        problems = []
        if fault := judge_amount(said["amount"], currency):
            problems.append(run.problem(row, "amount", fault.code, **fault.values))
        if said["paid_on"] > run.today:
            problems.append(run.problem(row, "paid_on", "draft.future"))
        if problems:
            return problems
        project = said.get("project") or run.project
        values = {name: said[name] for name in _SAID if name in said}
        supervised = False
        if "account" in values:
            account = find_account(self._accounts, values["account"], said["paid_on"], project)
            if account is not None:
                values["account"], supervised = account.called, account.supervised
        parts = {"project": project, "contract": said["contract"], "supervised": supervised}
        return [Entry((("receipt", project, said["receipt"]),), values, {**parts, "number": said["receipt"]})]

    def find(self, reader: Reader, run: Run, entries: Collection[Entry]) -> dict[Key, Known]:
        """Receipts by their number within the project; the contracts that the rows name are kept beside them."""
        del run
        found: dict[Key, Known] = {}
        contracts = find_contracts(reader, {(entry.parts["project"], entry.parts["contract"]) for entry in entries})
        for (project, number), paying in contracts.items():
            parts: dict[str, Any] = {"paying": paying}
            found["contract", project, number] = Known(paying.contract_id, 1, {}, parts=parts)
        wanted = {(entry.parts["project"], entry.parts["number"]) for entry in entries}
        for (project, number), outside in find_outside(reader, wanted).items():
            parts = {"outside": outside}
            found["receipt", project, number] = Known(outside.id, outside.version, outside.said, outside.edited, parts)
        return found

    def refuse(
        self, run: Run, row: Row, entry: Entry, known: Known | None, others: MutableMapping[Key, Known]
    ) -> list[Problem]:
        """A contract that is not in, or is paid in another money; a receipt whose money has moved on since."""
        contract = others.get(("contract", entry.parts["project"], entry.parts["contract"]))
        if contract is None:
            number = entry.parts["contract"]
            return [run.problem(row, "contract", "payment.no_contract", number, number=number)]
        paying: Paying = contract.parts["paying"]
        if paying.currency != CURRENCY[run.country]:
            return [run.problem(row, "amount", "payment.currency", currency=paying.currency)]
        entry.parts["paying"] = paying
        if known is None or not run.update:
            return []
        known.parts |= {"paying": paying, "supervised": entry.parts["supervised"]}
        outside: Outside | None = known.parts.get("outside")
        differ = [name for name, value in entry.values.items() if value != known.values.get(name)]
        if outside is not None and outside.is_own and differ:
            return [run.problem(row, differ[0], "payment.own", number=outside.number)]
        moved = [name for name in differ if name in MONEY]
        if outside is not None and moved and (fault := outside.settled):
            return [run.problem(row, moved[0], fault.code, **fault.values)]
        return []

    def create(self, slice_: Slice, run: Run, fresh: list[Known]) -> dict[str, int]:
        """Receipts, what they pay, and what follows from it."""
        del run
        for known, number in zip(fresh, take_in(slice_, [_incoming(known) for known in fresh]), strict=True):
            known.id, known.version = number, 1
        return {}

    def update(self, slice_: Slice, run: Run, changed: list[tuple[Known, dict[str, Any], dict[str, Any]]]) -> None:
        """Write what a corrected list says; where the money is another, what it paid is taken back and paid anew."""
        del run
        for known, _, changes in changed:
            outside: Outside = known.parts["outside"]
            change_outside(slice_, outside, known.version, _incoming(known), money=bool(changes.keys() & set(MONEY)))
            known.version += 1

    def unseen(self, reader: Reader, run: Run, seen: Collection[int]) -> Iterable[str]:
        """Receipts of the project that came from files and that this list does not have."""
        for number, name in list_outside(reader, run.project_id, seen):
            if number not in seen:
                yield name


def _incoming(known: Known) -> Incoming:
    said = known.values
    return Incoming(
        known.parts["paying"],
        known.parts["number"] if "number" in known.parts else known.parts["outside"].number,
        said["paid_on"],
        said["amount"],
        said.get("kind") or "",
        said.get("method") or "other",
        said.get("payer") or "",
        said.get("slip") or "",
        said.get("account") or "",
        known.parts["supervised"],
    )
