"""The sample's acceptances, survey, plan and defects go in as its truth says: counts, refused rows, figures, twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.reception.intake_ground import NOW, Desk, counts, open_desk

from deskapp.desks.handover.inspecting.projection import find_drift as defect_drift
from deskapp.desks.handover.planning.projection import find_drift as delivery_drift
from deskapp.sheets.importing import Outcome
from sample_development import ACCEPTANCES, DEFECTS, PLAN, SURVEY, UNITS, write_sample
from sampledata.units import PROJECT

FILES = {"acceptances": ACCEPTANCES, "survey-areas": SURVEY, "handover-plan": PLAN, "defects": DEFECTS}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, dict[str, Any], dict[str, Outcome]]]:
    """A home that has homes, the truth, and what came of each file."""
    folder = tmp_path_factory.mktemp("handover_truth")
    truth = write_sample(folder, 240, seed=5, today=NOW.date() - timedelta(days=1))
    with open_desk(folder) as desk:
        desk.take("units", folder / UNITS, project=PROJECT)
        yield desk, truth, {kind: desk.take(kind, folder / name, project=PROJECT) for kind, name in FILES.items()}


@pytest.mark.parametrize("kind", FILES)
def test_every_row_is_what_the_truth_says(sample: tuple[Desk, dict[str, Any], dict[str, Outcome]], kind: str) -> None:
    desk, truths, outcomes = sample
    told, outcome = truths[FILES[kind]], outcomes[kind]
    refused = {row: {problem.column for problem in problems} for row, problems in outcome.refused.items()}
    assert refused == {one["row"]: {one["column"]} for one in told["rejected"]}
    assert counts(outcome) == (told["created"], 0, told["unchanged"], len(told["rejected"]))
    assert outcome.also == told.get("also", {})
    again = desk.take(kind, desk.folder / FILES[kind], project=PROJECT)
    assert (again.created, again.updated, again.rejected) == (0, 0, len(told["rejected"]))


def test_figures_are_the_truths_and_nothing_drifts(
    sample: tuple[Desk, dict[str, Any], dict[str, Outcome]],
) -> None:
    desk, truths, _ = sample
    (area, beyond), *_ = desk.rows(
        "SELECT sum(surveyed_area), sum(abs(surveyed_area - area) * 100 > 3 * area) FROM unit "
        "WHERE surveyed_area IS NOT NULL"
    )
    assert (f"{area / 100:.2f}", beyond) == (truths[SURVEY]["sum_area"], truths[SURVEY]["beyond_three_percent"])
    passed = "SELECT count(*) FROM acceptance WHERE result = 'passed'"
    assert desk.rows(passed) == [(truths[ACCEPTANCES]["passed"],)]
    assert desk.rows("SELECT name FROM handover_batch") == [(truths[PLAN]["batch"],)]
    assert desk.rows("SELECT count(*) FROM defect WHERE accepted_on IS NULL") == [(truths[DEFECTS]["not_accepted"],)]
    assert list(desk.opened.store.read(defect_drift)) == []
    assert desk.opened.store.read(delivery_drift) == []
