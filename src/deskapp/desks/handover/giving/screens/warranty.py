"""保修: what of a home is mended for nothing, item by item, until when and by which rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from deskapp.casework.screens.read_list import ReadList
from deskapp.office.warranty.queries import WarrantyRow, warranties_of
from deskapp.office.warranty.rules import shipped_terms
from deskapp.store.work import Reader
from deskapp.ui.columns import Column
from deskapp.ui.lines import Run, shell_of

LONG: Final = 1000
"""Days from which on years are said."""


@dataclass(frozen=True, slots=True)
class Line:
    """An item as a row of the list."""

    id: str
    row: WarrantyRow


class WarrantyScreen(ReadList):
    """Read only: it begins with the signature and follows from the dated terms."""

    TITLE_KEY = "warranty.title"
    TOPIC = "warranty"
    EMPTY = "warranty.none"
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("item", label="warranty.item_heading", least=30, weight="strong"),
        Column("until", 12, label="warranty.until"),
        Column("left", 16, label="warranty.left", align="right"),
    )

    def __init__(self, unit_id: int, code: str = "") -> None:
        super().__init__()
        self.unit_id, self.code = unit_id, code

    def title_text(self) -> str:
        """Of which home."""
        return self.titled(self.code)

    def read(self, reader: Reader) -> Sequence[Line]:
        """Item by item."""
        today = shell_of(self).now().date()
        return [Line(row.item, row) for row in warranties_of(reader, self.unit_id, today)]

    def cells(self, line: Line) -> tuple[str, ...]:
        """What, until when, how long still."""
        row = line.row
        if not row.holds:
            left = self.text("warranty.over")
        elif row.days_left > LONG:
            left = self.text("warranty.years_left", count=round(row.days_left / 365.25))
        else:
            left = self.text("warranty.days_left", count=row.days_left)
        return self.text(f"warranty_item.{row.item}"), self.words.day(row.until), left

    def weight(self, line: Line) -> str:
        """What is over steps back."""
        return "plain" if line.row.holds else "muted"

    def told(self, line: Line) -> Iterable[Run]:
        """From when it is counted, and what says so."""
        row = line.row
        yield self.text("warranty.from", day=row.handed_over_on), "plain"
        if row.accepted_on is not None:
            yield self.text("warranty.accepted", day=row.accepted_on), "plain"
        source = next((term.validity.source for term in shipped_terms().terms if term.name == row.rule), row.rule)
        yield self.text("warranty.source", source=source), "muted"
