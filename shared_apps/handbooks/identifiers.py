"""Numbers that name a person or an organisation in another register: their kinds, form and control numbers.

    kind = identifiers.kind("snils")
    value = kind.clean("112-233-445 95")   # "11223344595": what is stored; or BadIdentifier with the cure
    kind.format(value)                     # "112-233-445 95"
    kind.mask(value)                       # "***-***-445 95": for restricted lists

Sources of the control numbers: СНИЛС: ПФР order on the personal account, weights 9…1 modulo 101; ИНН, ОГРН: orders of
the tax service (ММВ-7-6/435@ and 25.11.2009 № 147н), КПП ММВ-7-6/435@; ОКПО: ОК 007; полис ОМС: ISO/IEC 7812 (Luhn);
ОКАТО, ОКТМО, ОКОГУ, ОКВЭД: length alone, their control numbers stand outside of the code (`classifier_control`);
ПИН of the Kyrgyz Republic: sex and birth date stand in it; a check digit is not published, so none is checked.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shared_apps.organisations.refusal import Refused

Holder = Literal["person", "organisation", "both"]
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—−.,/\\№_]+")
_MASK = "*"


class BadIdentifier(Refused):
    """The number can't be right; the message says why and what to do."""

    code = "bad_identifier"


class WrongLength(BadIdentifier):
    code = "identifier_wrong_length"


class NotDigits(BadIdentifier):
    code = "identifier_not_digits"


class ControlNumberDiffers(BadIdentifier):
    code = "identifier_control_number"


class NumberNotIssued(BadIdentifier):
    """The form is right, but such numbers are not given out: zeros, a date that does not exist."""

    code = "identifier_not_issued"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of identifier. Values are stored as digits alone; `groups` is how people write them."""

    code: str
    title: str | Promise
    holder: Holder
    lengths: tuple[int, ...]
    groups: dict[int, tuple[int, ...]]  # length -> sizes of the groups
    separators: tuple[str, ...]  # between the groups
    check: Callable[[str], None]
    shown_tail: int = 4  # digits that a masked value still shows
    persons_lengths: tuple[int, ...] = ()  # where a person's number is longer or shorter than an organisation's

    def normalise(self, text: str) -> str:
        """What a person wrote without spaces, hyphens and the like; may still be wrong."""
        return _SEPARATORS.sub("", text)

    def of_number(self, number: int) -> str:
        """What a spreadsheet kept as a number, with the zeros it lost in front; only if the kind has one length."""
        return str(number).zfill(self.lengths[0] if len(self.lengths) == 1 else 0)

    def clean(self, text: str, *, of: Holder = "both") -> str:
        """The value to store.

        :param of: whose number it is, where it matters (a person's INN has 12 digits, an organisation's 10).
        :raises BadIdentifier: one of its subclasses.
        """
        value = self.normalise(text)
        names = {"kind": self.title, "value": text}
        if not re.fullmatch(r"[0-9]*", value):
            raise NotDigits(_("%(kind)s is written in digits only: remove letters and other signs."), params=names)
        lengths = self.persons_lengths if of == "person" and self.persons_lengths else self.lengths
        if len(value) not in lengths:
            written = ngettext(
                "%(kind)s has %(expected)s digits, but %(found)d is written: check the number.",
                "%(kind)s has %(expected)s digits, but %(found)d are written: check the number.",
                len(value),
            )
            expected = " / ".join(str(length) for length in lengths)
            raise WrongLength(written, params=names | {"expected": expected, "found": len(value)})
        if not value.strip("0"):
            raise NumberNotIssued(
                _("%(kind)s can't be all zeros: leave the field empty if it is not known."), params=names
            )
        self.check(value)
        return value

    def is_valid(self, text: str) -> bool:
        try:
            self.clean(text)
        except BadIdentifier:
            return False
        return True

    def format(self, value: str) -> str:
        """The stored value as people write it; a value of another length as it is."""
        sizes = self.groups.get(len(value))
        return _grouped(value, sizes, self.separators) if sizes else value

    def mask(self, value: str) -> str:
        """The same shape with the beginning hidden: tells namesakes apart, does not tell the number."""
        shown = self.shown_tail if len(value) > self.shown_tail else 0
        hidden = _MASK * (len(value) - shown) + value[len(value) - shown :]
        return self.format(hidden)


def _grouped(value: str, sizes: Sequence[int], separators: Sequence[str]) -> str:
    parts: list[str] = []
    start = 0
    for size in sizes:
        parts.append(value[start : start + size])
        start += size
    pieces = [parts[0]]
    for index, part in enumerate(parts[1:]):
        pieces += [separators[min(index, len(separators) - 1)], part]
    return "".join(pieces)


# --- control numbers ------------------------------------------------------------------------------------------------


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def snils_control(nine: str) -> str:
    """The two control digits of a СНИЛС by its first nine."""
    return f"{_weighted(nine, range(9, 0, -1)) % 101 % 100:02d}"


_SNILS_WITHOUT_CONTROL = "001001998"
"""Numbers up to this one were given out before control numbers."""


def _check_snils(value: str) -> None:
    number, control = value[:9], value[9:]
    if number > _SNILS_WITHOUT_CONTROL and control != snils_control(number):
        raise ControlNumberDiffers(_("The control number of the SNILS does not agree: check all 11 digits."))


_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def inn_control(digits: str) -> str:
    """The control digit (of 9 digits) or both control digits (of 10) of an ИНН."""
    if len(digits) == 9:
        return str(_weighted(digits, _INN_10) % 11 % 10)
    eleventh = str(_weighted(digits, _INN_11) % 11 % 10)
    return eleventh + str(_weighted(digits + eleventh, _INN_12) % 11 % 10)


def _check_inn(value: str) -> None:
    body = value[: 9 if len(value) == 10 else 10]
    if value[:2] == "00" or value != body + inn_control(body):
        raise ControlNumberDiffers(
            _("The control number of the INN does not agree: check all %(length)d digits."),
            params={"length": len(value)},
        )


def ogrn_control(digits: str) -> str:
    """The control digit of an ОГРН (12 digits before it) or an ОГРНИП (14)."""
    return str(int(digits) % (len(digits) - 1) % 10)


def _check_ogrn(value: str) -> None:
    if value[0] not in ("15" if len(value) == 13 else "3"):
        raise NumberNotIssued(
            _("An OGRN of 13 digits begins with 1 or 5, one of 15 digits with 3: check the first digit.")
        )
    if value[-1] != ogrn_control(value[:-1]):
        raise ControlNumberDiffers(
            _("The control number of the OGRN does not agree: check all %(length)d digits."),
            params={"length": len(value)},
        )


def classifier_control(digits: str) -> str:
    """The control digit of an all-Russian classifier (ПР 50.1.024-2005): weights 1…10 in a circle; if 10 comes out,
    once more from 3. An ОКПО ends with it; the classifiers of places (ОКАТО, ОКТМО) print it beside the code."""
    for first in (1, 3):
        remainder = _weighted(digits, [(first - 1 + place) % 10 + 1 for place in range(len(digits))]) % 11
        if remainder < 10:
            return str(remainder)
    return "0"


def _check_okpo(value: str) -> None:
    if len(value) == 14:  # the identification number of a separate unit: its first eight digits are the ОКПО
        value = value[:8]
    if value[-1] != classifier_control(value[:-1]):
        raise ControlNumberDiffers(_("The control number of the OKPO does not agree: check all digits."))


def luhn_control(digits: str) -> str:
    """The last digit that makes a number good by Luhn (ISO/IEC 7812)."""
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-sum(n - 9 if n > 9 else n for n in doubled) % 10)


def _check_medical_policy(value: str) -> None:
    if value[-1] != luhn_control(value[:-1]):
        raise ControlNumberDiffers(
            _("The control digit of the medical policy does not agree: check all 16 digits of the number.")
        )


def _check_kpp(value: str) -> None:
    if value[:4] == "0000":
        raise NumberNotIssued(_("A KPP begins with the code of a tax office, not with zeros: check the number."))


def kg_pin_birth_date(value: str) -> date:
    """The birth date in a Kyrgyz ПИН: digits 2 to 9 as ddmmyyyy.

    :raises ValueError: there is no such date.
    """
    return date(int(value[5:9]), int(value[3:5]), int(value[1:3]))


def kg_pin_sex(value: str) -> str:
    """The sex in a Kyrgyz ПИН, by the handbook's code: 1 female, 2 male."""
    return {"1": "female", "2": "male"}.get(value[0], "")


def _check_kg_pin(value: str) -> None:
    if not kg_pin_sex(value):
        raise NumberNotIssued(
            _("A person's PIN begins with 1 (female) or 2 (male): check the number; organisations have other ones.")
        )
    try:
        kg_pin_birth_date(value)
    except ValueError:
        raise NumberNotIssued(
            _("Digits 2 to 9 of a PIN are the birth date, day month year: there is no such date, check the number.")
        ) from None


def _check_place(value: str) -> None:
    if value[:2] == "00":
        raise NumberNotIssued(_("The code begins with that of a region of Russia, not with zeros: check the number."))


def _check_nothing(value: str) -> None:
    """The classifier has no control number within the code."""


# --- the kinds ------------------------------------------------------------------------------------------------------

_OKVED = {3: (2, 1), 4: (2, 2), 5: (2, 2, 1), 6: (2, 2, 2)}  # 85, 85.1, 85.14, 85.42.9, 85.42.91

KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("snils", _("SNILS"), "person", (11,), {11: (3, 3, 3, 2)}, ("-", "-", " "), _check_snils, shown_tail=5),
        Kind("inn", _("INN"), "both", (10, 12), {}, (), _check_inn, persons_lengths=(12,)),
        Kind("medical_policy", _("Medical policy"), "person", (16,), {16: (4, 4, 4, 4)}, (" ",), _check_medical_policy),
        Kind("kg_pin", _("PIN"), "person", (14,), {}, (), _check_kg_pin),
        Kind("ogrn", _("OGRN"), "organisation", (13, 15), {}, (), _check_ogrn),
        Kind("kpp", _("KPP"), "organisation", (9,), {}, (), _check_kpp),
        Kind("okpo", _("OKPO"), "organisation", (8, 10, 14), {}, (), _check_okpo),
        Kind("okato", _("OKATO"), "organisation", (8, 11), {8: (2, 3, 3), 11: (2, 3, 3, 3)}, (" ",), _check_place),
        Kind("oktmo", _("OKTMO"), "organisation", (8, 11), {8: (2, 3, 3), 11: (2, 3, 3, 3)}, (" ",), _check_place),
        Kind("okogu", _("OKOGU"), "organisation", (7,), {}, (), _check_nothing),
        Kind("okved", _("OKVED"), "organisation", (2, 3, 4, 5, 6), _OKVED, (".",), _check_nothing),
    )
}
"""Every kind by its code, as the handbook `identifier_kind` lists them."""


def kind(code: str) -> Kind:
    """The kind of this code.

    :raises KeyError: there is none; the message lists those that are.
    """
    try:
        return KINDS[code]
    except KeyError:
        raise KeyError(f"There is no kind of identifier {code!r}; there are: {', '.join(KINDS)}.") from None


def kinds_of(holder: Literal["person", "organisation"]) -> tuple[Kind, ...]:
    """The kinds that a person, or an organisation, can have."""
    return tuple(one for one in KINDS.values() if one.holder in (holder, "both"))
