"""Forms of imports: which file, what of it to import."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms as django_forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import ChoiceField, Form, Group

from .kinds import Choice, ImportKind
from .models import RowVerdict, Run, RunState


class FileForm(Form):
    file = django_forms.FileField(
        label=pgettext_lazy("import", "File"),
        allow_empty_file=True,  # the import says it, as of any file that can't be read
        widget=django_forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"}),
        help_text=gettext_lazy("Excel workbook (XLSX, XLS) or CSV, up to 20 MB and 50 000 rows."),
    )


class ChoiceForm(Form):
    """Which verdicts are carried out."""

    creates = django_forms.BooleanField(required=False, initial=True)
    updates = django_forms.BooleanField(required=False, initial=True)
    groups: ClassVar[Sequence[Group]] = (Group(gettext_lazy("What to import"), ("creates", "updates")),)

    def __init__(self, *args: Any, run: Run, kind: ImportKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["creates"].label = _("%(what)s: %(count)s") % {"what": kind.words.create, "count": run.create_count}
        self.fields["updates"].label = _("%(what)s: %(count)s") % {"what": kind.words.update, "count": run.update_count}
        for name, count in (("creates", run.create_count), ("updates", run.update_count)):
            if not count:
                del self.fields[name]

    def choice(self) -> Choice:
        values = self.cleaned_data
        return Choice(creates=values.get("creates", False), updates=values.get("updates", False))


class RunParameters(Parameters):
    """Filters of the list of runs."""

    state = ChoiceField(
        label=pgettext_lazy("import", "State"), empty=pgettext_lazy("import", "Any"), choices=RunState.choices
    )


class RowParameters(Parameters):
    """Filters of the rows of a run."""

    verdict = ChoiceField(
        label=pgettext_lazy("import", "Verdict"), empty=pgettext_lazy("import", "Any"),
        choices=[
            ("create", pgettext_lazy("import", "new record")), *RowVerdict.choices[1:],
            ("noted", pgettext_lazy("import", "with remarks")),
        ],
    )  # fmt: skip
