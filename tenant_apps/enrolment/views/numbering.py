"""How orders are numbered: an index after the number for a group of orders, and numbers of their own."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms as django_forms
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.handbooks import queries as handbooks
from shared_apps.ui.forms import Form, Group, TextField
from shared_apps.ui.page import Crumb, FormPage

from .. import services
from ..arrangement_models import OrderIndex

GROUPS = "order_group"


class NumberingForm(Form):
    """For each group of orders its index; an empty one is the usual."""

    marks_required = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [one.code for one in handbooks.items(GROUPS)]
        groups = []
        for code, name in self._named():
            self.fields[f"index_{code}"] = TextField(label=_("Index after the number"), required=False, max_length=20)
            self.fields[f"own_{code}"] = django_forms.BooleanField(label=_("Numbers of its own"), required=False)
            groups.append(Group(capfirst(name), (f"index_{code}", f"own_{code}"), is_line=True))
        self.groups = tuple(groups)  # type: ignore[misc]  # as many as the handbook has

    def _named(self) -> Iterator[tuple[str, str]]:
        names = handbooks.names(GROUPS)
        for code in self.codes:
            yield code, names[code]

    def indexes(self) -> list[services.Index]:
        """Of the groups about which something is said."""
        found = [
            services.Index(
                group=code, index=self.cleaned_data[f"index_{code}"], is_own_sequence=self.cleaned_data[f"own_{code}"]
            )
            for code in self.codes
        ]
        return [one for one in found if one.index or one.is_own_sequence]


class NumberingPage(InOrganisation, FormPage):
    """Numbers that orders have already stay as they are."""

    permission = permissions.SETTINGS_EDIT
    title = gettext_lazy("Numbers of orders")
    lead = gettext_lazy(
        "An order No 12 with the index “-к/у” is “12-к/у”. Without an index numbers are as the settings say. Numbers "
        "of its own begin with 1 each academic year; numbers that were given stay."
    )
    done = gettext_lazy("The numbers of orders are set.")
    form_class = NumberingForm

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Orders"), reverse("enrolment:order_list"))]

    def initial(self) -> Mapping[str, Any]:
        found: dict[str, Any] = {}
        for row in OrderIndex.objects.all():
            found |= {f"index_{row.group}": row.index, f"own_{row.group}": row.is_own_sequence}
        return found

    def perform(self, form: Any) -> str:
        services.set_order_indexes(indexes=form.indexes(), by=self.actor)
        return reverse("enrolment:order_list")
