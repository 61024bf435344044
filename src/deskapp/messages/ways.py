"""The ways of sending that the office set up, ready to be used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from deskapp.messages.config import load_config
from deskapp.messages.mail import MailTransport
from deskapp.messages.sms import SmsTransport
from deskapp.messages.transport import Transport
from deskapp.settings import Home


def open_ways(home: Home, now: Callable[[], datetime]) -> list[Transport]:
    """E-mail and SMS as ``messages.toml`` has them; nothing is connected yet. Raises ``file.setting*``."""
    mail, sms = load_config(home)
    ways: list[Transport] = [] if mail is None else [MailTransport(mail, now)]
    return ways if sms is None else [*ways, SmsTransport(sms)]
