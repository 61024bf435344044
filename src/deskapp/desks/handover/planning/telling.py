"""Telling owners that their home is ready: messages by their own channel, letters in their language, many at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import col, select

from deskapp.desks.handover.planning.model import DeliveryNotice
from deskapp.desks.handover.planning.queries import get_deliveries
from deskapp.desks.handover.planning.queries_batch import get_batch, groups_of
from deskapp.desks.handover.planning.rows import BatchRow, DeliveryRow, NoticeRow, say_item
from deskapp.locale import Words, words
from deskapp.messages.barcode import DELIVERY, make_number
from deskapp.messages.drafts import MessageDraft
from deskapp.messages.model import PrintJob
from deskapp.messages.printing import PrintDraft, print_letter
from deskapp.office.customer.channels import channels_of, languages_of
from deskapp.office.customer.model import Customer
from deskapp.office.customer.telling import may_be_told, tell_customer
from deskapp.office.staff.model import Office
from deskapp.settings import Home
from deskapp.store.base import record_id
from deskapp.store.bulk import in_chunks
from deskapp.store.work import Reader, Work
from deskapp.values.money import from_minor

ABOUT: Final = "delivery"
NOTICE: Final = "handover_notice"
ROSTER: Final = "handover_roster"

Owed = Mapping[int, Sequence[Mapping[str, str]]]
Payables = Callable[[Work, Collection[int], Words], Owed]
"""What each delivery's owner has to pay, as lines of a letter (text, amount, why)."""


def nothing_known(work: Work, delivery_ids: Collection[int], said: Words) -> Owed:
    """Where nobody says what is payable."""
    del work, said
    return dict.fromkeys(delivery_ids, ())


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one part: owners told by message, letters ordered, deliveries of which nobody can be told."""

    messages: int = 0
    nobody: int = 0

    def __add__(self, other: Told) -> Told:
        return Told(self.messages + other.messages, self.nobody + other.nobody)


def tell_owners(work: Work, notice_ids: Collection[int]) -> Told:
    """A message about each of these notices to every owner, by e-mail, SMS or by hand, in their language."""
    notices = _notices(work, notice_ids)
    rows = {row.id: row for row in get_deliveries(work, {one.delivery_id for one in notices})}
    people = {number for row in rows.values() for number in row.customer_ids}
    channels, spoken = channels_of(work, people), languages_of(work, people)
    office = work.get(Office, work.clerk.office_id)
    batches: dict[int, BatchRow] = {}
    told = Told()
    for notice in notices:
        row = rows[notice.delivery_id]
        batch = _batch(work, row, batches)
        reached = 0
        for number in row.customer_ids:
            if not may_be_told(work, number):
                continue
            said = words(spoken.get(number) or office.language or "zh")
            tell_customer(
                work,
                MessageDraft(
                    number,
                    channels[number],
                    "",
                    said.text("handover_notice.subject", room=row.room),
                    message_text(said, work.get(Customer, number).name, row, notice, batch, office),
                    said.language,
                    (ABOUT, row.id),
                    NOTICE,
                ),
            )
            reached += 1
        told += Told(reached, 0 if reached else 1)
    return told


def message_text(
    said: Words, name: str, row: DeliveryRow, notice: DeliveryNotice, batch: BatchRow | None, office: Office
) -> str:
    """What a message says: when to come, where, with which number, and from when on the risk is theirs."""
    lines = [
        said.text("handover_notice.dear", name=name),
        said.text("handover_notice.ready", room=row.room, number=notice.number),
        said.text("handover_notice.second") if row.absent_on is not None else "",
        said.text("handover_notice.come", day=notice.come_on, at=notice.come_at) if notice.come_on else "",
        said.text("handover_notice.place", place=batch.place) if batch and batch.place else "",
        said.text("handover_notice.risk", day=notice.risk_on) if notice.risk_on else "",
        said.text("handover_notice.call", phone=(batch.contact if batch else "") or office.phone or office.name),
    ]
    return "\n".join(line for line in lines if line)


def notice_letters(
    work: Work, home: Home, notice_ids: Collection[int], counter: str = "", payables: Payables = nothing_known
) -> list[PrintJob]:
    """Order the letters of these notices (收房通知书), each in its first owner's language."""
    notices = _notices(work, notice_ids)
    rows = {row.id: row for row in get_deliveries(work, {one.delivery_id for one in notices})}
    spoken = languages_of(work, {row.customer_ids[0] for row in rows.values() if row.customer_ids})
    office = work.get(Office, work.clerk.office_id)
    batches: dict[int, BatchRow] = {}
    by_language: dict[str, list[DeliveryNotice]] = {}
    for notice in notices:
        row = rows[notice.delivery_id]
        language = (spoken.get(row.customer_ids[0]) if row.customer_ids else "") or office.language or "zh"
        by_language.setdefault(language, []).append(notice)
    jobs: dict[int, PrintJob] = {}
    for language, found in by_language.items():
        said = words(language)
        owed = payables(work, [one.delivery_id for one in found], said)
        for notice in found:
            row = rows[notice.delivery_id]
            data = letter_data(work, said, row, notice, _batch(work, row, batches), owed.get(row.id, ()))
            data |= office_data(office, work)
            jobs[record_id(notice)] = print_letter(
                work, PrintDraft(NOTICE, said.language, data, (ABOUT, row.id), counter), home
            )
    return [jobs[record_id(notice)] for notice in notices]


def letter_data(
    reader: Reader,
    said: Words,
    row: DeliveryRow,
    notice: DeliveryNotice | NoticeRow,
    batch: BatchRow | None,
    payable: Sequence[Mapping[str, str]],
) -> dict[str, Any]:
    """What the letter says of a delivery."""
    first = reader.get(Customer, row.customer_ids[0]) if row.customer_ids else None
    amount = notice.amount
    if isinstance(amount, int):
        amount = from_minor(amount, row.currency)
    papers = batch.items_of("paper") if batch else ()
    fees = [{"text": say_item(item, said), "why": item.note} for item in (batch.items_of("fee") if batch else ())]
    return {
        "case_number": notice.number,
        "barcode_number": make_number(row.id, DELIVERY),
        "customer_name": ("、" if said.language == "zh" else ", ").join(row.buyers),
        "customer_address": first.address if first is not None else "",
        "project": batch.project if batch else "",
        "room": row.room,
        "round": said.text(f"handover_notice.round_{min(notice.round, 2)}"),
        "again": said.text("handover_notice.second") if row.absent_on is not None else "",
        "come_on": notice.come_on or "",
        "come_at": notice.come_at,
        "period": f"{said.day(batch.begins_on)} – {said.day(batch.ends_on)}" if batch else "",
        "batch_place": batch.place if batch else "",
        "contact": batch.contact if batch else "",
        "risk_on": notice.risk_on or "",
        # nothing worked out yet is no sum of nothing: the letter then says that it is reckoned on the day
        "total": said.money(amount, row.currency) if amount else "",
        "bring": [{"text": say_item(item, said), "note": item.note} for item in papers],
        "payable": list(payable) or [{"amount": "", **fee} for fee in fees],
    }


def roster_letter(work: Work, home: Home, batch_id: int, counter: str = "") -> PrintJob:
    """Order the roster of a batch: every group, its people with their phones, how many are missing."""
    batch = get_batch(work, batch_id)
    office = work.get(Office, work.clerk.office_id)
    said = words(work.clerk.language)
    lines = []
    for group in groups_of(work, batch_id):
        lead = group.leader
        others = "、" if said.language == "zh" else ", "
        lines.append(
            {
                "group": group.name,
                "kind": said.text(f"group_kind.{group.kind}"),
                "leader": f"{lead.name} {lead.phone}".strip() if lead else "",
                "people": others.join(f"{one.name} {one.phone}".strip() for one in group.members if not one.leads),
                "heads": f"{len(group.members)}/{group.heads}",
                "duty": group.duty,
            }
        )
    data = {
        **office_data(office, work),
        "project": batch.project,
        "batch": batch.name,
        "period": f"{said.day(batch.begins_on)} – {said.day(batch.ends_on)}",
        "batch_place": batch.place,
        "contact": batch.contact,
        "stations": " → ".join(one.name or said.text(f"station.{one.code}") for one in batch.stations),
        "groups": lines,
    }
    return print_letter(work, PrintDraft(ROSTER, said.language, data, ("handover_batch", batch_id), counter), home)


def office_data(office: Office, work: Work) -> dict[str, Any]:
    """The head of a letter."""
    return {
        "office_name": office.name,
        "office_address": office.address,
        "office_phone": office.phone,
        "place": office.place,
        "clerk": work.clerk.name,
        "day": work.today,
    }


def _batch(reader: Reader, row: DeliveryRow, known: dict[int, BatchRow]) -> BatchRow | None:
    if row.batch_id is None:
        return None
    if row.batch_id not in known:
        known[row.batch_id] = get_batch(reader, row.batch_id)
    return known[row.batch_id]


def _notices(reader: Reader, notice_ids: Collection[int]) -> list[DeliveryNotice]:
    found: list[DeliveryNotice] = []
    for chunk in in_chunks(notice_ids):
        query = select(DeliveryNotice).where(col(DeliveryNotice.id).in_(chunk)).order_by(col(DeliveryNotice.id))
        found += reader.session.exec(query)
    return found
