"""What the forms of a handover day give: who came, how it was signed, why it was refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from deskapp.errors import Fault
from deskapp.office.checking import Faults, take_text, wrong_choices
from deskapp.values.text import clean

COMES_AS: Final = ("owner", "representative", "other")
"""Who comes: an owner, somebody with a right to act for them, or somebody who may look but not sign."""
NAME_LIMIT: Final = 100


@dataclass(frozen=True, slots=True)
class CheckInDraft:
    """Who came. Without ``customer_id`` and ``name`` it is the first owner; ``counter`` has them in hand at once."""

    customer_id: int | None = None
    comes_as: str = "owner"
    name: str = ""
    counter: str = ""
    note: str = ""

    def checked(self) -> tuple[CheckInDraft, Faults]:
        """The draft cleaned, and what is wrong with it."""
        faults = wrong_choices(self, {"comes_as": COMES_AS})
        kept: dict[str, Any] = {"name": clean(self.name), "counter": clean(self.counter)[:20], "note": self.note}
        take_text(kept, faults, "note", self.note)
        if len(kept["name"]) > NAME_LIMIT:
            faults["name"] = Fault("draft.too_long", {"limit": NAME_LIMIT})
        if self.comes_as == "other" and not kept["name"] and self.customer_id is None:
            faults["name"] = Fault("visit.who")
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class SignDraft:
    """The deed as it was signed: ``signed_by`` is whoever came, ``signed_as`` by what right, where left empty.

    ``consent``: the owner's words that the open minor defects are mended later, needed where there are any.
    ``recheck_at``: when they come again to see them mended. ``overrides``: gate by gate, why it was passed.
    """

    signed_by: str = ""
    signed_as: str = ""
    consent: str = ""
    form_file_id: int | None = None
    recheck_at: datetime | None = None
    signed_on: date | None = None

    def checked(self, today: date) -> tuple[SignDraft, Faults]:
        """The draft cleaned, and what is wrong with it."""
        faults: Faults = {}
        kept: dict[str, Any] = {
            "signed_by": clean(self.signed_by),
            "signed_as": clean(self.signed_as),
            "consent": self.consent,
        }
        take_text(kept, faults, "consent", self.consent)
        for name in ("signed_by", "signed_as"):
            if len(kept[name]) > NAME_LIMIT:
                faults[name] = Fault("draft.too_long", {"limit": NAME_LIMIT})
        day = self.signed_on or today
        if day > today:
            faults["signed_on"] = Fault("visit.future", {"day": day})
        return replace(self, **kept, signed_on=day), faults


@dataclass(frozen=True, slots=True)
class RefusalDraft:
    """Why an owner did not take the home: a code of ``refusals.toml``, and whether that is a good reason.

    ``justified`` None: as the table says. ``risk_on``: the day on which the risk passes to who had no good reason.
    """

    code: str
    justified: bool | None = None
    note: str = ""
    risk_on: date | None = None

    def checked(self) -> tuple[RefusalDraft, Faults]:
        """The draft cleaned, and what is wrong with it."""
        faults: Faults = {}
        kept: dict[str, Any] = {"code": clean(self.code), "note": self.note}
        take_text(kept, faults, "note", self.note)
        if not kept["code"]:
            faults["code"] = Fault("visit.refusal_code")
        return replace(self, **kept), faults
