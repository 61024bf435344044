"""Money of a deal at the counter: who may pay it, what is asked for first, what a receipt says of its contract."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from deskapp.casework.cash import Cash, get_deal_cash
from deskapp.desks.contracts.paying.routing import route
from deskapp.desks.contracts.sale.queries import ContractRow, contracts_of_deals
from deskapp.errors import DeskError
from deskapp.locale import Words, words
from deskapp.money.drafts import ReceiptDraft, RefundDraft
from deskapp.money.model import Payout, Receipt
from deskapp.money.payouts import refund
from deskapp.money.queries import ChargeRow, find_deal_charges, get_receipt
from deskapp.money.receipts import receive
from deskapp.office.deal.model import Deal
from deskapp.office.deal.queries import get_deal, rooms_of
from deskapp.office.property.model import Project
from deskapp.papers.actions import take_in
from deskapp.papers.drafts import PaperDraft
from deskapp.store.work import Reader, Work
from deskapp.values.names import fold_name

DECLARATION: Final = "payer_declaration"
"""The paper in which somebody else says that they pay for the buyer (代付声明)."""
LENT: Final = "loan"


@dataclass(frozen=True, slots=True)
class DealCash:
    """The money of a deal with its contract; ``refunds_by`` is the department that gives money back [f34]."""

    cash: Cash
    contract: ContractRow | None
    currency: str
    project: str
    refunds_by: str

    @property
    def called(self) -> str:
        """The room, and the number of the contract."""
        return " ".join(part for part in (self.cash.called, self.contract.number if self.contract else "") if part)


def read_deal_cash(reader: Reader, deal_id: int, today: date) -> DealCash:
    """The money of a deal as the cashier sees it."""
    deal = reader.get(Deal, deal_id)
    contract = contracts_of_deals(reader, [deal_id]).get(deal_id)
    project = "" if deal.project_id is None else reader.get(Project, deal.project_id).name
    department = route(deal.payer_class, "refund", today)
    return DealCash(get_deal_cash(reader, deal_id), contract, deal.currency, project, department)


def propose_amount(charges: Collection[ChargeRow], currency: str, today: date) -> Decimal | None:
    """What to ask for: all that is due by now, else what is due next; what a bank lends where nothing else is open.

    Charges are in their order, the oldest first.
    """
    still = [charge for charge in charges if charge.open > 0 and charge.currency == currency]
    own = [charge for charge in still if charge.part != LENT]
    due = [charge for charge in own if charge.due_on is None or charge.due_on <= today]
    chosen = due or own[:1] or still[:1]
    return sum((charge.open for charge in chosen), Decimal(0)) if chosen else None


def receive_for_deal(work: Work, draft: ReceiptDraft, *, declaration: str = "") -> Receipt:
    """Money for a deal. Somebody who is no party to it declares that they pay for the buyer (代付声明).

    ``payer_note`` says who they are to the buyer; ``declaration`` is the form in which the paper came: original, copy,
    or empty where it is not here yet.
    """
    assert draft.deal_id is not None
    deal = get_deal(work, draft.deal_id)
    if not draft.customer_id and deal.buyers:
        draft = replace(draft, customer_id=deal.buyers[0].customer.id)
    parties = {fold_name(party.customer.name) for party in (*deal.parties, *deal.former)}
    is_other = bool(draft.payer_name) and fold_name(draft.payer_name) not in parties
    if is_other and not draft.payer_note.strip():
        raise DeskError("receipt.no_declaration", "payer_note", payer=draft.payer_name)
    receipt = receive(work, draft)
    if is_other and declaration:
        rooms = rooms_of(work, [deal.id]).get(deal.id, ())
        name = words(work.clerk.language).text("receipt.declaration_of", payer=draft.payer_name)
        paper = PaperDraft(
            receipt.customer_id,
            DECLARATION,
            name,
            declaration,
            receipt.number,
            note=draft.payer_note,
            unit_id=rooms[0].unit_id if rooms else None,
        )
        take_in(work, paper)
    return receipt


def refund_of_deal(work: Work, draft: RefundDraft) -> Payout:
    """Money of a deal goes back to who paid it; a transfer needs the payer's account."""
    if draft.method == "transfer" and not draft.account.strip():
        raise DeskError("refund.account", "account")
    return refund(work, draft)


def receipt_facts(reader: Reader, receipt_id: int, said: Words) -> dict[str, str]:
    """What the printed receipt of a deal's money says of its contract; nothing of other money."""
    receipt = get_receipt(reader, receipt_id).receipt
    if receipt.deal_id is None:
        return {}
    deal_id = receipt.deal_id
    contract = contracts_of_deals(reader, [deal_id]).get(deal_id)
    rooms = rooms_of(reader, [deal_id]).get(deal_id, ())
    owed = sum((charge.open for charge in find_deal_charges(reader, deal_id, receipt.currency)), Decimal(0))
    return {
        "contract_number": contract.number if contract else "",
        "room": ", ".join(room.code for room in rooms),
        "balance": said.money(owed, receipt.currency) if owed else "",
    }
