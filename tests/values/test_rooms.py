import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskapp.values.rooms import (
    Place,
    fold_code,
    parse_unit_code,
    room_keys,
    strip_building,
    strip_entrance,
    strip_room,
    unit_code,
)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("3栋", "3"),
        ("3幢", "3"),
        ("3#", "3"),
        ("#3", "3"),
        ("3号楼", "3"),
        ("3 号楼", "3"),
        ("第3栋", "3"),
        ("03栋", "3"),
        ("3.0", "3"),
        ("三栋", "3"),
        ("十二号楼", "12"),
        ("二十栋", "20"),
        ("A座", "A"),
        ("a座", "A"),
        ("Tòa 3", "3"),
        ("Toà nhà A", "A"),
        ("Building 3", "3"),
        ("地下车库", "地下车库"),
        ("S1.02", "S1.02"),
        ("栋", "栋"),
        ("３栋", "3"),
        ("", ""),
    ],
)
def test_building(text: str, bare: str) -> None:
    assert strip_building(text) == bare


@pytest.mark.parametrize(
    ("text", "bare"), [("2单元", "2"), ("二单元", "2"), ("Đơn nguyên 2", "2"), ("甲单元", "甲"), ("2.0", "2"), ("", "")]
)
def test_entrance(text: str, bare: str) -> None:
    assert strip_entrance(text) == bare


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("1501室", "1501"),
        ("1501号", "1501"),
        ("Căn hộ 1501", "1501"),
        ("P.1501", "1501"),
        ("0315", "0315"),
        ("15a", "15A"),
        ("B1-044", "B1-044"),
        ("1501.0", "1501"),
        ("１５０１室", "1501"),
        ("室", "室"),
    ],
)
def test_room(text: str, bare: str) -> None:
    assert strip_room(text) == bare


def test_unit_code() -> None:
    assert unit_code("3", "2", "1501") == "3-2-1501"
    assert unit_code("地下车库", "", "B1-044") == "地下车库-B1-044"
    assert unit_code("A", "", "A-1205") == "A-1205", "lists of Vietnam have the building in the room"
    assert unit_code("3", "", "3-1501") == "3-3-1501", "entrance 3 of building 3, for all we know"


WRITTEN = [
    *(
        "3-2-1501",
        "3 2 1501",
        "3.2.1501",
        "3栋2单元1501",
        "3栋2单元1501室",
        "3幢2单元1501",
        "3#-2-1501",
        "3#2-1501",
        "3号楼2单元1501室",
    ),
    *("第3栋2单元1501", "Tòa 3 Đơn nguyên 2 Căn 1501", "３栋２单元１５０１", "3-2-1501室"),
]


@pytest.mark.parametrize("text", WRITTEN)
def test_every_written_form_means_the_unit(text: str) -> None:
    assert parse_unit_code(text)[0] == Place("3", "2", "1501")
    assert fold_code(text) == "3-2-1501"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("3-1501", Place("3", None, "1501")),
        ("A座1201", Place("A", None, "1201")),
        ("Căn A-1205", Place("A", None, "A-1205")),
        ("地下车库-B1-044", Place("地下车库", None, "B1-044")),
        ("地下车库B1-044", Place("地下车库B1", None, "044")),
        ("S1.02-1501", Place("S1.02", None, "1501")),
        ("321501", Place("3", "2", "1501")),
        ("321501", Place("32", None, "1501")),
        ("321501", Place("32", "1", "501")),
        ("三栋二单元1501", Place("3", "2", "1501")),
    ],
)
def test_what_a_number_may_mean(text: str, place: Place) -> None:
    assert place in parse_unit_code(text)


@pytest.mark.parametrize("text", ["", "王芳", "zsf", "3栋", "15"])
def test_no_unit(text: str) -> None:
    assert parse_unit_code(text) == []


def test_keys_of_a_unit() -> None:
    assert room_keys("3", "2", "1501") == {"3-2-1501", "321501", "2-1501", "21501", "1501"}
    assert room_keys("地下车库", "", "B1-044") == {"地下车库-b1-044", "地下车库b1044", "b1-044", "b1044", "044"}


NUMBER = st.integers(1, 40).map(str)


@settings(deadline=None)
@given(NUMBER, NUMBER, st.integers(101, 4904).map(str))
def test_a_unit_is_found_by_its_written_forms(building: str, entrance: str, room: str) -> None:
    code = unit_code(building, entrance, room)
    forms = [
        code,
        f"{building} {entrance} {room}",
        f"{building}号楼{entrance}单元{room}室",
        f"{building}#-{entrance}-{room}",
    ]
    for form in forms:
        assert parse_unit_code(form)[0] == Place(building, entrance, room)
        assert fold_code(form) in room_keys(building, entrance, room)
