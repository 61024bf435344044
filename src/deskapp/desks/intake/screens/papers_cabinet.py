"""The originals of the whole office: those that are out, and the evening's count of those that should be here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.papers_parts import PapersList
from deskapp.desks.intake.screens.papers_custody import CustodyList
from deskapp.papers.queries import PaperRow, ShelfCount, count_out, count_shelves, find_out, list_shelf
from deskapp.store.work import Reader
from deskapp.ui.bars import TopLine
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.listing import Listing
from deskapp.ui.work import run

CABINET: Final = Command("custody.cabinet", "f8", "custody", priority=True)


class OutScreen(CustodyList):
    """原件在外: every original of the office that is out or lost, the first due back on top."""

    TITLE_KEY = "report.originals-out"
    BINDINGS: ClassVar[list[BindingType]] = bindings(CABINET)

    def __init__(self) -> None:
        super().__init__()
        self.counts = (0, 0)

    def title_text(self) -> str:
        """How many there are, and how many of them are late; the list itself may be cut."""
        every, late = self.counts
        return self.text("papers.out_late" if late else "papers.out", count=every, late=late)

    def read(self, reader: Reader) -> Sequence[PaperRow]:
        """All that are out."""
        self.counts = count_out(reader, self.today)
        return find_out(reader)

    def loaded(self) -> None:
        """The top line counts them."""
        super().loaded()
        self.query_one(TopLine).refresh()

    def action_cabinet(self) -> None:
        """The other ones: what should lie with us."""
        self.app.push_screen(CabinetScreen(), self.returned)


class ShelfScreen(CustodyList):
    """What should lie on one shelf."""

    TITLE_KEY = "papers.shelf"

    def __init__(self, shelf: str) -> None:
        super().__init__()
        self.shelf = shelf

    def title_text(self) -> str:
        """Which shelf."""
        return f"{self.text(self.TITLE_KEY)} {self.shelf or self.text('papers.no_shelf')}"

    def read(self, reader: Reader) -> Sequence[PaperRow]:
        """Its papers."""
        return list_shelf(reader, self.shelf)


class CabinetScreen(PapersList):
    """The evening's count: how many papers should lie on each shelf; Enter lists them."""

    TITLE_KEY = "papers.cabinet"
    TOPIC = "custody"

    def body(self) -> Iterable[Widget]:
        """The shelves."""
        columns = (
            Column("shelf", label="papers.shelf", weight="strong"),
            Column("originals", 12, align="right"),
            Column("copies", 12, align="right"),
        )
        yield Listing(columns, blank="papers.empty_cabinet", id="shelves")

    def on_mount(self) -> None:
        """Keys wait until they are there."""
        self.load()

    def load(self) -> None:
        """Count them."""
        run(self, lambda data: data.store.read(count_shelves), self._show, group="shelves")

    def _show(self, shelves: Sequence[ShelfCount]) -> None:
        listing, cursor = self.query_one(Listing), self.query_one(Listing).cursor
        head = tuple(self.text(key) for key in ("papers.shelf", "paper_kind.original", "paper_kind.copy"))
        listing.show(
            [
                Row(None, head, weight="muted"),
                *(
                    Row(one.shelf, (one.shelf or self.text("papers.no_shelf"), str(one.originals), str(one.copies)))
                    for one in shelves
                ),
            ]
            if shelves
            else []
        )
        listing.move(max(0, cursor - 1))
        self.loaded()

    def on_listing_opened(self, event: Listing.Opened) -> None:
        """What lies there."""
        self.app.push_screen(ShelfScreen(str(event.row.key)), self.returned)
