"""A handover in a line: where it stands, when, which notice, what is still in the way; Enter opens it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from deskapp.casework.look import Line, Look, Said, Tone, under, word
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
    door = (HANDOVER, one.id)
    yield Line(words.text("handover_look.handover"), tuple(filter(_says, handover_said(one, words, today))), door=door)
    in_the_way = tuple(open_said(one, words))
    if in_the_way:
        yield Line(words.text("handover_look.open"), in_the_way, door=door)


def handovers_of_customer(facts: Iterable[HandoverFacts], words: Words, today: date) -> Iterator[Line]:
    """A line a home of a customer's, under each other."""
    return under(words.text("handover_look.handover"), (_of_home(one, words, today) for one in facts))


def _of_home(one: HandoverFacts, words: Words, today: date) -> Line:
    said = ((one.room, "strong"), *handover_said(one, words, today), *open_said(one, words))
    return Line(said=tuple(filter(_says, said)), table="handovers", door=(HANDOVER, one.id))


def handover_glance(one: HandoverFacts, words: Words, today: date) -> Look:
    """A handover beside the list where it was found."""
    comma = "、" if words.language == "zh" else ", "
    head = Line(said=((one.room, "strong"), (comma.join(one.owners), "plain")), heading=True)
    return Look((head, Line(), *handover_lines((one,), words, today)))


def state_said(one: HandoverFacts, words: Words) -> Said:
    """Where it stands, in one word."""
    return word(words, "delivery_state", one.state), _TONES.get(one.state, "accent")


def handover_said(one: HandoverFacts, words: Words, today: date) -> Iterator[Said]:
    """State, since when, what comes next and when, the notice behind it."""
    yield state_said(one, words)
    if one.since is not None:
        yield words.day(one.since), "muted"
    yield from _next(one, words, today)
    if one.notice is not None and one.notice.returned_on is not None and one.state in (*_WAITING, "absent"):
        yield words.text("handover_look.returned", number=one.notice.number), "error"
    elif one.notice is not None and one.state in _WAITING:
        yield one.notice.number, "muted"


def _next(one: HandoverFacts, words: Words, today: date) -> Iterator[Said]:
    if one.place:
        yield words.text("handover_look.at", station=word(words, "station", one.place)), "strong"
    elif one.state in _WAITING and one.day is not None:
        when = f"{words.day(one.day)} {one.starts}".rstrip()
        yield words.text("handover_look.comes", when=when), "error" if one.day < today else "plain"
    elif one.state == "absent":
        yield words.text("handover_look.second_notice" if one.notices < 2 else "handover_look.to_deem"), "warning"
    elif one.recheck_on is not None:
        told = words.text("handover_look.recheck", day=one.recheck_on)
        yield told, "error" if one.recheck_on < today else "plain"
    elif one.state == "not_ready" and one.batch:
        yield one.batch, "muted"
    elif one.state == "refused_unjustified" and one.risk_on is not None:
        yield words.text("handover_look.risk", day=one.risk_on), "warning"
    if one.state not in ("signed", "signed_with_list", "deemed", "ended") and one.due_on is not None:
        late = one.due_on < today
        key = "handover_look.late" if late else "handover_look.due"
        yield words.text(key, day=one.due_on), "error" if late else "muted"


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
