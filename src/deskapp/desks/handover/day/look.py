"""The pages of a handover day in words: whom a station serves, what it still has to see to, and who waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, cast

from deskapp.cases.engine import Missing, say_missing
from deskapp.cases.gates import GateResult
from deskapp.casework.look import Line, Look, Said, Tone, groups, under, word
from deskapp.desks.handover.day.board import Board, Call, StationCount, TradeCount
from deskapp.desks.handover.day.model import COMPLAINT
from deskapp.desks.handover.day.queries import EventRow, VisitRow
from deskapp.desks.handover.day.rules import SIGNATURE, Stop
from deskapp.desks.handover.day.station import InHand, StationView
from deskapp.desks.handover.inspecting.lists import say_trade
from deskapp.desks.handover.settling.payable import say_payable
from deskapp.locale import Words

MOST_NOTES: Final = 4
_COUNTS: Final = ("units", "came", "signed", "with_list", "refused", "absent", "deemed")
_ALWAYS: Final = ("units", "came", "signed")
TOLD: Final = ("noted", COMPLAINT, "returned", "sent_back", "overridden")
"""Events whose words the next station has to know."""


def station_look(view: StationView, words: Words, now: datetime) -> Look:
    """A station: whom it serves and what there is to do for them; beside it who waits."""
    hand = view.hand
    main = groups(_nobody(view, words)) if hand is None else hand_lines(hand, words, now, view.stop.code)
    return Look(main, groups(_queue(view, words, now)))


def hand_lines(hand: InHand, words: Words, now: datetime, station: str) -> tuple[Line, ...]:
    """Whom a counter has in hand: who it is, the gates with what opens them, what was said, the way."""
    gates = gate_lines(_ordered(hand.gates, station), words, hand.overridden)
    way = Line(words.text("station_page.way"), tuple(way_of(hand.page.route, hand.row, words)))
    return groups(
        _who(hand, words, now),
        () if station == COMPLAINT else [*gates, *_work(hand, station, words)],
        _notes(hand.page.events, words),
        [way],
    )


def day_look(board: Board, words: Words, now: datetime) -> Look:
    """The stations of a day in their order, each with who waits there; Enter sits down at one."""
    return Look(groups(_station(stop, words, now) for stop in board.stations))


def board_look(board: Board, words: Words) -> Look:
    """The board: the day in figures, station by station, who is called where; beside it buildings and defects."""
    totals: tuple[Said, ...] = (
        (words.text("handover_board.planned", count=board.planned), "muted"),
        (words.text("handover_board.arrived", count=board.arrived), "strong"),
        (words.text("handover_board.waiting", count=board.waiting), "plain" if board.waiting else "muted"),
        (words.text("handover_board.called", count=board.called), "accent" if board.called else "muted"),
        (words.text("handover_board.done", count=board.done), "good" if board.done else "muted"),
    )
    ends: tuple[Said, ...] = tuple(_end(end, count, words) for end, count in board.ended.items())
    figures = [Line(words.text("handover_board.day"), (*totals, *ends))]
    calls = [Line(words.text("handover_board.calls"), tuple(_call(call, words) for call in board.calls))]
    return Look(
        groups(figures, _stations(board.stations, words), calls if board.calls else ()),
        groups(_buildings(board, words), _trades(board, words)),
    )


def station_name(stop: Stop | StationCount, words: Words) -> str:
    """What a station is called: the office's own name, else the usual."""
    return stop.name or word(words, "station", stop.code)


def join_names(names: Iterable[str], words: Words) -> str:
    """Several people in one line."""
    return ("、" if words.language == "zh" else ", ").join(names)


def join_few(names: Sequence[str], words: Words, most: int) -> str:
    """The first of several, and how many more there are."""
    more = len(names) - most
    return join_names(names[:most], words) + (f" … +{more}" if more > 0 else "")


def waits(words: Words, since: datetime | None, now: datetime) -> str:
    """For how long somebody waits."""
    if since is None:
        return ""
    return words.text("station_page.minutes", count=max(0, int((now - since).total_seconds() // 60)))


def gate_lines(gates: Iterable[GateResult], words: Words, passed: Mapping[str, str]) -> Iterator[Line]:
    """A line a gate: ✓, or ✗ with what is missing and who clears it. Enter opens what mends it.

    ``passed``: gates that somebody let pass before with a reason.
    """
    for gate in gates:
        label = word(words, "gate_short", gate.id)
        if gate.is_open:
            yield Line(label, ((f"✓ {words.text('station_page.open')}", "good"),))
        elif gate.id in passed:
            reason = words.text("station_page.let_pass", reason=passed[gate.id])
            yield Line(label, ((f"✓ {reason}", "warning"),), door=("gate", gate.id))
        else:
            tone: Tone = "error" if gate.blocks else "warning"
            yield from under(label, (_missing(one, gate, words, tone) for one in gate.missing))


def _ordered(gates: Iterable[GateResult], station: str) -> Iterable[GateResult]:
    """At the signature, where all are asked, what holds it comes first."""
    if station != SIGNATURE:
        return gates
    return sorted(gates, key=lambda gate: 2 if gate.is_open else 0 if gate.blocks else 1)


def say_gates(gates: Iterable[GateResult], words: Words) -> Iterator[Said]:
    """What is missing in running lines, for a form."""
    for gate in gates:
        label = word(words, "gate_short", gate.id)
        for missing in gate.missing:
            yield f"✗ {label}  {say_missing(words, missing)}", "error" if gate.blocks else "warning"


def way_of(route: Iterable[Stop], row: VisitRow, words: Words) -> Iterator[Said]:
    """The stations of a way: behind them, where they are, still to come."""
    for stop in route:
        name = station_name(stop, words)
        if stop.code in row.passed and stop.code != row.station:
            yield f"✓ {name}", "good"
        elif stop.code == row.station:
            yield f"→ {name}", "accent"
        else:
            yield name, "muted"


def _missing(missing: Missing, gate: GateResult, words: Words, tone: Tone) -> Line:
    who = word(words, "clears", missing.clears or gate.clears)
    said: tuple[Said, ...] = ((f"✗ {say_missing(words, missing)}", tone), (who, "muted"))
    return Line("", said, door=("gate", gate.id))


def _who(hand: InHand, words: Words, now: datetime) -> Iterator[Line]:
    row = hand.row
    since = row.called_at or row.waiting_since
    yield Line(
        words.text("station_page.in_hand"),
        (
            (row.ticket, "accent"),
            (row.code, "strong"),
            (word(words, "delivery_state", row.state), "muted"),
            (waits(words, since, now), "muted"),
        ),
        record=("unit", row.unit_id),
    )
    as_what = word(words, "comes_as", row.comes_as)
    came = Line(
        words.text("station_page.came"),
        ((row.name, "strong"), (as_what, "plain" if row.comes_as == "owner" else "warning")),
        record=("customer", row.customer_id) if row.customer_id is not None else None,
    )
    yield came
    others = [name for number, name in hand.owners if number != row.customer_id]
    if others:
        yield Line(words.text("station_page.owners"), ((join_names(others, words), "plain"),))


def _work(hand: InHand, station: str, words: Words) -> Iterator[Line]:
    """What a station works with, each line a way into it; where there is nothing yet, one line that opens it."""
    lines = [*_payable(hand, words), *_keys(hand, words), *_defects(hand, words), *_given(hand, words)]
    key = f"station_work.{station}"
    if not lines and key in words:
        lines = [Line("", ((words.text(key), "accent"),))]
    label = words.text("station_page.work")
    yield from under(label, (replace(line, door=("work", f"{station} {no}")) for no, line in enumerate(lines)))


def _payable(hand: InHand, words: Words) -> Iterator[Line]:
    for line in hand.payable:
        paid = line.open <= 0
        said: tuple[Said, ...] = (
            (f"{'✓' if paid else '✗'} {say_payable(line, words)}", "good" if paid else "plain"),
            (words.money(line.amount if paid else line.open, line.currency), "muted" if paid else "strong"),
        )
        yield Line("", said, "payable")


def _keys(hand: InHand, words: Words) -> Iterator[Line]:
    for one in hand.keys:
        holder = " ".join(filter(None, (words.text(f"key_holder.{one.holder}"), one.holder_name)))
        sign = "✓ " if one.is_given else ""
        yield Line("", ((f"{sign}{one.label}", "strong"), (one.contents, "plain"), (holder, "muted")), "keys")


def _defects(hand: InHand, words: Words) -> Iterator[Line]:
    counts = hand.defects
    if counts is None or not (counts.open or counts.wishes):
        return
    found: tuple[tuple[str, int, Tone], ...] = (
        ("severity.safety", counts.safety, "error"),
        ("severity.major", counts.major, "plain"),
        ("severity.minor", counts.minor, "plain"),
        ("station_page.wishes", counts.wishes, "muted"),
    )
    yield Line("", tuple((f"{words.text(key)} {count}", tone) for key, count, tone in found if count))


def _given(hand: InHand, words: Words) -> Iterator[Line]:
    for one in hand.given:
        name = one.name if isinstance(one.name, str) else one.name.say(words.language)
        yield Line("", ((f"✓ {name}" if one.is_given else f"✗ {name}", "good" if one.is_given else "plain"),))


def _notes(events: Iterable[EventRow], words: Words) -> Iterator[Line]:
    told = [one for one in events if one.kind in TOLD and (one.text or one.override)]
    lines = []
    for one in reversed(told[-MOST_NOTES:]):
        if one.kind == "overridden":
            gate = word(words, "handover_gate", one.text)
            text = words.text("station_page.overridden", gate=gate, reason=one.override)
        else:
            what = words.text(f"visit_event.{one.kind}")
            text = words.text("station_page.said", what=what, text=one.text)
        lines.append(Line("", ((text, "plain"), (one.clerk, "muted"))))
    yield from under(words.text("station_page.notes"), lines)


def _nobody(view: StationView, words: Words) -> Iterator[Line]:
    count = len(view.rows if view.stop.code == COMPLAINT else view.waiting)
    key = "station_page.free" if count else "station_page.empty"
    if view.stop.code == COMPLAINT:
        key = "station_page.nobody_aside"
    yield Line("", ((words.text(key, count=count), "plain"),), heading=True)


def _queue(view: StationView, words: Words, now: datetime) -> Iterator[Line]:
    if not view.rows:
        return
    yield Line("", ((words.text("station_page.there", count=len(view.rows)), "strong"),), heading=True)
    for row in view.rows:
        yield _waiter(row, view, words, now)


def _waiter(row: VisitRow, view: StationView, words: Words, now: datetime) -> Line:
    at = row.counter
    if view.stop.code == COMPLAINT:
        at = word(words, "station", row.station)
    said: tuple[Said, ...] = (
        (row.ticket, "strong"),
        (row.code, "plain"),
        (row.name, "plain"),
        (waits(words, row.called_at or row.waiting_since, now), "muted"),
        (at, "accent" if row.counter else "muted"),
    )
    return Line("", said, "queue", door=("visit", row.id))


def _station(stop: StationCount, words: Words, now: datetime) -> Line:
    said: tuple[Said, ...] = (
        (station_name(stop, words), "strong"),
        (words.text("station_page.waiting", count=stop.waiting), "plain" if stop.waiting else "muted"),
        (words.text("station_page.called", count=stop.called), "accent" if stop.called else "muted"),
        (waits(words, stop.since, now), "muted"),
    )
    return Line("", said, "stations", door=("station", stop.code))


def _stations(stops: Sequence[StationCount], words: Words) -> Iterator[Line]:
    """Two stations a line, so that buildings and defects have room on a small screen."""
    half = (len(stops) + 1) // 2
    for place in range(half):
        pair = [stops[place], *stops[place + half : place + half + 1]]
        yield Line("", tuple(said for stop in pair for said in _counted(stop, words)), "stations")


def _counted(stop: StationCount, words: Words) -> tuple[Said, ...]:
    busy = stop.waiting > 0 or stop.called > 0
    waiting = words.text("handover_board.waiting", count=stop.waiting) if stop.waiting else ""
    called = words.text("handover_board.called", count=stop.called) if stop.called else ""
    return (station_name(stop, words), "strong" if busy else "muted"), (waiting, "plain"), (called, "accent")


def _end(end: str, count: int, words: Words) -> Said:
    return f"{words.text(f'visit_end.{end}')} {count}", "plain"


def _call(call: Call, words: Words) -> Said:
    return f"{call.ticket} → {word(words, 'station', call.station)} {call.counter}", "accent"


def _buildings(board: Board, words: Words) -> Iterator[Line]:
    """Building by building; what is nowhere has no column."""
    if not board.buildings:
        return
    heads = [head for head in _COUNTS if head in _ALWAYS or any(getattr(one, head) for one in board.buildings)]
    titles = tuple((words.text(f"handover_board.{head}"), "muted") for head in ("building", *heads))
    yield Line("", cast("tuple[Said, ...]", titles), "buildings")
    for one in board.buildings:
        counts = (getattr(one, head) for head in heads)
        figures: tuple[Said, ...] = tuple((str(count) if count else "", "plain") for count in counts)
        yield Line("", ((one.building, "strong"), *figures), "buildings")


def _trades(board: Board, words: Words) -> Iterator[Line]:
    if not board.trades:
        return
    yield Line("", ((words.text("handover_board.defects"), "strong"),), heading=True)
    yield Line("", tuple(_trade(one, words) for one in board.trades))


def _trade(one: TradeCount, words: Words) -> Said:
    danger = f" ({words.text('handover_board.safety', count=one.safety)})" if one.safety else ""
    return f"{say_trade(one.trade, words.language)} {one.open}{danger}", "error" if one.safety else "plain"
