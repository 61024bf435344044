"""The limits of complaints by clock and level as they hold today; Enter sets one of the office's own from a day on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Final

from deskapp.casework.screens.fields_form import CaseForm
from deskapp.casework.screens.read_list import ReadList
from deskapp.desks.complaints.taking.limits import Limit
from deskapp.desks.complaints.taking.model import LEVELS
from deskapp.desks.complaints.taking.model_clock import LIMIT_HOURS, LIMIT_UNITS
from deskapp.desks.complaints.taking.own_limits import SETTABLE, LimitDraft, LimitRow, list_limits, set_limit
from deskapp.errors import Fault
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.ui import fields
from deskapp.ui.columns import Column
from deskapp.ui.fields import Field
from deskapp.ui.lines import Run, shell_of
from deskapp.values.text import compact


def read_amount(text: str) -> tuple[Decimal | None, Fault | None]:
    """Whole minutes or days."""
    typed = compact(text)
    if typed.isascii() and typed.isdigit() and len(typed) <= 7:
        return Decimal(typed), None
    return None, Fault("complaint_limit.amount")


class LimitForm(CaseForm):
    """Another limit of a clock at a level, from a day on, with who decided it."""

    FORM: ClassVar[str] = "complaint.limit"
    TITLE_KEY = "complaint_limit.form"
    TOPIC = "complaint_limits"
    SAVED = "complaint_limit.saved"

    def fields(self) -> Sequence[Field]:
        """Which clock, how long, from when, by whom."""
        return (
            fields.choice("clock", SETTABLE, "complaint_clock", label="complaint_limit.clock", required=True),
            fields.choice("level", tuple(map(str, LEVELS)), "complaint_level", label="complaint_limit.level",
                          required=True),
            fields.text("amount", read_amount, show=_plain, echo=_plain, cells=10, label="complaint_limit.how_long",
                        required=True),
            fields.choice("unit", LIMIT_UNITS, "complaint_limit_unit", label="complaint_limit.unit", required=True),
            fields.choice("hours", LIMIT_HOURS, "complaint_limit_hours", label="complaint_limit.runs", required=True),
            fields.day("valid_from", self.read_day, label="complaint_limit.valid_from", required=True),
            fields.text("source", cells=40, label="complaint_limit.source", required=True),
        )  # fmt: skip

    def fill(self, data: Any) -> Mapping[str, Any]:
        """As it is now, from today on."""
        del data
        known = {name: self.about.get(name) for name in ("clock", "unit", "hours")}
        amount = self.about.get("amount")
        level = self.about.get("level")
        return known | {
            "level": str(level) if level else None,
            "amount": Decimal(str(amount)) if amount is not None else None,
            "valid_from": self.today,
        }

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Set it."""
        draft = LimitDraft(
            values["clock"],
            int(values["level"]),
            values["amount"],
            values["unit"],
            values["hours"],
            values["valid_from"],
            values["source"],
        )
        return self.write(data, "complaint.limit", lambda work: record_id(set_limit(work, draft)))


class LimitsScreen(ReadList):
    """What holds today; the office's own rows stand out."""

    TITLE_KEY = "complaint_limit.title"
    TOPIC = "complaint_limits"
    EMPTY = "complaint_limit.empty"
    COLUMNS = (
        Column("clock", 16, "complaint_limit.clock", weight="strong"),
        Column("level", 14, "complaint_limit.level"),
        Column("limit", label="complaint_limit.how_long", least=16),
        Column("valid_from", 10, "complaint_limit.valid_from", weight="muted"),
    )

    def read(self, reader: Reader) -> Sequence[LimitRow]:
        """Those of today."""
        return list_limits(reader, shell_of(self).now().date())

    def cells(self, row: LimitRow) -> tuple[str, ...]:
        """Which clock at which level, how long."""
        limit = row.limit
        return (
            self.text(f"complaint_clock.{limit.clock}"),
            self.text(f"complaint_level.{limit.level}"),
            self.text(f"limit_unit.{limit.unit}_{limit.hours}", amount=limit.amount),
            self.day(limit.valid_from) if limit.own else "",
        )

    def weight(self, row: LimitRow) -> Any:
        """The office's own."""
        return "accent" if row.limit.own else "plain"

    def told(self, row: LimitRow) -> Iterable[Run]:
        """Where it comes from."""
        limit: Limit = row.limit
        yield self.text("complaint_limit.own" if limit.own else "complaint_limit.shipped"), "plain"
        yield self.text("complaint_limit.from_source", source=limit.source), "muted"

    def on_listing_opened(self) -> None:
        """Another one from a day on."""
        limit: Limit = self.current.limit
        known: dict[str, Any] = {"clock": limit.clock, "level": limit.level, "unit": limit.unit, "hours": limit.hours}
        self.app.push_screen(LimitForm(0, amount=str(limit.amount), **known), self.returned)


def _plain(value: Decimal, _words: Any) -> str:
    return str(value)


FORMS: Final = (LimitForm,)
