"""Forms of consents as they are printed: the organisation's version of the day, else the model text, filled in."""

from collections.abc import Collection, Mapping
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy
from shared_apps.organisations.references import OrganisationRef
from shared_apps.ui.numbers import ru_date
from shared_apps.ui.sheets import ConsentPaper, PrintedConsents

from .consent_models import ConsentForm
from .consent_texts import filled, model_text
from .grounds import ADULT, EMPLOYEE, GROUPS, GUARDIAN, STUDENT, groups_of
from .models import IdentityDocument, Person
from .names import short_name
from .queries.signers import Subject, subjects
from .rights import holds


def printed_consents(
    person_ids: Collection[int],
    purpose: str,
    *,
    day: date,
    organisation: OrganisationRef,
    by: By,
) -> PrintedConsents:
    """A sheet for each person, in the order given; whom the purpose does not concern is left out. Eight queries."""
    with translation.override(settings.LANGUAGE_CODE):
        about = subjects(person_ids, day)
        chosen = [about[pk] for pk in person_ids if pk in about and _role(about[pk], purpose)]
        givers = {one.person_id: _giver(one, day) for one in chosen}
        known = _Known([pk for pk, _name in givers.values()], by)
        forms = {row.about: row for row in ConsentForm.objects.valid(day).filter(purpose=purpose)}
        subject = handbooks.name("consent_purpose", purpose)
        return PrintedConsents(
            executor=by.name,
            subsystem=_("Consents"),
            organisation=organisation.full_name,
            title=_("Consent to the handling of personal data"),
            papers=[_paper(one, purpose, subject, givers[one.person_id], known, forms, organisation) for one in chosen],
            file_name=f"{_('Consent')} {subject} {day:%Y-%m-%d}",
        )


def _role(subject: Subject, purpose: str) -> str:
    roles = [role for role in (STUDENT, EMPLOYEE, GUARDIAN) if role in subject.roles]
    return next((role for role in roles if groups_of(purpose, role)), "")


def _giver(subject: Subject, day: date) -> tuple[int, str]:
    """Who will sign; without a known representative the line stays empty."""
    signers = subject.signers(day)
    if subject.is_ward and subject.representatives and not subject.is_at_least(ADULT, day):
        return subject.representatives[0]
    return signers[0] if signers else (0, "")


class _Known:
    """Documents and addresses of those who sign, as far as this actor reads them."""

    def __init__(self, ids: Collection[int], by: By) -> None:
        self.documents: dict[int, str] = {}
        self.addresses: dict[int, str] = {}
        if holds(by, Privacy.DOCUMENT):
            kinds = handbooks.names("identity_document")
            for row in IdentityDocument.objects.filter(person__in=ids).order_by("issued_on", "pk"):
                words = f"{kinds.get(row.kind, row.kind)} {row.series} {row.number}"
                issued = f", {_('issued')} {ru_date(row.issued_on)} {row.issued_by}" if row.issued_on else ""
                self.documents[row.person_id] = " ".join(f"{words}{issued}".split())
        if holds(by, Privacy.CONTACT):
            rows = Person.objects.filter(pk__in=ids).values_list("pk", "registered_address", "actual_address")
            self.addresses = {pk: registered or actual for pk, registered, actual in rows}


def _paper(
    subject: Subject,
    purpose: str,
    title: str,
    giver: tuple[int, str],
    known: _Known,
    forms: Mapping[str, ConsentForm],
    organisation: OrganisationRef,
) -> ConsentPaper:
    role = _role(subject, purpose)
    form = forms.get(role)
    text = form.text if form else model_text(purpose, role)
    values = {
        "giver": giver[1],
        "giver_document": known.documents.get(giver[0], ""),
        "giver_address": known.addresses.get(giver[0], ""),
        "person": subject.name,
        "born": ru_date(subject.birth_date) if subject.birth_date else "",
        "organisation": organisation.full_name,
        "address": organisation.locality,
        "fields": _fields([group.code for group in groups_of(purpose, role)]),
        "term": _("until the person leaves the organisation, or until it is withdrawn"),
    }
    version = _("version %(number)s") % {"number": form.version} if form else _("model form")
    return ConsentPaper(
        subject=title,
        paragraphs=[filled(one, values) for one in text.split("\n") if one.strip()],
        signer=short_name(*(giver[1].split(" ", 2) + ["", "", ""])[:3]) if giver[1] else "",
        note=f"{_('Form of a consent')}: {version}",
    )


def printed_form(form: ConsentForm, *, organisation: OrganisationRef, by: By) -> PrintedConsents:
    """A version with empty places to write on."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = handbooks.name("consent_purpose", form.purpose)
        values = {
            "organisation": organisation.full_name,
            "address": organisation.locality,
            "fields": _fields(form.covers),
            "term": _("until the person leaves the organisation, or until it is withdrawn"),
        }
        version = _("version %(number)s") % {"number": form.version}
        return PrintedConsents(
            executor=by.name,
            subsystem=_("Consents"),
            organisation=organisation.full_name,
            title=_("Consent to the handling of personal data"),
            papers=[
                ConsentPaper(
                    subject=subject,
                    paragraphs=[filled(one, values) for one in form.text.split("\n") if one.strip()],
                    signer="",
                    note=f"{_('Form of a consent')}: {version}",
                )
            ],
            file_name=f"{_('Consent')} {subject} {version}",
        )


def _fields(codes: Collection[str]) -> str:
    """The exact composition, as the law wants it listed."""
    return "; ".join(
        ["фамилия, имя, отчество", "дата рождения", *(str(GROUPS[code].title) for code in codes if code in GROUPS)]
    )
