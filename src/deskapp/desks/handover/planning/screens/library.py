"""What people were trained in for a handover, and the centre's own forms by edition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.screens.read_list import ReadList
from deskapp.desks.handover.planning.queries import get_batch
from deskapp.desks.handover.planning.queries_batch import list_form_editions
from deskapp.desks.handover.planning.rows import TrainingRow
from deskapp.desks.handover.planning.screens.batch_forms import FormEditionForm, TrainingForm
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import Run

FORMER: Final = Command("form_library.former", "f4", "form_library", priority=True)


class TrainingsScreen(ReadList):
    """What people were trained in for the handover; F2 notes one."""

    TITLE_KEY = "trainings.title"
    TOPIC = "handover_training"
    EMPTY = "trainings.empty"
    COLUMNS = (
        Column("held_on", 12, "training_form.held_on"),
        Column("topic", label="training_form.topic", weight="strong"),
        Column("people", 30, "training_form.people", weight="muted"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW)

    def __init__(self, batch_id: int, name: str) -> None:
        super().__init__()
        self.batch_id, self.name_of_batch = batch_id, name

    def title_text(self) -> str:
        """Of which batch."""
        return self.titled(self.name_of_batch)

    def read(self, reader: Reader) -> Sequence[TrainingRow]:
        """All of them."""
        return get_batch(reader, self.batch_id).trainings

    def cells(self, row: TrainingRow) -> tuple[str, ...]:
        """When, about what, who."""
        return self.words.day(row.held_on), row.topic, row.people

    def told(self, row: TrainingRow) -> Iterable[Run]:
        """All of it."""
        yield row.people, "plain"
        yield row.note, "muted"

    def action_new(self) -> None:
        """One more."""
        self.app.push_screen(TrainingForm(batch=self.batch_id, name=self.name_of_batch), self.returned)

    def on_listing_opened(self) -> None:
        """Put it right."""
        form = TrainingForm(batch=self.batch_id, name=self.name_of_batch, training=self.current.id)
        self.app.push_screen(form, self.returned)


class FormLibraryScreen(ReadList):
    """The centre's own forms, the edition in force; F2 enters a new edition of the one under the cursor."""

    TITLE_KEY = "form_library.title"
    TOPIC = "form_library"
    EMPTY = "form_library.empty"
    COLUMNS = (
        Column("name", label="form_library.name", weight="strong"),
        Column("edition", 14, "form_library.edition"),
        Column("valid_from", 12, "form_library.valid_from"),
        Column("valid_to", 12, "form_library.valid_to", weight="muted"),
        Column("file", 6, "form_library.file"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, FORMER)

    def __init__(self) -> None:
        super().__init__()
        self.former = False

    def read(self, reader: Reader) -> Sequence[Any]:
        """The editions."""
        return list_form_editions(reader, former=self.former)

    def cells(self, row: Any) -> tuple[str, ...]:
        """Which form, which edition, from when until when."""
        return (
            row.name, row.edition, self.day(row.valid_from), self.day(row.valid_to),
            "✓" if row.stored_file_id else "",
        )  # fmt: skip

    def weight(self, row: Any) -> Any:
        """What is no longer in force steps back."""
        return "plain" if row.valid_to is None else "muted"

    def told(self, row: Any) -> Iterable[Run]:
        """What is new in it."""
        yield row.changes, "plain"

    def action_new(self) -> None:
        """Another edition, or another form."""
        row = self.current
        self.app.push_screen(FormEditionForm(of=row.name if row is not None else ""), self.returned)

    def on_listing_opened(self) -> None:
        """Another edition of this one."""
        self.action_new()

    def action_former(self) -> None:
        """Editions of before, too, or not."""
        self.former = not self.former
        self.load()
