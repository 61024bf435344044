"""Reads about the organisations around the counter."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from deskapp.office.organisation.actions import OrganisationDraft
from deskapp.office.organisation.model import Organisation
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.values.text import fold

LIST_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation in a list."""

    id: int
    name: str
    kind: str
    alias: str
    phone: str
    version: int


def find_organisations(reader: Reader, text: str = "", *, kind: str = "", limit: int = 50) -> list[OrganisationRow]:
    """Organisations whose name or alias holds ``text``, tones and case aside, by name; an office has few of them."""
    query = select(Organisation).order_by(col(Organisation.name)).limit(LIST_LIMIT)
    query = query.where(Organisation.kind == kind) if kind else query
    wanted = fold(text)
    found = [
        organisation
        for organisation in reader.session.exec(query)
        if wanted in fold(organisation.name) or wanted in fold(organisation.alias)
    ]
    return [
        OrganisationRow(record_id(one), one.name, one.kind, one.alias, one.phone or "", one.version)
        for one in found[:limit]
    ]


def get_organisation(reader: Reader, number: int) -> tuple[OrganisationDraft, int]:
    """What the form opens with, and the version that the clerk has seen."""
    one = reader.get(Organisation, number)
    return OrganisationDraft(one.name, one.kind, one.alias, one.phone or "", one.address), one.version
