"""The form that asks what a restricted list is opened for."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shared_apps.ui.forms import ChoiceField, Form, TextField

from . import services
from .profiles import offered


class PurposeForm(Form):
    """A frequent purpose, or one in words; or both, when the words say it more exactly."""

    frequent = ChoiceField(
        label=_("Frequent purposes"),
        choices=(),
        radio=True,
        required=False,
        help_text=_("Lists show what the purpose needs; a purpose in your own words alone opens the fewest fields."),
    )
    purpose = TextField(
        label=_("Purpose"),
        required=False,
        rows=2,
        max_length=500,
        help_text=_("In your own words, at least 10 letters; with a frequent purpose it may stay empty."),
    )

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        """:param role: whose purposes are offered."""
        super().__init__(*args, **kwargs)
        self.fields["frequent"].choices = offered(role)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        chosen = str(dict(self.fields["frequent"].choices).get(found.get("frequent") or "", ""))  # type: ignore[attr-defined]
        said = found.get("purpose") or ""
        try:
            found["stated"] = services.stated(said, frequent=chosen)
        except services.PurposeNotStated as refusal:
            self.add_error("purpose", ValidationError(str(refusal), code=refusal.code))
        return found
