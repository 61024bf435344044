"""Who buys, as a row of contracts names them: several people and documents in one cell, known ones and new ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import replace
from typing import Any, Final

from deskapp.errors import Problem
from deskapp.office.customer.people import Person, PersonFault, read_people, update_people, write_people
from deskapp.office.customer.sheet import frame_of
from deskapp.office.deal.rules import judge_parties
from deskapp.office.property.rules import Share
from deskapp.sheets.judge import Entry, Key, Known, Row, Run
from deskapp.store.bulk import Slice
from deskapp.store.edited import read_edited, takes
from deskapp.values.names import fold_name, split_people
from deskapp.values.shares import parse_share

PERSON: Final[tuple[str, ...]] = ("name", "id_kind", "id_number", "phone")
_COLUMNS: Final = {"name": "buyers", "id_kind": "id_kind", "id_number": "id_numbers", "phone": "phone"}
_FAULTS: Final = {"name": "buyers", "document": "id_numbers", "phone": "phone", "old": "id_numbers"}


def read_buyers(run: Run, row: Row) -> tuple[list[Entry], list[Problem]]:
    """The buyers of a row with their documents by position; a single phone is the first one's."""
    said = {name: row.values.get(column) for name, column in _COLUMNS.items()}
    if not any(said.values()):
        return [], []
    headings = (run.headings.get("id_numbers", ""), run.headings.get("phone", ""))
    told = read_people(said, frame_of(run.country, run.today, *headings))
    faults = [one for one in told if isinstance(one, PersonFault)]
    problems = [run.problem(row, _FAULTS[f.part], f.fault.code, f.value, **f.fault.values) for f in faults]
    return [one.entry() for one in told if isinstance(one, Person)], problems


def read_shares(run: Run, row: Row, people: int) -> tuple[tuple[Share, ...] | None, list[Problem]]:
    """The shares of a row by position; none where they own jointly."""
    texts = split_people(str(row.values.get("shares") or ""))
    if not texts:
        return None, []
    if people and len(texts) != people:
        return None, [run.problem(row, "shares", "resident.unequal_shares", names=people, shares=len(texts))]
    shares: list[Share] = []
    for text in texts:
        share, fault = parse_share(text)
        if share is None:
            assert fault is not None
            return None, [run.problem(row, "shares", fault.code, text, **fault.values)]
        shares.append(share)
    return tuple(shares), []


def meet_buyers(
    run: Run, row: Row, said: Sequence[Entry], others: Mapping[Key, Known], parties: Sequence[Known]
) -> tuple[list[Known], list[Problem]]:
    """The customer that each of them is, new where nobody knows them; or what stands against it.

    ``parties`` are those of the contract already: somebody without a number is the one of the same name among them.
    """
    by_name = {fold_name(str(party.values.get("name") or "")): party for party in parties}
    buyers: list[Known] = []
    fresh: dict[Key, Known] = {}
    problems: list[Problem] = []
    for entry in said:
        known = next((found for key in entry.keys if (found := others.get(key) or fresh.get(key))), None)
        known = known or by_name.get(fold_name(str(entry.values.get("name") or "")))
        if known is None:
            if entry.parts.get("document") is None:
                name = entry.values.get("name", "")
                code = "contract.buyer_unknown" if name else "contract.needs"
                problems.append(run.problem(row, "buyers", code, value=name))
            elif "name" not in entry.values:
                number = entry.values["id_number"]
                problems.append(run.problem(row, "buyers", "customer.unknown_without_name", number))
            known = Known(None, 0, dict(entry.values), parts=entry.parts)
            # the next name of the row with the same document is the same one, not another new customer
            fresh.update(dict.fromkeys(entry.keys, known))
        else:
            problems += _against(run, row, entry, known)
        buyers.append(known)
    return buyers, problems


def _against(run: Run, row: Row, entry: Entry, known: Known) -> list[Problem]:
    """Somebody's data are kept and not used; of a duplicate that was merged nothing is said."""
    if entry.parts.get("document") in known.parts.get("absorbed", ()):
        # the sender still knows two where the office knows one
        entry.values.clear()
    if not known.parts.get("blocked"):
        return []
    whose = {"number": known.values.get("number", ""), "why": known.parts["blocked"]}
    return [run.problem(row, "buyers", "privacy.blocked", **whose)]


def compare_buyers(said: Iterable[Entry], buyers: Iterable[Known]) -> Iterator[tuple[str, str, str]]:
    """What a row says of known people that is not so: column, what it says, what is stored, several joined."""
    pairs = list(zip(said, buyers, strict=True))
    for name in PERSON:
        spoken = [(entry.values[name], buyer.values.get(name)) for entry, buyer in pairs if name in entry.values]
        if any(one != other for one, other in spoken):
            told, stored = ("、".join(str(text or "") for text in texts) for texts in zip(*spoken, strict=True))
            yield _COLUMNS[name], told, stored


def keep_edits(run: Run, row: Row, said: Iterable[Entry], buyers: Iterable[Known]) -> list[Problem]:
    """With ``--update``: what a clerk edited of a buyer since is left out of what the row says, with a warning."""
    kept = []
    for entry, buyer in zip(said, buyers, strict=True):
        edited = read_edited(buyer.edited)
        for name in PERSON:
            said_now = entry.values.get(name)
            if said_now is None or buyer.id is None or said_now == buyer.values.get(name):
                continue
            if not takes(edited, name, said_now):
                del entry.values[name]
                problem = run.problem(row, _COLUMNS[name], "contract.buyer_kept", name=buyer.values.get("name"))
                kept.append(replace(problem, warning=True))
    return kept


def judge_buyers(run: Run, row: Row, buyers: Sequence[Known], shares: tuple[Share, ...] | None) -> list[Problem]:
    """One is named twice, or the shares are not the whole."""
    places = {id(buyer): place for place, buyer in enumerate(buyers)}
    parties = [
        (places[id(buyer)], "buyer", shares[place] if shares and place < len(shares) else None)
        for place, buyer in enumerate(buyers)
    ]
    fault = judge_parties(parties)
    if fault is None:
        return []
    column = "shares" if fault.code.startswith("deal.share") else "buyers"
    return [run.problem(row, column, fault.code, **fault.values)]


def enter_buyers(said: Iterable[Entry], buyers: Iterable[Known], others: MutableMapping[Key, Known]) -> None:
    """Later rows of the file find those who are new."""
    for entry, buyer in zip(said, buyers, strict=True):
        if buyer.id is None:
            others.update(dict.fromkeys(entry.keys, buyer))


def write_buyers(slice_: Slice, run: Run, rows: Iterable[tuple[Sequence[Entry], Sequence[Known]]]) -> None:
    """Customers who are new, and what a row says that is news of those who are known (``--update``)."""
    fresh: dict[int, Known] = {}
    news: list[tuple[Known, dict[str, Any], dict[str, Any]]] = []
    for said, buyers in rows:
        for entry, buyer in zip(said, buyers, strict=True):
            if buyer.id is None:
                fresh.setdefault(id(buyer), buyer)
                continue
            differ = {name: entry.values[name] for name in PERSON if name in entry.values}
            differ = {name: value for name, value in differ.items() if buyer.values.get(name) != value}
            if differ:
                news.append((buyer, {name: buyer.values.get(name) for name in differ}, differ))
                buyer.values.update(differ)
    if fresh:
        write_people(slice_, run, list(fresh.values()))
    if news:
        update_people(slice_, run, news)


def count_new(rows: Iterable[Collection[Known]]) -> dict[str, int]:
    """How many customers come with contracts."""
    fresh = {id(buyer) for buyers in rows for buyer in buyers if buyer.id is None}
    return {"customers": len(fresh)} if fresh else {}


def document_of(buyer: Known) -> int | None:
    """The document that a buyer signed with: the main one, as the row names it."""
    number: int | None = buyer.parts.get("documents", {}).get(
        (buyer.values.get("id_kind"), buyer.values.get("id_number")), (None,)
    )[0]
    return number
