"""Two registers: advice on drawings with its seven days, and defects found before acceptance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.look import money
from deskapp.casework.screens.read_list import ReadList
from deskapp.desks.handover.rounds.queries import AdviceRow, EarlyRow, list_advice, list_early
from deskapp.desks.handover.rounds.screens.register_forms import AdviceForm, EarlyForm
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.listing import Listing

CLOSED: Final = Command("registers.closed", "f4", "registers")


class Register(ReadList):
    """F2 a new line, Enter this one, F4 the closed ones."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, CLOSED)

    def __init__(self) -> None:
        super().__init__()
        self.closed = False

    def title_text(self) -> str:
        """Which half."""
        return self.titled(self.text("registers.closed") if self.closed else "")

    def action_closed(self) -> None:
        """The other half."""
        self.closed = not self.closed
        self.load()


class DesignAdviceScreen(Register):
    """前期物管顾问建议: whom to ask about which drawings by when, and what became of it."""

    TITLE_KEY = "design_advice.title"
    TOPIC = "design_advice"
    EMPTY = "design_advice.empty"
    COLUMNS = (
        Column("number", 16, weight="muted", label="column.number"),
        Column("subject", weight="strong", least=18, label="design_advice.subject"),
        Column("drawings_on", 10, label="design_advice.drawings_on"),
        Column("stands", 22, label="design_advice.stands"),
        Column("project", 10, weight="muted"),
    )

    def read(self, reader: Reader) -> Sequence[AdviceRow]:
        """The lines."""
        return list_advice(reader, closed=self.closed)

    def cells(self, row: AdviceRow) -> tuple[str, ...]:
        """Its number, what it is about, and where it stands."""
        return row.number, row.subject, self.day(row.drawings_on), self._stands(row), row.project

    def _stands(self, row: AdviceRow) -> str:
        today = shell_of(self).now().date()
        if row.decision:
            return self.text(f"register_decision.{row.decision}")
        if row.advised_on is not None:
            return self.text("design_advice.advised", day=row.advised_on)
        if row.asked_on is not None:
            return self.text("design_advice.asked", day=row.asked_on)
        return self.text("design_advice.late" if row.late(today) else "design_advice.ask_by", day=row.ask_by)

    def weight(self, row: AdviceRow) -> Any:
        """Nobody was asked in time."""
        late = row.asked_on is None and not row.decision and row.late(shell_of(self).now().date())
        return "warning" if late else "plain"

    def told(self, row: AdviceRow) -> Iterable[Run]:
        """What they said, and what was decided."""
        yield "  ".join(filter(None, (row.topic, row.drawings, row.consultant))), "muted"
        yield row.advice, "plain"
        if row.decision and row.decided_on is not None:
            yield self.text("registers.decided", day=row.decided_on, who=row.decided_by), "good"
        yield row.note, "muted"

    def action_new(self) -> None:
        """Drawings have come."""
        self.app.push_screen(AdviceForm(), self.returned)

    def on_listing_opened(self, event: Listing.Opened) -> None:
        """What has happened since."""
        self.app.push_screen(AdviceForm(int(str(event.row.key))), self.returned)


class EarlyDefectsScreen(Register):
    """前期工程缺陷: what was found, how it could be put right, at what cost, and what was decided."""

    TITLE_KEY = "early_defects.title"
    TOPIC = "early_defects"
    EMPTY = "early_defects.empty"
    COLUMNS = (
        Column("number", 16, weight="muted", label="column.number"),
        Column("place", 16, weight="strong", label="early_defects.place"),
        Column("text", least=16, label="early_defects.text"),
        Column("cost", 14, align="right", label="early_defects.cost"),
        Column("decision", 12, label="registers.decision"),
        Column("found_on", 10, label="early_defects.found_on"),
    )

    def read(self, reader: Reader) -> Sequence[EarlyRow]:
        """The lines."""
        return list_early(reader, closed=self.closed)

    def cells(self, row: EarlyRow) -> tuple[str, ...]:
        """Where, what, what it would cost, how it stands."""
        return (
            row.number,
            " ".join(filter(None, (row.building, row.place))),
            " ".join(row.text.split()),
            "" if row.cost is None else money(self.words, row.cost, row.currency),
            self.text(f"register_decision.{row.decision}") if row.decision else "",
            self.day(row.found_on),
        )

    def told(self, row: EarlyRow) -> Iterable[Run]:
        """The whole of it."""
        yield "  ".join(filter(None, (row.project, row.system, row.found_by))), "muted"
        yield row.text, "plain"
        yield row.option, "plain"
        if row.feasible is not None:
            yield self.text("early_defects.feasible" if row.feasible else "early_defects.not_feasible"), "muted"
        if row.decision and row.decided_on is not None:
            yield self.text("registers.decided", day=row.decided_on, who=row.decided_by), "good"
        if row.done_on is not None:
            yield self.text("early_defects.done", day=row.done_on), "good"

    def action_new(self) -> None:
        """Something was found."""
        self.app.push_screen(EarlyForm(), self.returned)

    def on_listing_opened(self, event: Listing.Opened) -> None:
        """What has become of it."""
        self.app.push_screen(EarlyForm(int(str(event.row.key))), self.returned)
