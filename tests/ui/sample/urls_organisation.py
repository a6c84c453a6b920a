from django.urls import include, path

from tests.ui.sample import pages
from tests.ui.sample.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

home = (
    [path("about/", pages.NothingPage.as_view(), name="card")],
    "passport",
)
students = (
    [
        path("students/", pages.StudentListPage.as_view(), name="list"),
        path("students/<int:pk>/", pages.StudentPage.as_view(), name="card"),
        path("students/options/", pages.OptionsPage.as_view(), name="options"),
        path("students/admit/", pages.AdmitPage.as_view(), name="admit"),
        path("students/cancel/", pages.CancelPage.as_view(), name="cancel"),
        path("students/ping/", pages.PingPage.as_view(), name="ping"),
    ],
    "students",
)
people = (
    [
        path("guardians/", pages.NothingPage.as_view(), name="guardian_list"),
        path("employees/", pages.NothingPage.as_view(), name="employee_list"),
    ],
    "people",
)
enrolment = (
    [
        path("", pages.OverviewPage.as_view(), name="today"),
        path("orders/", pages.NothingPage.as_view(), name="order_list"),
        path("movement/", pages.NothingPage.as_view(), name="movement_book"),
        path("import/", pages.NothingPage.as_view(), name="import_list"),
        path("classes/", pages.NothingPage.as_view(), name="class_list"),
    ],
    "enrolment",
)
urlpatterns = [
    path("", include(home)),
    path("", include(students)),
    path("", include(people)),
    path("", include(enrolment)),
]
