"""What the intake desk's forms hold: plain values that say what is wrong with them, field by field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from deskapp.desks.intake.rules import TOPICS
from deskapp.errors import Fault
from deskapp.office.checking import Faults, take, take_text, wrong_choices
from deskapp.office.customer.model import CHANNELS
from deskapp.values import Country
from deskapp.values.names import parse_name
from deskapp.values.phones import parse_phone
from deskapp.values.text import clean

LANGUAGES: Final = ("", "zh", "vi", "en")


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
