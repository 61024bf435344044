"""Why a complaint is due when it is: every clock with each interval that was counted, pauses with their reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from textual.containers import VerticalScroll
from textual.widget import Widget

from deskapp.cases.model import Case
from deskapp.cases.pinned import procedure_of
from deskapp.desks.complaints.taking.clock_words import explain_complaint_lines
from deskapp.desks.complaints.taking.explain import explain_complaint
from deskapp.locale import Words
from deskapp.store.work import Reader
from deskapp.ui.cells import width, wrap
from deskapp.ui.here import Place
from deskapp.ui.lines import Lines, Run, shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

INDENT = 2
Said = tuple[str, str]


class Explained(Lines):
    """The lines of every clock, spans in a column; a clock's name stands out."""

    DEFAULT_CSS = "Explained { height: auto; }"

    def __init__(self) -> None:
        super().__init__(id="explained")
        self.clocks: Sequence[Sequence[Said]] = ()

    def show(self, clocks: Sequence[Sequence[Said]]) -> None:
        """These."""
        self.clocks = clocks
        self.refresh(layout=True)

    def line_count(self, width: int) -> int:
        """As many as the intervals need."""
        return len(self._placed(width))

    def line(self, y: int) -> Iterable[Run]:
        """A line."""
        lines = self._placed(self.size.width)
        if y < len(lines):
            yield lines[y]

    def _placed(self, cells: int) -> list[Run]:
        spans = max((width(span) for clock in self.clocks for span, _ in clock), default=0)
        lines: list[Run] = []
        for clock in self.clocks:
            if lines:
                lines.append(("", "plain"))
            for place, (span, said) in enumerate(clock):
                if not place:
                    lines.append((said, "strong"))
                elif span:
                    lines.append((" " * INDENT + span + " " * (spans - width(span) + INDENT) + said, "plain"))
                else:
                    room = max(10, cells - INDENT)
                    lines += [(" " * INDENT + part, "muted") for part in wrap(said, room)]
        return lines


class ClocksScreen(DeskScreen[None]):
    """Only looked at; longer than the screen it scrolls."""

    TITLE_KEY = "clocks_page.title"
    TOPIC = "clocks"

    def __init__(self, case_id: int) -> None:
        super().__init__()
        self.case_id = case_id
        self._number = ""

    def title_text(self) -> str:
        """Of which complaint."""
        parts = (self.text(self.TITLE_KEY), self._number)
        return f" {shell_of(self).glyphs.dot} ".join(part for part in parts if part)

    def places(self) -> Sequence[Place]:
        """The case."""
        return (("case", self.case_id),)

    def body(self) -> Iterable[Widget]:
        """The clocks."""
        with VerticalScroll(can_focus=True):
            yield Explained()

    def on_mount(self) -> None:
        """Keys wait until they are there."""
        self.load()

    def load(self) -> None:
        """Count again."""
        case_id, now, words = self.case_id, shell_of(self).now(), self.words
        run(self, lambda data: data.store.read(lambda reader: _read(reader, case_id, now, words)), self._show)

    async def retranslate(self) -> None:
        """In the language of now."""
        await super().retranslate()
        self.load()

    def _show(self, found: tuple[str, list[list[Said]]]) -> None:
        self._number, clocks = found
        self.query_one(Explained).show(clocks)
        for line in self.query("TopLine"):
            line.refresh()
        shell_of(self).release_keys()


def _read(reader: Reader, case_id: int, now: datetime, words: Words) -> tuple[str, list[list[Said]]]:
    case = reader.get(Case, case_id)
    procedure = procedure_of(reader, case)
    clocks = explain_complaint(reader, case_id, now)
    return case.number, [list(explain_complaint_lines(one, procedure, words, now.tzinfo)) for one in clocks]
