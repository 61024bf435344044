"""The customer page in words: who, how to reach, which homes, who belongs to them, and who may be the same person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from types import MappingProxyType
from typing import Final

from deskapp.casework.case_papers import where
from deskapp.casework.look import (
    Line,
    Look,
    Said,
    contact,
    groups,
    mask_number,
    masked_document,
    period,
    share_text,
    under,
    word,
)
from deskapp.desks.intake.touch import Touch
from deskapp.locale import Words
from deskapp.money.queries import Standing
from deskapp.office.customer.page import CustomerPage, PageDocument, PagePhone, PageRight, PageUnit
from deskapp.office.customer.queries import Duplicate
from deskapp.office.customer.rows import CustomerRow
from deskapp.office.privacy.purposes import load_purposes, name_of
from deskapp.office.privacy.queries import PrivacyPage
from deskapp.overview.complaint_facts import NOTHING, Grievances
from deskapp.overview.complaint_look import grievance_lines
from deskapp.overview.deal_facts import DealFacts
from deskapp.overview.deal_look import deals_of_customer
from deskapp.overview.handover_facts import HandoverFacts
from deskapp.overview.handover_look import handovers_of_customer
from deskapp.overview.search import Hit
from deskapp.overview.trail_look import change_lines
from deskapp.papers.queries import PaperRow
from deskapp.values.phones import mask_phone

EMPTY: Final[Mapping[str, Standing]] = MappingProxyType({})
NOBODY: Final = Touch()


def customer_look(
    page: CustomerPage,
    duplicates: Sequence[Duplicate],
    words: Words,
    today: date,
    zone: tzinfo | None,
    *,
    papers: Sequence[PaperRow] = (),
    money: Mapping[str, Standing] = EMPTY,
    touch: Touch = NOBODY,
    privacy: PrivacyPage | None = None,
    deals: Sequence[DealFacts] = (),
    handovers: Sequence[HandoverFacts] = (),
    grievances: Grievances = NOTHING,
    now: datetime | None = None,
    unfolded: bool,
    whole: bool = False,
) -> Look:
    """The page; ``papers`` are those that we or others have of theirs, ``unfolded`` shows the homes of before.

    ``deals``: those that they are or were party to; ``handovers``: those of their homes;
    ``grievances``: what they complained of and had mended, as of ``now``; ``money``: how they stand, by
    currency; ``touch``: when they last spoke with us; ``whole``: numbers are not masked.
    """
    return Look(
        groups(
            (_head(page, words),),
            _warnings(page, words),
            (
                *_documents(page.documents, words, today, whole=whole),
                *_phones(page.phones, page.email, words, whole=whole),
                *_facts(page, words),
                *_touch(touch, words, today, zone),
                *_privacy(privacy, words, today, zone),
            ),
            under(words.text("deal_look.deals"), deals_of_customer(deals, page.row.id, words, today)),
            handovers_of_customer(handovers, words, today),
            grievance_lines(grievances, words, now, unfolded=unfolded) if now is not None else (),
            _homes(page.units, words, unfolded),
            _people(page, words),
            _money(money, words),
            _papers(papers, words, today),
            _same(page, duplicates, words),
        ),
        tuple(change_lines(page.changes, "customer", words, zone)),
    )


def customer_hit(page: CustomerPage) -> Hit:
    """The page as a line of the search screen."""
    row = page.row
    return Hit(
        "customer",
        row.id,
        row.number,
        row.name,
        units=tuple(unit.code for unit in page.units if unit.is_current),
        document=masked_document(row),
        phone=mask_phone(row.phone) if row.phone else "",
        category=row.category,
    )


def _head(page: CustomerPage, words: Words) -> Line:
    row = page.row
    said: list[Said] = [(row.name, "strong"), (word(words, "customer_kind", row.kind), "plain")]
    if row.category:
        said.append((word(words, "category", row.category), "plain"))
    said.append((row.number, "muted"))
    return Line(said=tuple(said), heading=True)


def _warnings(page: CustomerPage, words: Words) -> Iterator[Line]:
    said: list[Said] = []
    if page.asked_id != page.row.id:
        said.append((words.text("look.followed"), "warning"))
    if page.blocked_why:
        told = words.text("privacy.blocked_line", day=page.blocked_on, why=page.blocked_why)
        said.append((told, "error"))
    if page.deceased_on is not None:
        said.append((words.text("look.deceased_on", day=page.deceased_on), "warning"))
    if page.is_minor:
        said.append((words.text("look.minor"), "warning"))
    if said:
        yield Line(said=tuple(said), heading=True)


def _documents(documents: Iterable[PageDocument], words: Words, today: date, *, whole: bool) -> Iterator[Line]:
    def line(document: PageDocument) -> Line:
        expired = document.valid_until is not None and document.valid_until < today
        validity = period(words, document.valid_from, document.valid_until)
        return Line(
            said=(
                (
                    document.number if whole else mask_number(document.number, document.kind),
                    "muted" if expired else "plain",
                ),
                (word(words, "id_kind", document.kind), "muted"),
                (words.text("look.ended", period=validity) if expired else validity, "muted"),
            ),
            table="documents",
        )

    return under(words.text("look.documents"), map(line, documents))


def _phones(phones: Iterable[PagePhone], email: str, words: Words, *, whole: bool) -> Iterator[Line]:
    said: list[Said] = []
    for phone in phones:
        number = phone.number if whole else mask_phone(phone.number)
        said.append((words.text("look.former_phone", phone=number), "muted") if phone.is_former else (number, "plain"))
    if email:
        said.append((email, "plain"))
    if said:
        yield Line(words.text("look.phones"), tuple(said))


def _facts(page: CustomerPage, words: Words) -> Iterator[Line]:
    names = [
        words.text("look.other_name", kind=word(words, "name_kind", name.kind), name=name.name) for name in page.names
    ]
    more = [
        word(words, "country", page.row.country),
        words.text("look.speaks", language=word(words, "language", page.language)) if page.language else "",
        words.text("look.birth", day=page.birth) if page.birth else "",
        words.text("look.channel", channel=word(words, "channel", page.channel)) if page.channel else "",
    ]
    for key, texts in (("names", names), ("more", more), ("address", [page.address]), ("note", [page.note])):
        said: list[Said] = [(text, "plain") for text in texts if text]
        if said:
            yield Line(words.text(f"look.{key}"), tuple(said))


def _touch(touch: Touch, words: Words, today: date, zone: tzinfo | None) -> Iterator[Line]:
    """When they last spoke with us, how many days ago, and what they want to hear of."""
    if touch.last_at is not None:
        day = touch.last_at.astimezone(zone).date()
        how = words.text("look.enquiry" if touch.how == "enquiry" else f"event.{touch.how}")
        ago = words.text("look.days_ago", count=(today - day).days) if day < today else words.text("look.today")
        said: tuple[Said, ...] = ((words.day(day), "plain"), (ago, "plain"), (how, "muted"))
        yield Line(words.text("look.last_contact"), said)
    if touch.tags:
        yield Line(words.text("look.news"), tuple((tag, "plain") for tag in touch.tags))
    if touch.account is not None:
        yield Line(words.text("look.app"), ((touch.account or words.text("look.app_shown"), "plain"),))


def _privacy(page: PrivacyPage | None, words: Words, today: date, zone: tzinfo | None) -> Iterator[Line]:
    """What they agreed to and did not take back, what they asked and wait for; nothing where there is nothing."""
    if page is None:
        return
    purposes = load_purposes(None)
    standing = dict.fromkeys(one.purpose for one in page.consents if one.withdrawn_at is None)
    said: list[Said] = [(name_of(purposes, code, words.language), "plain") for code in standing]
    for one in page.requests:
        if not one.result:
            due = one.due_at.astimezone(zone)
            told = f"{words.text(f'request.{one.kind}')} {words.text('person.due', moment=due)}"
            said.append((told, "error" if due.date() < today else "warning"))
    said += [(words.text("privacy.hold"), "warning") for one in page.holds if one.lasts(today)]
    if said:
        yield Line(words.text("privacy.title"), tuple(said), door=("privacy", page.customer_id))


def _homes(units: Iterable[PageUnit], words: Words, unfolded: bool) -> Iterator[Line]:
    found = list(units)
    current = [unit for unit in found if unit.is_current]
    former = [unit for unit in found if not unit.is_current]
    yield from under(words.text("look.homes"), (_home(unit, words) for unit in current))
    if former and not unfolded:
        label = words.text("look.former_homes")
        yield Line(label, ((words.text("look.folded", count=len(former)), "muted"),))
    elif former:
        yield from under(words.text("look.former_homes"), (_home(unit, words) for unit in former))


def _home(unit: PageUnit, words: Words) -> Line:
    role = " ".join(part for part in (word(words, "person_role", unit.role), share_text(unit.share)) if part)
    said: tuple[Said, ...] = (
        (unit.code, "strong"),
        (role, "plain"),
        (word(words, "unit_kind", unit.kind), "plain"),
        (unit.project, "muted"),
        (period(words, unit.since, unit.until), "muted"),
    )
    return Line(
        said=said,
        table="homes",
        record=("unit", unit.unit_id),
        resident=unit.id if unit.until is None else None,
    )


def _people(page: CustomerPage, words: Words) -> Iterator[Line]:
    relatives = (
        _other("relatives", relative.customer, (word(words, "relation", relative.relation), "plain"))
        for relative in page.relatives
    )
    yield from under(words.text("look.relatives"), relatives)
    yield from under(words.text("look.representatives"), (_right(right, words) for right in page.representatives))
    yield from under(words.text("look.acts_for"), (_right(right, words) for right in page.acts_for))


def _other(table: str, row: CustomerRow, *said: Said) -> Line:
    return Line(said=((row.name, "strong"), *said, *contact(row)), table=table, record=("customer", row.id))


def _right(right: PageRight, words: Words) -> Line:
    validity = period(words, right.valid_from, right.valid_until)
    state: Said = (validity, "muted") if right.is_valid else (words.text("look.ended", period=validity), "warning")
    notarised: Said = (words.text("look.notarised") if right.notarised else "", "good")
    return Line(
        said=(
            (right.customer.name, "strong"),
            (word(words, "right", right.right), "plain"),
            (right.scope, "plain"),
            state,
            notarised,
            (right.document, "muted"),
        ),
        table="rights",
        record=("customer", right.customer.id),
    )


def _papers(papers: Iterable[PaperRow], words: Words, today: date) -> Iterator[Line]:
    def line(paper: PaperRow) -> Line:
        amiss = paper.lost_at is not None or paper.days_late(today) > 0
        said: tuple[Said, ...] = (
            (paper.name or paper.code, "plain"),
            (word(words, "paper_kind", paper.kind), "muted"),
            (where(paper, words, today), "warning" if amiss else "plain"),
        )
        return Line(said=said, table="papers", door=("papers", paper.id))

    return under(words.text("papers.held"), map(line, papers))


def _money(money: Mapping[str, Standing], words: Words) -> Iterator[Line]:
    """What is open, what is free on receipts, what is held for the state; nothing where all is settled."""

    def line(currency: str, standing: Standing) -> Line:
        sums = {
            "case_look.open": standing.open, "cash.free": standing.free, "case_look.for_state": standing.held
        }  # fmt: skip
        said: list[Said] = [
            (words.text(key, amount=words.money(amount, currency)), "warning" if key == "case_look.open" else "plain")
            for key, amount in sums.items()
            if amount
        ]
        return Line(said=tuple(said), door=("money", currency))

    lines = (line(currency, standing) for currency, standing in money.items())
    return under(words.text("case_look.money"), (found for found in lines if found.said))


def _same(page: CustomerPage, duplicates: Sequence[Duplicate], words: Words) -> Iterator[Line]:
    noticed = (
        _other("duplicates", found.customer, (word(words, "duplicate_why", found.why), "warning"))
        for found in duplicates
    )
    yield from under(words.text("look.duplicates"), noticed)
    absorbed = (
        Line(said=((row.name, "plain"), (row.number, "muted"), *contact(row)), table="absorbed", absorbed=row.id)
        for row in page.absorbed
    )
    yield from under(words.text("look.absorbed"), absorbed)
