"""A home whose counter has the contracts desk's office in it, with loans and askings: for stories on the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.contracts.contract_ground import ContractDesk, make_desk, open_desk
from tests.fixtures_store import NOW

from deskapp.desks.contracts.arrears.actions import AttemptDraft, note_attempt, note_formality
from deskapp.desks.contracts.loans.actions import begin_mortgage, note_loan
from deskapp.desks.contracts.loans.drafts import MortgageDraft
from deskapp.office.deal.actions import hold_deal
from deskapp.settings import find_home
from deskapp.store.base import record_id
from deskapp.store.migrate import prepare_database


def make_home(folder: Path) -> ContractDesk:
    """The office of ``make_desk`` in a home; HT-0002 has a loan that waits too long, and its buyer was asked twice."""
    home = find_home(folder)
    home.prepare()
    prepare_database(home.database, NOW)
    desk = make_desk(home.database)
    with open_desk(home.database) as counter:
        desk.counter = counter
        deal = desk.deal("shut")
        loan = desk.on(
            date(2026, 10, 26), begin_mortgage, MortgageDraft(deal, "commercial", "建设银行", Decimal(700_000))
        )
        desk.on(date(2026, 10, 28), note_loan, record_id(loan), "papers_complete", date(2026, 10, 28))
        desk.on(date(2026, 10, 30), note_loan, record_id(loan), "submitted", date(2026, 10, 30))
        desk.do(note_formality, deal, "title_papers", date(2026, 11, 10))
        asked = AttemptDraft(deal, "phone", "promised", promised_on=date(2026, 11, 20), promised=Decimal(180_000))
        desk.on(date(2026, 11, 12), note_attempt, asked)
        desk.do(hold_deal, desk.deal("filed"), "夫妻离婚析产未决")
    return desk
