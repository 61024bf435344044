"""What is typed of an acceptance: plain values that say what is wrong with them, field by field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from deskapp.errors import Fault
from deskapp.office.acceptance.model import ACCEPTANCE_KINDS, ACCEPTANCE_RESULTS
from deskapp.office.checking import Faults, take_text, wrong_choices
from deskapp.values.text import clean

LINE_LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class AcceptanceDraft:
    """One acceptance of one building: planned for a day, or decided on one with a result.

    ``department_id`` owns it; ``keys_received_on`` is when the builder's keys came over after it.
    """

    building_id: int
    kind: str
    department_id: int | None = None
    authority: str = ""
    planned_on: date | None = None
    result: str = ""
    decided_on: date | None = None
    number: str = ""
    keys_received_on: date | None = None
    remarks: str = ""
    stored_file_id: int | None = None

    def checked(self, today: date) -> tuple[AcceptanceDraft, Faults]:
        """The draft in normal form with its faults by field."""
        faults = wrong_choices(self, {"kind": ACCEPTANCE_KINDS, "result": ACCEPTANCE_RESULTS})
        kept: dict[str, Any] = {name: clean(getattr(self, name)) for name in ("authority", "number")}
        for name, text in kept.items():
            if len(text) > LINE_LIMIT:
                faults[name] = Fault("draft.too_long", {"limit": LINE_LIMIT})
        take_text(kept, faults, "remarks", self.remarks)
        if self.result and self.decided_on is None:
            faults["decided_on"] = Fault("acceptance.no_day")
        elif self.decided_on is not None and not self.result:
            faults["result"] = Fault("acceptance.no_result")
        for name in ("decided_on", "keys_received_on"):
            day = getattr(self, name)
            if day is not None and day > today:
                faults[name] = Fault("acceptance.future", {"day": day})
        if self.result == "failed" and not kept.get("remarks"):
            faults["remarks"] = Fault("acceptance.why_failed")
        return replace(self, **kept), faults
