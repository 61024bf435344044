"""What somebody may do and see; made of their roles, or everything in a home where nobody has to sign in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from deskapp.errors import DeskError
from deskapp.locale import Key


@dataclass(frozen=True, slots=True)
class Grant:
    """What one role allows: patterns of actions and of what may be read, in these projects and departments.

    None is every project, every department. Without ``business`` it opens no record of the office's business.
    """

    actions: tuple[str, ...] = ("*",)
    reads: tuple[str, ...] = ("*",)
    project_ids: frozenset[int] | None = None
    department_ids: frozenset[int] | None = None
    business: bool = True

    def covers(self, project_id: int | None) -> bool:
        """Whether it holds for what belongs to that project; None is the office's own."""
        return project_id is None or self.project_ids is None or project_id in self.project_ids


@dataclass(frozen=True, slots=True)
class Rights:
    """All that somebody may: the sum of their roles, whose codes are ``roles``.

    ``reads`` has names of what is seen: search, today, board, page.customer, list.tasks, report.units, command.export.
    ``grants`` has the roles one by one, because what one of them allows in its project, none may do in another's.
    ``who_may`` gives the codes of the roles that allow an action.
    """

    actions: tuple[str, ...] = ("*",)
    reads: tuple[str, ...] = ("*",)
    project_ids: frozenset[int] | None = None
    department_ids: frozenset[int] | None = None
    business: bool = True
    roles: tuple[str, ...] = ()
    grants: tuple[Grant, ...] = ()
    who_may: Callable[[str], tuple[str, ...]] = field(default=lambda _: (), compare=False, repr=False)

    @property
    def is_open(self) -> bool:
        """True where nothing is kept from them."""
        limits = (self.project_ids, self.department_ids)
        return "*" in self.actions and "*" in self.reads and self.business and limits == (None, None)

    def may(self, action: str, project_id: int | None = None) -> bool:
        """Whether they may do it at all, or to what belongs to a project."""
        if project_id is not None and self.project_ids is not None and project_id not in self.project_ids:
            return False
        if project_id is None or not self.grants:
            return matches(self.actions, action)
        return any(grant.covers(project_id) and matches(grant.actions, action) for grant in self.grants)

    def may_read(self, what: str) -> bool:
        """Whether they may see a page, a list, a report, or call a command.

        ``command.audit`` is every command of that noun, ``command.audit.show`` one of them.
        """
        return matches(self.reads, what) or any(what.startswith(f"{name}.") for name in self.reads)

    def refuse(self, action: str, project_id: int | None = None) -> None:
        """Raise ``access.refused`` where they may not do it; it says who may."""
        if not self.may(action, project_id):
            raise self.refusal(action)

    def refuse_read(self, what: str) -> None:
        """Raise ``access.unseen`` where they may not see it, ``access.roleless`` where they have no role at all."""
        if not self.may_read(what):
            if not self.roles:
                raise DeskError("access.roleless")
            raise DeskError("access.unseen", what=what, who=self._named(self.roles))

    def refuse_department(self, department_id: int | None) -> None:
        """Raise ``access.department`` for what another department has in hand; what no department has is anybody's."""
        if department_id is not None and self.department_ids is not None and department_id not in self.department_ids:
            raise DeskError("access.department")

    def refusal(self, action: str) -> DeskError:
        """Why they may not do something."""
        who = self.who_may(action)
        code = "access.refused" if who else "access.refused_all"
        return DeskError(code, action=action, who=self._named(who))

    def _named(self, codes: Iterable[str]) -> tuple[Key, ...]:
        return tuple(Key(f"role.{code}") for code in codes)


def matches(patterns: Iterable[str], name: str) -> bool:
    """Whether a name is among them: ``*`` is every name, ``customer.*`` every name of a group."""
    return any(
        pattern in ("*", name) or (pattern.endswith(".*") and name.startswith(pattern[:-1])) for pattern in patterns
    )


def sum_of(
    grants: Iterable[Grant],
    roles: Iterable[str] = (),
    who_may: Callable[[str], tuple[str, ...]] = lambda _: (),
) -> Rights:
    """What all these grants allow together; none of them allow nothing."""
    held = tuple(grants)
    # where they see business, a role without it widens no limit; where they see none, the limits are the log's
    wide = [grant for grant in held if grant.business] or held
    return Rights(
        actions=tuple(dict.fromkeys(pattern for grant in held for pattern in grant.actions)),
        reads=tuple(dict.fromkeys(pattern for grant in held for pattern in grant.reads)),
        project_ids=_all_of([grant.project_ids for grant in wide]),
        department_ids=_all_of([grant.department_ids for grant in wide]),
        business=any(grant.business for grant in held),
        roles=tuple(dict.fromkeys(roles)),
        grants=held,
        who_may=who_may,
    )


def _all_of(parts: list[frozenset[int] | None]) -> frozenset[int] | None:
    return None if None in parts else frozenset[int]().union(*(part for part in parts if part is not None))


EVERYTHING: Final = Rights()
NOTHING: Final = sum_of(())
