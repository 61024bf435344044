"""The counter's two themes: paper and night, one accent each; colour is never the only sign."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal

from rich.style import Style
from textual.theme import Theme

DARK: Final = Theme(
    name="dark",
    dark=True,
    primary="#6cb2bd",
    secondary="#8a97a6",
    accent="#6cb2bd",
    foreground="#d5dae0",
    background="#14181d",
    surface="#1f262e",
    panel="#1b2128",
    success="#86b98a",
    warning="#d8b068",
    error="#e38678",
    variables={
        "muted": "#98a2ad",
        "surface-active": "#2b3540",
        "border": "#47535f",
        "block-cursor-background": "#2f4a52",
        "block-cursor-foreground": "#eef3f6",
        "block-cursor-text-style": "none",
        "input-cursor-background": "#d5dae0",
        "input-cursor-foreground": "#14181d",
        "input-selection-background": "#3d5a63",
        "scrollbar": "#2b3540",
        "scrollbar-background": "#14181d",
    },
)

LIGHT: Final = Theme(
    name="light",
    dark=False,
    primary="#0f6674",
    secondary="#5b6672",
    accent="#0f6674",
    foreground="#22282e",
    background="#fbfaf7",
    surface="#f0eee8",
    panel="#efece5",
    success="#2f6f3a",
    warning="#8a5a00",
    error="#a8321f",
    variables={
        "muted": "#5f6871",
        "surface-active": "#e2ecec",
        "border": "#b9b4a8",
        "block-cursor-background": "#cfe3e4",
        "block-cursor-foreground": "#12181c",
        "block-cursor-text-style": "none",
        "input-cursor-background": "#22282e",
        "input-cursor-foreground": "#fbfaf7",
        "input-selection-background": "#bfd9db",
        "scrollbar": "#d8d4ca",
        "scrollbar-background": "#fbfaf7",
    },
)
THEMES: Final = (DARK, LIGHT)

Weight = Literal["plain", "muted", "strong", "accent", "good", "warning", "error", "cursor"]


@cache
def weights(name: str) -> Mapping[Weight, Style]:
    """The weights of text in a theme, to be laid over a widget's own style; three of text, the rest are signals."""
    theme = next(theme for theme in THEMES if theme.name == name)
    own = theme.variables
    return {
        "plain": Style(),
        "muted": Style(color=own["muted"]),
        "strong": Style(bold=True),
        "accent": Style(color=theme.accent, bold=True),
        "good": Style(color=theme.success),
        "warning": Style(color=theme.warning),
        "error": Style(color=theme.error, bold=True),
        "cursor": Style(color=own["block-cursor-foreground"], bgcolor=own["block-cursor-background"]),
    }
