"""Letters of a case at the counter: one is chosen and lies in the printer; the likeliest is the first."""

from __future__ import annotations

from typing import Any

from deskapp.cases.page import CasePage
from deskapp.desks.intake.actions_letters import letters_of, print_case_letter
from deskapp.messages.printing import PrintRow, run_prints
from deskapp.store.base import record_id
from deskapp.ui.dialogs import Choose
from deskapp.ui.fields import Option
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run


def choose_letter(screen: DeskScreen[Any], page: CasePage) -> None:
    """Ask which letter of a case, and print it."""
    words = screen.words
    names = letters_of(page)
    options = [Option(name, words.text(f"letter_name.{name}")) for name in names]

    def chosen(answer: Option | None) -> None:
        if answer is not None:
            print_letter_of(screen, page.row.id, answer.code)

    screen.app.push_screen(Choose("letters.which", options, values={"number": page.row.number}), chosen)


def print_letter_of(screen: DeskScreen[Any], case_id: int, letter: str) -> None:
    """Print one; what is wrong with template or printer is told, and the print stays in the queue."""
    app = shell_of(screen)
    counter, moment = app.settings.counter, app.now()

    def work(data: Any) -> PrintRow:
        job = data.write(
            "case.print",
            lambda work: record_id(
                print_case_letter(work, data.engine, data.home, case_id, letter, moment.date(), counter)
            ),
            moment,
        )
        rows: list[PrintRow] = run_prints(data.store, data.clerk, data.home, lambda: moment, job_ids=[job])
        return rows[0]

    def told(row: PrintRow) -> None:
        name = app.words.text(f"letter_name.{row.letter}")
        if row.fault is not None:
            app.tell_error(row.fault)
        else:
            app.tell("letters.printed" if row.state == "printed" else "letters.kept", letter=name, file=row.file)

    run(screen, work, told, keep=True)
