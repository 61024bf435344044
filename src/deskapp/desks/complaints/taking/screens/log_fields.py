"""What the form of a complaint asks for, how it is found, and what is known before anything is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from deskapp.casework.screens.fields_form import CaseForm
from deskapp.casework.screens.finding import find_places, named_customer, named_place
from deskapp.desks.complaints.taking.model import CHANNELS, RELATIONS
from deskapp.desks.complaints.taking.phrases import load_phrases, phrases_of
from deskapp.desks.complaints.taking.rules import categories
from deskapp.desks.complaints.taking.screens.log_words import HOTLINE, THIRD_PARTY, Found
from deskapp.errors import Fault
from deskapp.locale import LANGUAGES, Words
from deskapp.office.customer.finding import find_people
from deskapp.office.property.queries import get_unit_page
from deskapp.store.work import Reader
from deskapp.ui import fields
from deskapp.ui.cells import typed
from deskapp.ui.drafts import Draft
from deskapp.ui.fields import Field, Option
from deskapp.ui.work import run
from deskapp.values import Currency
from deskapp.values.money import parse_typed_money
from deskapp.values.phones import mask_phone

CHOSEN: Final = ("1", "2", "3")
CELLS: Final = 36
MOST_HOMES: Final = 100_000
LABEL_MOST: Final = 60
_MOST: Final = 8


class ComplaintFields(CaseForm):
    """Words, who and where; ``about`` has the customer and the home it was opened for."""

    def __init__(self, customer_id: int = 0, unit_id: int = 0, draft: Draft | None = None, **known: Any) -> None:
        super().__init__(0, "", draft, customer=customer_id, unit=unit_id, join=None, known=known)
        self.found = Found()
        self.currency: Currency = "CNY"

    # ---- what is asked

    def fields(self) -> Sequence[Field]:
        """The words first; what they are about mostly follows from them."""
        line: dict[str, Any] = {"cells": CELLS}
        more: dict[str, Any] = {"cells": CELLS, "optional": True}
        return (
            fields.lookup(
                "words",
                self._offer_words,
                required=True,
                label="complaint_log.words",
                hint="complaint_log.hint_words",
                own=lambda text: {"said": text},
                **line,
            ),
            fields.lookup(
                "who",
                self._people,
                label="complaint_log.who",
                hint="complaint_log.hint_who",
                own=lambda text: {"caller": text},
                **line,
            ),
            fields.lookup(
                "place",
                self._places,
                label="complaint_log.place",
                hint="complaint_log.hint_place",
                own=lambda text: ["text", text],
                **line,
            ),
            fields.choice(
                "category",
                categories(),
                "complaint_category",
                required=True,
                label="complaint_log.category",
                hint="complaint_log.hint_category",
                **line,
            ),
            fields.lookup("remedy", self._remedies, label="complaint_log.remedy", own=str, **line),
            fields.choice(
                "level",
                CHOSEN,
                "complaint_level",
                label="complaint_log.level",
                hint="complaint_log.hint_level",
                **line,
            ),
            fields.text(
                "level_reason", label="complaint_log.level_reason", required=True, when=self._is_other_level, **line
            ),
            fields.choice("channel", CHANNELS, "channel", required=True, **line),
            fields.text("outside_number", label="complaint_log.outside_number", required=True, when=by_hotline, **line),
            fields.text(
                "house", label="complaint_log.house", hint="complaint_log.hint_house", when=by_third_party, **line
            ),
            fields.text("house_number", label="complaint_log.outside_number", when=by_third_party, **line),
            self.moment_field(
                "outside_due_at", label="complaint_log.outside_due", hint="case_form.hint_moment", when=by_outside
            ),
            fields.choice("relation", RELATIONS, "complaint_relation", label="complaint_log.relation", **more),
            fields.text("caller_phone", label="complaint_log.phone", hide=mask_phone, **more),
            fields.text("spot", label="complaint_log.spot", hint="complaint_log.hint_spot", **more),
            fields.text("households", _read_homes, label="complaint_log.households", cells=8, optional=True),
            Field(
                "amount",
                "money",
                self._read_amount,
                label="complaint_log.amount",
                echo=self._echo_amount,
                cells=20,
                optional=True,
            ),
            fields.choice("safety", ("yes", "no"), "answer", label="complaint_log.safety", cells=12, optional=True),
            fields.choice("language", LANGUAGES, "language", **more),
            self.moment_field(
                "received_at", label="complaint_log.received_at", hint="case_form.hint_happened", optional=True
            ),
        )

    def _offer_words(self, data: Any, text: str) -> Sequence[Option]:
        """Canned words in which what is typed stands, and last the words as they were typed; in a thread."""
        found = phrases_of(load_phrases(data.home.root), "said", self.today, self.words.language, text)
        said = typed(text).strip()
        offered = [
            Option(
                {"said": one.text.say(self.words.language), "category": one.category, "safety": one.safety},
                one.text.say(self.words.language),
                self.text(f"complaint_category.{one.category}"),
            )
            for one in found[:_MOST]
        ]
        return [*offered, *([Option({"said": said}, said, self.text("complaint_log.own_words"))] if said else [])]

    def _remedies(self, data: Any, text: str) -> Sequence[Option]:
        found = phrases_of(load_phrases(data.home.root), "remedy", self.today, self.words.language, text)
        said = typed(text).strip()
        offered = [one.text.say(self.words.language) for one in found[:_MOST]]
        return [Option(one, one) for one in dict.fromkeys([*offered, *([said] if said else [])])]

    def _people(self, data: Any, text: str) -> Sequence[Option]:
        """Customers that fit, then a caller of that name, and last nobody by name."""
        found = [
            Option(one.id, typed(f"{one.name[:LABEL_MOST]}  {' '.join(one.units[:1])}").strip(), one.phone)
            for one in find_people(data.store, text, self.today, limit=_MOST)
        ]
        name = typed(text).strip()
        caller = [Option({"caller": name}, name, self.text("complaint_log.caller"))] if name else []
        return [*found, *caller, self._anonymous]

    @property
    def _anonymous(self) -> Option:
        return Option({"anonymous": True}, self.text("complaint_relation.anonymous"))

    def _places(self, data: Any, text: str) -> Sequence[Option]:
        """Homes that fit, those of the customer where nothing is typed, and last the place as it was said."""
        found = find_places("unit", self.today, lambda: self._customer_id)(data, text)
        said = typed(text).strip()
        return [*found, *([Option(["text", said], said, self.text("complaint_log.said_place"))] if said else [])]

    @property
    def _customer_id(self) -> int | None:
        option = getattr(self.form.rows["who"].box, "option", None)
        return option.code if option is not None and isinstance(option.code, int) else None

    def _is_other_level(self, told: Mapping[str, Any]) -> bool:
        code = told["level"][0]
        return code is not None and int(code) != self.found.level

    def _read_amount(self, text: str) -> tuple[Decimal | None, Fault | None]:
        return parse_typed_money(text, self.currency)

    def _echo_amount(self, value: Any, words: Words) -> str:
        return fields.say_amount(value, self.currency, words)

    # ---- what is known

    def fill(self, data: Any) -> Mapping[str, Any]:
        """The customer and the home that the form was opened for; a home with one owner names them."""
        about = self.about
        known: dict[str, Any] = {"channel": "visit", **about["known"]}
        customer, unit = about["customer"], about["unit"]
        country = data.clerk.country

        def read(reader: Reader) -> None:
            nonlocal country, customer
            if unit:
                known["place"] = named_place(reader, "unit", unit)
                page = get_unit_page(reader, unit, self.today)
                country = page.country
                owners = [one.customer.id for one in page.people if one.role == "owner"]
                customer = customer or (owners[0] if len(owners) == 1 else 0)
            if customer:
                person = named_customer(reader, customer, self.today)
                known["who"] = person.option
                known["language"] = person.language or None
                if not unit:
                    known["place"] = person.only_place("unit")

        data.store.read(read)
        self.currency = "VND" if country == "VN" else "CNY"
        return known

    def take_customer(self, number: int) -> None:
        """Whose card was read is who complains."""

        def named(data: Any) -> Option:
            found: Option = data.store.read(lambda reader: named_customer(reader, number, self.today).option)
            return found

        def put(customer: Option) -> None:
            self.form.rows["who"].typed = [customer.code, customer.label]

        run(self, named, put, group="card")


def by_hotline(told: Mapping[str, Any]) -> bool:
    """Whether it is an order of another house."""
    return bool(told["channel"][0] == HOTLINE)


def by_third_party(told: Mapping[str, Any]) -> bool:
    """Whether somebody else passed it on, perhaps with a number of theirs."""
    return bool(told["channel"][0] == THIRD_PARTY)


def by_outside(told: Mapping[str, Any]) -> bool:
    """Whether another house may have set a time."""
    return by_hotline(told) or by_third_party(told)


def _read_homes(text: str) -> tuple[int | None, Fault | None]:
    if text.isascii() and text.isdigit() and 0 < int(text) <= MOST_HOMES:
        return int(text), None
    return None, Fault("complaint.households")
