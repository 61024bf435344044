"""State forms, filled in as far as the office knows: what a customer signs and an authority or tax office takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from deskapp.cases.procedure_values import said_fields
from deskapp.casework.letter_facts import Person
from deskapp.desks.intake.letter_facts import LetterFacts
from deskapp.desks.intake.rules import read_parts
from deskapp.locale import Words
from deskapp.office.tariffs.vietnam import tariff_amount
from deskapp.values.money_words import money_in_words


def _form(facts: LetterFacts, words: Words, *papers: str) -> dict[str, Any]:
    """Which form it is: the number that the procedure gives the paper, on what law, to whom."""
    procedure = facts.page.procedure
    rule = next((rule for rule in procedure.papers if rule.code in papers and rule.form), None)
    authority = procedure.authority
    return {
        "form_number": rule.form if rule else "",
        "form_basis": procedure.source,
        "addressed_to": authority.name.say(words.language) if authority else "",
    }


def _tax_form(facts: LetterFacts, words: Words, *papers: str) -> dict[str, Any]:
    """A declaration goes to the tax office, whose law is not the procedure's."""
    return _form(facts, words, *papers) | {"form_basis": "", "addressed_to": words.text("letter.tax_office")}


def _land(facts: LetterFacts, words: Words) -> dict[str, Any]:
    """The parcel as the register has it, and the certificate as the case's fields have it."""
    told: dict[str, Any] = {"certificate_number": facts.fields.get("certificate_number", "")}
    parcel = facts.parcel
    if parcel is None:
        return told
    use = f"land_use.{parcel.land_use}"
    return told | {
        "parcel_number": parcel.parcel,
        "map_sheet": parcel.map_sheet,
        "commune": parcel.commune,
        "area": words.area(parcel.area) if parcel.area is not None else "",
        "land_use": words.text(use) if use in words else parcel.land_use,
    }


def _deal(facts: LetterFacts, words: Words) -> dict[str, Any]:
    """Price and contract of a transfer; why somebody is free of a tax is the clerk's to say."""
    price = _amount(facts, "price")
    told: dict[str, Any] = {"contract_day": _said(facts, words, "contract_day"), "origin": _said(facts, words, "kind")}
    if price is not None:
        told["price"] = words.money(price, "VND")
        told["price_words"] = money_in_words(price, "VND", words.language)
    return told


def _change(facts: LetterFacts, words: Words) -> dict[str, Any]:
    return {
        **_form(facts, words, "application"),
        **_land(facts, words),
        "change_kind": _said(facts, words, "kind") or facts.page.procedure.name.say(words.language),
        "after": _said(facts, words, "new_holder") or _said(facts, words, "change"),
        "reason": facts.page.need,
    }


def _registration_fee(facts: LetterFacts, words: Words) -> dict[str, Any]:
    told = {**_tax_form(facts, words, "registration_fee_return"), **_land(facts, words), **_deal(facts, words)}
    holder = _said(facts, words, "new_holder")
    if holder:
        # who pays it is the new holder, of whom the case knows no more than the name
        told |= {
            "customer_name": holder,
            "customer_document": "",
            "customer_birth": "",
            "customer_address": "",
            "customer_phone": "",
            **_other("seller", facts.customer),
        }
    return told


def _income_tax(facts: LetterFacts, words: Words) -> dict[str, Any]:
    price = _amount(facts, "price")
    tax = tariff_amount("vn.income_tax", price, facts.today) if price is not None else None
    return {
        **_tax_form(facts, words, "income_tax_return"),
        **_land(facts, words),
        **_deal(facts, words),
        "buyer_name": _said(facts, words, "new_holder"),
        "tax": words.money(tax, "VND") if tax is not None else "",
    }


def _authorisation(facts: LetterFacts, words: Words) -> dict[str, Any]:
    return {
        **_form(facts, words, "power_of_attorney"),
        **_land(facts, words),
        **_agent(facts),
        "scope": words.text("letter.scope", procedure=facts.page.procedure.name.say(words.language)),
    }


def _split_merge(facts: LetterFacts, words: Words) -> dict[str, Any]:
    parcel = facts.parcel
    old = _amount(facts, "old_area") or (parcel.area if parcel is not None else None)
    country: Any = facts.page.procedure.country
    new, _ = read_parts(facts.fields.get("new_areas", ""), country)
    before: dict[str, Any] = {"area": words.area(old) if old is not None else "", "owner": facts.customer.name}
    if parcel is not None:
        before |= {"parcel_number": parcel.parcel, "map_sheet": parcel.map_sheet, "land_use": parcel.land_use}
    before["certificate_number"] = facts.fields.get("certificate_number", "")
    return {
        **_form(facts, words, "application"),
        "change_kind": _said(facts, words, "kind"),
        "reason": _said(facts, words, "split_reason") or facts.page.need,
        "parcels_before": [before],
        "parcels_after": [
            {"area": words.area(area), "land_use": parcel.land_use if parcel is not None else "",
             "owner": facts.customer.name}
            for area in new
        ],
    }  # fmt: skip


def _cn_registration(facts: LetterFacts, words: Words) -> dict[str, Any]:
    return {
        **_form(facts, words, "application"),
        "change_kind": facts.page.procedure.name.say(words.language),
        "location": facts.page.row.place,
        "unit_code": facts.page.row.place,
        "certificate_number": facts.fields.get("certificate_number", ""),
        "reason": _said(facts, words, "change") or facts.page.need,
        "agent_name": facts.representative.name,
        "agent_document": facts.representative.document,
    }


def _cn_authorisation(facts: LetterFacts, words: Words) -> dict[str, Any]:
    return {
        **_form(facts, words, "power_of_attorney"),
        **_agent(facts),
        "location": facts.page.row.place,
        "scope": words.text("letter.scope", procedure=facts.page.procedure.name.say(words.language)),
    }


def _cn_deed_tax(facts: LetterFacts, words: Words) -> dict[str, Any]:
    price = _amount(facts, "price")
    told = {**_tax_form(facts, words, "deed_tax_return"), "location": facts.page.row.place}
    if price is not None:
        told |= {"price": words.money(price, "CNY"), "price_words": money_in_words(price, "CNY", words.language)}
    return told


FORMS: Final[Mapping[str, Callable[[LetterFacts, Words], dict[str, Any]]]] = {
    "vn_change": _change,
    "vn_registration_fee": _registration_fee,
    "vn_income_tax": _income_tax,
    "vn_authorisation": _authorisation,
    "vn_split_merge": _split_merge,
    "cn_registration": _cn_registration,
    "cn_authorisation": _cn_authorisation,
    "cn_deed_tax": _cn_deed_tax,
}
"""By the letter's name."""


def _said(facts: LetterFacts, words: Words, code: str) -> str:
    """A field of the case in words; empty where the procedure has none of that name."""
    return said_fields(facts.page.procedure, facts.fields, words).get(code, "")


def _amount(facts: LetterFacts, code: str) -> Decimal | None:
    text = facts.fields.get(code, "")
    return Decimal(text) if text else None


def _other(role: str, person: Person) -> dict[str, Any]:
    return {f"{role}_name": person.name, f"{role}_document": person.document, f"{role}_address": person.address}


def _agent(facts: LetterFacts) -> dict[str, Any]:
    agent = facts.representative
    return {
        "agent_name": agent.name,
        "agent_document": agent.document,
        "agent_address": agent.address,
        "agent_phone": agent.phone,
    }
