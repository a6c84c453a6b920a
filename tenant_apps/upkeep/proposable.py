"""What a family may propose to correct in a card: one line each. The form, services, the inbox and the API follow.

    Proposable("phone", _("Mobile phone"), Privacy.CONTACT)

`how` says by which write it lands: `particular` (people.edit_person), `name` (people.correct_name), `circumstance`
(people.begin_circumstance). Only fields that the law lets keep and that class teachers hold: what rests on a consent,
and numbers of documents, are brought to the office on paper. A test holds the page to this.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from django.utils.translation import gettext_lazy as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.privacy import Privacy
from shared_apps.organisations.refusal import Text
from shared_apps.ui.numbers import ru_date
from tenant_apps.people.circumstances import KINDS

How = Literal["particular", "name", "circumstance"]
STUDENT, OWN = "student", "own"
WHOSE: dict[str, Text] = {STUDENT: _("card of the student"), OWN: _("card of the guardian")}
"""Whose card is corrected: the student's, or the guardian's own."""


@dataclass(frozen=True, slots=True)
class Proposable:
    """A field that a family may propose to correct.

    :ivar handbook: where its values stand, if they are codes. :ivar is_date: its value is a day, kept as ISO text.
    :ivar whose: in whose cards. :ivar may_empty: an empty value takes what is written away.
    """

    code: str
    title: Text = field(compare=False)
    privacy: Privacy = field(compare=False)
    how: How = field(default="particular", compare=False)
    handbook: str = field(default="", compare=False)
    is_date: bool = field(default=False, compare=False)
    whose: tuple[str, ...] = field(default=(STUDENT, OWN), compare=False)
    may_empty: bool = field(default=True, compare=False)

    @property
    def is_dated(self) -> bool:
        """Its values hold from a day to a day: whoever accepts another one says, a mistake or a change."""
        return self.how == "name" or self.code == "citizenship"

    def words(self, value: str) -> str:
        """A kept value as people read it; a dash for nothing."""
        if not value:
            return "—"
        if self.is_date:
            return ru_date(date.fromisoformat(value))
        return handbooks.name(self.handbook, value) if self.handbook else value


_IDENTITY, _CONTACT, _EDUCATION = Privacy.IDENTITY, Privacy.CONTACT, Privacy.EDUCATION

_ALL = (
    Proposable("surname", _("Surname"), _IDENTITY, "name", may_empty=False),
    Proposable("given_name", _("Given name"), _IDENTITY, "name", may_empty=False),
    Proposable("patronymic", _("Patronymic"), _IDENTITY, "name"),
    Proposable("birth_date", _("Birth date"), _IDENTITY, is_date=True, may_empty=False),
    Proposable("citizenship", _("Citizenship"), _IDENTITY, handbook="citizenship", may_empty=False),
    Proposable("phone", _("Mobile phone"), _CONTACT),
    Proposable("home_phone", _("Home phone"), _CONTACT),
    Proposable("work_phone", _("Work phone"), _CONTACT, whose=(OWN,)),
    Proposable("email", _("E-mail"), _CONTACT),
    Proposable("registered_address", _("Address of registration"), _CONTACT),
    Proposable("actual_address", _("Address of residence"), _CONTACT),
    *(
        Proposable(code, title, _EDUCATION, "circumstance", KINDS[code].handbook, whose=(STUDENT,), may_empty=False)
        for code, title in (
            ("native_language", _("Native language")),
            ("foreign_language_1", _("Foreign language studied")),
            ("transport", _("How the student gets to school")),
            ("home_computer", _("Computer at home")),
        )
    ),
)

PROPOSABLE: Mapping[str, Proposable] = {one.code: one for one in _ALL}
"""Every field by its code, in the order of forms."""


def title_of(code: str) -> Text:
    """What a field is called; the code itself if it can't be proposed any more."""
    found = PROPOSABLE.get(code)
    return found.title if found else code


def proposable_of(whose: str) -> tuple[Proposable, ...]:
    """What may be proposed for the student's card, or for the guardian's own."""
    return tuple(one for one in PROPOSABLE.values() if whose in one.whose)
