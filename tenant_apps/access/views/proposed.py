"""Roles of employees who have come from a reorganised organisation: given or not, by the successor's office."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shared_apps.accounts import permissions
from shared_apps.accounts import services as accounts
from shared_apps.accounts.pages import InOrganisation
from shared_apps.ui.numbers import ru_date, ru_num
from shared_apps.ui.page import Crumb, FormPage

from ..forms import ProposedForm
from ..queries.proposed import ProposedRow, proposed_rows


class ProposedPage(InOrganisation, FormPage):
    """What the accounts were for where the employees came from; the reader decides of roles that he gives."""

    permission = permissions.INVITE_STAFF
    title = gettext_lazy("Accesses of employees who have come")
    lead = gettext_lazy("They had these roles where they came from. Given ones hold from the day they came.")
    form_class = ProposedForm
    template_name = "access/proposed.html"
    submit = gettext_lazy("Decide")

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Accounts of employees"), reverse("access:staff"))]

    @cached_property
    def rows(self) -> list[ProposedRow]:
        return proposed_rows(self.today, organisation_id=self.organisation.id, by=self.actor)

    def form_kwargs(self) -> Mapping[str, Any]:
        return {"choices": [(str(row.proposal.id), _label(row)) for row in self.rows if row.proposal.may_decide]}

    def initial(self) -> Mapping[str, Any]:
        return {"chosen": [str(row.proposal.id) for row in self.rows if row.proposal.may_decide]}

    def context(self) -> Mapping[str, Any]:
        return {
            "is_empty": not self.rows,
            "may_decide": any(row.proposal.may_decide for row in self.rows),
            "others": [_label(row) for row in self.rows if not row.proposal.may_decide],
        }

    def perform(self, form: Any) -> str:
        said = form.cleaned_data
        decide = accounts.confirm_proposals if said["decision"] == "give" else accounts.decline_proposals
        count = decide(
            proposal_ids=[int(one) for one in said["chosen"]], organisation_id=self.organisation.id, by=self.actor
        )
        given = ngettext("%(number)s role is given.", "%(number)s roles are given.", count)
        declined = ngettext("%(number)s role is not given.", "%(number)s roles are not given.", count)
        self.tell((given if said["decision"] == "give" else declined) % {"number": ru_num(count)})
        return reverse("access:staff")


def _label(row: ProposedRow) -> str:
    one = row.proposal
    words = _("%(name)s: %(role)s since %(day)s; was so in “%(sender)s”; order %(order)s")
    return words % {
        "name": row.name, "role": one.role_title, "day": ru_date(one.valid_from), "sender": one.sender,
        "order": row.order,
    }  # fmt: skip
