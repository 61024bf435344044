"""From a page to the desks of complaints and services: the one seam where their screens are opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from deskapp.overview.recent import Recent
from deskapp.ui.screen import DeskScreen

LISTS: Final = (
    "complaints", "calls", "mass_events", "complaint_figures", "dispatch", "my_orders", "service_prices",
    "improvements", "technicians", "told", "crisis_contacts", "complaint_limits",
)  # fmt: skip
"""The desks' screens that can be opened from anywhere, as the choice of lists and the fast codes name them."""
OF_SOMEBODY: Final = ("complaints", "dispatch")
"""Codes of screens that begin something where a room or somebody stands behind the code: a complaint, a repair."""


def make_list(name: str) -> DeskScreen[Any]:
    """A screen of the desks by its name here."""
    if name == "complaints":
        return complaints()
    if name in ("calls", "improvements"):
        from deskapp.desks.complaints.handling.screens.calls import CallsScreen
        from deskapp.desks.complaints.handling.screens.improvements import ImprovementsScreen

        return CallsScreen() if name == "calls" else ImprovementsScreen()
    if name == "mass_events":
        from deskapp.desks.complaints.taking.screens.events import EventsScreen

        return EventsScreen()
    if name == "complaint_figures":
        from deskapp.desks.complaints.figures.screens.dashboard import DashboardScreen

        return DashboardScreen()
    if name == "service_prices":
        from deskapp.desks.services.prices.screens.prices import PricesScreen

        return PricesScreen()
    if name == "technicians":
        from deskapp.desks.services.orders.screens.technicians import TechniciansScreen

        return TechniciansScreen()
    if name in ("told", "crisis_contacts", "complaint_limits"):
        return _of_clocks(name)
    if name == "my_orders":
        from deskapp.desks.services.orders.screens.technician import TechnicianScreen

        return TechnicianScreen()
    return dispatch()


def _of_clocks(name: str) -> DeskScreen[Any]:
    """What was told of clocks, who is paged in a crisis, how long the clocks may run."""
    from deskapp.desks.complaints.handling.screens.contacts import ContactsScreen
    from deskapp.desks.complaints.handling.screens.told import ToldScreen
    from deskapp.desks.complaints.taking.screens.limits import LimitsScreen

    screens: dict[str, Callable[[], DeskScreen[Any]]] = {
        "told": ToldScreen, "crisis_contacts": ContactsScreen, "complaint_limits": LimitsScreen,
    }  # fmt: skip
    return screens[name]()


def make_watch(name: str) -> DeskScreen[Any]:
    """The list behind a line of Today, narrowed to what the line counts."""
    if name in ("crisis", "overdue", "today"):
        return complaints(state=name)
    if name == "calls":
        return make_list(name)
    if name == "told":
        return _of_clocks(name)
    return dispatch(state=name.removeprefix("order."))


def list_maker(name: str) -> Callable[[Recent], DeskScreen[Any]]:
    """What opens a screen of the desks."""
    return lambda _: make_list(name)


def complaints(**filters: str) -> DeskScreen[Any]:
    """The list of complaints, narrowed."""
    from deskapp.desks.complaints.screens.complaints import ComplaintsScreen

    return ComplaintsScreen(**filters)


def dispatch(**filters: str) -> DeskScreen[Any]:
    """The dispatcher's board, narrowed."""
    from deskapp.desks.services.orders.screens.dispatch import DispatchScreen

    return DispatchScreen(**filters)


def complaint_page(case_id: int) -> DeskScreen[Any]:
    """The page of a complaint by its case."""
    from deskapp.desks.complaints.handling.screens.complaint import ComplaintScreen

    return ComplaintScreen(case_id)


def order_page(case_id: int) -> DeskScreen[Any]:
    """The page of a repair or a service by its case."""
    from deskapp.desks.services.orders.screens.order import OrderScreen

    return OrderScreen(case_id)


def answer(case_id: int) -> DeskScreen[Any]:
    """What a complainant who asks is told."""
    from deskapp.desks.complaints.handling.screens.answer import ComplaintAnswer

    return ComplaintAnswer(case_id)


def log_complaint(customer_id: int = 0, unit_id: int = 0) -> DeskScreen[Any]:
    """Somebody complains."""
    from deskapp.desks.complaints.taking.screens.log import LogForm

    return LogForm(customer_id, unit_id)


def report_repair(customer_id: int = 0, unit_id: int = 0) -> DeskScreen[Any]:
    """Something is broken."""
    from deskapp.desks.services.orders.screens.repair_form import RepairForm

    return RepairForm(customer_id, unit_id)


def open_of_somebody(screen: DeskScreen[Any], key: str, kind: str, number: int) -> None:
    """A complaint or a repair of a room, or of somebody."""
    make = log_complaint if key == "complaints" else report_repair
    screen.app.push_screen(make(number, 0) if kind == "customer" else make(0, number))


PAGES: Final[dict[str, Callable[[int], DeskScreen[Any]]]] = {"complaint": complaint_page, "order": order_page}
"""The page of a record of the desks by its kind; the number is that of the case."""
