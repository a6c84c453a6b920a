"""The model texts of consents: one purpose, one document. An organisation adopts them and may write its own versions.

Places in braces are filled in when a form is printed; the texts are data, in Russian, as the law wants them
(152-ФЗ art. 9 part 4: who, whose data, to whom, what for, which data, which actions, how long, how to withdraw).
"""

import re
from collections.abc import Mapping

from .grounds import EMPLOYEE, GUARDIAN, STUDENT

PLACES = ("giver", "giver_document", "giver_address", "person", "born", "organisation", "address", "fields", "term")
"""What a text may have in braces."""

_PLACE = re.compile(r"\{([^{}\n]*)\}")

_OF_A_WARD = (
    "Я, {giver}, документ, удостоверяющий личность: {giver_document}, проживающий(ая) по адресу: {giver_address}, "
    "являясь законным представителем обучающегося {person}, {born} года рождения, даю согласие {organisation} "
    "(далее — оператор; адрес: {address}) на обработку персональных данных обучающегося"
)
_OF_ONESELF = (
    "Я, {giver}, документ, удостоверяющий личность: {giver_document}, проживающий(ая) по адресу: {giver_address}, "
    "даю согласие {organisation} (далее — оператор; адрес: {address}) на обработку моих персональных данных"
)
_END = """Состав персональных данных, на обработку которых даётся согласие: {fields}.

Перечень действий: %(actions)s. Обработка ведётся с использованием средств автоматизации и без них.

Согласие действует %(term)s. Согласие может быть отозвано в любое время письменным заявлением либо в личном кабинете; \
после отзыва оператор прекращает обработку и уничтожает данные в срок не более 30 дней, если закон не даёт \
иного основания.

Согласие даётся свободно, своей волей и в своём интересе. Оно оформлено отдельно от иных документов."""

_INSIDE = "сбор, запись, систематизация, накопление, хранение, уточнение, извлечение, использование, уничтожение"
_PURPOSES: Mapping[str, tuple[str, str]] = {
    "registry": (
        "внесение поимённых сведений в региональную информационную систему в сфере образования",
        f"{_INSIDE}, передача органу управления образованием и министерству по региональной информационной системе",
    ),
    "health": ("создание условий обучения с учётом состояния здоровья", _INSIDE),
    "social": ("учёт состава семьи и социального положения для предоставления мер поддержки", _INSIDE),
    "photo": ("размещение фотографии в личной карточке и пропуске", _INSIDE),
    "publication": (
        "распространение сведений об успехах и изображения на сайте оператора, на стендах и в средствах массовой "
        "информации",
        f"{_INSIDE}, распространение неограниченному кругу лиц",
    ),
    "contests": (
        "участие в олимпиадах, конкурсах и соревнованиях",
        f"{_INSIDE}, передача организаторам олимпиад, конкурсов и соревнований",
    ),
    "psychology": ("психолого-педагогическое сопровождение", _INSIDE),
}


def model_text(purpose: str, about: str) -> str:
    """The text of a purpose for a student, a guardian or an employee.

    :raises KeyError: there is no such purpose.
    """
    aim, actions = _PURPOSES[purpose]
    begins = {STUDENT: _OF_A_WARD, GUARDIAN: _OF_ONESELF, EMPLOYEE: _OF_ONESELF}[about]
    return f"{begins} с целью: {aim}.\n\n{_END % {'actions': actions, 'term': '{term}'}}"


def unknown_places(text: str) -> list[str]:
    """Places of a text that nothing can be put into, as they are written."""
    return [f"{{{found}}}" for found in dict.fromkeys(_PLACE.findall(text)) if found not in PLACES]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled in; what is not known becomes a line to write on."""
    return _PLACE.sub(lambda found: values.get(found.group(1)) or "____________________", text)
