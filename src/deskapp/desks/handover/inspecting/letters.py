"""整改通知单: the sheet with which a contractor gets defects, by home, with days and room to sign each off."""

from __future__ import annotations

from typing import Any, Final

from deskapp.desks.handover.inspecting.lists import say_trade
from deskapp.desks.handover.inspecting.queries_orders import get_order
from deskapp.desks.handover.inspecting.rows import DefectRow, OrderRow
from deskapp.locale import Words, words
from deskapp.messages.model import PrintJob
from deskapp.messages.printing import PrintDraft, print_letter
from deskapp.office.organisation.model import Organisation
from deskapp.office.staff.model import Office
from deskapp.settings import Home
from deskapp.store.work import Reader, Work

ABOUT: Final = "rectification_order"
LETTER: Final = "rectification"


def order_letter(work: Work, home: Home, order_id: int, counter: str = "", language: str = "") -> PrintJob:
    """Order the sheet of an order, in the office's language unless another is wanted."""
    office = work.get(Office, work.clerk.office_id)
    said = words(language or office.language or "zh")
    order, rows = get_order(work, order_id)
    data = order_data(work, order, rows, said) | {
        "office_name": office.name,
        "office_address": office.address,
        "office_phone": office.phone,
        "place": office.place,
        "clerk": work.clerk.name,
        "day": work.today,
    }
    return print_letter(work, PrintDraft(LETTER, said.language, data, (ABOUT, order_id), counter), home)


def order_data(reader: Reader, order: OrderRow, rows: list[DefectRow], said: Words) -> dict[str, Any]:
    """What the sheet says: still open defects alone, so that a second print is the list of today."""
    known = reader.session.get(Organisation, order.organisation_id) if order.organisation_id is not None else None
    projects = dict.fromkeys(row.project for row in rows)
    left = [row for row in rows if row.is_open]
    return {
        "case_number": order.number,
        "contractor": order.contractor,
        "contractor_phone": (known.phone or "") if known is not None else "",
        "project": ("、" if said.language == "zh" else ", ").join(projects),
        "given_on": said.day(order.given_on),
        "due_on": said.day(order.due_on) if order.due_on is not None else "",
        "total": str(len(left)),
        "safety": str(sum(row.severity == "safety" and not row.wish for row in left)),
        "note": order.note,
        "defects": [_defect(row, said) for row in left],
    }


def _defect(row: DefectRow, said: Words) -> dict[str, str]:
    kind = said.text("defects.wish" if row.wish else f"severity.{row.severity}")
    return {
        "number": row.number,
        "room": row.unit,
        "what": row.said(said.language),
        "trade": say_trade(row.trade, said.language),
        "severity": kind,
        "agreed_on": said.day(row.agreed_on),
        "done": "",
    }
