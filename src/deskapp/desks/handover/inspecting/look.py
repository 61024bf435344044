"""A defect and an order in lines: where and what, whose, by when, and everything that happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from deskapp.casework.look import Line, Look, Said, Tone, groups, money, under, word
from deskapp.desks.handover.inspecting.lists import say_trade
from deskapp.desks.handover.inspecting.phrases import FlowStep
from deskapp.desks.handover.inspecting.queries import DefectPage
from deskapp.desks.handover.inspecting.rows import DefectRow, OrderRow
from deskapp.locale import Words


def defect_look(page: DefectPage, words: Words, today: date) -> Look:
    """A defect in lines."""
    return Look(groups(_head(page.row, words, today), _liable(page.row, words), _events(page, words)))


def state_said(row: DefectRow, words: Words, today: date) -> tuple[Said, ...]:
    """Where it stands, since when, and how late."""
    tone: Tone = "good" if row.state == "accepted" else "warning" if row.state == "reopened" else "accent"
    late = words.text("defects.days_late", days=(today - row.agreed_on).days) if row.is_overdue(today) else ""
    again = words.text("defects.again", count=row.reopened) if row.reopened else ""
    return (
        (word(words, "defect_state", row.state), tone),
        (words.text("defects.since", day=row.since), "muted"),
        (again, "warning"),
        (late, "error"),
    )


def _head(row: DefectRow, words: Words, today: date) -> Iterator[Line]:
    bad: Tone = "error" if row.severity == "safety" and row.is_open and not row.wish else "plain"
    kind = words.text("defects.wish") if row.wish else word(words, "severity", row.severity)
    yield Line(words.text("defects.room"), ((row.unit, "strong"), (row.project, "muted")), record=("unit", row.unit_id))
    yield Line(words.text("defects.what"), ((row.said(words.language), "strong"), (kind, bad)))
    yield Line(words.text("defects.state"), state_said(row, words, today))
    origin = word(words, "defect_origin", row.origin)
    yield Line(words.text("defects.origin"), ((origin, "plain"), (words.day(row.found_on), "muted")))
    if row.remark:
        yield Line(words.text("defects.remark"), ((row.remark, "plain"),))


def _liable(row: DefectRow, words: Words) -> Iterator[Line]:
    who = row.contractor or words.text("defects.nobody_liable")
    tone: Tone = "plain" if row.contractor else "warning"
    yield Line(words.text("defects.contractor"), ((who, tone), (say_trade(row.trade, words.language), "muted")))
    yield Line(words.text("defects.agreed_on"), ((words.day(row.agreed_on), "plain"),))
    if row.order_id is not None:
        yield Line(words.text("defects.order"), ((row.order, "plain"),), door=("order", row.order_id))
    if row.charged_back is not None:
        yield Line(words.text("defects.charged_back"), ((money(words, row.charged_back, row.currency), "plain"),))


def _events(page: DefectPage, words: Words) -> Iterator[Line]:
    lines = [
        Line(
            "",
            (
                (words.day(event.happened_on), "plain"),
                (word(words, "defect_event", event.kind), "strong"),
                (event.clerk, "muted"),
                (event.text, "plain"),
                (words.text("defects.photo", file=event.file) if event.file else "", "accent"),
            ),
            table="events",
            door=("photo", event.digest) if event.file else None,
        )
        for event in page.events
    ]
    yield from under(words.text("defects.happened"), lines)


def order_look(order: OrderRow, rows: Sequence[DefectRow], words: Words, today: date) -> Look:
    """An order to a contractor in lines: its defects by home."""
    head = [
        Line(words.text("defects.contractor"), ((order.contractor, "strong"), (order.number, "muted"))),
        Line(
            words.text("orders.given_on"),
            (
                (words.day(order.given_on), "plain"),
                (words.text("defects.until", day=order.due_on) if order.due_on else "", "plain"),
                (words.text("orders.open_of", open=order.open, all=order.defects), "accent"),
            ),
        ),
    ]
    if order.note:
        head.append(Line(words.text("order_form.note"), ((order.note, "plain"),)))
    lines = [
        Line(
            "",
            (
                (row.unit, "strong"),
                (words.day(row.agreed_on), "warning" if row.is_overdue(today) else "muted"),
                *state_said(row, words, today)[:1],
                (row.said(words.language), "plain"),
            ),
            table="defects",
            door=("defect", row.id),
        )
        for row in rows
    ]
    return Look(groups(head, under(words.text("orders.defects"), lines)))


def flow_lines(steps: Sequence[FlowStep], language: str) -> list[str]:
    """The chart of a defect's way, drawn in characters every terminal has; ways back name the step they lead to."""
    place = {step.code: number for number, step in enumerate(steps, 1)}
    lines: list[str] = []
    for number, step in enumerate(steps, 1):
        lines.append(f"[{number}] {step.who.say(language)}: {step.what.say(language)}")
        following = steps[number].code if number < len(steps) else ""
        for target, when in step.ways:
            told = f" ({when.say(language)})" if when else ""
            lines.append(f"     |{told}" if target == following else f"     +-->{told} [{place[target]}]")
        if any(target == following for target, _ in step.ways):
            lines.append("     v")
    return lines
