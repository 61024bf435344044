"""Which department asks a buyer or settles with them: by what the payer is and what it is about, as dated rows."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from deskapp.errors import DeskError
from deskapp.office.deal.model import PAYER_CLASSES

FORMALITIES = ("mortgage", "title_papers", "bank_loan")
ABOUT = ("money", *FORMALITIES)


DEPARTMENTS: Final = ("marketing", "finance", "engineering", "customer_service")
PURPOSES: Final = ("price", "settlement", "refund", *FORMALITIES)
ANY: Final = "*"


@dataclass(frozen=True, slots=True)
class Route:
    """A row of the table; ``payer_class`` is ``*`` where it is for every payer that no other row names."""

    payer_class: str
    purpose: str
    department: str
    valid_from: date
    valid_to: date | None
    source: str

    def holds(self, day: date) -> bool:
        """Whether the row holds on a day; both ends are included."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@cache
def shipped_routes() -> tuple[Route, ...]:
    """The table that comes with the program."""
    return parse_routes((Path(__file__).parent / "routing.toml").read_text(encoding="utf-8"))


def route(payer_class: str, purpose: str, day: date) -> str:
    """The department that has this payer in this matter on a day; a row for the class wins over one for all."""
    rows = [one for one in shipped_routes() if one.purpose == purpose and one.holds(day)]
    for wanted in (payer_class, ANY):
        for one in rows:
            if one.payer_class == wanted:
                return one.department
    raise DeskError("routing.none", payer_class=payer_class, purpose=purpose, day=day)


def classes_of(department: str, purpose: str, day: date) -> frozenset[str]:
    """The classes of payers that a department has in a matter."""
    return frozenset(one for one in PAYER_CLASSES if route(one, purpose, day) == department)


def parse_routes(text: str) -> tuple[Route, ...]:
    """Routes of a TOML text; ``routing.file`` names the first row that cannot be used, and why."""
    try:
        tables = tomllib.loads(text).get("route", [])
    except tomllib.TOMLDecodeError as error:
        raise DeskError("routing.file", row=str(error), name="toml") from None
    routes = tuple(_route(number, row) for number, row in enumerate(tables, 1))
    for place, one in enumerate(routes):
        for other in routes[:place]:
            if (one.payer_class, one.purpose) == (other.payer_class, other.purpose) and _meet(one, other):
                raise DeskError("routing.file", row=place + 1, name="valid_from")
    return routes


def _route(number: int, row: dict[str, Any]) -> Route:
    def code(name: str, known: Collection[str]) -> str:
        if row.get(name) not in known:
            raise DeskError("routing.file", row=number, name=name)
        return str(row[name])

    first, last, source = row.get("valid_from"), row.get("valid_to"), row.get("source")
    if type(first) is not date:
        raise DeskError("routing.file", row=number, name="valid_from")
    if last is not None and (type(last) is not date or last < first):
        raise DeskError("routing.file", row=number, name="valid_to")
    if not isinstance(source, str) or not source:
        raise DeskError("routing.file", row=number, name="source")
    return Route(
        code("payer_class", (*PAYER_CLASSES, ANY)),
        code("purpose", PURPOSES),
        code("department", DEPARTMENTS),
        first,
        last,
        source,
    )


def _meet(one: Route, other: Route) -> bool:
    return one.valid_from <= (other.valid_to or date.max) and other.valid_from <= (one.valid_to or date.max)
