"""Writing the forms of consents: versions that follow one another and are never rewritten."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER

from .. import consent_refusals as refusals
from ..consent_models import ConsentForm
from ..consent_texts import PLACES, model_text, unknown_places
from ..grounds import EMPLOYEE, GUARDIAN, STUDENT, groups_of, purposes_for


@transaction.atomic
def adopt_model_forms(*, since: date, by: By) -> int:
    """The model texts come into use from a day on, for purposes that have no form yet; how many."""
    present = set(ConsentForm.objects.values_list("purpose", "about"))
    made = [
        ConsentForm(
            purpose=purpose,
            about=about,
            version=1,
            text=model_text(purpose, about),
            covers=[group.code for group in groups_of(purpose, about)],
            valid_from=since,
        )
        for about in (STUDENT, GUARDIAN, EMPLOYEE)
        for purpose in purposes_for(about)
        if (purpose, about) not in present
    ]
    return len(ConsentForm.objects.bulk_create(made))


@transaction.atomic
def write_form(*, purpose: str, about: str, text: str, since: date, by: By) -> ConsentForm:
    """A new version, in use from a day on; the present one ends there and stays printable.

    :raises FormTextEmpty, UnknownPlace, FormBeginsBeforeTheFormer, NotAboutThem, UnknownItem:
    """
    handbooks.known_item("consent_purpose", purpose, as_of=since, field="purpose")
    covers = [group.code for group in groups_of(purpose, about)]
    if not covers:
        raise refusals.NotAboutThem(params={"who": about})
    if not text.strip():
        raise refusals.FormTextEmpty
    if strange := unknown_places(text):
        known = ", ".join(f"{{{place}}}" for place in PLACES)
        raise refusals.UnknownPlace(params={"places": ", ".join(strange), "known": known})
    versions = ConsentForm.objects.select_for_update().filter(purpose=purpose, about=about)
    last = versions.order_by("-valid_from").first()
    if last is not None and since <= last.valid_from:
        raise refusals.FormBeginsBeforeTheFormer(params={"day": f"{last.valid_from:%d.%m.%Y}"})
    if last is not None and last.valid_to == FOREVER:
        last.valid_to = since
        last.save(update_fields=["valid_to"])
    number = versions.aggregate(last=Max("version"))["last"] or 0
    return ConsentForm.objects.create(
        purpose=purpose, about=about, version=number + 1, text=text.strip(), covers=covers, valid_from=since
    )
