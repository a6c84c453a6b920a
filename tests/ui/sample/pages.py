"""Sample pages of every kind."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from shared_apps.organisations.refusal import Refused
from shared_apps.ui.charts import Chart, Series
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import ChoiceField, DayField, Form, Group, NumberField, Option, PickField, TextField
from shared_apps.ui.page import (
    PUBLIC,
    Action,
    ActionPage,
    CardPage,
    ConfirmPage,
    Crumb,
    Empty,
    FormPage,
    Freshness,
    ListPage,
    Page,
    PickPage,
    Tab,
)
from shared_apps.ui.tables import BadgeColumn, DateColumn, NumberColumn, PercentColumn, Table, TextColumn
from tests.ui.sample import rows as people
from tests.ui.sample.middleware import Permission

VIEW = Permission("student.view")
NEVER = Permission("sample.never")
STATES = {"studies": "обучается", "on_the_way": "в пути", "left": "выбыл"}


class StudentTable(Table):
    caption = "Обучающиеся"
    empty = Empty(
        "Обучающихся пока нет.", "Они появляются по приказу о зачислении или из файла.", "Импорт из Excel", "/"
    )
    name = TextColumn("Фамилия, имя, отчество", link="students:card")
    grade = TextColumn("Класс")
    born = DateColumn("Дата рождения")
    state = BadgeColumn("Состояние", tones={"studies": "ok", "on_the_way": "warn"}, labels=STATES)
    enrolled = DateColumn("Зачислен")
    file_number = TextColumn("Личное дело", optional=True)
    load = NumberColumn("Часов в неделю", digits=1, total=True)


class StudentParameters(Parameters):
    as_of = DayField(label="На дату")
    grade = ChoiceField(
        label="Параллель", choices=[(str(n), f"{n} класс") for n in range(1, 12)], empty="Все", required=False
    )
    state = ChoiceField(label="Состояние", choices=list(STATES.items()), empty="Любое", required=False)

    def defaults(self) -> dict[str, Any]:
        return {"as_of": date(2026, 11, 23)}


class StudentListPage(ListPage):
    permission = VIEW
    exports_with = VIEW
    title = "Обучающиеся"
    table_class = StudentTable
    parameters_class = StudentParameters
    ordering = ("name",)
    search_hint = "Часть имени или № личного дела"

    def actions(self) -> list[Action]:
        return [
            Action("Импорт из Excel", "/", icon="file-up"),
            Action("Зачислить", reverse("students:admit"), icon="plus", primary=True, key="n"),
        ]

    def rows(self) -> list[people.Student]:
        grade, state = self.parameters.value("grade"), self.parameters.value("state")
        found = people.students()
        if grade:
            found = [row for row in found if row.grade.startswith(f"{grade} ")]
        return [row for row in found if row.state == state] if state else found

    def search(self, found: list[people.Student], text: str) -> list[people.Student]:
        return [row for row in found if text.lower() in row.name.lower()]


class NothingPage(ListPage):
    permission = VIEW
    title = "Опекуны"
    table_class = StudentTable
    page_size = 50

    def rows(self) -> list[Any]:
        return []


def options(text: str) -> list[Option]:
    return [
        Option(str(row.pk), row.name, f"{row.grade}, {row.born:%d.%m.%Y}")
        for row in people.students()
        if text.lower() in row.name.lower()
    ][:21]


def option(value: str) -> Option | None:
    return next((Option(str(row.pk), row.name) for row in people.students() if str(row.pk) == value), None)


class OptionsPage(PickPage):
    permission = VIEW

    def matches(self, text: str) -> list[Option]:
        return options(text)


class AdmitForm(Form):
    student = PickField(
        label="Обучающийся",
        url="students:options",
        lookup=options,
        find=option,
        coerce=int,
        help_text="Начните печатать фамилию: найдутся и по части имени.",
    )
    kind = ChoiceField(label="Вид приёма", choices=[("main", "Основное"), ("additional", "Дополнительное")], radio=True)
    date = DayField(
        label="Дата зачисления", earliest=date(2020, 9, 1), help_text="С этого дня обучающийся числится в классе."
    )
    grade = ChoiceField(label="Класс", choices=[("1", "1 «А»"), ("2", "2 «Б»")])
    places = NumberField(label="Мест по договору", required=False, least=1, most=99)
    ground = TextField(
        label="Основание", rows=3, required=False, help_text="Заявление, направление, перевод из другой организации."
    )
    groups = (
        Group("Кого", ("student", "kind")),
        Group("Куда и когда", ("date", "grade", "places", "ground"), "Приказ станет черновиком: подпишет директор."),
    )


class PeriodIsClosed(Refused):
    message = "Учебный год закрыт: зачислить на %(day)s нельзя."
    code = "period_is_closed"


class AdmitPage(FormPage):
    permission = VIEW
    title = "Новый приказ о зачислении"
    lead = "Черновик можно править, пока он не подписан."
    form_class = AdmitForm
    submit = "Составить черновик"
    done = "Черновик приказа составлен."

    def breadcrumbs(self) -> list[Crumb]:
        return [Crumb("Обучающиеся", reverse("students:list"))]

    def perform(self, form: Any) -> str:
        if form.cleaned_data["date"] < date(2026, 9, 1):
            raise PeriodIsClosed(field="date", params={"day": f"{form.cleaned_data['date']:%d.%m.%Y}"})
        return reverse("students:list")


class CancelPage(ConfirmPage):
    permission = VIEW
    title = "Отмена приказа № 45-у"
    question = "Отменить приказ № 45-у от 01.09.2026?"
    submit = "Отменить приказ"

    def breadcrumbs(self) -> list[Crumb]:
        return [Crumb("Приказы", "/")]

    def consequences(self) -> list[str]:
        return [
            "28 обучающихся перестанут числиться в 1 «А».",
            "Отмена оформляется своим приказом и остаётся в истории.",
        ]

    def perform(self, form: Any) -> str:
        return reverse("students:list")


class PingPage(ActionPage):
    permission = VIEW

    def perform(self) -> str:
        raise Refused("Сессия уже завершена.")


class ForbiddenPage(Page):
    permission = NEVER
    template_name = "sample/overview.html"


class StudentPage(CardPage):
    permission = VIEW
    tabs = (
        Tab("identity", "Сведения", "sample/identity.html"),
        Tab("history", "История изменений", "sample/history.html"),
        Tab("health", "Здоровье", "sample/history.html", permission=NEVER),
    )

    def prepare(self) -> None:
        self.student = next(row for row in people.students() if row.pk == self.kwargs["pk"])

    def heading(self) -> str:
        return self.student.name

    def badges(self) -> list[tuple[str, str]]:
        return [("обучается", "ok"), ("ОВЗ", "info"), ("нет СНИЛС", "warn"), ("двойник", "err"), ("архив", "")]

    def breadcrumbs(self) -> list[Crumb]:
        return [Crumb("Обучающиеся", reverse("students:list"))]

    def actions(self) -> list[Action]:
        return [
            Action("Отчислить", reverse("students:cancel"), danger=True),
            Action("Изменить", reverse("students:admit"), icon="pencil", key="e", primary=True),
        ]

    def facts(self) -> list[tuple[str, Any]]:
        return [
            ("Класс", self.student.grade),
            ("Дата рождения", f"{self.student.born:%d.%m.%Y}"),
            ("Личное дело", self.student.file_number),
            ("СНИЛС", "112-233-445 95"),
        ]


class OverviewTable(Table):
    caption = "Контингент по муниципалитетам"
    name = TextColumn("Муниципалитет", link=lambda record: f"?m={record.code}")
    schools = NumberColumn("Организаций", total=True)
    students = NumberColumn("Обучающихся", total=True)
    enrolments = NumberColumn("Зачислений", total=True)
    classes = NumberColumn("Классов", total=True)
    change = NumberColumn("Изменение с 01.09", signed=True, total=True)
    urban = PercentColumn("Доля города", total=lambda _rows: 0.531)


class OverviewParameters(Parameters):
    as_of = DayField(label="На дату")
    since = DayField(label="Изменение с")
    measure = ChoiceField(label="Мера", choices=[("s", "Обучающиеся"), ("e", "Зачисления")], empty=None)
    place = ChoiceField(label="Местность", choices=[("u", "Город"), ("r", "Село")], empty="Любая", required=False)

    def defaults(self) -> dict[str, Any]:
        return {"as_of": date(2026, 11, 23), "since": date(2026, 9, 1), "measure": "s"}


class OverviewPage(Page):
    permission = VIEW
    title = "Контингент"
    lead = "Все организации края на выбранную дату."
    template_name = "sample/overview.html"
    parameters_class = OverviewParameters
    search_hint = ""

    @property
    def filter_form(self) -> Any:
        return self.parameters

    def freshness(self) -> Freshness:
        return Freshness(timezone.now() - timedelta(seconds=2), 0)

    def context(self) -> dict[str, Any]:
        found = people.municipalities()
        grades = [str(n) for n in range(1, 12)]
        return {
            "total": sum(row.students for row in found),
            "table": OverviewTable.sorted_by(self.request, found, order_by="-students"),
            "bar": Chart(
                "bar",
                [Series("Обучающиеся", [row.students if row.code != "006" else "к" for row in found])],
                [row.name for row in found],
                "Треть обучающихся — в трёх городах",
                "Обучающиеся по муниципалитетам, 23.11.2026",
                "чел.",
                [f"?m={row.code}" for row in found],
            ),
            "column": Chart(
                "column",
                [
                    Series("Мальчики", [310, 330, 340, 352, 361, 340, 333, 321, 310, 190, 170]),
                    Series("Девочки", [290, 310, 330, 320, 345, 333, 320, 300, 305, 210, 201]),
                ],
                grades,
                "После девятого уходит каждый третий",
                "Обучающиеся по параллелям и полу",
                "чел.",
                [f"?g={g}" for g in grades],
            ),
            "line": Chart(
                "line",
                [
                    Series("Город", [412, 418, 425, 431, 440, 452, 461]),
                    Series("Село", [371, 370, 366, 361, 358, 352, 349]),
                ],
                [str(year) for year in range(2020, 2027)],
                "Разрыв города и села растёт",
                "Обучающиеся на 20 сентября, тыс. чел.",
                "тыс. чел.",
            ),
            "stacked": Chart(
                "stacked",
                [
                    Series("Дошкольное", [40, 22, 11]),
                    Series("НОО", [60, 33, 20]),
                    Series("ООО", [80, 35, 22]),
                    Series("СОО", [20, 9, 3]),
                ],
                ["1 смена", "2 смена", "3 смена"],
                "Вторая смена есть в каждой четвёртой школе",
                "Обучающиеся по сменам и уровням, тыс. чел.",
                "тыс. чел.",
                keep_order=True,
            ),
            "spark": Chart("sparkline", [Series("Обучающиеся", [3, 4, 4, 6, 5, 8, 9])], list("абвгдеё"), "За неделю"),
        }


class SignInForm(Form):
    autocomplete = "on"
    marks_required = False
    login = TextField(label="Логин")
    password = TextField(label="Пароль")


class SignInPage(FormPage):
    permission = PUBLIC
    title = "Вход"
    template_name = "sample/sign_in.html"
    form_class = SignInForm
    submit = "Войти"

    def perform(self, form: Any) -> str:
        raise Refused("Логин или пароль не подходят. После пяти неудач вход закрывается на 15 минут.")


class BrokenPage(Page):
    permission = PUBLIC
    template_name = "sample/nowhere.html"
