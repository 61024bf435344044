"""A dossier at the intake desk: parcels, people, procedures as shipped, and a case of them at any step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from shutil import copyfile
from typing import Any

from sqlmodel import col, select
from tests.fixtures_store import Counter, open_counter

from deskapp.cases.engine import Engine
from deskapp.cases.model import Case, CaseTask
from deskapp.cases.opening import CaseDraft, open_case
from deskapp.cases.papers import receive_all_papers
from deskapp.cases.steps import end_step
from deskapp.cases.tasks import end_task
from deskapp.desks.intake.actions_check import check_identity, check_parcel
from deskapp.desks.intake.actions_offer import SignDraft, accept_quotation, draft_contract, quote, sign_contract
from deskapp.desks.intake.drafts import CheckDraft, IdentityDraft, QuoteDraft, QuoteLine
from deskapp.office.customer.actions import add_customer
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.land.actions import add_parcel
from deskapp.office.land.drafts import ParcelDraft
from deskapp.office.staff.actions import ensure_clerk
from deskapp.settings import find_home
from deskapp.store.base import record_id
from deskapp.store.work import Clerk, Work
from deskapp.wiring import engine, indexers

NOW = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)
TODAY = date(2026, 11, 22)
MILLION = Decimal(1_000_000)
LINES = (
    QuoteLine("service_fee", 5 * MILLION, "Trọn gói", fee="service"),
    QuoteLine("registration_fee", 20 * MILLION, "Lệ phí trước bạ 0,5%", "buyer", fee="registration"),
    QuoteLine("notary_fee", Decimal(2_700_000), "Phí công chứng", "agreed", through_us=False, fee="notary"),
)


@dataclass
class Desk:
    """The counter with its engine; ``do`` acts as the clerk, ``later`` moves the clock."""

    counter: Counter
    engine: Engine
    dat: int = 0
    lan: int = 0
    parcel: int = 0
    now: datetime = field(default=NOW)

    def do(self, action: Any, *args: Any, clerk: Clerk | None = None, **more: Any) -> Any:
        def act(work: Work) -> Any:
            return action(work, *args, **more)

        return self.counter.store.write(clerk or self.counter.clerk, action.__name__, act, self.now)

    def ask(self, query: Any, *args: Any, **more: Any) -> Any:
        return self.counter.store.read(lambda reader: query(reader, *args, **more))

    def later(self, **passed: int) -> None:
        self.now += timedelta(**passed)

    def other_clerk(self) -> Clerk:
        found: Clerk = self.do(ensure_clerk, "lihua")
        return found

    def case(self, number: int) -> Case:
        found: Case = self.ask(lambda reader: reader.get(Case, number))
        return found

    def open(self, procedure: str = "vn-transfer", **more: Any) -> int:
        fields = more.pop("fields", {"kind": "transfer"} if procedure == "vn-transfer" else {})
        told: dict[str, Any] = {"customer_id": self.dat, "parcel_id": self.parcel, "language": "vi", **more}
        draft = CaseDraft(procedure, fields=fields, **told)
        return record_id(self.do(open_case, self.engine.procedures, draft, engine=self.engine))

    def end(self, case_id: int, clerk: Clerk | None = None, **more: Any) -> Case:
        found: Case = self.do(end_step, self.engine, case_id, clerk=clerk, **more)
        return found

    def check(self, case_id: int, result: str = "clear") -> None:
        self.do(check_identity, IdentityDraft(case_id, "vn-cccd", "001085012345"), engine=self.engine)
        note = "" if result in ("clear", "not_found") else "theo bản in ngày 20/11"
        self.do(check_parcel, CheckDraft(case_id, "Sở NN&MT", result, note), engine=self.engine)

    def offer(self, case_id: int, **more: Any) -> int:
        told: dict[str, Any] = {"lines": LINES, "valid_until": date(2026, 12, 22), "advance": 2 * MILLION, **more}
        return record_id(self.do(quote, QuoteDraft(case_id, "VND", **told), engine=self.engine))

    def sign(self, case_id: int) -> int:
        self.do(accept_quotation, self.offer(case_id), engine=self.engine)
        contract = record_id(self.do(draft_contract, case_id, engine=self.engine))
        self.do(sign_contract, contract, SignDraft("Nguyễn Văn Đạt"), engine=self.engine)
        return contract

    def bring(self, case_id: int, step: str, **more: Any) -> None:
        """Take a case to a step, as a clerk would."""
        while self.case(case_id).step != step:
            now = self.case(case_id).step
            if now == "verification":
                self.check(case_id)
                self.do(receive_all_papers, case_id, engine=self.engine)
            elif now == "contract":
                self.sign(case_id)
            elif now == "work":
                self.finish_tasks(case_id)
            clerk = self.other_clerk() if now == "check" else None
            self.end(case_id, clerk, **(more if now in ("work", "check") else {}))

    def finish_tasks(self, case_id: int) -> None:
        query = select(CaseTask.id).where(CaseTask.case_id == case_id, col(CaseTask.state).in_(("open", "taken")))
        for task in self.ask(lambda reader: list(reader.session.exec(query))):
            self.do(end_task, task, "xong", engine=self.engine)


def furnish(desk: Desk) -> None:
    """Đạt, who has land, and Lan, who may act for him."""
    dat = CustomerDraft("Nguyễn Văn Đạt", "VN", id_kind="vn-cccd", id_number="001085012345", phone="0912345678",
                        language="vi")  # fmt: skip
    lan = CustomerDraft("Trần Thị Lan", "VN", id_kind="vn-cccd", id_number="079190123456")
    desk.dat, desk.lan = (record_id(desk.do(add_customer, draft)) for draft in (dat, lan))
    parcel = ParcelDraft("26734", "12", "118", Decimal(200), "ODT", "clear")
    desk.parcel = record_id(desk.do(add_parcel, parcel))


@contextmanager
def open_desk(furnished: Path, folder: Path) -> Iterator[Desk]:
    """A desk on a copy of the furnished database."""
    with open_counter(copyfile(furnished, folder / "deskapp.db"), indexers()) as counter:
        yield Desk(counter, engine(find_home(folder / "home"), lambda: TODAY), 1, 2, 1)
