"""What every draft needs to say what is wrong with it, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from deskapp.errors import DeskError, Fault
from deskapp.values import Country
from deskapp.values.days import parse_typed_day
from deskapp.values.text import clean

Faults = dict[str, Fault]

NOTE_LIMIT: Final = 10_000


def is_refused(faults: Mapping[str, Fault]) -> bool:
    """Whether one of the faults is more than a warning."""
    return any(not fault.warning for fault in faults.values())


def refuse(faults: Mapping[str, Fault]) -> None:
    """Raise the first fault that is more than a warning, as a DeskError of its field."""
    for field, fault in faults.items():
        if not fault.warning:
            raise DeskError(fault.code, field, **fault.values)


def take(kept: dict[str, Any], faults: Faults, field: str, parsed: tuple[Any, Fault | None]) -> None:
    """Keep what a parser understood, and its fault beside the field."""
    value, fault = parsed
    if value is not None:
        kept[field] = value
    if fault is not None:
        faults[field] = fault


def take_text(kept: dict[str, Any], faults: Faults, field: str, text: str) -> None:
    """Keep a free text with its lines, each of them clean; refused over 10,000 characters."""
    kept[field] = "\n".join(clean(line) for line in text.splitlines()).strip()
    if len(kept[field]) > NOTE_LIMIT:
        faults[field] = Fault("draft.too_long", {"limit": NOTE_LIMIT})


def wrong_choices(draft: object, choices: Mapping[str, tuple[str, ...]]) -> Faults:
    """A fault for each field whose code is not among its choices."""
    return {
        field: Fault("draft.choice", {"value": getattr(draft, field)})
        for field, codes in choices.items()
        if getattr(draft, field) not in codes
    }


def read_day(text: str, country: Country, today: date) -> tuple[date | None, Fault | None]:
    """A day as a clerk types it; nothing typed is no day and no fault."""
    return parse_typed_day(text, country, today=today) if clean(text) else (None, None)
