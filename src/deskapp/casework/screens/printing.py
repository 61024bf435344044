"""What is printed at the counter lies in the printer at once; what went wrong is told where the clerk is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deskapp.messages.letter_kinds import letter_title
from deskapp.messages.model import PrintJob
from deskapp.messages.printing import PrintRow, run_prints
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run


def print_ordered(
    screen: DeskScreen[Any], order: Callable[[Work, Any], PrintJob], then: Callable[[PrintRow], None] | None = None
) -> None:
    """Order a letter and print it; what is wrong with template or printer is told, and the print stays in the queue."""
    app = shell_of(screen)
    moment = app.now()

    def work(data: Any) -> PrintRow:
        job = data.write("case.print", lambda work: record_id(order(work, data)), moment)
        rows: list[PrintRow] = run_prints(data.store, data.clerk, data.home, lambda: moment, job_ids=[job])
        return rows[0]

    def told(row: PrintRow) -> None:
        name = letter_title(row.letter, app.words)
        if row.fault is not None:
            app.tell_error(row.fault)
        else:
            app.tell("letters.kept" if row.state == "kept" else "letters.printed", letter=name, file=row.file)
        if then is not None:
            then(row)

    run(screen, work, told, keep=True)
