"""``deskapp calc``: what is settled before a key, as a script and as people call it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner, Result

from deskapp.cli import calc, calc_handover
from deskapp.cli.main import take_home

RUNNER = CliRunner()
OWN = (calc_handover.area, calc_handover.deed_tax, calc_handover.fund, calc_handover.late_delivery)


def call(words: str) -> Result:
    return RUNNER.invoke(calc.app, words.split())


ANSWERS = [
    ("area --contract 100.00 --measured 102.00 --price 8000",
     {"ratio_percent": "2.0000", "amount": "16000.00", "may_cancel": False}),
    ("area --contract 100.00 --measured 96.99 --price 8000",
     {"ratio_percent": "-3.0100", "amount": "-24160.00", "may_cancel": True}),
    ("area --contract 89.53 --measured 92.30 --price 12345.67",
     {"ratio_percent": "3.0939", "amount": "33159.24", "may_cancel": True}),
    ("area --contract 120.50㎡ --measured 116.885 --price 9,999",
     {"ratio_percent": "-3.0000", "amount": "-36146.39", "may_cancel": False}),
    ("area --contract 100 --measured 94 --price 8000 --threshold 6",
     {"ratio_percent": "-6.0000", "amount": "-48000.00", "may_cancel": False}),
    ("area --contract 100 --measured 102 --price 8000 --other-contract 80 --other-measured 84",
     {"ratio_percent": "2.0000", "amount": "16000.00", "may_cancel": True}),
    ("area --contract 70 --measured 70.5 --price 45tr --currency VND",
     {"ratio_percent": "0.7143", "amount": "22500000", "may_cancel": False}),
    ("deed-tax --price 1500000 --area 140.01 --home 2 --date 2024-12-01", {"rate_percent": "2", "tax": "30000.00"}),
    ("deed-tax --price 1500000 --area 90.01 --home 1 --date 2024-11-30", {"rate_percent": "1.5", "tax": "22500.00"}),
    ("deed-tax --price 5000000 --area 89 --home 2 --date 2024-11-30 --tier1",
     {"rate_percent": "3", "tax": "150000.00"}),
    ("deed-tax --price 1090000 --area 90 --home 1 --date 2025-06-01 --vat-percent 9",
     {"rate_percent": "1", "tax": "10000.00"}),
    ("deed-tax --price 1000000 --area 90 --home 3 --date 2025-06-01 --legal-percent 4",
     {"rate_percent": "4", "tax": "40000.00"}),
    ("fund --area 98.76 --tariff 80", {"amount": "7900.80"}),
    ("fund --area 120.33 --tariff 200", {"amount": "24066.00"}),
    ("fund --area 103 --tariff 80 --paid-area 100", {"amount": "240.00"}),
    ("late-delivery --paid 800000 --daily-percent 0.01 --days 37", {"amount": "2960.00"}),
    ("late-delivery --paid 80万 --daily-percent 0.03% --days 37", {"amount": "8880.00"}),
]  # fmt: skip


@pytest.mark.parametrize(("words", "answer"), ANSWERS)
def test_a_script_gets_decimal_strings(words: str, answer: dict[str, object]) -> None:
    result = call(f"{words} --json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == answer


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
def test_people_get_lines_that_say_who_pays(language: str) -> None:
    result = call(f"area --contract 100 --measured 94 --price 8000 --lang {language}")
    said = {"zh": "出卖人退还", "vi": "bên bán trả lại", "en": "the seller pays back"}[language]
    assert said in result.stdout
    assert "72" in result.stdout
    assert "3 %" in call(f"deed-tax --price 100 --area 9 --home 3 --lang {language}").stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("area --contract 0 --measured 10 --price 1", "settle.area_zero"),
        ("area --contract 10 --measured 0 --price 1", "calc.area_zero"),
        ("area --contract 10 --measured 9 --price 1 --other-contract 9 --other-measured 0", "calc.area_zero"),
        ("deed-tax --price 1 --area 0 --home 1", "calc.area_zero"),
        ("area --contract ten --measured 10 --price 1", "calc.figure"),
        ("area --contract 10 --measured -1 --price 1", "calc.below_zero"),
        ("area --contract 10 --measured 10 --price 1 --currency USD", "calc.currency"),
        ("deed-tax --price 1 --area 1 --home 0", "settle.home_number"),
        ("deed-tax --price 1 --area 1 --home two", "calc.whole"),
        ("deed-tax --price 1 --area 1 --home 1 --date 2001-01-01", "tariff.no_rate"),
        ("fund --area 1 --tariff x", "money.form"),
        ("late-delivery --paid 1 --daily-percent 1 --days -1", "calc.whole"),
    ],
)
def test_what_cannot_be_reckoned_is_said_with_its_code(words: str, code: str) -> None:
    result = call(f"{words} --json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"].startswith(f"{code}: ")


def test_the_commands_join_those_of_calc() -> None:
    names = {command.callback: command.name for command in calc.app.registered_commands}
    assert [names[command] for command in OWN] == ["area", "deed-tax", "fund", "late-delivery"]


def test_the_home_of_a_family_is_not_the_home_of_the_data() -> None:
    words = ["calc", "deed-tax", "--price", "1", "--area", "1", "--home", "2"]
    assert take_home(words) == (None, words)
    assert take_home([*words, "--home", "/tmp/data"]) == ("/tmp/data", words)
    assert take_home(["--home=/tmp/data", *words]) == ("/tmp/data", words)
    assert take_home(["calc", "fund", "--home", "2"]) == ("2", ["calc", "fund"])
    assert take_home(["calc", "deed-tax", "--home=3"]) == (None, ["calc", "deed-tax", "--home", "3"])
    assert take_home(["search", "--home"]) == (None, ["search", "--home"])


NINES = "9" * 30


@pytest.mark.parametrize(
    "words",
    [
        f"area --contract {NINES} --measured 1 --price 1",
        f"fund --area {NINES} --tariff {NINES}",
        f"late-delivery --paid {NINES} --daily-percent 100 --days 999999999",
        f"deed-tax --price 1 --area {NINES} --home 1 --date 2025-06-01",
    ],
)
def test_a_figure_that_is_too_large_is_a_wrong_call(words: str) -> None:
    found = call(f"{words} --json --lang en")
    assert found.exit_code == 2
    assert json.loads(found.stdout)["error"].split(":")[0] in ("calc.too_large", "money.too_large")


def test_the_limit_is_met_exactly_however_many_decimals_are_typed() -> None:
    found = call(f"area --contract 100 --measured 103.{'0' * 34}1 --price 8000 --json")
    assert json.loads(found.stdout) == {"ratio_percent": "3.0000", "amount": "24000.00", "may_cancel": True}
    most = call(f"area --contract {'9' * 18} --measured {'9' * 18} --price {'9' * 18} --json")
    assert json.loads(most.stdout)["amount"] == "0.00"
