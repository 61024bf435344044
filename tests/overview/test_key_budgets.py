"""Keys are counted on the real screens and a real database; what is typed is not."""

from __future__ import annotations

import os
import tomllib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select
from tests.fixtures_store import NOW, Counter
from tests.intake.dossier import Desk
from tests.overview.riverside import SIZE, ask, counter_on, press, write
from tests.ui.conftest import settle
from textual.pilot import Pilot

from deskapp.cases.model import Case, CasePaper
from deskapp.cases.money import add_case_charge
from deskapp.cases.opening import CaseDraft, open_case
from deskapp.casework.actions_authority import AuthorityDraft, note_authority
from deskapp.casework.screens.answering import Sheet
from deskapp.desks.intake.model import Enquiry
from deskapp.desks.intake.screens.papers import PapersScreen
from deskapp.money.drafts import ChargeDraft
from deskapp.money.model import Receipt
from deskapp.office.customer.model import Customer, CustomerPhone
from deskapp.office.land.model import Parcel
from deskapp.office.property.model import Unit, UnitPerson
from deskapp.overview.screens.answer import AnswerScreen
from deskapp.overview.screens.customer import CustomerScreen
from deskapp.overview.screens.search import SearchScreen
from deskapp.overview.screens.unit import UnitScreen
from deskapp.papers.model import Paper, PaperFile
from deskapp.store.work import Reader
from deskapp.ui.form import Form
from deskapp.ui.shell import DeskApp

ALL = tomllib.loads((Path(__file__).parents[1] / "budgets.toml").read_text(encoding="utf-8"))
# those of a desk are counted in its own room
BUDGETS = {name: budget for name, budget in ALL.items() if "desk" not in budget}


class Keys:
    """A clerk's hands: ``press`` counts, ``write`` does not, nor does what leads to the start of a flow."""

    def __init__(self, pilot: Pilot[int]) -> None:
        self.pilot = pilot
        self.app = pilot.app
        self.count = 0

    async def press(self, *keys: str) -> None:
        self.count += len(keys)
        await press(self.pilot, *keys)

    async def write(self, text: str) -> None:
        await write(self.pilot, text)

    async def lead(self, text: str, *keys: str) -> None:
        await write(self.pilot, text)
        await press(self.pilot, *keys)


Flow = Callable[[Keys], Awaitable[None]]
FLOWS: dict[str, Flow] = {}


def flow(told: Flow) -> Flow:
    FLOWS[told.__name__] = told
    return told


def asked(keys: Keys, query: Callable[[Reader], Any]) -> Any:
    assert isinstance(keys.app, DeskApp)
    return ask(keys.app, query)


def phones_of(name: str) -> Callable[[Reader], set[tuple[str, bool]]]:
    def query(reader: Reader) -> set[tuple[str, bool]]:
        phones = select(CustomerPhone).join(Customer, col(Customer.id) == CustomerPhone.customer_id)
        return {(phone.number, phone.is_main) for phone in reader.session.exec(phones.where(Customer.name == name))}

    return query


def people_of(room: str) -> Callable[[Reader], set[tuple[str, str, bool]]]:
    def query(reader: Reader) -> set[tuple[str, str, bool]]:
        people = (
            select(UnitPerson, Customer)
            .join(Customer, col(Customer.id) == UnitPerson.customer_id)
            .join(Unit, col(Unit.id) == UnitPerson.unit_id)
            .where(Unit.entrance == "2", Unit.room == room)
        )
        return {(who.name, person.role, person.until is None) for person, who in reader.session.exec(people)}

    return query


@flow
async def unit_opened(keys: Keys) -> None:
    await keys.write("3-2-1501")
    await keys.press("enter")
    assert isinstance(keys.app.screen, UnitScreen)


@flow
async def customer_opened(keys: Keys) -> None:
    await keys.write("dat")
    await keys.press("enter")
    assert isinstance(keys.app.screen, CustomerScreen)


@flow
async def phone_corrected(keys: Keys) -> None:
    await keys.write("zsf 1172")
    await keys.press("enter", "f2", "down")
    await keys.write("13600004444")
    await keys.press("ctrl+s")
    assert isinstance(keys.app.screen, CustomerScreen)
    assert ("13600004444", True) in asked(keys, phones_of("张三丰"))
    assert ("13912345678", False) in asked(keys, phones_of("张三丰"))


@flow
async def owner_added(keys: Keys) -> None:
    await keys.lead("3-2-1401", "enter")
    await keys.press("0")
    await keys.write("zsf 1172")
    await keys.press("enter", "ctrl+s")
    assert isinstance(keys.app.screen, UnitScreen)
    assert asked(keys, people_of("1401")) == {("张三丰", "owner", True)}


@flow
async def tenant_added(keys: Keys) -> None:
    await keys.lead("3-2-1401", "enter")
    await keys.press("0")
    await keys.write("0912")
    await keys.press("enter", "2", "ctrl+s")
    assert asked(keys, people_of("1401")) == {("Nguyễn Văn Đạt", "tenant", True)}


@flow
async def new_owner_entered(keys: Keys) -> None:
    await keys.lead("3-2-1401", "enter")
    await keys.press("0")
    await keys.write("王小明")
    await keys.press("enter")
    await keys.write("13700137000")
    await keys.press("enter")
    await keys.write("11010519491231002X")
    await keys.press("ctrl+s")
    assert asked(keys, people_of("1401")) == {("王小明", "owner", True)}
    assert ("13700137000", True) in asked(keys, phones_of("王小明"))


@flow
async def duplicates_merged(keys: Keys) -> None:
    await keys.lead("139 1111 2222", "enter")
    await keys.press("3", "enter", "enter")
    merged = asked(
        keys, lambda reader: reader.session.exec(select(Customer).where(col(Customer.merged_into) > 0)).all()
    )
    assert "李静" in {customer.name for customer in merged}


@flow
async def file_imported(keys: Keys) -> None:
    assert isinstance(keys.app, DeskApp)
    keys.app.home.inbox.mkdir(exist_ok=True)
    (keys.app.home.inbox / "名单.csv").write_text("姓名,手机\n王小明,13700137000\n", encoding="utf-8")
    for key in ("ctrl+o", "enter", "2", "ctrl+s"):
        await keys.press(key)
    assert ("13700137000", True) in asked(keys, phones_of("王小明"))


@flow
async def resident_ended(keys: Keys) -> None:
    await keys.lead("3-2-1501", "enter")
    await keys.press("end", "delete", "ctrl+s")
    assert isinstance(keys.app.screen, UnitScreen)
    assert ("章水方", "tenant", False) in asked(keys, people_of("1501"))


@flow
async def form_parked(keys: Keys) -> None:
    await keys.lead("dat", "enter", "f2", "down")
    await write(keys.pilot, "091")
    await keys.press("f6")
    assert isinstance(keys.app.screen, SearchScreen)


@flow
async def form_returned_to(keys: Keys) -> None:
    await keys.lead("dat", "enter", "f2", "down")
    await write(keys.pilot, "091")
    await press(keys.pilot, "f6")
    await keys.press("f7")
    form = keys.app.screen.query_one(Form)
    assert form.focused_field == "phone"
    assert form.typed["phone"] == "091"


@flow
async def customer_entered(keys: Keys) -> None:
    await keys.press("f2")
    await keys.write("wang")
    await keys.press("down")
    await keys.write("13612341234")
    await keys.press("ctrl+s")
    assert isinstance(keys.app.screen, CustomerScreen)
    assert keys.app.screen.title_text() == "wang"


def open_matter(keys: Keys) -> str:
    """A case of 张三丰 with papers to bring; its number."""
    opened = keys.app.opened()  # type: ignore[attr-defined]
    person = asked(
        keys, lambda reader: reader.session.exec(select(Customer.id).where(Customer.name == "张三丰")).first()
    )
    draft = CaseDraft("cn-move-out", customer_id=person)
    return str(opened.write("case.open", lambda work: open_case(work, opened.engine.procedures, draft).number, NOW))


def states(keys: Keys) -> list[str]:
    query = select(CasePaper.state).order_by(col(CasePaper.id))
    found: list[str] = asked(keys, lambda reader: list(reader.session.exec(query)))
    return found


async def checklist(keys: Keys) -> None:
    await keys.lead(open_matter(keys), "enter", "2")
    assert isinstance(keys.app.screen, PapersScreen)


@flow
async def dossier_taken_in(keys: Keys) -> None:
    await keys.write("23 zsf 1172")
    await keys.press("enter", "ctrl+s", "2", "f8", "9")
    opened = keys.app.opened()  # type: ignore[attr-defined]
    required = select(CasePaper.state).where(col(CasePaper.required))
    assert set(asked(keys, lambda reader: list(reader.session.exec(required)))) <= {"original", "copy"}
    assert list((opened.home.exports / "print").glob("*.docx"))


@flow
async def case_answered(keys: Keys) -> None:
    await keys.write(open_matter(keys))
    await keys.press("f9")
    assert isinstance(keys.app.screen, AnswerScreen)
    assert len(keys.app.screen.query_one(Sheet).sentences) == 3


@flow
async def later_paper_arrives(keys: Keys) -> None:
    await keys.write(open_matter(keys))
    await keys.press("enter", "2", "1")
    assert states(keys).count("original") == 1


@flow
async def all_papers_received(keys: Keys) -> None:
    await checklist(keys)
    await keys.press("f8")
    required = select(CasePaper.state).where(col(CasePaper.required))
    assert set(asked(keys, lambda reader: list(reader.session.exec(required)))) <= {"original", "copy"}


@flow
async def paper_exception(keys: Keys) -> None:
    await checklist(keys)
    await keys.press("3")
    await keys.write("+7")
    await keys.press("enter")
    assert states(keys)[0] == "promised"


@flow
async def newest_attached(keys: Keys) -> None:
    folder = keys.app.home.root / "camera"  # type: ignore[attr-defined]
    folder.mkdir()
    (folder / "IMG_1.jpg").write_bytes(b"picture")
    os.utime(folder / "IMG_1.jpg", (NOW.timestamp() - 60,) * 2)
    keys.app.settings = replace(keys.app.settings, camera_folder=str(folder))  # type: ignore[attr-defined]
    await checklist(keys)
    await keys.press("f5")
    assert asked(keys, lambda reader: reader.session.exec(select(PaperFile)).one())


@flow
async def originals_given_back(keys: Keys) -> None:
    await keys.lead(open_matter(keys), "enter", "2", "f8", "f3")
    await keys.press("2", "8", "4", "enter")
    assert {paper.holder for paper in asked(keys, lambda reader: list(reader.session.exec(select(Paper))))} == {
        "customer"
    }


@flow
async def enquiry_logged(keys: Keys) -> None:
    await keys.write("04")
    await keys.press("enter")
    await keys.write("me tang con")
    await keys.press("enter", "ctrl+s")
    assert [enquiry.topic for enquiry in asked(keys, lambda reader: list(reader.session.exec(select(Enquiry))))] == [
        "tax"
    ]


@flow
async def result_handed_over(keys: Keys) -> None:
    opened = keys.app.opened()  # type: ignore[attr-defined]
    desk = Desk(Counter(opened.store, opened.clerk), opened.engine, now=NOW)
    desk.dat = asked(
        keys, lambda reader: reader.session.exec(select(Customer.id).where(Customer.name == "Nguyễn Văn Đạt")).one()
    )
    desk.parcel = asked(keys, lambda reader: reader.session.exec(select(Parcel.id)).first())
    case = desk.open()
    desk.bring(case, "work")
    for step in ("submit", "result"):
        desk.do(note_authority, AuthorityDraft(case, step), engine=desk.engine)
    desk.bring(case, "delivery")
    await keys.write(desk.case(case).number)
    await keys.press("enter", "5", "ctrl+s", "9", "1")
    assert desk.case(case).step == "aftercare"
    assert list((opened.home.exports / "print").glob("*.docx"))


@flow
async def money_received(keys: Keys) -> None:
    number = open_matter(keys)
    opened = keys.app.opened()  # type: ignore[attr-defined]
    case = asked(keys, lambda reader: reader.session.exec(select(Case).where(Case.number == number)).one())
    for amount in (100, 250):
        draft = ChargeDraft(case.customer_id, "service_fee", Decimal(amount), "CNY")
        opened.write("case.charge", lambda work, draft=draft: add_case_charge(work, case.id, draft), NOW)
    await keys.lead(number, "enter")
    await keys.press("4", "1", "3")
    await keys.press("enter")
    await keys.write("FT-0077")
    await keys.press("ctrl+s", "enter")
    receipt = asked(keys, lambda reader: reader.session.exec(select(Receipt)).one())
    assert (receipt.amount, receipt.free, receipt.method, receipt.slip) == (35_000, 0, "transfer", "FT-0077")
    assert list((opened.home.exports / "print").glob("*.docx"))


@asynccontextmanager
async def hands(home: Path) -> AsyncIterator[Keys]:
    app = counter_on(home)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        yield Keys(pilot)


@pytest.mark.parametrize("name", FLOWS)
async def test_a_flow_keeps_to_its_budget(home: Path, name: str) -> None:
    async with hands(home) as keys:
        await FLOWS[name](keys)
        assert 0 < keys.count <= BUDGETS[name]["keys"]


def test_every_budget_has_a_flow() -> None:
    assert set(BUDGETS) == set(FLOWS)
