"""Acts that need a reason: it is written into the trail, and committed, before anything is shown or done."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from deskapp.errors import DeskError, Fault
from deskapp.store.work import Clerk, Work

if TYPE_CHECKING:
    from deskapp.store.store import Store

SHORTEST: Final = 4
LONGEST: Final = 500


def checked_reason(text: str) -> str:
    """A reason in one line. Raises ``access.reason`` for none, or for one that says nothing."""
    reason = " ".join(text.split())
    # two characters of Chinese say as much as four letters
    weight = sum(2 if ord(sign) > 0x2E7F else 1 for sign in reason if sign.isalnum())
    if weight < SHORTEST or len(set(reason)) < 2:
        raise DeskError("access.reason", "reason")
    return reason[:LONGEST]


def parse_reason(text: str) -> tuple[str | None, Fault | None]:
    """The same for a field that is being typed in."""
    try:
        return checked_reason(text), None
    except DeskError as error:
        return None, Fault(error.code, error.values)


def note_reason(
    store: Store,
    clerk: Clerk,
    action: str,
    reason: str,
    entity: str,
    number: int | None,
    now: datetime,
    *,
    project_id: int | None = None,
) -> None:
    """Write down why before a value is shown; the entry is committed when this returns.

    Raises ``access.reason``, and ``access.refused`` where the clerk may not.
    """
    given = checked_reason(reason)

    def note(work: Work) -> None:
        work.reason = given
        work.entry(entity, number, project_id=project_id)

    store.write(clerk, action, note, now)
