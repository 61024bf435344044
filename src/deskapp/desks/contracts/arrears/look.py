"""The page of a deal's asking in words: who, what is late, formalities, what stops us, and every attempt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

from deskapp.casework.look import Line, Look, Said, Tone, groups, under
from deskapp.desks.contracts.arrears.queries import AttemptRow, ChasePage, MoneyLine
from deskapp.desks.contracts.arrears.rows import FormalityRow
from deskapp.desks.contracts.arrears.rules import PENALTY_UNIT
from deskapp.locale import Words
from deskapp.values.phones import mask_phone


def chase_look(page: ChasePage, words: Words, now: datetime) -> Look:
    """The page; on a wide screen the attempts stand beside."""
    main = groups(
        [*_people(page, words), *_contract(page, words), *_stop(page, words)],
        _money(page, words),
        _formalities(page, words),
    )
    return Look(main, groups(_attempts(page, words, now.tzinfo)))


def _people(page: ChasePage, words: Words) -> Iterator[Line]:
    yield from under(
        words.text("arrears.buyer"),
        (
            Line(
                "",
                (
                    (one.customer.name, "strong"),
                    (mask_phone(one.customer.phone) if one.customer.phone else "", "plain"),
                    (words.text("chase_page.deceased") if one.customer.is_deceased else "", "warning"),
                ),
                table="people",
                record=("customer", one.customer.id),
            )
            for one in page.place.buyers
        ),
    )


def _contract(page: ChasePage, words: Words) -> Iterator[Line]:
    called: list[Said] = [(page.place.number, "plain"), (words.text(f"payer_class.{page.place.payer_class}"), "muted")]
    door = ("contract", page.place.contract_id) if page.place.contract_id is not None else None
    yield Line(words.text("chase_page.contract"), tuple(called), door=door)
    if page.penalty_rate is not None:
        percent = words.number((page.penalty_rate * PENALTY_UNIT * 100).normalize())
        yield Line(words.text("chase_page.penalty"), ((words.text("chase_page.percent", percent=percent), "muted"),))


def _stop(page: ChasePage, words: Words) -> Iterator[Line]:
    standing = page.standing
    if standing.stopped:
        note = page.deal.hold_reason if standing.stopped == "hold" else page.stop_note
        reason = words.text(f"stop_reason.{standing.stopped}")
        told = words.text("arrears.is_stopped", reason=reason)
        since = words.day(page.stopped_on) if page.stopped_on is not None else ""
        yield Line(words.text("chase_page.asking"), ((told, "error"), (since, "plain"), (note, "plain")))
        return
    yield from under(
        words.text("chase_page.asking"), (Line("", ((words.say(one), "warning"),)) for one in page.against)
    )
    said: list[Said] = []
    if standing.promise:
        tone: Tone = "warning" if standing.promise == "broken" else "plain"
        said.append((words.text(f"arrears.is_{standing.promise}", day=standing.promised_on), tone))
    if standing.next_on is not None and standing.next_on != standing.promised_on:
        said.append((words.text("chase_page.next_on", day=standing.next_on), "plain"))
    if said or standing.next_step:
        yield Line(words.text("chase_page.next"), (*said, (standing.next_step, "plain")))


def _money(page: ChasePage, words: Words) -> Iterator[Line]:
    yield from under(words.text("chase_page.money"), (_line(one, page, words) for one in page.lines))
    if page.owed:
        total: list[Said] = [(words.text("chase_page.owed", amount=words.money(page.owed, page.currency)), "strong")]
        if page.penalty is not None:
            amount = words.money(page.penalty, page.currency)
            total.append((words.text("chase_page.penalty_so_far", amount=amount), "muted"))
        yield Line("", tuple(total))


def _line(one: MoneyLine, page: ChasePage, words: Words) -> Line:
    late = words.text("chase_page.late", count=one.late) if one.late else words.text("chase_page.not_yet")
    return Line(
        "",
        (
            (charge_name(one, words), "plain"),
            (words.money(one.open, page.currency), "strong" if one.late else "plain"),
            (words.text("chase_page.due", day=one.due_on) if one.due_on is not None else "", "plain"),
            (late, "warning" if one.late else "muted"),
            (words.money(one.penalty, page.currency) if one.penalty else "", "muted"),
        ),
        table="money",
        door=("cash", one.id),
    )


def charge_name(one: MoneyLine, words: Words) -> str:
    """What a charge is called: its own words, its part of the price, its purpose."""
    return one.text or words.text(f"price_part.{one.part}" if one.part else f"purpose.{one.purpose}")


def _formalities(page: ChasePage, words: Words) -> Iterator[Line]:
    yield from under(words.text("chase_page.formalities"), (_formality(one, words) for one in page.formalities))


def _formality(one: FormalityRow, words: Words) -> Line:
    if one.done_on is not None:
        state: Said = (words.text("chase_page.done", day=one.done_on), "good")
    elif one.late:
        state = (words.text("chase_page.late", count=one.late), "warning")
    else:
        state = (words.text("chase_page.not_yet"), "muted")
    amount = "" if one.amount is None else words.money(one.amount, one.currency)
    return Line(
        "",
        (
            (words.text(f"formality.{one.kind}"), "plain"),
            (words.text("chase_page.due", day=one.due_on), "plain"),
            state,
            (" ".join(part for part in (one.bank, amount) if part), "plain"),
            (one.note, "muted"),
        ),
        table="formalities",
        door=("formality", one.id),
    )


def _attempts(page: ChasePage, words: Words, zone: tzinfo | None) -> Iterator[Line]:
    if page.attempts:
        counted = words.text("chase_page.count", count=page.standing.attempts)
        yield Line("", ((words.text("chase_page.attempts"), "strong"), (counted, "muted")), heading=True)
    for one in page.attempts:
        yield _attempt(one, page, words, zone)


def _attempt(one: AttemptRow, page: ChasePage, words: Words, zone: tzinfo | None) -> Line:
    promise = ""
    if one.promised_on is not None:
        amount = words.money(one.promised, page.currency) if one.promised is not None else ""
        promise = words.text("chase_page.promise", amount=amount, day=one.promised_on)
    then = words.text("chase_page.then", day=one.next_on, step=one.next_step) if one.next_on and not promise else ""
    return Line(
        words.day(one.happened_at.astimezone(zone).date()),
        (
            (f"{words.text(f'contact_way.{one.way}')} {words.text(f'contact_result.{one.result}')}", "plain"),
            (words.text(f"chase_about.{one.about}") if one.about != "money" else "", "muted"),
            (promise or then, "plain"),
            (one.note, "plain"),
            (one.clerk, "muted"),
        ),
    )
