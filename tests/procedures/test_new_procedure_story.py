"""One TOML file more in the home, and the counter can do it: form, checklist, clock, tasks, letter, sheet; no code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any, Concatenate, ParamSpec, TypeVar

import docx
import pytest
from tests.fixtures_store import Counter

from deskapp.cases.authority import submit
from deskapp.cases.engine import Engine
from deskapp.cases.fields import read_fields, set_fields
from deskapp.cases.model import Case
from deskapp.cases.money import charges_of
from deskapp.cases.opening import CaseDraft, open_case
from deskapp.cases.page import CasePage, get_case_page
from deskapp.cases.papers import receive_all_papers, set_paper
from deskapp.cases.pinned import procedure_of
from deskapp.cases.procedure import PaperRule
from deskapp.cases.procedure_sheet import columns_of
from deskapp.cases.procedure_values import cells_of, said_fields
from deskapp.cases.steps import end_step
from deskapp.cases.tasks import end_task
from deskapp.casework.screens.fields import fields_of
from deskapp.desks.intake.actions_check import check_identity
from deskapp.desks.intake.drafts import IdentityDraft
from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.messages.letter_files import letters_folder
from deskapp.messages.letters import render_letter
from deskapp.messages.queries import list_messages_about
from deskapp.office.staff.actions import ensure_clerk
from deskapp.office.staff.model import Department
from deskapp.settings import Home, find_home
from deskapp.store.base import record_id
from deskapp.store.work import Clerk, Work
from deskapp.wiring import engine, load_tables

P = ParamSpec("P")
T = TypeVar("T")

DATA = Path(__file__).parent / "data"
MONDAY = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
ZH = words("zh")

load_tables()


@dataclass
class Desk:
    counter: Counter
    home: Home
    clerk: Clerk
    now: datetime = MONDAY

    @property
    def engine(self) -> Engine:
        return engine(self.home, lambda: self.now.date())

    @property
    def today(self) -> date:
        return self.now.date()

    def do(self, action: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        store = self.counter.store
        return store.write(self.clerk, action.__name__, lambda work: action(work, *args, **kwargs), self.now)

    def page(self, case: int) -> CasePage:
        return self.counter.ask(get_case_page, self.engine, case, self.today, self.clerk.id)

    def end(self, case: int) -> None:
        self.do(end_step, self.engine, case)

    def shut(self, case: int) -> set[str]:
        """The codes of what is missing for the step to end."""
        with pytest.raises(DeskError, match=r"case\.gates_shut") as caught:
            self.end(case)
        return {missing.code for missing in caught.value.values["missing"]}


@pytest.fixture
def desk(counter: Counter, home_of_the_test: Path) -> Desk:
    home = find_home(home_of_the_test)
    home.prepare()
    return Desk(counter, home, counter.clerk)


def adopt(desk: Desk, name: str) -> None:
    copyfile(DATA / f"{name}.toml", desk.home.procedures / f"{name}.toml")


def test_before_the_file_is_there_nobody_knows_of_it(desk: Desk) -> None:
    codes = [one.id for one in desk.engine.procedures.in_force(desk.today, "CN")]
    assert "account-opening" not in codes
    adopt(desk, "account-opening")
    found = desk.engine.procedures.by_code("62", desk.today, "CN")
    assert found is not None
    assert (found.id, found.name.say("vi"), found.origin) == ("account-opening", "用电立户", "office")


def test_opening_an_electricity_account_to_the_end(desk: Desk) -> None:
    adopt(desk, "account-opening")
    procedure = desk.engine.procedures.find("account-opening", desk.today)
    labels = [one.label for one in fields_of(procedure, ZH, desk.today)]
    assert labels == ["用电类别", "用电容量（千瓦）", "户号", "用电许可证号"]

    person = desk.counter.customer("张三丰", id_kind="cn-id", id_number="110105198504121172", phone="13800138000")
    draft = CaseDraft("account-opening", customer_id=person, fields={"use": "business"}, language="zh", tell_by="hand")
    case = record_id(desk.do(open_case, desk.engine.procedures, draft, engine=desk.engine))
    page = desk.page(case)
    assert page.row.number.startswith("YD-20261102-")
    assert [line.code for line in page.papers] == ["application", "identity", "title_certificate", "business_licence"]
    assert {line.code: line.rule.copies for line in page.papers if isinstance(line.rule, PaperRule)} == {
        "application": "original", "identity": "any", "title_certificate": "copy", "business_licence": "copy",
    }  # fmt: skip
    # ten working days from the Monday on
    assert page.ours.day == date(2026, 11, 16)

    assert desk.shut(case) == {"case.missing.paper", "identity.not_seen"}
    desk.do(check_identity, IdentityDraft(case, "cn-id", "110105198504121172"), engine=desk.engine)
    desk.do(set_paper, case, "business_licence", "promised", promised_on=date(2026, 11, 5), engine=desk.engine)
    desk.do(receive_all_papers, case, states=["missing"], engine=desk.engine)
    desk.end(case)
    assert desk.page(case).row.step == "review"
    assert desk.shut(case) == {"case.missing.promised", "case.missing.field"}
    desk.do(receive_all_papers, case, engine=desk.engine)
    desk.do(set_fields, case, {"capacity": "12.5"})
    desk.end(case)
    told = desk.counter.ask(list_messages_about, "case_file", case)
    assert any("容量 12.5 千瓦" in message.body for message in told)

    tasks = [task for task in desk.page(case).tasks if task.state != "done"]
    assert [task.title for task in tasks] == ["会同验收所安装工程", "装表接电"]
    departments = {row.id: row.name for row in desk.counter.ask(_departments)}
    assert {departments[task.department_id] for task in tasks if task.department_id} == {"生技部", "用电科"}
    assert desk.shut(case) == {"case.missing.task"}
    for task in tasks:
        desk.do(end_task, task.id, "合格", engine=desk.engine)
    desk.now += timedelta(days=1)
    desk.end(case)

    desk.do(set_fields, case, {"account_number": "0512345678", "permit_number": "YD-1"})
    assert "case.missing.another" in desk.shut(case)
    desk.clerk = desk.counter.do(ensure_clerk, "lihua")
    desk.end(case)
    assert desk.page(case).row.step == "delivery"
    _gives_back_and_ends(desk, case)
    bodies = [message.body for message in desk.counter.ask(list_messages_about, "case_file", case)]
    assert any("户号 0512345678 已开通" in body for body in bodies)

    _letter_and_sheet(desk, case)


def _departments(reader: Any) -> list[Department]:
    from sqlmodel import select

    return list(reader.session.exec(select(Department)))


def _gives_back_and_ends(desk: Desk, case: int) -> None:
    for line in desk.page(case).papers:
        if line.paper is not None:
            desk.do(set_paper, case, line.code, "returned", engine=desk.engine)
    assert desk.counter.ask(charges_of, case) == []
    desk.end(case)
    assert desk.page(case).row.outcome == "delivered"


def _letter_and_sheet(desk: Desk, case: int) -> None:
    """The office's own letter has the fields of its own procedure; so have the columns of a sheet."""
    folder = letters_folder(desk.home)
    folder.mkdir(exist_ok=True)
    template = docx.Document()
    template.add_paragraph("户号 {{ fields.account_number }}，{{ fields.use }}，{{ customer_name }}")
    template.save(str(folder / "account_card.docx"))
    row = desk.counter.ask(lambda reader: reader.get(Case, case))
    procedure = desk.counter.ask(lambda reader: procedure_of(reader, row))
    data = {"customer_name": "张三丰", "fields": said_fields(procedure, read_fields(row), ZH)}
    letter = render_letter("account_card", "zh", data, desk.home, desk.now)
    assert [one.text for one in docx.Document(str(letter)).paragraphs] == ["户号 0512345678，商业，张三丰"]

    cells = cells_of(procedure, read_fields(row))
    assert [(column.heading(ZH), cells[column.name]) for column in columns_of(procedure, desk.today)][2:] == [
        ("户号", "0512345678"),
        ("用电许可证号", "YD-1"),
    ]


def test_a_fishing_licence_has_its_own_papers_and_its_clock_begins_with_them(desk: Desk) -> None:
    adopt(desk, "fishing-licence")
    procedures = desk.engine.procedures
    with pytest.raises(DeskError, match=r"procedures\.not_in_force"):
        procedures.find("fishing-licence", desk.today)
    person = desk.counter.customer("Nguyễn Văn Ánh", country="VN")
    draft = CaseDraft("fishing-licence", customer_id=person, fields={"kind": "first"}, province="Lâm Đồng")
    case = record_id(desk.do(open_case, procedures, draft, engine=desk.engine))
    states = {line.code: line.state for line in desk.page(case).papers}
    assert states == {"photo": "missing"}
    assert desk.page(case).ours.day is None
    desk.do(set_fields, case, {"kind": "renewal"})
    assert {line.code: line.state for line in desk.page(case).papers} == {"photo": "missing", "old_licence": "missing"}
    desk.now += timedelta(days=1)
    desk.do(receive_all_papers, case, engine=desk.engine)
    # three working days after the Tuesday
    assert desk.page(case).ours.day == date(2026, 11, 6)
    photos = next(line for line in desk.page(case).papers if line.code == "photo")
    assert photos.originals == 2


def test_an_edit_of_the_file_changes_new_cases_only(desk: Desk) -> None:
    adopt(desk, "fishing-licence")
    person = desk.counter.customer("Nguyễn Văn Ánh", country="VN")
    draft = CaseDraft("fishing-licence", customer_id=person, province="Lâm Đồng")
    before = record_id(desk.do(open_case, desk.engine.procedures, draft))
    path = desk.home.procedures / "fishing-licence.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"Cấp giấy phép câu cá"', '"Giấy phép mới"'), "utf-8")
    after = record_id(desk.do(open_case, desk.engine.procedures, draft))
    names = [desk.page(case).procedure.name.vi for case in (before, after)]
    assert names == ["Cấp giấy phép câu cá", "Giấy phép mới"]
    path.unlink()
    assert desk.page(after).procedure.name.vi == "Giấy phép mới"


@pytest.mark.parametrize(("remote", "due"), [(False, date(2026, 11, 17)), (True, date(2026, 12, 2))])
def test_what_we_promise_runs_on_while_the_authority_works_longer_where_it_is_far(
    desk: Desk, remote: bool, due: date
) -> None:
    draft = CaseDraft("vn-transfer", customer_id=desk.counter.customer("Nguyễn Văn Ánh", country="VN"))
    case = record_id(desk.do(open_case, desk.engine.procedures, draft))
    gates = dict.fromkeys(desk.engine.gates, "thử")
    for _ in range(4):
        desk.do(end_step, desk.engine, case, overrides=gates)
    assert (desk.page(case).row.step, desk.page(case).ours.day) == ("work", date(2026, 11, 17))
    desk.do(submit, case, "H1", remote=remote)
    desk.now += timedelta(days=4)
    # 24 November is a day off
    assert desk.page(case).ours.day == due
