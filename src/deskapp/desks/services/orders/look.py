"""An order in lines: where and what, who pays and how much, who was sent, what was done and how it was found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from deskapp.casework.look import Line, Look, Said, Tone, groups, money, under, word
from deskapp.desks.services.orders.queries import OrderPage
from deskapp.desks.services.orders.rows import OrderRow
from deskapp.desks.services.orders.trades import say_trade
from deskapp.locale import Words


def order_look(page: OrderPage, words: Words, now: datetime) -> Look:
    """An order in lines."""
    row = page.row
    return Look(
        groups(_what(page, words), _who_pays(row, words), _work(page, words, now), _done(page, words)),
        tuple(_sent(page, words, now)),
    )


def state_said(row: OrderRow, words: Words, now: datetime) -> tuple[Said, ...]:
    """Where it stands, and by when it is to be done or how late it is."""
    tone: Tone = "good" if row.state in ("checked", "closed") else "muted" if row.state == "cancelled" else "accent"
    said: list[Said] = [(word(words, "order_state", row.state), tone)]
    if row.open and row.due_at is not None:
        late = row.is_late(now)
        key = "order.is_late" if late else "order.due"
        said.append((words.text(key, at=words.moment(local(row.due_at, now))), "error" if late else "muted"))
    return tuple(said)


def urgency_said(row: OrderRow, words: Words) -> Said:
    """How pressing it is."""
    tones: dict[str, Tone] = {"emergency": "error", "urgent": "warning"}
    return word(words, "urgency", row.urgency), tones.get(row.urgency, "plain")


def warranty_said(state: str, until: date | None, words: Words) -> tuple[Said, Said]:
    """In warranty or out of it, and until when."""
    tones: dict[str, Tone] = {"in": "good", "out": "warning", "unknown": "warning"}
    told = words.text("order.until", day=until) if until else ""
    return (word(words, "warranty_state", state), tones.get(state, "muted")), (told, "muted")


def what_said(row: OrderRow, words: Words) -> str:
    """The service with its count, or the item of the home, else the words of whoever reported it."""
    if row.service:
        return f"{row.service} × {row.quantity}" if row.quantity > 1 else row.service
    return word(words, "warranty_item", row.item) if row.item else ""


def price_said(row: OrderRow, words: Words) -> tuple[Said, ...]:
    """What the owner pays and whether they agreed; nothing where somebody else does."""
    if row.payer != "owner" and row.kind == "repair":
        return ()
    if row.quoted is None:
        return ((words.text("order.no_price_yet"), "warning"),)
    amount: Said = (money(words, row.quoted, row.currency), "strong")
    if row.accepted_at is not None:
        how = word(words, "accepted_how", row.accepted_how)
        return amount, (words.text("order.is_accepted", how=how), "good")
    refused = row.refused_at is not None
    return amount, (words.text("order.is_refused" if refused else "order.is_quoted"), "error" if refused else "warning")


def slot_said(row: OrderRow, words: Words, now: datetime) -> str:
    """From when until when."""
    if row.slot_at is None or row.slot_ends is None:
        return ""
    ends = local(row.slot_ends, now)
    return f"{words.moment(local(row.slot_at, now))}–{ends:%H:%M}"


def local(moment: datetime, now: datetime) -> datetime:
    """Where the counter stands."""
    return moment.astimezone(now.tzinfo)


def _what(page: OrderPage, words: Words) -> Iterator[Line]:
    row = page.row
    where = ((row.where or words.text("order.nowhere"), "strong"), (row.place, "plain"), (row.project, "muted"))
    record = ("unit", row.unit_id) if row.unit_id is not None else None
    yield Line(words.text("order.where"), where, record=record)  # type: ignore[arg-type]
    yield Line(words.text("order.words"), ((row.words, "strong"), urgency_said(row, words)))
    trade = say_trade(row.trade, words.language)
    if said := what_said(row, words):
        yield Line(words.text("order.what"), ((said, "plain"), (trade, "muted")))
    elif trade:
        yield Line(words.text("order.trade_word"), ((trade, "plain"),))
    if row.who or row.phone:
        known = ("customer", row.customer_id) if row.customer_id is not None else None
        yield Line(words.text("order.who"), ((row.who, "plain"), (row.phone, "muted")), record=known)
    if page.parent:
        yield Line(words.text("order.parent"), ((page.parent, "accent"),), door=("case", row.parent_id or 0))
    if page.defect and row.defect_id is not None:
        yield Line(words.text("order.defect"), ((page.defect, "accent"),), record=("defect", row.defect_id))
    if row.outside_number:
        yield Line(words.text("order.outside"), ((row.outside_number, "plain"),))


def _who_pays(row: OrderRow, words: Words) -> Iterator[Line]:
    if row.kind == "repair":
        yield Line(words.text("order.warranty"), warranty_said(row.warranty, row.warranty_until, words))
    payer = word(words, "payer", row.payer) if row.payer else words.text("order.nobody_pays")
    tone: Tone = "plain" if row.payer else "warning"
    said: tuple[Said, ...] = ((payer, tone), (row.organisation, "plain"), (row.warranty_reason, "muted"))
    yield Line(words.text("order.payer"), said)
    if price := price_said(row, words):
        yield Line(words.text("order.price"), price)
    if row.cost is not None:
        approved = words.text("order.approved_by", clerk=row.cost_approved_by) if row.cost_approved_by else ""
        back = words.text("order.charge_back") if row.payer == "contractor" else ""
        cost = money(words, row.cost, row.currency)
        yield Line(words.text("order.cost"), ((cost, "plain"), (approved, "good"), (back, "warning")))


def _work(page: OrderPage, words: Words, now: datetime) -> Iterator[Line]:
    row = page.row
    yield Line(words.text("order.state"), state_said(row, words, now))
    if slot := slot_said(row, words, now):
        yield Line(words.text("order.slot"), ((slot, "strong"),))
    if row.staff:
        untaken = row.is_untaken(now)
        by = words.text("order.take_by", at=words.moment(local(row.take_by, now))) if row.take_by else ""
        taken: Said = (by, "error" if untaken else "muted") if row.taken_at is None else ("", "muted")
        yield Line(words.text("order.technician"), ((row.staff, "strong"), taken))
    if row.arrived_at is not None:
        yield Line(words.text("order.arrived_at"), ((words.moment(local(row.arrived_at, now)), "plain"),))


def _done(page: OrderPage, words: Words) -> Iterator[Line]:
    row = page.row
    parts = [
        Line(
            "",
            (
                (one.name, "plain"),
                (f"× {one.count}", "plain"),
                (money(words, one.price * one.count, row.currency) if one.price else "", "muted"),
                (one.note, "muted"),
            ),
            table="parts",
            door=("part", one.id) if row.open and row.finished_at is None else None,
        )
        for one in page.parts
    ]
    yield from under(words.text("order.parts"), parts)
    if row.done:
        signed = words.text("order.signed", who=row.signed_by) if row.signed_by else ""
        yield Line(words.text("order.done"), ((row.done, "plain"), (signed, "muted")))
    if row.checked_at is not None:
        found = [
            (f"{words.text(f'order_check.{name}')} {words.text(f'order_check.{told}')}", _checked(told))
            for name, told in (("material", row.material), ("quality", row.quality), ("safety", row.safety))
            if told
        ]
        yield Line(words.text("order.checked"), (*found, (row.check_note, "plain"), (row.checked_by, "muted")))
    if row.cancel_reason:
        yield Line(words.text("order.cancelled"), ((row.cancel_reason, "plain"),))


def _checked(told: str) -> Tone:
    return "good" if told == "ok" else "error"


def _sent(page: OrderPage, words: Words, now: datetime) -> Iterator[Line]:
    lines = [
        Line(
            "",
            (
                (words.moment(local(one.given_at, now)), "muted"),
                (one.who, "plain"),
                (word(words, "dispatch_way", one.way), "muted"),
                (word(words, "dispatch_result", one.result) if one.result else "", "plain"),
                (one.reason, "muted"),
            ),
            table="sent",
        )
        for one in page.sent
    ]
    if len(lines) > 1 or any(one.result for one in page.sent):
        yield from under(words.text("order.sent"), lines)
