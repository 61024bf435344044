"""What a role is: its duties beside what it allows, for whoever gives it and whoever has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from textual.widget import Widget

from deskapp.office.access.queries import HeldRow, list_held
from deskapp.office.access.rules import Role, roles
from deskapp.ui.columns import Column, Row
from deskapp.ui.dialogs import Choose
from deskapp.ui.fields import Option
from deskapp.ui.lines import shell_of
from deskapp.ui.listing import Listing
from deskapp.ui.screen import DeskScreen
from deskapp.ui.work import run


def choose_role(screen: DeskScreen[Any]) -> None:
    """Ask which role, then show it."""

    def chosen(answer: Option | None) -> None:
        if answer is not None:
            screen.app.push_screen(RolePage(answer.code))

    options = [Option(code, screen.text(f"role.{code}"), screen.text(f"role_about.{code}")) for code in roles()]
    screen.app.push_screen(Choose("roles.which", options), chosen)


class RolePage(DeskScreen[None]):
    """One role: duties, what needs a reason, when the counter locks, who has it today."""

    TITLE_KEY = "roles.title"
    TOPIC = "role"
    BINDINGS: ClassVar[list[Any]] = []

    def __init__(self, code: str) -> None:
        super().__init__()
        self.role: Role = roles()[code]
        self.held: list[HeldRow] = []

    def title_text(self) -> str:
        """The role."""
        return self.text(f"role.{self.role.code}")

    def body(self) -> Iterable[Widget]:
        """One line a duty, a permission, a person."""
        yield Listing((Column("number", width=10, weight="muted"), Column("text")))

    def on_mount(self) -> None:
        """Read who has it."""
        today = shell_of(self).now().date()
        run(self, lambda data: data.store.read_all(lambda reader: list_held(reader, on=today)), self._loaded)

    def _loaded(self, held: list[HeldRow]) -> None:
        self.held = [row for row in held if row.role == self.role.code]
        self.query_one(Listing).show(self._rows())

    async def retranslate(self) -> None:
        """The rows are words, too."""
        await super().retranslate()
        self.query_one(Listing).show(self._rows())

    def _rows(self) -> Iterator[Row]:
        role = self.role
        yield Row(None, (self.text(f"role_about.{role.code}"),), weight="strong")
        yield Row(None, (self.text("roles.duties"),), weight="muted")
        yield from (Row(duty, (duty, self.text(f"duty.{duty}"))) for duty in role.duties)
        yield Row(None, (self.text("roles.rules"),), weight="muted")
        for number, line in enumerate(self._limits()):
            yield Row(f"rule-{number}", ("", line))
        yield Row(None, (self.text("roles.people", count=len(self.held)),), weight="muted")
        for row in self.held:
            where = (row.project or self.text("access.every_project"), row.department)
            yield Row(f"held-{row.id}", (row.number, "  ".join(filter(None, (row.name, *where)))))

    def _limits(self) -> Iterator[str]:
        role = self.role
        yield self.text("roles.business" if role.business else "roles.no_business")
        yield self.text("roles.overrides" if role.overrides else "roles.no_overrides")
        yield self.text("roles.reveal" if role.reveal else "roles.no_reveal")
        if role.unmasked_export:
            yield self.text("roles.unmasked")
        yield self.text("roles.idle", minutes=role.idle_minutes)
