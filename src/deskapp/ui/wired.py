"""What the application asks of the program's wiring, so that it knows no desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from deskapp.settings import Home
from deskapp.ui.drafts import Draft, Sealing
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import Counter

if TYPE_CHECKING:
    from deskapp.values.readers import Scan


class Wiring(Protocol):
    """What the program's wiring gives; a module with these functions is one."""

    def open(self, home: Home) -> Counter:
        """Open the database, in a thread behind the first frame; ``DeskError`` where that cannot be done."""
        ...

    def sealing(self, home: Home) -> Sealing:
        """What seals half-filled forms; it must cost nothing before it is used."""
        ...

    def start(self) -> DeskScreen[Any]:
        """The first screen, where parking and leaving end; it must draw without the database."""
        ...

    def form(self, draft: Draft) -> DeskScreen[Any]:
        """The screen of a draft (by ``draft.form``), with the draft in it; KeyError where no desk has such a form."""
        ...

    def page(self, screen: DeskScreen[Any], kind: str, number: int) -> DeskScreen[Any]:
        """The page of a record (``kind``: customer, unit, case …) for a screen of a desk, which knows no page."""
        ...

    def people(self) -> DeskScreen[Any]:
        """The people who work here."""
        ...

    def is_code(self, digits: str) -> bool:
        """Whether figures are a barcode that we printed."""
        ...

    def scanned(self, screen: DeskScreen[Any], scan: Scan) -> None:
        """A scan that the screen has no use for: open what it names."""
        ...
