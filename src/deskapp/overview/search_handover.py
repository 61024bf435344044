"""Handovers, defects and sets of keys in the one box: by the number of a notice or a defect, by what a label says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from deskapp.casework.look import word
from deskapp.desks.handover.inspecting import keys as of_defects
from deskapp.desks.handover.inspecting.lists import say_place
from deskapp.desks.handover.inspecting.queries import get_defects
from deskapp.desks.handover.inspecting.rows import DefectRow
from deskapp.desks.handover.planning import keys as of_deliveries
from deskapp.desks.handover.planning.queries import get_deliveries
from deskapp.desks.handover.planning.rows import DeliveryRow
from deskapp.locale import Words
from deskapp.messages.barcode import DELIVERY, KEY_SET, parse_number
from deskapp.overview.search import Hit
from deskapp.papers.keys import keys as of_keys
from deskapp.papers.keys.queries import KeyRow, get_keys
from deskapp.store.work import Reader
from deskapp.values import series
from deskapp.values.finding import EQUAL, REST, own_numbers
from deskapp.values.text import compact

TAILS: Final = 5
"""Found by the end of a number that are shown at most: four figures are a phone's tail, or a room's, too."""
KINDS: Final = ("delivery", "defect", "key_set")

Find = Callable[[Reader, str, int], list[tuple[int, int]]]


def find_handovers(reader: Reader, text: str, limit: int, today: date) -> list[tuple[int, Hit]]:
    """All three kinds, each hit with its rank; a scanned code finds the one that it is of."""
    years = (today.year, today.year - 1)
    digits = compact(text)
    notices = _ranks(
        reader, of_deliveries.find_by_number, text, limit, own_numbers(text, series.HANDOVER_NOTICE, years)
    )
    defects = _ranks(reader, of_defects.find_by_number, text, limit, own_numbers(text, series.DEFECT, years))
    labels = _ranks(reader, of_keys.find_by_number, text, limit, own_numbers(text, series.KEY_SET, years))
    for kind, ranks in ((DELIVERY, notices), (KEY_SET, labels)):
        if (scanned := parse_number(digits, kind)) is not None:
            ranks[scanned] = EQUAL
    return [
        *((notices[row.id], delivery_hit(row)) for row in get_deliveries(reader, list(notices))),
        *((defects[row.id], defect_hit(row)) for row in get_defects(reader, list(defects))),
        *((labels[row.id], key_hit(row)) for row in get_keys(reader, list(labels))),
    ]


def _ranks(reader: Reader, find: Find, text: str, limit: int, own: Sequence[str]) -> dict[int, int]:
    """What a text finds; of tails only a few. ``own``: whole numbers that it stands for, its year left out."""
    found = [hit for number in own for hit in find(reader, number, limit)] or find(reader, text, limit)
    tails = [number for number, rank in found if rank == REST][:TAILS]
    return {number: rank for number, rank in found if rank != REST or number in tails}


def delivery_hit(row: DeliveryRow) -> Hit:
    """The handover of a home as a line of the search screen."""
    notice = row.last_notice
    title = notice.number if notice is not None else row.room
    return Hit("delivery", row.id, title, title, units=(row.room,), people=row.buyers, state=row.state)


def defect_hit(row: DefectRow) -> Hit:
    """A defect as a line of the search screen."""
    place = (row.room, row.item, row.fault)
    return Hit("defect", row.id, row.number, row.number, units=(row.unit,), people=place, state=row.state)


def key_hit(row: KeyRow) -> Hit:
    """A set of keys as a line of the search screen; ``method`` says what kind of holder has it."""
    return Hit(
        "key_set", row.id, row.label, row.label, units=(row.room,),
        people=(row.holder_name,) if row.holder_name else (), method=row.holder, state=row.state,
    )  # fmt: skip


def handover_cells(hit: Hit, words: Words) -> tuple[str, ...]:
    """A hit as the cells of the list: number, who or where in it, which home, and how it stands."""
    room = "".join(hit.units)
    if hit.kind == "delivery":
        comma = "、" if words.language == "zh" else ", "
        what = f"{words.text('handover_look.handover')} {room}"
        return hit.title, comma.join(hit.people), what, "", "", word(words, "delivery_state", hit.state)
    if hit.kind == "defect":
        where, item, fault = hit.people
        place = say_place(where, item, fault, words.language)
        return hit.title, place, room, "", "", word(words, "defect_state", hit.state)
    holder = "".join(hit.people) or word(words, "key_holder", hit.method)
    return hit.title, holder, room, "", "", word(words, "key_state", hit.state)
