"""The page of a delivery in words: where it stands, its gates with what mends each, and what came before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from deskapp.cases.engine import Missing, say_missing
from deskapp.cases.gates import GateResult
from deskapp.casework.look import Line, Look, Said, Tone, groups, money, under, word
from deskapp.desks.handover.day.queries import VisitRow
from deskapp.desks.handover.inspecting.rows import DefectRow
from deskapp.desks.handover.inspecting.rules import DefectCounts
from deskapp.desks.handover.planning.plans import refusal_name
from deskapp.desks.handover.planning.rows import DeliveryRow, NoticeRow
from deskapp.desks.handover.settling.payable import Payable, open_total, say_payable
from deskapp.locale import Words
from deskapp.papers.keys.queries import KeyRow
from deskapp.values.phones import mask_phone

MOST: Final = 6
"""Lines of one kind that the page shows at most."""
_GOOD: Final = ("signed", "signed_with_list", "deemed")
_BAD: Final = ("refused_justified", "refused_unjustified", "absent", "ended")


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """Everything that the desk knows of one delivery."""

    row: DeliveryRow
    gates: tuple[GateResult, ...]
    payables: tuple[Payable, ...]
    visits: tuple[VisitRow, ...]
    counts: DefectCounts
    defects: tuple[DefectRow, ...]
    keys: tuple[KeyRow, ...]
    late_days: int
    penalty: Decimal | None
    names: tuple[tuple[int, str], ...] = ()


def delivery_look(page: DeliveryPage, words: Words, today: date, now: datetime) -> Look:
    """The page."""
    main = groups(_head(page, words), gate_lines(page.gates, words))
    side = groups(
        _money(page, words),
        under(words.text("delivery_page.notices"), [_notice(one, words) for one in page.row.sent[-MOST:]]),
        under(words.text("delivery_page.visits"), [_visit(one, words, now) for one in page.visits[:MOST]]),
        _defects(page, words),
        under(words.text("delivery_page.keys"), [_key(one, words, today) for one in page.keys[:MOST]]),
    )
    return Look(main, side)


def state_tone(state: str) -> Tone:
    """The weight of a state's word."""
    return "good" if state in _GOOD else "error" if state in _BAD else "strong"


def gate_lines(gates: tuple[GateResult, ...], words: Words) -> Iterator[Line]:
    """A line a gate: open, or what is missing, who clears it, and what the owner is told."""
    if gates and all(gate.is_open for gate in gates):
        yield Line(words.text("delivery_page.gates"), ((f"✓ {words.text('delivery_page.all_open')}", "good"),))
        return
    for gate in gates:
        label = word(words, "gate_short", gate.id)
        if gate.is_open:
            yield Line(label, (("✓", "good"),))
            continue
        lines: list[Line] = []
        for missing in gate.missing:
            lines.append(_missing(missing, gate, words))
            if told := tell_owner(missing, words):
                lines.append(Line("", ((f"{words.text('delivery_page.tell')} {told}", "muted"),)))
        yield from under(label, lines)


def tell_owner(missing: Missing, words: Words) -> str:
    """The sentence for the owner about something that is missing; empty where they have nothing to do with it."""
    key = f"{missing.code}.customer"
    return say_missing(words, Missing(key, missing.values)) if key in words else ""


def _missing(missing: Missing, gate: GateResult, words: Words) -> Line:
    who = word(words, "clears", missing.clears or gate.clears)
    warns = "" if gate.blocks else words.text("delivery_page.warns")
    tone: Tone = "error" if gate.blocks else "warning"
    said: tuple[Said, ...] = ((f"✗ {say_missing(words, missing)}", tone), (who, "muted"), (warns, "muted"))
    return Line("", said, door=("gate", gate.id))


def _head(page: DeliveryPage, words: Words) -> Iterator[Line]:
    row = page.row
    state: Said = (word(words, "delivery_state", row.state), state_tone(row.state))
    since = words.text("look.since", since=row.state_since) if row.state_since else ""
    yield Line(words.text("delivery_page.state"), (state, (since, "muted"), (row.room, "strong")),
               record=("unit", row.unit_id))  # fmt: skip
    phone = mask_phone(row.phone) if row.phone else ""
    owners = [
        Line("", ((name, "strong"), (phone if not place else "", "plain")), record=("customer", number))
        for place, (number, name) in enumerate(page.names)
    ]
    kind = words.text("deal_kind.resettlement") if row.is_resettled else ""
    yield from under(
        words.text("delivery_page.owner"), owners or [Line("", ((words.text("delivery_page.nobody"), "muted"),))]
    )
    if kind:
        yield Line("", ((kind, "accent"),))
    plan: list[Said] = [(row.batch, "plain")]
    if row.slot_day is not None:
        plan.append((f"{words.day(row.slot_day)} {row.starts}–{row.ends}", "plain"))
    if row.due_on is not None:
        plan.append((words.text("delivery_page.due_on", day=row.due_on), "muted"))
    if row.batch or row.due_on:
        yield Line(words.text("delivery_page.plan"), tuple(plan), door=("batch", row.batch_id or 0))
    yield from _outcome(page, words)


def _outcome(page: DeliveryPage, words: Words) -> Iterator[Line]:
    """What became of it: signature, refusal, risk, penalty."""
    row, language = page.row, words.language
    if row.signed_on is not None:
        consent = words.text("delivery_page.with_list", count=page.counts.listed) if row.with_list else ""
        yield Line(words.text("delivery_page.signed"), ((words.day(row.signed_on), "good"), (row.signed_by, "plain"),
                                                        (consent, "warning")))  # fmt: skip
    if row.refused_on is not None:
        why = refusal_name(row.refusal_code, language)
        key = "delivery_page.justified" if row.refusal_justified else "delivery_page.unjustified"
        yield Line(words.text("delivery_page.refused"), ((words.day(row.refused_on), "error"), (why, "plain"),
                                                         (words.text(key), "warning")))  # fmt: skip
    if row.risk_on is not None and not row.signed_on:
        yield Line("", ((words.text("delivery_page.risk", day=row.risk_on), "warning"),))
    if row.deemed_on is not None:
        told = words.text("delivery_page.deemed", day=row.deemed_on, number=row.deemed_notice)
        yield Line("", ((told, "good"),))
    days = row.late_days if row.late_days is not None else page.late_days
    penalty = row.penalty if row.penalty is not None else page.penalty
    if days:
        key = "delivery_page.late" if penalty is not None else "delivery_page.late_no_rate"
        said = words.text(key, days=days, amount=money(words, penalty, row.currency) if penalty is not None else "")
        yield Line(words.text("delivery_page.lateness"), ((said, "warning"),))
    if row.note:
        yield Line(words.text("area_form.note"), ((row.note, "plain"),))


def _money(page: DeliveryPage, words: Words) -> Iterator[Line]:
    lines = [
        Line("", ((say_payable(one, words), "plain"), (money(words, one.open, one.currency), "error")), "payable",
             door=("dues", 0))
        for one in page.payables
        if one.open > 0
    ]  # fmt: skip
    totals = [(money(words, amount, currency), "accent") for currency, amount in open_total(page.payables).items()]
    if len(lines) > 1:
        lines.append(Line("", ((words.text("dues_page.total"), "muted"), *totals), "payable"))  # type: ignore[arg-type]
    nothing = [Line("", ((words.text("dues_page.nothing"), "good"),), door=("dues", 0))]
    yield from under(words.text("delivery_page.payable"), lines or nothing)


def _notice(one: NoticeRow, words: Words) -> Line:
    state = word(words, "notice_mail", one.mail)
    tone: Tone = "error" if one.mail == "returned" else "good" if one.mail == "received" else "muted"
    came = one.returned_on or one.received_on
    said: tuple[Said, ...] = (
        (one.number, "plain"),
        (words.day(one.sent_on), "plain"),
        (word(words, "notice_way", one.way), "muted"),
        (f"{state} {words.day(came) if came else ''}".strip(), tone),
    )
    return Line("", said, "notices")


def _visit(one: VisitRow, words: Words, now: datetime) -> Line:
    del now
    where = word(words, "station", one.place) if one.is_living else word(words, "visit_end", one.ended)
    said: tuple[Said, ...] = (
        (words.day(one.day), "plain"),
        (one.ticket, "accent"),
        (one.name, "plain"),
        (where, "strong" if one.is_living else "muted"),
    )
    return Line("", said, "visits", door=("visit", one.id))


def _defects(page: DeliveryPage, words: Words) -> Iterator[Line]:
    counts = page.counts
    if not page.defects and not counts.open:
        return
    told = words.text("delivery_page.defect_counts", safety=counts.safety, major=counts.major, minor=counts.minor)
    lines = [Line("", ((told, "error" if counts.safety else "warning" if counts.open else "good"),))]
    lines += [
        Line("", ((one.place(words.language), "plain"), (word(words, "defect_state", one.state), "muted"),
                  (words.day(one.agreed_on), "error" if one.agreed_on < one.since else "muted")), "defects",
             door=("defect", one.id))
        for one in page.defects[:MOST]
    ]  # fmt: skip
    yield from under(words.text("delivery_page.defects"), lines)


def _key(one: KeyRow, words: Words, today: date) -> Line:
    holder = word(words, "key_holder", one.holder)
    late = one.due_back is not None and one.due_back < today
    due = words.text("delivery_page.due_back", day=one.due_back) if one.due_back is not None else ""
    said: tuple[Said, ...] = (
        (one.label, "plain"),
        (f"{holder} {one.holder_name}".strip(), "good" if one.is_given else "plain"),
        (due, "error" if late else "muted"),
    )
    return Line("", said, "keys", door=("keys", one.id))
