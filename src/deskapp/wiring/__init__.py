"""The only place that names every kind of sheet, search key and screen; the faces hand it down.

Importing it costs nothing: what a function names is loaded when the function is called.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from deskapp.settings import Home, load_settings
from deskapp.wiring.reports import REPORTS as REPORTS
from deskapp.wiring.reports import reports as reports
from deskapp.wiring.sheets import SHEET_KINDS as SHEET_KINDS
from deskapp.wiring.sheets import sheet_kinds as sheet_kinds
from deskapp.wiring.tables import load_tables as load_tables

if TYPE_CHECKING:
    from deskapp.cases.engine import Engine, Gate, LetterMaker, Subscriber
    from deskapp.cases.procedure_check import Known
    from deskapp.cases.procedure_load import Procedures
    from deskapp.casework.cash import ReceiptFacts
    from deskapp.office.privacy.letting_go import Kind as RetentionKind
    from deskapp.office.privacy.people import Parts
    from deskapp.office.signin.session import Seat
    from deskapp.sheets.judge import Kind
    from deskapp.store.follow import Projector
    from deskapp.store.keys import Indexer
    from deskapp.store.store import Store
    from deskapp.store.work import Clerk, Work

T = TypeVar("T")

# whose record a row of another table belongs to: taken back and kept together
PARTS: Final = {
    "customer_document": "customer",
    "customer_phone": "customer",
    "customer_name": "customer",
    "case_paper": "case_file",
    "case_event": "case_file",
    "case_task": "case_file",
    "complaint": "case_file",
    "work_order": "case_file",
    "follow_up_call": "case_file",
    "escalation": "case_file",
    "dispatch": "work_order",
    "order_part": "work_order",
    "allocation": "receipt",
    "sale_contract": "deal",
    "deal_unit": "deal",
    "deal_party": "deal",
    "charge": "deal",
    "filing": "sale_contract",
    "delivery_notice": "delivery",
    "delivery_due": "delivery",
    "delivery_paper": "delivery",
    "delivery_item": "delivery",
    "area_settlement": "delivery",
    "batch_building": "handover_batch",
    "handover_slot": "handover_batch",
    "batch_station": "handover_batch",
    "batch_item": "handover_batch",
    "key_move": "key_set",
    "defect_event": "defect",
}


def region_of(home: Home) -> tuple[str, str]:
    """Province and district of the office, which choose among procedures of one id."""
    settings, _ = load_settings(home.settings_file)
    return settings.province, settings.district


def indexers() -> tuple[Indexer, ...]:
    """What makes search keys."""
    from deskapp.desks.complaints.taking.keys import INDEXER as COMPLAINTS
    from deskapp.desks.contracts.sale.keys import INDEXER as CONTRACTS
    from deskapp.desks.handover.inspecting.keys import INDEXER as DEFECTS
    from deskapp.desks.handover.planning.keys import INDEXER as DELIVERIES
    from deskapp.office.customer.keys import INDEXER as CUSTOMERS
    from deskapp.office.land.keys import INDEXER as PARCELS
    from deskapp.office.property.keys import INDEXER as UNITS
    from deskapp.papers.keys.keys import INDEXER as KEY_SETS

    return (CUSTOMERS, UNITS, PARCELS, CONTRACTS, DELIVERIES, DEFECTS, KEY_SETS, COMPLAINTS)


def projectors() -> tuple[Projector, ...]:
    """What works out figures that follow from other records, in the order in which they build on each other."""
    from deskapp.desks.complaints.taking.projection import COMPLAINTS
    from deskapp.desks.contracts.arrears.projection import CHASES, FORMALITIES
    from deskapp.desks.contracts.loans.projection import MORTGAGES
    from deskapp.desks.contracts.sale.projection import CONTRACTS
    from deskapp.desks.handover.day.projection import VISITS
    from deskapp.desks.handover.inspecting.projection import DEFECTS
    from deskapp.desks.handover.planning.projection import DELIVERIES
    from deskapp.desks.services.orders.projection import ORDERS
    from deskapp.money.projections import CHARGES, RECEIPTS

    # formalities follow from contracts and loans, and the asking from formalities: they come behind these
    of_contracts = (CONTRACTS, MORTGAGES, FORMALITIES, CHASES)
    return (CHARGES, RECEIPTS, *of_contracts, DELIVERIES, DEFECTS, VISITS, COMPLAINTS, ORDERS)


def local_today() -> date:
    """The day of now, where the counter stands."""
    return datetime.now().astimezone().date()


def engine(home: Home, today: Callable[[], date] = local_today) -> Engine:
    """What actions on cases are handed: the procedures, every gate, who listens to what happens, and letters."""
    from deskapp.cases.engine import Engine

    return Engine(load_home_procedures(home), gates(today), listeners(), letters())


def listeners() -> dict[str, tuple[Subscriber, ...]]:
    """Who listens to what happens to a case: the telling first, then desk by desk."""
    from deskapp.casework.telling import SUBSCRIBERS as TELLING
    from deskapp.desks.complaints.handling.listeners import SUBSCRIBERS as COMPLAINTS
    from deskapp.desks.contracts.loans.papers import SUBSCRIBERS as LOANS
    from deskapp.desks.contracts.parties.listeners import SUBSCRIBERS as PARTIES
    from deskapp.desks.intake.listeners import SUBSCRIBERS as INTAKE
    from deskapp.desks.services.orders.listeners import SUBSCRIBERS as ORDERS

    heard: dict[str, tuple[Subscriber, ...]] = {}
    for subscribers in (TELLING, INTAKE, PARTIES, LOANS, COMPLAINTS, ORDERS):
        for kind, listening in subscribers.items():
            heard[kind] = (*heard.get(kind, ()), *listening)
    return heard


def letters() -> dict[str, LetterMaker]:
    """What fills each letter of a case: desk by desk, each letter by one."""
    from deskapp.desks.complaints.taking.letters import LETTERS as COMPLAINTS
    from deskapp.desks.contracts.parties.letters import LETTERS as PARTIES
    from deskapp.desks.intake.letters import LETTERS as INTAKE

    return {**INTAKE, **PARTIES, **COMPLAINTS}


def gates(today: Callable[[], date] = local_today) -> dict[str, Gate]:
    """Every gate that a procedure may name: those of the cases themselves, then each desk's own."""
    from deskapp.cases.gates import GATES
    from deskapp.desks.complaints.handling.gates import GATES as OF_COMPLAINTS
    from deskapp.desks.contracts.parties.gates import make_gates as of_parties
    from deskapp.desks.contracts.sale.gates import GATES as OF_CONTRACTS
    from deskapp.desks.intake.gates import make_gates

    return {**GATES, **make_gates(today), **OF_CONTRACTS, **of_parties(today), **OF_COMPLAINTS}


def person_parts() -> Parts:
    """What goes with a customer who is let go, and what only forgets whose it was; any other table keeps them."""
    from deskapp.office.privacy.people import Parts

    asked = ("customer_id", "caller_name", "caller_phone")
    return Parts(
        gone=(
            "customer_document", "customer_phone", "customer_name", "consent", "message", "message_address",
            "interest", "app_account", "listing",
        ),
        loosened=(
            ("enquiry", asked), ("queue_ticket", ("customer_id",)), ("suggestion", ("customer_id", "said_by")),
            ("listing", ("interested_id",)),
        ),
        touched=(
            ("enquiry", "asked_at"), ("queue_ticket", "day"), ("message", "queued_at"), ("consent", "given_at"),
            ("interest", "since"), ("app_account", "guided_on"), ("suggestion", "said_on"),
            ("listing", "since"),
        ),
    )  # fmt: skip


def retention_kinds() -> dict[str, RetentionKind]:
    """Every kind of record that a rule of retention may name."""
    from deskapp.cases.retention import DOSSIERS, last_needed
    from deskapp.desks.intake.retention import CALLERS
    from deskapp.desks.reception.retention import REJECTS
    from deskapp.money.retention import MONEY
    from deskapp.office.privacy.kinds import KINDS
    from deskapp.office.privacy.leads import leads_kind
    from deskapp.papers.retention import scans_kind

    kinds = (leads_kind(person_parts()), CALLERS, scans_kind(last_needed), *KINDS, REJECTS, DOSSIERS, MONEY)
    return {kind.code: kind for kind in kinds}


def known_names(home: Home) -> Known:
    """The gates, letters, purposes of money and tariffs that a procedure of this home may name."""
    from deskapp.cases.procedure_check import Known
    from deskapp.messages.letter_files import known_letters
    from deskapp.money.purposes import purposes

    secrets = frozenset(load_settings(home.settings_file)[0].secret_fields)
    return Known(tuple(gates()), letters=known_letters(home), purposes=tuple(purposes()), secrets=secrets)


def load_home_procedures(home: Home) -> Procedures:
    """The shipped procedures and the office's own; files that did not change are not read again."""
    from deskapp.cases.procedure_load import SHIPPED, load_procedures

    return load_procedures(SHIPPED, home.procedures, known_names(home))


class Opened:
    """An opened home: its database, and the clerk who works."""

    def __init__(self, home: Home, store: Store, seat: Seat, closing: ExitStack) -> None:
        self.home = home
        self.store = store
        self.seat = seat
        self._closing = closing

    @property
    def clerk(self) -> Clerk:
        """Who works; nobody, who may nothing, before somebody signed in."""
        return self.seat.clerk

    def write(self, action: str, do: Callable[[Work], T], now: datetime) -> T:
        """Run an action as this clerk."""
        return self.store.write(self.clerk, action, do, now)

    @property
    def engine(self) -> Engine:
        """Procedures, gates and listeners, as the files are now."""
        return engine(self.home)

    @property
    def receipt_facts(self) -> ReceiptFacts:
        """What the desks know of what a receipt is for, beside what the money itself says."""
        from deskapp.desks.contracts.paying.cash import receipt_facts

        return receipt_facts

    @property
    def region(self) -> tuple[str, str]:
        """Province and district of the office, which choose among procedures of one id."""
        return region_of(self.home)

    @property
    def kinds(self) -> dict[str, Kind]:
        """The kinds of sheets that can be taken in, by name."""
        return sheet_kinds(self.home)

    @property
    def parts(self) -> Mapping[str, str]:
        """Whose record a row of another table belongs to, for taking a batch back."""
        return PARTS

    def close(self) -> None:
        """Give the files back."""
        self._closing.close()


def open_home(home: Home, now: datetime, *, writes: bool) -> Opened:
    """Open the database of a home, made or upgraded first; a call that writes makes the first office and clerk.

    A call that only reads leaves an empty home empty: it reads a database that is gone at its end. Before anything
    else a writing call takes back what a dead import left behind.
    """
    from deskapp.store.faults import telling_faults
    from deskapp.store.migrate import prepare_database, refuse_lost
    from deskapp.store.store import Store

    load_tables()
    refuse_lost(home.database)
    with ExitStack() as closing:
        database = home.database
        if writes:
            with telling_faults():
                home.prepare()
        elif not database.exists():
            database = Path(closing.enter_context(tempfile.TemporaryDirectory())) / "empty.db"
        prepare_database(database, now)
        store = Store(database, indexers(), projectors=projectors())
        store.secret_fields = cache(lambda: load_home_procedures(home).secret_fields())
        closing.callback(store.close)
        opened = Opened(home, store, _take_seat(store, now, writes=writes), closing.pop_all())
    if writes:
        from deskapp.desks.reception.importing import take_back_dead
        from deskapp.office.staff.actions import NOBODY

        take_back_dead(opened.store, opened.clerk if opened.seat.is_home_open else NOBODY, PARTS, now)
    return opened


def _take_seat(store: Store, now: datetime, *, writes: bool) -> Seat:
    """In an open home the computer's user works; elsewhere nobody does until they have signed in."""
    from deskapp.office.signin.queries import home_is_open
    from deskapp.office.signin.session import NOBODY_YET, Seat
    from deskapp.office.staff.actions import NOBODY, ensure_clerk, find_clerk, system_user

    if not store.read_all(home_is_open):
        return Seat(store, NOBODY_YET, is_home_open=False)
    login = system_user()
    known = store.read_all(lambda reader: find_clerk(reader, login))
    if known is None and writes:
        known = store.write(NOBODY, "office.begin", lambda work: ensure_clerk(work, login), now)
    return Seat(store, known or NOBODY, is_home_open=True)


def reading_folder(home: Home) -> Path:
    """Where spools lie while a file is read: beside the data, so that they never leave the disk the office chose."""
    return home.root if os.access(home.root, os.W_OK) else Path(tempfile.gettempdir())


class CounterWiring:
    """What the counter's shell asks for: the database, the first screen, the screens of parked forms."""

    def open(self, home: Home) -> Any:
        """Open the database in a thread behind the first frame."""
        from deskapp.office.property.queries import find_counter_place
        from deskapp.ui.work import Counter

        opened = open_home(home, datetime.now().astimezone(), writes=True)
        seat, place = opened.seat, opened.store.read_all(find_counter_place)
        return Counter(opened, place, opened.clerk.name if seat.is_taken else "", seat)

    def sealing(self, home: Home) -> Any:
        """The office's key seals half-filled forms."""
        from deskapp.store.seal_drafts import DraftSeal

        return DraftSeal(home.root, home.drafts)

    def start(self) -> Any:
        """The search box."""
        from deskapp.overview.screens.search import SearchScreen

        return SearchScreen()

    def form(self, draft: Any) -> Any:
        """The form that a draft belongs to; KeyError where no desk has it."""
        from deskapp.casework.screens.forms import form_of as of_casework
        from deskapp.desks.complaints.screens.forms import form_of as of_complaints
        from deskapp.desks.contracts.screens.forms import form_of as of_contracts
        from deskapp.desks.handover.screens.forms import form_of as of_handover
        from deskapp.desks.intake.screens.forms import form_of as of_intake
        from deskapp.desks.reception.screens.forms import form_of as of_reception
        from deskapp.desks.services.screens.forms import form_of as of_services
        from deskapp.desks.staffing.screens.forms import form_of as of_staffing

        for form_of in (
            of_reception,
            of_casework,
            of_intake,
            of_staffing,
            of_contracts,
            of_handover,
            of_complaints,
            of_services,
        ):
            with suppress(KeyError):
                return form_of(draft)
        raise KeyError(draft.form)

    def page(self, screen: Any, kind: str, number: int) -> Any:
        """The page of a record, as the overview shows it."""
        from deskapp.overview.screens.opening import page_of
        from deskapp.overview.screens.scanning import recent_of

        return page_of((kind, number), recent_of(screen))

    def people(self) -> Any:
        """The people who work here."""
        from deskapp.desks.staffing.screens.staff import StaffScreen

        return StaffScreen()

    def is_code(self, digits: str) -> bool:
        """Whether figures are the number in the footer of a letter."""
        from deskapp.messages.barcode import KINDS, parse_number

        return any(parse_number(digits, kind) is not None for kind in KINDS)

    def scanned(self, screen: Any, scan: Any) -> None:
        """A card finds or begins a customer, a letter opens its case."""
        from deskapp.overview.screens.scanning import look_up

        look_up(screen, scan)


class BoardWiring(CounterWiring):
    """The same program with the call board as its first screen, for a second terminal."""

    def start(self) -> Any:
        """The calls."""
        from deskapp.desks.intake.screens.call_board import CallBoard

        return CallBoard()
