"""What follows from other records, such as a contract's balance from its receipts: worked out anew, never added up.

A ``Projector`` says whose figures a record touches, and writes them. The unit of work notes the owners while it records
changes and lets every projector work once before it commits, so that no action can forget it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, SQLModel, col

if TYPE_CHECKING:
    from deskapp.store.work import Reader, Work

CHUNK: Final = 500
Owner = Callable[[Session, SQLModel], int | None]
Drifted = Callable[["Reader", int], tuple[list[int], int | None]]


@dataclass(frozen=True, eq=False)
class Projector:
    """Figures of one kind of record: ``owners`` says for every table that they follow from whose figures a row touches.

    ``refresh`` writes those of some owners anew, by ``Work.derive``; an owner that is gone is passed over. It is handed
    ``CHUNK`` of them at most. ``makes`` is the condition for rows that it makes itself, by table: they hinder nobody
    who takes a batch back, and go when it is worked out that their owner is gone. ``drifted`` finds owners behind a
    number whose figures are others now, some at a time, and where to go on: of figures that follow from the calendar.
    """

    name: str
    owners: Mapping[type[SQLModel], Owner]
    refresh: Callable[[Work, Collection[int]], None]
    makes: Mapping[str, ColumnElement[bool]] = field(default_factory=dict)
    drifted: Drifted | None = None


@dataclass(slots=True)
class Following:
    """The owners whose figures one unit of work has touched, by projector, in the order in which they are to work."""

    session: Session
    projectors: tuple[Projector, ...]
    touched: dict[Projector, set[int]] = field(default_factory=dict)

    def touch(self, record: SQLModel) -> None:
        """Note whose figures a record touches, as it is at this moment."""
        for projector in self.projectors:
            owner = projector.owners.get(type(record))
            number = owner(self.session, record) if owner else None
            if number is not None:
                self.touched.setdefault(projector, set()).add(number)

    def mark(self, name: str, numbers: Iterable[int]) -> None:
        """Note owners by the projector's name; nothing where nobody wired it."""
        for projector in self.projectors:
            if projector.name == name:
                self.touched.setdefault(projector, set()).update(numbers)

    @property
    def made(self) -> dict[str, ColumnElement[bool]]:
        """Rows that projectors make themselves, by table."""
        return {table: condition for one in self.projectors for table, condition in one.makes.items()}

    def touch_rows(self, rows: Mapping[str, Collection[int]]) -> None:
        """Note whose figures rows touch that are about to change behind the records, by table and number."""
        models = {str(model.__table__.name): model for one in self.projectors for model in one.owners}  # type: ignore[attr-defined]
        for table, numbers in rows.items():
            if (model := models.get(table)) is None:
                continue
            wanted = sorted(numbers)
            for start in range(0, len(wanted), CHUNK):
                part = col(model.id).in_(wanted[start : start + CHUNK])  # type: ignore[attr-defined]
                for (record,) in self.session.execute(select(model).where(part)):
                    self.touch(record)

    def work(self, work: Work) -> None:
        """Let every projector write what its owners' figures are now; a later one sees what an earlier one wrote."""
        for projector in self.projectors:
            numbers = sorted(self.touched.pop(projector, ()))
            for start in range(0, len(numbers), CHUNK):
                projector.refresh(work, numbers[start : start + CHUNK])
            # what it wrote of its own owners is what it has just worked out
            self.touched.pop(projector, None)
