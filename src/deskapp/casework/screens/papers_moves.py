"""What happened to one paper: every move in the order of the days; one that was entered by mistake is struck out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.papers_parts import PapersList, Told
from deskapp.papers.actions import cancel_move, detach_file
from deskapp.papers.files import copy_out
from deskapp.papers.queries import FileRow, MoveRow, PaperRow, list_files, list_moves
from deskapp.store.work import Reader
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText, Choose
from deskapp.ui.fields import Option
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.work import run

DETACH: Final = Command("moves.detach", "4", "moves", priority=True)
COPY_OUT: Final = Command("moves.copy-out", "5", "moves", priority=True)
STRIKE: Final = Command("moves.strike", "delete", "moves")


class MovesScreen(PapersList):
    """Dismisses with True where a move was struck out."""

    TITLE_KEY = "papers.moves"
    TOPIC = "moves"
    BINDINGS: ClassVar[list[BindingType]] = bindings(STRIKE, DETACH, COPY_OUT)

    def __init__(self, paper: PaperRow, name: str) -> None:
        super().__init__()
        self.paper, self.called = paper, name
        self.moves: Sequence[MoveRow] = ()
        self.files: Sequence[FileRow] = ()

    def title_text(self) -> str:
        """Of which paper."""
        return f"{self.called} {shell_of(self).glyphs.dot} {self.paper.register_number}"

    def body(self) -> Iterable[Widget]:
        """The moves, and everything about the one under the cursor."""
        columns = (
            Column("happened_at", 16, weight="muted"),
            Column("kind", 14, weight="strong"),
            Column("to", least=20),
            Column("clerk", 14, weight="muted"),
        )
        yield Listing(columns, id="moves")
        yield Told()

    def on_mount(self) -> None:
        """Keys wait until they are there."""
        self.load()

    def load(self) -> None:
        """Read them."""
        number = self.paper.id

        def read(reader: Reader) -> tuple[list[MoveRow], list[FileRow]]:
            return list_moves(reader, number), list_files(reader, number)

        run(self, lambda data: data.store.read(read), self._show, group="moves")

    def _show(self, found: tuple[list[MoveRow], list[FileRow]]) -> None:
        self.moves, self.files = found
        listing = self.query_one(Listing)
        cursor = listing.cursor
        listing.show(
            Row(move.id, self._cells(move), weight="muted" if move.cancelled else "plain") for move in self.moves
        )
        listing.move(cursor)
        self.loaded()

    def _cells(self, move: MoveRow) -> tuple[str, ...]:
        kind = self.text(f"paper_move.{move.kind}")
        holder = self.text(f"paper_holder.{move.holder}") if move.holder else ""
        said = " ".join(part for part in (holder, move.holder_name or move.responsible, move.shelf) if part)
        sign = f"{shell_of(self).glyphs.bad} " if move.cancelled else ""
        return self._moment(move.happened_at), f"{sign}{kind}", said, move.clerk

    def _moment(self, moment: datetime) -> str:
        return self.words.moment(moment.astimezone(shell_of(self).now().tzinfo))

    @property
    def current(self) -> MoveRow | None:
        """The move under the cursor."""
        row = next((listing.current for listing in self.query(Listing)), None)
        return next((move for move in self.moves if row is not None and move.id == row.key), None)

    def on_listing_moved(self) -> None:
        """Everything about this one."""
        move = self.current
        said: list[Run] = []
        if move is not None:
            due = self.text("papers.by", day=move.due_back) if move.due_back else ""
            said.append(("  ".join(part for part in (move.slip, due, move.note, move.next_procedure) if part), "plain"))
            if move.cancelled:
                said.append((self.text("papers.struck"), "warning"))
            elif move.late:
                said.append((self.text("papers.entered_late", moment=self._moment(move.entered_at)), "muted"))
        names = ", ".join(file.name for file in self.files)
        if names:
            said.append((self.text("papers.shown_by", names=names), "muted"))
        self.query_one(Told).show(said)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what still counts can be struck out."""
        if action == "strike":
            return self.current is not None and not self.current.cancelled
        if action in ("detach", "copy_out"):
            return bool(self.files)
        return super().check_action(action, parameters)

    def action_strike(self) -> None:
        """It was entered by mistake: why?"""
        move = self.current
        if move is None:
            return

        def answered(reason: str | None) -> None:
            if reason is not None:
                self.write("paper.cancel_move", lambda work, _: cancel_move(work, move.id, reason))

        self.app.push_screen(AskText("papers.ask_strike", "papers.strike_what"), answered)

    def action_detach(self) -> None:
        """A file does not show this paper after all; the file itself stays."""
        number = self.paper.id
        self._choose(
            "papers.detach",
            lambda file: self.write("paper.detach", lambda work, _: detach_file(work, number, file.id)),
        )

    def action_copy_out(self) -> None:
        """A copy to look at, in the folder of exports."""
        number = self.paper.register_number

        def copy(file: FileRow) -> None:
            name = f"{number}-{file.name}".replace("/", "-")
            run(
                self,
                lambda data: copy_out(data.home.files, file.digest, data.home.exports / name),
                lambda path: self.tell("papers.copied", file=str(path)),
                group="copy",
            )

        self._choose("papers.copy_out", copy)

    def _choose(self, question: str, then: Callable[[FileRow], None]) -> None:
        """One of the files."""
        options = [Option(file.id, file.name, self._moment(file.attached_at)) for file in self.files]

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                then(next(file for file in self.files if file.id == answer.code))

        self.app.push_screen(Choose(question, options), chosen)
