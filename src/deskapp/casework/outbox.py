"""The outbox as a counter reads it: messages and prints with the people and the cases that they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlmodel import col, select

from deskapp.cases.model import Case
from deskapp.casework.telling import ABOUT
from deskapp.messages.model import PRINT_STATES
from deskapp.messages.printing import PrintRow, list_prints
from deskapp.messages.queries import MessageRow, list_messages
from deskapp.office.customer.rows import find_rows, find_survivors
from deskapp.store.base import record_id
from deskapp.store.work import Reader

VIEWS: Final[Mapping[str, tuple[str, ...]]] = {
    "open": ("waiting", "handing_over", "unsure", "failed"),
    "hand": ("waiting",),
    "trouble": ("unsure", "failed"),
    "sent": ("sent",),
    "cancelled": ("cancelled",),
}
"""The lists of the outbox, by the states that each shows."""


@dataclass(frozen=True, slots=True)
class OutMessage:
    """A message with its customer's name and its case's number, where it has them."""

    row: MessageRow
    customer: str
    number: str

    @property
    def is_open(self) -> bool:
        """Whether a clerk may still decide: send it, mark it, take it back."""
        return self.row.state in ("waiting", "unsure", "failed")


@dataclass(frozen=True, slots=True)
class OutPrint:
    """A print with the number of the case that it is about."""

    row: PrintRow
    number: str


def read_outbox(reader: Reader, view: str, limit: int = 200) -> list[OutMessage]:
    """One of the lists: open ones oldest first, sent and cancelled ones newest first."""
    rows = list_messages(reader, VIEWS[view], limit, channel="hand" if view == "hand" else "")
    people = find_survivors(reader, {row.customer_id for row in rows if row.customer_id is not None})
    names = {row.id: row.name for row in find_rows(reader, set(people.values()))}
    numbers = _numbers(reader, (row.about_id for row in rows if row.about == ABOUT))
    return [
        OutMessage(
            row,
            names.get(people.get(row.customer_id or 0, 0), ""),
            numbers.get(row.about_id or 0, "") if row.about == ABOUT else "",
        )
        for row in rows
    ]


def read_prints(reader: Reader, limit: int = 200) -> list[OutPrint]:
    """The latest prints of the office, newest first."""
    rows = list_prints(reader, PRINT_STATES, limit)
    numbers = _numbers(reader, (row.about_id for row in rows if row.about == ABOUT))
    return [OutPrint(row, numbers.get(row.about_id or 0, "") if row.about == ABOUT else "") for row in rows]


def _numbers(reader: Reader, ids: Iterable[int | None]) -> dict[int, str]:
    """Numbers of cases, as customers know them."""
    wanted = {number for number in ids if number is not None}
    found = reader.session.exec(select(Case).where(col(Case.id).in_(wanted))).all() if wanted else ()
    return {record_id(case): case.number for case in found}
