"""The preview of an import, and the import itself; the clerk may leave while it runs, and is told the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.timer import Timer
from textual.widget import Widget

from deskapp.desks.reception.importing import Intake, take_file
from deskapp.desks.reception.screens.import_options import ImportOptions
from deskapp.desks.reception.screens.import_report import ReadList, Report, Told, counts, problems, report, rows, say
from deskapp.desks.reception.sources import Options
from deskapp.errors import DeskError, Problem
from deskapp.sheets.importing import Outcome
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import Says
from deskapp.ui.lines import Glyphs, Weight, shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

OPTIONS: Final = Command("imports.options", "f2", "imports")
TAKE: Final = Command("imports.take", "ctrl+s,f10", "imports")
RUNNING: Final = "imports.running"
"""What the top line counts while a file goes in."""
_TICK: Final = 0.25


@dataclass(slots=True)
class Counted:
    """How far a file has been walked; ``stopped`` ends a rehearsal that nobody waits for."""

    rows: int = 0
    refused: int = 0
    stopped: bool = False

    def __call__(self, rows: int, refused: int) -> None:
        """From the thread that walks the file."""
        self.rows, self.refused = rows, refused
        if self.stopped:
            raise DeskError("imports.stopped")


class ImportPreview(DeskScreen[bool]):
    """Dismisses with True where the file was taken in, or is being taken in."""

    TOPIC = "import_preview"
    BINDINGS: ClassVar[list[BindingType]] = bindings(OPTIONS, TAKE)

    def __init__(self, kind: str, path: Path) -> None:
        super().__init__()
        self.kind, self.path = kind, path
        self.options = Options(dry_run=True)
        self.outcome: Outcome | None = None
        self._error: DeskError | None = None
        self._counted: Counted | None = None
        self._problems: list[Problem] = []
        self._imported = False
        self._timer: Timer | None = None

    def title_text(self) -> str:
        """What is taken in."""
        return self.text("imports.of_kind", kind=self.text(f"import_kind.{self.kind}"))

    def body(self) -> Iterable[Widget]:
        """What the file says, the problems, and the one under the cursor in full."""
        yield Report()
        yield ReadList(
            (
                Column("sign", 1),
                Column("row", 6, align="right"),
                Column("column", 14),
                Column("value", 16, weight="muted"),
                Column("reason"),
            ),
            id="problems",
        )
        yield Says("", "plain")

    def on_mount(self) -> None:
        """Rehearse at once."""
        self._rehearse()

    def on_unmount(self) -> None:
        """Nobody waits for a rehearsal any more."""
        if self._counted is not None and not self._imported:
            self._counted.stopped = True

    async def retranslate(self) -> None:
        """The report is words, too."""
        await super().retranslate()
        if self.query(Report):
            self._show()

    # ---- the rehearsal

    @property
    def is_working(self) -> bool:
        """Rehearsing or importing."""
        return self._counted is not None

    def _rehearse(self) -> None:
        if self._counted is not None:
            self._counted.stopped = True
        self.outcome, self._error, self._problems = None, None, []
        run(self, self._work(self.options), self._rehearsed, failed=self._refused, group="rehearsal")
        self._show()

    def _work(self, options: Options) -> Any:
        """The work of a rehearsal or an import, counted on the screen."""
        words, now = self.words, shell_of(self).now
        counted = self._counted = Counted()
        self._tick()

        def take(data: Any) -> Outcome:
            intake = Intake(data.store, data.clerk, data.home.exports, data.home.root, words, now)
            return take_file(intake, data.kinds[self.kind], self.path, options, counted)

        return take

    def _tick(self) -> None:
        if self._timer is None:
            self._timer = self.set_interval(_TICK, self._show_progress)

    def _rehearsed(self, outcome: Outcome) -> None:
        self._counted = None
        if self.options.country is None and outcome.refused and outcome.likely_country not in (None, outcome.country):
            # the headings tell whose numbers these are; what is shown then says so, and F2 changes it
            self.options = replace(self.options, country=outcome.likely_country)
            self._rehearse()
            return
        self.outcome, self._problems = outcome, problems(outcome)
        self._show()

    def _refused(self, error: DeskError) -> None:
        self._counted = None
        self._error = error
        self._show()
        if error.code == "file.project_needed":
            self.action_options()

    # ---- showing

    def _show_progress(self) -> None:
        if self._counted is None and self._timer is not None:
            self._timer.stop()
            self._timer = None
        elif self._counted is not None and self.is_attached:
            self.query_one(Report).tell(self._told())

    def _show(self) -> None:
        self.query_one(Report).tell(self._told())
        listing = self.query_one(Listing)
        listing.show(rows(self._problems, self.words, self.glyphs), "imports.no_problem" if self.outcome else "")
        listing.focus()
        self.refresh_bindings()

    @property
    def glyphs(self) -> Glyphs:
        """The signs that this terminal can show."""
        return shell_of(self).glyphs

    def _told(self) -> list[Told]:
        told: list[Told] = [(self._about(), "muted")]
        if self._counted is not None:
            key = "imports.taking" if self._imported else "imports.reading"
            told.append((self.text(key, rows=self._counted.rows, refused=self._counted.refused), "accent"))
            if self._imported:
                told.append((self.text("imports.go_on"), "muted"))
        elif self._error is not None:
            told.append((f"{self.glyphs.bad} {say(self._error, self.words)}", "error"))
            told.append((self.text("imports.mend"), "muted"))
        elif self.outcome is not None:
            told += report(self.outcome, self.words, self.glyphs.ellipsis)
        return told

    def _about(self) -> str:
        options, dot = self.options, f" {self.glyphs.dot} "
        parts = [
            self.path.name,
            options.project or "",
            self.text("imports.updates") if options.update else "",
            self.text("imports.whole") if options.complete else "",
            self.text(f"country.{options.country}") if options.country else "",
            options.sheet or "",
        ]
        return dot.join(part for part in parts if part)

    @on(Listing.Moved)
    def _moved(self, event: Listing.Moved) -> None:
        row = event.row
        problem = self._problems[row.key] if row is not None and isinstance(row.key, int) else None
        says = self.query_one(Says)
        says.text = say(problem, self.words) if problem else ""
        says.refresh(layout=True)

    # ---- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing is changed while a file is walked; what was taken in is not taken in twice."""
        if action == "options":
            return not self._imported and not (self.is_working and self.outcome is not None)
        if action == "take":
            return self.outcome is not None and not self._imported and self.outcome.rows > self.outcome.rejected
        return super().check_action(action, parameters)

    def action_options(self) -> None:
        """How it is to be taken in."""
        makes_project = self.kind == "units"
        self.app.push_screen(ImportOptions(self.options, makes_project=makes_project), self._chosen)

    def _chosen(self, options: Options | None) -> None:
        if options is not None and options != self.options:
            self.options = options
            self._rehearse()

    def action_take(self) -> None:
        """Take the file in; one at a time, so that both are not slow."""
        app = shell_of(self)
        if app.waits.get(RUNNING):
            self.tell("imports.one_at_a_time", "warning")
            return
        self._imported = True
        work = self._work(replace(self.options, dry_run=False))
        assert self._counted is not None
        counted = self._counted
        ticking = app.set_interval(_TICK * 2, partial(_count, app, counted))
        app.set_wait(RUNNING, 1)
        run(self, work, partial(self._taken, ticking), failed=partial(self._failed, ticking), keep=True)
        self._show()

    def _ended(self, ticking: Timer) -> None:
        ticking.stop()
        shell_of(self).set_wait(RUNNING, 0)
        self._counted = None

    def _taken(self, ticking: Timer, outcome: Outcome) -> None:
        self._ended(ticking)
        app = shell_of(self)
        weight: Weight = "warning" if outcome.rejected else "good"
        screen = app.desk_screen
        if screen is not None:
            screen.tell("imports.told", weight, file=self.path.name, counts=counts(outcome, app.words))
        if self.is_attached:
            self.outcome, self._problems = outcome, problems(outcome)
            self._show()

    def _failed(self, ticking: Timer, error: DeskError) -> None:
        self._ended(ticking)
        self._imported = False
        if self.is_attached:
            self._error = error
            self._show()
        shell_of(self).tell_error(DeskError("imports.failed", file=self.path.name, why=say(error, self.words)))

    async def action_back(self) -> None:
        """Leave; an import goes on."""
        self.dismiss(True if self._imported else None)


def _count(app: Any, counted: Counted) -> None:
    app.set_wait(RUNNING, max(1, counted.rows))
