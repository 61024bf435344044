"""What happened to one set of keys: every move in the order of the days; a mistaken one is struck out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.screens.printing import print_ordered
from deskapp.casework.screens.read_list import ReadList
from deskapp.desks.handover.giving.letters import key_label, key_slip
from deskapp.desks.handover.giving.look import say_set
from deskapp.desks.handover.giving.screens.key_forms import KeyMoveForm
from deskapp.desks.handover.giving.screens.key_set_forms import KeyEditForm
from deskapp.papers.keys.actions import cancel_move, end_key_set
from deskapp.papers.keys.queries import KeyMoveRow, KeyRow, get_keys, list_key_moves
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText, Confirm
from deskapp.ui.lines import Run, shell_of

MOVE: Final = Command("key_moves.move", "1", "key_moves", priority=True)
SLIP: Final = Command("key_moves.slip", "8", "key_moves", priority=True)
LABEL: Final = Command("key_moves.label", "9", "key_moves", priority=True)
HOME: Final = Command("key_moves.home", "5", "key_moves", priority=True)
END: Final = Command("key_moves.end", "0", "key_moves", priority=True)
STRIKE: Final = Command("key_moves.strike", "delete", "key_moves")


class KeyMovesScreen(ReadList):
    """One set: where it is, all its moves; 1 moves it, 8 and 9 print, Del strikes a move out."""

    TITLE_KEY = "keys.moves"
    TOPIC = "key_moves"
    EMPTY = "keys.no_moves"
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("happened_at", 16, weight="muted"),
        Column("kind", 14, label="key_form.kind", weight="strong"),
        Column("holder", label="key_form.holder", least=18),
        Column("count", 4, label="key_form.count_short", align="right"),
        Column("due_back", 10),
        Column("clerk", 10, weight="muted"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.EDIT, MOVE, HOME, SLIP, LABEL, END, STRIKE)

    def __init__(self, key_set_id: int) -> None:
        super().__init__()
        self.key_set_id = key_set_id
        self.keys: KeyRow | None = None

    def title_text(self) -> str:
        """Which set."""
        return self.titled(self.keys.label, self.keys.room) if self.keys is not None else self.titled()

    def read(self, reader: Reader) -> Sequence[KeyMoveRow]:
        """The set and its moves."""
        self.keys = next(iter(get_keys(reader, [self.key_set_id])), None)
        return list_key_moves(reader, self.key_set_id)

    def cells(self, row: KeyMoveRow) -> tuple[str, ...]:
        """When, what, who."""
        holder = self.text(f"key_holder.{row.holder}") if row.holder else ""
        who = " ".join(part for part in (holder, row.holder_name) if part)
        sign = f"{shell_of(self).glyphs.bad} " if row.cancelled else ""
        kind = f"{sign}{self.text(f'key_move.{row.kind}')}"
        return self._moment(row.happened_at), kind, who, str(row.count), self.day(row.due_back), row.clerk

    def weight(self, row: KeyMoveRow) -> str:
        """What was struck out steps back."""
        return "muted" if row.cancelled else "plain"

    def told(self, row: KeyMoveRow) -> Iterable[Run]:
        """Where the set is now, then all about this move."""
        if self.keys is not None:
            yield say_set(self.keys, self.text, self.words.day), "strong"
        purpose = self.text(f"key_purpose.{row.purpose}") if row.purpose else ""
        consent = self.text("keys.kept_by", consent=row.consent) if row.consent else ""
        witness = self.text("keys.witnessed", name=row.witness) if row.witness else ""
        yield "  ".join(part for part in (purpose, consent, witness, row.note) if part), "plain"
        if row.cancelled:
            yield self.text("keys.struck"), "warning"
        elif row.late:
            yield self.text("keys.entered_late", moment=self._moment(row.entered_at)), "muted"

    def _moment(self, moment: datetime) -> str:
        return self.words.moment(moment.astimezone(shell_of(self).now().tzinfo))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing is done with a set that is no more; a first move stays."""
        ended = self.keys is None or self.keys.ended_on is not None
        if action == "strike":
            row = self.current
            return row is not None and not row.cancelled and row.kind != "taken_in" and not ended
        if action in ("move", "end", "edit"):
            return not ended
        return super().check_action(action, parameters)

    def action_edit(self) -> None:
        """What hangs on it."""
        self.app.push_screen(KeyEditForm(self.key_set_id), self.returned)

    def action_move(self) -> None:
        """It goes somewhere."""
        self.app.push_screen(KeyMoveForm(self.key_set_id), self.returned)

    def action_home(self) -> None:
        """The home that it opens."""
        if self.keys is not None:
            self.app.push_screen(shell_of(self).wiring.page(self, "unit", self.keys.unit_id))

    def action_slip(self) -> None:
        """The slip that whoever has it signs."""
        numbers, counter = [self.key_set_id], shell_of(self).settings.counter
        print_ordered(self, lambda work, data: key_slip(work, data.home, numbers, counter))

    def action_label(self) -> None:
        """Its label with the bar code."""
        number, counter = self.key_set_id, shell_of(self).settings.counter
        print_ordered(self, lambda work, data: key_label(work, data.home, number, counter))

    def action_end(self) -> None:
        """The lock was changed, the card switched off."""
        number, today = self.key_set_id, shell_of(self).now().date()

        def asked(answer: bool | None) -> None:
            if answer:
                self.write("keyset.end", lambda work, _: end_key_set(work, number, today))

        self.app.push_screen(Confirm("keys.end", "keys.end_what"), asked)

    def action_strike(self) -> None:
        """It was entered by mistake: why?"""
        row = self.current
        if row is None:
            return

        def answered(reason: str | None) -> None:
            if reason is not None:
                self.write("keyset.cancel", lambda work, _: cancel_move(work, row.id, reason))

        self.app.push_screen(AskText("keys.ask_strike", "keys.strike_what"), answered)
