"""The reception's ground, for stories of two clerks."""

from __future__ import annotations

from tests.reception.conftest import ground, prepared
from tests.ui.conftest import seen

__all__ = ["ground", "prepared", "seen"]
