"""Accounts of families and employees: who signs in, who is invited; sheets made, printed, revoked."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts import queries as accounts
from shared_apps.accounts import services as account_services
from shared_apps.accounts.pages import InOrganisation
from shared_apps.accounts.roles import ROLES, Role
from shared_apps.organisations.found import found_or_404
from shared_apps.organisations.routing import region_url
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import ChoiceField, Form
from shared_apps.ui.numbers import ru_num
from shared_apps.ui.page import Action, ConfirmPage, Crumb, FormPage, ListPage
from shared_apps.ui.windows import Window
from tenant_apps.enrolment.queries import classes
from tenant_apps.people.names import search_key, words

from .. import services
from ..forms import IssueFamiliesForm, IssueStaffForm, PaperForm
from ..queries import families, staff
from ..queries.families import FamilyRow
from ..queries.staff import StaffRow
from ..services.inviting import MOST, Issued, Paper
from ..tables import FamilyTable, StaffTable

ANY = pgettext_lazy("filter", "Any")
FAMILY_STATES = [(code, accounts.ACCESS_STATES[code]) for code in accounts.ACCESS_STATES]
WAITING = (
    ("new", gettext_lazy("Without a sheet")),
    ("expired", gettext_lazy("Sheet is out of date")),
    ("again", gettext_lazy("Without an account")),
)
STAFF_STATES = [(code, title) for code, title in FAMILY_STATES if code != "young"]


class FamilyParameters(Parameters):
    class_id = ChoiceField(label=gettext_lazy("Class"), required=False, empty=ANY)
    role = ChoiceField(
        label=pgettext_lazy("access", "Who"),
        required=False,
        choices=[(code, ROLES[code].title) for code in families.FAMILY_ROLES],
        empty=ANY,
    )
    state = ChoiceField(label=gettext_lazy("State"), required=False, choices=FAMILY_STATES, empty=ANY)

    def __init__(self, data: Any = None, *, classes: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        self.classes = classes
        super().__init__(data, **kwargs)

    def defaults(self) -> Mapping[str, Any]:
        """Classes are those of today."""
        self.fields["class_id"].choices = [("", ANY), *self.classes]  # type: ignore[attr-defined]
        return super().defaults()


class FamilyListPage(InOrganisation, ListPage):
    """Families of the classes that the reader sees, and how far each has come."""

    permission = permissions.INVITE_FAMILIES
    exports_with = permissions.INVITE_FAMILIES
    title = gettext_lazy("Accounts of families")
    lead = gettext_lazy("Guardians, and students who are old enough, get in by one-time invitation sheets.")
    table_class = FamilyTable
    parameters_class = FamilyParameters
    template_name = "access/families.html"
    search_hint = gettext_lazy("Name of a guardian or a student")

    def parameters_kwargs(self) -> Mapping[str, Any]:
        return {"classes": seen_classes(self)}

    @cached_property
    def families(self) -> families.Families:
        class_id = self.parameters.value("class_id")
        return families.Families(self.today, self.organisation.id, self.actor, int(class_id) if class_id else None)

    def rows(self) -> Window:
        value = self.parameters.value
        asked = families.Asked(role=value("role") or "", state=value("state") or "", words=tuple(words(self.text)))
        return self.families.listed(asked)

    def search(self, rows: Window, text: str) -> Window:
        return rows  # the text is part of what is asked

    def context(self) -> Mapping[str, Any]:
        tiles = []
        for role, states in self.families.counts.items():
            concerned = sum(number for state, number in states.items() if state != "young")
            signing = states.get("works", 0)
            waiting = states.get("invited", 0)
            tiles.append(
                {
                    "title": str(_("Guardians") if role == "guardian" else _("Students who sign in themselves")),
                    "signing": signing,
                    "concerned": concerned,
                    "waiting": waiting,
                    "expired": states.get("expired", 0),
                    "without": states.get("none", 0),
                    "young": states.get("young", 0),
                }
            )
        return {**super().context(), "tiles": tiles}

    def actions(self) -> Sequence[Action]:
        class_id = self.parameters.value("class_id")
        query = f"?class_id={class_id}" if class_id else ""
        return [
            Action(
                _("Make invitation sheets"), reverse("access:issue_families") + query, primary=True, icon="printer",
                key="n",
            )
        ]  # fmt: skip


class StaffParameters(Parameters):
    state = ChoiceField(label=gettext_lazy("State"), required=False, choices=STAFF_STATES, empty=ANY)


class StaffListPage(InOrganisation, ListPage):
    """Employees, and how far each has come."""

    permission = permissions.INVITE_STAFF
    exports_with = permissions.INVITE_STAFF
    title = gettext_lazy("Accounts of employees")
    lead = gettext_lazy("Employees get their roles by one-time invitation sheets.")
    table_class = StaffTable
    parameters_class = StaffParameters
    search_hint = gettext_lazy("Name or post")

    def rows(self) -> list[StaffRow]:
        state = self.parameters.value("state")
        rows = staff.staff_rows(self.today, organisation_id=self.organisation.id, by=self.actor)
        return [row for row in rows if not state or row.state == state]

    def search(self, rows: list[StaffRow], text: str) -> list[StaffRow]:
        return [row for row in rows if all(word in f"{row.key} {search_key(row.posts)}" for word in words(text))]

    def actions(self) -> Sequence[Action]:
        found = [
            Action(_("Make invitation sheets"), reverse("access:issue_staff"), primary=True, icon="printer", key="n")
        ]
        if count := accounts.count_proposed(self.organisation.id, self.actor):
            words = _("Proposed roles (%(count)s)") % {"count": count}
            found.append(Action(words, reverse("access:proposed"), icon="user-check"))
        return found


def seen_classes(page: InOrganisation) -> list[tuple[str, str]]:
    """Classes of today that the reader sees."""
    return classes.class_choices(page.today, by=page.actor)


# --- making sheets ----------------------------------------------------------------------------------------------------


class SheetsPage(InOrganisation, FormPage):
    """A form that makes sheets: what it answers is shown once."""

    abstract = True
    list_name = ""

    def paper(self, form: Any) -> Paper:
        address = self.request.build_absolute_uri(region_url("accounts:code"))
        return Paper(address, one_on_a_page=form.cleaned_data["layout"] == "one")

    def made(self, issued: Issued) -> HttpResponseBase:
        """The page with the file in itself: Svod keeps no copy to give again."""
        template = "access/issued.html#form" if self.request.htmx else "access/issued.html"
        count = len(issued.names)
        words = ngettext("%(number)s sheet is made.", "%(number)s sheets are made.", count)
        content = base64.b64encode(issued.file.content).decode()
        return TemplateResponse(
            self.request,
            template,
            {
                "page": self,
                "words": words % {"number": ru_num(count)},
                "link": f"data:{issued.file.content_type};base64,{content}",
                "file_name": issued.file.name,
                "names": issued.names,
                "url": reverse(self.list_name),
            },
        )


class IssueFamiliesPage(SheetsPage):
    """Sheets for a class, for the organisation, or for one card (?card=guardian-5)."""

    permission = permissions.INVITE_FAMILIES
    title = gettext_lazy("Invitation sheets for families")
    submit = gettext_lazy("Make the sheets")
    template_name = "access/issue.html"
    list_name = "access:families"

    @property
    def form_class(self) -> Any:  # type: ignore[override]
        return PaperForm if self.one is not None else IssueFamiliesForm

    @cached_property
    def class_id(self) -> int | None:
        asked = self.request.GET.get("class_id", "")
        if not asked:
            return None
        if asked not in dict(seen_classes(self)):
            raise Http404
        return int(asked)

    @cached_property
    def rows(self) -> list[FamilyRow]:
        return families.family_rows(
            self.today, organisation_id=self.organisation.id, by=self.actor, class_id=self.class_id
        )

    @cached_property
    def one(self) -> FamilyRow | None:
        asked = self.request.GET.get("card", "")
        if not asked:
            return None
        return found_or_404(next((row for row in self.rows if f"{row.role}-{row.card_id}" == asked), None))

    def prepare(self) -> None:
        _chosen = self.one  # a card that is not seen is not there

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Accounts of families"), reverse("access:families"))]

    def heading(self) -> str:
        if self.one is not None:
            return _("Invitation sheet: %(name)s") % {"name": self.one.name}
        if self.class_id is not None:
            return _("Invitation sheets: %(name)s") % {"name": dict(seen_classes(self))[str(self.class_id)]}
        return str(self.title)

    def initial(self) -> Mapping[str, Any]:
        newest = max((row.invitation_id or 0 for row in self.rows), default=0)
        return {"seen": newest, "which": "new", "who": "guardian", "layout": "three"}

    def context(self) -> Mapping[str, Any]:
        if self.one is not None:
            return {"lines": [], "one": self.one, "about": self.one.about, "has_sheet": self.one.invitation_id}
        lines = [
            (title, *(len(families.to_invite(self.rows, which=which, role=role)) for role in families.FAMILY_ROLES))
            for which, title in WAITING
        ]
        return {"lines": lines, "most": MOST, "state_url": reverse("access:families")}

    def perform(self, form: Any) -> HttpResponseBase:
        said = form.cleaned_data
        if self.one is not None:
            cards = [self.one.card]
        else:
            cards = [row.card for row in families.to_invite(self.rows, which=said["which"], role=said["who"])]
        issued = services.invite_families(
            cards=cards,
            seen=int(said.get("seen") or 0),
            organisation=self.organisation,
            paper=self.paper(form),
            class_id=self.class_id,
            by=self.actor,
        )
        return self.made(issued)


class IssueStaffPage(SheetsPage):
    """Sheets for employees: first the role (?role=teacher), then whom."""

    permission = permissions.INVITE_STAFF
    title = gettext_lazy("Invitation sheets for employees")
    submit = gettext_lazy("Make the sheets")
    form_class = IssueStaffForm
    list_name = "access:staff"

    @cached_property
    def roles(self) -> list[Role]:
        return [ROLES[code] for code in staff.STAFF_ROLES if account_services.may_invite(self.actor, code)]

    @cached_property
    def role(self) -> Role | None:
        asked = self.request.GET.get("role")
        found = next((one for one in self.roles if one.code == asked), None)
        if asked and found is None:
            raise Http404
        return found

    @cached_property
    def rows(self) -> list[StaffRow]:
        rows = staff.staff_rows(self.today, organisation_id=self.organisation.id, by=self.actor)
        return staff.invited_as(rows, self.role.code) if self.role is not None else rows

    def prepare(self) -> None:
        _chosen = self.role

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.role is None:
            card = request.GET.get("card", "")
            rest = f"&card={card}" if card.isdecimal() else ""
            choices = [(role.title, f"?role={role.code}{rest}") for role in self.roles]
            context = {"page": self, "choices": choices, "question": _("Which role?")}
            return TemplateResponse(self.request, "accounts/choose_role.html", context)
        return super().get(request, *args, **kwargs)

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Accounts of employees"), reverse("access:staff"))]

    def heading(self) -> str:
        return f"{self.title}: {self.role.title}" if self.role else str(self.title)

    def form_kwargs(self) -> Mapping[str, Any]:
        if self.role is None:
            raise Http404
        return {"role": self.role, "choices": [(str(row.card_id), self._label(row)) for row in self.rows]}

    def initial(self) -> Mapping[str, Any]:
        role, asked = self.role.code if self.role else "", self.request.GET.get("card", "")
        standing = [row.by_role[role].invitation_id or 0 for row in self.rows if role in row.by_role]
        likely = [str(row.card_id) for row in self.rows if staff.proposed_for(row, role)]
        return {"seen": max(standing, default=0), "cards": [asked] if asked else likely, "layout": "three"}

    def perform(self, form: Any) -> HttpResponseBase:
        said = form.cleaned_data
        issued = services.invite_employees(
            role=self.role.code if self.role else "",
            cards=[int(card) for card in said["cards"]],
            seen=int(said.get("seen") or 0),
            organisation=self.organisation,
            paper=self.paper(form),
            order_number=said["order_number"],
            order_date=said["order_date"],
            by=self.actor,
        )
        return self.made(issued)

    def _label(self, row: StaffRow) -> str:
        standing = row.by_role.get(self.role.code) if self.role else None
        state = capfirst(accounts.ACCESS_STATES[standing.state]) if standing else ""
        return "; ".join(str(part) for part in (row.name, row.posts, state) if part)


class RevokePage(InOrganisation, ConfirmPage):
    """The sheet is lost or was given to the wrong person."""

    permission = permissions.INVITE_FAMILIES
    title = gettext_lazy("Revoke the invitation")
    question = gettext_lazy("Revoke this invitation? The sheet that was handed out works no more.")
    submit = gettext_lazy("Revoke")
    done = gettext_lazy("The invitation is revoked.")

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Accounts of families"), reverse("access:families"))]

    def perform(self, form: Form) -> str:
        role = services.revoke(
            invitation_id=self.kwargs["invitation_id"], organisation_id=self.organisation.id, by=self.actor
        )
        return reverse("access:families" if role in families.FAMILY_ROLES else "access:staff")
