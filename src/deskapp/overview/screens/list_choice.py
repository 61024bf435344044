"""Everything that can be listed, and the choice of a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from deskapp.overview.recent import Recent
from deskapp.overview.screens.board import BoardScreen
from deskapp.overview.screens.cases_list import CaseList
from deskapp.overview.screens.complaint_doors import LISTS as COMPLAINTS
from deskapp.overview.screens.complaint_doors import list_maker as complaint_maker
from deskapp.overview.screens.deal_doors import LISTS, list_maker
from deskapp.overview.screens.enquiry_list import EnquiryList
from deskapp.overview.screens.handover_doors import LISTS as HANDOVER
from deskapp.overview.screens.handover_doors import list_maker as handover_maker
from deskapp.overview.screens.lists import CustomerList, ParcelList, UnitList
from deskapp.ui.dialogs import Choose
from deskapp.ui.fields import Option
from deskapp.ui.screen import DeskScreen


def all_lists() -> Mapping[str, Callable[[Recent], DeskScreen[Any]]]:
    """Everything that can be listed, in the order in which it is offered."""
    return {
        "unit": UnitList,
        "customer": CustomerList,
        "parcel": ParcelList,
        "case": CaseList,
        "board": BoardScreen,
        "enquiry_log": EnquiryList,
        **{name: list_maker(name) for name in LISTS},
        **{name: handover_maker(name) for name in HANDOVER},
        **{name: complaint_maker(name) for name in COMPLAINTS},
    }


def ask_for_list(screen: DeskScreen[Any], recent: Recent) -> None:
    """Which list, and open it."""
    screens = all_lists()
    options = [Option(name, screen.text(f"lists.{name}")) for name in screens]

    def chosen(answer: Option | None) -> None:
        if answer is not None:
            screen.app.push_screen(screens[answer.code](recent))

    screen.app.push_screen(Choose("lists.choose", options), chosen)
