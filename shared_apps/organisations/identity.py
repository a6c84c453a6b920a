"""Code and address of an organisation, where they were mistyped: put right, with the reason. Call inside shared()."""

from django.db import transaction
from django.utils.timezone import localdate

from . import refusals
from .birth import refuse_taken
from .crossing import By
from .models import FormerAddress, Organisation
from .routing import SLUG
from .shared_log import record, values


@transaction.atomic
def correct_identity(*, organisation: Organisation, code: str, slug: str, reason: str, by: By) -> Organisation:
    """The code or the address was a slip. Links to the mistyped address lead its members on; nobody else gets it.

    :raises BadAddress: not small Latin letters, digits and hyphens. :raises NothingCorrected:
    :raises AddressTaken, CodeTaken: the slug or the code belongs (or belonged) to another organisation.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    code, slug = " ".join(code.split()), slug.strip().lower()
    if not SLUG.fullmatch(slug):
        raise refusals.BadAddress
    if (code, slug) == (organisation.code, organisation.slug):
        raise refusals.NothingCorrected
    refuse_taken(slug, code, but=organisation)
    before, former = values(organisation), organisation.slug
    organisation.code, organisation.slug = code, slug
    organisation.save(update_fields=["code", "slug"])
    record(by=by, row=organisation, action="correct", before=before, reason=reason)
    if former != slug:
        FormerAddress.objects.update_or_create(
            slug=former, defaults={"organisation": organisation, "until": localdate()}
        )  # fmt: skip
    return organisation


def present_address(slug: str, organisation_ids: set[int]) -> str:
    """Where a former address leads those who belong there; "" if it is none, or if it is not theirs."""
    found = FormerAddress.objects.filter(slug=slug, organisation__in=organisation_ids)
    return str(found.values_list("organisation__slug", flat=True).first() or "")
