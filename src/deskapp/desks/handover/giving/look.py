"""How sets of keys are told in a line, pure: label, home, what it is and where."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from deskapp.papers.keys.queries import KeyRow

Text = Callable[..., str]
Day = Callable[[date], str]


def say_set(row: KeyRow, text: Text, day: Day) -> str:
    """A set in one line: label, home, what it is, and where it is."""
    what = f"{text(f'key_kind.{row.kind}')} {row.contents}".strip()
    parts = [row.label, row.room, f"{what} ×{row.count}", say_place(row, text, day)]
    if row.missing:
        parts.append(text("keys.missing", count=row.missing))
    return "  ".join(parts)


def say_place(row: KeyRow, text: Text, day: Day) -> str:
    """Where a set is, with whom and until when."""
    if row.state == "here":
        return " ".join(part for part in (text("key_state.here"), row.hook) if part)
    who = row.holder_name or text(f"key_holder.{row.holder}")
    if row.due_back is not None:
        return text("keys.with_until", who=who, day=day(row.due_back))
    if row.state == "kept":
        return text("keys.kept_by", consent=row.consent)
    return text(f"keys.{row.state}_by", who=who)
