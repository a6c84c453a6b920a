"""The shared rows of the demo: municipalities, authorities, organisations with their dated names, supervision."""

from datetime import date

from deploy.demo.days import Days
from deploy.demo.filling import BY
from deploy.demo.region_plan import PlannedOrganisation, municipalities
from shared_apps.organisations import birth, services, territory
from shared_apps.organisations.models import Authority, Municipality
from shared_apps.organisations.territory import AuthoritySaid, MunicipalitySaid

SINCE = date(2000, 1, 1)
UNVERIFIED = "Код ОКТМО не проверен по классификатору."
NO_CODE = "Код ОКТМО не установлен."
AUTHORITIES = {  # code: name, short name
    "education": ("Министерство образования и науки Краснодарского края", "Минобразования края"),
    "culture": ("Министерство культуры Краснодарского края", "Минкультуры края"),
    "sport": ("Министерство физической культуры и спорта Краснодарского края", "Минспорт края"),
    "cossacks": (
        "Департамент по делам казачества, военным вопросам и работе с допризывной молодёжью Краснодарского края",
        "Департамент по делам казачества",
    ),
}
SUPERVISED = {"culture": ("second", "renamed"), "sport": ("main",), "cossacks": ("village", "renamed")}
"""Parts of the plan whose schools an authority watches besides those subordinate to it."""


def register(region: list[PlannedOrganisation], days: Days) -> None:
    """All shared rows. Call inside shared()."""
    places = {}
    for facts in municipalities():
        places[facts.name] = territory.enter_municipality(
            said=MunicipalitySaid(name=facts.name, kind=facts.kind, oktmo=facts.oktmo), since=SINCE,
            note=UNVERIFIED if facts.oktmo else NO_CODE, latitude=facts.latitude, longitude=facts.longitude, by=BY,
        )  # fmt: skip
    authorities = {
        code: territory.enter_authority(code=code, said=AuthoritySaid(name=name, short_name=short), since=SINCE, by=BY)
        for code, (name, short) in AUTHORITIES.items()
    }
    for planned in region:
        _register(planned, places[planned.municipality], authorities, days)


def _register(planned: PlannedOrganisation, place: Municipality, authorities: dict[str, Authority], days: Days) -> None:
    authority = authorities["culture" if planned.of_culture else "education"]
    name = planned.former or planned.name
    organisation = birth.request_organisation(
        slug=planned.slug, code=planned.code, full_name=name.full, short_name=name.short, kind=planned.kind,
        locality=planned.locality, municipality=place, authority=authority, opened_on=planned.opened_on,
        address=planned.place.address, is_demo=True, by=BY,
    )  # fmt: skip
    if planned.former:
        on = date(days.first + 1, 1, 15)
        services.change_particulars(
            organisation=organisation,
            particulars=services.Particulars(
                full_name=planned.name.full, short_name=planned.name.short, kind=planned.kind,
                locality=planned.locality, municipality=place, authority=authority, address=planned.place.address,
                order_number="12", order_date=date(on.year - 1, 12, 19),
            ),
            on=on, by=BY,
        )  # fmt: skip
    for code, parts in SUPERVISED.items():
        if planned.part in parts:
            services.begin_supervision(
                authority=authorities[code], organisation=organisation, on=date(days.first, 9, 1),
                order_number=f"{len(code)}-н", by=BY,
            )  # fmt: skip
