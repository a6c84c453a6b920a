"""Consents to the handling of personal data: /o/<slug>/consents/."""

from django.urls import path

from tenant_apps.people.views import consent_forms, erasing
from tenant_apps.people.views import consents as of_person

from .views import consents

app_name = "consents"
urlpatterns = [
    path("", consents.RegisterPage.as_view(), name="register"),
    path("papers/", consents.BulkPage.as_view(), name="bulk"),
    path("classes/<int:class_id>/<slug:purpose>/print/", consents.PrintClassPage.as_view(), name="print_class"),
    path("grounds/", consent_forms.GroundsPage.as_view(), name="grounds"),
    path("forms/", consent_forms.FormListPage.as_view(), name="forms"),
    path("forms/adopt/", consent_forms.AdoptPage.as_view(), name="adopt"),
    path("forms/<int:form_id>/print/", consent_forms.PrintVersionPage.as_view(), name="print_version"),
    path("forms/<slug:about>/<slug:purpose>/new/", consent_forms.WriteFormPage.as_view(), name="write_form"),
    path("persons/<int:person_id>/<slug:purpose>/new/", of_person.RecordPage.as_view(), name="record"),
    path("persons/<int:person_id>/<slug:purpose>/print/", of_person.PrintPage.as_view(), name="print"),
    path("persons/<int:person_id>/erase/", erasing.ErasePage.as_view(), name="erase"),
    path("persons/<int:person_id>/erase/confirm/", erasing.EraseConfirmPage.as_view(), name="erase_confirm"),
    path("<int:consent_id>/withdraw/", of_person.WithdrawPage.as_view(), name="withdraw"),
    path("<int:consent_id>/done/", of_person.FollowUpPage.as_view(), name="follow_up"),
    path("<int:consent_id>/strike-out/", of_person.StrikeOutPage.as_view(), name="strike_out"),
    path("<int:consent_id>/scan/<slug:paper>/", of_person.ScanPage.as_view(), name="scan"),
]
