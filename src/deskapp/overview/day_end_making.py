"""Making the evening pack: numbers reserved for its blank forms, lists read, document written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from deskapp.casework.blank_forms import COUNT, reserve_forms
from deskapp.locale import Words
from deskapp.office.staff.own_office import get_office
from deskapp.overview.day_end import DayEnd, get_day_end
from deskapp.overview.day_end_words import sections
from deskapp.settings import Home
from deskapp.store.reasons import note_reason

if TYPE_CHECKING:
    from deskapp.store.store import Store
    from deskapp.store.work import Clerk


def pack_path(home: Home, now: datetime) -> Path:
    """Where the pack of a day lies, unless somebody says where."""
    return home.exports / f"dayend-{now.date().isoformat()}.docx"


def make_pack(
    store: Store,
    clerk: Clerk,
    target: Path,
    words: Words,
    now: datetime,
    zone: tzinfo | None,
    parked: Sequence[str],
    *,
    forms: int = COUNT,
    reason: str = "",
) -> tuple[DayEnd, list[str]]:
    """Write the pack; what it says, and the numbers of its forms, which are those of the next working day.

    Phones are masked; a ``reason`` writes them whole, and stands in the trail before it is done.
    """
    if reason:
        note_reason(store, clerk, "export.unmasked", reason, "dayend", None, now)
    end = store.read(lambda reader: get_day_end(reader, clerk, now))
    office = store.read(get_office)[0]
    numbers: list[str] = []
    if forms:
        numbers = store.write(clerk, "print.blank_forms", lambda work: reserve_forms(work, end.next_day, forms), now)
    from deskapp.overview.day_end_pack import Pack, write_pack

    pack = Pack(office.name, clerk.name, words.moment(now.astimezone(zone)), numbers)
    write_pack(target, end, sections(end, words, zone, parked, full=bool(reason)), pack, words)
    return end, numbers
