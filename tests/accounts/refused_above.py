"""Each refusal about compromised accounts above organisations, and how it is brought about: page, interface, command."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from shared_apps.accounts import services
from shared_apps.accounts.actor import Actor
from shared_apps.accounts.compromise_models import CompromiseCase
from shared_apps.accounts.models import Account
from shared_apps.accounts.services import refusals as r
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from shared_apps.organisations.undoing import protocol
from tests.factories.accounts import member
from tests.refusing.doors import Call, Command, Knock

from .conftest import SYSTEM, actor
from .refused_world import Desk
from .voiding import reported

Case = Callable[["Above"], Knock]
OPERATOR = "at the command stands the operator of the platform, another person"
FORM_ASKS = "the form has it as a field that must be filled in"


class Above(Desk):
    """The desk of an administrator of the region, another one, and a thief of a third one's account."""

    def __init__(self, school: Organisation) -> None:
        super().__init__(school)
        self.me = actor(self.regadmin)
        self.another = actor(member("desk-another", "regadmin"))
        self.thief = member("desk-thief", "regadmin")

    def renames(self, who: Account | None = None, by: Account | None = None) -> None:
        target = who or self.head
        services.rename_account(account_id=target.pk, name="Подставной Иван", by=actor(by or self.thief))

    def case(self, *, of: Account | None = None, done: bool = True) -> int:
        """A report of the thief, who has renamed the head."""
        if done:
            self.renames(by=of)
        return reported(of or self.thief)


def knocking(
    w: Above, case: int, path: str, service: Callable[..., Any], *, command: Sequence[str] | str | None = None,
    page: str | None = None, form: dict[str, Any] | None = None, by: Actor | None = None, **sent: Any,
) -> Knock:  # fmt: skip
    """`path`: the last part of the page's and the endpoint's address, and the command's word."""
    words = command if command is not None else [path, str(case)]
    return Knock(
        service=lambda: service(case_id=case, by=by or w.me, **sent),
        page=page or Call(f"/admin/compromised/{case}/{path}/", form if form is not None else sent),
        api=Call(f"/admin/api/v1/compromised/{case}/{path}/", sent),
        command=words if isinstance(words, str) else Command("compromised", list(words)),
    )


def proposing(w: Above, case: int, **more: Any) -> Knock:
    return knocking(w, case, "propose", services.propose_above, **more)


def _own(w: Above) -> Knock:
    case = w.case(of=w.regadmin)
    with shared(by=SYSTEM):
        Account.objects.filter(pk=w.regadmin.pk).update(frozen_at=None)
    w.knocks(w.regadmin)
    return proposing(w, case, command=OPERATOR)


def _proposed_by_himself(w: Above) -> Knock:
    case = w.case()
    services.propose_above(case_id=case, by=w.me)
    return knocking(w, case, "confirm", services.confirm_above, command=OPERATOR)


def _proposed_and_confirmed_by_the_platform(w: Above) -> Knock:
    case = w.case()
    services.propose_above(case_id=case, by=SYSTEM)
    return Knock(
        service=lambda: services.confirm_above(case_id=case, by=SYSTEM),
        page="an administrator is another person",
        api="an administrator is another person",
        command=Command("compromised", ["confirm", str(case)]),
    )


def _decided(w: Above) -> Knock:
    case = w.case()
    services.decide_clean_above(case_id=case, decision="Ничего не сделано", by=w.another)
    return proposing(w, case)


def _not_proposed(w: Above) -> Knock:
    return knocking(w, w.case(), "confirm", services.confirm_above)


def _not_being_voided(w: Above) -> Knock:
    return knocking(w, w.case(), "resume", services.resume_above)


def _without_words(w: Above) -> Knock:
    case = w.case()
    return knocking(
        w, case, "nothing", services.decide_clean_above, decision=" ", page=FORM_ASKS,
        command=["nothing", str(case), "--decision", " "],
    )  # fmt: skip


def _counted_from(moment: datetime, day: str, reason: str) -> Case:
    def case(w: Above) -> Knock:
        number, said = w.case(), moment.isoformat()
        found = knocking(
            w, number, "since", services.count_from_above, since=moment, reason=reason,
            form={"day": day, "reason": reason}, command=["since", str(number), said, "--reason", reason],
        )  # fmt: skip
        return Knock(
            service=found.service, page=found.page, command=found.command,
            api=Call(f"/admin/api/v1/compromised/{number}/since/", {"since": said, "reason": reason}),
        )  # fmt: skip

    return case


def _nobodys(w: Above) -> Knock:
    """A case of an organisation is none of the region's administrators'."""
    services.report_compromise(account_id=w.head.pk, by=actor(w.head))
    with shared(by=SYSTEM):
        case = CompromiseCase.objects.get(organisation=w.school).pk
    gone = "there is no such page"
    return Knock(
        service=lambda: services.propose_above(case_id=case, by=w.me), page=gone, api=gone,
        command=Command("compromised", ["propose", str(case)]),
    )  # fmt: skip


def _nothing_done(w: Above) -> Knock:
    return proposing(w, w.case(done=False))


def _all_in_conflict(w: Above) -> Knock:
    case = w.case()
    services.rename_account(account_id=w.head.pk, name="Настоящий Иван", by=w.another)
    return proposing(w, case)


LONG_AGO = datetime(1926, 9, 1, tzinfo=UTC)
YESTERDAY, TOMORROW = (timezone.localtime() + timedelta(days=days) for days in (-1, 1))

CASES: dict[type[Refused], tuple[Case, ...]] = {
    r.OwnAccountReported: (_own,),
    r.SecondPersonNeeded: (_proposed_by_himself, _proposed_and_confirmed_by_the_platform),
    r.CaseDecided: (_decided,),
    r.CaseChanged: (_not_proposed, _not_being_voided),
    r.DecisionMissing: (_without_words,),
    r.NoSuchCase: (_nobodys,),
    r.EarlierNeedsReason: (_counted_from(YESTERDAY, f"{YESTERDAY:%d.%m.%Y}", ""),),
    r.MomentInTheFuture: (_counted_from(TOMORROW, f"{TOMORROW:%d.%m.%Y}", "Так сказал владелец"),),
    r.MomentTooLongAgo: (_counted_from(LONG_AGO, "01.09.1926", "Так сказал владелец"),),
    protocol.NothingChosen: (_nothing_done,),
    protocol.NothingToTakeBack: (_all_in_conflict,),
}
