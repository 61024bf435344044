"""Two figures from anywhere: a screen, or a procedure and for whom (``31 3-2-1501``), in the one box."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from deskapp.locale import Words

if TYPE_CHECKING:
    from deskapp.cases.procedure import Texts

SCREENS: Final = {
    "00": "originals", "01": "today", "02": "board", "03": "queue", "04": "enquiry",
    "05": "messages", "06": "prints",
    "07": "unit", "08": "customer", "09": "parcel", "10": "case", "11": "daybook", "12": "cash",
    "13": "guide", "14": "enquiry_log", "15": "news", "16": "dayend",
    "17": "contracts", "18": "filing", "19": "arrears",
    "80": "mortgages", "81": "custody", "82": "notices", "83": "facts", "84": "notice_board", "85": "suggestions",
    "86": "accounts", "87": "templates", "88": "listings", "89": "early_defects",
    "60": "complaints", "61": "calls", "62": "mass_events", "63": "complaint_figures", "64": "dispatch",
    "65": "my_orders", "66": "service_prices", "67": "improvements", "68": "technicians", "69": "told",
    "90": "checkin", "91": "handover_day", "92": "handover_board", "93": "deliveries", "94": "batches",
    "95": "defects", "96": "keys", "97": "rounds", "98": "acceptances", "99": "advice",
}  # fmt: skip
"""Codes of screens; procedures have those from 20 to 79, which stand in their files, and go before a screen."""

SHARED: Final = frozenset(str(code) for code in range(60, 70))
"""Of these a procedure of the office goes before the screen: it may have had the code before there was one."""

_TYPED: Final = re.compile(r"(?a)\s*(\d\d)(?:\s+(\S.*?))?\s*")


@dataclass(frozen=True, slots=True)
class Fast:
    """What a code stands for: a screen of this program or a procedure, by its key; ``name`` of a procedure."""

    code: str
    key: str
    name: Texts | None = None

    @property
    def is_screen(self) -> bool:
        """Whether it is a screen; what is typed behind it is then of no use but for an enquiry and for money."""
        return self.name is None

    @property
    def waits(self) -> bool:
        """Whether it is of no use without somebody or something behind it."""
        return not self.is_screen or self.key == "cash"

    def says(self, words: Words) -> str:
        """Its name in the clerk's language."""
        return self.name.say(words.language) if self.name else words.text(f"fast.{self.key}")


def cut_fast(text: str) -> tuple[str, str]:
    """The code and what stands behind it; two empty texts where nothing of the kind was typed."""
    found = _TYPED.fullmatch(text)
    return (found[1], found[2] or "") if found else ("", "")


def find_fast(code: str, data: Any, today: date) -> Fast | None:
    """What a code stands for at this counter now; in a thread, for a procedure's file may have to be read."""
    if code in SCREENS and code not in SHARED:
        return Fast(code, SCREENS[code])
    heading = data.engine.procedures.by_code(code, today, data.clerk.country, *data.region)
    if heading:
        return Fast(code, heading.id, heading.name)
    return Fast(code, SCREENS[code]) if code in SCREENS else None


def list_fast(data: Any, today: date) -> Iterator[Fast]:
    """All codes of this counter: screens, then procedures."""
    headings = data.engine.procedures.in_force(today, data.clerk.country, *data.region)
    taken = {one.code for one in headings}
    yield from (Fast(code, key) for code, key in SCREENS.items() if code not in taken)
    yield from (Fast(one.code, one.id, one.name) for one in sorted(headings, key=lambda one: one.code) if one.code)
