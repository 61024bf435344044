"""What follows from a procedure's fields without code: words for messages and letters, columns and cells of sheets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskapp.cases.fields import check_fields
from deskapp.cases.procedure import Procedure
from deskapp.cases.procedure_load import load_procedures
from deskapp.cases.procedure_parse import parse_procedure
from deskapp.cases.procedure_sheet import columns_of
from deskapp.cases.procedure_values import cells_of, said_fields
from deskapp.locale import LANGUAGES, words
from deskapp.sheets.column import Context

DATA = Path(__file__).parent / "data"
TODAY = date(2026, 11, 22)
VN = Context("VN")

KEPT = {
    "kind": "gift",
    "new_holder": "Nguyễn Văn Ánh",
    "price": "4000000000",
    "taxable_value": "",
    "contract_day": "2026-11-20",
    "part": "yes",
}


@pytest.fixture(scope="module")
def transfer() -> Procedure:
    return load_procedures().find("vn-transfer", TODAY)


def own(name: str) -> Procedure:
    return parse_procedure((DATA / f"{name}.toml").read_text(encoding="utf-8"), "office")


def test_values_are_said_in_the_customers_language(transfer: Procedure) -> None:
    said = {language: said_fields(transfer, KEPT, words(language)) for language in LANGUAGES}
    assert [said[one]["kind"] for one in LANGUAGES] == ["赠与", "Tặng cho", "Gift"]
    assert [said[one]["price"] for one in ("vi", "en")] == ["4.000.000.000 ₫", "4,000,000,000 ₫"]
    assert [said[one]["contract_day"] for one in ("vi", "en")] == ["20/11/2026", "2026-11-20"]
    assert [said[one]["part"] for one in LANGUAGES] == ["是", "Có", "Yes"]
    assert said["zh"]["taxable_value"] == said["zh"]["certificate_number"] == ""


def test_what_a_rule_does_not_understand_any_more_stands_as_it_is(transfer: Procedure) -> None:
    said = said_fields(transfer, {"kind": "swap", "price": "much", "contract_day": "soon"}, words("vi"))
    assert (said["kind"], said["price"], said["contract_day"]) == ("swap", "much", "soon")


def test_columns_have_the_names_of_the_fields_and_their_headings(transfer: Procedure) -> None:
    columns = {column.name: column for column in columns_of(transfer, TODAY)}
    assert list(columns) == [rule.code for rule in transfer.fields]
    assert (columns["price"].shape, columns["contract_day"].shape, columns["kind"].shape) == ("money", "day", "choice")
    assert [columns["price"].heading(words(language)) for language in LANGUAGES] == [
        "合同价",
        "Giá hợp đồng",
        "Contract price",
    ]
    assert columns["part"].choices == ("yes", "no")


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("kind", "Tặng cho", "gift"),
        ("kind", "tang cho", "gift"),
        ("kind", "赠与", "gift"),
        ("kind", "gift", "gift"),
        ("part", "có", "yes"),
        ("part", "否", "no"),
        ("price", "4.000.000.000", Decimal(4_000_000_000)),
        ("contract_day", "20/11/2026", date(2026, 11, 20)),
        ("new_holder", "=cmd|x", "=cmd|x"),
    ],
)
def test_a_cell_is_read_in_any_language(transfer: Procedure, name: str, cell: str, value: Any) -> None:
    column = next(column for column in columns_of(transfer, TODAY) if column.name == name)
    assert column.parse(cell, VN) == (value, None)


@pytest.mark.parametrize(("name", "cell"), [("kind", "đổi"), ("part", "maybe"), ("price", "x"), ("contract_day", "x")])
def test_a_cell_that_is_nothing_has_its_fault(transfer: Procedure, name: str, cell: str) -> None:
    value, fault = next(column for column in columns_of(transfer, TODAY) if column.name == name).parse(cell, VN)
    assert value is None
    assert fault is not None
    assert all(fault.code in words(language) for language in LANGUAGES)


def test_what_is_exported_can_be_taken_in_again(transfer: Procedure) -> None:
    cells = cells_of(transfer, KEPT)
    assert (cells["price"], cells["contract_day"], cells["taxable_value"]) == (
        Decimal(4_000_000_000),
        date(2026, 11, 20),
        None,
    )
    assert check_fields(transfer, cells, TODAY) == {code: text for code, text in KEPT.items() if text}


@given(st.text(max_size=60), st.sampled_from(["account-opening", "fishing-licence"]))
def test_any_cell_is_a_value_or_a_fault(text: str, name: str) -> None:
    procedure = own(name)
    for column in columns_of(procedure, TODAY):
        if text.strip():
            value, fault = column.parse(text, Context("CN"))
            assert value is not None or fault is not None or not text.strip("\u200b\ufeff ").isprintable()
            assert value is None or check_fields(procedure, {column.name: value}, TODAY)


@pytest.mark.parametrize(("name", "count"), [("account-opening", 4), ("fishing-licence", 3)])
def test_a_file_alone_gives_columns_and_words(name: str, count: int) -> None:
    procedure = own(name)
    assert len(columns_of(procedure, TODAY)) == count
    assert all(column.heading(words("vi")) for column in columns_of(procedure, TODAY))
    assert set(said_fields(procedure, {}, words("en")).values()) == {""}
