"""The answer sheet: what the waiting customer is told, in their language, to be read aloud, copied or printed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget

from deskapp.cases.page import CasePage, get_case_page
from deskapp.casework.actions_letters import print_case_letter
from deskapp.casework.screens.holding import HoldingScreen
from deskapp.casework.screens.printing import print_ordered
from deskapp.desks.intake.answer_case import answer, language_of_answer
from deskapp.errors import DeskError
from deskapp.locale import LANGUAGES, Words, words
from deskapp.messages.model import PrintJob
from deskapp.office.customer.queries import get_customer_draft
from deskapp.store.work import Reader, Work
from deskapp.ui.cells import wrap
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import Lines, Run, shell_of
from deskapp.ui.work import run

SPEAK: Final = Command("answer.speak", "f4", "answer")
COPY: Final = Command("answer.copy", "f8", "answer")
PRINT: Final = Command("answer.print", "f9", "answer", priority=True)
_MOST: Final = 76


class Sheet(Lines):
    """Sentences in large gaps, so that they are easily read aloud."""

    DEFAULT_CSS = "Sheet { height: 1fr; padding: 1 1; }"

    def __init__(self) -> None:
        super().__init__(id="sheet")
        self.heading = ""
        self.sentences: tuple[str, ...] = ()

    def show(self, heading: str, sentences: Iterable[str]) -> None:
        """These."""
        self.heading, self.sentences = heading, tuple(sentence for sentence in sentences if sentence)
        self.refresh()

    def line(self, y: int) -> Iterable[Run]:
        """The heading, then each sentence with a gap before it."""
        lines: list[Run] = [(self.heading, "muted")]
        for sentence in self.sentences:
            lines.append(("", "plain"))
            lines += [(part, "strong") for part in wrap(sentence, min(_MOST, max(8, self.size.width)))]
        return [lines[y]] if y < len(lines) else []


class AnswerScreen(HoldingScreen):
    """Three sentences: where it is, what is missing, when and from whom the next step comes."""

    TITLE_KEY = "answer_sheet.title"
    TOPIC = "answer_sheet"
    BINDINGS: ClassVar[list[BindingType]] = bindings(SPEAK, COPY, PRINT)

    def __init__(self, case_id: int) -> None:
        super().__init__()
        self.case_id = case_id
        self.page: CasePage | None = None
        self.spoken = ""

    def body(self) -> Iterable[Widget]:
        """The sheet."""
        yield Sheet()

    def title_text(self) -> str:
        """Of which case."""
        number = self.page.row.number if self.page is not None else ""
        return f" {shell_of(self).glyphs.dot} ".join(part for part in (self.text(self.TITLE_KEY), number) if part)

    def on_mount(self) -> None:
        """Read the case."""
        self.hold()
        number, now = self.case_id, shell_of(self).now()

        def read(data: Any) -> tuple[CasePage, str]:
            def ask(reader: Reader) -> tuple[CasePage, str]:
                page = get_case_page(reader, data.engine, number, now.date(), data.clerk.id)
                customer = get_customer_draft(reader, page.customer.id)[0].language if page.customer else ""
                return page, language_of_answer(page, customer, data.clerk.language)

            found: tuple[CasePage, str] = data.store.read(ask)
            return found

        run(self, read, self._loaded, failed=self._failed, group="page")

    def _failed(self, error: DeskError) -> None:
        self.tell_error(error)
        self.release()

    def _loaded(self, found: tuple[CasePage, str]) -> None:
        self.page, self.spoken = found
        self._show()
        self.release()

    async def retranslate(self) -> None:
        """The sentences stay in the customer's language."""
        await super().retranslate()
        self._show()

    def _show(self) -> None:
        if self.page is None:
            return
        row = self.page.row
        heading = self.text(
            "answer_sheet.heading",
            number=row.number,
            customer=row.customer,
            language=self.text(f"language.{self.spoken}"),
        )
        self.query_one(Sheet).show(heading, answer(self.page, self.customers_words))
        for line in self.query("TopLine"):
            line.refresh()

    @property
    def customers_words(self) -> Words:
        """The words of the language that the sheet speaks."""
        return words(self.spoken)

    def action_speak(self) -> None:
        """The next language."""
        if self.page is not None:
            known = [str(language) for language in LANGUAGES]
            self.spoken = known[(known.index(self.spoken) + 1) % len(known)]
            self._show()

    def action_print(self) -> None:
        """On paper, to take home."""
        number, spoken, app = self.case_id, self.spoken, shell_of(self)
        today, counter = app.now().date(), app.settings.counter

        def order(work: Work, data: Any) -> PrintJob:
            return print_case_letter(work, data.engine, data.home, number, "answer_sheet", today, counter, spoken)

        print_ordered(self, order)

    def action_copy(self) -> None:
        """The sentences for a chat window."""
        self.app.copy_to_clipboard("\n".join(self.query_one(Sheet).sentences))
        self.tell("answer_sheet.copied")
