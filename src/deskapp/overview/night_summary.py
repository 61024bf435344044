"""What the last night did, as it is kept for the morning: one line, with the refused rows by who sent them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from deskapp.casework.look import Line, Said
from deskapp.locale import Words
from deskapp.settings import Home

FILE: Final = "nightly.json"
MISSED: Final = timedelta(hours=36)
"""Where the night is set up, it is told when it has not been for so long."""


def read_summary(home: Home) -> dict[str, Any]:
    """What the last night did; nothing where there was none, or where its file tells nothing."""
    try:
        told = json.loads((home.root / FILE).read_bytes())
        datetime.fromisoformat(told["began"])
        return told if isinstance(told["steps"], dict) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def night_lines(summary: Mapping[str, Any], words: Words, now: datetime) -> Iterator[Line]:
    """The line for the morning; none where nights are not set up."""
    if not summary:
        return
    began = datetime.fromisoformat(summary["began"])
    began = began if began.tzinfo else began.astimezone()
    said: list[Said] = [(words.text("today.night"), "accent"), (words.moment(began.astimezone(now.tzinfo)), "muted")]
    if now - began > MISSED:
        said.append((words.text("night.missed"), "error"))
    said += _inbox(summary["steps"].get("inbox"), words)
    failed = [name for name, told in summary["steps"].items() if isinstance(told, dict) and not told.get("ok", True)]
    comma = "、" if words.language == "zh" else ", "
    if rest := comma.join(words.text(f"night_step.{name}") for name in failed if name != "inbox"):
        said.append((words.text("night.trouble_with", steps=rest), "error"))
    yield Line(said=tuple(said), door=("batches", ""), heading=True)


def _inbox(told: Any, words: Words) -> Iterator[Said]:
    if not isinstance(told, dict):
        return
    figures = {name: told.get(name, 0) for name in ("done", "rows", "rejected", "failed", "left")}
    if figures["done"]:
        yield words.text("night.took", **figures), "plain"
    if figures["rejected"]:
        by = told.get("rejected_by")
        who = " ".join(f"{name} {count}" for name, count in by.items()) if isinstance(by, dict) else ""
        yield words.text("night.refused_rows", count=figures["rejected"], who=who), "warning"
    if figures["failed"] or figures["left"]:
        yield words.text("night.refused_files", count=figures["failed"] + figures["left"]), "error"
