from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskapp.values.identity import (
    KINDS,
    IdentityKind,
    check_identity,
    guess_kind,
    mask_identity,
    normalise_identity,
    parse_identity,
)
from deskapp.values.identity_cn import birth_of, upgrade_old_id

TODAY = date(2026, 11, 22)


def hard_codes(text: str, kind: IdentityKind, birth: date | None = None) -> set[str]:
    faults = check_identity(text, kind, today=TODAY, birth=birth)
    value, fault = parse_identity(text, kind, today=TODAY, birth=birth)
    hard = {fault.code for fault in faults if not fault.warning}
    assert (value is None) == bool(hard)
    assert fault is None or fault in faults
    return hard


@pytest.mark.parametrize(
    ("number", "birth"),
    [
        ("110105198504121172", "1985-04-12"),
        ("310115200109232489", "2001-09-23"),
        ("500108199912313057", "1999-12-31"),
        ("510107200402290167", "2004-02-29"),
        ("44030419930715881X", "1993-07-15"),
        ("330106201506019990", "2015-06-01"),
        ("610113202001101302", "2020-01-10"),
        ("370102199202290644", "1992-02-29"),
        ("50011220000101008X", "2000-01-01"),
        ("50011220000101016X", "2000-01-01"),
        ("360426199101010071", "1991-01-01"),
        ("44011320141005001X", "2014-10-05"),
        ("110101199003070011", "1990-03-07"),
        ("500103199003070017", "1990-03-07"),
        ("31011519850505002X", "1985-05-05"),
        ("440306198001010036", "1980-01-01"),
        ("110115199001010013", "1990-01-01"),
        ("810000199001010019", "1990-01-01"),
        ("820000198512310248", "1985-12-31"),
        ("83000019851231024X", "1985-12-31"),
    ],
)
def test_resident_numbers(number: str, birth: str) -> None:
    assert parse_identity(number, "cn-id", today=TODAY) == (number, None)
    assert birth_of(number) == date.fromisoformat(birth)
    assert parse_identity(number, "cn-id", today=TODAY, birth=date.fromisoformat(birth)) == (number, None)
    assert hard_codes(number, "cn-id", date(1970, 1, 1)) == {"identity.birth_mismatch"}
    assert guess_kind(number, "CN") == "cn-id"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("110105198504121173", "identity.check_digit"),
        ("110101598504121172", "identity.check_digit"),
        ("11010519850412117", "identity.length"),
        ("1101051985041211721", "identity.length"),
        ("110105198513121172", "identity.birth_impossible"),
        ("110105198502301172", "identity.birth_impossible"),
        ("l10105198504121172", "identity.characters_cn_id"),
        ("A10101199003070015", "identity.characters_cn_id"),
        ("500103200102290037", "identity.birth_impossible"),
        ("50010319991301003X", "identity.birth_impossible"),
        ("110101209912310015", "identity.birth_future"),
        ("000000000000000000", "identity.region"),
        ("X1010119900307001X", "identity.characters_cn_id"),
        ("11010119900307 0010", "identity.check_digit"),
        ("36042619910102009X", "identity.check_digit"),
        ("360426199113010079", "identity.birth_impossible"),
        ("990426199112010074", "identity.region"),
        ("840000199001010014", "identity.region"),
        ("", "identity.empty"),
        ("١١٠١٠٥١٩٨٥٠٤١٢١١٧٢", "identity.characters_cn_id"),
    ],
)
def test_no_resident_numbers(number: str, code: str) -> None:
    assert code in hard_codes(number, "cn-id")


def test_a_birth_before_1900_is_refused() -> None:
    assert "identity.birth_old" in hard_codes("110101189903070019", "cn-id")


def test_an_unknown_county_is_a_warning() -> None:
    number = "110199199003070012"
    body, check = number[:17], "10X98765432"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    number = body + check[sum(int(figure) * weight for figure, weight in zip(body, weights, strict=True)) % 11]
    value, fault = parse_identity(number, "cn-id", today=TODAY)
    assert value == number
    assert fault is not None
    assert (fault.code, fault.warning) == ("identity.county_unknown", True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("110101900307001", "110101199003070011"),
        ("320102600630246", "320102196006302465"),
        ("610103450815135", "61010319450815135X"),
    ],
)
def test_old_numbers_name_the_one_that_followed(old: str, new: str) -> None:
    assert upgrade_old_id(old) == new
    value, fault = parse_identity(old, "cn-id", today=TODAY)
    assert value is None
    assert fault is not None
    assert (fault.code, fault.values["new"]) == ("identity.old_15", new)
    assert parse_identity(new, "cn-id", today=TODAY) == (new, None)


@pytest.mark.parametrize("number", ["911840198801011014", "931826198801011010", "95039219880101101X"])
def test_foreigners_cards(number: str) -> None:
    assert parse_identity(number, "foreign-pr", today=TODAY) == (number, None)
    assert parse_identity(number, "cn-id", today=TODAY) == (number, None)
    assert birth_of(number) == date(1988, 1, 1)


def test_more_foreigners_cards() -> None:
    assert parse_identity("USA110123456789", "foreign-pr", today=TODAY)[1] is None
    assert hard_codes("911840198801011015", "foreign-pr") == {"identity.check_digit"}
    assert "identity.region" in hard_codes("910840198801011014", "cn-id")
    assert hard_codes("110101199003070011", "foreign-pr") == {"identity.form_foreign_pr"}


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("H12345678", "hk-mo-permit"),
        ("M87654321", "hk-mo-permit"),
        ("H1234567801", "hk-mo-permit"),
        ("h12345678", "hk-mo-permit"),
        ("C12345678", "hk-mo-travel"),
        ("CA1234567", "hk-mo-travel"),
        ("12345678", "tw-permit"),
        ("1234567890（B）", "tw-permit"),
        ("E12345678", "cn-passport"),
        ("EA1234567", "cn-passport"),
        ("G12345678", "cn-passport"),
        ("N1234567", "passport"),
        ("C01234567", "passport"),
        ("123456789", "cmnd"),
        ("军字第1234567号", "other"),
    ],
)
def test_other_documents(number: str, kind: IdentityKind) -> None:
    value, fault = parse_identity(number, kind, today=TODAY)
    assert value
    assert fault is None


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("H1234567", "hk-mo-permit"),
        ("K12345678", "hk-mo-permit"),
        ("12345678", "hk-mo-permit"),
        ("CI1234567", "hk-mo-travel"),
        ("1234567", "tw-permit"),
        ("A2345678", "tw-permit"),
        ("E1234567", "cn-passport"),
        ("EI1234567", "cn-passport"),
        ("12345678", "cmnd"),
        ("军" * 31, "other"),
        ("", "passport"),
    ],
)
def test_other_documents_refused(number: str, kind: IdentityKind) -> None:
    assert hard_codes(number, kind)


def test_an_odd_foreign_passport_is_a_warning() -> None:
    for number in ("N123456789012", "AB1"):
        value, fault = parse_identity(number, "passport", today=TODAY)
        assert value == number
        assert fault is not None
        assert fault.warning


@pytest.mark.parametrize(
    "number",
    [
        "91110000600037341L",
        "121200004013590816",
        "911522010783762860",
        "91310115MA1K3BTP2B",
        "9144030071526726XG",
        "9150000000000001X0",
        "91110105999999999J",
        "9131000000ABCDEF00",
        "92500103MA00000TXA",
        "521100005000000008",
    ],
)
def test_credit_codes(number: str) -> None:
    assert parse_identity(number, "uscc", today=TODAY) == (number, None)
    assert parse_identity(number.lower(), "uscc", today=TODAY) == (number, None)
    assert guess_kind(number, "CN") == "uscc"


def test_a_credit_code_in_wide_figures() -> None:
    assert parse_identity("９1110000 6000-37341L", "uscc", today=TODAY)[0] == "91110000600037341L"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("91110000600037341N", "identity.check_digit"),
        ("A1110000600037341L", "identity.characters_uscc"),
        ("12345", "identity.length"),
        ("9111000060003IOZSV", "identity.characters_uscc"),
        ("91110000600037341", "identity.length"),
        ("91110000600037341LL", "identity.length"),
        ("91110000600037341I", "identity.characters_uscc"),
        ("91110000600O37341L", "identity.characters_uscc"),
        ("911100006000373410", "identity.check_digit"),
        ("91310115MA1K3BTP2C", "identity.check_digit"),
    ],
)
def test_no_credit_codes(number: str, code: str) -> None:
    assert hard_codes(number, "uscc") == {code}


@pytest.mark.parametrize(
    ("number", "year"),
    [
        ("001085012345", 1985),
        ("079190123456", 1990),
        ("048202000001", 2002),
        ("038301999999", 2001),
        ("092075111111", 1975),
        ("031168222222", 1968),
        ("056203333333", 2003),
        ("096099444444", 1999),
        ("022125555555", 1925),
        ("075215666666", 2015),
        ("080185777777", 1985),
        ("010086000000", 1986),
    ],
)
def test_citizens_cards(number: str, year: int) -> None:
    assert parse_identity(number, "vn-cccd", today=TODAY, birth=date(year, 6, 1)) == (number, None)
    assert hard_codes(number, "vn-cccd", date(year + 1, 1, 1)) == {"identity.birth_mismatch"}
    assert guess_kind(number, "VN") == "vn-cccd"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("00108501234", "identity.length"),
        ("0010850123456", "identity.length"),
        ("00108501234A", "identity.characters_figures"),
        ("000085012345", "identity.region"),
        ("001485012345", "identity.birth_future"),
        ("001299012345", "identity.birth_future"),
        ("001 085 01234", "identity.length"),
        ("999999999999", "identity.birth_future"),
        ("123456789", "identity.cmnd_as_cccd"),
        ("", "identity.empty"),
    ],
)
def test_no_citizens_cards(number: str, code: str) -> None:
    assert hard_codes(number, "vn-cccd") == {code}


def test_a_province_that_is_not_listed_is_a_warning() -> None:
    value, fault = parse_identity("003085012345", "vn-cccd", today=TODAY)
    assert value == "003085012345"
    assert fault is not None
    assert (fault.code, fault.warning) == ("identity.province_unknown", True)


@pytest.mark.parametrize(("text", "number"), [("1085012345", "001085012345"), ("48202000001.0", "048202000001")])
def test_lost_zeros_come_back_only_when_asked(text: str, number: str) -> None:
    assert parse_identity(text, "vn-cccd", today=TODAY, restore_zeros=True) == (number, None)
    assert parse_identity(text, "vn-cccd", today=TODAY)[0] is None
    assert parse_identity("123456789", "vn-cccd", today=TODAY, restore_zeros=True)[0] is None


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        ("0100112437", "0100112437"),
        ("0100233488", "0100233488"),
        ("0312687878-001", "0312687878-001"),
        ("0314409058-002", "0314409058-002"),
        ("0101245486", "0101245486"),
        ("0300533351", "0300533351"),
        ("1801314923", "1801314923"),
        ("4900224296", "4900224296"),
        ("8037630690", "8037630690"),
        ("8463763902", "8463763902"),
        ("2000102580-005", "2000102580-005"),
        ("0100112437011", "0100112437-011"),
    ],
)
def test_tax_codes(number: str, kept: str) -> None:
    assert parse_identity(number, "vn-mst", today=TODAY) == (kept, None)
    assert guess_kind(number, "VN") == "vn-mst"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("0100233480", "identity.check_digit"),
        ("12345", "identity.mst_length"),
        ("VV34567890", "identity.characters_figures"),
        ("0100000008", "identity.mst_serial"),
        ("0314409058-000", "identity.mst_serial"),
        ("031440905800", "identity.mst_personal"),
        ("0314409058-0021", "identity.mst_length"),
        ("", "identity.empty"),
        ("010011243", "identity.mst_length"),
        ("01001124377", "identity.mst_length"),
    ],
)
def test_no_tax_codes(number: str, code: str) -> None:
    assert hard_codes(number, "vn-mst") == {code}


def test_a_mistyped_number_keeps_its_kind() -> None:
    assert guess_kind("110105198513121172", "CN") == "cn-id"
    assert guess_kind("11010519850412117", "CN") == "cn-id"
    assert guess_kind("91110000600037341N", "CN") == "uscc"
    assert guess_kind("00108501234", "VN") == "vn-cccd"
    assert guess_kind("E12345678", "CN") is None
    assert guess_kind("\U00010a40" * 18, "CN") is None
    assert guess_kind("", "VN") is None


def test_masks() -> None:
    assert mask_identity("500108199912313057", "cn-id") == "500108********3057"
    assert mask_identity("001085012345", "vn-cccd") == "001*****2345"
    assert mask_identity("E12345678", "cn-passport") == "*****5678"
    assert mask_identity("AB1", "other") == "***"
    assert mask_identity("91110000600037341L", "uscc") == "91110000600037341L"


@settings(deadline=None)
@given(st.text(max_size=24), st.sampled_from(KINDS))
def test_what_is_kept_is_accepted_again(text: str, kind: IdentityKind) -> None:
    value, fault = parse_identity(text, kind, today=TODAY)
    assert (value is None) == (fault is not None and not fault.warning)
    if value is not None:
        assert parse_identity(value, kind, today=TODAY) == (value, fault)
        assert normalise_identity(value, kind) == value
        assert len(mask_identity(value, kind)) == len(value)


@settings(deadline=None)
@given(
    st.sampled_from(["110105198504121172", "44030419930715881X", "810000199001010019"]),
    st.integers(0, 16),
    st.integers(1, 9),
)
def test_one_wrong_figure_is_always_seen(number: str, place: int, more: int) -> None:
    wrong = f"{number[:place]}{(int(number[place]) + more) % 10}{number[place + 1 :]}"
    assert hard_codes(wrong, "cn-id")
