"""When the days off change, so do the days on which open cases are due: they are worked out anew, some at a time."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Final

from deskapp.cases.projection import find_drifted, refresh_cases
from deskapp.store.follow import Drifted, Projector
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Reader, Work

_SOME: Final = 20
"""Cases that are written at once, so that nobody at the counter waits for the lock."""


def follow_calendar(store: Store, clerk: Clerk, now: datetime) -> int:
    """Work the open cases out anew that the calendar, as it is now, puts to another day; how many they were."""
    after: int | None = 0
    count = 0
    while after is not None:
        drifted, after = store.read(partial(find_drifted, today=now.date(), after=after))
        for place in range(0, len(drifted), _SOME):
            some = partial(refresh_cases, case_ids=drifted[place : place + _SOME])
            store.write(clerk, "case.follow_calendar", some, now)
        count += len(drifted)
    return count + sum(_follow(store, clerk, now, one) for one in store.projectors)


def _follow(store: Store, clerk: Clerk, now: datetime, projector: Projector) -> int:
    """The same for figures of a desk that hang on the calendar."""
    find = projector.drifted
    after: int | None = 0 if find is not None else None
    count = 0
    while find is not None and after is not None:
        drifted, after = store.read(partial(_behind, find=find, after=after))
        for place in range(0, len(drifted), _SOME):
            some = partial(_mark, name=projector.name, numbers=drifted[place : place + _SOME])
            store.write(clerk, "case.follow_calendar", some, now)
        count += len(drifted)
    return count


def _behind(reader: Reader, find: Drifted, after: int) -> tuple[list[int], int | None]:
    return find(reader, after)


def _mark(work: Work, name: str, numbers: list[int]) -> None:
    work.following.mark(name, numbers)
