"""The procedures that there are: those that come with the program, and over them the office's own.

Only the head of a file (what stands before its first table) is read to list it; the whole is read when it is first
wanted, and kept until the file changes. What cannot be used is told as problems and never hides what can.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from deskapp.cases.procedure import SECRET_KINDS, FieldRule, Heading, Procedure, Texts
from deskapp.cases.procedure_check import Known
from deskapp.cases.procedure_parse import PINNED, parse_procedure, read_procedure
from deskapp.cases.procedure_problem import BIGGEST, ProcedureProblem, read_toml
from deskapp.cases.procedure_table import ID
from deskapp.errors import DeskError
from deskapp.locale import Key
from deskapp.values import series

SHIPPED: Final = Path(__file__).parents[1] / "procedures"
FLOWS: Final = "flows"

_SYNTAX: Final = ("procedures.toml", "procedures.nested", "procedures.too_big")
_TABLE: Final = re.compile(r"^[ \t]*\[", re.MULTILINE)
_FLOW: Final = re.compile(r"^flow[ \t]*=[ \t]*[\"']([a-z][a-z0-9_-]*)[\"']", re.MULTILINE)


@dataclass(slots=True, eq=False)
class ProcedureFile:
    """A procedure file: its text, its head, and when it was wanted the whole with what is wrong."""

    path: Path
    origin: str
    text: str = ""
    heading: Heading | None = None
    procedure: Procedure | None = None
    problems: list[ProcedureProblem] = field(default_factory=list)
    read: bool = False


class Procedures:
    """All procedures of an office, by id, fast code, day and place. Made by ``load_procedures``."""

    def __init__(self, files: Iterable[ProcedureFile], flows: tuple[Path, ...], known: Known) -> None:
        self.files = list(files)
        self._flows = flows
        self._known = known
        self._clashes = _clashes(self.files)
        self._refused = frozenset(problem.file for problem in self._clashes)

    @property
    def headings(self) -> list[Heading]:
        """Every file that has a readable head and collides with no other, shipped and own."""
        return [heading for file in self.files if (heading := self._usable(file)) is not None]

    def find(self, procedure_id: str, day: date, province: str = "", district: str = "") -> Procedure:
        """The procedure in force on ``day`` at a place: the office's before the shipped, the nearest place, the newest.

        An office's file that is broken falls back to the shipped one and stands in ``problems``.
        """
        found = self.find_file(procedure_id, day, province, district).procedure
        assert found is not None
        return found

    def find_file(self, procedure_id: str, day: date, province: str = "", district: str = "") -> ProcedureFile:
        """The file of the procedure that ``find`` finds, read whole."""
        files = [file for file in self.files if (heading := self._usable(file)) and heading.id == procedure_id]
        held = [file for file in files if file.heading and file.heading.holds(day, province, district)]
        for file in sorted(held, key=_rank, reverse=True):
            if self.whole(file) is not None:
                return file
        broken = next((problem for file in held for problem in file.problems if not problem.warning), None)
        if broken is not None:
            raise DeskError("procedures.broken", "procedure", file=broken.file, line=broken.line, key=broken.key)
        if files:
            raise DeskError("procedures.not_in_force", "procedure", procedure=procedure_id, day=day)
        raise DeskError("procedures.unknown", "procedure", procedure=procedure_id)

    def in_force(self, day: date, country: str = "", province: str = "", district: str = "") -> list[Heading]:
        """The headings in force on ``day`` at a place, one an id, by category and code."""
        best: dict[str, ProcedureFile] = {}
        for file in sorted(self.files, key=_rank):
            heading = self._usable(file)
            if heading and heading.holds(day, province, district) and country in ("", heading.country):
                best[heading.id] = file
        found = [file.heading for file in best.values() if file.heading]
        return sorted(found, key=lambda one: (one.category, one.code or "~", one.id))

    def by_code(
        self, code: str, day: date, country: str = "", province: str = "", district: str = ""
    ) -> Heading | None:
        """The procedure of a two-digit fast code."""
        return next((one for one in self.in_force(day, country, province, district) if one.code == code), None)

    def all(self) -> list[Procedure]:
        """Every file that can be used, read whole."""
        return [found for file in self.files if self._usable(file) and (found := self.whole(file)) is not None]

    def secret_fields(self) -> frozenset[str]:
        """Every field that is kept secret, because a file says so or the office's settings do."""
        told = (self.whole(file) for file in self.files if "secret" in file.text and self._usable(file))
        declared = (f"{found.id}.{rule.code}" for found in told if found for rule in found.fields if rule.secret)
        return self._known.secrets | frozenset(declared)

    def problems(self) -> list[ProcedureProblem]:
        """All that is wrong in any file, warnings too; reads every file."""
        # a flow's problem is met in every file that names the flow, and told once
        every = [problem for file in self.files for problem in self.problems_of(file)]
        return list({(one.file, one.line, one.key, one.code): one for one in every}.values())

    def problems_of(self, file: ProcedureFile) -> list[ProcedureProblem]:
        """What is wrong in one file, and with whom it collides."""
        self.whole(file)
        return [*(problem for problem in self._clashes if problem.file == str(file.path)), *file.problems]

    def whole(self, file: ProcedureFile) -> Procedure | None:
        """The procedure of a file, read when it is first wanted; None for a file that cannot be used."""
        if not file.read:
            found, file.problems = _read_whole(file, self._flows, self._known)
            file.procedure = found and mark_secrets(found, self._known.secrets)
            file.read = True
        return file.procedure

    def _usable(self, file: ProcedureFile) -> Heading | None:
        return file.heading if str(file.path) not in self._refused else None


@lru_cache(maxsize=256)
def read_pinned(text: str) -> Procedure:
    """The procedure of a text that a case was begun with; it was checked then, and is not refused ever after."""
    return parse_procedure(text, origin=PINNED)


@lru_cache(maxsize=256)
def read_marked(text: str, secrets: frozenset[str]) -> Procedure:
    """The same, with what is kept secret today: a field that was declared so later is secret in older cases too."""
    return mark_secrets(read_pinned(text), secrets)


def mark_secrets(procedure: Procedure, secrets: frozenset[str]) -> Procedure:
    """The procedure with these fields secret (``procedure.field``, or ``field`` of any), beside those it names."""

    def is_named(rule: FieldRule) -> bool:
        named = rule.code in secrets or f"{procedure.id}.{rule.code}" in secrets
        return named and rule.kind in SECRET_KINDS and not rule.secret

    if not any(map(is_named, procedure.fields)):
        return procedure
    return replace(
        procedure, fields=tuple(replace(rule, secret=True) if is_named(rule) else rule for rule in procedure.fields)
    )


def load_procedures(shipped: Path = SHIPPED, office: Path | None = None, known: Known | None = None) -> Procedures:
    """The procedures of two folders. Files that did not change since are not read again."""
    folders = [(shipped, "shipped"), *([(office, "office")] if office else [])]
    files = [
        _opened(str(path), origin, *_stamp(path))
        for folder, origin in folders
        for path in sorted(folder.glob("*.toml"))
        if not path.name.startswith(".")
    ]
    flows = _flows(shipped, office)
    marks = tuple(_stamp(path) for folder in flows for path in sorted(folder.glob("*.toml")))
    return _gathered(tuple(files), flows, known or Known(), marks)


def check_file(
    path: Path, shipped: Path = SHIPPED, office: Path | None = None, known: Known | None = None
) -> tuple[Procedure | None, list[ProcedureProblem]]:
    """A file as if it lay in the office's folder, instead of the one of its name there: with all that is wrong."""
    others = load_procedures(shipped, office, known).files
    own = [file for file in others if file.origin == "shipped" or file.path.name != path.name]
    file = ProcedureFile(path, "office")
    _open(file)
    there = Procedures([*own, file], (path.parent / FLOWS, *_flows(shipped, office)), known or Known())
    return there.whole(file), there.problems_of(file)


def _flows(shipped: Path, office: Path | None) -> tuple[Path, ...]:
    return tuple(folder / FLOWS for folder in (office, shipped) if folder)


@lru_cache(maxsize=8)
def _gathered(
    files: tuple[ProcedureFile, ...], flows: tuple[Path, ...], known: Known, marks: tuple[Any, ...]
) -> Procedures:
    del marks  # they only tell an edited flow from the one before
    fresh = [replace(file, problems=list(file.problems)) for file in files]
    return Procedures(fresh, flows, known)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        told = os.stat(path)  # noqa: PTH116 - a hundred of them at every opening
    except OSError:
        return 0, 0
    return told.st_mtime_ns, told.st_size


@lru_cache(maxsize=1024)
def _opened(path: str, origin: str, modified: int, size: int) -> ProcedureFile:
    del modified, size
    file = ProcedureFile(Path(path), origin)
    _open(file)
    return file


def _open(file: ProcedureFile) -> None:
    """Text and head of a file; a file that is none is a problem."""
    name = str(file.path)
    text, problem = read_text(file.path)
    if problem is None:
        file.text = text
        table = _TABLE.search(text)
        head = text[: table.start()] if table else text
        data, problem = read_toml(head, name)
        if problem is not None:
            # a text of several lines may hold what looks like a table
            data, problem = read_toml(text, name)
        if problem is None:
            file.heading = _heading(data, file.origin, name)
            if file.heading is None:
                # the whole reading says what is wrong with the head
                file.problems = read_procedure(text, file.origin, name)[1]
    if problem is not None:
        file.problems = [problem]
    file.read = bool(file.problems)


def read_text(path: Path) -> tuple[str, ProcedureProblem | None]:
    """The text of a file, a byte-order mark and Windows line ends taken off; else why it cannot be read."""
    name = str(path)
    if path.exists() and not path.is_file():
        return "", ProcedureProblem(name, 1, "", "procedures.no_file")
    try:
        with path.open("rb") as stream:
            content = stream.read(4 * BIGGEST + 1)
    except OSError as error:
        return "", ProcedureProblem(name, 1, "", "procedures.unreadable", {"why": error.strerror or str(error)})
    if len(content) > 4 * BIGGEST:
        return "", ProcedureProblem(name, 1, "", "procedures.too_big", {"limit": BIGGEST // 1024})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return "", ProcedureProblem(name, line, "", "procedures.encoding")
    return text.replace("\r\n", "\n"), None


def _heading(data: dict[str, Any], origin: str, path: str) -> Heading | None:
    """The head's values where they can be used; whoever needs them right reads the whole."""

    def text(key: str) -> str:
        value = data.get(key, "")
        return value if isinstance(value, str) else ""

    def day(key: str) -> date | None:
        value = data.get(key)
        return value if type(value) is date else None

    name = data.get("name")
    said = {key: value for key, value in name.items() if isinstance(value, str)} if isinstance(name, dict) else {}
    if not ID.fullmatch(text("id")):
        return None
    return Heading(
        id=text("id"),
        name=Texts(**{key: value for key, value in said.items() if key in ("zh", "vi", "en")}),
        country=text("country"),
        province=text("province"),
        district=text("district"),
        valid_from=day("valid_from") or date.min,
        valid_until=day("valid_until"),
        prefix=text("prefix"),
        code=text("code"),
        category=text("category") or "other",
        subject=text("subject") or "none",
        origin=origin,
        path=path,
    )


def _rank(file: ProcedureFile) -> tuple[bool, bool, bool, date]:
    heading = file.heading
    if heading is None:
        return False, False, False, date.min
    return heading.origin == "office", bool(heading.district), bool(heading.province), heading.valid_from


def _read_whole(
    file: ProcedureFile, flows: Iterable[Path], known: Known
) -> tuple[Procedure | None, list[ProcedureProblem]]:
    """The procedure of a file with its flow behind it; problems of the flow's part are told of the flow's file."""
    name, own = str(file.path), f"{file.text.rstrip()}\n"
    wanted = _FLOW.search(own)
    path = next((path for folder in flows if wanted and (path := folder / f"{wanted[1]}.toml").is_file()), None)
    if path is None:
        return read_procedure(own, file.origin, name, known)
    flow, problem = read_text(path)
    if problem is not None:
        return None, [problem]
    found, problems = read_procedure(f"{own}\n{flow.rstrip()}\n", file.origin, name, known)
    if any(problem.code in _SYNTAX for problem in problems):
        # each by itself: an open quote of the one may end in the other
        alone = read_toml(own, name)[1] or read_toml(flow, str(path))[1]
        return None, [alone] if alone else problems
    first = own.count("\n") + 1
    return found, [_where(problem, first, str(path)) for problem in problems]


def _where(problem: ProcedureProblem, first: int, flow: str) -> ProcedureProblem:
    """A problem behind the file's own lines belongs to the flow, which begins on line ``first`` + 1."""
    return replace(problem, file=flow, line=problem.line - first) if problem.line > first else problem


def _clashes(files: list[ProcedureFile]) -> list[ProcedureProblem]:
    """Files of one origin and id that hold at once, fast codes of two procedures, prefixes of two things: the later
    file is refused."""
    problems: dict[str, ProcedureProblem] = {}
    headed = [(file, file.heading) for file in files if file.heading]
    for (first, one), (second, other) in combinations(headed, 2):
        path = str(second.path)
        if path in problems or str(first.path) in problems or one.country != other.country or not one.meets(other):
            continue
        if one.id == other.id:
            if one.origin == other.origin and one.place == other.place:
                values = {"id": one.id, "other": first.path.name}
                problems[path] = ProcedureProblem(path, _line(second, "id"), "id", "procedures.overlap", values)
        elif one.code and one.code == other.code:
            values = {"code": one.code, "other": one.id}
            problems[path] = ProcedureProblem(path, _line(second, "code"), "code", "procedures.code_taken", values)
    return [*problems.values(), *_taken_prefixes([pair for pair in headed if str(pair[0].path) not in problems])]


def _taken_prefixes(headed: list[tuple[ProcedureFile, Heading]]) -> list[ProcedureProblem]:
    """Files whose cases would be numbered like our own records, or like cases of another category or country."""
    problems, holders = [], dict[str, Heading]()
    for file, heading in headed:
        prefix = heading.prefix
        if prefix in ("", series.CASE):
            continue
        holder = holders.setdefault(prefix, heading)
        code, values = "", {"prefix": prefix}
        if prefix in series.OWN:
            code, values["of"] = "prefix_ours", Key(f"number_series.{prefix}")
        elif holder.id != heading.id and (holder.country, holder.category) != (heading.country, heading.category):
            code, values["other"] = "prefix_taken", holder.id
        if code:
            path = str(file.path)
            problems.append(ProcedureProblem(path, _line(file, "prefix"), "prefix", f"procedures.{code}", values))
    return problems


def _line(file: ProcedureFile, key: str) -> int:
    found = re.search(rf"^{key}[ \t]*=", file.text, re.MULTILINE)
    return file.text.count("\n", 0, found.start()) + 1 if found else 1
