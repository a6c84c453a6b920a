"""Pages that write: FormPage (form → one service), ConfirmPage (a question), ActionPage (a button)."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms as django_forms
from django.http import HttpResponseBase, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused, Text
from shared_apps.ui.forms import Form
from shared_apps.ui.page_base import Page
from shared_apps.ui.viewer import PageRequest


class FormPage(Page):
    """A form. ``perform(form)`` calls one service and says where to go.

    An invalid form, or a service's ``Refused``, gives 422: the same page with a summary of errors on
    top and everything that was typed. Fields are prefilled from the address (``?student=7``).

    :cvar done: what to say after success; empty says nothing.
    :cvar submit: the button's words: a verb.
    """

    abstract = True
    form_class: ClassVar[type[django_forms.Form]]
    template_name = "ui/form.html"
    fragments = ("form",)
    wide = False
    submit: Text = _("Save")
    done: Text = ""
    danger: ClassVar[bool] = False

    def perform(self, form: Any) -> str | HttpResponseBase:
        """Call one service with ``form.cleaned_data``; return the address to go to, or a response."""
        raise NotImplementedError(f"{type(self).__name__}.perform(form) is not written.")

    def initial(self) -> Mapping[str, Any]:
        """What the empty form shows; by default what the address says."""
        fields = self.form_class.base_fields
        return {name: value for name, value in self.request.GET.items() if name in fields}

    def form_kwargs(self) -> Mapping[str, Any]:
        """Further arguments of ``form_class``: choices that depend on the row or the reader."""
        return {}

    def cancel_url(self) -> str:
        """Where «Cancel» leads: the last breadcrumb."""
        crumbs = self.way()
        return crumbs[-1].url if crumbs else ""

    @cached_property
    def form(self) -> django_forms.Form:
        """The form of this request: bound by POST, else empty."""
        kwargs = dict(self.form_kwargs())
        if self.request.method == "POST":
            kwargs |= {"data": self.request.POST, "files": self.request.FILES}
        else:
            kwargs["initial"] = {**self.initial(), **kwargs.get("initial", {})}
        return self.form_class(**kwargs)

    def render(self, *, status: int = 200, **extra: Any) -> TemplateResponse:
        return super().render(status=status, form=self.form, **extra)

    def post(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.form.is_valid():
            return self.render(status=422)
        try:
            outcome = self.perform(self.form)
        except Refused as refusal:
            blame(self.form, refusal)
            return self.render(status=422)
        if not isinstance(outcome, str):
            return outcome
        if self.done:
            self.tell(self.done)
        return self.go(outcome)


def blame(form: django_forms.BaseForm, refusal: Refused) -> None:
    """Show a service's refusal at its field, or at the top of the form if it names none."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, django_forms.ValidationError(str(refusal), code=refusal.code))


class ConfirmPage(FormPage):
    """A question before something weighty: what will happen, and a button that says it.

    Give ``question`` and ``consequences()``; add a ``form_class`` to ask for a reason.
    """

    abstract = True
    form_class = Form
    template_name = "ui/confirm.html"
    question: Text = ""
    submit = _("Confirm")
    danger = True

    def ask(self) -> str:
        """The question; override when it names a row."""
        return str(self.question)

    def consequences(self) -> Sequence[Text]:
        """What will happen, one sentence each."""
        return ()


class ActionPage(Page):
    """A button without a page of its own: POST only. ``perform()`` calls one service.

    A refusal gives 422 and a page that says why.
    """

    abstract = True
    done: Text = ""

    def perform(self) -> str | HttpResponseBase:
        """Call one service; return the address to go to, or a response."""
        raise NotImplementedError(f"{type(self).__name__}.perform() is not written.")

    def get(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return HttpResponseNotAllowed(["POST"])

    def post(self, request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        outcome = self.perform()
        if not isinstance(outcome, str):
            return outcome
        if self.done:
            self.tell(self.done)
        return self.go(outcome)
