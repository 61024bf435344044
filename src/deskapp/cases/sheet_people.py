"""For whom a row of cases or enquiries is: a customer found or entered, else somebody who stays as name and phone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Final

from deskapp.errors import Problem
from deskapp.office.customer.people import Person, find_known, write_people
from deskapp.office.customer.sheet import judge_person, people_of
from deskapp.sheets.judge import Entry, Key, Known, Row, Run
from deskapp.store.bulk import Slice
from deskapp.store.work import Reader
from deskapp.values.names import fold_name

NOBODY: Final[Key] = ("nobody",)
_PERSON: Final = ("name", "id_kind", "id_number", "phone")


@dataclass(frozen=True, slots=True)
class Who:
    """The person of a row as the judge knows people; ``keys`` name them, best first.

    Who has no ``entry`` is no customer: a name without a number, a phone without a name; they stay as ``caller``.
    """

    keys: tuple[Key, ...]
    name: str = ""
    entry: Entry | None = None
    phone: str = ""

    @property
    def caller(self) -> str:
        """The name that stays as it is."""
        return "" if self.entry is not None else self.name


def who_of(run: Run, row: Row) -> tuple[Who, list[Problem]]:
    """Whom a row names; two people in one cell are refused, for a matter is one person's."""
    if not any(row.values.get(name) for name in _PERSON):
        return Who((NOBODY,)), []
    people, problems = people_of(run, row)
    if problems:
        return Who((NOBODY,)), problems
    if len(people) > 1:
        return Who((NOBODY,)), [run.problem(row, "name", "case.one_person")]
    return _who(people[0]), []


def caller_key(name: str, phone: str) -> Key:
    """The key of somebody who is no customer."""
    return ("caller", fold_name(name), phone) if name or phone else NOBODY


def _who(person: Person) -> Who:
    entry = person.entry()
    if entry.keys:
        return Who(entry.keys, person.name or "", entry)
    name, phone = person.name or "", person.phone or ""
    return Who((caller_key(name, phone),), name, phone=phone)


def find_who(reader: Reader, people: Collection[Who]) -> dict[Key, Known]:
    """The customers among them."""
    return find_known(reader, [who.entry for who in people if who.entry is not None])


def judge_who(run: Run, row: Row, who: Who, others: MutableMapping[Key, Known]) -> tuple[Known | None, list[Problem]]:
    """The customer of a row, entered for the first time where nobody knows them; or what stands against it."""
    if who.entry is None:
        return None, []
    known = next((others[key] for key in who.keys if key in others), None)
    problems = judge_person(run, row, who.entry, known, others)
    if known is None and not who.name:
        problems.append(run.problem(row, "name", "customer.unknown_without_name", row.values.get("id_number", "")))
    if problems or known is not None:
        return known, problems
    more = {name: row.values[name] for name in ("channel", "language") if name in row.values}
    fresh = Known(None, 0, who.entry.values | more, parts=who.entry.parts)
    others.update(dict.fromkeys(who.keys, fresh))
    return fresh, []


def is_another(known: Known, person: Known | None) -> bool:
    """Whether a row means somebody else than the record of its number, be that stored or of a row before it."""
    before = known.parts.get("person")
    if person is None or before is person:
        return False
    return before is not None or known.parts.get("customer_id") not in (None, person.id)


def count_new(customers: Iterable[Known | None]) -> dict[str, int]:
    """How many of them are entered for the first time; nothing where nobody is."""
    fresh = {id(one) for one in customers if one is not None and one.id is None}
    return {"customers": len(fresh)} if fresh else {}


def enter_people(slice_: Slice, run: Run, customers: Sequence[Known | None]) -> dict[str, int]:
    """Write those who are new; how many."""
    counted = count_new(customers)
    fresh = {id(one): one for one in customers if one is not None and one.id is None}
    if fresh:
        write_people(slice_, run, list(fresh.values()))
    return counted
