"""What is said of a case on its page, in lists and on the board, in the same words: clock, state, values."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

from deskapp.cases.clock_rows import ClockRow
from deskapp.cases.procedure import Texts
from deskapp.cases.rows import CaseRow
from deskapp.casework.look import Said, word
from deskapp.locale import Words

_NUMBER: Final = re.compile(r"(?a)([A-Z]+)-\d{4}(\d{4})-(\d+)")
NEAR: Final = 3
"""Days before its last one from which on a case is near its end."""


def due_text(row: CaseRow, words: Words, today: date) -> Said:
    """Our clock in a few cells: late by how much, today, how many days are near, else the day."""
    if row.outcome:
        return words.text(f"outcome.{row.outcome}"), "muted"
    if row.due_met_at is not None:
        return words.text("due.met"), "muted"
    if row.due_on is None:
        return (words.text("due.paused"), "muted") if row.waiting else ("", "muted")
    left = (row.due_on - today).days
    if left < 0:
        return words.text("due.late", count=-left), "error"
    if left == 0:
        return words.text("due.today"), "warning"
    return (words.text("due.left", count=left), "plain") if left <= NEAR else (words.day(row.due_on), "plain")


def clock_text(clock: ClockRow, words: Words, area: str = "clock") -> Said:
    """A clock on a page: its last day and the working days that are left, or why it stands still."""
    if clock.met_at is not None:
        return words.text(f"{area}.met"), "muted"
    if clock.paused:
        return words.text(f"{area}.paused", left=clock.left), "plain"
    if clock.day is None:
        return "", "muted"
    told = words.moment(clock.at) if clock.at is not None else words.day(clock.day)
    told = words.text("clock.by_noon", day=told) if clock.half and clock.at is None else told
    told = told if clock.confirmed else words.text("clock.unconfirmed", day=told)
    left = clock.days_left
    if left is None:
        return words.text(f"{area}.day", day=told), "plain"
    if left < 0:
        return words.text(f"{area}.late", day=told, count=-left), "error"
    if left == 0:
        return words.text(f"{area}.today", day=told), "warning"
    return words.text(f"{area}.left", day=told, count=left), "plain"


def number_tail(number: str) -> str:
    """A number as clerks say it (``BD-1122-7``), where it is one of ours; in the search box it finds the case."""
    found = _NUMBER.fullmatch(number)
    return f"{found[1]}-{found[2]}-{int(found[3])}" if found else number


def short_moment(moment: datetime, words: Words, today: date) -> str:
    """A moment without its year, where that is this year: most of what a page tells is of the last weeks."""
    if moment.year != today.year:
        return words.moment(moment)
    return words.text("case_look.moment", month=f"{moment:%m}", day=f"{moment:%d}", time=f"{moment:%H:%M}")


def state_text(row: CaseRow, words: Words) -> str:
    """Where a case stands beside its step: what it waits for, else what the authority does with it."""
    if row.outcome:
        return words.text(f"outcome.{row.outcome}")
    if row.waiting:
        return row.waiting_name.say(words.language) or row.waiting
    return word(words, "authority_state", row.authority_state) if row.authority_state else ""


def named(name: Texts | str, words: Words) -> str:
    """A name that is the procedure's, or a clerk's own."""
    return name.say(words.language) if isinstance(name, Texts) else name
