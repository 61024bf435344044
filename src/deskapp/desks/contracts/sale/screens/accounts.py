"""Who holds the ways into the filing system: handed over, changed, lost; Enter says what can be done about one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget

from deskapp.casework.screens.fields_form import CaseForm
from deskapp.casework.screens.papers_parts import PapersList, Told
from deskapp.desks.contracts.sale.drafts import AccountDraft
from deskapp.desks.contracts.sale.holders import (
    AccountRow,
    MoveRow,
    begin_account,
    change_account_password,
    end_account,
    find_account_again,
    hand_over_account,
    list_account_moves,
    list_accounts,
    lose_account,
)
from deskapp.desks.contracts.sale.model import ACCOUNT_KINDS
from deskapp.office.staff.queries import list_staff
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.ui import commands, fields
from deskapp.ui.columns import Column, Row
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import Choose
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.lines import Run, shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.work import run
from deskapp.values.text import fold

ENDED: Final = Command("accounts.ended", "f5", "accounts")
DEEDS: Final = ("hand_over", "password", "lost", "found", "end")


class FilingAccountsScreen(PapersList):
    """One line a login or key; below it what happened to it last."""

    TITLE_KEY = "accounts.title"
    TOPIC = "accounts"
    BINDINGS: ClassVar[list[BindingType]] = bindings(commands.NEW, ENDED)

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[int, AccountRow] = {}
        self.unfolded = False

    def body(self) -> Iterable[Widget]:
        """The ways in."""
        yield Listing(
            (
                Column("name", label="accounts.name", weight="strong", least=16),
                Column("kind", 10, label="accounts.kind"),
                Column("holder", 14, label="accounts.holder"),
                Column("since", 11, label="accounts.since"),
                Column("changed", 11, label="accounts.changed", weight="muted"),
                Column("state", 8, label="accounts.state"),
            ),
            blank="accounts.none",
            id="accounts",
        )
        yield Told()

    def on_mount(self) -> None:
        """Keys wait until they are there."""
        self.load()

    def load(self) -> None:
        """Read them."""
        ended = self.unfolded
        run(self, lambda data: data.store.read(lambda reader: list_accounts(reader, ended=ended)), self._show)

    def _show(self, rows: Sequence[AccountRow]) -> None:
        self.rows = {row.id: row for row in rows}
        listing = self.query_one(Listing)
        before = listing.current
        listing.show(Row(row.id, self._cells(row), weight=_weight(row)) for row in rows)
        keys = [row.key for row in listing.rows]
        if before is not None and before.key in keys:
            listing.move(keys.index(before.key))
        self.loaded()

    def _cells(self, row: AccountRow) -> tuple[str, ...]:
        words = self.words
        return (
            row.name,
            words.text(f"account_kind.{row.kind}"),
            row.holder,
            words.day(row.held_since) if row.held_since else "",
            words.day(row.password_changed_on) if row.password_changed_on else "",
            words.text(f"account_state.{row.state}"),
        )

    @property
    def current(self) -> AccountRow | None:
        """The one under the cursor."""
        row = self.query_one(Listing).current
        return self.rows.get(int(str(row.key))) if row is not None else None

    def on_listing_moved(self) -> None:
        """What happened to it is read behind the cursor."""
        row = self.current
        if row is None:
            self.query_one(Told).show(())
            return
        number = row.id
        run(
            self,
            lambda data: data.store.read(lambda reader: list_account_moves(reader, number)),
            lambda moves: self._told(number, moves),
            group="moves",
        )

    def _told(self, number: int, moves: Sequence[MoveRow]) -> None:
        if self.current is not None and self.current.id == number:
            self.query_one(Told).show(self._lines(moves[:3]))

    def _lines(self, moves: Iterable[MoveRow]) -> Iterable[Run]:
        for move in moves:
            people = " → ".join(filter(None, (move.holder, move.to)))
            parts = (self.words.day(move.happened_on), self.text(f"account_move.{move.kind}"), people, move.note)
            yield "  ".join(filter(None, parts)), "plain"

    # ---- keys

    def action_ended(self) -> None:
        """Show those that are used no more, or fold them away."""
        self.unfolded = not self.unfolded
        self.load()

    def action_new(self) -> None:
        """A login or key is there."""
        self.app.push_screen(AccountForm(), self.returned)

    def on_listing_opened(self) -> None:
        """What can be done."""
        row = self.current
        if row is None or row.ended_on is not None:
            return
        deeds = [code for code in DEEDS if (code == "found") == row.is_lost or code == "end"]
        options = [
            Option(code, self.text(f"account_do.{code}"), self.text(f"account_do.{code}_what")) for code in deeds
        ]

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                self.app.push_screen(AccountMoveForm(row.id, row.name, deed=answer.code), self.returned)

        self.app.push_screen(Choose("account_do.title", options, values={"name": row.name}), chosen)


class AccountForm(CaseForm):
    """A way into the filing system, and who holds it; its password is asked nowhere."""

    FORM: ClassVar[str] = "filing.account"
    TITLE_KEY = "account_form.title"
    TOPIC = "accounts"
    SAVED = "account_form.saved"

    def __init__(self, draft: Draft | None = None) -> None:
        super().__init__(0, "", draft)

    def fields(self) -> Sequence[Field]:
        """What it is called, what it is, who has it."""
        return (
            fields.text("name", required=True, most=64, cells=30, label="accounts.name", hint="account_form.hint_name"),
            fields.choice("kind", ACCOUNT_KINDS, "account_kind", required=True, label="accounts.kind"),
            fields.lookup("holder_id", _staff, cells=30, label="accounts.holder"),
            fields.text("system", most=64, cells=30, label="account_form.system"),
            fields.day("begun_on", self.read_day, optional=True, label="account_form.begun_on"),
            fields.text("note", optional=True, most=200, cells=30, label="account_form.note"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """A U-key is the usual."""
        return {"kind": "u_key"}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Begin it."""
        draft = AccountDraft(
            values["name"],
            values["kind"],
            values["system"] or "",
            values["holder_id"],
            values["note"] or "",
            values["begun_on"],
        )
        return self.write(data, "filing.account", lambda work: record_id(begin_account(work, draft)))


class AccountMoveForm(CaseForm):
    """Something happened to a way in; ``deed`` in ``about`` says what."""

    FORM: ClassVar[str] = "filing.account_move"
    TOPIC = "accounts"
    SAVED = "account_form.noted"

    def __init__(self, account_id: int = 0, name: str = "", draft: Draft | None = None, *, deed: str = "") -> None:
        super().__init__(0, name, draft, account=account_id, deed=deed)

    def title_text(self) -> str:
        """What, of which."""
        deed, name = self.about["deed"], self.about["number"]
        return f"{self.text(f'account_do.{deed}')} {shell_of(self).glyphs.dot} {name}"

    def fields(self) -> Sequence[Field]:
        """Who has it now where that changes, when, and a note."""
        deed = self.about["deed"]
        to = fields.lookup(
            "to_id", _staff, cells=30, required=deed == "found", label="account_form.to", hint="account_form.hint_to"
        )
        return (
            *((to,) if deed in ("hand_over", "found") else ()),
            fields.text("note", required=deed == "lost", most=200, cells=30, label="account_form.note"),
            fields.day("day", self.read_day, required=True, label="sale_step.day"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Today."""
        return {"day": self.today}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Note it."""
        number, day, note, to = int(self.about["account"]), values["day"], values["note"] or "", values.get("to_id")
        do: dict[str, Callable[[Work], Any]] = {
            "hand_over": lambda work: hand_over_account(work, number, to, day, note),
            "password": lambda work: change_account_password(work, number, day, note),
            "lost": lambda work: lose_account(work, number, note, day),
            "found": lambda work: find_account_again(work, number, to or 0, day, note),
            "end": lambda work: end_account(work, number, note, day),
        }
        return self.write(data, "filing.account", lambda work: record_id(do[self.about["deed"]](work)))


def _staff(data: Any, text: str) -> Sequence[Option]:
    wanted = fold(text).split()
    people = data.store.read(list_staff)
    found = [Option(person.id, person.name, person.number) for person in people]
    return [one for one in found if all(word in fold(f"{one.label} {one.note}") for word in wanted)][:20]


def _weight(row: AccountRow) -> Any:
    return "error" if row.is_lost else "muted" if row.ended_on is not None else "plain"
