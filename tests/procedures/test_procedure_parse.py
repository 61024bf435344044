"""What is wrong in a file is refused with its line, its key and a sentence; all of it at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskapp.cases.procedure import Authority, Choice, Condition, Limit, Stage, TaskRule, Texts, Wait
from deskapp.cases.procedure_check import Known
from deskapp.cases.procedure_parse import parse_procedure, read_procedure
from deskapp.cases.procedure_problem import BIGGEST, ProcedureError
from deskapp.locale import LANGUAGES, words

KNOWN = Known(letters=("receipt_slip", "apology"), purposes=("service_fee", "state_fee"))

GOOD = """\
format = 1
id = "licence"
name.vi = "Giấy phép"
country = "VN"
valid_from = 2026-01-01
valid_until = 2026-12-31
letters = ["receipt_slip"]
flow = "short"

[clock]
working_days = 4

[[steps]]
id = "issue"
working_days = 2.5
gates = ["papers.complete"]
back = ["accept"]

[[steps.tasks]]
title.vi = "In giấy phép"
department = "legal"

[[papers]]
code = "photo"
name.vi = "Ảnh"
when = { field = "kind", is = "first" }

[[fields]]
code = "kind"
name.vi = "Loại"
kind = "choice"
choices = [
    { code = "first", name = { vi = "Lần đầu" } },
    { code = "renewal", name = { vi = "Gia hạn" } },
]

[[fields]]
code = "price"
name.vi = "Giá"
kind = "money"

[[fees]]
code = "service"
purpose = "service_fee"
name.vi = "Phí"
percent = 0.5
of = "price"

[short]
letters = ["apology"]

[[short.steps]]
id = "accept"
name.vi = "Tiếp nhận"

[[short.steps]]
id = "issue"
kind = "work"
name.vi = "Cấp"
message.vi = "Hồ sơ {number}, giá {price}"
"""


def told(text: str, origin: str = "office") -> list[tuple[int, str, str]]:
    found, problems = read_procedure(text, origin, "x.toml", KNOWN)
    assert (found is None) == any(not problem.warning for problem in problems)
    return [(one.line, one.key, one.code.removeprefix("procedures.")) for one in problems]


def test_a_good_file_is_read_whole() -> None:
    found = parse_procedure(GOOD, "office")
    assert [step.id for step in found.steps] == ["accept", "issue"]
    issue = found.step("issue")
    assert (issue.kind, issue.working_days, issue.back) == ("work", Decimal("2.5"), ("accept",))
    assert issue.name.say("vi") == issue.name.say("zh") == "Cấp"
    assert issue.tasks == (TaskRule(Texts(vi="In giấy phép"), "legal"),)
    assert found.letters == ("receipt_slip", "apology")
    assert found.papers[0].when == Condition("kind", ("first",))
    assert found.fields[0].choices[1] == Choice("renewal", Texts(vi="Gia hạn"))
    assert found.fields[1].currency == found.fees[0].currency == "VND"
    assert found.limit == Limit(working_days=Decimal(4))
    assert (found.valid_from, found.valid_until, found.country) == (date(2026, 1, 1), date(2026, 12, 31), "VN")
    with pytest.raises(KeyError):
        found.step("nothing")
    assert found.step_after("accept") is issue
    assert found.step_after("issue") is None


def test_authority_waits_and_tells() -> None:
    more = """
[authority]
name.vi = "Cơ quan"
working_days = 3
remote_days = 13

[[authority.stages]]
name.vi = "Một"
working_days = 0.5
pause = true

[[authority.stages]]
name.vi = "Hai"
working_days = 2.5

[[waits]]
reason = "tax"
party = "tax"
name.vi = "Chờ thuế"

[[tells]]
on = "submitted"
message.vi = "Đã nộp {authority_number}"
"""
    found = parse_procedure(GOOD + more, "office")
    stages = (Stage(Texts(vi="Một"), Decimal("0.5"), pause=True), Stage(Texts(vi="Hai"), Decimal("2.5")))
    assert found.authority == Authority(Texts(vi="Cơ quan"), Decimal(3), Decimal(13), stages)
    assert found.waits == (Wait("tax", "tax", Texts(vi="Chờ thuế")),)
    assert found.tells[0].on == "submitted"
    assert told(GOOD + more.replace("2.5", "2")) == [(64, "authority.working_days", "stage_sum")]


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "code"),
    [
        ("format = 1", "format = 2", 1, "format", "format"),
        ('id = "licence"', 'id = "Licence"', 2, "id", "form"),
        ('id = "licence"', "id = 5", 2, "id", "type"),
        ('id = "licence"', 'id = "licence"\ncode = "12"', 3, "code", "form"),
        ('id = "licence"', "", 1, "id", "missing"),
        ("name.vi", "name.fr", 3, "name.fr", "unknown_key"),
        ('name.vi = "Giấy phép"', "", 1, "name", "missing"),
        ('name.vi = "Giấy phép"', 'name = "Giấy phép"', 3, "name", "type"),
        ('"Giấy phép"', '"Giấy\\u202ephép"', 3, "name.vi", "untidy"),
        ('"VN"', '"VM"', 4, "country", "not_one_of"),
        ("valid_from = 2026-01-01", 'valid_from = "2026-01-01"', 5, "valid_from", "type"),
        ("valid_until = 2026-12-31", "valid_until = 2025-12-31", 6, "valid_until", "before_start"),
        ("valid_until = 2026-12-31", "valid_until = 2026-12-31T08:00:00", 6, "valid_until", "type"),
        ('["receipt_slip"]', '["receipt_slop"]', 7, "letters.1", "not_one_of_near"),
        ('["receipt_slip"]', '["receipt_slip", "receipt_slip"]', 7, "letters.2", "twice"),
        ('flow = "short"', 'flow = "shorn"', 8, "flow", "no_flow"),
        ('flow = "short"', 'flwo = "short"', 8, "flwo", "unknown_key_near"),
        ("working_days = 4", "working_days = -1", 11, "clock.working_days", "number_range"),
        ("working_days = 4", "working_days = 1.3", 11, "clock.working_days", "number_step"),
        ("working_days = 4", "working_days = nan", 11, "clock.working_days", "number_range"),
        ("working_days = 4", "working_days = true", 11, "clock.working_days", "type"),
        ("working_days = 4", "working_days = 4\nhours = 8", 12, "clock.hours", "one_limit"),
        ("working_days = 4", 'runs_from = "isue"', 11, "clock.runs_from", "not_one_of_near"),
        ('gates = ["papers.complete"]', 'gates = ["papers.complet"]', 16, "steps.issue.gates.1", "not_one_of_near"),
        ('back = ["accept"]', 'back = ["issue"]', 17, "steps.issue.back", "back"),
        ('department = "legal"', 'department = "lawyers"', 21, "steps.issue.tasks.1.department", "not_one_of"),
        ('back = ["accept"]', 'after = "accept"', 17, "steps.issue.after", "after"),
        ('id = "issue"\nworking_days', 'id = "print"\nname.vi = "In"\nworking_days', 13, "steps.print.after", "after"),
        ('code = "photo"', 'code = "pho-to"', 24, "papers.pho-to.code", "form"),
        ('field = "kind", is', 'field = "sort", is', 26, "papers.photo.when.field", "not_one_of"),
        ('is = "first"', 'is = ["first", "third"]', 26, "papers.photo.when.is.2", "not_one_of"),
        ('is = "first"', "is = 1", 26, "papers.photo.when.is", "type"),
        ('kind = "choice"', 'kind = "text"', 32, "fields.kind.choices", "choices"),
        ('code = "renewal"', 'code = "first"', 34, "fields.kind.choices.first.code", "twice"),
        ('code = "price"', 'code = "customer"', 38, "fields.customer.code", "taken_word"),
        ('"service_fee"', '"service_fees"', 44, "fees.service.purpose", "not_one_of_near"),
        ("percent = 0.5", "percent = 0.5\nrate = 3", 47, "fees.service.rate", "one_way"),
        ('of = "price"', "", 42, "fees.service.of", "fee_of"),
        ('of = "price"', 'of = "kind"', 47, "fees.service.of", "not_one_of"),
        ("percent = 0.5", 'tariff = "vn.notary"', 46, "fees.service.tariff", "not_one_of_near"),
        ("{number}", "{nunber}", 60, "short.steps.issue.message", "placeholder"),
        ("{number}", "{number.real}", 60, "short.steps.issue.message", "placeholder"),
        ("{number}", "{number!r}", 60, "short.steps.issue.message", "placeholder"),
        ("{number}", "{number", 60, "short.steps.issue.message", "braces"),
        (
            'name.vi = "Tiếp nhận"',
            'name.vi = "Tiếp nhận"\nby_another = true',
            55,
            "short.steps.accept.by_another",
            "first_by_another",
        ),
        ("working_days = 2.5", "working_days = 5", 11, "clock.working_days", "step_sum"),
    ],
)
def test_what_is_wrong_has_its_line_and_key(old: str, new: str, line: int, key: str, code: str) -> None:
    assert GOOD.count(old) >= 1
    assert (line, key, code) in told(GOOD.replace(old, new, 1))


def test_all_is_told_at_once_in_the_order_of_the_file() -> None:
    wrong = (
        GOOD.replace('"VN"', '"XX"').replace("percent", "procent").replace('"photo"', "7").replace("vi =", "en =", 1)
    )
    lines = [line for line, _, _ in told(wrong)]
    assert lines == sorted(lines)
    assert {4, 24, 46} <= set(lines)


def test_a_shipped_file_needs_every_language_and_its_source() -> None:
    codes = told(GOOD, "shipped")
    assert (3, "name", "languages") in codes
    assert (1, "source", "missing") in codes


def test_an_error_of_syntax_has_its_line() -> None:
    assert told(GOOD.replace('"VN"', '"VN')) == [(4, "", "toml")]
    assert told(GOOD + "x = [\n") == [(62, "", "toml")]
    assert [key for line, key, _ in told("") if line == 1] == ["format", "country", "steps", "id", "name"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x = " + "[" * 100_000, "nested"),
        ("x" + ".x" * 50_000 + " = 1", "nested"),
        ('["x"' + " . 'x'" * 30_000 + "]", "nested"),
        ("#" * (BIGGEST + 1), "too_big"),
        ("x = " + "9" * 5000, "nested"),
        ("[[steps]]\n" * 20_000, "too_many"),
        ("letters = [" + "1," * 20_000 + "]", "too_many"),
        ("a" * BIGGEST, "toml"),
        ('"' * BIGGEST, "toml"),
        ("a = '" + ". " * 100_000 + "'", "unknown_key"),
        ('name.vi = """' + "a\n" * 2000 + '"""', "untidy"),
        ("x = 1e999999999", "unknown_key"),
        ("steps = [[1], 2, {}]", "type"),
    ],
)
def test_hostile_texts_are_ordinary_refusals(text: str, code: str) -> None:
    assert code in [one for _, _, one in told(text)]


def test_an_error_carries_all_problems() -> None:
    with pytest.raises(ProcedureError) as caught:
        parse_procedure(GOOD.replace('"VN"', '"XX"').replace('"photo"', "7"), "office", "x.toml")
    assert [problem.line for problem in caught.value.problems] == [4, 24]
    assert caught.value.code == "procedures.not_one_of"


@pytest.mark.parametrize("flow", ["short.steps = 5", "[[short.steps]]\nid = [1]", "short.steps = [[1], 2, {}]"])
def test_a_flow_of_the_office_that_is_none_is_refused(flow: str) -> None:
    head = 'format = 1\nid = "a"\nname.vi = "a"\ncountry = "VN"\nflow = "short"\n'
    assert "type" in [code for _, _, code in told(f"{head}{flow}\n")]
    assert "short.steps" in [key[:11] for _, key, _ in told(f"{head}{flow}\n")]


def test_what_a_place_may_not_say_is_shown_as_it_is_written() -> None:
    (problem,) = read_procedure(GOOD + '[[tells]]\non = "opened"\nmessage.vi = "{number!r:>9}"\n', "office")[1]
    assert (problem.code, problem.values["value"]) == ("procedures.placeholder", "number!r:>9")


SCRAPS = st.sampled_from(
    ["format = 1", 'id = "a"', "id = 1", "name = 3", 'name.vi = "x"', "[clock]", "[[steps]]", "[[papers]]",
     "[[fields]]", "of = 1", "back = 1",
     "working_days = 1", "when = {}", "when = { field = [], is = {} }", 'kind = "choice"', "choices = [1, {}]",
     'country = "VN"', "[[fees]]", "[authority]", "[[authority.stages]]", "[[steps.tasks]]", 'flow = "steps"',
     'gates = [1, "x", []]', "message.vi = 3", 'message.vi = "{"', "[[waits]]", "[[tells]]", "[[departments]]",
     'code = ""']
)  # fmt: skip


@given(st.lists(SCRAPS, max_size=25))
def test_no_text_breaks_the_reading(scraps: list[str]) -> None:
    text = "\n".join(scraps)
    found, problems = read_procedure(text, "office", "x.toml", KNOWN)
    assert found is not None or problems
    for problem in problems:
        assert 1 <= problem.line <= text.count("\n") + 1
        for language in LANGUAGES:
            assert problem.code in words(language)


def test_a_text_speaks_the_language_that_there_is() -> None:
    assert Texts(vi="a").say("zh") == "a"
    assert Texts(zh="b", vi="a").say("vi") == "a"
    assert Texts().say("en") == ""
    assert not Texts()


def test_names_are_told_from_the_file_alone(tmp_path: Path) -> None:
    assert told(GOOD) == []
    assert read_procedure(GOOD.replace("papers.complete", "none.such"), "office")[1] == []
