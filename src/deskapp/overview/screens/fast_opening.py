"""What a code opens: a screen, or the form of a new case for whoever was found behind the code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from deskapp.overview.screens.opening import page_of
from deskapp.ui.screen import DeskScreen

if TYPE_CHECKING:
    # the first screen draws before the database's modules are loaded
    from deskapp.overview.fast import Fast
    from deskapp.overview.recent import Recent
    from deskapp.overview.search import Hit


def code_hit(fast: Fast, name: str) -> Hit:
    """A code as the first line of what was found."""
    from deskapp.overview.search import Hit

    return Hit("code", int(fast.code), fast.code, name)


def open_fast(screen: DeskScreen[Any], fast: Fast, hit: Hit | None, recent: Recent) -> None:
    """Open what a code stands for, about the record that was found behind it."""
    if fast.is_screen:
        screen.app.push_screen(_screen(fast.key, hit, recent))
        return
    from deskapp.desks.intake.screens.new_case import Known, NewCaseForm

    known = Known(
        fast.key,
        customer_id=hit.id if hit is not None and hit.kind == "customer" else None,
        place=(hit.kind, hit.id) if hit is not None and hit.kind in ("unit", "parcel") else None,
    )

    def opened(number: int | None) -> None:
        if number is not None:
            screen.app.push_screen(page_of(("case", number), recent))

    screen.app.push_screen(NewCaseForm(known), opened)


def _screen(key: str, hit: Hit | None, recent: Recent) -> DeskScreen[Any]:
    if key == "queue":
        from deskapp.desks.intake.screens.queue import QueueScreen

        return QueueScreen()
    if key == "enquiry":
        from deskapp.desks.intake.screens.enquiry import EnquiryForm

        return EnquiryForm(hit.id if hit is not None and hit.kind == "customer" else None)
    if key == "originals":
        from deskapp.desks.intake.screens.papers_cabinet import OutScreen

        return OutScreen()
    from deskapp.overview.screens.lists import LISTS

    lists = {str(kind): screen for kind, screen in LISTS.items()}
    return lists[key](recent)
