"""The line of every key, for any text that the parser of TOML takes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from deskapp.cases.procedure_lines import Path, find_lines, line_of

TEXT = (
    '''
a = 1
b.c = "x" # [no]
"odd key" = """two
lines [x]
"""
d = [
  1,
  { e = 2, f = [3,
     4] },
]
[t]
g = 'it'''
    + """'
h = { i = { j = 1 } }
[[n]]
k = 1
[[n]]
k = 2
[[n.o]]
p = true
[n.q]
r = 1979-05-27
[[n.o]]
p = false
"""
)


def test_every_kind_of_line() -> None:
    lines = find_lines(TEXT)
    wanted: dict[Path, int] = {
        ("a",): 2, ("b",): 3, ("b", "c"): 3, ("odd key",): 4, ("d",): 7, ("d", 0): 8, ("d", 1): 9, ("d", 1, "e"): 9,
        ("d", 1, "f", 1): 10, ("t",): 12, ("t", "g"): 13, ("t", "h", "i", "j"): 14, ("n", 0): 15, ("n", 0, "k"): 16,
        ("n", 1): 17, ("n", 1, "k"): 18, ("n", 1, "o", 0, "p"): 20, ("n", 1, "q", "r"): 22, ("n", 1, "o", 1): 23,
        ("n", 1, "o", 1, "p"): 24,
    }  # fmt: skip
    assert {path: lines.get(path) for path in wanted} == wanted
    assert line_of(lines, ("n", 1, "k", "nothing", 3)) == 18
    assert line_of(lines, ("nowhere",)) == 1


NAMES = st.sampled_from(["a", "b-c", "d_1", '"e f"', "'g.h'", '"i\\"j"'])
STRINGS = st.sampled_from(['"x"', "'y # z'", '"""\n[m]\nn = 1\n"""', "'''\n\n'''", '"a\\"b"', '""', '"]}"'])
SCALARS = st.one_of(STRINGS, st.sampled_from(["1", "-2.5", "true", "1979-05-27", "1979-05-27T07:32:00Z"]))
GAPS = st.sampled_from(["", " ", "\n", " # ] comment\n"])


@st.composite
def values(draw: st.DrawFn, depth: int = 0) -> str:
    if depth > 2 or draw(st.booleans()):
        return draw(SCALARS)
    if draw(st.booleans()):
        items = draw(st.lists(values(depth + 1), max_size=3))
        return "[" + "".join(f"{draw(GAPS)}{item}{draw(GAPS)}," for item in items) + draw(GAPS) + "]"
    names = draw(st.lists(NAMES, max_size=3, unique=True))
    return "{" + ", ".join(f"{name} = {draw(values(depth + 1))}" for name in names) + "}"


@st.composite
def texts(draw: st.DrawFn) -> str:
    parts = []
    headers = ["", *(f"[t{number}]\n" for number in range(draw(st.integers(0, 2))))]
    for number in range(draw(st.integers(0, 3))):
        headers += ["[[many]]\n", draw(st.sampled_from(["", f"[[ many . in{number} ]] # [\n", "[many.one]\n"]))]
    for header in headers:
        parts.append(header)
        names = draw(st.lists(NAMES, max_size=3, unique=True)) if header or not parts[:-1] else []
        parts += [f"{draw(GAPS)}{name} = {draw(values())} # end\n" for name in names]
    return "".join(parts)


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every path of a parsed text."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from paths(item, (*path, key))


@given(texts())
def test_every_path_has_its_line_and_no_other_has_one(text: str) -> None:
    parsed = tomllib.loads(text)
    lines = find_lines(text)
    assert set(paths(parsed)) - set(lines) == set()
    assert {path for path in lines if path} - set(paths(parsed)) == set()


@given(texts(), st.integers(0, 40), st.sampled_from(["zz = 1", "zz = [1, 2]", "zz.y = 1", 'zz = "q"']))
def test_a_key_is_on_the_line_where_it_was_put(text: str, blanks: int, key: str) -> None:
    # at the very top a key belongs to no table, whatever follows
    put = "\n" * blanks + key + "\n" + text
    assert find_lines(put)[("zz",)] == blanks + 1


@given(st.text(max_size=200))
@example('"\x1f"')
def test_any_text_at_all_ends(text: str) -> None:
    assert all(1 <= line <= text.count("\n") + 1 for line in find_lines(text).values())
