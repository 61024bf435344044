"""The sample's contracts, payments and loans go in as its truth says: counts, refused rows, sums to the cent, twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.contracts.test_contracts_sheet import no_drift
from tests.reception.intake_ground import NOW, Desk, counts, open_desk

from deskapp.money.drift import find_drift, find_unbalanced
from deskapp.sheets.importing import Outcome
from sample_development import BANK_LOANS, CONTRACTS, CUSTOMERS, LOANS, PAYMENTS, UNITS, write_sample
from sampledata.units import PROJECT

FILES = {"contracts": CONTRACTS, "payments": PAYMENTS, "mortgages": LOANS, "bank-loans": BANK_LOANS}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, dict[str, Any], dict[str, Outcome]]]:
    """A home that has homes and customers, the truth, and what came of each file."""
    folder = tmp_path_factory.mktemp("truth")
    truth = write_sample(folder, 200, seed=11, today=NOW.date() - timedelta(days=1))
    with open_desk(folder) as desk:
        desk.take("units", folder / UNITS, project=PROJECT)
        desk.take("customers", folder / CUSTOMERS)
        yield desk, truth, {kind: desk.take(kind, folder / name, project=PROJECT) for kind, name in FILES.items()}


@pytest.mark.parametrize("kind", FILES)
def test_every_row_is_what_the_truth_says(sample: tuple[Desk, dict[str, Any], dict[str, Outcome]], kind: str) -> None:
    desk, truths, outcomes = sample
    told, outcome = truths[FILES[kind]], outcomes[kind]
    refused = {row: {problem.column for problem in problems} for row, problems in outcome.refused.items()}
    assert refused == {one["row"]: {one["column"]} for one in told["rejected"]}
    assert counts(outcome) == (told["created"], 0, told["unchanged"], len(told["rejected"]))
    again = desk.take(kind, desk.folder / FILES[kind], project=PROJECT)
    assert (again.created, again.updated, again.rejected) == (0, 0, len(told["rejected"]))


def test_sums_are_the_truths_to_the_cent_and_nothing_drifts(
    sample: tuple[Desk, dict[str, Any], dict[str, Outcome]],
) -> None:
    desk, truths, outcomes = sample
    told = truths[CONTRACTS]
    assert outcomes["contracts"].also == told["also"]
    sums = {
        "SELECT sum(price) FROM sale_contract": told["sum_total"],
        "SELECT sum(amount) FROM charge WHERE purpose = 'price'": told["sum_total"],
        "SELECT sum(amount) FROM receipt": truths[PAYMENTS]["sum_amount"],
        "SELECT sum(amount) FROM mortgage": truths[LOANS]["sum_amount"],
    }
    assert {query: f"{desk.rows(query)[0][0] / 100:.2f}" for query in sums} == sums
    assert desk.rows("SELECT count(*) FROM filing WHERE source = 'file'") == [(told["filed"],)]
    assert desk.rows("SELECT count(*) FROM bank_loan WHERE resolved_on IS NULL") == [(truths[BANK_LOANS]["overdue"],)]
    no_drift(desk)
    assert desk.opened.store.read(find_drift) == []
    assert desk.opened.store.read(find_unbalanced) == []
