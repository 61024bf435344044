"""The quiet lines under a form: customers who may be the one being typed, why, and the key for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from deskapp.office.customer.queries import Duplicate
from deskapp.ui.cells import fit
from deskapp.ui.commands import Command
from deskapp.ui.fields import Option
from deskapp.ui.lines import Lines, Run
from deskapp.values.phones import mask_phone

SAME: Final = Command("customer.same", "f8", "form")
_SHOWN: Final = 3


class Likely(Lines):
    """Up to three of them, nothing at all where there is nobody."""

    DEFAULT_CSS = "Likely { height: auto; display: none; margin: 1 0 0 0; }"

    def __init__(self) -> None:
        super().__init__(id="likely")
        self.found: tuple[Duplicate, ...] = ()

    def show(self, found: Iterable[Duplicate]) -> None:
        """Other people."""
        self.found = tuple(found)
        self.display = bool(self.found)
        self.refresh(layout=True)

    def options(self) -> list[Option]:
        """Them as options: name, then what tells them apart and why they were found."""
        return [
            Option(likely.customer.id, likely.customer.name, f"{self._apart(likely)}  {self._why(likely)}")
            for likely in self.found
        ]

    def line_count(self, width: int) -> int:
        """A heading and a line each."""
        return 1 + len(self._shown()) if self.found else 0

    def line(self, y: int) -> Iterable[Run]:
        """Who, and why."""
        if y == 0:
            return [(f"! {self.words.text('likely.heading', count=len(self.found))}", "warning")]
        if y > len(self._shown()):
            return []
        likely = self._shown()[y - 1]
        return [
            (f"  {fit(likely.customer.name, 20, ellipsis=self.glyphs.ellipsis)}  ", "strong"),
            (f"{self._apart(likely)}  ", "plain"),
            (self._why(likely), "muted"),
        ]

    def _shown(self) -> Sequence[Duplicate]:
        return self.found[:_SHOWN]

    def _apart(self, likely: Duplicate) -> str:
        return f"{likely.customer.number}  {mask_phone(likely.customer.phone) or '-'}"

    def _why(self, likely: Duplicate) -> str:
        return self.words.text(f"duplicate_why.{likely.why}")
