"""What a page shows, before it is drawn: lines of words with their weight, and what each line can be used for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from deskapp.locale import Words

if TYPE_CHECKING:
    # the first screen draws with these lines before the database's modules, and those of values, are loaded
    from deskapp.office.customer.rows import CustomerRow
    from deskapp.values.identity import IdentityKind

Tone = Literal["plain", "muted", "strong", "accent", "good", "warning", "error"]
Said = tuple[str, Tone]
Record: TypeAlias = tuple[str, int]
"""A record that has a page, by its kind."""
Door = tuple[str, "int | str"]
"""What Enter does on a line that is no record: a word of the page, and what it is about."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line: a label, then texts; an empty one parts two groups.

    Lines next to each other of the same ``table`` have their texts under each other. ``record`` is what Enter opens,
    ``door`` what Enter does on the page itself, ``resident`` the row of a unit's person that can be ended, ``absorbed``
    the merged customer that can be parted.
    """

    label: str = ""
    said: tuple[Said, ...] = ()
    table: str = ""
    record: Record | None = None
    resident: int | None = None
    absorbed: int | None = None
    heading: bool = False
    door: Door | None = None

    @property
    def is_choosable(self) -> bool:
        """Whether the cursor can stand on it."""
        return any(use is not None for use in self.uses)

    @property
    def uses(self) -> tuple[object, ...]:
        """What it can be used for; two lines of the same uses are the same line in other words."""
        return self.record, self.door, self.resident, self.absorbed


@dataclass(frozen=True, slots=True)
class Look:
    """A page: ``main``, and beside it on a wide screen (below it on a narrow one) ``side``."""

    main: tuple[Line, ...]
    side: tuple[Line, ...] = ()


BLANK = Line()


def groups(*parts: Iterable[Line]) -> tuple[Line, ...]:
    """Groups of lines with an empty line between them; empty groups leave no gap."""
    lines: list[Line] = []
    for part in parts:
        found = list(part)
        if found and lines:
            lines.append(BLANK)
        lines += found
    return tuple(lines)


def under(label: str, lines: Iterable[Line]) -> Iterator[Line]:
    """Lines of one kind: only the first says the label."""
    for index, line in enumerate(lines):
        yield line if index else replace(line, label=label)


def word(words: Words, area: str, code: str) -> str:
    """The word for a code; an office's own word stands for itself."""
    key = f"{area}.{code}"
    return words.text(key) if key in words else code


def share_text(share: tuple[int, int] | None) -> str:
    """A share as it is written."""
    return f"{share[0]}/{share[1]}" if share else ""


def period(words: Words, since: date | None, until: date | None) -> str:
    """From when until when, as far as it is known."""
    if since and until:
        return words.text("look.from_until", since=since, until=until)
    if since:
        return words.text("look.since", since=since)
    return words.text("look.until", until=until) if until else ""


def masked_document(row: CustomerRow) -> str:
    """The main document for a line of a page."""
    return mask_number(row.id_number, row.id_kind)


def mask_number(number: str, kind: str) -> str:
    """An identity number of a known kind, masked."""
    from deskapp.values.identity import mask_identity

    return mask_identity(number, cast("IdentityKind", kind)) if number else ""


def contact(row: CustomerRow) -> tuple[Said, Said]:
    """Phone and document of somebody named on another's page: they tell people of the same name apart."""
    from deskapp.values.phones import mask_phone

    return (mask_phone(row.phone) if row.phone else "", "plain"), (masked_document(row), "muted")


def money(words: Words, amount: Decimal | None, currency: str) -> str:
    """An amount, or nothing."""
    return "" if amount is None else words.money(amount, currency)
