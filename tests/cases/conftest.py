"""A desk with one procedure for every test about cases."""

from __future__ import annotations

import pytest
from tests.cases.cases_ground import Desk, make_desk
from tests.fixtures_store import Counter


@pytest.fixture
def desk(counter: Counter) -> Desk:
    return make_desk(counter)
