"""The keys of the case page: figures for what is done with a case, the same ones wherever it stands."""

from __future__ import annotations

from typing import Final

from deskapp.ui.commands import Command

END_STEP: Final = Command("case.end-step", "1", "case", priority=True)
PAPERS: Final = Command("case.papers", "2", "case", priority=True)
TASKS: Final = Command("case.tasks", "3", "case", priority=True)
MONEY: Final = Command("case.money", "4", "case", priority=True)
WAIT: Final = Command("case.wait", "6", "case", priority=True)
GO_ON: Final = Command("case.go-on", "6", "case", priority=True)
APPOINT: Final = Command("case.appoint", "7", "case", priority=True)
NOTE: Final = Command("case.note", "8", "case", priority=True)
LETTERS: Final = Command("case.letters", "9", "case", priority=True)
REPRINT: Final = Command("case.reprint", "0", "case", show=False, priority=True)
REVEAL: Final = Command("case.reveal", "f8", "case", priority=True)
DESK: Final = Command("case.desk", "f10", "case", priority=True)
DEEDS: Final = Command("case.deeds", "f4", "case", priority=True)

NEW_CASE: Final = Command("page.new-case", "5", "page", priority=True)
"""From the page of a customer, a unit or a parcel."""
