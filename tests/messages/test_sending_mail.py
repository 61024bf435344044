"""Mail against a real server on this machine: each message once, and what its answers mean."""

from __future__ import annotations

import itertools
import socket
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures_store import NOW, Counter
from tests.messages.mail_ground import ALL_STATES, PATIENCE, Gate, Post, mail_server, message, queue, run, states

from deskapp.messages.actions import cancel_message, change_address, mark_hand_sent, send_again
from deskapp.messages.config import MailSettings
from deskapp.messages.drafts import MessageDraft
from deskapp.messages.faults import read_fault
from deskapp.messages.mail import MailTransport, mail_bytes
from deskapp.messages.queries import list_messages
from deskapp.messages.sending import LONGEST_DELAY, MOST_TRIES, delay, send_due
from deskapp.messages.transport import Outgoing
from deskapp.store.store import Store

SENDER = MailSettings("localhost", 25, "none", "counter@office.example", "滨江壹号 Quầy")


def fault_code(counter: Counter, number: int) -> str:
    fault = read_fault(message(counter, number).error)
    return fault.code if fault else ""


def test_what_waits_arrives_once_and_as_it_was_written(counter: Counter) -> None:
    first, second = queue(counter, 1), queue(counter, 2)
    post = Post()
    with mail_server(post) as settings:
        done = run(counter, settings)
        again = run(counter, settings)
    assert (done.sent, again.sent) == ([first, second], [])
    assert post.recipients == ["khach1@nha.example", "khach2@nha.example"]
    mail = post.taken[0]
    assert mail["Subject"] == "Hồ sơ 办件 1"
    assert parseaddr(str(mail["From"])) == ("Quầy 一号", "counter@office.example")
    assert mail["Message-ID"] == f"<{message(counter, first).uid}@office.example>"
    assert mail["Date"].datetime == NOW
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content() == "Kính gửi 1\r\n.dòng bắt đầu bằng chấm\r\n您好\r\n"
    assert message(counter, first).sent_at == NOW
    assert message(counter, first).claimed_by == ""


def test_a_limit_takes_the_oldest(counter: Counter) -> None:
    numbers = [queue(counter, number) for number in (1, 2, 3)]
    with mail_server(Post()) as settings:
        assert run(counter, settings, limit=2).sent == numbers[:2]
        assert run(counter, settings).sent == numbers[2:]


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_over_a_secure_line_with_a_login(counter: Counter, security: str) -> None:
    number = queue(counter)
    post = Post()
    with mail_server(post, security=security, login=security == "starttls") as settings:
        assert run(counter, settings).sent == [number]
    assert len(post.taken) == 1


def test_a_wrong_password_hinders_all_and_blames_no_message(counter: Counter) -> None:
    queue(counter, 1)
    queue(counter, 2)
    post = Post()
    with mail_server(post, security="starttls", login=True) as settings:
        wrong = MailTransport(replace(settings, password="secret-word"), lambda: NOW)
        done = send_due(counter.store, counter.clerk, [wrong], lambda: NOW)
    assert done.hindered["email"].code == "messages.login_refused"
    assert "secret-word" not in str(done.hindered)
    assert "secret-word" not in repr(settings)
    assert {row.attempts for row in counter.ask(list_messages)} == {0}
    assert list(states(counter).values()) == ["waiting", "waiting"]


def test_a_server_that_cannot_be_reached_hinders_all(counter: Counter) -> None:
    queue(counter)
    with mail_server(Post()) as settings:
        pass
    done = run(counter, settings)
    assert done.hindered["email"].code == "messages.unreachable"
    assert message(counter, 1).claimed_by == ""


@pytest.mark.parametrize("words", [b"2", b"220-come in\r\n" * 5000])
def test_a_server_that_never_comes_to_an_end_hinders_all(counter: Counter, words: bytes) -> None:
    queue(counter)
    gone = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def chatter() -> None:
            line, _ = server.accept()
            with line, suppress(OSError):
                while not gone.wait(0.05):
                    line.sendall(words)

        talker = threading.Thread(target=chatter, daemon=True)
        talker.start()
        settings = replace(SENDER, host="127.0.0.1", port=server.getsockname()[1], timeout=1)
        done = run(counter, settings)
        gone.set()
        talker.join(PATIENCE)
    assert done.hindered["email"].code == "messages.unreachable"
    assert message(counter, 1).claimed_by == ""


@pytest.mark.parametrize("verb", ["RCPT", "DOT"])
def test_not_now_goes_again_later_and_later(counter: Counter, verb: str) -> None:
    first, second = queue(counter, 1), queue(counter, 2)
    post = Post(answers={verb: ["450 4.2.0 greylisted, come back"]})
    with mail_server(post) as settings:
        done = run(counter, settings)
        assert (done.later, done.sent) == ([first], [second])
        assert run(counter, settings, NOW + timedelta(minutes=4)).sent == []
        assert run(counter, settings, NOW + timedelta(minutes=5)).sent == [first]
    assert message(counter, first).attempts == 2
    assert len(post.taken) == 2


def test_never_is_a_failure_with_the_servers_words(counter: Counter) -> None:
    first, second = queue(counter, 1), queue(counter, 2)
    post = Post(answers={"RCPT": ["550 5.1.1 no such\tuser here"]})
    with mail_server(post) as settings:
        done = run(counter, settings)
        assert (done.failed, done.sent) == ([first], [second])
        fault = read_fault(message(counter, first).error)
        assert fault is not None
        assert fault.values == {"status": "550", "reply": "5.1.1 no such user here"}
        counter.do(change_address, first, "email", "richtig@nha.example")
        assert run(counter, settings).sent == [first]
    assert post.recipients[-1] == "richtig@nha.example"


def test_a_message_is_given_up_after_many_tries(counter: Counter) -> None:
    number = queue(counter)
    moment = NOW
    with mail_server(Post(answers={"RCPT": ["451 later"] * MOST_TRIES})) as settings:
        for tries in range(1, MOST_TRIES):
            assert run(counter, settings, moment).later == [number]
            moment += delay(tries)
        assert run(counter, settings, moment).failed == [number]
    assert fault_code(counter, number) == "messages.server_later"


def test_delays_grow_to_a_limit() -> None:
    delays = [delay(tries) for tries in range(1, MOST_TRIES + 20)]
    assert delays == sorted(delays)
    assert delays[:3] == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20)]
    assert delays[-1] == LONGEST_DELAY


def test_a_line_lost_before_the_dot_goes_again(counter: Counter) -> None:
    number = queue(counter)
    post = Post(hang_up_after_body=True)
    with mail_server(post) as settings:
        ended = run(counter, settings)
        # the server may hang up before or after we looked: either way nothing arrived
        assert ended.later + ended.unsure == [number]
    assert post.taken == []


def test_a_line_lost_after_the_dot_is_for_a_clerk_to_decide(counter: Counter) -> None:
    number = queue(counter)
    post = Post(hang_up_after_dot=True)
    with mail_server(post) as settings:
        assert run(counter, settings).unsure == [number]
        post.hang_up_after_dot = False
        assert run(counter, settings, NOW + timedelta(days=1)).sent == []
        uid = message(counter, number).uid
        counter.do(send_again, number)
        assert run(counter, settings, NOW + timedelta(days=1)).sent == [number]
    assert post.taken[0]["Message-ID"] == f"<{uid}@office.example>"


def test_unsure_can_be_marked_as_sent(counter: Counter) -> None:
    number = queue(counter)
    with mail_server(Post(hang_up_after_dot=True)) as settings:
        run(counter, settings)
        counter.do(mark_hand_sent, number)
        assert run(counter, settings, NOW + timedelta(days=1)).sent == []
    assert states(counter) == {number: "sent"}


def test_a_message_cancelled_on_its_way_is_not_sent(counter: Counter) -> None:
    number = queue(counter)

    def cancel() -> None:
        counter.do(cancel_message, number)

    post = Post(on_rcpt=cancel)
    with mail_server(post) as settings:
        done = run(counter, settings)
    assert (done.sent, done.later, done.unsure, post.taken) == ([], [], [], [])
    assert states(counter) == {number: "cancelled"}
    assert message(counter, number).claimed_by == ""


def test_two_senders_at_once_send_each_message_once(counter: Counter) -> None:
    numbers = [queue(counter, number) for number in range(12)]
    gate = Gate()
    post = Post(at_rcpt=gate)
    stores = [counter.store, Store(counter.store.database)]
    done: list[list[int]] = []
    with mail_server(post) as settings:

        def send(store: Store) -> None:
            transport = MailTransport(settings, lambda: NOW)
            done.append(send_due(store, counter.clerk, [transport], lambda: NOW).sent)

        threads = [threading.Thread(target=send, args=[store]) for store in stores]
        for thread in threads:
            thread.start()
        assert gate.reached.wait(PATIENCE)
        gate.opened.set()
        for thread in threads:
            thread.join(PATIENCE)
    stores[1].close()
    assert sorted(itertools.chain(*done)) == numbers
    assert sorted(post.recipients) == sorted(f"khach{number}@nha.example" for number in range(12))
    assert all(row.state == "sent" for row in counter.ask(list_messages, ALL_STATES))


HOSTILE = st.text(st.characters(codec="utf-8"), max_size=120) | st.sampled_from(
    ["a\r\nBcc: x@evil.example", "a\nSubject: b", "\u202eabc", "=?utf-8?q?x?=", "x" * 3000, "\x00\x1b[2J", ".\r\n.\r\n"]
)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_text_makes_a_header(subject: str, body: str, name: str) -> None:
    draft = MessageDraft(None, "email", "a@b.example", subject, body + "!", "vi").checked()[0]
    outgoing = Outgoing(1, "uid", draft.to, draft.subject, draft.body, "vi")
    settings = MailSettings("localhost", 25, "none", "counter@office.example", name)
    content = mail_bytes(outgoing, settings, NOW)
    head = content.partition(b"\r\n\r\n")[0]
    names = {line.partition(b":")[0].lower() for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t")}
    assert names == {
        b"from", b"to", b"subject", b"date", b"message-id", b"content-language", b"auto-submitted", b"content-type",
        b"content-transfer-encoding", b"mime-version",
    }  # fmt: skip
    assert b"\x00" not in content
    assert max(map(len, content.split(b"\r\n"))) <= 998
