"""The listing board [m04]: homes that owners offer for transfer or rent, who seeks one, and what comes of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.engine import Engine
from deskapp.cases.model import Case
from deskapp.cases.opening import CaseDraft, open_case
from deskapp.desks.contracts.knowledge.model import LISTING_KINDS, LISTING_SIDES, HomeListing
from deskapp.desks.contracts.knowledge.rules import MOVES, OPEN
from deskapp.desks.contracts.sale.case_deals import deal_of_case, link_case
from deskapp.errors import DeskError, Fault
from deskapp.office.checking import Faults, refuse, take_text, wrong_choices
from deskapp.office.customer.rows import get_survivor, refuse_blocked
from deskapp.office.deal.queries import living_deal
from deskapp.office.property.model import UNIT_KINDS, Unit
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values.money import PLACES, to_minor

PROCEDURES: Final = {"transfer": "cn-second-hand", "rent": "cn-rental-filing"}
"""The procedure of the case that settles an offer."""


@dataclass(frozen=True, slots=True)
class ListingDraft:
    """A line of the board: an offer has a unit and a price; a wish has what is sought instead, as far as it is told."""

    side: str
    kind: str
    customer_id: int
    unit_id: int | None = None
    price: Decimal | None = None
    currency: str = "CNY"
    unit_kind: str = "dwelling"
    area: Decimal | None = None
    since: date | None = None
    until: date | None = None
    text: str = ""

    def checked(self) -> tuple[ListingDraft, Faults]:
        """In normal form, with what is wrong by field."""
        kept: dict[str, Any] = {}
        faults = wrong_choices(
            self,
            {"side": LISTING_SIDES, "kind": LISTING_KINDS, "unit_kind": UNIT_KINDS, "currency": tuple(PLACES)},
        )
        take_text(kept, faults, "text", self.text)
        if self.side == "offer":
            kept["area"] = None
            faults |= {name: Fault("form.required") for name in ("unit_id", "price") if getattr(self, name) is None}
        else:
            kept["unit_id"] = None
        if self.price is not None and self.price <= 0:
            faults["price"] = Fault("money.not_positive", {"value": self.price})
        if self.since is not None and self.until is not None and self.until < self.since:
            faults["until"] = Fault("draft.ends_before_start")
        return replace(self, **kept), faults


def add_listing(work: Work, draft: ListingDraft) -> HomeListing:
    """Put it on the board, from today where no day is given; ``listing.taken`` where the home stands there already."""
    fields = _fields(work, draft)
    _refuse_twice(work, fields["unit_id"], draft.kind, None)
    return work.add(HomeListing(office_id=work.clerk.office_id, **fields, **_entered(work)))


def edit_listing(work: Work, number: int, draft: ListingDraft, seen: int | None = None) -> HomeListing:
    """What the form says now; it is to be examined anew, by another than who changed it."""
    listing = _open(work, number)
    fields = _fields(work, replace(draft, side=listing.side, since=draft.since or listing.since))
    _refuse_twice(work, fields["unit_id"], draft.kind, number)
    if fields["customer_id"] == listing.interested_id:
        raise DeskError("listing.own", "customer_id")
    if any(getattr(listing, name) != value for name, value in fields.items()):
        fields |= _entered(work)
    work.change(listing, fields, seen=seen)
    return listing


def note_interest(work: Work, number: int, customer_id: int | None) -> HomeListing:
    """Who would take what is offered; None: nobody any more, and what was reserved is free again."""
    listing = _open(work, number)
    if listing.side != "offer":
        raise DeskError("listing.is_wish")
    fields: dict[str, Any] = {"interested_id": None}
    if customer_id is not None:
        customer = get_survivor(work, customer_id)
        refuse_blocked(customer)
        fields["interested_id"] = record_id(customer)
        if fields["interested_id"] == record_id(get_survivor(work, listing.customer_id)):
            raise DeskError("listing.own", "interested_id")
    elif listing.state == "reserved":
        fields["state"] = "offered"
    work.change(listing, fields)
    return listing


def examine_listing(work: Work, number: int) -> HomeListing:
    """Somebody other than who entered it has looked at the owner, the home and the price, and confirms them."""
    listing = _open(work, number)
    if listing.clerk_id is not None and listing.clerk_id == work.clerk.id:
        raise DeskError("listing.own_entry", clerk=listing.clerk)
    work.change(listing, {"checked_by": work.clerk.name, "checked_on": work.today})
    return listing


def settle_listing(work: Work, number: int, state: str) -> HomeListing:
    """Reserved for whoever is interested, offered again, done, withdrawn.

    Done needs that it was examined (``listing.unchecked``) and that its case has ended (``listing.case_runs``).
    """
    listing = work.get(HomeListing, number)
    if state == listing.state:
        return listing
    if state not in MOVES[listing.state]:
        raise DeskError("draft.choice", "state", value=state)
    if state == "reserved" and listing.interested_id is None:
        raise DeskError("listing.for_whom", "interested_id")
    if state == "done":
        if listing.checked_on is None:
            raise DeskError("listing.unchecked", "state")
        if listing.case_id is not None and not (case := work.get(Case, listing.case_id)).outcome:
            raise DeskError("listing.case_runs", "state", number=case.number)
    if listing.state == "withdrawn":
        _refuse_twice(work, listing.unit_id, listing.kind, number)
    work.change(listing, {"state": state})
    return listing


def open_listing_case(work: Work, engine: Engine, number: int, region: tuple[str, str] = ("", "")) -> Case:
    """The case that settles an offer: for its owner, about its home and the deal that the home is in."""
    listing = _open(work, number)
    if listing.side != "offer" or listing.unit_id is None:
        raise DeskError("listing.is_wish")
    if listing.case_id is not None:
        raise DeskError("listing.has_case", number=work.get(Case, listing.case_id).number)
    draft = CaseDraft(
        PROCEDURES[listing.kind],
        customer_id=listing.customer_id,
        unit_id=listing.unit_id,
        province=region[0],
        district=region[1],
    )
    case = open_case(work, engine.procedures, draft, engine=engine)
    deal_id = living_deal(work, listing.unit_id)
    if deal_id is not None and deal_of_case(work, record_id(case)) is None:
        link_case(work, record_id(case), deal_id, engine=engine)
    work.change(listing, {"case_id": record_id(case)})
    return case


def _open(work: Work, number: int) -> HomeListing:
    listing = work.get(HomeListing, number)
    if listing.state not in OPEN:
        raise DeskError("listing.closed")
    return listing


def _entered(work: Work) -> dict[str, Any]:
    """Who stands for what is entered now; nobody has examined it yet."""
    return {"clerk": work.clerk.name, "clerk_id": work.clerk.id or None, "checked_by": "", "checked_on": None}


def _fields(work: Work, draft: ListingDraft) -> dict[str, Any]:
    checked, faults = draft.checked()
    refuse(faults)
    fields = asdict(checked)
    customer = get_survivor(work, checked.customer_id)
    refuse_blocked(customer)
    fields |= {"customer_id": record_id(customer), "since": checked.since or work.today}
    fields["price"] = None if checked.price is None else to_minor(checked.price, checked.currency)
    if checked.unit_id is not None:
        unit = work.get(Unit, checked.unit_id)
        fields |= {"unit_kind": unit.kind, "project_id": unit.project_id}
    return fields


def _refuse_twice(work: Work, unit_id: int | None, kind: str, own: int | None) -> None:
    """A home is offered once for a thing: two prices on the board would be told to two callers."""
    if unit_id is None:
        return
    query = select(HomeListing.id).where(
        HomeListing.unit_id == unit_id, HomeListing.kind == kind, col(HomeListing.state).in_(OPEN)
    )
    if any(number != own for number in work.session.exec(query)):
        raise DeskError("listing.taken", "unit_id")
