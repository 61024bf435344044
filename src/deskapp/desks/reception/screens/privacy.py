"""A customer's own data: what they agreed to, what went outside, what they asked, whether the record is blocked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.papers_parts import PapersList, Told
from deskapp.desks.reception.screens.privacy_export import export_person
from deskapp.desks.reception.screens.privacy_forms import ConsentForm, DisclosureForm, RequestForm
from deskapp.office.privacy.actions import (
    answer_request,
    block_customer,
    end_hold,
    set_hold,
    unblock_customer,
    withdraw_consent,
)
from deskapp.office.privacy.model import CONSENT_WAYS
from deskapp.office.privacy.purposes import load_purposes
from deskapp.office.privacy.queries import ConsentRow, HoldRow, PrivacyPage, RequestRow, get_privacy_page
from deskapp.office.privacy.words import consent_cells, disclosure_cells, hold_cells, request_cells
from deskapp.store.reasons import parse_reason
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import AskText, Choose, Confirm
from deskapp.ui.fields import Option
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.work import run

CONSENT: Final = Command("privacy.consent", "1", "privacy", priority=True)
WITHDRAW: Final = Command("privacy.withdraw", "2", "privacy", priority=True)
DISCLOSE: Final = Command("privacy.disclose", "3", "privacy", priority=True)
REQUEST: Final = Command("privacy.request", "4", "privacy", priority=True)
ANSWER: Final = Command("privacy.answer", "5", "privacy", priority=True)
BLOCK: Final = Command("privacy.block", "6", "privacy", priority=True)
HOLD: Final = Command("privacy.hold", "7", "privacy", priority=True)
EXPORT: Final = Command("privacy.export", "9", "privacy", priority=True)


class PrivacyScreen(PapersList):
    """A line a consent, disclosure, request or hold; what belongs to it stands below, the words agreed to whole.

    Dismisses with True where something changed.
    """

    TITLE_KEY = "privacy.title"
    TOPIC = "privacy"
    BINDINGS: ClassVar[list[BindingType]] = bindings(CONSENT, WITHDRAW, DISCLOSE, REQUEST, ANSWER, BLOCK, HOLD, EXPORT)

    def __init__(self, customer_id: int) -> None:
        super().__init__()
        self.customer_id = customer_id
        self.page: PrivacyPage | None = None
        self._rows: dict[Any, Any] = {}

    def title_text(self) -> str:
        """Whose."""
        number = self.page.number if self.page is not None else ""
        return f"{self.text(self.TITLE_KEY)} {shell_of(self).glyphs.dot} {number}" if number else super().title_text()

    def body(self) -> Iterable[Widget]:
        """The lines, and everything about the one under the cursor."""
        yield Listing(
            (Column("what", 36, weight="strong"), Column("told", least=30)), blank="privacy.nothing", id="privacy"
        )
        yield Told()

    def on_mount(self) -> None:
        """Keys wait until it is there."""
        self.load()

    # ---- reading

    def load(self) -> None:
        """Read everything of this kind."""
        number = self.customer_id
        run(self, lambda data: data.store.read(lambda reader: get_privacy_page(reader, number)), self._show)

    def _show(self, page: PrivacyPage) -> None:
        self.page = page
        words, now = self.words, shell_of(self).now()
        purposes = load_purposes(shell_of(self).home.root)
        placed = [
            *((one, request_cells(one, words, now), not one.result) for one in page.requests),
            *((one, hold_cells(one, words, now), one.lasts(now.date())) for one in page.holds),
            *((one, consent_cells(one, purposes, words, now), False) for one in page.consents),
            *((one, disclosure_cells(one, words, now), False) for one in page.disclosures),
        ]
        self._rows = {place: one for place, (one, _, _) in enumerate(placed)}
        rows = [
            Row(place, cells, weight="warning" if urgent else "muted" if _is_over(one) else "plain")
            for place, (one, cells, urgent) in enumerate(placed)
        ]
        if page.blocked_why:
            said = words.text("privacy.blocked_line", day=page.blocked_on, why=page.blocked_why)
            rows.insert(0, Row(None, (said,), weight="error"))
        listing = self.query_one(Listing)
        before = listing.cursor
        listing.show(rows)
        listing.move(before - listing.cursor)
        for line in self.query("TopLine"):
            line.refresh()
        self.loaded()

    @property
    def current(self) -> Any:
        """What is under the cursor."""
        row = next((listing.current for listing in self.query(Listing)), None)
        return None if row is None else self._rows.get(row.key)

    def on_listing_moved(self) -> None:
        """All of it below."""
        self.query_one(Told).show(self._told(self.current))
        self.refresh_bindings()

    def on_listing_opened(self) -> None:
        """The words that were agreed to, whole."""
        if isinstance(one := self.current, ConsentRow):
            self.app.push_screen(Confirm("privacy.words", "privacy.text", values={"text": one.text}))

    def _told(self, one: Any) -> list[Run]:
        if isinstance(one, ConsentRow):
            return [(one.text, "plain")]
        if isinstance(one, RequestRow):
            asked = self.text("privacy.asked", way=self.text(f"consent_way.{one.way}"), clerk=one.clerk,
                              moment=one.asked_at.astimezone(shell_of(self).now().tzinfo))  # fmt: skip
            return [(asked, "plain"), (f"{one.asked_by}  {one.note}".strip(), "plain")]
        if one is None:
            return []
        return [(self.text("privacy.noted_by", clerk=one.clerk), "plain")]

    # ---- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done now; a blocked customer gives no consent."""
        page, one = self.page, self.current
        if action in ("consent", "disclose", "request", "block", "hold", "export"):
            return page is not None and not (action == "consent" and page.blocked_why)
        if action == "withdraw":
            return isinstance(one, ConsentRow) and one.withdrawn_at is None
        if action == "answer":
            return isinstance(one, RequestRow) and not one.result
        return super().check_action(action, parameters)

    def action_consent(self) -> None:
        """They agree to something."""
        self._open(ConsentForm)

    def action_disclose(self) -> None:
        """Their data went to somebody."""
        self._open(DisclosureForm)

    def action_request(self) -> None:
        """They ask for something."""
        self._open(RequestForm)

    def _open(self, form: Any) -> None:
        if self.page is not None:
            self.app.push_screen(form(self.page.customer_id, self.page.number), self.returned)

    def action_withdraw(self) -> None:
        """They take the consent under the cursor back: how they said so is all that is asked."""
        one = self.current
        options = [Option(way, self.text(f"consent_way.{way}")) for way in CONSENT_WAYS]

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                self.write("privacy.withdraw", lambda work, _: withdraw_consent(work, one.id, answer.code))

        self.app.push_screen(Choose("privacy.withdraw_how", options), chosen)

    def action_answer(self) -> None:
        """The request under the cursor is answered."""
        one = self.current
        options = [Option(code, self.text(f"request_result.{code}")) for code in ("done", "refused")]

        def chosen(result: Option | None) -> None:
            if result is None:
                return

            def told(text: str | None) -> None:
                if text is not None:
                    self.write("person.answer", lambda work, _: answer_request(work, one.id, result.code, text))

            self.app.push_screen(AskText("privacy.answer_text"), told)

        self.app.push_screen(Choose("privacy.answer_how", options), chosen)

    def action_block(self) -> None:
        """Keep the record and use it no more, or use it again: with a reason."""
        page = self.page
        assert page is not None
        blocked = bool(page.blocked_why)
        action, change = ("person.unblock", unblock_customer) if blocked else ("person.block", block_customer)

        def said(reason: str | None) -> None:
            if reason is not None:
                self.write(action, lambda work, _: change(work, page.customer_id, reason))

        asked = "privacy.unblock_why" if blocked else "privacy.block_why"
        self.app.push_screen(AskText(asked, parse=parse_reason), said)

    def action_hold(self) -> None:
        """Let nothing go, or end the hold under the cursor: with a reason."""
        page, one, today = self.page, self.current, shell_of(self).now().date()
        assert page is not None
        ends = isinstance(one, HoldRow) and one.lasts(today)

        def said(reason: str | None) -> None:
            if reason is None:
                return
            if ends:
                self.write("person.hold", lambda work, _: end_hold(work, one.id, reason))
            else:
                self.write("person.hold", lambda work, _: set_hold(work, page.customer_id, reason))

        asked = "privacy.hold_end_why" if ends else "privacy.hold_why"
        self.app.push_screen(AskText(asked, parse=parse_reason), said)

    def action_export(self) -> None:
        """Everything that is kept of them, as a workbook: with a reason, written down before."""
        page, words, now = self.page, self.words, shell_of(self).now
        assert page is not None

        def said(reason: str | None) -> None:
            if reason is not None:
                self.change(
                    lambda data: export_person(data, page.customer_id, page.number, words, reason, now()),
                    lambda path: self.tell("privacy.exported", file=str(path)),
                )

        self.app.push_screen(AskText("privacy.export_why", parse=parse_reason), said)


def _is_over(one: Any) -> bool:
    return (isinstance(one, ConsentRow) and one.withdrawn_at is not None) or (
        isinstance(one, RequestRow) and bool(one.result)
    )
