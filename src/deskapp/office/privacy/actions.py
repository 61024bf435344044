"""What a clerk does with somebody's rights over their data: consent, disclosure, request, blocking, hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from sqlmodel import col, select

from deskapp.errors import DeskError
from deskapp.office.customer.model import Customer
from deskapp.office.customer.rows import find_family, get_survivor
from deskapp.office.privacy.model import (
    BASES,
    CONSENT_WAYS,
    REQUEST_KINDS,
    RESULTS,
    Consent,
    ConsentText,
    Disclosure,
    LegalHold,
    PersonRequest,
)
from deskapp.office.privacy.purposes import Purpose
from deskapp.office.privacy.queries import find_standing
from deskapp.office.privacy.rules import AnswerTime, WorkingDays
from deskapp.office.staff.model import Office
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values import series
from deskapp.values.text import clean

KEEP_YEARS: Final = 3
"""Years that a disclosure is kept at least (网络数据安全管理条例 art. 12)."""
LINE_LIMIT: Final = 500


@dataclass(frozen=True, slots=True)
class DisclosureDraft:
    """What went out, to whom and why; ``customer_id`` None for a list of ``people`` customers."""

    customer_id: int | None
    recipient: str
    purpose: str
    fields: str
    basis: str
    people: int = 1
    about: str = ""
    note: str = ""
    happened_at: datetime | None = None


def give_consent(
    work: Work,
    customer_id: int,
    purpose: Purpose,
    way: str,
    *,
    language: str = "",
    signer: str = "",
    given_at: datetime | None = None,
    note: str = "",
) -> Consent:
    """Note that a customer agreed, to which words, how and when; the words are kept as they were shown.

    One who agreed to this edition already, and did not take it back, is ``privacy.agreed``.
    """
    customer = get_survivor(work, customer_id)
    _choose(way, CONSENT_WAYS, "way")
    at = _moment(work, given_at, "given_at")
    office = work.get(Office, work.clerk.office_id)
    text = _keep_text(work, purpose, language or customer.language or office.language, office.name)
    for known in find_standing(work, find_family(work, record_id(customer)), purpose.code):
        if known.text_id == record_id(text):
            raise DeskError("privacy.agreed", "purpose", day=known.given_at.astimezone(work.now.tzinfo).date())
    return work.add(
        Consent(
            office_id=work.clerk.office_id,
            customer_id=record_id(customer),
            text_id=record_id(text),
            purpose=purpose.code,
            way=way,
            signer=_line(signer, "signer"),
            given_at=at,
            entered_at=work.now,
            clerk=work.clerk.name,
            note=_line(note, "note"),
        )
    )


def withdraw_consent(work: Work, number: int, way: str, *, withdrawn_at: datetime | None = None) -> Consent:
    """They take it back; as easy as it was given. What was done before stays valid."""
    consent = work.get(Consent, number)
    _choose(way, CONSENT_WAYS, "way")
    if consent.withdrawn_at is not None:
        raise DeskError("privacy.withdrawn", day=consent.withdrawn_at.astimezone(work.now.tzinfo).date())
    at = _moment(work, withdrawn_at, "withdrawn_at")
    if at < consent.given_at:
        raise DeskError("draft.ends_before_start", "withdrawn_at")
    work.change(consent, {"withdrawn_at": at, "withdrawn_way": way, "withdrawn_by": work.clerk.name})
    return consent


def note_disclosure(work: Work, draft: DisclosureDraft, purposes: tuple[Purpose, ...] = ()) -> Disclosure:
    """Note that data went out. On the ground of consent it needs one that stands: ``privacy.no_consent``.

    ``purposes`` are those consents that let data go out; a blocked customer's data go out by law alone.
    """
    _choose(draft.basis, BASES, "basis")
    recipient, purpose = _needed(draft.recipient, "recipient"), _needed(draft.purpose, "purpose")
    fields = _needed(draft.fields, "fields")
    own = None
    if draft.customer_id is not None:
        customer = get_survivor(work, draft.customer_id)
        own = record_id(customer)
        if customer.blocked_why and draft.basis not in ("law", "vital"):
            raise DeskError("privacy.blocked", number=customer.number, why=customer.blocked_why)
        if draft.basis == "consent":
            family = find_family(work, own)
            if not any(find_standing(work, family, purpose.code) for purpose in purposes):
                raise DeskError("privacy.no_consent", "basis", number=customer.number)
    at = _moment(work, draft.happened_at, "happened_at")
    return work.add(
        Disclosure(
            office_id=work.clerk.office_id,
            customer_id=own,
            recipient=recipient,
            purpose=purpose,
            fields=fields,
            basis=draft.basis,
            people=max(1, draft.people),
            about=draft.about,
            note=_line(draft.note, "note"),
            happened_at=at,
            entered_at=work.now,
            keep_until=_years_later(at.date(), KEEP_YEARS),
            clerk=work.clerk.name,
        )
    )


def ask_about_person(
    work: Work,
    customer_id: int,
    kind: str,
    way: str,
    time: AnswerTime,
    calendar: WorkingDays,
    *,
    asked_by: str = "",
    note: str = "",
    asked_at: datetime | None = None,
) -> PersonRequest:
    """Somebody asks to see, correct, block or erase their data: a number, and by when they are answered."""
    customer = get_survivor(work, customer_id)
    _choose(kind, REQUEST_KINDS, "kind")
    _choose(way, CONSENT_WAYS, "way")
    at = _moment(work, asked_at, "asked_at")
    return work.add(
        PersonRequest(
            office_id=work.clerk.office_id,
            number=work.number(series.REQUEST),
            customer_id=record_id(customer),
            kind=kind,
            asked_by=_line(asked_by, "asked_by"),
            way=way,
            note=_line(note, "note"),
            asked_at=at,
            entered_at=work.now,
            due_at=time.due_at(at.astimezone(work.now.tzinfo), calendar),
            clerk=work.clerk.name,
        )
    )


def answer_request(work: Work, number: int, result: str, answer: str) -> PersonRequest:
    """The request is answered: done, or refused, with the words that the person is told."""
    request = work.get(PersonRequest, number)
    _choose(result, RESULTS, "result")
    if request.result:
        raise DeskError("privacy.answered", number=request.number)
    told = _needed(answer, "answer") if result == "refused" else _line(answer, "answer")
    work.change(request, {"result": result, "answer": told, "done_at": work.now, "done_by": work.clerk.name})
    return request


def block_customer(work: Work, customer_id: int, reason: str) -> Customer:
    """Keep the record because it must be kept, and use it no more: masked everywhere, closed to edits."""
    customer = get_survivor(work, customer_id)
    if customer.blocked_why:
        raise DeskError("privacy.blocked", number=customer.number, why=customer.blocked_why)
    work.reason = _needed(reason, "reason")
    work.change(customer, {"blocked_on": work.today, "blocked_why": work.reason})
    return customer


def unblock_customer(work: Work, customer_id: int, reason: str) -> Customer:
    """Use the record again."""
    customer = get_survivor(work, customer_id)
    if not customer.blocked_why:
        raise DeskError("privacy.not_blocked", number=customer.number)
    work.reason = _needed(reason, "reason")
    work.change(customer, {"blocked_on": None, "blocked_why": ""})
    return customer


def set_hold(work: Work, customer_id: int, reason: str, until: date | None = None) -> LegalHold:
    """Let nothing of this customer go, until a day or until it is ended."""
    customer = get_survivor(work, customer_id)
    work.reason = _needed(reason, "reason")
    if until is not None and until < work.today:
        raise DeskError("draft.ends_before_start", "until")
    return work.add(
        LegalHold(
            office_id=work.clerk.office_id,
            customer_id=record_id(customer),
            reason=work.reason,
            since=work.today,
            until=until,
            clerk=work.clerk.name,
        )
    )


def end_hold(work: Work, number: int, reason: str) -> LegalHold:
    """The lawsuit or inspection is over."""
    hold = work.get(LegalHold, number)
    if hold.ended_on is not None:
        raise DeskError("privacy.hold_ended", day=hold.ended_on)
    work.reason = _needed(reason, "reason")
    work.change(hold, {"ended_on": work.today, "end_reason": work.reason})
    return hold


def _keep_text(work: Work, purpose: Purpose, language: str, office: str) -> ConsentText:
    words, spoken = purpose.says(language, office)
    digest = sha256(words.encode()).hexdigest()
    known = work.session.exec(
        select(ConsentText).where(
            ConsentText.office_id == work.clerk.office_id,
            ConsentText.purpose == purpose.code,
            col(ConsentText.digest) == digest,
        )
    ).first()
    return known or work.add(
        ConsentText(
            office_id=work.clerk.office_id,
            purpose=purpose.code,
            edition=purpose.edition,
            language=spoken,
            text=words,
            digest=digest,
            first_used_at=work.now,
        )
    )


def _moment(work: Work, told: datetime | None, field: str) -> datetime:
    if told is not None and told > work.now:
        raise DeskError("privacy.future", field)
    return told or work.now


def _choose(value: str, choices: tuple[str, ...], field: str) -> None:
    if value not in choices:
        raise DeskError("draft.choice", field, value=value)


def _needed(text: str, field: str) -> str:
    kept = _line(text, field)
    if not kept:
        raise DeskError("privacy.needed", field)
    return kept


def _line(text: str, field: str) -> str:
    kept = clean(text)
    if len(kept) > LINE_LIMIT:
        raise DeskError("draft.too_long", field, limit=LINE_LIMIT)
    return kept


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
