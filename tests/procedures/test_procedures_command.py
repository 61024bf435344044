"""``deskapp procedures`` as an administrator calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.reports.reports_ground import deskapp

from deskapp.cases.procedure_load import SHIPPED
from deskapp.locale import LANGUAGES


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKAPP_LANG", "en")


@pytest.fixture
def own(home_of_the_test: Path) -> Path:
    folder = home_of_the_test / "procedures"
    folder.mkdir()
    return folder


def test_the_list_says_what_is_whose(own: Path) -> None:
    assert deskapp("procedures", "new", "vn-transfer").code == 0
    assert deskapp("procedures", "new", "fishing").code == 0
    (own / "broken.toml").write_text("format = 1\nid = \n")
    done = deskapp("procedures", "list")
    lines = done.out.splitlines()
    assert done.code == 0
    mine = [line for line in lines if "the office's" in line]
    assert ["instead of the shipped one" in line for line in sorted(mine)] == [False, True]
    assert [line for line in lines if "vn-renew " in line and "Thanh Hóa" in line]
    assert lines[-1].startswith(f"{own / 'broken.toml'}:2: This is no valid TOML")


def test_the_list_for_scripts(own: Path) -> None:
    (own / "broken.toml").write_text('format = 1\nid = "x"\n')
    done = deskapp("procedures", "list", "--json")
    assert done.out.count("\n") == 1
    told = json.loads(done.out)
    rows = {(row["id"], row["province"], row["valid_from"]): row for row in told["procedures"]}
    transfer = rows["vn-transfer", "", "2025-07-01"]
    assert (transfer["authority_days"], transfer["working_days"], transfer["origin"]) == (8, 11, "shipped")
    assert transfer["valid_until"] is None
    assert {problem["key"] for problem in told["problems"]} == {"country", "name", "steps"}
    assert len(told["procedures"]) == len(list(SHIPPED.glob("*.toml")))


def test_a_home_that_is_not_there_is_left_alone(home_of_the_test: Path) -> None:
    home_of_the_test.rmdir()
    assert deskapp("procedures", "list").code == 0
    assert not home_of_the_test.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_one_is_in_order_at_once(home_of_the_test: Path, language: str) -> None:
    done = deskapp("procedures", "new", "fishing", "--lang", language)
    path = home_of_the_test / "procedures" / "fishing.toml"
    assert (done.code, done.out) == (0, f"{path}\n")
    checked = deskapp("procedures", "check", path)
    assert (checked.code, checked.err) == (0, "")
    assert checked.out.startswith(f"{path}: in order")
    assert "#" in path.read_text(encoding="utf-8")


def test_every_shipped_one_can_be_begun_from(own: Path) -> None:
    ids = sorted({path.stem.removesuffix("-thanh-hoa").removesuffix("-2024") for path in SHIPPED.glob("*.toml")})
    for procedure_id in ids:
        assert deskapp("procedures", "new", f"my-{procedure_id}", "--from", procedure_id).code == 0
    assert deskapp("procedures", "check", *sorted(own.glob("*.toml"))).code == 0


def test_a_copy_of_another_id_leaves_the_fast_code_to_it(own: Path) -> None:
    deskapp("procedures", "new", "our-transfer", "--from", "vn-transfer")
    text = (own / "our-transfer.toml").read_text(encoding="utf-8")
    assert '\nid = "our-transfer"\n' in text
    assert '\n# code = "31"\n' in text


def test_new_overwrites_nothing_and_knows_what_an_id_is(own: Path) -> None:
    deskapp("procedures", "new", "fishing")
    (own / "fishing.toml").write_text("mine")
    again = deskapp("procedures", "new", "fishing")
    assert again.code == 65
    assert "is there already" in again.err
    assert (own / "fishing.toml").read_text() == "mine"
    for wrong in ("../up", "A", "a" * 41, ""):
        assert deskapp("procedures", "new", wrong).code == 65
    unknown = deskapp("procedures", "new", "x", "--from", "nothing")
    assert (unknown.code, "There is no procedure" in unknown.err) == (65, True)
    assert [path.name for path in own.iterdir()] == ["fishing.toml"]


def test_check_tells_each_file_and_the_worst_counts(own: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    deskapp("procedures", "new", "fishing")
    (own / "fishing.toml").rename(good)
    bad.write_text(good.read_text(encoding="utf-8").replace("papers.complete", "papers.komplete"), encoding="utf-8")
    done = deskapp("procedures", "check", good, bad, tmp_path / "none.toml")
    assert done.code == 65
    lines = done.out.splitlines()
    assert lines[0].startswith(f"{good}: in order")
    assert lines[1].startswith(f"{bad}:")
    assert ": steps.work.gates.1: “papers.komplete” is not known here. Did you mean “papers.complete”?" in lines[1]
    assert lines[2].startswith(f"{tmp_path / 'none.toml'}:1: The file cannot be read")


def test_a_file_of_the_home_is_checked_by_its_name_and_counts_always(own: Path) -> None:
    deskapp("procedures", "new", "fishing")
    text = (own / "fishing.toml").read_text(encoding="utf-8").replace("valid_from = 2026-01-01\n", "")
    (own / "fishing.toml").write_text(text, encoding="utf-8")
    assert deskapp("procedures", "check", "fishing.toml").code == 0
    listed = next(line for line in deskapp("procedures", "list").out.splitlines() if " fishing " in line)
    told = json.loads(deskapp("procedures", "list", "--json").out)["procedures"]
    assert "0001" not in listed
    assert [one["valid_from"] for one in told if one["id"] == "fishing"] == [None]


def test_check_sees_a_clash_with_what_is_there(own: Path, tmp_path: Path) -> None:
    deskapp("procedures", "new", "fishing")
    text = (own / "fishing.toml").read_text(encoding="utf-8").replace('# code = "61"', 'code = "31"')
    other = tmp_path / "other.toml"
    other.write_text(text.replace('"fishing"', '"other"'), encoding="utf-8")
    assert "Fast code 31 belongs to cn-one-stop" in deskapp("procedures", "check", other).out
    other.write_text(text.replace('code = "31"', ""), encoding="utf-8")
    assert "is the same procedure (fishing)" in deskapp("procedures", "check", other).out
    assert deskapp("procedures", "check", own / "fishing.toml").code == 0


def test_a_sum_that_does_not_come_out_is_a_note(own: Path) -> None:
    deskapp("procedures", "new", "vn-renew")
    path = own / "vn-renew.toml"
    stages = "".join(f'\n[[authority.stages]]\nname.vi = "{n}"\nworking_days = 4\n' for n in range(2))
    path.write_text(path.read_text(encoding="utf-8").replace("\n[[steps]]", f"{stages}\n[[steps]]", 1), "utf-8")
    done = deskapp("procedures", "check", path)
    assert done.code == 0
    assert "Note: the authority's stages sum to 8 days, the limit says 5." in done.out


def test_a_letter_of_the_offices_own_is_known(own: Path, home_of_the_test: Path) -> None:
    deskapp("procedures", "new", "fishing")
    path = own / "fishing.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"receipt_slip"', '"our_card"'), encoding="utf-8")
    assert deskapp("procedures", "check", path).code == 65
    letters = home_of_the_test / "letters"
    letters.mkdir()
    (letters / "our_card.docx").write_bytes(b"")
    assert deskapp("procedures", "check", path).code == 0


def test_show_tells_what_is_in_force_there_and_then() -> None:
    now = deskapp("procedures", "show", "vn-transfer", "--date", "2026-08-01", "--lang", "vi")
    assert now.code == 0
    assert "8 ngày làm việc" in now.out
    assert "(Mẫu 18)" in now.out
    there = deskapp("procedures", "show", "vn-transfer", "--date", "2026-08-01", "--province", "Thanh Hóa")
    assert "(Mẫu 29)" in there.out
    before = deskapp("procedures", "show", "vn-transfer", "--date", "2025-06-30")
    assert "working days: 10" in before.out
    assert deskapp("procedures", "show", "vn-transfer", "--date", "2020-01-01").code == 65
    assert deskapp("procedures", "show", "nothing").code == 65
    assert deskapp("procedures", "show", "vn-transfer", "--date", "someday").code == 65


def test_show_keeps_to_the_province_of_the_settings(home_of_the_test: Path) -> None:
    (home_of_the_test / "settings.toml").write_text('province = "Thanh Hóa"\n', encoding="utf-8")
    assert "(Mẫu 29)" in deskapp("procedures", "show", "vn-transfer", "--date", "2026-08-01").out
