"""What stands below the form of a complaint: the level that is proposed, and what is open already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from deskapp.desks.complaints.taking.rows import EventRow
from deskapp.desks.complaints.taking.similar import COUNTED, WHERE, Similar, SimilarRow
from deskapp.locale import Words
from deskapp.ui.lines import Run, Weight

HOTLINE: Final = "hotline_12345"
THIRD_PARTY: Final = "third_party"
HOUSE: Final = "12345"
"""The house whose orders come by that channel."""
Join = tuple[str, int]
"""What it is joined to: an ``event``, the complaint of the ``same`` home, an ``other`` one; with its number."""
NOTHING: Final = Similar()
_WORDS_MOST: Final = 60
_ROWS: Final = 4


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for what stands in the form now."""

    level: int = 1
    reasons: tuple[str, ...] = ()
    similar: Similar = NOTHING


def joins_of(similar: Similar) -> list[Join]:
    """What one key goes through: events first, then the complaints that belong to none of them."""
    events = [one.id for one in similar.events]
    rows = [one for one in similar.rows if one.mass_event_id not in events or one.where == "unit"]
    return [
        *(("event", number) for number in events),
        *(("same" if one.where == "unit" else "other", one.id) for one in rows),
    ]


def join_after(similar: Similar, join: Join | None) -> Join | None:
    """The next one, and behind the last none."""
    joins = joins_of(similar)
    if join not in joins:
        return joins[0] if joins else None
    following = joins.index(join) + 1
    return joins[following] if following < len(joins) else None


def category_of(similar: Similar, join: Join | None) -> str:
    """What that is about to which it is joined."""
    kind, number = join or ("", 0)
    rows: dict[int, str] = {one.id: one.category for one in (similar.events if kind == "event" else similar.rows)}
    return rows.get(number, "")


def tell_found(
    found: Found, join: Join | None, words: Words, mark: str, zone: tzinfo | None, language: str = ""
) -> list[Run]:
    """The level and why; each event with what to read out, in the caller's ``language``; the nearest open ones."""
    reasons = _comma(words).join(words.text(f"level_rule.{code}") for code in found.reasons)
    level = words.text(f"complaint_level.{found.level}")
    proposed = "complaint_log.proposed_why" if reasons else "complaint_log.proposed"
    said: list[Run] = [(words.text(proposed, level=level, reasons=reasons), "muted")]
    for event in found.similar.events[:2]:
        sign = mark if join == ("event", event.id) else " "
        weight: Weight = "strong" if join == ("event", event.id) else "warning"
        said.append((f"{sign} {_event(event, words, zone)}", weight))
        if text := event.says(language or words.language):
            said.append((f"  {words.text('complaint_log.read_out', text=text)}", "accent"))
    for row in found.similar.rows[:_ROWS]:
        is_joined = join in (("same", row.id), ("other", row.id))
        said.append((f"{mark if is_joined else ' '} {_row(row, words, zone)}", "strong" if is_joined else "plain"))
    if counts := _counts(found.similar, words):
        said.append((counts, "muted"))
    if join is not None:
        said.append((words.text(f"complaint_log.join_{join[0]}"), "good"))
    return said


def _event(event: EventRow, words: Words, zone: tzinfo | None) -> str:
    over = words.text("complaint_log.over_at", when=_short(event.expected_at, words, zone)) if event.expected_at else ""
    count = words.text("complaint_log.homes", count=event.complaints)
    return "  ".join(part for part in (event.number, event.place, event.title, count, over) if part)


def _row(row: SimilarRow, words: Words, zone: tzinfo | None) -> str:
    said = row.words.replace("\n", " ")[:_WORDS_MOST]
    parts = (
        row.number,
        row.room,
        words.text(f"complaint_category.{row.category}"),
        words.text(f"complaint_state.{row.state}"),
        words.text("complaint_log.late") if row.late else "",
        said,
        _short(row.received_at, words, zone),
    )
    return "  ".join(part for part in parts if part)


def _counts(similar: Similar, words: Words) -> str:
    found = similar.counts or {}
    told = [
        words.text(f"complaint_log.open_{where}", count=f"{found[where]}+" if found[where] >= COUNTED else found[where])
        for where in WHERE
        if found.get(where)
    ]
    return _comma(words).join(told)


def _short(moment: datetime, words: Words, zone: tzinfo | None) -> str:
    """Without its year: what is open began not long ago."""
    local = moment.astimezone(zone)
    return words.text("case_look.moment", month=f"{local:%m}", day=f"{local:%d}", time=f"{local:%H:%M}")


def _comma(words: Words) -> str:
    return "、" if words.language == "zh" else ", "
