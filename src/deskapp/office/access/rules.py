"""Roles as data: what each allows, and the duties that go with it; pure, from ``roles.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from deskapp.store.rights import NOTHING, Grant, Rights, matches, sum_of

FILE: Final = Path(__file__).with_name("roles.toml")


@dataclass(frozen=True, slots=True)
class Role:
    """A role: patterns of actions and reads, gates that may be passed with a reason, numbers of its duties.

    Its words are in the catalogues: ``role.CODE``, ``role_about.CODE``, ``duty.NUMBER``.
    """

    code: str
    idle_minutes: int
    actions: tuple[str, ...]
    reads: tuple[str, ...]
    duties: tuple[str, ...]
    business: bool = True
    overrides: tuple[str, ...] = ()
    reveal: bool = False
    unmasked_export: bool = False

    @property
    def allowed(self) -> tuple[str, ...]:
        """All its actions, those among them that need a reason."""
        reasoned = [f"override.{gate}" if gate != "*" else "override.*" for gate in self.overrides]
        return (
            *self.actions,
            *reasoned,
            *(("reveal.*",) if self.reveal else ()),
            *(("export.unmasked",) if self.unmasked_export else ()),
        )

    def grant(self, project_ids: frozenset[int] | None, department_ids: frozenset[int] | None) -> Grant:
        """What it allows in these projects and departments."""
        return Grant(self.allowed, self.reads, project_ids, department_ids, self.business)


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody has; None is every project, every department; both days are included."""

    role: str
    project_id: int | None = None
    department_id: int | None = None
    since: date = date.min
    until: date | None = None

    def is_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@cache
def roles() -> Mapping[str, Role]:
    """Every role by its code."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    groups = told.pop("groups")
    return {code: _role(code, fields, groups) for code, fields in told.items()}


def _role(code: str, fields: Mapping[str, Any], groups: Mapping[str, list[str]]) -> Role:
    lists = {name: tuple(_opened(fields.get(name, ()), groups)) for name in ("actions", "reads", "duties", "overrides")}
    return Role(code=code, **{**fields, **lists})


def _opened(names: Iterable[str], groups: Mapping[str, list[str]]) -> Iterable[str]:
    for name in names:
        # a group may name another
        yield from _opened(groups[name[1:]], groups) if name.startswith("@") else (name,)


def rights_from(held: Iterable[Held], today: date) -> Rights:
    """What these roles allow today together; a role that the file no longer knows allows nothing."""
    known = roles()
    now = [one for one in held if one.is_on(today) and one.role in known]
    if not now:
        return NOTHING
    return sum_of(
        (
            known[one.role].grant(
                None if one.project_id is None else frozenset({one.project_id}),
                None if one.department_id is None else frozenset({one.department_id}),
            )
            for one in now
        ),
        (one.role for one in now),
        who_may,
    )


def who_may(action: str) -> tuple[str, ...]:
    """The codes of the roles that allow an action, for whoever is told that they may not."""
    return tuple(code for code, role in roles().items() if matches(role.allowed, action))


def idle_minutes(codes: Iterable[str]) -> int:
    """After how long the counter locks itself: the shortest of these roles, ten minutes without any."""
    known = roles()
    return min((known[code].idle_minutes for code in codes if code in known), default=10)
