"""Which acceptances a building needs before its homes are handed over, as dated rows, and what is still missing."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from deskapp.errors import DeskError
from deskapp.office.acceptance.model import ACCEPTANCE_KINDS
from deskapp.office.tariffs.rates import CERTAINTIES

OWNERS: Final = ("engineering", "preparation", "property", "titles")
_FALLBACK: Final = "CN"


@dataclass(frozen=True, slots=True)
class Need:
    """A kind of acceptance that a country asks for, whose it is, and whether a handover waits for it."""

    kind: str
    owner: str
    handover: bool
    files: bool
    jurisdiction: str
    valid_from: date
    valid_to: date | None
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class AcceptanceFact:
    """What is known of one acceptance of a building."""

    kind: str
    result: str = ""
    planned_on: date | None = None
    decided_on: date | None = None
    department_name: str = ""


@dataclass(frozen=True, slots=True)
class AcceptanceGap:
    """A needed acceptance that is not passed: failed, planned for a day, or unknown (no result, no day).

    ``owner`` is the code of who usually sees to it, ``department_name`` who does so for this building.
    """

    kind: str
    owner: str
    handover: bool
    department_name: str = ""
    planned_on: date | None = None
    result: str = ""


@cache
def shipped_needs() -> tuple[Need, ...]:
    """Every row of ``acceptances.toml``."""
    return parse_needs((Path(__file__).parent / "acceptances.toml").read_text(encoding="utf-8"))


@cache
def needs_on(day: date, country: str) -> tuple[Need, ...]:
    """What buildings need on a day in a country, in the order in which they are shown.

    A country without rows of its own is served as China is.
    """
    rows = shipped_needs()
    place = country if any(row.jurisdiction == country for row in rows) else _FALLBACK
    return tuple(
        row
        for row in rows
        if row.jurisdiction == place and row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
    )


def find_gaps(facts: Iterable[AcceptanceFact], needs: Iterable[Need], today: date) -> tuple[AcceptanceGap, ...]:
    """What a building does not have yet; a result of a later day is none yet."""
    known = {fact.kind: fact for fact in facts}
    gaps = []
    for need in needs:
        fact = known.get(need.kind, AcceptanceFact(need.kind))
        decided = fact.decided_on is not None and fact.decided_on <= today
        if decided and fact.result == "passed":
            continue
        gaps.append(
            AcceptanceGap(
                need.kind,
                need.owner,
                need.handover,
                fact.department_name,
                fact.planned_on,
                fact.result if decided else "",
            )
        )
    return tuple(gaps)


def parse_needs(text: str) -> tuple[Need, ...]:
    """The rows of a file; ``tariff.file`` names the first that cannot be used, and why."""
    try:
        rows = tomllib.loads(text).get("need", [])
    except tomllib.TOMLDecodeError as error:
        raise DeskError("tariff.file", row=str(error), name="toml") from None
    return tuple(_need(row) for row in rows)


def _need(row: Mapping[str, Any]) -> Need:
    choices: dict[str, tuple[Any, ...]] = {
        "kind": ACCEPTANCE_KINDS, "owner": OWNERS, "handover": (True, False), "files": (True, False),
        "certainty": CERTAINTIES,
    }  # fmt: skip

    def wrong(name: str) -> DeskError:
        return DeskError("tariff.file", row=str(row.get("kind")), name=name)

    for name, known in choices.items():
        if row.get(name) not in known:
            raise wrong(name)
    for name in ("jurisdiction", "source"):
        if not isinstance(row.get(name), str) or not row[name]:
            raise wrong(name)
    first, last = row.get("valid_from"), row.get("valid_to")
    if type(first) is not date:
        raise wrong("valid_from")
    if last is not None and (type(last) is not date or last < first):
        raise wrong("valid_to")
    return Need(
        row["kind"], row["owner"], row["handover"], row["files"], row["jurisdiction"], first, last, row["source"],
        row["certainty"],
    )  # fmt: skip
