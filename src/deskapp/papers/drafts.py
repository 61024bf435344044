"""What the forms about papers hold: plain values that say what is wrong with them, field by field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from deskapp.errors import Fault
from deskapp.office.checking import Faults, take_text, wrong_choices
from deskapp.papers.model import HOLDERS, PAPER_KINDS
from deskapp.values.text import clean

LINE_LIMIT: Final = 200
COUNT_LIMIT: Final = 999


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """A paper that arrives. ``code`` is what procedures call it, ``name`` what to call it where they do not know it.

    ``received_at`` is when it came, where that was earlier; ``slip`` the number on the paper that the customer got.
    """

    customer_id: int
    code: str
    name: str = ""
    kind: str = "original"
    number: str = ""
    count: int = 1
    shelf: str = ""
    note: str = ""
    slip: str = ""
    unit_id: int | None = None
    parcel_id: int | None = None
    received_at: datetime | None = None

    def checked(self) -> tuple[PaperDraft, Faults]:
        """The paper in normal form with its faults."""
        faults = wrong_choices(self, {"kind": PAPER_KINDS})
        kept: dict[str, Any] = {}
        for name in ("code", "name", "number", "shelf", "slip"):
            take_line(kept, faults, name, getattr(self, name))
        if not kept["code"]:
            faults["code"] = Fault("paper.code_needed")
        if not 1 <= self.count <= COUNT_LIMIT:
            faults["count"] = Fault("paper.count", {"most": COUNT_LIMIT})
        take_text(kept, faults, "note", self.note)
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class MoveDraft:
    """A paper goes to somebody: ``to`` one of ``HOLDERS``, ``to_name`` which bank or whose hands.

    ``shelf`` counts where it comes to us, ``due_back`` where somebody else has it for a while.
    """

    to: str
    to_name: str = ""
    shelf: str = ""
    due_back: date | None = None
    slip: str = ""
    note: str = ""
    happened_at: datetime | None = None

    def checked(self, today: date) -> tuple[MoveDraft, Faults]:
        """The move in normal form with its faults."""
        faults = wrong_choices(self, {"to": HOLDERS})
        kept: dict[str, Any] = {}
        for name in ("to_name", "shelf", "slip"):
            take_line(kept, faults, name, getattr(self, name))
        take_text(kept, faults, "note", self.note)
        if self.to in ("us", "customer"):
            kept["due_back"] = None
        elif not kept["to_name"]:
            faults["to_name"] = Fault("paper.to_whom")
        if self.to != "us":
            kept["shelf"] = ""
        day = self.happened_at.date() if self.happened_at else today
        if self.due_back is not None and self.due_back < day:
            faults["due_back"] = Fault("paper.due_before", {"day": day})
        return replace(self, **kept), faults


def take_line(kept: dict[str, Any], faults: Faults, field: str, text: str) -> None:
    """Keep one clean line of at most 200 characters."""
    kept[field] = clean(text)
    if len(kept[field]) > LINE_LIMIT:
        faults[field] = Fault("draft.too_long", {"limit": LINE_LIMIT})
