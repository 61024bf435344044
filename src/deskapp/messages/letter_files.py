"""Where a letter's template lies, and whether the file may be opened: the office's own win over the shipped ones."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final

from deskapp.errors import DeskError
from deskapp.messages.letter_kinds import LETTERS, LetterKind
from deskapp.settings import Home

SHIPPED: Final = Path(__file__).parent / "templates"
NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,60}")
MOST_BYTES: Final = 20_000_000
MOST_UNPACKED: Final = 60_000_000
MOST_PARTS: Final = 1_000
_BODY: Final = "word/document.xml"


def letters_folder(home: Home) -> Path:
    """Where the office's own templates lie."""
    return home.root / "letters"


def known_letters(home: Home) -> tuple[str, ...]:
    """The letters that can be printed: the shipped ones, then those that the office added, by name."""
    found = {path.stem for path in office_templates(home) if NAME.fullmatch(path.stem)}
    return (*LETTERS, *sorted(found - LETTERS.keys()))


def office_templates(home: Home) -> list[Path]:
    """The office's own templates, in any language; what Word leaves while a file is open is none."""
    folder = letters_folder(home)
    found = (*folder.glob("*.docx"), *folder.glob("*/*.docx"))
    return sorted(path for path in found if not path.name.startswith("~$"))


def find_kind(letter: str, home: Home) -> LetterKind:
    """What a letter may say; one that the office added has the common placeholders. Else ``letter.unknown``."""
    kind = LETTERS.get(letter)
    if kind is not None:
        return kind
    if letter not in known_letters(home):
        raise DeskError("letter.unknown", letter=letter[:80], folder=str(letters_folder(home)))
    return LetterKind(letter)


def find_template(kind: LetterKind, language: str, home: Home) -> Path:
    """The template in that language, else in the one that the letter has: the office's before the shipped ones."""
    own = letters_folder(home)
    tongue = language if language in kind.languages else kind.languages[0]
    wanted = f"{kind.name}.docx"
    places = [own / language / wanted, own / tongue / wanted, own / wanted, SHIPPED / tongue / wanted]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        # an office may write its own letter in one language only
        found = next((place for place in sorted(own.glob(f"*/{wanted}")) if place.is_file()), None)
    if found is None:
        raise DeskError("letter.no_template", letter=kind.name, file=str(places[0]))
    return found


def check_template(path: Path) -> None:
    """Refuse what is no plain Word document: broken, with macros, or far larger unpacked than a letter can be."""
    try:
        with zipfile.ZipFile(path) as file:
            parts = file.infolist()
            unpacked = sum(part.file_size for part in parts)
            if path.stat().st_size > MOST_BYTES or unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS:
                raise DeskError("letter.too_large", file=str(path))
            names = {part.filename for part in parts}
            if any(name.lower().endswith("vbaproject.bin") for name in names) or _has_macros(file, names):
                raise DeskError("letter.macros", file=str(path))
            if _BODY not in names or file.testzip() is not None:
                raise DeskError("letter.broken", file=str(path))
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError):
        # an encrypted part is a RuntimeError, an unknown compression a NotImplementedError
        raise DeskError("letter.broken", file=str(path)) from None


def _has_macros(file: zipfile.ZipFile, names: set[str]) -> bool:
    return "[Content_Types].xml" in names and b"macroEnabled" in file.read("[Content_Types].xml")
