"""Rules of deals, pure: who may be party to one, and shares that are the whole or none at all."""

from __future__ import annotations

from collections.abc import Sequence

from deskapp.errors import Fault
from deskapp.office.deal.model import PARTY_ROLES
from deskapp.office.property.rules import WHOLE, Share, sum_shares

Party = tuple[int, str, Share | None]
"""Customer, role, share."""


def judge_parties(parties: Sequence[Party]) -> Fault | None:
    """What stands against the parties of a deal: no buyer, one twice, or shares that are not the whole.

    Buyers own jointly (no shares at all), or each has a share and together they are exactly one.
    """
    for _, role, share in parties:
        if role not in PARTY_ROLES:
            return Fault("draft.choice", {"value": role})
        if share is not None and role != "buyer":
            return Fault("deal.share_of_helper")
    buyers = [(customer, share) for customer, role, share in parties if role == "buyer"]
    if not buyers:
        return Fault("deal.no_buyer")
    if len({(customer, role) for customer, role, _ in parties}) < len(parties):
        return Fault("deal.party_twice")
    shares = [share for _, share in buyers]
    if all(share is None for share in shares):
        return None
    if None in shares:
        return Fault("deal.shares_mixed")
    total = sum_shares(shares)
    return None if total == WHOLE else Fault("deal.shares_sum", {"sum": str(total)})
