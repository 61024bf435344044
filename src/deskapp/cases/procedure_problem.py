"""What is wrong in the text of a procedure: with file, line and key, as codes whose words are made at the face."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from deskapp.cases.procedure_lines import Path, find_lines, line_of
from deskapp.cases.procedure_table import ID, Faults
from deskapp.errors import DeskError

BIGGEST: Final = 256 * 1024
"""The longest text, in characters, that is read at all."""

# the time that a parser takes for a key grows with the square of its parts
_ENDLESS_KEY: Final = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){50}""")
_AT_LINE: Final = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")


@dataclass(frozen=True, slots=True)
class ProcedureProblem:
    """What is wrong in a file: line (from 1), key as a reader finds it (``steps.check.gates``), code and values.

    A problem that is a ``warning`` is told and lets the procedure be used.
    """

    file: str
    line: int
    key: str
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    warning: bool = False


class ProcedureError(DeskError):
    """A text that is no procedure, with all that is wrong in it."""

    def __init__(self, problems: Sequence[ProcedureProblem]) -> None:
        first = problems[0]
        super().__init__(first.code, **first.values)
        self.problems = tuple(problems)


def read_toml(text: str, path: str) -> tuple[dict[str, Any], ProcedureProblem | None]:
    """The tables of a text; broken, huge or endlessly nested ones are an ordinary problem."""
    if len(text) > BIGGEST:
        return {}, ProcedureProblem(path, 1, "", "procedures.too_big", {"limit": BIGGEST // 1024})
    if (endless := _ENDLESS_KEY.search(text)) is not None:
        return {}, ProcedureProblem(path, text.count("\n", 0, endless.start()) + 1, "", "procedures.nested")
    try:
        return tomllib.loads(text, parse_float=Decimal), None
    except tomllib.TOMLDecodeError as error:
        told = str(error)
        found = _AT_LINE.search(told)
        line = int(found.group(1)) if found and found.group(1) else text.count("\n") + 1
        return {}, ProcedureProblem(path, line, "", "procedures.toml", {"why": _AT_LINE.sub("", told).strip()})
    except (RecursionError, ArithmeticError, ValueError):
        return {}, ProcedureProblem(path, 1, "", "procedures.nested")


def place_faults(text: str, path: str, data: Mapping[str, Any], faults: Faults) -> list[ProcedureProblem]:
    """The faults with their lines, in the order of the file."""
    lines = find_lines(text)
    problems = [
        ProcedureProblem(path, line_of(lines, where), _shown(where, data), fault.code, fault.values, fault.warning)
        for where, fault in faults.found
    ]
    return sorted(problems, key=lambda problem: problem.line)


def _shown(path: Path, data: Any) -> str:
    """A path for people: items of arrays by their id or code, else by their number from 1."""
    shown = []
    for part in path:
        try:
            data = data[part]
        except (LookupError, TypeError):
            data = None
        if isinstance(part, int):
            names = (data.get(key) for key in ("id", "code", "reason", "on")) if isinstance(data, dict) else ()
            shown.append(next((name for name in names if isinstance(name, str) and ID.fullmatch(name)), str(part + 1)))
        else:
            shown.append(part[:60])
    return ".".join(shown)
