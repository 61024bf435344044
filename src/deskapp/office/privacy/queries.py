"""Reads about what the law on personal data wants kept: one customer's page of it, and the lists of the office."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import col, select

from deskapp.office.customer.model import Customer
from deskapp.office.customer.rows import find_family, get_survivor
from deskapp.office.privacy.model import (
    Consent,
    ConsentText,
    Disclosure,
    ExportLog,
    LegalHold,
    PersonRequest,
    Purged,
)
from deskapp.store.base import record_id
from deskapp.store.work import Reader

_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A consent with the edition and the words that were agreed to; None while it stands."""

    id: int
    purpose: str
    edition: str
    language: str
    text: str
    way: str
    signer: str
    given_at: datetime
    clerk: str
    withdrawn_at: datetime | None
    withdrawn_way: str
    withdrawn_by: str


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    """Data that went out; ``number`` and ``name`` are empty where it was a list."""

    id: int
    number: str
    recipient: str
    purpose: str
    fields: str
    basis: str
    people: int
    about: str
    happened_at: datetime
    keep_until: date
    clerk: str


@dataclass(frozen=True, slots=True)
class RequestRow:
    """What somebody asked about their own data; ``result`` is empty while it waits."""

    id: int
    number: str
    customer_id: int
    customer: str
    kind: str
    asked_by: str
    way: str
    asked_at: datetime
    due_at: datetime
    clerk: str
    done_at: datetime | None
    result: str
    answer: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A legal hold; it lasts while ``ended_on`` is None and ``until`` has not passed."""

    id: int
    customer_id: int
    number: str
    reason: str
    since: date
    until: date | None
    ended_on: date | None
    clerk: str

    def lasts(self, today: date) -> bool:
        """Whether nothing may be let go today."""
        return (self.ended_on is None or self.ended_on > today) and (self.until is None or self.until >= today)


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """Everything of this kind that is known of one customer, newest first; merged records' are theirs."""

    customer_id: int
    number: str
    name: str
    blocked_on: date | None
    blocked_why: str
    consents: tuple[ConsentRow, ...]
    disclosures: tuple[DisclosureRow, ...]
    requests: tuple[RequestRow, ...]
    holds: tuple[HoldRow, ...]


def get_privacy_page(reader: Reader, number: int) -> PrivacyPage:
    """The page of a customer; follows a merge."""
    customer = get_survivor(reader, number)
    family = find_family(reader, record_id(customer))
    return PrivacyPage(
        record_id(customer),
        customer.number,
        customer.name,
        customer.blocked_on,
        customer.blocked_why,
        tuple(list_consents(reader, family)),
        tuple(list_disclosures(reader, family)),
        tuple(list_requests(reader, family)),
        tuple(list_holds(reader, family)),
    )


def list_consents(reader: Reader, numbers: Collection[int]) -> list[ConsentRow]:
    """The consents of these customers, newest first."""
    query = (
        select(Consent, ConsentText)
        .join(ConsentText, col(ConsentText.id) == col(Consent.text_id))
        .where(col(Consent.customer_id).in_(numbers))
        .order_by(col(Consent.given_at).desc(), col(Consent.id).desc())
        .limit(_MOST)
    )
    return [
        ConsentRow(
            record_id(consent),
            consent.purpose,
            text.edition,
            text.language,
            text.text,
            consent.way,
            consent.signer,
            consent.given_at,
            consent.clerk,
            consent.withdrawn_at,
            consent.withdrawn_way,
            consent.withdrawn_by,
        )
        for consent, text in reader.session.exec(query)
    ]


def find_standing(reader: Reader, numbers: Collection[int], purpose: str) -> list[Consent]:
    """The consents to a purpose that were not taken back."""
    query = select(Consent).where(
        col(Consent.customer_id).in_(numbers), Consent.purpose == purpose, col(Consent.withdrawn_at).is_(None)
    )
    return list(reader.session.exec(query))


def find_silenced(reader: Reader, purposes: Collection[str]) -> set[int]:
    """The customers who took one of these consents back and gave none again: nothing of this kind is sent to them."""
    rows = select(Consent.customer_id, Consent.withdrawn_at).where(col(Consent.purpose).in_(purposes))
    standing: dict[int, bool] = {}
    for number, withdrawn_at in reader.session.exec(rows):
        standing[number] = standing.get(number, False) or withdrawn_at is None
    return {number for number, stands in standing.items() if not stands}


def list_disclosures(reader: Reader, numbers: Collection[int] | None = None, limit: int = _MOST) -> list[DisclosureRow]:
    """What went out of these customers' data, or of anybody's, newest first."""
    query = select(Disclosure, Customer.number).join(
        Customer, col(Customer.id) == col(Disclosure.customer_id), isouter=True
    )
    if numbers is not None:
        query = query.where(col(Disclosure.customer_id).in_(numbers))
    query = query.order_by(col(Disclosure.happened_at).desc(), col(Disclosure.id).desc()).limit(limit)
    return [
        DisclosureRow(
            record_id(one),
            number or "",
            one.recipient,
            one.purpose,
            one.fields,
            one.basis,
            one.people,
            one.about,
            one.happened_at,
            one.keep_until,
            one.clerk,
        )
        for one, number in reader.session.exec(query)
    ]


def list_requests(
    reader: Reader, numbers: Collection[int] | None = None, *, waiting: bool = False, limit: int = _MOST
) -> list[RequestRow]:
    """What people asked about their data, what is due first before what was answered."""
    query = select(PersonRequest, Customer.number).join(Customer, col(Customer.id) == col(PersonRequest.customer_id))
    if numbers is not None:
        query = query.where(col(PersonRequest.customer_id).in_(numbers))
    if waiting:
        query = query.where(PersonRequest.result == "")
    query = query.order_by(col(PersonRequest.result) != "", col(PersonRequest.due_at), col(PersonRequest.id))
    return [
        RequestRow(
            record_id(one),
            one.number,
            one.customer_id,
            number,
            one.kind,
            one.asked_by,
            one.way,
            one.asked_at,
            one.due_at,
            one.clerk,
            one.done_at,
            one.result,
            one.answer,
            one.note,
        )
        for one, number in reader.session.exec(query.limit(limit))
    ]


def list_holds(reader: Reader, numbers: Collection[int] | None = None, limit: int = _MOST) -> list[HoldRow]:
    """The legal holds of these customers, or all, newest first."""
    query = select(LegalHold, Customer.number).join(Customer, col(Customer.id) == col(LegalHold.customer_id))
    if numbers is not None:
        query = query.where(col(LegalHold.customer_id).in_(numbers))
    query = query.order_by(col(LegalHold.id).desc()).limit(limit)
    return [
        HoldRow(record_id(one), one.customer_id, number, one.reason, one.since, one.until, one.ended_on, one.clerk)
        for one, number in reader.session.exec(query)
    ]


def find_purged(reader: Reader, name: str) -> list[Purged]:
    """The trace of a record that was let go, by the number that people knew it by."""
    return list(reader.session.exec(select(Purged).where(Purged.name == name).limit(_MOST)))


def list_exports(reader: Reader, limit: int = _MOST) -> list[ExportLog]:
    """The latest exports, newest first."""
    return list(reader.session.exec(select(ExportLog).order_by(col(ExportLog.id).desc()).limit(limit)))
