"""Writing what proves who a person is: identifiers (СНИЛС, ИНН, …) and identity documents."""

import re
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.handbooks import identifiers
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By

from .. import refusals
from ..models import Identifier, IdentityDocument
from ..queries.duplicates import described_person
from ..rights import refuse_fields_not_held
from .closed import refuse_closed_identifiers
from .persons import locked, touch


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An identity document as it is written in it."""

    kind: str
    number: str
    series: str = ""
    issued_on: date | None = None
    issued_by: str = ""


_RULES: dict[str, tuple[re.Pattern[str], re.Pattern[str], str | Promise]] = {
    "passport": (
        re.compile(r"\d{4}"),
        re.compile(r"\d{6}"),
        gettext_lazy("a series of 4 digits and a number of 6 digits"),
    ),
    "birth_certificate": (
        re.compile(r"[IVXLC]{1,6}-[А-ЯЁ]{2}"),
        re.compile(r"\d{6}"),
        gettext_lazy("a series like III-АГ (a Latin numeral and two letters) and a number of 6 digits"),
    ),
}
"""Series and number of the documents whose form is set by law; others are taken as they are written."""


@transaction.atomic
def set_identifier(
    *, person_id: int, kind: str, value: str, issued_by: str = "", version: int | None = None, by: By
) -> Identifier | None:
    """Write, change, or with an empty value take away a person's number of this kind.

    :param issued_by: who issued it: a medical policy's insurer.
    :raises NumberMissing: it says who issued what has no number.
    :raises BadIdentifier: one of its subclasses; the number can't be right.
    :raises IdentifierBelongsToAnother: it stands in another card.
    :raises FieldsNotYours, ChangedMeanwhile:
    """
    refuse_fields_not_held(by, Identifier, ["value"])
    person = locked(person_id, version)
    issuer = " ".join(issued_by.split())
    if not value.strip() and issuer:
        raise refusals.NumberMissing(field=kind)
    if not value.strip():
        person.identifiers.filter(kind=kind).delete()
        touch(person)
        return None
    refuse_closed_identifiers({person_id: [kind]})
    number = identifiers.kind(kind).clean(value, of="person")
    refuse_taken(kind, number, person_id)
    try:
        with transaction.atomic():
            row, _made = Identifier.objects.update_or_create(
                person=person, kind=kind, defaults={"value": number, "issued_by": issuer}
            )
    except IntegrityError as error:
        raise _taken(kind, number) from error
    touch(person)
    return row


@transaction.atomic
def add_document(*, person_id: int, document: Document, version: int | None = None, by: By) -> IdentityDocument:
    """A document of the card.

    :raises DocumentBelongsToAnother, DocumentNumberMalformed, DocumentIssuedBeforeBirth, UnknownItem, FieldsNotYours:
    """
    person = locked(person_id, version)
    row = IdentityDocument(person=person)
    _write(row, document, by)
    touch(person)
    return row


@transaction.atomic
def change_document(*, document_id: int, document: Document, version: int | None = None, by: By) -> IdentityDocument:
    """Mend what is written of a document. :raises: as `add_document`."""
    row = IdentityDocument.objects.get(pk=document_id)
    person = locked(row.person_id, version)
    row.person = person
    _write(row, document, by)
    touch(person)
    return row


@transaction.atomic
def remove_document(*, document_id: int, version: int | None = None, by: By) -> None:
    """:raises FieldsNotYours, ChangedMeanwhile:"""
    refuse_fields_not_held(by, IdentityDocument, ["number"])
    row = IdentityDocument.objects.get(pk=document_id)
    person = locked(row.person_id, version)
    row.delete()
    touch(person)


def checked_document(document: Document, born: date | None) -> Document:
    """The document as it is stored: series and number trimmed, in capitals, of the form its kind has.

    :raises DocumentNumberMalformed, DocumentIssuedBeforeBirth, UnknownItem, ItemNotValid, BornInTheFuture:
    """
    today = timezone.localdate()
    handbooks.known_item("identity_document", document.kind, as_of=today, field="kind")
    series = _plain_series(document.kind, document.series)
    number = re.sub(r"\s+", "", document.number).upper()
    rule = _RULES.get(document.kind)
    if not number or (rule and not (rule[0].fullmatch(series) and rule[1].fullmatch(number))):
        name = handbooks.name("identity_document", document.kind)
        expected = str(rule[2]) if rule else _("the number is missing")
        raise refusals.DocumentNumberMalformed(params={"document": name, "rule": expected})
    if document.issued_on:
        if document.issued_on > today:
            raise refusals.DocumentIssuedLater(params={"day": f"{document.issued_on:%d.%m.%Y}"})
        if born and document.issued_on < born:
            raise refusals.DocumentIssuedBeforeBirth(
                params={"day": f"{document.issued_on:%d.%m.%Y}", "born": f"{born:%d.%m.%Y}"}
            )
    return Document(
        kind=document.kind,
        series=series,
        number=number,
        issued_on=document.issued_on,
        issued_by=" ".join(document.issued_by.split()),
    )


def refuse_taken(kind: str, number: str, person_id: int | None) -> None:
    """:raises IdentifierBelongsToAnother: the number stands in the card of somebody else."""
    if Identifier.objects.filter(kind=kind, value=number).exclude(person=person_id).exists():
        raise _taken(kind, number)


def _write(row: IdentityDocument, document: Document, by: By) -> None:
    refuse_fields_not_held(by, IdentityDocument, ["number"])
    clean = checked_document(document, row.person.birth_date)
    row.kind, row.series, row.number = clean.kind, clean.series, clean.number
    row.issued_on, row.issued_by = clean.issued_on, clean.issued_by
    same = IdentityDocument.objects.filter(kind=clean.kind, series=clean.series, number=clean.number)
    other = same.exclude(pk=row.pk).values_list("person_id", flat=True).first()
    if other is not None:
        written = f"{handbooks.name('identity_document', clean.kind)} {clean.series} {clean.number}"
        raise refusals.DocumentBelongsToAnother(
            params={"document": " ".join(written.split()), "who": described_person(other)}
        )
    row.save()


def _taken(kind: str, number: str) -> refusals.IdentifierBelongsToAnother:
    declared = identifiers.kind(kind)
    owner = Identifier.objects.filter(kind=kind, value=number).values_list("person_id", flat=True).first() or 0
    return refusals.IdentifierBelongsToAnother(
        kind=str(declared.title),
        value=declared.format(number),
        who=described_person(owner),
        person_id=owner,
        field=kind,
    )


_CYRILLIC_NUMERALS = str.maketrans("ІХУСМ1", "IXVCMI")


def _plain_series(kind: str, series: str) -> str:
    """Without spaces, in capitals; a birth certificate's numeral in Latin letters: "iii - аг" → "III-АГ"."""
    text = re.sub(r"\s+", "", series).upper().replace("–", "-").replace("—", "-")
    if kind == "birth_certificate" and "-" in text:
        numeral, letters = text.split("-", 1)
        return f"{numeral.translate(_CYRILLIC_NUMERALS)}-{letters}"
    return text
