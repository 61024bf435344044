"""交房批次: the batches, and one with everything that its days need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.look import Door, Line, Look, groups
from deskapp.casework.screens.panes import PanesScreen
from deskapp.casework.screens.printing import print_ordered
from deskapp.casework.screens.read_list import ReadList
from deskapp.desks.handover.planning.actions import (
    assign_slots,
    close_batch,
    open_batch,
    publish_batch,
    take_in_units,
)
from deskapp.desks.handover.planning.look import batch_lines, lacking_lines, listed, progress_lines, span
from deskapp.desks.handover.planning.queries import count_returned, get_batch, list_batches, publish_faults
from deskapp.desks.handover.planning.rows import BatchLine, BatchRow
from deskapp.desks.handover.planning.screens.batch_forms import BatchForm, BuildingsForm, PublishForm
from deskapp.errors import Fault
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Reader, Work
from deskapp.ui import commands
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText, Choose
from deskapp.ui.fields import Option
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.work import run

CLOSED: Final = Command("batches.closed", "f4", "batches")
TAKE_IN: Final = Command("batch.take_in", "9", "batch", priority=True)
NOTICES: Final = Command("batch.notices", "f9", "batch", priority=True)
CHECK_IN: Final = Command("batch.check_in", "f4", "batch", priority=True)
BOARD: Final = Command("batch.board", "f5", "batch", priority=True)
MORE: Final = Command("batch.more", "f8", "batch", priority=True)
PARTS: Final = tuple(
    Command(f"batch.{part}", str(key), "batch", priority=True, verb="part", argument=part)
    for key, part in enumerate(
        ("buildings", "slots", "stations", "groups", "told", "pack", "training", "deliveries"), 1
    )
)


class BatchesScreen(ReadList):
    """Enter opens a batch; F2 plans one; F4 those that are over, too."""

    TITLE_KEY = "batches.title"
    TOPIC = "handover_batches"
    EMPTY = "batches.empty"
    COLUMNS = (
        Column("name", label="batch_form.name", weight="strong"),
        Column("project", 10),
        Column("days", 23, "batches.days"),
        Column("homes", 4, "batches.homes", align="right"),
        Column("done", 4, "batches.done", align="right"),
        Column("state", 10, "batches.state"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, CLOSED)

    def __init__(self) -> None:
        super().__init__()
        self.closed = False

    def read(self, reader: Reader) -> Sequence[BatchLine]:
        """The batches."""
        return list_batches(reader, closed=self.closed)

    def cells(self, row: BatchLine) -> tuple[str, ...]:
        """Which, when, how many homes, how many of them delivered."""
        return (
            row.name,
            row.project,
            span(row.begins_on, row.ends_on, self.words),
            self.words.number(row.units),
            self.words.number(row.done),
            self.text(f"batch_state.{row.state}"),
        )

    def weight(self, row: BatchLine) -> Any:
        """What is over steps back."""
        return "muted" if row.closed_on is not None else "plain"

    def told(self, row: BatchLine) -> Iterable[Run]:
        """Its buildings, and how far it is."""
        if row.buildings:
            yield self.text("batches.of_buildings", buildings=listed(row.buildings, self.words)), "plain"
        yield self.text("batches.progress", units=row.units, told=row.told, done=row.done), "muted"

    def action_new(self) -> None:
        """Plan one, and go on with it."""

        def planned(number: int | None) -> None:
            if number:
                self._changed = True
                self.app.push_screen(BatchScreen(number), self.came_back)

        self.app.push_screen(BatchForm(), planned)

    def on_listing_opened(self) -> None:
        """The batch."""
        self.app.push_screen(BatchScreen(self.current.id), self.came_back)

    def came_back(self, _: object) -> None:
        """Whatever was done meanwhile is seen."""
        self.load()

    def action_closed(self) -> None:
        """Those that are over, too, or not."""
        self.closed = not self.closed
        self.load()


class BatchScreen(PanesScreen):
    """A batch: each line is a part, its figure opens it; below what it lacks, and how far it is."""

    TOPIC = "handover_batch"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.EDIT, *PARTS, TAKE_IN, CHECK_IN, BOARD, MORE, NOTICES)

    def __init__(self, batch_id: int) -> None:
        super().__init__()
        self.batch_id = batch_id
        self.plan: BatchRow | None = None
        self.faults: Sequence[Fault] = ()
        self.returned_mail = 0

    def title_text(self) -> str:
        """Its name and how it stands."""
        if self.plan is None:
            return self.text("batches.title")
        parts = (self.plan.name, self.text(f"batch_state.{self.plan.state}"))
        return f" {shell_of(self).glyphs.dot} ".join(parts)

    def load(self) -> None:
        """The batch with everything."""
        today = shell_of(self).now().date()

        def read(reader: Reader) -> tuple[BatchRow, list[Fault], int]:
            return (
                get_batch(reader, self.batch_id, today),
                publish_faults(reader, self.batch_id, today),
                count_returned(reader, self.batch_id),
            )

        run(self, lambda data: data.store.read(read), self._loaded, failed=self.unavailable, group="batch")

    def _loaded(self, found: tuple[BatchRow, list[Fault], int]) -> None:
        self.plan, self.faults, self.returned_mail = found
        self.refresh_top()
        self.show()
        self.release()

    def show(self) -> None:
        """Its parts, what it lacks, and how far it is."""
        if self.plan is None:
            return
        lacking = () if self.plan.published_on is not None else lacking_lines(self.faults, self.words)
        main = groups(batch_lines(self.plan, self.words), lacking, progress_lines(self.plan, self.words))
        if self.returned_mail:
            line = Line(
                said=((self.words.text("batch_page.returned", count=self.returned_mail), "warning"),),
                door=("returned", self.batch_id),
            )
            main = (*main, line)
        self.show_look(Look(main))

    def enter(self, door: Door) -> None:
        """A part, or the homes in a state."""
        kind, what = door
        if kind == "part":
            self.action_part(str(what))
        elif kind == "state":
            self._deliveries(state=str(what))
        elif kind == "returned":
            from deskapp.desks.handover.planning.screens.posted import PostedScreen

            self.app.push_screen(PostedScreen(self.batch_id, mail="returned"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing before it is there; a batch that is over is read."""
        batch = self.plan
        if action in ("part", "board", "more"):
            return batch is not None
        if action in ("edit", "take_in"):
            return batch is not None and batch.closed_on is None
        if action in ("notices", "check_in"):
            return batch is not None and batch.published_on is not None and batch.closed_on is None
        return super().check_action(action, parameters)

    # ---- keys

    def action_edit(self) -> None:
        """Its frame."""
        assert self.plan is not None
        self.app.push_screen(BatchForm(handover_batch=self.batch_id, name=self.plan.name))

    def action_part(self, part: str) -> None:
        """One of its parts."""
        from deskapp.desks.handover.planning.screens import batch_parts, library, slots
        from deskapp.desks.handover.planning.screens import groups as people

        assert self.plan is not None
        number, name = self.batch_id, self.plan.name
        if part == "deliveries":
            self._deliveries()
        elif part == "buildings":
            self._buildings()
        elif part == "slots":
            self.app.push_screen(slots.SlotsScreen(number, name))
        elif part == "stations":
            self.app.push_screen(batch_parts.StationsScreen(number, name))
        elif part == "groups":
            self.app.push_screen(people.GroupsScreen(number, name))
        elif part == "training":
            self.app.push_screen(library.TrainingsScreen(number, name))
        else:
            self.app.push_screen(batch_parts.ItemsScreen(number, name, "pack" if part == "pack" else "paper"))

    def _buildings(self) -> None:
        from deskapp.office.property.queries import list_buildings

        batch = self.plan
        assert batch is not None

        def opened(known: list[tuple[int, str]]) -> None:
            codes = ", ".join(code for _, code in known)
            self.app.push_screen(BuildingsForm(batch=batch.id, name=batch.name, known=codes))

        run(self, lambda data: data.store.read(lambda reader: list_buildings(reader, batch.project_id)), opened)

    def _deliveries(self, state: str = "") -> None:
        from deskapp.desks.handover.planning.screens.deliveries import DeliveriesScreen

        self.app.push_screen(DeliveriesScreen(self.batch_id, state=state))

    def action_take_in(self) -> None:
        """A delivery for every sold or resettled home of its buildings, and a time for each that has none."""

        def act(work: Work) -> tuple[int, int, int]:
            count = take_in_units(work, self.batch_id)
            return (count, *assign_slots(work, self.batch_id))

        def told(found: tuple[int, int, int]) -> None:
            count, placed, left = found
            self.tell("batch_page.taken_in", "warning" if left else "plain", count=count, placed=placed, left=left)
            self.load()

        self._write("handover.take_in", act, told)

    def action_notices(self) -> None:
        """Tell the owners."""
        from deskapp.desks.handover.planning.screens.notices import NoticesForm

        assert self.plan is not None
        self.app.push_screen(NoticesForm(batch=self.batch_id, name=self.plan.name))

    def action_check_in(self) -> None:
        """Who comes today."""
        from deskapp.desks.handover.day.screens.check_in import CheckInScreen

        self.app.push_screen(CheckInScreen(self.batch_id))

    def action_board(self) -> None:
        """Who is where."""
        from deskapp.desks.handover.day.screens.board import BoardScreen

        self.app.push_screen(BoardScreen(self.batch_id))

    def action_more(self) -> None:
        """Announce it, end it, open it again; the posted list, the roster, the forms."""
        batch = self.plan
        assert batch is not None
        wanted = ["roster", "posted", "forms", "acceptances"]
        if batch.closed_on is not None:
            wanted.insert(0, "reopen")
        else:
            wanted.insert(0, "publish" if batch.published_on is None else "close")
        options = [Option(code, self.text(f"batch_more.{code}")) for code in wanted]

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                getattr(self, f"_{answer.code}")()

        self.app.push_screen(Choose("batch_page.more", options), chosen)

    def _publish(self) -> None:
        assert self.plan is not None
        if any(not fault.warning for fault in self.faults):
            self.app.push_screen(PublishForm(batch=self.batch_id, name=self.plan.name))
            return
        self._write("handover.publish", lambda work: publish_batch(work, self.batch_id) and None, self._published)

    def _close(self) -> None:
        self._write("handover.close", lambda work: close_batch(work, self.batch_id) and None, self._done)

    def _reopen(self) -> None:
        def given(reason: str | None) -> None:
            if reason is not None:
                self._write("handover.close", lambda work: open_batch(work, self.batch_id, reason) and None, self._done)

        self.app.push_screen(AskText("batch_page.ask_reopen", parse=parse_reason), given)

    def _posted(self) -> None:
        from deskapp.desks.handover.planning.screens.posted import PostedScreen

        self.app.push_screen(PostedScreen(self.batch_id))

    def _roster(self) -> None:
        from deskapp.desks.handover.planning.telling import roster_letter

        counter = shell_of(self).settings.counter
        print_ordered(self, lambda work, data: roster_letter(work, data.home, self.batch_id, counter))

    def _forms(self) -> None:
        from deskapp.desks.handover.planning.screens.library import FormLibraryScreen

        self.app.push_screen(FormLibraryScreen())

    def _acceptances(self) -> None:
        from deskapp.desks.handover.planning.screens.acceptances import AcceptancesScreen

        assert self.plan is not None
        self.app.push_screen(AcceptancesScreen(self.plan.project_id))

    def _published(self, _: object) -> None:
        assert self.plan is not None
        self.load()
        self.tell("publish_form.saved", name=self.plan.name)

    def _done(self, _: object) -> None:
        self.load()

    def _write(self, action: str, do: Any, then: Any) -> None:
        moment = shell_of(self).now()
        run(self, lambda data: data.write(action, do, moment), then, keep=True)
