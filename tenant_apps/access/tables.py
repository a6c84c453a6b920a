"""Columns of the lists of access."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shared_apps.accounts import queries as accounts
from shared_apps.accounts.compromise_models import CompromiseCase
from shared_apps.ui.address import numbered
from shared_apps.ui.tables import BadgeColumn, DateTimeColumn, Empty, NumberColumn, Table, TextColumn

from .queries.families import FamilyRow
from .queries.staff import StaffRow

WHO = {"guardian": pgettext_lazy("access", "guardian"), "student": pgettext_lazy("access", "student")}
READ = {"read": pgettext_lazy("notice", "read"), "unread": pgettext_lazy("notice", "not read yet")}


class FamilyTable(Table):
    caption = _("Accounts of families")
    empty = Empty(
        _("There is nobody here to invite."),
        _("Students of the class and their legal representatives stand here: add guardians on the students' cards."),
    )
    name = TextColumn(
        pgettext_lazy("person", "Name"),
        order_by="key",
        link=lambda record: numbered(
            "students:card" if record.role == "student" else "people:guardian", record.card_id
        ),
    )
    role = TextColumn(pgettext_lazy("access", "Who"), labels=WHO)
    state = BadgeColumn(_("State"), tones=accounts.ACCESS_TONES, labels=accounts.ACCESS_STATES)
    about = TextColumn(_("Children or class"))
    login = TextColumn(_("Login"), optional=True)
    last_sign_in_at = DateTimeColumn(_("Last signed in"))
    expires_at = DateTimeColumn(_("Sheet works until"))
    actions = TextColumn(_("Actions"), empty_values=(), orderable=False, exclude_from_export=True)

    def render_actions(self, record: FamilyRow) -> SafeString | str:
        if record.state not in ("none", "invited", "expired"):
            return ""
        words = gettext("Invite") if record.state == "none" else gettext("New sheet")
        return _links(
            (f"{reverse('access:issue_families')}?card={record.role}-{record.card_id}", words),
            (_revoke_url(record.invitation_id), gettext("Revoke")),
        )


class StaffTable(Table):
    caption = _("Accounts of employees")
    empty = Empty(_("There are no employees yet."), _("Those who hold a post today stand here."))
    name = TextColumn(
        pgettext_lazy("person", "Name"),
        order_by="key",
        link=lambda record: numbered("people:employee", record.card_id),
    )
    posts = TextColumn(_("Posts"))
    roles = TextColumn(_("Roles"))
    invited_as = TextColumn(_("Invited as"))
    state = BadgeColumn(_("State"), tones=accounts.ACCESS_TONES, labels=accounts.ACCESS_STATES)
    login = TextColumn(_("Login"), optional=True)
    last_sign_in_at = DateTimeColumn(_("Last signed in"))
    actions = TextColumn(_("Actions"), empty_values=(), orderable=False, exclude_from_export=True)

    def render_actions(self, record: StaffRow) -> SafeString | str:
        sheets = [one.invitation_id for one in record.by_role.values() if one.invitation_id is not None]
        return _links(
            (f"{reverse('access:issue_staff')}?card={record.card_id}", gettext("Invite")),
            *((_revoke_url(pk), gettext("Revoke")) for pk in sheets),
        )


class CaseTable(Table):
    caption = _("Compromised accounts")
    empty = Empty(
        _("No account was reported as compromised."),
        _("Everybody reports his own in the menu of the profile; administrators report one on its card."),
    )
    account = TextColumn(_("Account"), link="access:report")
    roles = TextColumn(_("Roles"))
    registered_at = DateTimeColumn(_("Registered"))
    registered_by = TextColumn(_("Reported by"))
    since = DateTimeColumn(_("Operations count since"))
    state = BadgeColumn(_("State"), tones=accounts.CASE_TONES, labels=dict(CompromiseCase.State.choices))
    decided_at = DateTimeColumn(_("Decided"))
    released_at = DateTimeColumn(_("Account released"))


class ToldTable(Table):
    caption = _("Families that were told")
    empty = Empty(_("Nobody was told."), _("Voided operations touched no student's records."))
    name = TextColumn(
        pgettext_lazy("person", "Student"),
        order_by="key",
        link=lambda record: reverse("students:card", args=[record.student_id]),
    )
    class_name = TextColumn(_("Class"))
    changes = NumberColumn(_("Voided changes"))
    told_at = DateTimeColumn(_("Told"))
    state = BadgeColumn(pgettext_lazy("notice", "Read"), tones={"read": "ok", "unread": "warn"}, labels=READ)
    read_name = TextColumn(_("Who has read it"))
    read_at = DateTimeColumn(_("When"))


def _revoke_url(invitation_id: int | None) -> str:
    return numbered("access:revoke", invitation_id) if invitation_id is not None else ""


def _links(*pairs: tuple[str, Any]) -> SafeString | str:
    made = [format_html('<a href="{}">{}</a>', url, words) for url, words in pairs if url]
    return format_html(" · ".join("{}" for _one in made), *made) if made else ""
