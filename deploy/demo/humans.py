"""People of the demo before they become cards: children with their families, and adults."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from deploy.demo import distributions, names, places
from deploy.demo.distributions import Sex
from deploy.demo.names import Document, FullName

BIRTH_PLACES_ELSEWHERE = (
    "г. Ростов-на-Дону", "г. Ставрополь", "г. Майкоп", "г. Волгоград", "г. Новосибирск", "г. Мурманск", "г. Москва",
    "г. Луганск", "г. Ереван", "г. Норильск", "г. Якутск", "г. Сургут",
)  # fmt: skip
WORKPLACES = (
    "районная больница", "сельскохозяйственное предприятие", "магазин", "управляющая компания", "автосервис",
    "строительная организация", "железная дорога", "порт", "индивидуальный предприниматель", "гостиница", "банк",
    "детский сад", "консервный завод", "администрация поселения", "пожарная часть", "кафе", "самозанятый(ая)",
)  # fmt: skip
_FOREIGN = {  # of families of this origin, how many have which citizenship
    "armenian": {"am": 0.1}, "georgian": {"ge": 0.06}, "kuban": {"ua": 0.012}, "russian": {"by": 0.002, "kz": 0.001},
    "turkic": {"uz": 0.14, "tj": 0.12, "az": 0.1, "kg": 0.04},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FormerName:
    """The name until a day, and the document that changed it."""

    name: FullName
    until: date
    document: str


@dataclass(eq=False, slots=True)
class Human:
    """Somebody, the same wherever he goes; two organisations make two cards of him."""

    name: FullName
    sex: Sex
    born: date
    former: FormerName | None = None
    citizenship: str = "ru"
    birth_place: str = ""
    snils: str = ""
    inn: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    workplace: str = ""
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Relative:
    """A guardian of the children of one family."""

    human: Human
    relation: str
    is_legal: bool = True


@dataclass(frozen=True, slots=True)
class Child:
    """A child and those who answer for it."""

    human: Human
    relatives: tuple[Relative, ...] = ()


@dataclass(slots=True)
class Neighbourhood:
    """Makes the families of a place. `today`: documents and phones are as of this day."""

    rng: Random
    place: places.Place
    municipality: str
    today: date
    _offices: str = field(init=False)

    def __post_init__(self) -> None:
        self._offices = places.registry_office(self.municipality)

    def family(self, children: Sequence[tuple[Sex, date]], *, relations: tuple[str, ...] = ()) -> list[Child]:
        """One family with these children, in the same order."""
        rng = self.rng
        relations = relations or distributions.guardian_relations(rng)
        house = names.household(
            rng,
            [(sex, born.year) for sex, born in children],
            with_mother="mother" in relations,
            with_father="father" in relations,
        )
        citizenship = self._citizenship(house.surname.origin)
        address = places.address(rng, self.place)
        relatives = self._relatives(house, relations, min(born for _, born in children), address, citizenship)
        return [
            Child(self.child(name, sex, born, address, citizenship), relatives)
            for name, (sex, born) in zip(house.children, children, strict=True)
        ]

    def child(self, name: FullName, sex: Sex, born: date, address: str, citizenship: str = "ru") -> Human:
        rng = self.rng
        human = Human(name, sex, born, citizenship=citizenship, snils=names.snils(rng), address=address)
        human.birth_place = rng.choice(BIRTH_PLACES_ELSEWHERE) if rng.random() < 0.12 else self.place.address
        human.document = self.document(human)
        if (self.today - born).days > 12 * 365 and rng.random() < 0.6:
            human.phone = names.phone(rng)
        if rng.random() < 0.004:
            until = born + timedelta(days=rng.randint(1500, max(1600, (self.today - born).days - 30)))
            if until < self.today:
                other = names.surname(rng).of(sex)
                former = FullName(other, name.given_name, name.patronymic)
                human.former = FormerName(former, until, f"Свидетельство о перемене имени, {until:%d.%m.%Y}")
        return human

    def adult(self, sex: Sex, born: date, name: FullName, *, address: str = "", citizenship: str = "ru") -> Human:
        rng = self.rng
        human = Human(name, sex, born, citizenship=citizenship, phone=names.phone(rng))
        human.address = address or places.address(rng, self.place)
        human.document = self.document(human)
        if sex == "female" and 20 < (self.today - born).days / 365.25 < 50 and rng.random() < 0.02:
            until = self.today - timedelta(days=rng.randint(30, 600))
            former = FullName(names.surname(rng).of(sex), name.given_name, name.patronymic)
            human.former = FormerName(former, until, f"Свидетельство о заключении брака, {until:%d.%m.%Y}")
        return human

    def document(self, human: Human) -> Document | None:
        """What proves who somebody is today: a certificate of birth under 14, a passport after."""
        rng, today = self.rng, self.today
        age = today.year - human.born.year - ((today.month, today.day) < (human.born.month, human.born.day))
        if human.citizenship != "ru":
            issued = today - timedelta(days=rng.randint(100, 1500))
            return Document("passport_foreign", "", f"{rng.randrange(10**8):08d}", max(issued, human.born), "")
        if age >= 14:
            return names.passport(rng, human.born, today)
        return names.birth_certificate(rng, human.born, self._offices)

    def _citizenship(self, origin: str) -> str:
        foreign = _FOREIGN.get(origin, {})
        return distributions.weighted(self.rng, {"ru": 1 - sum(foreign.values()), **foreign})

    def _relatives(
        self, house: names.Household, relations: tuple[str, ...], eldest: date, address: str, citizenship: str
    ) -> tuple[Relative, ...]:
        rng = self.rng
        found = []
        for relation in relations:
            if relation == "mother" and house.mother:
                human = self.adult(
                    "female",
                    self._day_in(house.mother_birth_year),
                    house.mother,
                    address=address,
                    citizenship=citizenship,
                )
            elif relation == "father" and house.father:
                human = self.adult(
                    "male",
                    self._day_in(house.father_birth_year),
                    house.father,
                    address=address,
                    citizenship=citizenship,
                )
            else:
                year = eldest.year - rng.randint(32, 58)
                human = self.adult("female", self._day_in(year), names.person(rng, "female", year), address=address)
            if rng.random() < 0.4:
                human.email = names.email(human.name, rng)
            if rng.random() < 0.6:
                human.snils = names.snils(rng)
            if rng.random() < 0.55:
                human.workplace = rng.choice(WORKPLACES)
            found.append(Relative(human, relation))
        if rng.random() < 0.1:
            year = house.mother_birth_year - rng.randint(20, 28)
            human = self.adult("female", self._day_in(year), names.person(rng, "female", year))
            found.append(Relative(human, "grandmother", is_legal=False))
        return tuple(found)

    def _day_in(self, year: int) -> date:
        return distributions.birth_date_in(self.rng, year)
