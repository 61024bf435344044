"""The sheet of a bank's list (银行贷款清单): how our buyers' loans stand there, and what is overdue since when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, MutableMapping
from datetime import date
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.periods import back
from deskapp.desks.contracts.loans.drafts import LINE_LIMIT
from deskapp.desks.contracts.loans.model import BankLoan, Mortgage
from deskapp.desks.contracts.loans.sheet_loans import BANK, CONTRACT, LOAN_NUMBER, project_names
from deskapp.desks.contracts.paying.payments import find_contracts
from deskapp.errors import Problem
from deskapp.money.rules import judge_amount
from deskapp.office.property.sheet import PROJECT
from deskapp.sheets.column import Layout
from deskapp.sheets.columns import CURRENCY, day_column, money_column, text_column, whole_column
from deskapp.sheets.judge import Entry, Key, Known, PlainKind, Row, Run
from deskapp.store.audit import to_json
from deskapp.store.base import record_id
from deskapp.store.bulk import Slice, in_chunks
from deskapp.store.edited import plain, read_edited
from deskapp.store.work import Reader
from deskapp.values.money import from_minor, to_minor
from deskapp.values.text import fold

LAYOUT: Final = Layout(
    "bank-loans",
    (
        PROJECT,
        BANK,
        text_column("loan_number", *LOAN_NUMBER.headings, "贷款合同号", "合同号(银行)", shape="code", limit=60,
                    width=18, required=True, label="column.loan_loan_number", example="JK-2026-0007"),
        text_column("contract", *CONTRACT.headings, shape="code", limit=60, width=18, example="BJ2026-00001",
                    label="column.payment_contract"),
        text_column("borrower", "借款人", "借款人姓名", "客户姓名", "Người vay", "Tên khách hàng", limit=LINE_LIMIT,
                    width=14, label="column.loan_borrower", example="张三丰"),
        money_column("balance", "贷款余额", "余额", "本金余额", "Dư nợ", width=14, label="column.loan_balance",
                     example="690000"),
        money_column("overdue_amount", "逾期金额", "欠款金额", "拖欠金额", "Số tiền quá hạn", width=14,
                     label="column.loan_overdue_amount", example="6712"),
        day_column("overdue_since", "逾期起始日", "逾期日期", "Quá hạn từ", label="column.loan_overdue_since",
                   example="2026-09-20"),
        whole_column("months_overdue", "逾期期数", "逾期月数", "Số kỳ quá hạn", label="column.loan_months_overdue",
                     example="2"),
        day_column("as_of", "数据日期", "截止日期", "统计日期", "Ngày số liệu", required=True,
                   label="column.loan_as_of", example="2026-10-31"),
    ),
)  # fmt: skip
SAID: Final = ("bank", "borrower", "balance", "overdue_amount", "overdue_since", "months_overdue", "as_of")
MONEY: Final = ("balance", "overdue_amount")


class BankLoanSheet(PlainKind):
    """What banks report of our buyers' loans; one is found again by its bank and its number there.

    A loan that nothing is overdue of any more is resolved as of the list's day.
    """

    layout = LAYOUT
    model = BankLoan
    needs_project = True

    def entries(self, run: Run, row: Row) -> list[Entry] | list[Problem]:
        """One loan a row; where something is overdue it says since when, or for how many months."""
        said, currency = row.values, CURRENCY[run.country]
        problems = [
            run.problem(row, name, fault.code, **fault.values)
            for name in MONEY
            if name in said and (fault := judge_amount(said[name], currency, zero=True))
        ]
        problems += [
            run.problem(row, name, "mortgage.future", day=said[name])
            for name in ("as_of", "overdue_since")
            if name in said and said[name] > run.today
        ]
        if (said.get("months_overdue") or 0) < 0:
            problems.append(run.problem(row, "months_overdue", "cell.not_whole", value=said["months_overdue"]))
        if problems:
            return problems
        project = said.get("project") or run.project
        values = {name: said[name] for name in SAID if name in said}
        is_overdue = bool(said.get("overdue_amount") or said.get("months_overdue"))
        if is_overdue and "overdue_since" not in said:
            values["overdue_since"] = back(said["as_of"], said.get("months_overdue") or 0)
        key = ("bank_loan", project, fold(said["bank"]), said["loan_number"])
        parts = {"project": project, "contract": said.get("contract"), "number": said["loan_number"]}
        return [Entry((key,), values, parts)]

    def find(self, reader: Reader, run: Run, entries: Collection[Entry]) -> dict[Key, Known]:
        """The loans that banks reported before, contracts that are named, and our loans of these numbers."""
        del run
        found: dict[Key, Known] = {}
        named = {(entry.parts["project"], entry.parts["contract"]) for entry in entries if entry.parts["contract"]}
        for (project, number), one in find_contracts(reader, named).items():
            found["contract", project, number] = Known(one.contract_id, 1, {}, parts={"deal_id": one.deal_id})
        projects = project_names(reader)
        for part in in_chunks({entry.parts["number"] for entry in entries}):
            for loan in reader.session.exec(select(BankLoan).where(col(BankLoan.loan_number).in_(part))):
                key = ("bank_loan", projects.get(loan.project_id, ""), fold(loan.bank), loan.loan_number)
                found[key] = _known(loan)
            ours = select(Mortgage).where(col(Mortgage.loan_number).in_(part)).order_by(col(Mortgage.id))
            for mortgage in reader.session.exec(ours):
                key = ("ours", projects.get(mortgage.project_id, ""), fold(mortgage.bank), mortgage.loan_number)
                found[key] = Known(record_id(mortgage), 1, {}, parts={"deal_id": mortgage.deal_id})
        for deal, mortgage_id in _only_loans(reader, {one.parts.get("deal_id", 0) for one in found.values()}).items():
            found["only", *deal] = Known(mortgage_id, 1, {})
        return found

    def refuse(
        self, run: Run, row: Row, entry: Entry, known: Known | None, others: MutableMapping[Key, Known]
    ) -> list[Problem]:
        """A contract that is not in; an older list than the one that the loan was told by last."""
        project, number = entry.parts["project"], entry.parts["contract"]
        contract = others.get(("contract", project, number)) if number else None
        if number and contract is None:
            return [run.problem(row, "contract", "mortgage.no_contract", number, number=number)]
        ours = others.get(("ours", *entry.keys[0][1:]))
        deal_id = contract.parts["deal_id"] if contract is not None else ours.parts["deal_id"] if ours else None
        only = others.get(("only", deal_id, fold(row.values["bank"])))
        mine = ours if ours is not None and ours.parts["deal_id"] == deal_id else only
        entry.parts |= {"deal_id": deal_id, "mortgage_id": mine.id if mine is not None else None}
        if known is None:
            return []
        if run.update and known.values["as_of"] > row.values["as_of"]:
            return [run.problem(row, "as_of", "mortgage.older_list", day=known.values["as_of"])]
        known.parts |= {name: entry.parts[name] for name in ("deal_id", "mortgage_id")}
        return []

    def create(self, slice_: Slice, run: Run, fresh: list[Known]) -> dict[str, int]:
        """New lines of the bank's list, linked with our loan and deal where there is one."""
        currency = CURRENCY[run.country]
        columns = ("project_id", "loan_number", "currency", "deal_id", "mortgage_id", "resolved_on", *SAID)
        projects = {name: number for number, name in project_names(slice_.work).items()}
        rows = []
        for known in fresh:
            stored = _stored(known.values, currency)
            ours = (known.parts["deal_id"], known.parts["mortgage_id"])
            project = projects.get(known.parts["project"], run.project_id)
            rows.append((project, known.parts["number"], currency, *ours, _resolved(known.values), *stored.values()))
        first = slice_.insert(BankLoan, columns, rows, {"entered_at": slice_.work.now})
        for number, known in enumerate(fresh, first):
            known.id, known.version = number, 1
        _follow(slice_, fresh)
        return {}

    def update(self, slice_: Slice, run: Run, changed: list[tuple[Known, dict[str, Any], dict[str, Any]]]) -> None:
        """Write what a newer list says."""
        currency = CURRENCY[run.country]
        for known, before, changes in changed:
            assert known.id is not None
            old, new = _stored(before, currency, only=changes), _stored(changes, currency, only=changes)
            was = {name: known.parts["was"][name] for name in ("deal_id", "mortgage_id", "resolved_on")}
            now = {**was, "resolved_on": _resolved(known.values)}
            now |= {name: known.parts[name] for name in ("deal_id", "mortgage_id") if known.parts[name] is not None}
            moved = {name: value for name, value in now.items() if value != was[name]}
            slice_.update(
                BankLoan, known.id, known.version, {**old, **{name: was[name] for name in moved}}, {**new, **moved}
            )
            known.version += 1
        _follow(slice_, [known for known, _, _ in changed])

    def unseen(self, reader: Reader, run: Run, seen: Collection[int]) -> Iterable[str]:
        """Loans that banks named before and this list does not."""
        query = select(BankLoan).where(col(BankLoan.resolved_on).is_(None)).order_by(col(BankLoan.id))
        if run.project_id is not None:
            query = query.where(BankLoan.project_id == run.project_id)
        for loan in reader.session.exec(query):
            if loan.id not in seen:
                yield f"{loan.bank} {loan.loan_number}"


def _known(loan: BankLoan) -> Known:
    values = {name: as_said(name, getattr(loan, name), loan.currency) for name in SAID}
    edited = {
        name: {**mark, "base": plain(as_said(name, mark["base"], loan.currency))}
        for name, mark in read_edited(loan.edited).items()
    }
    was = {"deal_id": loan.deal_id, "mortgage_id": loan.mortgage_id, "resolved_on": loan.resolved_on}
    return Known(record_id(loan), loan.version, values, to_json(edited) if edited else "", {"was": was})


def as_said(name: str, value: Any, currency: str) -> Any:
    """A stored value as the sheet says it."""
    if name in MONEY and isinstance(value, int):
        return from_minor(value, currency)
    return None if value == "" else value


def _stored(values: Any, currency: str, only: Iterable[str] = SAID) -> dict[str, Any]:
    empty = {"bank": "", "borrower": "", "overdue_amount": 0, "months_overdue": 0}
    kept = {}
    for name in only:
        value = values.get(name)
        kept[name] = empty.get(name) if value is None else to_minor(value, currency) if name in MONEY else value
    return kept


def _resolved(values: Any) -> date | None:
    """The day of the list, where it says that nothing is overdue."""
    return None if values.get("overdue_amount") or values.get("months_overdue") else values["as_of"]


def _only_loans(reader: Reader, deal_ids: Collection[int]) -> dict[tuple[int, str], int]:
    """Our loan of a deal with a bank, where there is just one."""
    found: dict[tuple[int, str], list[int]] = {}
    for part in in_chunks(deal_ids):
        query = select(Mortgage.deal_id, Mortgage.bank, Mortgage.id).where(col(Mortgage.deal_id).in_(part))
        for deal_id, bank, number in reader.session.exec(query):
            found.setdefault((deal_id, fold(bank)), []).append(number or 0)
    return {key: numbers[0] for key, numbers in found.items() if len(numbers) == 1}


def _follow(slice_: Slice, known: Collection[Known]) -> None:
    deals = {one.parts["deal_id"] for one in known} | {one.parts.get("was", {}).get("deal_id") for one in known}
    slice_.work.following.mark("formalities", deals - {None})
