"""The unit page in words: only what is known; who lives there stands in the middle of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Final

from deskapp.casework.look import Line, Look, Said, contact, groups, money, period, share_text, under, word
from deskapp.locale import Words
from deskapp.office.property.drafts import AREA_PAIRS, NUMBERS
from deskapp.office.property.model import PERSON_ROLES
from deskapp.office.property.queries import PagePerson, UnitPage
from deskapp.overview.complaint_facts import NOTHING, Grievances
from deskapp.overview.complaint_look import grievance_lines
from deskapp.overview.deal_facts import DealFacts, living
from deskapp.overview.deal_look import deal_lines, former_lines
from deskapp.overview.handover_facts import HandoverFacts
from deskapp.overview.handover_look import handover_lines
from deskapp.overview.search import Hit
from deskapp.overview.trail_look import change_lines

_STATES: Final = ("sale_state", "delivery_state", "occupation_state", "decoration_state")


def unit_look(
    page: UnitPage,
    words: Words,
    zone: tzinfo | None,
    *,
    unfolded: bool,
    deals: Sequence[DealFacts] = (),
    handovers: Sequence[HandoverFacts] = (),
    grievances: Grievances = NOTHING,
    now: datetime | None = None,
) -> Look:
    """The page; ``unfolded`` shows those who owned or lived there before.

    ``deals``, ``handovers`` and ``grievances`` are its own as of ``now``.
    """
    facts = (*_areas(page, words), *_prices(page, words), *_states(page, words), *_numbers(page, words))
    current = living(deals)
    known = {person.customer.id for person in page.people if person.role == "owner"}
    life: list[Line] = []
    if current is not None and now is not None:
        life += deal_lines(current, words, now.date(), zone, known)
    if now is not None:
        life += handover_lines(handovers, words, now.date())
        life += grievance_lines(grievances, words, now, unfolded=unfolded)
    return Look(
        groups(
            (_head(page, words),),
            life,
            facts,
            _people(page.people, words),
            (*former_lines(deals, words, unfolded=unfolded), *_former(page, words, unfolded)),
        ),
        tuple(change_lines(page.changes, "unit", words, zone)),
    )


def unit_hit(page: UnitPage) -> Hit:
    """The page as a line of the search screen."""
    return Hit(
        "unit",
        page.id,
        f"{page.project} {page.code}",
        page.code,
        people=tuple(dict.fromkeys(person.customer.name for person in page.people)),
        unit_kind=page.draft.kind,
        area=page.draft.area,
        sale_state=page.draft.sale_state,
    )


def _head(page: UnitPage, words: Words) -> Line:
    draft = page.draft
    where = [words.text("look.building", building=page.building)]
    where += [words.text("look.entrance", entrance=draft.entrance)] if draft.entrance else []
    where += [words.text("look.floor", floor=str(draft.floor))] if draft.floor is not None else []
    said: tuple[Said, ...] = (
        (page.code, "strong"),
        (word(words, "unit_kind", draft.kind), "plain"),
        (page.project, "plain"),
        (" ".join(where), "muted"),
    )
    return Line(said=said, heading=True)


def _areas(page: UnitPage, words: Words) -> Iterator[Line]:
    draft = page.draft
    said: list[Said] = []
    for gross_name, inner_name in AREA_PAIRS:
        gross, inner = getattr(draft, gross_name), getattr(draft, inner_name)
        known = {name: words.area(area) for name, area in (("gross", gross), ("inner", inner)) if area is not None}
        if known:
            text = words.text(f"look.area_{'_'.join(known)}", kind=words.text(f"look.{gross_name}"), **known)
            said.append((text, "plain"))
    if draft.land_share is not None:
        said.append((words.text("look.land_share", area=words.area(draft.land_share)), "plain"))
    if said:
        yield Line(words.text("look.areas"), tuple(said))


def _prices(page: UnitPage, words: Words) -> Iterator[Line]:
    draft = page.draft
    unit, total = money(words, draft.unit_price, draft.currency), money(words, draft.total_price, draft.currency)
    said = [words.text("look.unit_price", price=unit)] if unit else []
    said += [words.text("look.total_price", price=total)] if total else []
    if said:
        yield Line(words.text("look.prices"), tuple((text, "plain") for text in said))


def _states(page: UnitPage, words: Words) -> Iterator[Line]:
    said = tuple((word(words, state, getattr(page.draft, state)), "plain") for state in _STATES)
    yield Line(words.text("look.states"), said)  # type: ignore[arg-type]


def _numbers(page: UnitPage, words: Words) -> Iterator[Line]:
    said: list[Said] = [
        (words.text(f"look.{name}", number=number), "plain")
        for name in NUMBERS
        if (number := getattr(page.draft, name))
    ]
    if said:
        yield Line(words.text("look.numbers"), tuple(said))


def _people(people: Iterable[PagePerson], words: Words) -> Iterator[Line]:
    found = list(people)
    if not found:
        yield Line(words.text("look.people"), ((words.text("look.nobody"), "muted"),))
    joint = sum(person.role == "owner" for person in found) > 1
    for role in PERSON_ROLES:
        lines = (_person(person, words, joint) for person in found if person.role == role)
        yield from under(word(words, "person_role", role), lines)


def _person(person: PagePerson, words: Words, joint: bool) -> Line:
    share = share_text(person.share)
    if not share and joint and person.role == "owner":
        share = words.text("look.joint")
    flag: Said = (words.text("look.deceased"), "warning") if person.customer.is_deceased else ("", "plain")
    said: tuple[Said, ...] = (
        (person.customer.name, "strong"),
        (share, "plain"),
        *contact(person.customer),
        (period(words, person.since, person.until), "muted"),
        flag,
    )
    resident = person.id if person.until is None else None
    return Line(said=said, table="people", record=("customer", person.customer.id), resident=resident)


def _former(page: UnitPage, words: Words, unfolded: bool) -> Iterator[Line]:
    if not page.former:
        return
    if not unfolded:
        yield Line(words.text("look.former"), ((words.text("look.folded", count=len(page.former)), "muted"),))
        return
    for role in PERSON_ROLES:
        label = words.text("look.former_role", role=word(words, "person_role", role))
        yield from under(label, (_person(person, words, False) for person in page.former if person.role == role))
