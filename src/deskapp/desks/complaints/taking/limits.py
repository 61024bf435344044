"""How long each clock of a complaint may run: shipped dated rows, over them the rows that the office set."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlmodel import col, select

from deskapp.desks.complaints.taking.model import CLOCKS, LEVELS
from deskapp.desks.complaints.taking.model_clock import LIMIT_HOURS, LIMIT_UNITS, ComplaintLimit
from deskapp.errors import DeskError
from deskapp.office.tariffs.rates import CERTAINTIES
from deskapp.store.work import Reader

FILE: Final = Path(__file__).parent / "limits.toml"
_KEYS: Final = {
    "clock", "level", "procedure", "amount", "unit", "hours", "valid_from", "valid_to", "source", "certainty",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit: ``amount`` of ``unit``; 0 minutes is at once. ``own``: a row of the office's."""

    clock: str
    level: int
    amount: Decimal
    unit: str
    hours: str
    valid_from: date
    valid_to: date | None = None
    procedure: str = ""
    source: str = ""
    certainty: str = ""
    own: bool = False

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def text(self) -> str:
        """How a clock names the row that it came from: ``close 2 7 working_days service 2000-01-01``."""
        kept = (self.clock, self.level, self.amount, self.unit, self.hours, self.valid_from, self.procedure)
        return " ".join(str(part) for part in kept if part != "") + (" own" if self.own else "")


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits that an office has; of several that hold its own wins, then the procedure's, then the latest."""

    rows: Sequence[Limit]

    def find(self, clock: str, level: int, day: date, procedure: str = "") -> Limit | None:
        """The limit that holds for a complaint received on a day; None where there is none, as for ``external``."""
        fitting = [
            row
            for row in self.rows
            if (row.clock, row.level) == (clock, level) and row.procedure in ("", procedure) and row.holds(day)
        ]
        return max(fitting, key=lambda row: (row.own, row.procedure != "", row.valid_from), default=None)


@cache
def shipped_limits() -> tuple[Limit, ...]:
    """The rows that come with the program."""
    return parse_limits(FILE.read_text(encoding="utf-8"))


def parse_limits(text: str) -> tuple[Limit, ...]:
    """Limits of a TOML text; ``complaint.limit_file`` names the first row that cannot be used, and why."""
    rows = tomllib.loads(text).get("limit", [])
    return tuple(_limit(row, place) for place, row in enumerate(rows, start=1))


def read_limits(reader: Reader) -> Limits:
    """What holds at this office: the shipped rows and its own."""
    own = reader.session.exec(select(ComplaintLimit).order_by(col(ComplaintLimit.id)))
    return Limits((*shipped_limits(), *_own(own)))


def check_amount(amount: Decimal, unit: str) -> bool:
    """Whether a limit can be of that length: whole minutes or days, none below zero."""
    return amount >= 0 and amount == amount.to_integral_value() and amount <= (10**6 if unit == "minutes" else 1000)


def _own(rows: Iterable[ComplaintLimit]) -> list[Limit]:
    return [
        Limit(
            row.clock,
            row.level,
            Decimal(row.amount),
            row.unit,
            row.hours,
            row.valid_from,
            procedure=row.procedure,
            source=row.source,
            own=True,
        )
        for row in rows
    ]


def _limit(row: Mapping[str, Any], place: int) -> Limit:
    def refuse(name: str) -> DeskError:
        return DeskError("complaint.limit_file", row=place, name=name)

    for name in row.keys() - _KEYS:
        raise refuse(name)
    for name, known in (("clock", CLOCKS), ("level", LEVELS), ("unit", LIMIT_UNITS), ("hours", LIMIT_HOURS)):
        if row.get(name) not in known:
            raise refuse(name)
    if row.get("certainty") not in CERTAINTIES or not row.get("source"):
        raise refuse("source")
    try:
        amount = Decimal(row["amount"])
    except (ArithmeticError, KeyError, TypeError):
        raise refuse("amount") from None
    if not check_amount(amount, row["unit"]):
        raise refuse("amount")
    begins, ends = row.get("valid_from"), row.get("valid_to") or date.max
    if not isinstance(begins, date) or not isinstance(ends, date) or begins > ends:
        raise refuse("valid_from")
    return Limit(
        row["clock"],
        row["level"],
        amount,
        row["unit"],
        row["hours"],
        begins,
        row.get("valid_to"),
        row.get("procedure", ""),
        row["source"],
        row["certainty"],
    )
