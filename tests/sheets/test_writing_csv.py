"""CSV: codes and plain figures under field names, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sheets.writing_ground import make_report, text_report

from deskapp.sheets.csvout import write_csv
from deskapp.sheets.rows import writable


def test_the_file_as_other_programs_expect_it(tmp_path: Path) -> None:
    assert write_csv(tmp_path / "a.csv", make_report()) == 3
    assert (tmp_path / "a.csv").read_bytes().decode("utf-8").split("\r\n") == [
        "\ufeffproject,building,room,floor,kind,area,total_price,since,started_at",
        "滨江壹号,3,0501,5,dwelling,98.76,1007352.00,2026-03-05,2026-11-22T09:41:00",
        "滨江壹号,3,B1-001,-1,parking,12.50,120000,,",
        "'=1+1,,'=2,,as imported,,,1899-05-04,",
        "",
    ]


def test_no_rows_give_headings_only() -> None:
    stream = io.StringIO()
    assert write_csv(stream, make_report([])) == 0
    assert stream.getvalue() == "\ufeffproject,building,room,floor,kind,area,total_price,since,started_at\r\n"


@given(texts=st.lists(st.text(), min_size=1, max_size=20))
def test_round_trip_of_any_text(texts: list[str]) -> None:
    stream = io.StringIO(newline="")
    write_csv(stream, text_report(texts))
    stream.seek(0)
    rows = list(csv.reader(stream))[1:]
    read = [row[0] if row else "" for row in rows]
    assert [text.startswith(("=", "+", "-", "@", "\t", "\r")) for text in read] == [False] * len(texts)
    run = ("'=", "'+", "'-", "'@", "'\t", "'\r")
    assert [text[1:] if text.startswith(run) else text for text in read] == [
        text[1:] if text.startswith(run) else text for text in map(writable, texts)
    ]


def test_a_failing_reader_leaves_nothing(tmp_path: Path) -> None:
    def rows() -> Iterator[str]:
        yield "1"
        raise KeyError("gone")

    with pytest.raises(KeyError):
        write_csv(tmp_path / "a.csv", text_report(rows()))
    assert list(tmp_path.iterdir()) == []
