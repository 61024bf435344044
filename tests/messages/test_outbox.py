"""The outbox: what a clerk can do with a message, and what a desk may have sent to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.fixtures_store import NOW, TODAY, Counter
from tests.messages.mail_ground import ALL_STATES, message, queue, states

from deskapp.errors import DeskError, StaleEdit
from deskapp.messages.actions import (
    cancel_message,
    change_address,
    mark_hand_sent,
    queue_message,
    send_again,
    set_address,
)
from deskapp.messages.drafts import MessageDraft
from deskapp.messages.queries import count_messages, find_address, list_messages, list_messages_about
from deskapp.office.customer.actions import add_customer, edit_customer, mark_deceased, merge_customers
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.office.customer.page import get_customer_page
from deskapp.office.customer.queries import get_customer_draft
from deskapp.office.customer.telling import may_be_told, tell_customer
from deskapp.store.base import record_id
from deskapp.values.emails import parse_email


def told(customer: int, channel: str = "sms", to: str = "", body: str = "Hồ sơ đã xong.") -> MessageDraft:
    return MessageDraft(customer, channel, to, "Kết quả", body, "vi", about=("case_file", 7), step="result")


@pytest.mark.parametrize(
    ("channel", "to", "code"),
    [
        ("email", "", "messages.no_email"),
        ("email", "nobody at home", "email.form"),
        ("sms", "", "messages.no_sms"),
        ("sms", "010-88888888", "messages.sms_form"),
    ],
)
def test_what_cannot_go_by_its_channel_waits_for_a_clerk(counter: Counter, channel: str, to: str, code: str) -> None:
    counter.do(queue_message, MessageDraft(None, channel, to, "", "text", "zh"))
    (row,) = counter.ask(list_messages)
    assert (row.state, row.channel, row.fault and row.fault.code) == ("waiting", "hand", code)
    assert counter.ask(count_messages)["hand"] == 1


def test_a_message_keeps_its_record_and_its_lines(counter: Counter) -> None:
    counter.do(queue_message, told(1, to="0912345678", body=" 第一行\r\n第二行\u202e\x1b[2J\x00 "))
    (row,) = counter.ask(list_messages_about, "case_file", 7)
    assert (row.body, row.step, row.address) == ("第一行\n第二行[2J", "result", "0912345678")
    assert counter.ask(list_messages_about, "case_file", 8) == []


def test_wrong_channels_and_empty_texts_are_faults_of_the_desk(counter: Counter) -> None:
    for draft, code in ((told(1, "pigeon"), "messages.channel"), (told(1, body=" \n\u200b\x00"), "messages.empty")):
        with pytest.raises(DeskError) as refused:
            counter.do(queue_message, draft)
        assert refused.value.code == code


def test_sent_by_hand_cancelled_and_sent_again(counter: Counter) -> None:
    first, second, third = (queue(counter, number) for number in (1, 2, 3))
    counter.do(mark_hand_sent, first)
    counter.do(cancel_message, second)
    assert message(counter, first).sent_at == NOW
    for action in (mark_hand_sent, cancel_message, send_again):
        with pytest.raises(DeskError) as refused:
            counter.do(action, first)
        assert refused.value.code == "messages.state"
    counter.do(send_again, second)
    with pytest.raises(DeskError):
        counter.do(send_again, third)
    assert states(counter) == {first: "sent", second: "waiting", third: "waiting"}


def test_another_address_or_another_way(counter: Counter) -> None:
    number = queue(counter)
    with pytest.raises(DeskError) as refused:
        counter.do(change_address, number, "email", "nonsense")
    assert (refused.value.code, refused.value.field) == ("email.form", "address")
    counter.do(change_address, number, "sms", "0912 345 678")
    assert (message(counter, number).channel, message(counter, number).address) == ("sms", "0912345678")


def test_nobody_writes_to_the_dead(counter: Counter) -> None:
    customer = counter.customer("Nguyễn Văn A", phone="13800138000")
    other = counter.customer("张三", phone="13800138001")
    counter.do(tell_customer, told(customer))
    counter.do(tell_customer, told(other))
    assert counter.ask(may_be_told, customer)
    counter.do(mark_deceased, customer, date(2026, 11, 20))
    rows = counter.ask(list_messages, ALL_STATES)
    assert {row.customer_id: row.state for row in rows} == {customer: "cancelled", other: "waiting"}
    assert not counter.ask(may_be_told, customer)
    with pytest.raises(DeskError) as refused:
        counter.do(tell_customer, told(customer))
    assert refused.value.code == "messages.deceased"


def test_a_customers_own_address_is_found(counter: Counter) -> None:
    customer = counter.customer("张三", phone="13800138000")
    counter.do(tell_customer, told(customer))
    counter.do(tell_customer, told(customer, "email"))
    counter.do(set_address, customer, "email", "zhang@NHA.example")
    counter.do(tell_customer, told(customer, "email"))
    counter.do(tell_customer, told(customer, "hand"))
    assert [(row.channel, row.address) for row in counter.ask(list_messages)] == [
        ("sms", "13800138000"),
        ("hand", ""),
        ("email", "zhang@nha.example"),
        ("hand", "13800138000"),
    ]


def test_an_address_that_ended_is_kept_and_not_used(counter: Counter) -> None:
    customer = counter.customer("张三")
    counter.do(set_address, customer, "email", "a@nha.example")
    counter.do(set_address, customer, "email", "b@nha.example")
    assert counter.ask(find_address, customer, "email") == "b@nha.example"
    counter.do(set_address, customer, "email", "")
    assert counter.ask(find_address, customer, "email") == ""
    with pytest.raises(DeskError):
        counter.do(set_address, customer, "email", "c@@d")


def test_a_merged_customers_message_goes_to_whom_they_live_on_in(counter: Counter) -> None:
    duplicate = counter.customer("张三", phone="13800138000")
    survivor = record_id(counter.do(add_customer, CustomerDraft("张三")))
    counter.do(set_address, duplicate, "email", "zhang@nha.example")
    counter.do(merge_customers, duplicate, survivor)
    counter.do(tell_customer, told(duplicate, "email"))
    counter.do(tell_customer, told(duplicate))
    assert [(row.customer_id, row.address) for row in counter.ask(list_messages)] == [
        (survivor, "zhang@nha.example"),
        (survivor, "13800138000"),
    ]
    counter.do(mark_deceased, survivor, date(2026, 11, 20))
    assert {row.state for row in counter.ask(list_messages, ALL_STATES)} == {"cancelled"}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" An.Nguyen+nha@Mail.Example ", "An.Nguyen+nha@mail.example"),
        ("ａｎ＠mail.example", "an@mail.example"),
        ("an@bücher.example", "an@xn--bcher-kva.example"),
        ("an@mail", None),
        ("an..b@mail.example", None),
        ("an@mail.example\nBcc: x@y.example", None),
        ("a,b@mail.example", None),
        ("<an@mail.example>", None),
        (f"{'a' * 65}@mail.example", None),
        ("đạt@mail.example", None),
    ],
)
def test_addresses(text: str, address: str | None) -> None:
    assert parse_email(text)[0] == address


def test_the_customers_form_holds_the_address(counter: Counter) -> None:
    draft = CustomerDraft("张三", email="Zhang@NHA.example")
    customer = record_id(counter.do(add_customer, draft))
    stored, version = counter.ask(get_customer_draft, customer)
    assert stored.email == "Zhang@nha.example"
    assert counter.ask(get_customer_page, customer, TODAY).email == "Zhang@nha.example"
    counter.do(edit_customer, customer, replace(stored, email="li@nha.example"), version)
    changes = counter.ask(get_customer_page, customer, TODAY).changes
    told = [(field.field, field.after) for change in changes for field in change.fields]
    assert ("email", "li@nha.example") in told
    with pytest.raises(StaleEdit):
        counter.do(edit_customer, customer, stored, version)
    with pytest.raises(DeskError) as refused:
        counter.do(edit_customer, customer, replace(stored, email="nobody"))
    assert (refused.value.code, refused.value.field) == ("email.form", "email")
    counter.do(edit_customer, customer, replace(stored, email=""))
    assert counter.ask(find_address, customer, "email") == ""
