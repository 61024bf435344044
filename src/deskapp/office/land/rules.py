"""How parcels are named and ordered: commune, map sheet, parcel number."""

from __future__ import annotations

import re
from typing import Final

from deskapp.errors import Fault
from deskapp.values.text import compact

NUMBER_LIMIT: Final = 20
_COMMUNE: Final = re.compile(r"(?a)\d{1,5}")


def parse_commune(text: str) -> tuple[str | None, Fault | None]:
    """A commune's code of five figures (QĐ 19/2025/QĐ-TTg), with the zeros that a spreadsheet took."""
    code = compact(text)
    if not _COMMUNE.fullmatch(code):
        return None, Fault("parcel.commune", {"value": text})
    return code.zfill(5), None


def parse_parcel_number(text: str) -> tuple[str | None, Fault | None]:
    """The number of a map sheet or of a parcel, without leading zeros: ``012`` is ``12``, ``12-3`` stays."""
    code = compact(text)
    if not code or len(code) > NUMBER_LIMIT:
        return None, Fault("parcel.number", {"value": text})
    return code.lstrip("0") or "0", None


def parcel_code(map_sheet: str, parcel: str) -> str:
    """The short name of a parcel within its commune: ``12-345``, map sheet before parcel."""
    return f"{map_sheet}-{parcel}"
