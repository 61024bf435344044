"""A clock in words, interval by interval: why a case is due on that day and on no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from deskapp.cases.clock_rows import ClockRow
from deskapp.cases.procedure import Procedure
from deskapp.locale import Words
from deskapp.overview.case_words import clock_text


def explain_lines(
    clock: ClockRow, procedure: Procedure, words: Words, area: str = "clock"
) -> Iterator[tuple[str, str]]:
    """Days and what they counted for, one line an interval; the last line says the day."""
    if clock.begins is None:
        yield "", words.text("clock.not_begun")
        return
    yield words.day(clock.begins), words.text("clock.begins")
    reasons = {wait.reason: wait.name.say(words.language) for wait in procedure.waits}
    for span in clock.spans:
        until = words.day(span.through) if span.through is not None else "…"
        days = f"{words.day(span.after)} > {until}"
        yield days, _stands(span.why, reasons, words) if span.why else words.text("clock.counted", count=span.counted)
    if clock.by_hand:
        yield "", words.text("clock.by_hand")
    yield "", clock_text(clock, words, area)[0]


def _stands(why: str, reasons: Mapping[str, str], words: Words) -> str:
    said = ", ".join(reasons.get(reason, reason) for reason in why.split(" + "))
    return words.text("clock.stands", why=said)
