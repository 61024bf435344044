"""Every table is known: what points to a customer is found in them."""

from __future__ import annotations

import pytest

from deskapp.wiring import load_tables


@pytest.fixture(scope="session", autouse=True)
def tables() -> None:
    load_tables()
