"""Shares in a home or a deal, as a reduced fraction; joint ownership without shares is an empty field."""

from __future__ import annotations

from fractions import Fraction

from deskapp.errors import Fault
from deskapp.values.figures import read_figure
from deskapp.values.text import clean, compact

_TERM_LIMIT = 1_000_000


def parse_share(text: str) -> tuple[tuple[int, int] | None, Fault | None]:
    """A share as ``(numerator, denominator)``: ``1/2``, ``50%``, ``33.33%``, ``50`` (per cent), ``0.5``; ``1`` is all.

    Refused when it is not more than nothing and at most the whole.
    """
    share = _read_share(compact(text))
    if share is None:
        return None, Fault("share.form", {"value": clean(text)})
    if not 0 < share <= 1 or share.denominator > _TERM_LIMIT:
        return None, Fault("share.range", {"value": clean(text)})
    return (share.numerator, share.denominator), None


def _read_share(bare: str) -> Fraction | None:
    if "/" in bare:
        over, _, under = bare.partition("/")
        if not (over.isdecimal() and under.isdecimal() and len(bare) < 20 and int(under)):
            return None
        return Fraction(int(over), int(under))
    figure = read_figure(bare.removesuffix("%"), "CN")
    if figure is None:
        return None
    return Fraction(figure) / 100 if bare.endswith("%") or figure > 1 else Fraction(figure)
