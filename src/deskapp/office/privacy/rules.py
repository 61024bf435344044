"""How long what is kept and how soon a request is answered, as dated rows; everything here is pure but the reading."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Protocol

from deskapp.errors import DeskError
from deskapp.office.tariffs.rates import CERTAINTIES, Validity
from deskapp.values.days import add_months

OFFICE_FILE: Final = "retention.toml"
DOES: Final = ("purge", "keep")
_SPANS: Final = ("years", "months", "days")
_WAITS: Final = ("hours", "working_days")
_RULE: Final = {
    "code", "does", *_SPANS, "least_years", "categories", "papers", "valid_from", "valid_to", "jurisdiction", "source",
    "certainty",
}  # fmt: skip


class WorkingDays(Protocol):
    """A calendar that counts working days."""

    def add_working_days(self, start: date, count: int) -> tuple[date, bool]:
        """The day so many working days later."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How long one kind of record is kept; ``categories`` and ``papers`` say which of them it is about."""

    code: str
    does: str
    validity: Validity
    years: int = 0
    months: int = 0
    days: int = 0
    categories: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    own: bool = False

    def cutoff(self, today: date) -> date:
        """What ended before this day has been kept long enough."""
        return add_months(today, -self.years * 12 - self.months) - timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class AnswerTime:
    """How soon somebody is answered who asks about their own data."""

    validity: Validity
    hours: int = 0
    working_days: int = 0

    def due_at(self, asked_at: datetime, calendar: WorkingDays) -> datetime:
        """The last moment; of a day it is its end."""
        if self.hours:
            return asked_at + timedelta(hours=self.hours)
        day, _ = calendar.add_working_days(asked_at.date(), self.working_days)
        return datetime.combine(day, time(23, 59), asked_at.tzinfo)


@dataclass(frozen=True, slots=True)
class Retention:
    """All rows: the shipped ones, and an office's own, which win by code."""

    rules: tuple[Rule, ...]
    answers: tuple[AnswerTime, ...]

    def on(self, day: date, country: str) -> tuple[Rule, ...]:
        """The rule that holds for each code, in the order of the file."""
        held = [rule for rule in self.rules if _holds(rule.validity, day, country)]
        own = {rule.code for rule in held if rule.own}
        return tuple(rule for rule in held if rule.own or rule.code not in own)

    def answer_time(self, day: date, country: str) -> AnswerTime:
        """How soon a request of that day is answered; ``privacy.no_rule`` where no row says so."""
        for row in self.answers:
            if _holds(row.validity, day, country):
                return row
        raise DeskError("privacy.no_rule", rule="request", day=day)


def load_retention(root: Path) -> Retention:
    """The rows of a home; ``privacy.file`` names file, row and key that are wrong."""
    shipped = shipped_retention()
    own = root / OFFICE_FILE
    if not own.is_file():
        return shipped
    rules, answers = _read(own, own.stat().st_mtime_ns)
    least = _least(_shipped_rows())
    for rule in rules:
        years = least.get((rule.code, rule.validity.jurisdiction), 0)
        if rule.years * 12 + rule.months < years * 12:
            raise DeskError("privacy.too_short", file=own.name, row=rule.code, least=years)
        if rule.code not in {known.code for known in shipped.rules}:
            raise DeskError("privacy.file", file=own.name, row=rule.code, key="code")
    return Retention((*rules, *shipped.rules), (*answers, *shipped.answers))


@lru_cache(maxsize=1)
def shipped_retention() -> Retention:
    """The rows that come with the program."""
    return Retention(*parse_retention(_shipped_text(), OFFICE_FILE, own=False))


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> tuple[tuple[Rule, ...], tuple[AnswerTime, ...]]:
    """The rows of a file as it was at ``changed``."""
    del changed
    try:
        return parse_retention(path.read_text(encoding="utf-8-sig"), path.name, own=True)
    except (OSError, UnicodeDecodeError) as error:
        raise DeskError("privacy.file", file=path.name, row="-", key=type(error).__name__) from None


def parse_retention(text: str, file: str, *, own: bool) -> tuple[tuple[Rule, ...], tuple[AnswerTime, ...]]:
    """The rows of a TOML text."""
    rows = tables_of(text, file, ("rule", "answer"))
    rules = tuple(_rule(row, file, own) for row in rows["rule"])
    answers = tuple(_answer(row, file) for row in rows["answer"])
    _check_overlaps(file, ((rule.code, rule.validity) for rule in rules))
    _check_overlaps(file, (("request", row.validity) for row in answers))
    return rules, answers


def tables_of(text: str, file: str, names: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """The arrays of tables of a file, each row a table; whatever else stands in it is refused."""
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise DeskError("privacy.file", file=file, row="-", key=str(error)[:80]) from None
    found = {name: tables.pop(name, []) for name in names}
    for name in tables:
        raise DeskError("privacy.file", file=file, row="-", key=name)
    for name, rows in found.items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise DeskError("privacy.file", file=file, row="-", key=name)
    return found


def _rule(row: Mapping[str, Any], file: str, own: bool) -> Rule:
    def wrong(key: str) -> DeskError:
        return DeskError("privacy.file", file=file, row=str(row.get("code", "-")), key=key)

    for key in row.keys() - _RULE:
        raise wrong(key)
    if not isinstance(row.get("code"), str):
        raise wrong("code")
    if row.get("does") not in DOES:
        raise wrong("does")
    spans = {name: row[name] for name in _SPANS if name in row}
    for name, value in spans.items():
        if type(value) is not int or not 1 <= value <= 1_000:
            raise wrong(name)
    if len(spans) != 1:
        raise wrong("years")
    for name in ("categories", "papers"):
        told = row.get(name, [])
        if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
            raise wrong(name)
    return Rule(
        row["code"],
        row["does"],
        _validity(row, file),
        **spans,
        categories=tuple(row.get("categories", ())),
        papers=tuple(row.get("papers", ())),
        own=own,
    )


def _answer(row: Mapping[str, Any], file: str) -> AnswerTime:
    waits = {name: row[name] for name in _WAITS if name in row}
    if len(waits) != 1 or type(next(iter(waits.values()))) is not int or next(iter(waits.values())) < 1:
        raise DeskError("privacy.file", file=file, row=str(row.get("code", "-")), key="hours")
    return AnswerTime(_validity(row, file), **waits)


def _validity(row: Mapping[str, Any], file: str) -> Validity:
    def wrong(key: str) -> DeskError:
        return DeskError("privacy.file", file=file, row=str(row.get("code", "-")), key=key)

    first, last = row.get("valid_from"), row.get("valid_to")
    if type(first) is not date:
        raise wrong("valid_from")
    if last is not None and (type(last) is not date or last < first):
        raise wrong("valid_to")
    for name in ("jurisdiction", "source"):
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise wrong(name)
    if row.get("certainty") not in CERTAINTIES:
        raise wrong("certainty")
    return Validity(first, last, row["jurisdiction"], row["source"], row["certainty"])


def _check_overlaps(file: str, rows: Iterable[tuple[str, Validity]]) -> None:
    """Two rows of one code may not hold on the same day in the same place."""
    spans: dict[tuple[str, str], list[tuple[date, date]]] = {}
    for code, validity in rows:
        spans.setdefault((code, validity.jurisdiction), []).append((validity.valid_from, validity.valid_to or date.max))
    for (code, _), periods in spans.items():
        ordered = sorted(periods)
        if any(after[0] <= before[1] for before, after in pairwise(ordered)):
            raise DeskError("privacy.file", file=file, row=code, key="valid_from")


def _holds(validity: Validity, day: date, country: str) -> bool:
    return validity.holds(day) and validity.jurisdiction in (country, "*")


def _least(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], int]:
    return {(row["code"], row["jurisdiction"]): row["least_years"] for row in rows if "least_years" in row}


def _shipped_rows() -> Iterator[Mapping[str, Any]]:
    yield from tomllib.loads(_shipped_text())["rule"]


@lru_cache(maxsize=1)
def _shipped_text() -> str:
    return (Path(__file__).parent / OFFICE_FILE).read_text(encoding="utf-8")
