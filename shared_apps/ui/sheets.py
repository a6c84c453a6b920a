"""What leaves Svod as a file, described plainly: tables and printed documents, without a word about formats.

Any app builds these; `shared_apps.ui.exports` hands them to the writers, which live in `reports.output`.
Every description carries its requisites (S2 §4.5): system, subsystem, when, who, which filters.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Text

Value = str | int | float | Decimal | bool | date | datetime | Promise | None
"""A cell. None is an empty cell; a text in a column of numbers («к», «–») stays that text;
`date.max` (FOREVER) is an open end and is shown empty."""


class Kind(StrEnum):
    """How the values of a column are shown."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"  # dd.mm.yyyy; a datetime also shows hours and minutes
    PERCENT = "percent"  # the value is a share, as in Excel: 0.624 is shown as 62,4 %


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    :param width: in characters; None: taken from the first rows.
    :param decimals: digits after the comma; None: none for whole numbers, one for others and for shares.
    """

    title: Text
    kind: Kind = Kind.TEXT
    width: int | None = None
    decimals: int | None = None


@dataclass(frozen=True, kw_only=True)
class Requisites:
    """What every printout says of itself (S2 §4.5).

    :param executor: the name of whoever made it.
    :param subsystem: the part of the system: «Контингент», «Движение».
    :param place: the organisation, municipality or region whose data these are.
    """

    SYSTEM: ClassVar[Text] = _("Svod")

    executor: Text
    subsystem: Text = ""
    place: Text = ""
    system: Text = SYSTEM
    made_at: datetime = field(default_factory=timezone.now)


@dataclass(frozen=True, slots=True)
class Signature:
    """A line for a signature: «Директор ____________ И. О. Фамилия»."""

    post: Text
    name: Text = ""


@dataclass(frozen=True, kw_only=True)
class Sheet(Requisites):
    """One table.

    :param rows: anything iterable, read once: a generator over 50,000 rows costs no memory.
    :param totals: one more row under the table, as wide as a row.
    :param filters: (name, value) as the reader of the page saw them.
    :param as_of: the date (or instant) the numbers are true on, if they are about one.
    :param note: what a reader must know: suppression, the legend of signs, preliminary data.
    :param file_name: without extension; empty: the title and the date.
    :param organisation: the full name above the title, of lists that are signed.
    :param signatures: the lines under the table.
    """

    title: Text
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    totals: Sequence[Value] | None = None
    filters: Sequence[tuple[Text, Text]] = ()
    as_of: date | datetime | None = None
    note: Text = ""
    file_name: str = ""
    organisation: Text = ""
    signatures: Sequence[Signature] = ()


@dataclass(frozen=True, kw_only=True)
class PrintedDocument(Requisites):
    """An official document of a set form. Each subclass names its form; `reports.output.forms` draws it."""

    form: ClassVar[str]

    organisation: Text
    """The full name, as in the charter."""
    title: Text
    file_name: str = ""


@dataclass(frozen=True, kw_only=True)
class PrintedOrder(PrintedDocument):
    """An order: «Приказ».

    :param title: the word on top: «Приказ».
    :param subject: «О зачислении обучающихся».
    :param locality: where it was issued: «г. Горячий Ключ».
    :param basis: «На основании заявлений родителей (законных представителей)».
    :param command: «ПРИКАЗЫВАЮ:».
    :param points: the points of the order, without numbers; the table stands after the point number `table_after`.
    :param columns: of the table of lines; the numbers of the lines are added by the form.
    :param stamp: large and grey across the page: «Проект», «Отменён»; empty for an order in force.
    :param stamp_note: a line under the heading: «Отменён приказом от 02.09.2026 № 47-у».
    """

    form: ClassVar[str] = "order"

    number: str
    issued_on: date | None
    locality: Text = ""
    subject: Text
    basis: Text = ""
    command: Text = ""
    points: Sequence[Text] = ()
    columns: Sequence[Column] = ()
    lines: Sequence[Sequence[Value]] = ()
    table_after: int = 1
    signatures: Sequence[Signature] = ()
    acquainted: Sequence[Signature] = ()
    stamp: Text = ""
    stamp_note: Text = ""


@dataclass(frozen=True, kw_only=True)
class PrintedClassList(PrintedDocument):
    """A list of a class on a date.

    :param facts: (name, value) above the list: class teacher, academic year, room.
    :param counts: (name, value) under it: students, boys, girls.
    """

    form: ClassVar[str] = "class_list"

    as_of: date
    facts: Sequence[tuple[Text, Text]] = ()
    columns: Sequence[Column]
    lines: Sequence[Sequence[Value]]
    counts: Sequence[tuple[Text, Value]] = ()
    signatures: Sequence[Signature] = ()
    note: Text = ""


@dataclass(frozen=True, slots=True)
class ConsentPaper:
    """One consent to be signed: the paragraphs of its text, who signs, and the line under it (version, number)."""

    subject: Text
    paragraphs: Sequence[Text]
    signer: Text
    note: Text = ""


@dataclass(frozen=True, kw_only=True)
class PrintedConsents(PrintedDocument):
    """Forms of consents, one person a sheet."""

    form: ClassVar[str] = "consent"

    papers: Sequence[ConsentPaper]


@dataclass(frozen=True, slots=True)
class InvitationSheet:
    """One invitation on paper, for one person.

    :param name: whom it is for.
    :param about: (name, value): role, children, class.
    :param code: what is typed, in groups: «k7dm-q2xv-9hbt».
    :param link: the address with the code, for the QR; it is read by nobody else.
    """

    name: Text
    about: Sequence[tuple[Text, Text]]
    code: str = field(repr=False)
    link: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class PrintedInvitations(PrintedDocument):
    """Invitations to be handed out: several on a page with lines to cut along, or one on a page.

    :param address: where the code is typed: «https://svod.example/invitation/».
    :param works_until: the last moment of all of them, in words.
    :param steps: what to do, one sentence each. :param warning: what not to do.
    """

    form: ClassVar[str] = "invitations"

    sheets: Sequence[InvitationSheet]
    address: str
    works_until: Text
    steps: Sequence[Text]
    warning: Text
    one_on_a_page: bool = False


_NOT_IN_TABS = re.compile(r"[\x00-\x1f\[\]:*?/\\]+")


def tab_name(title: str, *, besides: Collection[str] = ()) -> str:
    """The name of a sheet in a workbook: at most 31 characters, none that Excel forbids, and not one of `besides`."""
    name = " ".join(_NOT_IN_TABS.sub(" ", title).split())[:31].strip(" '")
    taken = {"history", *(one.casefold() for one in besides)}
    return name if name and name.casefold() not in taken else gettext("Table")
