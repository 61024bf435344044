"""Papers for the title and the invoice: signed, waived, taken into custody; receipts taken back against the invoice."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from deskapp.desks.handover.settling.drafts import TitlePaperDraft
from deskapp.desks.handover.settling.facts import Settled, load_settled, price_receipts
from deskapp.desks.handover.settling.gates import INVOICE, RECEIPTS
from deskapp.desks.handover.settling.model import DeliveryPaper
from deskapp.desks.handover.settling.payers import payer_of
from deskapp.desks.handover.settling.title_papers import TitlePaper, wanted_papers
from deskapp.errors import DeskError
from deskapp.money.receipts import mark_exchanged
from deskapp.papers.actions import drop_original, take_in
from deskapp.papers.drafts import PaperDraft
from deskapp.store.base import record_id
from deskapp.store.reasons import checked_reason
from deskapp.store.work import Work
from deskapp.values.money import to_minor
from deskapp.values.text import clean


def sign_title_paper(work: Work, delivery_id: int, draft: TitlePaperDraft) -> DeliveryPaper:
    """A paper for the title is here and signed; an original goes into custody. ``waived`` says why it is not needed."""
    return _sign(work, load_settled(work, delivery_id, work.today), draft)


def _sign(work: Work, fact: Settled, draft: TitlePaperDraft) -> DeliveryPaper:
    delivery_id = fact.delivery_id
    wanted = {one.code: one for one in wanted_papers(fact.country, fact.unit_kind, work.today)}
    kind = wanted.get(draft.code)
    if kind is None and not clean(draft.name):
        raise DeskError("draft.choice", "code", value=draft.code)
    if draft.done_on is not None and draft.done_on > work.today:
        raise DeskError("money.future", "done_on")
    waived = checked_reason(draft.waived) if draft.waived else ""
    columns: dict[str, Any] = {
        "number": clean(draft.number), "count": draft.count, "waived": waived,
        "done_on": None if waived else draft.done_on or work.today,
    }  # fmt: skip
    row = _row(work, delivery_id, "title", draft.code)
    if not waived and kind is not None and kind.original and (row is None or row.paper_id is None):
        columns["paper_id"] = _keep(work, fact, kind, draft)
    return _write(work, fact, row, "title", draft.code, columns)


def sign_title_papers(work: Work, delivery_id: int, codes: Collection[str] = ()) -> list[DeliveryPaper]:
    """All papers that are asked for and not here yet are here now, or those named."""
    fact = load_settled(work, delivery_id, work.today)
    done = []
    for kind in wanted_papers(fact.country, fact.unit_kind, work.today):
        known = fact.paper("title", kind.code)
        is_asked = kind.code in codes if codes else kind.required
        if is_asked and (known is None or not known.is_done):
            done.append(_sign(work, fact, TitlePaperDraft(kind.code)))
    return done


def take_back_title_paper(work: Work, delivery_id: int, code: str, reason: str) -> DeliveryPaper:
    """A paper was ticked by mistake: it is missing again, and its place in custody is empty."""
    row = _row(work, delivery_id, "title", code)
    if row is None:
        raise DeskError("settle.no_paper")
    work.reason = checked_reason(reason)
    if row.paper_id is not None:
        drop_original(work, row.paper_id, work.reason)
    work.change(row, {"done_on": None, "waived": "", "paper_id": None})
    return row


def note_invoice(work: Work, delivery_id: int, number: str, issued_on: date | None = None) -> DeliveryPaper:
    """The invoice of a home is issued under its number [e11]."""
    fact = load_settled(work, delivery_id, work.today)
    if not clean(number):
        raise DeskError("settle.invoice_number", "number")
    if issued_on is not None and issued_on > work.today:
        raise DeskError("money.future", "done_on")
    columns = {"number": clean(number), "done_on": issued_on or work.today, "waived": ""}
    return _write(work, fact, _row(work, delivery_id, INVOICE, INVOICE), INVOICE, INVOICE, columns)


def take_back_receipts(work: Work, delivery_id: int, count: int, amount: Decimal, note: str = "") -> DeliveryPaper:
    """All receipts for the price are taken back against the invoice: their number and sum are those of the money here.

    ``settle.receipts_differ`` where they are not and no ``note`` says why (a lost one, with its declaration); each is
    marked as exchanged for the invoice.
    """
    fact = load_settled(work, delivery_id, work.today)
    invoice = _row(work, delivery_id, INVOICE, INVOICE)
    if invoice is None or not invoice.number:
        raise DeskError("settle.invoice_first")
    known = fact.receipts
    if (count, amount) != (known.count, known.sum) and fact.deal_id is not None and known.count:
        if not note:
            raise DeskError(
                "settle.receipts_differ", "count", count=count, amount=amount, known=known.count, sum=known.sum
            )
        work.reason = checked_reason(note)
    for receipt in price_receipts(work, fact.deal_id) if fact.deal_id is not None else ():
        if receipt.exchanged_at is None and receipt.lost_at is None:
            mark_exchanged(work, record_id(receipt), invoice.number)
    columns = {
        "number": clean(note), "count": count, "amount": to_minor(amount, fact.currency), "done_on": work.today,
    }  # fmt: skip
    return _write(work, fact, _row(work, delivery_id, INVOICE, RECEIPTS), INVOICE, RECEIPTS, columns)


def _keep(work: Work, fact: Settled, kind: TitlePaper, draft: TitlePaperDraft) -> int:
    name = kind.name.say(work.clerk.language)
    paper = take_in(
        work,
        PaperDraft(
            payer_of(work, fact), kind.code, name, number=clean(draft.number), count=draft.count,
            shelf=clean(draft.shelf), unit_id=fact.unit_id,
        ),
    )  # fmt: skip
    return record_id(paper)


def _row(work: Work, delivery_id: int, purpose: str, code: str) -> DeliveryPaper | None:
    query = select(DeliveryPaper).where(
        DeliveryPaper.delivery_id == delivery_id, DeliveryPaper.purpose == purpose, col(DeliveryPaper.code) == code
    )
    return work.session.exec(query).first()


def _write(
    work: Work, fact: Settled, row: DeliveryPaper | None, purpose: str, code: str, columns: dict[str, Any]
) -> DeliveryPaper:
    if row is not None:
        work.change(row, columns)
        return row
    return work.add(
        DeliveryPaper(
            office_id=work.clerk.office_id,
            project_id=fact.project_id,
            delivery_id=fact.delivery_id,
            purpose=purpose,
            code=code,
            entered_at=work.now,
            clerk=work.clerk.name,
            **columns,
        )
    )
