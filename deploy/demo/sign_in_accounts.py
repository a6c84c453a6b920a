"""The demo's accounts: one for each role, with a well-known password, tied to the people of the main school."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from deploy.demo.days import Days, chance
from deploy.demo.filling import BY
from deploy.demo.names import person
from deploy.demo.region_plan import PlannedOrganisation
from deploy.demo.ties import Tie
from shared_apps.accounts.services import Grant, create_demo_account
from shared_apps.organisations.crossing import inside
from shared_apps.organisations.models import Authority, Municipality, Organisation
from shared_apps.organisations.periods import valid_on
from tenant_apps.enrolment.models import ClassMembership, ClassTeacher
from tenant_apps.people.models import EmployeePost, Guardian, Person, PersonName, Student

SIGN_INS = {  # login: who it is, as the demo says when it is ready
    "ministry": "аналитик министерства образования: вся территория края",
    "authority": "специалист министерства культуры: свои организации",
    "municipality": "специалист управления образования города Краснодара",
    "regadmin": "региональный администратор: организации, учётные записи, справочники",
    "inspector": "проверяющий: главная школа, только чтение, на срок проверки",
    "director": "директор главной школы",
    "coordinator": "координатор главной школы",
    "sysadmin": "сетевой администратор главной школы",
    "operator": "оператор ввода данных главной школы",
    "secretary": "секретарь и кадровик главной школы",
    "secretary2": "секретарь второй школы",
    "teacher": "учитель-предметник главной школы",
    "classteacher": "классный руководитель главной школы",
    "committee": "представитель родительского комитета главной школы",
    "moderator": "модератор форума главной школы",
    "guardian": "родитель: дети в главной и во второй школе",
    "student": "обучающийся главной школы",
}
OF_EMPLOYEES = {  # login: the post whose holder it is
    "director": "director", "coordinator": "deputy_teaching", "sysadmin": "deputy_upbringing", "secretary": "secretary",
    "operator": "librarian_teacher", "moderator": "social_pedagogue",
}  # fmt: skip
INSPECTION_DAYS = 60


@dataclass(slots=True)
class Known:
    """People of one organisation: name and card by what they are."""

    by_post: dict[str, tuple[str, int]] = field(default_factory=dict)
    teacher: tuple[str, int] = ("", 0)
    class_teacher: tuple[str, int] = ("", 0)
    guardian: tuple[str, int] = ("", 0)
    student: tuple[str, int] = ("", 0)


def known_in(organisation: Organisation, ties: list[Tie], days: Days) -> Known:
    """Whom the accounts of this organisation belong to."""
    tie = next(one for one in ties if one.role == "guardian")
    with inside(organisation, by=BY, only_reads=True):
        found = Known()
        names = {one.person_id: str(one) for one in PersonName.objects.filter(valid_on(days.today))}
        held = EmployeePost.objects.valid(days.today).order_by("pk")
        for post, card, person_id in held.values_list("post", "employee", "employee__person"):
            found.by_post.setdefault(post, (names[person_id], card))
        child = tie.child.human
        student = Student.objects.get(person__in=_people(str(child.name), child.born))
        found.student = (str(child.name), student.pk)
        leads = _class_teacher(student.pk, days)
        found.class_teacher = (names[leads[1]], leads[0])
        others = held.filter(post="teacher").exclude(employee__classes__isnull=False)
        plain = (others.values_list("employee", "employee__person").first()) or leads
        found.teacher = (names[plain[1]], plain[0])
        parent = tie.child.relatives[0].human
        guardian = Guardian.objects.get(person__in=_people(str(parent.name), parent.born))
        found.guardian = (str(parent.name), guardian.pk)
        return found


def _class_teacher(student_id: int, days: Days) -> tuple[int, int]:
    """Who leads the class of the sign-in `student`, else another class of grade 5 and up: (employee, person)."""
    leading = ClassTeacher.objects.valid(days.today)
    own = ClassMembership.objects.valid(days.today).filter(enrolment__student=student_id).values("class_group")
    rows = leading.filter(class_group__in=own) or leading.filter(class_group__grade__gte=5).order_by("pk")
    return rows.values_list("employee", "employee__person")[0]


def _people(name: str, born: date) -> list[int]:
    ids = [one.person_id for one in PersonName.objects.filter(valid_to=date.max) if str(one) == name]
    return list(Person.objects.filter(pk__in=ids, birth_date=born).values_list("pk", flat=True))


def create_accounts(
    *, main: Organisation, second: Organisation, here: Known, there: Known, municipality: str, password: str, days: Days
) -> None:
    """All accounts at once. Call inside shared(). The last thing the demo does: where they stand, it is complete."""
    since = days.begins(1)

    def grant(
        role: str,
        *,
        organisation_id: int | None = None,
        municipality_id: int | None = None,
        authority_id: int | None = None,
        card_id: int | None = None,
    ) -> Grant:
        return Grant(
            role=role, organisation_id=organisation_id, municipality_id=municipality_id, authority_id=authority_id,
            card_id=card_id, valid_from=since, order_number="1-д", order_date=since,
        )  # fmt: skip

    city = Municipality.objects.get(name=municipality).pk
    culture = Authority.objects.get(code="culture").pk
    grants: dict[str, list[Grant]] = {
        "ministry": [grant("ministry")],
        "authority": [grant("authority", authority_id=culture)],
        "municipality": [grant("municipality", municipality_id=city)],
        "regadmin": [grant("regadmin")],
        "inspector": [
            Grant(
                role="inspector", organisation_id=main.pk, valid_from=days.today,
                valid_to=days.today + timedelta(days=INSPECTION_DAYS), order_number="2207-пр", order_date=days.today,
                inspection_number="23260041000112345678",
                inspection_purpose="Федеральный государственный контроль (надзор) в сфере образования",
            )
        ],
        "guardian": [
            Grant(role="guardian", organisation_id=one.pk, card_id=known.guardian[1], valid_from=since)
            for one, known in ((main, here), (second, there))
        ],
        "student": [Grant(role="student", organisation_id=main.pk, card_id=here.student[1], valid_from=since)],
        "committee": [grant("committee", organisation_id=main.pk)],
        "teacher": [grant("teacher", organisation_id=main.pk, card_id=here.teacher[1])],
        "classteacher": [grant("classteacher", organisation_id=main.pk, card_id=here.class_teacher[1])],
        "secretary2": [grant("secretary", organisation_id=second.pk, card_id=_card(there, "secretary"))],
    }  # fmt: skip
    for login, post in OF_EMPLOYEES.items():
        grants[login] = [grant(login, organisation_id=main.pk, card_id=_card(here, post))]
    for login in SIGN_INS:
        name = _name(login, here, there)
        create_demo_account(login=login, name=name, password=password, grants=grants[login], by=BY)


def _card(known: Known, post: str) -> int | None:
    return known.by_post[post][1] if post in known.by_post else None


def _name(login: str, here: Known, there: Known) -> str:
    if login in OF_EMPLOYEES and OF_EMPLOYEES[login] in here.by_post:
        return here.by_post[OF_EMPLOYEES[login]][0]
    known = {
        "teacher": here.teacher[0], "classteacher": here.class_teacher[0], "guardian": here.guardian[0],
        "student": here.student[0], "secretary2": there.by_post.get("secretary", ("", 0))[0],
    }.get(login)  # fmt: skip
    if known:
        return known
    rng = chance("account", login)
    return str(person(rng, rng.choice(("female", "female", "male")), rng.randint(1970, 1992)))


def roles_of_the_demo(region: list[PlannedOrganisation]) -> tuple[str, str, str]:
    """Slugs of the main and the second school, and the municipality of the sign-in `municipality`."""
    main = next(one for one in region if one.part == "main")
    return main.slug, next(one.slug for one in region if one.part == "second"), main.municipality
