"""Whether a database is sound below its records: SQLite's own checks, search keys, numbers given out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Table, delete, func, insert, select
from sqlmodel import SQLModel

from deskapp.store.bulk import table_of
from deskapp.store.copying import TOLD, open_plain
from deskapp.store.faults import telling_faults
from deskapp.store.keys import Indexer
from deskapp.store.tables import NumberSeries, SearchKey
from deskapp.store.work import Reader, Work

CHUNK: Final = 1_000
_OURS: Final = re.compile(r"([A-Z]+-(\d{8}))-(\d{4,})")
_ROUND: Final = 1 << 64


@telling_faults()
def find_damage(database: Path) -> list[str]:
    """What SQLite's integrity check says, in its own words; nothing for a sound file."""
    with closing(open_plain(database)) as connection:
        return [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({TOLD})") if row[0] != "ok"]


@telling_faults()
def find_broken_links(database: Path) -> list[tuple[str, int, str]]:
    """Rows (table, number) that point to a row of another table which is not there."""
    with closing(open_plain(database)) as connection:
        return [(str(row[0]), int(row[1] or 0), str(row[2])) for row in connection.execute("PRAGMA foreign_key_check")]


def find_wrong_keys(reader: Reader, indexers: Iterable[Indexer]) -> Iterator[tuple[Indexer, int]]:
    """Records that are found by other words than they say.

    The key table is walked once, in its order, and every record's keys are kept as a sum: a million fit in memory.
    """
    keys = table_of(SearchKey)
    for indexer in indexers:
        stored: dict[int, int] = {}
        for key, number in reader.session.execute(select(keys.c.key, keys.c.id).where(keys.c.kind == indexer.kind)):
            stored[number] = (stored.get(number, 0) + hash(key)) % _ROUND
        for chunk in _chunks(reader, indexer):
            for number, told in indexer.make(reader.session, chunk).items():
                if stored.pop(number, 0) != sum(map(hash, told)) % _ROUND:
                    yield indexer, number
        # keys of records that are there no more, or have none
        yield from ((indexer, number) for number in sorted(stored))


def mend_keys(work: Work, indexer: Indexer, number: int) -> None:
    """Write the keys of a record anew."""
    keys = table_of(SearchKey)
    work.session.execute(delete(keys).where(keys.c.kind == indexer.kind, keys.c.id == number))
    told = indexer.make(work.session, [number]).get(number, frozenset())
    if told:
        rows = [{"kind": indexer.kind, "key": key, "id": number} for key in sorted(told)]
        work.session.execute(insert(keys), rows)


def find_numbers_behind(reader: Reader, today: date) -> Iterator[tuple[str, str]]:
    """Series whose next number would be one that a record has already: table and that record's number.

    Numbers that came with an import may look like ours; a day that is over gives none any more.
    """
    series = table_of(NumberSeries)
    last = {(office, name): last for office, name, last in reader.session.execute(select(series))}
    for table in SQLModel.metadata.sorted_tables:
        for column in ("number", "register_number", "reservation_number", "label"):
            if column in table.c and "office_id" in table.c:
                for office, number in _highest(reader, table, column):
                    fits = _OURS.fullmatch(number)
                    assert fits
                    given = last.get((office, fits[1]))
                    if int(fits[3]) > (given or 0) and (given is not None or fits[2] >= f"{today:%Y%m%d}"):
                        yield str(table.name), number


def _highest(reader: Reader, table: Table, column: str) -> Iterator[tuple[int, str]]:
    """The highest number of every series of ours that is in use."""
    number = table.c[column]
    highest: dict[tuple[int, str], tuple[int, str]] = {}
    query = select(table.c.office_id, number).where(number.like("%-________-____%"))
    for office, text in reader.session.execute(query):
        if fits := _OURS.fullmatch(str(text)):
            spot = (int(office), fits[1])
            highest[spot] = max(highest.get(spot, (0, "")), (int(fits[3]), str(text)))
    return ((office, text) for (office, _), (_, text) in highest.items())


def _chunks(reader: Reader, indexer: Indexer) -> Iterator[list[int]]:
    table: Any = next(table_of(one) for one in indexer.owners if str(table_of(one).name) == indexer.name)
    last = 0
    most = reader.session.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
    while last < most:
        query = select(table.c.id).where(table.c.id > last).order_by(table.c.id).limit(CHUNK)
        chunk = [int(number) for (number,) in reader.session.execute(query)]
        yield chunk
        last = chunk[-1]
