"""The keys of the overview's screens; figures work on pages, where no field has the focus."""

from __future__ import annotations

from typing import Final

from textual.dom import DOMNode

from deskapp.ui.commands import Command, key_name
from deskapp.ui.lines import shell_of

# With priority, so that what a key opens is there before the key behind it is given out.
CODES: Final = Command("search.codes", "f4", "search", priority=True)
TODAY: Final = Command("search.today", "f5", "search", priority=True)
LISTS: Final = Command("search.lists", "f8", "search", priority=True)
IMPORT: Final = Command("search.import", "ctrl+o", "search", priority=True)
CLEAR: Final = Command("search.clear", "escape", "search", show=False)

ADD_RESIDENT: Final = Command("page.add-resident", "0", "page", priority=True)
END_RESIDENT: Final = Command("page.end-resident", "delete", "page", priority=True)
CONTRACT: Final = Command("page.contract", "1", "page", priority=True)
FILING: Final = Command("page.filing", "2", "page", priority=True)
LOAN: Final = Command("page.loan", "3", "page", priority=True)
HANDOVER: Final = Command("page.handover", "4", "page", priority=True)
COMPLAINT: Final = Command("page.complaint", "6", "page", priority=True)
REPAIR: Final = Command("page.repair", "7", "page", priority=True)
CASHIER: Final = Command("page.cashier", "8", "page", priority=True)
COMPLAIN: Final = Command("page.complain", "1", "page", priority=True)
MEND: Final = Command("page.mend", "2", "page", priority=True)
MERGE: Final = Command("page.merge", "3", "page", priority=True)
UNDO_MERGE: Final = Command("page.undo-merge", "4", "page", priority=True)
PRIVACY: Final = Command("page.privacy", "7", "page", priority=True)
MONEY: Final = Command("page.money", "6", "page", priority=True)
REVEAL: Final = Command("page.reveal", "8", "page", priority=True)
FORMER: Final = Command("page.former", "f5", "page")
PREVIOUS: Final = Command("page.previous", "left", "page", priority=True)
NEXT: Final = Command("page.next", "right", "page", priority=True)


def pressed_as(node: DOMNode, command: Command) -> str:
    """The key that a command lies on now, as the key lines write it; a clerk may have moved it."""
    keys = shell_of(node).settings.keymap.get(command.id, command.key)
    return key_name(keys.partition(",")[0])
