"""Project, building, unit, and who owns or lives in a unit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from deskapp.store.base import Area, Record, big, key_field
from deskapp.store.scope import OWN, Rule, through

UNIT_KINDS = ("dwelling", "shop", "office", "parking", "storage")
SALE_STATES = ("unsold", "reserved", "sold", "not_for_sale")
DELIVERY_STATES = ("not_ready", "notified", "delivered")
OCCUPATION_STATES = ("vacant", "occupied", "rented")
DECORATION_STATES = ("bare", "decorating", "decorated")
PERSON_ROLES = ("owner", "tenant", "family", "contact")


def one_of(column: str, codes: tuple[str, ...]) -> CheckConstraint:
    """A check that a column holds one of its codes."""
    listed = ", ".join(f"'{code}'" for code in codes)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def area_field() -> Any:
    """An optional area column in m²."""
    return Field(default=None, sa_type=Area)


class Project(Record, table=True):
    """One development of the office's company."""

    scope_rule: ClassVar[Rule] = OWN
    __table_args__: ClassVar[Any] = (UniqueConstraint("office_id", "name"), {"sqlite_autoincrement": True})

    name: str
    country: str = "CN"
    place: str = ""


class Building(Record, table=True):
    """A building of a project; ``code`` is the number without its word (3 for 3栋)."""

    scope_rule: ClassVar[Rule] = OWN
    __table_args__: ClassVar[Any] = (UniqueConstraint("project_id", "code"), {"sqlite_autoincrement": True})

    code: str


class Unit(Record, table=True):
    """A home, shop, parking space or store room.

    Areas in m²: ``area``/``inner_area`` as predicted, then by contract, survey and title. Prices are whole numbers of
    the currency's smallest unit. The four states are separate on purpose: mixed, no vacancy count is right.
    """

    scope_rule: ClassVar[Rule] = OWN
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("building_id", "entrance", "room"),
        Index(None, "project_id", "building_id"),
        one_of("kind", UNIT_KINDS),
        one_of("sale_state", SALE_STATES),
        one_of("delivery_state", DELIVERY_STATES),
        one_of("occupation_state", OCCUPATION_STATES),
        one_of("decoration_state", DECORATION_STATES),
        {"sqlite_autoincrement": True},
    )

    building_id: int = key_field("building.id", index=False)
    entrance: str = ""
    floor: int | None = None
    room: str
    kind: str = "dwelling"
    sale_number: str = ""
    surveyed_number: str = ""
    door_number: str = ""
    sale_state: str = "unsold"
    delivery_state: str = "not_ready"
    occupation_state: str = "vacant"
    decoration_state: str = "bare"
    area: Decimal | None = area_field()
    inner_area: Decimal | None = area_field()
    contract_area: Decimal | None = area_field()
    contract_inner_area: Decimal | None = area_field()
    surveyed_area: Decimal | None = area_field()
    surveyed_inner_area: Decimal | None = area_field()
    title_area: Decimal | None = area_field()
    title_inner_area: Decimal | None = area_field()
    land_share: Decimal | None = area_field()
    unit_price: int | None = big()
    total_price: int | None = big()
    currency: str = "CNY"


class UnitSuccessor(Record, table=True):
    """A unit that was split or merged lives on in another one."""

    scope_rule: ClassVar[Rule] = through(("unit_id", "unit"), ("successor_id", "unit"))
    __tablename__ = "unit_successor"

    unit_id: int = key_field("unit.id")
    successor_id: int = key_field("unit.id")
    since: date
    reason: str = ""


class UnitPerson(Record, table=True):
    """Who owns or lives in a unit, from when until when; changes end a row and begin another.

    ``share_n``/``share_d`` is an owner's share, none for joint ownership and for everybody else.
    """

    scope_rule: ClassVar[Rule] = OWN
    __tablename__ = "unit_person"
    __table_args__: ClassVar[Any] = (
        Index(None, "unit_id", "until"),
        Index(None, "customer_id"),
        one_of("role", PERSON_ROLES),
        {"sqlite_autoincrement": True},
    )

    unit_id: int = key_field("unit.id", index=False)
    customer_id: int = key_field("customer.id", index=False)
    role: str
    share_n: int | None = None
    share_d: int | None = None
    since: date | None = None
    until: date | None = None
