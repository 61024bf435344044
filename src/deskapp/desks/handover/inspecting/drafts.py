"""What the forms of inspections and defects give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class InspectionDraft:
    """Going through a unit. Without ``list_code`` the list follows from the unit; the delivery is its living one.

    ``planned_on`` without ``begin`` plans it for a day.
    """

    unit_id: int
    kind: str = "handover"
    list_code: str = ""
    owner_present: bool = False
    inspector: str = ""
    planned_on: date | None = None
    begin: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class DefectDraft:
    """Something wrong at a place; what is left out follows from the list: trade, severity, who is liable, by when.

    Found at an inspection, or without one (``unit_id`` then). ``wish``: the owner would like it otherwise.
    """

    room: str
    item: str
    fault: str
    inspection_id: int | None = None
    unit_id: int | None = None
    origin: str = ""
    text: str = ""
    trade: str = ""
    severity: str = ""
    wish: bool = False
    organisation_id: int | None = None
    contractor: str = ""
    agreed_on: date | None = None
    found_on: date | None = None
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class DefectEdit:
    """What may be put right of a defect afterwards."""

    severity: str
    trade: str
    text: str = ""
    wish: bool = False
    organisation_id: int | None = None
    contractor: str = ""
    agreed_on: date | None = None
    remark: str = ""
    charged_back: Decimal | None = None
