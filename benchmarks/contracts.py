"""What a clerk opens over many contracts: a contract, the filing queue, the radar, the board of loans, a number, a day.

    python -m benchmarks.contracts [CONTRACTS] [PAIRS]

In turn on a home with 1,000 contracts and 5,000 payments: nothing that is opened may take longer because the office
has sold more. Reads as the screens make them; a page of a list has thirty rows in both homes.
Only how many there are in all is counted, behind the page that is shown already, and grows with them.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.contract_records import drift_of, home_of
from benchmarks.measures import compare, deskapp, in_turn, say, size_of
from benchmarks.records import NOW, TODAY

from deskapp.desks.contracts.arrears.queries import (
    ChaseFilter,
    count_arrears,
    count_formalities,
    count_next_steps,
    get_chase_page,
    list_arrears,
    list_formalities,
    next_steps,
)
from deskapp.desks.contracts.loans.queries import (
    LoanPlace,
    MortgageFilter,
    count_mortgages,
    count_states,
    list_mortgages,
)
from deskapp.desks.contracts.sale.case_deals import cases_of_deal
from deskapp.desks.contracts.sale.keys import find_by_number
from deskapp.desks.contracts.sale.queries import (
    ContractFilter,
    count_contracts,
    count_queue,
    due_but_shut,
    filing_queue,
    get_contract_page,
    list_contracts,
)
from deskapp.money.daybook import get_daybook
from deskapp.money.entries import list_entries
from deskapp.office.deal.queries import living_deal
from deskapp.overview.looks import get_unit_work
from deskapp.settings import find_home
from deskapp.store.work import Reader
from deskapp.wiring import Opened, open_home

SMALL = 1_000
PAGE = 30
MANY = 8
"""So many records, or repetitions, make one time: a single read is over before the clock has told it well."""
LIMIT = "<= 1.5x"
COUNTED = "none: it counts all there are, after the page is shown"

Read = Callable[[Reader], Any]


def asked(opened: Opened, contracts: int) -> dict[str, list[Read]]:
    """What is measured, by name: reads that are made one after the other."""
    step = contracts // 100 // MANY * 100
    numbers = [n * step + 13 * n + 1 for n in range(MANY)]
    office = opened.clerk.office_id

    def page(reader: Reader, number: int) -> Any:
        found = get_contract_page(reader, number, TODAY)
        return found, cases_of_deal(reader, found.row.deal_id)

    def chase(reader: Reader, number: int) -> Any:
        return get_chase_page(reader, living_deal(reader, number) or 0, NOW)

    def day(reader: Reader) -> Any:
        return get_daybook(reader, office, TODAY), list_entries(reader, office, TODAY)

    found: dict[str, list[Read]] = {
        "contract page": [partial(page, number=number) for number in numbers],
        "unit page": [partial(get_unit_work, number=number, today=TODAY) for number in numbers],
        "asking of a deal": [partial(chase, number=number) for number in numbers],
        "day-book": [day] * 2,
    }
    with_number = opened.store.read(lambda reader: list_contracts(reader, n=1, after=contracts // 2))[0]
    for title, text in {
        "number in full": with_number.number,
        "tail of a number": with_number.number[-7:],
        "short tail": with_number.number[-4:],
        "beginning of a number": with_number.number[:6],
        "two letters of it": with_number.number[:2],
    }.items():
        found[f"search: {title}"] = [partial(find_by_number, text=text)] * MANY
    return found | lists(opened)


def lists(opened: Opened) -> dict[str, list[Read]]:
    """The lists: their first page, two in the middle, the last, and how many they hold."""
    found: dict[str, list[Read]] = {}
    late, loans = f"next_due_on < '{TODAY}'", MortgageFilter()

    def add(
        title: str, count: Any, fetch: Callable[..., Any], order: str, where: str = "1", *, value: Any = None
    ) -> None:
        middle, end = (at if value is None else value(*at) for at in places(opened, order, where))
        found[f"{title}, first page"] = [fetch] * 2
        found[f"{title}, behind the middle"] = [partial(fetch, after=middle)] * 2
        found[f"{title}, ahead of the middle"] = [partial(fetch, before=middle)] * 2
        found[f"{title}, last page"] = [partial(fetch, before=end)] * 2
        found[f"{title}, count"] = [count] * MANY

    due, waits = "sale_contract.filing_due_on", "filing_due_on IS NOT NULL"
    for title, only, where in (
        ("filing queue", ContractFilter(), waits),
        ("filing queue, ready", ContractFilter(blocked=False), f"{waits} AND blocked_by = ''"),
        ("filing queue, due but shut", due_but_shut(TODAY), f"{waits} AND blocked_by <> ''"),
    ):
        add(
            title,
            partial(count_queue, only=only),
            partial(filing_queue, today=TODAY, only=only, n=PAGE),
            due,
            where if only.due_by is None else f"{where} AND filing_due_on <= '{only.due_by}'",
        )
    for title, of in (("arrears", ChaseFilter()), ("arrears, open", ChaseFilter(asked="open"))):
        count, page = partial(count_arrears, today=TODAY, only=of), partial(list_arrears, today=TODAY, only=of)
        add(title, count, partial(page, limit=PAGE), "sale_contract.next_due_on", late)
    add(
        "formalities",
        partial(count_formalities, today=TODAY),
        partial(list_formalities, today=TODAY, limit=PAGE),
        "formality.due_on",
        f"due_on < '{TODAY}'",
    )
    add(
        "loans waiting",
        partial(count_mortgages, today=TODAY, only=loans),
        partial(list_mortgages, today=TODAY, only=loans, limit=PAGE),
        "mortgage.stuck_from",
        "stuck_from IS NOT NULL",
        value=LoanPlace,
    )
    found["loans by state"] = [partial(count_states, today=TODAY)] * MANY
    half = opened.store.read(count_contracts) // 2
    found["contracts, first page"] = [partial(list_contracts, n=PAGE)] * 2
    found["contracts, behind the middle"] = [partial(list_contracts, n=PAGE, after=half)] * 2
    found["contracts, last page"] = [partial(list_contracts, n=PAGE, before=0)] * 2
    found["next steps"] = [partial(next_steps, today=TODAY)] * 2
    found["today's counts"] = [
        partial(count_queue, only=due_but_shut(TODAY), most=100),
        partial(count_next_steps, today=TODAY, most=100),
        partial(count_mortgages, today=TODAY, only=MortgageFilter("stuck"), most=100),
    ] * 2
    return found


def places(opened: Opened, order: str, where: str) -> list[tuple[date, int]]:
    """Where the middle row and the last one of a list stand: its day, and its number."""
    table, column = order.split(".")
    listed = f"SELECT {column}, id FROM {table} WHERE {where} ORDER BY {column}, id LIMIT 1 OFFSET ?"
    with closing(sqlite3.connect(opened.home.database)) as connection:
        count = connection.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0]
        rows = [connection.execute(listed, (place,)).fetchone() for place in (count // 2, count - 1)]
    return [(date.fromisoformat(day), number) for day, number in rows]


def compare_exports(small: Path, large: Path) -> None:
    """What reports of long lists hold in memory: they stream, so it should not grow with the rows."""
    with tempfile.TemporaryDirectory() as folder:
        for report in ("arrears", "formalities", "filing-progress"):
            for home, name in ((small, "small"), (large, "large")):
                target = Path(folder) / f"{report}-{name}.csv"
                ran = deskapp(["export", report, "-o", str(target)], home)
                told = (
                    f"{ran.seconds:.1f} s, {ran.held:.0f} MiB held, {ran.held - ran.begun:.0f} more than at its start"
                )
                say(f"export {report}, {name} home: {target.stat().st_size / (1 << 20):.1f} MiB in {told}")


def took(opened: Opened, reads: list[Read]) -> float:
    """Seconds a read, each in a snapshot of its own as a screen's is."""
    started = time.perf_counter()
    for read in reads:
        opened.store.read(read)
    return (time.perf_counter() - started) / len(reads)


def main(contracts: int = 200_000, pairs: int = 7) -> None:
    """Make both homes, prove the small one, and measure."""
    sides = []
    for count in (SMALL, contracts):
        started = time.perf_counter()
        home = home_of(count)
        seconds = time.perf_counter() - started
        say(f"{count:,} contracts, {5 * count:,} payments, {size_of(home)}, made in {seconds:.0f} s")
        sides.append(home)
    opened = [open_home(find_home(home), NOW, writes=True) for home in sides]
    with closing(opened[0]) as few, closing(opened[1]) as many:
        say(f"figures of the small home that the program reckons otherwise: {len(few.store.read(drift_of))}")
        ours, theirs = asked(many, contracts), asked(few, SMALL)
        for title, reads in ours.items():
            took(many, reads)
            took(few, theirs[title])
            times = in_turn(pairs, partial(took, many, reads), partial(took, few, theirs[title]))
            compare(
                title,
                times[0],
                "the small home",
                times[1],
                COUNTED if title.endswith("count") or title == "loans by state" else LIMIT,
            )
    compare_exports(*sides)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
