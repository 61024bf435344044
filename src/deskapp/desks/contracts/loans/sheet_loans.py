"""The sheet of buyers' loans (按揭台账): a row a loan of a contract that is in already, with the day of each step."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, MutableMapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlmodel import col, select

from deskapp.desks.contracts.loans.drafts import (
    LINE_LIMIT,
    judge_months,
    judge_rate,
    rate_from_store,
    rate_to_store,
)
from deskapp.desks.contracts.loans.model import LOAN_KINDS, REPAYMENTS, Mortgage
from deskapp.desks.contracts.loans.rules import DAY_OF
from deskapp.desks.contracts.paying.payments import Paying, find_contracts
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.errors import Fault, Problem
from deskapp.money.rules import judge_amount
from deskapp.office.property.model import Project
from deskapp.office.property.sheet import PROJECT
from deskapp.sheets.column import Column, Context, Layout
from deskapp.sheets.columns import CURRENCY, choice_column, day_column, money_column, text_column, whole_column
from deskapp.sheets.judge import Entry, Key, Known, PlainKind, Row, Run
from deskapp.store.audit import to_json
from deskapp.store.base import record_id
from deskapp.store.bulk import Slice, in_chunks
from deskapp.store.edited import plain, read_edited
from deskapp.store.work import Reader
from deskapp.values.figures import read_figure
from deskapp.values.money import from_minor, to_minor
from deskapp.values.text import fold

KINDS: Final = {
    "商贷": "commercial", "商业": "commercial", "商业按揭": "commercial", "按揭贷款": "commercial",
    "按揭": "commercial", "公积金": "fund", "住房公积金": "fund", "公积金按揭": "fund", "vay ngân hàng": "commercial",
    "thương mại": "commercial", "quỹ nhà ở": "fund", "quỹ": "fund", "bank": "commercial", "fund": "fund",
}  # fmt: skip
WAYS: Final = {"等本等息": "annuity", "按月等额": "annuity", "trả đều": "annuity", "gốc đều": "equal_principal"}


def _rate(text: str, context: Context) -> tuple[Decimal | None, Fault | None]:
    figure = read_figure(text.strip().removesuffix("%"), context.country)
    if figure is None:
        return None, Fault("calc.figure", {"value": text})
    fault = judge_rate(figure)
    return (None, fault) if fault else (figure.quantize(Decimal("0.001")), None)


def _day(name: str, *headings: str, example: str = "") -> Column:
    return day_column(name, *headings, label=f"column.loan_{name}", example=example)


CONTRACT: Final = text_column(
    "contract", "合同号", "买卖合同号", "合同编码", "Số HĐ", "Mã hợp đồng", "Số HĐMB", shape="code", limit=60, width=18,
    required=True, example="BJ2026-00001", label="column.payment_contract",
)  # fmt: skip
BANK: Final = text_column(
    "bank", "银行", "贷款银行", "按揭银行", "Ngân hàng", limit=LINE_LIMIT, width=16, required=True,
    label="column.loan_bank", example="建设银行",
)  # fmt: skip
LOAN_NUMBER: Final = text_column(
    "loan_number", "借款合同号", "贷款账号", "借据号", "Số hợp đồng vay", "Mã khoản vay", shape="code", limit=60,
    width=18, label="column.loan_loan_number", example="JK-2026-0007",
)  # fmt: skip
LAYOUT: Final = Layout(
    "mortgages",
    (
        PROJECT,
        CONTRACT,
        choice_column("kind", LOAN_KINDS, "loan_kind", "贷款种类", "贷款类型", "按揭类型", "Loại vay", also=KINDS,
                      label="column.loan_kind", example="commercial", width=14),
        BANK,
        text_column("branch", "支行", "经办支行", "Chi nhánh", limit=LINE_LIMIT, width=14, label="column.loan_branch"),
        money_column("amount", "贷款", "贷款额", "按揭金额", "按揭款", "申请金额", "Tiền vay", width=14, required=True,
                     label="column.loan_sum", example="705000"),
        whole_column("months", "期限", "期数", "贷款期限(月)", "Kỳ hạn", label="column.loan_months", example="300"),
        Column("rate", "number", _rate, ("利率", "年利率", "年利率(%)", "Lãi suất"), label="column.loan_rate",
               example="3.1"),
        choice_column("repayment", REPAYMENTS, "repayment", "还款方式", "Cách trả", also=WAYS,
                      label="column.loan_repayment", width=14),
        choice_column("direct", ("yes", "no"), "answer", "直贷", "直客式", "Vay trực tiếp", label="column.loan_direct"),
        LOAN_NUMBER,
        _day("begun_on", "申请日期", "办理日期", "Ngày mở", example="2026-03-06"),
        _day("papers_complete_on", "资料齐全日期", "资料收齐", "Ngày đủ giấy tờ"),
        _day("submitted_on", "送件日期", "报件日期", "送银行日期", "Ngày nộp", example="2026-03-12"),
        _day("approved_on", "批贷日期", "审批日期", "批准日期", "Ngày duyệt"),
        money_column("approved_amount", "批准金额", "批贷金额", "Số tiền duyệt", width=14,
                     label="column.loan_approved_amount"),
        _day("refused_on", "拒贷日期", "Ngày từ chối"),
        text_column("refused_reason", "拒贷原因", "Lý do từ chối", limit=LINE_LIMIT, width=20,
                    label="column.loan_refused_reason"),
        _day("contract_signed_on", "签借款合同日期", "面签日期", "Ngày ký vay"),
        _day("disbursed_on", "放款日期", "到账日期", "Ngày giải ngân"),
        money_column("disbursed", "放款金额", "到账金额", "Số tiền giải ngân", width=14, label="column.loan_disbursed"),
        text_column("voucher", "上账凭证", "凭证号", "Số chứng từ", shape="code", limit=60, width=14,
                    label="column.loan_voucher"),
        _day("pre_registered_on", "预抵押日期", "Ngày ĐK trước"),
        _day("title_issued_on", "出证日期", "Ngày có sổ"),
        _day("registered_on", "抵押登记日期", "他项日期", "Ngày ĐK thế chấp"),
        text_column("certificate_number", "他项证号", "他项权证号", "抵押证明号", "Số chứng nhận thế chấp",
                    shape="code", limit=60, width=16, label="column.loan_certificate_number"),
        money_column("deposit", "保证金", "按揭保证金", "Tiền ký quỹ", width=14, label="column.loan_deposit"),
        _day("deposit_on", "缴保证金日期", "Ngày nộp ký quỹ"),
        money_column("deposit_recovered", "已退保证金", "Ký quỹ đã hoàn", width=14,
                     label="column.loan_deposit_recovered"),
        _day("deposit_recovered_on", "退保证金日期", "Ngày hoàn ký quỹ"),
        _day("closed_on", "结清日期", "Ngày tất toán"),
        _day("withdrawn_on", "撤回日期", "Ngày rút"),
    ),
)  # fmt: skip
MONEY: Final = ("amount", "approved_amount", "disbursed", "deposit", "deposit_recovered")
_LINES: Final = ("branch", "loan_number", "refused_reason", "voucher", "certificate_number")
SAID: Final = tuple(name for name in LAYOUT.names if name not in ("project", "contract"))
"""Columns that the loan itself holds, by the names that it has for them."""
_DAYS: Final = ("begun_on", *DAY_OF.values())


class LoanSheet(PlainKind):
    """Loans of contracts. A row is found again by contract, kind and bank; the last such loan is meant."""

    layout = LAYOUT
    model = Mortgage
    needs_project = True

    def entries(self, run: Run, row: Row) -> list[Entry] | list[Problem]:
        """One loan a row; without a kind it is a commercial one."""
        said = row.values
        problems = _judge(run, row)
        if problems:
            return problems
        project, kind = said.get("project") or run.project, said.get("kind") or "commercial"
        values = {name: said[name] for name in SAID if name in said}
        key = ("loan", project, said["contract"], kind, fold(said["bank"]))
        return [Entry((key,), values, {"project": project, "contract": said["contract"], "kind": kind})]

    def find(self, reader: Reader, run: Run, entries: Collection[Entry]) -> dict[Key, Known]:
        """The loans of these contracts; the contracts are kept beside them."""
        del run
        found: dict[Key, Known] = {}
        paying = find_contracts(reader, {(entry.parts["project"], entry.parts["contract"]) for entry in entries})
        deals = {one.deal_id: named for named, one in paying.items()}
        for (project, number), one in paying.items():
            found["contract", project, number] = Known(one.contract_id, 1, {}, parts={"paying": one})
        for part in in_chunks(deals):
            query = select(Mortgage).where(col(Mortgage.deal_id).in_(part)).order_by(col(Mortgage.id))
            for mortgage in reader.session.exec(query):
                key = ("loan", *deals[mortgage.deal_id], mortgage.kind, fold(mortgage.bank))
                found[key] = _known(mortgage)
        return found

    def refuse(
        self, run: Run, row: Row, entry: Entry, known: Known | None, others: MutableMapping[Key, Known]
    ) -> list[Problem]:
        """A contract that is not in, or is paid in another money."""
        number = entry.parts["contract"]
        contract = others.get(("contract", entry.parts["project"], number))
        if contract is None:
            return [run.problem(row, "contract", "mortgage.no_contract", number, number=number)]
        paying: Paying = contract.parts["paying"]
        if paying.currency != CURRENCY[run.country]:
            return [run.problem(row, "amount", "payment.currency", currency=paying.currency)]
        entry.parts["paying"] = paying
        if known is not None:
            known.parts["paying"] = paying
        return []

    def create(self, slice_: Slice, run: Run, fresh: list[Known]) -> dict[str, int]:
        """New loans; their states follow before the slice is committed."""
        columns = ("deal_id", "project_id", "borrower_id", "currency", "state_since", *_columns())
        rows = []
        for known in fresh:
            paying: Paying = known.parts["paying"]
            stored = _stored({"kind": known.parts["kind"], **known.values}, paying.currency)
            stored["begun_on"] = known.values.get("begun_on") or _first_day(known.values, run.today)
            begun = stored["begun_on"]
            same = (paying.deal_id, paying.project_id, paying.customer_id, paying.currency, begun)
            rows.append((*same, *(stored[name] for name in _columns())))
        first = slice_.insert(Mortgage, columns, rows)
        for number, known in enumerate(fresh, first):
            known.id, known.version = number, 1
        _follow(slice_, fresh)
        return {}

    def update(self, slice_: Slice, run: Run, changed: list[tuple[Known, dict[str, Any], dict[str, Any]]]) -> None:
        """Write what a corrected list says."""
        del run
        for known, before, changes in changed:
            assert known.id is not None
            currency = known.parts["paying"].currency
            old, new = _stored(before, currency, only=changes), _stored(changes, currency, only=changes)
            slice_.update(Mortgage, known.id, known.version, old, new)
            known.version += 1
        _follow(slice_, [known for known, _, _ in changed])

    def unseen(self, reader: Reader, run: Run, seen: Collection[int]) -> Iterable[str]:
        """Loans of the project that the list does not have, by contract and bank."""
        query = select(Mortgage.id, SaleContract.number, Mortgage.bank).join(
            SaleContract, col(SaleContract.deal_id) == col(Mortgage.deal_id)
        )
        if run.project_id is not None:
            query = query.where(Mortgage.project_id == run.project_id)
        for number, contract, bank in reader.session.exec(query.order_by(col(Mortgage.id))):
            if number not in seen:
                yield f"{contract} {bank}"


def project_names(reader: Reader) -> dict[int | None, str]:
    """Projects by number."""
    return dict(reader.session.exec(select(Project.id, Project.name)).all())


def _judge(run: Run, row: Row) -> list[Problem]:
    said, currency = row.values, CURRENCY[run.country]
    faults: dict[str, Fault] = {}
    for name in MONEY:
        if name in said and (fault := judge_amount(said[name], currency, zero=name != "amount")):
            faults[name] = fault
    if fault := judge_months(said.get("months")):
        faults["months"] = fault
    faults |= {
        name: Fault("mortgage.future", {"day": said[name]}) for name in _DAYS if name in said and said[name] > run.today
    }
    if said.get("deposit") and said["deposit"] > said["amount"]:
        faults["deposit"] = Fault("mortgage.deposit_over", {"amount": said["amount"]})
    return [run.problem(row, name, fault.code, **fault.values) for name, fault in faults.items()]


def _known(mortgage: Mortgage) -> Known:
    stored: dict[str, Any] = {name: getattr(mortgage, name) for name in SAID}
    edited = {
        name: {**mark, "base": plain(as_said(name, mark["base"], mortgage.currency))}
        for name, mark in read_edited(mortgage.edited).items()
    }
    values = {name: as_said(name, value, mortgage.currency) for name, value in stored.items()}
    return Known(record_id(mortgage), mortgage.version, values, to_json(edited) if edited else "")


def as_said(name: str, value: Any, currency: str) -> Any:
    """A stored value as the sheet says it; what an earlier import noted is in that form already."""
    if name in MONEY and isinstance(value, int):
        return from_minor(value, currency)
    if name == "rate" and isinstance(value, int):
        return rate_from_store(value)
    if name == "direct" and isinstance(value, bool):
        return "yes" if value else "no"
    return None if value == "" else value


def _stored(values: Mapping[str, Any], currency: str, only: Iterable[str] = SAID) -> dict[str, Any]:
    """Values of the sheet as the loan holds them."""
    kept: dict[str, Any] = {}
    for name in only:
        value = values.get(name)
        if name in MONEY:
            kept[name] = None if value is None else to_minor(value, currency)
        elif name == "rate":
            kept[name] = rate_to_store(value)
        elif name == "direct":
            kept[name] = value == "yes"
        elif name == "repayment":
            kept[name] = value or "annuity"
        else:
            kept[name] = value or "" if name in _LINES else value
    return kept


def _columns() -> tuple[str, ...]:
    return SAID


def _first_day(values: Mapping[str, Any], today: date) -> date:
    """The earliest day that the row knows of."""
    return min((values[name] for name in _DAYS if values.get(name)), default=today)


def _follow(slice_: Slice, known: Collection[Known]) -> None:
    following = slice_.work.following
    following.mark("mortgages", [one.id for one in known if one.id is not None])
    deals = {one.parts["paying"].deal_id for one in known}
    for name in ("contracts", "formalities"):
        following.mark(name, deals)
