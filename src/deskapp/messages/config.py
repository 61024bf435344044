"""How the office sends: ``HOME/messages.toml``, checked when it is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from deskapp.locale import Key
from deskapp.messages.settings_file import SettingsFile
from deskapp.settings import Home
from deskapp.values.emails import parse_email

SECURITY: Final = ("starttls", "ssl", "none")
METHODS: Final = ("POST", "PUT", "GET")
_EMAIL: Final = (
    "host", "port", "security", "user", "password_env", "password_file", "sender", "reply_to", "timeout", "ca_file",
)  # fmt: skip
_SMS: Final = (
    "url", "method", "headers", "json", "form", "accepted", "secret_env", "secret_file", "timeout", "ca_file",
)  # fmt: skip
_PORTS: Final = {"starttls": 587, "ssl": 465, "none": 25}
_TOKEN: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_PLACE: Final = re.compile(r"\{(to|text|id|subject|secret)\}")


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The office's mail server; ``sender`` is a plain address, ``sender_name`` what stands before it."""

    host: str
    port: int
    security: str
    sender: str
    sender_name: str = ""
    reply_to: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: int = 30
    ca_file: str = ""


@dataclass(frozen=True, slots=True)
class SmsSettings:
    """A provider's web address; texts may hold ``{to}``, ``{text}``, ``{id}``, ``{subject}`` and ``{secret}``.

    ``accepted`` is what the answer must hold where the provider says 200 to everything.
    """

    url: str
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    accepted: str = ""
    secret: str = field(default="", repr=False)
    timeout: int = 30
    ca_file: str = ""


def messages_file(home: Home) -> Path:
    """Where the settings of sending lie."""
    return home.root / "messages.toml"


def load_config(home: Home) -> tuple[MailSettings | None, SmsSettings | None]:
    """What the office set up; None for a way that it did not. Raises ``file.setting*``, ``file.secret_open``."""
    file = SettingsFile(messages_file(home))
    for table in file.values:
        if table not in ("email", "sms"):
            raise file.wrong(table, "", table, "[email] | [sms]")
    return (
        _mail(file) if file.table("email", _EMAIL) else None,
        _sms(file) if file.table("sms", _SMS) else None,
    )


def _mail(file: SettingsFile) -> MailSettings:
    security = file.take_choice("email", "security", SECURITY, "starttls")
    name, told = parseaddr(file.take("email", "sender", str))
    sender, fault = parse_email(told)
    if sender is None or fault:
        raise file.wrong("email", "sender", told or name, "Name <name@host.example>")
    reply_to = file.take("email", "reply_to", str, "")
    if reply_to and parse_email(reply_to)[0] is None:
        raise file.wrong("email", "reply_to", reply_to, "name@host.example")
    password = file.secret("email", "password")
    if not password.isascii():
        # the library that logs in writes ASCII
        raise file.wrong("email", "password_env", "…", Key("settings_kind.ascii"))
    return MailSettings(
        host=file.take("email", "host", str),
        port=_within(file, "email", "port", _PORTS[security], 65535),
        security=security,
        sender=sender,
        sender_name=" ".join(name.split()),
        reply_to=parse_email(reply_to)[0] or "",
        user=file.take("email", "user", str, ""),
        password=password,
        timeout=_within(file, "email", "timeout", 30, 600),
        ca_file=_ca_file(file, "email"),
    )


def _sms(file: SettingsFile) -> SmsSettings:
    url = file.take("sms", "url", str)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or any(char.isspace() for char in url):
        raise file.wrong("sms", "url", url, "https://host/…")
    headers = file.take_texts("sms", "headers")
    for name, value in headers.items():
        if not _TOKEN.fullmatch(name) or not value.isprintable():
            raise file.wrong("sms", "headers", name, 'Name = "…"')
    method = file.take_choice("sms", "method", METHODS, "POST")
    json, form = file.take("sms", "json", dict, {}), file.take_texts("sms", "form")
    if bool(json) + bool(form) > (method != "GET"):
        raise file.wrong("sms", "json" if json else "form", method, "json | form")
    text = f"{url} {json} {form} {headers}"
    for place in ("{to}", "{text}"):
        if place not in text:
            raise file.wrong("sms", "url", url, place)
    return SmsSettings(
        url=url,
        method=method,
        headers=headers,
        json=json,
        form=form,
        accepted=file.take("sms", "accepted", str, ""),
        secret=file.secret("sms", "secret"),
        timeout=_within(file, "sms", "timeout", 30, 600),
        ca_file=_ca_file(file, "sms"),
    )


def _within(file: SettingsFile, table: str, key: str, default: int, most: int) -> int:
    value = file.take(table, key, int, default)
    if not 1 <= value <= most:
        raise file.wrong(table, key, value, f"1 – {most}")
    return int(value)


def _ca_file(file: SettingsFile, table: str) -> str:
    told = file.take(table, "ca_file", str, "")
    return str(file.path.parent / Path(told).expanduser()) if told else ""


def fill(text: str, values: Mapping[str, str]) -> str:
    """A template's places filled once: braces in a value are no places."""
    return _PLACE.sub(lambda place: values[place[1]], text)
