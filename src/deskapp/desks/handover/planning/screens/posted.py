"""The posted list: notices by letter number, what came back, what was received; returned mail in three keys a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.casework.screens.printing import print_ordered
from deskapp.casework.screens.read_list import ReadList
from deskapp.desks.handover.planning.actions_notice import note_received, note_returned, note_tracking, undo_mail
from deskapp.desks.handover.planning.queries import get_deliveries, list_notices
from deskapp.desks.handover.planning.rows import DeliveryRow, NoticeRow
from deskapp.desks.handover.planning.screens.notices import owed_lines
from deskapp.desks.handover.planning.telling import notice_letters
from deskapp.messages.barcode import DELIVERY, parse_number
from deskapp.store.work import Reader
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText, Choose
from deskapp.ui.fields import Option
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.listing import Listing
from deskapp.values.readers import CodeScan, Scan

RETURNED: Final = Command("posted.returned", "1", "posted", priority=True)
RECEIVED: Final = Command("posted.received", "2", "posted", priority=True)
TRACKING: Final = Command("posted.tracking", "3", "posted", priority=True)
UNDO: Final = Command("posted.undo", "4", "posted", priority=True)
REPRINT: Final = Command("posted.reprint", "5", "posted", priority=True)
WHICH: Final = Command("posted.which", "f4", "posted", priority=True)
REASONS: Final = ("unknown", "moved", "refused", "not_fetched", "wrong_address", "other")
VIEWS: Final = ("", "under_way", "returned", "received")


@dataclass(frozen=True, slots=True)
class PostedRow:
    """A notice with the home that it is of."""

    notice: NoticeRow
    home: DeliveryRow

    @property
    def id(self) -> int:
        """The notice's."""
        return self.notice.id


class PostedScreen(ReadList):
    """1 and a reason: it came back, and the next row has the cursor; 2 received; scanning a letter goes to its row."""

    TITLE_KEY = "posted.title"
    TOPIC = "handover_posted"
    EMPTY = "posted.empty"
    COLUMNS = (
        Column("number", 17, "posted.number", weight="strong"),
        Column("room", 14),
        Column("buyer", label="deliveries.buyer"),
        Column("round", 2, "posted.round", align="right"),
        Column("sent_on", 10, "posted.sent_on"),
        Column("mail", 12, "posted.mail"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(RETURNED, RECEIVED, TRACKING, UNDO, REPRINT, WHICH)

    def __init__(self, batch_id: int | None = None, mail: str = "") -> None:
        super().__init__()
        self.batch_id, self.mail = batch_id, mail

    def title_text(self) -> str:
        """Which of them."""
        return self.titled(self.text(f"mail.{self.mail}") if self.mail else "")

    def read(self, reader: Reader) -> Sequence[PostedRow]:
        """The notices, each with its home."""
        notices = list_notices(reader, batch_id=self.batch_id, mail=self.mail)
        homes = {row.id: row for row in get_deliveries(reader, {one.delivery_id for one in notices})}
        return [PostedRow(one, homes[one.delivery_id]) for one in notices if one.delivery_id in homes]

    def cells(self, row: PostedRow) -> tuple[str, ...]:
        """Number, home, owner, round, day, what became of it."""
        one = row.notice
        return (
            one.number, row.home.room, row.home.buyer, str(one.round), self.words.day(one.sent_on),
            self.text(f"mail.{one.mail}"),
        )  # fmt: skip

    def weight(self, row: PostedRow) -> Any:
        """What came back stands out."""
        return {"returned": "warning", "received": "muted"}.get(row.notice.mail, "plain")

    def told(self, row: PostedRow) -> Iterable[Run]:
        """How it went, when they are to come, why it came back."""
        one = row.notice
        way = self.text(f"notice_way.{one.way}")
        yield f"{way}  {one.tracking}".strip(), "plain"
        if one.come_on is not None:
            yield self.text("posted.come", day=one.come_on, at=one.come_at), "muted"
        if one.risk_on is not None:
            yield self.text("posted.risk", day=one.risk_on), "muted"
        if one.returned_on is not None:
            yield self.text("posted.came_back", day=one.returned_on, reason=one.return_reason), "warning"
        if one.received_on is not None:
            yield self.text("posted.is_received", day=one.received_on), "good"
        if one.amount is not None:
            yield self.text("posted.amount", amount=self.words.money(one.amount, row.home.currency)), "muted"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works on this row."""
        row: PostedRow | None = self.current
        if action in ("returned", "received"):
            return row is not None and row.notice.mail == "under_way"
        if action == "undo":
            return row is not None and row.notice.mail != "under_way"
        if action in ("tracking", "reprint"):
            return row is not None
        return super().check_action(action, parameters)

    def scanned(self, scan: Scan) -> bool:
        """The bar code of a letter in the hand: its row."""
        delivery = parse_number(scan.digits, DELIVERY) if isinstance(scan, CodeScan) else None
        rows = [row for row in self.rows if delivery is not None and row.notice.delivery_id == delivery]
        if not rows:
            return False
        listing = self.query_one(Listing)
        keys = [row.key for row in listing.rows]
        listing.move(keys.index(rows[-1].id) - listing.cursor)
        return True

    def on_listing_opened(self) -> None:
        """The handover of its home."""
        from deskapp.desks.handover.screens.delivery import DeliveryScreen

        self.app.push_screen(DeliveryScreen(self.current.home.id), self.came_back)

    def came_back(self, _: object) -> None:
        """Whatever was done meanwhile is seen."""
        self.load()

    def action_returned(self) -> None:
        """It came back today; why is one more key."""
        row: PostedRow = self.current
        options = [Option(code, self.text(f"return_reason.{code}")) for code in REASONS]

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                self._noted("notice.returned", lambda work, _: note_returned(work, row.id, None, answer.label))

        self.app.push_screen(Choose("posted.why", options), chosen)

    def action_received(self) -> None:
        """The owner has it."""
        row: PostedRow = self.current
        self._noted("notice.received", lambda work, _: note_received(work, row.id))

    def _noted(self, action: str, do: Any) -> None:
        """Write it; the cursor goes to the next row, so that a pile of letters is done top down."""
        self.query_one(Listing).move(1)
        self.write(f"handover.{action}", do)

    def action_tracking(self) -> None:
        """The post's number."""
        row: PostedRow = self.current

        def given(number: str | None) -> None:
            if number is not None:
                self.write("handover.notice.tracking", lambda work, _: note_tracking(work, row.id, number))

        self.app.push_screen(AskText("posted.ask_tracking", value=row.notice.tracking), given)

    def action_undo(self) -> None:
        """What was noted of the mail was a slip."""
        row: PostedRow = self.current
        self.write("handover.notice.undo", lambda work, _: undo_mail(work, row.id))

    def action_reprint(self) -> None:
        """The letter once more."""
        row: PostedRow = self.current
        counter = shell_of(self).settings.counter
        print_ordered(self, lambda work, data: notice_letters(work, data.home, [row.id], counter, owed_lines)[0])

    def action_which(self) -> None:
        """All, or what became of them."""
        self.mail = VIEWS[(VIEWS.index(self.mail) + 1) % len(VIEWS)]
        self.load()

    @property
    def today(self) -> date:
        """The day."""
        return shell_of(self).now().date()
