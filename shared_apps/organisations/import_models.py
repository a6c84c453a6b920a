"""Files of organisations that the region's administrator loaded, and their rows."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

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
    """A row. `card_id`: the organisation; `period_id`: the row of names and places that it has written."""

    run = models.ForeignKey(OrganisationImport, models.CASCADE, related_name="rows", db_index=False)
    municipality_name = models.TextField(_("municipality"))
    period_id = models.BigIntegerField(null=True)

    privacy: ClassVar = RunRow.privacy | {
        "name": Privacy.OPEN,
        "municipality_name": Privacy.OPEN,
        "problems": Privacy.OFFICIAL,
        "changes": Privacy.OFFICIAL,
        "period_id": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("row of an import of organisations")
        verbose_name_plural = _("rows of imports of organisations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "number"], name="a_row_stands_in_an_organisation_import_once")
        ]
