"""Procedures as their cases began with them: the text is stored when first used, and read from there ever after."""

from __future__ import annotations

from sqlmodel import col, select

from deskapp.cases.model import Case, ProcedureText
from deskapp.cases.procedure import Procedure
from deskapp.cases.procedure_load import read_marked
from deskapp.store.base import record_id
from deskapp.store.secrets import secret_fields
from deskapp.store.work import Reader, Work


def pin(work: Work, procedure: Procedure) -> int:
    """The stored text of a procedure, made when it is first used."""
    known = work.session.exec(
        select(ProcedureText.id).where(
            ProcedureText.office_id == work.clerk.office_id,
            ProcedureText.procedure == procedure.id,
            ProcedureText.digest == procedure.digest,
        )
    ).first()
    if known is not None:
        return known
    row = ProcedureText(
        office_id=work.clerk.office_id,
        procedure=procedure.id,
        digest=procedure.digest,
        origin=procedure.origin,
        text=procedure.text,
        first_used_at=work.now,
    )
    return record_id(work.add(row))


def procedure_of(reader: Reader, case: Case) -> Procedure:
    """The procedure that a case follows, as it was when the case began."""
    row = reader.get(ProcedureText, case.procedure_text_id)
    return read_marked(row.text, secret_fields())


def procedures_of(reader: Reader, text_ids: set[int]) -> dict[int, Procedure]:
    """Procedures by the id of their stored text, for a list: one statement for all."""
    query = select(ProcedureText).where(col(ProcedureText.id).in_(text_ids))
    return {record_id(row): read_marked(row.text, secret_fields()) for row in reader.session.exec(query)}
