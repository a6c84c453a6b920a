"""Files that wait to be imported in the main school: of employees and of guardians, with slips as schools make them."""

from django.utils.translation import override

from deploy.demo.region_plan import PlannedOrganisation
from shared_apps.organisations.crossing import By
from tenant_apps.enrolment.services import imports
from tenant_apps.people.models import PersonName, Student

EMPLOYEES = (
    "Фамилия;Имя;Отчество;Дата рождения;Пол;Должность;Ставка;Дата приёма;Образование;Учебное заведение;Категория;"
    "Дата категории;Телефон",
    "Черкашина;Инна;Валерьевна;17.04.1988;ж;учитель математики;1;01.09.2026;высшее;КубГУ;высшая;20.12.2023;"
    "8 (918) 555-01-17",
    "Лысенко;Тарас;Петрович;30.02.1979;м;учитель;0,5;01.09.2026;высшее;АГПУ;;;",
    "Гордиенко;Майя;Рустамовна;02.11.1995;ж;педагог-психолог;1;01.09.2026;высшее;КубГУ;первая;;8 (918) 555-02-36",
    "Шевцов;Аркадий;Львович;25.06.1968;м;дворник-садовник;1;01.09.2026;;;;;",
)
GUARDIANS = "ФИО ребёнка;Дата рождения ребёнка;Фамилия;Имя;Отчество;Степень родства;Телефон;Документ-основание"


def files_that_came(planned: PlannedOrganisation, by: By) -> None:
    """Within inside(): two files, checked and not confirmed."""
    if planned.part != "main" or planned.kind != "school":
        return
    with override("ru"):
        _load("employees", "Новые сотрудники.csv", EMPLOYEES, by)
        students = Student.objects.filter(person__birth_date__isnull=False).order_by("pk").select_related("person")[:2]
        rows = [GUARDIANS]
        for at, student in enumerate(students):
            name = PersonName.objects.filter(person=student.person_id).latest("valid_from")
            born = f"{student.person.birth_date:%d.%m.%Y}"
            rows.append(
                f"{name};{born};Нестеренко;Галина;Андреевна;бабушка;8 (918) 555-03-4{at};Доверенность № {at + 7}"
            )
        rows.append("Кравченко Богдан Игоревич;11.05.2013;Кравченко;Игорь;Олегович;отец;8 (918) 555-04-50;")
        _load("guardians", "Представители по доверенности.csv", rows, by)


def _load(kind: str, name: str, rows: tuple[str, ...] | list[str], by: By) -> None:
    content = "\r\n".join(rows).encode("utf-8-sig")
    imports.receive_file(kind=kind, content=content, name=name, by=by, at_once=True)
