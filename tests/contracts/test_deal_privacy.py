"""What somebody may ask for of their own data names their deals, nobody else's; suggestions forget who spoke."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from tests.contracts.contract_ground import ContractDesk
from tests.fixtures_store import NOW

from deskapp.desks.contracts.sale.actions_filing import set_filing_password
from deskapp.locale import LANGUAGES, words
from deskapp.office.privacy.people import columns_to, customer_columns
from deskapp.office.privacy.person_book import NAMING_OTHERS, get_person_file, title_of, write_person_book
from deskapp.wiring import person_parts


def test_the_workbook_of_a_buyer_has_their_deal_alone(contract_desk: ContractDesk, tmp_path: Path) -> None:
    desk = contract_desk
    desk.do(set_filing_password, desk.contracts["filed"], "Mima8823")
    person = desk.counter.ask(get_person_file, desk.people["陈伟"], "滨江客服", NOW)
    found = {part.table: part for part in person.parts}
    assert {"deal", "deal_party", "deal_unit", "sale_contract", "filing", "charge", "receipt"} <= set(found)
    said = str([part.rows for part in person.parts])
    assert "HT-0003" in said
    assert "BA2026000017" in said
    assert not [other for other in ("HT-0001", "HT-0002", "张三丰", "王芳") if other in said]
    written = tmp_path / "person.xlsx"
    write_person_book(written, person, words("zh"), "王敏", "本人申请")
    cells = [str(cell) for sheet in load_workbook(written) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "BA2026000017" in cells
    assert not [cell for cell in cells if "Mima8823" in cell]


def test_every_table_of_a_deal_has_its_word() -> None:
    tables = {str(table.name) for owner in ("customer", "deal", "sale_contract") for table, _ in columns_to(owner)}
    tables |= {str(table.name) for table, _ in customer_columns()}
    for language in LANGUAGES:
        said = words(language)
        assert [name for name in sorted(tables - {*NAMING_OTHERS}) if title_of(name, said) == name] == []


def test_buyers_are_kept_and_suggestions_forget(contract_desk: ContractDesk) -> None:
    del contract_desk
    parts = person_parts()
    kept = ("deal_party", "mortgage", "contact_attempt", "receipt", "charge")
    assert all(parts.keeps(table) for table in kept)
    assert not parts.keeps("suggestion")
