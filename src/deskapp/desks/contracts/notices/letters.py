"""The letters that go with what is late and with notices: 催款函, 催办函, 设计变更通知书, 告知书."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlmodel import col, select

from deskapp.desks.contracts.arrears.actions import country_of_deal
from deskapp.desks.contracts.arrears.model import ContactAttempt, Notice
from deskapp.desks.contracts.arrears.queries import MoneyLine, get_chase_page
from deskapp.desks.contracts.arrears.rules import ContactFacts, judge_stop, limit
from deskapp.desks.contracts.notices.texts import Told, read_told, said_in
from deskapp.desks.contracts.paying.routing import route
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.errors import DeskError
from deskapp.locale import Words, words
from deskapp.messages.model import PrintJob
from deskapp.messages.printing import PrintDraft, print_letter
from deskapp.office.customer.model import Customer
from deskapp.office.deal.model import Deal
from deskapp.office.staff.model import Office
from deskapp.settings import Home
from deskapp.store.base import record_id
from deskapp.store.work import Work
from deskapp.values.money_words import money_in_words

ABOUT_DEAL: Final = "deal"
_LETTER: Final = {"design_change": "design_change", "construction": "buyer_notice", "other": "buyer_notice"}


def demand_letter(work: Work, home: Home, deal_id: int, about: str, counter: str = "") -> PrintJob:
    """Order the letter that asks for what is late of one deal (``about``: money or a formality); it is an attempt.

    Refused where nothing of it is late, and where nobody may ask.
    """
    (told,) = read_told(work, [deal_id], about, work.today)
    facts = ContactFacts(told.stopped if told.stopped != "hold" else "", work.get(Deal, deal_id).hold_reason)
    if fault := judge_stop(facts):
        raise DeskError(fault.code, **fault.values)
    if told.money is None and not told.formalities:
        raise DeskError("chase.nothing_late")
    pay_by = work.today + timedelta(
        days=limit("letter_days", work.today, country_of_deal(work, work.get(Deal, deal_id)))
    )
    job = _order(work, home, told, about, pay_by, "", counter)
    _attempt(work, told, about, "letter", "")
    return job


def notice_letters(work: Work, home: Home, notice_id: int, deal_ids: Collection[int], counter: str = "") -> list[int]:
    """Order a notice's letters for some deals, one a deal; the numbers of the prints."""
    notice = work.get(Notice, notice_id)
    about = str(json.loads(notice.whom).get("about", ""))
    jobs = []
    for told in read_told(work, deal_ids, about, work.today):
        if about and (told.stopped or (told.money is None and not told.formalities)):
            continue
        if about:
            jobs.append(_order(work, home, told, about, notice.answer_by, notice.number, counter))
        else:
            jobs.append(_order_notice(work, home, notice, told, counter))
    return [record_id(job) for job in jobs]


def _order(work: Work, home: Home, told: Told, about: str, pay_by: date | None, number: str, counter: str) -> PrintJob:
    language = _language(work, told)
    said = words(language)
    data = _common(work, told, said, number) | {
        "pay_by": pay_by or "",
        "department": _department(work, told, about, said),
    }
    if about == "money":
        page = get_chase_page(work, told.deal_id, work.now)
        late = [line for line in page.lines if line.late and line.purpose == "price"]
        owed = sum((line.open for line in late), Decimal())
        data |= {
            "owed": said.money(owed, page.currency),
            "owed_words": money_in_words(owed, page.currency, said.language),
            "penalty": said.money(page.penalty, page.currency) if page.penalty else "",
            "lines": [_line(line, said, page.currency) for line in late],
        }
        return print_letter(work, PrintDraft("demand_money", language, data, (ABOUT_DEAL, told.deal_id), counter), home)
    data["lines"] = [
        {
            "text": said.text(f"formality.{one.kind}"),
            "due_on": said.day(one.due_on),
            "days": str(one.late),
            "note": one.bank or one.note,
        }
        for one in told.formalities
    ]
    return print_letter(work, PrintDraft("demand_formality", language, data, (ABOUT_DEAL, told.deal_id), counter), home)


def _order_notice(work: Work, home: Home, notice: Notice, told: Told, counter: str) -> PrintJob:
    language = _language(work, told)
    said = words(language)
    title, text = said_in(notice, language)
    data = _common(work, told, said, notice.number) | {
        "title": title,
        "text": text,
        "answer_by": notice.answer_by or "",
    }
    letter = _LETTER[notice.kind]
    return print_letter(work, PrintDraft(letter, language, data, (ABOUT_DEAL, told.deal_id), counter), home)


def _language(work: Work, told: Told) -> str:
    """The first buyer's, else the office's."""
    return told.buyers[0].language if told.buyers else work.get(Office, work.clerk.office_id).language or "zh"


def _common(work: Work, told: Told, said: Words, number: str) -> dict[str, Any]:
    office = work.get(Office, work.clerk.office_id)
    signed = work.session.exec(select(SaleContract).where(col(SaleContract.deal_id) == told.deal_id)).first()
    first = work.get(Customer, told.buyers[0].id) if told.buyers else None
    return {
        "office_name": office.name,
        "office_address": office.address,
        "office_phone": office.phone,
        "place": office.place,
        "clerk": work.clerk.name,
        "day": work.today,
        "case_number": number,
        "customer_name": ("、" if said.language == "zh" else ", ").join(one.customer.name for one in told.place.buyers),
        "customer_address": first.address if first is not None else "",
        "project": told.place.project,
        "room": told.place.room,
        "contract_number": told.place.number,
        "signed_on": said.day(signed.signed_on) if signed is not None and signed.signed_on else "",
    }


def _department(work: Work, told: Told, about: str, said: Words) -> str:
    purpose = "price" if about == "money" else about
    return said.text(f"desk_department.{route(told.place.payer_class, purpose, work.today)}")


def _line(line: MoneyLine, said: Words, currency: str) -> dict[str, str]:
    return {
        "text": line.text or said.text(f"price_part.{line.part}" if line.part else f"purpose.{line.purpose}"),
        "due_on": said.day(line.due_on) if line.due_on else "",
        "amount": said.money(line.amount, currency),
        "paid": said.money(line.paid, currency),
        "open": said.money(line.open, currency),
        "days": str(line.late),
    }


def _attempt(work: Work, told: Told, about: str, way: str, note: str) -> None:
    work.add(
        ContactAttempt(
            office_id=work.clerk.office_id,
            project_id=told.project_id,
            deal_id=told.deal_id,
            customer_id=told.buyers[0].id if told.buyers else None,
            about=about,
            way=way,
            result="sent",
            note=note,
            happened_at=work.now,
            entered_at=work.now,
            clerk_id=work.clerk.id,
            clerk=work.clerk.name,
        )
    )
