"""Reads of notices: how many have answered, who has not, whom one would go to, and what that would come to."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from deskapp.desks.contracts.arrears.model import Formality, Notice, NoticeAnswer
from deskapp.desks.contracts.arrears.queries import ChaseFilter, arrears_conditions, formality_conditions
from deskapp.desks.contracts.arrears.rows import Place, read_places
from deskapp.desks.contracts.notices.actions import MOST
from deskapp.desks.contracts.notices.texts import read_told
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.office.deal.model import Deal, DealUnit
from deskapp.office.property.model import Building, Project, Unit
from deskapp.sheets.reporting import pick
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.counting import count_up_to
from deskapp.store.work import Reader
from deskapp.values.rooms import parse_unit_code

STATES: Final = ("open", "overdue", "answered")
"""How the answer of a deal stands: waited for, waited for in vain, there."""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice in the list, the newest first; ``waits`` are deals that have not answered and should."""

    id: int
    number: str
    kind: str
    title: str
    project: str
    made_on: date
    answer_by: date | None
    sent: int
    waits: int
    clerk: str


@dataclass(frozen=True, slots=True)
class NoticePage:
    """A notice in full."""

    row: NoticeRow
    text: str
    about: str
    whom: Mapping[str, Any]
    answers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A deal that a notice went to; ``state`` of ``STATES``, ``answer`` empty while nobody said anything."""

    id: int
    place: Place
    state: str
    answer: str
    answered_on: date | None
    note: str
    is_told: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a notice would come to, before it is made: deals and messages by channel, and who is left out, and why."""

    deals: int
    by_channel: Mapping[str, int]
    stopped: int
    nobody: int
    beyond: int
    deal_ids: tuple[int, ...]


def list_notices(
    reader: Reader,
    *,
    kind: str = "",
    late_on: date | None = None,
    after: int | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[NoticeRow]:
    """A page of notices, the newest first; ``late_on``: those that somebody should have answered by that day."""
    query = select(Notice).where(*_narrow(kind, late_on)).limit(limit)
    if before is not None:
        found = list(reader.session.exec(query.where(col(Notice.id) > before).order_by(col(Notice.id))))[::-1]
    else:
        query = query.order_by(col(Notice.id).desc())
        found = list(reader.session.exec(query if after is None else query.where(col(Notice.id) < after)))
    return _rows(reader, found)


def count_notices(
    reader: Reader,
    *,
    kind: str = "",
    late_on: date | None = None,
    ahead_of: int | None = None,
    most: int | None = None,
) -> int:
    """How many there are; ``ahead_of`` counts those newer than one."""
    query = select(Notice.id).where(*_narrow(kind, late_on))
    return count_up_to(reader, query if ahead_of is None else query.where(col(Notice.id) > ahead_of), most)


def get_notice(reader: Reader, notice_id: int) -> NoticePage:
    """A notice with its text and how many said what."""
    notice = reader.get(Notice, notice_id)
    whom = json.loads(notice.whom)
    counts = (
        select(NoticeAnswer.answer, func.count())
        .where(NoticeAnswer.notice_id == notice_id)
        .group_by(col(NoticeAnswer.answer))
    )
    return NoticePage(
        _rows(reader, [notice])[0],
        notice.text,
        str(whom.get("about", "")),
        whom,
        {answer: count for answer, count in reader.session.exec(counts)},  # noqa: C416 - a row is no pair to dict()
    )


def list_answers(
    reader: Reader,
    notice_id: int,
    today: date,
    *,
    state: str = "",
    after: int | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[AnswerRow]:
    """A page of the deals that a notice went to, in the order of telling."""
    notice = reader.get(Notice, notice_id)
    query = select(NoticeAnswer).where(*_answers(notice, today, state)).limit(limit)
    if before is not None:
        query = query.where(col(NoticeAnswer.id) < before).order_by(col(NoticeAnswer.id).desc())
        found = list(reader.session.exec(query))[::-1]
    else:
        query = query.order_by(col(NoticeAnswer.id))
        found = list(reader.session.exec(query if after is None else query.where(col(NoticeAnswer.id) > after)))
    places = read_places(reader, [one.deal_id for one in found])
    return [
        AnswerRow(
            record_id(one),
            places[one.deal_id],
            _state(notice, one, today),
            one.answer,
            one.answered_on,
            one.note,
            one.message_id is not None,
        )
        for one in found
    ]


def count_answers(reader: Reader, notice_id: int, today: date, *, state: str = "", ahead_of: int | None = None) -> int:
    """How many deals that is."""
    notice = reader.get(Notice, notice_id)
    query = select(func.count()).select_from(NoticeAnswer).where(*_answers(notice, today, state))
    return reader.session.exec(query if ahead_of is None else query.where(col(NoticeAnswer.id) < ahead_of)).one()


def unanswered(reader: Reader, today: date, *, within: date | None = None, limit: int = 50) -> list[NoticeRow]:
    """Notices whose day to answer is near or past (by ``within``, else by today) and that somebody has not answered."""
    query = select(Notice).where(*_narrow("", within or today)).order_by(col(Notice.answer_by), col(Notice.id))
    query = query.limit(limit)
    return _rows(reader, list(reader.session.exec(query)))


def find_affected(
    reader: Reader,
    project_id: int,
    buildings: Collection[str] = (),
    unit_ids: Collection[int] = (),
    limit: int = MOST + 1,
) -> list[int]:
    """The living deals whose homes a notice is about: of units, of buildings by their codes, else of the project."""
    query = (
        select(DealUnit.deal_id)
        .join(Unit, col(Unit.id) == col(DealUnit.unit_id))
        .join(Building, col(Building.id) == col(Unit.building_id))
        .join(Deal, col(Deal.id) == col(DealUnit.deal_id))
        .where(DealUnit.project_id == project_id, col(DealUnit.until).is_(None), col(Deal.ended_on).is_(None))
    )
    if unit_ids:
        query = query.where(col(DealUnit.unit_id).in_(unit_ids))
    elif buildings:
        query = query.where(col(Building.code).in_(buildings))
    return list(reader.session.exec(query.distinct().order_by(col(DealUnit.deal_id)).limit(limit)))


def find_home(reader: Reader, project_id: int, text: str) -> int | None:
    """The home of a project that a room's number means, as it is typed."""
    for place in parse_unit_code(text):
        entrance = [] if place.entrance is None else [col(Unit.entrance) == place.entrance]
        query = (
            select(Unit.id)
            .join(Building, col(Building.id) == col(Unit.building_id))
            .where(
                Unit.project_id == project_id,
                Building.code == place.building,
                Unit.room == place.room,
                *entrance,
            )
        )
        if (found := reader.session.exec(query).first()) is not None:
            return found
    return None


def find_late(
    reader: Reader, today: date, about: str, only: ChaseFilter | None = None, limit: int = MOST + 1
) -> list[int]:
    """The deals of a list of the radar, the oldest first: those late with money, or with a formality."""
    narrowed = only or ChaseFilter()
    if about == "money":
        query = (
            select(SaleContract.deal_id)
            .where(*arrears_conditions(today, narrowed))
            .order_by(col(SaleContract.next_due_on), col(SaleContract.id))
        )
    else:
        query = (
            select(Formality.deal_id)
            .where(*formality_conditions(today, narrowed), Formality.kind == about)
            .order_by(col(Formality.due_on), col(Formality.id))
        )
    return list(dict.fromkeys(reader.session.exec(query.limit(limit))))


def preview(reader: Reader, deal_ids: Collection[int], about: str, today: date) -> Preview:
    """What telling the buyers of these deals would come to; beyond ``MOST`` deals the rest waits for another notice."""
    wanted = list(deal_ids)[:MOST]
    channels: Counter[str] = Counter()
    stopped = nobody = 0
    going: list[int] = []
    for chunk in in_chunks(wanted):
        for told in read_told(reader, chunk, "", today):
            if about and told.stopped:
                stopped += 1
                continue
            going.append(told.deal_id)
            nobody += not told.buyers
            channels.update(one.channel for one in told.buyers)
    return Preview(len(going), dict(channels), stopped, nobody, len(deal_ids) - len(wanted), tuple(going))


def _narrow(kind: str, late_on: date | None) -> list[ColumnElement[bool]]:
    conditions = [col(Notice.kind) == kind] if kind else []
    if late_on is not None:
        waits = select(NoticeAnswer.id).where(col(NoticeAnswer.notice_id) == col(Notice.id), NoticeAnswer.answer == "")
        conditions += [col(Notice.kind) != "overdue", col(Notice.answer_by) <= late_on, waits.exists()]
    return conditions


def _answers(notice: Notice, today: date, state: str) -> list[ColumnElement[bool]]:
    own = [col(NoticeAnswer.notice_id) == record_id(notice)]
    if state == "answered":
        return [*own, col(NoticeAnswer.answer) != ""]
    if not state:
        return own
    late = notice.answer_by is not None and notice.answer_by < today
    # all that wait are late together: the day is the notice's
    return [*own, col(NoticeAnswer.answer) == "", col(NoticeAnswer.id) > (0 if late is (state == "overdue") else 2**62)]


def _state(notice: Notice, answer: NoticeAnswer, today: date) -> str:
    if answer.answer:
        return "answered"
    return "overdue" if notice.answer_by is not None and notice.answer_by < today else "open"


def _rows(reader: Reader, notices: list[Notice]) -> list[NoticeRow]:
    numbers = [record_id(one) for one in notices]
    counted: dict[int, tuple[int, int]] = {}
    unsaid = func.sum(func.iif(col(NoticeAnswer.answer) == "", 1, 0))
    counts = (
        pick(NoticeAnswer.notice_id, func.count(), unsaid)
        .where(col(NoticeAnswer.notice_id).in_(numbers))
        .group_by(col(NoticeAnswer.notice_id))
    )
    for number, sent, silent in reader.session.execute(counts):
        counted[number] = (sent, silent or 0)
    projects = select(Project).where(col(Project.id).in_({one.project_id for one in notices}))
    names = {one.id: one.name for one in reader.session.exec(projects)}
    return [
        NoticeRow(
            number,
            one.number,
            one.kind,
            one.title,
            names.get(one.project_id, ""),
            one.made_on,
            one.answer_by,
            counted.get(number, (0, 0))[0],
            counted.get(number, (0, 0))[1] if one.kind != "overdue" and one.answer_by else 0,
            one.clerk,
        )
        for number, one in zip(numbers, notices, strict=True)
    ]
