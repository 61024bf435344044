"""Calendar files that calendars can read, whatever stands in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from deskapp.cases.calendar_file import CalendarEntry, render_ics

NOW = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)
HANOI = timezone(timedelta(hours=7))


def unfolded(content: bytes) -> list[str]:
    return content.replace(b"\r\n ", b"").decode().split("\r\n")


def test_an_appointment_as_a_file() -> None:
    starts_at = datetime(2026, 11, 25, 9, 0, tzinfo=HANOI)
    entry = CalendarEntry(
        "a@deskapp", starts_at, starts_at + timedelta(minutes=30), "Hẹn khách", "Quầy 1; tầng 2", "x\ny"
    )
    assert unfolded(render_ics(entry, NOW)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//deskapp//appointments//",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "UID:a@deskapp",
        "DTSTAMP:20261122T094100Z",
        "DTSTART:20261125T020000Z",
        "DTEND:20261125T023000Z",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        "SUMMARY:Hẹn khách",
        "LOCATION:Quầy 1\\; tầng 2",
        "DESCRIPTION:x\\ny",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_one_that_is_off_says_so() -> None:
    lines = unfolded(render_ics(CalendarEntry("a@deskapp", NOW, None, "x", sequence=2, cancelled=True), NOW))
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:2"} <= set(lines)
    assert not any(line.startswith("DTEND") for line in lines)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=400))
def test_no_line_is_too_long_and_no_text_breaks_out_of_its_line(text: str) -> None:
    content = render_ics(CalendarEntry("a@deskapp", NOW, None, text, place="\nEND:VEVENT\r\n", text=text), NOW)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert [line.partition(":")[0] for line in unfolded(content) if line.startswith("END")] == ["END", "END"]
    assert unfolded(content).count("END:VEVENT") == 1
