"""Addresses within an organisation. They stand under /o/<slug>/: the middleware takes that part away before resolving
and puts it before every link, so `reverse("people:student_list")` is /o/<slug>/people/students/. Door: inside().
"""

from django.urls import include, path

handler400 = "shared_apps.accounts.errors.bad_request"
handler403 = "shared_apps.accounts.errors.permission_denied"
handler404 = "shared_apps.accounts.errors.page_not_found"
handler500 = "shared_apps.accounts.errors.server_error"

urlpatterns = [
    path("accounts/", include("shared_apps.accounts.urls_organisation")),
]
