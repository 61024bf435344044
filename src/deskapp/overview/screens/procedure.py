"""The guide to a procedure: what the clerk tells before a case begins, and to a customer who asks what it takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.widget import Widget

from deskapp.cases.procedure import Heading, Procedure
from deskapp.casework.screens.holding import HoldingScreen
from deskapp.casework.screens.pane import Pane
from deskapp.desks.intake.screens.new_case_choice import ChooseProcedure
from deskapp.errors import DeskError
from deskapp.overview.procedure_look import procedure_look
from deskapp.overview.screens.case_doors import in_force
from deskapp.ui.fields import Option
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run


class ProcedureScreen(HoldingScreen):
    """Days, steps, papers and costs; with ``kept``, the field values of a case, only what applies to it."""

    TITLE_KEY = "procedure_look.title"
    TOPIC = "procedure_look"
    DEFAULT_CSS = "ProcedureScreen Pane { padding: 1 0 0 0; }"

    def __init__(self, procedure: Procedure, kept: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.procedure = procedure
        self.kept = kept

    def body(self) -> Iterable[Widget]:
        """One column of lines."""
        yield Pane(id="main")

    def on_mount(self) -> None:
        """There is nothing to wait for."""
        self._show()

    async def retranslate(self) -> None:
        """The lines are words."""
        await super().retranslate()
        self._show()

    def _show(self) -> None:
        look = procedure_look(self.procedure, self.words, shell_of(self).now().date(), self.kept)
        self.query_one("#main", Pane).show(look.main)


def open_guide(screen: DeskScreen[None]) -> None:
    """Ask which procedure, and show it."""
    app, today = shell_of(screen), shell_of(screen).now().date()

    def release() -> None:
        if isinstance(screen, HoldingScreen):
            screen.release()

    def failed(error: DeskError) -> None:
        screen.tell_error(error)
        release()

    def show(procedure: Procedure) -> None:
        app.push_screen(ProcedureScreen(procedure))
        release()

    def chosen(answer: Option | None) -> None:
        if answer is not None:
            code = answer.code
            run(
                screen,
                lambda data: data.engine.procedures.find(code, today, *data.region),
                show,
                failed=failed,
                group="procedures",
            )

    def found(headings: list[Heading]) -> None:
        app.push_screen(ChooseProcedure(headings, screen.words), chosen)
        release()

    run(screen, lambda data: in_force(data, today), found, failed=failed, group="procedures")
