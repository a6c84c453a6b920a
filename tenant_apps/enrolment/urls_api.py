"""The programming interface: /o/<slug>/api/v1/."""

from django.urls import path

from .api import after_orders, consents, imports, parts, views

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
    path(
        "students/<int:pk>/education/",
        parts.EducationView.as_view({"get": "list", "post": "create"}),
        name="student_education",
    ),
    path(
        "students/<int:pk>/education/<int:row_id>/",
        parts.EducationView.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
        name="student_education_row",
    ),
    path(
        "students/<int:pk>/health/",
        parts.HealthView.as_view({"get": "list", "post": "create"}),
        name="student_health",
    ),
    path(
        "students/<int:pk>/health/<int:row_id>/",
        parts.HealthView.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
        name="student_health_row",
    ),
    path(
        "students/<int:pk>/social/",
        parts.SocialView.as_view({"get": "list", "post": "create"}),
        name="student_social",
    ),
    path(
        "students/<int:pk>/social/<int:row_id>/",
        parts.SocialView.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
        name="student_social_row",
    ),
    path("students/<int:pk>/files/", parts.FilesView.as_view({"get": "list"}), name="student_files"),
    path("classes/", views.ClassViewSet.as_view({"get": "list"}), name="classes"),
    path("years/", views.YearViewSet.as_view({"get": "list"}), name="years"),
    path("orders/", views.OrderViewSet.as_view({"get": "list", "post": "create"}), name="orders"),
    path("orders/<int:pk>/", views.OrderViewSet.as_view({"get": "retrieve"}), name="order"),
    path("orders/<int:pk>/sign/", views.SignOrderView.as_view({"post": "sign"}), name="order_sign"),
    path("orders/<int:pk>/cancel/", views.CancelOrderView.as_view({"post": "cancel"}), name="order_cancel"),
    path("consents/", consents.ConsentViewSet.as_view({"get": "list"}), name="consents"),
    path("enrolments/", views.MovementViewSet.as_view({"get": "list"}), name="enrolments"),
]
