"""The improvement register: proposals with what becomes of them, and the causes that came up most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.look import word
from deskapp.casework.screens.read_list import ReadList
from deskapp.desks.complaints.handling.improvements import (
    CauseCount,
    ImprovementRow,
    cases_behind,
    count_causes,
    list_improvements,
    move_improvement,
)
from deskapp.desks.complaints.handling.model import IMPROVEMENT_STATES
from deskapp.desks.complaints.handling.screens.improvement_forms import EffectForm, ImprovementForm
from deskapp.desks.contracts.knowledge.queries import list_suggestions
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText, Choose
from deskapp.ui.fields import Option
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.work import run

ACCEPT: Final = Command("improvement.accept", "1", "improvement", priority=True)
BEGIN: Final = Command("improvement.begin", "2", "improvement", priority=True)
DONE: Final = Command("improvement.done", "3", "improvement", priority=True)
REFUSE: Final = Command("improvement.refuse", "4", "improvement", priority=True)
SUGGESTED: Final = Command("improvement.suggested", "5", "improvement", priority=True)
WHICH: Final = Command("improvement.which", "f4", "improvement", priority=True)
VIEWS: Final = ("", *IMPROVEMENT_STATES)
SPAN: Final = timedelta(days=90)
"""Over how many days causes are counted."""
SHOWN: Final = 5


class ImprovementsScreen(ReadList):
    """F2 a proposal, 1 to 4 what becomes of it, 5 one out of what customers suggested; Enter opens its complaint."""

    TITLE_KEY = "improvements.title"
    TOPIC = "improvements"
    EMPTY = "improvements.empty"
    COLUMNS = (
        Column("number", 16, "improvements.number", weight="muted"),
        Column("title", label="improvements.what", weight="strong"),
        Column("cause", 12, "improvements.cause"),
        Column("state", 12, "improvements.state"),
        Column("due_on", 10, "improvements.due_on"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, ACCEPT, BEGIN, DONE, REFUSE, SUGGESTED, WHICH)

    def __init__(self, state: str = "") -> None:
        super().__init__()
        self.state = state
        self.causes: list[CauseCount] = []
        self.behind: dict[int, list[tuple[int, str]]] = {}

    def title_text(self) -> str:
        """Which of them."""
        return self.titled(self.text(f"improvement_state.{self.state}") if self.state else "")

    def read(self, reader: Reader) -> Sequence[ImprovementRow]:
        """The register, and why complaints came up of late."""
        today = shell_of(self).now().date()
        rows = list_improvements(reader, self.state)
        self.causes = count_causes(reader, today - SPAN, today)
        self.behind = {row.id: cases_behind(reader, row.id) for row in rows if row.cases}
        return rows

    def cells(self, row: ImprovementRow) -> tuple[str, ...]:
        """Number, what, why, where it stands."""
        cause = word(self.words, "complaint_cause", row.cause) if row.cause else ""
        state = self.text(f"improvement_state.{row.state}")
        return row.number, row.title, cause, state, self.day(row.due_on)

    def weight(self, row: ImprovementRow) -> Any:
        """What is late stands out."""
        return "error" if row.is_late(shell_of(self).now().date()) else "plain"

    def told(self, row: ImprovementRow) -> Iterable[Run]:
        """All of it."""
        yield row.text, "plain"
        yield self.text("improvements.proposed", day=row.proposed_on, by=row.proposed_by), "muted"
        if row.decided_on is not None:
            yield self.text("improvements.decided", day=row.decided_on, by=row.decided_by), "muted"
        if row.department:
            yield row.department, "plain"
        if row.effect:
            yield f"{self.text('improvement_form.effect')}  {row.effect}", "good"
        numbers = ", ".join(number for _, number in self.behind.get(row.id, ())[:SHOWN])
        if numbers:
            yield self.text("improvements.from", numbers=numbers), "muted"
        if self.causes:
            counts = "  ".join(
                f"{word(self.words, 'complaint_cause', one.cause)} {one.count}" for one in self.causes[:SHOWN]
            )
            yield self.text("improvements.causes", counts=counts), "accent"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can become of this one now."""
        row: ImprovementRow | None = self.current
        state = row.state if row is not None else ""
        allowed = {
            "accept": ("proposed",), "begin": ("accepted",), "done": ("accepted", "doing"),
            "refuse": ("proposed", "accepted"),
        }  # fmt: skip
        if action in allowed:
            return state in allowed[action]
        return super().check_action(action, parameters)

    def on_listing_opened(self) -> None:
        """The complaint that it follows from."""
        from deskapp.desks.complaints.handling.screens.complaint import ComplaintScreen

        cases = self.behind.get(self.current.id, [])
        if len(cases) == 1:
            self.app.push_screen(ComplaintScreen(cases[0][0]))
            return

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                self.app.push_screen(ComplaintScreen(int(answer.code)))

        if cases:
            options = [Option(number, told) for number, told in cases]
            self.app.push_screen(Choose("improvements.which_case", options), chosen)

    # ---- keys

    def action_new(self) -> None:
        """A proposal."""
        self.app.push_screen(ImprovementForm(), self.returned)

    def action_accept(self) -> None:
        """It will be done."""
        self._move("accepted")

    def action_begin(self) -> None:
        """It is under way."""
        self._move("doing")

    def action_done(self) -> None:
        """It is done, and what it brought."""
        row: ImprovementRow = self.current
        self.app.push_screen(EffectForm(0, row.number, improvement=row.id), self.returned)

    def action_refuse(self) -> None:
        """It will not be done, and why."""
        row: ImprovementRow = self.current

        def answered(reason: str | None) -> None:
            if reason:
                self.write("improvement.move", lambda work, _: move_improvement(work, row.id, "refused", reason))

        self.app.push_screen(AskText("complaint_page.why", parse=parse_reason), answered)

    def _move(self, state: str) -> None:
        row: ImprovementRow = self.current
        self.write("improvement.move", lambda work, _: move_improvement(work, row.id, state))

    def action_suggested(self) -> None:
        """Out of what a customer suggested: its words stand in the form."""

        def found(rows: list[Any]) -> None:
            options = [Option(row.draft.text, row.draft.text[:60], row.who) for row in rows]

            def chosen(answer: Option | None) -> None:
                if answer is not None:
                    self.app.push_screen(ImprovementForm(text=str(answer.code)), self.returned)

            self.app.push_screen(Choose("improvements.which_suggestion", options, search=True), chosen)

        run(self, lambda data: data.store.read(list_suggestions), found, group="suggestions")

    def action_which(self) -> None:
        """What lives, or by what became of it."""
        self.state = VIEWS[(VIEWS.index(self.state) + 1) % len(VIEWS)]
        self.load()
