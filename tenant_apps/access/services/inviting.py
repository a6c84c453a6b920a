"""Inviting families and employees: codes are made and printed in one go; the sheet is the only place that has them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from shared_apps.accounts import queries as accounts_queries
from shared_apps.accounts import services as accounts
from shared_apps.accounts.roles import ROLES
from shared_apps.accounts.services import Invitee, NewInvitation
from shared_apps.accounts.services import refusals as account_refusals
from shared_apps.organisations.crossing import By
from shared_apps.organisations.references import OrganisationRef
from shared_apps.rules.catalogue import INVITATION_DAYS
from shared_apps.rules.queries import setting
from shared_apps.ui import exports
from shared_apps.ui.exports import File
from shared_apps.ui.numbers import ru_datetime
from shared_apps.ui.sheets import InvitationSheet, PrintedInvitations
from tenant_apps.enrolment.queries.reach import led_classes

from .. import refusals
from ..queries.families import FAMILY_ROLES, Card, FamilyRow, family_rows
from ..queries.staff import STAFF_ROLES, invited_as, staff_rows
from ..rules import own_account_from

MOST = 200
"""Sheets made at once: five seconds of printing."""


@dataclass(frozen=True, slots=True)
class Issued:
    """Sheets were made: the file that has them (its codes are nowhere else), and for whom."""

    file: File
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """How sheets are printed. `address`: of the page where codes are typed, with scheme, host, a slash at its end."""

    address: str
    one_on_a_page: bool = False


def invite_families(
    *, cards: Collection[Card], seen: int, organisation: OrganisationRef, paper: Paper, by: By,
    class_id: int | None = None,
) -> Issued:  # fmt: skip
    """Make and print sheets for guardians and students. Sheets that these cards had die.

    :param seen: the newest invitation that the reader's list showed: a form sent twice is refused.
    :raises NotInYourClass: a card is not of a class that the actor sees.
    :raises TooYoung: a student who has no account of his own yet.
    :raises NobodyInvited, InvitationsChanged, TooManySheets:
    """
    _refuse_too_many(cards)
    days = setting(INVITATION_DAYS)
    rows = family_rows(timezone.localdate(), organisation_id=organisation.id, by=by, class_id=class_id)
    known = {row.card: row for row in rows}
    if not known.keys() >= set(cards):
        raise refusals.NotInYourClass
    chosen = [row for row in rows if row.card in set(cards)]
    young = next((row for row in chosen if row.state == "young"), None)
    if young is not None:
        raise refusals.TooYoung(params={"name": young.name, "years": own_account_from(timezone.localdate())})
    _refuse_unseen(((row.name, row.invitation_id) for row in chosen), seen)
    made: dict[Card, NewInvitation] = {}
    for role in ("guardian", "student"):
        people = [Invitee(row.card_id, row.name, row.invitation_id) for row in chosen if row.role == role]
        if people:
            of_role = accounts.issue_invitations(
                organisation_id=organisation.id, role=role, people=people, days=days, by=by
            )
            made |= {(role, one.card_id): one for one in of_role}
    about = {row.card: _about(row) for row in chosen}
    return _printed([made[row.card] for row in chosen], about, organisation, paper, by)


def invite_employees(
    *, role: str, cards: Collection[int], seen: int, organisation: OrganisationRef, paper: Paper, by: By,
    order_number: str = "", order_date: date | None = None,
) -> Issued:  # fmt: skip
    """Make and print sheets for employees, all for one role, which one order gives them.

    :raises NotAnEmployee: a card holds no post today. :raises NotYoursToInvite: the role is above the issuer's.
    :raises NobodyInvited, InvitationsChanged, TooManySheets, RoleOrderMissing:
    """
    _refuse_too_many(cards)
    if role not in STAFF_ROLES:
        raise account_refusals.NotYoursToInvite(params={"role": str(ROLES[role].title) if role in ROLES else role})
    days = setting(INVITATION_DAYS)
    rows = staff_rows(timezone.localdate(), organisation_id=organisation.id, by=by)
    if not {row.card_id for row in rows} >= set(cards):
        raise refusals.NotAnEmployee
    chosen = [row for row in invited_as(rows, role) if row.card_id in set(cards)]
    standing = {row.card_id: one.invitation_id for row in chosen if (one := row.by_role.get(role)) is not None}
    _refuse_unseen(((row.name, standing.get(row.card_id)) for row in chosen), seen)
    people = [Invitee(row.card_id, row.name, standing.get(row.card_id)) for row in chosen]
    made = accounts.issue_invitations(
        organisation_id=organisation.id, role=role, people=people, days=days, order_number=order_number,
        order_date=order_date, by=by,
    )  # fmt: skip
    posts = {row.card_id: row.posts for row in chosen}
    with translation.override(settings.LANGUAGE_CODE):
        title = str(capfirst(str(ROLES[role].title)))
        about = {(role, card): [(_("Role"), title), (_("Post"), posts[card])] for card in posts}
    return _printed(made, about, organisation, paper, by)


def revoke(*, invitation_id: int, organisation_id: int, by: By) -> str:
    """A sheet is dead from now on. Returns its role.

    :raises NoSuchInvitation, NotYoursToInvite: :raises NotInYourClass: a class teacher's is of another class.
    """
    card = accounts_queries.card_of_invitation(invitation_id, organisation_id, by)
    if card is None:
        raise account_refusals.NoSuchInvitation
    if card[0] in FAMILY_ROLES and led_classes(by) is not None:
        rows = family_rows(timezone.localdate(), organisation_id=organisation_id, by=by)
        if card not in {row.card for row in rows}:
            raise refusals.NotInYourClass
    accounts.revoke_invitation(invitation_id=invitation_id, organisation_id=organisation_id, by=by)
    return card[0]


def _refuse_too_many(cards: Collection[object]) -> None:
    if not cards:
        raise account_refusals.NobodyInvited
    if len(cards) > MOST:
        raise refusals.TooManySheets(params={"most": MOST})


def _refuse_unseen(standing: Iterable[tuple[str, int | None]], seen: int) -> None:
    newer = [name for name, invitation_id in standing if invitation_id is not None and invitation_id > seen]
    if newer:
        raise account_refusals.InvitationsChanged(params={"name": ", ".join(newer[:3])})


def _about(row: FamilyRow) -> list[tuple[str, str]]:
    with translation.override(settings.LANGUAGE_CODE):
        role = (_("Role"), str(capfirst(str(ROLES[row.role].title))))
        return [role, (_("Children") if row.role == "guardian" else _("Class"), row.about)]


def _printed(
    made: Sequence[NewInvitation], about: Mapping[Card, Sequence[tuple[str, str]]], organisation: OrganisationRef,
    paper: Paper, by: By,
) -> Issued:  # fmt: skip
    """A Russian document whatever language the interface has."""
    with translation.override(settings.LANGUAGE_CODE):
        printed = PrintedInvitations(
            executor=by.name,
            subsystem=_("Access rights"),
            organisation=organisation.full_name,
            title=_("Invitations"),
            sheets=[
                InvitationSheet(
                    name=one.name,
                    about=about[one.role, one.card_id],
                    code=one.code,
                    link=f"{paper.address}{accounts.plain_code(one.code)}/",
                )
                for one in made
            ],
            address=paper.address,
            works_until=ru_datetime(min(one.expires_at for one in made)),
            steps=[
                _("Point the phone's camera at the picture, or open the address and type the code."),
                _("Choose a login and a password of your own: only you will know it."),
                _("Have an account already (for a child in another school)? Sign in to it: the role is added."),
            ],
            warning=_("The code works once. Do not give it to anybody; if the sheet is lost, ask for a new one."),
            one_on_a_page=paper.one_on_a_page,
        )
        return Issued(exports.print_document(printed), tuple(one.name for one in made))
