"""A receipt on paper: offered when money was taken in, and once more from the list, which the paper then says."""

from __future__ import annotations

from typing import Any

from deskapp.casework.cash import order_receipt
from deskapp.casework.screens.printing import print_ordered
from deskapp.money.queries import get_receipt
from deskapp.ui.dialogs import Confirm
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run


def offer_receipt(screen: DeskScreen[Any], receipt_id: int) -> None:
    """Ask whether the receipt just made is printed; Enter does, Escape leaves it for later."""

    def ask(number: str) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                print_receipt(screen, receipt_id)

        screen.app.push_screen(Confirm("cash.print", "cash.print_what", values={"number": number}), answered)

    run(
        screen,
        lambda data: data.store.read(lambda reader: get_receipt(reader, receipt_id)).receipt.number,
        ask,
        keep=True,
    )


def print_receipt(screen: DeskScreen[Any], receipt_id: int) -> None:
    """Print it, or once more; what is wrong is told, and the print stays in the queue."""
    counter, zone = shell_of(screen).settings.counter, shell_of(screen).now().tzinfo
    print_ordered(
        screen, lambda work, data: order_receipt(work, data.home, receipt_id, counter, zone, data.receipt_facts)
    )
