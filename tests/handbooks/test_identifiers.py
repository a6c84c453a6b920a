from datetime import date

import pytest
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st

from shared_apps.handbooks import identifiers
from shared_apps.handbooks.catalogue import CATALOGUE
from shared_apps.handbooks.identifiers import (
    KINDS,
    BadIdentifier,
    ControlNumberDiffers,
    NotDigits,
    NumberNotIssued,
    WrongLength,
)

GOOD = {
    "snils": ["112-233-445 95", "11223344595", "001-001-998 77", " 087 654 303 00 "],
    "inn": ["7707083893", "500100732259", "7830002293"],
    "ogrn": ["1027700132195", "304500116000157"],
    "kpp": ["773601001"],
    "okpo": ["00032537", "00040778"],
    "okato": ["03401000000", "03 401 000"],
    "oktmo": ["03701000", "03701000001"],
    "okogu": ["4210007"],
    "okved": ["85.14", "85.42.9"],
    "medical_policy": ["4111 1111 1111 1111"],
    "kg_pin": ["20101200012345", "12902200012345"],
}


def _refusal(snils: str) -> str:
    with pytest.raises(BadIdentifier) as refused:
        KINDS["snils"].clean(snils)
    return str(refused.value)


def _digits(length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=length, max_size=length)


def _changed(value: str, place: int, step: int) -> str:
    digit = str((int(value[place]) + step) % 10)
    return value[:place] + digit + value[place + 1 :]


def _swapped(value: str, place: int) -> str:
    return value[:place] + value[place + 1] + value[place] + value[place + 2 :]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in GOOD.items() for text in texts])
def test_good_number_is_taken(kind: str, text: str) -> None:
    assert KINDS[kind].is_valid(text)


def test_every_kind_has_a_good_example_and_a_name_in_the_handbook() -> None:
    assert set(GOOD) == set(KINDS) == CATALOGUE["identifier_kind"].codes


@pytest.mark.parametrize(
    ("kind", "text", "refusal"),
    [
        ("snils", "112-233-445 96", ControlNumberDiffers),
        ("snils", "112-233-445", WrongLength),
        ("snils", "112-233-44S 95", NotDigits),
        ("snils", "000-000-000 00", NumberNotIssued),
        ("snils", "", WrongLength),
        ("inn", "7707083894", ControlNumberDiffers),
        ("inn", "500100732250", ControlNumberDiffers),
        ("inn", "77070838931", WrongLength),
        ("ogrn", "1027700132196", ControlNumberDiffers),
        ("ogrn", "2027700132195", NumberNotIssued),
        ("kpp", "000001001", NumberNotIssued),
        ("okpo", "00032538", ControlNumberDiffers),
        ("medical_policy", "4111 1111 1111 1112", ControlNumberDiffers),
        ("kg_pin", "30101200012345", NumberNotIssued),
        ("kg_pin", "23113200012345", NumberNotIssued),
    ],
)
def test_bad_number_is_refused_by_its_name(kind: str, text: str, refusal: type[BadIdentifier]) -> None:
    with pytest.raises(refusal):
        KINDS[kind].clean(text)


def test_refusal_says_the_cure() -> None:
    with translation.override("ru"):
        assert _refusal("112-233-445 96") == "Контрольное число СНИЛС не сходится: проверьте все 11 цифр."


@pytest.mark.parametrize(("found", "words"), [("1", "1 цифра"), ("123", "3 цифры"), ("12345", "5 цифр")])
def test_refusal_counts_in_russian(found: str, words: str) -> None:
    with translation.override("ru"):
        assert words in _refusal(found)


def test_persons_inn_has_twelve_digits() -> None:
    with pytest.raises(WrongLength):
        KINDS["inn"].clean("7707083893", of="person")

    assert KINDS["inn"].clean("500100732259", of="person") == "500100732259"


def test_snils_up_to_the_limit_has_no_control_number() -> None:
    assert KINDS["snils"].is_valid("001-001-998 99")
    assert not KINDS["snils"].is_valid("001-001-999 99")


def test_number_is_stored_plain_and_shown_grouped() -> None:
    snils = KINDS["snils"]

    value = snils.clean("112–233–445   95")

    assert (value, snils.format(value)) == ("11223344595", "112-233-445 95")


@pytest.mark.parametrize(
    ("kind", "value", "masked"),
    [
        ("snils", "11223344595", "***-***-445 95"),
        ("inn", "500100732259", "********2259"),
        ("medical_policy", "4111111111111111", "**** **** **** 1111"),
        ("kg_pin", "1", "*"),
    ],
)
def test_mask_hides_the_beginning(kind: str, value: str, masked: str) -> None:
    assert KINDS[kind].mask(value) == masked


def test_zeros_that_a_spreadsheet_lost_come_back() -> None:
    assert KINDS["snils"].of_number(8765430300) == "08765430300"


def test_kg_pin_tells_sex_and_birth_date() -> None:
    assert identifiers.kg_pin_birth_date("20101200012345") == date(2000, 1, 1)
    assert identifiers.kg_pin_sex("20101200012345") == "male"


def test_unknown_kind_lists_the_known_ones() -> None:
    with pytest.raises(KeyError, match="snils, inn"):
        identifiers.kind("passport")


def test_kinds_of_a_person_and_of_an_organisation() -> None:
    assert {kind.code for kind in identifiers.kinds_of("person")} == {"snils", "inn", "medical_policy", "kg_pin"}
    assert {kind.code for kind in identifiers.kinds_of("organisation")} == {
        "inn", "ogrn", "kpp", "okpo", "okato", "oktmo", "okogu", "okved"
    }  # fmt: skip


# --- what the algorithms promise ------------------------------------------------------------------------------------


@given(_digits(9), st.integers(0, 10), st.integers(1, 9))
def test_snils_catches_one_wrong_digit(number: str, place: int, step: int) -> None:
    total = sum(int(digit) * weight for digit, weight in zip(number, range(9, 0, -1), strict=True)) % 101
    assume(total not in (0, 100))  # both are written 00: the one thing this control number does not promise
    assume(number > "001001998")
    wrong = _changed(number + identifiers.snils_control(number), place, step)
    assume(wrong[:9] > "001001998")

    assert not KINDS["snils"].is_valid(wrong)


@given(_digits(9), st.integers(0, 7))
def test_snils_catches_neighbours_swapped(number: str, place: int) -> None:
    total = sum(int(digit) * weight for digit, weight in zip(number, range(9, 0, -1), strict=True)) % 101
    assume(total not in (0, 100) and number[place] != number[place + 1])
    wrong = _swapped(number, place)
    assume(min(number, wrong) > "001001998")

    assert not KINDS["snils"].is_valid(wrong + identifiers.snils_control(number))


@given(_digits(15), st.integers(0, 15), st.integers(1, 9))
def test_medical_policy_catches_one_wrong_digit(number: str, place: int, step: int) -> None:
    assert not KINDS["medical_policy"].is_valid(_changed(number + identifiers.luhn_control(number), place, step))


@given(_digits(15), st.integers(0, 14))
def test_medical_policy_catches_neighbours_swapped(number: str, place: int) -> None:
    value = number + identifiers.luhn_control(number)
    pair = {value[place], value[place + 1]}
    assume(len(pair) == 2 and pair != {"0", "9"})  # 09 and 90 are alike to Luhn

    assert not KINDS["medical_policy"].is_valid(_swapped(value, place))


@given(st.sampled_from([9, 10]), st.data())
def test_inn_catches_one_wrong_digit_of_its_number(length: int, data: st.DataObject) -> None:
    number = data.draw(_digits(length))
    wrong = _changed(number, data.draw(st.integers(0, length - 1)), data.draw(st.integers(1, 9)))
    control, others = identifiers.inn_control(number), identifiers.inn_control(wrong)
    assume("0" not in control)  # remainders 0 and 10 are both written 0

    assert control != others
    assert not KINDS["inn"].is_valid(wrong + control)


@given(_digits(11), st.integers(0, 11), st.integers(1, 9))
def test_ogrn_catches_one_wrong_digit(number: str, place: int, step: int) -> None:
    number = "1" + number
    control = identifiers.ogrn_control(number)
    assume(control != "0")

    assert not KINDS["ogrn"].is_valid(_changed(number, place, step) + control)


@given(_digits(11), _digits(9), _digits(15), _digits(14))
def test_made_numbers_pass_their_own_check(eleven: str, nine: str, fifteen: str, fourteen: str) -> None:
    assert KINDS["snils"].is_valid("2" + eleven[:8] + identifiers.snils_control("2" + eleven[:8]))
    assert KINDS["inn"].is_valid("23" + nine[2:] + identifiers.inn_control("23" + nine[2:]))
    assert KINDS["ogrn"].is_valid("1" + eleven + identifiers.ogrn_control("1" + eleven))
    assert KINDS["ogrn"].is_valid("3" + fourteen[1:] + identifiers.ogrn_control("3" + fourteen[1:]))
    assert KINDS["medical_policy"].is_valid("2" + fifteen[1:] + identifiers.luhn_control("2" + fifteen[1:]))


@given(st.sampled_from(sorted(KINDS)), st.text())
def test_any_text_is_taken_or_refused_never_a_failure(code: str, text: str) -> None:
    kind = KINDS[code]

    if kind.is_valid(text):
        assert kind.clean(kind.format(kind.clean(text))) == kind.clean(text)
    else:
        with pytest.raises(BadIdentifier):
            kind.clean(text)
