"""Whatever a server answers and wherever a sender dies: never twice by itself, never lost, never said to be sent."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures_store import NOW, Counter
from tests.messages.mail_ground import message, queue

from deskapp.messages.sending import send_due
from deskapp.messages.transport import Outgoing, Refused, TryLater, Unreachable, Unsure

MOMENTS = (
    "accepted", "later", "refused", "unreachable",
    "lost_before", "lost_after_accepting", "lost_after_nothing",
    "dies_before", "dies_at_the_dot", "dies_after_accepting",
)  # fmt: skip


class _Death(BaseException):
    """The process is gone: nothing after this runs, but that the system gives its locks back."""


@dataclass
class Server:
    """Does what the script says, a moment a try; what it accepted is counted."""

    script: list[str]
    accepted: list[str] = field(default_factory=list)
    channel: str = "email"

    def hand_over(self, outgoing: Outgoing, decide: Callable[[], None]) -> None:
        moment = self.script.pop(0) if self.script else "accepted"
        if moment == "unreachable":
            raise Unreachable("messages.unreachable", server="x", why="y")
        if moment in ("later", "lost_before"):
            raise TryLater("messages.connection_lost", why="x")
        if moment == "refused":
            raise Refused("messages.server_refused", status="550", reply="x")
        if moment == "dies_before":
            raise _Death
        decide()
        if moment == "dies_at_the_dot":
            raise _Death
        if moment == "lost_after_nothing":
            raise Unsure("messages.unsure_server", why="x")
        self.accepted.append(outgoing.uid)
        if moment == "lost_after_accepting":
            raise Unsure("messages.unsure_server", why="x")
        if moment == "dies_after_accepting":
            raise _Death

    def close(self) -> None:
        """Nothing to close."""


def run(counter: Counter, server: Server, days: int) -> None:
    moment = NOW + timedelta(days=days)
    with suppress(_Death):
        send_due(counter.store, counter.clerk, [server], lambda: moment)


# one database for all of them: what an earlier example left has come to its end
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(MOMENTS), max_size=8), st.integers(1, 3))
def test_at_most_once_by_itself_and_nothing_is_lost(counter: Counter, script: list[str], count: int) -> None:
    server = Server(list(script))
    numbers = [queue(counter, number) for number in range(count)]
    for days in range(len(script) + 2):
        run(counter, server, days)
    assert not list(counter.store.database.parent.glob(".claim-*")), "a lock that nobody holds is taken away"
    kept = [message(counter, number) for number in numbers]
    assert all(server.accepted.count(one.uid) <= 1 for one in kept)
    for one in kept:
        arrived = one.uid in server.accepted
        assert one.state in ("sent", "failed", "unsure"), "everything comes to an end"
        assert one.claimed_by == ""
        # sent is said only where it is known, failed only where it never arrived
        assert not (one.state == "sent" and not arrived)
        assert not (one.state == "failed" and arrived)
