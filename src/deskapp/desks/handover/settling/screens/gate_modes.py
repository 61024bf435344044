"""How strict each gate of a project is: block, warn or off; Enter changes one with a reason, from today on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from deskapp.casework.look import Door, Line, Look, Said, Tone, groups, word
from deskapp.casework.screens.panes import PanesScreen
from deskapp.desks.handover.settling.gate_rules import GateRule
from deskapp.desks.handover.settling.model import MODES
from deskapp.desks.handover.settling.modes import project_modes, set_gate_mode
from deskapp.locale import Words
from deskapp.office.property.model import Project
from deskapp.store.reasons import parse_reason
from deskapp.store.work import Reader
from deskapp.ui.dialogs import AskText, Choose
from deskapp.ui.fields import Option
from deskapp.ui.here import Place
from deskapp.ui.lines import shell_of
from deskapp.ui.work import run

_TONES: Final[Mapping[str, Tone]] = {"block": "error", "warn": "warning", "off": "muted"}


class GateModesScreen(PanesScreen):
    """The gates of a project in the order in which they are asked."""

    TOPIC = "gate_modes"

    def __init__(self, project_id: int) -> None:
        super().__init__()
        self.project_id = project_id
        self._project = ""
        self.rules: Mapping[str, GateRule] = {}

    def title_text(self) -> str:
        """Of which project."""
        parts = (self.text("modes_page.title"), self._project)
        return f" {shell_of(self).glyphs.dot} ".join(part for part in parts if part)

    def places(self) -> Sequence[Place]:
        """The project."""
        return (("project", self.project_id),)

    def load(self) -> None:
        """Read them again."""
        number, today = self.project_id, shell_of(self).now().date()

        def read(reader: Reader) -> tuple[str, Mapping[str, GateRule]]:
            return reader.get(Project, number).name, project_modes(reader, number, today)

        run(self, lambda data: data.store.read(read), self._loaded, failed=self.unavailable, group="page")

    def _loaded(self, found: tuple[str, Mapping[str, GateRule]]) -> None:
        self._project, self.rules = found
        self.show()
        self.refresh_top()
        self.release()

    def show(self) -> None:
        """A line a gate."""
        if self.rules and self.query("#main"):
            self.show_look(Look(groups(_lines(self.rules, self.words))))

    def on_resize(self) -> None:
        """As wide as it is."""
        self.show()

    def enter(self, door: Door) -> None:
        """Another mode for a gate, and why."""
        gate = str(door[1])
        options = [Option(mode, self.text(f"gate_mode.{mode}"), self.text(f"gate_mode.{mode}_what")) for mode in MODES]

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                self._why(gate, str(answer.code))

        values = {"gate": word(self.words, "handover_gate", gate), "project": self._project}
        self.app.push_screen(Choose("modes_page.which", options, values=values), chosen)

    def _why(self, gate: str, mode: str) -> None:
        moment = shell_of(self).now()

        def answered(reason: str | None) -> None:
            if not reason:
                return
            self.hold()
            run(
                self,
                lambda data: data.write(
                    "handover.gate", lambda work: set_gate_mode(work, self.project_id, gate, mode, reason), moment
                ),
                self._done,
                failed=self.unavailable,
                keep=True,
            )

        self.app.push_screen(AskText("modes_page.why", parse=parse_reason), answered)

    def _done(self, _: Any) -> None:
        if self.is_attached:
            self.tell("modes_page.saved")
            self.load()


def _lines(rules: Mapping[str, GateRule], words: Words) -> Iterator[Line]:
    for gate, rule in rules.items():
        own = words.text("modes_page.own", day=rule.own_since, reason=rule.own_reason) if rule.own else ""
        by_law = rule.validity.certainty != "D"
        source = rule.validity.source if by_law else words.text("modes_page.custom")
        said: tuple[Said, ...] = (
            (words.text(f"gate_mode.{rule.mode}"), _TONES[rule.mode]),
            (word(words, "station", rule.station), "plain"),
            (word(words, "clears", rule.clears), "muted"),
            (own or source, "accent" if own else "muted"),
        )
        yield Line(word(words, "gate_short", gate), said, "gates", door=("mode", gate))
