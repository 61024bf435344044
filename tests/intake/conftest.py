"""The intake desk's tables refer to those of every floor below; its screens stand on the reception's ground."""

from __future__ import annotations

from tests.reception.conftest import ground, prepared
from tests.ui.conftest import seen

from deskapp.wiring import load_tables

__all__ = ["ground", "prepared", "seen"]

load_tables()
