"""The rest of an organisation's card: codes, documents, deputies, safety and the Internet, buildings."""

from datetime import date
from random import Random
from typing import Any

from deploy.demo import names
from deploy.demo.region_plan import PlannedOrganisation
from shared_apps.handbooks.identifiers import classifier_control
from tenant_apps.passport.models import Building

OKVED = {"school": ("85.14", "85.12; 85.13"), "kindergarten": ("85.11", "88.91"), "centre": ("85.41", "")}
FILTERS = ("SkyDNS Школа", "Интернет Цензор", "КонтентФильтр оператора связи", "NetPolice")
GAPS = 0.25
"""One organisation in four has left something of the card empty."""


def card(planned: PlannedOrganisation, rng: Random) -> dict[str, Any]:
    """Columns of the passport beyond figures and contacts; the same for the same generator."""
    okpo = f"{rng.randrange(10**6, 10**7)}"
    main, more = OKVED[planned.kind]
    opened = max(planned.opened_on, date(1995, 1, 1))
    place = planned.place
    found: dict[str, Any] = {
        "status": "working",
        "governing_body": "Управление образования администрации муниципального образования",
        "school_week": "six" if planned.kind == "school" and rng.random() < 0.4 else "five",
        "ownership": "municipal",
        "okpo": okpo + classifier_control(okpo),
        "okato": f"032{rng.randrange(10**5):05d}",
        "oktmo": f"036{rng.randrange(10**5):05d}",
        "okogu": "4210007",
        "okved": main.replace(".", ""),
        "okved_more": more,
        "charter_number": str(rng.randint(100, 2900)),
        "charter_on": date(rng.randint(2013, 2021), rng.randint(1, 12), rng.randint(1, 28)),
        "licence_number": f"Л035-01218-23/00{rng.randrange(10**6):06d}",
        "licence_on": date(max(2012, opened.year), rng.randint(1, 12), rng.randint(1, 28)),
        "licence_by": "Министерство образования и науки Краснодарского края",
        "settlement_kind": place.kind,
        "settlement": place.address,
        "legal_address": f"{place.address}, ул. Школьная, {rng.randint(1, 90)}",
        "has_video": rng.random() < 0.95,
        "computers_online": max(3, round(planned.students * rng.uniform(0.04, 0.13))),
        "content_filter": rng.choice(FILTERS),
        "internet_speed": rng.choice([50, 100, 100, 100, 200, 300]),
    }
    if planned.kind == "school":
        found["accreditation_number"] = f"А007-01218-23/0{rng.randrange(10**7):07d}"
        found["accreditation_on"] = date(rng.randint(2012, 2020), rng.randint(1, 12), rng.randint(1, 28))
        found["deputy_teaching_name"] = str(names.person(rng, "female", rng.randint(1968, 1988)))
        found["deputy_premises_name"] = str(names.person(rng, "male", rng.randint(1960, 1985)))
        found["deputy_it_name"] = str(names.person(rng, "female", rng.randint(1975, 1995)))
    if rng.random() < GAPS:
        for column in rng.sample(["okogu", "okato", "content_filter", "internet_speed", "charter_on"], 2):
            found[column] = None if column in ("internet_speed", "charter_on") else ""
    return found


def buildings(planned: PlannedOrganisation, rng: Random, number: int, capacity: int) -> list[Building]:
    """As many as the passport says."""
    since = max(planned.opened_on, date(2000, 1, 1))
    return [
        Building(
            name=f"Корпус {n + 1}" if number > 1 else "Главный корпус",
            purpose="kindergarten" if planned.kind == "kindergarten" else "teaching",
            address=f"{planned.place.address}, ул. Школьная, {rng.randint(1, 90)}",
            built_in=rng.randint(1958, 2015),
            area=rng.randint(4, 12) * capacity // number,
            capacity=capacity // number,
            is_accessible=rng.random() < 0.6,
            valid_from=since,
        )
        for n in range(number)
    ]
