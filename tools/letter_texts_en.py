"""The shipped letters in English."""

from __future__ import annotations

from letter_parts import Boxes, Heading, Pairs, Signatures, Table, Text
from letter_spec import Letter, where_known

_CUSTOMER = (
    ("Applicant", "{{ customer_name }}"),
    ("Phone", "{{ customer_phone }}"),
    ("Document", "{{ customer_document }}"),
    ("Acting for them", "{{ representative }}"),
)
_MATTER = (("Matter", "{{ procedure }}"), ("Home or parcel", "{{ subject }}"))
_ITEMS = (("No.", "no", 1.5), ("Paper", "name", 7), ("Number", "number", 4), ("Copies", "count", 1.7),
          ("Remark", "note", 3.1))  # fmt: skip
_LINES = (("No.", "no", 1.5), ("Item", "text", 9), ("Borne by", "payer", 3), ("Amount", "amount", 3.8))
_CLERK = ("For the office", "(signature, stamp)", "{{ clerk }}")
_BOTH = Signatures((_CLERK, ("Customer", "(signature)", "{{ customer_name }}")))

LETTERS = (
    Letter(
        "receipt_slip",
        "Receipt of papers and appointed day",
        (
            Pairs((*_CUSTOMER, *_MATTER), columns=2, label=3),
            Heading("1. Papers received"),
            Table(
                "papers",
                (
                    ("No.", "no", 1.5), ("Paper", "name", 7), ("Form", "form", 2.4), ("Number", "number", 3),
                    ("Copies", "count", 1.6), ("Remark", "note", 2.8),
                ),
            ),
            Heading("2. When it will be done"),
            Pairs(
                (
                    ("Received", "{{ received_at }}"), ("Sets", "{{ sets }}"), ("Appointed day", "{{ due_on }}"),
                    ("Time allowed", "{{ days }}"), ("Where to collect", "{{ result_place }}"),
                    ("Fees paid", "{{ fees_paid }}"),
                ),
                columns=2,
                label=3,
            ),
            Text("{{ note }}"),
            Text(
                "Originals are entered in our books, kept safe and given back when the matter ends. To collect, bring "
                "this slip and an identity document; somebody collecting for you also brings a power of attorney."
            ),
            _BOTH,
        ),
    ),
    Letter(
        "supplement",
        "Papers still needed",
        (
            Pairs((*_CUSTOMER, *_MATTER), columns=2, label=3),
            Text("Your papers were checked. This is everything that is still missing or has to be corrected:"),
            Table("missing", (("No.", "no", 1.5), ("Paper", "name", 7), ("Form", "form", 2.8), ("Why", "reason", 6))),
            Pairs((("Please bring them by", "{{ deadline }}"), ("Basis", "{{ basis }}")), label=4.4),
            Text("{{ note }}"),
            Text(
                "Bring this slip with the papers{% if office_phone %}, or call {{ office_phone }}{% endif %}. The time "
                "allowed runs from the day on which the papers are complete."
            ),
            _BOTH,
        ),
        "Notice {{ slip_number }}",
    ),
    Letter(
        "quotation",
        "Quotation",
        (
            Pairs(
                (
                    ("Customer", "{{ customer_name }}"), ("Phone", "{{ customer_phone }}"), *_MATTER,
                    ("Package", "{{ package }}"), ("Time allowed", "{{ days }}"), ("Date", "{{ quoted_on }}"),
                    ("Valid until", "{{ valid_until }}"),
                ),
                columns=2,
                label=3,
            ),
            Table("lines", _LINES, ("Total", "{{ total }}")),
            Text("In words: {{ total_words }}", indent=False),
            Text("{{ subject_to_check }}", bold=True),
            Text(
                "Taxes and state fees are set by the authorities' own notices; money held for them is kept apart from "
                "our fee."
            ),
            Text("{{ note }}"),
            Signatures((_CLERK, ("Accepted by the customer", "(signature, date)", "{{ customer_name }}"))),
        ),
        "No. {{ quotation_number }}",
    ),
    Letter(
        "service_contract",
        "Service contract",
        (
            Text("Party A (customer): {{ customer_name }}, document {{ customer_document }}", indent=False),
            Text("Address: {{ customer_address }}. Phone: {{ customer_phone }}", indent=False),
            Text(
                "Party B (office): {{ office_name }}"
                "{% if office_tax_code %}, tax code {{ office_tax_code }}{% endif %}",
                indent=False,
            ),
            Text(
                "{% if office_address %}Address: {{ office_address }}. {% endif %}"
                "{% if office_phone %}Phone: {{ office_phone }}. {% endif %}"
                "{% if office_representative %}Represented by {{ office_representative }}{% endif %}",
                indent=False,
            ),
            Heading("1. The service"),
            Text("Party A has Party B carry out: {{ procedure }} ({{ subject }}). {{ scope }}"),
            Heading("2. Fees and money held"),
            Table("lines", _LINES, ("Total", "{{ total }}")),
            Text("In words: {{ total_words }}. Quotation {{ quotation_number }}."),
            Text(
                "{% if advance %}Party A pays {{ advance }} ({{ advance_words }}) in advance on signing. {% endif %}"
                "Money held for state fees, {{ held }}, is kept apart and settled against the authorities' receipts."
            ),
            Heading("3. Time"),
            Text(
                "{{ days }} from the day on which the papers are complete, without the time of authorities, surveys, "
                "tax payments and papers to be supplied. Appointed day: {{ due_on }}."
            ),
            Heading("4. Duties"),
            Text(
                "Party A answers for the truth of the papers. Party B keeps originals safe, uses them for nothing else "
                "and returns all of them when the matter is completed, ended or cancelled."
            ),
            Text(
                "Where Party B is late or loses an original by its own fault, it bears the cost of replacing it. Where "
                "an authority refuses the matter, fees for work not yet done are returned."
            ),
            Heading("5. Personal data"),
            Text(
                "Party A agrees that Party B processes personal data for this matter and keeps them as the law "
                "requires; they are not given to others."
            ),
            Heading("6. General"),
            Text(
                "Made in two copies, one for each party, in force from the day of signing. Disputes are settled by "
                "talks, else by the competent court."
            ),
            Text("{{ note }}"),
            Text("Account of Party B: {{ office_account }}. Signed on: {{ signed_on }}", indent=False),
            Signatures(
                (
                    ("Party A", "(signature)", "{{ customer_name }}"),
                    ("Party B", "(signature, stamp)", "{{ office_representative }}"),
                )
            ),
        ),
        "No. {{ contract_number }}",
    ),
    Letter(
        "receipt",
        "Receipt",
        (
            Pairs(
                (
                    ("Received from", "{{ payer_name }}"), ("Date", "{{ received_on }}"),
                    ("Address", "{{ payer_address }}"), ("Case", "{{ case_number }}"), ("Paid by", "{{ method }}"),
                    ("Slip", "{{ slip }}"),
                ),
                columns=2,
                label=3,
            ),
            Text(where_known("   ", contract_number="Contract ", room="Unit ",
                             account="To account ", declaration="Declaration: "), indent=False),
            Text("For: {{ reason }}", indent=False),
            Table("lines", (("No.", "no", 1.5), ("Item", "text", 11), ("Amount", "amount", 4.8)),
            ("Total", "{{ amount }}")),
            Text("In words: {{ amount_words }}", bold=True, indent=False),
            Pairs((("Still to pay", "{{ balance }}"), ("Remark", "{{ note }}")), label=3),
            Signatures(
                (("Received by", "(signature, stamp)", "{{ clerk }}"), ("Paid by", "(signature)", "{{ payer_name }}")),
            ),
        ),
        "No. {{ receipt_number }}",
    ),
    Letter(
        "apology",
        "Apology and new appointed day",
        (
            Text("Dear {{ customer_name }},", indent=False),
            Text(
                "On {{ received_at }} we took over your matter {{ case_number }}: {{ procedure }} ({{ subject }}). The "
                "appointed day was {{ old_day }}."
            ),
            Text("It could not be finished in time. The reason: {{ reason }}"),
            Text(
                "We apologise. The new appointed day is {{ new_day }}. Should anything change, we shall tell you at "
                "once."
            ),
            Text("{{ note }}"),
            Text("{% if office_phone %}Questions: {{ office_phone }}{% endif %}"),
            Signatures((("", "", ""), ("{{ office_name }}", "(stamp)", "{{ clerk }}"))),
        ),
    ),
    Letter(
        "result_handover",
        "Result delivered",
        (
            Pairs(
                (
                    *_CUSTOMER[:3], *_MATTER, ("Date", "{{ handed_on }}"), ("Collected by", "{{ collector }}"),
                    ("Their document", "{{ collector_document }}"), ("By what right", "{{ collector_right }}"),
                ),
                columns=2,
                label=3,
            ),
            Heading("1. Results"),
            Table("results", _ITEMS),
            Heading("2. Originals given back"),
            Table("originals", _ITEMS),
            Pairs(
                (("Receipts", "{{ receipts }}"), ("Still to pay", "{{ fees_due }}"), ("Remark", "{{ note }}")), label=3,
            ),
            Text("Results and originals were checked by both sides; the numbers are right."),
            Signatures(
                (("Handed over by", "(signature)", "{{ clerk }}"), ("Received by", "(signature)", "{{ collector }}")),
            ),
        ),
    ),
    Letter(
        "refusal",
        "Notice of refusal",
        (
            Text("Dear {{ customer_name }},", indent=False),
            Text("Your matter {{ case_number }}: {{ procedure }} ({{ subject }}) cannot be taken on."),
            Pairs((("Reason", "{{ reason }}"), ("Basis", "{{ basis }}")), label=3),
            Heading("Originals given back"),
            Table("originals", _ITEMS),
            Text("{{ note }}"),
            Text(
                "If you disagree, {% if office_phone %}call {{ office_phone }} or {% endif %}ask at the counter to "
                "have it looked at again."
            ),
            _BOTH,
        ),
    ),
    Letter(
        "lending_slip",
        "Originals lent",
        (
            Pairs(
                (
                    ("Customer", "{{ customer_name }}"), ("Case", "{{ case_number }}"), *_MATTER,
                    ("Borrower", "{{ borrower }}"), ("Their document", "{{ borrower_document }}"),
                    ("Lent on", "{{ lent_on }}"), ("Due back", "{{ due_back }}"),
                ),
                columns=2,
                label=3,
            ),
            Pairs((("Purpose", "{{ purpose }}"),), label=3),
            Table("lent", _ITEMS),
            Text(
                "The borrower answers for the originals and returns them by the day above; one who loses them bears "
                "the work and the cost of replacing them. {{ note }}"
            ),
            Signatures(
                (
                    ("For the office", "(signature)", "{{ clerk }}"), ("Borrower", "(signature)", "{{ borrower }}"),
                    ("Returned", "(date, signature)", ""),
                ),
            ),
        ),
    ),
    Letter(
        "originals_back",
        "Originals given back",
        (
            Pairs(
                (
                    *_CUSTOMER[:3], *_MATTER, ("Date", "{{ handed_on }}"), ("Collected by", "{{ collector }}"),
                    ("Their document", "{{ collector_document }}"), ("By what right", "{{ collector_right }}"),
                ),
                columns=2,
                label=3,
            ),
            Table("originals", _ITEMS),
            Text("The originals were checked by both sides; the numbers are right. {{ note }}"),
            Signatures(
                (("Handed over by", "(signature)", "{{ clerk }}"), ("Received by", "(signature)", "{{ collector }}")),
            ),
        ),
    ),
    Letter(
        "thank_you",
        "Thank you",
        (
            Text("Dear {{ customer_name }},", indent=False),
            Text(
                "Your matter {{ case_number }} ({{ procedure }}) was completed on {{ ended_on }}. Thank you for your "
                "trust."
            ),
            Text(
                "Please keep the certificate and the receipts safe. Whenever you need us, tell us the number of the "
                "case{% if office_phone %} or call {{ office_phone }}{% endif %}."
            ),
            Text("{{ note }}"),
            Text("With our best wishes"),
            Signatures((("", "", ""), ("{{ office_name }}", "", "{{ clerk }}"))),
        ),
    ),
    Letter(
        "survey",
        "How satisfied were you?",
        (
            Pairs(
                (("Case", "{{ case_number }}"), ("Matter", "{{ procedure }}"),
                ("Completed", "{{ ended_on }}")), label=3,
            ),
            Text("Please tick one box a line (5 is best):"),
            Boxes(
                (("Item", 8), ("1", 1.8), ("2", 1.8), ("3", 1.8), ("4", 1.8), ("5", 1.8)),
                (
                    "Altogether", "How you were received", "All papers named at once", "Done by the appointed day",
                    "Costs were clear",
                ),
            ),
            Text("Your remarks: ____________________________________________________________", indent=False),
            Text("________________________________________________________________________", indent=False),
            Text("{{ note }}"),
            Signatures((("", "", ""), ("Customer", "(signature is optional)", ""))),
        ),
    ),
    Letter(
        "answer_sheet",
        "Where your matter stands",
        (
            Pairs(
                (*_CUSTOMER[:2], *_MATTER, ("Received", "{{ received_at }}"),
                ("Step", "{{ step }}")), columns=2, label=3,
            ),
            Heading("Where it is"),
            Text("{{ where_it_is }}"),
            Heading("What is missing"),
            Text("{{ missing_text }}"),
            Heading("What comes next, when and from whom"),
            Text("{{ next_step }}"),
            Pairs(
                (("Appointed day", "{{ due_on }}"), ("Number at the authority", "{{ authority_number }}")), label=4.6,
            ),
            Text("{{ note }}"),
            Signatures((("", "", ""), _CLERK)),
        ),
    ),
    Letter(
        "closing_minutes",
        "Closing of the service contract",
        (
            Text("Party A: {{ customer_name }}. Party B: {{ office_name }}.", indent=False),
            Text(
                "The service contract {{ contract_number }} signed on {{ signed_on }} is carried out and settled as "
                "follows."
            ),
            Heading("1. Work done"),
            Text("{{ work_done }}"),
            Table("results", _ITEMS),
            Heading("2. Settlement"),
            Table("lines", _LINES, ("Total", "{{ total }}")),
            Text("In words: {{ total_words }}", indent=False),
            Pairs(
                (
                    ("Received", "{{ paid }}"), ("Held and passed on", "{{ held }}"),
                    ("To pay (to return)", "{{ balance }}"), ("Remark", "{{ note }}"),
                ),
                columns=2,
                label=3.6,
            ),
            Text("Once this is paid, neither side owes the other anything under this contract. Made in two copies."),
            Signatures(
                (("Party A", "(signature)", "{{ customer_name }}"), ("Party B", "(signature, stamp)", "{{ clerk }}")),
            ),
        ),
    ),
    Letter(
        "circulation_slip",
        "Circulation slip",
        (
            Pairs(
                (*_CUSTOMER[:2], *_MATTER, ("Received", "{{ received_at }}"), ("Appointed day", "{{ due_on }}")),
                columns=2,
                label=3,
            ),
            Table(
                "steps",
                (
                    ("No.", "no", 1.5), ("Step", "step", 4.5), ("Department", "department", 3),
                    ("Received", "received", 3), ("Handed on", "handed_on", 3), ("Result", "result", 3.3),
                ),
            ),
            Text("{{ note }}"),
            Signatures((_CLERK, ("Head of department", "(signature)", ""))),
        ),
    ),
)  # fmt: skip
