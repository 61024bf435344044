"""The sender is killed in the middle: what the server had is never sent again, what it had not goes again."""

from __future__ import annotations

import json
import os
import sqlite3
import threading

import pytest
from tests.fixtures_store import NOW, Counter
from tests.messages.mail_ground import (
    PATIENCE,
    Gate,
    Post,
    kill,
    locked,
    mail_server,
    mail_toml,
    message,
    queue,
    run,
    start_sender,
    states,
)

from deskapp.messages.faults import read_fault

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals")


def test_the_command_sends_what_waits(counter: Counter) -> None:
    number = queue(counter)
    post = Post()
    with mail_server(post) as settings:
        process = start_sender(counter.store.database.parent, mail_toml(settings))
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert json.loads(out) == {
        "sent": 1, "later": 0, "failed": 0, "unsure": 0, "waiting": 0, "hand": 0, "hindered": {}
    }  # fmt: skip
    assert states(counter) == {number: "sent"}
    assert len(post.taken) == 1


def test_killed_before_the_text_it_goes_again(counter: Counter) -> None:
    number = queue(counter)
    post = Post(at_rcpt=Gate())
    gate = post.at_rcpt
    assert gate
    with mail_server(post) as settings:
        process = start_sender(counter.store.database.parent, mail_toml(settings))
        assert gate.reached.wait(PATIENCE), process.communicate()
        assert message(counter, number).claimed_by
        kill(process)
        gate.opened.set()
        post.at_rcpt = None
        assert run(counter, settings).sent == [number]
    assert len(post.taken) == 1


def killed_while_the_database_is_held(counter: Counter, moment: str) -> tuple[int, int]:
    """A sender that cannot record its next step, because somebody else writes, is killed there, and another runs.

    The number of the message, and how often it arrived.
    """
    number = queue(counter)
    holding = threading.Event()
    held: list[sqlite3.Connection] = []

    def hold() -> None:
        held[0].execute("BEGIN IMMEDIATE")
        holding.set()

    post = Post()
    setattr(post, moment, hold)
    with mail_server(post) as settings, locked(counter.store.database) as other:
        held.append(other)
        process = start_sender(counter.store.database.parent, mail_toml(settings))
        assert holding.wait(PATIENCE), process.communicate()
        assert post.data_began.wait(PATIENCE)
        kill(process)
        other.execute("ROLLBACK")
        setattr(post, moment, None)
        run(counter, settings)
    return number, len(post.taken)


def test_killed_between_the_text_and_its_dot_it_goes_again(counter: Counter) -> None:
    number, arrived = killed_while_the_database_is_held(counter, "on_rcpt")
    assert arrived == 1
    assert states(counter) == {number: "sent"}


def test_killed_after_the_server_took_it_it_is_not_sent_again(counter: Counter) -> None:
    number, arrived = killed_while_the_database_is_held(counter, "on_taken")
    assert arrived == 1
    assert states(counter) == {number: "unsure"}
    fault = read_fault(message(counter, number).error)
    assert fault is not None
    assert fault.code == "messages.unsure_died"


@pytest.mark.parametrize("server_takes_it", [True, False])
def test_killed_at_the_dot_a_clerk_decides(counter: Counter, server_takes_it: bool) -> None:
    first, second = queue(counter, 1), queue(counter, 2)
    gate = Gate()
    post = Post(at_answer=gate) if server_takes_it else Post(at_dot=gate)
    with mail_server(post) as settings:
        process = start_sender(counter.store.database.parent, mail_toml(settings))
        assert gate.reached.wait(PATIENCE), process.communicate()
        assert states(counter)[first] == "handing_over"
        kill(process)
        gate.opened.set()
        post.at_dot = post.at_answer = None
        done = run(counter, settings)
        assert (done.unsure, done.sent) == ([first], [second])
        assert run(counter, settings, NOW).sent == []
    assert [mail["To"] for mail in post.taken].count("khach1@nha.example") == server_takes_it
    assert states(counter) == {first: "unsure", second: "sent"}


def test_a_living_sender_keeps_what_it_holds(counter: Counter) -> None:
    number = queue(counter)
    post = Post(at_dot=Gate())
    gate = post.at_dot
    assert gate
    with mail_server(post) as settings:
        process = start_sender(counter.store.database.parent, mail_toml(settings))
        assert gate.reached.wait(PATIENCE), process.communicate()
        done = run(counter, settings)
        assert (done.sent, done.unsure) == ([], [])
        gate.opened.set()
        assert process.communicate(timeout=PATIENCE)[0]
    assert states(counter) == {number: "sent"}
    assert len(post.taken) == 1
