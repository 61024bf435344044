"""What a contract says of area differences: the deal's own word first, then the project's, then the law."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from sqlmodel import col, select

from deskapp.desks.handover.settling.area import Clause, clause_of_law
from deskapp.desks.handover.settling.drafts import ClauseDraft
from deskapp.desks.handover.settling.facts import Settled
from deskapp.desks.handover.settling.model import AreaClause
from deskapp.office.checking import refuse
from deskapp.office.deal.model import Deal
from deskapp.office.property.model import Project
from deskapp.store.work import Reader, Work

THOUSANDTHS: Final = Decimal("0.001")


def clause_for(reader: Reader, fact: Settled, day: date) -> Clause:
    """What settles a difference of a delivery's home on a day."""
    law = clause_of_law(fact.country, day)
    query = select(AreaClause).where(col(AreaClause.valid_from) <= day)
    newest = (col(AreaClause.valid_from).desc(), col(AreaClause.id).desc())
    of_deal = query.where(AreaClause.deal_id == fact.deal_id).order_by(*newest)
    of_project = query.where(AreaClause.project_id == fact.project_id, col(AreaClause.deal_id).is_(None))
    row = reader.session.exec(of_deal).first() if fact.deal_id is not None else None
    row = row or reader.session.exec(of_project.order_by(*newest)).first()
    if row is None:
        return Clause(law.clause, law.percent, law.validity.source)
    percent = law.percent if row.threshold is None else Decimal(row.threshold) * THOUSANDTHS
    return Clause(row.clause, percent, row.note)


def set_area_clause(work: Work, project_id: int, draft: ClauseDraft, deal_id: int | None = None) -> AreaClause:
    """Note what the contracts of a project say, or that of one deal; the latest row holds."""
    draft, faults = draft.checked()
    refuse(faults)
    owner: Project | Deal = work.get(Project, project_id) if deal_id is None else work.get(Deal, deal_id)
    threshold = None if draft.clause != "threshold" or draft.percent is None else int(draft.percent / THOUSANDTHS)
    return work.add(
        AreaClause(
            office_id=owner.office_id,
            project_id=project_id,
            deal_id=deal_id,
            clause=draft.clause,
            threshold=threshold,
            valid_from=draft.valid_from or work.today,
            note=draft.note,
        )
    )
