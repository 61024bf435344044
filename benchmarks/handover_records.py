"""A home of handovers in bulk: batches with stations and slots, deliveries with notices, visits, defects, keys.

Of twenty homes of a batch of today seven are done, five are in their way, three have a slot later in the day, two
stayed away, three are not ready; homes of earlier batches are signed, some with a list. Every home has defects; those
of earlier batches are mended but for one in fifty. What the program works out from these facts is worked out here by
its own rules; ``drift_of`` proves it.
"""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from benchmarks.contract_records import Books
from benchmarks.ground import home_with
from benchmarks.records import NOW, TODAY

from deskapp.desks.handover.day.model import Visit, VisitEvent
from deskapp.desks.handover.day.projection import find_drift as find_visit_drift
from deskapp.desks.handover.day.rules import Happened, follow
from deskapp.desks.handover.inspecting.model import Defect, DefectEvent
from deskapp.desks.handover.inspecting.projection import figures as defect_figures
from deskapp.desks.handover.inspecting.projection import find_drift as find_defect_drift
from deskapp.desks.handover.inspecting.rules import Happened as DefectHappened
from deskapp.desks.handover.inspecting.rules import defect_state
from deskapp.desks.handover.planning.model import (
    BatchBuilding,
    BatchStation,
    Delivery,
    DeliveryNotice,
    HandoverBatch,
    HandoverSlot,
)
from deskapp.desks.handover.planning.projection import find_drift as find_delivery_drift
from deskapp.desks.handover.planning.rules import delivery_state, unit_state
from deskapp.papers.keys.model import KeyMove, KeySet
from deskapp.papers.keys.queries import find_drift as find_key_drift
from deskapp.papers.keys.rules import find_holding
from deskapp.store.number_keys import number_keys
from deskapp.store.search_sources import DEFECT, DELIVERY, KEY_SET
from deskapp.store.work import Reader

PART = 5_000
STATIONS = ("reception", "payment", "keys", "inspection", "papers", "signature")
TRADES = ("门窗", "水电", "泥工", "油漆", "防水")
CONTRACTORS = ("重庆建工第三建筑有限公司", "中建五局装饰公司", "渝安门窗有限公司", "长江防水工程公司")
FACTS = ("ready_on", "rescheduled_on", "absent_on", "came_on", "refused_on", "signed_on", "deemed_on", "ended_on")
MORNING = datetime.combine(TODAY, time(1), UTC)


def home_of(units: int, a_batch: int, defects: int = 1) -> Path:
    """A home with so many units to hand over, so many in a batch, the last batch today; made once.

    Each unit has so many defects.
    """
    home = home_with(units * 5 // 2)
    with closing(sqlite3.connect(home / "deskapp.db", isolation_level=None)) as connection:
        if not connection.execute("SELECT count(*) FROM delivery").fetchone()[0]:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA cache_size = -400000")
            connection.execute("BEGIN")
            _write(connection, units, a_batch, defects)
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return home


def drift_of(reader: Reader) -> list[Any]:
    """Every figure of the home that the program would work out otherwise."""
    checks = (find_delivery_drift, find_visit_drift, find_defect_drift, find_key_drift)
    return [found for check in checks for found in check(reader)]


def _write(connection: sqlite3.Connection, units: int, a_batch: int, defects: int) -> None:
    query = "SELECT id, project_id, building_id FROM unit ORDER BY id LIMIT ?"
    homes = list(connection.execute(query, (units,)))
    books, draw = Books(), random.Random(17)
    batches = -(-units // a_batch)
    for batch in range(batches):
        part = homes[batch * a_batch : (batch + 1) * a_batch]
        day = TODAY - timedelta(days=14 * (batches - 1 - batch))
        number, slots = _batch(books, batch, part, day)
        for place, (unit, project, _) in enumerate(part):
            own = {"project_id": project, "unit_id": unit}
            state = _delivery(books, draw, own, number, slots[place % len(slots)], day, place)
            connection.execute("UPDATE unit SET delivery_state = ? WHERE id = ?", (unit_state(state), unit))
            for n in range(defects):
                _defect(books, draw, own, day, place * defects + n)
            _keys(books, own, unit, day, signed=day < TODAY)
            if unit % PART == 0:
                books.write(connection)
    books.write(connection)


def _batch(books: Books, number: int, part: list[tuple[int, int, int]], day: date) -> tuple[int, list[int]]:
    own: dict[str, Any] = {"project_id": part[0][1]}
    days = {"begins_on": day, "ends_on": day + timedelta(days=2), "published_on": day - timedelta(days=30)}
    closed = day + timedelta(days=9) if day < TODAY else None
    batch = books.add(
        HandoverBatch, **own, name=f"第{number + 1}批", **days, closed_on=closed, risk_on=day + timedelta(days=30)
    )
    for building in sorted({one[2] for one in part}):
        books.add(BatchBuilding, **own, batch_id=batch, building_id=building)
    for position, code in enumerate(STATIONS, 1):
        books.add(BatchStation, **own, batch_id=batch, position=position, code=code)
    slots = [
        books.add(HandoverSlot, **own, batch_id=batch, day=day, starts=f"{9 + n // 2:02}:{n % 2 * 30:02}",
                  ends=f"{9 + (n + 1) // 2:02}:{(n + 1) % 2 * 30:02}", places=len(part))
        for n in range(6)
    ]  # fmt: skip
    return batch, slots


def _delivery(
    books: Books, draw: random.Random, own: dict[str, Any], batch: int, slot: int, day: date, place: int
) -> str:
    fate, over = place % 20, day < TODAY
    told = day - timedelta(days=20) if fate < 17 or over else None
    facts: dict[str, Any] = dict.fromkeys(FACTS) | {"refusal_justified": None, "with_list": False}
    facts["ready_on"] = None if told is None else told - timedelta(days=5)
    if over or fate < 7:
        facts |= {"came_on": day, "signed_on": day, "with_list": place % 3 == 0}
    elif fate < 12:
        facts["came_on"] = day
    elif 15 <= fate < 17:
        facts["absent_on"] = day
    state = delivery_state(SimpleNamespace(**facts), told)
    delivery = books.add(
        Delivery, **own, batch_id=batch, slot_id=slot, due_on=day + timedelta(days=30), **facts,
        state=state.code, state_since=state.since, notices=int(told is not None), notified_on=told,
    )  # fmt: skip
    project = {"project_id": own["project_id"]}
    if told is not None:
        number = f"SF-{told:%Y%m%d}-{place + 1:04}-{batch}"
        books.add(DeliveryNotice, **project, delivery_id=delivery, number=number, sent_on=told, entered_at=NOW)
        books.keys += [(DELIVERY, key, delivery) for key in number_keys(number)]
    if not over and fate < 12:
        _visit(books, draw, project, batch, delivery, books.numbers[Visit] + 1, done=fate < 7, listed=place % 3 == 0)
    return state.code


def _visit(
    books: Books, draw: random.Random, project: dict[str, Any], batch: int, delivery: int, number: int,
    *, done: bool, listed: bool,
) -> None:  # fmt: skip
    """Somebody arrives and goes from station to station, to the end or as far as they are now."""
    at = MORNING + timedelta(seconds=number * 5)
    way = [("arrived", STATIONS[0], "")]
    reached = len(STATIONS) if done else 1 + draw.randrange(len(STATIONS))
    for n in range(1, reached):
        way += [("called", STATIONS[n - 1], f"{n}号"), ("passed", STATIONS[n], "")]
    if done:
        way += [("called", "signature", "9号"), ("signed_with_list" if listed else "signed", "signature", "")]
    elif number % 3 == 0:
        way.append(("called", STATIONS[reached - 1], f"{number % 6 + 1}号"))
    elif number % 29 == 0:
        way.append(("complaint", STATIONS[reached - 1], ""))
    events = [
        Happened(kind, station, counter, at + timedelta(minutes=4 * n))
        for n, (kind, station, counter) in enumerate(way)
    ]
    visit = books.add(
        Visit, **project, delivery_id=delivery, batch_id=batch, day=TODAY, queue_number=number, arrived_at=at,
        name="业主", **follow(events).figures,
    )  # fmt: skip
    for one in events:
        books.add(
            VisitEvent, visit_id=visit, kind=one.kind, station=one.station, counter=one.counter,
            happened_at=one.at, entered_at=one.at,
        )  # fmt: skip


def _defect(books: Books, draw: random.Random, own: dict[str, Any], day: date, place: int) -> None:
    found = day - timedelta(days=30 + place % 40)
    # of batches that are over one in fifty is still open
    stage = place % 10 if day == TODAY or place % 50 == 9 else 0
    events = [DefectHappened("found", found)]
    for kind, later in (("assigned", 1), ("fixed", 12), ("accepted", 15))[: 3 if stage < 6 else stage % 3]:
        events.append(DefectHappened(kind, found + timedelta(days=later)))
    number = f"QX-{found:%Y%m%d}-{books.numbers[Defect] + 1:06}"
    fate = draw.random()
    defect = books.add(
        Defect, **own, number=number, origin="pre", room="1", item="2", fault="3", trade=TRADES[place % 5],
        severity="safety" if fate < 0.01 else "major" if fate < 0.2 else "minor", wish=place % 31 == 0,
        contractor=CONTRACTORS[place % 4], agreed_on=found + timedelta(days=10 + place % 30), found_on=found,
        **defect_figures(defect_state(found, events)),
    )  # fmt: skip
    for one in events:
        books.add(DefectEvent, defect_id=defect, kind=one.kind, happened_on=one.on, entered_at=NOW)
    books.keys += [(DEFECT, key, defect) for key in number_keys(number)]


def _keys(books: Books, own: dict[str, Any], unit: int, day: date, *, signed: bool) -> None:
    """A set that came from the builder, lent to a contractor, given to its owner, or on its hook."""
    since = datetime.combine(day - timedelta(days=60), time(2), UTC)
    keys = books.numbers[KeySet] + 1
    told: list[tuple[str, str, date | None]] = [("taken_in", "us", None)]
    if signed:
        told.append(("given", "owner", None))
    elif unit % 10 == 0:
        told.append(("out", "contractor", TODAY + timedelta(days=unit % 7 - 3)))
    moves = [
        KeyMove(id=n, key_set_id=keys, kind=kind, holder=holder, count=3, due_back=due, happened_at=at, entered_at=at)
        for n, (kind, holder, due) in enumerate(told, 1)
        for at in (since + timedelta(days=n),)
    ]
    label = f"YS{unit:06}"
    books.add(KeySet, **own, label=label, count=3, **asdict(find_holding(moves, 3)))
    for move in moves:
        books.add(KeyMove, **move.model_dump(exclude={"id"}))
    books.keys += [(KEY_SET, key, keys) for key in number_keys(label)]
