"""Forms for the title that are filled in for signing at the handover, and the slip of an area settlement."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from sqlmodel import col, select

from deskapp.desks.handover.settling.area import refund_due
from deskapp.desks.handover.settling.facts import Settled, load_settled
from deskapp.desks.handover.settling.payers import payer_of
from deskapp.desks.handover.settling.reckoning import final_area, final_price
from deskapp.desks.handover.settling.title_papers import wanted_papers
from deskapp.errors import DeskError
from deskapp.locale import Words, words
from deskapp.messages.letter_kinds import LETTERS
from deskapp.messages.model import PrintJob
from deskapp.messages.printing import PrintDraft, print_letter
from deskapp.office.customer.model import Customer
from deskapp.office.deal.queries import PartyRow, buyers_of
from deskapp.office.property.model import Project
from deskapp.office.staff.model import Office
from deskapp.settings import Home
from deskapp.store.work import Reader, Work
from deskapp.values.money_words import money_in_words

ABOUT: Final = "delivery"
SETTLEMENT: Final = "area_settlement"


def title_form(work: Work, home: Home, delivery_id: int, code: str, counter: str = "") -> PrintJob:
    """Order a form for the title with all that is known of the home and its buyers; ``settle.no_form`` for the rest."""
    fact = load_settled(work, delivery_id, work.today)
    paper = next((one for one in wanted_papers(fact.country, fact.unit_kind, work.today) if one.code == code), None)
    if paper is None or not paper.form:
        raise DeskError("settle.no_form")
    language = LETTERS[paper.form].languages[0]
    data = {
        name: value
        for name, value in form_data(work, fact, words(language)).items()
        if name in LETTERS[paper.form].all_texts
    }
    return print_letter(work, PrintDraft(paper.form, language, data, (ABOUT, delivery_id), counter), home)


def area_slip(work: Work, home: Home, delivery_id: int, counter: str = "") -> PrintJob:
    """Order the slip that both sides sign about an area difference (面积差异结算单)."""
    fact = load_settled(work, delivery_id, work.today)
    if fact.area is None:
        raise DeskError("settle.no_area")
    payer = work.get(Customer, payer_of(work, fact))
    said = words(payer.language or work.get(Office, work.clerk.office_id).language or "zh")
    data = slip_data(work, fact, said) | {"clerk": work.clerk.name}
    return print_letter(work, PrintDraft(SETTLEMENT, said.language, data, (ABOUT, delivery_id), counter), home)


def form_data(reader: Reader, fact: Settled, said: Words) -> dict[str, Any]:
    """What the state forms may say of a home and its buyers; what is not known stands as a blank."""
    buyers = buyers_of(reader, [fact.deal_id]).get(fact.deal_id, ()) if fact.deal_id is not None else ()
    tax = fact.due("deed_tax") or fact.due("registration_fee")
    price, area = final_price(fact), final_area(fact)
    names = ("、" if said.language == "zh" else ", ").join(one.customer.name for one in buyers)
    first = reader.get(Customer, buyers[0].customer.id) if buyers else None
    office = _office(reader, fact)
    return _common(reader, fact, said) | {
        "obligor_name": names,
        "obligor_document": buyers[0].document_number if buyers else "",
        "obligor_address": first.address if first is not None else "",
        "customer_document": buyers[0].document_number if buyers else "",
        "ownership": _ownership(buyers, said),
        "location": f"{fact.place} {_project(reader, fact)} {fact.surveyed_as or fact.code}".strip(),
        "unit_code": fact.surveyed_as or fact.code,
        "area": said.area(area) if area is not None else "",
        "inner_area": said.area(fact.surveyed_inner_area) if fact.surveyed_inner_area else "",
        "building_use": said.text(f"unit_kind.{fact.unit_kind}"),
        "reason": said.text("title_form.reason"),
        "agent_name": office.name,
        "scope": said.text("title_form.scope"),
        "seller_name": office.name,
        "seller_address": office.address,
        "price": said.money(price, fact.currency) if price is not None else "",
        "price_words": money_in_words(price, fact.currency, said.language) if price is not None else "",
        "homes": str(tax.basis.get("home", "")) if tax is not None else "",
        "rate": f"{tax.basis['rate']} %" if tax is not None and "rate" in tax.basis else "",
        "tax": said.money(tax.amount, tax.currency) if tax is not None and tax.amount is not None else "",
        "exemption": said.text(f"due_state.{tax.state}") if tax is not None and tax.how == "relieved" else "",
        "house_kind": said.text(f"unit_kind.{fact.unit_kind}"),
        "house_area": said.area(fact.surveyed_area) if fact.surveyed_area else "",
    }


def slip_data(reader: Reader, fact: Settled, said: Words) -> dict[str, Any]:
    """What the slip of an area settlement says."""
    area = fact.area
    assert area is not None
    amount = area.amount or Decimal(0)
    way = "pays" if amount > 0 else "gets" if amount < 0 else "even"
    money = said.money(abs(amount), area.currency)
    cancel = area.choice == "cancel" and area.chosen_on is not None
    return _common(reader, fact, said) | {
        "rule": said.text("area_slip.rule", rule=area.rule),
        "unit_price": said.money(area.unit_price, area.currency) if area.unit_price is not None else "",
        "amount": said.text(f"area_slip.{way}", amount=money),
        "amount_words": money_in_words(abs(amount), area.currency, said.language) if amount else "",
        "choice": said.text(f"area_choice.{area.choice}") if area.choice else "",
        "refund_by": refund_due(area.chosen_on, fact.country) if cancel and area.chosen_on is not None else "",
        "areas": [
            {
                "kind": said.text(f"priced_by.{kind}"),
                "contract": said.area(contract) if contract else "",
                "surveyed": said.area(surveyed) if surveyed else "",
                "ratio": f"{said.number(ratio)} %" if ratio is not None else "",
            }
            for kind, contract, surveyed, ratio in (
                ("gross", area.contract_area, area.surveyed_area, area.ratio),
                ("inner", area.contract_inner_area, area.surveyed_inner_area, area.inner_ratio),
            )
            if contract or surveyed
        ],
    }


def _common(reader: Reader, fact: Settled, said: Words) -> dict[str, Any]:
    buyers = buyers_of(reader, [fact.deal_id]).get(fact.deal_id, ()) if fact.deal_id is not None else ()
    office = _office(reader, fact)
    return {
        "office_name": office.name,
        "office_address": office.address,
        "office_phone": office.phone,
        "place": office.place,
        "customer_name": ("、" if said.language == "zh" else ", ").join(one.customer.name for one in buyers),
        "project": _project(reader, fact),
        "room": fact.code,
    }


def _office(reader: Reader, fact: Settled) -> Office:
    project = reader.get(Project, fact.project_id) if fact.project_id is not None else None
    if project is not None:
        return reader.get(Office, project.office_id)
    return reader.session.exec(select(Office).order_by(col(Office.id))).one()


def _project(reader: Reader, fact: Settled) -> str:
    return reader.get(Project, fact.project_id).name if fact.project_id is not None else ""


def _ownership(buyers: tuple[PartyRow, ...], said: Words) -> str:
    if len(buyers) < 2:
        return said.text("title_form.alone")
    shares = [f"{one.customer.name} {one.share[0]}/{one.share[1]}" for one in buyers if one.share]
    return ", ".join(shares) or said.text("title_form.joint")
