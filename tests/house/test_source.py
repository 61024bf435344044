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
