"""Two folders become one list: the office's own wins and says so; what is broken hides nothing."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path

import pytest

from deskapp.cases.procedure_check import Known
from deskapp.cases.procedure_load import SHIPPED, Procedures, load_procedures, read_pinned
from deskapp.errors import DeskError
from deskapp.locale import LANGUAGES, words
from deskapp.values import series

DAY = date(2026, 6, 1)
KNOWN = Known()


def body(procedure_id: str, name: str = "N", *lines: str) -> str:
    head = [f'id = "{procedure_id}"', f'name = {{ zh = "{name}", vi = "{name}", en = "{name}" }}', *lines]
    step = '[[steps]]\nid = "do"\nname = { zh = "d", vi = "d", en = "d" }\n'
    return "\n".join(["format = 1", 'country = "VN"', 'source = "s"', *head, step])


class Folders:
    def __init__(self, root: Path) -> None:
        self.shipped, self.office = root / "shipped", root / "office"
        for folder in (self.shipped, self.office):
            (folder / "flows").mkdir(parents=True)

    def load(self) -> Procedures:
        return load_procedures(self.shipped, self.office, KNOWN)

    def codes(self) -> list[tuple[str, str]]:
        return [(Path(one.file).name, one.code.removeprefix("procedures.")) for one in self.load().problems()]


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path)


def put(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_offices_own_wins(folders: Folders) -> None:
    put(folders.shipped, "a.toml", body("a", "shipped"))
    put(folders.office, "anything.toml", body("a", "own"))
    found = folders.load().find("a", DAY)
    assert (found.name.zh, found.origin) == ("own", "office")
    assert [one.origin for one in folders.load().in_force(DAY)] == ["office"]
    assert folders.codes() == []


def test_before_it_is_in_force_the_shipped_one_goes_on(folders: Folders) -> None:
    put(folders.shipped, "a.toml", body("a", "shipped"))
    put(folders.office, "a.toml", body("a", "own", "valid_from = 2026-06-02"))
    assert [folders.load().find("a", day).name.zh for day in (DAY, date(2026, 6, 2))] == ["shipped", "own"]


def test_a_broken_one_of_the_office_falls_back_and_is_told(folders: Folders) -> None:
    put(folders.shipped, "a.toml", body("a", "shipped"))
    put(folders.office, "a.toml", body("a", "own").replace('"do"', '"do"\nkind = "dance"'))
    procedures = folders.load()
    assert procedures.find("a", DAY).name.zh == "shipped"
    assert folders.codes() == [("a.toml", "not_one_of")]
    assert procedures.problems()[0].file == str(folders.office / "a.toml")


def test_a_broken_one_alone_is_an_error_that_names_the_line(folders: Folders) -> None:
    put(folders.office, "a.toml", body("a") + 'kind = "dance"\n')
    with pytest.raises(DeskError, match=r"procedures\.broken") as caught:
        folders.load().find("a", DAY)
    assert caught.value.values["line"] == 9


def test_place_goes_before_general_and_new_before_old(folders: Folders) -> None:
    put(folders.shipped, "a.toml", body("a", "all"))
    put(folders.shipped, "a1.toml", body("a", "province", 'province = "P"'))
    put(folders.shipped, "a2.toml", body("a", "district", 'province = "P"', 'district = "D"'))
    put(folders.shipped, "b1.toml", body("b", "old", "valid_until = 2026-05-31"))
    put(folders.shipped, "b2.toml", body("b", "new", "valid_from = 2026-06-01"))
    procedures = folders.load()
    names = [procedures.find("a", DAY, *place).name.zh for place in ((), ("P",), ("P", "D"), ("Q",), ("Q", "D"))]
    assert names == ["all", "province", "district", "all", "all"]
    assert [procedures.find("b", day).name.zh for day in (date(2026, 5, 31), DAY)] == ["old", "new"]
    assert folders.codes() == []


def test_two_of_one_place_and_time_collide(folders: Folders) -> None:
    put(folders.shipped, "a.toml", body("a", "first", "valid_until = 2026-06-01"))
    put(folders.shipped, "b.toml", body("a", "second", "valid_from = 2026-06-01"))
    assert folders.codes() == [("b.toml", "overlap")]
    assert folders.load().find("a", DAY).name.zh == "first"
    with pytest.raises(DeskError, match=r"procedures\.not_in_force"):
        folders.load().find("a", date(2026, 6, 2))


def test_a_fast_code_belongs_to_one(folders: Folders) -> None:
    put(folders.shipped, "a.toml", body("a", "a", 'code = "31"'))
    put(folders.office, "b.toml", body("b", "b", 'code = "31"'))
    assert folders.codes() == [("b.toml", "code_taken")]
    assert folders.load().problems()[0].line == 6
    found = folders.load().by_code("31", DAY, "VN")
    assert found is not None
    assert found.id == "a"
    assert folders.load().by_code("31", DAY, "CN") is None


@pytest.mark.parametrize("prefix", sorted(series.OWN))
def test_a_case_is_not_numbered_like_a_record_of_ours(folders: Folders, prefix: str) -> None:
    put(folders.shipped, "a.toml", body("a", "shipped"))
    put(folders.office, "a.toml", body("a", "own", f'prefix = "{prefix}"'))
    assert folders.codes() == [("a.toml", "prefix_ours")]
    problem = folders.load().problems()[0]
    assert (problem.line, problem.key) == (6, "prefix")
    assert folders.load().find("a", DAY).name.zh == "shipped"
    for language in LANGUAGES:
        said = words(language).text(problem.code, **problem.values)
        assert prefix in said
        assert "number_series" not in said


def test_a_prefix_belongs_to_one_kind_of_matter(folders: Folders) -> None:
    put(folders.shipped, "a.toml", body("a", "a", 'prefix = "TT"', 'category = "land"'))
    put(folders.shipped, "b.toml", body("b", "b", 'prefix = "TT"', 'category = "land"'))
    put(folders.office, "a.toml", body("a", "own", 'prefix = "TT"', 'category = "advice"'))
    put(folders.office, "c.toml", body("c", "c", 'prefix = "TT"', 'category = "advice"'))
    put(folders.office, "d.toml", body("d", "d", 'category = "advice"'))
    put(folders.office, "e.toml", body("e", "e", 'prefix = "CS"', 'category = "land"'))
    assert folders.codes() == [("c.toml", "prefix_taken")]
    assert folders.load().problems()[0].values == {"prefix": "TT", "other": "a"}
    assert {heading.id for heading in folders.load().headings} == {"a", "b", "d", "e"}


def test_nothing_and_nobody(folders: Folders) -> None:
    with pytest.raises(DeskError, match=r"procedures\.unknown"):
        folders.load().find("a", DAY)
    assert load_procedures(folders.shipped, folders.office / "nowhere").headings == []
    assert load_procedures(folders.shipped, None).headings == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (body("a").encode("utf-16"), "encoding"),
        ('name = "\xe9"'.encode("latin-1"), "encoding"),
        (b"#" * 2_000_000, "too_big"),
        (b"\x00\x01\x02", "toml"),
        (b"", "missing"),
        (b"[" * 100_000, "toml"),
        (b"a = " + b"[" * 100_000, "nested"),
        (body("A B").encode(), "form"),
        (b"[clock]\n" + body("a").encode(), "missing"),
    ],
)
def test_what_is_no_procedure_is_told_and_hides_nothing(folders: Folders, content: bytes, code: str) -> None:
    put(folders.shipped, "a.toml", body("a"))
    put(folders.office, "z.toml", content)
    assert ("z.toml", code) in folders.codes()
    assert folders.load().find("a", DAY).origin == "shipped"


def test_windows_line_ends_and_a_byte_order_mark_are_welcome(folders: Folders) -> None:
    text = body("a").replace("\n", "\r\n") + 'kind = "dance"\r\n'
    put(folders.office, "a.toml", b"\xef\xbb\xbf" + text.encode())
    assert [(one.line, one.key) for one in folders.load().problems()] == [(9, "steps.do.kind")]
    put(folders.office, "a.toml", b"\xef\xbb\xbf" + text.replace("dance", "work").encode())
    assert folders.load().find("a", DAY).step("do").kind == "work"


def test_what_lies_there_besides(folders: Folders) -> None:
    (folders.office / "folder.toml").mkdir()
    os.mkfifo(folders.office / "pipe.toml")
    (folders.office / "dangling.toml").symlink_to("nowhere")
    (folders.office / "loop.toml").symlink_to("loop.toml")
    put(folders.office, ".a.toml.swp", b"x")
    put(folders.office, ".hidden.toml", b"x")
    put(folders.office, "notes.txt", b"x")
    assert folders.codes() == [
        ("dangling.toml", "unreadable"),
        ("folder.toml", "no_file"),
        ("loop.toml", "unreadable"),
        ("pipe.toml", "no_file"),
    ]


FLOW = '[f]\nletters = []\n[[f.steps]]\nid = "one"\nname = { vi = "1", zh = "1", en = "1" }\n'


def test_flows_of_the_office_and_their_lines(folders: Folders) -> None:
    put(folders.shipped, "a.toml", body("a", "a", 'flow = "f"').split("[[steps]]")[0])
    put(folders.shipped, "b.toml", body("b", "b", 'flow = "f"').split("[[steps]]")[0])
    put(folders.shipped / "flows", "f.toml", FLOW)
    assert [step.name.zh for step in folders.load().find("a", DAY).steps] == ["1"]
    put(folders.office / "flows", "f.toml", FLOW.replace('"1"', '"own"'))
    assert [step.name.zh for step in folders.load().find("a", DAY).steps] == ["own"]
    put(folders.office / "flows", "f.toml", FLOW + 'kindd = "work"\n')
    assert [(Path(one.file), one.line, one.key) for one in folders.load().problems()] == [
        (folders.office / "flows" / "f.toml", 6, "f.steps.one.kindd")
    ]
    put(folders.office / "flows", "f.toml", FLOW + "kind = \n")
    problem = folders.load().problems()[0]
    assert (Path(problem.file).parent.name, problem.line, problem.code) == ("flows", 6, "procedures.toml")
    put(folders.office / "flows", "f.toml", b"\xff")
    assert [one.code for one in folders.load().problems()] == ["procedures.encoding"]


def test_an_open_quote_is_told_where_it_opens_not_in_the_flow(folders: Folders) -> None:
    put(folders.shipped / "flows", "f.toml", FLOW)
    put(folders.shipped, "a.toml", body("a", "a", 'flow = "f"') + "x = '''")
    problem = folders.load().problems()[0]
    assert Path(problem.file).name == "a.toml"


def test_unchanged_files_are_read_once_and_edits_are_seen(folders: Folders) -> None:
    path = put(folders.office, "a.toml", body("a", "one"))
    first = folders.load()
    assert folders.load() is first
    assert first.find("a", DAY).name.zh == "one"
    put(folders.office, "a.toml", body("a", "two"))
    os.utime(path, ns=(1, 1))
    assert folders.load().find("a", DAY).name.zh == "two"
    path.unlink()
    assert folders.load().headings == []


def test_the_shipped_ones_are_listed_quickly() -> None:
    load_procedures(SHIPPED, None, KNOWN)
    quickest = min(_seconds() for _ in range(5))
    assert quickest < 0.05


def _seconds() -> float:
    from deskapp.cases import procedure_load

    procedure_load._opened.cache_clear()
    procedure_load._gathered.cache_clear()
    start = time.process_time()
    assert len(load_procedures(SHIPPED, None, KNOWN).in_force(DAY, "VN")) > 20
    return time.process_time() - start


def test_what_a_case_began_with_stays_readable() -> None:
    text = body("a").replace('id = "do"', 'id = "do"\nolder_key = 1\nkind = "older_kind"')
    found = read_pinned(text)
    assert (found.id, found.origin, [step.id for step in found.steps]) == ("a", "pinned", ["do"])
    assert found.step("do").kind == "other"


@pytest.mark.parametrize("typed", ["Thanh Hóa", "thanh hoa", " THANH HÓA ", "Thanh Ho\u0301a"])
def test_a_place_is_known_however_it_is_typed(folders: Folders, typed: str) -> None:
    put(folders.shipped, "a.toml", body("a", "there", 'province = "Thanh Hóa"'))
    assert folders.load().find("a", DAY, typed).name.zh == "there"
    with pytest.raises(DeskError, match=r"procedures\.not_in_force"):
        folders.load().find("a", DAY, "Thanh")
