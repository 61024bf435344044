"""The rules of settling against every row of the trade's tables, and what must hold for any figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskapp.desks.handover.settling.area import Clause, ratio_percent, refund_due, settle_difference
from deskapp.desks.handover.settling.deed_tax import deed_tax, price_without_vat, registration_fee, reliefs_of
from deskapp.desks.handover.settling.fund import adjustment, fund_amount, tariffs_of
from deskapp.desks.handover.settling.gate_rules import gates_on, parse_gates, shipped_gates
from deskapp.desks.handover.settling.gates import same_number
from deskapp.desks.handover.settling.late import daily_percent, late_days, late_penalty
from deskapp.desks.handover.settling.model import GATES
from deskapp.desks.handover.settling.resettlement import settle_tiers, tiers_on
from deskapp.desks.handover.settling.title_papers import shipped_papers, wanted_papers
from deskapp.errors import DeskError

D = Decimal
TODAY = date(2026, 11, 22)

AREAS = [
    ("100.00", "102.00", "8000", "2.0000", "actual", "16000.00", False),
    ("100.00", "103.00", "8000", "3.0000", "actual", "24000.00", False),
    ("100.00", "103.01", "8000", "3.0100", "over", "24000.00", True),
    ("100.00", "105.00", "8000", "5.0000", "over", "24000.00", True),
    ("100.00", "97.00", "8000", "-3.0000", "actual", "-24000.00", False),
    ("100.00", "96.99", "8000", "-3.0100", "under", "-24160.00", True),
    ("100.00", "94.00", "8000", "-6.0000", "under", "-72000.00", True),
    ("100.00", "100.00", "8000", "0.0000", "actual", "0.00", False),
    ("89.53", "92.30", "12345.67", "3.0939", "over", "33159.24", True),
    ("89.53", "86.10", "12345.67", "-3.8311", "under", "-51532.06", True),
    ("120.50", "116.885", "9999", "-3.0000", "actual", "-36146.39", False),
    ("120.50", "124.115", "9999", "3.0000", "actual", "36146.39", False),
]


@pytest.mark.parametrize(("contract", "measured", "price", "ratio", "branch", "net", "cancel"), AREAS)
def test_the_ministrys_examples(
    contract: str, measured: str, price: str, ratio: str, branch: str, net: str, cancel: bool
) -> None:
    found = settle_difference(D(contract), D(measured), D(price))
    assert (str(found.ratio_percent), found.branch, str(found.amount), found.may_cancel) == (ratio, branch, net, cancel)


def test_the_final_price_of_the_seventh_example() -> None:
    assert D(100) * 8000 + settle_difference(D(100), D(94), D(8000)).amount == D("728000.00")


areas = st.decimals(min_value=10, max_value=500, places=2)
prices = st.decimals(min_value=1, max_value=200_000, places=2)
ROUNDED = D("0.01")


@settings(max_examples=120)
@given(contract=areas, price=prices, more=st.decimals(min_value=0, max_value=30, places=2))
def test_the_settlement_for_any_figures(contract: Decimal, price: Decimal, more: Decimal) -> None:
    def net(measured: Decimal) -> Decimal:
        return settle_difference(contract, measured, price).amount

    bound = contract * 3 / 100
    assert net(contract) == 0
    # continuous at both limits: a hundredth of a square metre beyond makes no leap
    hundredth = D("0.01") * price
    assert abs(net(contract + bound + D("0.01")) - net(contract + bound)) <= ROUNDED
    assert abs(net(contract - bound - D("0.01")) - net(contract - bound) + 2 * hundredth) <= ROUNDED
    # within the limit every square metre is paid for, above it nothing more, below it twice as much
    inside = min(more, bound)
    assert abs(net(contract + inside) - inside * price) <= ROUNDED
    assert net(contract + bound + more) == net(contract + bound)
    assert abs(net(contract - bound - more) - net(contract - bound) + 2 * more * price) <= 2 * ROUNDED
    # twice the price is twice the money
    assert abs(settle_difference(contract, contract + more, 2 * price).amount - 2 * net(contract + more)) <= ROUNDED
    # beyond the limit alone the buyer may choose
    assert settle_difference(contract, contract + more, price).may_cancel == (more * 100 > 3 * contract)


def test_the_limit_is_met_by_exact_figures_and_not_by_rounded_ones() -> None:
    just = settle_difference(D("100.00"), D("103.00004"), D(8000))
    assert (str(just.ratio_percent), just.may_cancel) == ("3.0000", True)
    with pytest.raises(DeskError, match=r"settle\.area_zero"):
        settle_difference(D(0), D(10), D(1))


def test_either_kind_of_area_gives_the_choice_and_the_priced_one_the_money() -> None:
    within = settle_difference(D(100), D(102), D(8000), others=[(D(80), D(84))])
    assert (within.amount, within.may_cancel, within.branch) == (D(16_000), True, "actual")
    both = settle_difference(D(100), D(102), D(8000), others=[(D(80), D(82))])
    assert not both.may_cancel


def test_the_contracts_clause_comes_first() -> None:
    actual = settle_difference(D(100), D(110), D(8000), Clause("actual", D(0)))
    fixed = settle_difference(D(100), D(110), D(8000), Clause("fixed", D(0)))
    own = settle_difference(D(100), D(94), D(8000), Clause("threshold", D(6)))
    assert (actual.amount, actual.may_cancel) == (D(80_000), False)
    assert (fixed.amount, fixed.may_cancel, fixed.branch) == (D(0), False, "fixed")
    assert (own.amount, own.may_cancel) == (D(-48_000), False)
    assert refund_due(date(2026, 1, 31), "CN") == date(2026, 3, 2)
    assert ratio_percent(D("89.53"), D("92.30")) == D("3.0939")


TAXES = [
    ("1500000", "90.00", 1, date(2024, 11, 30), False, "1", "15000.00"),
    ("1500000", "90.01", 1, date(2024, 11, 30), False, "1.5", "22500.00"),
    ("1500000", "140.00", 1, date(2024, 12, 1), False, "1", "15000.00"),
    ("1500000", "140.01", 1, date(2024, 12, 1), False, "1.5", "22500.00"),
    ("1500000", "140.00", 2, date(2024, 12, 1), False, "1", "15000.00"),
    ("1500000", "140.01", 2, date(2024, 12, 1), False, "2", "30000.00"),
    ("1500000", "100", 2, date(2024, 11, 30), False, "2", "30000.00"),
    ("5000000", "89", 2, date(2024, 11, 30), True, "3", "150000.00"),
    ("5000000", "89", 2, date(2024, 12, 1), True, "1", "50000.00"),
    ("1500000", "100", 3, date(2025, 6, 1), False, "3", "45000.00"),
]


@pytest.mark.parametrize(("price", "area", "home", "day", "tier1", "rate", "tax"), TAXES)
def test_the_deed_tax_of_every_row(
    price: str, area: str, home: int, day: date, tier1: bool, rate: str, tax: str
) -> None:
    found = deed_tax(D(price), D(area), home, day, tier1=tier1)
    assert (found.rate_percent, str(found.tax)) == (D(rate), tax)


def test_a_price_with_vat_a_company_a_province_and_days_before_the_rows() -> None:
    found = deed_tax(D(1_090_000), D(90), 1, TODAY, vat_percent=D(9))
    assert (found.base, found.tax) == (D("1000000.00"), D("10000.00"))
    assert price_without_vat(D(1_050_000), D(5)) == D(1_000_000)
    assert deed_tax(D(1_000_000), D(90), 1, TODAY, relieved=False).rate_percent == D(3)
    assert deed_tax(D(1_000_000), D(90), 3, TODAY, legal=D(4)).tax == D("40000.00")
    # the first home keeps its rate where the province has its own
    assert deed_tax(D(1_000_000), D(90), 1, TODAY, legal=D(4)).tax == D("10000.00")
    with pytest.raises(DeskError, match=r"tariff\.no_rate"):
        deed_tax(D(1), D(1), 1, date(2016, 2, 21))
    with pytest.raises(DeskError, match=r"settle\.home_number"):
        deed_tax(D(1), D(1), 0, TODAY)
    assert [one.code for one in reliefs_of("deed_tax", "CN", TODAY)][:3] == ["spouse", "heir", "resettlement"]
    assert "spouse" not in {one.code for one in reliefs_of("deed_tax", "CN", date(2021, 8, 31))}


def test_the_registration_fee_of_vietnam_has_its_cap() -> None:
    assert registration_fee(D(3_000_000_000), TODAY).tax == D(15_000_000)
    assert registration_fee(D(200_000_000_000), TODAY).tax == D(500_000_000)


FUNDS = [
    ("98.76", "80", "7900.80"), ("98.76", "50", "4938.00"), ("120.33", "200", "24066.00"),
    ("120.33", "100", "12033.00"), ("89.50", "65", "5817.50"),
]  # fmt: skip


@pytest.mark.parametrize(("area", "tariff", "amount"), FUNDS)
def test_the_fund_of_every_row(area: str, tariff: str, amount: str) -> None:
    assert str(fund_amount(D(area), D(tariff))) == amount


def test_tariffs_of_a_place_and_of_vietnam() -> None:
    def told(country: str, place: str, kind: str = "dwelling") -> list[tuple[str, str]]:
        return [(one.code, str(one.value)) for one in tariffs_of(country, place, kind, TODAY)]

    assert told("CN", "重庆市渝北区") == [("no_lift", "50"), ("lift", "80")]
    assert told("CN", "北京") == [("no_lift", "100"), ("lift", "200")]
    assert told("CN", "杭州西湖")[0] == ("no_lift", "45")
    assert told("CN", "某县") == [("no_lift", "70"), ("lift_low", "95"), ("lift_middle", "130"), ("lift_high", "145")]
    assert told("CN", "某县", "parking") == [("storage", "60")]
    assert told("VN", "Hà Nội") == [("price_share", "0.02")]
    assert fund_amount(D(0), D("0.02"), unit="price", base=D(3_000_000_000), currency="VND") == D(60_000_000)
    assert adjustment(D("103.00"), D("100.00"), D(80)) == D("240.00")


def test_the_penalty_of_a_late_handover() -> None:
    assert str(late_penalty(D(800_000), D("0.01"), 37)) == "2960.00"
    assert str(late_penalty(D(800_000), D("0.03"), 37)) == "8880.00"
    due = date(2026, 11, 15)
    assert [late_days(due, day) for day in (due, date(2026, 11, 16), date(2026, 12, 22))] == [0, 1, 37]
    assert late_days(None, due) == 0
    assert (daily_percent(10), daily_percent(None)) == (D("0.01"), None)


def test_every_gate_has_a_rule_in_both_countries() -> None:
    for country in ("CN", "VN"):
        assert set(gates_on(TODAY, country)) == set(GATES)
    chinese, vietnamese = gates_on(TODAY, "CN"), gates_on(TODAY, "VN")
    assert (chinese["fund"].mode, chinese["deed_tax"].mode, chinese["accepted"].mode) == ("block", "warn", "block")
    assert (vietnamese["deed_tax"].mode, vietnamese["registered"].mode) == ("off", "off")
    assert all(one.validity.source for one in shipped_gates())


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ('mode = "loud"', "mode"), ('station = "roof"', "station"), ('gate = "luck"', "gate"),
        ('certainty = "Z"', "certainty"), ("valid_from = 1", "valid_from"), ('source = ""', "source"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_used_is_named(change: str, name: str) -> None:
    good = {
        "gate": '"price"', "station": '"payment"', "mode": '"block"', "clears": '"customer"', "jurisdiction": '"*"',
        "source": '"trade"', "certainty": '"D"', "valid_from": "2020-01-01",
    }  # fmt: skip
    field, _, value = change.partition(" = ")
    text = "[[gate]]\n" + "\n".join(f"{key} = {told}" for key, told in (good | {field: value}).items())
    with pytest.raises(DeskError) as refused:
        parse_gates(text)
    assert refused.value.values["name"] == name
    row = "[[gate]]\n" + "\n".join(f"{key} = {told}" for key, told in good.items()) + "\n"
    assert len(parse_gates(row)) == 1
    with pytest.raises(DeskError):
        parse_gates(row + row)


def test_title_papers_of_a_home_and_of_a_shop() -> None:
    home = {one.code for one in wanted_papers("CN", "dwelling", TODAY)}
    shop = {one.code for one in wanted_papers("CN", "shop", TODAY)}
    assert {"application", "power_of_attorney", "contract_original", "marriage_proof"} <= home
    assert home - shop == {"marriage_proof", "homes_proof"}
    assert {"application", "fee_form"} <= {one.code for one in wanted_papers("VN", "dwelling", TODAY)}
    assert all(one.name.zh and one.name.vi and one.name.en for one in shipped_papers())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("3-2-1501", "3-2-1501", True), ("3-2-1501", "3栋2单元1501室", True), ("3-2-1501", "3-2-1502", False),
        ("A-1205", "a-1205", True), ("3-2-1501", "5-2-1501", False),
        ("3-2-1501", "1501", True), ("3-2-1501", "1501室", True), ("3-2-1501", "1502", False), ("A-1205", "1205", True),
        ("S-001", "001", True), ("商业街-S-001", "S-001", True), ("1501", "501", False),
    ],
)  # fmt: skip
def test_numbers_are_compared_by_what_they_mean(one: str, other: str, same: bool) -> None:
    assert same_number(one, other) is same


def test_tiers_of_a_resettled_household() -> None:
    tiers = tiers_on("CN", TODAY)
    assert [one.code for one in tiers] == ["entitled", "optimised", "market"]
    prices = {"optimised": D(3_000), "market": D(8_000)}
    assert settle_tiers(D(100), D(100), tiers, {}) == 0
    assert settle_tiers(D(100), D(106), tiers, prices) == D(18_000)
    assert settle_tiers(D(100), D(113), tiers, prices) == D(30_000 + 24_000)
    assert settle_tiers(D(100), D(95), tiers, {"entitled": D(2_000)}) == D(-10_000)
    with pytest.raises(DeskError) as refused:
        settle_tiers(D(100), D(113), tiers, {"optimised": D(3_000)})
    assert refused.value.field == "price_market"
