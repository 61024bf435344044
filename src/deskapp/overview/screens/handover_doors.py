"""From a page to the handover desk: the one seam where its screens are opened, each loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from deskapp.overview.recent import Recent
from deskapp.ui.screen import DeskScreen

LISTS: Final = ("checkin", "handover_day", "handover_board", "acceptances", "rounds", "advice", "early_defects")
"""The desk's screens that can be opened from anywhere, as the choice of lists and the fast codes name them."""


def make_list(name: str) -> DeskScreen[Any]:
    """A screen of the desk by its name here."""
    if name == "checkin":
        from deskapp.desks.handover.day.screens.check_in import CheckInScreen

        return CheckInScreen()
    if name in ("handover_day", "handover_board"):
        return stations() if name == "handover_day" else board(None)
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
    if name == "gaps":
        return make_list("acceptances")
    return make_list("rounds" if name == "rounds" else "advice")


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
