"""Pure values: one parser a kind of value, ``parse_x(text, ...) -> tuple[value | None, Fault | None]``.

A hard fault comes without a value, a warning beside the value that was understood. Nothing here knows a database
or a screen; heavy libraries are imported inside the functions that need them.
"""

from __future__ import annotations

from typing import Literal

Country = Literal["CN", "VN"]
Currency = Literal["CNY", "VND"]
