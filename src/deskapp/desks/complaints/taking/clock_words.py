"""The clocks of a complaint in words, interval by interval, the same on screen and on the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from deskapp.cases.procedure import Procedure
from deskapp.desks.complaints.taking.explain import ExplainedClock, Moved
from deskapp.locale import Words


def explain_complaint_lines(clock: ExplainedClock, procedure: Procedure, words: Words) -> Iterator[tuple[str, str]]:
    """A clock of a complaint: its rule, every stretch with its minutes, each pause with its reason, how it stands."""
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
        until = "…" if part.ends is None else _until(part.begins, part.ends, words)
        span = f"{words.moment(part.begins)} - {until}"
        yield span, _stands(part.why, reasons, words) if part.why else words.text("clock.minutes", count=part.minutes)
    yield "", words.text("clock.sum", minutes=clock.minutes, whole=clock.whole)
    if clock.due_at is not None:
        yield "", words.text("clock.due_at", when=words.moment(clock.due_at))


def moved_line(moved: Moved, words: Words) -> str:
    """What closed days do to a clock, in one line."""
    clock = words.text(f"complaint_clock.{moved.kind}")
    values = {"number": moved.number, "clock": clock, "due": words.moment(moved.before)}
    if moved.after == moved.before:
        return words.text("clock.breached", **values)
    key = "clock.moved_breached" if moved.breach else "clock.moved"
    return words.text(key, **values, then=words.moment(moved.after))


def _until(begins: datetime, ends: datetime, words: Words) -> str:
    return f"{ends:%H:%M}" if begins.date() == ends.date() else words.moment(ends)


def _stands(why: str, reasons: Mapping[str, str], words: Words) -> str:
    said = ", ".join(reasons.get(reason, reason) for reason in why.split(" + "))
    return words.text("clock.stands", why=said)
