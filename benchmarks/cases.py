"""What a clerk opens over many cases: lists by page, the day, the board, one case by its tail, one page.

    python -m benchmarks.cases [CASES] [ROUNDS]

In turn on a home with a hundredth of them: what goes by indexes takes the same, what counts open cases grows with them.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from deskapp.cases.engine import Engine, Gate
from deskapp.cases.gates import GATES
from deskapp.cases.opening import CaseDraft, open_case
from deskapp.cases.page import get_case_page
from deskapp.cases.procedure_check import GATES as NAMED
from deskapp.cases.procedure_load import load_procedures
from deskapp.cases.queries import STATES, CaseFilter, count_cases, find_case, list_cases, place_of
from deskapp.cases.today import board, today_lists
from deskapp.office.customer.actions import add_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.settings import find_home
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.wiring import Opened, open_home

NOW = datetime(2026, 9, 25, 2, 0, tzinfo=UTC)
TODAY = NOW.date()
A_DAY = 200
OPEN = 0.12
"""So many of all cases are open: the newest, and a few old ones."""
ENGINE = Engine(load_procedures(), {**{name: Gate(name, lambda *_: None, lambda _: []) for name in NAMED}, **GATES})


def begin(home: Path, cases: int) -> Opened:
    """A home with one case by actions and all others copied from it, with their events, over the years."""
    opened = open_home(find_home(home), NOW, writes=True)
    owner = record_id(opened.write("customer.add", lambda work: add_customer(work, CustomerDraft("张三丰")), NOW))
    draft = CaseDraft("cn-certificate-pickup", customer_id=owner)
    opened.write("case.open", lambda work: open_case(work, ENGINE.procedures, draft), NOW)
    steps = [step.id for step in ENGINE.procedures.find("cn-certificate-pickup", TODAY).steps]
    draw = random.Random(7)
    with closing(sqlite3.connect(find_home(home).database)) as connection:
        one = _row(connection, "case_file")
        event = _row(connection, "case_event")
        rows = [_case(one, number, cases, steps, draw) for number in range(2, cases + 1)]
        _insert(connection, "case_file", rows)
        events = [
            {**event, "id": number, "case_id": number, "late": number % 97 == 0} for number in range(2, cases + 1)
        ]
        _insert(connection, "case_event", events)
        connection.commit()
    return opened


def _row(connection: sqlite3.Connection, table: str) -> dict[str, Any]:
    cursor = connection.execute(f"SELECT * FROM {table} WHERE id = 1")
    return dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True))


def _insert(connection: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    names = ", ".join(rows[0])
    places = ", ".join("?" * len(rows[0]))
    connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", [tuple(row.values()) for row in rows])


def _case(one: dict[str, Any], number: int, cases: int, steps: list[str], draw: random.Random) -> dict[str, Any]:
    day = TODAY - timedelta(days=(cases - number) // A_DAY)
    is_open = number > cases * (1 - OPEN) or draw.random() < OPEN / 10
    waits = is_open and draw.random() < 0.2
    return {
        **one,
        "id": number,
        "number": f"CS-{day:%Y%m%d}-{number:07}",
        "tracking_code": f"T{number:07}",
        "customer_id": one["customer_id"] if number % 1000 == 0 else None,
        "outcome": "" if is_open else draw.choice(("delivered", "delivered", "withdrawn")),
        "step": draw.choice(steps),
        "due_on": (day + timedelta(days=14)).isoformat() if draw.random() < 0.9 else None,
        "stale_on": (day + timedelta(days=7)).isoformat() if is_open else None,
        "waiting": "papers" if waits else "",
        "waiting_since": one["opened_at"] if waits else None,
        "authority_due_on": (day + timedelta(days=20)).isoformat() if is_open and draw.random() < 0.3 else None,
    }


def asked(opened: Opened) -> dict[str, Callable[[Reader], Any]]:
    """What is measured, by name."""
    clerk = opened.clerk
    found: dict[str, Callable[[Reader], Any]] = {}
    for state in STATES:
        only = CaseFilter(state)
        first = partial(list_cases, today=TODAY, only=only, limit=100)
        found[f"list {state}"] = first
        if rows := opened.store.read(first):
            found[f"next page of {state}"] = partial(first, after=place_of(rows[-1], only))
        found[f"count {state}"] = partial(count_cases, today=TODAY, only=only)
    return found | {
        "today": lambda reader: today_lists(reader, clerk, TODAY),
        "board": lambda reader: board(reader, TODAY),
        "find by tail": lambda reader: find_case(reader, "0925-1", TODAY),
        "page of a case": lambda reader: get_case_page(reader, ENGINE, 1, TODAY),
    }


def main(cases: int = 200_000, rounds: int = 5) -> None:
    """Both homes in turn; medians in milliseconds."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(begin(Path(folder) / "few", max(100, cases // 100))) as few,
        closing(begin(Path(folder) / "many", cases)) as many,
    ):
        sides = [(few, asked(few)), (many, asked(many))]
        print(f"{'':24}{max(100, cases // 100):>10}{cases:>10}   ms, median of {rounds}")
        for name in sides[1][1]:
            times: list[list[float]] = [[], []]
            for _ in range(rounds):
                for side, (opened, queries) in enumerate(sides):
                    if name in queries:
                        started = time.perf_counter()
                        opened.store.read(queries[name])
                        times[side].append(1000 * (time.perf_counter() - started))
            print(f"{name:24}" + "".join(f"{statistics.median(one):10.1f}" if one else " " * 10 for one in times))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
