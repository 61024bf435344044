"""The print queue at the counter: what was printed, what failed; the last one again is one key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.outbox import OutPrint, read_prints
from deskapp.casework.screens.papers_parts import PapersList, Told
from deskapp.casework.telling import ABOUT
from deskapp.messages.letter_kinds import letter_title
from deskapp.messages.printing import PrintRow, print_again, reprint, reprint_last, run_prints
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import Run, Weight, shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

AGAIN: Final = Command("prints.again", "1", "prints", priority=True)
RUN: Final = Command("prints.run", "f8", "prints", priority=True)
_WEIGHTS: Final[dict[str, Weight]] = {"failed": "error", "waiting": "warning", "printing": "accent"}


def reprint_of_case(screen: DeskScreen[Any], case_id: int) -> None:
    """Print once more what this clerk printed last of a case."""
    app = shell_of(screen)
    now = app.now

    def work(data: Any) -> PrintRow:
        job = data.write("print.again", lambda work: record_id(reprint_last(work, (ABOUT, case_id))), now())
        rows: list[PrintRow] = run_prints(data.store, data.clerk, data.home, now, job_ids=[job])
        return rows[0]

    def told(row: PrintRow) -> None:
        if row.fault is not None:
            app.tell_error(row.fault)
        else:
            again = app.words.text("letter.reprint", count=row.reprint)
            app.tell("prints.again", letter=letter_title(row.letter, app.words), again=again, file=row.file)

    run(screen, work, told, keep=True)


class PrintsScreen(PapersList):
    """The latest prints, the newest on top; 1 prints the one under the cursor again."""

    TITLE_KEY = "prints.title"
    TOPIC = "prints"
    BINDINGS: ClassVar[list[BindingType]] = bindings(AGAIN, RUN)

    def __init__(self) -> None:
        super().__init__()
        self.prints: Sequence[OutPrint] = ()

    def body(self) -> Iterable[Widget]:
        """The list, and where the file lies or what went wrong."""
        columns = (
            Column("state", 14),
            Column("letter", weight="strong"),
            Column("number", 18),
            Column("made", 16, weight="muted"),
        )
        yield Listing(columns, blank="prints.empty", id="prints")
        yield Told()

    def on_mount(self) -> None:
        """Keys wait until they are there."""
        self.load()

    def load(self) -> None:
        """Read them."""
        run(self, lambda data: data.store.read(read_prints), self._show, group="prints")

    def _show(self, prints: Sequence[OutPrint]) -> None:
        self.prints = prints
        listing = self.query_one(Listing)
        before = listing.current
        listing.show(Row(one.row.id, self._cells(one), weight=_WEIGHTS.get(one.row.state, "plain")) for one in prints)
        keys = [row.key for row in listing.rows]
        if before is not None and before.key in keys:
            listing.move(keys.index(before.key) - listing.cursor)
        self.loaded()

    def _cells(self, one: OutPrint) -> tuple[str, ...]:
        row, words = one.row, self.words
        moment = row.made_at.astimezone(shell_of(self).now().tzinfo)
        again = words.text("letter.reprint", count=row.reprint) if row.reprint else ""
        title = "  ".join(part for part in (letter_title(row.letter, words), again) if part)
        return words.text(f"print_state.{row.state}"), title, one.number, words.moment(moment)

    @property
    def current(self) -> OutPrint | None:
        """The print under the cursor."""
        row = next((listing.current for listing in self.query(Listing)), None)
        return next((one for one in self.prints if row is not None and one.row.id == row.key), None)

    @on(Listing.Moved)
    def _moved(self) -> None:
        one = self.current
        said: list[Run] = []
        if one is not None and one.row.fault is not None:
            said.append((self.words.say(one.row.fault), "error"))
        if one is not None and one.row.file:
            said.append((one.row.file, "muted"))
        self.query_one(Told).show(said)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with the one under the cursor."""
        if action == "again":
            return self.current is not None and self.current.row.state in ("failed", "printed", "kept")
        return super().check_action(action, parameters)

    @on(Listing.Opened)
    def action_again(self) -> None:
        """A failed one is tried again; any other is a reprint, and the paper says so."""
        one = self.current
        if one is None or not self.check_action("again", ()):
            return
        now, number, failed = shell_of(self).now, one.row.id, one.row.state == "failed"

        def order(work: Work) -> int:
            return record_id(print_again(work, number) if failed else reprint(work, number))

        def work(data: Any) -> list[PrintRow]:
            job = data.write("print.again", order, now())
            return run_prints(data.store, data.clerk, data.home, now, job_ids=[job])

        self.change(work, self._printed)

    def action_run(self) -> None:
        """Print whatever waits."""
        now = shell_of(self).now
        self.change(lambda data: run_prints(data.store, data.clerk, data.home, now), self._printed)

    def _printed(self, rows: Sequence[PrintRow]) -> None:
        fault = next((row.fault for row in rows if row.fault is not None), None)
        if fault is not None:
            self.tell_error(fault)
        elif len(rows) == 1 and rows[0].state == "kept":
            self.tell("prints.kept", file=rows[0].file)
        else:
            self.tell("prints.printed", count=len(rows))
