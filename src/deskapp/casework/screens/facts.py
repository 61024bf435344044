"""Some lines of what is known, beside a form: each a text with its weight, wrapped where it is too long."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from deskapp.ui.cells import wrap
from deskapp.ui.lines import Lines, Run


class Facts(Lines):
    """What the clerk should know while the form is filled in."""

    DEFAULT_CSS = "Facts { height: auto; margin: 1 0 0 0; }"
    MOST = 10

    def __init__(self, facts: Iterable[Run] = ()) -> None:
        super().__init__(id="facts")
        self.facts = tuple(facts)

    def show(self, facts: Iterable[Run]) -> None:
        """These, from now on."""
        found = tuple(facts)
        if found != self.facts:
            self.facts = found
            self.refresh(layout=True)

    def line_count(self, width: int) -> int:
        """As many lines as the texts need."""
        return len(self._lines(width))

    def line(self, y: int) -> Iterable[Run]:
        """A text, or a part of it."""
        lines = self._lines(self.size.width)
        return [lines[y]] if y < len(lines) else []

    def _lines(self, cells: int) -> list[Run]:
        if cells < 8:
            return []
        texts = [[(part, weight) for part in wrap(text[:2000], cells)] for text, weight in self.facts]
        if sum(map(len, texts)) <= self.MOST:
            return list(chain.from_iterable(texts))
        # what there is no room for is counted, so that nobody takes the list for the whole of it
        shown: list[Run] = []
        while texts and len(shown) + len(texts[0]) < self.MOST:
            shown += texts.pop(0)
        return [*shown, (f"… +{len(texts)}", "strong")]
