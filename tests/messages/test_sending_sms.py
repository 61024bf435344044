"""Text messages through a real web server on this machine."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.fixtures_store import NOW, Counter
from tests.messages.mail_ground import PATIENCE, kill, message, queue, start_sender, states

from deskapp.messages.config import SmsSettings
from deskapp.messages.faults import read_fault
from deskapp.messages.sending import Sent, send_due
from deskapp.messages.sms import SmsTransport


@dataclass
class Provider:
    """What the provider took and answers. ``hold`` lets it wait with a whole request: taken already, or never to be."""

    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)
    whole: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    hold: str = ""
    hang_up: bool = False


@contextmanager
def provider_at(provider: Provider) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        timeout = PATIENCE

        def log_message(self, *_: Any) -> None:
            """Nothing on the test's output."""

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            if len(body) < length:
                return
            if provider.hold != "lost":
                provider.requests.append((self.path, dict(self.headers), body))
            provider.whole.set()
            if provider.hold:
                provider.go_on.wait(PATIENCE)
            if provider.hang_up:
                self.close_connection = True
                return
            status, text = provider.answers.pop(0) if provider.answers else (202, "ok")
            self.send_response(status)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST  # noqa: N815

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            """A client that was killed is what the test wants."""

    with Quiet(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            provider.go_on.set()
            server.shutdown()
            thread.join(PATIENCE)


def sms(counter: Counter, number: int = 1) -> int:
    return queue(counter, number, channel="sms", to=f"091234567{number}")


def post_json(url: str, **more: Any) -> SmsSettings:
    body = {"to": "{to}", "content": {"text": "{text}"}, "ref": "{id}", "unicode": True}
    return SmsSettings(f"{url}/send", json=body, headers={"Authorization": "Bearer {secret}"}, secret="s3", **more)


def run(counter: Counter, settings: SmsSettings, hours: int = 0) -> Sent:
    moment = NOW + timedelta(hours=hours)
    return send_due(counter.store, counter.clerk, [SmsTransport(settings)], lambda: moment)


def test_json_with_a_secret_and_a_number_that_tells_it_again(counter: Counter) -> None:
    number = sms(counter)
    provider = Provider()
    with provider_at(provider) as url:
        assert run(counter, post_json(url)).sent == [number]
        assert run(counter, post_json(url)).sent == []
    ((path, headers, body),) = provider.requests
    sent = message(counter, number)
    assert path == "/send"
    assert headers["Authorization"] == "Bearer s3"
    assert headers["Idempotency-Key"] == sent.uid
    assert json.loads(body) == {"to": sent.address, "content": {"text": sent.body}, "ref": sent.uid, "unicode": True}


def test_a_form_and_an_address_with_the_text(counter: Counter) -> None:
    text = "a&b=c {to} {secret} 100% Đã xong\r\nX: y"
    for number in (1, 2):
        queue(counter, number, channel="sms", to="0912345678", body=text)
    kept = text.replace("\r\n", "\n")
    provider = Provider()
    with provider_at(provider) as url:
        run(counter, SmsSettings(f"{url}/f", form={"phone": "{to}", "msg": "{text}"}))
        queue(counter, 3, channel="sms", to="0912345678", body=text)
        run(counter, SmsSettings(f"{url}/g?p={{to}}&m={{text}}", method="GET"))
    assert [parse_qs(body.decode()) for _, _, body in provider.requests[:2]] == [
        {"phone": ["0912345678"], "msg": [kept]}
    ] * 2
    path, _, body = provider.requests[2]
    assert parse_qs(urlsplit(path).query) == {"p": ["0912345678"], "m": [kept]}
    assert body == b""


@pytest.mark.parametrize(("status", "state"), [(429, "waiting"), (503, "waiting"), (400, "failed"), (302, "failed")])
def test_what_the_answers_mean(counter: Counter, status: int, state: str) -> None:
    number = sms(counter)
    provider = Provider(answers=[(status, "bad\nnumber")])
    with provider_at(provider) as url:
        run(counter, post_json(url))
        assert states(counter) == {number: state}
        fault = read_fault(message(counter, number).error)
        assert fault is not None
        assert fault.values == {"status": str(status), "reply": "bad number"}
        again = run(counter, post_json(url), hours=1)
    assert again.sent == ([number] if state == "waiting" else [])
    assert len({headers["Idempotency-Key"] for _, headers, _ in provider.requests}) == 1


def test_a_provider_that_says_200_to_everything(counter: Counter) -> None:
    first, second = sms(counter, 1), sms(counter, 2)
    provider = Provider(answers=[(200, '{"code": 0}'), (200, '{"code": 7, "msg": "no credit"}')])
    with provider_at(provider) as url:
        done = run(counter, post_json(url, accepted='"code": 0'))
    assert (done.sent, done.failed) == ([first], [second])


def test_nobody_answers_and_nobody_is_there(counter: Counter) -> None:
    number = sms(counter)
    with provider_at(Provider(hang_up=True)) as url:
        assert run(counter, post_json(url)).unsure == [number]
    second = sms(counter, 2)
    assert run(counter, post_json(url)).hindered["sms"].code == "messages.unreachable"
    assert states(counter)[second] == "waiting"


def toml(url: str) -> str:
    return f'[sms]\nurl = "{url}"\n[sms.json]\nto = "{{to}}"\ntext = "{{text}}"\n'


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("hold", ["taken", "lost"])
def test_killed_while_the_provider_has_it(counter: Counter, hold: str) -> None:
    number = sms(counter)
    provider = Provider(hold=hold)
    with provider_at(provider) as url:
        process = start_sender(counter.store.database.parent, toml(url))
        assert provider.whole.wait(PATIENCE), process.communicate()
        assert states(counter) == {number: "handing_over"}
        kill(process)
        provider.hold = ""
        provider.go_on.set()
        done = run(counter, post_json(url))
    assert (done.unsure, done.sent) == ([number], [])
    assert len(provider.requests) == (hold == "taken")
    assert states(counter) == {number: "unsure"}
