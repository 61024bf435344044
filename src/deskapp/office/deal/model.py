"""A deal: one or more units that go to one party, whatever contract stands behind it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from deskapp.office.property.model import area_field, one_of
from deskapp.store.base import Moment, Record, big, key_field, rows_where
from deskapp.store.scope import OWN, Rule

DEAL_KINDS = ("sale", "bulk", "resettlement", "use_right")
PAYER_CLASSES = ("retail", "bulk", "agency_construction")
PARTY_ROLES = ("buyer", "guardian", "agent")


class Deal(Record, table=True):
    """Units going to a party, until ``ended_on``; ``replaces_id`` is the deal that it came out of (resale, exchange).

    ``payer_class`` says who chases the money (散户, 大户, 代建工程款). While ``hold_reason`` is not empty no party may
    act alone, as with former spouses in dispute.
    """

    scope_rule: ClassVar[Rule] = OWN
    __table_args__: ClassVar[Any] = (
        Index(None, "replaces_id"),
        Index("ix_deal_ended_on", "ended_on", "id"),
        Index("ix_deal_held", "id", **rows_where("hold_reason <> ''")),
        one_of("kind", DEAL_KINDS),
        one_of("payer_class", PAYER_CLASSES),
        {"sqlite_autoincrement": True},
    )

    kind: str = "sale"
    payer_class: str = "retail"
    currency: str = "CNY"
    began_on: date
    ended_on: date | None = None
    end_reason: str = ""
    replaces_id: int | None = key_field("deal.id", nullable=True, index=False)
    hold_reason: str = ""
    held_since: datetime | None = Field(default=None, sa_type=Moment)


class DealUnit(Record, table=True):
    """A unit of a deal with what was agreed for it; the first is the home, a parking space sold along comes behind.

    Areas in m² as the contract says them; prices in the currency's smallest unit. A unit has one living row at most,
    which is what stops it from being sold twice.
    """

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "deal_unit"
    __table_args__: ClassVar[Any] = (
        Index(None, "deal_id"),
        Index(None, "unit_id"),
        Index("uq_deal_unit_living", "unit_id", unique=True, **rows_where("until IS NULL")),
        {"sqlite_autoincrement": True},
    )

    deal_id: int = key_field("deal.id", index=False)
    unit_id: int = key_field("unit.id", index=False)
    position: int = 1
    area: Decimal | None = area_field()
    inner_area: Decimal | None = area_field()
    unit_price: int | None = big()
    price: int | None = big()
    since: date
    until: date | None = None


class DealParty(Record, table=True):
    """Who is party to a deal, from when until when; a change ends rows and begins others.

    ``share_n``/``share_d`` is a buyer's share, none for joint ownership. ``document_id`` is the identity document that
    the deal was signed with, ``case_id`` the case of a change of parties by which the row began.
    """

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "deal_party"
    __table_args__: ClassVar[Any] = (
        Index(None, "deal_id"),
        Index(None, "customer_id"),
        one_of("role", PARTY_ROLES),
        CheckConstraint("share_d IS NULL OR (share_n > 0 AND share_n <= share_d)", name="share"),
        {"sqlite_autoincrement": True},
    )

    deal_id: int = key_field("deal.id", index=False)
    customer_id: int = key_field("customer.id", index=False)
    role: str = "buyer"
    position: int = 1
    share_n: int | None = None
    share_d: int | None = None
    document_id: int | None = key_field("customer_document.id", nullable=True, index=False)
    since: date
    until: date | None = None
    case_id: int | None = big()
