"""Two records of one person beside each other, line by line; numbers are masked, and compared whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from deskapp.locale import Words
from deskapp.office.customer.page import CustomerPage
from deskapp.ui.cells import fit, width
from deskapp.ui.lines import Lines, Run
from deskapp.values.identity import IdentityKind, mask_identity
from deskapp.values.phones import mask_phone

_LABEL_MOST = 18


@dataclass(frozen=True, slots=True)
class Pair:
    """Whose record stays, and whose goes into it."""

    stays: CustomerPage
    goes: CustomerPage

    def turned(self) -> Pair:
        """The other way round."""
        return Pair(self.goes, self.stays)


@dataclass(frozen=True, slots=True)
class Line:
    """What both say of one thing."""

    label: str
    stays: str
    goes: str
    is_equal: bool


def lines_of(pair: Pair, words: Words) -> list[Line]:
    """Everything that tells two records apart; what neither knows is left out."""
    stays, goes = _said(pair.stays, words), _said(pair.goes, words)
    numbers = {key: told == _numbers(pair.goes)[key] for key, told in _numbers(pair.stays).items()}
    return [
        Line(words.text(key), told, goes[key], numbers.get(key, told == goes[key]))
        for key, told in stays.items()
        if told or goes[key]
    ]


def _numbers(page: CustomerPage) -> dict[str, list[str]]:
    """Whole: two of them may look the same behind a mask."""
    return {
        "column.id_number": [document.number for document in page.documents],
        "column.phone": [phone.number for phone in page.phones],
    }


def _said(page: CustomerPage, words: Words) -> dict[str, str]:
    comma = "、" if words.language == "zh" else ", "

    def word(area: str, code: str) -> str:
        return words.text(f"{area}.{code}") if f"{area}.{code}" in words else code

    return {
        "column.number": page.row.number,
        "column.name": comma.join([page.row.name, *(name.name for name in page.names)]),
        "trail.kind": word("customer_kind", page.row.kind),
        "column.id_number": comma.join(
            mask_identity(document.number, cast("IdentityKind", document.kind)) for document in page.documents
        ),
        "column.phone": comma.join(mask_phone(phone.number) for phone in page.phones),
        "trail.unit": comma.join(f"{unit.code} {word('person_role', unit.role)}" for unit in page.units),
        "column.category": word("category", page.row.category),
        "column.birth": words.day(page.birth) if page.birth else "",
        "column.address": page.address,
        "column.channel": word("channel", page.channel),
        "trail.note": page.note,
        "column.created_at": words.day(page.created_at.date()),
    }


class Beside(Lines):
    """The two records; ``*`` stands where they differ."""

    DEFAULT_CSS = "Beside { height: auto; margin: 1 0 0 0; }"

    def __init__(self) -> None:
        super().__init__(id="beside")
        self.pair: Pair | None = None
        self._lines: list[Line] = []

    def show(self, pair: Pair | None) -> None:
        """Another pair, or none."""
        self.pair = pair
        self._lines = lines_of(pair, self.words) if pair else []
        self.refresh(layout=True)

    def line_count(self, width: int) -> int:
        """A heading, and the lines."""
        return 1 + len(self._lines) if self.pair else 0

    def line(self, y: int) -> Iterable[Run]:
        """Label, sign, what stays, what goes."""
        if self.pair is None or y > len(self._lines):
            return
        label_cells = min(_LABEL_MOST, max(width(line.label) for line in self._lines))
        half = max(8, (self.size.width - label_cells - 6) // 2)
        ellipsis = self.glyphs.ellipsis
        if y == 0:
            yield " " * (label_cells + 4), "plain"
            yield fit(self.words.text("merging.stays"), half), "accent"
            yield f"  {fit(self.words.text('merging.goes'), half)}", "muted"
            return
        line = self._lines[y - 1]
        yield f" {fit(line.label, label_cells, ellipsis=ellipsis)} ", "muted"
        yield ("  " if line.is_equal else "* "), "accent"
        yield fit(line.stays, half, ellipsis=ellipsis), "muted" if line.is_equal else "strong"
        yield f"  {fit(line.goes, half, ellipsis=ellipsis)}", "muted" if line.is_equal else "plain"
