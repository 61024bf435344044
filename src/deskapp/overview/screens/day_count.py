"""What the top line counts of the day, each time that the clerk is back at the search box."""

from __future__ import annotations

from typing import Any, Final

from deskapp.ui.lines import shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

COUNTED: Final = ("top.overdue", "top.today")


def keep_places(screen: DeskScreen[Any]) -> None:
    """They stand before anything else that is counted."""
    for key in COUNTED:
        shell_of(screen).waits.setdefault(key, 0)


def count_day(screen: DeskScreen[Any]) -> None:
    """Count in a thread; a database that does not open says so elsewhere."""
    app = shell_of(screen)
    today = app.now().date()

    def count(data: Any) -> tuple[int, int]:
        from deskapp.overview.today import count_day as counted

        found: tuple[int, int] = data.store.read(lambda reader: counted(reader, data.clerk, today))
        return found

    def told(found: tuple[int, int]) -> None:
        for key, number in zip(COUNTED, found, strict=True):
            app.set_wait(key, number)

    run(screen, count, told, failed=lambda _: None, group="day")
