"""What one shipped letter is: its name, its title, its parts in order."""

from __future__ import annotations

from dataclasses import dataclass

from letter_parts import Part


@dataclass(frozen=True)
class Letter:
    """A letter in one language; ``form`` marks a state form, which bears no office's head."""

    name: str
    title: str
    parts: tuple[Part, ...]
    subtitle: str = ""
    form: bool = False


def where_known(blank: str, **labels: str) -> str:
    """Labels with their values in one line, each only where the letter has the value; ``blank`` between them."""
    return "".join(f"{{% if {name} %}}{label}{{{{ {name} }}}}{blank}{{% endif %}}" for name, label in labels.items())
