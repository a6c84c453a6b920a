"""What is written down between orders: attempts to make up for a debt and its corrections, certificates that were
issued, the receiver's confirmation of an arrival."""

from typing import Any

from django.http import Http404
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.handbooks.fields import HandbookField
from shared_apps.organisations.privacy import Privacy
from shared_apps.ui.forms import ChoiceField, DayField, Form, TextField
from shared_apps.ui.page import FormPage
from tenant_apps.people.rights import holds

from .. import services
from ..queries import arrangements, cards, completions
from .students import OfStudent

PASSED, FAILED = "passed", "failed"


class AttemptForm(Form):
    """An attempt; the second one names the commission."""

    on = DayField(label=gettext_lazy("Date of the attempt"))
    result = ChoiceField(
        label=gettext_lazy("Result"), radio=True,
        choices=[(PASSED, gettext_lazy("passed")), (FAILED, gettext_lazy("not passed"))],
    )  # fmt: skip
    commission = TextField(
        label=gettext_lazy("Commission"), required=False, rows=2,
        help_text=gettext_lazy("Who is in it; the second attempt is held by a commission."),
    )  # fmt: skip


class ArrivalForm(Form):
    """What the receiver has confirmed."""

    on = DayField(label=gettext_lazy("Studies there since"))
    document = TextField(
        label=gettext_lazy("By the document"), help_text=gettext_lazy("Confirmation of 12.10.2026 No 45, for instance.")
    )


class OnStudyTab(OfStudent, FormPage):
    """A form that comes back to the tab of study; for those who draft orders."""

    abstract = True
    permission = permissions.ORDER_DRAFT

    @property
    def study_url(self) -> str:
        return f"{self.card_url}?tab=study"

    def initial(self) -> dict[str, Any]:
        return {"on": self.today}


class OfDebt(OnStudyTab):
    """A page about an academic debt; for those who hold the class of education too."""

    abstract = True

    def prepare(self) -> None:
        super().prepare()
        if not holds(self.actor, Privacy.EDUCATION):
            raise Http404
        rows = {row.id: row for row in arrangements.debts_of(self.card_id)}
        if self.kwargs["debt_id"] not in rows:
            raise Http404
        self.row = rows[self.kwargs["debt_id"]]

    def heading(self) -> str:
        subject = self.row.subject or _("subject not named")
        return f"{self.title}: {subject}, {self.head.name.full}"


class AttemptPage(OfDebt):
    title = gettext_lazy("Attempt to make up for an academic debt")
    submit = gettext_lazy("Write down")
    done = gettext_lazy("The attempt is written down.")
    form_class = AttemptForm

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        services.record_debt_attempt(
            debt_id=self.row.id, on=values["on"], is_passed=values["result"] == PASSED,
            commission=values["commission"], by=self.actor,
        )  # fmt: skip
        return self.study_url


class DebtForm(Form):
    """What is owed, and until when."""

    subject = TextField(label=gettext_lazy("Subject of the debt"), max_length=120)
    due_on = DayField(label=gettext_lazy("To be made up for until"))


class CorrectDebtPage(OfDebt):
    title = gettext_lazy("Correct an academic debt")
    lead = gettext_lazy("The order stays as it was signed; attempts and orders to come are about what stands here.")
    submit = gettext_lazy("Save")
    done = gettext_lazy("The debt is corrected.")
    form_class = DebtForm

    def initial(self) -> dict[str, Any]:
        return {"subject": self.row.subject, "due_on": self.row.due_on}

    def perform(self, form: Any) -> str:
        services.correct_debt(debt_id=self.row.id, by=self.actor, **form.cleaned_data)
        return self.study_url


class CertificateForm(Form):
    """What stands on the certificate."""

    series = TextField(label=gettext_lazy("Series"), required=False, max_length=20)
    number = TextField(label=gettext_lazy("Number"), max_length=40)
    issued_on = DayField(label=gettext_lazy("Issued on"))
    examination = HandbookField("final_examination", label=gettext_lazy("Final examination"), required=False)


class CertificatePage(OnStudyTab):
    title = gettext_lazy("Certificate of education")
    submit = gettext_lazy("Write down")
    done = gettext_lazy("The certificate is written down.")
    form_class = CertificateForm

    def prepare(self) -> None:
        super().prepare()
        if not holds(self.actor, Privacy.DOCUMENT):
            raise Http404
        found = completions.completions_of(
            self.card_id, sees_documents=True, sees_education=holds(self.actor, Privacy.EDUCATION)
        )
        rows = {row.id: row for row in found}
        if self.kwargs["completion_id"] not in rows:
            raise Http404
        self.row = rows[self.kwargs["completion_id"]]

    def heading(self) -> str:
        return f"{capfirst(self.row.certificate)}: {self.head.name.full}"

    def initial(self) -> dict[str, Any]:
        row = self.row
        return {
            "series": row.series, "number": row.number, "issued_on": row.issued_on or self.today,
            "examination": row.examination_code,
        }  # fmt: skip

    def perform(self, form: Any) -> str:
        certificate = services.Certificate(**form.cleaned_data)
        services.record_certificate(completion_id=self.row.id, certificate=certificate, by=self.actor)
        return self.study_url


class ArrivalPage(OnStudyTab):
    title = gettext_lazy("Confirmation of arrival")
    lead = gettext_lazy("The organisation where the student went has confirmed that he studies there.")
    submit = gettext_lazy("Write down")
    done = gettext_lazy("The confirmation is written down.")
    form_class = ArrivalForm

    def prepare(self) -> None:
        super().prepare()
        rows = {row.id: row for row in cards.enrolments_of(self.card_id, by=self.actor)}
        if self.kwargs["enrolment_id"] not in rows:
            raise Http404
        self.row = rows[self.kwargs["enrolment_id"]]

    def heading(self) -> str:
        return f"{self.title}: {self.head.name.full}"

    def initial(self) -> dict[str, Any]:
        return {"on": self.row.confirmed_on or self.today, "document": self.row.confirmation}

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        services.confirm_arrival(enrolment_id=self.row.id, on=values["on"], document=values["document"], by=self.actor)
        return self.study_url
