"""What is opened for something scanned: a card's customer, or a form for a new one; a letter's case or receipt.

The notice of a handover checks its owner in; a label of keys asks where they go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from deskapp.overview.recent import Recent
from deskapp.overview.screens.opening import page_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

if TYPE_CHECKING:
    from deskapp.overview.search import Kind
    from deskapp.values.readers import CardScan, Scan


@runtime_checkable
class ForSomebody(Protocol):
    """A form that is about a customer: a card that is read over it says who."""

    def take_customer(self, number: int) -> None:
        """It is about this customer."""
        ...


def look_up(screen: DeskScreen[Any], scan: Scan) -> None:
    """Find in a thread what was scanned, and open it over the screen of now."""
    from deskapp.values.readers import CardScan

    if isinstance(scan, CardScan):
        _look_up_card(screen, scan)
    else:
        _look_up_code(screen, scan.digits)


def recent_of(screen: DeskScreen[Any]) -> Recent:
    """What was opened before; the first screen keeps it."""
    found = (getattr(below, "recent", None) for below in screen.app.screen_stack)
    return next((recent for recent in found if isinstance(recent, Recent)), Recent())


def _look_up_card(screen: DeskScreen[Any], card: CardScan) -> None:
    from deskapp.desks.reception.screens.customer_form import CustomerForm
    from deskapp.office.customer.queries import find_holder

    numbers = [number for number in (card.number, card.old_number) if number]
    recent = recent_of(screen)

    def known(number: int | None) -> None:
        if number is not None and isinstance(screen, ForSomebody):
            screen.take_customer(number)
        elif number is not None:
            screen.app.push_screen(page_of(("customer", number), recent))

    def found(number: int | None) -> None:
        if number is not None:
            known(number)
        else:
            screen.app.push_screen(CustomerForm(card=card), known)

    def find(data: Any) -> int | None:
        return data.store.read(lambda reader: find_holder(reader, numbers))  # type: ignore[no-any-return]

    run(screen, find, found, group="scan")


def _look_up_code(screen: DeskScreen[Any], digits: str) -> None:
    from deskapp.messages.barcode import CASE, DELIVERY, KEY_SET, RECEIPT, parse_number

    kinds: tuple[tuple[Kind, str], ...] = (("case", CASE), ("receipt", RECEIPT), ("key_set", KEY_SET))
    for kind, code in kinds:
        number = parse_number(digits, code)
        if number is not None:
            screen.app.push_screen(page_of((kind, number), recent_of(screen)))
    if (home := parse_number(digits, DELIVERY)) is not None:
        from deskapp.overview.screens.handover_doors import check_in

        screen.app.push_screen(check_in(home))
