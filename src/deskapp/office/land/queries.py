"""Reads about parcels: one of them with its history, and lists by page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from deskapp.office.land.drafts import ParcelDraft
from deskapp.office.land.model import Parcel
from deskapp.office.land.rules import parcel_code
from deskapp.store.base import record_id
from deskapp.store.trail import Change, changes_of
from deskapp.store.work import Reader


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """A parcel in a list; ``code`` is its name within the commune, ``area`` in m²."""

    id: int
    commune: str
    code: str
    area: Decimal | None
    land_use: str
    legal_status: str


@dataclass(frozen=True, slots=True)
class ParcelPage:
    """Everything known of a parcel."""

    row: ParcelRow
    version: int
    draft: ParcelDraft
    changes: tuple[Change, ...]


def get_parcel(reader: Reader, number: int) -> ParcelPage:
    """The page of a parcel; ``store.gone`` where there is none."""
    parcel = reader.get(Parcel, number)
    draft = ParcelDraft(**{name: getattr(parcel, name) for name in ParcelDraft.__dataclass_fields__})
    return ParcelPage(_row(parcel), parcel.version, draft, tuple(changes_of(reader, "parcel", number)))


def list_parcels(
    reader: Reader, *, after: int | None = None, before: int | None = None, limit: int = 200, commune: str = ""
) -> list[ParcelRow]:
    """A page of parcels, newest first: those behind ``after``, or the ones just ahead of ``before`` (their ids)."""
    query = select(Parcel).where(*_conditions(reader, commune)).limit(limit)
    if before is not None:
        found = list(reader.session.exec(query.where(col(Parcel.id) > before).order_by(col(Parcel.id))))[::-1]
    else:
        query = query.order_by(col(Parcel.id).desc())
        found = list(reader.session.exec(query if after is None else query.where(col(Parcel.id) < after)))
    return [_row(parcel) for parcel in found]


def count_parcels(reader: Reader, commune: str = "", *, ahead_of: int | None = None) -> int:
    """How many a list holds; ``ahead_of`` counts those that stand before this id."""
    query = select(func.count()).select_from(Parcel).where(*_conditions(reader, commune))
    return reader.session.exec(query if ahead_of is None else query.where(col(Parcel.id) > ahead_of)).one()


def _conditions(reader: Reader, commune: str) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [col(Parcel.commune) == commune] if commune else []
    if reader.scope.project_ids is not None:
        own = col(Parcel.project_id)
        conditions.append(own.is_(None) | own.in_(reader.scope.project_ids))
    return conditions


def _row(parcel: Parcel) -> ParcelRow:
    return ParcelRow(
        record_id(parcel),
        parcel.commune,
        parcel_code(parcel.map_sheet, parcel.parcel),
        parcel.area,
        parcel.land_use,
        parcel.legal_status,
    )
