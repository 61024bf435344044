"""A repair is reported or a service ordered: its case opened, who pays worked out, the price fixed and agreed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlmodel import select

from deskapp.cases.engine import Engine
from deskapp.cases.events import kept_text
from deskapp.cases.model import Case, CaseCharge
from deskapp.cases.opening import CaseDraft, open_case
from deskapp.cases.recording import open_case_of, record
from deskapp.desks.services.orders.drafts import OrderDraft
from deskapp.desks.services.orders.model import WorkOrder
from deskapp.desks.services.orders.rules import PAYS_NOTHING, owner_pays
from deskapp.desks.services.prices.queries import price_on
from deskapp.errors import DeskError
from deskapp.money.charges import add_charge, withdraw_charge
from deskapp.money.drafts import ChargeDraft
from deskapp.money.rules import judge_amount
from deskapp.office.checking import refuse
from deskapp.office.customer.rows import get_survivor
from deskapp.office.property.model import Building, Project, Unit
from deskapp.office.warranty.model import UnitWarranty
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.values.money import from_minor, to_minor

KINDS: Final = {"repair": "repair", "service": "special-service"}
PURPOSE: Final = "special_service"
ACCEPTED: Final = ("signed", "by_phone", "in_writing")
"""How an owner agreed to a price."""


def report_repair(work: Work, draft: OrderDraft, *, engine: Engine) -> WorkOrder:
    """Open its case, work out the warranty on its day, and say who pays; a service is priced by the list at once."""
    draft, faults = draft.checked()
    refuse(faults)
    reported = draft.reported_at or work.now
    day = reported.astimezone(work.now.tzinfo).date()
    place = _place(work, draft)
    case = _open(work, draft, reported, place["project_id"], engine)
    currency = _currency(work, place["project_id"])
    warranty, until = warranty_on(work, draft.unit_id, draft.item, day)
    payer, reason = _payer(draft, warranty)
    order = WorkOrder(
        office_id=case.office_id,
        project_id=place["project_id"],
        case_id=record_id(case),
        kind=draft.kind,
        unit_id=draft.unit_id,
        building_id=place["building_id"],
        warranty=warranty if draft.kind == "repair" else "none",
        warranty_until=until,
        warranty_reason=reason,
        payer=payer,
        currency=currency,
        reported_at=reported,
        state_since=reported,
        **{
            name: getattr(draft, name)
            for name in (
                "unit_text", "place", "item", "price_code", "quantity", "trade", "urgency", "outside_number",
                "defect_id",
            )
        },
    )  # fmt: skip
    work.add(order)
    if draft.kind == "service":
        _price_by_list(work, order, day)
    return order


def warranty_on(reader: Reader, unit_id: int | None, item: str, day: date) -> tuple[str, date | None]:
    """Whether an item of a unit is mended for nothing on a day, and until when; unknown where no handover says so."""
    if unit_id is None or not item:
        return "unknown", None
    query = select(UnitWarranty).where(UnitWarranty.unit_id == unit_id, UnitWarranty.item == item)
    found = reader.session.exec(query).first()
    if found is None:
        return "unknown", None
    return ("in" if found.handed_over_on <= day <= found.until else "out"), found.until


def set_payer(work: Work, order_id: int, payer: str, reason: str, organisation_id: int | None = None) -> WorkOrder:
    """Who pays otherwise than the warranty says, with the reason; what was quoted to the owner falls away."""
    order = live_order(work, order_id)
    if payer not in ("developer", "contractor", "owner", "property"):
        raise DeskError("draft.choice", "payer", value=payer)
    why = kept_text(reason, "reason", needed="case.reason_needed")
    if payer in PAYS_NOTHING and order.charge_id is not None:
        withdraw_charge(work, order.charge_id, why)
        work.change(order, {"charge_id": None})
    fields: dict[str, Any] = {"payer": payer, "warranty_reason": why, "organisation_id": organisation_id}
    if payer in PAYS_NOTHING:
        fields |= {"quoted": None, "quoted_at": None, "accepted_at": None, "accepted_how": ""}
    work.change(order, fields)
    return order


def quote(work: Work, order_id: int, amount: Decimal, *, engine: Engine | None = None) -> WorkOrder:
    """Fix the price before anybody is sent [h09]; another price has to be agreed anew."""
    order = live_order(work, order_id)
    if not owner_pays(order):
        raise DeskError("order.not_owners", "quoted")
    if order.finished_at is not None:
        raise DeskError("order.finished")
    if fault := judge_amount(amount, order.currency):
        raise DeskError(fault.code, "quoted", **fault.values)
    if order.charge_id is not None:
        withdraw_charge(work, order.charge_id, work.reason or "price")
    fresh = {"quoted": to_minor(amount, order.currency), "quoted_at": work.now, "refused_at": None}
    work.change(order, fresh | {"accepted_at": None, "accepted_how": "", "charge_id": None})
    note_order(work, order, "order.quoted", engine, data={"amount": str(amount), "currency": order.currency})
    return order


def accept_quote(work: Work, order_id: int, how: str, *, engine: Engine | None = None) -> WorkOrder:
    """The owner agreed; they owe it from now on, to be paid at the cashier's."""
    order = live_order(work, order_id)
    if how not in ACCEPTED:
        raise DeskError("draft.choice", "accepted_how", value=how)
    if order.quoted is None:
        raise DeskError("order.missing.price")
    if order.accepted_at is not None:
        raise DeskError("order.accepted")
    case = work.get(Case, order.case_id)
    fields: dict[str, Any] = {"accepted_at": work.now, "accepted_how": how, "refused_at": None}
    if case.customer_id is not None and order.quoted > 0:
        draft = ChargeDraft(
            record_id(get_survivor(work, case.customer_id)),
            PURPOSE,
            from_minor(order.quoted, order.currency),
            order.currency,
            text=case.number,
            unit_id=order.unit_id,
        )
        charge = record_id(add_charge(work, draft))
        work.add(
            CaseCharge(office_id=case.office_id, project_id=case.project_id, case_id=order.case_id, charge_id=charge)
        )
        fields["charge_id"] = charge
    work.change(order, fields)
    note_order(work, order, "order.accepted", engine, code=how)
    return order


def refuse_quote(work: Work, order_id: int, reason: str, *, engine: Engine | None = None) -> WorkOrder:
    """The owner does not want it at that price."""
    order = live_order(work, order_id)
    if order.quoted is None or order.accepted_at is not None:
        raise DeskError("order.not_quoted")
    why = kept_text(reason, "reason", needed="case.reason_needed")
    work.change(order, {"refused_at": work.now})
    note_order(work, order, "order.refused", engine, text=why)
    return order


def _price_by_list(work: Work, order: WorkOrder, day: date) -> None:
    row = price_on(work, order.price_code, day, order.project_id)
    if row is None:
        raise DeskError("order.no_price", "price_code", service=order.price_code)
    amount = row.price * order.quantity
    fields = {"quoted": to_minor(amount, row.currency), "quoted_at": work.now, "currency": row.currency}
    work.change(order, fields | {"trade": order.trade or row.trade})


def usual_payer(kind: str, warranty: str) -> str:
    """The developer in warranty, the owner out of it and of every service; nobody knows where it is not known."""
    return {"in": "developer", "out": "owner"}.get(warranty, "") if kind == "repair" else "owner"


def _payer(draft: OrderDraft, warranty: str) -> tuple[str, str]:
    """Who pays: whom the form names, with its reason; else who usually does."""
    usual = usual_payer(draft.kind, warranty)
    if draft.payer and draft.payer != usual and not draft.payer_reason and usual:
        raise DeskError("order.payer_reason", "payer_reason")
    return draft.payer or usual, draft.payer_reason


def _open(work: Work, draft: OrderDraft, reported: datetime, project_id: int | None, engine: Engine) -> Case:
    country = work.get(Project, project_id).country if project_id is not None else work.clerk.country
    customer = None if draft.customer_id is None else record_id(get_survivor(work, draft.customer_id))
    case = open_case(
        work,
        engine.procedures,
        CaseDraft(
            f"{country.lower()}-{KINDS[draft.kind]}",
            customer_id=customer,
            unit_id=draft.unit_id,
            parent_id=draft.parent_id,
            channel=draft.channel,
            need=draft.words,
            language=draft.language,
            opened_at=reported,
            caller_name=draft.caller_name,
            caller_phone=draft.caller_phone,
            outside_number=draft.outside_number,
        ),
        engine=engine,
    )
    if project_id is not None and case.project_id is None:
        work.change(case, {"project_id": project_id})
    return case


def _place(work: Work, draft: OrderDraft) -> dict[str, Any]:
    if draft.unit_id is not None:
        unit = work.get(Unit, draft.unit_id)
        return {"building_id": unit.building_id, "project_id": unit.project_id}
    if draft.building_id is not None:
        return {"building_id": draft.building_id, "project_id": work.get(Building, draft.building_id).project_id}
    parent = work.get(Case, draft.parent_id) if draft.parent_id is not None else None
    return {"building_id": None, "project_id": parent.project_id if parent is not None else draft.project_id}


def _currency(work: Work, project_id: int | None) -> str:
    country = work.get(Project, project_id).country if project_id is not None else work.clerk.country
    return "VND" if country == "VN" else "CNY"


def live_order(work: Work, order_id: int) -> WorkOrder:
    """The order of that number; ``order.ended`` where it was closed or cancelled."""
    order = work.get(WorkOrder, order_id)
    if not order.open or order.closed_at is not None or order.cancelled_at is not None:
        raise DeskError("order.ended", number=work.get(Case, order.case_id).number)
    return order


def note_order(
    work: Work,
    order: WorkOrder,
    kind: str,
    engine: Engine | None,
    *,
    code: str = "",
    text: str = "",
    data: dict[str, Any] | None = None,
    happened_at: datetime | None = None,
) -> None:
    """A line in the timeline of an order's case."""
    case = open_case_of(work, order.case_id)
    record(work, case, kind, code=code, text=text, data=data, happened_at=happened_at, engine=engine)
