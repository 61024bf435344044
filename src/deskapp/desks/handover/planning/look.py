"""The lines of a batch's page: its parts, what it lacks before it is announced, how far its homes are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from deskapp.casework.look import Line, Said
from deskapp.desks.handover.planning.model import DELIVERY_STATES
from deskapp.desks.handover.planning.plans import item_name
from deskapp.desks.handover.planning.rows import BatchRow, SlotRow, say_item
from deskapp.errors import Fault
from deskapp.locale import Words


def span(first: date, last: date, words: Words) -> str:
    """Two days as one text."""
    return words.day(first) if first == last else f"{words.day(first)} – {words.day(last)}"


def batch_lines(batch: BatchRow, words: Words) -> Iterable[Line]:
    """Each part of a batch in a line, with the figure that opens it."""
    say = words.text
    where = "  ".join(part for part in (batch.project, batch.place, batch.contact) if part)
    yield Line(say("batches.days"), ((span(batch.begins_on, batch.ends_on, words), "strong"), (where, "plain")))
    limits = [
        say(f"batch_page.{name}", day=day)
        for name in ("due_on", "risk_on")
        if (day := getattr(batch, name)) is not None
    ]
    if batch.late_rate is not None:
        limits.append(say("batch_page.late_rate", rate=words.number(batch.late_rate)))
    if limits:
        yield Line(say("batch_page.limits"), tuple((text, "plain") for text in limits))
    for number, (name, said) in enumerate(_parts(batch, words), 1):
        yield Line(f"{number} {say('batch_part.' + name)}", tuple(said), door=("part", name))


def _parts(batch: BatchRow, words: Words) -> Iterable[tuple[str, list[Said]]]:
    say = words.text
    yield "buildings", _buildings_said(batch, words)
    yield "slots", _slots_said(batch.slots, words)
    way = " → ".join(station.name or say(f"station.{station.code}") for station in batch.stations)
    yield "stations", [(way or say("batch_page.none"), "plain" if way else "warning")]
    yield "groups", _groups_said(batch, words)
    told = [len(batch.items_of("paper")), len(batch.items_of("fee"))]
    yield "told", [(say("batch_page.told", papers=told[0], fees=told[1]), "plain")]
    pack = batch.items_of("pack")
    missing = [say_item(item, words) for item in pack if item.ready_on is None]
    ready: Said = (say("batch_page.pack", ready=len(pack) - len(missing), count=len(pack)), "plain")
    yield "pack", [ready, (f"✗ {listed(missing, words)}", "warning")] if missing else [ready]
    held = [f"{words.day(one.held_on)} {one.topic}" for one in batch.trainings]
    yield "training", [("  ".join(held) or say("batch_page.none"), "plain" if held else "muted")]
    yield "deliveries", [(say("batch_page.deliveries", count=batch.units, done=batch.done), "plain")]


def _buildings_said(batch: BatchRow, words: Words) -> list[Said]:
    if not batch.buildings:
        return [(words.text("batch_page.none"), "warning")]
    said: list[Said] = []
    for one in batch.buildings:
        said.append((words.text("batch_page.building", building=one.code, count=one.units), "plain"))
        if one.gaps:
            kinds = listed([words.text(f"acceptance.{kind}") for kind in one.gaps], words)
            said.append((f"✗ {kinds}", "warning"))
    return said


def _slots_said(slots: Sequence[SlotRow], words: Words) -> list[Said]:
    if not slots:
        return [(words.text("batch_page.none"), "warning")]
    days: dict[date, list[SlotRow]] = {}
    for slot in slots:
        days.setdefault(slot.day, []).append(slot)
    said: list[Said] = [
        (
            words.text("batch_page.slots", days=len(days), count=len(slots), places=sum(one.places for one in slots)),
            "plain",
        )
    ]
    taken = sum(one.taken for one in slots)
    said.append((words.text("batch_page.slots_taken", count=taken), "muted"))
    return said


def _groups_said(batch: BatchRow, words: Words) -> list[Said]:
    if not batch.groups:
        return [(words.text("batch_page.none"), "muted")]
    heads, named = sum(group.heads for group in batch.groups), sum(len(group.members) for group in batch.groups)
    said: list[Said] = [(words.text("batch_page.groups", count=len(batch.groups), named=named, heads=heads), "plain")]
    leaderless = [group.name for group in batch.groups if group.leader is None]
    if leaderless:
        said.append((words.text("batch_page.leaderless", groups=listed(leaderless, words)), "warning"))
    return said


def lacking_lines(faults: Sequence[Fault], words: Words) -> Iterable[Line]:
    """What stands between a batch and its announcement; warnings do not hinder it."""
    for number, fault in enumerate(faults):
        label = words.text("batch_page.lacks") if number == 0 else ""
        sign, tone = ("·", "muted") if fault.warning else ("✗", "warning")
        yield Line(label, ((f"{sign} {say_lack(fault, words)}", tone),))  # type: ignore[arg-type]


def say_lack(fault: Fault, words: Words) -> str:
    """What a batch lacks, the names of its pack in the reader's language."""
    values: dict[str, Any] = dict(fault.values)
    if "items" in values:
        values["items"] = listed([item_name(one, words.language) or one for one in values["items"]], words)
    for name in ("groups", "buildings"):
        if name in values:
            values[name] = listed(values[name], words)
    return words.text(fault.code, **values)


def progress_lines(batch: BatchRow, words: Words) -> Iterable[Line]:
    """The homes of a batch by state, each line opening them."""
    states: Mapping[str, int] = batch.states
    first = True
    for state in DELIVERY_STATES:
        if count := states.get(state, 0):
            label = words.text("batch_page.progress") if first else ""
            share = words.text("batch_page.of", count=count, all=batch.units)
            yield Line(
                label,
                ((words.text(f"delivery_state.{state}"), "plain"), (share, "muted")),
                table="progress",
                door=("state", state),
            )
            first = False


def listed(names: Sequence[str], words: Words) -> str:
    """Names one after the other, as the reader's language separates them."""
    return ("、" if words.language == "zh" else ", ").join(names)
