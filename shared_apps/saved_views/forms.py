from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.ui.forms import Form, TextField


class ViewForm(Form):
    """The name of a view, and whether colleagues see it."""

    name = TextField(label=pgettext_lazy("view", "Name"), max_length=100)
    is_shared = forms.BooleanField(
        label=_("Show to colleagues of my role here"),
        required=False,
        help_text=_("Text that was typed (a searched name) is left out of a shared view."),
    )
