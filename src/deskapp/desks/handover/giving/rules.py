"""What of papers, meters and keys stands between an owner and the signature, and what a meter can show; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from deskapp.cases.engine import Missing
from deskapp.desks.handover.giving.given import GivenKind, MeterKind
from deskapp.errors import Fault
from deskapp.locale import Key
from deskapp.values.text import clean

_CENTRE = "reception"
_LONGEST = 12


@dataclass(frozen=True, slots=True)
class KeyFact:
    """A set of the unit as the gate sees it; ``is_former``: whoever the home belonged to before still has it."""

    label: str
    holder: str
    holder_name: str
    is_out: bool
    is_lost: bool
    is_former: bool = False


def judge_documents(
    kinds: Iterable[GivenKind],
    given: Collection[str],
    meters: Iterable[MeterKind] = (),
    read: Collection[str] = (),
) -> list[Missing]:
    """Every required paper was handed over, and every required meter read: both stand on the form that is signed."""
    missing = [
        Missing("handover.missing.document", {"paper": kind.name}, _CENTRE)
        for kind in kinds
        if kind.required and kind.code not in given
    ]
    missing += [
        Missing("handover.missing.meter", {"meter": Key(f"meter.{meter.code}")}, _CENTRE)
        for meter in meters
        if meter.required and meter.code not in read
    ]
    return missing


def judge_keys(keys: Collection[KeyFact], *, wanted: bool = True) -> list[Missing]:
    """There is a set, and every set is in our hands or the owner's: none lost, none with a contractor or a bank."""
    if not wanted:
        return []
    if not keys:
        return [Missing("handover.missing.no_keys", {}, _CENTRE)]
    missing = []
    for one in keys:
        if one.is_lost:
            missing.append(Missing("handover.missing.key_lost", {"label": one.label}, _CENTRE))
        elif one.is_former or one.holder not in ("us", "staff", "owner"):
            said = {"label": one.label, "holder": one.holder_name or Key(f"key_holder.{one.holder}")}
            missing.append(Missing("handover.missing.key_out", said, _CENTRE))
    return missing


def judge_reading(kind: MeterKind, reading: Decimal, read_on: date, last: tuple[Decimal, date] | None) -> Fault | None:
    """A meter runs forward, not faster than a home can use; ``last`` is the reading before. Too fast is a warning."""
    if last is None:
        return None
    before, day = last
    if reading < before:
        return Fault("meter.backward", {"last": f"{before:f}", "day": day})
    days = max(1, (read_on - day).days)
    if reading - before > kind.most_a_day * days:
        return Fault("meter.fast", {"used": f"{reading - before:f}", "unit": kind.unit, "days": days}, warning=True)
    return None


def parse_reading(text: str) -> tuple[Decimal | None, Fault | None]:
    """A reading as it is typed: figures with at most three places, a comma or a point between."""
    bare = clean(text).replace(" ", "").replace(",", ".")
    try:
        value = Decimal(bare)
    except InvalidOperation:
        value = Decimal(-1)
    plain = bare.replace(".", "", 1)
    if not plain.isascii() or not plain.isdigit() or not value.is_finite() or len(plain) > _LONGEST:
        return None, Fault("meter.form", {"value": clean(text)})
    if value != value.quantize(Decimal("0.001")):
        return None, Fault("meter.places", {"value": clean(text)})
    return value, None
