"""What was taken in before, newest first; a batch is taken back whole, or what nothing hinders of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial as curry
from typing import Any, ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget

from deskapp.desks.reception.importing import Intake, undo_batch
from deskapp.desks.reception.screens.import_report import ReadList
from deskapp.sheets.batches import list_batches
from deskapp.store.tables import ImportBatch
from deskapp.store.undo import Undo
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import Confirm
from deskapp.ui.lines import shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

UNDO: Final = Command("imports.undo", "delete", "imports")
_NAMED: Final = 8


class BatchesScreen(DeskScreen[bool]):
    """Dismisses with True where a batch was taken back."""

    DEFAULT_CSS = "BatchesScreen Listing { margin: 1 0; }"
    TITLE_KEY = "imports.batches"
    TOPIC = "batches"
    BINDINGS: ClassVar[list[BindingType]] = bindings(UNDO)

    def __init__(self) -> None:
        super().__init__()
        self._batches: list[ImportBatch] = []
        self._undone = False

    def body(self) -> Iterable[Widget]:
        """The batches."""
        yield ReadList(
            (
                Column("number", 16, weight="strong"),
                Column("kind", 9),
                Column("file", least=12),
                Column("counts", 19),
                Column("state", 9, weight="muted"),
                Column("started_at", 16, weight="muted"),
                Column("clerk", 12, weight="muted"),
            ),
            blank="imports.no_batch",
            id="batches",
        )

    def on_mount(self) -> None:
        """The latest."""
        self._load()

    async def retranslate(self) -> None:
        """States are words."""
        await super().retranslate()
        if self.query(Listing):
            self._shown(self._batches)

    def _load(self) -> None:
        run(self, lambda data: data.store.read(list_batches), self._shown, group="batches")

    def _shown(self, batches: Sequence[ImportBatch]) -> None:
        listing = self.query_one(Listing)
        cursor = listing.cursor
        self._batches = list(batches)
        listing.show(Row(index, self._cells(batch)) for index, batch in enumerate(batches))
        listing.move(cursor)
        self.refresh_bindings()

    def _cells(self, batch: ImportBatch) -> tuple[str, ...]:
        told = self.text("imports.short", created=batch.created, updated=batch.updated, rejected=batch.rejected)
        state = self.text(f"batch_state.{batch.state}")
        started = self.words.moment(batch.started_at.astimezone(shell_of(self).now().tzinfo))
        return batch.number, self.text(f"import_kind.{batch.kind}"), batch.file, told, state, started, batch.clerk

    @property
    def current(self) -> ImportBatch | None:
        """The row under the cursor."""
        row = next((listing.current for listing in self.query(Listing)), None)
        return self._batches[row.key] if row is not None and isinstance(row.key, int) else None

    def on_listing_moved(self) -> None:
        """Not every batch can be taken back."""
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what went in and was not taken back whole."""
        if action == "undo":
            return self.current is not None and self.current.state in ("done", "partly_undone")
        return super().check_action(action, parameters)

    def action_undo(self) -> None:
        """Say what will happen; then all of it, or nothing."""
        batch = self.current
        if batch is None:
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._undo(batch, partial=False)

        told = {
            "batch": batch.number, "file": batch.file, "created": batch.created, "updated": batch.updated
        }  # fmt: skip
        self.app.push_screen(Confirm("imports.undo", "imports.undo_what", "imports.undo_undo", told), answered)

    def _undo(self, batch: ImportBatch, *, partial: bool) -> None:
        words, now = self.words, shell_of(self).now

        def take_back(data: Any) -> tuple[Undo, list[str]]:
            intake = Intake(data.store, data.clerk, data.home.exports, data.home.root, words, now)
            return undo_batch(intake, batch.number, data.parts, partial=partial)

        run(self, take_back, curry(self._taken_back, batch, partial), keep=True)

    def _taken_back(self, batch: ImportBatch, was_partial: bool, done: tuple[Undo, list[str]]) -> None:
        undo, names = done
        if undo.blocked and not was_partial:
            if self.is_attached:
                self._ask_partial(batch, names)
            return
        self._undone = True
        shell_of(self).tell("import.undone", batch=batch.number, removed=undo.removed, restored=undo.restored)
        if self.is_attached:
            self._load()

    def _ask_partial(self, batch: ImportBatch, names: Sequence[str]) -> None:
        """Name what hinders; only then offer to leave that and take the rest back."""

        def answered(yes: bool | None) -> None:
            if yes:
                self._undo(batch, partial=True)

        listed = "\n".join([*names[:_NAMED], *([shell_of(self).glyphs.ellipsis] if len(names) > _NAMED else [])])
        told = {"batch": batch.number, "count": len(names), "names": listed}
        self.app.push_screen(
            Confirm("imports.hindered", "imports.hindered_what", "imports.hindered_undo", told), answered
        )

    async def action_back(self) -> None:
        """Leave, and tell whether anything is new."""
        self.dismiss(True if self._undone else None)
