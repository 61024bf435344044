"""Notices to many buyers: whom they go to, what each says, that nobody is told twice, what is answered; and letters."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import col, select
from tests.contracts.arrears_ground import Late
from tests.fixtures_store import NOW, TODAY

from deskapp.desks.contracts.arrears.actions import note_formality, stop_chasing
from deskapp.desks.contracts.arrears.model import NoticeAnswer
from deskapp.desks.contracts.arrears.queries import ChaseFilter, get_chase_page
from deskapp.desks.contracts.notices.actions import NoticeDraft, Sent, answer_notice, make_notice, tell_buyers
from deskapp.desks.contracts.notices.letters import demand_letter, notice_letters
from deskapp.desks.contracts.notices.queries import (
    count_answers,
    count_notices,
    find_affected,
    find_late,
    get_notice,
    list_answers,
    list_notices,
    preview,
    unanswered,
)
from deskapp.errors import DeskError
from deskapp.messages.model import Message, PrintJob
from deskapp.messages.queries import MessageRow, list_messages_about
from deskapp.settings import find_home
from deskapp.store.base import record_id

DESIGN = NoticeDraft(
    "design_change",
    1,
    {"zh": "3 栋外立面变更", "vi": "Thay đổi mặt ngoài tòa 3"},
    {"zh": "外墙由涂料改为真石漆。", "vi": "Tường ngoài đổi từ sơn nước sang sơn đá."},
    whom={"buildings": ["3"]},
)


def told(late: Late, deal: int) -> list[MessageRow]:
    return late.counter.ask(list_messages_about, "deal", deal)


def test_a_change_of_design_goes_to_every_buyer_in_their_language(late: Late) -> None:
    counter = late.counter
    affected = counter.ask(find_affected, 1, ["3"])
    assert affected == [late.lump, late.parts, late.loan, late.bulk, late.paid]
    assert counter.ask(find_affected, 1, ["9"]) == []
    counter.do(stop_chasing, late.lump, "dispute")
    notice = record_id(counter.do(make_notice, DESIGN))
    assert counter.do(tell_buyers, notice, affected[:2]) == Sent(2, 2)
    # a stop is about money: of a change they must hear
    (message,) = told(late, late.lump)
    assert (message.channel, message.subject) == ("sms", "3 栋外立面变更 3-2-1501")
    assert message.body.startswith(
        "张三丰：关于您购买的 滨江壹号 3-2-1501（合同 BJ2026-1501）：\n外墙由涂料改为真石漆。"
    )
    assert "请于 2026-12-07 前书面答复" in message.body
    # again, as after a power cut: those who were told are passed over
    assert counter.do(tell_buyers, notice, affected) == Sent(3, 3)
    assert counter.do(tell_buyers, notice, affected) == Sent()
    (vietnamese,) = told(late, late.loan)
    assert vietnamese.language == "vi"
    assert "Tường ngoài đổi từ sơn nước sang sơn đá." in vietnamese.body
    assert "07/12/2026" in vietnamese.body
    assert vietnamese.channel == "hand"


def test_answers_and_who_has_not_answered(late: Late) -> None:
    counter = late.counter
    notice = record_id(counter.do(make_notice, DESIGN))
    counter.do(tell_buyers, notice, [late.lump, late.parts, late.loan])
    rows = counter.ask(list_answers, notice, TODAY)
    assert [(one.place.room, one.state, one.is_told) for one in rows] == [
        ("3-2-1501", "open", True), ("3-2-1502", "open", True), ("3-2-1503", "open", True)
    ]  # fmt: skip
    counter.do(answer_notice, rows[0].id, "accepts")
    counter.do(answer_notice, rows[1].id, "returns", TODAY, "要求退房退款")
    for answer, note, code in (("maybe", "", "draft.choice"), ("other", "", "notice.answer_note")):
        with pytest.raises(DeskError) as refused:
            counter.do(answer_notice, rows[2].id, answer, None, note)
        assert refused.value.code == code
    with pytest.raises(DeskError, match=r"notice\.answer_day"):
        counter.do(answer_notice, rows[2].id, "accepts", date(2026, 11, 1))
    page = counter.ask(get_notice, notice)
    assert (page.row.sent, page.row.waits, page.row.answer_by) == (3, 1, date(2026, 12, 7))
    assert page.answers == {"": 1, "accepts": 1, "returns": 1}
    later = date(2026, 12, 8)
    (waiting,) = counter.ask(list_answers, notice, later, state="overdue")
    assert waiting.place.room == "3-2-1503"
    assert counter.ask(count_answers, notice, TODAY, state="overdue") == 0
    assert counter.ask(count_answers, notice, TODAY, state="open") == 1
    assert counter.ask(count_answers, notice, TODAY, state="answered") == 2
    assert [one.id for one in counter.ask(list_answers, notice, TODAY, after=rows[0].id, limit=1)] == [rows[1].id]
    assert [one.id for one in counter.ask(list_answers, notice, TODAY, before=rows[2].id, limit=1)] == [rows[1].id]
    assert counter.ask(unanswered, TODAY) == []
    assert [one.id for one in counter.ask(unanswered, later)] == [notice]


def test_what_is_late_is_asked_for_in_bulk_and_those_who_may_not_be_asked_are_left_out(late: Late) -> None:
    counter = late.counter
    counter.do(stop_chasing, late.parts, "lawyers")
    deals = counter.ask(find_late, TODAY, "money")
    assert {late.lump, late.parts, late.bulk} <= set(deals)
    first = counter.ask(preview, deals, "money", TODAY)
    assert (first.stopped, first.nobody, late.parts in first.deal_ids) == (1, 0, False)
    assert first.by_channel["sms"] == 1
    notice = record_id(
        counter.do(make_notice, NoticeDraft("overdue", 1, {}, {"zh": "如有困难请来电。"}, about="money"))
    )
    sent = counter.do(tell_buyers, notice, deals)
    assert (sent.deals, sent.stopped) == (first.deals, 1)
    assert told(late, late.parts) == []
    (message,) = told(late, late.lump)
    assert message.subject == "付款提醒 3-2-1501"
    assert "自 2026-06-01 起尚欠 ¥1,000,000.00，请于 2026-11-29 前付清" in message.body
    assert "如有困难请来电。" in message.body
    standing = counter.ask(get_chase_page, late.lump, NOW).standing
    assert (standing.attempts, standing.last_way, standing.last_result) == (1, "message", "sent")
    # a message from the program does not count towards how often somebody is called
    assert counter.ask(get_chase_page, late.lump, NOW).against == ()


def test_formalities_are_asked_for_alike(late: Late) -> None:
    counter = late.counter
    assert counter.ask(find_late, TODAY, "mortgage", ChaseFilter(building="3")) == [late.loan]
    draft = NoticeDraft("overdue", 1, {}, {}, about="mortgage")
    notice = record_id(counter.do(make_notice, draft))
    counter.do(tell_buyers, notice, [late.loan])
    (message,) = told(late, late.loan)
    assert message.subject == "Nhắc hoàn tất thủ tục 3-2-1503"
    assert "16/10/2026" in message.body
    assert counter.ask(list_notices)[0].title == "办理手续提醒"
    assert counter.ask(count_notices) == counter.ask(count_notices, kind="overdue") == 1


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (NoticeDraft("party", 1, {}, {}), "draft.choice"),
        (NoticeDraft("overdue", 1, {}, {}), "draft.choice"),
        (NoticeDraft("construction", 1, {"zh": "封顶"}, {}), "notice.empty"),
        (NoticeDraft("construction", 1, {"zh": "封顶"}, {"zh": "x" * 9_000}), "draft.too_long"),
        (
            NoticeDraft("construction", 1, {"zh": "封顶"}, {"zh": "已封顶"}, answer_by=date(2026, 1, 1)),
            "notice.answer_past",
        ),
    ],
)
def test_what_no_notice_can_be(late: Late, draft: NoticeDraft, code: str) -> None:
    with pytest.raises(DeskError) as refused:
        late.counter.do(make_notice, draft)
    assert refused.value.code == code
    assert late.counter.ask(count_notices) == 0


def test_the_letter_says_what_is_owed_line_by_line(late: Late) -> None:
    counter, home = late.counter, find_home()
    job = counter.do(demand_letter, home, late.parts, "money")
    data = json.loads(job.data)
    assert (job.letter, job.language, job.about, job.about_id) == ("demand_money", "zh", "deal", late.parts)
    assert (data["owed"], data["owed_words"], data["penalty"]) == ("¥900,000.00", "玖拾万元整", "¥3,230.00")
    assert [(row["due_on"], row["open"], row["days"]) for row in data["lines"]] == [
        ("2026-09-10", "¥200,000.00", "73"), ("2026-10-10", "¥300,000.00", "43"), ("2026-11-10", "¥400,000.00", "12")
    ]  # fmt: skip
    assert (data["pay_by"], data["department"], data["customer_name"]) == ("2026-11-29", "营销部", "李静")
    assert counter.ask(get_chase_page, late.parts, NOW).standing.last_way == "letter"
    formal = counter.do(demand_letter, home, late.loan, "mortgage")
    assert (formal.letter, formal.language) == ("demand_formality", "vi")
    assert json.loads(formal.data)["lines"][0]["days"] == "37"
    with pytest.raises(DeskError, match=r"chase\.nothing_late"):
        counter.do(demand_letter, home, late.paid, "money")
    counter.do(stop_chasing, late.parts, "lawyers")
    with pytest.raises(DeskError, match=r"chase\.stopped"):
        counter.do(demand_letter, home, late.parts, "money")


def test_letters_of_a_notice(late: Late) -> None:
    counter, home = late.counter, find_home()
    notice = record_id(counter.do(make_notice, DESIGN))
    jobs = counter.do(notice_letters, home, notice, [late.lump, late.loan])
    kept = counter.ask(lambda reader: [reader.get(PrintJob, number) for number in jobs])
    assert [(one.letter, one.language) for one in kept] == [("design_change", "zh"), ("design_change", "vi")]
    assert json.loads(kept[1].data)["title"] == "Thay đổi mặt ngoài tòa 3"
    counter.do(note_formality, late.paid, "title_papers", date(2026, 11, 1))
    about = NoticeDraft("overdue", 1, {}, {}, about="title_papers")
    overdue = record_id(counter.do(make_notice, about))
    (job,) = counter.do(notice_letters, home, overdue, [late.paid, late.lump])
    assert counter.ask(lambda reader: reader.get(PrintJob, job)).letter == "demand_formality"


def test_what_a_notice_has_sent_hangs_on_it(late: Late) -> None:
    counter = late.counter
    notice = record_id(counter.do(make_notice, DESIGN))
    counter.do(tell_buyers, notice, [late.lump])
    kept = counter.ask(lambda reader: reader.session.exec(select(NoticeAnswer)).one())
    message = counter.ask(lambda reader: reader.session.exec(select(Message).where(col(Message.about) == "deal")).one())
    assert (kept.message_id, kept.project_id) == (message.id, 1)
    assert counter.ask(lambda reader: get_chase_page(reader, late.lump, NOW)).owed == Decimal(1_000_000)
