from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskapp.errors import DeskError
from deskapp.office.tariffs.rates import Rate, parse_tariffs, shipped_tariffs
from deskapp.office.tariffs.vietnam import PAYERS, conversion_fee, transfer_fees

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("value", "notary", "fee", "tax"),
    [
        (40_000_000, 50_000, 200_000, 800_000),
        (50_000_000, 100_000, 250_000, 1_000_000),
        (100_000_000, 100_000, 500_000, 2_000_000),
        (1_000_000_000, 1_000_000, 5_000_000, 20_000_000),
        (3_000_000_000, 2_200_000, 15_000_000, 60_000_000),
        (4_000_000_000, 2_700_000, 20_000_000, 80_000_000),
        (5_000_000_000, 3_200_000, 25_000_000, 100_000_000),
        (10_000_000_000, 5_200_000, 50_000_000, 200_000_000),
        (100_000_000_000, 32_200_000, 500_000_000, 2_000_000_000),
        (120_000_000_000, 36_200_000, 500_000_000, 2_400_000_000),
        (500_000_000_000, 70_000_000, 500_000_000, 10_000_000_000),
    ],
)
def test_charges_of_a_transfer(value: int, notary: int, fee: int, tax: int) -> None:
    fees = transfer_fees(Decimal(value), DAY)
    assert [fees.notary_fee, fees.registration_fee, fees.income_tax] == [notary, fee, tax]
    assert fees.total == notary + fee + tax
    assert fees.warnings == ()


def test_the_sum_of_the_published_example() -> None:
    assert transfer_fees(Decimal(4_000_000_000), DAY).total == 102_700_000


def test_who_owes_what() -> None:
    assert dict(PAYERS) == {"registration_fee": "buyer", "income_tax": "seller", "notary_fee": "agreed"}


def test_the_registration_fee_is_taken_on_the_higher_price() -> None:
    fees = transfer_fees(Decimal(3_000_000_000), DAY, table_value=Decimal(4_000_000_000))
    assert [fees.registration_fee, fees.income_tax, fees.notary_fee] == [20_000_000, 60_000_000, 2_200_000]
    assert [fault.code for fault in fees.warnings] == ["tariff.table_above_price"]
    lower = transfer_fees(Decimal(4_000_000_000), DAY, table_value=Decimal(3_000_000_000))
    assert lower == transfer_fees(Decimal(4_000_000_000), DAY)


@pytest.mark.parametrize(
    "reason", ["spouse", "parent-child", "mẹ tặng con", "Ông bà cháu", "anh chị em ruột", "FAMILY", "夫妻"]
)
def test_the_family_is_free_of_both(reason: str) -> None:
    fees = transfer_fees(Decimal(4_000_000_000), DAY, exempt_tax=reason, exempt_fee=reason)
    assert [fees.registration_fee, fees.income_tax, fees.notary_fee] == [0, 0, 2_700_000]
    assert all(fault.code == "tariff.exempt_family" and fault.warning for fault in fees.warnings)


def test_the_only_home_is_free_of_the_tax_alone() -> None:
    fees = transfer_fees(Decimal(4_000_000_000), DAY, exempt_tax="only-home")
    assert [fees.registration_fee, fees.income_tax] == [20_000_000, 0]
    assert [fault.code for fault in fees.warnings] == ["tariff.exempt_only_home"]
    with pytest.raises(DeskError) as error:
        transfer_fees(Decimal(1), DAY, exempt_fee="only-home")
    assert error.value.code == "tariff.no_exemption"


def test_an_unknown_reason_is_refused_with_the_known_ones() -> None:
    with pytest.raises(DeskError) as error:
        transfer_fees(Decimal(1), DAY, exempt_tax="a friend")
    assert "parent-child" in error.value.values["known"]


def test_a_day_without_a_rate_is_refused() -> None:
    with pytest.raises(DeskError) as error:
        transfer_fees(Decimal(1), date(2010, 1, 1))
    assert error.value.code == "tariff.no_rate"


@pytest.mark.parametrize(
    ("area", "within", "over", "beyond", "total"),
    [
        (200, 270_000_000, 0, 0, 270_000_000),
        (350, 270_000_000, 337_500_000, 0, 607_500_000),
        (500, 270_000_000, 450_000_000, 450_000_000, 1_170_000_000),
    ],
)
def test_conversion(area: int, within: int, over: int, beyond: int, total: int) -> None:
    fee = conversion_fee(Decimal(area), Decimal(200), Decimal(5_000_000), Decimal(500_000), DAY)
    assert [fee.within, fee.over, fee.beyond, fee.total] == [within, over, beyond, total]


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2024, 8, 1), date(2020, 1, 1)])
def test_conversion_before_2026(day: date) -> None:
    fee = conversion_fee(Decimal(500), Decimal(200), Decimal(5_000_000), Decimal(500_000), day)
    assert [fee.within, fee.over, fee.beyond] == [450_000_000, 900_000_000, 450_000_000]


def test_conversion_without_a_limit_and_with_wrong_prices() -> None:
    assert conversion_fee(Decimal(10), Decimal(0), Decimal(2), Decimal(1), DAY).total == 10
    with pytest.raises(DeskError) as error:
        conversion_fee(Decimal(10), Decimal(5), Decimal(1), Decimal(2), DAY)
    assert error.value.code == "tariff.price_order"
    with pytest.raises(DeskError):
        conversion_fee(Decimal(-1), Decimal(5), Decimal(2), Decimal(1), DAY)


AMOUNTS = st.integers(0, 10**12).map(Decimal)
AREAS = st.integers(0, 100_000).map(lambda n: Decimal(n) / 100)


@settings(deadline=None)
@given(AMOUNTS, AMOUNTS)
def test_a_higher_price_never_costs_less(first: Decimal, second: Decimal) -> None:
    low, high = sorted((first, second))
    cheap, dear = transfer_fees(low, DAY), transfer_fees(high, DAY)
    assert cheap.total <= dear.total
    assert dear.registration_fee <= 500_000_000
    assert dear.notary_fee <= 70_000_000
    assert dear.total == int(dear.total)


@settings(deadline=None)
@given(AREAS, AREAS, st.integers(0, 10**8).map(Decimal))
def test_conversion_never_exceeds_the_whole_difference(area: Decimal, limit: Decimal, price: Decimal) -> None:
    fee = conversion_fee(area, limit, price, Decimal(0), DAY)
    assert area * price * Decimal("0.3") - 1 <= fee.total <= area * price + 1
    assert abs(fee.within + fee.over + fee.beyond - fee.total) <= 2


def test_shipped_rates_have_no_gap_and_a_source() -> None:
    tariffs = shipped_tariffs()
    for code in {row.code for row in tariffs.rates}:
        rows: list[Rate] = sorted(
            (row for row in tariffs.rates if row.code == code), key=lambda row: row.validity.valid_from
        )
        assert rows[-1].validity.valid_to is None
        for before, after in pairwise(rows):
            assert before.validity.valid_to is not None
            assert before.validity.valid_to + timedelta(days=1) == after.validity.valid_from
    assert all(validity.source for validity in (row.validity for row in tariffs.rates))


ROW = """[[rate]]
code = "x"
value = "0.5"
valid_from = 2026-01-01
jurisdiction = "VN"
source = "a law"
certainty = "A"
"""


def test_a_file_of_an_office() -> None:
    assert parse_tariffs(ROW).rate("x", DAY) == Decimal("0.5")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (ROW.replace('"0.5"', '"half"'), "value"),
        (ROW.replace('"0.5"', "0.5"), "value"),
        (ROW.replace('"0.5"', '"-1"'), "value"),
        (ROW.replace('"0.5"', '"NaN"'), "value"),
        (ROW.replace("2026-01-01", '"2026-01-01"'), "valid_from"),
        (ROW.replace("2026-01-01", "2026-01-01\nvalid_to = 2025-01-01"), "valid_to"),
        (ROW.replace('"A"', '"E"'), "certainty"),
        (ROW.replace('source = "a law"\n', ""), "source"),
        (ROW + ROW, "valid_from"),
        ("[[rate]", "toml"),
        ('[[tax]]\ncode = "x"', "tax"),
        (ROW.replace("[[rate]]", "[[exemption]]"), "charges"),
    ],
)
def test_a_wrong_file_is_refused_with_the_field(wrong: str, field: str) -> None:
    with pytest.raises(DeskError) as error:
        parse_tariffs(wrong)
    assert error.value.code == "tariff.file"
    assert error.value.values["name"] == field


# ---- who owes what, and why not


def test_a_mothers_gift_to_her_child_costs_the_notary_alone() -> None:
    fees = transfer_fees(Decimal(4_000_000_000), DAY, kind="gift", relation="mẹ tặng con")
    assert [fees.registration_fee, fees.income_tax, fees.notary_fee] == [0, 0, 2_700_000]
    assert dict(fees.reasons) == {"registration_fee": "parent-child", "income_tax": "parent-child"}
    assert fees.owed == {"receiver": 0, "agreed": 2_700_000}
    assert [fault.code for fault in fees.warnings] == ["tariff.exempt_family"]


def test_a_sale_among_kin_is_free_of_the_tax_and_not_of_the_fee() -> None:
    fees = transfer_fees(Decimal(4_000_000_000), DAY, relation="sibling")
    assert fees.owed == {"buyer": 20_000_000, "seller": 0, "agreed": 2_700_000}
    assert [fault.code for fault in fees.warnings] == ["tariff.fee_on_sale", "tariff.exempt_family"]


@pytest.mark.parametrize(
    ("day", "value", "tax"),
    [
        (DAY, 1_020_000_000, 100_000_000),
        (DAY, 20_000_000, 0),
        (date(2026, 6, 30), 1_010_000_000, 100_000_000),
        (date(2026, 6, 30), 10_000_000, 0),
    ],
)
def test_a_gift_to_others_is_taxed_above_the_threshold_of_its_day(day: date, value: int, tax: int) -> None:
    fees = transfer_fees(Decimal(value), day, kind="gift")
    assert fees.income_tax == tax
    assert fees.payers["income_tax"] == "receiver"


def test_a_gift_is_taxed_on_the_table_price() -> None:
    fees = transfer_fees(Decimal(0), DAY, kind="gift", table_value=Decimal(1_020_000_000))
    assert [fees.income_tax, fees.registration_fee] == [100_000_000, 5_100_000]


@pytest.mark.parametrize(("days", "tax", "code"), [(183, 0, "exempt_only_home"), (182, 80_000_000, "only_home_short")])
def test_the_only_home_must_have_been_owned_long_enough(days: int, tax: int, code: str) -> None:
    fees = transfer_fees(Decimal(4_000_000_000), DAY, owned_days=days)
    assert fees.income_tax == tax
    assert [fault.code for fault in fees.warnings] == [f"tariff.{code}"]


def test_an_unknown_kind_and_relation_are_refused() -> None:
    with pytest.raises(DeskError, match=r"tariff\.kind"):
        transfer_fees(Decimal(1), DAY, kind="theft")
    with pytest.raises(DeskError, match=r"tariff\.no_exemption"):
        transfer_fees(Decimal(1), DAY, relation="a friend")


@settings(deadline=None)
@given(AMOUNTS, st.sampled_from(["sale", "gift", "inheritance"]), st.sampled_from([None, "spouse", "sibling"]))
def test_what_is_owed_adds_up_to_all_charges(value: Decimal, kind: str, relation: str | None) -> None:
    fees = transfer_fees(value, DAY, kind=kind, relation=relation)
    assert sum(fees.owed.values()) == fees.total
    for charge in fees.reasons:
        assert getattr(fees, charge) == 0
