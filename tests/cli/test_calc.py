import json
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from deskapp.cli import calc
from deskapp.locale import LANGUAGES, words
from deskapp.values import Country
from deskapp.values.calendar import DayOff, WorkCalendar, override_days, shipped_days

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def _no_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESKAPP_LANG", raising=False)


def run(*words: str) -> Result:
    return RUNNER.invoke(calc.app, list(words))


def answer(*words: str) -> dict[str, Any]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    assert result.stdout.count("\n") == 1
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize(
    ("country", "start", "count", "due", "confirmed"),
    [
        ("CN", "2026-09-30", "3", "2026-10-10", True),
        ("VN", "2026-11-20", "3", "2026-11-26", True),
        ("CN", "2026-10-01", "0", "2026-10-08", True),
        ("VN", "20/11/2026", "3", "2026-11-26", True),
        ("CN", "2026-12-31", "5", "2027-01-07", False),
    ],
)
def test_due(country: str, start: str, count: str, due: str, confirmed: bool) -> None:
    found = answer("due", "--country", country, "--start", start, "--working-days", count)
    assert found == {"due": due, "confirmed": confirmed}


def test_due_counts_by_the_days_of_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def calendar_of_the_home(country: Country) -> WorkCalendar:
        assert country == "CN"
        own = [DayOff(date(2027, 1, 1), "holiday"), DayOff(date(2027, 1, 2), "makeup")]
        return WorkCalendar(country, override_days(shipped_days("CN"), own))

    monkeypatch.setattr(calc, "load_calendar", calendar_of_the_home)
    found = answer("due", "--country", "CN", "--start", "2026-12-31", "--working-days", "1")
    assert found == {"due": "2027-01-02", "confirmed": True}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_due_says_loudly_what_is_not_published(lang: str) -> None:
    due = ("due", "--country", "CN", "--start", "2027-03-01", "--working-days", "1", "--lang", lang)
    result = run(*due)
    assert result.exit_code == 0
    assert result.stdout.count("\n") == 3
    assert {"zh": "仅供参考", "vi": "tham khảo", "en": "estimate"}[lang] in result.stdout


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("500103199003070017", "cn-id"),
        ("911840198801011014", "cn-id"),
        ("91110000600037341L", "uscc"),
        ("001085012345", "vn-cccd"),
        ("0312687878-001", "vn-mst"),
        ("13800138000", "phone-cn"),
        ("0911234567", "phone-vn"),
        ("4111111111111111", "bank-card"),
        ("6222620000000000004", "bank-card"),
    ],
)
def test_a_number_says_its_kind(number: str, kind: str) -> None:
    found = answer("identity", number)
    assert found == {"kind": kind, "valid": True, "normalised": number, "problems": [], "warnings": []}
    assert answer("identity", number, "--kind", kind) == found


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("500103199003070018",), "identity.check_digit"),
        (("11010519850412117",), "identity.length"),
        (("00108501234",), "identity.length"),
        (("001085012345", "--birth", "1986-01-01"), "identity.birth_mismatch"),
        (("990426199112010074", "--kind", "cn-id"), "identity.region"),
        (("1380013800", "--kind", "phone-cn"), "phone.form_cn"),
        (("01621234567", "--kind", "phone-vn"), "phone.old_vn"),
        (("0000000000000000", "--kind", "bank-card"), "card.same_digit"),
        (("???",), "identity.kind_unknown"),
        (("",), "identity.kind_unknown"),
    ],
)
def test_an_invalid_number_is_an_answer(words: tuple[str, ...], code: str) -> None:
    found = answer("identity", *words)
    assert found["valid"] is False
    assert found["normalised"] is None
    assert found["problems"][0].startswith(f"{code}: ")


def test_a_number_may_be_valid_with_warnings() -> None:
    found = answer("identity", "003085012345")
    assert (found["valid"], found["normalised"]) == (True, "003085012345")
    assert found["warnings"][0].startswith("identity.province_unknown: ")
    assert answer("identity", "4111111111111112", "--kind", "bank-card")["warnings"][0].startswith("card.luhn: ")


def test_transfer() -> None:
    assert answer("vn-transfer", "--value", "4000000000") == {
        "registration_fee": "20000000",
        "income_tax": "80000000",
        "notary_fee": "2700000",
        "total": "102700000",
        "payers": {"registration_fee": "buyer", "income_tax": "seller", "notary_fee": "agreed"},
        "warnings": [],
    }


def test_transfer_with_table_price_and_exemption() -> None:
    options = ("--table-value", "5000000000", "--exempt-tax", "only-home", "--date", "2026-07-01")
    found = answer("vn-transfer", "--value", "4 tỷ", *options)
    assert [found[name] for name in ("registration_fee", "income_tax", "total")] == ["25000000", "0", "27700000"]
    assert [text.split(":")[0] for text in found["warnings"]] == ["tariff.table_above_price", "tariff.exempt_only_home"]
    result = run("vn-transfer", "--value", "4 tỷ", *options, "--lang", "vi")
    assert "Lệ phí trước bạ  25.000.000 ₫  bên mua nộp" in result.stdout


def test_who_owes_what_of_a_gift_in_the_family() -> None:
    options = ("--kind", "gift", "--relation", "mẹ tặng con")
    found = answer("vn-transfer", "--value", "4 tỷ", *options)
    assert found["owed"] == {"receiver": "0", "agreed": "2700000"}
    assert found["reasons"] == {"registration_fee": "parent-child", "income_tax": "parent-child"}
    told = run("vn-transfer", "--value", "4 tỷ", *options, "--lang", "vi").stdout
    assert "Bên nhận nộp" in told
    assert answer("vn-transfer", "--value", "4 tỷ", "--owned-days", "200")["owed"]["seller"] == "0"


@pytest.mark.parametrize(("day", "total"), [("2026-11-22", "607500000"), ("2025-12-31", "1125000000")])
def test_conversion(day: str, total: str) -> None:
    prices = ("--residential", "5000000", "--agricultural", "500000")
    assert answer("vn-conversion", "--area", "350", "--limit", "200", *prices, "--date", day) == {"total": total}


LOANS = [
    # facts.md 1.6: first, last, interest
    ("1000000", "3.5", "360", "annuity", ("4490.45", "4490.45", "616560.88")),
    ("1000000", "3.5", "360", "equal-principal", ("5694.44", "2785.88", "526458.33")),
    ("700000", "3.1", "300", "annuity", ("3356.00", "3356.00", "306800.59")),
    ("700000", "3.1", "300", "equal-principal", ("4141.67", "2339.36", "272154.17")),
    ("50万", "2.6%", "240", "annuity", ("2673.94", "2673.94", "141745.66")),
    ("500000", "2.6", "240", "equal-principal", ("3166.67", "2087.85", "130541.67")),
    ("100000", "3.6", "1", "annuity", ("100300.00", "100300.00", "300.00")),
    ("100000", "3.6", "1", "equal-principal", ("100300.00", "100300.00", "300.00")),
    ("120000", "0", "12", "annuity", ("10000.00", "10000.00", "0.00")),
    ("120000", "0", "12", "equal-principal", ("10000.00", "10000.00", "0.00")),
]


@pytest.mark.parametrize(("principal", "percent", "months", "method", "figures"), LOANS)
def test_loan(principal: str, percent: str, months: str, method: str, figures: tuple[str, ...]) -> None:
    loan = ("--principal", principal, "--annual-percent", percent, "--months", months, "--method", method)
    assert answer("mortgage", *loan) == dict(zip(("first", "last", "interest"), figures, strict=True))


def test_a_loan_in_dong_has_no_decimals() -> None:
    loan = ("--principal", "1,5 tỷ", "--annual-percent", "7,5", "--months", "240", "--method", "equal-principal")
    found = answer("mortgage", *loan, "--currency", "vnd")
    assert found == {"first": "15625000", "last": "6289063", "interest": "1129687500"}
    assert "Mỗi tháng giảm" in run("mortgage", *loan, "--currency", "vnd", "--lang", "vi").stdout


def loan_with(**told: str) -> tuple[str, ...]:
    usual = {"principal": "100", "annual-percent": "3", "months": "12", "method": "annuity"}
    return ("mortgage", *(f"--{name}={value}" for name, value in {**usual, **told}.items()))


WRONG = [
    (loan_with(principal="0"), "money.not_positive"),
    (loan_with(principal="much"), "money.form"),
    (loan_with(**{"annual-percent": "-1"}), "loan.percent"),
    (loan_with(**{"annual-percent": "three"}), "calc.figure"),
    (loan_with(months="0"), "loan.months"),
    (loan_with(months="3.5"), "loan.months"),
    (loan_with(method="bullet"), "loan.method"),
    (loan_with(currency="USD"), "calc.currency"),
    (("due", "--country", "US", "--start", "2026-01-01", "--working-days", "1"), "calc.country"),
    (("due", "--country", "CN", "--start", "2026-02-30", "--working-days", "1"), "day.impossible"),
    (("due", "--country", "CN", "--start", "2026-01-01", "--working-days", "-1"), "calc.whole_number"),
    (("due", "--country", "CN", "--start", "2026-01-01", "--working-days", "99999"), "calendar.count"),
    (("identity", "1", "--kind", "driver"), "calc.kind"),
    (("identity", "1", "--birth", "yesterday"), "day.form_cn"),
    (("vn-transfer", "--value", "much"), "money.form"),
    (("vn-transfer", "--value", "-5"), "money.negative"),
    (("vn-transfer", "--value", "5", "--exempt-fee", "friend"), "tariff.no_exemption"),
    (("vn-transfer", "--value", "5", "--date", "1999-01-01"), "tariff.no_rate"),
    (("vn-transfer", "--value", "5", "--kind", "theft"), "tariff.kind"),
    (("vn-transfer", "--value", "5", "--relation", "friend"), "tariff.no_exemption"),
    (("vn-conversion", "--area", "x", "--limit", "1", "--residential", "2", "--agricultural", "1"), "area.form"),
    (
        ("vn-conversion", "--area", "1", "--limit", "1", "--residential", "1", "--agricultural", "2"),
        "tariff.price_order",
    ),
    (("vn-transfer", "--value", "5", "--lang", "fr"), "calc.language"),
]


@pytest.mark.parametrize(("words", "code"), WRONG)
def test_a_wrong_call_says_why(words: tuple[str, ...], code: str) -> None:
    result = run(*words, "--json")
    assert result.exit_code == 2
    error = json.loads(result.stdout)["error"]
    assert error.startswith(f"{code}: ")
    assert result.stderr.strip() == error.removeprefix(f"{code}: ")
    plain = run(*words)
    assert (plain.exit_code, plain.stdout) == (2, "")


def test_a_missing_option_is_a_wrong_call() -> None:
    assert run("due", "--country", "CN").exit_code == 2


def test_the_sentence_is_in_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("vn-transfer", "--value", "-5")
    assert "Số tiền không được âm" in run(*words, "--lang", "vi").stderr
    monkeypatch.setenv("DESKAPP_LANG", "vi")
    assert "Số tiền không được âm" in run(*words).stderr
    assert "below zero" in run(*words, "--lang", "en").stderr


def test_importing_the_command_loads_nothing_heavy() -> None:
    heavy = ("sqlmodel", "sqlalchemy", "textual", "holidays", "pypinyin", "phonenumbers", "stdnum")
    code = f"import sys, deskapp.cli.calc; print([name for name in {heavy} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


@pytest.mark.parametrize("unknown", ["fr", "VI", "zh_CN"])
def test_an_unknown_language_is_refused_as_an_option_and_passed_over_in_the_environment(
    unknown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = ("due", "--country", "CN", "--start", "2026-09-30", "--working-days", "3")
    monkeypatch.setenv("DESKAPP_LANG", unknown)
    assert run(*due).exit_code == 0
    monkeypatch.setenv("DESKAPP_LANG", "vi")
    refused = run(*due, "--lang", unknown)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == words("vi").text("calc.language", value=unknown, known="zh, vi, en") + "\n"
