"""What the pages of an organisation share: days, options, forms that may be insisted on."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms as django_forms
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from shared_apps.accounts.pages import InOrganisation
from shared_apps.organisations.refusal import Refused, Text
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import DayField, Option
from shared_apps.ui.page import FormPage


class AsOf(Parameters):
    """Settings of a list that is true on a day: today, unless the address says otherwise."""

    as_of = DayField(label=_("As of"))

    def defaults(self) -> Mapping[str, Any]:
        return {"as_of": timezone.localdate()}


class InsistPage(InOrganisation, FormPage):
    """A form whose service warns before it does something unusual: the warning comes with a box «do it anyway».

    The form has a field `insist`; it is hidden until a refusal that may be insisted on was raised.
    """

    abstract = True
    insist_words: ClassVar[Text] = _("I have checked this: do it anyway")

    def attempt(self, form: Any, *, insist: bool) -> str | HttpResponseBase:
        """Call one service; with `insist` in spite of warnings."""
        raise NotImplementedError(f"{type(self).__name__}.attempt(form, insist=…) is not written.")

    @cached_property
    def form(self) -> Any:
        form = super().form
        form.fields["insist"].label = str(self.insist_words)
        return form

    def perform(self, form: Any) -> str | HttpResponseBase:
        try:
            return self.attempt(form, insist=bool(form.cleaned_data.get("insist")))
        except Refused as refusal:
            if getattr(refusal, "may_insist", False):
                form.fields["insist"].widget = django_forms.CheckboxInput()
                self.warned(refusal)
            raise

    def warned(self, refusal: Refused) -> None:
        """A refusal that may be insisted on is about to be shown."""


class InsistField(django_forms.BooleanField):
    """Hidden until a warning was shown (InsistPage)."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=django_forms.HiddenInput)


def as_option(found: tuple[int | str, str, str] | None) -> Option | None:
    """(id, words, hint) of a query as an option of a combobox."""
    return Option(str(found[0]), found[1], found[2]) if found else None


def as_options(found: Sequence[tuple[int | str, str, str]]) -> list[Option]:
    return [Option(str(pk), words, hint) for pk, words, hint in found]
