"""Where students come from and go to, as orders say it."""

from random import Random

from deploy.demo.region_plan import PlannedOrganisation, municipalities

REGIONS = (
    "Ростовская область", "Ставропольский край", "Республика Адыгея", "Волгоградская область", "г. Москва",
    "Ханты-Мансийский автономный округ — Югра", "Свердловская область", "Республика Саха (Якутия)",
    "г. Санкт-Петербург",    "Мурманская область", "Красноярский край", "Московская область",
)  # fmt: skip
ABROAD = ("Республика Армения", "Республика Узбекистан", "Республика Казахстан", "Республика Абхазия", "Турция")
_BODIES = {"school": "МБОУ СОШ № {}", "kindergarten": "МБДОУ детский сад № {}", "centre": "МБУ ДО ЦДТ"}
_NAMES = [facts.name for facts in municipalities()]


def went_to(rng: Random, destination: str, planned: PlannedOrganisation, reason: str) -> str:
    """The text "where to" of a line by the code of the handbook leaving_destination."""
    if destination == "same_municipality":
        return "техникум" if reason == "to_college" else f"{_body(rng, planned)}, {planned.municipality}"
    if destination == "same_region":
        return f"{_body(rng, planned)}, {rng.choice(_NAMES)}"
    if destination == "other_region":
        return rng.choice(REGIONS)
    return rng.choice(ABROAD) if destination == "abroad" else ""


def came_from(rng: Random, reason: str, planned: PlannedOrganisation) -> str:
    """The text "from where" of a line by the code of the handbook admission_reason."""
    destination = {
        "from_same_municipality": "same_municipality", "from_same_region": "same_region",
        "from_other_region": "other_region", "from_abroad": "abroad",
    }.get(reason, "")  # fmt: skip
    return went_to(rng, destination, planned, "")


def _body(rng: Random, planned: PlannedOrganisation) -> str:
    return _BODIES[planned.kind].format(rng.randint(1, 90))
