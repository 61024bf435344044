"""Forms of the listing board: a line of it, and what becomes of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from deskapp.casework.cash import CURRENCY_OF
from deskapp.casework.screens.finding import find_customers, find_places, named_customer, named_place
from deskapp.casework.screens.money_form import MoneyForm
from deskapp.desks.contracts.knowledge.actions_listing import (
    ListingDraft,
    add_listing,
    edit_listing,
    note_interest,
    settle_listing,
)
from deskapp.desks.contracts.knowledge.model import LISTING_KINDS, LISTING_SIDES, LISTING_STATES
from deskapp.desks.contracts.knowledge.queries_listing import get_listing, is_owner
from deskapp.desks.contracts.knowledge.screens.knowledge_forms import WIDE, KnowledgeForm
from deskapp.desks.contracts.sale.screens.deal_form import picked
from deskapp.errors import Fault
from deskapp.office.checking import NOTE_LIMIT
from deskapp.office.property.model import UNIT_KINDS
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui import fields
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field
from deskapp.ui.lines import shell_of
from deskapp.values.areas import parse_area

CELLS: Final = 34


class ListingForm(MoneyForm):
    """A home that is offered, or what somebody seeks; dismisses with its id."""

    FORM = "listing_form"
    TOPIC = "listings"

    def __init__(self, listing_id: int = 0, draft: Draft | None = None) -> None:
        super().__init__(0, "", draft, listing=listing_id, version=None, currency="")
        self._unknown = False

    @property
    def number(self) -> int | None:
        """The line that is edited; None for a new one."""
        return int(self.about["listing"]) or None

    def title_text(self) -> str:
        """New, or what is edited."""
        return self.text("listing_form.new" if self.number is None else "listing_form.edit")

    def fields(self) -> Sequence[Field]:
        """An offer names its home and its price, a wish as much as is told."""
        offers, seeks, places = _by("offer"), _by("seek"), find_places("unit", self.today, lambda: None)
        return (
            fields.choice("side", LISTING_SIDES, "listing_side", required=True, cells=24, label="listings.side"),
            fields.choice("kind", LISTING_KINDS, "listing_kind", required=True, cells=24, label="listings.kind"),
            fields.lookup(
                "customer_id", find_customers(self.today), required=True, cells=CELLS, label="listings.customer"
            ),
            fields.lookup("unit_id", places, required=True, cells=CELLS, label="listings.unit", when=offers),
            fields.choice(
                "unit_kind", UNIT_KINDS, "unit_kind", required=True, cells=24, label="listings.unit_kind", when=seeks
            ),
            self.money_field("price", required=True, label="listings.price", hint="listings.hint_price", when=offers),
            self.money_field("limit", label="listings.limit", hint="listings.hint_price", when=seeks),
            fields.area("area", self._area, label="listings.area", when=seeks),
            fields.text("text", cells=WIDE, most=NOTE_LIMIT, label="listings.text"),
            fields.day("until", self.read_day, label="listings.until", hint="listings.hint_until"),
            fields.day("since", self.read_day, label="listings.since", optional=True),
            self.currency_field(),
        )

    def _area(self, text: str) -> tuple[Decimal | None, Fault | None]:
        return parse_area(text, "VN" if self.currency == "VND" else "CN")

    def fill(self, data: Any) -> Mapping[str, Any]:
        """What is stored; a new one is an offer of a home in the office's money."""
        number = self.number
        if number is None:
            self.note(currency=self.about["currency"] or CURRENCY_OF.get(data.clerk.country, "CNY"))
            return {"side": "offer", "kind": "transfer", "unit_kind": "dwelling"}

        def read(reader: Reader) -> dict[str, Any]:
            row = get_listing(reader, number, self.today)
            if self.about["version"] is None:
                self.note(version=row.version)
            self.note(currency=row.draft.currency)
            draft = row.draft
            told = {name: getattr(draft, name) for name in ("side", "kind", "unit_kind", "area", "since", "until")}
            return {
                **told,
                "customer_id": named_customer(reader, draft.customer_id, self.today).option,
                "unit_id": None if draft.unit_id is None else named_place(reader, "unit", draft.unit_id),
                "price" if row.is_offer else "limit": draft.price,
                "text": draft.text or None,
                "currency": draft.currency,
            }

        found: dict[str, Any] = data.store.read(read)
        return {name: value for name, value in found.items() if value is not None}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Put it on the board, or change it; then whether the register knows its owner."""
        offer, unit = values["side"] == "offer", values.get("unit_id")
        draft = ListingDraft(
            values["side"],
            values["kind"],
            values["customer_id"],
            int(unit[1]) if offer and unit else None,
            values.get("price" if offer else "limit"),
            self.currency,
            values.get("unit_kind") or "dwelling",
            values.get("area"),
            values["since"],
            values["until"],
            values["text"] or "",
        )
        number, version = self.number, self.about["version"]

        def enter(work: Work) -> int:
            if number is None:
                return record_id(add_listing(work, draft))
            return record_id(edit_listing(work, number, draft, version))

        found = self.write(data, "board.listing", enter)
        unit_id = draft.unit_id
        self._unknown = unit_id is not None and not data.store.read(
            lambda reader: is_owner(reader, unit_id, draft.customer_id, self.today)
        )
        return found

    def stale(self, error: Any) -> None:
        """The next save means what is stored now."""
        self.note(version=error.current["version"])
        super().stale(error)

    def saved(self, result: int) -> None:
        """Say so on the screen below, and what is to be looked at."""
        app, unknown = shell_of(self), self._unknown
        super().saved(result)
        if unknown:
            app.tell_error(Fault("listings.not_owner", warning=True))
        else:
            app.tell("listing_form.saved")


class ListingStateForm(KnowledgeForm):
    """What becomes of a line, and who is interested."""

    FORM = "listing_state_form"
    TOPIC = "listings"

    def fields(self) -> Sequence[Field]:
        """Of a wish nobody is interested, and nothing is reserved."""
        wish = self.about.get("side") == "seek"
        states = [state for state in LISTING_STATES if not (wish and state == "reserved")]
        state = fields.choice("state", states, "listing_state", required=True, cells=14, label="column.state")
        who = fields.lookup("interested_id", find_customers(self.today), cells=CELLS, label="listings.interested")
        return (state,) if wish else (state, who)

    def fill(self, data: Any) -> Mapping[str, Any]:
        """How it stands."""
        number = self.number or 0

        def read(reader: Reader) -> dict[str, Any]:
            row = get_listing(reader, number, self.today)
            who = row.interested_id
            return {
                "state": row.state,
                "interested_id": None if who is None else named_customer(reader, who, self.today).option,
            }

        found: dict[str, Any] = data.store.read(read)
        return {name: value for name, value in found.items() if value is not None}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Who it is for comes first, then how it stands."""
        number, state = self.number or 0, values["state"]

        def enter(work: Work) -> int:
            row = get_listing(work, number, work.today)
            if row.is_offer and values["interested_id"] != row.interested_id:
                note_interest(work, number, values["interested_id"])
            return record_id(settle_listing(work, number, state))

        return int(data.write("board.settle", enter, shell_of(self).now()))


FORMS: Final = (ListingForm, ListingStateForm)
"""What may be parked."""


def _by(side: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda typed: picked(typed, "side") == side
