"""The columns of the sheet of cases: what every case has, and a procedure's own fields under their own words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, Final

from deskapp.cases.procedure import FieldRule, Procedure, Texts
from deskapp.cases.procedure_sheet import columns_of
from deskapp.cases.procedure_values import choices_of
from deskapp.errors import Fault
from deskapp.locale import LANGUAGES, words
from deskapp.office.customer.model import CHANNELS
from deskapp.office.customer.sheet import COUNTRY, ID_KIND, ID_NUMBER, NAME, PHONE, WAYS
from deskapp.office.land.sheet import LAYOUT as PARCELS
from deskapp.office.property.sheet import PLACE, PROJECT
from deskapp.sheets.column import Column, Context, Layout, Own
from deskapp.sheets.columns import choice_column, text_column
from deskapp.sheets.report import ReportColumn
from deskapp.values.days import parse_day
from deskapp.values.text import clean, fold

LANGUAGE: Final = choice_column("language", LANGUAGES, "language", "语言", "Ngôn ngữ", width=8)
CHANNEL: Final = choice_column(
    "channel", CHANNELS, "channel", "渠道", "来源", "受理渠道", "Kênh", "Kênh tiếp nhận", also=WAYS, is_open=True
)
OUTSIDE: Final = text_column(
    "outside_number", "外部编号", "来件编号", "工单号", "12345工单号", "Số ngoài", "Mã ngoài", shape="code", limit=200
)
PROCEDURE: Final = text_column(
    "procedure", "办理事项", "事项", "业务类型", "Thủ tục", "Loại thủ tục", limit=200, width=22
)

_CLOCK: Final = re.compile(r"(?a)[ T](\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?$")
_LONG: Final = 10_000


def parse_moment(text: str, context: Context) -> tuple[datetime | date | None, Fault | None]:
    """A day, or a day with a time behind it."""
    day, fault = parse_day(text, context.country)
    found = _CLOCK.search(text)
    if day is None or found is None:
        return day, fault
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 or minute > 59:
        return None, Fault("moment.form", {"value": clean(text)})
    return datetime.combine(day, time(hour, minute)), None


def moment_column(name: str, *headings: str, **more: Any) -> Column:
    """When something was, by its day and perhaps its time."""
    return Column(name, "day", parse_moment, headings, **more)


BASE: Final = Layout(
    "cases",
    (
        text_column("number", "办件编号", "受理编号", "Mã hồ sơ", "Số hồ sơ", shape="code", limit=60, width=18,
                    label="column.case_number"),
        OUTSIDE,
        replace(PROCEDURE, required=True),
        moment_column("opened_at", "受理日期", "受理时间", "登记日期", "Ngày nhận", "Ngày tiếp nhận", width=16,
                      example="2026-11-16"),
        text_column("step", "环节", "当前环节", "办理环节", "Bước", "Bước hiện tại", limit=200, width=14),
        replace(NAME, required=False),
        ID_KIND,
        ID_NUMBER,
        PHONE,
        COUNTRY,
        replace(PROJECT, carries_down=False),
        *(replace(column, required=False, carries_down=False) for column in PLACE),
        *(replace(PARCELS.column(name), required=False) for name in ("commune", "map_sheet", "parcel")),
        CHANNEL,
        text_column("need", "需求", "客户需求", "诉求", "Nhu cầu", "Nội dung yêu cầu", width=30),
        LANGUAGE,
    ),
)  # fmt: skip


CASE_STATES: Final = ("open", "late", "waiting", "ended")
STATE: Final = choice_column("state", CASE_STATES, "case_state")
SHOWN: Final = (
    ReportColumn.of(STATE),
    ReportColumn("department"),
    ReportColumn("staff"),
    ReportColumn("waiting", "choice"),
    ReportColumn("waiting_party", "choice", "party"),
    ReportColumn("waiting_since", "moment"),
    ReportColumn("due_on", "day"),
    ReportColumn("days_late", "count"),
    ReportColumn("authority_state", "choice", "authority_state"),
    ReportColumn("authority_number", "code"),
    ReportColumn("authority_due_on", "day"),
    ReportColumn("submissions", "count"),
    ReportColumn("promised_on", "day"),
    ReportColumn("outcome", "choice", "outcome"),
    ReportColumn("ended_at", "moment"),
    ReportColumn("tracking_code", "code"),
)
"""What an export of cases tells beside what can be taken in again."""

_TAKEN: Final = frozenset({*BASE.names, *(column.name for column in SHOWN)})


def own_name(code: str) -> str:
    """The name of a field's column: its code, with a mark where every case has a column of that name."""
    return f"field_{code}" if code in _TAKEN else code


def own_columns(procedure: Procedure, today: date) -> tuple[Column, ...]:
    """The fields of one procedure as columns, with their choices to pick from."""
    return tuple(replace(column, name=own_name(column.name)) for column in columns_of(procedure, today))


def all_columns(procedures: Iterable[Procedure]) -> tuple[Column, ...]:
    """The fields of many procedures: what a cell means is known only when its row's procedure is."""
    rules: dict[str, list[FieldRule]] = {}
    for procedure in procedures:
        for rule in procedure.fields:
            rules.setdefault(rule.code, []).append(rule)
    # an export that comes back has headings of its own, which mean no field
    told = {fold(column.heading(words(language))) for column in SHOWN for language in LANGUAGES}
    columns = []
    for code, same in rules.items():
        names = dict.fromkeys(name for rule in same for name in rule.name if fold(name) not in told)
        plain = text_column(own_name(code), *names, limit=_LONG)
        columns.append(replace(plain, own=Own(Texts(*(_free(name, told) for name in _spoken(same[0]))))))
    return tuple(columns)


def _spoken(rule: FieldRule) -> tuple[str, ...]:
    return rule.name.zh, rule.name.vi, rule.name.en


def _free(name: str, told: set[str]) -> str:
    return "" if fold(name) in told else name


def choice_code(rule: FieldRule, text: str) -> str:
    """The code of a choice, which a sheet may give as its word in any language; other texts as they are."""
    wanted = fold(text)
    choices = choices_of(rule)
    return next((choice.code for choice in choices if wanted in {choice.code, *map(fold, choice.name)}), text)


def find_rule(procedure: Procedure, column: str, heading: str) -> FieldRule | None:
    """The field that a column means in this procedure: by its code, else by what the file calls it."""
    wanted = fold(heading)
    by_code = next((rule for rule in procedure.fields if own_name(rule.code) == column), None)
    return by_code or next((rule for rule in procedure.fields if wanted in map(fold, rule.name)), None)
