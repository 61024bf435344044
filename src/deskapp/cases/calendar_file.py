"""Appointments as a calendar file (RFC 5545), for whatever calendar people keep; the same ``uid`` replaces itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

_OCTETS: Final = 75
_ESCAPED: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """What stands in the file; ``sequence`` grows each time that the appointment is moved."""

    uid: str
    starts_at: datetime
    ends_at: datetime | None
    summary: str
    place: str = ""
    text: str = ""
    sequence: int = 0
    cancelled: bool = False


def render_ics(entry: CalendarEntry, now: datetime) -> bytes:
    """The file of one appointment; one that is off takes itself out of the calendar again."""
    return _file([entry], now, "CANCEL" if entry.cancelled else "PUBLISH")


def to_ics(entries: Iterable[CalendarEntry], now: datetime) -> bytes:
    """One file of many appointments: UTF-8, CRLF, no line over 75 octets."""
    return _file(entries, now, "PUBLISH")


def _file(entries: Iterable[CalendarEntry], now: datetime, method: str) -> bytes:
    return b"".join(_folded(line) for line in _lines(entries, now, method))


def _lines(entries: Iterable[CalendarEntry], now: datetime, method: str) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//deskapp//appointments//"
    yield f"METHOD:{method}"
    for entry in entries:
        yield from _event(entry, now)
    yield "END:VCALENDAR"


def _event(entry: CalendarEntry, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{_utc(now)}"
    yield f"DTSTART:{_utc(entry.starts_at)}"
    if entry.ends_at is not None:
        yield f"DTEND:{_utc(entry.ends_at)}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}"
    for name, text in (("SUMMARY", entry.summary), ("LOCATION", entry.place), ("DESCRIPTION", entry.text)):
        if text:
            yield f"{name}:{text.translate(_ESCAPED)}"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _folded(line: str) -> bytes:
    """A line in parts of at most 75 octets, cut between characters; every further part begins with a blank."""
    parts: list[bytes] = []
    part = b""
    for character in line:
        octets = character.encode()
        if len(part) + len(octets) > _OCTETS:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"
