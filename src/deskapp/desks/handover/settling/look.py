"""What an owner settles, in words: each amount with what it was worked out from, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from deskapp.casework.look import Line, Look, Said, Tone, groups, money, word
from deskapp.desks.handover.settling.deed_tax import shipped_reliefs
from deskapp.desks.handover.settling.facts import Settled
from deskapp.desks.handover.settling.fund import shipped_tariffs
from deskapp.desks.handover.settling.payable import open_total, payables
from deskapp.desks.handover.settling.rows import AreaRow, DueRow
from deskapp.locale import Words

_TONES: Final[dict[str, Tone]] = {
    "unknown": "error", "open": "error", "charged": "warning", "paid": "good", "own": "good", "relieved": "good",
    "not_due": "muted", "unpriced": "error", "to_choose": "error", "cancelled": "error", "to_pay": "warning",
    "to_refund": "warning", "settled": "good",
}  # fmt: skip
DUES: Final = "dues"


def dues_look(fact: Settled, words: Words, *, loan: bool = False) -> Look:
    """All that an owner has to pay, line by line, then the total; ``loan``: a bank lent a part of the price."""
    return Look(groups([price_line(fact, words)], [area_line(fact, words, loan=loan), *due_lines(fact, words)],
                       _total(fact, words), _basis(fact, words)))  # fmt: skip


def price_line(fact: Settled, words: Words) -> Line:
    """The price: paid, or how much is open, the bank's part apart."""
    label = words.text("purpose.price")
    price = fact.price
    if fact.deal_id is None or not fact.deal_kind:
        key = "settle.missing.no_deal" if fact.has_contracts else "settle.missing.no_contracts"
        return Line(label, ((words.text(key, unit=fact.code), "warning"),))
    if not price.asked:
        return Line(label, ((words.text("settle.missing.no_plan"), "warning"),))
    said: list[Said] = []
    if price.open > 0:
        said.append((words.text("dues_page.open", amount=money(words, price.open, fact.currency)), "error"))
    if price.loan > 0:
        said.append((words.text("dues_page.loan_open", amount=money(words, price.loan, fact.currency)), "warning"))
    return Line(label, tuple(said) or ((f"✓ {words.text('due_state.paid')}", "good"),), door=("cashier", 0))


def area_line(fact: Settled, words: Words, *, loan: bool = False) -> Line:
    """The difference of the areas: where it stands, the areas, the money."""
    label = words.text("dues_page.area")
    area = fact.area
    if area is None:
        known = fact.contract_area is not None and fact.surveyed_area is not None
        told = words.text("dues_page.areas", contract=fact.contract_area, surveyed=fact.surveyed_area) if known else ""
        state = words.text("due_state.unknown") if known else words.text("dues_page.no_areas")
        return Line(label, ((state, "error" if known else "muted"), (told, "muted")), DUES, door=("area", 0))
    said: list[Said] = [
        (_sum(area.amount, area.currency, words), "strong"),
        (word(words, "area_state", area.state), _TONES[area.state]),
        (area_note(area, words), "muted"),
    ]
    if loan and (area.amount or 0) < 0:
        said.append((words.text("area_form.loan"), "warning"))
    return Line(label, tuple(said), DUES, door=("area", 0))


def area_note(area: AreaRow, words: Words) -> str:
    """The two areas and the ratio, or how it was settled otherwise."""
    if area.rule == "resettlement":
        return area.agreed
    ratio = area.inner_ratio if area.priced_by == "inner" else area.ratio
    parts = [
        words.text("dues_page.areas", contract=area.contract_area, surveyed=area.surveyed_area)
        if area.contract_area and area.surveyed_area else "",
        "" if ratio is None else f"{words.number(ratio)} %",
        area.settled_note if area.settled_note != "-" else "",
    ]  # fmt: skip
    return " ".join(part for part in parts if part)


def due_lines(fact: Settled, words: Words) -> Iterator[Line]:
    """Fund and tax, worked out or not, and every other due."""
    tax = "registration_fee" if fact.country == "VN" else "deed_tax"
    for kind in ("fund", tax):
        due = fact.due(kind)
        yield (
            _due_line(due, words)
            if due is not None
            else Line(
                words.text(f"due_kind.{kind}"), ((words.text("due_state.unknown"), "error"),), DUES, door=("due", kind)
            )
        )
    for due in fact.dues:
        if due.kind not in ("fund", tax):
            yield _due_line(due, words)


def _due_line(due: DueRow, words: Words) -> Line:
    said: tuple[Said, ...] = (
        (_sum(due.amount, due.currency, words), "strong"),
        (word(words, "due_state", due.state), _TONES[due.state]),
        (due_note(due, words), "muted"),
    )
    return Line(str(due.basis.get("text") or words.text(f"due_kind.{due.kind}")), said, DUES, door=("due", due.id))


def due_note(due: DueRow, words: Words) -> str:
    """What a due was worked out from, or how it was settled: tariff and area, home and rate, voucher, relief."""
    told, language = due.basis, words.language
    if due.how == "own":
        return words.text("dues_page.voucher", voucher=due.voucher, day=due.voucher_on or "")
    if due.how in ("relieved", "not_due"):
        reason = next((one.name.say(language) for one in shipped_reliefs() if one.code == due.reason), due.reason)
        return f"{reason} {told.get('proof', '')}".strip()
    parts = []
    if due.state == "charged" and due.open != due.amount:
        parts.append(words.text("dues_page.open", amount=money(words, due.open, due.currency)))
    if due.before:
        parts.append(words.text("dues_page.before", amount=money(words, due.before, due.currency)))
    if "area" in told and "tariff" in told:
        area, tariff = Decimal(str(told["area"])), Decimal(str(told["tariff"]))
        parts.append(f"{words.number(area)} × {words.number(tariff)}")
        parts.append(_class_name(str(told.get("class", "")), str(told["tariff"]), language))
    elif "rate" in told:
        home = words.text("dues_page.home", home=told["home"]) if "home" in told else ""
        parts += [home, f"{words.number(Decimal(str(told['rate'])))} %"]
    return " ".join(part for part in parts if part)


def _class_name(code: str, tariff: str, language: str) -> str:
    known = [one for one in shipped_tariffs() if one.code == code and one.value == Decimal(tariff)]
    return known[0].name.say(language) if known else ""


def _total(fact: Settled, words: Words) -> Iterator[Line]:
    totals = open_total(payables(fact))
    for currency, amount in totals.items():
        yield Line(words.text("dues_page.total"), ((money(words, amount, currency), "accent"),))
    if not totals:
        yield Line(words.text("dues_page.total"), ((words.text("dues_page.nothing"), "good"),))


def _basis(fact: Settled, words: Words) -> Iterator[Line]:
    """The rows that the amounts stand in, so that an owner who asks is told."""
    rules = dict.fromkeys(due.rule for due in fact.dues if due.rule)
    for place, rule in enumerate(rules):
        yield Line("" if place else words.text("dues_page.rule"), ((rule, "muted"),))


def _sum(amount: Decimal | None, currency: str, words: Words) -> str:
    if amount is None:
        return "—"
    sign = "−" if amount < 0 else ""
    return f"{sign}{money(words, abs(amount), currency)}"
