"""What opens what: the screen that mends a gate of a delivery, and the work of a station."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen

if TYPE_CHECKING:
    from deskapp.desks.handover.day.queries import VisitRow

_DUES: Final = ("price", "settlement", "fund", "deed_tax")
_GIVEN: Final = ("documents", "keys")
_PAPERS: Final = ("title_papers", "invoice", "room_number")
_SEEN: Final = ("inspected", "safety")
_BUILDING: Final = ("accepted", "registered")
_WORK: Final = {
    "payment": "fund",
    "keys": "keys",
    "inspection": "inspected",
    "papers": "title_papers",
    "property_contract": "documents",
    "owner_card": "documents",
    "gifts": "documents",
}
"""The gate whose screen is what a station works with."""


def mend(screen: DeskScreen[Any], visit: VisitRow, gate: str) -> None:
    """Open what mends a gate of whoever is in hand; what has no screen of its own opens the page of the delivery."""
    if gate in _SEEN:
        from deskapp.desks.handover.inspecting.screens.inspection import open_inspection

        open_inspection(screen, visit.delivery_id)
        return
    found = _screen(visit, gate)
    if found is None:
        open_delivery(screen, visit.delivery_id)
    else:
        screen.app.push_screen(found)


def work_at(screen: DeskScreen[Any], visit: VisitRow, station: str) -> None:
    """Open what a station works with."""
    if station in _WORK:
        mend(screen, visit, _WORK[station])


def has_work(station: str) -> bool:
    """Whether a station has a screen of its own to work with."""
    return station in _WORK


def open_delivery(screen: DeskScreen[Any], delivery_id: int) -> None:
    """The page of a delivery."""
    screen.app.push_screen(shell_of(screen).wiring.page(screen, "delivery", delivery_id))


def _screen(visit: VisitRow, gate: str) -> DeskScreen[Any] | None:
    delivery = visit.delivery_id
    if gate in _DUES:
        from deskapp.desks.handover.settling.screens.dues import DuesScreen

        return DuesScreen(delivery)
    if gate == "area":
        from deskapp.desks.handover.settling.screens.area import AreaForm

        return AreaForm(delivery)
    if gate in _PAPERS:
        from deskapp.desks.handover.settling.screens.title_papers import TitlePapersScreen

        return TitlePapersScreen(delivery)
    if gate in _GIVEN:
        from deskapp.desks.handover.giving.screens.giving import GivingScreen

        return GivingScreen(delivery)
    if gate in _BUILDING:
        from deskapp.desks.handover.planning.screens.acceptances import AcceptancesScreen

        return AcceptancesScreen()
    if gate == "right_to_act":
        from deskapp.desks.handover.day.screens.check_in_form import WhoForm

        return WhoForm(visit.id, f"{visit.ticket} {visit.code}")
    return None
