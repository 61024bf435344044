"""What a notice says to one buyer: in their language, with their home, their money, their formalities."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import col, select

from deskapp.desks.contracts.arrears.model import Formality, Notice
from deskapp.desks.contracts.arrears.rows import (
    ArrearsRow,
    FormalityRow,
    Place,
    read_arrears,
    read_formalities,
    read_places,
    read_standings,
)
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.locale import Words, words
from deskapp.office.customer.channels import channels_of, languages_of
from deskapp.office.deal.model import Deal
from deskapp.office.staff.model import Office
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader


@dataclass(frozen=True, slots=True)
class Buyer:
    """Somebody who may be told: how, and in which language."""

    id: int
    name: str
    channel: str
    language: str


@dataclass(frozen=True, slots=True)
class Told:
    """A deal with whom to tell, and what there is to say of it."""

    deal_id: int
    project_id: int | None
    place: Place
    buyers: tuple[Buyer, ...]
    stopped: str
    money: ArrearsRow | None
    formalities: tuple[FormalityRow, ...]
    office: str
    phone: str


def read_told(reader: Reader, deal_ids: Collection[int], about: str, today: date) -> list[Told]:
    """Deals as a notice sees them, in the order asked for; ``about`` money or a formality reads what is late."""
    places, standings = read_places(reader, deal_ids), read_standings(reader, deal_ids, today)
    people = {one.customer.id for place in places.values() for one in place.buyers}
    channels = channels_of(reader, people)
    offices = {one.id: one for one in reader.session.exec(select(Office))}
    deals = {one.id: one for chunk in in_chunks(deal_ids) for one in _deals(reader, chunk)}
    spoken = languages_of(reader, people)
    money = _money(reader, deal_ids, today) if about == "money" else {}
    formal = _formalities(reader, deal_ids, about, today) if about and about != "money" else {}
    found = []
    for number in deal_ids:
        deal, place = deals.get(number), places.get(number)
        if deal is None or place is None:
            continue
        office = offices[deal.office_id]
        buyers = tuple(
            Buyer(
                one.customer.id,
                one.customer.name,
                channels[one.customer.id],
                spoken.get(one.customer.id) or office.language or "zh",
            )
            for one in place.buyers
            if not (one.customer.is_deceased or one.customer.is_blocked)
        )
        stopped = standings[number].stopped
        late = money.get(number), tuple(formal.get(number, ()))
        found.append(Told(number, deal.project_id, place, buyers, stopped, *late, office.name, office.phone))
    return found


def _deals(reader: Reader, numbers: Collection[int]) -> list[Deal]:
    return list(reader.session.exec(select(Deal).where(col(Deal.id).in_(numbers))))


def _money(reader: Reader, deal_ids: Collection[int], today: date) -> dict[int, ArrearsRow]:
    found: dict[int, ArrearsRow] = {}
    for chunk in in_chunks(deal_ids):
        late = select(SaleContract).where(col(SaleContract.deal_id).in_(chunk), col(SaleContract.next_due_on) < today)
        found.update({one.place.deal_id: one for one in read_arrears(reader, reader.session.exec(late), today)})
    return found


def _formalities(reader: Reader, deal_ids: Collection[int], kind: str, today: date) -> dict[int, list[FormalityRow]]:
    found: dict[int, list[FormalityRow]] = defaultdict(list)
    for chunk in in_chunks(deal_ids):
        late = select(Formality).where(
            col(Formality.deal_id).in_(chunk),
            Formality.kind == kind,
            col(Formality.done_on).is_(None),
            col(Formality.due_on) < today,
        )
        for one in read_formalities(reader, reader.session.exec(late.order_by(col(Formality.due_on))), today):
            found[one.place.deal_id].append(one)
    return found


# ---- the words


def make_subject(notice: Notice, about: str, told: Told, buyer: Buyer) -> str:
    """The head line, with the home."""
    said = words(buyer.language)
    title, _ = said_in(notice, buyer.language)
    if about:
        title = said.text(f"notice.overdue.{'money' if about == 'money' else 'formality'}")
    return f"{title} {told.place.room}".strip()


def make_body(notice: Notice, about: str, told: Told, buyer: Buyer) -> str:
    """The whole message."""
    said = words(buyer.language)
    _, text = said_in(notice, buyer.language)
    known = {
        "name": buyer.name,
        "project": told.place.project,
        "room": told.place.room,
        "number": told.place.number or notice.number,
        "day": said.day(notice.answer_by) if notice.answer_by else "",
        "office": told.office,
    }
    if about == "money":
        owed = told.money.owed if told.money else Decimal(0)
        currency = told.money.currency if told.money else "CNY"
        since = said.day(told.money.due_on) if told.money else ""
        lines = [said.text("notice.body_money", amount=said.money(owed, currency), since=since, **known)]
    elif about:
        what = formality_lines(said, told)
        lines = [said.text("notice.body_formality", what=what, **known)]
    else:
        lines = [said.text("notice.body", **known)]
    if text:
        lines.append(text)
    if not about and notice.answer_by is not None:
        lines.append(said.text("notice.body_answer", **known))
    lines.append(said.text("notice.body_end" if told.phone else "notice.body_end_bare", phone=told.phone, **known))
    return "\n".join(lines)


def formality_lines(said: Words, told: Told) -> str:
    """The formalities that are late, each with its day."""
    each = (
        said.text("notice.one_formality", what=said.text(f"formality.{one.kind}"), day=one.due_on)
        for one in told.formalities
    )
    return ("；" if said.language == "zh" else "; ").join(each)


def said_in(notice: Notice, language: str) -> tuple[str, str]:
    """Title and text in a language, or in the one that it was written in."""
    both = json.loads(notice.said).get(language)
    return (both[0], both[1]) if both else (notice.title, notice.text)
