"""The base of every screen: top line, body, notice, key lines; the language changes under it while values stay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar, runtime_checkable

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.widget import Widget

from deskapp.errors import DeskError, Fault
from deskapp.locale import Words
from deskapp.ui import commands
from deskapp.ui.bars import KeyLines, Notice, TopLine
from deskapp.ui.commands import bindings
from deskapp.ui.here import Place
from deskapp.ui.lines import Weight, shell_of
from deskapp.ui.opening import OpeningScreen
from deskapp.ui.presence import HereLine

if TYPE_CHECKING:
    from deskapp.values.readers import Scan

Result = TypeVar("Result")


@runtime_checkable
class Keeping(Protocol):
    """A part with something typed or chosen in it, which a change of language must not lose; it needs an id."""

    def keep(self) -> object:
        """What to carry over."""
        ...

    def restore(self, kept: object) -> None:
        """Put it into the part that was made anew."""
        ...


class Body(Container):
    """Everything between the bars."""

    DEFAULT_CSS = "Body { height: 1fr; padding: 0 1; }"


class DeskScreen(OpeningScreen[Result]):
    """A screen of the counter. Subclasses give ``TITLE`` (a catalogue key), ``TOPIC`` (help), ``BINDINGS``, ``body``.

    A command that does not work now is hidden by ``check_action`` answering False; call ``refresh_bindings`` when
    that changes. Work goes through ``deskapp.ui.work.run``; what it found is put into parts in ``then``.
    """

    TITLE_KEY: ClassVar[str] = ""
    TOPIC: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.BACK)
    AUTO_FOCUS = "*"
    EDITS: ClassVar[bool] = False
    """Whether the clerk changes the record that the screen is about, rather than looks at it."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name=name)
        self._spoken = ""

    def compose(self) -> ComposeResult:
        """The bars, and between them the body."""
        self._spoken = self.words.language
        yield TopLine()
        yield HereLine()
        with Body():
            yield from self.body()
        yield Notice()
        yield KeyLines()

    def body(self) -> Iterable[Widget]:
        """The parts of this screen; called again when the language changes."""
        return ()

    def title_text(self) -> str:
        """Where am I: the end of the top line's first words."""
        return self.text(self.TITLE_KEY) if self.TITLE_KEY else ""

    def places(self) -> Sequence[Place]:
        """The records that the screen is about: others who are there are told of it, and it of them."""
        return ()

    @property
    def words(self) -> Words:
        """The words of the clerk's language."""
        return shell_of(self).words

    def text(self, key: str, /, **values: object) -> str:
        """A text of the catalogue."""
        return self.words.text(key, **values)

    def tell(self, key: str, /, weight: Weight = "good", **values: object) -> None:
        """Say a sentence of the catalogue above the key lines."""
        self._tell(self.text(key, **values), weight)

    def tell_error(self, error: DeskError | Fault) -> None:
        """Say why something cannot be done."""
        warning = isinstance(error, Fault) and error.warning
        self._tell(self.words.say(error), "warning" if warning else "error")

    def hush(self) -> None:
        """Clear the notice."""
        self._tell("", "plain")

    def _tell(self, text: str, weight: Weight) -> None:
        # A screen that is being taken down has no line left to tell it in.
        for notice in self.query(Notice):
            notice.tell(text, weight)

    def scanned(self, scan: Scan) -> bool:
        """A card or barcode was read; True where this screen has taken it, so that it is not looked up."""
        return False

    def put_aside(self) -> None:
        """The clerk goes to the first screen from here: keep what is half done."""

    async def action_back(self) -> None:
        """Leave the screen; the first screen stays."""
        if len(self.app.screen_stack) > 1:
            self.dismiss()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Back does nothing on the first screen, so it is not offered there."""
        if action == "back":
            return len(self.app.screen_stack) > 1
        return super().check_action(action, parameters)

    async def on_screen_resume(self) -> None:
        """Come to the front: in the language of now; not where parking only passes by."""
        if self in self.app.screen_stack:
            await self.retranslate()
            for line in self.query(TopLine):
                line.refresh()

    async def retranslate(self) -> None:
        """Make the body anew in the language of now; what the parts keep, the focus and the notice's colour stay."""
        if self._spoken in ("", self.words.language):
            return
        kept = {
            part.id: part.keep()
            for part in self.query("*")
            if part.id and isinstance(part, Keeping) and not _is_kept_by_another(part)
        }
        focus = self.focused.id if self.focused else None
        await self.recompose()
        for part_id, value in kept.items():
            for part in self.query(f"#{part_id}"):
                if isinstance(part, Keeping):
                    part.restore(value)
        if focus:
            for part in self.query(f"#{focus}"):
                part.focus()
        self.refresh_bindings()


def _is_kept_by_another(part: Widget) -> bool:
    return any(isinstance(node, Keeping) for node in part.ancestors)
