"""A school whose people are invited and whose accounts may be compromised, and the operations as every door takes them.

A case says who knocks (`knocker`): services ask for the role of the actor, pages and endpoints for his browser.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.test import Client
from django.utils import timezone

from shared_apps.accounts import services as accounts
from shared_apps.accounts.actor import Actor
from shared_apps.accounts.models import Account
from shared_apps.organisations.crossing import inside, shared
from tenant_apps.access import services
from tests.factories.accounts import browser
from tests.factories.grants import ORDER
from tests.refusing.doors import ORGANISATION, Call, Command, Knock, Place

from .conftest import BY, PAPER, Acting, Filled

API = "api/v1/access/"
NO_COMMAND = "reports of an organisation are looked through and decided by persons: no command does it"
ANY_CLASS, ANY_ROLE = (
    "the operator of the platform sees every class",
    "the operator of the platform is above every role",
)
READS_ITSELF = "the command reads the list itself: nothing comes between"

Card = tuple[str, int]


class Entrance(Place):
    """The filled school; `who` knocks, until a case says otherwise the head."""

    client: Client

    def __init__(self, filled: Filled, acting: Acting, thief: Actor) -> None:
        super().__init__(filled.organisation)
        self.filled, self.acting, self.thief = filled, acting, thief
        self.door: Callable[[], AbstractContextManager[Any]] | None = None
        self.knocker("director")

    def inside(self) -> AbstractContextManager[Any]:
        return self.door() if self.door is not None else inside(self.school, by=self.who)

    def knocker(self, role: str, **more: Any) -> Actor:
        """From now on somebody with this role knocks."""
        return self.is_knocked_by(self.acting(role, **more))

    def is_knocked_by(self, who: Actor) -> Actor:
        self.who = who
        with shared(by=BY):
            account = Account.objects.get(pk=who.account_id)
        self.client = browser(account)
        return who

    def invited(self, *cards: Card) -> list[int]:
        """Sheets made by the head; their numbers."""
        from shared_apps.accounts.invitation_models import Invitation

        head = self.acting("director", login="inviter")
        with inside(self.school, by=head):
            services.invite_families(cards=cards, seen=0, organisation=self.filled.reference, paper=PAPER, by=head)
        with shared(by=BY):
            return list(Invitation.objects.order_by("pk").values_list("pk", flat=True))


@contextmanager
def no_door() -> Iterator[Any]:
    """For services that open their own; what they write is in the test's transaction."""
    with nullcontext(SimpleNamespace(roll_back=lambda: None)) as found:
        yield found


# --- invitations ----------------------------------------------------------------------------------------------------


def _sheets(*arguments: object) -> Command:
    """The command that makes sheets, refused before it writes the file."""
    made = [str(one) for one in arguments]
    return Command(
        "access", [made[0], ORGANISATION, *made[1:], "--out", "/tmp/refused.pdf", "--address", "https://svod/"]
    )


def inviting(place: Entrance, *cards: Card, page: Call | str, command: Command | str = "") -> Knock:
    named = [f"--card={role}-{card}" for role, card in cards] or ["--who", "guardian"]
    body = {"cards": [{"role": role, "card_id": card} for role, card in cards], "seen": 0}
    return Knock(
        service=lambda: services.invite_families(
            cards=cards, seen=0, organisation=place.filled.reference, paper=PAPER, by=place.who
        ),
        page=page,
        api=Call(f"{API}families/invitations/", body),
        command=command or _sheets("families", *named),
    )


def deciding(place: Entrance, *roles: int, page: Call | str) -> Knock:
    """Roles proposed to employees who have come."""
    return Knock(
        service=lambda: accounts.confirm_proposals(proposal_ids=roles, organisation_id=place.school.pk, by=place.who),
        page=page,
        api=Call(f"{API}employees/proposed/", {"proposals": list(roles), "give": True}),
        command="roles are given by persons: no command does it",
    )


def sheet_of(role: str, card: int) -> Call:
    """The page that makes one sheet."""
    return Call(f"access/families/sheets/?card={role}-{card}", {"layout": "three", "seen": 0})


def sheets_of(who: str, which: str = "new") -> Call:
    """The page that makes sheets of many."""
    return Call("access/families/sheets/", {"layout": "three", "seen": 0, "who": who, "which": which})


def hiring_in(place: Entrance, role: str, card: int, *, page: str, command: str = "") -> Knock:
    """Inviting an employee."""
    return Knock(
        service=lambda: services.invite_employees(
            role=role, cards=[card], seen=0, organisation=place.filled.reference, paper=PAPER, by=place.who, **ORDER
        ),
        page=page,
        api=Call(f"{API}employees/invitations/", {"role": role, "cards": [card], "seen": 0, **ORDER}),
        command=command or _sheets("employees", "--role", role, "--card", card),
    )


def revoking(place: Entrance, invitation: int, command: str = "") -> Knock:
    return Knock(
        service=lambda: services.revoke(invitation_id=invitation, organisation_id=place.school.pk, by=place.who),
        page=Call(f"access/invitations/{invitation}/revoke/", {}),
        api=Call(f"{API}invitations/{invitation}/revoke/", {}),
        command=command or Command("access", ["revoke", ORGANISATION, str(invitation)]),
    )


# --- compromised accounts -------------------------------------------------------------------------------------------


def reporting(
    place: Entrance, account: int, since: datetime | None = None, reason: str = "", command: str = ""
) -> Knock:
    """An administrator reports an account."""
    with shared(by=BY):
        login = Account.objects.get(pk=account).login
    asked = ["--since", since.isoformat(), "--reason", reason] if since is not None else []
    return Knock(
        service=lambda: accounts.report_compromise(account_id=account, known_since=since, note=reason, by=place.who),
        page=Call(f"accounts/{account}/compromised/", {**_moment(since), "reason": reason}),
        api=Call(f"{API}compromised/", {"account_id": account, "known_since": since, "reason": reason}),
        command=command or Command("compromised", ["report", login, *asked]),
    )


def counting(place: Entrance, case: int, since: datetime, reason: str = "") -> Knock:
    """Operations count from another moment."""
    return Knock(
        service=lambda: services.count_from(since=since, reason=reason, **_named(place, case)),
        page=Call(f"access/compromised/{case}/since/", {**_moment(since), "reason": reason}),
        api=Call(f"{API}compromised/{case}/since/", {"since": since, "reason": reason}),
        command=NO_COMMAND,
    )


def proposing(place: Entrance, case: int) -> Knock:
    return _of_case(place, case, services.propose_voiding, "propose")


def confirming(place: Entrance, case: int) -> Knock:
    return _of_case(place, case, services.confirm_voiding, "confirm")


def clearing(place: Entrance, case: int, decision: str, *, page: str = "") -> Knock:
    """There is nothing to void."""
    return Knock(
        service=lambda: services.decide_clean(decision=decision, **_named(place, case)),
        page=page or Call(f"access/compromised/{case}/nothing/", {"decision": decision}),
        api=Call(f"{API}compromised/{case}/nothing/", {"decision": decision}),
        command=NO_COMMAND,
    )


def releasing(place: Entrance, report: int, account: int) -> Knock:
    """The account works again; its password is shown once, on the page."""
    return Knock(
        service=lambda: accounts.release_account(report_id=report, by=place.who),
        page=Call(f"accounts/{account}/release/", {}),
        api="a new temporary password is handed over in person: programs get none",
        command=NO_COMMAND,
    )


def _of_case(place: Entrance, case: int, service: Callable[..., Any], name: str) -> Knock:
    return Knock(
        service=lambda: service(**_named(place, case)),
        page=Call(f"access/compromised/{case}/{name}/", {}),
        api=Call(f"{API}compromised/{case}/{name}/", {}),
        command=NO_COMMAND,
    )


def _named(place: Entrance, case: int) -> dict[str, Any]:
    return {"case_id": case, "organisation_id": place.school.pk, "by": place.who}


def _moment(since: datetime | None) -> Mapping[str, str]:
    if since is None:
        return {}
    local = timezone.localtime(since)
    return {"day": f"{local:%d.%m.%Y}", "time": f"{local:%H:%M}"}
