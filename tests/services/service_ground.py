"""An office with technicians: the complaints desk's office, its home 1501 handed over with warranties."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.complaints.complaint_ground import ComplaintDesk

from deskapp.desks.services.orders.actions import report_repair
from deskapp.desks.services.orders.actions_work import set_technician
from deskapp.desks.services.orders.drafts import OrderDraft
from deskapp.desks.services.orders.model import WorkOrder
from deskapp.desks.services.prices.actions import PriceDraft, set_price
from deskapp.office.warranty.actions import begin_warranties

HANDED_OVER = date(2024, 11, 2)
"""Two years to the day before the desk's morning: what has two years is in warranty for the last day."""


def furnish(desk: ComplaintDesk) -> ComplaintDesk:
    """Warranties of 1501, two technicians, a price list of two services."""
    desk.do(begin_warranties, desk.units["1501"], HANDED_OVER)
    for login, trades in (("lina", "water, electricity"), ("zhaolei", "water")):
        desk.do(set_technician, desk.clerks[login].id, trades)
    for code, name, price, trade in (("clean", "全屋保洁", "380.00", ""), ("lock", "换锁芯", "160.00", "")):
        desk.do(set_price, PriceDraft(code, name, Decimal(price), date(2026, 1, 1), "次", trade=trade))
    return desk


def reported(desk: ComplaintDesk, words: str = "厨房水龙头漏水", **more: object) -> WorkOrder:
    """A repair of the owner of 1501, unless told otherwise."""
    usual: dict[str, object] = {
        "customer_id": desk.people["张三丰"],
        "unit_id": desk.units["1501"],
        "item": "pipes",
        "trade": "water",
    }
    return desk.do(report_repair, OrderDraft(words, **{**usual, **more}), engine=desk.engine)  # type: ignore[arg-type]
