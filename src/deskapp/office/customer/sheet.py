"""The sheet of customers: people in one cell, documents and phones beside them, and who is whom already."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, MutableMapping
from datetime import date
from functools import lru_cache
from typing import Any, Final, cast

from sqlmodel import col, select

from deskapp.errors import Fault, Problem
from deskapp.office.customer.keys import INDEXER
from deskapp.office.customer.model import CATEGORIES, CHANNELS, Customer
from deskapp.office.customer.people import (
    Frame,
    Person,
    PersonFault,
    find_known,
    read_people,
    update_people,
    write_people,
)
from deskapp.sheets.column import Column, Context, Country, Layout
from deskapp.sheets.columns import choice_column, text_column
from deskapp.sheets.judge import Entry, Key, Known, PlainKind, Row, Run
from deskapp.store.bulk import Slice
from deskapp.store.work import Reader
from deskapp.values.identity import KINDS, IdentityKind
from deskapp.values.names import split_people
from deskapp.values.text import fold, is_masked

DOCUMENTS: Final = {
    "居民身份证": "cn-id", "二代身份证": "cn-id", "身份证号": "cn-id", "cccd": "vn-cccd", "căn cước": "vn-cccd",
    "căn cước công dân": "vn-cccd", "营业执照": "uscc", "信用代码": "uscc", "统一社会信用代码": "uscc",
    "mst": "vn-mst", "mã số thuế": "vn-mst", "港澳通行证": "hk-mo-permit", "回乡证": "hk-mo-permit",
    "台胞证": "tw-permit", "中国护照": "cn-passport", "护照": "passport", "hộ chiếu": "passport", "cmnd": "cmnd",
}  # fmt: skip
GROUPS: Final = {
    "业主": "owner", "买受人": "buyer", "购房人": "buyer", "意向客户": "prospect", "租户": "tenant", "大户": "bulk",
    "回迁户": "resettled", "chủ sở hữu": "owner", "chủ nhà": "owner", "khách mua": "buyer", "khách thuê": "tenant",
}  # fmt: skip
WAYS: Final = {
    "热线": "hotline", "来电": "hotline", "网站": "website", "官网": "website", "来访": "walk_in", "到访": "walk_in",
    "trực tiếp": "walk_in", "ứng dụng": "app", "tổng đài": "hotline", "điện thoại": "hotline",
}  # fmt: skip
COUNTRIES: Final = {"中国": "CN", "trung quốc": "CN", "china": "CN", "越南": "VN", "việt nam": "VN", "vietnam": "VN"}


_EXPONENT: Final = re.compile(r"(?a)\d(\.\d+)?[eE]\+\d+")


def _number(text: str, _context: Context) -> tuple[str | None, Fault | None]:
    if _EXPONENT.fullmatch(text):
        return None, Fault("cell.digits_lost", {"value": text})
    # which parser reads it depends on the row: the kind of document, the country, how many people there are
    return (None, None) if is_masked(text) else (text, None)


NUMBER: Final = text_column("number", "客户编号", "Mã khách hàng", shape="code", limit=60, width=18)
COUNTRY: Final = choice_column("country", ("CN", "VN"), "country", "国家", "Quốc gia", also=COUNTRIES, width=8)
NAME: Final = text_column(
    "name", "姓名", "客户姓名", "客户名称", "名称", "Họ và tên", "Họ tên", "Tên khách hàng", shape="text", width=16,
    required=True, example="张三丰",
)  # fmt: skip
ID_KIND: Final = choice_column(
    "id_kind", KINDS, "id_kind", "证件类型", "证件种类", "Loại giấy tờ", also=DOCUMENTS, width=14
)
ID_NUMBER: Final = Column(
    "id_number", "code", _number,
    ("证件号码", "证件号", "身份证号", "身份证号码", "Số CCCD", "CCCD", "Số căn cước", "Số giấy tờ"), 22,
    example="110105198504121172",
)  # fmt: skip
PHONE: Final = Column(
    "phone", "code", _number,
    ("手机", "手机号", "手机号码", "联系电话", "电话", "联系方式", "Số điện thoại", "Điện thoại", "SĐT"), 15,
    example="13800138000", label="column.contact_phone",
)  # fmt: skip
LAYOUT: Final = Layout(
    "customers",
    (
        NUMBER,
        COUNTRY,
        NAME,
        ID_KIND,
        ID_NUMBER,
        PHONE,
        choice_column("category", CATEGORIES, "category", "客户类别", "类别", "Phân loại", also=GROUPS, is_open=True),
        choice_column("language", ("zh", "vi", "en"), "language", "语言", "Ngôn ngữ", width=8),
        text_column("address", "地址", "联系地址", "通讯地址", "Địa chỉ", width=30),
        choice_column("channel", CHANNELS, "channel", "渠道", "来源", "Kênh", also=WAYS, is_open=True),
        text_column("old_id_number", "原证件号码", "Số CMND cũ", "CMND", "Số CMND", shape="code", limit=30, width=14),
    ),
    alternatives=(("id_number", "phone", "number"),),
)
_MOBILE_HEADINGS: Final = frozenset(("手机", "手机号", "手机号码", "移动电话"))
_PERSON: Final = ("name", "id_kind", "id_number", "phone")
_OWN: Final = ("country", "category", "language", "address", "channel")


_FAULT_COLUMNS: Final = {"name": "name", "document": "id_number", "phone": "phone", "old": "old_id_number"}


@lru_cache(maxsize=16)
def frame_of(country: Country, today: date, document_heading: str, phone_heading: str) -> Frame:
    """What the headings promise: 手机 takes mobiles only, under Số CCCD stands no tax code, however it looks."""
    document, phone = (fold(heading).replace(" ", "") for heading in (document_heading, phone_heading))
    kind: IdentityKind | None = "vn-cccd" if "cccd" in document or "cancuoc" in document else None
    return Frame(country, today, kind, phone in _MOBILE_HEADINGS)


def people_of(run: Run, row: Row) -> tuple[list[Person], list[Problem]]:
    """The people that a row names, with their documents and phones; or everything that is wrong with them."""
    values = row.values
    country = cast("Country", values.get("country") or run.country)
    headings = (run.headings.get("id_number", ""), run.headings.get("phone", ""))
    told = read_people(values, frame_of(country, run.today, *headings))
    people = [person for person in told if isinstance(person, Person)]
    faults = [fault for fault in told if isinstance(fault, PersonFault)]
    return people, [run.problem(row, _FAULT_COLUMNS[f.part], f.fault.code, f.value, **f.fault.values) for f in faults]


def judge_person(
    run: Run, row: Row, entry: Entry, known: Known | None, others: MutableMapping[Key, Known]
) -> list[Problem]:
    """What stands against the one whom a row is about: several names under one number, a document of somebody else."""
    problems = []
    is_other = known is None or known.values.get("name") != entry.values.get("name")
    if "number" in row.values and is_other and len(split_people(entry.values.get("name", ""))) > 1:
        problems.append(run.problem(row, "number", "customer.number_for_many"))
    if known is not None and entry.parts.get("document") in known.parts.get("absorbed", ()):
        # the sender still knows two where the office knows one: what is said of the duplicate is not the survivor's
        spoken = ("id_number", "id_kind") if "number" in row.values else (*_PERSON, *_OWN)
        for name in spoken:
            entry.values.pop(name, None)
    if known is not None and known.parts.get("blocked"):
        whose = {"number": known.values.get("number", ""), "why": known.parts["blocked"]}
        problems.append(run.problem(row, "name", "privacy.blocked", **whose))
    holder = others.get(entry.parts["document"]) if entry.parts.get("document") else None
    if known is not None and holder is not None and holder is not known:
        whose = {"name": holder.values.get("name", ""), "customer": holder.values.get("number", "—")}
        number = entry.values["id_number"]
        problems.append(run.problem(row, "id_number", "customer.document_taken", number=number, **whose))
    return problems


class CustomerSheet(PlainKind):
    """Customers of the office; of a project too where the command names one."""

    layout = LAYOUT
    model = Customer

    def entries(self, run: Run, row: Row) -> list[Entry] | list[Problem]:
        """One customer for each person in the row."""
        people, problems = people_of(run, row)
        if problems:
            return problems
        entries = [person.entry() for person in people]
        own = {name: row.values[name] for name in _OWN if name in row.values}
        for entry in entries:
            entry.values.update(own)
        if "number" in row.values:
            entries[0].keys = (("number", row.values["number"]), *entries[0].keys)
        if not entries[0].keys:
            return [run.problem(row, "id_number", "customer.no_key", "")]
        return entries

    def find(self, reader: Reader, run: Run, entries: Collection[Entry]) -> dict[Key, Known]:
        """Customers by our number, by document, or by folded name and phone."""
        del run
        return find_known(reader, entries)

    def refuse(
        self, run: Run, row: Row, entry: Entry, known: Known | None, others: MutableMapping[Key, Known]
    ) -> list[Problem]:
        """A number of ours that is not there, a name that is missing, a document of somebody else."""
        problems = judge_person(run, row, entry, known, others)
        if known is None and "name" not in entry.values:
            problems.append(run.problem(row, "name", "customer.unknown_without_name", row.values.get("number", "")))
        if known is None and len(entry.keys) == 1 and entry.keys[0][0] == "number":
            problems.append(run.problem(row, "number", "customer.number_unknown", value=row.values["number"]))
        return problems

    def create(self, slice_: Slice, run: Run, fresh: list[Known]) -> dict[str, int]:
        """Customers with their documents and phones."""
        write_people(slice_, run, fresh)
        return {}

    def update(self, slice_: Slice, run: Run, changed: list[tuple[Known, dict[str, Any], dict[str, Any]]]) -> None:
        """Write changed fields; a new main phone keeps the old one as former."""
        update_people(slice_, run, changed)

    def unseen(self, reader: Reader, run: Run, seen: Collection[int]) -> Iterable[str]:
        """Customers of the office, of the run's country and project, that the list does not have."""
        statement = select(Customer).where(col(Customer.merged_into).is_(None), Customer.country == run.country)
        if run.project_id is not None:
            statement = statement.where(Customer.project_id == run.project_id)
        for customer in reader.session.exec(statement.order_by(col(Customer.id))):
            if customer.id not in seen:
                yield f"{customer.number} {customer.name}"


__all__ = ["ID_KIND", "ID_NUMBER", "INDEXER", "LAYOUT", "NAME", "PHONE", "CustomerSheet", "people_of"]
