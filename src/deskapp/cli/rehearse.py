"""``deskapp rehearse handover``: a handover day played by real processes in a temporary home, and what it proves."""

from __future__ import annotations

import json
import multiprocessing
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from datetime import time as time_of_day
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from deskapp.cli.context import Json, Language, now, reader_words
from deskapp.errors import Exit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from multiprocessing.process import BaseProcess

    from deskapp.desks.handover.day.rehearsal.ground import Ground
    from deskapp.desks.handover.day.rehearsal.journal import Line
    from deskapp.desks.handover.day.rehearsal.proof import Report
    from deskapp.locale import Words
    from deskapp.wiring import Opened

app = typer.Typer(add_completion=False)

LOOK: Final = 0.02
MORNING: Final = time_of_day(9)
EVENING: Final = time_of_day(23, 30)


@app.callback()
def rehearse() -> None:
    """Play a day of the counter with several processes, in a home of its own that is gone afterwards."""


@app.command()
def handover(
    units: Annotated[int, typer.Option("--units", min=1, max=2000, help="Homes of the batch.")] = 300,
    counters: Annotated[int, typer.Option("--counters", min=1, max=24, help="Processes that play a counter.")] = 6,
    seed: Annotated[int, typer.Option("--seed", help="Plays the same chances again.")] = 1,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Play a handover day; half as many counters are killed in the middle, and others take over. 0 where it is proven.

    Proven: nothing saved is lost, no queue number is there twice, every home has a reason where it stands, everything
    that follows is as it follows, and the trail is whole. Else 65.
    """
    with tempfile.TemporaryDirectory(prefix="deskapp-rehearsal-") as folder:
        report = _play(Path(folder), units, counters, seed)
    if as_json:
        typer.echo(json.dumps(report.plain, ensure_ascii=False))
    else:
        for line in _lines(report, reader_words(language)):
            typer.echo(line)
    raise typer.Exit(Exit.OK if report.is_proven else Exit.ROWS_REFUSED)


def _open(folder: Path, moment: datetime) -> Opened:
    from deskapp.settings import find_home
    from deskapp.wiring import open_home

    # nothing of the rehearsal lies where the office's own exports do
    return open_home(replace(find_home(folder / "home"), exports=folder / "home" / "exports"), moment, writes=True)


def _play(folder: Path, units: int, counters: int, seed: int) -> Report:
    from deskapp.desks.handover.day.actions_end import end_day
    from deskapp.desks.handover.day.rehearsal.ground import make_ground
    from deskapp.desks.handover.day.rehearsal.journal import read_journals
    from deskapp.desks.handover.day.rehearsal.proof import Report, look, refusals_of, times_of
    from deskapp.desks.handover.planning.actions_delivery import note_absent
    from deskapp.overview.checking import check_all

    today = now()
    morning, evening = (datetime.combine(today.date(), at, today.tzinfo) for at in (MORNING, EVENING))
    with closing(_open(folder, morning)) as opened:
        ground = make_ground(opened.store, opened.clerk, units, seed, morning)
    begun = time.perf_counter()
    # no file is open while processes part: each opens its own
    killed, broken_off = _run(folder, ground, counters, seed)
    seconds = round(time.perf_counter() - begun, 2)
    lines = list(read_journals(folder))
    with closing(_open(folder, evening)) as opened:
        opened.write("rehearsal.end_day", lambda work: end_day(work, ground.batch_id, ground.day), evening)
        for number in sorted(ground.absent):
            opened.write("rehearsal.note_absent", partial(note_absent, delivery_id=number), evening)
        found = opened.store.read_all(lambda reader: look(reader, ground, lines))
        wrong = [one for one in check_all(opened.store, opened.home, evening) if not one.note]
    every, times = times_of(lines)
    return Report(
        units,
        counters,
        seed,
        killed,
        seconds,
        every.count,
        refusals_of(lines),
        every,
        times,
        found,
        tuple(f"{one.area} {one.code} {dict(one.values)}" for one in wrong),
        tuple(broken_off),
    )


def _run(folder: Path, ground: Ground, counters: int, seed: int) -> tuple[int, list[str]]:
    """Start the counters, kill some of them at work and start others in their place; how many died, and who failed."""
    from deskapp.desks.handover.day.rehearsal.journal import read_journals

    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    rng, began = Random(seed), time.time()
    working: dict[str, BaseProcess] = {}

    def start(number: int, takes_over: tuple[str, ...] = ()) -> None:
        told = (str(folder), str(number), ground, seed * 1000 + number, began, counters, takes_over)
        working[str(number)] = context.Process(target=play_counter, args=told, daemon=True)
        working[str(number)].start()

    coming = len(ground.deliveries) - len(ground.absent)
    kills = [coming * (place + 1) // (counters // 2 + 1) for place in range(counters // 2)]
    killed, failed = 0, []
    for number in range(1, counters + 1):
        start(number)
    while working:
        time.sleep(LOOK)
        for name, process in list(working.items()):
            if process.exitcode is not None:
                del working[name]
                if process.exitcode:
                    failed.append(name)
        if working and killed < len(kills) and _came(read_journals(folder)) >= kills[killed]:
            # somewhere in whatever it is doing just then
            time.sleep(rng.random() * LOOK)
            victim = rng.choice(sorted(working))
            working[victim].kill()
            working.pop(victim).join()
            killed += 1
            start(counters + killed, (victim,))
    return killed, failed


def _came(lines: Iterable[Line]) -> int:
    """How many check-ins the counters have seen so far."""
    return sum(line.action == "check_in" and not line.refused for line in lines)


def play_counter(
    folder: str, name: str, ground: Ground, seed: int, began: float, counters: int, takes_over: tuple[str, ...]
) -> None:
    """A process of its own: one counter, from the first owner to the last."""
    from deskapp.desks.handover.day.rehearsal.journal import Hand
    from deskapp.desks.handover.day.rehearsal.play import Play

    with (
        closing(_open(Path(folder), ground.morning)) as opened,
        (Path(folder) / f"{name}.jsonl").open("w", encoding="utf-8") as out,
    ):
        hand = Hand(opened.store, replace(opened.clerk, name=f"C{name}"), name, ground.morning, began, out)
        Play(hand, ground, Random(seed), counters).run(takes_over)


def _lines(report: Report, words: Words) -> list[str]:
    found = report.found
    kept = {"events": found.events, "defects": found.defects, "receipts": found.receipts, "keys": found.keys_moved}
    whole = {"lost": len(found.lost), "double": found.double_numbers, "gaps": found.gaps, "places": found.two_places}
    day = {"units": report.units, "counters": report.counters, "killed": report.killed, "seconds": report.seconds}
    told = [
        words.text("rehearse.done" if report.is_proven else "rehearse.failed"),
        words.text("rehearse.day", **day, visits=found.visits, writes=report.writes),
        words.text("rehearse.kept", **kept),
        words.text("rehearse.lost", **whole, here=found.living, unexplained=len(found.unexplained)),
    ]
    told += [words.text("rehearse.ended", why=why, count=count) for why, count in found.reasons.items()]
    told += [
        words.text("rehearse.times", action=f"{one.action:<22}", count=one.count, p50=one.p50, p95=one.p95, p99=one.p99)
        for one in (report.all_times, *report.times)
    ]
    told += [words.text("rehearse.refused", code=code, count=count) for code, count in report.refused.items()]
    told += [words.text("rehearse.wrong", what=what) for what in report.wrong]
    told += [words.text("rehearse.broken_off", counter=name) for name in report.broken_off]
    return told
