"""Whatever a hand changes in the trail, with the triggers dropped, is found, and found where it is."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from tests.audit.audit_ground import NOW, Trail

from deskapp.store.seal import COLUMNS

TAMPERINGS = 120
TEXTS = ("at", "clerk", "action", "entity", "reason", "digest")
LIST = ", ".join((*COLUMNS, "seal"))


def change(trail: Trail, rng: random.Random) -> int:
    """Another value in one column of one entry."""
    number, column = rng.randint(1, 12), rng.choice([*COLUMNS[1:], "seal"])
    ((old,),) = trail.force((f"SELECT {column} FROM audit WHERE id = ?", (number,)))
    news: list[Any] = [None, 0, 99, "", "x", b"x", f"{old}", f"{old} "]
    if isinstance(old, str):
        news += [old.upper(), old + "\x00", old.encode()]
    if isinstance(old, bytes):
        news += [bytes(reversed(old)), old[:-1], old[:4] + bytes(32)]
    if column in ("at", "clerk", "action", "entity", "reason", "digest"):
        news = [new for new in news if new is not None]
    for new in rng.sample(news, len(news)):
        trail.force((f"UPDATE audit SET {column} = ? WHERE id = ?", (new, number)))
        if trail.force((f"SELECT {column} FROM audit WHERE id = ?", (number,))) != [(old,)]:
            return number
    raise AssertionError(column)


def change_payload(trail: Trail, rng: random.Random) -> int:
    number, column = rng.randint(1, 12), rng.choice(["before", "after"])
    trail.force((f"UPDATE audit_payload SET {column} = ? WHERE audit_id = ?", (rng.choice(["", "{}", "x"]), number)))
    return number


def empty_payload(trail: Trail, rng: random.Random) -> int:
    number = rng.randint(1, 12)
    trail.force(f"UPDATE audit_payload SET before = NULL, after = NULL WHERE audit_id = {number}")
    return number


def drop_payload(trail: Trail, rng: random.Random) -> int:
    number = rng.randint(1, 12)
    trail.force(f"DELETE FROM audit_payload WHERE audit_id = {number}")
    return number


def delete(trail: Trail, rng: random.Random) -> int:
    """Some entries in the middle, or the first ones."""
    first = rng.randint(1, 11)
    last = rng.randint(first, 11)
    trail.force(
        f"DELETE FROM audit_payload WHERE audit_id BETWEEN {first} AND {last}",
        f"DELETE FROM audit WHERE id BETWEEN {first} AND {last}",
    )
    return last + 1


def delete_and_renumber(trail: Trail, rng: random.Random) -> int:
    number = rng.randint(1, 11)
    trail.force(f"DELETE FROM audit_payload WHERE audit_id = {number}", f"DELETE FROM audit WHERE id = {number}")
    for table, column in (("audit", "id"), ("audit_payload", "audit_id")):
        for later in range(number + 1, 13):
            trail.force(f"UPDATE {table} SET {column} = {later - 1} WHERE {column} = {later}")
    return number


def cut_off(trail: Trail, rng: random.Random) -> int:
    number = rng.randint(1, 12)
    trail.force(f"DELETE FROM audit_payload WHERE audit_id >= {number}", f"DELETE FROM audit WHERE id >= {number}")
    return number


def swap(trail: Trail, rng: random.Random) -> int:
    """Two entries change places, with what they say."""
    one, other = sorted(rng.sample(range(1, 13), 2))
    for table, column in (("audit", "id"), ("audit_payload", "audit_id")):
        for old, new in ((one, 0), (other, one), (0, other)):
            trail.force(f"UPDATE {table} SET {column} = {new} WHERE {column} = {old}")
    return one


def insert(trail: Trail, rng: random.Random) -> int:
    """A copy of an entry between two others, which move up."""
    number = rng.randint(1, 12)
    for later in range(12, number - 1, -1):
        trail.force(f"UPDATE audit SET id = {later + 1} WHERE id = {later}")
        trail.force(f"UPDATE audit_payload SET audit_id = {later + 1} WHERE audit_id = {later}")
    source = rng.choice([n for n in range(1, 14) if n not in (number, number + 1)])
    rest = LIST.removeprefix("id, ")
    trail.force(
        f"INSERT INTO audit (id, {rest}) SELECT {number}, {rest} FROM audit WHERE id = {source}",
        f"INSERT INTO audit_payload SELECT {number}, before, after FROM audit_payload WHERE audit_id = {source}",
    )
    return number


def forge(trail: Trail, rng: random.Random) -> int:
    """One more at the end, with the seal of another, none, or one that somebody made up."""
    rest = LIST.removeprefix("id, ").removesuffix(", seal")
    seal = rng.choice(["seal", "NULL", "randomblob(36)", "substr(seal, 1, 4) || randomblob(32)"])
    trail.force(
        f"INSERT INTO audit ({rest}, seal) SELECT {rest}, {seal} FROM audit WHERE id = {rng.randint(1, 12)}",
        "INSERT INTO audit_payload SELECT 13, before, after FROM audit_payload WHERE audit_id = 12",
    )
    if rng.random() < 0.5:  # and the head says so
        said = "(SELECT coalesce(seal, x'00') FROM audit WHERE id = 13)"
        trail.force(f"UPDATE audit_head SET count = 13, last_id = 13, last_seal = {said}")
    return 13


HANDS: tuple[Callable[[Trail, random.Random], int], ...] = (
    change, change, change, change_payload, empty_payload, drop_payload, delete, delete_and_renumber, cut_off, swap,
    insert, forge,
)  # fmt: skip


def test_nothing_is_wrong_with_what_nobody_touched(trail: Trail) -> None:
    verdict = trail.verify()
    assert (verdict.entries, verdict.broken, verdict.anchors, verdict.unverified) == (12, (), 1, 0)
    assert verdict.is_whole


def test_every_tampering_is_found_where_it_was_done(trail: Trail, written: Path) -> None:
    rng = random.Random(4711)
    for n in range(TAMPERINGS):
        copyfile(written / "deskapp.db", trail.database)
        hand = HANDS[n % len(HANDS)]
        number = hand(trail, rng)
        found = trail.broken()
        assert found, (n, hand.__name__, number)
        assert found[0][0] in (number, None), (n, hand.__name__, number, found)


def test_what_is_wrong_is_said(trail: Trail) -> None:
    trail.force("UPDATE audit SET clerk = 'x' WHERE id = 5", "DELETE FROM audit WHERE id = 8")
    trail.force("UPDATE audit_payload SET after = '{}' WHERE audit_id = 3")
    assert trail.broken() == [(3, "payload"), (5, "changed"), (8, "payload_alone"), (9, "missing"), (None, "head")]


def test_entries_below_the_first_number_hide_nothing(trail: Trail) -> None:
    """Entries that were moved there keep the seals that the rest follows from."""
    trail.force(
        "UPDATE audit SET id = id - 9, clerk = 'x' WHERE id < 4",
        "UPDATE audit_payload SET audit_id = audit_id - 9 WHERE audit_id < 4",
    )
    assert trail.broken()[:3] == [(-8, "changed"), (-7, "changed"), (-6, "changed")]


@pytest.mark.parametrize(
    ("by_hand", "found"),
    [
        ("UPDATE audit_head SET id = 2", (None, "head")),
        ("INSERT INTO audit_head SELECT 2, count, last_id, last_at, last_seal, seal FROM audit_head", (None, "head")),
        ("UPDATE audit_head SET last_at = CAST(last_at AS BLOB)", (None, "head")),
        ("INSERT INTO audit_payload VALUES (77, NULL, '{}')", (77, "payload_alone")),
        ("UPDATE sqlite_sequence SET seq = 40 WHERE name = 'audit'", (13, "cut")),
        ("UPDATE sqlite_sequence SET seq = 4 WHERE name = 'audit'", (None, "head")),
    ],
)
def test_what_stands_beside_the_entries_is_looked_at(trail: Trail, by_hand: str, found: tuple[int | None, str]) -> None:
    trail.force(by_hand)
    assert trail.broken() == [found]


def test_the_last_entries_cut_off_with_the_head_put_back_are_found(trail: Trail) -> None:
    trail.force("DELETE FROM audit_payload WHERE audit_id > 9", "DELETE FROM audit WHERE id > 9")
    assert trail.broken() == [(10, "cut")]
    trail.force("UPDATE audit_head SET count = 9, last_id = 9, last_seal = (SELECT seal FROM audit WHERE id = 9)")
    assert trail.broken() == [(10, "cut"), (None, "head")]


@pytest.mark.parametrize(
    "forged",
    [
        "UPDATE audit_head SET count = 12, last_at = 'x'",
        "UPDATE audit_head SET last_seal = 'x'",
        "UPDATE audit_head SET seal = 7",
        "DELETE FROM audit_head",
    ],
)
def test_writing_on_does_not_heal_a_forged_head(trail: Trail, forged: str) -> None:
    trail.force(forged)
    trail.write(1)
    assert trail.broken() == [(13, "changed")]


def test_writing_on_does_not_heal_a_tail_that_was_cut_or_forged(trail: Trail) -> None:
    trail.force("DELETE FROM audit_payload WHERE audit_id = 12", "DELETE FROM audit WHERE id = 12")
    trail.write(1)
    assert trail.broken()[0] == (13, "missing")


def test_the_database_itself_refuses(trail: Trail) -> None:
    with closing(sqlite3.connect(trail.database, isolation_level=None)) as raw:
        for statement in (
            "UPDATE audit SET clerk = 'x'",
            "UPDATE audit SET seal = NULL",
            "DELETE FROM audit WHERE id = 12",
            f"INSERT OR REPLACE INTO audit ({LIST}) SELECT {LIST} FROM audit WHERE id = 3",
            "UPDATE audit_payload SET before = NULL, after = NULL",
            "UPDATE audit_payload SET after = '{}'",
            "DELETE FROM audit_payload",
            "INSERT OR REPLACE INTO audit_payload VALUES (3, NULL, NULL)",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                raw.execute(statement)
    assert trail.verify().is_whole


def test_a_clock_that_was_set_back_takes_no_stamp_back(trail: Trail) -> None:
    trail.write(1, at=NOW.replace(year=2025))
    assert trail.force("SELECT max(at) = (SELECT at FROM audit WHERE id = 13) FROM audit") == [(1,)]
    assert trail.verify().is_whole
