"""Reports of buyers' loans: the ledger as it goes in again, their progress with what is stuck first, banks' lists."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import col, select

from deskapp.cases.model import Case
from deskapp.desks.contracts.loans import sheet_bank_loans, sheet_loans
from deskapp.desks.contracts.loans.model import LOAN_STATES, BankLoan, Mortgage
from deskapp.desks.contracts.loans.queries import mortgage_rows
from deskapp.desks.contracts.loans.rules import ENDED, next_notes
from deskapp.desks.contracts.loans.sheet_loans import as_said, project_names
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.locale import Words
from deskapp.office.staff.model import Staff
from deskapp.sheets.columns import choice_column
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, Query, ReportSource, paged, pick, stream, within_days
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader
from deskapp.values.money import from_minor

STATE: Final = choice_column("state", LOAN_STATES, "loan_state", label="column.loan_state")
WHO: Final = {
    "not_started": "customer", "docs_pending": "customer", "submitted": "bank", "approved": "customer",
    "refused": "customer", "contract_signed": "bank", "disbursed": "us", "pre_registered": "us", "title_issued": "us",
    "registered": "bank", "deposit_released": "bank",
}  # fmt: skip
"""Who has the next step in a state; words are those of who holds a paper."""
_FOLLOWS: Final = (ReportColumn.of(STATE), ReportColumn("state_since", "day", label="column.loan_since"))


def says_who(state: str, words: Words, staff: str = "") -> str:
    """Who has to act: whose step it is, and the clerk of its case."""
    whose = words.text(f"paper_holder.{WHO[state]}") if state in WHO else ""
    return " · ".join(part for part in (whose, staff) if part)


def _loans(ask: Ask, statement: Query, day: Any) -> Query:
    statement = statement.select_from(Mortgage).where(*within_days(day, ask))
    if ask.project_id is not None:
        statement = statement.where(col(Mortgage.project_id) == ask.project_id)
    return statement.where(col(Mortgage.state) == ask.state) if ask.state else statement


def _currency(reader: Reader, ask: Ask, record: type[Mortgage | BankLoan]) -> str:
    """The currency by which amounts of a column are written: the one of the report's first loan."""
    statement = select(record.currency).order_by(col(record.id)).limit(1)
    if ask.project_id is not None:
        statement = statement.where(col(record.project_id) == ask.project_id)
    return reader.session.exec(statement).first() or "CNY"


# ---- the ledger


def _read_ledger(reader: Reader, ask: Ask) -> Contents:
    money = _currency(reader, ask, Mortgage)
    columns = (*(ReportColumn.of(column, money) for column in sheet_loans.LAYOUT.columns), *_FOLLOWS)
    return Contents(columns, _ledger(reader, ask), (_by_state(reader, ask),))


def _ledger(reader: Reader, ask: Ask) -> Iterator[Row]:
    projects = project_names(reader)
    rows = _loans(ask, pick(Mortgage), col(Mortgage.begun_on)).order_by(col(Mortgage.id))
    for page in paged(stream(reader, rows)):
        loans = [row[0] for row in page]
        numbers = _numbers(reader, {loan.deal_id for loan in loans})
        for loan in loans:
            said = (as_said(name, getattr(loan, name), loan.currency) for name in sheet_loans.SAID)
            told = dict(zip(sheet_loans.SAID, said, strict=True))
            told |= {"project": projects.get(loan.project_id), "contract": numbers.get(loan.deal_id) or None}
            yield [*(told[name] for name in sheet_loans.LAYOUT.names), loan.state, loan.state_since]


def _numbers(reader: Reader, deals: Collection[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in in_chunks(deals):
        query = select(SaleContract.deal_id, SaleContract.number).where(col(SaleContract.deal_id).in_(part))
        found |= dict(reader.session.exec(query).all())
    return found


# ---- the progress

_PROGRESS: Final = (
    ReportColumn("room", label="column.contract_unit"),
    ReportColumn("contract", "code", label="column.sale_contract_number"),
    ReportColumn("buyer", label="column.buyers"),
    ReportColumn("bank"),
    ReportColumn("kind", "choice", "loan_kind", "column.loan_kind"),
    ReportColumn("amount", "money", label="column.loan_amount"),
    *(
        ReportColumn(name, "day", label=f"column.loan_{name}")
        for name in (
            "papers_complete_on", "submitted_on", "approved_on", "contract_signed_on", "pre_registered_on",
            "disbursed_on", "registered_on",
        )
    ),
    ReportColumn.of(STATE),
    ReportColumn("days", "count", label="column.loan_days"),
    ReportColumn("stuck", label="column.loan_stuck"),
    ReportColumn("who", label="column.loan_who"),
    ReportColumn("deposit_left", "money", label="report.deposits_open"),
)  # fmt: skip
_DAYS: Final = tuple(column.name for column in _PROGRESS if column.shape == "day")


def _read_progress(reader: Reader, ask: Ask) -> Contents:
    columns = tuple(replace(column, currency=_currency(reader, ask, Mortgage)) for column in _PROGRESS)
    return Contents(columns, _progress(reader, ask), (_by_state(reader, ask), _by_bank(reader, ask)))


def _progress(reader: Reader, ask: Ask) -> Iterator[Row]:
    """Those that are stuck lead, the longest first; ended ones only where their state is asked for."""
    order = (col(Mortgage.stuck_from).is_(None), col(Mortgage.stuck_from), col(Mortgage.id))
    rows = _loans(ask, pick(Mortgage), col(Mortgage.state_since)).order_by(*order)
    if not ask.state:
        rows = rows.where(col(Mortgage.state).not_in([state for state in ENDED if state != "refused"]))
    for page in paged(stream(reader, rows)):
        loans = [row[0] for row in page]
        staff = _staff(reader, [loan.case_id for loan in loans if loan.case_id is not None])
        for loan, row in zip(loans, mortgage_rows(reader, loans), strict=True):
            waited = next(iter(next_notes(loan)), "")
            is_stuck = row.is_stuck(ask.today)
            yield [
                row.room or None,
                row.contract or None,
                row.buyer or None,
                " ".join(part for part in (row.bank, row.branch) if part),
                row.kind,
                row.last,
                *(getattr(loan, name) for name in _DAYS),
                row.state,
                row.days(ask.today),
                ask.words.text(f"loan_note.{waited}") if is_stuck and waited else None,
                says_who(row.state, ask.words, staff.get(loan.case_id or 0, "")) or None,
                row.deposit_left or None,
            ]


def _staff(reader: Reader, cases: Collection[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in in_chunks(cases):
        query = select(Case.id, Staff.name).join(Staff, col(Staff.id) == col(Case.staff_id))
        found |= {number or 0: name for number, name in reader.session.exec(query.where(col(Case.id).in_(part)))}
    return found


def _by_state(reader: Reader, ask: Ask) -> SummaryTable:
    late = func.count().filter(col(Mortgage.stuck_from) <= ask.today)
    counts = _loans(ask, pick(Mortgage.state, func.count(), late), col(Mortgage.begun_on)).group_by(Mortgage.state)
    found = {state: (every, stuck) for state, every, stuck in reader.session.execute(counts)}
    rows = [(state, *found[state]) for state in LOAN_STATES if state in found]
    columns = (
        SummaryColumn("column.loan_state", "choice", "loan_state"),
        SummaryColumn("report.loans_count", charted=True),
        SummaryColumn("report.loans_stuck", charted=True),
    )
    total = ("", sum(row[1] for row in rows), sum(row[2] for row in rows))
    return SummaryTable("report.loans_by_state", columns, rows, total, "column" if rows else None)


def _by_bank(reader: Reader, ask: Ask) -> SummaryTable:
    """Loans that go on or are paid out, and what of deposits is still with the banks."""
    late = func.count().filter(col(Mortgage.stuck_from) <= ask.today)
    lent = func.sum(func.coalesce(Mortgage.disbursed, Mortgage.approved_amount, Mortgage.amount))
    left = func.sum(func.coalesce(Mortgage.deposit, 0) - func.coalesce(Mortgage.deposit_recovered, 0))
    chosen = pick(Mortgage.bank, Mortgage.currency, func.count(), late, lent, left)
    sums = _loans(ask, chosen, col(Mortgage.state_since)).where(col(Mortgage.state).not_in(ENDED))
    found = reader.session.execute(sums.group_by(Mortgage.bank, Mortgage.currency).order_by(Mortgage.bank)).all()
    rows = [
        (bank, count, stuck, from_minor(amount, currency), from_minor(open_, currency))
        for bank, currency, count, stuck, amount, open_ in found
    ]
    columns = (
        SummaryColumn("column.bank", "text"),
        SummaryColumn("report.loans_count"),
        SummaryColumn("report.loans_stuck"),
        SummaryColumn("report.loans_amount", "money", currency=_currency(reader, ask, Mortgage)),
        SummaryColumn("report.deposits_open", "money", currency=_currency(reader, ask, Mortgage)),
    )
    totals = ("", *(sum(row[place] for row in rows) for place in (1, 2)))
    money = (sum((row[place] for row in rows), Decimal()) for place in (3, 4))
    return SummaryTable("report.loans_by_bank", columns, rows, (*totals, *money))


# ---- what banks report

_RESOLVED: Final = ReportColumn("resolved_on", "day", label="column.loan_resolved_on")


def _read_bank_loans(reader: Reader, ask: Ask) -> Contents:
    money = _currency(reader, ask, BankLoan)
    columns = (*(ReportColumn.of(column, money) for column in sheet_bank_loans.LAYOUT.columns), _RESOLVED)
    return Contents(columns, _bank_loans(reader, ask), (_overdue(reader, ask),))


def _bank_loans(reader: Reader, ask: Ask) -> Iterator[Row]:
    projects = project_names(reader)
    rows = _lists(ask, pick(BankLoan)).order_by(col(BankLoan.overdue_since).is_(None), col(BankLoan.id))
    for page in paged(stream(reader, rows)):
        lines = [row[0] for row in page]
        numbers = _numbers(reader, {line.deal_id for line in lines if line.deal_id is not None})
        for line in lines:
            told = {name: getattr(line, name) or None for name in sheet_bank_loans.LAYOUT.names if hasattr(line, name)}
            told |= {name: sheet_bank_loans.as_said(name, told[name], line.currency) for name in sheet_bank_loans.MONEY}
            told |= {"project": projects.get(line.project_id), "contract": numbers.get(line.deal_id)}
            yield [*(told[name] for name in sheet_bank_loans.LAYOUT.names), line.resolved_on]


def _lists(ask: Ask, statement: Query) -> Query:
    statement = statement.select_from(BankLoan).where(*within_days(col(BankLoan.as_of), ask))
    return statement if ask.project_id is None else statement.where(col(BankLoan.project_id) == ask.project_id)


def _overdue(reader: Reader, ask: Ask) -> SummaryTable:
    chosen = pick(BankLoan.bank, BankLoan.currency, func.count(), func.sum(BankLoan.overdue_amount))
    late = _lists(ask, chosen).where(col(BankLoan.overdue_since).is_not(None), col(BankLoan.resolved_on).is_(None))
    found = reader.session.execute(late.group_by(BankLoan.bank, BankLoan.currency).order_by(BankLoan.bank)).all()
    rows = [(bank, count, from_minor(amount, currency)) for bank, currency, count, amount in found]
    columns = (
        SummaryColumn("column.bank", "text"),
        SummaryColumn("report.loans_count"),
        SummaryColumn("column.loan_overdue_amount", "money", currency=_currency(reader, ask, BankLoan)),
    )
    total = ("", sum(row[1] for row in rows), sum((row[2] for row in rows), Decimal()))
    return SummaryTable("report.bank_overdue", columns, rows, total)


MORTGAGES: Final = ReportSource("mortgages", _read_ledger, day="column.loan_begun_on", state=STATE)
PROGRESS: Final = ReportSource("mortgage-progress", _read_progress, day="column.loan_since", state=STATE)
BANK_LOANS: Final = ReportSource("bank-loans", _read_bank_loans, day="column.loan_as_of")
