"""Students who are enrolled in another organisation too: the list, and what the office answers to the region."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.envelopes import doubled as notices
from shared_apps.envelopes.models import DoubledAnswer
from shared_apps.organisations.found import found_or_404
from shared_apps.ui.forms import ChoiceField, Form, TextField
from shared_apps.ui.page import Crumb, FormPage, ListPage
from tenant_apps.people.names import words

from ..queries import doubled
from ..tables_lists import DoubledTable


class DoubledListPage(InOrganisation, ListPage):
    permission = permissions.ORDER_VIEW
    exports_with = permissions.EXPORT_LISTS
    title = gettext_lazy("Students who are in another organisation too")
    lead = gettext_lazy("The region counts them in both. Their cards say what to do. It looks for them every night.")
    subsystem = gettext_lazy("Contingent")
    table_class = DoubledTable
    search_hint = gettext_lazy("Any part of a name")

    def rows(self) -> list[doubled.Doubled]:
        return doubled.doubled_students(self.today, by=self.actor)

    def search(self, rows: list[doubled.Doubled], text: str) -> list[doubled.Doubled]:
        typed = words(text)
        return [row for row in rows if all(word in row.name_key for word in typed)]


class DoubledAnswerForm(Form):
    """Whose student he is, and by what it was checked."""

    answer = ChoiceField(
        label=pgettext_lazy("doubled student", "What is so"), choices=DoubledAnswer.Answer.choices, radio=True
    )
    reason = TextField(
        label=gettext_lazy("Reason"),
        rows=2,
        max_length=500,
        help_text=gettext_lazy(
            "By what it was checked: the personal file, the family, a call there. No numbers of documents."
        ),
    )


class DoubledAnswerPage(InOrganisation, FormPage):
    """What the office tells the region of one of them. It decides nothing by itself."""

    permission = permissions.ORDER_DRAFT
    title = gettext_lazy("Answer to the region")
    lead = gettext_lazy(
        "The region reads the answer beside the two records and decides. Your own records do not change."
    )
    form_class = DoubledAnswerForm
    template_name = "enrolment/doubled_answer.html"
    submit = pgettext_lazy("doubled student", "Answer")
    done = gettext_lazy("Answered. The region sees it.")

    def prepare(self) -> None:
        """A student whom the reader does not see, or who is in no other organisation any more, is none."""
        number = int(self.kwargs["number"])
        self.doubled = found_or_404(doubled.doubled_student(self.today, by=self.actor, number=number))

    def heading(self) -> str:
        return self.doubled.name

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(DoubledListPage.title, reverse("students:doubled")), Crumb(self.doubled.name, self.card_url)]

    @property
    def card_url(self) -> str:
        return reverse("students:card", args=[self.doubled.student_id])

    def perform(self, form: DoubledAnswerForm) -> str:
        values = form.cleaned_data
        notices.answer(number=self.doubled.number, said=values["answer"], reason=values["reason"], by=self.actor)
        return self.card_url
