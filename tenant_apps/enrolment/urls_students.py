"""Students' cards and their movement: /o/<slug>/students/."""

from django.urls import path

from shared_apps.accounts import permissions
from tenant_apps.people.circumstances import PARTS
from tenant_apps.people.views.addresses import pages

from .views import after_orders, doubled, movement, student_edit, student_parts, students

app_name = "students"
urlpatterns = [
    path("", students.StudentListPage.as_view(), name="list"),
    path("options/", students.StudentOptionsPage.as_view(), name="options"),
    path("doubled/", doubled.DoubledListPage.as_view(), name="doubled"),
    path("doubled/<int:number>/", doubled.DoubledAnswerPage.as_view(), name="doubled_answer"),
    path("admit/", movement.AdmitPage.as_view(), name="admit"),
    path("<int:card_id>/", students.StudentPage.as_view(), name="card"),
    path("<int:card_id>/edit/", student_edit.EditStudentPage.as_view(), name="card_edit"),
    path("<int:card_id>/order/<slug:effect>/", movement.StudentOrderPage.as_view(), name="card_order"),
    path("<int:card_id>/debts/<int:debt_id>/attempt/", after_orders.AttemptPage.as_view(), name="card_debt_attempt"),
    path("<int:card_id>/debts/<int:debt_id>/", after_orders.CorrectDebtPage.as_view(), name="card_debt"),
    path(
        "<int:card_id>/completions/<int:completion_id>/",
        after_orders.CertificatePage.as_view(),
        name="card_certificate",
    ),
    path(
        "<int:card_id>/enrolments/<int:enrolment_id>/arrival/",
        after_orders.ArrivalPage.as_view(),
        name="card_arrival",
    ),
    path("<int:card_id>/guardians/link/", student_edit.LinkGuardianPage.as_view(), name="card_guardian_link"),
    path("<int:card_id>/guardians/new/", student_edit.NewGuardianPage.as_view(), name="card_guardian_new"),
    path(
        "<int:card_id>/guardians/<int:link_id>/",
        student_edit.ChangeGuardianshipPage.as_view(),
        name="card_guardianship",
    ),
    path(
        "<int:card_id>/guardians/<int:link_id>/end/",
        student_edit.EndGuardianshipPage.as_view(),
        name="card_guardianship_end",
    ),
    *pages(students.OfStudent, permissions.STUDENT_VIEW),
]
for privacy in PARTS:
    part = f"<int:card_id>/{privacy.value}/"
    urlpatterns += [
        path(
            f"{part}new/<slug:kind>/",
            student_parts.StudentAddCircumstancePage.as_view(privacy=privacy),
            name=f"card_{privacy.value}_new",
        ),
        path(
            f"{part}<int:row_id>/",
            student_parts.StudentCorrectCircumstancePage.as_view(privacy=privacy),
            name=f"card_{privacy.value}_row",
        ),
        path(
            f"{part}<int:row_id>/end/",
            student_parts.StudentEndCircumstancePage.as_view(privacy=privacy),
            name=f"card_{privacy.value}_end",
        ),
        path(
            f"{part}<int:row_id>/remove/",
            student_parts.StudentRemoveCircumstancePage.as_view(privacy=privacy),
            name=f"card_{privacy.value}_remove",
        ),
    ]
