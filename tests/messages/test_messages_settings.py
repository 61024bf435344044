"""messages.toml and printing.toml: what they may say, and that every fault names file, line and key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deskapp.errors import DeskError
from deskapp.locale import LANGUAGES, words
from deskapp.messages.config import load_config
from deskapp.messages.print_config import load_print_config
from deskapp.settings import Home, find_home

MAIL = """# how we send
[email]
host = "mail.office.example"
sender = "Quầy một cửa <counter@Office.example>"
"""
SMS = """[sms]
url = "https://sms.example/send"
[sms.json]
to = "{to}"
text = "{text}"
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return find_home(tmp_path)


def write(home: Home, text: str, name: str = "messages.toml") -> Path:
    path = home.root / name
    path.write_text(text, encoding="utf-8")
    return path


def refused(home: Home, text: str, name: str = "messages.toml") -> DeskError:
    path = write(home, text, name)
    with pytest.raises(DeskError) as error:
        load_config(home) if name == "messages.toml" else load_print_config(home)
    assert error.value.values["file"] == str(path)
    for language in LANGUAGES:
        said = words(language).say(error.value)
        assert not set(re.findall(r"\{(\w+)\}", said)) & {"file", "line", "key", "value", "expected", "known", "why"}
    return error.value


def test_nothing_is_set_up() -> None:
    assert load_config(find_home(Path("/no/such/home"))) == (None, None)


def test_a_short_file_is_enough(home: Home) -> None:
    write(home, MAIL + SMS)
    mail, sms = load_config(home)
    assert mail is not None
    assert sms is not None
    assert (mail.host, mail.port, mail.security) == ("mail.office.example", 587, "starttls")
    assert (mail.sender_name, mail.sender) == ("Quầy một cửa", "counter@office.example")
    assert (sms.method, dict(sms.json), sms.timeout) == ("POST", {"to": "{to}", "text": "{text}"}, 30)


def test_passwords_come_from_outside_and_are_never_shown(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFICE_SMTP", "from the environment")
    secret = home.root / "sms.secret"
    secret.write_text("from the file\n")
    secret.chmod(0o600)
    write(home, MAIL + 'password_env = "OFFICE_SMTP"\n' + SMS.replace("[sms]", '[sms]\nsecret_file = "sms.secret"'))
    mail, sms = load_config(home)
    assert mail is not None
    assert sms is not None
    assert (mail.password, sms.secret) == ("from the environment", "from the file")
    assert "from the" not in repr((mail, sms))


def test_a_password_that_others_can_read_is_refused(home: Home) -> None:
    secret = home.root / "pw"
    secret.write_text("x")
    secret.chmod(0o640)
    write(home, MAIL + 'password_file = "pw"\n')
    with pytest.raises(DeskError) as error:
        load_config(home)
    assert (error.value.code, error.value.values) == ("file.secret_open", {"file": str(secret)})


@pytest.mark.parametrize(
    ("text", "code", "line", "key"),
    [
        (MAIL + 'password = "x"\n', "file.setting_unknown", 5, "email.password"),
        (MAIL.replace("sender", "from"), "file.setting_unknown", 4, "email.from"),
        ('[email]\nsender = "a@b.example"\n', "file.setting_missing", 1, "email.host"),
        (MAIL + "port = 0\n", "file.setting_value", 5, "email.port"),
        (MAIL + 'port = "587"\n', "file.setting_value", 5, "email.port"),
        (MAIL + "timeout = true\n", "file.setting_value", 5, "email.timeout"),
        (MAIL + 'security = "tls"\n', "file.setting_value", 5, "email.security"),
        (MAIL + 'reply_to = "x"\n', "file.setting_value", 5, "email.reply_to"),
        (MAIL.replace("counter@Office.example", "counter"), "file.setting_value", 4, "email.sender"),
        (MAIL + 'password_env = "NO_SUCH_VARIABLE"\n', "file.setting_value", 5, "email.password_env"),
        (MAIL + 'password_file = "nowhere"\n', "file.setting_value", 5, "email.password_file"),
        (SMS.replace("https://", "ftp://"), "file.setting_value", 2, "sms.url"),
        (SMS.replace("{text}", "hello"), "file.setting_value", 2, "sms.url"),
        (SMS.replace("[sms]", '[sms]\nmethod = "GET"'), "file.setting_value", 4, "sms.json"),
        (SMS + '[sms.form]\nto = "{to}"\n', "file.setting_value", 3, "sms.json"),
        (SMS.replace("[sms]", '[sms]\nheaders = {"X Y" = "1"}'), "file.setting_value", 2, "sms.headers"),
        (SMS + '[sms.headers]\nA = "1\\r\\nB: 2"\n', "file.setting_value", 6, "sms.headers"),
        ('# x\n[fax]\nnumber = "1"\n', "file.setting_value", 2, "fax"),
        ("email = 3\n", "file.setting_value", 1, "email"),
    ],
)
def test_a_fault_names_its_line_and_key(home: Home, text: str, code: str, line: int, key: str) -> None:
    error = refused(home, text)
    assert (error.code, error.values["line"], error.values["key"]) == (code, line, key)


def test_a_byte_order_mark_is_no_fault(home: Home) -> None:
    write(home, f"\ufeff{MAIL}")
    mail, _ = load_config(home)
    assert mail is not None
    assert mail.host == "mail.office.example"


@pytest.mark.parametrize("name", ["messages.toml", "printing.toml"])
def test_endless_nesting_is_told(home: Home, name: str) -> None:
    assert refused(home, f"x = {'[' * 5000}{']' * 5000}", name).code == "file.settings_toml"


def test_what_is_no_toml_is_told(home: Home) -> None:
    assert refused(home, "[email\n").code == "file.settings_toml"
    (home.root / "messages.toml").unlink()
    (home.root / "messages.toml").mkdir()
    with pytest.raises(DeskError) as error:
        load_config(home)
    assert error.value.code == "file.settings_unreadable"


def test_print_commands(home: Home) -> None:
    write(
        home,
        """
[office]
account = "0123, VCB"
[letters]
default = "lp -d office"
receipt = 'lp -d "needle printer" {pdf}'
[counters.2]
default = "lp -d two"
[convert]
pdf = "soffice --headless --convert-to pdf --outdir {folder} {file}"
[limits]
seconds = 90
""",
        "printing.toml",
    )
    config = load_print_config(home)
    assert config.command("receipt", "1") == ("lp", "-d", "needle printer", "{pdf}")
    assert config.command("receipt", "2") == ("lp", "-d", "two")
    assert config.command("survey", "") == ("lp", "-d", "office")
    assert (config.seconds, config.pdf[0], config.office) == (90, "soffice", {"account": "0123, VCB"})


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("[letters]\ndefault = 3\n", 2, "letters.default"),
        ("[letters]\ndefault = 'lp \"x'\n", 2, "letters.default"),
        ("[counters]\n2 = 'lp'\n", 2, "counters.2"),
        ("[limits]\nseconds = 0\n", 2, "limits.seconds"),
        ("[office]\naccount = 1\n", 2, "office.account"),
        ("[printers]\n", 1, "printers"),
    ],
)
def test_a_fault_of_printing_names_its_line_and_key(home: Home, text: str, line: int, key: str) -> None:
    error = refused(home, text, "printing.toml")
    assert (error.code, error.values["line"], error.values["key"]) == ("file.setting_value", line, key)
