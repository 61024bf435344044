"""What the desk's lists show is checked with everything else: a figure that its facts do not make is a finding."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.contracts.contract_ground import ContractDesk
from tests.fixtures_store import NOW

from deskapp.desks.contracts.arrears.actions import AttemptDraft, note_attempt, note_formality
from deskapp.desks.contracts.arrears.model import Chase
from deskapp.desks.contracts.loans.actions import begin_mortgage
from deskapp.desks.contracts.loans.drafts import MortgageDraft
from deskapp.desks.contracts.loans.model import Mortgage
from deskapp.desks.contracts.sale.model import SaleContract
from deskapp.overview.checking import check_all
from deskapp.settings import find_home
from deskapp.store.bulk import table_of
from deskapp.store.work import Work


def drifts(desk: ContractDesk, folder: Path) -> list[tuple[str, str]]:
    found = check_all(desk.store, find_home(folder), NOW, quick=True)
    return [(one.values["table"], one.values["field"]) for one in found if one.area == "contracts"]


def test_a_figure_that_was_bent_is_found(contract_desk: ContractDesk, tmp_path: Path) -> None:
    desk = contract_desk
    desk.do(note_attempt, AttemptDraft(desk.deal("shut"), "phone", "reached"))
    desk.do(note_formality, desk.deal("shut"), "title_papers", date(2026, 11, 10))
    desk.do(begin_mortgage, MortgageDraft(desk.deal("shut"), "commercial", "建设银行", Decimal(700_000)))
    assert drifts(desk, tmp_path) == []

    def bend(work: Work) -> None:
        contract = table_of(SaleContract)
        for statement in (
            contract.update().where(contract.c.id == desk.contracts["shut"]).values(paid=1),
            table_of(Mortgage).update().values(state="submitted"),
            table_of(Chase).update().values(attempts=9),
        ):
            work.session.connection().execute(statement)

    desk.do(bend)
    assert drifts(desk, tmp_path) == [("sale_contract", "paid"), ("mortgage", "state"), ("chase", "attempts")]
