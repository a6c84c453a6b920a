"""Erasing personal data by law, in two steps: what and why, then what exactly goes and a confirmation."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.refusal import Refused
from shared_apps.ui.page import ConfirmPage, FormPage

from ..forms_consents import ErasureConfirmForm, ErasureForm
from ..grounds import GROUPS
from ..services import erasing
from .consents import AboutPerson


class ErasePage(AboutPerson, FormPage):
    """The first step. Writes nothing."""

    permission = permissions.DATA_ERASE
    title = gettext_lazy("Erase personal data by law")
    submit = gettext_lazy("Show what will be erased")
    form_class = ErasureForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"groups": erasing.erasable_groups(self.head.roles, by=self.actor)}

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        chosen, ground, document = values["groups_chosen"], values["ground"], values["document"]
        erasing.refuse_erasure(person_id=self.head.id, groups=chosen, ground=ground, document=document, by=self.actor)
        asked = urlencode({"groups": chosen, "ground": ground, "document": document}, doseq=True)
        return f"{reverse('consents:erase_confirm', args=[self.head.id])}?{asked}"


class EraseConfirmPage(AboutPerson, ConfirmPage):
    """The second step: every table, column and file that goes, and a confirmation by hand."""

    permission = permissions.DATA_ERASE
    title = gettext_lazy("What will be erased")
    submit = gettext_lazy("Erase for ever")
    done = gettext_lazy("The data are erased. The protocol stands on the tab “Consents”.")
    form_class = ErasureConfirmForm
    template_name = "people/erasure.html"

    def prepare(self) -> None:
        super().prepare()
        asked = self.request.GET
        self.groups = [code for code in asked.getlist("groups") if code in GROUPS]
        self.ground, self.document = asked.get("ground", ""), asked.get("document", "").replace("\x00", "")
        self.plan = erasing.plan_erasure(person_id=self.head.id, groups=self.groups)

    def is_asked_rightly(self) -> bool:
        """Whether the first step was passed: the address can be written by hand."""
        try:
            erasing.refuse_erasure(
                person_id=self.head.id, groups=self.groups, ground=self.ground, document=self.document, by=self.actor
            )
        except Refused:
            return False
        return True

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_asked_rightly():
            return self.go(reverse("consents:erase", args=[self.head.id]))
        return super().get(request, *args, **kwargs)

    def ask(self) -> str:
        return _("Erase these data of %(name)s?") % {"name": self.head.name.full}

    def consequences(self) -> list[str]:
        return [
            _("Nothing of it can be brought back: neither from the card, nor from the history, nor by an undo."),
            _("Digests of the erased lines stay, so the chain of the history verifies as before."),
            _("In the region's tables the data become empty with the next projection."),
            _("Copies go too: written files of lists, here and above, and files of imports that name the person."),
        ]

    def form_kwargs(self) -> dict[str, Any]:
        name = self.head.name.surname or self.head.name.full
        return {"surname": name, "initial": {"token": self.plan.token}}

    def context(self) -> dict[str, Any]:
        return {
            "plan": self.plan,
            "tables": [
                (
                    str(capfirst(str(one.title))),
                    ", ".join(str(column) for column in one.columns),
                    one.rows,
                    _("records go") if one.rows_go else _("fields are emptied"),
                )
                for one in self.plan.tables
            ],
            "facts": [
                (_("What data"), "; ".join(str(GROUPS[code].title) for code in self.groups)),
                (_("Ground"), handbooks.name("erasure_ground", self.ground)),
                (_("Document"), self.document),
                (_("Lines of the history"), self.plan.lines),
                (_("Files"), ", ".join(self.plan.file_names)),
            ],
        }

    def perform(self, form: Any) -> str:
        erasing.erase_fields(
            person_id=self.head.id,
            groups=self.groups,
            ground=self.ground,
            document=self.document,
            token=form.cleaned_data["token"],
            by=self.actor,
        )
        return self.tab_url
