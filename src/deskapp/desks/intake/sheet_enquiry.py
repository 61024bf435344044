"""The sheet of enquiries: who asked what on which day; one that names a procedure becomes a case at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, MutableMapping
from dataclasses import replace
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.clock import local_day
from deskapp.cases.opening import CaseDraft
from deskapp.cases.opening_many import Begun
from deskapp.cases.procedure import Procedure
from deskapp.cases.sheet import SLICE_ROWS, CaseSheet, number_told, opened_of
from deskapp.cases.sheet_columns import LANGUAGE, OUTSIDE, PROCEDURE, moment_column
from deskapp.cases.sheet_people import caller_key, count_new, enter_people, find_who, is_another, judge_who, who_of
from deskapp.desks.intake.actions_enquiry import enquiry_fields
from deskapp.desks.intake.drafts import EnquiryDraft
from deskapp.desks.intake.model import Enquiry
from deskapp.desks.intake.rules import TOPICS
from deskapp.errors import Problem
from deskapp.money.queries import whole_family
from deskapp.office.customer.model import CHANNELS
from deskapp.office.customer.rows import find_survivors
from deskapp.office.customer.sheet import COUNTRY, ID_KIND, ID_NUMBER, NAME, PHONE, WAYS
from deskapp.sheets.column import Layout
from deskapp.sheets.columns import choice_column, text_column
from deskapp.sheets.judge import Entry, Key, Known, PlainKind, Row, Run
from deskapp.store.base import record_id
from deskapp.store.bulk import Slice, in_chunks
from deskapp.store.numbering import take_numbers
from deskapp.store.work import Reader
from deskapp.values import series
from deskapp.values.text import fold

TOPIC_WORDS: Final = {
    "办证": "title", "产权": "title", "过户": "transfer", "更名": "transfer", "土地": "land", "抵押": "mortgage",
    "贷款": "mortgage", "按揭": "mortgage", "公积金": "mortgage", "税费": "tax", "契税": "tax", "公证": "notary",
    "材料": "papers", "时间": "hours", "其他": "other", "cấp sổ": "title", "sang tên": "transfer", "đất đai": "land",
    "thế chấp": "mortgage", "vay": "mortgage", "thuế": "tax", "khác": "other",
}  # fmt: skip
LAYOUT: Final = Layout(
    "enquiries",
    (
        text_column("number", "咨询编号", "Số phiếu hỏi", "Mã câu hỏi", shape="code", limit=60, width=18,
                    label="column.enquiry_number"),
        OUTSIDE,
        moment_column("asked_at", "咨询时间", "咨询日期", "来电时间", "日期", "Ngày hỏi", "Thời gian hỏi", "Ngày",
                      required=True, width=16, example="2026-11-16"),
        replace(NAME, required=False),
        ID_KIND,
        ID_NUMBER,
        PHONE,
        COUNTRY,
        choice_column("channel", CHANNELS, "channel", "渠道", "来源", "Kênh", "Kênh tiếp nhận", also=WAYS),
        choice_column("topic", TOPICS, "topic", "咨询类别", "类别", "Chủ đề", "Loại câu hỏi", also=TOPIC_WORDS),
        text_column("question", "咨询内容", "需求", "客户需求", "问题", "诉求", "need", "Nội dung hỏi", "Nhu cầu",
                    "Câu hỏi", required=True, width=30),
        text_column("answer", "答复", "答复内容", "Trả lời", "Nội dung trả lời", width=30),
        LANGUAGE,
        PROCEDURE,
    ),
)  # fmt: skip
_PLAIN: Final = ("outside_number", "channel", "topic", "question", "answer", "language")


class EnquirySheet(PlainKind):
    """Enquiries, their customers, and the cases that some of them become."""

    layout = LAYOUT
    model = Enquiry
    slice_rows = SLICE_ROWS

    def __init__(self, cases: CaseSheet) -> None:
        self._cases = cases

    def entries(self, run: Run, row: Row) -> list[Entry] | list[Problem]:
        """One enquiry a row."""
        asked_at, problems = opened_of(run, row, "asked_at")
        who, wrong = who_of(run, row)
        problems += wrong
        procedure: Procedure | None = None
        if "procedure" in row.values:
            found = self._cases.named(run, row, asked_at.date())
            if isinstance(found, Problem):
                problems.append(found)
            else:
                procedure = found
        if problems:
            return problems
        values = {name: row.values[name] for name in _PLAIN if name in row.values}
        values["asked_at"] = asked_at.date()
        numbers: list[Key] = [(name, row.values[name]) for name in ("number", "outside_number") if name in row.values]
        said = ("enquiry", asked_at.date(), fold(str(row.values["question"])))
        keys: tuple[Key, ...] = tuple(numbers) or tuple((*said, key) for key in who.keys)
        return [Entry(keys, values, {"who": who, "opened_at": asked_at, "procedure": procedure, "spot": None})]

    def find(self, reader: Reader, run: Run, entries: Collection[Entry]) -> dict[Key, Known]:
        """Enquiries by our number, by the outside number, else by who asked what on which day."""
        people = find_who(reader, [entry.parts["who"] for entry in entries])
        keys = {key for entry in entries for key in entry.keys}
        customers = {known.id for known in people.values() if known.id is not None}
        callers = [entry.parts["who"] for entry in entries if entry.parts["who"].entry is None]
        nobody = col(Enquiry.customer_id).is_(None)
        rows = {
            **_by(reader, Enquiry.number, {key[1] for key in keys if key[0] == "number"}),
            **_by(reader, Enquiry.outside_number, {key[1] for key in keys if key[0] == "outside_number"}),
            **_by(reader, Enquiry.caller_name, {who.caller for who in callers}, nobody),
            **_by(reader, Enquiry.customer_id, whole_family(reader, customers) if customers else set()),
        }
        living = find_survivors(reader, {row.customer_id for row in rows.values() if row.customer_id is not None})
        found: dict[Key, Known] = dict(people)
        said: dict[tuple[Any, ...], Known] = {}
        for row in sorted(rows.values(), key=lambda one: -record_id(one)):
            known = _known(run, row, living.get(row.customer_id or 0))
            found.setdefault(("number", row.number), known)
            found.setdefault(("outside_number", row.outside_number), known)
            who = known.parts["customer_id"] or caller_key(row.caller_name, row.caller_phone)
            said.setdefault((known.values["asked_at"], fold(row.question), who), known)
        for key in (key for key in keys if key[0] == "enquiry"):
            person = people.get(key[3])
            spot = (key[1], key[2], person.id if person is not None else key[3])
            if spot in said:
                found[key] = said[spot]
        return found

    def refuse(
        self, run: Run, row: Row, entry: Entry, known: Known | None, others: MutableMapping[Key, Known]
    ) -> list[Problem]:
        """A number that we never gave, somebody else's enquiry, another day."""
        person, problems = judge_who(run, row, entry.parts["who"], others)
        entry.parts["person"] = person
        if known is None:
            if entry.keys[0][0] == "number":
                problems.append(run.problem(row, "number", "enquiry.number_unknown"))
            return problems
        told = {"number": number_told(known)}
        if is_another(known, person):
            problems.append(run.problem(row, "name", "enquiry.other_customer", **told))
        if run.update and known.values.get("asked_at") != entry.values["asked_at"]:
            problems.append(run.problem(row, "asked_at", "enquiry.fixed_day", **told))
        return problems

    def create(self, slice_: Slice, run: Run, fresh: list[Known]) -> dict[str, int]:
        """People who are not customers yet, the cases of those that name a procedure, and the enquiries."""
        also = self.also(fresh)
        enter_people(slice_, run, [known.parts["person"] for known in fresh])
        begun = [known for known in fresh if known.parts["procedure"] is not None]
        cases = self._cases.open_cases(slice_, [self._begun(slice_, known) for known in begun])
        for known, number in zip(begun, cases, strict=True):
            known.parts["case_id"] = number
        self._log(slice_, fresh)
        return also

    def also(self, fresh: Collection[Known]) -> dict[str, int]:
        """The people among them who are not customers yet, and the cases that enquiries become."""
        cases = sum(1 for known in fresh if known.parts["procedure"] is not None)
        return count_new(known.parts["person"] for known in fresh) | ({"cases": cases} if cases else {})

    def _begun(self, slice_: Slice, known: Known) -> Begun:
        said, parts = known.values, known.parts
        draft = CaseDraft(
            parts["procedure"].id,
            channel=said.get("channel") or "",
            need=said.get("question") or "",
            language=said.get("language") or "",
            outside_number=said.get("outside_number") or "",
        )
        return Begun(self._cases.as_told(slice_, draft, parts))

    def _log(self, slice_: Slice, fresh: list[Known]) -> None:
        """What ``log_enquiry`` makes of each, written at once."""
        work = slice_.work
        rows = [enquiry_fields(work, self._draft(slice_, known)) for known in fresh]
        living = find_survivors(work, {row["customer_id"] for row in rows} - {None})
        numbers = take_numbers(work.session, work.clerk.office_id, series.ENQUIRY, work.today, len(rows))
        for known, row, number in zip(fresh, rows, numbers, strict=True):
            row |= {"number": number, "customer_id": living.get(row["customer_id"] or 0)}
            row["case_id"] = known.parts.get("case_id")
        columns = list(rows[0])
        first = slice_.insert(Enquiry, columns, [[row[name] for name in columns] for row in rows])
        for place, known in enumerate(fresh):
            known.id, known.version = first + place, 1

    def _draft(self, slice_: Slice, known: Known) -> EnquiryDraft:
        parts, said = known.parts, known.values
        person, texts = parts["person"], {name: said.get(name) or "" for name in _PLAIN}
        return EnquiryDraft(
            **texts | {"topic": texts["topic"] or "other"},
            customer_id=person.id if person is not None else None,
            caller_name=parts["who"].caller,
            caller_phone=parts["who"].phone,
            asked_at=min(parts["opened_at"], slice_.work.now),
        )

    def update(self, slice_: Slice, run: Run, changed: list[tuple[Known, dict[str, Any], dict[str, Any]]]) -> None:
        """Write changed fields."""
        del run
        for known, before, changes in changed:
            assert known.id is not None
            slice_.update(Enquiry, known.id, known.version, {name: before[name] or "" for name in changes}, changes)
            known.version += 1

    def unseen(self, reader: Reader, run: Run, seen: Collection[int]) -> Iterable[str]:
        """No list of enquiries is ever complete."""
        del reader, run, seen
        return ()


def _by(reader: Reader, column: Any, values: Iterable[Any], *more: Any) -> Mapping[int, Enquiry]:
    rows: dict[int, Enquiry] = {}
    for part in in_chunks(values):
        query = select(Enquiry).where(col(column).in_(part), *more)
        rows |= {record_id(row): row for row in reader.session.exec(query)}
    return rows


def _known(run: Run, row: Enquiry, customer_id: int | None) -> Known:
    values: dict[str, Any] = {name: getattr(row, name) or None for name in _PLAIN}
    values |= {"number": row.number, "asked_at": local_day(row.asked_at, run.country)}
    return Known(record_id(row), row.version, values, row.edited, {"customer_id": customer_id})
