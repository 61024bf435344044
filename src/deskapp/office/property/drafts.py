"""What the forms about homes hold: plain values that say what is wrong with them, field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final, cast

from deskapp.errors import Fault
from deskapp.office.checking import Faults, is_refused, read_day, take, wrong_choices
from deskapp.office.property.model import (
    DECORATION_STATES,
    DELIVERY_STATES,
    OCCUPATION_STATES,
    PERSON_ROLES,
    SALE_STATES,
    UNIT_KINDS,
)
from deskapp.office.property.rules import Share, judge_areas
from deskapp.values import Country, Currency
from deskapp.values.areas import parse_area
from deskapp.values.money import PLACES, parse_typed_money, round_money
from deskapp.values.rooms import strip_entrance, strip_room
from deskapp.values.shares import parse_share
from deskapp.values.text import clean

AREA_PAIRS: Final = (
    ("area", "inner_area"),
    ("contract_area", "contract_inner_area"),
    ("surveyed_area", "surveyed_inner_area"),
    ("title_area", "title_inner_area"),
)
AREAS: Final = (*(name for pair in AREA_PAIRS for name in pair), "land_share")
PRICES: Final = ("unit_price", "total_price")
NUMBERS: Final = ("sale_number", "surveyed_number", "door_number")
NUMBER_LIMIT: Final = 40
FLOORS: Final = range(-20, 300)
PRICE_MAGNITUDE: Final = 15

_UNIT_CODES: Final[dict[str, tuple[str, ...]]] = {
    "kind": UNIT_KINDS,
    "sale_state": SALE_STATES,
    "delivery_state": DELIVERY_STATES,
    "occupation_state": OCCUPATION_STATES,
    "decoration_state": DECORATION_STATES,
    "currency": tuple(PLACES),
}


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """The unit form. Areas in m² with two decimals, prices in ``currency`` with its own decimals."""

    room: str
    entrance: str = ""
    floor: int | None = None
    kind: str = "dwelling"
    sale_number: str = ""
    surveyed_number: str = ""
    door_number: str = ""
    sale_state: str = "unsold"
    delivery_state: str = "not_ready"
    occupation_state: str = "vacant"
    decoration_state: str = "bare"
    area: Decimal | None = None
    inner_area: Decimal | None = None
    contract_area: Decimal | None = None
    contract_inner_area: Decimal | None = None
    surveyed_area: Decimal | None = None
    surveyed_inner_area: Decimal | None = None
    title_area: Decimal | None = None
    title_inner_area: Decimal | None = None
    land_share: Decimal | None = None
    unit_price: Decimal | None = None
    total_price: Decimal | None = None
    currency: str = "CNY"

    def checked(self) -> tuple[UnitDraft, Faults]:
        """The draft in normal form with its faults by field; a field at fault stays as it was."""
        faults = wrong_choices(self, _UNIT_CODES)
        kept: dict[str, Any] = {name: clean(getattr(self, name)) for name in NUMBERS}
        kept |= {"entrance": strip_entrance(self.entrance), "room": strip_room(self.room)}
        if not kept["room"]:
            faults["room"] = Fault("unit.room_needed")
        for name in (*NUMBERS, "entrance", "room"):
            if len(kept[name]) > NUMBER_LIMIT:
                faults[name] = Fault("draft.too_long", {"limit": NUMBER_LIMIT})
        if self.floor is not None and self.floor not in FLOORS:
            faults["floor"] = Fault("unit.floor", {"first": str(FLOORS[0]), "last": str(FLOORS[-1])})
        self._take_areas(kept, faults)
        self._take_prices(kept, faults)
        return replace(self, **kept), faults

    def _take_areas(self, kept: dict[str, Any], faults: Faults) -> None:
        for name in AREAS:
            value = getattr(self, name)
            if value is not None:
                take(kept, faults, name, parse_area(f"{value:f}", "CN"))
        for outer, inner in AREA_PAIRS:
            fault = judge_areas(getattr(self, outer), getattr(self, inner))
            if fault is not None:
                faults.setdefault(inner, fault)

    def _take_prices(self, kept: dict[str, Any], faults: Faults) -> None:
        for name in PRICES:
            value = getattr(self, name)
            if value is not None and "currency" not in faults:
                take(kept, faults, name, _judge_price(value, self.currency))


def read_unit(texts: Mapping[str, str], country: Country) -> tuple[UnitDraft | None, Faults]:
    """The draft that a form's texts say, keyed by field name; None where a fault is more than a warning."""
    currency = texts.get("currency") or ("VND" if country == "VN" else "CNY")
    read: dict[str, Callable[[str], tuple[Any, Fault | None]]] = {
        **{name: partial(parse_area, country=country) for name in AREAS},
        **{name: partial(parse_typed_money, currency=cast("Currency", currency)) for name in PRICES},
        "floor": _read_floor,
    }
    given: dict[str, Any] = {"room": "", "currency": currency}
    faults: Faults = {}
    for name in UnitDraft.__dataclass_fields__:
        text = clean(texts.get(name, ""))
        if not text or name == "currency":
            continue
        if name in read:
            take(given, faults, name, read[name](text))
        else:
            given[name] = text
    draft, more = UnitDraft(**given).checked()
    faults |= more
    return (None if is_refused(faults) else draft), faults


def _judge_price(price: Decimal, currency: str) -> tuple[Decimal | None, Fault | None]:
    if price < 0:
        return None, Fault("money.negative", {"value": price})
    if price.adjusted() > PRICE_MAGNITUDE:
        return None, Fault("money.too_large", {"value": price})
    rounded = round_money(price, currency)
    if rounded != price:
        return None, Fault("unit.price_decimals", {"places": PLACES[currency], "currency": currency})
    return rounded, None


def _read_floor(text: str) -> tuple[int | None, Fault | None]:
    try:
        return int(text), None
    except ValueError:
        return None, Fault("unit.floor", {"first": str(FLOORS[0]), "last": str(FLOORS[-1])})


@dataclass(frozen=True, slots=True)
class ResidentDraft:
    """Somebody who owns or lives in a unit; ``share`` is an owner's, None for joint ownership and everybody else."""

    customer_id: int
    role: str
    share: Share | None = None
    since: date | None = None

    def checked(self) -> tuple[ResidentDraft, Faults]:
        """The resident in normal form with its faults."""
        faults = wrong_choices(self, {"role": PERSON_ROLES})
        if self.share is None:
            return self, faults
        share, fault = parse_share(f"{self.share[0]}/{self.share[1]}")
        if fault is not None:
            faults["share"] = fault
        elif self.role != "owner":
            faults["share"] = Fault("resident.share_of_owner")
        return replace(self, share=share), faults


def read_resident(
    customer_id: int, texts: Mapping[str, str], today: date, country: Country
) -> tuple[ResidentDraft | None, Faults]:
    """The draft that the texts ``role``, ``share`` and ``since`` say; None where a fault is more than a warning."""
    given: dict[str, Any] = {}
    faults: Faults = {}
    take(given, faults, "since", read_day(texts.get("since", ""), country, today))
    if clean(texts.get("share", "")):
        take(given, faults, "share", parse_share(texts["share"]))
    draft, more = ResidentDraft(customer_id, texts.get("role") or "owner", **given).checked()
    faults |= more
    return (None if is_refused(faults) else draft), faults
