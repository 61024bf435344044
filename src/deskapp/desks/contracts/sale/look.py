"""The page of a contract in words: who and what, filing and its gates, money; the facts of its life, the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from deskapp.cases.engine import Missing, say_missing
from deskapp.cases.gates import GateResult
from deskapp.cases.rows import CaseRow
from deskapp.casework.look import Line, Look, Said, Tone, groups, mask_number, share_text, under, word
from deskapp.desks.contracts.sale.life import LifeFact, life_of, next_step
from deskapp.desks.contracts.sale.limits import is_filed_in
from deskapp.desks.contracts.sale.problems import ProblemRow
from deskapp.desks.contracts.sale.queries import ContractPage, ContractRow, FilingRow
from deskapp.locale import Words
from deskapp.money.queries import ChargeRow
from deskapp.office.deal.queries import PartyRow
from deskapp.values.phones import mask_phone

MOST: Final = 12
"""Lines of one kind that a page shows at most."""


def contract_look(page: ContractPage, cases: Sequence[CaseRow], words: Words, today: date, *, unfolded: bool) -> Look:
    """The page; ``unfolded`` shows former parties, cancelled filings and withdrawn charges, too."""
    life = life_of(page.facts, today)
    main = groups(
        [*_head(page, words), *_units(page, words), *_parties(page, words, unfolded=unfolded)],
        _filing(page, words, today),
        _money(page, words, today),
    )
    side = groups(
        _life(page, life, words),
        _ledger(page, words, unfolded=unfolded),
        _cases(cases, page.problems, words, today),
        _lint(page, words),
        _rest(page, words),
    )
    return Look(main, side)


def state_tone(state: str) -> Tone:
    """The weight of a state's word."""
    if state == "cancelled":
        return "error"
    return "good" if state in ("filed", "pre_registered") else "strong"


def days_text(row: ContractRow, words: Words, today: date) -> Said:
    """How long there is for filing: the day, and the days that are left or gone."""
    left = row.days_left(today)
    if row.filing_due_on is None or left is None:
        return "", "muted"
    key = "sale_page.days_left" if left > 0 else "sale_page.today" if left == 0 else "sale_page.days_over"
    tone: Tone = "plain" if left > 10 else "warning" if left >= 0 else "error"
    return words.text(key, day=row.filing_due_on, count=abs(left)), tone


def gate_lines(gates: Iterable[GateResult], words: Words) -> Iterator[Line]:
    """A line a gate, open or shut; of a shut one what is missing, who can clear it, what the customer is told."""
    for gate in gates:
        short = gate.id.partition(".")[2]
        if gate.is_open:
            yield Line("", ((f"✓ {words.text(f'filing_gate_short.{short}')}", "good"),))
            continue
        for missing in gate.missing:
            yield Line("", ((f"✗ {say_missing(words, missing)}", "warning"),), door=("gate", gate.id))
            yield Line("", (_clears(missing, gate, words),))
            told = tell_customer(missing, words)
            if told:
                yield Line("", ((f"  {words.text('sale_page.tell')} {told}", "muted"),))


def _clears(missing: Missing, gate: GateResult, words: Words) -> Said:
    who = missing.clears or gate.clears
    return f"  {words.text('sale_page.clears', who=word(words, 'clears', who))}", "plain"


def tell_customer(missing: Missing, words: Words) -> str:
    """The sentence for the customer about something that is missing; empty where they have nothing to do with it."""
    key = f"{missing.code}.customer"
    return say_missing(words, Missing(key, missing.values)) if key in words else ""


def _head(page: ContractPage, words: Words) -> Iterator[Line]:
    row, facts = page.row, page.facts
    state = (word(words, "sale_contract_state", row.state), state_tone(row.state))
    more: list[Said] = [(row.number, "strong"), state, (word(words, "pay_method", row.method), "plain")]
    if row.state == "reserved" and row.reserved_until is not None:
        more[2] = (words.text("sale_page.until", day=row.reserved_until), "warning")
    more += [(page.project, "muted"), (words.text(f"payer_class.{row.payer_class}"), "muted")]
    yield Line(words.text("deal_look.contract"), tuple(more), heading=False)
    if row.is_held:
        yield Line("", ((words.text("sale_page.held", reason=page.deal.hold_reason), "error"),))
    if facts.cancelled_on is not None:
        told = words.text("sale_page.cancelled", day=facts.cancelled_on, reason=facts.cancel_reason)
        yield Line("", ((told, "error"),))


def _units(page: ContractPage, words: Words) -> Iterator[Line]:
    lines = []
    for unit in page.deal.units or page.deal.former_units:
        said: list[Said] = [(unit.code, "strong"), (word(words, "unit_kind", unit.kind), "plain")]
        said.append(("" if unit.area is None else words.area(unit.area), "plain"))
        inner = "" if unit.inner_area is None else words.text("sale_page.inner", area=words.area(unit.inner_area))
        said.append((inner, "muted"))
        said.append(("" if unit.price is None else words.money(unit.price, page.row.currency), "plain"))
        lines.append(Line("", tuple(said), "units", record=("unit", unit.unit_id)))
    yield from under(words.text("sale_page.units"), lines)


def _parties(page: ContractPage, words: Words, *, unfolded: bool) -> Iterator[Line]:
    deal = page.deal
    lines = [_party(party, words) for party in deal.parties or deal.former[-MOST:]]
    if unfolded and deal.parties:
        lines += [_party(party, words) for party in deal.former]
    yield from under(words.text("sale_page.parties"), lines)


def _party(party: PartyRow, words: Words) -> Line:
    customer = party.customer
    number = mask_number(party.document_number, party.document_kind) if party.document_number else ""
    role = "" if party.role == "buyer" else words.text(f"party_role.{party.role}")
    until = words.text("look.until", until=party.until) if party.until else ""
    said: tuple[Said, ...] = (
        (customer.name, "muted" if party.until else "strong"),
        (share_text(party.share), "plain"),
        (number, "muted"),
        (mask_phone(customer.phone) if customer.phone else "", "plain"),
        (" ".join(filter(None, (role, until))), "muted"),
    )
    return Line("", said, "parties", record=("customer", customer.id))


def _filing(page: ContractPage, words: Words, today: date) -> Iterator[Line]:
    row = page.row
    label = words.text("sale_page.filing")
    if row.filing_number:
        assert row.filed_on is not None
        said: list[Said] = [(words.text("sale_page.filed", number=row.filing_number, day=row.filed_on), "good")]
        if page.has_password:
            said.append((words.text("sale_page.has_password"), "muted"))
        yield Line(label, tuple(said))
        shut = [gate for gate in page.gates if not gate.is_open]
        if shut:
            yield Line("", ((words.text("sale_page.would_be_shut"), "muted"),))
            yield from gate_lines(shut, words)
        return
    if row.state == "cancelled" or page.facts.is_reservation:
        return
    if not is_filed_in(row.currency, row.signed_on or today):
        return
    ready = row.signed_on is not None and all(gate.is_open for gate in page.gates)
    first = "sale_page.ready" if ready else "sale_page.shut" if row.signed_on else "sale_page.not_signed"
    tone: Tone = "good" if ready else "warning"
    due = (days_text(row, words, today),) if row.filing_due_on else ()
    yield Line(label, ((words.text(first), tone), *due), door=("step", "file") if ready else None)
    yield from gate_lines(page.gates, words)


def _money(page: ContractPage, words: Words, today: date) -> Iterator[Line]:
    row = page.row
    say = words.money
    total: tuple[Said, ...] = (
        (say(row.price, row.currency), "strong"),
        (words.text("sale_page.paid", amount=say(row.paid, row.currency)), "plain"),
        (words.text("sale_page.open", amount=say(row.open, row.currency)), "plain" if row.open <= 0 else "warning"),
    )
    yield Line(words.text("sale_page.price"), total, door=("money", 0))
    for charge in page.plan[:MOST]:
        yield _charge(charge, words, today)
    if len(page.plan) > MOST:
        yield Line("", ((words.text("sale_page.more", count=len(page.plan) - MOST), "muted"),))
    for charge in page.charges:
        if charge.purpose == "earnest_money" and charge.state != "withdrawn":
            yield _charge(charge, words, today)


def _charge(charge: ChargeRow, words: Words, today: date) -> Line:
    part = charge.part or "earnest"
    late = charge.open > 0 and charge.due_on is not None and charge.due_on < today
    due = "" if charge.due_on is None else words.day(charge.due_on)
    if late and charge.due_on is not None:
        due = words.text("sale_page.late", day=charge.due_on, count=(today - charge.due_on).days)
    # nothing of it is paid: the amount stands there already
    untouched = charge.open == charge.amount
    open_ = words.money(charge.open, charge.currency)
    left = words.text("charge_state.open") if untouched else words.text("sale_page.open", amount=open_)
    state = words.text("sale_page.all_paid") if charge.open <= 0 else left
    said: tuple[Said, ...] = (
        (words.text(f"price_part.{part}"), "plain"),
        (words.money(charge.amount, charge.currency), "plain"),
        (state, "good" if charge.open <= 0 else "warning" if late else "plain"),
        (due, "warning" if late else "muted"),
    )
    return Line("", said, "plan", door=("plan", charge.id))


def _life(page: ContractPage, life: Sequence[LifeFact], words: Words) -> Iterator[Line]:
    step = next_step(life, cancelled=page.facts.cancelled_on is not None)
    lines = []
    for fact in life:
        done = fact.day is not None
        name = word(words, "sale_contract_state", fact.state)
        if not done:
            name = (
                words.text(f"sale_next.{fact.step}")
                if fact.step == step
                else words.text("sale_page.not_yet", what=name)
            )
        said: tuple[Said, ...] = (
            (f"✓ {name}" if done else f"▸ {name}" if fact.step == step else f"· {name}", "plain" if done else "muted"),
            ("" if fact.day is None else words.day(fact.day), "plain"),
            (fact.number, "strong"),
            (fact.who, "muted"),
        )
        door = ("step", fact.step) if fact.step == step else None
        # what is still to come has no day: outside of the table its words make no column wider
        lines.append(Line("", said, "life", door=door) if done else Line("", said[:1], door=door))
    yield from under(words.text("sale_page.life"), lines)
    if page.facts.alterations:
        yield Line("", ((words.text("sale_page.alterations", what=page.facts.alterations), "warning"),))


def _ledger(page: ContractPage, words: Words, *, unfolded: bool) -> Iterator[Line]:
    rows = [row for row in page.filings if unfolded or row.cancelled_on is None or len(page.filings) == 1]
    yield from under(words.text("sale_page.ledger"), (_filing_line(row, words) for row in rows[:MOST]))


def _filing_line(row: FilingRow, words: Words) -> Line:
    told = words.text(f"filing_source.{row.source}")
    if row.cancelled_on is not None:
        told = words.text("sale_page.filing_cancelled", day=row.cancelled_on, reason=row.cancel_reason)
    elif row.override_reason:
        told = words.text("sale_page.overridden", who=row.override_by, reason=row.override_reason)
    tone: Tone = "muted" if row.cancelled_on is not None else "strong"
    return Line("", ((row.number, tone), (words.day(row.filed_on), "plain"), (told, "muted"), (row.clerk, "muted")))


def _cases(cases: Sequence[CaseRow], problems: Sequence[ProblemRow], words: Words, today: date) -> Iterator[Line]:
    """Each with its step and day; of a problem who mends it, and by when."""
    mended = {row.case_id: row for row in problems}
    lines = [
        Line(
            "",
            (
                (case.number, "strong"),
                (case.name.say(words.language), "plain"),
                (case.step_name.say(words.language), "plain" if case.is_open else "muted"),
                *_due(case, mended.get(case.id), words, today),
            ),
            "cases",
            record=("case", case.id),
        )
        for case in cases[:MOST]
    ]
    yield from under(words.text("sale_page.cases"), lines)


def _due(case: CaseRow, problem: ProblemRow | None, words: Words, today: date) -> Iterator[Said]:
    day = case.due_on if problem is None else problem.mend_by
    late = case.is_open and day is not None and day < today
    if problem is not None:
        yield word(words, "problem_party", problem.party), "plain" if case.is_open else "muted"
    yield "" if day is None else words.day(day), "error" if late else "muted"


def _lint(page: ContractPage, words: Words) -> Iterator[Line]:
    lines = [Line("", ((f"! {say_missing(words, one)}", "warning"),)) for one in page.lint[:MOST]]
    yield from under(words.text("sale_page.lint"), lines)


def _rest(page: ContractPage, words: Words) -> Iterator[Line]:
    facts = page.facts
    said = {
        "sale_page.template": page.template,
        "sale_page.bank": facts.bank,
        "sale_page.note": facts.note,
    }
    for key, text in said.items():
        if text:
            yield Line(words.text(key), ((text, "plain"),))
