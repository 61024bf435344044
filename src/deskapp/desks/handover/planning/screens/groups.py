"""The groups of a handover's days with the people in them: who is named, who answers, how many are missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from textual.binding import BindingType

from deskapp.desks.handover.planning.actions_parts import begin_groups, set_groups, set_members
from deskapp.desks.handover.planning.drafts import LINE_LIMIT, MOST_HEADS, GroupDraft, MemberDraft
from deskapp.desks.handover.planning.model import GROUP_KINDS, STATIONS
from deskapp.desks.handover.planning.plans import group_plans_on
from deskapp.desks.handover.planning.queries_batch import groups_of
from deskapp.desks.handover.planning.rows import GroupRow
from deskapp.desks.handover.planning.screens.batch_parts import PartList
from deskapp.desks.handover.planning.screens.plan_form import WIDE, PlanForm
from deskapp.errors import Fault
from deskapp.office.checking import NOTE_LIMIT
from deskapp.office.staff.queries import list_staff
from deskapp.store.work import Reader
from deskapp.ui import fields
from deskapp.ui.columns import Column
from deskapp.ui.commands import Command, bindings
from deskapp.ui.dialogs import Choose
from deskapp.ui.fields import Field, Option
from deskapp.ui.lines import Run, shell_of
from deskapp.values.text import clean

PEOPLE: Final = Command("groups.people", "3", "groups", priority=True)
BEGIN: Final = Command("groups.begin", "f4", "groups", priority=True)
_PART: Final = re.compile(r"[,，、;；\n]+")
_PHONE: Final = re.compile(r"\+?[\d][\d \-]{5,}$")


class GroupsScreen(PartList):
    """Enter changes a group, 3 names its people, F4 takes one of the handbook's lists."""

    TITLE_KEY = "groups.title"
    TOPIC = "handover_groups"
    EMPTY = "groups.empty"
    COLUMNS = (
        Column("name", label="groups.name", weight="strong"),
        Column("kind", 9, "groups.kind"),
        Column("heads", 8, "groups.heads", align="right"),
        Column("leader", 16, "groups.leader"),
        Column("station", 14, "groups.station", weight="muted"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(PEOPLE, BEGIN)

    def read(self, reader: Reader) -> Sequence[GroupRow]:
        """The groups."""
        return groups_of(reader, self.batch_id)

    def cells(self, row: GroupRow) -> tuple[str, ...]:
        """Which, how many of how many, who answers, where."""
        return (
            row.name,
            self.text(f"group_kind.{row.kind}"),
            f"{len(row.members)}/{row.heads}",
            row.leader.name if row.leader else f"✗ {self.text('groups.nobody')}",
            self.text(f"station.{row.station}") if row.station else "",
        )

    def weight(self, row: GroupRow) -> Any:
        """A group without anybody who answers stands out."""
        return "warning" if row.leader is None else "plain"

    def told(self, row: GroupRow) -> Iterable[Run]:
        """What it does, who is in it, how many are missing."""
        yield row.duty, "muted"
        said = [f"{one.name} {one.phone}".strip() + (" ★" if one.leads else "") for one in row.members]
        yield "  ".join(said), "plain"
        if row.lacks:
            yield self.text("groups.lacks", count=row.lacks), "warning"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """People are named in a group."""
        if action == "people":
            return self.current is not None
        return super().check_action(action, parameters)

    def set_rows(self, rows: Sequence[GroupRow]) -> None:
        """Write them."""
        drafts = [group_draft(one) for one in rows]
        self.write("handover.groups", lambda work, _: set_groups(work, self.batch_id, drafts))

    def action_new(self) -> None:
        """One more."""
        self.app.push_screen(GroupForm(batch=self.batch_id), self.returned)

    def on_listing_opened(self) -> None:
        """Change it."""
        row = self.current
        self.app.push_screen(GroupForm(batch=self.batch_id, group=row.id, name=row.name), self.returned)

    def action_people(self) -> None:
        """Who is in it."""
        row = self.current
        self.app.push_screen(MembersForm(batch=self.batch_id, group=row.id, name=row.name), self.returned)

    def action_begin(self) -> None:
        """The groups of one of the handbook's lists, beside those that are there."""
        plans = group_plans_on(shell_of(self).now().date(), "*")
        options = [Option(one.code, one.name.say(self.words.language)) for one in plans]

        def chosen(answer: Option | None) -> None:
            if answer is not None:
                code = str(answer.code)
                self.write(
                    "handover.groups",
                    lambda work, _: begin_groups(work, self.batch_id, code),
                    lambda count: self.tell("groups.begun", count=count),
                )

        self.app.push_screen(Choose("groups.which_list", options), chosen)


def group_draft(row: GroupRow) -> GroupDraft:
    """A group as it is."""
    return GroupDraft(row.name, row.kind, row.heads, row.station, row.duty)


class GroupForm(PlanForm):
    """A group: what it is called, how many it needs, where it stands, what it does."""

    ENTITY = "batch"
    FORM: ClassVar[str] = "handover.group"
    TITLE_KEY = "groups.one"
    TOPIC = "handover_groups"
    SAVED = "groups.saved"

    def fields(self) -> Sequence[Field]:
        """Four lines and its duty."""
        return (
            fields.text("group_name", required=True, cells=30, most=LINE_LIMIT, label="groups.name"),
            fields.choice("kind", GROUP_KINDS, "group_kind", required=True, label="groups.kind"),
            fields.text("heads", _read_heads, required=True, cells=6, label="groups.heads"),
            fields.choice("station", STATIONS, "station", label="groups.station"),
            fields.text("duty", cells=WIDE, most=NOTE_LIMIT, label="groups.duty"),
        )

    def fill(self, data: Any) -> Mapping[str, Any]:
        """As it is stored."""
        row = self._row(self._rows(data))
        if row is None:
            return {"kind": "function", "heads": 1}
        return {
            "group_name": row.name, "kind": row.kind, "heads": row.heads, "station": row.station or None,
            "duty": row.duty or None,
        }  # fmt: skip

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Write the list with it."""
        rows = self._rows(data)
        row = self._row(rows)
        draft = GroupDraft(
            values["group_name"], values["kind"], values["heads"], values["station"] or "", values["duty"] or "",
            row.name if row is not None else "",
        )  # fmt: skip
        drafts = [draft if row is not None and one.id == row.id else group_draft(one) for one in rows]
        if row is None:
            drafts.append(draft)
        number = self.number("batch")
        self.write(data, "handover.groups", lambda work: set_groups(work, number, drafts))
        return number

    def _rows(self, data: Any) -> Sequence[GroupRow]:
        return self.read(data, lambda reader: groups_of(reader, self.number("batch")))

    def _row(self, rows: Sequence[GroupRow]) -> GroupRow | None:
        group = self.about.get("group")
        return next((one for one in rows if group and one.id == int(group)), None)


class MembersForm(PlanForm):
    """The people of a group in one line: names, each with a phone behind it; the first, or one with a star, answers."""

    ENTITY = "batch"
    FORM: ClassVar[str] = "handover.members"
    TITLE_KEY = "groups.people_of"
    TOPIC = "handover_groups"
    SAVED = "groups.saved"

    def fields(self) -> Sequence[Field]:
        """One line."""
        return (
            fields.text("people", cells=WIDE, most=NOTE_LIMIT, label="groups.people", hint="groups.hint_people"),
        )  # fmt: skip

    def fill(self, data: Any) -> Mapping[str, Any]:
        """Who is in it."""
        rows = self.read(data, lambda reader: groups_of(reader, self.number("batch")))
        row = next((one for one in rows if one.id == self.number("group")), None)
        said = [f"{one.name} {one.phone}".strip() for one in (row.members if row else ())]
        return {"people": "、".join(said) or None}

    def save(self, data: Any, values: dict[str, Any]) -> int:
        """Name them; one of our own staff is found by the name."""
        group = self.number("group")
        staff = {one.name: one.id for one in self.read(data, list_staff)}
        members = parse_people(str(values["people"] or ""), staff)
        self.write(data, "handover.groups", lambda work: set_members(work, group, members))
        return group


def parse_people(text: str, staff: Mapping[str, int]) -> list[MemberDraft]:
    """``王芳 13900139000、李静*``: names with their phones, a star on who answers."""
    members = []
    for part in _PART.split(text):
        told = clean(part)
        leads = "*" in told or "★" in told
        told = clean(told.replace("*", " ").replace("★", " "))
        found = _PHONE.search(told)
        phone = found.group().strip() if found else ""
        name = clean(told[: found.start()]) if found else told
        if name:
            members.append(MemberDraft(name, staff.get(name), phone, leads))
    return members


def _read_heads(text: str) -> tuple[Any, Fault | None]:
    """How many people."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_HEADS:
        return None, Fault("group.heads", {"most": MOST_HEADS})
    return int(text), None


FORMS = (GroupForm, MembersForm)
