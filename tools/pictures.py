"""Write the pictures of the README: the real counter on a small sample development, by its keys, at 80x24.

    python tools/pictures.py [NAME...]        # needs rsvg-convert, pngquant, a monospace font with Chinese

The development is made and imported as anybody would do it; nobody in it exists.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from demo_complaints import work_at_complaints
from demo_handover import work_at_handover
from deskapp.locale import Language
from deskapp.settings import Settings, find_home
from deskapp.ui.shell import DeskApp
from deskapp.wiring import CounterWiring
from sample_development import (
    ACCEPTANCES,
    BANK_LOANS,
    CALENDAR,
    COMPLAINTS,
    CONTRACTS,
    CUSTOMERS,
    DEFECTS,
    LOANS,
    PARCELS,
    PAYMENTS,
    PLAN,
    RESIDENTS,
    STAFF,
    SURVEY,
    UNITS,
    VN_CUSTOMERS,
    write_sample,
)
from sampledata.units import PROJECT

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
DESKAPP = Path(sys.executable).with_name("deskapp")
SIZE = (80, 24)
ZOOM, COLOURS = "0.8", "64"
CLERKS: dict[Language, str] = {"zh": "wangmin", "vi": "thuha"}
WAITING = 400
UNITS_MADE = 2000
ROWS_REFUSED = 65
IMPORTS = (
    ("units", UNITS, "--project", PROJECT),
    ("customers", CUSTOMERS),
    ("customers", VN_CUSTOMERS, "--country", "VN"),
    ("residents", RESIDENTS, "--project", PROJECT),
    ("staff", STAFF),
    ("parcels", PARCELS),
    ("calendar", CALENDAR),
    ("contracts", CONTRACTS, "--project", PROJECT),
    ("payments", PAYMENTS, "--project", PROJECT),
    ("mortgages", LOANS, "--project", PROJECT),
    ("bank-loans", BANK_LOANS, "--project", PROJECT),
    ("acceptances", ACCEPTANCES, "--project", PROJECT),
    ("survey-areas", SURVEY, "--project", PROJECT),
    ("handover-plan", PLAN, "--project", PROJECT),
    ("defects", DEFECTS, "--project", PROJECT),
    ("complaints", COMPLAINTS, "--project", PROJECT),
)
_KEY = re.compile(r"enter|escape|space|down|up|f\d+|ctrl\+.")
_FONT = "Sarasa Mono SC, Noto Sans Mono CJK SC, Noto Sans CJK SC, DejaVu Sans Mono, monospace"
_FONT_FACE = re.compile(r"@font-face\s*\{.*?\}", re.DOTALL)
_FONT_FAMILY = re.compile(r"font-family:\s*[^;]+;")
_BAR = re.compile(r"<text (?=[^>]*>[█▓▒░]+</text>)")
_LED_BY_BLANKS = re.compile(
    r'(<text [^>]*?\bx=")([\d.]+)("[^>]*?\btextLength=")([\d.]+)("[^>]*>)((?:&#160;)+)([^<]+)(?=</text>)'
)


@dataclass(frozen=True, slots=True)
class Picture:
    """What to press until the screen shows what its name says: keys by their names, anything else is typed."""

    name: str
    language: Language
    keys: str


STORY = (
    Picture("search-zh", "zh", "zsf"),
    Picture("search-vi", "vi", "dat"),
    Picture("unit-zh", "zh", "3-2-1501 enter"),
    Picture("unit-vi", "vi", "3-2-1501 enter"),
    Picture("form-zh", "zh", "zsf space 1501 enter f2 down 19100008 enter"),
    Picture("form-vi", "vi", "dat enter f2 down 09041234 enter"),
    Picture("import-zh", "zh", "ctrl+o 客户 enter 2"),
    Picture("import-vi", "vi", "ctrl+o khach enter 2 f2 down down down 2 ctrl+s"),
    Picture("contract-zh", "zh", "18 enter enter"),
    Picture("contract-vi", "vi", "18 enter enter"),
    Picture("filing-zh", "zh", "18 enter"),
    Picture("filing-vi", "vi", "18 enter"),
    Picture("cashier-zh", "zh", "19 enter enter 8"),
    Picture("cashier-vi", "vi", "19 enter enter 8"),
    Picture("mortgages-zh", "zh", "80 enter"),
    Picture("mortgages-vi", "vi", "80 enter"),
    Picture("arrears-zh", "zh", "19 enter"),
    Picture("arrears-vi", "vi", "19 enter"),
    Picture("batch-zh", "zh", "94 enter enter"),
    Picture("batch-vi", "vi", "94 enter enter"),
    Picture("checkin-zh", "zh", "90 enter"),
    Picture("checkin-vi", "vi", "90 enter"),
    Picture("station-zh", "zh", "91 enter down down down enter 3 enter 1"),
    Picture("station-vi", "vi", "91 enter down down down enter 3 enter 1"),
    Picture("board-zh", "zh", "92 enter"),
    Picture("board-vi", "vi", "92 enter"),
    Picture("delivery-zh", "zh", "93 enter enter"),
    Picture("delivery-vi", "vi", "93 enter enter"),
    Picture("defects-zh", "zh", "93 enter enter 4 1 1 2"),
    Picture("defects-vi", "vi", "93 enter enter 4 1 1 2"),
    Picture("keys-zh", "zh", "96 enter"),
    Picture("keys-vi", "vi", "96 enter"),
    Picture("complaint-log-zh", "zh", "71 space zsf space 1501 enter 卫生间渗水 enter"),
    Picture("complaint-log-vi", "vi", "71 space zsf space 1501 enter thấm enter"),
    Picture("complaints-zh", "zh", "60 enter"),
    Picture("complaints-vi", "vi", "60 enter"),
    Picture("complaint-zh", "zh", "60 enter enter"),
    Picture("complaint-vi", "vi", "60 enter enter"),
    Picture("dispatch-zh", "zh", "64 enter"),
    Picture("dispatch-vi", "vi", "64 enter"),
    Picture("figures-zh", "zh", "63 enter"),
    Picture("figures-vi", "vi", "63 enter"),
)


def build(folder: Path) -> None:
    """Make the development and take it in through the importer; another one's files wait in the inbox."""
    write_sample(folder / "files", units=UNITS_MADE, today=_now().date())
    write_sample(folder / "home" / "inbox", units=WAITING, seed=11)
    (folder / "home" / "inbox" / "truth.json").unlink()
    for kind, file, *options in IMPORTS:
        done = subprocess.run([DESKAPP, "import", kind, folder / "files" / file, *options], check=False)
        if done.returncode not in (0, ROWS_REFUSED):
            sys.exit(done.returncode)
    work_at_handover(folder / "home", _now().astimezone())
    work_at_complaints(folder / "home", _now().astimezone())


async def take(picture: Picture, home: Path) -> str:
    """Open the counter, press the keys, and give the screen as SVG."""
    os.environ["LOGNAME"] = CLERKS[picture.language]
    app = DeskApp(find_home(home), CounterWiring(), Settings(language=picture.language), now=_now)
    async with app.run_test(size=SIZE) as pilot:
        await _settle(pilot)
        for word in picture.keys.split():
            await pilot.press(*([word] if _KEY.fullmatch(word) else word))
            await _settle(pilot)
        return app.export_screenshot(title="deskapp")


def _now() -> datetime:
    return datetime(2026, 11, 23, 9, 41, tzinfo=UTC)


async def _settle(pilot: Pilot[int]) -> None:
    for _ in range(4):
        # a key that came after it called it off
        with suppress(WorkerCancelled):
            await pilot.app.workers.wait_for_complete()
        await pilot.pause()


def local_fonts(svg: str) -> str:
    """The picture with fonts of the machine: nothing in it is fetched from anywhere."""
    drawn = _FONT_FAMILY.sub(f"font-family: {_FONT};", _FONT_FACE.sub("", _LED_BY_BLANKS.sub(_stand, svg)))
    # a Chinese font draws the signs of bars two cells wide
    return _BAR.sub("<text style='font-family: DejaVu Sans Mono' ", drawn)


def _stand(found: re.Match[str]) -> str:
    """A text stands where its blanks would have put it: a font may draw blanks of no width, and columns stay apart."""
    head, x, middle, length, tail, blanks, text = found.groups()
    cell = float(length) / len(unescape(blanks + text))
    count = len(unescape(blanks))
    return f"{head}{float(x) + count * cell:g}{middle}{float(length) - count * cell:g}{tail}{text}"


def write(name: str, svg: str) -> None:
    """As PNG: every reader shows it alike, whatever fonts it has."""
    target = PICTURES / f"{name}.png"
    drawn = subprocess.run(
        ["rsvg-convert", "--zoom", ZOOM], input=local_fonts(svg).encode(), stdout=subprocess.PIPE, check=True
    )
    small = subprocess.run(["pngquant", "--nofs", COLOURS, "-"], input=drawn.stdout, stdout=subprocess.PIPE, check=True)
    target.write_bytes(small.stdout)
    print(f"{target.name}  {target.stat().st_size // 1000} kB")


def main() -> None:
    wanted = sys.argv[1:]
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        os.environ |= {
            "DESKAPP_HOME": str(home),
            "DESKAPP_EXPORTS": str(Path(folder) / "exports"),
            "LOGNAME": CLERKS["zh"],
        }
        build(Path(folder))
        for picture in STORY:
            if not wanted or picture.name in wanted:
                write(picture.name, asyncio.run(take(picture, home)))
                shutil.rmtree(home / "drafts", ignore_errors=True)


if __name__ == "__main__":
    main()
