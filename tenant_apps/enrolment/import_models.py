"""What was loaded from files into this organisation: a run with its check and outcome, its rows with their verdicts."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shared_apps.importing.models import Run, RunRow
from shared_apps.organisations.privacy import Privacy
from tenant_apps.history.models import Reversal
from tenant_apps.people.models import StoredFile


class ImportRun(Run):
    """A file of students, guardians or employees (`importing/kinds.py`).

    What a confirmed run writes stands in the history under the source "import:<id>"; its orders have that source too.
    `missing`: [{year_id, year, grade, letter, name, rows}] of classes that the file names and Svod does not have.
    """

    file_column = "file_id"
    file = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("file")
    )
    missing = models.JSONField(_("missing classes"), default=list)
    reversal = models.ForeignKey(
        Reversal, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("protocol of undoing")
    )

    privacy: ClassVar = Run.privacy | {
        "missing": Privacy.OFFICIAL,
        "reversal": Privacy.OFFICIAL,
        "file": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("import of students")
        verbose_name_plural = _("imports of students")
        indexes: ClassVar = [models.Index(fields=["sha256"], name="imports_of_a_file")]


class ImportRow(RunRow):
    """A row of a file. `student_id`: of the student it is about; `card_id`: of the guardian's or employee's card."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows", db_index=False)
    class_name = models.TextField(_("class"))
    student_id = models.BigIntegerField(null=True)

    privacy: ClassVar = RunRow.privacy | {"student_id": Privacy.TECHNICAL, "class_name": Privacy.OFFICIAL}

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "number"], name="a_row_stands_in_an_import_once")
        ]
