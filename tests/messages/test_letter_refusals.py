"""Templates that are refused, each by what is wrong with it, and never with a letter half made."""

from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from tests.fixtures_store import NOW
from tests.messages.letters_ground import home_at, repacked, write_template

from deskapp.cli.faults import guarded
from deskapp.cli.main import call
from deskapp.errors import DeskError
from deskapp.messages import letter_files
from deskapp.messages.letter_kinds import LETTERS
from deskapp.messages.letters import check_letter, render_letter
from deskapp.settings import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_at(tmp_path)


def refused(home: Home, letter: str = "thank_you", **data: Any) -> DeskError:
    with pytest.raises(DeskError) as error:
        render_letter(letter, "zh", data, home, NOW, name="x")
    assert not list(home.exports.rglob("*.docx"))
    return error.value


def office(home: Home, *lines: str, **more: Any) -> Path:
    return write_template(home.root / "letters" / "thank_you.docx", *lines, **more)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("{{ custmer_name }}", "custmer_name"),
        ("{% if missing_flag %}x{% endif %}", "missing_flag"),
        ("{{ papers[0].nmae }}", "nmae"),
        ("{{ fields.boat_nmae }}", "boat_nmae"),
        ("{{ 7 if 1 else no_such }}", "no_such"),
        ("{{ range(10) }}", "range"),
        ("{% for row in papers %}{{ row.nmae }}{% endfor %}", "papers.nmae"),
    ],
)
def test_an_unknown_placeholder_is_named(home: Home, line: str, name: str) -> None:
    path = office(home, "good {{ customer_name }}", line)
    error = refused(home, papers=[{"name": "x"}], fields={"boat_name": "x"})
    assert (error.code, error.values) == ("letter.placeholder", {"name": name, "file": str(path)})


def test_an_unknown_column_is_named_although_there_is_no_row_today(home: Home) -> None:
    office(home, table=("{%tr for paper in papers %}",))
    assert refused(home).code in ("letter.template", "letter.broken")
    office(home, "{% for paper in papers %}{{ paper.title }}{% endfor %}")
    assert refused(home).values["name"] == "papers.title"


@pytest.mark.parametrize(
    "line", ["{{ customer_name", "{% if day %}", "{{ customer_name | nofilter }}", "{% include 'x' %}"]
)
def test_a_template_that_is_wrongly_written_is_told(home: Home, line: str) -> None:
    path = office(home, line)
    error = refused(home)
    assert (error.code, error.values.get("file")) in (("letter.template", str(path)), ("letter.broken", str(path)))


@pytest.mark.parametrize(
    "line", ["{{ ''.__class__.__mro__ }}", "{{ customer_name.__init__.__globals__ }}", "{{ fields.update({'a': 1}) }}"]
)
def test_a_template_cannot_reach_the_program(home: Home, line: str) -> None:
    office(home, line)
    assert refused(home, customer_name="x").code in ("letter.placeholder", "letter.template", "letter.broken")


@pytest.mark.parametrize(
    "line",
    [
        "{{ 9 ** 9 ** 9 }}",
        "{{ customer_name * 2000000000 }}",
        "{{ customer_name | center(2000000000) }}",
        "{{ '%2000000000d' % 1 }}",
        "{{ '{:>2000000000}'.format(1) }}",
        "{% for a in papers %}{% for b in papers %}{% for c in papers %}x{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in papers recursive %}{{ loop(papers) }}{% endfor %}",
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% set a = papers %}",
        "{% import 'x' as y %}",
    ],
)
@pytest.mark.parametrize("place", ["body", "title"])
def test_a_template_that_would_never_end_is_refused(home: Home, line: str, place: str) -> None:
    path = office(home, line if place == "body" else "x")
    if place == "title":  # the library fills the document's properties as well
        document = docx.Document(str(path))
        document.core_properties.title = line
        document.save(str(path))
    assert refused(home, customer_name="x", papers=[{"name": "x"}]).code in ("letter.template", "letter.placeholder")


def test_rows_that_would_break_the_document_are_refused(home: Home) -> None:
    path = office(home, "{%p for row in papers %}", "{{ row.name }}")
    assert refused(home).values["file"] == str(path)


def test_macros_are_refused(home: Home) -> None:
    path = repacked(office(home, "x"), word__vbaProject_dot_bin=b"macro")
    assert (refused(home).code, refused(home).values) == ("letter.macros", {"file": str(path)})
    other = office(home, "x")
    with zipfile.ZipFile(other) as packed:
        kinds = packed.read("[Content_Types].xml")
    repacked(other, **{"[Content_Types]_dot_xml": kinds.replace(b"document.main+xml", b"macroEnabled.main+xml")})
    assert refused(home).code == "letter.macros"


def test_a_bomb_is_refused_before_it_is_unpacked(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    repacked(office(home, "x"), word__media__a_dot_png=b"\0" * (letter_files.MOST_UNPACKED + 1))
    assert refused(home).code == "letter.too_large"
    monkeypatch.setattr(letter_files, "MOST_PARTS", 3)
    office(home, "x")
    assert refused(home).code == "letter.too_large"


def test_a_bomb_that_lies_about_its_size_is_refused(home: Home) -> None:
    path = repacked(office(home, "x"), word__media__a_dot_png=b"\0" * 5_000_000)
    content = path.read_bytes()
    # both places of the archive that say how large the part is unpacked
    path.write_bytes(content.replace(struct.pack("<L", 5_000_000), struct.pack("<L", 50)))
    assert refused(home).code == "letter.broken"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut", b"{\\rtf1 old}", b"\xd0\xcf\x11\xe0" * 200])
def test_what_is_no_word_document_is_refused(home: Home, content: bytes) -> None:
    path = home.root / "letters" / "thank_you.docx"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert (refused(home).code, refused(home).values) == ("letter.broken", {"file": str(path)})


def test_a_document_cut_in_the_middle_is_refused(home: Home) -> None:
    path = office(home, "x")
    path.write_bytes(path.read_bytes()[:-2000])
    assert refused(home).code == "letter.broken"
    repacked(office(home, "x"), word__document_dot_xml=b"<w:document>")
    assert refused(home).code == "letter.broken"


def test_entities_of_a_hostile_document_are_not_followed(home: Home, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    path = office(home, "x")
    with zipfile.ZipFile(path) as packed:
        body = packed.read("word/document.xml").decode()
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    start = body.index("<w:document")
    body = body[:start] + entity + body[start:].replace(">x<", ">&e;<")
    repacked(path, word__document_dot_xml=body.encode())
    assert refused(home).code == "letter.broken"


def test_letters_that_nobody_knows(home: Home) -> None:
    assert refused(home, "no_such_letter").code == "letter.unknown"
    assert refused(home, "../../etc/passwd").code == "letter.unknown"


def test_a_folder_that_cannot_be_written(home: Home) -> None:
    home.root.mkdir(exist_ok=True)
    home.exports.write_text("a file where the folder should be")
    with pytest.raises(DeskError) as error:
        render_letter("thank_you", "zh", {}, home, NOW)
    assert error.value.code == "letter.cannot_write"


def test_the_offices_templates_are_checked_before_they_are_needed(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DESKAPP_HOME", str(home.root))
    monkeypatch.setenv("DESKAPP_LANG", "en")
    good = write_template(home.root / "letters" / "vi" / "permit.docx", "{{ fields.anything }} {{ papers[0].name }}")
    write_template(home.root / "letters" / "~$permit.docx", "{{ open_in_word }}")
    assert guarded(lambda: call(["letters", "check"])) == 0
    assert capsys.readouterr().out == f"{good}: can be used\n"
    bad = office(home, "{% for row in papers %}{{ row.titel }}{% endfor %}")
    assert guarded(lambda: call(["letters", "check"])) == 66
    said = capsys.readouterr()
    assert "“papers.titel”" in said.err
    assert str(bad) in said.err
    assert said.out == f"{good}: can be used\n"


def test_the_list_says_which_template_is_taken(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DESKAPP_HOME", str(home.root))
    own = office(home, "mine")
    assert guarded(lambda: call(["letters", "list", "--json"])) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    taken = {line["letter"]: line["template"] for line in lines}
    assert taken["thank_you"] == str(own)
    assert taken["vn_change"].endswith("templates/vi/vn_change.docx")
    assert len(taken) == len(LETTERS)


def test_every_shipped_template_passes_the_check_of_the_offices(home: Home) -> None:
    for path in letter_files.SHIPPED.glob("*/*.docx"):
        check_letter(path, home, NOW)
