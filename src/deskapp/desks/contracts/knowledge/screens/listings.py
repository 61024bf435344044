"""转让出租: homes that owners offer, and who seeks one; what fits, who examined it, and the case that settles it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.screens.read_list import ReadList
from deskapp.desks.contracts.knowledge.actions_listing import examine_listing, note_interest, open_listing_case
from deskapp.desks.contracts.knowledge.queries_listing import VIEWS, ListingRow, find_matches, list_listings
from deskapp.desks.contracts.knowledge.rules import OPEN
from deskapp.desks.contracts.knowledge.screens.listing_forms import ListingForm, ListingStateForm
from deskapp.store.base import record_id
from deskapp.store.work import Reader
from deskapp.ui import commands
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import Choose
from deskapp.ui.fields import Option
from deskapp.ui.lines import Run, shell_of

MATCHES: Final = Command("listings.matches", "1", "listings", priority=True)
SETTLE: Final = Command("listings.settle", "2", "listings", priority=True)
EXAMINE: Final = Command("listings.examine", "3", "listings", priority=True)
CASE: Final = Command("listings.case", "4", "listings", priority=True)
WHICH: Final = Command("listings.which", "f4", "listings")


class ListingLines(ReadList):
    """Lines of the board, each with what a caller asks first."""

    TOPIC = "listings"
    COLUMNS = (
        Column("kind", 13, "listings.kind"),
        Column("unit", 9, "listings.unit", weight="strong"),
        Column("area", 9, align="right"),
        Column("price", 16, "listings.price", align="right"),
        Column("who"),
        Column("state", 9),
        Column("until", 10, weight="muted"),
    )

    def cells(self, row: ListingRow) -> tuple[str, ...]:
        """Offered or sought for what, which home, how large, how much, by whom, how it stands, until when."""
        draft = row.draft
        return (
            self.text(f"listing_view.{draft.side}_{draft.kind}"),
            row.room or self.text(f"unit_kind.{draft.unit_kind}"),
            "" if row.area is None else self.words.area(row.area),
            "" if draft.price is None else self.words.money(draft.price, draft.currency),
            row.who,
            self.text(f"listing_state.{row.state}"),
            self.day(draft.until),
        )

    def weight(self, row: ListingRow) -> Any:
        """What is no longer to be had."""
        return "plain" if row.is_open(shell_of(self).now().date()) else "muted"

    def told(self, row: ListingRow) -> Iterable[Run]:
        """What is to be looked at, the words, who is interested, who examined it and who entered it."""
        if not row.is_owner:
            yield self.text("listings.not_owner"), "warning"
        yield row.draft.text, "plain"
        if row.interested:
            yield self.text("listings.for_whom", name=row.interested), "strong"
        if row.checked_on is not None:
            yield self.text("listings.examined", clerk=row.checked_by, day=row.checked_on), "good"
        yield f"{self.day(row.draft.since)}  {row.clerk}", "muted"


class ListingBoard(ListingLines):
    """The board; F4 one side and kind of it, or what is over."""

    TITLE_KEY = "listings.title"
    EMPTY = "listings.empty"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, WHICH, MATCHES, SETTLE, EXAMINE, CASE)

    def __init__(self) -> None:
        super().__init__()
        self.view = VIEWS[0]

    def title_text(self) -> str:
        """Which part."""
        return self.titled(self.text(f"listing_view.{self.view}") if self.view != VIEWS[0] else "")

    def read(self, reader: Reader) -> Sequence[ListingRow]:
        """The lines."""
        return list_listings(reader, shell_of(self).now().date(), self.view)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works on this row."""
        row: ListingRow | None = self.current
        if action in ("matches", "examine"):
            return row is not None and row.state in OPEN
        if action == "settle":
            return row is not None and row.state != "done"
        if action == "case":
            return row is not None and row.is_offer and (row.case_id is not None or row.state in OPEN)
        return super().check_action(action, parameters)

    def action_which(self) -> None:
        """Another part of the board."""

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                self.view = answer.code
                self.load()

        options = [Option(view, self.text(f"listing_view.{view}")) for view in VIEWS]
        self.app.push_screen(Choose("listings.which_part", options), chosen)

    def action_new(self) -> None:
        """A home to offer, or a wish."""
        self.app.push_screen(ListingForm(), self.returned)

    def on_listing_opened(self) -> None:
        """Edit it, as long as it is open."""
        row = self.current
        if row.state in OPEN:
            self.app.push_screen(ListingForm(row.id), self.returned)
        else:
            self.action_settle()

    def action_matches(self) -> None:
        """What fits this one."""
        self.app.push_screen(MatchList(self.current), self.returned)

    def action_settle(self) -> None:
        """What becomes of it."""
        row = self.current
        if row.state != "done":
            self.app.push_screen(ListingStateForm(row.id, side=row.draft.side), self.returned)

    def action_examine(self) -> None:
        """Owner, home and price are as they stand here; of another's entry alone."""
        row = self.current
        told = partial(self.tell, "listings.is_examined", name=row.room or row.who)
        self.write("board.examine", lambda work, _: examine_listing(work, row.id), lambda _: told())

    def action_case(self) -> None:
        """The case that settles it: opened about the home and its deal, or shown where there is one."""
        row, app = self.current, shell_of(self)

        def show(case: int) -> None:
            app.push_screen(app.wiring.page(self, "case", case))

        if row.case_id is not None:
            show(row.case_id)
            return
        now = app.now()
        self.change(
            lambda data: data.write(
                "case.open",
                lambda work: record_id(open_listing_case(work, data.engine, row.id, data.region)),
                now,
            ),
            show,
        )


class MatchList(ListingLines):
    """What fits a line of the board; Enter notes who is interested."""

    TITLE_KEY = "listings.fitting"
    EMPTY = "listings.nothing_fits"

    def __init__(self, about: ListingRow) -> None:
        super().__init__()
        self.about = about

    def title_text(self) -> str:
        """Of which."""
        return self.titled(self.about.room, self.about.who)

    def read(self, reader: Reader) -> Sequence[ListingRow]:
        """What fits."""
        return find_matches(reader, self.about.id, shell_of(self).now().date())

    def on_listing_opened(self) -> None:
        """The one who seeks is interested in what is offered."""
        pair = (self.about, self.current) if self.about.is_offer else (self.current, self.about)
        offer, wish = pair
        told = partial(self.tell, "listings.noted", name=wish.who, room=offer.room)
        self.write(
            "board.interest", lambda work, _: note_interest(work, offer.id, wish.draft.customer_id), lambda _: told()
        )
