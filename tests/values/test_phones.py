import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskapp.values import Country
from deskapp.values.phones import mask_card, mask_phone, parse_bank_card, parse_phone


def code_of(text: str, country: Country, *, mobile_only: bool = False) -> str:
    value, fault = parse_phone(text, country, mobile_only=mobile_only)
    assert value is None
    assert fault is not None
    assert not fault.warning
    return fault.code


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "+8613912345678",
        "008613800138000",
        "+86 138 0013 8000",
        "16612345678",
        "17712345678",
        "19912345678",
        "19212345678",
        "14512345678",
        "15012345678",
        "18812345678",
        "１３８００１３８０００",
        "138-0013-8000",
        "13800138000.0",
    ],
)
def test_chinese_mobiles(text: str) -> None:
    number, fault = parse_phone(text, "CN", mobile_only=True)
    assert fault is None
    assert number is not None
    assert len(number) == 11
    assert number.startswith("1")


@pytest.mark.parametrize(
    "text",
    [
        "12345678901",
        "11812345678",
        "1380013800",
        "138001380001",
        "110",
        "95588",
        "21412345678",
        "10812345678",
        "1380013800a",
        "",
    ],
)
def test_no_chinese_phones(text: str) -> None:
    assert code_of(text, "CN").startswith("phone.")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("010-88888888", "010-88888888"),
        ("023-67012345", "023-67012345"),
        ("02367012345", "023-67012345"),
        ("0571-87654321", "0571-87654321"),
        ("+86 10 8888 8888", "010-88888888"),
        ("010-88888888-12", "010-88888888-12"),
        ("400-820-8820", "400-820-8820"),
        ("4008208820", "400-820-8820"),
    ],
)
def test_chinese_landlines(text: str, number: str) -> None:
    assert parse_phone(text, "CN") == (number, None)
    assert code_of(text, "CN", mobile_only=True) == "phone.not_mobile"


def test_a_landline_needs_its_zero() -> None:
    assert code_of("23-67012345", "CN") == "phone.form_cn"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0912345678", "0912345678"),
        ("+84912345678", "0912345678"),
        ("84912345678", "0912345678"),
        ("(+84) 91 234 56 78", "0912345678"),
        ("+84-91-234-56-78", "0912345678"),
        ("0321234567", "0321234567"),
        ("0351234567", "0351234567"),
        ("0561234567", "0561234567"),
        ("0701234567", "0701234567"),
        ("0811234567", "0811234567"),
        ("0971234567", "0971234567"),
        ("0861234567", "0861234567"),
        ("02838222222", "02838222222"),
        ("02438222222", "02438222222"),
    ],
)
def test_vietnamese_phones(text: str, number: str) -> None:
    assert parse_phone(text, "VN") == (number, None)


@pytest.mark.parametrize(
    "text", ["091234567", "09123456789", "0123456789", "0169123456", "0612345678", "113", "", "912345678", "٠٩١٢٣٤٥٦٧٨"]
)
def test_no_vietnamese_phones(text: str) -> None:
    assert code_of(text, "VN").startswith("phone.")


def test_a_lost_zero_comes_back_only_when_asked() -> None:
    assert parse_phone("912345678", "VN", restore_zeros=True) == ("0912345678", None)
    assert parse_phone("912345678.0", "VN", restore_zeros=True) == ("0912345678", None)
    assert parse_phone("912345678", "CN", restore_zeros=True)[0] is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("01621234567", "0321234567"),
        ("01691234567", "0391234567"),
        ("01201234567", "0701234567"),
        ("01211234567", "0791234567"),
        ("01221234567", "0771234567"),
        ("01261234567", "0761234567"),
        ("01281234567", "0781234567"),
        ("01231234567", "0831234567"),
        ("01241234567", "0841234567"),
        ("01251234567", "0851234567"),
        ("01271234567", "0811234567"),
        ("01291234567", "0821234567"),
        ("01861234567", "0561234567"),
        ("01881234567", "0581234567"),
        ("01991234567", "0591234567"),
        ("+841621234567", "0321234567"),
    ],
)
def test_old_vietnamese_numbers_name_the_new_one(old: str, new: str) -> None:
    value, fault = parse_phone(old, "VN")
    assert value is None
    assert fault is not None
    assert (fault.code, fault.values["new"]) == ("phone.old_vn", new)


@pytest.mark.parametrize(
    ("text", "country"), [("15412345678", "CN"), ("17412345678", "CN"), ("0531234567", "VN"), ("0992345678", "VN")]
)
def test_ranges_that_nobody_was_given_are_a_warning(text: str, country: Country) -> None:
    number, fault = parse_phone(text, country)
    assert number == text
    assert fault is not None
    assert (fault.code, fault.warning) == ("phone.unallocated", True)


@settings(deadline=None, max_examples=300)
@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True) | st.from_regex(r"0[35789][0-9]{8}", fullmatch=True))
def test_the_memo_by_prefix_says_what_the_library_says(number: str) -> None:
    import phonenumbers

    country: Country = "CN" if number.startswith("1") else "VN"
    value, fault = parse_phone(number, country)
    assert value == number
    assert (fault is None) == phonenumbers.is_valid_number_for_region(phonenumbers.parse(number, country), country)


@settings(deadline=None)
@given(st.text(), st.sampled_from(["CN", "VN"]))
def test_a_normal_form_is_its_own(text: str, country: Country) -> None:
    number, fault = parse_phone(text, country)
    assert (number is None) == (fault is not None and not fault.warning)
    if number:
        assert parse_phone(number, country) == (number, fault)


def test_masks() -> None:
    assert mask_phone("13800138000") == "138****8000"
    assert mask_phone("0912345678") == "091***5678"
    assert mask_phone("12345") == "*****"
    assert mask_card("6222020200012348018") == "**** 8018"


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111111",
        "5555555555554444",
        "378282246310005",
        "6011111111111117",
        "6225880000000001",
        "6222620000000000004",
        "6230910000000000006",
        "6216610000000000008",
        "622202020001234561",
        "6228480402564890018",
        "400000000000006",
        "5100000000000008",
        "6228 4804 0256 4890 018",
    ],
)
def test_bank_cards(text: str) -> None:
    assert parse_bank_card(text) == (text.replace(" ", ""), None)


@pytest.mark.parametrize(
    "text",
    ["4111111111111112", "1234567890123456", "6222020000000000001", "6222020200012345678", "6212261001234567890"],
)
def test_a_wrong_luhn_digit_is_a_warning(text: str) -> None:
    number, fault = parse_bank_card(text)
    assert number == text
    assert fault is not None
    assert (fault.code, fault.warning) == ("card.luhn", True)


@pytest.mark.parametrize("text", ["0000000000000000", "abcd", "", "123", "41111111111111111111"])
def test_no_bank_cards(text: str) -> None:
    assert parse_bank_card(text)[0] is None
