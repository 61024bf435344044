"""What is exported of rounds of vacant homes, of advice on drawings and of early defects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Final

from deskapp.desks.handover.rounds.model import DECISIONS, ROUND_KINDS
from deskapp.desks.handover.rounds.queries import (
    RoundFilter,
    RoundRow,
    list_advice,
    list_early,
    list_rounds,
)
from deskapp.desks.handover.rounds.rules import items
from deskapp.locale import Words
from deskapp.sheets.columns import choice_column
from deskapp.sheets.crosstab import counted, crosstab
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, ReportSource
from deskapp.store.work import Reader

PAGE: Final = 500
STANDS: Final = ("planned", "done")
STAND: Final = choice_column("stand", STANDS, "round_stand", label="rounds.stand")
DECISION: Final = choice_column(
    "decision", tuple(one for one in DECISIONS if one), "register_decision", label="registers.decision"
)
_ROUND: Final = (
    ReportColumn("project", label="sheet.project"),
    ReportColumn("room"),
    ReportColumn("kind", "choice", "round_kind", label="rounds.kind"),
    ReportColumn("planned_on", "day", label="rounds.planned_on"),
    ReportColumn("done_on", "day", label="rounds.done_on"),
    ReportColumn("days_late", "count"),
    ReportColumn("by", label="rounds.by"),
    ReportColumn("found", "count", label="rounds.found_count"),
    ReportColumn("what", label="rounds.found"),
    ReportColumn.of(STAND),
)
_ADVICE: Final = (
    ReportColumn("project", label="sheet.project"),
    ReportColumn("number", "code", label="column.number"),
    ReportColumn("subject", label="design_advice.subject"),
    ReportColumn("drawings", label="design_advice.drawings"),
    ReportColumn("topic", label="design_advice.topic"),
    ReportColumn("drawings_on", "day", label="design_advice.drawings_on"),
    ReportColumn("ask_by", "day", label="design_advice.ask_until"),
    ReportColumn("asked_on", "day", label="design_advice.asked_on"),
    ReportColumn("days_late", "count"),
    ReportColumn("consultant", label="design_advice.consultant"),
    ReportColumn("advised_on", "day", label="design_advice.advised_on"),
    ReportColumn("advice", label="design_advice.advice"),
    ReportColumn.of(DECISION),
    ReportColumn("decided_on", "day", label="registers.decided_on"),
    ReportColumn("decided_by", label="registers.decided_by"),
)
_EARLY: Final = (
    ReportColumn("project", label="sheet.project"),
    ReportColumn("building"),
    ReportColumn("number", "code", label="column.number"),
    ReportColumn("place", label="early_defects.place"),
    ReportColumn("system", label="early_defects.system"),
    ReportColumn("text", label="early_defects.text"),
    ReportColumn("option", label="early_defects.option"),
    ReportColumn("cost", "money", label="early_defects.cost"),
    ReportColumn("currency", "code"),
    ReportColumn("feasible", "choice", "answer", label="early_defects.feasible_label"),
    ReportColumn("found_on", "day", label="early_defects.found_on"),
    ReportColumn("found_by", label="early_defects.found_by"),
    ReportColumn.of(DECISION),
    ReportColumn("decided_on", "day", label="registers.decided_on"),
    ReportColumn("decided_by", label="registers.decided_by"),
    ReportColumn("done_on", "day", label="early_defects.done_on"),
)


def found_words(row: RoundRow, words: Words) -> str:
    """What was wrong on a round, point by point."""
    names = {item.code: item.name.say(words.language) for item in items()}
    said = [": ".join(filter(None, (names.get(mark.item, mark.item), mark.note))) for mark in row.marks]
    return "; ".join((*said, row.note) if row.note else said)


def _read_rounds(reader: Reader, ask: Ask) -> Contents:
    return Contents(_ROUND, _rounds(reader, ask), _round_sums(reader, ask))


def _all(reader: Reader, ask: Ask) -> Iterator[RoundRow]:
    """Made ones of the days asked for, then what is planned for them."""
    for stand in STANDS:
        if ask.state not in ("", stand):
            continue
        only, after = RoundFilter(project_id=ask.project_id, until=ask.until, done=stand == "done"), None
        while rows := list_rounds(reader, only, after=after, limit=PAGE):
            after = (rows[-1].done_on or rows[-1].planned_on, rows[-1].id)
            for row in rows:
                day = row.done_on or row.planned_on
                if ask.since is None or day >= ask.since:
                    yield row


def _rounds(reader: Reader, ask: Ask) -> Iterator[Row]:
    for row in _all(reader, ask):
        late = row.late(ask.today) if row.done_on is None else max(0, (row.done_on - row.planned_on).days)
        yield [
            row.project or None, row.code, row.kind, row.planned_on, row.done_on, late or None, row.by or None,
            len(row.marks) or None, found_words(row, ask.words) or None, "done" if row.done_on else "planned",
        ]  # fmt: skip


def _round_sums(reader: Reader, ask: Ask) -> tuple[SummaryTable, ...]:
    figures: Counter[tuple[str, str]] = Counter()
    points: Counter[str] = Counter()
    for row in _all(reader, ask):
        late = row.done_on is None and row.late(ask.today) > 0
        figures[row.kind, "late" if late else ("done" if row.done_on else "planned")] += 1
        points.update(mark.item for mark in row.marks)
    named = {kind: ask.words.text(f"round_kind.{kind}") for kind in ROUND_KINDS}
    told = {(named[kind], stand): count for (kind, stand), count in figures.items()}
    columns = {"done": "round_stand.done", "planned": "round_stand.planned", "late": "rounds.late"}
    used = [named[kind] for kind in ROUND_KINDS if any(kind == one for one, _ in figures)]
    by_kind = crosstab("report.rounds_kinds", SummaryColumn("rounds.kind", "text"), used, columns, told)
    names = {item.code: item.name.say(ask.words.language) for item in items()}
    rows = [(names.get(code, code), count) for code, count in points.most_common()]
    first = SummaryColumn("rounds.point", "text")
    return by_kind, counted("report.rounds_points", first, "rounds.found_count", rows, "column" if rows else None)


def _read_advice(reader: Reader, ask: Ask) -> Contents:
    rows = [
        row
        for closed in (False, True)
        for row in list_advice(reader, closed=closed, project_id=ask.project_id, limit=None)
        if (not ask.state or row.decision == ask.state) and _within(ask, row.drawings_on)
    ]
    lines: list[Row] = [
        [
            row.project, row.number, row.subject, row.drawings or None, row.topic or None, row.drawings_on, row.ask_by,
            row.asked_on, row.late(ask.today) or None, row.consultant or None, row.advised_on, row.advice or None,
            row.decision or None, row.decided_on, row.decided_by or None,
        ]
        for row in rows
    ]  # fmt: skip
    return Contents(_ADVICE, iter(lines), (_decisions(ask, [row.decision for row in rows]),))


def _read_early(reader: Reader, ask: Ask) -> Contents:
    rows = [
        row
        for closed in (False, True)
        for row in list_early(reader, closed=closed, project_id=ask.project_id, limit=None)
        if (not ask.state or row.decision == ask.state) and _within(ask, row.found_on)
    ]
    lines: list[Row] = [
        [
            row.project, row.building or None, row.number, row.place, row.system or None, row.text,
            row.option or None, row.cost, row.currency, None if row.feasible is None else ("no", "yes")[row.feasible],
            row.found_on, row.found_by or None, row.decision or None, row.decided_on, row.decided_by or None,
            row.done_on,
        ]
        for row in rows
    ]  # fmt: skip
    return Contents(_EARLY, iter(lines), (_decisions(ask, [row.decision for row in rows]),))


def _within(ask: Ask, day: date) -> bool:
    return (ask.since is None or day >= ask.since) and (ask.until is None or day <= ask.until)


def _decisions(ask: Ask, found: list[str]) -> SummaryTable:
    counts = Counter(found)
    rows = [
        (ask.words.text(f"register_decision.{one}") if one else ask.words.text("registers.undecided"), counts[one])
        for one in DECISIONS
        if counts[one]
    ]
    return counted("report.registers_decisions", SummaryColumn("registers.decision", "text"), "registers.count", rows)


ROUNDS: Final = ReportSource("rounds", _read_rounds, day="rounds.planned_on", state=STAND)
DESIGN_ADVICE: Final = ReportSource("design-advice", _read_advice, day="design_advice.drawings_on", state=DECISION)
EARLY_DEFECTS: Final = ReportSource("early-defects", _read_early, day="early_defects.found_on", state=DECISION)
