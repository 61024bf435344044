"""欠款账龄 and 欠办手续 as supervisors get them: every row, sums that agree, and what was said then stays said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.contracts.arrears_ground import Late
from tests.fixtures_store import NOW, TODAY

from deskapp.desks.contracts.arrears.actions import AttemptDraft, note_attempt, note_formality, stop_chasing
from deskapp.desks.contracts.arrears.report import ARREARS, FORMALITIES_LATE
from deskapp.locale import words
from deskapp.money.drafts import ReceiptDraft
from deskapp.money.receipts import receive
from deskapp.sheets.report import Report
from deskapp.sheets.reporting import Ask, ReportSource, make_report
from deskapp.store.work import Reader

Found = tuple[list[dict[str, Any]], Report]


def made(late: Late, source: ReportSource, **ask: Any) -> Found:
    def read(reader: Reader) -> Found:
        report = make_report(source, reader, Ask(words("zh"), **{"today": TODAY, **ask}), NOW, "王敏")
        names = [column.name for column in report.columns]
        return [dict(zip(names, row, strict=True)) for row in report.rows], report

    return late.counter.ask(read)


def test_money_by_age_with_who_asked_last(late: Late) -> None:
    counter = late.counter
    promise = AttemptDraft(late.lump, "phone", "promised", promised_on=date(2026, 11, 25))
    counter.do(note_attempt, promise)
    counter.do(stop_chasing, late.bulk, "lawyers")
    rows, report = made(late, ARREARS)
    assert [(row["room"], row["buyer"], row["owed"], row["department"]) for row in rows] == [
        ("3-2-1501", "张三丰", Decimal(1_000_000), "marketing"),
        ("3-2-1502", "李静", Decimal(900_000), "marketing"),
        ("3-2-1504", "江城实业有限公司", Decimal(1_000_000), "finance"),
    ]
    first, second, third = rows
    assert (first["last_contact"], first["last_way"], first["last_result"], first["promised_on"]) == (
        TODAY, "phone", "promised", date(2026, 11, 25)
    )  # fmt: skip
    assert [second[age] for age in ("d30", "d60", "d90", "over")] == [400_000, 300_000, 200_000, None]
    assert (second["due"], second["paid"], second["penalty"]) == (1_000_000, 100_000, Decimal("3230.00"))
    assert (third["stopped"], third["last_contact"]) == ("lawyers", None)
    by_class, over_time = report.summary
    assert by_class.total is not None
    assert by_class.total[-1] == sum(row["owed"] for row in rows)
    assert [row[0] for row in by_class.rows] == ["散户 · 营销部", "大户 · 财务部"]
    assert over_time.rows[0][-1] == by_class.total[-1]


@pytest.mark.parametrize(
    ("ask", "rooms"),
    [
        ({"state": "d90"}, ["3-2-1502"]),
        ({"since": date(2026, 11, 1)}, ["3-2-1504"]),
        ({"until": date(2026, 6, 30)}, ["3-2-1501"]),
        ({"project_id": 9}, []),
    ],
)
def test_money_is_narrowed(late: Late, ask: dict[str, Any], rooms: list[str]) -> None:
    assert [row["room"] for row in made(late, ARREARS, **ask)[0]] == rooms


def test_what_was_late_then_stays_what_was_late_then(late: Late) -> None:
    """Money that is entered later, for whatever day, changes nothing of what was said of an earlier evening."""
    december = date(2026, 12, 31)
    before = made(late, ARREARS, today=december, since=date(2026, 12, 1), until=december)[1].summary[1].rows
    assert [row[:2] for row in before] == [
        ("this", december), ("before", date(2026, 11, 30)), ("last_year", date(2025, 12, 31))
    ]  # fmt: skip
    assert before[1][-1] == Decimal(2_900_000)
    assert before[2][-1] == 0
    buyer = late.counter.ask(lambda reader: made_buyer(reader, late.lump))
    draft = ReceiptDraft(buyer, Decimal(1_000_000), "CNY", "cash", deal_id=late.lump)
    moment = NOW.replace(month=12, day=20)
    late.counter.store.write(late.counter.clerk, "cash.receive", lambda work: receive(work, draft) and None, moment)
    after = made(late, ARREARS, today=december, since=date(2026, 12, 1), until=december)[1].summary[1].rows
    assert after[1] == before[1]
    assert after[0][-1] == before[0][-1] - 1_000_000


def made_buyer(reader: Reader, deal: int) -> int:
    from deskapp.desks.contracts.sale.plan import first_buyer

    return first_buyer(reader, deal)


def test_formalities_by_kind(late: Late) -> None:
    late.counter.do(note_formality, late.paid, "title_papers", date(2026, 11, 12), "未签产权资料")
    rows, report = made(late, FORMALITIES_LATE)
    assert [(row["room"], row["formality"], row["days_late"], row["department"], row["note"]) for row in rows] == [
        ("3-2-1503", "mortgage", 37, "marketing", None),
        ("3-2-1505", "title_papers", 10, "customer_service", "未签产权资料"),
    ]
    by_kind, over_time = report.summary
    assert [row[0] for row in by_kind.rows] == ["mortgage", "title_papers"]
    assert over_time.rows[0][2:] == (1, 1, 0, 2)
    assert [row["formality"] for row in made(late, FORMALITIES_LATE, state="title_papers")[0]] == ["title_papers"]
