"""The parcel page in words."""

from __future__ import annotations

from datetime import tzinfo

from deskapp.casework.look import Line, Look, Said, groups, word
from deskapp.locale import Words
from deskapp.office.land.queries import ParcelPage
from deskapp.overview.search import Hit
from deskapp.overview.trail_look import change_lines
from deskapp.values.rooms import unit_code


def parcel_look(page: ParcelPage, words: Words, zone: tzinfo | None) -> Look:
    """The page."""
    draft = page.draft
    facts: tuple[tuple[str, str], ...] = (
        ("column.commune", draft.commune),
        ("column.map_sheet", draft.map_sheet),
        ("column.parcel", draft.parcel),
        ("column.parcel_area", "" if draft.area is None else words.area(draft.area)),
        ("column.land_use", _land_use(words, draft.land_use)),
        ("column.legal_status", word(words, "legal_status", draft.legal_status)),
    )
    head: tuple[Said, ...] = ((page.row.code, "strong"), (words.text("search.parcel"), "plain"))
    lines = (Line(words.text(key), ((text, "plain"),)) for key, text in facts if text)
    return Look(
        groups((Line(said=head, heading=True),), lines), tuple(change_lines(page.changes, "parcel", words, zone))
    )


def parcel_hit(page: ParcelPage) -> Hit:
    """The page as a line of the search screen."""
    draft = page.draft
    code = unit_code(draft.commune, draft.map_sheet, draft.parcel)
    return Hit(
        "parcel",
        page.row.id,
        code,
        code,
        area=draft.area,
        land_use=draft.land_use,
        legal_status=draft.legal_status,
    )


def _land_use(words: Words, code: str) -> str:
    named = word(words, "land_use", code)
    return named if named == code else f"{code} {named}"
