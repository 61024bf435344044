"""Everything the office knows of one customer, in a bounded number of statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlmodel import SQLModel, col, or_, select

from deskapp.messages.queries import find_family_address
from deskapp.office.customer.model import (
    Customer,
    CustomerDocument,
    CustomerName,
    CustomerPhone,
    Kinship,
    Representation,
)
from deskapp.office.customer.rows import CustomerRow, find_family, find_rows, find_survivors, get_survivor
from deskapp.office.customer.rules import is_minor, is_valid_on, latest_birth, turn_relation
from deskapp.office.property.model import Building, Project, Unit, UnitPerson
from deskapp.office.property.rules import is_current, read_share
from deskapp.store.base import record_id
from deskapp.store.trail import Change, changes_of
from deskapp.store.work import Reader
from deskapp.values.rooms import unit_code

PART_LIMIT = 200
"""Rows of one kind that a page reads at most: a bulk buyer's homes, a long list of phones."""

T = TypeVar("T", bound=SQLModel)


@dataclass(frozen=True, slots=True)
class PageDocument:
    """An identity document; ``customer_id`` tells a merged one's from one's own, here and below."""

    id: int
    customer_id: int
    country: str
    kind: str
    number: str
    is_main: bool
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class PagePhone:
    """A phone number; the main one first, former ones last."""

    id: int
    customer_id: int
    number: str
    is_main: bool
    is_former: bool


@dataclass(frozen=True, slots=True)
class PageName:
    """Another name. ``kind``: former, alias."""

    id: int
    customer_id: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class PageUnit:
    """A unit that the customer owns or lives in, or did; ``id`` is the resident's row, for ending it."""

    id: int
    customer_id: int
    unit_id: int
    project: str
    code: str
    kind: str
    role: str
    share: tuple[int, int] | None
    since: date | None
    until: date | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class PageRelative:
    """Somebody who is the ``relation`` of this customer."""

    id: int
    customer: CustomerRow
    relation: str


@dataclass(frozen=True, slots=True)
class PageRight:
    """A right to act: ``customer`` is the other side, who acts or who is acted for."""

    id: int
    customer: CustomerRow
    right: str
    scope: str
    document: str
    notarised: bool
    valid_from: date | None
    valid_until: date | None
    is_valid: bool


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """Everything known of a customer in one look; ``asked_id`` differs from the row's where a merge was followed."""

    asked_id: int
    row: CustomerRow
    version: int
    birth: date | None
    is_minor: bool
    channel: str
    language: str
    address: str
    email: str
    note: str
    deceased_on: date | None
    created_at: datetime
    names: tuple[PageName, ...]
    documents: tuple[PageDocument, ...]
    phones: tuple[PagePhone, ...]
    units: tuple[PageUnit, ...]
    relatives: tuple[PageRelative, ...]
    representatives: tuple[PageRight, ...]
    acts_for: tuple[PageRight, ...]
    absorbed: tuple[CustomerRow, ...]
    changes: tuple[Change, ...]
    blocked_on: date | None = None
    blocked_why: str = ""


def get_customer_page(reader: Reader, number: int, today: date) -> CustomerPage:
    """The page of a customer, or of the one that ``number`` was merged into; ``store.gone`` for nobody."""
    customer = get_survivor(reader, number)
    own = record_id(customer)
    family = find_family(reader, own)
    documents = _parts(reader, CustomerDocument, family)
    ties = _ties(reader, family)
    rights = _rights(reader, family)
    others = find_survivors(reader, _everybody(ties, rights))
    rows = {row.id: row for row in find_rows(reader, {own, *family, *others.values()})}
    row = rows[own]
    if row.is_blocked:
        return _blocked(number, customer, row)
    birth = latest_birth(customer.birth, row.id_kind, row.id_number)
    return CustomerPage(
        asked_id=number,
        row=row,
        version=customer.version,
        birth=customer.birth,
        is_minor=customer.kind == "person" and is_minor(birth, today),
        channel=customer.channel,
        language=customer.language,
        address=customer.address,
        email=find_family_address(reader, family, "email"),
        note=customer.note,
        deceased_on=customer.deceased_on,
        created_at=customer.created_at,
        names=_names(_parts(reader, CustomerName, family)),
        documents=_documents(documents, own),
        phones=_phones(_parts(reader, CustomerPhone, family), own),
        units=_units(reader, family, today),
        relatives=_relatives(ties, own, others, rows),
        representatives=_acting(rights, own, others, rows, today, for_them=True),
        acts_for=_acting(rights, own, others, rows, today, for_them=False),
        absorbed=tuple(rows[member] for member in family[1:]),
        changes=tuple(changes_of(reader, "customer", own)),
    )


def _blocked(asked: int, customer: Customer, row: CustomerRow) -> CustomerPage:
    """A customer whose data are kept and not used: that, since when and why, and nothing else."""
    return CustomerPage(
        asked_id=asked, row=row, version=customer.version, birth=None, is_minor=False, channel="", language="",
        address="", email="", note="", deceased_on=None, created_at=customer.created_at, names=(), documents=(),
        phones=(), units=(), relatives=(), representatives=(), acts_for=(), absorbed=(), changes=(),
        blocked_on=customer.blocked_on, blocked_why=customer.blocked_why,
    )  # fmt: skip


def _parts(reader: Reader, table: type[T], family: list[int]) -> list[T]:
    owner = col(table.customer_id)  # type: ignore[attr-defined]
    return list(reader.session.exec(select(table).where(owner.in_(family)).limit(PART_LIMIT)))


def _ties(reader: Reader, family: list[int]) -> list[Kinship]:
    either = or_(col(Kinship.customer_id).in_(family), col(Kinship.relative_id).in_(family))
    return list(reader.session.exec(select(Kinship).where(either).limit(PART_LIMIT)))


def _rights(reader: Reader, family: list[int]) -> list[Representation]:
    either = or_(col(Representation.customer_id).in_(family), col(Representation.representative_id).in_(family))
    newest = col(Representation.id).desc()
    return list(reader.session.exec(select(Representation).where(either).order_by(newest).limit(PART_LIMIT)))


def _everybody(ties: Iterable[Kinship], rights: Iterable[Representation]) -> set[int]:
    kin = {end for tie in ties for end in (tie.customer_id, tie.relative_id)}
    return kin | {end for right in rights for end in (right.customer_id, right.representative_id)}


def _names(found: Iterable[CustomerName]) -> tuple[PageName, ...]:
    return tuple(PageName(record_id(row), row.customer_id, row.name, row.kind) for row in found)


def _documents(found: Iterable[CustomerDocument], own: int) -> tuple[PageDocument, ...]:
    rows = [
        PageDocument(
            record_id(row),
            row.customer_id,
            row.country,
            row.kind,
            row.number,
            row.is_main and row.customer_id == own,
            row.valid_from,
            row.valid_until,
        )
        for row in found
    ]
    return tuple(sorted(rows, key=lambda row: (not row.is_main, row.valid_until is not None, -row.id)))


def _phones(found: Iterable[CustomerPhone], own: int) -> tuple[PagePhone, ...]:
    rows = [
        PagePhone(record_id(row), row.customer_id, row.number, row.is_main and row.customer_id == own, row.is_former)
        for row in found
    ]
    return tuple(sorted(rows, key=lambda row: (not row.is_main, row.is_former, -row.id)))


def _units(reader: Reader, family: list[int], today: date) -> tuple[PageUnit, ...]:
    query = (
        select(UnitPerson, Unit, Building, Project)
        .join(Unit, col(Unit.id) == col(UnitPerson.unit_id))
        .join(Building, col(Building.id) == col(Unit.building_id))
        .join(Project, col(Project.id) == col(Building.project_id))
        .where(col(UnitPerson.customer_id).in_(family))
    )
    if reader.scope.project_ids is not None:
        query = query.where(col(UnitPerson.project_id).in_(reader.scope.project_ids))
    found = reader.session.exec(query.order_by(col(UnitPerson.id).desc()).limit(PART_LIMIT))
    rows = [
        PageUnit(
            record_id(person),
            person.customer_id,
            record_id(unit),
            project.name,
            unit_code(building.code, unit.entrance, unit.room),
            unit.kind,
            person.role,
            read_share(person),
            person.since,
            person.until,
            is_current(person.until, today),
        )
        for person, unit, building, project in found
    ]
    return tuple(sorted(rows, key=lambda row: (not row.is_current, row.project, row.code)))


def _relatives(
    ties: Iterable[Kinship], own: int, survivors: dict[int, int], rows: dict[int, CustomerRow]
) -> tuple[PageRelative, ...]:
    found = []
    for tie in ties:
        customer, relative = survivors[tie.customer_id], survivors[tie.relative_id]
        relation, other = (tie.relation, relative) if customer == own else (turn_relation(tie.relation), customer)
        # two records of one person may have been tied to each other before the merge
        if other != own:
            found.append(PageRelative(record_id(tie), rows[other], relation))
    return tuple(found)


def _acting(
    rights: Iterable[Representation],
    own: int,
    survivors: dict[int, int],
    rows: dict[int, CustomerRow],
    today: date,
    *,
    for_them: bool,
) -> tuple[PageRight, ...]:
    """The rights on one side: of those who act for the customer, or by which the customer acts for others."""
    found = []
    for right in rights:
        ends = survivors[right.customer_id], survivors[right.representative_id]
        side, other = ends if for_them else ends[::-1]
        if side == own != other:
            found.append(
                PageRight(
                    record_id(right),
                    rows[other],
                    right.right,
                    right.scope,
                    right.document,
                    right.notarised,
                    right.valid_from,
                    right.valid_until,
                    is_valid_on(right, today),
                )
            )
    return tuple(found)
