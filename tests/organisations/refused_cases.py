"""Each refusal of the register of organisations, and how it is brought about: in pages, and by the region's file."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations import birth, services
from shared_apps.organisations import refusals as r
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.identity import correct_identity
from shared_apps.organisations.models import Authority, Municipality, Organisation, OrganisationPeriod
from shared_apps.organisations.refusal import Refused
from tests.factories.accounts import browser, member
from tests.refusing.doors import Call, Knock, Place

BY = By(account_id=11, name="Администратор региона")
TODAY = timezone.localdate()
OPENED = date(2020, 9, 1)
NO_API = "the register is kept in pages and by files: no program registers organisations"
BY_FILE = "the command loads a file, whose rows say it"
NO_COMMAND = "the command loads files of organisations"
UNDOING_ASKS = "undoing an import asks first, and names what stays as it is"


class Register(Place):
    """A school "proba" that is registered since 2020, and the region's administrator."""

    def __init__(self, school: Organisation) -> None:
        super().__init__(school)
        self.client = browser(member("register-regadmin", "regadmin"))
        with shared(by=BY):
            load_catalogue()
            self.place = Municipality.objects.create(
                name="Пробный район", oktmo="03701000", kind="district", valid_from=date(2000, 1, 1)
            )
            self.known = birth.request_organisation(**self.names("23-0902", "proba"), opened_on=OPENED, by=BY)
            Organisation.objects.filter(pk=self.known.pk).update(state="ready", schema_version="1")

    def inside(self) -> AbstractContextManager[Any]:
        return shared(by=BY)

    def names(self, code: str, slug: str) -> dict[str, Any]:
        return {
            "code": code, "slug": slug, "full_name": "Школа № 902", "short_name": "СОШ № 902", "kind": "school",
            "locality": "urban", "municipality": self.place, "authority": None, "address": "",
        }  # fmt: skip

    @property
    def said(self) -> services.Particulars:
        named = {name: value for name, value in self.names("", "").items() if name not in ("code", "slug")}
        return services.Particulars(**named, order_number="", order_date=None)

    def period(self) -> OrganisationPeriod:
        """The latest one."""
        return OrganisationPeriod.objects.filter(organisation=self.known).latest("valid_from")

    def renamed(self, on: date) -> OrganisationPeriod:
        other = replace(self.said, short_name="Лицей № 902")
        return services.change_particulars(organisation=self.known, particulars=other, on=on, by=BY)

    def closed(self, on: date) -> None:
        services.close_organisation(organisation=self.known, on=on, order_number="1", order_date=on, by=BY)
        self.known.refresh_from_db()


def form_of(names: Mapping[str, Any]) -> dict[str, Any]:
    return {**names, "municipality": names["municipality"].pk, "authority": "", "order_number": "", "order_date": ""}


def requesting(w: Register, code: str, slug: str) -> Knock:
    names = w.names(code, slug)
    return Knock(
        service=lambda: birth.request_organisation(**names, opened_on=TODAY, by=BY),
        page=Call("/admin/organisations/new/", {**form_of(names), "on": TODAY}),
        api=NO_API,
        command=BY_FILE,
        file=BY_FILE,
    )


def renaming(w: Register, on: date) -> Knock:
    other = replace(w.said, short_name="Гимназия № 902")
    return Knock(
        service=lambda: services.change_particulars(organisation=w.known, particulars=other, on=on, by=BY),
        page=Call(f"/admin/organisations/{w.known.pk}/rename/", {**form_of(other.__dict__), "on": on}),
        api=NO_API,
        command=BY_FILE,
        file=BY_FILE,
    )


def correcting(w: Register, period: OrganisationPeriod, since: date, **changes: Any) -> Knock:
    said = replace(w.said, **changes)
    return Knock(
        service=lambda: services.correct_particulars(
            period=period, particulars=said, since=since, reason="опечатка", by=BY
        ),
        page=Call(
            f"/admin/organisations/{w.known.pk}/names/{period.pk}/correct/",
            {**form_of(said.__dict__), "since": since, "reason": "опечатка"},
        ),
        api=NO_API,
        command=NO_COMMAND,
    )


def net(service: Callable[[], Any], why: str) -> Knock:
    """What no door leads to, because it is asked before."""
    return Knock(service=service, page=why, api=NO_API, command=why)


def _supervised_twice(w: Register) -> Knock:
    body = Authority.objects.create(code="near", name="Ведомство", short_name="Ведомство", valid_from=OPENED)
    services.begin_supervision(authority=body, organisation=w.known, on=OPENED, by=BY)
    return Knock(
        service=lambda: services.begin_supervision(authority=body, organisation=w.known, on=TODAY, by=BY),
        page=Call(
            f"/admin/organisations/{w.known.pk}/supervision/",
            {"authority": body.pk, "on": TODAY, "order_number": ""},
        ),
        api=NO_API,
        command=NO_COMMAND,
    )


def _closed_since(w: Register) -> Knock:
    w.closed(TODAY - timedelta(days=30))
    return renaming(w, TODAY)


def _crossing(w: Register) -> Knock:
    return correcting(w, w.renamed(TODAY), OPENED, short_name="Лицей № 902")


Case = Callable[[Register], Knock]


def _bad_address(w: Register) -> Knock:
    form = {"code": "23-0902", "slug": "школа", "reason": "опечатка"}
    return Knock(
        service=lambda: correct_identity(organisation=w.known, by=BY, **form),
        page=Call(f"/admin/organisations/{w.known.pk}/identity/", form),
        api=NO_API,
        command=NO_COMMAND,
    )


def _prepared(w: Register) -> Knock:
    return Knock(
        service=lambda: services.withdraw_organisation(organisation=w.known, reason="дважды", by=BY),
        page=Call(f"/admin/organisations/{w.known.pk}/withdraw/", {"reason": "дважды"}),
        api=NO_API,
        command=NO_COMMAND,
    )


CASES: dict[type[Refused], Case] = {
    r.AddressTaken: lambda w: requesting(w, "23-0999", "proba"),
    r.CodeTaken: lambda w: requesting(w, "23-0902", "inaja"),
    r.BadAddress: _bad_address,
    r.AlreadyPrepared: _prepared,
    r.DateTaken: lambda w: renaming(w, OPENED),
    r.NothingBefore: lambda w: net(lambda: services.take_particulars_back(organisation=w.known, by=BY), UNDOING_ASKS),
    r.CorrectionCrosses: _crossing,
    r.OpeningNotLater: lambda w: correcting(w, w.period(), OPENED + timedelta(days=1)),
    r.NothingCorrected: lambda w: correcting(w, w.period(), OPENED),
    r.AlreadyClosed: _closed_since,
    r.ClosingTooEarly: lambda w: net(
        lambda: w.closed(OPENED), "a reorganisation closes organisations, in the work that follows its plan"
    ),
    r.AlreadySupervised: _supervised_twice,
}

TITLES = (
    "Код", "Адрес страниц", "Краткое наименование", "Полное наименование", "Вид организации", "ОКТМО", "Местность",
    "Действует с",
)  # fmt: skip
NEW = ("23-0999", "novaja", "СОШ № 999", "Школа № 999", "", "03701000", "город", "")
ROWS: dict[type[Refused], Sequence[str]] = {
    r.AddressTaken: ("23-0999", "proba", *NEW[2:]),
    r.DateTaken: ("23-0902", "", "Гимназия № 902", "", "", "", "", "01.09.2020"),
    r.AlreadyClosed: ("23-0902", "", "Гимназия № 902", "", "", "", "", f"{TODAY:%d.%m.%Y}"),
}
"""A row of the region's file that says the same. A code that is taken is the organisation's own: the row changes it."""
