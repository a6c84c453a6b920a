"""Every setting of Svod, one entry each: code, words, kind, default, source of the rule, levels at which it is set.

    region → municipality, or the authority an organisation is subordinate to → organisation

The lowest value that is written and not locked above holds; where none is, the default. `LEVELS` says who writes at
each level; a setting may name another permission in `who`. Where founding documents contradict each other, or a
regulation of one school differs from that of another, the difference is a setting here, never a constant.

    from shared_apps.rules.catalogue import ORDER_DEADLINE_DAYS
    from shared_apps.rules.queries import setting

    setting(ORDER_DEADLINE_DAYS, as_of=day)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shared_apps.accounts import permissions
from shared_apps.accounts.permissions import Permission

from .kinds import Choice, DayInYear, DayOfYear, Days, Flag, Kind, Number
from .refusals import BadValue, NoSuchSetting

Text = str | Promise
T = TypeVar("T")


class Level(StrEnum):
    """Where a value is written. Municipality and authority stand side by side: an organisation has one above it."""

    REGION = "region"
    MUNICIPALITY = "municipality"
    AUTHORITY = "authority"
    ORGANISATION = "organisation"


LEVELS: Mapping[Level, tuple[Text, Permission]] = {
    Level.REGION: (_("the region"), permissions.RULES_EDIT),
    Level.MUNICIPALITY: (_("the municipality"), permissions.RULES_EDIT),
    Level.AUTHORITY: (_("the authority"), permissions.RULES_EDIT),
    Level.ORGANISATION: (_("the organisation"), permissions.SETTINGS_EDIT),
}
"""Each level in words, and the permission to write there."""

EVERYWHERE = frozenset(Level)
ABOVE = frozenset({Level.REGION, Level.MUNICIPALITY, Level.AUTHORITY})
REGION_ALONE = frozenset({Level.REGION})
ORGANISATION_ALONE = frozenset({Level.ORGANISATION})


class Group(StrEnum):
    """Under which heading a setting stands."""

    MOVEMENT = "movement"
    YEAR = "year"
    CARDS = "cards"
    ACCESS = "access"
    JOURNAL = "journal"


GROUPS: Mapping[Group, Text] = {
    Group.MOVEMENT: _("Orders and movement"),
    Group.YEAR: _("Academic year"),
    Group.CARDS: _("Cards and consents"),
    Group.ACCESS: _("Access"),
    Group.JOURNAL: _("Class journal"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Generic[T]):
    """One setting. Equal by code.

    :ivar source: the document that the rule comes from.
    :ivar who: the permission to write it in an organisation, where it is not that of the level.
    :ivar awaits: the part of the platform that will follow it, where that part is not there yet.
    """

    code: str
    title: Text = field(compare=False)
    kind: Kind[T] = field(compare=False)
    default: T = field(compare=False)
    group: Group = field(compare=False)
    help: Text = field(default="", compare=False)
    source: Text = field(default="", compare=False)
    levels: frozenset[Level] = field(default=EVERYWHERE, compare=False)
    who: Permission | None = field(default=None, compare=False)
    awaits: Text = field(default="", compare=False)

    def permission(self, level: Level) -> Permission:
        return self.who if self.who is not None and level == Level.ORGANISATION else LEVELS[level][1]


_JOURNAL = _("the class journal")

# --- orders and movement --------------------------------------------------------------------------------------------
ORDER_DEADLINE_DAYS = Setting(
    code="order_deadline_days", group=Group.MOVEMENT, kind=Days(1, 60), default=7,
    title=_("Orders of admission and leaving are issued within"),
    help=_("Counted from the day of the fact. A later order is overdue and shown."),
    source=_("Regulation of the school system (2017), section 6"),
)  # fmt: skip
ORDER_NUMBERING = Setting(
    code="order_numbering", group=Group.MOVEMENT, default="suffix",
    kind=Choice({"suffix": _("number and letter: 12-у"), "plain": _("number alone: 12"),
                 "year": _("number, year and letter: 12/2026-у")}),
    title=_("Style of numbers of orders on students"),
    help=_("Holds for numbers given from then on; numbers that were given stay."),
    source=_("record keeping of the organisation"),
)  # fmt: skip
TRANSFER_ACCEPTANCE_DAYS = Setting(
    code="transfer_acceptance_days", group=Group.MOVEMENT, kind=Days(1, 30, working=True), default=3,
    title=_("A transfer from another organisation is accepted or refused within"), levels=REGION_ALONE,
    help=_("After that both offices are reminded."),
    source=_("order of the Ministry of Education of 06.04.2023 No 240"),
)  # fmt: skip

# --- academic year --------------------------------------------------------------------------------------------------
YEAR_END_BY = Setting(
    code="year_end_by", group=Group.YEAR, kind=DayInYear(), default=DayOfYear(6, 20),
    title=_("Orders of transfer to the next year are issued by"),
    source=_("Regulation of the school system (2017), section 6"),
)  # fmt: skip
NEW_YEAR_BY = Setting(
    code="new_year_by", group=Group.YEAR, kind=DayInYear(), default=DayOfYear(9, 3),
    title=_("The new academic year is opened by"), source=_("Regulation of the school system (2017), section 6"),
)  # fmt: skip
JOURNAL_SECTIONS_BY = Setting(
    code="journal_sections_by", group=Group.YEAR, kind=DayInYear(), default=DayOfYear(9, 5),
    title=_("Sections of the journal are formed by"), source=_("Rules of keeping the system, item 3.2"),
)  # fmt: skip
LAST_GRADE_OF_CLASSES = "classes"
LAST_GRADE = Setting(
    code="last_grade", group=Group.YEAR, default=LAST_GRADE_OF_CLASSES,
    kind=Choice({LAST_GRADE_OF_CLASSES: _("the highest grade of its classes"), "4": _("grade 4"), "9": _("grade 9"),
                 "11": _("grade 11"), "12": _("grade 12, of evening classes")}),
    title=_("The last grade that the organisation teaches"),
    help=_("The turn of the year proposes by it who finishes. Programmes for intellectual disability end by the length "
           "that their classes name."),
    source=_("charter of the organisation; Federal Law No 273-FZ, article 66"), levels=ORGANISATION_ALONE,
)  # fmt: skip
DEBT_ATTEMPTS = Setting(
    code="debt_attempts", group=Group.YEAR, kind=Number(1, 2), default=2,
    title=_("Attempts to settle an academic debt"),
    source=_("Federal Law No 273-FZ, article 58"),
)  # fmt: skip

# --- cards and consents ---------------------------------------------------------------------------------------------
CARD_CHECK_DAY = Setting(
    code="card_check_day", group=Group.CARDS, kind=Number(1, 28), default=25,
    title=_("Day of the month by which class teachers check the cards of their classes"),
    help=_("Every month; what is not checked by that day is overdue and shown."),
    source=_("Regulation of the school system (2017), item 5.4"),
)  # fmt: skip
CORRECTION_DAYS = Setting(
    code="correction_days", group=Group.CARDS, kind=Days(1, 30, working=True), default=7,
    title=_("Corrections that families propose are decided within"),
    help=_("After that they are overdue and shown."), source=_("Federal Law No 152-FZ, article 20 part 3"),
)  # fmt: skip
CONSENT_REMINDER_DAYS = Setting(
    code="consent_reminder_days", group=Group.CARDS, kind=Days(1, 180), default=30,
    title=_("A consent that ends is reminded of before"), source=_("Federal Law No 152-FZ, article 9"),
)  # fmt: skip

# --- access ---------------------------------------------------------------------------------------------------------
INVITATION_DAYS = Setting(
    code="invitation_days", group=Group.ACCESS, kind=Days(1, 90), default=14,
    title=_("An invitation is valid for"), help=_("Invitations issued earlier keep their term."),
    source=_("Rules of keeping the system, item 6.1"),
)  # fmt: skip
INVITATION_MIN_AGE = Setting(
    code="invitation_min_age", group=Group.ACCESS, kind=Number(6, 18), default=14, levels=REGION_ALONE,
    title=_("A student has an account of his own from the age of"),
    help=_("Full years. Younger students are reached through a guardian."),
    source=_("the age of the first passport"),
)  # fmt: skip
ROLE_ORDER_REQUIRED = Setting(
    code="role_order_required", group=Group.ACCESS, kind=Flag(), default=True, levels=REGION_ALONE,
    title=_("Roles of the staff of organisations are given by an order, whose number and date are written"),
    help=_("Heads, inspectors and those above organisations always need one; families and students never."),
    source=_("S2 §3.1, §3.2"),
)  # fmt: skip
IDLE_SIGN_OUT_MINUTES = Setting(
    code="idle_sign_out_minutes", group=Group.ACCESS, kind=Number(5, 720), default=240, levels=REGION_ALONE,
    title=_("Minutes without work after which one is signed out"), source=_("Rules of keeping the system, item 6.1"),
)  # fmt: skip

# --- class journal --------------------------------------------------------------------------------------------------
CLASS_TEACHER_EDITS_MARKS = Setting(
    code="class_teacher_edits_marks", group=Group.JOURNAL, kind=Flag(), default=False,
    title=_("The class teacher may edit marks of other teachers' subjects"),
    help=_("The rules of keeping the system (item 3.4) say no; some regulations say yes."),
    source=_("Rules of keeping the system, item 3.4"), awaits=_JOURNAL,
)  # fmt: skip
LESSON_MARK_DAYS = Setting(
    code="lesson_mark_days", group=Group.JOURNAL, kind=Days(1, 30), default=7,
    title=_("A mark is set within"), help=_("Counted from the lesson, or from the day of the work."),
    source=_("Regulation of the school system (2017), section 6, row 1; rules of the journal, item 2.4"),
    awaits=_JOURNAL,
)  # fmt: skip
PERIOD_MARK_DAYS = Setting(
    code="period_mark_days", group=Group.JOURNAL, kind=Days(1, 30), default=3,
    title=_("Marks of a period are set within"), help=_("Counted from the end of the period."),
    source=_("Regulation of the school system (2017), section 6, row 3"), awaits=_JOURNAL,
)  # fmt: skip
ABSENCE_DAYS = Setting(
    code="absence_days", group=Group.JOURNAL, kind=Days(1, 14), default=3,
    title=_("An absence is recorded at the latest within"), help=_("The rule is the same day; this is the limit."),
    source=_("Rules of the journal, item 2.1; regulation of the school system (2017), section 6, row 4"),
    awaits=_JOURNAL,
)  # fmt: skip
ABSENCE_REASON_DAYS = Setting(
    code="absence_reason_days", group=Group.JOURNAL, kind=Days(1, 31), default=7,
    title=_("Reasons of absences are written within"),
    source=_("Regulation of the school system (2017), item 5.4"), awaits=_JOURNAL,
)  # fmt: skip
HOMEWORK_MINUTES = Setting(
    code="homework_minutes", group=Group.JOURNAL, kind=Number(0, 720), default=60,
    title=_("Minutes after the last lesson within which homework is written"),
    source=_("Rules of the journal, item 2.2"), awaits=_JOURNAL,
)  # fmt: skip


def _checked(settings: Iterable[Setting[Any]]) -> dict[str, Setting[Any]]:
    """By code.

    :raises ValueError: two of one code, a default that is not of its kind, or no level.
    """
    found: dict[str, Setting[Any]] = {}
    for one in settings:
        if one.code in found:
            raise ValueError(f'Two settings have the code "{one.code}".')
        if not one.levels:
            raise ValueError(f'Setting "{one.code}" names no level.')
        try:
            stored = one.kind.store(one.default)
            typed = one.kind.clean(one.kind.typed(one.default))
        except BadValue as error:
            raise ValueError(f'Setting "{one.code}": its default is not of its kind: {error}') from error
        if one.kind.read(stored) != one.default or typed != one.default:
            raise ValueError(f'Setting "{one.code}": its default does not come back as it was stored.')
        found[one.code] = one
    return found


CATALOGUE: dict[str, Setting[Any]] = _checked(value for value in list(globals().values()) if isinstance(value, Setting))
"""Every setting by its code, in the order of this page."""


def declared(code: str) -> Setting[Any]:
    """:raises NoSuchSetting:"""
    try:
        return CATALOGUE[code]
    except KeyError:
        raise NoSuchSetting(code) from None
