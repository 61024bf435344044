"""From a page to the contracts desk: the one seam where its screens are opened, each loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from deskapp.casework.look import Door
from deskapp.overview import deal_look
from deskapp.overview.deal_facts import DealFacts
from deskapp.overview.recent import Recent
from deskapp.ui.screen import DeskScreen

DOORS: Final = ("contract", "filing", "loan", "cashier")
"""Actions of a page that lead to the desk."""

_DESK: Final = "deskapp.desks.contracts.screens"
LISTS: Final = {
    "contracts": (f"{_DESK}.contract_list", "ContractList"),
    "filing": (f"{_DESK}.filing_queue", "FilingQueue"),
    "mortgages": (f"{_DESK}.mortgage_board", "MortgageBoard"),
    "arrears": (f"{_DESK}.arrears", "ArrearsScreen"),
    "custody": (f"{_DESK}.custody", "CustodyScreen"),
    "notices": (f"{_DESK}.notices", "NoticesScreen"),
    "facts": (f"{_DESK}.knowledge", "FactSheet"),
    "notice_board": (f"{_DESK}.knowledge", "NoticeBoard"),
    "suggestions": (f"{_DESK}.knowledge", "SuggestionList"),
    "accounts": (f"{_DESK}.accounts", "FilingAccountsScreen"),
    "templates": (f"{_DESK}.templates", "TemplatesScreen"),
}
"""The desk's lists by their name in the choice of lists and in the fast codes, and where each lies."""
SCREENS: Final = {
    **LISTS,
    "contract": (f"{_DESK}.contract", "ContractScreen"),
    "new_contract": (f"{_DESK}.contract_form", "ContractForm"),
    "loan": (f"{_DESK}.mortgage", "MortgageScreen"),
    "new_loan": (f"{_DESK}.mortgage_forms", "MortgageForm"),
    "cashier": (f"{_DESK}.cashier", "CashierScreen"),
    "deal_arrears": (f"{_DESK}.chase", "ChaseScreen"),
}


def can_open(action: str, deal: DealFacts | None) -> bool:
    """Whether there is something behind the key: a contract can be begun on a free unit, all else needs a deal."""
    if action == "contract":
        return deal is None or deal.contract is not None
    if deal is None:
        return False
    if action == "loan":
        return bool(deal.loans) or (deal.contract is not None and deal.contract.method == "mortgage")
    return action == "cashier" or deal.contract is not None


def open_deal(screen: DeskScreen[Any], action: str, deal: DealFacts | None, unit_id: int, line: Door | None) -> None:
    """Open what a figure stands for; ``line`` is the line under the cursor, which chooses among several loans."""
    if deal is None:
        _push(screen, "new_contract", unit=unit_id)
        return
    contract = deal.contract
    if action == "cashier":
        open_door(screen, (deal_look.MONEY, deal.deal.id))
    elif action == "loan":
        chosen = line if line is not None and line[0] == deal_look.LOAN else None
        loan = int(chosen[1]) if chosen else (deal.loans[-1].id if deal.loans else 0)
        if loan:
            _push(screen, "loan", loan)
        elif contract is not None:
            _push(screen, "new_loan", deal.deal.id, contract.number)
    elif contract is not None:
        open_door(screen, (deal_look.FILING if action == "filing" else deal_look.CONTRACT, contract.id))


def open_door(screen: DeskScreen[Any], door: Door) -> None:
    """Open what a line of a deal is about."""
    what, number = door[0], int(door[1])
    if what == deal_look.MONEY:
        _push(screen, "cashier", number)
    elif what == deal_look.LOAN and number:
        _push(screen, "loan", number)
    elif what in (deal_look.CONTRACT, deal_look.FILING):
        _push(screen, "contract", number)
    elif what in ("formalities", "asking"):
        _push(screen, "deal_arrears", number)


def make_screen(name: str, *args: Any, **more: Any) -> DeskScreen[Any]:
    """A screen of the desk by its name here."""
    module, made = SCREENS[name]
    found: DeskScreen[Any] = getattr(import_module(module), made)(*args, **more)
    return found


def list_maker(name: str) -> Callable[[Recent], DeskScreen[Any]]:
    """What opens a list of the desk."""
    return lambda _: make_screen(name)


def _push(screen: DeskScreen[Any], name: str, *args: Any, **more: Any) -> None:
    screen.app.push_screen(make_screen(name, *args, **more))
