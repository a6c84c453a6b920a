"""Files of organisations that the region's administrator loaded, and their rows."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.importing.models import Run, RunRow

from .privacy import Privacy


class OrganisationImport(Run):
    """A file of organisations: checked, confirmed or discarded, perhaps undone. `content`: the file, while kept."""

    file_column = "file_size"
    content = models.BinaryField(null=True)
    file_size = models.PositiveIntegerField(null=True)

    privacy: ClassVar = Run.privacy | {"content": Privacy.TECHNICAL, "file_size": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("import of organisations")
        verbose_name_plural = _("imports of organisations")


class OrganisationImportRow(RunRow):
    """A row. `card_id`: the organisation; `period_id`: the row of names and places that it has written.

    `card_state`: what became of the organisation's own card, which jobs write; "" where the row says nothing of it.
    `card_words`: why it was not written.
    """

    class CardState(models.TextChoices):
        ASKED = "asked", pgettext_lazy("own card", "is being written")
        WRITTEN = "written", pgettext_lazy("own card", "written")
        REFUSED = "refused", pgettext_lazy("own card", "refused")
        DROPPED = "dropped", pgettext_lazy("own card", "not written any more")
        RETURNING = "returning", pgettext_lazy("own card", "is being put back")
        RETURNED = "returned", pgettext_lazy("own card", "put back")
        KEPT = "kept", pgettext_lazy("own card", "stays: changed later")

    run = models.ForeignKey(OrganisationImport, models.CASCADE, related_name="rows", db_index=False)
    municipality_name = models.TextField(_("municipality"))
    period_id = models.BigIntegerField(null=True)
    card_state = models.TextField(_("own card"), choices=CardState, blank=True, default="", db_default="")
    card_words = models.TextField(_("why"), blank=True, default="", db_default="")

    privacy: ClassVar = RunRow.privacy | {
        "name": Privacy.OPEN,
        "municipality_name": Privacy.OPEN,
        "problems": Privacy.OFFICIAL,
        "changes": Privacy.OFFICIAL,
        "period_id": Privacy.TECHNICAL,
        "card_state": Privacy.OFFICIAL,
        "card_words": Privacy.OFFICIAL,
    }

    class Meta:
        verbose_name = _("row of an import of organisations")
        verbose_name_plural = _("rows of imports of organisations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "number"], name="a_row_stands_in_an_organisation_import_once")
        ]
