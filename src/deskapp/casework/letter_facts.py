"""What the letters of any case may say, read in one snapshot; a desk adds what it knows beside (``Engine.letters``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from deskapp.cases.engine import Engine
from deskapp.cases.fields import read_fields
from deskapp.cases.model import Case
from deskapp.cases.page import CasePage, get_case_page
from deskapp.cases.secret_fields import masked
from deskapp.messages.queries import find_family_address
from deskapp.money.queries import ReceiptRow, list_receipts
from deskapp.office.customer.rows import CustomerRow, find_family, get_survivor
from deskapp.office.land.model import Parcel
from deskapp.office.staff.model import Office
from deskapp.store.base import record_id
from deskapp.store.work import Reader


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as letters name them."""

    name: str = ""
    document: str = ""
    birth: date | None = None
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the letters of any case may say, whichever desk makes them; ``fields`` as they are kept."""

    page: CasePage
    office: Office
    clerk: str
    today: date
    customer: Person
    representative: Person
    parcel: Parcel | None
    receipts: tuple[ReceiptRow, ...]
    fields: Mapping[str, str]


def read_case_facts(reader: Reader, engine: Engine, case_id: int, today: date, clerk: str = "") -> CaseFacts:
    """Read them in one snapshot."""
    case = reader.get(Case, case_id)
    page = get_case_page(reader, engine, case_id, today)
    office = reader.get(Office, case.office_id)
    charges = [row.id for _, row in page.charges]
    return CaseFacts(
        page,
        office,
        clerk,
        today,
        _person(reader, case.customer_id, page.customer),
        _person(reader, case.representative_id, page.representative),
        reader.get(Parcel, case.parcel_id) if case.parcel_id is not None else None,
        tuple(row for row in list_receipts(reader, charge_ids=charges) if row.state != "void") if charges else (),
        masked(page.procedure, read_fields(case)),
    )


def letter_language(reader: Reader, case_id: int) -> str:
    """The language that the customer reads: the case's, else theirs, else the office's."""
    case = reader.get(Case, case_id)
    own = get_survivor(reader, case.customer_id).language if case.customer_id is not None else ""
    return case.language or own or reader.get(Office, case.office_id).language or "zh"


def _person(reader: Reader, customer_id: int | None, row: CustomerRow | None) -> Person:
    if customer_id is None or row is None:
        return Person()
    customer = get_survivor(reader, customer_id)
    email = find_family_address(reader, find_family(reader, record_id(customer)), "email")
    return Person(customer.name, row.id_number, customer.birth, customer.address, row.phone, email)
