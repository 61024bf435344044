"""The reader's own process is tested here."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _own_process(reader_process: None) -> None:
    pass
