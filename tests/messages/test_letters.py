"""Every shipped letter filled and read back; values are text, whatever they hold."""

from __future__ import annotations

import re
import stat
import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures_store import NOW
from tests.messages.letters_ground import (
    AUTOMATIC,
    CASE,
    home_at,
    pictures_of,
    sample,
    text_of,
    write_template,
)

from deskapp.locale import LANGUAGES, words
from deskapp.messages.barcode import draw_barcode, make_number
from deskapp.messages.letter_files import SHIPPED, known_letters
from deskapp.messages.letter_kinds import COMMON, LETTERS, LetterKind
from deskapp.messages.letters import letter_values, render_letter
from letter_templates import LETTERS as TOOLS_LETTERS
from letter_templates import every_template

SHIPPED_LETTERS = [(kind.name, language) for kind in LETTERS.values() for language in kind.languages]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("letters")


def places(template: Path) -> set[str]:
    """The placeholders that stand in a template, as they are written."""
    return {word for line in text_of(template).splitlines() for word in re.findall(r"\{\{ ([\w.]+) \}\}", line)}


@pytest.mark.parametrize(("letter", "language"), SHIPPED_LETTERS)
def test_every_shipped_letter_says_all_that_it_is_given(letter: str, language: str, folder: Path) -> None:
    kind = LETTERS[letter]
    data = sample(kind)
    file = render_letter(letter, language, data, home_at(folder), NOW, name=f"{language}-{letter}", reprint=2)
    said = text_of(file)
    asked = places(SHIPPED / language / f"{letter}.docx")
    assert set(kind.texts) <= asked, "what the desk has to give, the letter says"
    for name in asked & (data.keys() - {"barcode_number"}):
        assert data[name] in said, name
    for table in kind.tables:
        for row in data[table]:
            for column, value in row.items():
                assert value in said or not column_shown(letter, language, table, column), value
    assert make_number(CASE) in said
    assert words(language).text("letter.reprint", count=2) in said
    assert pictures_of(file) == [draw_barcode(make_number(CASE))]
    assert "{{" not in said
    assert "{%" not in said


def column_shown(letter: str, language: str, table: str, column: str) -> bool:
    """Whether the template has that column: a table of items need not show all of them in every letter."""
    text = text_of(SHIPPED / language / f"{letter}.docx")
    loop = text.partition(f"for row in {table} ")[2].partition("endfor")[0]
    assert loop, f"{letter} shows no {table}"
    return f"row.{column} " in loop


def test_every_letter_is_shipped_and_nothing_else() -> None:
    there = {f"{path.parent.name}/{path.stem}" for path in SHIPPED.glob("*/*.docx")}
    assert there == {f"{language}/{letter}" for letter, language in SHIPPED_LETTERS}
    assert {language: {one.name for one in letters} for language, letters in TOOLS_LETTERS.items()} == {
        language: {name for name, spoken in SHIPPED_LETTERS if spoken == language} for language in LANGUAGES
    }
    for letter in LETTERS:
        assert f"letter_name.{letter}" in words("zh")


def test_the_shipped_templates_are_those_of_the_tool() -> None:
    """Compared part by part: the packing may differ between machines, the contents may not."""
    for place, content in every_template():
        committed = contents((SHIPPED / place).read_bytes())
        assert contents(content) == committed, f"python tools/letter_templates.py writes {place} anew"


def contents(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(packed)) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_days_and_numbers_are_written_as_the_language_does(tmp_path: Path) -> None:
    data = {"day": date(2026, 11, 22), "due_on": date(2026, 12, 4), "days": 8, "sets": Decimal("1234.5")}
    said = {language: letter_values(LETTERS["receipt_slip"], language, data, NOW) for language in LANGUAGES}
    assert [said[language]["day_long"] for language in ("zh", "vi")] == ["2026年11月22日", "ngày 22 tháng 11 năm 2026"]
    assert [said[language]["due_on"] for language in ("zh", "vi")] == ["2026-12-04", "04/12/2026"]
    assert said["vi"]["sets"] == "1.234,5"


def test_what_nobody_gave_is_blank_and_dotted_on_state_forms() -> None:
    assert letter_values(LETTERS["receipt_slip"], "vi", {}, NOW)["customer_name"] == ""
    form = letter_values(LETTERS["vn_change"], "zh", {"customer_name": "An"}, NOW)
    assert (form["customer_name"], set(form["parcel_number"])) == ("An", {"…"})
    assert form["reprint"] == ""


def test_a_state_form_speaks_its_own_language(folder: Path) -> None:
    file = render_letter("vn_change", "zh", {"place": "Thanh Hóa"}, home_at(folder), NOW, name="own-language")
    assert "Thanh Hóa, ngày 22 tháng 11 năm 2026" in text_of(file)


def test_a_desk_that_gives_what_is_not_declared_is_a_fault_of_the_program() -> None:
    for data in ({"nmae": "x"}, {"papers": [{"nmae": "x"}]}):
        with pytest.raises(ValueError, match="nmae"):
            letter_values(LETTERS["receipt_slip"], "zh", data, NOW)


def test_the_file_is_its_owners_and_names_nobody(folder: Path) -> None:
    data = {"customer_name": "Nguyễn Văn An", "case_number": "TS-20261122-0007"}
    file = render_letter("thank_you", "vi", data, home_at(folder), NOW)
    assert file.parent == folder / "exports" / "print"
    assert file.name == "TS-20261122-0007-thank_you-094100.docx"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    outside = render_letter("thank_you", "vi", {"case_number": "../../x\n/é"}, home_at(folder), NOW)
    assert outside.parent == file.parent


HOSTILE = [
    "[/b] {{ clerk }} {% raw %} {# x #}", "=cmd|' /C calc'!A0", "<w:br/></w:t></w:r></w:p>&amp;&lt;", "a\nb\r\nc\td",
    "\u202eabc\u2066", "\x00\x07\x0b\x0c\x1b[2J\ufffe\uffff", "x" * 10_000, "𠀀😀ậ", "{_{x}_}",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_values_stay_text(text: str, folder: Path) -> None:
    data = {"customer_name": text, "missing": [{"name": text, "reason": text}]}
    said = text_of(render_letter("supplement", "zh", data, home_at(folder), NOW, name="hostile"))
    shown = read_back(letter_values(LETTERS["supplement"], "zh", data, NOW)["customer_name"])
    assert shown
    # once where the customer stands, once for the signature, twice in the table
    assert said.count(shown) == 4


def read_back(text: str) -> str:
    """The library reads its own escapes, and a tab is an element without a text."""
    for written, read in (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"), ("\t", "")):
        text = text.replace(written, read)
    return text


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8", exclude_characters="\t"), max_size=300))
def test_any_value_is_read_back_as_it_went_in(folder: Path, text: str) -> None:
    shown = letter_values(LETTERS["apology"], "en", {"reason": text}, NOW)["reason"]
    file = render_letter("apology", "en", {"reason": text}, home_at(folder), NOW, name="any")
    assert read_back(shown) in text_of(file)


def test_an_office_letter_wins_and_may_be_its_own(folder: Path) -> None:
    home = home_at(folder / "office")
    own = home.root / "letters"
    write_template(own / "zh" / "thank_you.docx", "本所 {{ customer_name }} {{ fields.boat_name }}")
    write_template(own / "apology.docx", "any language {{ reason }}")
    write_template(own / "licence_card.docx", "{{ case_number }} {{ fields.boat_name }}")
    assert known_letters(home)[-1] == "licence_card"
    data = {"customer_name": "张三", "fields": {"boat_name": "Hải Âu"}}
    assert "本所 张三 Hải Âu" in text_of(render_letter("thank_you", "zh", data, home, NOW, name="a"))
    assert "THƯ CẢM ƠN" in text_of(render_letter("thank_you", "vi", {}, home, NOW, name="b"))
    assert "any language gió" in text_of(render_letter("apology", "vi", {"reason": "gió"}, home, NOW, name="c"))
    card = render_letter("licence_card", "en", {"case_number": "7", "fields": {"boat_name": "Sea"}}, home, NOW)
    assert "7 Sea" in text_of(card)


def test_a_reprint_of_an_office_letter_says_so_without_being_asked(folder: Path) -> None:
    home = home_at(folder / "unmarked")
    write_template(home.root / "letters" / "thank_you.docx", "{{ customer_name }}")
    said = text_of(render_letter("thank_you", "zh", {"customer_name": "张三"}, home, NOW, name="x", reprint=1))
    assert said.splitlines()[:2] == ["补打 1", "张三"]


def test_the_common_fields_are_the_same_for_all() -> None:
    assert not [kind.name for kind in LETTERS.values() if set(kind.texts) & set(COMMON)]
    assert LetterKind("x").names >= {*COMMON, "papers", "charges", "barcode", "fields"}
    assert set(AUTOMATIC) <= set(COMMON)
