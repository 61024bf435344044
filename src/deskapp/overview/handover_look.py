"""A handover in a line: where it stands, when, which notice, what is still in the way; Enter opens it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from deskapp.casework.look import Line, Look, Said, Tone, under, word
from deskapp.desks.handover.planning.rules import WAITED_NOTICES
from deskapp.locale import Words
from deskapp.overview.handover_facts import HandoverFacts

HANDOVER: Final = "delivery"
"""What Enter opens on such a line."""
_TONES: Final[dict[str, Tone]] = {
    "signed": "good", "signed_with_list": "good", "deemed": "warning", "absent": "error",
    "refused_unjustified": "error", "refused_justified": "warning", "ended": "muted",
}  # fmt: skip
_WAITING: Final = ("notified", "rescheduled")
_SHOWN: Final = 3
"""Shut gates that are named; of more it is said how many there are."""


def handover_lines(facts: Sequence[HandoverFacts], words: Words, today: date) -> Iterator[Line]:
    """The living handover of a unit: one line, and one of what is in its way."""
    one = next((found for found in facts if found.is_living), None)
    if one is None:
        return
    door = (HANDOVER, one.row.id)
    yield Line(words.text("handover_look.handover"), tuple(filter(_says, handover_said(one, words, today))), door=door)
    in_the_way = tuple(open_said(one, words))
    if in_the_way:
        yield Line(words.text("handover_look.open"), in_the_way, door=door)


def handovers_of_customer(facts: Iterable[HandoverFacts], words: Words, today: date) -> Iterator[Line]:
    """A line a home of a customer's, under each other."""
    return under(words.text("handover_look.handover"), (_of_home(one, words, today) for one in facts))


def _of_home(one: HandoverFacts, words: Words, today: date) -> Line:
    said = ((one.row.room, "strong"), *handover_said(one, words, today), *open_said(one, words))
    return Line(said=tuple(filter(_says, said)), table="handovers", door=(HANDOVER, one.row.id))


def handover_glance(one: HandoverFacts, words: Words, today: date) -> Look:
    """A handover beside the list where it was found."""
    comma = "、" if words.language == "zh" else ", "
    head = Line(said=((one.row.room, "strong"), (comma.join(one.row.buyers), "plain")), heading=True)
    return Look((head, Line(), *handover_lines((one,), words, today)))


def state_said(state: str, words: Words) -> Said:
    """Where it stands, in one word."""
    return word(words, "delivery_state", state), _TONES.get(state, "accent")


def handover_said(one: HandoverFacts, words: Words, today: date) -> Iterator[Said]:
    """State, since when, what comes next and when, the notice behind it."""
    row, notice = one.row, one.row.last_notice
    yield state_said(row.state, words)
    if row.state_since is not None:
        yield words.day(row.state_since), "muted"
    yield from _next(one, words, today)
    if not row.is_over and row.due_on is not None:
        late = row.due_on < today
        yield words.text(f"handover_look.{'late' if late else 'due'}", day=row.due_on), "error" if late else "muted"
    if notice is not None and notice.returned_on is not None and row.state in (*_WAITING, "absent"):
        yield words.text("handover_look.returned", number=notice.number), "error"
    elif notice is not None and row.state in _WAITING:
        yield notice.number, "muted"


def _next(one: HandoverFacts, words: Words, today: date) -> Iterator[Said]:
    row = one.row
    if one.place:
        yield words.text("handover_look.at", station=word(words, "station", one.place)), "strong"
    elif row.state in _WAITING and row.slot_day is not None:
        when = f"{words.day(row.slot_day)} {row.starts}".rstrip()
        yield words.text("handover_look.comes", when=when), "error" if row.slot_day < today else "plain"
    elif row.state == "absent":
        key = "second_notice" if row.notices < WAITED_NOTICES else "to_deem"
        yield words.text(f"handover_look.{key}"), "warning"
    elif one.recheck_on is not None:
        told = words.text("handover_look.recheck", day=one.recheck_on)
        yield told, "error" if one.recheck_on < today else "plain"
    elif row.state in ("not_ready", "ready") and row.batch:
        yield row.batch, "muted"
    elif row.state == "refused_unjustified" and row.risk_on is not None:
        yield words.text("handover_look.risk", day=row.risk_on), "warning"


def open_said(one: HandoverFacts, words: Words) -> Iterator[Said]:
    """Open defects by how bad they are, and the gates of money and papers that are shut."""
    tones: dict[str, Tone] = {"safety": "error", "major": "warning", "minor": "plain"}
    for name, tone in tones.items():
        if count := getattr(one.open, name):
            yield words.text(f"handover_look.{name}", count=count), tone
    for gate in one.shut[:_SHOWN]:
        yield f"✗ {word(words, 'handover_gate', gate)}", "error"
    if len(one.shut) > _SHOWN:
        yield words.text("handover_look.more_gates", count=len(one.shut) - _SHOWN), "muted"


def _says(said: Said) -> bool:
    return bool(said[0])
