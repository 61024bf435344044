"""When the days off change, so do the days on which open cases are due: they are worked out anew, some at a time."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Final

from deskapp.cases.projection import find_drifted, refresh_cases
from deskapp.store.store import Store
from deskapp.store.work import Clerk

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
    return count
