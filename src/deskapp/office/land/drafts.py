"""What the parcel form holds: plain values that say what is wrong with them, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from deskapp.errors import Fault
from deskapp.office.checking import Faults, is_refused, take
from deskapp.office.land.rules import parse_commune, parse_parcel_number
from deskapp.values import Country
from deskapp.values.areas import parse_area
from deskapp.values.text import clean

TEXT_LIMIT: Final = 60


@dataclass(frozen=True, slots=True)
class ParcelDraft:
    """A parcel; ``area`` in m². ``legal_status`` is a code, or whatever an office's register calls it."""

    commune: str
    map_sheet: str
    parcel: str
    area: Decimal | None = None
    land_use: str = ""
    legal_status: str = ""

    def checked(self) -> tuple[ParcelDraft, Faults]:
        """The draft in normal form with its faults by field."""
        kept: dict[str, Any] = {name: clean(getattr(self, name)) for name in ("land_use", "legal_status")}
        faults: Faults = {
            name: Fault("draft.too_long", {"limit": TEXT_LIMIT})
            for name, text in kept.items()
            if len(text) > TEXT_LIMIT
        }
        take(kept, faults, "commune", parse_commune(self.commune))
        take(kept, faults, "map_sheet", parse_parcel_number(self.map_sheet))
        take(kept, faults, "parcel", parse_parcel_number(self.parcel))
        if self.area is not None:
            take(kept, faults, "area", parse_area(f"{self.area:f}", "CN"))
        return replace(self, **kept), faults


def read_parcel(texts: Mapping[str, str], country: Country = "VN") -> tuple[ParcelDraft | None, Faults]:
    """The draft that a form's texts say, keyed by field name; None where a fault is more than a warning."""
    given: dict[str, Any] = {name: texts.get(name, "") for name in ParcelDraft.__dataclass_fields__ if name != "area"}
    faults: Faults = {}
    if clean(texts.get("area", "")):
        take(given, faults, "area", parse_area(texts["area"], country))
    draft, more = ParcelDraft(**given).checked()
    faults |= more
    return (None if is_refused(faults) else draft), faults
