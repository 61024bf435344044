"""Which column of a sender's file is which of ours, kept by name: the next night needs no more than the name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Final

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, col, select

from deskapp.errors import DeskError
from deskapp.store.base import Moment, Record
from deskapp.store.scope import OWN_OR_OFFICE, Rule
from deskapp.store.work import Reader, Work
from deskapp.values.text import clean

Pairs = tuple[tuple[str, str], ...]
"""Headings with the fields that they are. A name of a saved mapping stands as a heading with an empty field."""

LONGEST: Final = 60


class SavedMapping(Record, table=True):
    """Which column of a sender's file is which of ours, kept under a name for the next night. ``columns`` is JSON."""

    scope_rule: ClassVar[Rule] = OWN_OR_OFFICE
    __tablename__ = "saved_mapping"
    __table_args__: ClassVar[Any] = (UniqueConstraint("office_id", "kind", "name"), {"sqlite_autoincrement": True})

    kind: str
    name: str
    columns: str = Field(default="{}", sa_type=Text)
    note: str = ""
    used_at: datetime | None = Field(default=None, sa_type=Moment)


def read_columns(saved: SavedMapping) -> dict[str, str]:
    """Fields by the sender's headings."""
    return dict(json.loads(saved.columns))


def list_maps(reader: Reader) -> list[SavedMapping]:
    """Every saved mapping, by kind and name."""
    return list(reader.session.exec(select(SavedMapping).order_by(col(SavedMapping.kind), col(SavedMapping.name))))


def find_map(reader: Reader, kind: str, name: str) -> SavedMapping | None:
    """The mapping of that name for a kind of sheet."""
    query = select(SavedMapping).where(SavedMapping.kind == kind, SavedMapping.name == clean(name))
    return reader.session.exec(query).first()


def resolve_maps(reader: Reader, kind: str, told: Pairs) -> Pairs:
    """The headings and fields that are meant; what is said outright goes before what a saved mapping says.

    ``file.map_unsaved`` names the mappings that there are.
    """
    if all(field for _, field in told):
        return told
    meant: dict[str, str] = {}
    for name in (heading for heading, field in told if not field):
        saved = find_map(reader, kind, name)
        if saved is None:
            names = ", ".join(one.name for one in list_maps(reader) if one.kind == kind)
            raise DeskError("file.map_unsaved", name=name, kind=kind, names=names or "—")
        meant |= read_columns(saved)
    fresh = {heading: field for heading, field in told if field}
    said = set(fresh.values())
    return tuple(({heading: field for heading, field in meant.items() if field not in said} | fresh).items())


def check_name(name: str) -> str:
    """A name that a mapping may have; ``call.map_name`` where it may not."""
    kept = clean(name)
    if not kept or len(kept) > LONGEST or "=" in kept:
        raise DeskError("call.map_name", value=name, limit=LONGEST)
    return kept


def save_map(work: Work, kind: str, name: str, columns: Mapping[str, str]) -> SavedMapping:
    """Keep a mapping under a name; one of that name says from now on what this one says."""
    name = check_name(name)
    text = json.dumps(dict(columns), ensure_ascii=False)
    saved = find_map(work, kind, name)
    if saved is None:
        return work.add(
            SavedMapping(office_id=work.clerk.office_id, kind=kind, name=name, columns=text, used_at=work.now)
        )
    work.change(saved, {"columns": text, "used_at": work.now})
    return saved


def note_used(work: Work, kind: str, names: tuple[str, ...]) -> None:
    """When each was used for the last time."""
    for name in names:
        saved = find_map(work, kind, name)
        if saved is not None:
            work.derive(saved, {"used_at": work.now})


def remove_map(work: Work, kind: str, name: str) -> None:
    """Keep it no longer."""
    saved = find_map(work, kind, name)
    if saved is None:
        names = ", ".join(one.name for one in list_maps(work) if one.kind == kind)
        raise DeskError("file.map_unsaved", name=name, kind=kind, names=names or "—")
    work.remove(saved)
