"""What the processes do that ``torture.py`` kills, what they acknowledge, and how the next start looks for it."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from sqlmodel import col, select

from deskapp.cli.main import call
from deskapp.desks.reception.importing import Intake, take_file
from deskapp.desks.reception.sources import Options
from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.office.customer.actions import add_customer, edit_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.customer.model import Customer
from deskapp.office.customer.queries import get_customer_draft
from deskapp.office.customer.sheet import CustomerSheet
from deskapp.overview.checking import check_all
from deskapp.settings import Home, find_home
from deskapp.sheets import reading
from deskapp.sheets.batches import list_applying
from deskapp.sheets.reader import read_job
from deskapp.store.audit_verify import verify
from deskapp.store.backup import make_backup
from deskapp.store.backup_archive import open_archive
from deskapp.store.base import record_id
from deskapp.store.copying import look_into
from deskapp.store.engine import make_engine
from deskapp.store.migrate import prepare_database
from deskapp.store.seal_keys import Keys
from deskapp.store.work import Reader
from deskapp.wiring import Opened, open_home

Tell = Callable[..., Any]

JOBS: Final = {"save": 52, "import": 28, "backup": 7, "export": 7, "upgrade": 6}
"""How often each is chosen."""
OLD: Final = "old.db"
OLD_VERSION: Final = "0005"
OLD_ENTRIES: Final = 200
ROWS: Final = 120
SLICE: Final = 30


@dataclass
class Known:
    """What was acknowledged in a home: customers with the number of their last save, imports, backups, exports."""

    kills: int = 0
    saved: dict[int, int] = field(default_factory=dict)
    saves: int = 0
    imports: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    looked_at: set[str] = field(default_factory=set)

    def note(self, told: list[Any]) -> None:
        """A line that a process told."""
        kind, *values = told
        if kind == "saved":
            self.saved[values[0]] = max(self.saved.get(values[0], 0), values[1])
            self.saves += 1
        elif kind == "imported":
            self.imports.add(values[0])
        elif kind == "written":
            self.files.add(values[0])
        elif kind == "looked":
            self.looked_at.update(values[0])

    def count(self) -> Counter[str]:
        """How much of each."""
        return Counter(saves=self.saves, imports=len(self.imports), files=len(self.files))


def moment() -> datetime:
    """Now."""
    return datetime.now().astimezone()


def warm_up(root: Path) -> None:
    """Make a home, and do everything once that processes will do, so that all of it is loaded when they are forked."""
    root.mkdir()
    make_old(root / OLD)
    for job in JOBS:
        left = iter(range(1))

        def enough(*told: Any, left: Iterator[int] = left) -> None:
            if told[0] not in ("ready", "looked") and next(left, None) is None:
                raise EnoughError

        with suppress(EnoughError):
            begin(job, Known(), root, 1, enough, first=True)


class EnoughError(Exception):
    """Everything was done once."""


def begin(job: str, known: Known, root: Path, seed: int, tell: Tell, *, first: bool) -> None:
    """Open the home, look whether everything is there where nobody else works on it, and work until the end comes."""
    os.environ["DESKAPP_HOME"] = str(root)
    home = find_home(root)
    if first:
        for wrong in look(known, root):
            tell("wrong", wrong)
        tell("looked", [path.name for path in finished(home)])
    with closing(open_home(home, moment(), writes=True)) as opened:
        tell("ready")
        work = {"save": save, "import": take_in, "backup": back_up, "export": export, "upgrade": upgrade}[job]
        work(opened, known, random.Random(seed), tell)


def look(known: Known, root: Path) -> list[str]:
    """Everything that is wrong with a home after a start."""
    home = find_home(root)
    with closing(open_home(home, moment(), writes=True)) as opened:
        found = [f"{one.area}: {one.code} {one.values}" for one in check_all(opened.store, home, moment())]
        found += [f"{batch.number} is left applying" for batch in opened.store.read(list_applying)]
        notes = opened.store.read(notes_of)
    for number, last in known.saved.items():
        stored = notes.get(number, "")
        if not stored.startswith("s") or int(stored[1:]) < last:
            found.append(f"customer {number}: save {last} was acknowledged, {stored or 'nothing'} is there")
    rows = Counter(note for note in notes.values() if note.startswith("f"))
    found += [f"import {name}: {count} of {ROWS} rows" for name, count in rows.items() if count != ROWS]
    found += [f"import {name} was acknowledged and is gone" for name in known.imports if not rows[name]]
    found += [wrong for folder in root.glob("old-*") for wrong in half_upgraded(folder)]
    there = {path.name: path for path in finished(home)}
    found += [f"{name} was written and is gone" for name in known.files - there.keys()]
    return found + [wrong for name, path in there.items() if name not in known.looked_at for wrong in half(path)]


def notes_of(reader: Reader) -> dict[int, str]:
    """What every customer says of the save or the import that it is from."""
    rows = reader.session.exec(select(col(Customer.id), col(Customer.note), col(Customer.address)))
    return {int(number or 0): note or address for number, note, address in rows}


def finished(home: Home) -> list[Path]:
    """Backups and exports that have their names."""
    return [*(home.root / "backups").glob("*.zip"), *home.exports.glob("*.xlsx")]


def half(path: Path) -> list[str]:
    """Why a file with its whole name is not whole."""
    try:
        if path.suffix == ".zip":
            with open_archive(path, "") as archive:
                for name in archive.contents.parts:
                    archive.copy(name, None)
        else:
            with zipfile.ZipFile(path) as book:
                book.testzip()
    except (DeskError, zipfile.BadZipFile, EOFError) as error:
        return [f"{path.name} is not whole: {error}"]
    return []


def save(opened: Opened, known: Known, rng: random.Random, tell: Tell) -> None:
    """A clerk: a new customer, or another note for one that is there."""
    own = dict(known.saved)
    while True:
        number, turn = add(opened, rng) if not own or rng.random() < 0.3 else edit(opened, rng.choice(list(own)))
        own[number] = turn
        tell("saved", number, turn)


def add(opened: Opened, rng: random.Random) -> tuple[int, int]:
    """A new customer: the number, and which save of it this was."""
    draft = CustomerDraft(f"陈{rng.getrandbits(40):x}", phone=f"138{rng.randrange(10**8):08}", note="s1")
    return opened.write("customer.add", lambda work: record_id(add_customer(work, draft)), moment()), 1


def edit(opened: Opened, number: int) -> tuple[int, int]:
    """The next save of a customer."""
    draft, seen = opened.store.read(lambda reader: get_customer_draft(reader, number))
    turn = int(draft.note[1:]) + 1
    changed = replace(draft, note=f"s{turn}")
    opened.write("customer.edit", lambda work: edit_customer(work, number, changed, seen), moment())
    return number, turn


def take_in(opened: Opened, known: Known, rng: random.Random, tell: Tell) -> None:
    """One workbook after the other, in slices that are short enough for many moments between them.

    It is read in this process: reading is not what is killed here, and one of its own would take most of the time.
    """
    del known
    setattr(reading, "_run_reader", read_job)  # noqa: B010 - under another name for its stream
    kind = CustomerSheet()
    kind.slice_rows = SLICE
    intake = Intake(opened.store, opened.clerk, opened.home.exports, opened.home.root, words("en"), moment)
    while True:
        name = f"f{rng.getrandbits(48):x}"
        file = opened.home.inbox / f"{name}.csv"
        lines = [f"许{name[1:]}{row:03},138{rng.randrange(10**8):08},{name}" for row in range(ROWS)]
        file.write_text("\n".join(["姓名,电话,地址", *lines]), encoding="utf-8")
        outcome = take_file(intake, kind, file, Options(country="CN"))
        if outcome.created != ROWS:
            tell(
                "wrong",
                f"{name}: {outcome.created} of {ROWS} rows, {dict(itertools.islice(outcome.refused.items(), 2))}",
            )
        tell("imported", name)
        file.unlink()


def back_up(opened: Opened, known: Known, rng: random.Random, tell: Tell) -> None:
    """One archive after the other."""
    del known
    while True:
        target = opened.home.root / "backups" / f"{rng.getrandbits(40):x}.zip"
        tell("written", make_backup(opened.home, moment(), target).file.name)


def export(opened: Opened, known: Known, rng: random.Random, tell: Tell) -> None:
    """One workbook after the other."""
    del known
    while True:
        target = opened.home.exports / f"{rng.getrandbits(40):x}.xlsx"
        call(["export", "customers", "-o", str(target)])
        tell("written", target.name)


def make_old(database: Path) -> None:
    """A database of an earlier version with a trail that has no seals yet."""
    config = Config()
    config.set_main_option("script_location", "deskapp:migrations")
    engine = make_engine(database, writer=True)
    database.touch()
    with engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, OLD_VERSION)
        columns = "at, clerk, action, entity, reason, digest"
        row = ("2026-01-01 00:00:00.000000", "wangmin", "customer.edit", "customer", "", "0")
        connection.exec_driver_sql(
            f"INSERT INTO audit ({columns}) VALUES (?, ?, ?, ?, ?, ?)", [row for _ in range(OLD_ENTRIES)]
        )
    engine.dispose()


def upgrade(opened: Opened, known: Known, rng: random.Random, tell: Tell) -> None:
    """One database of the earlier version after the other, each in a home of its own."""
    del known
    while True:
        folder = opened.home.root / f"old-{rng.getrandbits(40):x}"
        folder.mkdir()
        shutil.copyfile(opened.home.root / OLD, folder / "copy")
        (folder / "copy").replace(folder / "deskapp.db")
        prepare_database(folder / "deskapp.db", moment())
        tell("upgraded", folder.name)


def half_upgraded(folder: Path) -> list[str]:
    """What is wrong with a database whose upgrade may have been killed, once it was started again; then it goes."""
    database = folder / "deskapp.db"
    found: list[str] = []
    if database.exists():
        prepare_database(database, moment())
        inside = look_into(database)
        found += inside.faults
        if inside.entries != OLD_ENTRIES:
            found.append(f"{folder.name}: {inside.entries} of {OLD_ENTRIES} entries")
        # their payloads are none: the digest of every entry is wrong, and nothing else may be
        whys = {one.why for one in verify(database, Keys(folder).ring(), None).broken}
        found += [f"{folder.name}: {why}" for why in whys - {"audit.broken_payload"}]
        found += [said for copy in (folder / "backups").glob("*.db") for said in look_into(copy).faults]
    shutil.rmtree(folder)
    return found
