"""Sale contracts, their templates and filings, and who holds the ways into the filing system."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field

from deskapp.office.property.model import one_of
from deskapp.store.base import Moment, Record, big, key_field, rows_where
from deskapp.store.scope import OFFICE, OWN, OWN_OR_OFFICE, Rule
from deskapp.store.secrets import Secret

PAY_METHODS = ("lump_sum", "instalments", "mortgage")
PRICED_BY = ("gross", "inner", "unit")
STATES = (
    "reserved", "draft", "reviewed", "online", "signed", "sealed", "filed", "pre_registered", "cancelled",
)  # fmt: skip
"""What a contract's own facts make of it, in the order of the trade; see ``rules.contract_state``."""
PARTS = ("earnest", "down_payment", "instalment", "loan", "whole")
"""What a charge is of the price (``charge.part``)."""
ACCOUNT_KINDS = ("login", "u_key", "certificate")
ACCOUNT_MOVES = ("begun", "handed_over", "password_changed", "lost", "found", "ended")
FILED_FROM = ("counter", "file")


class ContractTemplate(Record, table=True):
    """A version of the contract's text, valid from a day until another; ``stored_file_id`` is its file."""

    scope_rule: ClassVar[Rule] = OWN_OR_OFFICE
    __tablename__ = "contract_template"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "name", "edition"),
        {"sqlite_autoincrement": True},
    )

    name: str
    edition: str
    valid_from: date
    valid_to: date | None = None
    reviewed_on: date | None = None
    reviewed_by: str = ""
    stored_file_id: int | None = key_field("stored_file.id", nullable=True, index=False)
    changes: str = Field(default="", sa_type=Text)
    source: str = ""


class SaleContract(Record, table=True):
    """The contract of a deal, as facts with their days; its state follows from them and is never set.

    Money in the currency's smallest unit; ``penalty_rate`` in 0.001 % a day of what is paid late, where it was agreed.
    ``review_exception`` is why in an office of one person nobody else could review it.

    Projections, written anew in the transaction of what they follow from:
    ``state``, ``filing_number``, ``filed_on`` (of the living filing), ``filing_due_on``, ``blocked_by`` (codes of shut
    gates, comma between them), ``paid`` and ``asked`` (of the price), ``filing_gap`` (missing for the first gate),
    ``next_due_on`` (the oldest day of something of the price still open).
    """

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "sale_contract"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("project_id", "number"),
        UniqueConstraint("deal_id"),
        Index("ix_sale_contract_number", "number"),
        Index("ix_sale_contract_online_number", "online_number", **rows_where("online_number <> ''")),
        Index("ix_sale_contract_filing_number", "filing_number", **rows_where("filing_number <> ''")),
        Index("ix_sale_contract_state", "state", "id"),
        Index(
            "ix_sale_contract_to_file", "filing_due_on", "id", "blocked_by", **rows_where("filing_due_on IS NOT NULL")
        ),
        Index("ix_sale_contract_owing", "next_due_on", "id", "deal_id", **rows_where("next_due_on IS NOT NULL")),
        Index(None, "template_id"),
        one_of("method", PAY_METHODS),
        one_of("priced_by", PRICED_BY),
        one_of("state", STATES),
        {"sqlite_autoincrement": True},
    )

    number: str
    deal_id: int = key_field("deal.id", index=False)
    template_id: int | None = key_field("contract_template.id", nullable=True, index=False)
    currency: str = "CNY"
    price: int = Field(sa_type=BigInteger)
    method: str = "lump_sum"
    priced_by: str = "gross"
    bank: str = ""
    loan_amount: int | None = big()
    penalty_rate: int | None = None
    note: str = Field(default="", sa_type=Text)

    reservation_number: str = ""
    reserved_on: date | None = None
    reserved_until: date | None = None
    drafted_on: date | None = None
    drafted_by_id: int | None = big()
    drafted_by: str = ""
    reviewed_on: date | None = None
    reviewed_by_id: int | None = big()
    reviewed_by: str = ""
    review_exception: str = ""
    online_number: str = ""
    online_signed_on: date | None = None
    signed_on: date | None = None
    alterations: str = Field(default="", sa_type=Text)
    seals_checked_on: date | None = None
    seals_checked_by: str = ""
    seals_note: str = ""
    pre_registered_on: date | None = None
    pre_registration_number: str = ""
    cancelled_on: date | None = None
    cancel_reason: str = ""
    filing_password: Any = Field(default=None, sa_type=Secret("sale_contract.filing_password"), nullable=True)

    state: str = "draft"
    filing_number: str = ""
    filed_on: date | None = None
    filing_due_on: date | None = None
    blocked_by: str = ""
    asked: int = Field(default=0, sa_type=BigInteger)
    paid: int = Field(default=0, sa_type=BigInteger)
    filing_gap: int = Field(default=0, sa_type=BigInteger)
    next_due_on: date | None = None

    @property
    def is_reservation(self) -> bool:
        """A reservation alone: neither drafted here nor brought by a file as a contract that there is."""
        return self.reserved_on is not None and self.drafted_on is None and self.signed_on is None


class Filing(Record, table=True):
    """A row of the filing ledger (备案台账): it stands from the moment of the filing, and is cancelled, never removed.

    ``source``: counter, or the file that brought it; ``override_reason`` where somebody let it pass a shut gate.
    """

    scope_rule: ClassVar[Rule] = OWN
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("project_id", "number"),
        Index(None, "contract_id"),
        Index("uq_filing_living", "contract_id", unique=True, **rows_where("cancelled_on IS NULL")),
        Index("ix_filing_filed_on", "filed_on", "id"),
        one_of("source", FILED_FROM),
        {"sqlite_autoincrement": True},
    )

    contract_id: int = key_field("sale_contract.id", index=False)
    number: str
    filed_on: date
    source: str = "counter"
    override_reason: str = ""
    override_by: str = ""
    cancelled_on: date | None = None
    cancel_reason: str = ""
    entered_at: datetime = Field(sa_type=Moment)
    clerk: str = ""


class FilingAccount(Record, table=True):
    """A way into the filing system: a login or a U-key, and who holds it. Its password is nowhere in here."""

    scope_rule: ClassVar[Rule] = OFFICE
    __tablename__ = "filing_account"
    __table_args__: ClassVar[Any] = (UniqueConstraint("office_id", "name"), {"sqlite_autoincrement": True})

    name: str
    kind: str = "login"
    system: str = ""
    holder_id: int | None = key_field("staff.id", nullable=True, index=False)
    held_since: date | None = None
    password_changed_on: date | None = None
    ended_on: date | None = None
    note: str = ""


class FilingAccountMove(Record, table=True):
    """Something happened to a way into the filing system; rows are only added."""

    scope_rule: ClassVar[Rule] = OFFICE
    __tablename__ = "filing_account_move"
    __table_args__: ClassVar[Any] = (Index(None, "account_id"), {"sqlite_autoincrement": True})

    account_id: int = key_field("filing_account.id", index=False)
    kind: str
    from_id: int | None = big()
    to_id: int | None = big()
    note: str = ""
    happened_on: date
    entered_at: datetime = Field(sa_type=Moment)
    clerk: str = ""
