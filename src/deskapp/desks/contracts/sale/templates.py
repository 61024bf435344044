"""Versions of the contract's text [b01]: which holds from when, who reviewed it, what it changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlmodel import col, func, select

from deskapp.desks.contracts.sale.drafts import TemplateDraft
from deskapp.desks.contracts.sale.model import ContractTemplate, SaleContract
from deskapp.errors import DeskError
from deskapp.office.checking import refuse
from deskapp.office.property.model import Project
from deskapp.store.base import record_id
from deskapp.store.work import Reader, Work
from deskapp.values.text import fold

LIMIT: Final = 200
_COLUMNS: Final = (
    "name", "edition", "valid_from", "valid_to", "project_id", "changes", "source", "stored_file_id", "reviewed_on",
    "reviewed_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A version, how many contracts were made from it, and whether it holds today."""

    id: int
    version: int
    draft: TemplateDraft
    project: str
    contracts: int
    holds: bool

    @property
    def called(self) -> str:
        """Name and edition."""
        return f"{self.draft.name} {self.draft.edition}"


def add_template(work: Work, draft: TemplateDraft) -> ContractTemplate:
    """A version holds from a day; the one of the same name and project that held until then ends the day before."""
    draft = _checked(work, draft, None)
    template = work.add(
        ContractTemplate(office_id=work.clerk.office_id, **{name: getattr(draft, name) for name in _COLUMNS})
    )
    before = select(ContractTemplate).where(
        ContractTemplate.name == draft.name,
        ContractTemplate.project_id == draft.project_id,
        ContractTemplate.id != template.id,
        ContractTemplate.valid_from < draft.valid_from,
        col(ContractTemplate.valid_to).is_(None),
    )
    for older in work.session.exec(before).all():
        work.change(older, {"valid_to": draft.valid_from - timedelta(days=1)})
    return template


def edit_template(work: Work, template_id: int, draft: TemplateDraft, seen: int | None = None) -> ContractTemplate:
    """What the form says now; contracts made from it keep pointing to it. ``StaleEdit`` where ``seen`` is old."""
    draft = _checked(work, draft, template_id)
    template = work.get(ContractTemplate, template_id)
    work.change(template, {name: getattr(draft, name) for name in _COLUMNS}, seen=seen)
    return template


def list_templates(reader: Reader, today: date) -> list[TemplateRow]:
    """Every version, those that hold first, then the newest."""
    query = select(ContractTemplate).order_by(col(ContractTemplate.valid_from).desc(), col(ContractTemplate.id).desc())
    found = list(reader.session.exec(query.limit(LIMIT)))
    made = dict(
        reader.session.exec(
            select(SaleContract.template_id, func.count())
            .where(col(SaleContract.template_id).in_([record_id(one) for one in found]))
            .group_by(col(SaleContract.template_id))
        ).all()
    )
    projects: dict[int, str] = {}
    for number in {one.project_id for one in found if one.project_id is not None}:
        projects[number] = reader.get(Project, number).name
    rows = [
        TemplateRow(
            record_id(one),
            one.version,
            TemplateDraft(**{name: getattr(one, name) for name in _COLUMNS}),
            projects.get(one.project_id or 0, ""),
            made.get(record_id(one), 0),
            one.valid_from <= today and (one.valid_to is None or today <= one.valid_to),
        )
        for one in found
    ]
    return sorted(rows, key=lambda row: not row.holds)


def find_templates(reader: Reader, text: str, today: date, project_id: int | None = None) -> list[tuple[int, str]]:
    """Versions that hold on a day, by words of their name: id and name."""
    wanted = fold(text).split()
    return [
        (row.id, row.called)
        for row in list_templates(reader, today)
        if row.holds
        and all(word in fold(row.called) for word in wanted)
        and (project_id is None or row.draft.project_id in (None, project_id))
    ]


def _checked(work: Work, draft: TemplateDraft, own: int | None) -> TemplateDraft:
    draft, faults = draft.checked()
    refuse(faults)
    same = select(ContractTemplate.id).where(
        ContractTemplate.office_id == work.clerk.office_id,
        ContractTemplate.name == draft.name,
        ContractTemplate.edition == draft.edition,
    )
    holder = work.session.exec(same).first()
    if holder is not None and holder != own:
        raise DeskError("template.taken", "edition", name=draft.name, edition=draft.edition)
    return draft
