"""Fund and tax of a delivery worked out from the final area and price, and anew when one of these changes."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from deskapp.desks.handover.planning.model import Delivery
from deskapp.desks.handover.settling.deed_tax import deed_tax, price_without_vat, registration_fee
from deskapp.desks.handover.settling.drafts import FundDraft, TaxDraft
from deskapp.desks.handover.settling.facts import Settled, load_many, load_settled
from deskapp.desks.handover.settling.fund import FundTariff, fund_amount, tariffs_of
from deskapp.desks.handover.settling.model import DeliveryDue
from deskapp.desks.handover.settling.payers import payer_of
from deskapp.desks.handover.settling.rows import DueRow, charges_named
from deskapp.errors import DeskError
from deskapp.money.charges import lower_charge, withdraw_charge
from deskapp.money.model import Charge
from deskapp.office.customer.model import Customer
from deskapp.office.property.model import Unit
from deskapp.store.base import record_id
from deskapp.store.reasons import checked_reason
from deskapp.store.work import Reader, Work
from deskapp.values.money import from_minor, to_minor
from deskapp.values.text import clean


def work_out_fund(work: Work, delivery_id: int, draft: FundDraft | None = None) -> DeliveryDue:
    """The maintenance fund of a delivery by the final area; without a class the one that its building had last.

    ``settle.fund_class`` where the place has several classes and none is known; a tariff of one's own needs a reason.
    """
    fact = load_settled(work, delivery_id, work.today)
    draft = draft or FundDraft()
    tariff = _tariff(work, fact, draft)
    area = final_area(fact)
    basis: dict[str, Any] = {"class": tariff.code, "tariff": str(tariff.value), "unit": tariff.unit}
    if tariff.unit == "m2":
        if area is None:
            raise DeskError("settle.no_area_known", unit=fact.code)
        basis["area"] = str(area)
        amount = fund_amount(area, tariff.value, currency=fact.currency)
    else:
        base = _base(fact, draft.vat_percent, basis)
        amount = fund_amount(Decimal(0), tariff.value, unit="price", base=base, currency=fact.currency)
    if draft.reason:
        basis["reason"] = draft.reason
    return put_due(work, fact, "fund", amount, basis, tariff.validity.source)


def work_out_funds(work: Work, delivery_ids: Collection[int], tariff_class: str) -> int:
    """The fund of many deliveries of one class at once, such as a building's; how many were worked out.

    Those whose area nobody knows, and those settled already, are left as they are.
    """
    done = 0
    for number, fact in load_many(work, delivery_ids, work.today).items():
        due = fact.due("fund")
        if final_area(fact) is not None and (due is None or due.state in ("unknown", "open")):
            work_out_fund(work, number, FundDraft(tariff_class))
            done += 1
    return done


def work_out_tax(work: Work, delivery_id: int, draft: TaxDraft | None = None) -> DeliveryDue:
    """Deed tax by the final price and area, in Vietnam the registration fee; ``draft`` says which home it is."""
    fact = load_settled(work, delivery_id, work.today)
    draft = draft or TaxDraft()
    price, area = final_price(fact), final_area(fact)
    if price is None:
        raise DeskError("settle.no_price_known", unit=fact.code)
    day = draft.declared_on or work.today
    basis: dict[str, Any] = {"price": str(price), "day": day.isoformat()}
    if fact.country == "VN":
        fee = registration_fee(price, day)
        return put_due(
            work, fact, "registration_fee", fee.tax, basis | {"rate": f"{fee.rate_percent.normalize():f}"}, fee.rule
        )
    if area is None:
        raise DeskError("settle.no_area_known", unit=fact.code)
    if draft.rate is not None and not clean(draft.reason):
        raise DeskError("access.reason", "reason")
    tax = deed_tax(
        price, area, draft.home, day,
        tier1=draft.tier1, vat_percent=draft.vat_percent, legal=draft.rate,
        relieved=draft.rate is None and fact.unit_kind == "dwelling" and not _is_company(work, fact),
    )  # fmt: skip
    basis |= {
        "home": draft.home,
        "proof": clean(draft.proof),
        "tier1": draft.tier1,
        "vat": None if draft.vat_percent is None else str(draft.vat_percent),
        "area": str(area),
        "rate": f"{tax.rate_percent.normalize():f}",
        "base": str(tax.base),
        "own_rate": None if draft.rate is None else str(draft.rate),
        "reason": clean(draft.reason),
    }
    return put_due(work, fact, "deed_tax", tax.tax, basis, tax.rule)


def rework_dues(work: Work, delivery_id: int) -> list[DeliveryDue]:
    """Area or price changed: fund and tax are worked out anew by the same class, home and reliefs.

    What was collected stays: less is owed by lowering the charge, more by a second one for the difference; what the
    owner paid elsewhere counts.
    """
    fact = load_settled(work, delivery_id, work.today)
    anew = []
    for row in fact.dues:
        if row.amount is None or row.how in ("relieved", "not_due"):
            continue
        if row.kind == "fund":
            tariff = None if row.basis.get("class") != "own" else Decimal(str(row.basis["tariff"]))
            code = "" if tariff is not None else str(row.basis.get("class", ""))
            vat = row.basis.get("vat")
            draft = FundDraft(
                code, tariff, str(row.basis.get("reason", "")), None if vat is None else Decimal(str(vat))
            )
            anew.append(work_out_fund(work, delivery_id, draft))
        elif row.kind in ("deed_tax", "registration_fee") and "exempt" not in row.basis:
            anew.append(work_out_tax(work, delivery_id, _same_tax(row)))
    return anew


def final_area(fact: Settled) -> Decimal | None:
    """The floor area that tax and fund go by: surveyed, else by contract."""
    return fact.surveyed_area or fact.contract_area


def final_price(fact: Settled) -> Decimal | None:
    """The price after the area was settled: by contract, with the difference that the buyer keeps the home for."""
    if fact.unit_total is None:
        return None
    area = fact.area
    counts = area is not None and area.state not in ("to_choose", "cancelled", "unpriced") and not fact.is_resettled
    return fact.unit_total + ((area.amount or Decimal(0)) if area is not None and counts else Decimal(0))


def last_class(reader: Reader, fact: Settled) -> str:
    """The class by which the fund of the same building was worked out last; empty where it never was."""
    query = (
        select(DeliveryDue.basis)
        .join(Delivery, col(Delivery.id) == col(DeliveryDue.delivery_id))
        .join(Unit, col(Unit.id) == col(Delivery.unit_id))
        .where(DeliveryDue.kind == "fund", Unit.building_id == fact.building_id, Unit.kind == fact.unit_kind)
        .order_by(col(DeliveryDue.id).desc())
        .limit(20)
    )
    codes = (str(json.loads(basis).get("class", "")) for basis in reader.session.exec(query))
    return next((code for code in codes if code and code != "own"), "")


def _same_tax(row: DueRow) -> TaxDraft:
    told = row.basis
    vat, rate = told.get("vat"), told.get("own_rate")
    return TaxDraft(
        int(told.get("home", 1)), str(told.get("proof", "")), None if vat is None else Decimal(str(vat)),
        bool(told.get("tier1")), date.fromisoformat(str(told["day"])), None if rate is None else Decimal(str(rate)),
        str(told.get("reason", "")),
    )  # fmt: skip


def _tariff(work: Work, fact: Settled, draft: FundDraft) -> FundTariff:
    known = tariffs_of(fact.country, fact.place, fact.unit_kind, work.today)
    if draft.tariff is not None:
        checked_reason(draft.reason)
        named = known[0] if known else tariffs_of(fact.country, "", "dwelling", work.today)[0]
        return FundTariff("own", named.name, "m2", draft.tariff, named.kinds, named.validity)
    wanted = draft.tariff_class or last_class(work, fact)
    for one in known:
        if one.code == wanted or len(known) == 1:
            return one
    raise DeskError("settle.fund_class", "tariff_class")


def _base(fact: Settled, vat_percent: Decimal | None, basis: dict[str, Any]) -> Decimal:
    price = final_price(fact)
    if price is None:
        raise DeskError("settle.no_price_known", unit=fact.code)
    basis["price"] = str(price)
    if vat_percent is None:
        return price
    basis["vat"] = str(vat_percent)
    return price_without_vat(price, vat_percent)


def _is_company(work: Work, fact: Settled) -> bool:
    return fact.deal_id is not None and work.get(Customer, payer_of(work, fact)).kind != "person"


def put_due(
    work: Work, fact: Settled, kind: str, amount: Decimal | None, basis: Mapping[str, Any], rule: str
) -> DeliveryDue:
    """Write a due as it is worked out now: a new row, or another one in place of the living one."""
    minor = None if amount is None else to_minor(amount, fact.currency)
    known = fact.due(kind) if kind != "other" else None
    if known is None:
        return _add(work, fact, kind, minor, basis, rule, {})
    due = work.get(DeliveryDue, known.id)
    if due.amount == minor:
        kept = {name: value for name, value in known.basis.items() if name in ("charges", "before")}
        work.change(due, {"basis": basis_text({**basis, **kept}), "rule": rule})
        return due
    kept, how, charge_id = _carried(work, due, known, minor or 0)
    work.change(due, {"ended_on": work.today})
    return _add(work, fact, kind, minor, {**basis, **kept}, rule, {"how": how, "charge_id": charge_id})


def _carried(work: Work, due: DeliveryDue, known: DueRow, minor: int) -> tuple[dict[str, Any], str, int | None]:
    """What goes over to the row that takes a due's place: what was paid, and the charge that asks for it."""
    if due.how == "own":
        return {"before": str(known.amount or 0)}, "", None
    kept: dict[str, Any] = {name: known.basis[name] for name in ("before",) if name in known.basis}
    live = [work.get(Charge, number) for number in charges_named(due, known.basis)]
    live = [charge for charge in live if charge.withdrawn_at is None]
    charged = sum(charge.amount for charge in live)
    owed = minor - to_minor(known.before, due.currency)
    reason = f"{due.kind} {from_minor(minor, due.currency)}"
    if charged > owed:
        for charge in reversed(live):
            less = min(charged - max(owed, 0), charge.amount)
            if less == charge.amount:
                withdraw_charge(work, record_id(charge), reason)
            elif less:
                lower_charge(work, record_id(charge), from_minor(charge.amount - less, due.currency), reason)
            charged -= less
        live = [charge for charge in live if charge.withdrawn_at is None]
    numbers = [record_id(charge) for charge in live]
    # a difference that is not charged yet waits to be collected: the row is open again
    if due.how == "collected" and charged == owed and numbers:
        return {**kept, "charges": numbers[:-1]}, "collected", numbers[-1]
    return {**kept, "charges": numbers}, "", None


def _add(
    work: Work,
    fact: Settled,
    kind: str,
    minor: int | None,
    basis: Mapping[str, Any],
    rule: str,
    more: Mapping[str, Any],
) -> DeliveryDue:
    return work.add(
        DeliveryDue(
            office_id=work.clerk.office_id,
            project_id=fact.project_id,
            delivery_id=fact.delivery_id,
            kind=kind,
            currency=fact.currency,
            amount=minor,
            basis=basis_text(basis),
            rule=rule,
            **more,
        )
    )


def basis_text(basis: Mapping[str, Any]) -> str:
    """What a due was worked out from, as it is kept."""
    return json.dumps({name: value for name, value in basis.items() if value not in (None, "")}, ensure_ascii=False)
