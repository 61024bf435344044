"""Every table by its model: the only list of them, for undo and for the check of the upgrade scripts."""

from __future__ import annotations


def load_tables() -> None:
    """Name every table, so that the metadata are whole: for undo, and for the check of the migrations."""
    from deskapp.cases import model as _cases
    from deskapp.desks.complaints.figures import model as _months
    from deskapp.desks.complaints.figures import model_tally as _tally
    from deskapp.desks.complaints.handling import model as _handling
    from deskapp.desks.complaints.taking import model as _complaints
    from deskapp.desks.complaints.taking import model_clock as _clocks
    from deskapp.desks.contracts.arrears import model as _chasing
    from deskapp.desks.contracts.knowledge import model as _knowledge
    from deskapp.desks.contracts.loans import model as _loans
    from deskapp.desks.contracts.sale import model as _contracts
    from deskapp.desks.contracts.sale import model_cases as _changes
    from deskapp.desks.handover.day import model as _day
    from deskapp.desks.handover.giving import model as _giving
    from deskapp.desks.handover.inspecting import model as _inspecting
    from deskapp.desks.handover.planning import model as _planning
    from deskapp.desks.handover.rounds import model as _rounds
    from deskapp.desks.handover.settling import model as _settling
    from deskapp.desks.intake import model as _intake
    from deskapp.desks.services.orders import model as _orders
    from deskapp.desks.services.prices import model as _prices
    from deskapp.messages import model as _messages
    from deskapp.money import model as _money
    from deskapp.office.acceptance import model as _acceptance
    from deskapp.office.access import model as _access
    from deskapp.office.calendar import model as _calendar
    from deskapp.office.customer import model as _customer
    from deskapp.office.deal import model as _deal
    from deskapp.office.land import model as _land
    from deskapp.office.organisation import model as _organisation
    from deskapp.office.privacy import model as _privacy
    from deskapp.office.property import model as _property
    from deskapp.office.staff import model as _staff
    from deskapp.office.warranty import model as _warranty
    from deskapp.papers import model as _papers
    from deskapp.papers.keys import model as _keys
    from deskapp.sheets import saved_maps as _maps
    from deskapp.store import tables as _tables

    del _clocks, _complaints, _handling, _maps, _months, _orders, _prices, _tally
    del _acceptance, _access, _calendar, _cases, _changes, _chasing, _contracts, _customer, _day, _deal, _giving
    del _inspecting, _intake, _keys, _knowledge, _land, _loans, _messages, _money, _organisation, _papers, _planning
    del _privacy, _property, _rounds, _settling, _staff, _tables, _warranty
