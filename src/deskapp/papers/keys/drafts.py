"""What the forms about keys hold: plain values that say what is wrong with them, field by field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from deskapp.errors import Fault
from deskapp.office.checking import Faults, take_text, wrong_choices
from deskapp.papers.drafts import take_line
from deskapp.papers.keys.model import KEY_HOLDERS, KEY_KINDS, KEY_MOVES, KEY_PURPOSES

PIECES: Final = 99
"""Pieces that one set has at most."""
BY_CLERK: Final = tuple(kind for kind in KEY_MOVES if kind not in ("taken_in", "cancelled"))
"""Moves that a clerk notes; a set is taken in once, and a move cancelled by another."""


@dataclass(frozen=True, slots=True)
class KeySetDraft:
    """A set that comes to us. Without a ``label`` it gets the next number; ``hook`` is where it hangs."""

    unit_id: int
    kind: str = "key"
    label: str = ""
    contents: str = ""
    count: int = 1
    hook: str = ""
    note: str = ""
    received_at: datetime | None = None

    def checked(self) -> tuple[KeySetDraft, Faults]:
        """The set in normal form with its faults."""
        faults = wrong_choices(self, {"kind": KEY_KINDS})
        kept: dict[str, Any] = {}
        for name in ("label", "contents", "hook"):
            take_line(kept, faults, name, getattr(self, name))
        kept["label"] = kept["label"].upper()
        take_text(kept, faults, "note", self.note)
        if not 1 <= self.count <= PIECES:
            faults["count"] = Fault("keys.count", {"most": PIECES})
        return replace(self, **kept), faults


@dataclass(frozen=True, slots=True)
class KeyMoveDraft:
    """A set goes somewhere: ``kind`` one of ``BY_CLERK``, ``holder`` who has it then where it goes out.

    ``count`` is how many pieces came back (None: all); ``consent`` the paper by which an owner leaves it here;
    ``due_back`` follows from the purpose where none is said.
    """

    kind: str
    holder: str = ""
    holder_name: str = ""
    holder_id: int | None = None
    organisation_id: int | None = None
    staff_id: int | None = None
    purpose: str = ""
    count: int | None = None
    due_back: date | None = None
    consent: str = ""
    witness: str = ""
    note: str = ""
    happened_at: datetime | None = None

    def checked(self, today: date) -> tuple[KeyMoveDraft, Faults]:
        """The move in normal form with its faults."""
        faults = wrong_choices(self, {"kind": BY_CLERK})
        kept: dict[str, Any] = {}
        for name in ("holder_name", "consent", "witness"):
            take_line(kept, faults, name, getattr(self, name))
        take_text(kept, faults, "note", self.note)
        draft = replace(self, **kept)
        if self.kind == "out":
            faults |= draft._faults_out(today)
        else:
            draft = replace(draft, due_back=None)
        if self.kind == "given":
            draft = replace(draft, holder="owner", purpose=self.purpose or "handover")
        if self.kind == "kept":
            draft = replace(draft, holder="us", purpose=self.purpose or "repair")
            if not kept["consent"]:
                faults["consent"] = Fault("keys.consent_needed")
        if self.kind == "lost" and not kept["note"]:
            faults["note"] = Fault("keys.lost_how")
        if self.count is not None and not 0 <= self.count <= PIECES:
            faults["count"] = Fault("keys.count", {"most": PIECES})
        return draft, faults

    def _faults_out(self, today: date) -> Faults:
        choices = {"holder": tuple(one for one in KEY_HOLDERS if one != "us"), "purpose": ("", *KEY_PURPOSES)}
        faults = wrong_choices(self, choices)
        if not self.holder_name:
            faults["holder_name"] = Fault("keys.to_whom")
        day = self.happened_at.date() if self.happened_at else today
        if self.due_back is not None and self.due_back < day:
            faults["due_back"] = Fault("keys.due_before", {"day": day})
        return faults
