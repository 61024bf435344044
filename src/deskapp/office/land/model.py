"""Parcels of land as a land office names them: commune, map sheet, parcel number."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from deskapp.store.base import Area, Record
from deskapp.store.scope import OWN_OR_OFFICE, Rule


class Parcel(Record, table=True):
    """A parcel (thửa đất). ``area`` in m²; ``legal_status``: clear, disputed, mortgaged, planning, or as imported."""

    scope_rule: ClassVar[Rule] = OWN_OR_OFFICE
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("office_id", "commune", "map_sheet", "parcel"),
        {"sqlite_autoincrement": True},
    )

    commune: str
    map_sheet: str
    parcel: str
    area: Decimal | None = Field(default=None, sa_type=Area)
    land_use: str = ""
    legal_status: str = ""
