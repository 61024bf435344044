"""Cases about the deals of the contracts desk: opened, their people seen, their papers scanned, their steps ended."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from sqlmodel import select
from tests.contracts.contract_ground import PEOPLE, ContractDesk
from tests.fixtures_store import NOW, TODAY, Counter
from tests.ui.conftest import settle
from textual.pilot import Pilot

from deskapp.cases.engine import Engine
from deskapp.cases.fields import set_fields
from deskapp.cases.gates import ANOTHER
from deskapp.cases.model import Case, CasePaper
from deskapp.cases.opening import CaseDraft, open_case
from deskapp.cases.page import CasePage, get_case_page
from deskapp.cases.papers import receive_all_papers, set_paper
from deskapp.cases.steps import end_step
from deskapp.casework.actions_papers import show_paper
from deskapp.casework.letter_facts import read_case_facts
from deskapp.casework.letters import letter_data
from deskapp.desks.contracts.parties.actions import draft_change
from deskapp.desks.intake.actions_check import check_identity
from deskapp.desks.intake.drafts import IdentityDraft
from deskapp.locale import words
from deskapp.office.deal.drafts import PartyDraft
from deskapp.office.deal.queries import DealRow, get_deal
from deskapp.overview.recent import Recent
from deskapp.overview.screens.case import CaseScreen
from deskapp.overview.screens.opening import page_of
from deskapp.papers.files import KeptFile
from deskapp.settings import Home, Settings, find_home
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.ui.shell import DeskApp
from deskapp.ui.work import Counter as Shown
from deskapp.wiring import CounterWiring, engine, open_home

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
        drafts = [IdentityDraft(case, "cn-id", PEOPLE[name][1], customer_id=self.desk.people[name]) for name in names]

        def look(work: Work) -> None:
            for draft in drafts:
                check_identity(work, draft, engine=self.engine)

        self.desk.do(look)

    def become(self, case: int, *parties: tuple[str, tuple[int, int] | None], **more: Any) -> None:
        """Who the parties will be."""
        drafts = [PartyDraft(self.desk.people[name], share=share) for name, share in parties]
        self.desk.do(draft_change, case, drafts, engine=self.engine, **more)

    def papers(self, case: int, *more: str, scanned: bool = True) -> None:
        """Every required paper is here and scanned, and these too."""

        def come(work: Work) -> None:
            for code in more:
                set_paper(work, case, code, "original", originals=1, engine=self.engine)
            receive_all_papers(work, case, engine=self.engine)
            lines = list(work.session.exec(select(CasePaper).where(CasePaper.case_id == case)))
            for line in lines if scanned else ():
                if line.required and record_id(line) not in self.scans:
                    self.scans.add(record_id(line))
                    kept = KeptFile(f"{case:032x}{line.id:032x}", f"{line.code}.png", 1)
                    show_paper(work, case, line.code, kept, engine=self.engine)

        self.desk.do(come)

    def say(self, case: int, **fields: str) -> None:
        self.desk.do(set_fields, case, fields)

    def shut(self, case: int) -> list[str]:
        """The codes of what is missing for the current step, four eyes left out."""
        return [one.code for gate in self.page(case).gates if gate.id != ANOTHER for one in gate.missing]

    def end(self, case: int, *steps: str) -> None:
        """End steps in one go: who checks the own work gives the reason of an office of one."""

        def run(work: Work) -> None:
            for step in steps:
                assert work.get(Case, case).step == step, work.get(Case, case).step
                end_step(work, self.engine, case, exception="一人值班")

        self.desk.do(run)

    def end_by_turns(self, case: int, *steps: str) -> None:
        """The same, each by another clerk than the last, as the procedure wants it."""
        for step in steps:
            assert self.case(case).step == step, self.case(case).step
            self.turn = not self.turn
            clerk = self.desk.other if self.turn else self.desk.counter.clerk
            self.desk.store.write(clerk, "case.end_step", lambda work: end_step(work, self.engine, case), NOW)

    def give_back(self, case: int) -> None:
        """Originals go back to the customer."""

        def back(work: Work) -> None:
            for line in self.page(case).papers:
                if line.paper is not None and line.paper.kind == "original":
                    set_paper(work, case, line.code, "returned", engine=self.engine)

        self.desk.do(back)

    def letter(self, case: int, letter: str) -> dict[str, Any]:
        """What a letter of the case says, in Chinese."""

        def read(reader: Reader) -> dict[str, Any]:
            facts = read_case_facts(reader, self.engine, case, TODAY)
            return letter_data(reader, self.engine, letter, facts, words("zh"))

        return self.desk.counter.ask(read)

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


class CounterOf(CounterWiring):
    """The program's own, with the names that the pictures show."""

    opened: Any = None

    def open(self, home: Home) -> Shown:
        self.opened = open_home(home, NOW, writes=True)
        return Shown(self.opened, "滨江壹号", "王敏")


@asynccontextmanager
async def at_counter(
    desk: ContractDesk, folder: Path, language: Any = "zh"
) -> AsyncIterator[tuple[Pilot[int], PartyDesk]]:
    """The counter on a copy of what the desk has by now, and the desk over the counter's own database."""
    home = find_home(folder / "counter")
    home.prepare()
    with closing(sqlite3.connect(desk.store.database)) as source, closing(sqlite3.connect(home.database)) as copy:
        source.backup(copy)
    wiring = CounterOf()
    app = DeskApp(home, wiring, Settings(language=language), now=lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        opened = wiring.opened
        here = ContractDesk(Counter(opened.store, opened.clerk), desk.other, desk.units, desk.people, desk.contracts)
        yield pilot, PartyDesk(here, engine(home, lambda: TODAY))


async def show_case(pilot: Pilot[int], case: int) -> CaseScreen:
    """The page of a case over whatever is there."""
    screen = page_of(("case", case), Recent())
    await pilot.app.push_screen(screen)
    await settle(pilot)
    return cast("CaseScreen", screen)
