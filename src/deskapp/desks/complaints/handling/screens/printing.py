"""Letters of a complaint: what was taken up, and the reply; the likelier one is the first."""

from __future__ import annotations

from typing import Any

from deskapp.casework.screens.letters import choose_letter, print_letter_of
from deskapp.desks.complaints.handling.queries import ComplaintPage
from deskapp.desks.complaints.taking.letters import ANSWER, SLIP
from deskapp.messages.letter_kinds import letter_title
from deskapp.ui.dialogs import Choose
from deskapp.ui.fields import Option
from deskapp.ui.screen import DeskScreen


def choose_complaint_letter(screen: DeskScreen[Any], page: ComplaintPage) -> None:
    """The reply first where there is an answer, else the slip; behind them every letter of a case."""
    told = bool(page.facts.answer or page.facts.result)
    options = [Option(name, letter_title(name, screen.words)) for name in ((ANSWER, SLIP) if told else (SLIP, ANSWER))]
    options.append(Option("", screen.text("complaint_page.other_letters")))

    def chosen(answer: Option | None) -> None:
        if answer is not None and answer.code:
            print_letter_of(screen, page.facts.case_id, str(answer.code))
        elif answer is not None:
            choose_letter(screen, page.case)

    screen.app.push_screen(Choose("letters.which", options, values={"number": page.number}), chosen)
