"""Export, edit, import: what comes out goes in again unchanged, and one edited cell is one updated record."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.reports.reports_ground import LONG, SHEETS, deskapp, export, rows_of, take

FORMS = [("zh", "xlsx"), ("vi", "xlsx"), ("en", "xlsx"), ("zh", "csv")]
WITH_NUMBERS = ("customers", "residents", "staff")
EDITS = {
    "units": ("room", "1502", "total_price", "1250000.00"),
    "customers": ("name", "张三丰", "address", "重庆市江北区金融街2号"),
    "residents": ("name", "张小宝", "since", "2026-11-01"),
    "parcels": ("parcel", "346", "area", "81.5"),
    "staff": ("number", "GH002", "role", "值班主管"),
    "calendar": ("day", "2027-01-03", "name", "元旦补班"),
}


@pytest.mark.parametrize(("language", "form"), FORMS)
@pytest.mark.parametrize("kind", SHEETS)
def test_what_comes_out_goes_in_unchanged(office: Path, tmp_path: Path, kind: str, language: str, form: str) -> None:
    path = export(kind, tmp_path / f"out.{form}", "--lang", language)
    done = deskapp("import", kind, path, "--update", "--json")
    assert (done.code, done.told["rows"]) == (0, done.told["unchanged"]), done.err
    assert done.told["rows"] == len(rows_of(kind, tmp_path / "rows")) > 1


@pytest.mark.parametrize(("language", "form"), FORMS[1::2])
@pytest.mark.parametrize("kind", WITH_NUMBERS)
def test_whole_numbers_go_in_unchanged_too(office: Path, tmp_path: Path, kind: str, language: str, form: str) -> None:
    path = export(kind, tmp_path / f"out.{form}", "--lang", language, "--full")
    done = deskapp("import", kind, path, "--json")
    assert (done.code, done.told["rows"]) == (0, done.told["unchanged"]), done.err


@pytest.mark.parametrize("kind", SHEETS)
def test_one_edited_cell_is_one_updated_record(office: Path, tmp_path: Path, kind: str) -> None:
    which, whose, field, new = EDITS[kind]
    before = rows_of(kind, tmp_path / "before")
    edited = [{**row, field: new} if row[which] == whose else row for row in before]
    assert edited != before
    with (tmp_path / "edited.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(before[0]))
        writer.writeheader()
        writer.writerows(edited)
    refused = deskapp("import", kind, tmp_path / "edited.csv", "--json")
    assert (refused.code, refused.told["rejected"], refused.told["updated"]) == (65, 1, 0)
    done = deskapp("import", kind, tmp_path / "edited.csv", "--update", "--json")
    counts = (done.told["created"], done.told["updated"], done.told["unchanged"])
    assert (done.code, counts) == (0, (0, 1, len(before) - 1)), done.err
    after = rows_of(kind, tmp_path / "after")
    assert [row for row in after if row not in before] == [
        {**row, field: after_of(new)} for row in before if row[which] == whose
    ]


def after_of(text: str) -> str:
    """A figure comes back with its two decimals."""
    return "81.50" if text == "81.5" else text


def test_a_home_of_its_own_takes_the_workbooks_of_another(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = ("units", "parcels", "calendar")
    books = {kind: export(kind, tmp_path / f"{kind}.xlsx") for kind in kinds}
    old = {kind: rows_of(kind, tmp_path / f"{kind}-old") for kind in kinds}
    monkeypatch.setenv("DESKAPP_HOME", str(tmp_path / "new"))
    for kind, book in books.items():
        done = deskapp("import", kind, book, "--json")
        assert (done.code, done.told["created"]) == (0, len(old[kind])), done.err
        assert rows_of(kind, tmp_path / f"{kind}-new") == old[kind]


def test_hostile_text_survives_both_ways(office: Path, tmp_path: Path) -> None:
    named = {row["name"]: row for row in rows_of("customers", tmp_path / "out")}
    assert named["'=1+1"]["address"] == "'@SUM(A1)"
    assert named["[/b][@click=app.quit]x[/]"]["address"] == LONG
    assert named["[/b][@click=app.quit]x[/]"]["category"] == "老客户"
    for form in ("csv", "xlsx"):
        nfd = "Tra\u0302\u0300n\x00 Th\u1ecb Hoa"
        new = take("customers", f"name,phone,address\n{nfd},13811138111,'-2+3\x00\n", tmp_path, "--update")
        assert new.code == 0, new.err
        path = export("customers", tmp_path / f"hostile.{form}", "--full")
        done = deskapp("import", "customers", path, "--update", "--json")
        assert done.told["unchanged"] == done.told["rows"], done.err
    after = {row["name"]: row["address"] for row in rows_of("customers", tmp_path / "after")}
    assert after["Trần Thị Hoa"] == "'-2+3"


def test_a_name_with_a_comma_stays_one_customer(office: Path, tmp_path: Path) -> None:
    before = rows_of("customers", tmp_path / "before")
    number = next(row["number"] for row in before if row["name"] == "江畔商贸有限公司")
    two = take("customers", f'number,name\n{number},"Jiangpan, Ltd."\n', tmp_path, "--update")
    assert (two.code, two.told["rejected"]) == (65, 1)


def test_a_document_of_somebody_else_refuses_the_row(office: Path, tmp_path: Path) -> None:
    before = rows_of("customers", tmp_path / "before")
    number = next(row["number"] for row in before if row["name"] == "江畔商贸有限公司")
    done = take(
        "customers", f"number,id_kind,id_number,name\n{number},cn-id,110105198504121172,\n", tmp_path, "--update"
    )
    assert (done.code, done.told["rejected"]) == (65, 1), done.err
