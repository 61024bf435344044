from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from deskapp.office.tariffs.loans import reckon_loan

PRINCIPALS = st.integers(1, 10**9).map(lambda fen: Decimal(fen).scaleb(-2))
PERCENTS = st.integers(0, 20_000).map(lambda thousandths: Decimal(thousandths).scaleb(-3))
MONTHS = st.integers(1, 360)


@settings(max_examples=60)
@given(PRINCIPALS, PERCENTS, MONTHS)
def test_an_annuity_pays_the_loan_off_and_its_interest(principal: Decimal, percent: Decimal, months: int) -> None:
    cost = reckon_loan(principal, percent, months, "annuity")
    with localcontext() as context:
        context.prec = 60
        rate = percent / 1200
        factor = (1 + rate) ** months
        exact = principal / months if not rate else principal * rate * factor / (factor - 1)
        expected = [one.quantize(Decimal("0.01"), ROUND_HALF_UP) for one in (exact, exact * months - principal)]
    assert (cost.first, cost.interest) == tuple(expected)
    assert cost.first == cost.last


@settings(max_examples=60)
@given(PRINCIPALS, PERCENTS, MONTHS)
def test_equal_principal_adds_up_month_by_month(principal: Decimal, percent: Decimal, months: int) -> None:
    cost = reckon_loan(principal, percent, months, "equal-principal")
    left, part, rate = Fraction(principal), Fraction(principal) / months, Fraction(percent) / 1200
    rates, interest = [], Fraction(0)
    for _ in range(months):
        rates.append(part + left * rate)
        interest += left * rate
        left -= part
    assert left == 0
    for told, exact in ((cost.first, rates[0]), (cost.last, rates[-1]), (cost.interest, interest)):
        # half up: the exact figure lies from half a cent below, included, to half a cent above, excluded
        assert Fraction(-1, 200) < Fraction(told) - exact <= Fraction(1, 200)
    # a constant rate of interest costs less where the principal goes down faster
    assert cost.interest <= reckon_loan(principal, percent, months, "annuity").interest
