"""The board of loans: stuck ones lead; by state, kind and bank, and how many are in each state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.facts import Facts
from deskapp.casework.screens.long_list import OfficeSource, OrderedTable
from deskapp.desks.contracts.loans.model import LOAN_KINDS, LOAN_STATES
from deskapp.desks.contracts.loans.queries import (
    VIEWS,
    LoanPlace,
    MortgageFilter,
    MortgageRow,
    count_mortgages,
    count_states,
    list_mortgages,
)
from deskapp.desks.contracts.loans.screens.mortgage import MortgageScreen
from deskapp.desks.contracts.loans.screens.mortgage_forms import LoanCalculator, NoteForm
from deskapp.locale import Words
from deskapp.settings import SavedView
from deskapp.store.work import Reader
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.table import Table, TableOption
from deskapp.ui.work import run

CALC: Final = Command("loan_board.calc", "f8", "loan_board", priority=True)
CUSTODY: Final = Command("loan_board.custody", "f9", "loan_board", priority=True)
NEXT, SHOW = "1", "5"
_END: Final = LoanPlace(date.max, 2**62)


class LoanSource(OfficeSource[MortgageRow, MortgageFilter]):
    """Loans that something is waited for, the longest over their limit first; of one state the longest there."""

    def __init__(self, words: Words, today: date) -> None:
        self.today = today
        super().__init__(words)

    def told(self) -> Iterable[Column]:
        """What tells loans apart, and where they are."""
        yield self.column("room", 11, "column.contract_unit", weight="strong")
        yield Column("buyer", label="sale_list.buyer", least=9)
        yield self.codes("state", "loan_state", LOAN_STATES, "column.loan_state")
        yield self.column("days", 14, "loan_board.days")
        yield Column("bank", 12, filterable=True)
        yield self.column("amount", 16, "column.loan_amount", align="right")
        yield self.codes("kind", "loan_kind", LOAN_KINDS, "column.loan_kind")
        yield self.codes("view", "loan_view", VIEWS, "loan_board.view")
        yield self.column("contract", 16, "column.payment_contract", weight="muted")

    def only(self, reader: Reader, filters: Mapping[str, str]) -> MortgageFilter:
        """A state, else what is waited for."""
        del reader
        state = filters.get("state") or filters.get("view") or "waiting"
        return MortgageFilter(state, filters.get("kind", ""), filters.get("bank", ""))

    def fetch(self, reader: Reader, only: MortgageFilter, n: int, after: Any, before: Any) -> list[MortgageRow]:
        """A page of loans."""
        behind = _place(only, after) if after else None
        if before is None:
            ahead = None
        elif before:
            ahead = _place(only, before)
        else:
            ahead = LoanPlace(None, 0) if only.state == "all" else _END
        return list_mortgages(reader, self.today, only, after=behind, before=ahead, limit=n)

    def size(self, reader: Reader, only: MortgageFilter, ahead_of: Any) -> int:
        """How many."""
        return count_mortgages(reader, self.today, only, ahead_of=_place(only, ahead_of) if ahead_of else None)

    def row(self, record: MortgageRow) -> Row:
        """What is stuck stands out."""
        weight = "warning" if record.is_stuck(self.today) else "plain"
        return Row(record.id, self.cells(record), (record.stuck_from, record.since, record.id), weight=weight)  # type: ignore[arg-type]

    def cells(self, record: MortgageRow) -> tuple[str, ...]:
        """The columns' texts."""
        say = self.words.text
        stuck = record.is_stuck(self.today)
        return (
            record.room,
            record.buyer,
            say(f"loan_state.{record.state}"),
            say("loan_board.stuck" if stuck else "loan_board.since", count=record.days(self.today)),
            record.bank,
            self.words.money(record.last, record.currency),
            say(f"loan_kind.{record.kind}"),
            say("loan_view.stuck") if stuck else "",
            record.contract,
        )


class MortgageBoard(DeskScreen[None]):
    """Enter opens a loan; 1 typed before rows notes the next step of each, one after the other."""

    TITLE_KEY = "loan_board.title"
    TOPIC = "loan_board"
    BINDINGS: ClassVar[list[BindingType]] = bindings(CALC, CUSTODY)
    OPTIONS: ClassVar[tuple[TableOption, ...]] = (
        TableOption(NEXT, "command.loan.next"),
        TableOption(SHOW, "command.screen.open"),
    )

    def __init__(self, **filters: str) -> None:
        super().__init__()
        self.filters = filters

    def body(self) -> Iterable[Widget]:
        """How many are where, and the list."""
        view = SavedView("", filters=tuple(self.filters.items()))
        yield Facts()
        yield OrderedTable(
            LoanSource(self.words, shell_of(self).now().date()),
            options=self.OPTIONS,
            view=view,
            blank="loan_board.none",
            id="mortgage",
        )

    def on_mount(self) -> None:
        """The counts."""
        self._count()

    def _count(self) -> None:
        today = shell_of(self).now().date()
        run(self, lambda data: data.store.read(lambda reader: count_states(reader, today)), self._counted, group="sum")

    def _counted(self, found: Mapping[str, tuple[int, int]]) -> None:
        dot = f" {shell_of(self).glyphs.dot} "
        said = dot.join(
            self.text("loan_board.count_stuck" if late else "loan_board.count", state=self.text(f"loan_state.{state}"),
                      count=every, stuck=late)
            for state in LOAN_STATES
            for every, late in (found.get(state, (0, 0)),)
            if every
        )  # fmt: skip
        for facts in self.query(Facts):
            facts.show([(said, "muted")] if said else [])

    def reload(self, _: object = None) -> None:
        """Read again what may have been changed."""
        for table in self.query(Table):
            table.reload()
        self._count()

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self.app.push_screen(MortgageScreen(int(str(event.row.key))), self.reload)

    @on(Table.Chosen)
    def _chosen(self, event: Table.Chosen) -> None:
        """The first chosen comes last onto the others, so that it is dealt with first."""
        for sign, row in reversed(event.choices):
            number = int(str(row.key))
            if sign == NEXT:
                self._next(number)
            else:
                self.app.push_screen(MortgageScreen(number), self.reload)

    def _next(self, number: int) -> None:
        """The form of the usual next step; its page where there is none."""
        from deskapp.desks.contracts.loans.queries import get_mortgage

        def opened(page: Any) -> None:
            if page.next and page.row.is_living:
                self.app.push_screen(NoteForm(number, page.row.contract, what=page.next[0]), self.reload)
            else:
                self.app.push_screen(MortgageScreen(number), self.reload)

        run(self, lambda data: data.store.read(lambda reader: get_mortgage(reader, number)), opened)

    def action_calc(self) -> None:
        """What a loan costs."""
        self.app.push_screen(LoanCalculator())

    def action_custody(self) -> None:
        """Originals that banks have."""
        from deskapp.desks.contracts.loans.screens.custody import CustodyScreen

        self.app.push_screen(CustodyScreen(holder="bank"), self.reload)


def _place(only: MortgageFilter, at: tuple[Any, ...]) -> LoanPlace:
    stuck_from, since, number = at
    value = None if only.state == "all" else stuck_from if only.state in VIEWS else since
    return LoanPlace(value, number)
