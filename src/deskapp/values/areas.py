"""Floor and land areas in square metres: exact decimals in Python, integers of 0.01 m² in the database."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final
from unicodedata import normalize

from deskapp.errors import Fault
from deskapp.values import Country
from deskapp.values.figures import BIGINT, read_figure
from deskapp.values.text import clean

_UNIT: Final = re.compile(r"(m2|平方米|平米|平方|平)$", re.IGNORECASE)
_CENT: Final = Decimal("0.01")


def parse_area(text: str, country: Country) -> tuple[Decimal | None, Fault | None]:
    """An area in m² with two decimals; refused below zero or with further decimals than two that are not zero."""
    figures = _UNIT.sub("", "".join(normalize("NFKC", clean(text)).split()))
    if not figures:
        return None, Fault("area.empty")
    area = read_figure(figures, country)
    if area is None:
        return None, Fault("area.form", {"value": clean(text)})
    if area < 0:
        return None, Fault("area.negative", {"value": area})
    if area.scaleb(2) > BIGINT:
        return None, Fault("area.too_large", {"value": area})
    rounded = area.quantize(_CENT)
    return (rounded, None) if rounded == area else (None, Fault("area.decimals", {"value": clean(text)}))


def area_to_int(area: Decimal) -> int:
    """An area as an integer of 0.01 m²; ``ValueError`` when it has further decimals, for nothing may be lost."""
    scaled = area.scaleb(2)
    if scaled != int(scaled):
        raise ValueError(area)
    return int(scaled)


def area_from_int(hundredths: int) -> Decimal:
    """The area in m² that an integer of 0.01 m² stands for."""
    return Decimal(hundredths).scaleb(-2)
