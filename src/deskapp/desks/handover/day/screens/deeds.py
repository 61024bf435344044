"""What a station does more rarely with whoever is in hand: refused, another day, gone, passed over."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from deskapp.desks.handover.day.actions import skip_station
from deskapp.desks.handover.day.screens import doors
from deskapp.desks.handover.day.screens.ending import RefuseForm, RescheduleForm
from deskapp.desks.handover.day.screens.saying import LeaveForm
from deskapp.desks.handover.day.screens.visits import called_as
from deskapp.ui.dialogs import Choose
from deskapp.ui.fields import Option

if TYPE_CHECKING:
    from deskapp.desks.handover.day.screens.station import StationScreen


def choose_deed(screen: StationScreen) -> None:
    """Which of them."""
    visit = screen.visit
    if visit is None:
        return
    deeds = _deeds(screen)
    options = [
        Option(code, screen.text(f"station_deed.{code}"), screen.text(f"station_deed.{code}_what")) for code in deeds
    ]

    def chosen(answer: Option | None) -> None:
        if answer is not None:
            deeds[answer.code]()

    values = {"ticket": visit.ticket, "room": visit.code}
    screen.app.push_screen(Choose("station_deed.title", options, values=values), chosen)


def _deeds(screen: StationScreen) -> dict[str, Callable[[], object]]:
    view, visit = screen.view, screen.visit
    assert view is not None
    assert visit is not None
    number, called, station = visit.id, called_as(visit), screen.station
    deeds: dict[str, Callable[[], object]] = {
        "refuse": lambda: screen.app.push_screen(RefuseForm(number, called)),
        "reschedule": lambda: screen.app.push_screen(RescheduleForm(number, called)),
        "leave": lambda: screen.app.push_screen(LeaveForm(number, called)),
        "delivery": lambda: doors.open_delivery(screen, visit.delivery_id),
    }
    if not view.stop.required:
        deeds["skip"] = lambda: screen.do(
            "delivery.skip", lambda work: skip_station(work, number, station=station), screen.passed
        )
    return deeds
