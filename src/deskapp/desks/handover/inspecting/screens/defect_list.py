"""Defects of a unit under each other, with the deeds that are one key: accepted, reopened, mended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.message import Message

from deskapp.desks.handover.inspecting.rows import DefectRow
from deskapp.locale import Words
from deskapp.ui.cells import width
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.lines import Weight, shell_of
from deskapp.ui.listing import Listing

ACCEPT: Final = Command("defect.accept", "1", "defect")
REOPEN: Final = Command("defect.reopen", "2", "defect")
FIXED: Final = Command("defect.fixed", "3", "defect")
DEEDS: Final = (ACCEPT, REOPEN, FIXED)


def weight_of(row: DefectRow, today: date) -> Weight:
    """How a defect stands out in a list."""
    if not row.is_open:
        return "muted"
    if row.severity == "safety" and not row.wish:
        return "error"
    return "warning" if row.is_overdue(today) else "plain"


def state_text(row: DefectRow, words: Words, today: date) -> str:
    """Where a defect stands, and how late its mending is."""
    told = words.text(f"defect_state.{row.state}")
    if row.is_overdue(today):
        return words.text("defects.late", state=told, days=(today - row.agreed_on).days)
    return told


def severity_text(row: DefectRow, words: Words) -> str:
    """How bad it is, or that it is a wish."""
    return words.text("defects.wish" if row.wish else f"severity.{row.severity}")


class DefectListing(Listing):
    """Posts ``Deed`` for a figure on a row."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*DEEDS)

    @dataclass
    class Deed(Message):
        """What is done with a defect."""

        what: str
        row: Row

    def show_defects(self, rows: Sequence[DefectRow]) -> None:
        """These; the cursor stays on the defect that it was on, else on its place."""
        today = shell_of(self).now().date()
        before, place = self.current.key if self.current else None, self.cursor
        told = [Row(row.id, self._cells(row, today), (row.id,), weight=weight_of(row, today)) for row in rows]
        self.columns = tuple(self._columns(rows, today))
        self.show(told)
        keys = [row.key for row in told]
        if before in keys:
            self.move(keys.index(before))
        elif told:
            self.move(min(place, len(told) - 1))

    def _columns(self, rows: Sequence[DefectRow], today: date) -> Iterable[Column]:
        states = [state_text(row, self.words, today) for row in rows]
        severities = [severity_text(row, self.words) for row in rows]
        yield Column("what", label="defects.what", least=20, weight="strong")
        yield Column("severity", max((width(text) for text in severities), default=4), label="defects.severity")
        yield Column("state", max((width(text) for text in states), default=4), label="defects.state")
        yield Column("contractor", 12, label="defects.contractor", weight="muted")

    def _cells(self, row: DefectRow, today: date) -> tuple[str, ...]:
        said = row.said(self.words.language)
        return said, severity_text(row, self.words), state_text(row, self.words, today), row.contractor

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only where there is a row."""
        if action in ("accept", "reopen", "fixed"):
            return self.current is not None
        return super().check_action(action, parameters)

    def action_accept(self) -> None:
        """It was looked at and is right."""
        self._deed("accept")

    def action_reopen(self) -> None:
        """It was looked at and is not right."""
        self._deed("reopen")

    def action_fixed(self) -> None:
        """The contractor says that it is mended."""
        self._deed("fixed")

    def _deed(self, what: str) -> None:
        """The next key is about the next row."""
        if (row := self.current) is not None:
            self.post_message(self.Deed(what, row))
            self.move(1)
