"""Where the house stands, for the tests that read its source."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "src" / "deskapp"


def modules(*folders: str) -> list[Path]:
    """Python files below the named folders of the repository."""
    return sorted(path for folder in folders for path in (REPOSITORY / folder).rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All of a file's tree, walked once for every rule."""
    return tuple(ast.walk(tree(path)))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a file with the last word of what is called: ``text`` for ``words.text(...)``."""
    for node in nodes(path):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr, node
            elif isinstance(node.func, ast.Name):
                yield node.func.id, node


def literal(node: ast.expr | None) -> str | None:
    """The text of a plain string in the source, None for anything computed."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def nothing(found: Iterable[object]) -> None:
    """Fails with all that was found, one a line."""
    lines = [str(one) for one in found]
    assert not lines, "\n" + "\n".join(lines)
