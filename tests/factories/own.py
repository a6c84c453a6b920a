"""What an account has of its own: a file of a long list that is being prepared, a saved view."""

from datetime import timedelta

from django.utils import timezone

from shared_apps.exports.models import Export
from shared_apps.organisations.models import Organisation
from shared_apps.saved_views.models import SavedView


def file_and_view(organisation: Organisation, *, account_id: int, membership_id: int) -> dict[str, object]:
    """Both of a head's list of students; their ids by the names that addresses have for them. Within shared()."""
    now = timezone.now()
    export = Export.objects.create(
        account_id=account_id, membership_id=membership_id, workplace="x", side="organisation",
        organisation_id=organisation.pk, path="/students/", format="csv", title="x",
        folder=str(organisation.schema_name), asked_at=now, expires_at=now + timedelta(days=1),
    )  # fmt: skip
    view = SavedView.objects.create(
        account_id=account_id, name="x", side="organisation", role="director", scope=f"organisation:{organisation.pk}",
        path="/students/",
    )  # fmt: skip
    return {"export_id": export.pk, "view_id": view.pk}
