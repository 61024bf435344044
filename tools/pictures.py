"""Write the pictures of the README: the real counter on a small sample development, by its keys, at 80x24.

    python tools/pictures.py [NAME...]        # needs rsvg-convert and a monospace font with Chinese

The development is made and imported as anybody would do it; nobody in it exists.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from textual.pilot import Pilot

from deskapp.locale import Language
from deskapp.settings import Settings, find_home
from deskapp.ui.shell import DeskApp
from deskapp.wiring import CounterWiring
from sample_development import CALENDAR, CUSTOMERS, PARCELS, RESIDENTS, STAFF, UNITS, VN_CUSTOMERS, write_sample
from sampledata.units import PROJECT

PICTURES = Path(os.environ.get("PICS") or Path(__file__).resolve().parent.parent / "docs" / "pictures")
DESKAPP = Path(sys.executable).with_name("deskapp")
SIZE = (80, 24)
CLERKS: dict[Language, str] = {"zh": "wangmin", "vi": "thuha"}
UNITS_MADE = 400
ROWS_REFUSED = 65
IMPORTS = (
    ("units", UNITS, "--project", PROJECT),
    ("customers", CUSTOMERS),
    ("customers", VN_CUSTOMERS, "--country", "VN"),
    ("residents", RESIDENTS, "--project", PROJECT),
    ("staff", STAFF),
    ("parcels", PARCELS),
    ("calendar", CALENDAR),
)
_FONT = "Sarasa Mono SC, Noto Sans Mono CJK SC, Noto Sans CJK SC, DejaVu Sans Mono, monospace"
_FONT_FACE = re.compile(r"@font-face\s*\{.*?\}", re.DOTALL)
_FONT_FAMILY = re.compile(r"font-family:\s*[^;]+;")


@dataclass(frozen=True, slots=True)
class Picture:
    """What to press until the screen shows what its name says; a text of several letters is typed."""

    name: str
    language: Language
    keys: Sequence[str]


STORY = (
    Picture("search-zh", "zh", ("zs",)),
    Picture("search-vi", "vi", ("dat",)),
    Picture("unit-zh", "zh", ("1-1-501", "enter")),
    Picture("unit-vi", "vi", ("1-1-501", "enter")),
    Picture("customer-vi", "vi", ("dat", "enter")),
    Picture("form-zh", "zh", ("zs", "enter", "f2")),
    Picture("form-vi", "vi", ("dat", "enter", "f2")),
)


def build(folder: Path) -> None:
    """Make the development and take it in through the importer; its refused rows are no failure."""
    write_sample(folder / "files", units=UNITS_MADE)
    for kind, file, *options in IMPORTS:
        done = subprocess.run([DESKAPP, "import", kind, folder / "files" / file, *options], check=False)
        if done.returncode not in (0, ROWS_REFUSED):
            sys.exit(done.returncode)


async def take(picture: Picture, home: Path) -> str:
    """Open the counter, press the keys, and give the screen as SVG."""
    os.environ["LOGNAME"] = CLERKS[picture.language]
    app = DeskApp(find_home(home), CounterWiring(), Settings(language=picture.language), now=_now)
    async with app.run_test(size=SIZE) as pilot:
        await _settle(pilot)
        for key in picture.keys:
            for press in [key] if _is_key(key) else key:
                await pilot.press({" ": "space", "-": "minus"}.get(press, press))
            await _settle(pilot)
        return app.export_screenshot(title="deskapp")


def _now() -> datetime:
    return datetime(2026, 11, 23, 9, 41, tzinfo=UTC)


def _is_key(text: str) -> bool:
    return (
        len(text) == 1 or text in ("enter", "escape", "down", "up", "tab") or bool(re.fullmatch(r"f\d+|ctrl\+.", text))
    )


async def _settle(pilot: Pilot[int]) -> None:
    for _ in range(4):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


def local_fonts(svg: str) -> str:
    """The picture with fonts of the machine: nothing in it is fetched from anywhere."""
    return _FONT_FAMILY.sub(f"font-family: {_FONT};", _FONT_FACE.sub("", svg))


def write(name: str, svg: str) -> None:
    """As PNG: every reader shows it alike, whatever fonts it has."""
    target = PICTURES / f"{name}.png"
    subprocess.run(
        ["rsvg-convert", "--zoom", "0.75", "--output", str(target)], input=local_fonts(svg), text=True, check=True
    )
    print(f"{target.name}  {target.stat().st_size // 1000} kB")


def main() -> None:
    wanted = sys.argv[1:]
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        os.environ |= {"DESKAPP_HOME": str(home), "DESKAPP_EXPORTS": str(Path(folder) / "exports"), "TZ": "UTC"}
        build(Path(folder))
        for picture in STORY:
            if not wanted or picture.name in wanted:
                write(picture.name, asyncio.run(take(picture, home)))


if __name__ == "__main__":
    main()
