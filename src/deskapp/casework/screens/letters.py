"""Letters of a case at the counter: one is chosen and lies in the printer; the likeliest is the first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deskapp.cases.page import CasePage
from deskapp.cases.papers import add_slip
from deskapp.casework.actions_letters import letters_of, print_case_letter
from deskapp.casework.case_papers import get_case_papers
from deskapp.casework.screens.printing import print_ordered
from deskapp.messages.letter_kinds import letter_title
from deskapp.messages.model import PrintJob
from deskapp.messages.printing import PrintRow
from deskapp.store.work import Work
from deskapp.ui.dialogs import Choose, Confirm
from deskapp.ui.fields import Option
from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run


def choose_letter(screen: DeskScreen[Any], page: CasePage) -> None:
    """Ask which letter of a case, and print it."""
    words = screen.words
    names = letters_of(page)
    options = [Option(name, letter_title(name, words)) for name in names]

    def chosen(answer: Option | None) -> None:
        if answer is not None:
            print_letter_of(screen, page.row.id, answer.code)

    screen.app.push_screen(Choose("letters.which", options, values={"number": page.row.number}), chosen)


def print_letter_of(
    screen: DeskScreen[Any], case_id: int, letter: str, then: Callable[[PrintRow], None] | None = None
) -> None:
    """Print one; a second slip of what is missing is asked about first."""
    if letter == "supplement":
        _print_slip(screen, case_id, then)
        return
    today, counter = shell_of(screen).now().date(), shell_of(screen).settings.counter
    print_ordered(
        screen,
        lambda work, data: print_case_letter(work, data.engine, data.home, case_id, letter, today, counter),
        then,
    )


def _print_slip(screen: DeskScreen[Any], case_id: int, then: Callable[[PrintRow], None] | None) -> None:
    """A case is told once of all that is missing (一次性告知): whoever prints another slip is warned, and counted."""
    today, counter = shell_of(screen).now().date(), shell_of(screen).settings.counter

    def order(work: Work, data: Any) -> PrintJob:
        add_slip(work, case_id, engine=data.engine)
        return print_case_letter(work, data.engine, data.home, case_id, "supplement", today, counter)

    def go(yes: bool | None) -> None:
        if yes:
            print_ordered(screen, order, then)

    def asked(slips: int) -> None:
        if slips:
            screen.app.push_screen(Confirm("papers.slip_again", "papers.slip_again_what", values={"count": slips}), go)
        else:
            go(True)

    def read(data: Any) -> int:
        language = screen.words.language
        slips: int = data.store.read(lambda reader: get_case_papers(reader, case_id, language, today).slips)
        return slips

    run(screen, read, asked, group="slips")
