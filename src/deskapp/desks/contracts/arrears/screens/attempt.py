"""An attempt in three keys: the way on the list or page, then the result, then a note, a promise or Enter alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar, Final, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from deskapp.desks.contracts.arrears.actions import AttemptDraft, note_attempt
from deskapp.desks.contracts.arrears.model import CONTACT_RESULTS
from deskapp.errors import DeskError, Fault
from deskapp.store.reasons import parse_reason
from deskapp.ui.commands import Command
from deskapp.ui.dialogs import AskText, Choose, Dialog, Says
from deskapp.ui.fields import Option
from deskapp.ui.inputs import DeskInput
from deskapp.ui.lines import shell_of
from deskapp.ui.reading import read_typed_day
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run
from deskapp.values import Currency
from deskapp.values.money import parse_typed_money

PHONE: Final = Command("chase.phone", "1", "chase", priority=True, argument="phone", verb="way")
MESSAGE: Final = Command("chase.message", "2", "chase", priority=True, argument="message", verb="way")
LETTER: Final = Command("chase.letter", "3", "chase", priority=True, argument="letter", verb="way")
VISIT: Final = Command("chase.visit", "4", "chase", priority=True, argument="visit", verb="way")
AT_COUNTER: Final = Command("chase.at_counter", "5", "chase", priority=True, argument="at_counter", verb="way")
WAYS: Final = (PHONE, MESSAGE, LETTER, VISIT, AT_COUNTER)
RESULTS: Final = tuple(one for one in CONTACT_RESULTS if one != "sent")
NEXT: Final = ">"
"""Behind it stands when to look again, and what to do then."""
_OVERRIDABLE: Final = ("chase.too_often", "chase.quiet_hours")


@dataclass(frozen=True, slots=True)
class Noted:
    """What was typed of an attempt."""

    note: str = ""
    promised: Decimal | None = None
    promised_on: date | None = None
    next_step: str = ""
    next_on: date | None = None


def read_note(text: str, result: str, currency: str, today: date, language: str) -> tuple[Noted | None, Fault | None]:
    """A note as it is typed: of a promise first how much (or not) and by when; behind ``>`` when to look again.

    ``12w +7 等工资``, ``说月底付 >1130 再打``.
    """
    told, _, then = text.partition(NEXT)
    next_on, next_step = None, ""
    if then.strip():
        first, _, rest = then.strip().partition(" ")
        next_on, fault = read_typed_day(first, language, today)
        if fault is not None:
            return None, fault
        next_step = rest.strip()
    if result != "promised":
        return Noted(told.strip(), next_step=next_step, next_on=next_on), None
    words = told.split()
    promised: Decimal | None = None
    for place, word in enumerate(words[:2]):
        day, _ = read_typed_day(word, language, today)
        amount, fault = parse_typed_money(word, cast("Currency", currency))
        is_day = day is not None and (word[:1] in "+t" or place == 1 or amount is None or len(words) == 1)
        if is_day:
            return Noted(" ".join(words[place + 1 :]), promised, day, next_step, next_on), None
        if fault is not None or amount is None:
            break
        promised = amount
    return None, Fault("chase.promise_form")


class NoteDialog(Dialog[Noted]):
    """A line that may stay empty; of a promise it may not."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "done", show=False, priority=True)]

    def __init__(self, result: str, currency: str, who: str) -> None:
        what = "chase.hint_promise" if result == "promised" else "chase.hint_note"
        super().__init__("chase.ask_note", what, values={"result": "", "who": who})
        self.result, self.currency = result, currency

    def parts(self) -> ComposeResult:
        """The field, and a line for what is wrong."""
        yield DeskInput(id="answer")
        says = Says("", "error")
        says.display = False
        yield says

    def key_hints(self) -> Sequence[tuple[str, str]]:
        """Enter alone will do."""
        return (("Enter", "dialog.take"), ("Esc", "dialog.cancel"))

    def action_done(self) -> None:
        """What was typed, if it can be."""
        app = shell_of(self)
        text = self.query_one(DeskInput).value
        noted, fault = read_note(text, self.result, self.currency, app.now().date(), app.words.language)
        if noted is None or fault is not None:
            says = self.query(Says).last()
            says.text = f"{app.glyphs.bad} {app.words.say(fault or Fault('chase.promise_form'))}"
            says.display = True
            says.refresh(layout=True)
        else:
            self.dismiss(noted)


def ask_attempt(
    screen: DeskScreen[Any], deal_id: int, about: str, way: str, currency: str, who: str, then: Callable[[], None]
) -> None:
    """Ask for the result and the note, and write the attempt; where something speaks against it, ask why it was."""
    app = shell_of(screen)

    def noted(result: str, found: Noted | None) -> None:
        if found is not None:
            draft = AttemptDraft(
                deal_id,
                way,
                result,
                about,
                promised=found.promised,
                promised_on=found.promised_on,
                note=found.note,
                next_step=found.next_step,
                next_on=found.next_on,
            )
            write_attempt(screen, draft, "", then)

    def chosen(answer: Option | None) -> None:
        if answer is not None:
            app.push_screen(NoteDialog(answer.code, currency, who), partial(noted, answer.code))

    options = [Option(code, app.words.text(f"contact_result.{code}")) for code in RESULTS]
    told = app.words.text(f"contact_way.{way}")
    app.push_screen(Choose("chase.ask_result", options, values={"way": told, "who": who}), chosen)


def write_attempt(screen: DeskScreen[Any], draft: AttemptDraft, anyway: str, then: Callable[[], None]) -> None:
    """Write it; how often and when may be passed with a reason, a stop may not."""
    app = shell_of(screen)
    moment = app.now()

    def done(_: object) -> None:
        app.tell("chase.noted", way=app.words.text(f"contact_way.{draft.way}"))
        then()

    def failed(error: DeskError) -> None:
        if error.code not in _OVERRIDABLE:
            app.tell_error(error)
            return

        def given(reason: str | None) -> None:
            if reason is not None:
                write_attempt(screen, draft, reason, then)

        app.push_screen(AskText(error.code, "chase.why_anyway", parse=parse_reason, values=error.values), given)

    run(
        screen,
        lambda data: data.write(
            "chase.attempt", lambda work: note_attempt(work, draft, anyway=anyway) and None, moment
        ),
        done,
        failed=failed,
        keep=True,
    )
