"""The sheets that contractors got (整改通知单): how much of each is still open; one with its defects, printed again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.look import Door
from deskapp.casework.screens.panes import PanesScreen
from deskapp.casework.screens.printing import print_ordered
from deskapp.casework.screens.read_list import ReadList
from deskapp.desks.handover.inspecting.letters import order_letter
from deskapp.desks.handover.inspecting.lists import shipped_lists
from deskapp.desks.handover.inspecting.look import order_look
from deskapp.desks.handover.inspecting.order_book import write_order_book
from deskapp.desks.handover.inspecting.queries import contractors_of
from deskapp.desks.handover.inspecting.queries_orders import get_order, list_orders
from deskapp.desks.handover.inspecting.rows import DefectRow, OrderRow
from deskapp.desks.handover.inspecting.screens.defect_forms import ContractorForm
from deskapp.office.property.queries import find_projects
from deskapp.store.work import Reader
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import Choose
from deskapp.ui.fields import Option
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.work import run

PRINT: Final = Command("orders.print", "f8", "defect")
BOOK: Final = Command("orders.book", "f9", "defect")
LIABLE: Final = Command("orders.liable", "f4", "defect")
PROJECT: Final = Command("orders.project", "f4", "defect")


class OrdersScreen(ReadList):
    """The newest on top; Enter opens one."""

    TITLE_KEY = "orders.title"
    TOPIC = "orders"
    EMPTY = "orders.none"
    COLUMNS = (
        Column("number", 16, weight="muted", label="orders.number"),
        Column("contractor", weight="strong", least=16, label="defects.contractor"),
        Column("given_on", 10, label="orders.given_on"),
        Column("due_on", 10, label="order_form.due_on"),
        Column("open", 9, label="orders.open", align="right"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(LIABLE)

    def read(self, reader: Reader) -> Sequence[OrderRow]:
        """The newest."""
        return list_orders(reader)

    def cells(self, row: OrderRow) -> tuple[str, ...]:
        """Whose, since when, by when, how much is left."""
        return row.number, row.contractor, self.day(row.given_on), self.day(row.due_on), f"{row.open}/{row.defects}"

    def weight(self, row: OrderRow) -> Any:
        """What is late stands out, what is done steps back."""
        today = shell_of(self).now().date()
        if not row.open:
            return "muted"
        return "warning" if row.due_on is not None and row.due_on < today else "plain"

    def told(self, row: OrderRow) -> Iterable[Run]:
        """Who gave it, and why."""
        yield row.clerk, "muted"
        yield row.note, "plain"

    def on_listing_opened(self, event: Listing.Opened) -> None:
        """One of them."""
        if self.current is not None:
            self.app.push_screen(OrderScreen(self.current.id), lambda _: self.load())

    def action_liable(self) -> None:
        """Who is liable for which trade."""
        self.app.push_screen(ContractorsScreen())


class OrderScreen(PanesScreen):
    """An order with its defects; F8 prints it, F9 writes it as a workbook."""

    TOPIC = "order"
    BINDINGS: ClassVar[list[BindingType]] = bindings(PRINT, BOOK)

    def __init__(self, order_id: int) -> None:
        super().__init__()
        self.order_id = order_id
        self.order: OrderRow | None = None
        self.rows: list[DefectRow] = []

    def title_text(self) -> str:
        """Its number and whose it is."""
        parts = (self.text("orders.one"), self.order.number if self.order else "")
        return f" {shell_of(self).glyphs.dot} ".join(part for part in parts if part)

    @property
    def today(self) -> date:
        """The day of the counter's clock."""
        return shell_of(self).now().date()

    def load(self) -> None:
        """Read it again."""
        number = self.order_id
        run(
            self,
            lambda data: data.store.read(lambda reader: get_order(reader, number)),
            self._loaded,
            failed=self.unavailable,
            group="page",
        )

    def _loaded(self, found: tuple[OrderRow, list[DefectRow]]) -> None:
        self.order, self.rows = found
        self.show()
        self.refresh_top()
        self.release()

    def show(self) -> None:
        """Its lines."""
        if self.order is not None and self.query("#main"):
            self.show_look(order_look(self.order, self.rows, self.words, self.today))

    def on_resize(self) -> None:
        """One column or two."""
        self.show()

    def enter(self, door: Door) -> None:
        """A defect of it."""
        from deskapp.desks.handover.inspecting.screens.defect import DefectScreen

        self.app.push_screen(DefectScreen(int(door[1])))

    def action_print(self) -> None:
        """The sheet for the contractor."""
        number, counter = self.order_id, shell_of(self).settings.counter
        print_ordered(self, lambda work, data: order_letter(work, data.home, number, counter))

    def action_book(self) -> None:
        """The same as a workbook, to be sent and read back."""
        number, words, moment = self.order_id, self.words, shell_of(self).now()
        run(
            self,
            lambda data: write_order_book(data.store, data.clerk, data.home, number, words, moment),
            lambda file: self.tell("orders.written", file=str(file)),
        )


class ContractorsScreen(ReadList):
    """责任单位: who is liable for each trade in a project; Enter says who it is from now on."""

    TITLE_KEY = "contractors.title"
    TOPIC = "contractors"
    EMPTY = "contractors.hint"
    COLUMNS = (
        Column("trade", 20, label="defects.trade"),
        Column("contractor", weight="strong", least=20, label="defects.contractor"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(PROJECT)

    def __init__(self, project_id: int | None = None) -> None:
        super().__init__()
        self.project_id = project_id
        self.projects: list[tuple[int, str]] = []

    def title_text(self) -> str:
        """Of which project."""
        return self.titled(dict(self.projects).get(self.project_id or 0, ""))

    def read(self, reader: Reader) -> Sequence[Any]:
        """Every trade; those of nobody in particular, too."""
        self.projects = list(find_projects(reader))
        if self.project_id is None and self.projects:
            self.project_id = self.projects[0][0]
        known = contractors_of(reader, self.project_id)
        return [_Liable(code, *known.get(code, ("", None))) for code in shipped_lists().trades]

    def cells(self, row: Any) -> tuple[str, ...]:
        """Trade and contractor."""
        trade = shipped_lists().trades[row.id].text.say(self.words.language)
        return trade, row.contractor or self.text("defects.nobody_liable")

    def weight(self, row: Any) -> Any:
        """Nobody is a gap."""
        return "plain" if row.contractor else "muted"

    def told(self, row: Any) -> Iterable[Run]:
        """What it is for."""
        yield self.text("contractors.hint"), "muted"

    def on_listing_opened(self, event: Listing.Opened) -> None:
        """Who it is."""
        row = self.current
        if row is not None and self.project_id is not None:
            trade = shipped_lists().trades[row.id].text.say(self.words.language)
            self.app.push_screen(ContractorForm(self.project_id, row.id, trade, row.contractor), self.returned)

    def action_project(self) -> None:
        """Another project."""

        def chosen(option: Option | None) -> None:
            if option is not None:
                self.project_id = int(option.code)
                self.load()

        options = [Option(number, name) for number, name in self.projects]
        self.app.push_screen(Choose("contractors.which", options), chosen)


class _Liable:
    """A trade and who is liable for it; ``id`` is the trade's code."""

    def __init__(self, code: str, contractor: str, organisation_id: int | None) -> None:
        self.id, self.contractor, self.organisation_id = code, contractor, organisation_id
