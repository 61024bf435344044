"""Papers of the day at a counter: the flow sheet, the slip to take home, the deed that both sign."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from deskapp.casework.screens.printing import print_ordered
from deskapp.desks.handover.day.letters import ABOUT, FLOW, SLIP, print_flow, print_slip
from deskapp.desks.handover.giving.letters import DEED, handover_deed
from deskapp.messages.letter_kinds import letter_title
from deskapp.messages.model import PrintJob
from deskapp.messages.printing import reprint_last
from deskapp.store.work import Work
from deskapp.ui.dialogs import Choose
from deskapp.ui.fields import Option
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen

if TYPE_CHECKING:
    from deskapp.desks.handover.day.queries import VisitRow

AGAIN: Final = "again"


def choose_print(screen: DeskScreen[Any], visit: VisitRow) -> None:
    """Which paper of whoever is in hand; the last one again says that it is a reprint."""
    options = [Option(name, letter_title(name, screen.words)) for name in (FLOW, SLIP, DEED)]
    options.append(Option(AGAIN, screen.text("station_page.print_again")))

    def chosen(answer: Option | None) -> None:
        if answer is not None:
            print_of(screen, str(answer.code), visit.id, visit.delivery_id)

    screen.app.push_screen(Choose("station_page.which_paper", options, values={"ticket": visit.ticket}), chosen)


def print_of(
    screen: DeskScreen[Any],
    name: str,
    visit_id: int,
    delivery_id: int,
    then: Callable[[Any], None] | None = None,
) -> None:
    """Print one of them."""
    counter = shell_of(screen).settings.counter

    def order(work: Work, data: Any) -> PrintJob:
        if name == FLOW:
            return print_flow(work, data.home, visit_id, counter)
        if name == SLIP:
            return print_slip(work, data.home, delivery_id, counter)
        if name == AGAIN:
            return reprint_last(work, (ABOUT, delivery_id))
        return handover_deed(work, data.home, delivery_id, work.today, counter)

    print_ordered(screen, order, then)
