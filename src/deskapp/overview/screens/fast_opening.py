"""What a code opens: a screen, or the form of a new case for whoever was found behind the code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from deskapp.overview.screens.complaint_doors import OF_SOMEBODY, open_of_somebody
from deskapp.overview.screens.handover_doors import OF_A_HOME, open_of_home
from deskapp.overview.screens.opening import page_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

if TYPE_CHECKING:
    # the first screen draws before the database's modules are loaded
    from deskapp.desks.intake.queries import Ticket
    from deskapp.desks.intake.screens.enquiry import Logged
    from deskapp.overview.fast import Fast
    from deskapp.overview.recent import Recent
    from deskapp.overview.search import Hit


COMPLAINTS = ("cn-complaint", "vn-complaint")
"""Procedures whose cases begin with the form of a complaint."""
ORDERS = ("cn-repair", "vn-repair", "cn-special-service", "vn-special-service")
"""Procedures whose cases begin as an order of the services desk."""
OF_A_DEAL = ("cash", "contracts", "filing")
"""Codes of screens that open one deal's, where a room or a contract's number stands behind the code."""


def code_hit(fast: Fast, name: str) -> Hit:
    """A code as the first line of what was found."""
    from deskapp.overview.search import Hit

    return Hit("code", int(fast.code), fast.code, name)


def open_fast(screen: DeskScreen[Any], fast: Fast, hit: Hit | None, recent: Recent) -> None:
    """Open what a code stands for, about the record that was found behind it."""
    if fast.is_screen and fast.key == "enquiry":
        open_enquiry(screen, recent, hit.id if hit is not None and hit.kind == "customer" else None)
        return
    if fast.is_screen and hit is not None and fast.key in OF_A_DEAL and hit.kind in ("unit", "contract"):
        open_of_deal(screen, fast.key, hit)
        return
    if fast.is_screen and hit is not None and fast.key in OF_A_HOME and hit.kind in ("unit", "delivery"):
        open_of_home(screen, fast.key, hit.kind, hit.id, hit.title)
        return
    if fast.is_screen and hit is not None and fast.key in OF_SOMEBODY and hit.kind in ("unit", "customer"):
        open_of_somebody(screen, fast.key, hit.kind, hit.id)
        return
    if fast.is_screen and fast.key == "cash":
        screen.app.push_screen(_cash(hit))
        return
    if fast.is_screen and fast.key == "guide":
        from deskapp.overview.screens.procedure import open_guide

        open_guide(screen)
        return
    if fast.is_screen:
        screen.app.push_screen(_screen(fast.key, recent))
        return
    from deskapp.desks.intake.screens.new_case import NewCaseForm
    from deskapp.desks.intake.screens.new_case_known import Known

    if fast.key in COMPLAINTS:
        screen.app.push_screen(_log_form(hit))
        return
    if fast.key in ORDERS:
        _order(screen, fast.key, hit)
        return
    known = Known(
        fast.key,
        customer_id=hit.id if hit is not None and hit.kind == "customer" else None,
        place=(hit.kind, hit.id) if hit is not None and hit.kind in ("unit", "parcel") else None,
    )

    def opened(number: int | None) -> None:
        if number is not None:
            screen.app.push_screen(page_of(("case", number), recent))

    screen.app.push_screen(NewCaseForm(known), opened)


def _order(screen: DeskScreen[Any], procedure: str, hit: Hit | None) -> None:
    """A repair, or a service of the price list, for the customer or the home that was found; then its page."""
    from deskapp.desks.services.orders.screens.order import OrderScreen
    from deskapp.desks.services.orders.screens.repair_form import RepairForm, ServiceForm

    about = {hit.kind: hit.id} if hit is not None else {}
    make = RepairForm if procedure.endswith("-repair") else ServiceForm

    def made(number: int | None) -> None:
        if number is not None:
            screen.app.push_screen(OrderScreen(order_id=number))

    screen.app.push_screen(make(about.get("customer", 0), about.get("unit", 0)), made)


def _log_form(hit: Hit | None) -> DeskScreen[Any]:
    """A complaint of the customer or about the home that was found."""
    from deskapp.desks.complaints.taking.screens.log import LogForm

    kind, number = ("", 0) if hit is None else (hit.kind, hit.id)
    return LogForm(number if kind == "customer" else 0, number if kind == "unit" else 0)


def open_of_deal(screen: DeskScreen[Any], key: str, hit: Hit) -> None:
    """Money, contract or filing of the deal of a room, or of a contract; a free room begins a contract."""
    kind, number = hit.kind, hit.id

    def read(data: Any) -> tuple[int | None, int | None]:
        from deskapp.overview.deal_facts import deal_of

        found: tuple[int | None, int | None] = data.store.read(lambda reader: deal_of(reader, kind, number))
        return found

    def opened(found: tuple[int | None, int | None]) -> None:
        from deskapp.overview.screens.deal_doors import cashier, contract_page, new_contract

        deal, contract = found
        if deal is not None and (key == "cash" or contract is None):
            screen.app.push_screen(cashier(deal))
        elif contract is not None:
            screen.app.push_screen(contract_page(contract))
        elif key == "contracts":
            screen.app.push_screen(new_contract(number))
        else:
            screen.tell("fast.no_deal", "warning", room=hit.title)

    run(screen, read, opened, group="deal")


def open_enquiry(
    screen: DeskScreen[Any], recent: Recent, customer_id: int | None = None, then: Callable[[], None] | None = None
) -> None:
    """Somebody asks something; where the clerk makes a case of it, the case's form begins with what was said."""
    from deskapp.desks.intake.screens.enquiry import EnquiryForm

    def logged(answer: Logged | None) -> None:
        if answer is not None and answer.to_case:
            make_case(screen, recent, answer)
        if then is not None:
            then()

    screen.app.push_screen(EnquiryForm(customer_id), logged)


def meet_ticket(screen: DeskScreen[Any], ticket: Ticket, recent: Recent) -> None:
    """Open what a called number is about: the case or the customer that it was drawn for, else a new enquiry."""
    if ticket.case_id is not None:
        screen.app.push_screen(page_of(("case", ticket.case_id), recent))
    elif ticket.customer_id is not None:
        screen.app.push_screen(page_of(("customer", ticket.customer_id), recent))
    else:
        open_enquiry(screen, recent)


def make_case(screen: DeskScreen[Any], recent: Recent, logged: Logged) -> None:
    """A case of an enquiry: which procedure, then its form with what was said."""
    from deskapp.desks.intake.screens.new_case_known import Known
    from deskapp.overview.screens.case_doors import open_new_case

    known = Known(
        "",
        logged.customer_id,
        channel=logged.channel,
        need=logged.question,
        language=logged.language,
        caller_name=logged.caller_name,
        caller_phone=logged.caller_phone,
        enquiry_id=logged.id,
    )
    open_new_case(screen, recent, known)


def _cash(hit: Hit | None) -> DeskScreen[Any]:
    """The money of the customer or the case that was found."""
    from deskapp.casework.screens.cash import CashScreen

    kind, number = ("", 0) if hit is None else (hit.kind, hit.id)
    return CashScreen(number if kind == "case" else 0, number if kind == "customer" else 0)


def _screen(key: str, recent: Recent) -> DeskScreen[Any]:
    if key == "queue":
        from deskapp.desks.intake.screens.queue import QueueScreen

        return QueueScreen(lambda screen, ticket: meet_ticket(screen, ticket, recent))
    if key == "news":
        from deskapp.desks.intake.screens.news import NewsForm

        return NewsForm()
    if key == "originals":
        from deskapp.desks.intake.screens.papers_cabinet import OutScreen

        return OutScreen()
    if key == "messages":
        from deskapp.casework.screens.outbox import OutboxScreen

        return OutboxScreen()
    if key == "prints":
        from deskapp.casework.screens.prints import PrintsScreen

        return PrintsScreen()
    if key == "daybook":
        from deskapp.casework.screens.cash import day_book

        return day_book()
    if key == "dayend":
        from deskapp.overview.screens.day_end import DayEndScreen

        return DayEndScreen(recent)
    if key == "today":
        from deskapp.overview.screens.today import TodayScreen

        return TodayScreen(recent)
    from deskapp.overview.screens.list_choice import all_lists

    return all_lists()[key](recent)
