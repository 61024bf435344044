"""What somebody may do and see; made of their roles, or everything in a home where nobody has to sign in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Grant:
    """What one role allows: patterns of actions and of what may be read, in these projects and departments.

    None is every project, every department.
    """

    actions: tuple[str, ...] = ("*",)
    reads: tuple[str, ...] = ("*",)
    project_ids: frozenset[int] | None = None
    department_ids: frozenset[int] | None = None

    def covers(self, project_id: int | None) -> bool:
        """Whether it holds for what belongs to that project; None is the office's own."""
        return project_id is None or self.project_ids is None or project_id in self.project_ids


@dataclass(frozen=True, slots=True)
class Rights:
    """All that somebody may: the sum of their roles, whose codes are ``roles``.

    ``grants`` has the roles one by one, because what one of them allows in its project, none may do in another's.
    """

    actions: tuple[str, ...] = ("*",)
    reads: tuple[str, ...] = ("*",)
    project_ids: frozenset[int] | None = None
    department_ids: frozenset[int] | None = None
    roles: tuple[str, ...] = ()
    grants: tuple[Grant, ...] = ()

    @property
    def is_open(self) -> bool:
        """True where nothing is kept from them."""
        return "*" in self.actions and "*" in self.reads and self.project_ids is None and self.department_ids is None

    def may(self, action: str, project_id: int | None = None) -> bool:
        """Whether they may do it at all, or to what belongs to a project."""
        if project_id is None or not self.grants:
            return matches(self.actions, action)
        return any(grant.covers(project_id) and matches(grant.actions, action) for grant in self.grants)

    def may_read(self, what: str) -> bool:
        """Whether they may see a page, a list, a report, or call a command."""
        return matches(self.reads, what)


def matches(patterns: Iterable[str], name: str) -> bool:
    """Whether a name is among them: ``*`` is every name, ``customer.*`` every name of a group."""
    return any(
        pattern in ("*", name) or (pattern.endswith(".*") and name.startswith(pattern[:-1])) for pattern in patterns
    )


def sum_of(grants: Iterable[Grant], roles: Iterable[str] = ()) -> Rights:
    """What all these grants allow together; none of them allow nothing."""
    held = tuple(grants)
    return Rights(
        tuple(dict.fromkeys(pattern for grant in held for pattern in grant.actions)),
        tuple(dict.fromkeys(pattern for grant in held for pattern in grant.reads)),
        _all_of([grant.project_ids for grant in held]),
        _all_of([grant.department_ids for grant in held]),
        tuple(dict.fromkeys(roles)),
        held,
    )


def _all_of(parts: list[frozenset[int] | None]) -> frozenset[int] | None:
    return None if None in parts else frozenset[int]().union(*(part for part in parts if part is not None))


EVERYTHING: Final = Rights()
NOTHING: Final = sum_of(())
