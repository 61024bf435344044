"""From a page to the handover desk: the one seam where its screens are opened, each loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from deskapp.overview.recent import Recent
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

LISTS: Final = (
    "checkin", "handover_day", "handover_board", "deliveries", "batches", "defects", "inspections", "keys", "rounds",
    "acceptances", "advice", "early_defects",
)  # fmt: skip
"""The desk's screens that can be opened from anywhere, as the choice of lists and the fast codes name them."""
OF_A_HOME: Final = ("checkin", "deliveries")
"""Codes of screens that open one home's, where a room or a notice's number stands behind the code."""


def make_list(name: str) -> DeskScreen[Any]:
    """A screen of the desk by its name here."""
    if name == "checkin":
        from deskapp.desks.handover.day.screens.check_in import CheckInScreen

        return CheckInScreen()
    if name in ("handover_day", "handover_board"):
        return stations() if name == "handover_day" else board(None)
    if name == "deliveries":
        from deskapp.desks.handover.planning.screens.deliveries import DeliveriesScreen

        return DeliveriesScreen()
    if name == "batches":
        from deskapp.desks.handover.planning.screens.batches import BatchesScreen

        return BatchesScreen()
    if name in ("defects", "inspections"):
        return defects() if name == "defects" else inspections()
    if name == "keys":
        return keys()
    if name == "acceptances":
        from deskapp.desks.handover.planning.screens.acceptances import AcceptancesScreen

        return AcceptancesScreen()
    if name == "rounds":
        from deskapp.desks.handover.rounds.screens.rounds import RoundsScreen

        return RoundsScreen()
    from deskapp.desks.handover.rounds.screens.registers import DesignAdviceScreen, EarlyDefectsScreen

    return DesignAdviceScreen() if name == "advice" else EarlyDefectsScreen()


def make_watch(name: str) -> DeskScreen[Any]:
    """The list behind a line of Today, narrowed to what the line counts."""
    if name in ("returned", "deemable"):
        from deskapp.desks.handover.planning.screens.deliveries import DeliveriesScreen

        return DeliveriesScreen(state=name)
    if name in ("safety", "overdue"):
        return defects(severity="safety") if name == "safety" else defects(state="overdue")
    if name == "keys":
        return keys(view="late")
    if name == "rechecks":
        return inspections(kind="recheck")
    return make_list({"gaps": "acceptances", "drawings": "advice"}.get(name, name))


def list_maker(name: str) -> Callable[[Recent], DeskScreen[Any]]:
    """What opens a screen of the desk."""
    return lambda _: make_list(name)


def stations(batch_id: int | None = None) -> DeskScreen[Any]:
    """The day: every station with who waits."""
    from deskapp.desks.handover.day.screens.stations import StationsScreen

    return StationsScreen(batch_id)


def board(batch_id: int | None) -> DeskScreen[Any]:
    """The live board of a batch; of today's where none is named."""
    from deskapp.desks.handover.day.screens.board import BoardScreen

    return BoardScreen(batch_id)


def check_in(delivery_id: int) -> DeskScreen[Any]:
    """Somebody is here with the notice of a home."""
    from deskapp.desks.handover.day.screens.check_in import CheckInScreen

    return CheckInScreen(delivery_id=delivery_id)


def delivery_page(number: int) -> DeskScreen[Any]:
    """The page of a handover."""
    from deskapp.desks.handover.screens.delivery import DeliveryScreen

    return DeliveryScreen(number)


def answer(number: int) -> DeskScreen[Any]:
    """What an owner who asks about their handover is told."""
    from deskapp.desks.handover.screens.answer import HandoverAnswer

    return HandoverAnswer(number)


def defect_page(number: int) -> DeskScreen[Any]:
    """The page of a defect."""
    from deskapp.desks.handover.inspecting.screens.defect import DefectScreen

    return DefectScreen(number)


def defects(**filters: str) -> DeskScreen[Any]:
    """The list of defects, narrowed."""
    from deskapp.desks.handover.inspecting.screens.defects import DefectsScreen

    return DefectsScreen(**filters)


def inspections(**filters: str) -> DeskScreen[Any]:
    """The list of inspections, narrowed."""
    from deskapp.desks.handover.inspecting.screens.inspections import InspectionsScreen

    return InspectionsScreen(**filters)


def keys(**filters: str) -> DeskScreen[Any]:
    """The list of keys, narrowed."""
    from deskapp.desks.handover.giving.screens.keys import KeysScreen

    return KeysScreen(**filters)


def key_form(number: int) -> DeskScreen[Any]:
    """What happens next to a set of keys."""
    from deskapp.desks.handover.giving.screens.key_forms import KeyMoveForm

    return KeyMoveForm(number)


def open_of_home(screen: DeskScreen[Any], key: str, kind: str, number: int, room: str) -> None:
    """The handover of a room, or its check-in; a room that has none says so."""

    def read(data: Any) -> int | None:
        from deskapp.desks.handover.planning.queries import living_delivery

        found: int | None = data.store.read(lambda reader: living_delivery(reader, number))
        return found

    def opened(found: int | None) -> None:
        if found is None:
            screen.tell("fast.no_handover", "warning", room=room)
        else:
            screen.app.push_screen(check_in(found) if key == "checkin" else delivery_page(found))

    if kind == "delivery":
        opened(number)
    else:
        run(screen, read, opened, group="handover")


PAGES: Final[dict[str, Callable[[int], DeskScreen[Any]]]] = {
    "delivery": delivery_page, "defect": defect_page, "key_set": key_form,
}  # fmt: skip
"""The page of a record of the desk by its kind."""
