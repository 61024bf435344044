"""What a station does more rarely with whoever is in hand: sent back, refused, another day, gone, passed over."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from deskapp.desks.handover.day.actions import leave, send_back, skip_station
from deskapp.desks.handover.day.look import station_name
from deskapp.desks.handover.day.screens import doors
from deskapp.desks.handover.day.screens.visits import VisitsScreen, called_as
from deskapp.ui.dialogs import Choose
from deskapp.ui.fields import Option

if TYPE_CHECKING:
    from deskapp.desks.handover.day.screens.station import StationScreen


def ask_where(screen: StationScreen) -> None:
    """Send whoever is in hand to another station of the way: which, and why."""
    hand = screen.view.hand if screen.view is not None else None
    if hand is None:
        return
    visit = hand.row
    options = [
        Option(stop.code, station_name(stop, screen.words)) for stop in hand.page.route if stop.code != visit.station
    ]

    def chosen(answer: Option | None) -> None:
        if answer is None:
            return
        station = str(answer.code)

        def go(reason: str) -> None:
            screen.chosen = None
            screen.do("delivery.send_back", lambda work: send_back(work, visit.id, station, reason), screen.passed)

        screen.ask("station_page.why_back", go, station=answer.label)

    screen.app.push_screen(Choose("station_page.where_to", options, values={"ticket": visit.ticket}), chosen)


def ask_why_gone(screen: VisitsScreen) -> None:
    """They go home without a signature; a word why."""
    visit = screen.visit
    if visit is None:
        return

    def go(reason: str) -> None:
        screen.chosen = None
        screen.do(
            "delivery.leave",
            lambda work: leave(work, visit.id, reason),
            lambda _: screen.tell("station_page.left", ticket=visit.ticket),
        )

    screen.ask("station_page.why_leave", go)


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
    from deskapp.desks.handover.day.screens.ending import RefuseForm, RescheduleForm

    view, visit = screen.view, screen.visit
    assert view is not None
    assert visit is not None
    number, called, station = visit.id, called_as(visit), screen.station
    deeds: dict[str, Callable[[], object]] = {
        "refuse": lambda: screen.app.push_screen(RefuseForm(number, called)),
        "reschedule": lambda: screen.app.push_screen(RescheduleForm(number, called)),
        "leave": lambda: ask_why_gone(screen),
        "delivery": lambda: doors.open_delivery(screen, visit.delivery_id),
    }
    if not view.stop.required:
        deeds["skip"] = lambda: screen.do(
            "delivery.skip", lambda work: skip_station(work, number, station=station), screen.passed
        )
    return deeds
