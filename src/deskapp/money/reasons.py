"""Why money is taken back: asked for wherever it is, kept with the record and in the trail."""

from __future__ import annotations

from deskapp.errors import DeskError
from deskapp.money.drafts import LINE_LIMIT
from deskapp.store.work import Work
from deskapp.values.text import clean


def give_reason(work: Work, reason: str) -> str:
    """The reason as one clean line, set as the reason of this piece of work; ``money.reason`` where there is none."""
    kept = clean(reason)
    if not kept:
        raise DeskError("money.reason", "reason")
    if len(kept) > LINE_LIMIT:
        raise DeskError("draft.too_long", "reason", limit=LINE_LIMIT)
    work.reason = kept
    return kept
