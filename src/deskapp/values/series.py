"""What numbers for people begin with: one series a kind of record, so that a number says what it is of.

A case's number begins as its procedure says, which is refused what stands here (``cases/procedure_load``).
"""

from __future__ import annotations

from typing import Final

CUSTOMER: Final = "KH"
PAPER: Final = "ZL"
RECEIPT: Final = "SJ"
OUTSIDE_RECEIPT: Final = "WS"
"""A receipt that a file brought under a number of its own."""
PAYOUT: Final = "ZF"
ENQUIRY: Final = "HD"
QUOTATION: Final = "BG"
CONTRACT: Final = "HDDV"
BATCH: Final = "DR"
REQUEST: Final = "GR"
BLANK_FORM: Final = "YL"
SALE_CONTRACT: Final = "MM"
RESERVATION: Final = "RG"
NOTICE: Final = "TZ"
HANDOVER_NOTICE: Final = "SF"
DEFECT: Final = "QX"
RECTIFICATION: Final = "ZG"
KEY_SET: Final = "YS"
DESIGN_ADVICE: Final = "JY"
EARLY_DEFECT: Final = "ZQ"
MASS_EVENT: Final = "QS"
IMPROVEMENT: Final = "GJ"
CASE: Final = "CS"
"""A case whose procedure says nothing of its own; any procedure may."""

OWN: Final = frozenset({
    CUSTOMER, PAPER, RECEIPT, PAYOUT, ENQUIRY, QUOTATION, CONTRACT, BATCH, REQUEST, BLANK_FORM, SALE_CONTRACT,
    RESERVATION, NOTICE, OUTSIDE_RECEIPT, HANDOVER_NOTICE, DEFECT, RECTIFICATION, KEY_SET, DESIGN_ADVICE, EARLY_DEFECT,
    MASS_EVENT, IMPROVEMENT,
})  # fmt: skip
"""The series of our own records, which no procedure may give to its cases."""
