"""A blocked customer is kept and not used: masked in lists, pages, searches and exports; closed to edits and news."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest
from tests.fixtures_store import NOW, TODAY, Counter, open_counter
from tests.privacy.privacy_ground import NAME, NUMBER, PHONE, lead

from deskapp.desks.intake.actions_care import count_interested
from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.messages.drafts import MessageDraft
from deskapp.office.customer.actions import add_customer, edit_customer, mark_deceased, merge_customers
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.customer.page import get_customer_page
from deskapp.office.customer.queries import get_customer_draft, list_customers
from deskapp.office.customer.telling import tell_customer
from deskapp.office.privacy.actions import DisclosureDraft, block_customer, note_disclosure, unblock_customer
from deskapp.office.property.actions import add_resident
from deskapp.office.property.drafts import ResidentDraft
from deskapp.overview.customer_look import customer_look
from deskapp.overview.search import search
from deskapp.sheets.reporting import Ask, make_report
from deskapp.store.work import Reader
from deskapp.wiring import indexers, reports

SECRETS = (NAME, PHONE, NUMBER, "民权路")


@pytest.fixture
def blocked(counter: Counter) -> int:
    own = lead(counter)
    draft = CustomerDraft(
        NAME, phone=PHONE, id_kind="cn-id", id_number=NUMBER, address="民权路1号", category="prospect"
    )
    counter.do(edit_customer, own, draft)
    counter.do(add_resident, counter.unit(counter.building()), ResidentDraft(own, "owner"))
    counter.do(block_customer, own, "本人申请")
    return own


def refused(counter: Counter, action: object, *args: object) -> str:
    with pytest.raises(DeskError) as error:
        counter.do(action, *args)  # type: ignore[arg-type]
    return error.value.code


def test_nobody_edits_merges_or_writes_to_them(counter: Counter, blocked: int) -> None:
    other = counter.customer("李静")
    assert refused(counter, edit_customer, blocked, CustomerDraft("赵四")) == "privacy.blocked"
    assert refused(counter, mark_deceased, blocked, TODAY) == "privacy.blocked"
    assert refused(counter, merge_customers, blocked, other) == "privacy.blocked"
    assert refused(counter, merge_customers, other, blocked) == "privacy.blocked"
    message = MessageDraft(blocked, "sms", PHONE, "", "您好", "zh")
    assert refused(counter, tell_customer, message) == "privacy.blocked"
    with pytest.raises(DeskError, match=r"privacy\.blocked"):
        counter.ask(get_customer_draft, blocked)
    assert counter.ask(count_interested) == {"契税": 0}


def test_their_page_says_why_and_nothing_else(counter: Counter, blocked: int) -> None:
    page = counter.ask(get_customer_page, blocked, TODAY)
    look = customer_look(page, (), words("zh"), TODAY, None, unfolded=True)
    said = "\n".join(text for line in (*look.main, *look.side) for text, _ in line.said)
    assert "本人申请" in said
    assert not [secret for secret in SECRETS if secret in said]


def test_lists_and_exports_show_a_masked_name(counter: Counter, blocked: int) -> None:
    rows = counter.ask(list_customers)
    assert [(row.name, row.id_number, row.phone, row.is_blocked) for row in rows if row.id == blocked] == [
        ("赵**", "", "", True)
    ]

    def everything(reader: Reader) -> str:
        said = []
        for source in reports().values():
            ask = Ask(words("zh"), TODAY + timedelta(days=1), full=True)
            report = make_report(source, reader, ask, NOW, "王敏")
            said.append(" ".join(map(str, chain.from_iterable(report.rows))))
        return "\n".join(said)

    said = counter.ask(everything)
    assert "赵**" in said
    assert not [secret for secret in SECRETS if secret in said]


def test_the_search_finds_them_by_our_own_number_alone(tmp_path: Path) -> None:
    with open_counter(tmp_path / "deskapp.db", indexers()) as counter:
        own = counter.customer(NAME, phone=PHONE, id_kind="cn-id", id_number=NUMBER)
        assert [hit.title for hit in search(counter.store, PHONE, today=TODAY)] == [NAME]
        counter.do(block_customer, own, "本人申请")
        for text in (PHONE, NUMBER, NAME, "zwj"):
            assert search(counter.store, text, today=TODAY) == []
        number = counter.ask(list_customers)[0].number
        found = search(counter.store, number, today=TODAY)[0]
        assert (found.title, found.document, found.phone) == ("赵**", "", "")
        counter.do(unblock_customer, own, "解除")
        assert [hit.title for hit in search(counter.store, PHONE, today=TODAY)] == [NAME]


def test_the_end_of_it_gives_everything_back(counter: Counter, blocked: int) -> None:
    counter.do(unblock_customer, blocked, "本人要求解除")
    assert counter.ask(get_customer_draft, blocked)[0].address == "民权路1号"
    counter.do(edit_customer, blocked, CustomerDraft(NAME, phone=PHONE, note="新"))
    assert refused(counter, unblock_customer, blocked, "再来") == "privacy.not_blocked"


def test_blocking_wants_a_reason(counter: Counter) -> None:
    own = counter.customer("李静")
    assert refused(counter, block_customer, own, " ") == "privacy.needed"


def test_only_the_law_hands_their_data_out(counter: Counter, blocked: int) -> None:
    draft = DisclosureDraft(blocked, "税务局", "核税", "姓名", "contract")
    assert refused(counter, note_disclosure, draft) == "privacy.blocked"
    counter.do(note_disclosure, DisclosureDraft(blocked, "法院", "调查令", "姓名", "law"))


def test_a_document_of_theirs_is_still_theirs(counter: Counter, blocked: int) -> None:
    del blocked
    assert refused(counter, add_customer, CustomerDraft("赵五", id_kind="cn-id", id_number=NUMBER)) == (
        "customer.document_taken"
    )
