"""A procedure is found as the clerk hears it, in whatever language it is asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from deskapp.cases.procedure import Heading, Texts
from deskapp.desks.intake.screens.new_case_choice import ChooseProcedure, rank_of
from deskapp.locale import words
from deskapp.overview.screens.case_doors import in_force
from deskapp.settings import find_home
from deskapp.store.work import Clerk
from deskapp.wiring import engine

HEADINGS = (
    Heading(
        "vn-transfer", Texts("土地使用权转让", "Chuyển nhượng quyền sử dụng đất", "Transfer of land"), "VN", code="31"
    ),
    Heading("vn-split", Texts("宗地分割", "Tách thửa", "Split of a parcel"), "VN", code="32"),
    Heading("vn-gift", Texts("赠与过户", "Tặng cho quyền sử dụng đất", "Gift of land"), "VN", code="33"),
    Heading("cn-filing", Texts("合同备案", "Lưu hồ sơ hợp đồng", "Contract filing"), "CN", code="41"),
)


def found(text: str) -> list[str]:
    dialog = ChooseProcedure(HEADINGS, words("zh"))
    return [HEADINGS[place].id for place in dialog.fitting(text)]


@pytest.mark.parametrize(
    "text", ["zongdi", "zdfg", "宗地", "分割", "tach thua", "Tách", "split", "32", "tách thửa", "thua tach"]
)
def test_by_any_word_of_its_name_and_by_its_code(text: str) -> None:
    assert found(text) == ["vn-split"]


def test_every_word_must_be_in_it() -> None:
    assert found("quyen su dung") == ["vn-transfer", "vn-gift"]
    assert found("quyen tang") == ["vn-gift"]
    assert found("quyen thua") == []
    assert found("") == [heading.id for heading in HEADINGS]


def test_the_code_stands_before_names() -> None:
    assert rank_of(HEADINGS[0], ["31"]) < rank_of(HEADINGS[0], ["chuyen"])
    assert rank_of(HEADINGS[0], ["chuyen"]) <= rank_of(HEADINGS[0], ["dat"])
    assert not rank_of(HEADINGS[0], ["xyz"])


def test_from_a_parcels_page_those_about_land_stand_first(tmp_path: Path) -> None:
    home = find_home(tmp_path)
    data = SimpleNamespace(engine=engine(home), region=("", ""), clerk=Clerk(1, "王敏", 1))
    for place in ("parcel", "unit", ""):
        found = in_force(data, date(2026, 11, 22), place)
        fits = [not place or heading.subject in (place, "either") for heading in found]
        assert fits == sorted(fits, reverse=True)
        assert set(fits) == ({True, False} if place else {True})
        ours = [heading.country == "CN" for heading, fit in zip(found, fits, strict=True) if fit]
        assert ours == sorted(ours, reverse=True)
