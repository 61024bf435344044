"""原件在外: which originals are out, with whom, since when and how late; lent, brought back and looked up by a key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.actions_papers import bring_back
from deskapp.casework.case_papers import where
from deskapp.casework.screens.long_list import OfficeSource, OrderedTable
from deskapp.casework.screens.papers_forms import LendForm
from deskapp.casework.screens.papers_moves import MovesScreen
from deskapp.desks.contracts.loans.custody_queries import (
    LAST,
    CustodyFilter,
    CustodyRow,
    count_custody,
    list_custody,
)
from deskapp.locale import Words
from deskapp.papers.queries import get_papers
from deskapp.papers.rules import AWAY
from deskapp.settings import SavedView
from deskapp.store.work import Reader
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.table import Table
from deskapp.ui.work import run

IN: Final = Command("custody_out.in", "3", "custody_out", priority=True)
LEND: Final = Command("custody_out.lend", "2", "custody_out", priority=True)
_END: Final = (LAST, 2**62)


class CustodySource(OfficeSource[CustodyRow, CustodyFilter]):
    """Originals that are out: the first due back lead, those without a day come last."""

    def __init__(self, words: Words, today: date) -> None:
        self.today = today
        super().__init__(words)

    def told(self) -> Iterable[Column]:
        """What it is, whose, and where."""
        yield self.column("paper", 16, "column.paper", weight="strong")
        yield self.column("room", 11, "column.contract_unit")
        yield self.column("customer", 8)
        yield Column("where", label="custody_out.where", least=22)
        yield self.column("since", 10, "column.holder_since", weight="muted")
        yield self.codes("late", "answer", ("yes", "no"), "custody_out.late")
        yield self.codes("holder", "paper_holder", AWAY, "column.holder")
        yield self.column("contract", 16, "column.payment_contract", weight="muted")

    def only(self, reader: Reader, filters: Mapping[str, str]) -> CustodyFilter:
        """What was chosen."""
        del reader
        return CustodyFilter(filters.get("holder", ""), filters.get("late") == "yes")

    def fetch(self, reader: Reader, only: CustodyFilter, n: int, after: Any, before: Any) -> list[CustodyRow]:
        """A page of them."""
        ahead = None if before is None else (before[0], before[1]) if before else _END
        return list_custody(reader, self.today, only, after=after or None, before=ahead, limit=n)

    def size(self, reader: Reader, only: CustodyFilter, ahead_of: Any) -> int:
        """How many."""
        return count_custody(reader, self.today, only, ahead_of=ahead_of or None)

    def row(self, record: CustodyRow) -> Row:
        """What is late or lost stands out."""
        bad = record.paper.lost_at is not None or record.paper.days_late(self.today)
        return Row(record.id, self.cells(record), record.place, weight="warning" if bad else "plain")

    def cells(self, record: CustodyRow) -> tuple[str, ...]:
        """The columns' texts."""
        paper = record.paper
        say = self.words.text
        return (
            paper.name or paper.code,
            record.room,
            paper.customer,
            where(paper, self.words, self.today),
            self.words.day(paper.since.astimezone().date()),
            say("answer.yes" if paper.days_late(self.today) else "answer.no"),
            say(f"paper_holder.{paper.holder}"),
            record.contract,
        )


class CustodyScreen(DeskScreen[None]):
    """Enter shows what happened to an original; one key brings it back onto its shelf, another lends it on."""

    TITLE_KEY = "custody_out.title"
    TOPIC = "custody_out"
    BINDINGS: ClassVar[list[BindingType]] = bindings(LEND, IN)

    def __init__(self, **filters: str) -> None:
        super().__init__()
        self.filters = filters

    def body(self) -> Iterable[Widget]:
        """The list."""
        source = CustodySource(self.words, shell_of(self).now().date())
        view = SavedView("", filters=tuple(self.filters.items()))
        yield OrderedTable(source, view=view, blank="custody_out.none", id="custody")

    def reload(self, _: object = None) -> None:
        """Read again what may have been changed."""
        for table in self.query(Table):
            table.reload()

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return next((table.window.current for table in self.query(Table)), None)

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        number, name = int(str(event.row.key)), str(event.row.cells[0])

        def shown(found: Any) -> None:
            if found:
                self.app.push_screen(MovesScreen(found[0], name), self.reload)

        run(self, lambda data: data.store.read(lambda reader: get_papers(reader, [number])), shown)

    def action_lend(self) -> None:
        """It goes on to somebody else, or stays longer."""
        if row := self.current:
            self.app.push_screen(LendForm(int(str(row.key)), str(row.cells[0]), str(row.cells[1])), self.reload)

    def action_in(self) -> None:
        """It is back, on a shelf."""
        row, now = self.current, shell_of(self).now
        if row is None:
            return
        number = int(str(row.key))

        def answered(shelf: str | None) -> None:
            if shelf is not None:
                run(
                    self,
                    lambda data: data.write(
                        "paper.in", lambda work: bring_back(work, number, shelf, engine=data.engine), now()
                    ),
                    lambda _: self._done(str(row.cells[0])),
                )

        self.app.push_screen(AskText("papers.ask_shelf", values={"paper": row.cells[0]}), answered)

    def _done(self, name: str) -> None:
        self.tell("custody_out.back", paper=name)
        self.reload()
