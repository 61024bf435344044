"""The answer sheet: what the waiting customer is told, in their language, to be read aloud or copied."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Final, Generic, TypeVar

from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.holding import HoldingScreen
from deskapp.errors import DeskError
from deskapp.locale import LANGUAGES, Words, words
from deskapp.ui.cells import wrap
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import Lines, Run, shell_of
from deskapp.ui.work import run

T = TypeVar("T")

SPEAK: Final = Command("answer.speak", "f4", "answer")
COPY: Final = Command("answer.copy", "f8", "answer")
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


class AnswerSheet(HoldingScreen, Generic[T]):
    """Three sentences: where it is, what is missing, when and from whom the next step comes."""

    TITLE_KEY = "answer_sheet.title"
    TOPIC = "answer_sheet"
    BINDINGS: ClassVar[list[BindingType]] = bindings(SPEAK, COPY)

    def __init__(self) -> None:
        super().__init__()
        self.page: T | None = None
        self.spoken = ""

    @abstractmethod
    def ask(self, data: Any) -> tuple[T, str]:
        """Read what it is about, and the language that the customer reads; in a thread."""

    @abstractmethod
    def about_whom(self, page: T) -> tuple[str, str]:
        """Its number, and the customer."""

    @abstractmethod
    def sentences(self, page: T, said: Words) -> Sequence[str]:
        """What the customer is told."""

    def body(self) -> Iterable[Widget]:
        """The sheet."""
        yield Sheet()

    def title_text(self) -> str:
        """Of what."""
        number = self.about_whom(self.page)[0] if self.page is not None else ""
        return f" {shell_of(self).glyphs.dot} ".join(part for part in (self.text(self.TITLE_KEY), number) if part)

    def on_mount(self) -> None:
        """Read it."""
        self.hold()
        run(self, self.ask, self._loaded, failed=self._failed, group="page")

    def _failed(self, error: DeskError) -> None:
        self.tell_error(error)
        self.release()

    def _loaded(self, found: tuple[T, str]) -> None:
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
        number, customer = self.about_whom(self.page)
        language = self.text(f"language.{self.spoken}")
        heading = self.text("answer_sheet.heading", number=number, customer=customer, language=language)
        self.query_one(Sheet).show(heading, self.sentences(self.page, words(self.spoken)))
        for line in self.query("TopLine"):
            line.refresh()

    def action_speak(self) -> None:
        """The next language."""
        if self.page is not None:
            known = [str(language) for language in LANGUAGES]
            self.spoken = known[(known.index(self.spoken) + 1) % len(known)]
            self._show()

    def action_copy(self) -> None:
        """The sentences for a chat window."""
        self.app.copy_to_clipboard("\n".join(self.query_one(Sheet).sentences))
        self.tell("answer_sheet.copied")
