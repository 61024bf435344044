"""Cases about the deals of the contracts desk: opened, their people seen, their papers scanned, their steps ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.contracts.contract_ground import PEOPLE, ContractDesk
from tests.fixtures_store import NOW, TODAY

from deskapp.cases.engine import Engine
from deskapp.cases.fields import set_fields
from deskapp.cases.gates import ANOTHER
from deskapp.cases.model import Case
from deskapp.cases.opening import CaseDraft, open_case
from deskapp.cases.page import CasePage, get_case_page
from deskapp.cases.papers import receive_all_papers, set_paper
from deskapp.cases.steps import end_step
from deskapp.casework.actions_papers import show_paper
from deskapp.desks.contracts.actions_parties import draft_change
from deskapp.desks.intake.actions_check import check_identity
from deskapp.desks.intake.drafts import IdentityDraft
from deskapp.office.deal.drafts import PartyDraft
from deskapp.office.deal.queries import DealRow, get_deal
from deskapp.papers.files import KeptFile
from deskapp.settings import find_home
from deskapp.store.base import record_id
from deskapp.wiring import engine

GROUNDED = {f"cn-change-{kind}" for kind in ("kin", "shares", "divorce", "inheritance", "court", "company")}
GROUNDED |= {"cn-return", "cn-exchange"}


@dataclass
class PartyDesk:
    """The contracts desk with its procedures."""

    desk: ContractDesk
    engine: Engine
    scans: set[int] = field(default_factory=set)
    turn: bool = False

    def open(self, procedure: str, contract: str, fields: Mapping[str, str] | None = None, who: str = "") -> int:
        """A case about a contract's home, for its first buyer unless told."""
        deal = self.deal(contract)
        customer = self.desk.people[who] if who else deal.buyers[0].customer.id
        draft = CaseDraft(
            procedure,
            customer,
            unit_id=deal.units[0].unit_id,
            tell_by="hand",
            fields={**({"grounds": "家庭原因"} if procedure in GROUNDED else {}), **(fields or {})},
        )
        return record_id(self.desk.do(open_case, self.engine.procedures, draft, engine=self.engine))

    def deal(self, contract: str) -> DealRow:
        return self.desk.counter.ask(get_deal, self.desk.deal(contract))

    def page(self, case: int) -> CasePage:
        return self.desk.counter.ask(get_case_page, self.engine, case, TODAY, self.desk.counter.clerk.id)

    def case(self, case: int) -> Case:
        return self.desk.counter.ask(lambda reader: reader.get(Case, case))

    def seen(self, case: int, *names: str) -> None:
        """Their documents were looked at."""
        for name in names:
            draft = IdentityDraft(case, "cn-id", PEOPLE[name][1], customer_id=self.desk.people[name])
            self.desk.do(check_identity, draft, engine=self.engine)

    def become(self, case: int, *parties: tuple[str, tuple[int, int] | None], **more: Any) -> None:
        """Who the parties will be."""
        drafts = [PartyDraft(self.desk.people[name], share=share) for name, share in parties]
        self.desk.do(draft_change, case, drafts, engine=self.engine, **more)

    def papers(self, case: int, *more: str, scanned: bool = True) -> None:
        """Every required paper is here and scanned, and these too."""
        for code in more:
            self.desk.do(set_paper, case, code, "original", originals=1, engine=self.engine)
        self.desk.do(receive_all_papers, case, engine=self.engine)
        for line in self.page(case).papers:
            if scanned and line.required and line.id not in self.scans:
                self.scans.add(line.id)
                kept = KeptFile(f"{case:032x}{line.id:032x}", f"{line.code}.png", 1)
                self.desk.do(show_paper, case, line.code, kept, engine=self.engine)

    def say(self, case: int, **fields: str) -> None:
        self.desk.do(set_fields, case, fields)

    def shut(self, case: int) -> list[str]:
        """The codes of what is missing for the current step, four eyes left out."""
        return [one.code for gate in self.page(case).gates if gate.id != ANOTHER for one in gate.missing]

    def end(self, case: int, *steps: str) -> None:
        """End steps, each by another clerk than the last."""
        for step in steps:
            assert self.case(case).step == step
            self.turn = not self.turn
            clerk = self.desk.other if self.turn else self.desk.counter.clerk
            self.desk.store.write(clerk, "case.end_step", lambda work: end_step(work, self.engine, case), NOW)

    def give_back(self, case: int) -> None:
        """Originals go back to the customer."""
        for line in self.page(case).papers:
            if line.paper is not None and line.paper.kind == "original":
                self.desk.do(set_paper, case, line.code, "returned", engine=self.engine)

    def names(self, contract: str) -> list[str]:
        """The buyers, with their shares."""
        return [_said(one.customer.name, one.share) for one in self.deal(contract).buyers]


def _said(name: str, share: Sequence[int] | None) -> str:
    return f"{name} {share[0]}/{share[1]}" if share else name


@pytest.fixture
def parties(contract_desk: ContractDesk, home_of_the_test: Any) -> PartyDesk:
    home = find_home(home_of_the_test)
    home.prepare()
    return PartyDesk(contract_desk, engine(home, lambda: TODAY))
