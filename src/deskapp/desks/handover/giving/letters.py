"""Letters of keys and of the handover itself: 钥匙领用单, a set's label, and the form that both sign (房屋交接书)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Final

from deskapp.desks.handover.giving.look import say_place
from deskapp.desks.handover.giving.queries import MeterRow, given_of, meters_of
from deskapp.desks.handover.inspecting.queries import defects_of
from deskapp.desks.handover.planning.queries import get_delivery
from deskapp.desks.handover.planning.rows import DeliveryRow
from deskapp.desks.handover.settling.facts import load_settled
from deskapp.desks.handover.settling.reckoning import final_price
from deskapp.errors import DeskError
from deskapp.locale import Words, words
from deskapp.messages.barcode import DELIVERY, KEY_SET, make_number
from deskapp.messages.model import PrintJob
from deskapp.messages.printing import PrintDraft, print_letter
from deskapp.office.customer.model import Customer
from deskapp.office.property.model import Project
from deskapp.office.staff.model import Office
from deskapp.papers.keys.model import KeySet
from deskapp.papers.keys.queries import KeyRow, get_keys, keys_of
from deskapp.settings import Home
from deskapp.store.work import Reader, Work

SLIP: Final = "key_slip"
LABEL: Final = "key_label"
DEED: Final = "handover_deed"


def key_slip(work: Work, home: Home, key_set_ids: Collection[int], counter: str = "") -> PrintJob:
    """Order the slip that whoever has these sets signs; ``keys.slip_here`` where one of them is in the cabinet."""
    rows = get_keys(work, key_set_ids)
    if not rows:
        raise DeskError("keys.gone")
    here = [row.label for row in rows if row.is_here]
    if here:
        raise DeskError("keys.slip_here", labels=", ".join(here))
    said = words(work.get(Office, work.clerk.office_id).language or "zh")
    first = rows[0]
    data = _office(work, work.clerk.office_id) | {
        "holder": first.holder_name,
        "holder_kind": said.text(f"key_holder.{first.holder}"),
        "purpose": said.text(f"key_purpose.{first.purpose}") if first.purpose else "",
        "keys": [_key(row, said, work.now) for row in rows],
        "clerk": work.clerk.name,
    }
    return print_letter(work, PrintDraft(SLIP, said.language, data, ("key_set", first.id), counter), home)


def key_label(work: Work, home: Home, key_set_id: int, counter: str = "") -> PrintJob:
    """Order the label of a set with the bar code that a reader finds it by."""
    row = next(iter(get_keys(work, [key_set_id])), None)
    if row is None:
        raise DeskError("keys.gone")
    said = words(work.get(Office, work.clerk.office_id).language or "zh")
    project = work.get(Project, work.get(KeySet, key_set_id).project_id or 0)
    data = _office(work, work.clerk.office_id) | {
        "barcode_number": make_number(key_set_id, KEY_SET),
        "project": project.name,
        "room": row.room,
        "label": row.label,
        "what": f"{said.text(f'key_kind.{row.kind}')} {row.contents}".strip(),
        "count": str(row.count),
        "hook": row.hook,
    }
    return print_letter(work, PrintDraft(LABEL, said.language, data, ("key_set", key_set_id), counter), home)


def handover_deed(work: Work, home: Home, delivery_id: int, today: date, counter: str = "") -> PrintJob:
    """Order the form that owner and office sign: areas and price as settled, keys, meters, papers, open defects."""
    delivery = get_delivery(work, delivery_id)
    said = words(_language(work, delivery))
    told = {"clerk": work.clerk.name, **_office(work, work.clerk.office_id)}
    data = deed_data(work, delivery_id, said, today) | told
    return print_letter(work, PrintDraft(DEED, said.language, data, ("delivery", delivery_id), counter), home)


def deed_data(reader: Reader, delivery_id: int, said: Words, today: date) -> dict[str, Any]:
    """What the form says; what is not settled or read yet stays empty, to be written by hand."""
    delivery = get_delivery(reader, delivery_id)
    fact = load_settled(reader, delivery.id, today)
    price = final_price(fact)
    area = fact.area
    open_defects = [one for one in defects_of(reader, delivery.unit_id, closed=False) if not one.wish]
    return {
        "barcode_number": make_number(delivery.id, DELIVERY),
        "project": reader.get(Project, delivery.project_id).name,
        "room": delivery.room,
        "customer_name": ("、" if said.language == "zh" else ", ").join(delivery.buyers),
        "possession_on": said.day(delivery.signed_on or today),
        "contract_area": "" if fact.contract_area is None else said.area(fact.contract_area),
        "surveyed_area": "" if fact.surveyed_area is None else said.area(fact.surveyed_area),
        "area_money": "" if area is None or area.amount is None else said.money(area.amount, area.currency),
        "price": "" if price is None else said.money(price, fact.currency),
        "signed_as": said.text(f"comes_as.{delivery.signed_as}") if delivery.signed_as else "",
        "consent": delivery.consent,
        "note": delivery.note,
        "keys": [
            {
                "label": row.label,
                "what": f"{said.text(f'key_kind.{row.kind}')} {row.contents}".strip(),
                "count": str(row.count - row.missing),
                "where": say_place(row, said.text, said.day) if row.state in ("out", "kept", "lost") else "",
            }
            for row in keys_of(reader, delivery.unit_id)
        ],
        "meters": [_meter(row, said) for row in meters_of(reader, delivery.unit_id, today)],
        "items": [
            {
                "name": row.name if isinstance(row.name, str) else row.name.say(said.language),
                "count": str(row.count),
                "edition": row.edition,
            }
            for row in given_of(reader, delivery.id, today)
            if row.is_given
        ],
        "defects": [
            {
                "number": one.number,
                "what": one.said(said.language),
                "contractor": one.contractor,
                "agreed_on": said.day(one.agreed_on),
            }
            for one in open_defects
        ],
    }


def _key(row: KeyRow, said: Words, now: datetime) -> Mapping[str, str]:
    return {
        "label": row.label,
        "room": row.room,
        "what": f"{said.text(f'key_kind.{row.kind}')} {row.contents}".strip(),
        "count": str(row.count - row.missing),
        "taken_at": said.moment(row.since.astimezone(now.tzinfo)),
        "due_back": said.day(row.due_back) if row.due_back is not None else "",
    }


def _meter(row: MeterRow, said: Words) -> Mapping[str, str]:
    reading = "" if row.reading is None else f"{said.number(row.reading)} {row.kind.unit}"
    return {
        "name": said.text(f"meter.{row.meter}"),
        "number": row.meter_number,
        "reading": reading,
        "read_on": "" if row.read_on is None else said.day(row.read_on),
    }


def _office(work: Reader, office_id: int) -> dict[str, Any]:
    office = work.get(Office, office_id)
    return {
        "office_name": office.name,
        "office_address": office.address,
        "office_phone": office.phone,
        "place": office.place,
    }


def _language(work: Work, delivery: DeliveryRow) -> str:
    """The first owner's language, else the office's."""
    own = work.get(Customer, delivery.customer_ids[0]).language if delivery.customer_ids else ""
    return own or work.get(Office, work.clerk.office_id).language or "zh"
