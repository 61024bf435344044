"""Loans of buyers: one row a loan, and what banks report of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from deskapp.office.property.model import one_of
from deskapp.store.base import Moment, Record, big, key_field
from deskapp.store.scope import OWN, OWN_OR_OFFICE, Rule

LOAN_KINDS = ("commercial", "fund")
REPAYMENTS = ("annuity", "equal_principal")
NEXT_WAYS = ("", "other_bank", "more_down_payment", "cancel")
LOAN_STATES = (
    "not_started", "docs_pending", "submitted", "approved", "refused", "contract_signed", "disbursed",
    "pre_registered", "title_issued", "registered", "deposit_released", "closed", "withdrawn",
)  # fmt: skip


class Mortgage(Record, table=True):
    """One loan of a deal as facts with their days; a combined one (组合贷款) is two living rows, each with its papers.

    ``case_id`` is the case that gathers its papers. Money in the smallest unit, ``rate`` in 0.001 % a year, ``months``
    its term. ``deposit`` is the developer's guarantee deposit with the bank (保证金), none for a direct loan unless the
    agreement says so. ``state`` and ``state_since`` are projections, ``stuck_from`` the day from which it waits too
    long in its state. ``replaces_id``: the refused one that it came after.
    """

    scope_rule: ClassVar[Rule] = OWN
    __table_args__: ClassVar[Any] = (
        Index(None, "deal_id"),
        Index(None, "case_id"),
        Index("ix_mortgage_loan_number", "loan_number"),
        Index("ix_mortgage_state", "state", "state_since", "id", "stuck_from"),
        Index("ix_mortgage_stuck", "stuck_from", "id"),
        one_of("kind", LOAN_KINDS),
        one_of("repayment", REPAYMENTS),
        one_of("state", LOAN_STATES),
        {"sqlite_autoincrement": True},
    )

    deal_id: int = key_field("deal.id", index=False)
    case_id: int | None = key_field("case_file.id", nullable=True, index=False)
    kind: str = "commercial"
    direct: bool = False
    bank_id: int | None = key_field("organisation.id", nullable=True, index=False)
    bank: str
    branch: str = ""
    borrower_id: int | None = key_field("customer.id", nullable=True)
    co_borrower_id: int | None = key_field("customer.id", nullable=True)
    currency: str = "CNY"
    amount: int = Field(sa_type=BigInteger)
    months: int | None = None
    rate: int | None = None
    repayment: str = "annuity"
    loan_number: str = ""
    note: str = ""

    begun_on: date
    papers_complete_on: date | None = None
    submitted_on: date | None = None
    approved_on: date | None = None
    approved_amount: int | None = big()
    refused_on: date | None = None
    refused_reason: str = ""
    next_way: str = ""
    replaces_id: int | None = key_field("mortgage.id", nullable=True, index=False)
    contract_signed_on: date | None = None
    disbursed_on: date | None = None
    disbursed: int | None = big()
    voucher: str = ""
    pre_registered_on: date | None = None
    title_issued_on: date | None = None
    registered_on: date | None = None
    certificate_number: str = ""
    deposit: int | None = big()
    deposit_on: date | None = None
    deposit_recovered: int | None = big()
    deposit_recovered_on: date | None = None
    closed_on: date | None = None
    withdrawn_on: date | None = None

    state: str = "not_started"
    state_since: date
    stuck_from: date | None = None


class BankLoan(Record, table=True):
    """A line of a bank's list: how a loan of a buyer of ours stands; ``resolved_on`` once the bank names it no more."""

    scope_rule: ClassVar[Rule] = OWN_OR_OFFICE
    __tablename__ = "bank_loan"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("project_id", "bank", "loan_number"),
        Index(None, "deal_id"),
        Index(None, "mortgage_id"),
        Index("ix_bank_loan_overdue", "overdue_since", "id"),
        {"sqlite_autoincrement": True},
    )

    bank: str
    loan_number: str
    deal_id: int | None = key_field("deal.id", nullable=True, index=False)
    mortgage_id: int | None = key_field("mortgage.id", nullable=True, index=False)
    borrower: str = ""
    currency: str = "CNY"
    balance: int | None = big()
    overdue_amount: int = Field(default=0, sa_type=BigInteger)
    overdue_since: date | None = None
    months_overdue: int = 0
    as_of: date
    resolved_on: date | None = None
    entered_at: datetime = Field(sa_type=Moment)
