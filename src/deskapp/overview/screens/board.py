"""The board: open cases by step, of one procedure or of all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget

from deskapp.cases.procedure import Heading
from deskapp.cases.rows import CaseRow
from deskapp.cases.today import BoardColumn, board
from deskapp.casework.screens.holding import HoldingScreen
from deskapp.desks.intake.screens.new_case_choice import ChooseProcedure
from deskapp.errors import DeskError
from deskapp.locale import Words
from deskapp.overview.case_words import due_text, number_tail, state_text
from deskapp.overview.recent import Recent
from deskapp.overview.screens.board_view import BoardView, Card, Stack
from deskapp.overview.screens.cases_list import CaseList
from deskapp.overview.screens.opening import page_of
from deskapp.ui import commands
from deskapp.ui.commands import Command, bindings
from deskapp.ui.fields import Option
from deskapp.ui.lines import shell_of
from deskapp.ui.work import run

STEP_LIST: Final = Command("board.list", "2", "today", priority=True)


class BoardScreen(HoldingScreen):
    """F4 narrows it to a procedure, and widens it again."""

    TITLE_KEY = "board_screen.title"
    TOPIC = "board_screen"
    DEFAULT_CSS = "BoardScreen BoardView { margin: 1 0 0 0; }"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.CHOOSE, STEP_LIST)

    def __init__(self, recent: Recent) -> None:
        super().__init__()
        self.recent = recent
        self.only: Heading | None = None
        self.columns: tuple[BoardColumn, ...] = ()

    def body(self) -> Iterable[Widget]:
        """The columns."""
        yield BoardView(id="board")

    def title_text(self) -> str:
        """Of which procedure."""
        name = self.only.name.say(self.words.language) if self.only else self.text("board_screen.all")
        return f" {shell_of(self).glyphs.dot} ".join((self.text(self.TITLE_KEY), name))

    def on_mount(self) -> None:
        """Keys wait for the cards."""
        self.hold()

    async def on_screen_resume(self) -> None:
        """Cards may have moved."""
        self.load()

    async def retranslate(self) -> None:
        """Names of steps are words, too."""
        await super().retranslate()
        self._show()

    def load(self) -> None:
        """Read the columns."""
        today, procedure = shell_of(self).now().date(), self.only.id if self.only else ""

        def read(data: Any) -> list[BoardColumn]:
            found: list[BoardColumn] = data.store.read(lambda reader: board(reader, today, procedure))
            return found

        run(self, read, self._loaded, failed=self._failed, group="board")

    def _failed(self, error: DeskError) -> None:
        self.tell_error(error)
        self.release()

    def _loaded(self, columns: list[BoardColumn]) -> None:
        self.columns = tuple(columns)
        self._show()
        if not columns:
            self.tell("board_screen.empty", "plain")
        self.release()

    def _show(self) -> None:
        for view in self.query(BoardView):
            today = shell_of(self).now().date()
            view.show(stack_of(column, self.words, today) for column in self.columns)
        for line in self.query("TopLine"):
            line.refresh()

    def on_board_view_opened(self, event: BoardView.Opened) -> None:
        """Enter on a card."""
        self.app.push_screen(page_of(("case", event.card.id), self.recent))

    def action_choose(self) -> None:
        """One procedure, or all of them again."""
        if self.only is not None:
            self.only = None
            self.load()
            return
        today = shell_of(self).now().date()
        known: dict[str, Heading] = {}

        def ask(headings: list[Heading]) -> None:
            known.update({heading.id: heading for heading in headings})
            self.app.push_screen(ChooseProcedure(headings, self.words), chosen)

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                self.only = known[answer.code]
                self.load()

        run(self, lambda data: data.engine.procedures.in_force(today, "", *data.region), ask, group="procedures")

    def action_list(self) -> None:
        """The whole column as a list."""
        view = self.query_one(BoardView)
        if not self.columns:
            return
        filters = {"step": self.columns[view.column].name.say(self.words.language)}
        if self.only is not None:
            filters["procedure"] = self.only.name.say(self.words.language)
        self.app.push_screen(CaseList(self.recent, **filters))


def stack_of(column: BoardColumn, words: Words, today: date) -> Stack:
    """A column in words."""
    return Stack(column.name.say(words.language), column.count, tuple(_card(row, words, today) for row in column.cards))


def _card(row: CaseRow, words: Words, today: date) -> Card:
    told, tone = due_text(row, words, today)
    note = "  ".join(part for part in (number_tail(row.number), told, state_text(row, words)) if part)
    return Card(row.id, row.customer or row.place or row.number, note, tone)
