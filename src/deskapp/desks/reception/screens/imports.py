"""Taking a workbook in: which file, and what is in it; the preview comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from deskapp.desks.reception.files import Place, find_places
from deskapp.ui import commands
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import Choose, Says
from deskapp.ui.fields import Option
from deskapp.ui.inputs import DeskInput
from deskapp.ui.lines import shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

BATCHES: Final = Command("imports.batches", "f8", "imports")


class PathBox(DeskInput):
    """The file's name or path: Tab completes it, the arrows walk in the list, Enter takes the row."""

    DEFAULT_CSS = "PathBox.-textual-compact { margin: 0 0 1 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(commands.OPEN),
        Binding("tab", "screen.complete", show=False, priority=True),
        Binding("up", "screen.walk(-1)", show=False),
        Binding("down", "screen.walk(1)", show=False),
        Binding("pageup", "screen.walk(-10)", show=False),
        Binding("pagedown", "screen.walk(10)", show=False),
    ]

    def action_open(self) -> None:
        """Enter."""
        self.post_message(self.Submitted(self, self.value))


class ImportScreen(DeskScreen[bool]):
    """Dismisses with True where a file was taken in meanwhile."""

    DEFAULT_CSS = "ImportScreen Says { margin: 1 0; }"
    TITLE_KEY = "imports.title"
    TOPIC = "imports"
    BINDINGS: ClassVar[list[BindingType]] = bindings(BATCHES)

    def __init__(self) -> None:
        super().__init__()
        self._places: list[Place] = []
        self._imported = False
        self._looking = self._take_first = False

    def body(self) -> Iterable[Widget]:
        """Where files are looked for, the box, the files."""
        yield Says(self.text("imports.inbox", folder=str(shell_of(self).home.inbox)), "muted")
        box = PathBox(id="path")
        box.placeholder = self.text("imports.box")
        yield box
        yield Listing(
            (Column("file", weight="strong"), Column("size", 9, align="right"), Column("changed", 16, weight="muted")),
            blank="imports.no_file",
            id="files",
        )

    async def on_screen_resume(self) -> None:
        """Files may have come meanwhile."""
        self._find()

    async def retranslate(self) -> None:
        """Days are written otherwise."""
        await super().retranslate()
        if self.query(PathBox):
            self._find()

    @on(Input.Changed, "#path")
    def _find(self) -> None:
        text, inbox = self.query_one(PathBox).value, shell_of(self).home.inbox
        self._looking, self._take_first = True, False
        run(self, lambda _: find_places(inbox, text), self._found, group="files")

    def _found(self, places: Sequence[Place]) -> None:
        self._places, self._looking = list(places), False
        self.query_one(Listing).show(Row(index, self._cells(place)) for index, place in enumerate(places))
        if self._take_first:
            self._take()

    def _cells(self, place: Place) -> tuple[str, ...]:
        if place.is_folder:
            return f"{place.path.name}/", "", ""
        changed = self.words.moment(place.changed) if place.changed else ""
        return place.path.name, self.text("imports.kilobytes", count=-(-place.size // 1024)), changed

    def action_walk(self, step: int) -> None:
        """Arrow keys of the box."""
        self.query_one(Listing).move(step)

    @property
    def place(self) -> Place | None:
        """The row under the cursor."""
        row = self.query_one(Listing).current
        return self._places[row.key] if row is not None and isinstance(row.key, int) else None

    def action_complete(self) -> None:
        """Tab: the row's path stands in the box."""
        if self.place is not None:
            box = self.query_one(PathBox)
            box.value = self.place.typed
            box.mark(whole=False)

    @on(Input.Submitted, "#path")
    @on(Listing.Opened)
    def _take(self) -> None:
        """A fast clerk presses Enter before the files are there: the first of them is taken as it comes."""
        self._take_first = self._looking
        place = None if self._looking else self.place
        if place is None:
            return
        if place.is_folder:
            self.action_complete()
            return
        run(self, lambda data: list(data.kinds), partial(self._ask_kind, place), group="kinds")

    def _ask_kind(self, place: Place, kinds: Sequence[str]) -> None:
        options = [Option(kind, self.text(f"import_kind.{kind}")) for kind in kinds]

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                self._preview(place, answer.code)

        self.app.push_screen(Choose("imports.kind", options, values={"file": place.path.name}), chosen)

    def _preview(self, place: Place, kind: str) -> None:
        from deskapp.desks.reception.screens.import_preview import ImportPreview

        self.app.push_screen(ImportPreview(kind, place.path), self._returned)

    def _returned(self, imported: bool | None) -> None:
        self._imported = self._imported or bool(imported)

    async def action_back(self) -> None:
        """Leave, and tell whether anything is new."""
        self.dismiss(True if self._imported else None)

    def action_batches(self) -> None:
        """What was taken in before."""
        from deskapp.desks.reception.screens.batches import BatchesScreen

        self.app.push_screen(BatchesScreen(), self._returned)
