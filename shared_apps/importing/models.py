"""What was loaded from files: a run with its check and outcome, and its rows with their verdicts. Abstract: an app that
imports keeps tables of its own (an organisation's in its schema, the region's in `public`)."""

import json
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.privacy import Privacy


class PlainJSON(json.JSONEncoder):
    """Russian stays Russian: escaped letters would make remarks six times as long."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": False})


class RunState(models.TextChoices):
    CHECKING = "checking", pgettext_lazy("import", "being checked")
    CHECKED = "checked", pgettext_lazy("import", "waits for confirmation")
    REFUSED = "refused", pgettext_lazy("import", "can't be read")
    APPLIED = "applied", pgettext_lazy("import", "imported")
    ABANDONED = "abandoned", pgettext_lazy("import", "discarded")
    UNDONE = "undone", pgettext_lazy("import", "undone")


class RowVerdict(models.TextChoices):
    CREATE = "create", pgettext_lazy("import", "admission")
    UPDATE = "update", pgettext_lazy("import", "change of the card")
    SKIP = "skip", pgettext_lazy("import", "nothing to do")
    ERROR = "error", pgettext_lazy("import", "error")


class Run(models.Model):
    """A file that somebody loaded: checked, then confirmed or discarded, perhaps undone.

    `kind`: which kind of import. `classes`: the privacy classes of the columns that were read: whoever reads the rows
    or confirms the run holds them all. `keep_until`: on that day the file and the rows are deleted; the numbers stay.
    """

    State = RunState

    kind = models.TextField(pgettext_lazy("import", "kind"), default="students", db_default="students")
    file_name = models.TextField(_("file name"))
    sha256 = models.TextField()
    state = models.TextField(_("state"), choices=RunState, default=RunState.CHECKING)
    classes = models.JSONField(default=list)
    notes = models.JSONField(_("remarks on the file"), default=list)
    digest = models.BinaryField(null=True)
    rows_count = models.PositiveIntegerField(_("rows"), default=0)
    create_count = models.PositiveIntegerField(_("to admit"), default=0)
    update_count = models.PositiveIntegerField(_("to change"), default=0)
    skip_count = models.PositiveIntegerField(_("nothing to do"), default=0)
    error_count = models.PositiveIntegerField(_("with errors"), default=0)
    noted_count = models.PositiveIntegerField(_("with remarks"), default=0)
    changed_rows = models.PositiveIntegerField(_("verdicts that changed"), default=0)
    created_count = models.PositiveIntegerField(_("admitted"), default=0)
    updated_count = models.PositiveIntegerField(_("cards changed"), default=0)
    language = models.TextField(default="ru")
    uploaded_at = models.DateTimeField(_("loaded at"), auto_now_add=True)
    uploaded_by = models.BigIntegerField(null=True, editable=False)
    uploaded_name = models.TextField(_("loaded by"))
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.BigIntegerField(null=True, editable=False)
    confirmed_name = models.TextField(_("confirmed by"), blank=True)
    job_id = models.BigIntegerField(null=True, editable=False)
    keep_until = models.DateField(_("kept until"))

    privacy: ClassVar[dict[str, Privacy]] = dict.fromkeys(
        ["kind", "file_name", "state", "rows_count", "create_count", "update_count", "skip_count", "error_count"]
        + ["noted_count", "changed_rows", "created_count", "updated_count", "uploaded_at", "uploaded_name"]
        + ["checked_at", "confirmed_at", "confirmed_name", "keep_until"],
        Privacy.OFFICIAL,
    ) | dict.fromkeys(
        ["id", "sha256", "classes", "digest", "language", "uploaded_by", "confirmed_by", "job_id"],
        Privacy.TECHNICAL,
    ) | {"notes": Privacy.DOCUMENT}  # fmt: skip

    file_column: ClassVar[str]
    """The column that is empty when the file is gone."""
    rows: Any

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"№ {self.pk}"

    @property
    def source(self) -> str:
        """What the history calls everything this run wrote."""
        return f"import:{self.pk}"

    @property
    def has_file(self) -> bool:
        """Whether the file is still kept, and with it the rows."""
        return getattr(self, self.file_column) is not None


class RunRow(models.Model):
    """A row of the file with its verdict, as the check saw it. Deleted with the file; made anew by each check.

    `number` is the row as the program that shows the file numbers it. `problems`: [{column, value, code, message, cure,
    level, records}]; `changes`: [{label, before, after}] of the record it matched. `card_id`: of what it is about.
    """

    Verdict = RowVerdict

    number = models.PositiveIntegerField(_("row"))
    verdict = models.TextField(_("verdict"), choices=RowVerdict)
    is_noted = models.BooleanField(_("has remarks"), default=False)
    name = models.TextField(_("name of the person"))
    card_id = models.BigIntegerField(null=True)
    problems = models.JSONField(_("remarks"), default=list, encoder=PlainJSON)
    changes = models.JSONField(_("changes"), default=list, encoder=PlainJSON)

    privacy: ClassVar[dict[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "run": Privacy.TECHNICAL,
        "card_id": Privacy.TECHNICAL,
        "number": Privacy.OFFICIAL,
        "verdict": Privacy.OFFICIAL,
        "is_noted": Privacy.OFFICIAL,
        "name": Privacy.IDENTITY,
        "problems": Privacy.DOCUMENT,
        "changes": Privacy.DOCUMENT,
    }

    class Meta:
        abstract = True
