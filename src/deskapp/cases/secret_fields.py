"""Fields of procedures that are secret, such as a filing password: sealed in the case, shown for a reason alone.

Which they are the procedure's file says (``secret = true``) or the office's settings (``secret_fields``); a value that
was sealed stays one, whatever these say later. In a case's ``fields`` the sealed text stands in the value's place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlmodel import col, select

from deskapp.cases.model import SEALED_FIELD, Case, ProcedureText
from deskapp.cases.pinned import procedure_of, procedures_of
from deskapp.cases.procedure import FieldRule, Procedure
from deskapp.errors import DeskError
from deskapp.store.audit import to_json
from deskapp.store.audit_redact import entries_about, redact
from deskapp.store.base import record_id
from deskapp.store.bulk import CHUNK
from deskapp.store.edited import read_edited
from deskapp.store.rights import EVERYTHING
from deskapp.store.secrets import SHOWN, Hidden, hidden_here, is_sealed, open_here, seal_here
from deskapp.store.store import Store
from deskapp.store.tables import AuditPayload, ImportBefore
from deskapp.store.work import Clerk, Reader, Work

REVEAL: Final = "reveal.case"
"""What a clerk needs the right to, to read one."""
AWAY: Final = "-"
"""Typed into a secret field, it takes the value away; an empty field leaves it as it is."""
SEAL: Final = "key.seal"
PAGE: Final = 50


def is_secret(rule: FieldRule, kept: str) -> bool:
    """Whether a value is kept from view."""
    return rule.secret or is_sealed(kept)


def masked(procedure: Procedure, kept: Mapping[str, str]) -> dict[str, str]:
    """The values of a case as everybody may read them: dots for every secret."""
    secret = {rule.code for rule in procedure.fields if rule.secret}
    return {code: SHOWN if text and (code in secret or is_sealed(text)) else text for code, text in kept.items()}


def seal_field(code: str, text: str) -> str:
    """A value as the case keeps it; inside the store."""
    return seal_here(text, f"{SEALED_FIELD}.{code}")


def open_field(code: str, kept: str) -> str:
    """The value again; inside the store. Raises ``store.key_lost`` and its like; one in clear is itself."""
    return open_here(kept, f"{SEALED_FIELD}.{code}") if is_sealed(kept) else kept


def hidden_field(code: str, kept: str) -> Hidden:
    """A kept value in the hand, for comparing."""
    return hidden_here(kept, f"{SEALED_FIELD}.{code}") if is_sealed(kept) else Hidden(kept)


@dataclass(frozen=True, slots=True)
class Opened:
    """A secret that is shown for a reason, or why it cannot be."""

    text: str = ""
    fault: DeskError | None = None


def reveal_fields(reader: Reader, case_id: int) -> dict[str, Opened]:
    """Every secret of a case by its field's code; whoever shows them has written down why before."""
    case = reader.get(Case, case_id)
    return opened_fields(procedure_of(reader, case), case)


def opened_fields(procedure: Procedure, case: Case) -> dict[str, Opened]:
    """The same of a case in the hand; inside the store."""
    kept: dict[str, str] = json.loads(case.fields)
    texts = ((rule, kept.get(rule.code, "")) for rule in procedure.fields)
    return {rule.code: _opened(rule.code, text) for rule, text in texts if text and is_secret(rule, text)}


def _opened(code: str, kept: str) -> Opened:
    try:
        return Opened(open_field(code, kept))
    except DeskError as error:
        return Opened(fault=error)


# ---- values that lie in clear


def find_clear(reader: Reader) -> dict[int, list[str]]:
    """The cases that hold a secret in clear, from before its field was one, with these fields' codes."""
    every = set(reader.session.exec(select(ProcedureText.id)))
    texts = procedures_of(reader, {number for number in every if number is not None})
    asking = {number: one for number, one in texts.items() if any(rule.secret for rule in one.fields)}
    if not asking:
        return {}
    query = select(Case.id, Case.procedure_text_id, Case.fields).where(col(Case.procedure_text_id).in_(asking))
    rows = reader.session.exec(query.where(col(Case.fields) != "{}").execution_options(yield_per=CHUNK))
    found = {number or 0: _clear(asking[text_id], json.loads(fields)) for number, text_id, fields in rows}
    return {number: codes for number, codes in found.items() if codes}


def seal_everything(store: Store, clerk: Clerk, now: datetime) -> int:
    """Seal every secret that lies in clear; how many values. Raises ``access.refused``.

    What must be sealed is everything, whatever whoever does it may see; they see nothing of it.
    """
    clerk.rights.refuse(SEAL)
    whole = replace(clerk, rights=EVERYTHING)
    numbers = list(store.read_all(find_clear))
    parts = (numbers[start : start + PAGE] for start in range(0, len(numbers), PAGE))
    count = sum(store.write(whole, SEAL, partial(_seal_cases, numbers=part), now) for part in parts)
    store.fold_log()
    return count


def _clear(procedure: Procedure, kept: Mapping[str, Any]) -> list[str]:
    texts = ((rule.code, kept.get(rule.code) or "") for rule in procedure.fields if rule.secret)
    return [code for code, text in texts if text and not is_sealed(text)]


def seal_clear(work: Work, case: Case, procedure: Procedure) -> list[str]:
    """Seal what a case holds in clear, where it lies and in what importers noted of it; the fields' codes.

    What the trail said of it before is emptied, on record: no entry may tell what is secret now.
    """
    kept: dict[str, str] = json.loads(case.fields)
    codes = _clear(procedure, kept)
    if not codes:
        return []
    work.overwrite_deleted()
    edited = read_edited(case.edited)
    base = json.loads(edited.get("fields", {}).get("base") or "{}")
    for values in (kept, base):
        _seal(procedure, values)
    if "fields" in edited:
        edited["fields"]["base"] = to_json(base)
    _seal_imported(work, procedure, record_id(case))
    work.derive(case, {"fields": to_json(kept), "edited": to_json(edited) if edited else ""})
    entries = [number for number in entries_about(work, "case", record_id(case)) if _tells(work, number, procedure)]
    reason = work.reason
    if entries:
        redact(work, entries, f"{REVEAL}: {', '.join(codes)}")
    work.reason = reason
    work.entry("case", record_id(case), after={"sealed": codes}, project_id=case.project_id)
    return codes


def _seal_cases(work: Work, numbers: list[int]) -> int:
    cases = [work.get(Case, number) for number in numbers]
    texts = procedures_of(work, {case.procedure_text_id for case in cases})
    return sum(len(seal_clear(work, case, texts[case.procedure_text_id])) for case in cases)


def _seal(procedure: Procedure, values: dict[str, Any]) -> None:
    values |= {code: seal_field(code, values[code]) for code in _clear(procedure, values)}


def _seal_imported(work: Work, procedure: Procedure, number: int) -> None:
    """What taking back an import would write, and what it changed."""
    about = select(ImportBefore).where(ImportBefore.entity == "case_file", ImportBefore.entity_id == number)
    for row in work.session.exec(about):
        before, told = json.loads(row.before), json.loads(row.told or "{}")
        sealed = {"before": _sealed_within(procedure, before), "told": _sealed_within(procedure, told)}
        work.derive(row, sealed)


def _sealed_within(procedure: Procedure, said: dict[str, Any]) -> str:
    """JSON whose ``fields`` are one text of a case or two of them."""
    texts = said.get("fields")
    if texts is not None:
        parts = [json.loads(text or "{}") for text in ([texts] if isinstance(texts, str) else texts)]
        for part in parts:
            _seal(procedure, part)
        sealed = [to_json(part) for part in parts]
        said["fields"] = sealed[0] if isinstance(texts, str) else sealed
    return to_json(said)


def _tells(reader: Reader, entry: int, procedure: Procedure) -> bool:
    """Whether an entry of the trail holds a secret in clear, an earlier one too."""
    found = reader.session.get(AuditPayload, entry)
    texts = () if found is None else (found.before, found.after)
    said = (json.loads(text).get("fields") for text in texts if text)
    return any(_clear(procedure, json.loads(fields)) for fields in said if fields)
