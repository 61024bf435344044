"""``deskapp person``: what somebody may ask about their own data, and what the office notes about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from deskapp.cli.context import Json, Language, counter, now, reader_words
from deskapp.cli.person_lines import (
    choose,
    office_named,
    page_lines,
    plain,
    plain_page,
    plain_request,
    plain_value,
    request_line,
)
from deskapp.errors import DeskError
from deskapp.store.base import record_id

if TYPE_CHECKING:
    from deskapp.locale import Words
    from deskapp.office.privacy.queries import RequestRow
    from deskapp.store.work import Reader, Work
    from deskapp.wiring import Opened

T = TypeVar("T")

app = typer.Typer(add_completion=False, help="Consents, disclosures, and what people ask about their own data.")

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The customer's number, such as KH-20261122-0001.")]
Request = Annotated[str, typer.Argument(metavar="REQUEST", help="The request's number, such as GR-20261122-0001.")]
Reason = Annotated[str, typer.Option(help="Why; it stays in the trail.")]
Way = Annotated[str, typer.Option(metavar="WAY", help="paper, spoken, phone, message or online.")]
Day = Annotated[str | None, typer.Option("--day", metavar="DAY", help="When it was, if not now.")]
Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to write it.")]


@app.command()
def show(number: Number, as_json: Json = False, language: Language = None) -> None:
    """Show a customer's consents, disclosures, requests, holds, and whether they are blocked."""
    from deskapp.office.privacy.queries import get_privacy_page

    with counter(writes=False) as opened:
        page = opened.store.read(lambda reader: get_privacy_page(reader, _customer(reader, number)))
        purposes = _purposes(opened)
    words = reader_words(language)
    if as_json:
        typer.echo(json.dumps(plain_page(page), ensure_ascii=False))
        return
    for line in page_lines(page, purposes, words):
        typer.echo(line)


@app.command()
def export(
    number: Number,
    output: Output = None,
    request: Annotated[str, typer.Option(help="The request that it answers; it is noted as done.")] = "",
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Write everything that is kept of one customer to a workbook that its owner alone may read."""
    from deskapp.office.privacy.actions import answer_request
    from deskapp.office.privacy.person_book import get_person_file, write_person_book
    from deskapp.office.privacy.queries import get_privacy_page
    from deskapp.office.staff.own_office import get_office

    words, moment = reader_words(language), now()
    with counter(writes=True) as opened:
        opened.store.read(lambda reader: get_privacy_page(reader, _customer(reader, number)))
        waiting = opened.store.read(lambda reader: _request(reader, request)) if request else None

        def read(reader: Reader) -> Any:
            return get_person_file(reader, _customer(reader, number), get_office(reader)[0].name, moment)

        # that it was handed out is written down before it is
        customer = opened.store.read(lambda reader: _customer(reader, number))
        opened.write("person.export", lambda work: work.entry("customer", customer, after={"exported": True}), moment)
        person = opened.store.read(read)
        target = (output or opened.home.make_exports() / f"person-{person.number}.xlsx").absolute()
        count = write_person_book(target, person, words, opened.clerk.name, request or words.text("person.why_none"))
        if waiting is not None:
            opened.write("person.answer", lambda work: answer_request(work, waiting.id, "done", target.name), moment)
    if as_json:
        typer.echo(json.dumps({"customer": person.number, "file": str(target), "records": count}))
    else:
        typer.echo(target)


@app.command()
def consent(
    number: Number,
    purpose: Annotated[str, typer.Argument(metavar="PURPOSE", help="What to, as `person purposes` lists them.")],
    way: Way = "paper",
    signer: Annotated[str, typer.Option(help="Who signed, where it was not the customer.")] = "",
    day: Day = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="They take it back.")] = False,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Note that a customer agreed to something, or takes it back."""
    from deskapp.office.privacy.actions import give_consent, withdraw_consent
    from deskapp.office.privacy.queries import find_standing

    with counter(writes=True) as opened:
        if not withdraw:
            office_named(opened, reader_words(language))
        purposes = _purposes(opened)
        if purpose not in purposes:
            raise DeskError("call.purpose", value=purpose, purposes=", ".join(purposes))
        at = _moment(day, opened)

        def give(work: Work) -> int:
            customer, what = _customer(work, number), purposes[purpose]
            return record_id(give_consent(work, customer, what, way, signer=signer, given_at=at))

        def take_back(work: Work) -> int:
            standing = find_standing(work, _family(work, number), purpose)
            if not standing:
                raise DeskError("privacy.none_standing", number=number)
            return max(record_id(withdraw_consent(work, record_id(one), way, withdrawn_at=at)) for one in standing)

        done = _do(opened, "privacy.withdraw", take_back) if withdraw else _do(opened, "privacy.consent", give)
    _tell(as_json, {"consent": done, "purpose": purpose, "withdrawn": withdraw}, "person.noted")


@app.command()
def purposes(as_json: Json = False, language: Language = None) -> None:
    """List what customers can agree to, with the words that are read out."""
    words = reader_words(language)
    with counter(writes=True) as opened:
        office = office_named(opened, words)
        found = _purposes(opened).values()
    for one in found:
        text, spoken = one.says(words.language, office)
        if as_json:
            row = {"code": one.code, "edition": one.edition, "language": spoken, "text": text, "shares": one.shares}
            typer.echo(json.dumps(row, ensure_ascii=False))
        else:
            typer.echo(f"{one.code:<10} {one.edition}  {one.called(words.language)}\n{'':>11}{text}")


@app.command()
def disclose(
    recipient: Annotated[str, typer.Argument(help="To whom the data went.")],
    number: Annotated[str, typer.Option("--number", metavar="NUMBER", help="Whose; without it, a list.")] = "",
    purpose: Annotated[str, typer.Option(help="What for.")] = "",
    fields: Annotated[str, typer.Option(help="Which fields.")] = "",
    basis: Annotated[str, typer.Option(help="contract, law, consent, public_task or vital.")] = "contract",
    people: Annotated[int, typer.Option(min=1, help="Of a list: how many customers.")] = 1,
    day: Day = None,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Note that data went to somebody outside; kept for three years at least."""
    from deskapp.office.privacy.actions import DisclosureDraft, note_disclosure
    from deskapp.office.privacy.model import BASES

    del language
    choose(basis, BASES)
    with counter(writes=True) as opened:
        shares = tuple(one for one in _purposes(opened).values() if one.shares)
        at = _moment(day, opened)

        def note(work: Work) -> int:
            own = _customer(work, number) if number else None
            draft = DisclosureDraft(own, recipient, purpose, fields, basis, people, happened_at=at)
            return record_id(note_disclosure(work, draft, shares))

        done = _do(opened, "privacy.disclose", note)
    _tell(as_json, {"disclosure": done}, "person.noted")


@app.command()
def request(
    number: Number,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="access, correct, block or erase.")],
    way: Way = "paper",
    by: Annotated[str, typer.Option("--by", help="Who asked, where it was not the customer.")] = "",
    note: Annotated[str, typer.Option(help="In their words.")] = "",
    day: Day = None,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Note what a customer asks about their own data, and by when the office answers."""
    from deskapp.office.privacy.asking import ask
    from deskapp.office.privacy.model import CONSENT_WAYS, REQUEST_KINDS

    choose(kind, REQUEST_KINDS)
    choose(way, CONSENT_WAYS)
    with counter(writes=True) as opened:
        at = _moment(day, opened)
        row = _do(
            opened,
            "privacy.request",
            lambda work: ask(
                work, opened.home, _customer(work, number), kind, way, asked_by=by, note=note, asked_at=at
            ),
        )
        told = {"request": row.number, "due": row.due_at.astimezone().isoformat(timespec="minutes")}
        due = row.due_at.astimezone()
    if as_json:
        typer.echo(json.dumps(told))
    else:
        typer.echo(reader_words(language).text("person.asked", number=told["request"], moment=due))


@app.command()
def answer(
    request: Request,
    text: Annotated[str, typer.Option("--text", help="What the person is told.")] = "",
    refused: Annotated[bool, typer.Option("--refused", help="It was refused; --text says why.")] = False,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Note that a request was answered."""
    from deskapp.office.privacy.actions import answer_request

    del language
    result = "refused" if refused else "done"
    with counter(writes=True) as opened:
        _do(opened, "person.answer", lambda work: answer_request(work, _request(work, request).id, result, text).number)
    _tell(as_json, {"request": request, "result": result}, "person.noted")


@app.command()
def requests(
    all_of_them: Annotated[bool, typer.Option("--all", help="Those that were answered, too.")] = False,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """List what people asked, what is due first before the rest."""
    from deskapp.office.privacy.queries import list_requests

    with counter(writes=False) as opened:
        found = opened.store.read(lambda reader: list_requests(reader, waiting=not all_of_them))
    words, moment = reader_words(language), now()
    for one in found:
        typer.echo(json.dumps(plain_request(one), ensure_ascii=False) if as_json else request_line(one, words, moment))


@app.command()
def disclosures(as_json: Json = False, language: Language = None) -> None:
    """List what went to somebody outside, newest first."""
    from deskapp.office.privacy.queries import list_disclosures

    with counter(writes=False) as opened:
        found = opened.store.read(list_disclosures)
    words = reader_words(language)
    for one in found:
        if as_json:
            typer.echo(json.dumps(plain(one), ensure_ascii=False, default=plain_value))
        else:
            basis = words.text(f"basis.{one.basis}")
            who = one.number or words.text("person.people", count=one.people)
            day = words.day(one.happened_at.astimezone().date())
            typer.echo(f"{day}  {who}  {one.recipient}  {one.purpose}  {one.fields}  {basis}")


@app.command()
def block(
    number: Number,
    reason: Reason = "",
    end: Annotated[bool, typer.Option("--end", help="The record is used again.")] = False,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Keep a customer's record and use it no more: masked, closed to edits and messages."""
    from deskapp.office.privacy.actions import block_customer, unblock_customer

    del language
    with counter(writes=True) as opened:
        change = unblock_customer if end else block_customer
        action = "person.unblock" if end else "person.block"
        _do(opened, action, lambda work: change(work, _customer(work, number), reason).number)
    _tell(as_json, {"customer": number, "blocked": not end}, "person.noted")


@app.command()
def hold(
    number: Number,
    reason: Reason = "",
    until: Annotated[str | None, typer.Option("--until", metavar="DAY", help="Its last day; else until ended.")] = None,
    end: Annotated[bool, typer.Option("--end", help="It is over.")] = False,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Let nothing of a customer go while a lawsuit or an inspection lasts."""
    from deskapp.office.privacy.actions import end_hold, set_hold
    from deskapp.office.privacy.queries import list_holds

    del language
    with counter(writes=True) as opened:
        last = _day(until, opened)

        def begin(work: Work) -> int:
            return record_id(set_hold(work, _customer(work, number), reason, last))

        def finish(work: Work) -> int:
            lasting = [one for one in list_holds(work, _family(work, number)) if one.lasts(work.today)]
            if not lasting:
                raise DeskError("privacy.no_hold", number=number)
            return max(record_id(end_hold(work, one.id, reason)) for one in lasting)

        done = _do(opened, "person.hold", finish) if end else _do(opened, "person.hold", begin)
    _tell(as_json, {"hold": done, "ended": end}, "person.noted")


@app.command()
def erase(number: Number, reason: Reason = "", as_json: Json = False, language: Language = None) -> None:
    """Let go of one who asked for it; refused where the law wants records of them kept, which it names."""
    from deskapp.office.privacy.leads import erase_customer
    from deskapp.wiring import person_parts

    words = reader_words(language)
    with counter(writes=True) as opened:
        if not reason.strip():
            raise DeskError("privacy.needed", "reason")

        def go(work: Work) -> str:
            work.reason = reason.strip()
            return erase_customer(work, _customer(work, number), person_parts())

        try:
            called = _do(opened, "person.erase", go)
        except DeskError as error:
            raise _said(error, words) from None
    _tell(as_json, {"erased": called}, "person.noted")


def _said(error: DeskError, words: Words) -> DeskError:
    """The tables that keep somebody, as people call them."""
    if error.code == "privacy.law_keeps":
        from deskapp.office.privacy.person_book import title_of

        error.values["tables"] = ", ".join(title_of(table, words) for table in error.values["tables"])
    return error


def _do(opened: Opened, action: str, do: Callable[[Work], T]) -> T:
    return opened.write(action, do, now())


def _tell(as_json: bool, told: dict[str, Any], key: str) -> None:
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else reader_words().text(key))


def _purposes(opened: Opened) -> dict[str, Any]:
    from deskapp.office.privacy.purposes import load_purposes

    return load_purposes(opened.home.root)


def _customer(reader: Reader, number: str) -> int:
    from deskapp.office.privacy.asking import find_customer

    return find_customer(reader, number)


def _family(reader: Reader, number: str) -> list[int]:
    from deskapp.office.customer.rows import find_family

    return find_family(reader, _customer(reader, number))


def _request(reader: Reader, number: str) -> RequestRow:
    from deskapp.office.privacy.queries import list_requests

    found = [one for one in list_requests(reader, limit=10_000) if one.number == number]
    if not found:
        raise DeskError("privacy.no_request", number=number)
    return found[0]


def _day(text: str | None, opened: Opened) -> date | None:
    from deskapp.values.days import parse_day

    if text is None:
        return None
    day, fault = parse_day(text, "VN" if opened.clerk.country == "VN" else "CN")
    if day is None:
        raise DeskError("call.day", value=text, why=reader_words().say(fault) if fault else "")
    return day


def _moment(text: str | None, opened: Opened) -> datetime | None:
    day = _day(text, opened)
    return None if day is None else min(datetime.combine(day, time(12)).astimezone(), now())
