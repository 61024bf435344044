"""What is shipped: every file in order, the days of the published tables, the law of the day and the place."""

from __future__ import annotations

import ast
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from deskapp.cases import procedure_check, procedure_load, procedure_parse, procedure_table
from deskapp.cases.procedure import Procedure, Stage, Texts
from deskapp.cases.procedure_load import SHIPPED, Procedures, check_file, load_procedures
from deskapp.cases.procedure_parse import parse_procedure
from deskapp.locale import LANGUAGES, words
from deskapp.settings import find_home
from deskapp.wiring import known_names

DAY = date(2026, 6, 1)
DATA = Path(__file__).parent / "data"

# working days by NĐ 151/2025 Phụ lục I, and those in difficult areas
DAYS = {
    "vn-first-registration": (17, 27),
    "vn-first-certificate": (3, None),
    "vn-transfer": (8, 18),
    "vn-project-flat": (8, 18),
    "vn-enlarged-certified": (10, 20),
    "vn-enlarged-uncertified": (20, 30),
    "vn-split-merge": (12, 22),
    "vn-renew": (5, 15),
    "vn-renew-survey": (10, 20),
    "vn-lost": (10, 20),
    "vn-correction": (8, 18),
    "vn-withdraw": (25, None),
    "vn-change-information": (10, None),
    "vn-purpose-free": (7, 17),
    "vn-purpose-permission": (15, 25),
    "vn-residential-area": (20, None),
    "vn-residential-area-kept": (15, None),
    "vn-asset": (8, None),
    "vn-asset-change": (5, None),
    "vn-lease-deletion": (3, 13),
    "vn-clear-debt": (0, None),
    "vn-mortgage": (1, None),
    "vn-court": (10, None),
}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Procedures:
    home = find_home(tmp_path_factory.mktemp("bare"))
    return load_procedures(SHIPPED, home.procedures, known_names(home))


def test_every_shipped_file_is_in_order(shipped: Procedures) -> None:
    assert shipped.problems() == []
    assert len(shipped.all()) == len(list(SHIPPED.glob("*.toml"))) == len(shipped.headings) > 50


@pytest.mark.parametrize(("procedure_id", "days"), DAYS.items(), ids=DAYS)
def test_days_by_the_decree(shipped: Procedures, procedure_id: str, days: tuple[int, int | None]) -> None:
    authority = shipped.find(procedure_id, DAY).authority
    assert authority is not None
    assert [authority.working_days, authority.remote_days] == list(days)


def test_every_land_procedure_with_a_limit_stands_in_the_table(shipped: Procedures) -> None:
    land = [shipped.find(one.id, DAY) for one in shipped.in_force(DAY, "VN") if one.category == "land"]
    assert {one.id for one in land if one.authority and one.authority.working_days is not None} == set(DAYS)


@pytest.mark.parametrize(
    ("procedure_id", "stages"),
    [
        ("vn-transfer", "0.5 1.5 0.5 1 0.5 0.5 2 0.5 0.5 0.5"),
        ("vn-split-merge", "0.5 9 2 0.5"),
        ("vn-correction", "0.5 6 1 0.5"),
    ],
)
def test_stages_inside_the_authority_sum_to_the_headline(shipped: Procedures, procedure_id: str, stages: str) -> None:
    authority = shipped.find(procedure_id, DAY).authority
    assert authority is not None
    assert [stage.working_days for stage in authority.stages] == [Decimal(one) for one in stages.split()]
    assert sum(stage.working_days for stage in authority.stages) == authority.working_days


def test_the_transfer_stands_still_while_taxes_are_paid(shipped: Procedures) -> None:
    authority = shipped.find("vn-transfer", DAY).authority
    assert authority is not None
    before: list[Stage] = []
    after: list[Stage] = []
    for stage in authority.stages:
        (after if any(one.pause for one in before) else before).append(stage)
    assert [sum(stage.working_days for stage in half) for half in (before, after)] == [4, 4]


@pytest.mark.parametrize(
    ("procedure_id", "day", "province", "form", "days"),
    [
        ("vn-transfer", date(2024, 9, 1), "", "Mẫu 11/ĐK", 10),
        ("vn-transfer", date(2025, 6, 30), "", "Mẫu 11/ĐK", 10),
        ("vn-transfer", date(2025, 7, 1), "", "Mẫu 18", 8),
        ("vn-transfer", date(2026, 7, 26), "Thanh Hóa", "Mẫu 18", 8),
        ("vn-transfer", date(2026, 7, 27), "Thanh Hóa", "Mẫu 29", 8),
        ("vn-transfer", date(2026, 7, 27), "Đà Nẵng", "Mẫu 18", 8),
        ("vn-first-registration", date(2025, 6, 30), "", "Mẫu 04/ĐK", 20),
        ("vn-split-merge", date(2025, 6, 30), "", "", 15),
        ("vn-lost", date(2025, 6, 30), "", "Mẫu 11/ĐK", 10),
        ("vn-purpose-free", date(2025, 6, 30), "", "Mẫu 11/ĐK", 10),
        ("vn-purpose-permission", date(2025, 6, 30), "", "", 20),
        ("vn-asset", date(2025, 6, 30), "", "Mẫu 11/ĐK", 10),
        ("vn-first-registration", date(2026, 7, 27), "", "Mẫu 15", 17),
        ("vn-first-registration", date(2026, 7, 27), "Thanh Hóa", "Mẫu 25", 17),
        ("vn-split-merge", date(2026, 7, 27), "Thanh Hóa", "Mẫu 35", 12),
        ("vn-lost", date(2026, 7, 27), "Thanh Hóa", "Mẫu 29", 10),
    ],
)
def test_the_law_of_the_day_and_the_place(
    shipped: Procedures, procedure_id: str, day: date, province: str, form: str, days: int
) -> None:
    found = shipped.find(procedure_id, day, province)
    forms = {paper.code: paper.form for paper in found.papers}
    assert found.authority is not None
    assert (forms["application"], found.authority.working_days) == (form, Decimal(days))


def test_thanh_hoa_draws_on_a_form_of_its_own(shipped: Procedures) -> None:
    forms = [
        {paper.code: paper.form for paper in shipped.find("vn-split-merge", DAY.replace(month=8), place).papers}
        for place in ("", "Thanh Hóa")
    ]
    assert [one["drawing"] for one in forms] == ["Mẫu 22", "Mẫu 34"]


def test_a_dossier_has_the_eight_steps_with_four_eyes_and_the_originals_given_back(shipped: Procedures) -> None:
    for one in shipped.all():
        if one.flow != "dossier":
            continue
        kinds = [step.kind for step in one.steps]
        assert kinds == ["contact", "verification", "advice", "contract", "work", "check", "delivery", "aftercare"]
        assert one.step("check").by_another
        assert "originals.back" in one.step("delivery").gates


def test_a_split_is_stopped_by_areas_that_do_not_add_up(shipped: Procedures) -> None:
    split = shipped.find("vn-split-merge", DAY)
    assert "split.areas" in split.step("work").gates
    assert {rule.code for rule in split.fields if rule.required} >= {"new_areas"}


def test_what_a_gift_needs_is_not_what_an_inheritance_needs(shipped: Procedures) -> None:
    papers = shipped.find("vn-transfer", DAY).papers

    def wanted(kind: str) -> set[str]:
        return {one.code for one in papers if one.when is None or one.when.holds({"kind": kind})}

    assert {"contract"} == wanted("gift") - wanted("inheritance")
    assert {"inheritance_deed"} == wanted("inheritance") - wanted("gift")


def test_every_text_is_there_in_every_language(shipped: Procedures) -> None:
    def texts(value: object) -> list[Texts]:
        if isinstance(value, Texts):
            return [value]
        if isinstance(value, tuple):
            return [text for item in value for text in texts(item)]
        if hasattr(value, "__dataclass_fields__"):
            return [text for name in value.__dataclass_fields__ for text in texts(getattr(value, name))]
        return []

    for one in shipped.all():
        found = texts(one)
        assert len(found) > 10
        assert all(not text or (text.zh and text.vi and text.en) for text in found), one.id


def test_a_code_is_one_procedure_of_a_country(shipped: Procedures) -> None:
    for country in ("CN", "VN"):
        codes = [one.code for one in shipped.in_force(DAY, country)]
        assert len(codes) == len(set(codes)) > 10
        assert all("20" <= code <= "79" for code in codes)
    found = shipped.by_code("31", DAY, "VN")
    assert found is not None
    assert found.id == "vn-transfer"


def test_the_matters_that_the_front_desk_names(shipped: Procedures) -> None:
    here = {one.id for one in shipped.in_force(DAY, "CN")}
    assert here >= {
        "cn-title-change", "cn-rental-filing", "cn-second-hand", "cn-certificate-pickup", "cn-mortgage",
        "cn-title-advice", "cn-one-stop", "cn-pass-on", "cn-key-card", "cn-move-in", "cn-move-out", "cn-other",
    }  # fmt: skip


def test_one_stop_gives_tasks_to_several_departments(shipped: Procedures) -> None:
    one = shipped.find("cn-one-stop", DAY)
    tasks = [task.department for step in one.steps for task in step.tasks]
    assert len(set(tasks)) == len(tasks) == 4
    assert "tasks.done" in one.step("answer").gates


def test_a_pinned_text_is_the_same_procedure_for_ever(shipped: Procedures) -> None:
    def bare(one: Procedure) -> tuple[object, ...]:
        return one.steps, one.papers, one.fields, one.fees, one.waits, one.tells, one.letters, one.digest

    for one in shipped.all():
        assert bare(parse_procedure(one.text)) == bare(one)


@pytest.mark.parametrize("name", ["fishing-licence", "account-opening"])
def test_a_procedure_written_from_the_reference_alone_is_in_order(name: str, tmp_path: Path) -> None:
    home = find_home(tmp_path)
    found, problems = check_file(DATA / f"{name}.toml", SHIPPED, home.procedures, known_names(home))
    assert problems == []
    assert found is not None
    assert found.id == name
    assert len(found.steps) >= 3
    assert found.fields
    assert found.papers
    assert found.letters


def test_every_fault_has_its_sentence_in_every_language() -> None:
    codes = set()
    for module in (procedure_table, procedure_parse, procedure_check, procedure_load):
        tree = ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                place = {"add": 1, "wrong": 1, "warn": 1}.get(node.func.attr)
                if place and len(node.args) > place and isinstance(node.args[place], ast.Constant):
                    codes.add(f"procedures.{node.args[place].value}")  # type: ignore[attr-defined]
    assert len(codes) >= 25
    for language in LANGUAGES:
        assert [code for code in codes if code not in words(language)] == []


def test_the_list_of_files_is_toml_alone() -> None:
    assert {path.suffix for path in SHIPPED.rglob("*") if path.is_file()} == {".toml"}
    assert json.dumps(sorted(path.stem for path in (SHIPPED / "new").glob("*"))) == '["en", "vi", "zh"]'
