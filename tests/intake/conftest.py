"""The intake desk's tables refer to those of every floor below."""

from __future__ import annotations

from deskapp.wiring import load_tables

load_tables()
