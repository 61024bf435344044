"""The calendar file of an appointment among the exports: made with it, written anew when it is moved or called off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from deskapp.cases.calendar_file import CalendarEntry, render_ics
from deskapp.cases.model import Appointment, Case
from deskapp.cases.rows import read_rows
from deskapp.locale import Words
from deskapp.settings import write_whole
from deskapp.store.work import Reader


def write_calendar(data: Any, appointment_id: int, words: Words, now: datetime) -> bool:
    """Write the file, in a thread; False where the exports are out of reach, for the appointment itself holds."""
    entry, number = data.store.read(lambda reader: _entry(reader, appointment_id, words))
    try:
        write_whole(data.home.make_exports() / f"appointment-{number}-{appointment_id}.ics", render_ics(entry, now))
    except OSError:
        return False
    return True


def _entry(reader: Reader, appointment_id: int, words: Words) -> tuple[CalendarEntry, str]:
    appointment = reader.get(Appointment, appointment_id)
    kind = words.text(f"appointment_kind.{appointment.kind}")
    number = who = what = ""
    if appointment.case_id is not None:
        (row,) = read_rows(reader, [reader.get(Case, appointment.case_id)])
        number, who, what = row.number, row.customer, row.name.say(words.language)
    entry = CalendarEntry(
        appointment.uid,
        appointment.starts_at,
        appointment.ends_at,
        "  ".join(part for part in (kind, who, number) if part),
        appointment.place,
        "\n".join(part for part in (what, appointment.note) if part),
        sequence=appointment.version - 1,
        cancelled=appointment.state == "cancelled",
    )
    return entry, number
