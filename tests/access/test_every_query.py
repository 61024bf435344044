"""Every function that reads, called as a clerk of another project: it answers as if nothing were there."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from tests.access.ground import MARK, NOW, ROW, TODAY, ours, said

import deskapp
from deskapp.desks.complaints.taking.drafts import ComplaintDraft
from deskapp.desks.complaints.taking.similar import Place
from deskapp.desks.handover.planning.queries import DeliveryFilter
from deskapp.desks.handover.rounds.queries import RoundFilter
from deskapp.errors import DeskError
from deskapp.locale import words
from deskapp.office.customer.drafts import CustomerDraft
from deskapp.sheets.reporting import Ask
from deskapp.store.audit_show import Wanted
from deskapp.store.rights import EVERYTHING, Rights
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Reader

FACES: Final = ("deskapp.cli", "deskapp.ui", "deskapp.migrations", "deskapp.app", "deskapp.__main__")
BY_NAME: Final = {
    "office_id": 1, "entity": "customer", "about": "case_file", "about_id": ROW, "channel": "sms", "language": "zh",
    "gate_id": "papers.complete", "view": "open", "code": "MARK", "table": "customer", "steps": 10, "shelf": MARK,
    "purpose": "news", "login": "nobody", "token": "x", "known_as": MARK, "text": "HS-20261122-0007",
}  # fmt: skip
BY_TYPE: Final[dict[str, Any]] = {
    "int": ROW,
    "int | None": ROW,
    "str": MARK,
    "float": 0.5,
    "date": TODAY,
    "datetime": NOW,
    "Country": "CN",
    "Words": words("zh"),
    "Path": Path("/nowhere"),
    "Clerk": Clerk(ROW, "王敏", 1),
    "Ask": Ask(words("zh"), TODAY, since=TODAY - timedelta(days=30), until=TODAY),
    "Wanted": Wanted(),
    "DeliveryFilter": DeliveryFilter(),
    "RoundFilter": RoundFilter(),
    "ComplaintDraft": ComplaintDraft(MARK, customer_id=ROW, unit_id=ROW, building_id=ROW),
    "Place": Place(unit_id=ROW, building_id=ROW),
    "Collection[date]": [TODAY],
    "Collection[tuple[Any, Any]]": [(ROW, MARK)],
    "CustomerDraft": CustomerDraft(MARK, id_number="500108199912313057", phone="13912345678"),
    "Record": ("customer", ROW),
    "Collection[Named]": [(MARK, "9-2-1501")],
    "Collection[Written]": [(MARK, "9-2-1501")],
    "Collection[tuple[str, str]]": [(MARK, "9-2-1501")],
}
NUMBERS: Final = tuple(f"{kind}[{of}]" for kind in ("Collection", "Iterable", "Sequence", "set", "list")
                       for of in ("int", "int | None"))  # fmt: skip
TEXTS: Final = ("Iterable[str]", "Collection[str]", "Sequence[str]")
GIVEN: Final = (
    "Case", "CaseTask", "CasePaper", "CaseEvent", "Appointment", "Quotation", "Customer", "Parts", "Who", "Known",
    "Step", "Procedure", "Engine", "Run", "Entry", "Key", "Told", "Query", "Indexer", "Callable", "type", "Texts",
    "CaseFacts", "Settled", "Deal", "SaleContract", "Formality", "Mortgage", "DealRow", "SelectOfScalar",
    "Defect", "Inspection", "OrderRow", "Delivery", "DeliveryRow", "Visit", "Ground", "ReadingDraft",
    "WorkOrder", "OrderPage", "Complaint", "MassEvent", "Period", "ClosedMonth", "Span", "Pairs",
)  # fmt: skip
"""What is handed on by something that has read it within the scope already, or is no record at all."""


OF_THE_LOG: Final = ("store.audit_show.find_entries", "store.trail.changes_of")
NO_BUSINESS: Final = Rights(business=False)
IN_PART: Final = ("store.sound.find_numbers_behind",)
"""What looks at all records at once, and is refused to whoever may not."""


@cache
def readers() -> dict[str, Callable[..., Any]]:
    """Every public function below the faces whose first argument is a reader."""
    found: dict[str, Callable[..., Any]] = {}
    for module in pkgutil.walk_packages(deskapp.__path__, "deskapp."):
        if ".screens" in module.name or module.name.startswith(FACES):
            continue
        loaded = importlib.import_module(module.name)
        for name, function in vars(loaded).items():
            if inspect.isfunction(function) and function.__module__ == module.name and not name.startswith("_"):
                given = list(inspect.signature(function).parameters.values())
                if given and given[0].annotation == "Reader":
                    found[f"{module.name.removeprefix('deskapp.')}.{name}"] = function
    return found


def arguments(function: Callable[..., Any]) -> dict[str, Any] | None:
    """What it is called with: the other project's numbers; None where it takes what was read before."""
    values: dict[str, Any] = {}
    for given in list(inspect.signature(function).parameters.values())[1:]:
        kind = str(given.annotation)
        if given.default is not given.empty or given.kind is given.VAR_POSITIONAL:
            continue
        if given.name in BY_NAME:
            values[given.name] = BY_NAME[given.name]
        elif kind in BY_TYPE:
            values[given.name] = BY_TYPE[kind]
        elif kind in NUMBERS:
            values[given.name] = [ROW]
        elif kind in TEXTS:
            values[given.name] = [MARK, "SJ-20261122-0007"]
        elif any(word in GIVEN for word in kind.replace("[", " ").replace("]", " ").replace(",", " ").split()):
            return None
        else:
            raise AssertionError(f"nobody said with what {function.__module__}.{function.__name__}({given}) is tried")
    return values


def answer(store: Store, rights: Rights, function: Callable[..., Any]) -> str:
    """What it says, or why it does not."""
    values = arguments(function)
    assert values is not None

    def read(reader: Reader) -> str:
        return said(function(reader, **values))

    store.serve(rights)
    try:
        return store.read(read)
    except DeskError as error:
        return f"{error.code} {error.values}"
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError, StopIteration) as error:
        return type(error).__name__
    finally:
        store.serve(EVERYTHING)


def called() -> list[str]:
    return sorted(name for name, function in readers().items() if arguments(function) is not None)


def test_each_answers_as_if_nothing_were_there(alone: Store, beside: Store) -> None:
    wrong = []
    for name in called():
        told = answer(beside, ours(), readers()[name])
        in_part = told.startswith("access.whole")
        if told != answer(alone, ours(), readers()[name]) or in_part is not (name in IN_PART):
            wrong.append((name, told[:200]))
    assert wrong == []


def test_without_the_filter_most_of_them_would_tell(alone: Store, beside: Store) -> None:
    """The proof that the test above can fail."""
    telling = [
        name
        for name in called()
        if answer(beside, EVERYTHING, readers()[name]) != answer(alone, EVERYTHING, readers()[name])
    ]
    assert len(telling) > len(called()) // 2, sorted(set(called()) - set(telling))


def test_without_business_each_answers_with_no_business(beside: Store) -> None:
    """An auditor or administrator of every project sees no record of the business."""
    wrong = []
    for name in called():
        # what was asked for comes back in some answers
        told = answer(beside, NO_BUSINESS, readers()[name]).replace(f"'{MARK}'", "").replace(f'"{MARK}"', "")
        if MARK in told and name not in OF_THE_LOG:
            wrong.append((name, told[:200]))
    assert wrong == []
