"""What the screens about papers have alike: the lines about one, figures with their words, lists that are read anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any, Final, TypeVar

from deskapp.casework.case_papers import where
from deskapp.errors import DeskError
from deskapp.locale import Words
from deskapp.papers.files import KeptFile, Newest, is_settled, newest_file, store_file
from deskapp.papers.queries import PaperRow
from deskapp.store.work import Work
from deskapp.ui.cells import width, wrap
from deskapp.ui.lines import Lines, Run, shell_of
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run

T = TypeVar("T")

HEIGHT: Final = 3


class Told(Lines):
    """A few lines about the row under the cursor; what is longer is cut at the last of them."""

    DEFAULT_CSS = f"Told {{ height: {HEIGHT}; margin: 1 0 0 0; }}"

    def __init__(self) -> None:
        super().__init__(id="told")
        self.said: Sequence[Run] = ()

    def show(self, said: Iterable[Run]) -> None:
        """One text a line; each is wrapped."""
        self.said = tuple(said)
        self.refresh()

    def line(self, y: int) -> Iterable[Run]:
        """A line."""
        cells = max(8, self.size.width)
        lines = [(part, weight) for text, weight in self.said if text for part in wrap(text, cells)]
        return [lines[y]] if y < len(lines) else []


class PapersList(DeskScreen[bool]):
    """A list that is read anew after each key that changes it, while the next keys wait.

    Dismisses with True where something changed.
    """

    def __init__(self) -> None:
        super().__init__()
        self._changed = self._writing = False

    def load(self) -> None:
        """Read what is shown; calls ``loaded`` when it is there."""

    def loaded(self) -> None:
        """What was read is shown: keys go on, unless a change is still on its way."""
        if not self._writing:
            self.is_open = True
            shell_of(self).release_keys()
        self.refresh_bindings()

    def change(self, work: Callable[[Any], T], then: Callable[[T], None]) -> None:
        """Do something in a thread, tell it by ``then``, and read again."""
        self.is_open, self._writing = False, True

        def done(result: T) -> None:
            self._changed, self._writing = True, False
            if self.is_attached:
                self.hush()
                then(result)
                self.load()

        def failed(error: DeskError) -> None:
            self._writing = False
            shell_of(self).tell_error(error)
            if self.is_attached:
                self.loaded()

        run(self, work, done, failed=failed, keep=True)

    def write(self, action: str, do: Callable[[Work, Any], Any], then: Callable[[Any], None] | None = None) -> None:
        """Run an action on the data; it gets the engine, too."""
        now = shell_of(self).now
        self.change(
            lambda data: data.write(action, lambda work: do(work, data.engine), now()), then or (lambda _: None)
        )

    def returned(self, result: Any) -> None:
        """A form or a list has come back, with something where it changed anything."""
        if result:
            self._changed = True
            self.load()

    async def retranslate(self) -> None:
        """Come to the front: in the language of now, and as it is now."""
        await super().retranslate()
        self.load()

    async def action_back(self) -> None:
        """Leave, and tell whether anything is new."""
        self.dismiss(True if self._changed else None)


class Legend(Lines):
    """Figures with their words, at the foot of a list."""

    DEFAULT_CSS = "Legend { height: auto; }"

    def __init__(self, signs: Sequence[tuple[str, str]]) -> None:
        super().__init__(id="legend")
        self.signs = tuple(signs)

    def line_count(self, width: int) -> int:
        """As many lines as the words need."""
        return len(self._placed(width))

    def line(self, y: int) -> Iterable[Run]:
        """The figures of a line."""
        lines = self._placed(self.size.width)
        for sign, label in lines[y] if y < len(lines) else ():
            yield f"{sign} ", "accent"
            yield f"{label}  ", "muted"

    def _placed(self, cells: int) -> list[list[tuple[str, str]]]:
        lines: list[list[tuple[str, str]]] = [[]]
        column = 0
        for sign, key in self.signs:
            label = self.words.text(key)
            wanted = len(sign) + width(label) + 3
            if column + wanted - 2 > cells and lines[-1]:
                lines.append([])
                column = 0
            lines[-1].append((sign, label))
            column += wanted
        return lines


def tell(paper: PaperRow, words: Words, today: date, zone: tzinfo | None) -> list[Run]:
    """Number, place and time of a paper; then how it was lost, and what comes next."""
    number = f"  {paper.number}" if paper.number else ""
    since = words.text("papers.since", where=where(paper, words, today), moment=_local(paper.since, zone))
    files = words.text("papers.files", count=paper.files) if paper.files else ""
    said: list[Run] = [(f"{paper.register_number}{number}  {files}".rstrip(), "plain"), (since, "plain")]
    if paper.lost_at is not None:
        then = words.text("papers.then", procedure=paper.next_procedure) if paper.next_procedure else ""
        said.append((f"{paper.lost_note}  {then}".rstrip(), "warning"))
    return said


def take_newest(folder: str, files: Path, now: datetime) -> tuple[KeptFile, Newest]:
    """Keep the newest file of the camera's folder; in a thread. Refused while it is still being written."""
    if not folder.strip():
        raise DeskError("paper.folder_unset")
    place = Path(folder.strip()).expanduser()
    newest = newest_file(place)
    if newest is None:
        raise DeskError("paper.folder_empty", folder=str(place))
    if not is_settled(newest, now):
        raise DeskError("paper.file_growing", file=newest.name)
    return store_file(files, newest.path), newest


def _local(moment: datetime, zone: tzinfo | None) -> datetime:
    return moment.astimezone(zone)
