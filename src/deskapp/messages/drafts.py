"""What a desk gives to have a customer told, in normal form."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final
from unicodedata import category, normalize

from deskapp.errors import DeskError, Fault
from deskapp.messages.model import CHANNELS
from deskapp.values.emails import parse_email
from deskapp.values.text import clean, compact

SUBJECT_LIMIT: Final = 200
BODY_LIMIT: Final = 10_000
_SMS_ADDRESS: Final = re.compile(r"\+?[0-9]{5,15}")
# marks that turn the direction of what follows: a text from outside may not rearrange ours
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class MessageDraft:
    """One message: ``to`` an e-mail address or a phone in normal form, empty where there is none.

    ``body`` is the text in the customer's language; ``about`` names the record, such as ``("case_file", 12)``,
    ``step`` the step of a case that it tells of.
    """

    customer_id: int | None
    channel: str
    to: str
    subject: str
    body: str
    language: str
    about: tuple[str, int | None] = ("", None)
    step: str = ""

    def checked(self) -> tuple[MessageDraft, Fault | None]:
        """The draft in normal form. Where it cannot go by its channel it is to be sent by hand, and the fault says why.

        Raises ``messages.channel`` and ``messages.empty``, which are no customer's doing.
        """
        if self.channel not in CHANNELS:
            raise DeskError("messages.channel", "channel", value=self.channel)
        body = clean_text(self.body)[:BODY_LIMIT]
        if not clean(body):
            raise DeskError("messages.empty", "body")
        address, fault = parse_address(self.channel, self.to)
        return replace(
            self,
            channel="hand" if fault else self.channel,
            to=address,
            subject=clean(self.subject)[:SUBJECT_LIMIT],
            body=body,
        ), fault


def parse_address(channel: str, text: str) -> tuple[str, Fault | None]:
    """Where a message goes by its channel; a fault where it cannot go there, with what was typed for the clerk."""
    typed = clean(text)
    if channel == "hand":
        return typed, None
    if not typed:
        return "", Fault(f"messages.no_{channel}")
    if channel == "email":
        address, fault = parse_email(typed)
        return address or typed, fault
    number = compact(typed)
    return (number, None) if _SMS_ADDRESS.fullmatch(number) else (typed, Fault("messages.sms_form", {"value": typed}))


def clean_text(text: str) -> str:
    """A text of several lines without control characters, broken ones and marks that turn its direction."""
    composed = normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (
        char for char in composed if char in "\n\t" or (category(char) not in ("Cc", "Cs") and char not in _TURNING)
    )
    return "".join(kept).strip()
