"""Everything of one customer as a workbook: that and why it is handed out is in the trail before the file is there."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from deskapp.locale import Words
from deskapp.office.privacy.people import refuse_part
from deskapp.office.privacy.person_book import get_person_file, write_person_book
from deskapp.office.staff.own_office import get_office
from deskapp.store.reasons import note_reason


def export_person(data: Any, customer_id: int, number: str, words: Words, reason: str, now: datetime) -> Path:
    """Write it into the exports folder, for its owner's eyes alone; in a thread."""
    data.store.read(refuse_part)
    note_reason(data.store, data.clerk, "person.export", reason, "customer", customer_id, now)
    person = data.store.read(lambda reader: get_person_file(reader, customer_id, get_office(reader)[0].name, now))
    target = Path(data.home.make_exports()) / f"person-{number}.xlsx"
    write_person_book(target, person, words, data.clerk.name, reason)
    return target
