"""工程维修流程图: the way of a defect as a chart, drawn from data."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import VerticalScroll
from textual.widget import Widget

from deskapp.desks.handover.inspecting.look import flow_lines
from deskapp.desks.handover.inspecting.phrases import shipped_flow
from deskapp.ui.lines import Lines, Run
from deskapp.ui.screen import DeskScreen


class Chart(Lines):
    """The lines of the chart."""

    def line_count(self, width: int) -> int:
        """As many as the steps need."""
        return len(self._lines)

    def line(self, y: int) -> Iterable[Run]:
        """A step stands out from the ways between."""
        lines = self._lines
        if y < len(lines):
            yield lines[y], "strong" if lines[y].startswith("[") else "muted"

    @property
    def _lines(self) -> list[str]:
        return flow_lines(shipped_flow(), self.words.language)


class FlowScreen(DeskScreen[None]):
    """Only looked at."""

    TITLE_KEY = "flow.title"
    TOPIC = "flow"

    def body(self) -> Iterable[Widget]:
        """The chart; longer than the screen it scrolls."""
        with VerticalScroll(can_focus=True):
            yield Chart()
