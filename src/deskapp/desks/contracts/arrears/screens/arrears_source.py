"""Where the radar's lists read: money that is late, and formalities that are."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, Generic, TypeVar

from deskapp.casework.look import money
from deskapp.casework.screens.finding import NOWHERE, find_project_ids
from deskapp.casework.screens.long_list import OfficeSource
from deskapp.desks.contracts.arrears.queries import (
    ASKED,
    ChaseFilter,
    count_arrears,
    count_formalities,
    list_arrears,
    list_formalities,
)
from deskapp.desks.contracts.arrears.rows import ArrearsRow, FormalityRow, Standing
from deskapp.desks.contracts.arrears.rules import BUCKETS
from deskapp.desks.contracts.paying.routing import DEPARTMENTS, FORMALITIES
from deskapp.locale import Words
from deskapp.office.deal.model import PAYER_CLASSES
from deskapp.store.work import Reader
from deskapp.ui.columns import Column, Row
from deskapp.values.rooms import strip_building

_END: Final = (date.max, 2**62)
_Late = TypeVar("_Late", ArrearsRow, FormalityRow)


class LateSource(OfficeSource[_Late, ChaseFilter], Generic[_Late]):
    """A list of what is late, the oldest first; both lists are narrowed alike."""

    def __init__(self, words: Words, today: date) -> None:
        self.today = today
        super().__init__(words)

    def told(self) -> Iterable[Column]:
        """First what every list of what is late says, then what it is narrowed by."""
        yield self.column("room", 12, weight="strong")
        yield Column("buyer", label="arrears.buyer", least=10)
        yield from self.own()
        yield self.column("asked", 18, "arrears.asked", filterable=True, choices=ASKED, choice_key="arrears_asked")
        yield self.codes("payer_class", "payer_class", PAYER_CLASSES, "arrears.class")
        yield self.codes("department", "desk_department", DEPARTMENTS, "arrears.department")
        yield self.codes("bucket", "arrears_bucket", BUCKETS, "arrears.bucket")
        yield self.column("building", 8, filterable=True)
        yield self.column("project", 10, filterable=True, weight="muted")

    @abstractmethod
    def own(self) -> Iterable[Column]:
        """What this list says beside."""

    def only(self, reader: Reader, filters: Mapping[str, str]) -> ChaseFilter:
        """What was chosen."""
        project, building = filters.get("project", ""), filters.get("building", "")
        known = find_project_ids(reader, project) if project else []
        names = ("payer_class", "department", "bucket", "asked", "kind")
        chosen: dict[str, Any] = {name: filters.get(name, "") for name in names}
        return ChaseFilter(
            (known[0] if known else NOWHERE) if project else None,
            strip_building(building) if building else "",
            **chosen,
        )

    def row(self, record: _Late) -> Row:
        """Its place is the oldest day of it; the key says which deal, about what, in which currency."""
        about = record.kind if isinstance(record, FormalityRow) else "money"
        key = (record.id, record.place.deal_id, about, record.currency)
        return Row(key, self.cells(record), (record.due_on, record.id))

    def cells(self, record: _Late) -> tuple[str, ...]:
        """The columns' texts."""
        words, place = self.words, record.place
        return (
            place.room,
            place.names,
            *self.own_cells(record),
            standing_text(record.standing, words),
            words.text(f"payer_class.{place.payer_class}"),
            words.text(f"desk_department.{record.department}"),
            "",
            place.room.partition("-")[0],
            place.project,
        )

    @abstractmethod
    def own_cells(self, record: _Late) -> tuple[str, ...]:
        """The texts of its own columns."""


class ArrearsSource(LateSource[ArrearsRow]):
    """Contracts of which money is late."""

    def own(self) -> Iterable[Column]:
        """How much, since when."""
        yield self.column("owed", 16, "arrears.owed", align="right", weight="strong")
        yield self.column("late", 6, "arrears.late", align="right")

    def own_cells(self, record: ArrearsRow) -> tuple[str, ...]:
        """The same."""
        return money(self.words, record.owed, record.currency), self.words.number(record.late)

    def fetch(self, reader: Reader, only: ChaseFilter, n: int, after: Any, before: Any) -> list[ArrearsRow]:
        """A page of contracts."""
        return list_arrears(reader, self.today, only, after=_spot(after), before=_ahead(before), limit=n)

    def size(self, reader: Reader, only: ChaseFilter, ahead_of: Any) -> int:
        """How many."""
        return count_arrears(reader, self.today, only, ahead_of=_spot(ahead_of))


class FormalitySource(LateSource[FormalityRow]):
    """Formalities that are late."""

    def own(self) -> Iterable[Column]:
        """Which, with which bank, since when."""
        yield self.codes("kind", "formality", FORMALITIES, "arrears.kind")
        yield self.column("late", 6, "arrears.late", align="right")

    def own_cells(self, record: FormalityRow) -> tuple[str, ...]:
        """The same."""
        return self.words.text(f"formality.{record.kind}"), self.words.number(record.late)

    def fetch(self, reader: Reader, only: ChaseFilter, n: int, after: Any, before: Any) -> list[FormalityRow]:
        """A page of formalities."""
        return list_formalities(reader, self.today, only, after=_spot(after), before=_ahead(before), limit=n)

    def size(self, reader: Reader, only: ChaseFilter, ahead_of: Any) -> int:
        """How many."""
        return count_formalities(reader, self.today, only, ahead_of=_spot(ahead_of))


def standing_text(standing: Standing, words: Words) -> str:
    """How the asking stands, in few words: stopped, promised until a day, broken, or what was last."""
    if standing.stopped:
        return words.text("arrears.is_stopped", reason=words.text(f"stop_reason.{standing.stopped}"))
    if standing.promise and standing.promised_on is not None:
        return words.text(f"arrears.is_{standing.promise}", day=standing.promised_on)
    if standing.last_result:
        return words.text(f"contact_result.{standing.last_result}")
    return words.text("arrears_asked.never")


def _spot(at: Any) -> tuple[date, int] | None:
    return (at[0], at[1]) if at else None


def _ahead(before: Any) -> tuple[date, int] | None:
    return None if before is None else (before[0], before[1]) if before else _END
