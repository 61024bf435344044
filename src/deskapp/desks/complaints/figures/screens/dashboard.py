"""投诉图表: open by level and age, on time, causes, satisfaction, for whoever answers for the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from deskapp.casework.look import Said
from deskapp.casework.screens.holding import HoldingScreen
from deskapp.desks.complaints.figures.queries import MOST, Figures, get_figures
from deskapp.desks.complaints.figures.screens.plots import (
    ASCII_SIGNS,
    SIGNS,
    Rows,
    cause_chart,
    month_chart,
    open_chart,
)
from deskapp.errors import DeskError
from deskapp.office.property.queries import find_projects
from deskapp.ui import commands
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import Choose
from deskapp.ui.fields import Option
from deskapp.ui.lines import Lines, Run, shell_of
from deskapp.ui.work import run

OVERDUE: Final = Command("dashboard.overdue", "f8", "complaint", priority=True)
IMPROVE: Final = Command("dashboard.improve", "f5", "complaint", priority=True)
GAP: Final = 3
LEAST: Final = 76
"""So wide two charts stand beside each other."""


class Charts(Lines):
    """The four charts, two beside each other where there is room."""

    def __init__(self) -> None:
        super().__init__(id="charts")
        self.figures: Figures | None = None

    def show(self, figures: Figures) -> None:
        """Other figures."""
        self.figures = figures
        self.refresh(layout=True)

    def line_count(self, width: int) -> int:
        """As many as the charts have."""
        return len(self._rows(width))

    def line(self, y: int) -> Iterable[Run]:
        """A row of one chart, or of two."""
        rows = self._rows(self.size.width)
        return rows[y] if y < len(rows) else ()

    def _rows(self, width: int) -> list[tuple[Said, ...]]:
        told = self.figures
        if told is None or width < 1:
            return []
        signs = ASCII_SIGNS if self.glyphs.dot == "-" else SIGNS
        two = width >= LEAST
        cells = (width - GAP) // 2 if two else width
        charts = (
            open_chart(told, self.words, cells, signs),
            month_chart(told, self.words, cells, calls=False, signs=signs),
            cause_chart(told, self.words, cells, signs),
            month_chart(told, self.words, cells, calls=True, signs=signs),
        )
        watched = f"{_up_to(told.overdue)}", f"{_up_to(told.held)}"
        said = self.words.text("figures.watched", overdue=watched[0], held=watched[1])
        rows: list[tuple[Said, ...]] = [((said, "warning" if told.overdue else "muted"),), ()]
        if not two:
            for chart in charts:
                rows += [*chart, ()]
            return rows
        return [*rows, *_beside(charts[0], charts[1], cells), (), *_beside(charts[2], charts[3], cells)]


def _up_to(count: int) -> str:
    return f"{MOST - 1}+" if count >= MOST else str(count)


def _beside(left: Rows, right: Rows, cells: int) -> Iterable[tuple[Said, ...]]:
    empty: tuple[Said, ...] = ((" " * cells, "plain"),)
    for index in range(max(len(left), len(right))):
        one = left[index] if index < len(left) else empty
        other = right[index] if index < len(right) else ()
        yield (*one, (" " * GAP, "plain"), *other)


class DashboardScreen(HoldingScreen):
    """Figures 1 to 5 open the level's list, F8 what is past its time, F4 narrows to a project."""

    TITLE_KEY = "figures.title"
    TOPIC = "dashboard"
    DEFAULT_CSS = "DashboardScreen Charts { margin: 0 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(commands.CHOOSE, OVERDUE, IMPROVE),
        *(Binding(str(level), f"level({level})", show=False) for level in range(1, 6)),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.project: Option | None = None

    def body(self) -> Iterable[Widget]:
        """The charts; longer than the screen they scroll."""
        with VerticalScroll(can_focus=True):
            yield Charts()

    def title_text(self) -> str:
        """Of which project."""
        name = self.project.label if self.project else self.text("figures.all")
        return f" {shell_of(self).glyphs.dot} ".join((self.text(self.TITLE_KEY), name))

    def on_mount(self) -> None:
        """Keys wait for the figures."""
        self.hold()

    async def on_screen_resume(self) -> None:
        """They may have moved."""
        self.load()

    async def retranslate(self) -> None:
        """The words beside bars, too."""
        await super().retranslate()
        for charts in self.query(Charts):
            charts.refresh(layout=True)

    def on_resize(self, _: events.Resize) -> None:
        """One column or two."""
        for charts in self.query(Charts):
            charts.refresh(layout=True)

    def load(self) -> None:
        """Read the figures."""
        now = shell_of(self).now()
        project = int(self.project.code) if self.project else None

        def read(data: Any) -> Figures:
            found: Figures = data.store.read(lambda reader: get_figures(reader, now, project))
            return found

        run(self, read, self._loaded, failed=self._failed, group="figures")

    def _failed(self, error: DeskError) -> None:
        self.tell_error(error)
        self.release()

    def _loaded(self, figures: Figures) -> None:
        self.query_one(Charts).show(figures)
        for line in self.query("TopLine"):
            line.refresh()
        self.release()

    def action_level(self, level: int) -> None:
        """The open ones of a level."""
        self._list(state="open", level=str(level))

    def action_overdue(self) -> None:
        """What is past its time."""
        self._list(state="overdue")

    def _list(self, **filters: str) -> None:
        from deskapp.desks.complaints.screens.complaints import ComplaintsScreen

        self.app.push_screen(ComplaintsScreen(**filters))

    def action_improve(self) -> None:
        """What shall be done better."""
        from deskapp.desks.complaints.handling.screens.improvements import ImprovementsScreen

        self.app.push_screen(ImprovementsScreen())

    def action_choose(self) -> None:
        """One project, or all of them again."""
        if self.project is not None:
            self.project = None
            self.load()
            return

        def read(data: Any) -> list[tuple[int, str]]:
            found: list[tuple[int, str]] = data.store.read(find_projects)
            return found

        def ask(projects: list[tuple[int, str]]) -> None:
            options = [Option(number, name) for number, name in projects]
            self.app.push_screen(Choose("figures.project", options, search=len(options) > 9), chosen)

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                self.project = answer
                self.load()

        run(self, read, ask, group="projects")
