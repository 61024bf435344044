"""The reception's ground and the desk of the intake's stories, for two clerks at one record."""

from __future__ import annotations

from tests.case_screens.conftest import desk, furnished, wangmin_works
from tests.reception.conftest import ground, prepared
from tests.ui.conftest import seen

__all__ = ["desk", "furnished", "ground", "prepared", "seen", "wangmin_works"]
