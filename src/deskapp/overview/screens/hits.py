"""Hits as a list: columns as wide as what was found, so that nothing that tells two people apart is cut early."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, cast

from textual import events

from deskapp.ui.cells import width
from deskapp.ui.columns import GAP, Column, Row
from deskapp.ui.lines import Weight
from deskapp.ui.listing import Listing

if TYPE_CHECKING:
    from deskapp.overview.search import Hit

_NAMES: Final = ("title", "where", "what", "document", "phone", "state")
_WEIGHTS: Final[tuple[Weight, ...]] = ("strong", "plain", "muted", "muted", "plain", "muted")
_TITLE, _WHERE, _WHAT, _DOCUMENT, _PHONE, _STATE = range(6)
_MOST: Final = 60
# What a narrow screen takes first: further homes, what the first home is, the ends of long names.
_SHRINKING: Final = (
    (_WHERE, 10),
    (_TITLE, 22),
    (_WHAT, 0),
    (_STATE, 8),
    (_TITLE, 8),
    (_WHERE, 6),
    (_DOCUMENT, 8),
    (_PHONE, 8),
)


def place(rows: Sequence[tuple[str, ...]], room: int) -> list[int]:
    """The widths of the six columns for these rows in a room of cells; 0 for a column that is not shown."""
    found = [min(_MOST, max((width(row[index]) for row in rows), default=0)) for index in range(len(_NAMES))]
    for index, least in _SHRINKING:
        over = sum(found) + GAP * (sum(map(bool, found)) - 1) - room
        if over > 0:
            found[index] = max(min(least, found[index]), found[index] - over) if least else 0
    return found


class HitList(Listing, can_focus=False):
    """What was found, or opened before; the focus stays in the box. A heading stands above where one is given."""

    DEFAULT_CSS = "HitList { height: 1fr; }"

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__((), id=id)
        self.hits: tuple[Hit, ...] = ()
        self._heading = ""
        self._before: Hit | None = None

    def show_hits(self, hits: Iterable[Hit], heading: str = "", blank: str = "", *, stay: bool = False) -> None:
        """Replace the rows; the cursor goes to the first, or stays on the record where it was."""
        before = self.hit or self._before if stay else None
        self.hits, self._heading = tuple(hits), heading
        self._place(blank)
        if before is not None:
            self._stand_on(before)

    def _stand_on(self, before: Hit) -> None:
        same = [n for n, hit in enumerate(self.hits) if (hit.kind, hit.id) == (before.kind, before.id)]
        for place, row in enumerate(self.rows):
            if row.key in same:
                self.move(place - self.cursor)

    def show_texts(self, *texts: str | tuple[str, str]) -> None:
        """Sentences instead of rows, and pairs of what can be typed or pressed and what it does."""
        widest = max(width(text[0]) for text in texts if isinstance(text, tuple))
        self.hits = ()
        self.columns = (Column("indent", 1), Column("typed", widest), Column("does", weight="muted"))
        self.show(
            Row(None, ("", *text)) if isinstance(text, tuple) else Row(None, (text,), weight="muted") for text in texts
        )

    def _place(self, blank: str | None = None) -> None:
        from deskapp.overview.search import cells

        rows = [cells(hit, self.words) for hit in self.hits]
        placed = place(rows, self.size.width - 2)
        used = [index for index, wide in enumerate(placed) if wide]
        last = used[-1] if used else 0
        self.columns = tuple(
            Column(_NAMES[index], 0 if index == last else placed[index], weight=_WEIGHTS[index], least=placed[index])
            for index in used
        )
        heading = [Row(None, (self._heading,), weight="muted")] if self._heading and rows else []
        shown = [Row(number, tuple(row[index] for index in used)) for number, row in enumerate(rows)]
        self.show([*heading, *shown], blank)

    def on_resize(self, event: events.Resize) -> None:
        """More or less room: the same rows, the cursor where it was."""
        if not self.hits:
            return
        cursor = self.cursor
        self._place()
        self.move(cursor - self.cursor)

    def keep(self) -> object:
        """The hit under the cursor; the rows come anew, in other words."""
        return self.hit

    def restore(self, kept: object) -> None:
        """Stand there again as soon as there are rows."""
        self._before = cast("Hit | None", kept)

    @property
    def hit(self) -> Hit | None:
        """The hit under the cursor."""
        row = self.current
        return self.hits[row.key] if row is not None and isinstance(row.key, int) else None
