"""What a clerk does at the keys and papers: reads meters, hands over documents and gifts, and the keys at the end."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from deskapp.desks.handover.giving.given import items_for, meters_for
from deskapp.desks.handover.giving.holders import owners_of
from deskapp.desks.handover.giving.model import METERS, DeliveryItem, MeterReading
from deskapp.desks.handover.giving.queries import read_facts
from deskapp.desks.handover.giving.rules import judge_reading
from deskapp.desks.handover.planning.model import Delivery
from deskapp.errors import Fault
from deskapp.office.checking import Faults, refuse
from deskapp.office.property.model import Project, Unit
from deskapp.office.warranty.actions import begin_warranties
from deskapp.papers.drafts import COUNT_LIMIT, take_line
from deskapp.papers.keys.actions import give_keys, move_key
from deskapp.papers.keys.drafts import KeyMoveDraft
from deskapp.papers.keys.model import KeySet
from deskapp.store.work import Reader, Work


@dataclass(frozen=True, slots=True)
class ReadingDraft:
    """A meter as it was read; a new ``meter_number`` says that the meter was changed, and its count began anew."""

    meter: str
    reading: Decimal
    read_on: date
    meter_number: str = ""


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """Something handed over: ``code`` of ``given.toml``, or one of the office's own with its ``name``."""

    code: str
    count: int = 1
    edition: str = ""
    name: str = ""


def read_meter(work: Work, unit_id: int, draft: ReadingDraft, delivery_id: int | None = None) -> MeterReading:
    """Note a reading; the same meter read again that day is put right. One that runs backward is refused."""
    unit = work.get(Unit, unit_id)
    kept: dict[str, str] = {}
    faults: Faults = {}
    take_line(kept, faults, "meter_number", draft.meter_number)
    if draft.meter not in METERS:
        faults["meter"] = Fault("draft.choice", {"value": draft.meter})
    if draft.read_on > work.today:
        faults["read_on"] = Fault("meter.future")
    refuse(faults)
    if fault := judge_unit_reading(work, unit_id, draft):
        refuse({"reading": fault})
    fields: dict[str, Any] = {
        "reading": f"{draft.reading:f}",
        "meter_number": kept["meter_number"] or _number_of(work, unit_id, draft.meter),
        "clerk": work.clerk.name,
    }
    same = select(MeterReading).where(
        MeterReading.unit_id == unit_id, MeterReading.meter == draft.meter, MeterReading.read_on == draft.read_on
    )
    stored = work.session.exec(same).first()
    if stored is not None:
        work.change(stored, fields | ({"delivery_id": delivery_id} if delivery_id is not None else {}))
        return stored
    return work.add(
        MeterReading(
            office_id=unit.office_id,
            project_id=unit.project_id,
            unit_id=unit_id,
            delivery_id=delivery_id,
            meter=draft.meter,
            read_on=draft.read_on,
            **fields,
        )
    )


def judge_unit_reading(reader: Reader, unit_id: int, draft: ReadingDraft) -> Fault | None:
    """What stands against a reading, by the one before it of the same meter; the form shows a warning of it, too."""
    unit = reader.get(Unit, unit_id)
    country = reader.get(Project, unit.project_id or 0).country
    kind = next((one for one in meters_for(unit.kind, draft.read_on, country) if one.code == draft.meter), None)
    if kind is None:
        return Fault("meter.none_here")
    after = _next(reader, unit_id, draft)
    if after is not None and after.figure < draft.reading:
        return Fault("meter.ahead", {"next": f"{after.figure:f}", "day": after.read_on})
    last = _last(reader, unit_id, draft.meter, draft.read_on)
    if last is None or draft.meter_number.strip() not in ("", last.meter_number):
        return None
    return judge_reading(kind, draft.reading, draft.read_on, (last.figure, last.read_on))


def give_item(
    work: Work, delivery_id: int, code: str, count: int = 1, *, edition: str = "", name: str = "",
    given_on: date | None = None,
) -> DeliveryItem:  # fmt: skip
    """Note that something was handed over; given again, its count and edition are what is said now."""
    delivery = work.get(Delivery, delivery_id)
    kept: dict[str, str] = {}
    faults: Faults = {}
    for field, text in (("code", code), ("edition", edition), ("name", name)):
        take_line(kept, faults, field, text)
    if not kept["code"]:
        faults["code"] = Fault("giving.code_needed")
    if not 1 <= count <= COUNT_LIMIT:
        faults["count"] = Fault("giving.count", {"most": COUNT_LIMIT})
    refuse(faults)
    fields = {**kept, "count": count, "given_on": given_on or work.today, "clerk": work.clerk.name}
    stored = _item(work, delivery_id, kept["code"])
    if stored is not None:
        work.change(stored, fields)
        return stored
    return work.add(
        DeliveryItem(
            office_id=delivery.office_id,
            project_id=delivery.project_id,
            delivery_id=delivery_id,
            entered_at=work.now,
            **fields,  # type: ignore[arg-type]
        )
    )


def give_all(work: Work, delivery_id: int, without: Collection[str] = (), *, group: str = "document") -> int:
    """Hand over everything of a group that goes with the unit and was not given yet, but what is named; how many."""
    facts = read_facts(work, delivery_id)
    given = 0
    for kind in items_for(facts.kind, work.today, facts.country):
        if kind.group == group and kind.code not in without and _item(work, delivery_id, kind.code) is None:
            give_item(work, delivery_id, kind.code)
            given += 1
    return given


def take_back_item(work: Work, delivery_id: int, code: str) -> None:
    """It was not handed over, or came back; nothing happens where it was not noted."""
    stored = _item(work, delivery_id, code)
    if stored is not None:
        work.remove(stored)


def give_sets(work: Work, key_set_ids: Collection[int], draft: KeyMoveDraft) -> list[KeySet]:
    """Hand sets over to the owners of their homes: each to the one who is named, else to the first."""
    given = []
    for number in key_set_ids:
        owners = owners_of(work, work.get(KeySet, number).unit_id)
        named = next((one for one in owners if one.name == draft.holder_name), None)
        owner = named if named is not None or draft.holder_name else next(iter(owners), None)
        name = draft.holder_name or (owner.name if owner is not None else "")
        given.append(
            move_key(work, number, replace(draft, holder_name=name, holder_id=owner.holder_id if owner else None))
        )
    return given


def hand_over(
    work: Work, delivery_id: int, day: date, customer_id: int | None, name: str, happened_at: datetime | None = None
) -> list[KeySet]:
    """What goes with the signature: every set of keys into the owner's hands, and the warranty begins.

    Called in the unit of work that signs. What the owner leaves here with written consent stays here, and a set that a
    contractor has stays there: the gate ``keys`` was judged before.
    """
    delivery = work.get(Delivery, delivery_id)
    given = give_keys(work, delivery.unit_id, customer_id, name, happened_at)
    begin_warranties(work, delivery.unit_id, day)
    return given


def _last(reader: Reader, unit_id: int, meter: str, before: date) -> MeterReading | None:
    query = select(MeterReading).where(
        MeterReading.unit_id == unit_id, MeterReading.meter == meter, col(MeterReading.read_on) < before
    )
    return reader.session.exec(query.order_by(col(MeterReading.read_on).desc())).first()


def _next(reader: Reader, unit_id: int, draft: ReadingDraft) -> MeterReading | None:
    """The reading behind it of the same meter: an earlier day cannot show more. A changed meter is another one."""
    query = select(MeterReading).where(
        MeterReading.unit_id == unit_id,
        MeterReading.meter == draft.meter,
        col(MeterReading.read_on) > draft.read_on,
    )
    number = draft.meter_number.strip() or _number_of(reader, unit_id, draft.meter)
    return reader.session.exec(
        query.where(MeterReading.meter_number == number).order_by(col(MeterReading.read_on))
    ).first()


def _number_of(reader: Reader, unit_id: int, meter: str) -> str:
    query = select(MeterReading.meter_number).where(MeterReading.unit_id == unit_id, MeterReading.meter == meter)
    return reader.session.exec(query.order_by(col(MeterReading.read_on).desc())).first() or ""


def _item(reader: Reader, delivery_id: int, code: str) -> DeliveryItem | None:
    query = select(DeliveryItem).where(DeliveryItem.delivery_id == delivery_id, DeliveryItem.code == code)
    return reader.session.exec(query).first()
