"""What has been kept long enough goes with all it said, and leaves a trace; what is tied to the office stays."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from tests.fixtures_store import NOW, Counter
from tests.privacy.privacy_ground import MARCH, NAME, NUMBER, PHONE, home_of, lead, owner, words_of

from deskapp.desks.intake.actions_enquiry import log_enquiry
from deskapp.desks.intake.drafts import EnquiryDraft
from deskapp.desks.intake.model import Enquiry
from deskapp.errors import DeskError
from deskapp.messages.model import Message
from deskapp.office.customer.actions import edit_customer, merge_customers
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.customer.model import Customer
from deskapp.office.privacy.actions import DisclosureDraft, end_hold, note_disclosure, set_hold
from deskapp.office.privacy.leads import erase_customer
from deskapp.office.privacy.letting_go import Outcome, apply, look
from deskapp.office.privacy.model import Disclosure
from deskapp.office.privacy.people import customer_columns
from deskapp.office.privacy.queries import find_purged
from deskapp.office.privacy.rules import load_retention, parse_retention, shipped_retention
from deskapp.papers.actions import attach_file, take_in
from deskapp.papers.drafts import PaperDraft
from deskapp.papers.files import file_path, store_file
from deskapp.papers.model import PaperFile
from deskapp.store.audit_verify import verify
from deskapp.store.base import record_id
from deskapp.store.tables import ImportBatch
from deskapp.store.work import Work
from deskapp.wiring import person_parts, retention_kinds


def retain(counter: Counter, at: object = MARCH, *codes: str) -> dict[str, Outcome]:
    assert at is not None
    rules = [rule for rule in load_retention(home_of(counter).root).on(MARCH.date(), "CN") if rule.code in codes]
    done = apply(counter.store, rules, retention_kinds(), home_of(counter), counter.clerk, MARCH)
    return {one.rule.code: one for one in done}


def send(work: Work, customer: int | None = None) -> Message:
    return work.add(
        Message(
            office_id=1, uid="1@x", channel="sms", address=PHONE, body="您的件已办好", language="zh", state="sent",
            queued_at=NOW - timedelta(days=900), due_at=NOW, customer_id=customer,
        )
    )  # fmt: skip


def test_a_lead_goes_with_everything_it_said_and_leaves_a_trace(counter: Counter) -> None:
    gone = lead(counter)
    counter.do(edit_customer, gone, CustomerDraft(NAME, category="prospect", phone=PHONE, note="很想买三房"))
    kept = owner(counter)
    number = counter.ask(lambda reader: reader.get(Customer, gone).number)
    told = retain(counter, MARCH, "leads")["leads"]
    assert (told.due, told.held, told.gone) == (1, 0, 1)
    assert counter.ask(lambda reader: reader.session.get(Customer, gone)) is None
    assert counter.ask(lambda reader: reader.get(Customer, kept)).name == "李静"
    asked = counter.ask(lambda reader: reader.get(Enquiry, 1))
    assert (asked.customer_id, asked.caller_name, asked.caller_phone, asked.topic) == (None, "", "", "title")
    said = words_of(counter.store.database)
    for secret in (NAME, PHONE, NUMBER, "很想买三房"):
        assert secret not in said
    # nor on the disk: no free page, no log
    files = [counter.store.database, counter.store.database.with_name("deskapp.db-wal")]
    raw = b"".join(file.read_bytes() for file in files if file.exists())
    assert not [secret for secret in (NAME, PHONE, NUMBER, "很想买三房") if secret.encode() in raw]
    trace = counter.ask(find_purged, number)[0]
    assert (trace.rule, trace.entity, trace.entity_id, trace.clerk) == ("leads", "customer", gone, counter.clerk.name)
    assert verify(counter.store.database, counter.store.keys.ring(), counter.store.anchors.file).is_whole


def test_a_dry_run_counts_and_changes_nothing(counter: Counter) -> None:
    lead(counter)
    before = words_of(counter.store.database)
    rules = shipped_retention().on(MARCH.date(), "CN")
    found = look(counter.store, rules, retention_kinds(), home_of(counter), MARCH.date())
    assert next(one.due for one in found if one.rule.code == "leads") == 1
    assert words_of(counter.store.database) == before


def test_one_who_was_in_touch_lately_stays(counter: Counter) -> None:
    lead(counter)
    rules = [rule for rule in shipped_retention().on(NOW.date(), "CN") if rule.code == "leads"]
    found = look(counter.store, rules, retention_kinds(), home_of(counter), (NOW + timedelta(days=300)).date())
    assert found[0].due == 0


def test_a_hold_keeps_until_it_is_ended(counter: Counter) -> None:
    held = counter.customer("李静")
    hold = record_id(counter.do(set_hold, held, "诉讼（2026）渝0103民初1号"))
    number = record_id(counter.do(send, held))
    kept = retain(counter, MARCH, "messages")["messages"]
    assert (kept.due, kept.held, kept.gone) == (1, 1, 0)
    assert counter.ask(lambda reader: reader.get(Message, number)).address == PHONE
    counter.do(end_hold, hold, "判决生效")
    gone = retain(counter, MARCH, "messages")["messages"]
    assert (gone.due, gone.held, gone.gone) == (1, 0, 1)


def test_whoever_only_asked_is_forgotten_after_half_a_year(counter: Counter) -> None:
    counter.do(
        log_enquiry, EnquiryDraft("title", "房本要多久？", answer="三十天", caller_name=NAME, caller_phone=PHONE)
    )
    assert retain(counter, MARCH, "callers")["callers"].gone == 1
    asked = counter.ask(lambda reader: reader.get(Enquiry, 1))
    assert (asked.caller_name, asked.caller_phone, asked.question) == ("", "", "房本要多久？")
    assert PHONE not in words_of(counter.store.database)


def test_a_merged_lead_goes_with_its_duplicate(counter: Counter) -> None:
    first, second = lead(counter), lead(counter, "赵无忌", "13812345678", "110101199003070011")
    counter.do(merge_customers, second, first)
    assert retain(counter, MARCH, "leads")["leads"].gone == 1
    assert counter.ask(lambda reader: reader.session.get(Customer, second)) is None
    assert "赵无忌" not in words_of(counter.store.database)


def test_every_table_that_points_to_a_customer_is_decided(counter: Counter) -> None:
    """A new desk's table keeps a customer by itself; one that a list names must be there."""
    del counter
    parts, tables = person_parts(), {str(table.name) for table, _ in customer_columns()}
    named = {*parts.gone, *(name for name, _ in parts.loosened), *(name for name, _ in parts.touched)}
    assert named <= tables
    assert {"unit_person", "case_file", "charge", "receipt", "paper", "disclosure", "legal_hold"} <= tables
    assert all(parts.keeps(name) for name in tables - {*parts.gone, *(name for name, _ in parts.loosened)})


def test_one_who_asks_is_erased_unless_the_law_says_no(counter: Counter) -> None:
    gone, kept = lead(counter), owner(counter)
    number = counter.do(erase_customer, gone, person_parts())
    assert [one.rule for one in counter.ask(find_purged, number)] == ["request"]
    with pytest.raises(DeskError) as refused:
        counter.do(erase_customer, kept, person_parts())
    assert (refused.value.code, refused.value.values["tables"]) == ("privacy.law_keeps", ["unit_person"])
    held = lead(counter, "钱多多", "13612345678", "110101199003070011")
    counter.do(set_hold, held, "诉讼")
    with pytest.raises(DeskError, match=r"privacy\.held"):
        counter.do(erase_customer, held, person_parts())


def test_messages_are_emptied_and_stay_as_figures(counter: Counter) -> None:
    number = record_id(counter.do(send))
    assert retain(counter, MARCH, "messages")["messages"].gone == 1
    found = counter.ask(lambda reader: reader.get(Message, number))
    assert (found.state, found.address, found.body) == ("sent", "", "")
    assert "您的件已办好" not in words_of(counter.store.database)
    assert retain(counter, MARCH, "messages")["messages"].due == 0


def test_a_disclosure_stays_its_three_years(counter: Counter) -> None:
    own = counter.customer("李静")
    draft = DisclosureDraft(
        own, "工商银行", "按揭", "姓名", "contract", happened_at=NOW - timedelta(days=3 * 365 - 480)
    )
    counter.do(note_disclosure, draft)
    old = DisclosureDraft(own, "建设银行", "按揭", "姓名", "contract", happened_at=NOW - timedelta(days=3 * 365))
    counter.do(note_disclosure, old)
    assert retain(counter, MARCH, "disclosures")["disclosures"].gone == 1
    left = counter.ask(lambda reader: list(reader.session.exec(select(Disclosure.recipient))))
    assert left == ["工商银行"]


def test_refused_rows_are_deleted_unless_the_file_is_a_newer_one(counter: Counter, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("rejects-1.xlsx", "rejects-2.xlsx")]
    for file in files:
        file.write_bytes(b"x")
    os.utime(files[0], (NOW.timestamp(), NOW.timestamp()))
    os.utime(files[1], (MARCH.timestamp(), MARCH.timestamp()))

    def note(work: Work) -> None:
        for index, file in enumerate(files):
            work.add(
                ImportBatch(
                    office_id=1, number=f"DR-{index}", kind="customers", file="a.csv", digest="", state="done",
                    clerk="", started_at=NOW, rejects_file=str(file),
                )
            )  # fmt: skip

    counter.do(note)
    assert retain(counter, MARCH, "rejects")["rejects"].gone == 2
    assert [file.exists() for file in files] == [False, True]
    assert retain(counter, MARCH, "rejects")["rejects"].due == 0


def test_scans_of_a_customer_without_an_ended_case_stay(counter: Counter, tmp_path: Path) -> None:
    own, scan = counter.customer("李静"), tmp_path / "scan.jpg"
    scan.write_bytes(b"JPEG")
    os.utime(scan, (1_000_000_000, 1_000_000_000))
    files = home_of(counter).files
    paper = record_id(counter.do(take_in, PaperDraft(own, "identity", kind="copy")))
    kept = store_file(files, scan)
    counter.do(attach_file, kept, paper)
    assert retain(counter, MARCH, "identity-scans")["identity-scans"].due == 0
    assert file_path(files, kept.digest).exists()
    kinds = retention_kinds()
    rule = next(rule for rule in shipped_retention().on(MARCH.date(), "CN") if rule.code == "identity-scans")
    from deskapp.papers.retention import scans_kind

    kinds["identity-scans"] = scans_kind(lambda _reader, _customer: NOW.date())
    assert apply(counter.store, [rule], kinds, home_of(counter), counter.clerk, MARCH)[0].gone == 1
    assert not file_path(files, kept.digest).exists()
    assert counter.ask(lambda reader: reader.session.get(PaperFile, 1)) is None


def test_every_shipped_rule_has_a_kind_and_every_kind_a_rule_in_both_countries() -> None:
    retention = shipped_retention()
    for country in ("CN", "VN"):
        codes = [rule.code for rule in retention.on(date(2026, 11, 22), country)]
        assert sorted(codes) == sorted(retention_kinds())
        assert len(codes) == len(set(codes))


OWN = """[[rule]]
code = "{code}"
does = "purge"
{span}
categories = ["prospect", "other"]
valid_from = 2026-01-01
jurisdiction = "CN"
source = "本公司制度"
certainty = "D"
"""


def test_the_offices_own_row_wins(tmp_path: Path) -> None:
    (tmp_path / "retention.toml").write_text(OWN.format(code="leads", span="months = 6"), encoding="utf-8")
    rules = load_retention(tmp_path).on(date(2026, 11, 22), "CN")
    own = [rule for rule in rules if rule.code == "leads"]
    assert [(rule.months, rule.own, rule.cutoff(date(2026, 8, 31))) for rule in own] == [(6, True, date(2026, 2, 28))]


def test_no_office_keeps_disclosures_for_less_than_the_law_wants(tmp_path: Path) -> None:
    (tmp_path / "retention.toml").write_text(OWN.format(code="disclosures", span="years = 2"), encoding="utf-8")
    with pytest.raises(DeskError) as refused:
        load_retention(tmp_path)
    assert (refused.value.code, refused.value.values["least"]) == ("privacy.too_short", 3)


@pytest.mark.parametrize(
    ("row", "key"),
    [
        (OWN.format(code="leads", span="years = 0"), "years"),
        (OWN.format(code="leads", span=""), "years"),
        (OWN.format(code="leads", span="years = 1\ncolour = 3"), "colour"),
        (OWN.format(code="leads", span="years = 1").replace("purge", "burn"), "does"),
        (OWN.format(code="leads", span="years = 1").replace('"D"', '"Z"'), "certainty"),
        (OWN.format(code="leads", span="years = 1") * 2, "valid_from"),
    ],
)
def test_a_wrong_row_is_named_with_its_key(row: str, key: str) -> None:
    with pytest.raises(DeskError) as refused:
        parse_retention(row, "retention.toml", own=True)
    assert (refused.value.code, refused.value.values["key"]) == ("privacy.file", key)
