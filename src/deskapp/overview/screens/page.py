"""A page of one record: read in a thread, shown as lines, read again whenever the clerk comes back to it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual import events, on
from textual.binding import BindingType

from deskapp.casework.look import Line, Look, under
from deskapp.casework.screens.pane import Pane
from deskapp.casework.screens.panes import PanesScreen
from deskapp.overview.recent import Recent
from deskapp.overview.screens.case_keys import NEW_CASE
from deskapp.overview.screens.keys import END_RESIDENT, FORMER
from deskapp.overview.search import Hit
from deskapp.store.work import Reader
from deskapp.ui.commands import bindings
from deskapp.ui.here import Place
from deskapp.ui.lines import shell_of
from deskapp.ui.work import run

if TYPE_CHECKING:
    from deskapp.cases.rows import CaseRow
    from deskapp.desks.intake.screens.new_case_known import Known

Page = TypeVar("Page")


class PageScreen(PanesScreen, Generic[Page]):
    """Subclasses give ``read``, ``look``, ``hit`` and ``called``; F5 unfolds what is of the past."""

    TOPIC = "page"
    BINDINGS: ClassVar[list[BindingType]] = bindings(NEW_CASE, END_RESIDENT, FORMER)

    def __init__(self, number: int, recent: Recent) -> None:
        super().__init__()
        self.number = number
        self.recent = recent
        self.page: Page | None = None
        self.cases: Sequence[CaseRow] = ()
        self.unfolded = False

    # ---- what a page gives

    @abstractmethod
    def read(self, data: Any, number: int) -> Page:
        """Everything on the page; in a thread."""

    @abstractmethod
    def look(self, page: Page) -> Look:
        """The page in words."""

    @abstractmethod
    def hit(self, page: Page) -> Hit:
        """The page as a line among the records opened last."""

    @abstractmethod
    def called(self, page: Page) -> str:
        """What the top line says."""

    def read_cases(self, reader: Reader, page: Page) -> Sequence[CaseRow]:
        """The cases of the record, open ones first."""
        return ()

    def begins(self, page: Page) -> Known | None:
        """What is known of a case that begins from here; None where none can."""
        return None

    def has_former(self, page: Page) -> bool:
        """Whether there is something to unfold."""
        return False

    # ---- reading and showing

    def title_text(self) -> str:
        """The record's own name."""
        return self.called(self.page) if self.page is not None else ""

    def load(self) -> None:
        """Read the record again."""
        number = self.number

        def read(data: Any) -> tuple[Page, Sequence[CaseRow]]:
            page = self.read(data, number)
            return page, data.store.read(lambda reader: self.read_cases(reader, page))

        run(self, read, self._loaded, failed=self.unavailable, group="page")

    def _loaded(self, found: tuple[Page, Sequence[CaseRow]]) -> None:
        self.page, self.cases = found
        page = self.page
        self.recent.note(self.hit(page))
        self.show()
        self.refresh_top()
        self.release()
        shell_of(self).presence.glance()

    def places(self) -> Sequence[Place]:
        """The record, by the kind that the page is about."""
        return ((self.TOPIC, self.number),)

    def show(self) -> None:
        """The record and its cases; beside it what happened to it."""
        if self.page is not None and self.query("#main"):
            self.show_look(self.look(self.page), self._case_lines())

    def _case_lines(self) -> tuple[Line, ...]:
        if not self.cases:
            return ()
        from deskapp.overview.case_look import case_lines

        lines = case_lines(self.cases, self.words, shell_of(self).now().date())
        return (Line(), *under(self.text("case_look.cases"), lines))

    def on_resize(self, event: events.Resize) -> None:
        """One column or two."""
        self.show()

    # ---- keys

    @property
    def line(self) -> Line | None:
        """The line under the cursor; none while the clerk reads what happened beside it."""
        return next((pane.current for pane in self.query("#main").results(Pane) if pane.has_focus), None)

    @on(Pane.Moved)
    def _moved(self) -> None:
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works on this page and this line."""
        if action == "former":
            return self.page is not None and self.has_former(self.page)
        if action == "new_case":
            return self.page is not None and self.begins(self.page) is not None
        if action == "end_resident":
            return self.line is not None and self.line.resident is not None
        return super().check_action(action, parameters)

    def action_new_case(self) -> None:
        """A new case, filled in with what is known."""
        from deskapp.overview.screens.case_doors import open_new_case

        known = self.begins(self.page) if self.page is not None else None
        if known is not None:
            self.hold()
            open_new_case(self, self.recent, known)

    def action_former(self) -> None:
        """Show what is of the past, or fold it away."""
        self.unfolded = not self.unfolded
        self.show()

    def action_end_resident(self) -> None:
        """Somebody moves out or sells."""
        self.after_moves(self._end_resident)

    def _end_resident(self) -> None:
        from deskapp.desks.reception.screens.end_resident import EndResident

        if self.line is not None and self.line.resident is not None:
            self.app.push_screen(EndResident(self.line.resident))

    def after_moves(self, act: Callable[[], None]) -> None:
        """Act on the line under the cursor, when arrows pressed just before have moved it; keys behind wait."""
        self.hold()

        def then() -> None:
            act()
            self.release()

        self.query_one("#main").call_later(then)
