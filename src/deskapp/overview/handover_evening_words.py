"""The evening of handovers as lines of the day's end: keys, defects, who is still here, what was paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from deskapp.casework.look import word
from deskapp.locale import Words
from deskapp.money.purposes import purpose_key
from deskapp.overview.handover_day_end import HandoverEvening

if TYPE_CHECKING:
    from deskapp.overview.day_end_words import Entry

SECTIONS = ("keys_out", "mended", "still_here", "batch_money")
"""The evening's lists of the handover desk, in the order in which they are gone through."""


def evening_sections(
    evening: HandoverEvening, words: Words, day: date, make: type[Entry]
) -> Iterator[tuple[str, list[Entry], int]]:
    """Each list with its lines and how many more there are; ``make`` is the line of the day's end."""
    keys = list(_keys(evening, words, day, make))
    yield "keys_out", keys, evening.keys_out - len(keys)
    mended = [
        make(
            (one.number, one.unit, one.place(words.language), one.contractor, word(words, "severity", one.severity)),
            "error" if one.severity == "safety" else "warning",
            record=("defect", one.id),
        )
        for one in evening.agreed
    ]
    yield "mended", mended, evening.agreed_count - len(mended)
    here = [
        make(
            (one.ticket, one.code, one.name, word(words, "station", one.place)),
            "warning",
            record=("delivery", one.delivery_id),
        )
        for one in evening.here
    ]
    yield "still_here", here, 0
    money = [
        make((one.batch, words.text(purpose_key(one.purpose)), words.money(one.amount, one.currency)))
        for one in evening.money
    ]
    yield "batch_money", money, 0


def _keys(evening: HandoverEvening, words: Words, day: date, make: type[Entry]) -> Iterator[Entry]:
    for one in evening.keys:
        late = one.is_late(day, evening=True)
        due = words.day(one.due_back) if one.due_back is not None else ""
        holder = one.holder_name or word(words, "key_holder", one.holder)
        cells = (one.label, one.room, holder, word(words, "key_purpose", one.purpose), due)
        yield make(cells, "error" if late else "plain", record=("key_set", one.id))


def evening_json(evening: HandoverEvening) -> dict[str, Any]:
    """The figures for scripts."""
    return {
        "keys_out": evening.keys_out,
        "keys_late": evening.keys_late,
        "mended_today": evening.agreed_count,
        "still_here": len(evening.here),
        "money": [
            {"batch": one.batch, "purpose": one.purpose, "currency": one.currency, "amount": str(one.amount)}
            for one in evening.money
        ],
    }
