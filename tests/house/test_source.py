"""What every source file keeps to."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.ground import PACKAGE, REPOSITORY, calls, literal, modules, nodes, nothing

LONGEST = 399
UNFINISHED = re.compile(r"\b(TODO|FIXME|raise NotImplementedError)\b")
SQL = re.compile(
    r"\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s.+\sSET|DELETE\s+FROM|CREATE\s+(TABLE|INDEX|TRIGGER)|PRAGMA)\s",
    re.DOTALL,
)
WHERE_SQL_LIVES = ("store", "migrations")


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def short(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def test_a_file_can_be_read_in_one_sitting() -> None:
    sources = [*modules("src", "tests", "tools", "benchmarks"), *PACKAGE.rglob("*.tcss")]
    assert len(sources) > 20
    assert {short(path): len(lines(path)) for path in sources if len(lines(path)) > LONGEST} == {}


def test_nothing_is_left_for_later() -> None:
    found = [
        f"{short(path)}:{number}"
        for path in modules("src")
        for number, line in enumerate(lines(path), 1)
        if UNFINISHED.search(line)
    ]
    nothing(found)


def raw_sql(path: Path) -> Iterator[int]:
    """Lines of a file that hold SQL as text or ask for a way to send it."""
    yield from (node.lineno for called, node in calls(path) if called == "exec_driver_sql")
    for node in nodes(path):
        if isinstance(node, ast.Constant) and SQL.match(literal(node) or ""):
            yield node.lineno
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sqlalchemy":
            yield from (node.lineno for alias in node.names if alias.name == "text")


def test_sql_is_written_in_the_store_only() -> None:
    elsewhere = [path for path in modules("src") if path.relative_to(PACKAGE).parts[0] not in WHERE_SQL_LIVES]
    nothing(f"{short(path)}:{line}" for path in elsewhere for line in raw_sql(path))


def test_series_of_numbers_are_named_in_one_place() -> None:
    """A procedure is refused what stands in ``values/series.py``: letters that stand elsewhere it would get."""
    giving = {"number": 0, "take_numbers": 2, "reserve_numbers": 2, "own_numbers": 1}
    found = [
        f"{short(path)}:{call.lineno}"
        for path in modules("src")
        for called, call in calls(path)
        if called in giving and len(call.args) > giving[called]
        if re.fullmatch("[A-Z]{1,6}", literal(call.args[giving[called]]) or "")
    ]
    nothing(found)
