from django.urls import include, path

from tests.ui.sample import pages
from tests.ui.sample.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

home = (
    [path("", pages.OverviewPage.as_view(), name="home"), path("about/", pages.NothingPage.as_view(), name="card")],
    "passport",
)
people = (
    [
        path("students/", pages.StudentListPage.as_view(), name="student_list"),
        path("students/<int:pk>/", pages.StudentPage.as_view(), name="student"),
        path("students/options/", pages.OptionsPage.as_view(), name="options"),
        path("students/admit/", pages.AdmitPage.as_view(), name="admit"),
        path("students/cancel/", pages.CancelPage.as_view(), name="cancel"),
        path("students/ping/", pages.PingPage.as_view(), name="ping"),
        path("guardians/", pages.NothingPage.as_view(), name="guardian_list"),
        path("employees/", pages.NothingPage.as_view(), name="employee_list"),
    ],
    "people",
)
enrolment = (
    [
        path("orders/", pages.NothingPage.as_view(), name="order_list"),
        path("movement/", pages.NothingPage.as_view(), name="movement_book"),
        path("import/", pages.NothingPage.as_view(), name="import_list"),
        path("classes/", pages.NothingPage.as_view(), name="class_list"),
    ],
    "enrolment",
)
urlpatterns = [path("", include(home)), path("", include(people)), path("", include(enrolment))]
