"""From a page to the contracts desk: the one seam where its screens are opened, each loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from deskapp.casework.look import Door
from deskapp.desks.contracts.sale.limits import is_filed_in
from deskapp.overview import deal_look
from deskapp.overview.deal_facts import DealFacts
from deskapp.overview.handover_look import HANDOVER
from deskapp.overview.recent import Recent
from deskapp.overview.screens import complaint_doors
from deskapp.overview.screens.handover_doors import delivery_page
from deskapp.ui.screen import DeskScreen

DOORS: Final = ("contract", "filing", "loan", "cashier")
"""Actions of a page that lead to the desk."""

LISTS: Final = (
    "contracts", "filing", "mortgages", "arrears", "custody", "notices", "facts", "notice_board", "suggestions",
    "listings", "accounts", "templates",
)  # fmt: skip
"""The desk's lists, as the choice of lists and the fast codes name them."""


def can_open(action: str, deal: DealFacts | None) -> bool:
    """Whether there is something behind the key: a contract can be begun on a free unit, all else needs a deal."""
    if action == "contract":
        return deal is None or deal.contract is not None
    if deal is None:
        return False
    if action == "loan":
        return bool(deal.loans) or (deal.contract is not None and deal.contract.method == "mortgage")
    if action == "filing" and deal.contract is not None:
        # where no authority keeps a filing of contracts, there is none to open
        return deal.contract.is_filed or is_filed_in(deal.currency, deal.contract.signed_on or date.max)
    return action == "cashier" or deal.contract is not None


def open_deal(screen: DeskScreen[Any], action: str, deal: DealFacts | None, unit_id: int, line: Door | None) -> None:
    """Open what a figure stands for; ``line`` is the line under the cursor, which chooses among several loans."""
    if deal is None:
        screen.app.push_screen(new_contract(unit_id))
        return
    contract = deal.contract
    if action == "cashier":
        open_door(screen, (deal_look.MONEY, deal.deal.id))
    elif action == "loan":
        chosen = line if line is not None and line[0] == deal_look.LOAN else None
        loan = int(chosen[1]) if chosen else (deal.loans[-1].id if deal.loans else 0)
        if loan:
            screen.app.push_screen(loan_page(loan))
        elif contract is not None:
            from deskapp.desks.contracts.loans.screens.mortgage_forms import MortgageForm

            screen.app.push_screen(MortgageForm(deal.deal.id, contract.number))
    elif contract is not None:
        open_door(screen, (deal_look.FILING if action == "filing" else deal_look.CONTRACT, contract.id))


def open_door(screen: DeskScreen[Any], door: Door) -> None:
    """Open what a line of a deal, a handover, a complaint or an order is about."""
    what, number = door[0], int(door[1])
    if what in complaint_doors.PAGES:
        screen.app.push_screen(complaint_doors.PAGES[what](number))
        return
    if what == HANDOVER:
        screen.app.push_screen(delivery_page(number))
        return
    if what == deal_look.MONEY:
        screen.app.push_screen(cashier(number))
    elif what == deal_look.LOAN and number:
        screen.app.push_screen(loan_page(number))
    elif what in (deal_look.CONTRACT, deal_look.FILING):
        screen.app.push_screen(contract_page(number))
    elif what in ("formalities", "asking"):
        from deskapp.desks.contracts.arrears.screens.chase import ChaseScreen

        screen.app.push_screen(ChaseScreen(number))


def make_list(name: str) -> DeskScreen[Any]:
    """A list of the desk by its name here."""
    if name in ("facts", "notice_board", "suggestions"):
        from deskapp.desks.contracts.knowledge.screens.knowledge import FactSheet, NoticeBoard, SuggestionList

        return FactSheet() if name == "facts" else NoticeBoard() if name == "notice_board" else SuggestionList()
    if name == "listings":
        from deskapp.desks.contracts.knowledge.screens.listings import ListingBoard

        return ListingBoard()
    if name in ("mortgages", "custody"):
        from deskapp.desks.contracts.loans.screens.custody import CustodyScreen
        from deskapp.desks.contracts.loans.screens.mortgage_board import MortgageBoard

        return MortgageBoard() if name == "mortgages" else CustodyScreen()
    if name in ("arrears", "notices"):
        from deskapp.desks.contracts.arrears.screens.arrears import ArrearsScreen
        from deskapp.desks.contracts.notices.screens.notices import NoticesScreen

        return ArrearsScreen() if name == "arrears" else NoticesScreen()
    if name in ("accounts", "templates"):
        from deskapp.desks.contracts.sale.screens.accounts import FilingAccountsScreen
        from deskapp.desks.contracts.sale.screens.templates import TemplatesScreen

        return FilingAccountsScreen() if name == "accounts" else TemplatesScreen()
    from deskapp.desks.contracts.sale.screens.contract_list import ContractList
    from deskapp.desks.contracts.sale.screens.filing_queue import FilingQueue

    return ContractList() if name == "contracts" else FilingQueue()


def make_watch(name: str) -> DeskScreen[Any]:
    """The list behind a line of Today, narrowed to what the line counts."""
    if name == "shut":
        from deskapp.desks.contracts.sale.screens.filing_queue import FilingQueue

        return FilingQueue("soon")
    if name == "ending":
        from deskapp.desks.contracts.sale.screens.contract_list import ContractList

        return ContractList(ends="soon")
    if name == "stuck":
        from deskapp.desks.contracts.loans.screens.mortgage_board import MortgageBoard

        return MortgageBoard(view="stuck")
    if name == "unanswered":
        from deskapp.desks.contracts.notices.screens.notices import NoticesScreen

        return NoticesScreen(stand="late")
    from deskapp.desks.contracts.arrears.screens.arrears import ArrearsScreen

    return ArrearsScreen(asked="due")


def list_maker(name: str) -> Callable[[Recent], DeskScreen[Any]]:
    """What opens a list of the desk."""
    return lambda _: make_list(name)


def contract_page(number: int) -> DeskScreen[Any]:
    """The page of a contract."""
    from deskapp.desks.contracts.sale.screens.contract import ContractScreen

    return ContractScreen(number)


def new_contract(unit_id: int) -> DeskScreen[Any]:
    """A new contract of a free unit."""
    from deskapp.desks.contracts.sale.screens.contract_form import ContractForm

    return ContractForm(unit=unit_id)


def cashier(deal_id: int) -> DeskScreen[Any]:
    """The money of a deal."""
    from deskapp.desks.contracts.paying.screens.cashier import CashierScreen

    return CashierScreen(deal_id)


def loan_page(number: int) -> DeskScreen[Any]:
    """The page of a loan."""
    from deskapp.desks.contracts.loans.screens.mortgage import MortgageScreen

    return MortgageScreen(number)
