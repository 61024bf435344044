"""What the intake desk's forms hold: plain values that say what is wrong with them, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from deskapp.cases.procedure import PAYERS
from deskapp.desks.intake.model import CHECK_RESULTS
from deskapp.desks.intake.rules import TOPICS
from deskapp.errors import Fault
from deskapp.money.purposes import find_purpose, purposes
from deskapp.money.rules import judge_amount
from deskapp.office.checking import Faults, take, take_text, wrong_choices
from deskapp.office.customer.model import CHANNELS
from deskapp.values import Country
from deskapp.values.money import PLACES
from deskapp.values.names import parse_name
from deskapp.values.phones import parse_phone
from deskapp.values.text import clean

LANGUAGES: Final = ("", "zh", "vi", "en")
LINE_LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class EnquiryDraft:
    """Somebody asks: a known customer, a caller with a name or a phone, or nobody that we know.

    ``answer_code`` names a canned answer, ``answer`` is what was said, in ``language``. ``asked_at`` is earlier than
    the entry where it was noted on paper first.
    """

    topic: str = ""
    question: str = ""
    answer_code: str = ""
    answer: str = ""
    language: str = ""
    channel: str = ""
    customer_id: int | None = None
    caller_name: str = ""
    caller_phone: str = ""
    outside_number: str = ""
    asked_at: datetime | None = None

    def checked(self, now: datetime, country: Country) -> tuple[EnquiryDraft, Faults]:
        """The draft in normal form with its faults by field; something asked, and said, there must be."""
        choices = {"topic": TOPICS, "language": LANGUAGES, "channel": ("", *CHANNELS)}
        faults = wrong_choices(self, choices)
        kept: dict[str, Any] = {"answer_code": clean(self.answer_code), "outside_number": clean(self.outside_number)}
        take_text(kept, faults, "question", self.question)
        take_text(kept, faults, "answer", self.answer)
        if not kept["question"]:
            faults.setdefault("question", Fault("enquiry.no_question"))
        kept["caller_name"] = kept["caller_phone"] = ""
        if self.customer_id is None:
            if clean(self.caller_name):
                take(kept, faults, "caller_name", parse_name(self.caller_name))
            if clean(self.caller_phone):
                take(kept, faults, "caller_phone", _any_phone(self.caller_phone, country))
        if self.asked_at is not None and self.asked_at > now:
            faults["asked_at"] = Fault("draft.future")
        return replace(self, **kept), faults


def _any_phone(text: str, country: Country) -> tuple[str | None, Fault | None]:
    """A phone of the office's country, else of the other one; the fault is that of the office's."""
    number, fault = parse_phone(text, country)
    if number is None:
        number, _ = parse_phone(text, "CN" if country == "VN" else "VN")
    return (number, None) if number else (None, fault)


@dataclass(frozen=True, slots=True)
class IdentityDraft:
    """A document that was looked at; ``customer_id`` None is who acts in the case. ``matches``: it is theirs."""

    case_id: int
    id_kind: str
    id_number: str
    customer_id: int | None = None
    country: str = ""
    valid_until: date | None = None
    matches: bool = True
    note: str = ""
    checked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CheckDraft:
    """A comparison with a register: which (``source``), what came out, on what day it was asked."""

    case_id: int
    source: str
    result: str
    note: str = ""
    checked_on: date | None = None

    def checked(self, today: date) -> tuple[CheckDraft, Faults]:
        """The draft in normal form with its faults."""
        faults = wrong_choices(self, {"result": CHECK_RESULTS})
        kept: dict[str, Any] = {"source": clean(self.source)[:LINE_LIMIT]}
        take_text(kept, faults, "note", self.note)
        if not kept["source"]:
            faults["source"] = Fault("check.no_source")
        if self.result in ("disputed", "mortgaged", "planning") and not kept["note"]:
            faults.setdefault("note", Fault("check.no_note"))
        if self.checked_on is not None and self.checked_on > today:
            faults["checked_on"] = Fault("draft.future")
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A line of a quotation. ``through_us``: collected here; else paid elsewhere and told only."""

    purpose: str
    amount: Decimal
    text: str = ""
    payer: str = "customer"
    through_us: bool = True
    fee: str = ""


@dataclass(frozen=True, slots=True)
class QuoteDraft:
    """What a case would cost; ``advance`` is the part of the office's own lines that is due at signing."""

    case_id: int
    currency: str
    lines: Sequence[QuoteLine]
    valid_until: date
    package: str = ""
    advance: Decimal = Decimal(0)
    note: str = ""
    quoted_on: date | None = None

    def checked(self, today: date) -> tuple[QuoteDraft, Faults]:
        """The draft in normal form with its faults; the line at fault is named ``lines.N``."""
        faults = wrong_choices(self, {"currency": tuple(PLACES)})
        kept: dict[str, Any] = {"package": clean(self.package)[:LINE_LIMIT]}
        take_text(kept, faults, "note", self.note)
        quoted_on = self.quoted_on or today
        if self.valid_until < quoted_on:
            faults["valid_until"] = Fault("quotation.ends_before")
        if quoted_on > today:
            faults["quoted_on"] = Fault("draft.future")
        if not self.lines:
            faults["lines"] = Fault("quotation.empty")
        if "currency" not in faults:
            self._judge_lines(faults)
        kept["lines"] = tuple(replace(line, text=clean(line.text)[:LINE_LIMIT]) for line in self.lines)
        return replace(self, quoted_on=quoted_on, **kept), faults

    def _judge_lines(self, faults: Faults) -> None:
        for place, line in enumerate(self.lines, 1):
            wrong = wrong_choices(line, {"purpose": tuple(purposes()), "payer": PAYERS})
            fault = next(iter(wrong.values()), None) or judge_amount(line.amount, self.currency, zero=True)
            if fault is not None:
                faults[f"lines.{place}"] = fault
        if not faults and self.advance:
            own = sum_own(self.lines)
            fault = judge_amount(self.advance, self.currency)
            if fault is None and self.advance > own:
                fault = Fault("quotation.advance", {"own": own})
            if fault is not None:
                faults["advance"] = fault


def sum_own(lines: Sequence[QuoteLine]) -> Decimal:
    """What of these lines is the office's own."""
    own = (line.amount for line in lines if line.through_us and find_purpose(line.purpose).holding == "own")
    return sum(own, Decimal(0))


@dataclass(frozen=True, slots=True)
class DeliveryDraft:
    """The result leaves: to whom (None: the customer), how, against whose signature; ``delivered_at`` where earlier."""

    case_id: int
    receiver_id: int | None = None
    way: str = "in_person"
    slip: str = ""
    signed_by: str = ""
    delivered_at: datetime | None = None
