"""Parts of an inspection's screen: its head, and the deeds of one key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from deskapp.casework.screens.papers_parts import PapersList
from deskapp.desks.handover.inspecting.actions_defect import accept_defect, note_fixed, reopen_defect
from deskapp.desks.handover.inspecting.lists import shipped_lists
from deskapp.desks.handover.inspecting.queries import InspectionPage
from deskapp.ui.lines import Lines, Run, Weight


class Head(Lines):
    """Which inspection, and how far it is."""

    DEFAULT_CSS = "Head { height: 2; }"

    def __init__(self) -> None:
        super().__init__(id="head")
        self.page: InspectionPage | None = None

    def show(self, page: InspectionPage) -> None:
        """This one."""
        self.page = page
        self.refresh()

    def line(self, y: int) -> Iterable[Run]:
        """The list and who is there; then the counts."""
        page, words = self.page, self.words
        if page is None:
            return
        if y == 0:
            listed = shipped_lists().lists.get(page.row.list_code)
            yield words.text(f"inspection_kind.{page.row.kind}") + f" {page.row.number}  ", "strong"
            yield (listed.text.say(words.language) if listed else page.row.list_code) + "  ", "plain"
            if page.row.inspector:
                yield words.text("inspection.by", name=page.row.inspector) + "  ", "muted"
            yield words.text("inspection.owner_here") if page.row.owner_present else "", "muted"
            return
        points = shipped_lists().points(page.row.list_code)
        looked = sum(point in page.marks for point in points)
        yield words.text("inspection.looked", done=looked, all=len(points)) + "  ", "plain"
        counts = page.counts
        weight: Weight
        for name, count in (("safety", counts.safety), ("major", counts.major), ("minor", counts.minor)):
            weight = "error" if name == "safety" and count else "plain" if count else "muted"
            yield f"{words.text(f'severity.{name}')} {count}  ", weight
        yield f"{words.text('defects.wish')} {counts.wishes}  ", "muted"
        if page.row.done_at is not None:
            yield (
                words.text(f"inspection_result.{page.row.result}"),
                "good" if page.row.result == "passed" else "warning",
            )


def do_deed(screen: PapersList, what: str, defect_id: int) -> None:
    """Write down what one key means for a defect."""
    deeds: dict[str, Any] = {"accept": accept_defect, "reopen": reopen_defect, "fixed": note_fixed}
    screen.write(
        f"defect.{what}",
        lambda work, _: deeds[what](work, defect_id).number,
        lambda number: screen.tell(f"defects.told_{what}", number=number),
    )
