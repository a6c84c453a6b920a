"""The programming interface: /o/<slug>/api/v1/."""

from django.urls import path

from shared_apps.accounts import permissions
from tenant_apps.people.api.addresses import endpoints

from .api import after_orders, consents, doubled, guardians, imports, parts, views, years
from .views.students import STUDENT

app_name = "api"
urlpatterns = [
    path("imports/", imports.ImportViewSet.as_view({"get": "list", "post": "create"}), name="imports"),
    path("imports/<int:pk>/", imports.ImportViewSet.as_view({"get": "retrieve"}), name="import"),
    path("imports/<int:pk>/rows/", imports.ImportRowsView.as_view({"get": "rows"}), name="import_rows"),
    path("imports/<int:pk>/confirm/", imports.ConfirmImportView.as_view({"post": "confirm"}), name="import_confirm"),
    path("imports/<int:pk>/abandon/", imports.AbandonImportView.as_view({"post": "abandon"}), name="import_abandon"),
    path("imports/<int:pk>/undo/plan/", imports.PlanUndoingView.as_view({"post": "plan"}), name="import_plan_undoing"),
    path("imports/<int:pk>/undo/", imports.UndoImportView.as_view({"post": "undo"}), name="import_undo"),
    path("students/", views.StudentViewSet.as_view({"get": "list"}), name="students"),
    path("students/doubled/", doubled.DoubledView.as_view({"get": "listed"}), name="students_doubled"),
    path(
        "students/doubled/<int:number>/",
        doubled.DoubledAnswerView.as_view({"post": "answer"}),
        name="students_doubled_answer",
    ),
    path(
        "students/<int:pk>/",
        views.StudentViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="student",
    ),
    path(
        "students/<int:pk>/particulars/",
        views.StudentViewSet.as_view({"get": "particulars"}),
        name="student_particulars",
    ),
    path(
        "students/<int:pk>/enrolments/",
        views.StudentEnrolmentsView.as_view({"get": "enrolments"}),
        name="student_enrolments",
    ),
    path(
        "students/<int:pk>/enrolments/<int:enrolment_id>/arrival/",
        after_orders.ArrivalView.as_view({"post": "arrival"}),
        name="student_arrival",
    ),
    path("students/<int:pk>/debts/", after_orders.DebtsView.as_view({"get": "debts"}), name="student_debts"),
    path(
        "students/<int:pk>/completions/",
        after_orders.CompletionsView.as_view({"get": "completions"}),
        name="student_completions",
    ),
    path(
        "students/<int:pk>/completions/<int:completion_id>/",
        after_orders.CertificateView.as_view({"put": "certificate"}),
        name="student_certificate",
    ),
    path(
        "students/<int:pk>/debts/<int:debt_id>/",
        after_orders.DebtView.as_view({"put": "correct"}),
        name="student_debt",
    ),
    path(
        "students/<int:pk>/debts/<int:debt_id>/attempts/",
        after_orders.AttemptsView.as_view({"post": "attempt"}),
        name="student_debt_attempts",
    ),
    *endpoints(STUDENT, permissions.STUDENT_VIEW, "students", "student", particulars=None),
    path(
        "students/<int:pk>/guardians/",
        guardians.GuardiansView.as_view({"get": "list", "post": "create"}),
        name="student_guardians",
    ),
    path(
        "students/<int:pk>/guardians/new/",
        guardians.NewGuardianView.as_view({"post": "new"}),
        name="student_guardian_new",
    ),
    path(
        "students/<int:pk>/guardians/<int:link_id>/",
        guardians.GuardiansView.as_view({"put": "update"}),
        name="student_guardianship",
    ),
    path(
        "students/<int:pk>/guardians/<int:link_id>/end/",
        guardians.GuardiansView.as_view({"post": "end"}),
        name="student_guardianship_end",
    ),
    path("classes/", years.ClassesView.as_view({"get": "list", "post": "create"}), name="classes"),
    path(
        "classes/<int:pk>/",
        years.ClassView.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
        name="class",
    ),
    path("classes/<int:pk>/end/", years.EndClassView.as_view({"post": "end"}), name="class_end"),
    path("classes/<int:pk>/teacher/", years.ClassTeacherView.as_view({"post": "appoint"}), name="class_teacher"),
    path("years/", years.YearsView.as_view({"get": "list", "post": "create"}), name="years"),
    path("years/<int:pk>/", years.YearsView.as_view({"get": "retrieve", "put": "update"}), name="year"),
    path(
        "consents/classes/<int:class_id>/<slug:purpose>/",
        consents.ClassConsentsView.as_view({"get": "list", "post": "create"}),
        name="class_consents",
    ),
    path("orders/", views.OrderViewSet.as_view({"get": "list", "post": "create"}), name="orders"),
    path("orders/<int:pk>/", views.OrderViewSet.as_view({"get": "retrieve"}), name="order"),
    path("orders/<int:pk>/sign/", views.SignOrderView.as_view({"post": "sign"}), name="order_sign"),
    path("orders/<int:pk>/cancel/", views.CancelOrderView.as_view({"post": "cancel"}), name="order_cancel"),
    path("enrolments/", views.MovementViewSet.as_view({"get": "list"}), name="enrolments"),
]
for part, view in (("education", parts.EducationView), ("health", parts.HealthView), ("social", parts.SocialView)):
    urlpatterns += [
        path(f"students/<int:pk>/{part}/", view.as_view({"get": "list", "post": "create"}), name=f"student_{part}"),
        path(
            f"students/<int:pk>/{part}/<int:row_id>/",
            view.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
            name=f"student_{part}_row",
        ),
    ]
