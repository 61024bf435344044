"""钥匙台账 and 钥匙在外: every set of keys with who has it, and what is out: with whom, since when, due when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import and_, case, func
from sqlmodel import col

from deskapp.cases.periods import Period
from deskapp.cases.report_parts import local
from deskapp.desks.handover.planning.report_parts import AT, PLACE, in_order_of_rooms, over_time, placed
from deskapp.office.property.model import Building, Project
from deskapp.office.property.report import building_labels, building_order
from deskapp.papers.keys.model import KEY_HOLDERS, KEY_PURPOSES, KeyMove, KeySet
from deskapp.papers.keys.rules import is_late
from deskapp.sheets.columns import choice_column
from deskapp.sheets.crosstab import crosstab, in_order
from deskapp.sheets.report import ReportColumn, Row, SummaryColumn, SummaryTable
from deskapp.sheets.reporting import Ask, Contents, Query, ReportSource, day_begins, pick, stream, within_moments
from deskapp.store.work import Reader

STATES: Final = ("here", "out", "kept", "given", "lost")
STATE: Final = choice_column("state", STATES, "key_state", label="column.key_state")
HOLDER: Final = choice_column("holder", KEY_HOLDERS, "key_holder", label="column.key_holder")
_BANDS: Final = ("due_later", "due_today", "late_week", "late_more")


def _of(name: str, shape: Any = "text", choice: str = "") -> ReportColumn:
    return ReportColumn(name, shape, choice, label=f"column.key_{name}")


_SET: Final = (
    _of("label", "code"),
    *PLACE,
    _of("kind", "choice", "key_kind"),
    _of("contents"),
    _of("count", "count"),
)
_HOLDING: Final = (
    ReportColumn.of(HOLDER),
    _of("holder_name"),
    _of("since", "moment"),
    _of("purpose", "choice", "key_purpose"),
    _of("due_back", "day"),
    ReportColumn("days_late", "count"),
)
_ALL: Final = (
    *_SET,
    _of("hook", "code"),
    ReportColumn.of(STATE),
    *_HOLDING,
    _of("consent"),
    _of("missing", "count"),
    _of("ended_on", "day"),
)
_OUT: Final = (*_SET, *_HOLDING)


def _state() -> Any:
    """Where a set is, in one word, as its page says it."""
    return case(
        (col(KeySet.lost_at).is_not(None), "lost"),
        (col(KeySet.due_back).is_not(None), "out"),
        (col(KeySet.consent) != "", "kept"),
        (col(KeySet.holder) == "us", "here"),
        else_="given",
    )


def _keys(ask: Ask, statement: Query) -> Query:
    statement = placed(statement.select_from(KeySet), col(KeySet.unit_id), ask, col(KeySet.project_id))
    return statement.where(*within_moments(col(KeySet.holder_since), ask))


def _read(reader: Reader, ask: Ask) -> Contents:
    return Contents(_ALL, _rows(reader, ask), (_by_building(reader, ask), _moves_over_time(reader, ask)))


def _of_state(ask: Ask, statement: Query) -> Query:
    return statement.where(_state() == ask.state) if ask.state else statement


def _rows(reader: Reader, ask: Ask) -> Iterator[Row]:
    chosen = _of_state(ask, _keys(ask, pick(KeySet, *AT, _state())))
    for one, *place, state in stream(reader, chosen.order_by(*in_order_of_rooms(), col(KeySet.label))):
        yield [
            *_set(one, place), one.hook or None, state, *_holding(one, ask), one.consent or None, one.missing or None,
            one.ended_on,
        ]  # fmt: skip


def _set(one: KeySet, place: list[Any]) -> Row:
    project, building, entrance, room = place
    return [one.label, project, building, entrance or None, room, one.kind, one.contents or None, one.count]


def _holding(one: KeySet, ask: Ask) -> Row:
    late = (ask.today - one.due_back).days if one.due_back is not None and is_late(one.due_back, ask.today) else None
    return [one.holder, one.holder_name or None, local(one.holder_since), one.purpose or None, one.due_back, late]


def _by_building(reader: Reader, ask: Ask) -> SummaryTable:
    """Sets of each building by where they are; what is out of use is not counted."""
    place = (col(Project.name), col(Building.code), _state())
    chosen = _of_state(ask, _keys(ask, pick(*place, func.count()))).where(col(KeySet.ended_on).is_(None))
    chosen = chosen.group_by(col(Building.id), *place).order_by(*building_order())
    found = reader.session.execute(chosen).all()
    label = building_labels(row[0] for row in found)
    figures = {(label(project, building), state): count for project, building, state, count in found}
    rows = list(dict.fromkeys(row for row, _ in figures))
    first = SummaryColumn("column.building", "text")
    columns = {state: f"key_state.{state}" for state in STATES}
    return crosstab("report.keys_buildings", first, rows, columns, figures, chart="bar-stacked")


def _moves_over_time(reader: Reader, ask: Ask) -> SummaryTable:
    """What went out, came back, was given and was lost in the three periods; cancelled moves are none."""
    kinds = ("out", "back", "given", "lost")
    gone = pick(KeyMove.cancels).where(col(KeyMove.cancels).is_not(None))

    def count(period: Period) -> list[int]:
        begins, ends = day_begins(period.since), day_begins(period.until + timedelta(days=1))
        statement = pick(*(func.count().filter(col(KeyMove.kind) == kind) for kind in kinds)).select_from(KeyMove)
        statement = statement.join(KeySet, col(KeySet.id) == col(KeyMove.key_set_id))
        statement = placed(statement, col(KeySet.unit_id), ask, col(KeySet.project_id))
        inside = and_(col(KeyMove.happened_at) >= begins, col(KeyMove.happened_at) < ends)
        return list(reader.session.execute(statement.where(inside, col(KeyMove.id).not_in(gone))).one())

    return over_time("report.keys_then", ask, [SummaryColumn(f"key_move.{kind}") for kind in kinds], count)


# ---- what is out


def _read_out(reader: Reader, ask: Ask) -> Contents:
    tables = (_by_lateness(reader, ask), _by_purpose(reader, ask))
    return Contents(_OUT, _out(reader, ask), tables)


def _lent(ask: Ask, statement: Query) -> Query:
    statement = _keys(ask, statement).where(col(KeySet.due_back).is_not(None), col(KeySet.ended_on).is_(None))
    return statement.where(col(KeySet.holder) == ask.state) if ask.state else statement


def _out(reader: Reader, ask: Ask) -> Iterator[Row]:
    """The longest due first."""
    chosen = _lent(ask, pick(KeySet, *AT)).order_by(col(KeySet.due_back), *in_order_of_rooms(), col(KeySet.label))
    for one, *place in stream(reader, chosen):
        yield [*_set(one, place), *_holding(one, ask)]


def _by_lateness(reader: Reader, ask: Ask) -> SummaryTable:
    """Sets that are out, by who has them and by when they are due."""
    figures: dict[tuple[str, str], int] = {}
    for holder, due in reader.session.execute(_lent(ask, pick(KeySet.holder, KeySet.due_back))):
        days = (ask.today - due).days
        band = _BANDS[0 if days < 0 else 1 if days == 0 else 2 if days <= 7 else 3]
        figures[holder, band] = figures.get((holder, band), 0) + 1
    rows = in_order({holder: 0 for holder, _ in figures}, KEY_HOLDERS)
    first = SummaryColumn("column.key_holder", "choice", "key_holder")
    columns = {band: f"key_band.{band}" for band in _BANDS}
    return crosstab("report.keys_out_late", first, rows, columns, figures, chart="bar-stacked")


def _by_purpose(reader: Reader, ask: Ask) -> SummaryTable:
    """What they are out for, by who has them."""
    chosen = _lent(ask, pick(KeySet.purpose, KeySet.holder, func.count())).group_by(
        col(KeySet.purpose), col(KeySet.holder)
    )
    figures = {(purpose or "other", holder): count for purpose, holder, count in reader.session.execute(chosen)}
    rows = in_order({purpose: 0 for purpose, _ in figures}, KEY_PURPOSES)
    columns = {one: f"key_holder.{one}" for one in in_order({holder: 0 for _, holder in figures}, KEY_HOLDERS)}
    first = SummaryColumn("column.key_purpose", "choice", "key_purpose")
    return crosstab("report.keys_out_purpose", first, rows, columns, figures)


KEYS: Final = ReportSource("keys", _read, day="column.key_since", state=STATE)
KEYS_OUT: Final = ReportSource("keys-out", _read_out, day="column.key_since", state=HOLDER)
