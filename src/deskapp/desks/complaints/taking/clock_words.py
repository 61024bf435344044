"""The clocks of a complaint in words, interval by interval, the same on screen and on the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Final

from deskapp.cases.procedure import Procedure
from deskapp.desks.complaints.taking.explain import ExplainedClock, Moved
from deskapp.locale import Words

HOUR: Final = 60


def explain_complaint_lines(
    clock: ExplainedClock, procedure: Procedure, words: Words, zone: tzinfo | None = None
) -> Iterator[tuple[str, str]]:
    """A clock of a complaint: its rule, every stretch with its time, each pause with its reason, how it stands.

    Moments are told in ``zone`` where one is given (a counter's own, as everywhere on its screens), else the office's.
    """
    name = words.text(f"complaint_clock.{clock.kind}")
    if clock.opening:
        name = words.text("complaint_clock.opening", clock=name, opening=clock.opening + 1)
    yield "", f"{name}: {words.text(f'clock_stand.{clock.stand}')}"
    if clock.unit:
        key = "limit_own" if clock.own else "limit"
        limit = words.text(f"limit_unit.{clock.unit}_{clock.hours}", amount=clock.amount)
        yield "", words.text(f"clock.{key}", level=clock.level, limit=limit, source=clock.source)
    reasons = {wait.reason: wait.name.say(words.language) for wait in procedure.waits}
    for part in clock.stretches:
        begins = _in(part.begins, zone)
        until = "…" if part.ends is None else _until(begins, _in(part.ends, zone), words)
        counted = words.text("clock.time_counted", time=_lasting(part.minutes, words))
        yield f"{words.moment(begins)} - {until}", _stands(part.why, reasons, words) if part.why else counted
    yield "", words.text("clock.sum", time=_lasting(clock.minutes, words), whole=_lasting(clock.whole, words))
    if clock.due_at is not None:
        yield "", words.text("clock.due_at", when=words.moment(_in(clock.due_at, zone)))


def moved_line(moved: Moved, words: Words) -> str:
    """What closed days do to a clock, in one line."""
    clock = words.text(f"complaint_clock.{moved.kind}")
    values = {"number": moved.number, "clock": clock, "due": words.moment(moved.before)}
    if moved.after == moved.before:
        return words.text("clock.breached", **values)
    key = "clock.moved_breached" if moved.breach else "clock.moved"
    return words.text(key, **values, then=words.moment(moved.after))


def _in(moment: datetime, zone: tzinfo | None) -> datetime:
    return moment if zone is None else moment.astimezone(zone)


def _lasting(minutes: int, words: Words) -> str:
    """Minutes, or hours where there are two of them or more."""
    if minutes < 2 * HOUR:
        return words.text("clock.lasting_minutes", count=minutes)
    hours, rest = divmod(minutes, HOUR)
    return words.text("clock.lasting" if rest else "clock.lasting_hours", hours=hours, minutes=rest)


def _until(begins: datetime, ends: datetime, words: Words) -> str:
    return f"{ends:%H:%M}" if begins.date() == ends.date() else words.moment(ends)


def _stands(why: str, reasons: Mapping[str, str], words: Words) -> str:
    said = ", ".join(reasons.get(reason, reason) for reason in why.split(" + "))
    return words.text("clock.stands", why=said)
