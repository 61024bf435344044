"""What the intake desk judges, without a database: topics, the queue's numbers, whose name may be shown."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from deskapp.values.names import is_chinese

TOPICS: Final = ("title", "transfer", "land", "mortgage", "tax", "notary", "papers", "hours", "other")

SERVICES: Final = MappingProxyType({"enquiry": "A", "dossier": "B", "cashier": "C", "result": "D"})
"""What people queue for, and the letter that their numbers begin with."""


def ticket_code(service: str, position: int) -> str:
    """A queue number as it is printed and called: ``A001``; at least three figures, growing."""
    return f"{SERVICES[service]}{position:03}"


def mask_name(name: str) -> str:
    """A name for a board that everybody reads: ``张**``, ``Nguyễn V** Đ**``, ``Riverside L**``."""
    if is_chinese(name):
        return name[0] + "*" * min(len(name) - 1, 3)
    first, *rest = name.split() or [""]
    return " ".join((first, *(f"{word[0]}**" for word in rest[:3]))) if rest else f"{first[:1]}**"
