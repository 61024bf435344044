"""Many filings at once, as they come back from the authority on a pile: a number, a day, Enter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.cases.engine import say_missing
from deskapp.casework.screens.papers_parts import Told
from deskapp.desks.contracts.sale.actions_filing import file_contract
from deskapp.desks.contracts.sale.look import tell_customer
from deskapp.desks.contracts.sale.numbers import next_number
from deskapp.desks.contracts.sale.queries import ContractRow, QueueRow, get_queue_rows, last_filing
from deskapp.desks.contracts.sale.screens.grid import DAY, NUMBER, Grid, GridRow
from deskapp.errors import DeskError
from deskapp.store.work import Reader, Work
from deskapp.ui import commands
from deskapp.ui.columns import Column
from deskapp.ui.commands import bindings
from deskapp.ui.drafts import Draft, new_draft_id
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.reading import read_typed_day
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

MOST: Final = 50
"""Rows of a pile."""


class FilingGrid(DeskScreen[int]):
    """Each row is filed as it is left; one that cannot be says why and stays. What is typed lies on the disk meanwhile.

    Dismisses with how many were filed.
    """

    FORM: ClassVar[str] = "filing.grid"
    TITLE_KEY = "filing_grid.title"
    TOPIC = "filing_grid"
    EDITS = True
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.PARK)

    def __init__(self, contract_ids: Sequence[int] = (), draft: Draft | None = None) -> None:
        super().__init__()
        self.draft = draft or Draft(new_draft_id(), self.FORM, about={"contracts": list(contract_ids)[:MOST]})
        self._is_kept = draft is not None
        self._is_over = False

    @property
    def grid(self) -> Grid:
        """The rows."""
        return self.query_one(Grid)

    def body(self) -> Iterable[Widget]:
        """The rows, and what is to be said of the one in hand."""
        yield Grid(
            (
                Column("room", 15, weight="strong"),
                Column("buyer", label="sale_list.buyer", least=8),
                Column("due", 8, label="filing_grid.left", align="right"),
            )
        )
        yield Told()

    def on_mount(self) -> None:
        """Keys wait until the rows are there."""
        numbers = [int(number) for number in self.draft.about["contracts"]]
        today = shell_of(self).now().date()

        def read(reader: Reader) -> tuple[list[QueueRow], str]:
            rows = get_queue_rows(reader, today, numbers)
            last = last_filing(reader, rows[0].contract.project_id) if rows else None
            return rows, "" if last is None else last.number

        run(self, lambda data: data.store.read(read), self._show, failed=self._unread, group="grid")

    def _unread(self, error: DeskError) -> None:
        self.tell_error(error)
        self.is_open = True
        shell_of(self).release_keys()

    def _show(self, found: tuple[list[QueueRow], str]) -> None:
        queue, last = found
        usual = {NUMBER: next_number(last), DAY: self.words.day(shell_of(self).now().date())}
        self.grid.show([self._row(one) for one in queue], {**usual, **self.draft.about.get("usual", {})})
        if not queue:
            self.tell("filing_grid.nothing", "warning")
        self.is_open = True
        shell_of(self).release_keys()

    def _row(self, record: QueueRow) -> GridRow:
        contract = record.contract
        row = GridRow(contract.id, self._cells(contract), typed=dict(self.draft.typed.get(str(contract.id), {})))
        if contract.filing_number:
            row.state, row.typed = "done", {NUMBER: contract.filing_number}
            row.said = ((self.text("filing_grid.filed", number=contract.filing_number), "good"),)
        elif record.missing:
            row.state, row.said = "shut", tuple(self._missing(record.missing))
        return row

    def _cells(self, contract: ContractRow) -> tuple[str, ...]:
        left = contract.days_left(shell_of(self).now().date())
        return contract.room, contract.buyer, "" if left is None else self.words.number(left)

    def _missing(self, missing: Iterable[Any]) -> Iterable[Run]:
        for one in missing:
            yield say_missing(self.words, one), "warning"
            if told := tell_customer(one, self.words):
                yield f"{self.text('sale_page.tell')} {told}", "muted"

    # ---- a row is left

    @on(Grid.Left)
    def _left(self, event: Grid.Left) -> None:
        row = event.row
        day, fault = read_typed_day(row.typed[DAY], self.words.language, shell_of(self).now().date())
        if day is None:
            self.grid.stay(row, "refused", ((self.words.say(fault) if fault else self.text("form.required"), "error"),))
            self._put()
            return
        self._file(row, row.typed[NUMBER], day)

    def _file(self, row: GridRow, number: str, day: date) -> None:
        app = shell_of(self)

        def write(work: Work) -> str:
            return file_contract(work, row.key, number, day).number

        def filed(stored: str) -> None:
            app.tell("filing_grid.filed", number=stored)
            if self.is_attached:
                self.grid.stay(row, "done", ((self.text("filing_grid.filed", number=stored), "good"),))
                self._put()

        def refused(error: DeskError) -> None:
            app.tell_error(error)
            if self.is_attached:
                shut = error.values.get("missing") if error.code == "filing.shut" else None
                said = tuple(self._missing(shut)) if shut else ((self.words.say(error), "error"),)
                self.grid.stay(row, "shut" if shut else "refused", said)
                self._put()

        now = app.now()
        run(self, lambda data: data.write("filing.file", write, now), filed, failed=refused, keep=True)

    @on(Grid.Moved)
    def _moved(self) -> None:
        """What is to be said of the row in hand."""
        row = self.grid.current
        if row is not None:
            self.query_one(Told).show(row.said or ((self.text(f"filing_grid.is_{row.state}"), "muted"),))

    # ---- what is typed is not lost

    @on(Grid.Changed)
    def _changed(self) -> None:
        self._put()

    def _put(self, *, parked: bool = False) -> None:
        grid, app = self.grid, shell_of(self)
        typed = grid.typed
        if self._is_over or not (typed or self._is_kept):
            return
        self._is_kept = True
        count = len(typed)
        if not count and not parked:
            # all that was typed is filed
            self._is_kept = False
            app.drop_draft(self.draft.id)
            return
        self.draft = replace(
            self.draft,
            title=f"{self.text(self.TITLE_KEY)} {app.glyphs.dot} {count}",
            about={**self.draft.about, "usual": dict(grid.usual)},
            typed=typed,
            parked=parked,
            clerk=app.user,
            at=app.now(),
        )
        app.put_draft(self.draft)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is always a pile to put aside."""
        return True if action == "park" else super().check_action(action, parameters)

    def action_park(self) -> None:
        """Put the pile aside: the box for the next caller."""
        self._is_kept = True
        self._put(parked=True)
        shell_of(self).parked(self.draft)

    def put_aside(self) -> None:
        """Going to the first screen parks what was typed."""
        if self.grid.typed:
            self._is_kept = True
            self._put(parked=True)

    async def action_back(self) -> None:
        """What is typed and not filed is parked, not lost."""
        done = self.grid.done
        self.put_aside()
        self._is_over = True
        if self._is_kept and self.draft.parked:
            shell_of(self).drafts_changed()
            title = self.draft.title
            self.dismiss(done)
            shell_of(self).tell("draft.parked", title=title)
        else:
            self.dismiss(done)
